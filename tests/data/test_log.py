"""The log: lines are added, and never changed or taken away."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data import log
from data.store import Database
from data.vault import Vault, make_key
from matcher.records import Actor


def write(database: Database, actor: Actor, at: datetime, *, n: int) -> None:
    with database.begin() as session:
        for number in range(n):
            details = {"n": number, "source": "七月.csv"}
            log.record(session, actor=actor, action="import", noun="post", id=None, details=details, at=at)


def test_a_line_says_who_did_what_and_when(database: Database, actor: Actor, at: datetime) -> None:
    write(database, actor, at, n=1)
    with database.read() as session:
        (entry,) = log.entries(session)
    assert entry == log.Entry(entry.sequence, at, actor, "import", "post", None, {"n": 0, "source": "七月.csv"})


def test_lines_are_read_page_by_page_in_order(database: Database, actor: Actor, at: datetime) -> None:
    write(database, actor, at, n=5)
    with database.read() as session:
        first = log.entries(session, limit=3)
        second = log.entries(session, after=first[-1].sequence, limit=3)
    assert [entry.details["n"] for entry in first + second] == [0, 1, 2, 3, 4]


def refuses(database: Database, statement: str) -> None:
    with database.read() as session:
        before = log.entries(session)
    with pytest.raises(DBAPIError, match="the log is append-only"), database.begin() as session:
        session.execute(text(statement))
    with database.read() as session:
        assert log.entries(session) == before != []


@pytest.mark.parametrize(
    "statement", ["UPDATE log SET action = 'nothing'", "DELETE FROM log", "DELETE FROM log WHERE id = 1"]
)
def test_a_line_cannot_be_changed_or_deleted(database: Database, actor: Actor, at: datetime, statement: str) -> None:
    write(database, actor, at, n=2)
    refuses(database, statement)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_line_cannot_be_replaced_in_sqlite(database: Database, actor: Actor, at: datetime) -> None:
    write(database, actor, at, n=2)
    columns = "id, at, 'someone', actor_role, actor_district, action, noun, record_id, details, null, null, null, null"
    refuses(database, f"INSERT OR REPLACE INTO log SELECT {columns} FROM log")


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_the_log_cannot_be_truncated_in_postgresql(database: Database, actor: Actor, at: datetime) -> None:
    write(database, actor, at, n=2)
    refuses(database, "TRUNCATE log")


def test_whoever_has_the_ids_and_not_the_key_cannot_tell_them_in_a_line(vault: Vault, tmp_path: Path) -> None:
    ids, other = ["C2", "C1"], tmp_path / "other.key"
    make_key(other)
    told = log.sealed_digest(ids, seal=vault.seal)
    assert told == log.sealed_digest(reversed(ids), seal=vault.seal)
    assert told != log.sealed_digest(ids, seal=Vault(other).seal)
    assert not hashlib.sha256(b"C1\nC2").hexdigest().startswith(told)


def test_a_line_names_people_by_random_names_and_is_read_with_their_ids(
    database: Database, actor: Actor, at: datetime
) -> None:
    details = {"given_up": "C2", "known_as": {"7": "C1"}, "rows": [{"candidate_id": "C2"}], "how": "C1"}
    with database.begin() as session:
        log.record(session, actor=actor, action="merge", noun="candidate", id="C1", details=details, at=at)
        log.record(session, actor=actor, action="put", noun="post", id="C1", details={}, at=at)
    with database.read() as session:
        first, second = log.entries(session)
        (kept, told), (post, _) = session.execute(text("SELECT record_id, details FROM log ORDER BY id")).all()
    assert (first.id, first.details, second.id) == ("C1", details, "C1")
    assert (kept.startswith("~"), post) == (True, "C1")  # a post of the same id is no person
    assert str(told).count("C2") == 0
    assert str(told).count(kept) == 1


def test_whoever_is_forgotten_stands_in_no_line_any_more(database: Database, actor: Actor, at: datetime) -> None:
    with database.begin() as session:
        log.record(session, actor=actor, action="put", noun="candidate", id="C1", details={}, at=at)
        log.record(session, actor=actor, action="put", noun="candidate", id="C2", details={}, at=at)
    with database.begin() as session:
        assert (log.forget_name(session, "candidate", "C1"), log.forget_name(session, "candidate", "C1")) == (
            True,
            False,
        )
        log.record(session, actor=actor, action="put", noun="candidate", id="C1", details={}, at=at)
    with database.read() as session:
        before, other, after = log.entries(session)
    assert (other.id, after.id) == ("C2", "C1")
    assert before.id is not None
    assert before.id.startswith("~")


def test_a_list_of_people_cannot_be_told_any_more_once_one_is_forgotten(database: Database, vault: Vault) -> None:
    with database.begin() as session:
        told = log.sealed_people(session, ["C1", "C2"], seal=vault.seal)
        again = log.sealed_people(session, ["C2", "C1", "C1"], seal=vault.seal)
        log.forget_name(session, "candidate", "C1")
        assert again == told != log.sealed_people(session, ["C1", "C2"], seal=vault.seal)


def test_the_same_person_is_named_the_same_by_two_who_write_at_once(database: Database) -> None:
    names = []

    def note() -> None:
        with database.begin() as session:
            names.append(log.names_of(session, "candidate", ["C1"])["C1"])

    threads = [Thread(target=note) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 4
    assert len(set(names)) == 1
