"""Placements, claims and those whom files mention, in both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert

from data.store import (
    Database,
    candidates_by_number,
    conflicting_claims,
    delete_candidate,
    get_claim,
    get_placement,
    iter_refused_overlaps,
    known_employers,
    list_claims,
    list_placements,
    mentored_placements,
    merge_placements,
    note_refused_overlaps,
    placements_near,
    placements_on_file,
    put_candidates,
    put_claims,
    put_employers,
    put_placements,
    put_posts,
    standings_of,
)
from data.store.placements import OnFile
from data.tables import StandingRow
from data.vault import Vault
from matcher.errors import Conflict
from matcher.placements import RefusedOverlap, Way
from matcher.records import (
    Candidate,
    CandidateEntry,
    Claim,
    ClaimEntry,
    ClaimKind,
    Employer,
    EmployerEntry,
    Person,
    Placement,
    PlacementEntry,
    Post,
    PostEntry,
    Standing,
)
from matcher.subsidy import practice_end

NUMBER, OTHER = "11010519491231002X", "370102199901011552"
PLACEMENT = Placement("T1", "C1", "E1", date(2023, 9, 1), date(2024, 2, 29), post_id="P1", edition="jinan-2023")
CLAIM = Claim("S1", "C1", "E1", ClaimKind.MONTHLY, date(2023, 9, 1), Decimal("1260.05"))


def test_a_placement_and_a_claim_come_back_as_they_went_in(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        put_placements(session, [PlacementEntry(PLACEMENT, mentor=Person(name="孙师傅"))], **told)
        put_claims(session, [ClaimEntry(CLAIM, Person(id_number=NUMBER))], **told)
        merge_placements(session, [PlacementEntry(replace(PLACEMENT, ended_on=date(2023, 12, 31)))], **told)
        assert get_placement(session, "T1") == replace(PLACEMENT, ended_on=date(2023, 12, 31))
        assert get_claim(session, "S1") == CLAIM


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        pytest.param({}, ["T1", "T2"], id="all"),
        pytest.param({"candidate_id": "C2"}, ["T2"], id="of a person"),
        pytest.param({"employer_id": "E1"}, ["T1"], id="with an employer"),
        pytest.param({"post_id": "P1"}, ["T1", "T2"], id="in a post"),
        pytest.param({"district": "历下区"}, ["T1"], id="of a district"),
        pytest.param({"on": date(2023, 9, 1)}, ["T1"], id="on the first day"),
        pytest.param({"on": date(2024, 2, 29)}, ["T1"], id="on the last day"),
        pytest.param({"on": date(2024, 3, 1)}, [], id="the day after"),
        pytest.param({"on": date(2023, 8, 10)}, ["T2"], id="on the day of an early end"),
        pytest.param({"on": date(2023, 8, 11)}, [], id="after an early end"),
    ],
)
def test_a_page_of_placements_is_narrowed(
    database: Database, told: dict[str, Any], where: dict[str, Any], ids: list[str]
) -> None:
    early = replace(
        PLACEMENT, id="T2", candidate_id="C2", employer_id="E2", starts_on=date(2023, 8, 1), ended_on=date(2023, 8, 10)
    )
    with database.begin() as session:
        put_employers(session, [EmployerEntry(Employer("E1", "甲公司", district="历下区"))], **told)
        put_placements(session, map(PlacementEntry, (PLACEMENT, early)), **told)
        assert [one.id for one in list_placements(session, **where)] == ids
        assert sorted(placements_near(session, candidate_ids=["C2"], post_ids=["P1"])) == ["T1", "T2"]
        assert sorted(placements_near(session, candidate_ids=["C2", "\0"])) == ["T2"]


def test_what_is_on_file_of_any_placement_is_told(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        assert placements_on_file(session) == OnFile(None, frozenset())
        put_placements(session, [PlacementEntry(PLACEMENT)], **told)
        assert placements_on_file(session) == OnFile(date(2023, 9, 1), frozenset())
        insured = replace(PLACEMENT, id="T2", starts_on=date(2023, 3, 1), insured_on=date(2023, 3, 1))
        put_placements(session, [PlacementEntry(insured)], **told)
        assert placements_on_file(session) == OnFile(date(2023, 3, 1), frozenset({"insured_on"}))


def test_a_mentor_of_the_post_counts_for_its_placements(database: Database, told: dict[str, Any]) -> None:
    mentor = Person(name="孙师傅")
    own = replace(PLACEMENT, id="T2", employer_id="E2", post_id=None)
    without = replace(PLACEMENT, id="T3", post_id="P2")
    with database.begin() as session:
        put_placements(session, [PlacementEntry(PLACEMENT), PlacementEntry(own, mentor=mentor)], **told)
        put_placements(session, [PlacementEntry(without, trainee=mentor)], **told)
        assert mentored_placements(session) == {"T2"}
        posts = (PostEntry(Post("P1", "钳工", "甲公司"), mentor=mentor), PostEntry(Post("P2", "焊工", "甲公司")))
        put_posts(session, posts, **told)
        assert mentored_placements(session) == {"T1", "T2"}
        assert mentored_placements(session, employer_id="E1") == {"T1"}
        assert placements_on_file(session).fields == {"mentor"}


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({}, id="planned"),
        pytest.param({"ended_on": date(2023, 12, 31)}, id="ended early"),
        pytest.param({"ended_on": date(2024, 3, 31)}, id="entered as ended after the planned end"),
        pytest.param({"contract_on": date(2023, 12, 1)}, id="a contract ends the practice"),
        pytest.param({"contract_on": date(2024, 3, 10)}, id="a contract after the end"),
    ],
)
def test_a_placement_runs_to_the_end_of_practice(
    database: Database, told: dict[str, Any], facts: dict[str, date]
) -> None:
    placement = replace(PLACEMENT, **facts)  # type: ignore[arg-type]  # days by name
    end = practice_end(placement)
    with database.begin() as session:
        put_placements(session, [PlacementEntry(placement)], **told)
        assert [one.id for one in list_placements(session, on=end)] == ["T1"]
        assert list_placements(session, on=end + timedelta(days=1)) == []


def test_a_page_of_claims_is_narrowed(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        put_claims(session, [ClaimEntry(CLAIM), ClaimEntry(replace(CLAIM, id="S2", month=date(2023, 10, 1)))], **told)
        assert [one.id for one in list_claims(session, month=date(2023, 10, 1))] == ["S2"]
        assert [one.id for one in list_claims(session, candidate_id="C1", employer_id="E1")] == ["S1", "S2"]


def test_candidates_are_found_by_their_numbers(database: Database, told: dict[str, Any], vault: Vault) -> None:
    with database.begin() as session:
        put_candidates(session, [CandidateEntry(Candidate("001"), Person(id_number=NUMBER))], **told)
        assert candidates_by_number(session, [NUMBER, OTHER], vault=vault) == {NUMBER: "001"}
        assert candidates_by_number(session, [], vault=vault) == {}


CODE, OTHER_CODE = "91350100M000100Y43", "91370100MA3C1GJ42A"


@pytest.mark.parametrize(
    ("uscc", "name", "id"),
    [
        pytest.param(CODE, None, "1", id="by code"),
        pytest.param(CODE, "乙公司", "1", id="the code goes first"),
        pytest.param(None, "甲 公司", "1", id="by name, spaces aside"),
        pytest.param(OTHER_CODE, "甲公司", None, id="the name with another code"),
        pytest.param(OTHER_CODE, "乙公司", "2", id="the name where no code is known"),
        pytest.param(None, "丙公司", None, id="a name of two"),
        pytest.param(None, None, None, id="nothing"),
    ],
)
def test_an_employer_is_found_by_code_or_name(
    database: Database, told: dict[str, Any], uscc: str | None, name: str | None, id: str | None
) -> None:
    stored = [
        Employer("1", "甲公司", uscc=CODE),
        Employer("2", "乙公司"),
        Employer("3", "丙公司"),
        Employer("4", "丙公司"),
    ]
    with database.begin() as session:
        put_employers(session, map(EmployerEntry, stored), **told)
        assert known_employers(session).find(uscc=uscc, name=name) == id


def test_a_claim_for_another_person_is_told_by_the_number(
    database: Database, told: dict[str, Any], vault: Vault
) -> None:
    with database.begin() as session:
        put_claims(session, [ClaimEntry(CLAIM, Person(id_number=NUMBER))], **told)
        same, another = (ClaimEntry(CLAIM, Person(id_number=number)) for number in (NUMBER, OTHER))
        assert conflicting_claims(session, [same, ClaimEntry(CLAIM)], vault=vault) == set()
        assert conflicting_claims(session, [another], vault=vault) == {"S1"}


def test_who_has_placements_stays(database: Database, told: dict[str, Any]) -> None:
    who = {"actor": told["actor"], "at": told["at"]}
    with database.begin() as session:
        put_candidates(session, [CandidateEntry(Candidate("C1"))], **told)
        put_placements(session, [PlacementEntry(PLACEMENT)], **told)
        with pytest.raises(Conflict, match="'C1' has 1 placements"):
            delete_candidate(session, "C1", **who)


def test_a_refused_overlap_is_given_once_however_often_it_was_refused(database: Database, told: dict[str, Any]) -> None:
    who = {"actor": told["actor"], "at": told["at"]}
    refused = RefusedOverlap("T2", "C1", "E2", date(2023, 10, 1), date(2024, 3, 31), ("T1",))
    with database.begin() as session:
        typed = replace(refused, placement_id="T4")  # nobody is asked about what an officer was told at once
        note_refused_overlaps(session, [refused, typed], way=Way.TYPED, **who)
        note_refused_overlaps(session, [refused], way=Way.FILE, **who)
        note_refused_overlaps(session, [refused, replace(refused, placement_id="T3")], way=Way.PUT, **who)
        found = [(one.overlap.placement_id, one.way) for one in iter_refused_overlaps(session)]
        assert found == [("T2", Way.FILE), ("T3", Way.PUT)]


def test_decisions_on_employers_come_in_the_order_of_deciding(database: Database, told: dict[str, Any]) -> None:
    values = {"employer_id": "E1", "edition": "jinan-2023", "actor_id": "a", "actor_role": "admin", "at": told["at"]}
    decided = [(date(2023, 9, 1), Standing.REMOVED), (date(2023, 8, 1), Standing.KEPT)]
    with database.begin() as session:
        for on, standing in decided:
            session.execute(insert(StandingRow).values(**values, standing=standing, effective_on=on))
        found = standings_of(session, ["E1", "E2"])
    assert {id: [(one.effective_on, one.standing) for one in of] for id, of in found.items()} == {"E1": decided}
