"""Within a scope no statement meets a row of another district, whatever its shape."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import DDL, column, exists, func, insert, literal_column, select, text, true, update
from sqlalchemy import table as table_clause
from sqlalchemy.orm import aliased

from data.store import WHOLE_CITY, Database, Scope, current_scope, everywhere, lifted, within
from data.store.changes import table_of
from data.store.scoped_tables import RULES, Journal, Nothing, Open, Refused, Rows
from data.tables import (
    AttemptRow,
    Base,
    CandidateRow,
    FeedbackRow,
    FraudFindingRow,
    LogRow,
)
from matcher.errors import NotAllowed
from tests.data.scoped_city import HERE, OWN, PEOPLE, PERSONS, fill, is_foreign, person_of, row_of

HOME = {id: district for id, district in PEOPLE.items() if district == HERE}
DISTRICT, EMPLOYER = Scope(district=HERE), Scope(employer_id=OWN)
TABLES = sorted(Base.metadata.tables)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A city that is only read, on both databases."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("scope") / "city.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        url = f"sqlite:///{file}"
    else:
        template = request.getfixturevalue("postgresql_template")
        url = request.getfixturevalue("new_postgresql")(like=template)
    database = Database(url)
    with database.begin() as session:
        fill(session)
    yield database
    database.close()


@pytest.fixture
def own_city(database: Database) -> Database:
    """A city to write to."""
    with database.begin() as session:
        fill(session)
    return database


@pytest.fixture(scope="module")
def home(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database that holds the people of the district and nobody else."""
    file = tmp_path_factory.mktemp("scope") / "home.db"
    shutil.copy(sqlite_template, file)
    database = Database(f"sqlite:///{file}")
    with database.begin() as session:
        fill(session, people=HOME)
    yield database
    database.close()


def test_every_table_is_declared_scoped_or_open() -> None:
    assert RULES.keys() == Base.metadata.tables.keys()


@pytest.mark.parametrize("name", TABLES)
def test_every_table_that_names_a_candidate_or_an_employer_is_scoped(name: str) -> None:
    names = set(Base.metadata.tables[name].c.keys())
    if names & {"candidate_id", "candidate_ids", "home_district"}:
        assert not isinstance(RULES[name].district, Open | Journal)
    if names & {"candidate_id", "candidate_ids", "employer_id", "employer_ids", "home_district"}:
        assert not isinstance(RULES[name].employer, Open | Journal)


@pytest.mark.parametrize("name", TABLES)
def test_a_district_reads_of_each_table_what_its_rule_says(city: Database, name: str) -> None:
    table = Base.metadata.tables[name]
    with city.read() as session:
        everything = session.execute(select(table)).mappings().all()
    with within(DISTRICT), city.read() as session:
        match RULES[name].district:
            case Refused() | Journal():
                with pytest.raises(NotAllowed):
                    session.execute(select(table))
            case Open():
                assert session.execute(select(table)).mappings().all() == everything
            case Nothing():
                assert session.execute(select(table)).mappings().all() == []
            case Rows():
                found = session.execute(select(table)).mappings().all()
                assert 0 < len(found) < len(everything)
                assert not [row for row in found if is_foreign(row)]


EMPLOYERS_ROWS = {
    "candidates": {"C1", "D1"},
    "posts": {"P1"},
    "employers": {"E1"},
    "placements": {"placements-C1", "placements-D1"},
    "claims": {"claims-C1", "claims-D1"},
    "applications": {"applications-E1"},
    "feedback": {1, 3},
    "inspections": {1},
    "standings": {1},
    "application_events": {1},
    "contact_attempts": set[str](),
    "outreach_messages": set[str](),
    "employments": set[str](),
    "candidate_aliases": set[str](),
    "jobs": set[str](),
}


@pytest.mark.parametrize("name", EMPLOYERS_ROWS)
def test_an_employer_reads_its_own_rows_and_of_people_those_who_agreed(city: Database, name: str) -> None:
    with within(EMPLOYER), city.read() as session:
        found = session.execute(select(Base.metadata.tables[name].c.id)).scalars().all()
    assert set(found) == EMPLOYERS_ROWS[name]


