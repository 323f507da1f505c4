"""The database itself: when it is ready, what a transaction promises, and what is said when it cannot be used."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data.store import Database, Session, count_posts, get_post, put_posts
from matcher.errors import BadInput, NotReady
from matcher.records import Post, PostEntry


def put(session: Session, id: str, told: dict[str, Any]) -> None:
    put_posts(session, [PostEntry(Post(id, "会计", "某公司"))], **told)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "matcher.db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///a.db?mode=memory",
        "mysql://root:geheim@localhost/matcher",
        "postgresql+asyncpg://root:geheim@localhost/matcher",
        "postgresql://root:geheim@localhost:port/matcher",
        "://geheim",
    ],
)
def test_another_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BadInput, match=r"sqlite:///folder/file\.db or postgresql://") as refused:
        Database(url)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_database_is_shown_without_its_password(scheme: str) -> None:
    database = Database(f"{scheme}://matcher:geheim@db.city.example:5433/jobs?sslpassword=geheim")
    assert database.shown == "postgresql://matcher@db.city.example:5433/jobs"


def test_a_server_that_does_not_answer_is_named_in_one_line(told: dict[str, Any]) -> None:
    database = Database("postgresql://matcher:geheim@127.0.0.1:1/jobs")
    for use in (database.begin, database.read):
        with pytest.raises(NotReady, match=r"matcher@127\.0\.0\.1:1/jobs") as refused, use():
            pass
        assert "\n" not in str(refused.value)
        assert "geheim" not in str(refused.value)
    with pytest.raises(NotReady):
        database.migrate()
    database.close()


def test_a_database_without_tables_says_what_to_run(empty_url: str) -> None:
    database = Database(empty_url)
    for use in (database.begin, database.read):
        with pytest.raises(NotReady, match="matcher init") as refused, use():
            pass
        assert "\n" not in str(refused.value)
    database.close()


def test_looking_for_a_database_does_not_make_one(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'var' / 'matcher.db'}")
    with pytest.raises(NotReady), database.read():
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_and_its_companions_are_for_its_owners_eyes_only(tmp_path: Path, told: dict[str, Any]) -> None:
    database = Database(f"sqlite:///{tmp_path / 'deep' / 'var' / 'matcher.db'}")
    database.migrate()
    with database.begin() as session:
        put(session, "P1", told)
    files = sorted((tmp_path / "deep" / "var").iterdir())
    assert [file.name for file in files] == ["matcher.db", "matcher.db-shm", "matcher.db-wal"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    database.close()


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_named_in_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "matcher.db").write_bytes(content)
    database = Database(f"sqlite:///{tmp_path / 'matcher.db'}")
    for use in (database.migrate, database.read().__enter__):
        with pytest.raises(NotReady, match=r"matcher\.db: ") as refused:
            use()
        assert "\n" not in str(refused.value)
    assert (tmp_path / "matcher.db").read_bytes() == content
    database.close()


def test_a_folder_where_the_file_should_be_is_named_in_one_line(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}")
    with pytest.raises(NotReady, match="cannot be used here"):
        database.migrate()


def test_an_error_undoes_the_whole_transaction(database: Database, told: dict[str, Any]) -> None:
    with suppress(ZeroDivisionError), database.begin() as session:
        put(session, "P1", told)
        raise ZeroDivisionError
    with database.read() as session:
        assert count_posts(session) == 0


def test_a_reader_cannot_write(database: Database, told: dict[str, Any]) -> None:
    with pytest.raises((NotReady, DBAPIError), match=r"read-?only"), database.read() as session:
        put(session, "P1", told)
    with database.begin() as session:
        put(session, "P1", told)


def test_a_reader_sees_one_state_throughout(database: Database, told: dict[str, Any]) -> None:
    with database.read() as reader:
        assert count_posts(reader) == 0
        with database.begin() as writer:
            put(writer, "P1", told)
        assert count_posts(reader) == 0
    with database.read() as reader:
        assert count_posts(reader) == 1


def test_a_reader_does_not_wait_for_a_writer(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as writer:
        put(writer, "P1", told)
        with database.read() as reader:
            assert count_posts(reader) == 0


def test_what_one_writer_committed_the_next_one_sees(url: str, database: Database, told: dict[str, Any]) -> None:
    other = Database(url)
    with database.begin() as session:
        put(session, "P1", told)
    with other.begin() as session:
        assert get_post(session, "P1").title == "会计"
    other.close()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch, url: str) -> Iterator[Database]:
    """A database that waits a second for a lock, where an installation waits a minute."""
    monkeypatch.setattr("data.store.engines.WAIT_S", 1)
    database = Database(url)
    yield database
    database.close()


def test_a_writer_that_waits_too_long_is_told_so(database: Database, hurried: Database, told: dict[str, Any]) -> None:
    with database.begin() as first:
        put(first, "P1", told)
        with pytest.raises(NotReady, match="try again") as refused, hurried.begin() as second:
            put(second, "P2", told)
    assert "another process is writing to it" in str(refused.value)
    assert "\n" not in str(refused.value)
    with hurried.begin() as second:
        put(second, "P2", told)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_sqlite_keeps_what_it_answered_and_checks_references(database: Database) -> None:
    with database.begin() as session:
        found = {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")}
        assert found == {"journal_mode": "wal", "synchronous": 2}  # 2 = FULL
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert session.execute(text("PRAGMA busy_timeout")).scalar() == 60_000


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_postgresql_sorts_keys_by_code_point(database: Database) -> None:
    columns = "SELECT DISTINCT collation_name FROM information_schema.columns"
    of_keys = f"{columns} WHERE table_name = ANY(:tables) AND column_name = 'id'"
    with database.read() as session:
        tables = ["posts", "candidates", "employers", "changes", "personal_fields"]
        assert session.scalars(text(of_keys), {"tables": tables}).all() == ["C"]
