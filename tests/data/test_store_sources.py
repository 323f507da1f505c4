"""Where each field of a stored record came from, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from data.store import Database, field_sources, merge_candidates, put_candidates
from data.vault import Vault
from matcher.errors import NotFound
from matcher.records import Actor, Candidate, CandidateEntry, Person

FIRST = CandidateEntry(Candidate("C1", school="济南大学", major="会计学", wish="会计"), Person(name="张三"))


@pytest.fixture
def told(actor: Actor, vault: Vault) -> dict[str, Any]:
    return {"actor": actor, "vault": vault}


def test_every_known_field_has_a_source_and_a_moment(database: Database, told: dict[str, Any], at: datetime) -> None:
    with database.begin() as session:
        put_candidates(session, [FIRST], source="七月.csv", at=at, **told)
        origin = ("七月.csv", "2023-08-08T09:30:00+00:00")
        assert field_sources(session, "candidate", "C1") == {
            "school": origin,
            "major": origin,
            "wish": origin,
            "self.name": origin,
        }


def test_only_a_changed_field_gets_the_new_source(database: Database, told: dict[str, Any], at: datetime) -> None:
    later = at + timedelta(days=1)
    second = CandidateEntry(Candidate("C1", major="审计学", wish="会计"), Person(name="张三", phone="13800001234"))
    with database.begin() as session:
        put_candidates(session, [FIRST], source="七月.csv", at=at, **told)
        merge_candidates(session, [second], source="小程序", at=later, **told)
        sources = field_sources(session, "candidate", "C1")
    assert {name: source for name, (source, _) in sources.items()} == {
        "school": "七月.csv",
        "major": "小程序",
        "wish": "七月.csv",
        "self.name": "七月.csv",
        "self.phone": "小程序",
    }


def test_rows_of_three_registers_keep_their_sources_apart(
    database: Database, told: dict[str, Any], at: datetime
) -> None:
    rows = [
        replace(FIRST, source="实名制数据库"),
        CandidateEntry(Candidate("C1", wish="出纳"), source="求职小程序"),
        CandidateEntry(Candidate("C1", experience="无", wish="出纳"), source="失业登记"),
    ]
    with database.begin() as session:
        merge_candidates(session, rows, source="汇总.csv", at=at, **told)
        sources = field_sources(session, "candidate", "C1")
    assert {name: source for name, (source, _) in sources.items()} == {
        "school": "实名制数据库",
        "major": "实名制数据库",
        "wish": "求职小程序",
        "experience": "失业登记",
        "self.name": "实名制数据库",
    }


def test_a_field_that_is_no_longer_known_has_no_source(database: Database, told: dict[str, Any], at: datetime) -> None:
    bare = CandidateEntry(Candidate("C1", school="济南大学"))
    again = CandidateEntry(Candidate("C1", school="济南大学", wish="护士"))
    with database.begin() as session:
        put_candidates(session, [FIRST], source="甲", at=at, **told)
        put_candidates(session, [bare], source="乙", at=at, **told)
        assert set(field_sources(session, "candidate", "C1")) == {"school"}
        put_candidates(session, [again], source="丙", at=at, **told)
        sources = field_sources(session, "candidate", "C1")
    assert {name: source for name, (source, _) in sources.items()} == {"school": "甲", "wish": "丙"}


def test_an_unknown_record_has_no_sources(database: Database) -> None:
    with database.read() as session:
        for id in ("C9", "\0"):
            with pytest.raises(NotFound):
                field_sources(session, "candidate", id)