@pytest.mark.parametrize("name", TABLES)
def test_an_employer_reads_of_each_table_what_its_rule_says(city: Database, name: str) -> None:
    table = Base.metadata.tables[name]
    with within(EMPLOYER), city.read() as session:
        match RULES[name].employer:
            case Refused() | Journal():
                with pytest.raises(NotAllowed):
                    session.execute(select(table))
            case Nothing():
                assert session.execute(select(table)).all() == []
            case _:
                session.execute(select(table)).all()


def test_a_candidate_who_refuses_later_is_nobody_to_the_employer_again(own_city: Database) -> None:
    with own_city.begin() as session:
        later = row_of(table_of(FeedbackRow), id=99, candidate_id="C1", post_id="P1", event="declined")
        session.execute(insert(FeedbackRow).values(later))
    with within(EMPLOYER), own_city.read() as session:
        assert session.execute(select(CandidateRow.id)).scalars().all() == ["D1"]


def test_an_employer_reads_no_note_of_the_office_on_a_candidate(own_city: Database) -> None:
    with own_city.begin() as session:
        session.execute(update(FeedbackRow).where(FeedbackRow.candidate_id == "C1").values(note="听力不便"))
    with within(EMPLOYER), own_city.read() as session:
        assert session.execute(select(FeedbackRow.candidate_id)).scalars().all() == ["D1"]


Statement = Any


@st.composite
def sources(draw: st.DrawFn) -> Any:
    """A table as it stands, under another name, or as a query of its own."""
    table = PERSONS[draw(st.sampled_from(sorted(PERSONS)))]
    n = draw(st.integers(0, 9_999))
    shape = draw(st.sampled_from(("table", "alias", "subquery", "cte", "nested")))
    if shape == "table":
        return table
    if shape == "alias":
        return table.alias(f"a{n}")
    if shape == "subquery":
        return select(table).order_by(*table.primary_key).limit(3).subquery(f"s{n}")
    if shape == "cte":
        return select(table).cte(f"c{n}")
    return select(table.alias(f"i{n}")).subquery(f"m{n}").alias(f"n{n}")


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    """A query for ids of people, or for figures on them."""
    first = draw(sources())
    second = draw(
        sources().filter(lambda one: one is not first and getattr(one, "name", 0) != getattr(first, "name", 1))
    )
    same = person_of(first) == person_of(second)
    joined = draw(st.sampled_from(("one", "join", "outer join", "comma")))
    origin = {
        "one": lambda: select(person_of(first)),
        "join": lambda: select(person_of(first), person_of(second)).select_from(first.join(second, same)),
        "outer join": lambda: select(person_of(first), person_of(second)).select_from(first.outerjoin(second, true())),
        "comma": lambda: select(person_of(first), person_of(second)).where(person_of(first) < person_of(second)),
    }[joined]()
    other = PERSONS[draw(st.sampled_from(sorted(PERSONS)))].alias("elsewhere")
    condition = draw(st.sampled_from(("none", "exists", "not exists", "in", "not in", "scalar")))
    match condition:
        case "exists":
            origin = origin.where(exists().where(person_of(other) == person_of(first)))
        case "not exists":
            origin = origin.where(~exists().where(person_of(other) > person_of(first)))
        case "in":
            origin = origin.where(person_of(first).in_(select(person_of(other))))
        case "not in":
            origin = origin.where(person_of(first).not_in(select(person_of(other)).where(person_of(other) > "C1")))
        case "scalar":
            origin = origin.where(select(func.count()).select_from(other).scalar_subquery() > 2)
    return draw(_wrapped(origin))


def _wrapped(origin: Any) -> st.SearchStrategy[Statement]:
    column = next(iter(origin.selected_columns))
    single = origin.with_only_columns(column)
    more = select(table_of(CandidateRow).c.id)
    return st.sampled_from(
        (
            origin,
            single.distinct().order_by(column).limit(2),
            single.order_by(column.desc()).limit(1).offset(1),
            select(func.count()).select_from(origin.subquery("counted")),
            single.with_only_columns(func.count(), func.min(column), func.max(column)),
            single.with_only_columns(column, func.count()).group_by(column),
            single.with_only_columns(column, func.row_number().over(order_by=column)),
            single.union(more),
            single.union_all(more),
            more.except_(single),
            more.intersect(single),
        )
    )


