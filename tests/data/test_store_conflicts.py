"""Whether an id stands for another person than the one who is stored under it, alike on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from data.store import Database, conflicting_candidates, put_candidates
from matcher.records import Candidate, CandidateEntry, Person

BORN = date(1999, 1, 1)
PERSON = Person(name="张三", phone="13800001234")
NUMBER = "370102199901011552"
OTHER_NUMBER = "370102199901011579"
RENAMED = replace(PERSON, name="张山")
MOVED = replace(PERSON, phone="13900005678")
OTHER = Person(name="李四", phone="13900005678")


def entry(person: Person | None, birth_on: date | None = BORN) -> CandidateEntry:
    return CandidateEntry(Candidate("001", birth_on=birth_on), person=person)


@pytest.mark.parametrize(
    ("stored", "given", "fields"),
    [
        pytest.param(PERSON, entry(PERSON), None, id="nothing differs"),
        pytest.param(PERSON, entry(replace(PERSON, name="张 三", phone="138-0000-1234")), None, id="another spelling"),
        pytest.param(PERSON, entry(MOVED), None, id="a new phone"),
        pytest.param(PERSON, entry(RENAMED), None, id="a corrected name"),
        pytest.param(PERSON, entry(PERSON, date(2000, 1, 1)), None, id="a corrected birth date"),
        pytest.param(PERSON, entry(MOVED, date(2000, 1, 1)), None, id="the name is the same"),
        pytest.param(PERSON, entry(RENAMED, None), None, id="a corrected name, birth not told"),
        pytest.param(PERSON, entry(OTHER), ("name", "phone"), id="name and phone"),
        pytest.param(PERSON, entry(OTHER, None), ("name", "phone"), id="birth not known"),
        pytest.param(PERSON, entry(RENAMED, date(2000, 1, 1)), ("name", "birth_on"), id="name and birth"),
        pytest.param(Person(name="张三"), entry(OTHER), None, id="no phone stored"),
        pytest.param(PERSON, entry(Person(name="李四")), None, id="no phone told"),
        pytest.param(PERSON, entry(None, date(2000, 1, 1)), None, id="nobody told"),
        pytest.param(PERSON, entry(replace(OTHER, id_number=NUMBER)), ("name", "phone"), id="an ID number on one side"),
        pytest.param(
            replace(PERSON, id_number=NUMBER), entry(replace(OTHER, id_number=NUMBER)), None, id="one ID number"
        ),
        pytest.param(
            replace(PERSON, id_number=NUMBER),
            entry(replace(PERSON, id_number=OTHER_NUMBER)),
            ("id_number",),
            id="two ID numbers",
        ),
    ],
)
def test_two_people_are_told_apart_by_what_both_sides_know(
    database: Database, told: dict[str, Any], stored: Person, given: CandidateEntry, fields: tuple[str, ...] | None
) -> None:
    with database.begin() as session:
        put_candidates(session, [entry(stored)], **told)
        found = conflicting_candidates(session, [given], vault=told["vault"])
    assert found == ({} if fields is None else {"001": fields})


def test_rows_of_one_id_tell_of_one_person(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        put_candidates(session, [entry(PERSON)], **told)
        assert conflicting_candidates(session, [entry(OTHER), entry(RENAMED)], vault=told["vault"]) == {}
