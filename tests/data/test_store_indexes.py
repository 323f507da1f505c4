"""What is asked of all candidates again and again is answered by an index, and nobody else's row is read for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from data.scope import Scope, within
from data.store import (
    Database,
    Session,
    count_candidates,
    interested_candidates,
    invited_candidates,
    list_candidates,
    merge_candidates,
    refusing_matching,
)
from matcher.records import Candidate, CandidateEntry

HERE = Scope(district="历下区")
WHOLE = Scope()


def plans_of(database: Database, file: Path, scope: Scope, read: Callable[[Session], Any]) -> list[str]:
    """Give how SQLite goes about each statement by which *read* asks for candidates."""
    asked: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "candidates" in statement or "feedback" in statement:
            asked.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with within(scope), database.read() as session:
            read(session)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert asked
    with sqlite3.connect(file) as bare:
        return [row[3] for one in asked for row in bare.execute(f"EXPLAIN QUERY PLAN {one[0]}", one[1])]


READS: list[tuple[str, Scope, Callable[[Session], Any], str]] = [
    ("count", HERE, count_candidates, "USING COVERING INDEX ix_candidates_home_district_id (home_district=?)"),
    ("page", HERE, list_candidates, "USING INDEX ix_candidates_home_district_id (home_district=?)"),
    (
        "next page",
        HERE,
        lambda session: list_candidates(session, after="C1"),
        "USING INDEX ix_candidates_home_district_id (home_district=? AND id>?)",
    ),
    (
        "page of a district",
        WHOLE,
        lambda session: list_candidates(session, district="历下区", after="C1"),
        "USING INDEX ix_candidates_home_district_id (home_district=? AND id>?)",
    ),
    ("invitations", WHOLE, invited_candidates, "USING INDEX ix_feedback_invited"),
    ("invitations here", HERE, invited_candidates, "ix_feedback_invited"),
    ("interests", WHOLE, interested_candidates, "USING INDEX ix_feedback_interested"),
    ("interests here", HERE, interested_candidates, "ix_feedback_interested"),
    (
        "interests of one",
        WHOLE,
        lambda session: interested_candidates(session, actor_id="li"),
        "USING INDEX ix_feedback_interested",
    ),
    ("refusals", WHOLE, refusing_matching, "USING COVERING INDEX ix_candidates_refusing"),
]


@pytest.mark.parametrize(("scope", "read", "told"), [pytest.param(*one[1:], id=one[0]) for one in READS])
def test_sqlite_reads_by_the_index(
    sqlite_template: Path, scope: Scope, read: Callable[[Session], Any], told: str
) -> None:
    database = Database(f"sqlite:///{sqlite_template}")
    plans = plans_of(database, sqlite_template, scope, read)
    database.close()
    assert any(told in plan for plan in plans), plans
    assert not any("TEMP B-TREE" in plan for plan in plans), plans


def test_who_refuses_is_told_from_who_said_nothing(database: Database, told: dict[str, Any]) -> None:
    said = {"C1": None, "C2": True, "C3": False}
    people = [CandidateEntry(Candidate(id=id, ranking_consent=consent)) for id, consent in said.items()]
    with database.begin() as session:
        merge_candidates(session, people, **told)
    with database.read() as session:
        assert refusing_matching(session) == {"C3"}