@given(statement=statements())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_scoped_statement_answers_as_if_nobody_else_were_stored(
    city: Database, home: Database, statement: Statement
) -> None:
    with within(DISTRICT), city.read() as session:
        scoped = session.execute(statement).all()
    with home.read() as session:
        alone = session.execute(statement).all()
    assert sorted(map(repr, scoped)) == sorted(map(repr, alone))


def test_entities_are_scoped_as_tables_are(city: Database) -> None:
    person = aliased(CandidateRow)
    with within(DISTRICT), city.read() as session:
        assert {one.id for one in session.scalars(select(person))} == {"C1", "C2"}
        assert session.get(CandidateRow, "D1") is None
        assert session.query(CandidateRow).count() == 2
        assert session.execute(select(func.count(FeedbackRow.id))).scalar() == 2


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(text("SELECT * FROM candidates"), id="raw SQL"),
        pytest.param(text("SELECT * FROM candidates").columns(CandidateRow.id), id="raw SQL with columns"),
        pytest.param(select(text("id")).select_from(CandidateRow), id="a raw column"),
        pytest.param(select(literal_column("(SELECT max(id) FROM candidates)")), id="a literal"),
        pytest.param(select(CandidateRow.id).where(text("1 = 1")), id="a raw condition"),
        pytest.param(select(column("id")).select_from(text("candidates")), id="a raw source"),
        pytest.param(select(table_clause("candidates_old", column("id"))), id="an undeclared table"),
        pytest.param(select(LogRow.id), id="the log"),
        pytest.param(select(FraudFindingRow.key), id="what the watch found"),
        pytest.param(exists().where(FraudFindingRow.key == "x").select(), id="whether the watch found anything"),
        pytest.param(insert(AttemptRow).from_select(["id"], select(CandidateRow.id)), id="an insert from a query"),
        pytest.param(DDL("CREATE TABLE copied AS SELECT * FROM candidates"), id="a table made"),
    ],
)
def test_what_cannot_be_narrowed_is_refused(city: Database, statement: Any) -> None:
    with within(DISTRICT), city.read() as session, pytest.raises(NotAllowed):
        session.execute(statement)


def test_sql_as_the_driver_takes_it_is_refused(city: Database) -> None:
    with within(DISTRICT), city.read() as session, pytest.raises(NotAllowed):
        session.connection().exec_driver_sql("SELECT * FROM candidates")


def test_a_session_keeps_the_scope_that_held_when_it_was_opened(city: Database) -> None:
    counted = select(func.count()).select_from(CandidateRow)
    with within(DISTRICT), city.read() as narrow:
        with everywhere(why="a test"), city.read() as wide:
            assert current_scope() == WHOLE_CITY
            assert wide.execute(counted).scalar() == len(PEOPLE)
            assert narrow.execute(counted).scalar() == len(HOME)
        with lifted(narrow, why="a test"):
            assert narrow.execute(counted).scalar() == len(PEOPLE)
        assert narrow.execute(counted).scalar() == len(HOME)
    with city.read() as session:
        assert session.execute(counted).scalar() == len(PEOPLE)


def test_the_same_statement_serves_scopes_of_other_values(city: Database) -> None:
    statement = select(CandidateRow.id).order_by(CandidateRow.id)
    found = []
    others = Scope(district="市中区"), Scope(district=""), Scope(employer_id="E2")
    for scope in (DISTRICT, *others, EMPLOYER, WHOLE_CITY):
        with within(scope), city.read() as session:
            found.append(session.execute(statement).scalars().all())
    assert found == [["C1", "C2"], ["D1", "D2"], [], [], ["C1", "D1"], ["C1", "C2", "D1", "D2", "N1"]]


def test_nobody_lifts_a_scope_without_a_reason() -> None:
    with pytest.raises(ValueError, match="why"), everywhere(why=" "):
        pass


def test_a_scope_is_of_a_district_or_of_an_employer() -> None:
    with pytest.raises(ValueError, match="not both"):
        Scope(district=HERE, employer_id=OWN)
