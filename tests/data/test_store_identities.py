"""Whether a person is found who is stored under another id, alike on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from data.store import Database, known_elsewhere, put_candidates
from data.store.bulk import CHUNK
from matcher.records import Candidate, CandidateEntry, Person

BORN = date(1999, 1, 1)
PERSON = Person(name="张三", phone="13800001234")
NUMBERED = replace(PERSON, id_number="370102199901011552")
OTHER_NUMBER = "370102199901011579"


def entry(person: Person | None, birth_on: date | None = BORN, *, id: str = "S77") -> CandidateEntry:
    return CandidateEntry(Candidate(id, birth_on=birth_on), person=person)


@pytest.mark.parametrize(
    ("stored", "given", "is_known"),
    [
        pytest.param(NUMBERED, entry(Person(name="张三", id_number=NUMBERED.id_number), None), True, id="ID number"),
        pytest.param(NUMBERED, entry(replace(NUMBERED, phone="13900005678")), True, id="a new phone"),
        pytest.param(NUMBERED, entry(replace(NUMBERED, id_number=OTHER_NUMBER)), False, id="two ID numbers"),
        pytest.param(PERSON, entry(PERSON), True, id="phone, name and birth"),
        pytest.param(PERSON, entry(replace(PERSON, name="张 三", phone="138-0000-1234")), True, id="another spelling"),
        pytest.param(PERSON, entry(NUMBERED), True, id="the ID number is new"),
        pytest.param(NUMBERED, entry(PERSON), True, id="the ID number is not told"),
        pytest.param(PERSON, entry(replace(PERSON, name="张四")), False, id="a twin with the same phone"),
        pytest.param(PERSON, entry(PERSON, date(1999, 1, 2)), False, id="another birth date"),
        pytest.param(PERSON, entry(PERSON, None), False, id="no birth date"),
        pytest.param(PERSON, entry(Person(name="张三")), False, id="a name alone"),
        pytest.param(PERSON, entry(None), False, id="nobody told"),
        pytest.param(PERSON, entry(PERSON, id="C03"), False, id="the same id"),
    ],
)
def test_a_person_is_known_by_number_or_by_phone_birth_and_name(
    database: Database, told: dict[str, Any], stored: Person, given: CandidateEntry, is_known: bool
) -> None:
    with database.begin() as session:
        put_candidates(session, [entry(stored, id="C03")], **told)
        found = known_elsewhere(session, [given], vault=told["vault"])
    assert found == ({"S77": "C03"} if is_known else {})


def test_who_is_stored_under_the_own_id_is_not_sought_by_phone(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        put_candidates(session, [entry(PERSON, id="C03"), entry(Person(name="李四"), id="S77")], **told)
        assert known_elsewhere(session, [entry(PERSON)], vault=told["vault"]) == {}
        assert known_elsewhere(session, [entry(PERSON)], vault=told["vault"], taken={"S77"}) == {"S77": "C03"}


def test_many_are_sought_at_once(database: Database, told: dict[str, Any]) -> None:
    people = [Person(name="张三", id_number=f"N{n}") for n in range(CHUNK + 5)]
    with database.begin() as session:
        put_candidates(session, [entry(one, id=f"C{n}") for n, one in enumerate(people)], **told)
        given = [entry(one, id=f"S{n}") for n, one in enumerate(people)]
        found = known_elsewhere(session, given, vault=told["vault"])
    assert found == {f"S{n}": f"C{n}" for n in range(len(people))}
