"""What is sealed is scoped once it is open: by whom it is about."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from sqlalchemy import select

from data.store import (
    Database,
    Scope,
    delete_candidate,
    iter_candidates,
    put_candidates,
    within,
)
from data.store.sealed import (
    SealedNoun,
    SealedRecord,
    delete_sealed,
    find_sealed,
    get_sealed,
    iter_sealed,
    iter_sealed_of,
    put_sealed,
)
from data.store.sealed_people import ABOUT
from data.tables import SealedRecordRow
from data.vault import Vault
from matcher.errors import Conflict, NotAllowed, NotFound
from matcher.records import Candidate, CandidateEntry

HERE, THERE = "历下区", "市中区"
DISTRICT = Scope(district=HERE)
OF_ONE: tuple[SealedNoun, ...] = (
    "link",
    "membership",
    "push_share",
    "refusal_code",
    "fair_guest",
    "fair_dropped",
    "fair_visit",
    "task",
)


@pytest.fixture
def city(database: Database, vault: Vault, told: dict[str, Any]) -> Database:
    people = [
        Candidate("C1", home_district=HERE),
        Candidate("C2", home_district=HERE),
        Candidate("D1", home_district=THERE),
    ]
    records = [
        SealedRecord(
            noun,
            f"{noun}-{one.id}",
            "all",
            {"candidate_id": one.id, "entry_id": f"E-{one.id}"},
            (one.id, f"E-{one.id}"),
        )
        for noun in OF_ONE
        for one in people
    ]
    records += [
        SealedRecord("duplicate", "-".join(ids), "all", {"candidate_ids": list(ids)}, ids)
        for ids in (("C1", "C2"), ("C1", "D1"))
    ]
    records += [SealedRecord("registry_entry", f"E-{one.id}", "X", {}, (one.id,)) for one in people]
    records += [
        SealedRecord("push", f"W-{n}", "draft", {"scope": {"districts": districts}})
        for n, districts in enumerate(([HERE], [THERE], [], [HERE, THERE]))
    ]
    records += [SealedRecord("merge", f"M-{home}", "done", _merge(home), ("C1", "X")) for home in (HERE, THERE)]
    records += [SealedRecord("fair", "F1", "stated", {}), SealedRecord("parameters", "one", "all", {})]
    with database.begin() as session:
        put_candidates(session, [CandidateEntry(one, None) for one in people], **told)
        put_sealed(session, records, vault=vault)
    return database


def _merge(home: str) -> dict[str, Any]:
    return {"survivor": {"row": {"id": "C1"}}, "gone": {"row": {"id": "X", "home_district": home}}}


def test_every_kind_of_sealed_record_says_whom_it_is_about() -> None:
    assert ABOUT.keys() == set(get_args(SealedNoun))


SEEN: dict[SealedNoun, set[str]] = {noun: {f"{noun}-C1", f"{noun}-C2"} for noun in OF_ONE}
SEEN |= {
    "duplicate": {"C1-C2"},
    "registry_entry": {"E-C1", "E-C2"},  # named by links with people who are met
    "push": {"W-0"},
    "merge": {f"M-{HERE}"},
    "fair": {"F1"},
    "parameters": {"one"},
}


@pytest.mark.parametrize("noun", sorted(SEEN))
def test_a_district_reads_what_is_about_its_people(city: Database, vault: Vault, noun: SealedNoun) -> None:
    with city.read() as session:
        every = [one.id for one in iter_sealed(session, noun, vault=vault)]
    keys = ["C1", "C2", "D1", "E-C1", "E-D1", "X"]
    with within(DISTRICT), city.read() as session:
        assert {one.id for one in iter_sealed(session, noun, vault=vault)} == SEEN[noun]
        assert get_sealed(session, noun, every, vault=vault).keys() == SEEN[noun]
        assert {one.id for one in find_sealed(session, noun, keys, vault=vault)} <= SEEN[noun]
        assert {one.id for one in iter_sealed_of(session, noun, keys * 1_000, vault=vault)} <= SEEN[noun]


def test_a_page_is_full_though_others_are_passed_over(city: Database, vault: Vault) -> None:
    with within(DISTRICT), city.read() as session:
        found = list(iter_sealed(session, "membership", limit=2, vault=vault))
    assert [one.id for one in found] == ["membership-C1", "membership-C2"]


@pytest.mark.parametrize("noun", sorted(SEEN))
def test_an_employer_reads_nothing_that_is_sealed(city: Database, vault: Vault, noun: SealedNoun) -> None:
    with within(Scope(employer_id="E1")), city.read() as session:
        assert list(iter_sealed(session, noun, vault=vault)) == []


def test_sealed_records_are_not_read_past_their_opening(city: Database) -> None:
    with within(DISTRICT), city.read() as session, pytest.raises(NotAllowed):
        session.execute(select(SealedRecordRow.id))


STRANGE = [
    pytest.param(SealedRecord("membership", "new", "all", {"candidate_id": "D1"}), NotAllowed, id="of a stranger"),
    pytest.param(SealedRecord("duplicate", "new", "all", {"candidate_ids": ["C1", "D1"]}), NotAllowed, id="of two"),
    pytest.param(SealedRecord("membership", "membership-D1", "all", {"candidate_id": "C1"}), Conflict, id="over one"),
    pytest.param(SealedRecord("fair", "F2", "stated", {}), NotAllowed, id="of the whole city"),
    pytest.param(SealedRecord("registry_entry", "E-C1", "X", {}), NotAllowed, id="of a register"),
    pytest.param(SealedRecord("push", "W-9", "draft", {"scope": {"districts": []}}), NotAllowed, id="for all"),
]


@pytest.mark.parametrize(("record", "error"), STRANGE)
def test_nothing_is_sealed_beyond_the_district(
    city: Database, vault: Vault, record: SealedRecord, error: type[Exception]
) -> None:
    with within(DISTRICT), pytest.raises(error), city.begin() as session:
        put_sealed(session, [record], vault=vault)


def test_what_is_about_own_people_is_sealed_and_taken_away(city: Database, vault: Vault) -> None:
    with within(DISTRICT), city.begin() as session:
        put_sealed(session, [SealedRecord("membership", "new", "all", {"candidate_id": "C1"}, ("C1",))], vault=vault)
        found = find_sealed(session, "membership", ["C1"], vault=vault)
        delete_sealed(session, "membership", [one.id for one in found])
    with city.read() as session:
        left = {one.id for one in iter_sealed(session, "membership", vault=vault)}
    assert left == {"membership-C2", "membership-D1"}


def test_what_was_not_read_is_not_taken_away(city: Database) -> None:
    with within(DISTRICT), pytest.raises(NotAllowed), city.begin() as session:
        delete_sealed(session, "membership", ["membership-D1"])


def test_a_stranger_is_neither_deleted_nor_told_of(city: Database, told: dict[str, Any]) -> None:
    with within(DISTRICT), pytest.raises(NotFound, match="there is no candidate"), city.begin() as session:
        delete_candidate(session, "D1", actor=told["actor"], at=told["at"])
    with city.read() as session:
        assert [one.id for one in iter_candidates(session)] == ["C1", "C2", "D1"]
