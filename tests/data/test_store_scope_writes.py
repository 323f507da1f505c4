"""Within a scope nothing is written, moved or taken away beyond the district or the employer."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Table, delete, insert, select, update

from data.store import Database, Scope, Session, within
from data.store.changes import insert_missing, table_of, upsert
from data.tables import (
    ApplicationRow,
    AttemptRow,
    Base,
    CandidateRow,
    ClaimRow,
    FeedbackRow,
    FraudFindingRow,
    PersonalFieldRow,
    PlacementRow,
    PostRow,
)
from matcher.errors import Conflict, NotAllowed
from tests.data.scoped_city import HERE, OWN, PERSONS, fill, is_foreign, person_of, row_of

DISTRICT, EMPLOYER = Scope(district=HERE), Scope(employer_id=OWN)


@pytest.fixture
def own_city(database: Database) -> Database:
    """A city to write to."""
    with database.begin() as session:
        fill(session)
    return database


def _rows(database: Database, table: Table) -> list[Any]:
    with database.read() as session:
        return list(session.execute(select(table).order_by(*table.primary_key)).all())


@pytest.mark.parametrize("name", sorted(PERSONS))
def test_no_delete_and_no_update_reaches_beyond_the_district(own_city: Database, name: str) -> None:
    table = PERSONS[name]
    foreign = [row for row in _rows(own_city, table) if is_foreign(row._mapping)]
    written = next(one for one in table.c if not one.primary_key and one.name not in ("candidate_id", "home_district"))
    with within(DISTRICT), own_city.begin() as session:
        session.execute(update(table).values({written.name: getattr(foreign[0], written.name)}))
        session.execute(delete(table).where(person_of(table) != "C1"))
    left = _rows(own_city, table)
    assert [row for row in left if is_foreign(row._mapping)] == foreign
    assert not [row for row in left if getattr(row, person_of(table).name).endswith("C2")]


def test_a_delete_of_entities_reaches_no_further(own_city: Database) -> None:
    with within(DISTRICT), own_city.begin() as session:
        session.execute(delete(FeedbackRow).where(FeedbackRow.post_id == "P1"))
        session.execute(update(AttemptRow).where(AttemptRow.result == "x").values(note="neu"))
    assert {row.candidate_id for row in _rows(own_city, table_of(FeedbackRow))} == {"D1", "D2", "N1"}
    assert {row.candidate_id for row in _rows(own_city, table_of(AttemptRow)) if row.note} == {"C1", "C2"}


REFUSED_ROWS = [
    pytest.param(CandidateRow, {"id": "X", "home_district": "市中区"}, id="a person of another district"),
    pytest.param(CandidateRow, {"id": "X", "home_district": None}, id="a person of no district"),
    pytest.param(CandidateRow, {"id": "C1", "home_district": "市中区"}, id="an own person moved away"),
    pytest.param(FeedbackRow, {"candidate_id": "D1", "post_id": "P2", "actor_id": "y"}, id="an event of a stranger"),
    pytest.param(AttemptRow, {"id": "X", "candidate_id": "D1"}, id="an attempt at a stranger"),
    pytest.param(AttemptRow, {"id": "X", "candidate_id": "nobody"}, id="an attempt at nobody"),
    pytest.param(PlacementRow, {"id": "X", "candidate_id": "D1", "employer_id": "E1"}, id="a placement of a stranger"),
    pytest.param(ClaimRow, {"id": "X", "candidate_id": "N1", "employer_id": "E1"}, id="a claim for nobody's person"),
    pytest.param(PersonalFieldRow, {"noun": "candidate", "id": "D1", "role": "contact"}, id="a stranger's name"),
    pytest.param(FraudFindingRow, {"key": "X"}, id="a finding"),
]


@pytest.mark.parametrize(("kind", "given"), REFUSED_ROWS)
def test_nothing_is_added_outside_of_the_district(own_city: Database, kind: type[Base], given: dict[str, Any]) -> None:
    table = table_of(kind)
    row = {name: value for name, value in row_of(table, **given).items() if name in given or name != "id"}
    before = _rows(own_city, table)
    for write in (_put, _insert_missing):
        with within(DISTRICT), pytest.raises(NotAllowed), own_city.begin() as session:
            write(session, kind, row)
    assert _rows(own_city, table) == before


def _put(session: Session, kind: type[Base], row: dict[str, Any]) -> None:
    if {column.name for column in table_of(kind).primary_key} <= row.keys():
        upsert(session, kind, [row])
    else:
        session.execute(insert(table_of(kind)).values(row))


def _insert_missing(session: Session, kind: type[Base], row: dict[str, Any]) -> None:
    insert_missing(session, kind, [row], unique=[column.name for column in table_of(kind).primary_key])


TAKEN_ROWS = [
    pytest.param(CandidateRow, {"id": "D1", "home_district": HERE}, id="a stranger's id"),
    pytest.param(CandidateRow, {"id": "N1", "home_district": HERE}, id="the id of somebody of no district"),
    pytest.param(AttemptRow, {"id": "contact_attempts-D1", "candidate_id": "C1"}, id="an attempt at a stranger"),
    pytest.param(PlacementRow, {"id": "placements-N1", "candidate_id": "C1", "employer_id": "E1"}, id="a placement"),
]


@pytest.mark.parametrize(("kind", "given"), TAKEN_ROWS)
def test_nothing_is_written_over_what_lies_outside(own_city: Database, kind: type[Base], given: dict[str, Any]) -> None:
    before = _rows(own_city, table_of(kind))
    with within(DISTRICT), pytest.raises(Conflict, match="taken"), own_city.begin() as session:
        upsert(session, kind, [row_of(table_of(kind), **given)])
    assert _rows(own_city, table_of(kind)) == before


def test_nothing_is_moved_out_of_the_district(own_city: Database) -> None:
    for statement in (
        update(CandidateRow).values(home_district="市中区"),
        update(table_of(AttemptRow)).values(candidate_id="D1"),
    ):
        with within(DISTRICT), pytest.raises(NotAllowed), own_city.begin() as session:
            session.execute(statement)


def test_what_is_the_districts_own_is_written(own_city: Database) -> None:
    with within(DISTRICT), own_city.begin() as session:
        upsert(session, CandidateRow, [row_of(table_of(CandidateRow), id=id, home_district=HERE) for id in ("C1", "X")])
        upsert(session, PersonalFieldRow, [row_of(table_of(PersonalFieldRow), noun="candidate", id="X", role="self")])
        upsert(session, AttemptRow, [row_of(table_of(AttemptRow), id="X", candidate_id="X")])
        session.execute(update(table_of(AttemptRow)).where(AttemptRow.id == "X").values(candidate_id="C2"))
    assert "X" in {row.id for row in _rows(own_city, table_of(AttemptRow))}


def test_an_employer_puts_its_own_posts_alone(own_city: Database) -> None:
    posts = table_of(PostRow)
    with within(EMPLOYER), own_city.begin() as session:
        upsert(session, PostRow, [row_of(posts, id="P3", employer="第一公司")])
    with within(EMPLOYER), pytest.raises(NotAllowed), own_city.begin() as session:
        upsert(session, PostRow, [row_of(posts, id="P4", employer="第二公司")])
    with within(EMPLOYER), pytest.raises(Conflict), own_city.begin() as session:
        upsert(session, PostRow, [row_of(posts, id="P2", employer="第一公司")])
    with within(EMPLOYER), pytest.raises(NotAllowed), own_city.begin() as session:
        session.execute(insert(ApplicationRow).values(row_of(table_of(ApplicationRow), id="X", employer_id="E2")))
