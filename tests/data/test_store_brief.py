"""Candidates in brief: what decides whom outreach reaches is the same as in the whole record."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.store import (
    Database,
    candidates_by_id,
    candidates_in_brief,
    count_without_district,
    groups_among,
    groups_on,
    put_candidates,
    put_memberships,
)
from data.store.candidates import BRIEF
from data.vault import Vault
from matcher.eligibility.programme import judge
from matcher.outreach.situation import NO_DISTRICT, asks_for_text
from matcher.records import Actor, Candidate, CandidateEntry, EmploymentStatus, Kind, LinkHow, Membership
from matcher.wishes import needs_asked
from tests.matcher.outreach_people import GRADUATE, JINAN

ACTOR = Actor("li", "caseworker")
AT = datetime(2023, 9, 1, 8, tzinfo=UTC)
DAY = date(2023, 9, 1)
HIDDEN = [field.name for field in fields(Candidate) if field.name not in BRIEF.names]
PEOPLE = [
    replace(GRADUATE, home_district="历下区", wish="不上夜班", needs="需要轮椅通道", skills=("CAD",)),
    replace(GRADUATE, id="C2", home_district="历城区", unemployment_registered_on=date(2021, 1, 1)),
    replace(GRADUATE, id="C3", employment_status=EmploymentStatus.UNEMPLOYED, districts=("历下区",)),
]


@pytest.fixture
def filled(database: Database, vault: Vault) -> Database:
    with database.begin() as session:
        entries = [CandidateEntry(one) for one in PEOPLE]
        put_candidates(session, entries, actor=ACTOR, source="test", at=AT, vault=vault)
        held = Membership("M1", "C1", "low_income", "low_income", "E1", DAY, LinkHow.EXACT, 1.0)
        put_memberships(session, [held, replace(held, id="M2", candidate_id="C2")], vault=vault)
    return database


@pytest.mark.parametrize(
    ("district", "ids"),
    [
        pytest.param(None, ["C1", "C2", "C3"], id="the whole city"),
        pytest.param("历下区", ["C1"], id="a district"),
        pytest.param(NO_DISTRICT, ["C3"], id="no district"),
    ],
)
def test_people_in_brief_are_those_of_the_district(filled: Database, district: str | None, ids: list[str]) -> None:
    with filled.read() as session:
        assert [one.id for one in candidates_in_brief(session, district=district)] == ids
        assert count_without_district(session) == 1


def test_what_is_given_in_brief_is_what_is_stored(filled: Database) -> None:
    with filled.read() as session:
        brief = candidates_in_brief(session, district=None)
        whole = candidates_by_id(session, [one.id for one in brief])
    nothing = Candidate("-")
    assert brief == [replace(whole[one.id], **{name: getattr(nothing, name) for name in HIDDEN}) for one in brief]


@given(
    major=st.sampled_from([None, "会计学"]),
    sex=st.sampled_from([None, "male"]),
    districts=st.sampled_from([(), ("历下区",)]),
    skills=st.sampled_from([(), ("CAD",)]),
    experience=st.sampled_from([None, "两年会计"]),
    kind_wanted=st.none() | st.sampled_from(Kind),
    pay_min_month_yuan=st.none() | st.floats(0, 9000),
)
def test_what_is_not_given_in_brief_decides_nothing(**hidden: object) -> None:
    for one in PEOPLE:
        other = replace(one, **hidden)  # type: ignore[arg-type]
        assert judge(other, edition=JINAN, on=DAY) == judge(one, edition=JINAN, on=DAY)
        assert (needs_asked(other), asks_for_text(other)) == (needs_asked(one), asks_for_text(one))


@pytest.mark.parametrize("chunk", [1, 2000], ids=["few asked for", "many looked through"])
def test_groups_of_some_are_those_of_everybody(
    filled: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr("data.store.sealed.CHUNK", chunk)
    with filled.read() as session:
        everybody = groups_on(session, DAY, vault=vault)
        some = groups_among(session, PEOPLE[1:], DAY, vault=vault)
    assert everybody["C2"] == {"low_income", "long_unemployed"}
    assert some == {id: held for id, held in everybody.items() if id != "C1"}
