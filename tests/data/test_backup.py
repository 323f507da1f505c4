"""The content of a backup: every value of every table, out of either database and into either."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text

from data import migrations
from data.backup import Content, StatedFile, clear, holds_records, load, read_content, read_header, renew_id
from data.backup.content import write_content
from data.backup.tables import AT_ONCE, read_rows, shapes_at
from data.log.chain import FIRST_ID
from data.store import Database, database_id, latest_sequence
from data.store.changes import note_changes
from data.tables import Base, LogRow
from data.vault import Master
from matcher.errors import BadInput, NotReady
from tests.data.any_rows import all_rows, fill_tables

AT = datetime(2023, 9, 1, 8, tzinfo=UTC)
MASTER = Master(secrets.token_bytes(32), "matcher.key")
OWN_FACTS = ("database_id", FIRST_ID)
FILES = (StatedFile("rules/jinan.toml", "规则".encode()), StatedFile("settings.env", b""))


def back_up(database: Database, file: Path) -> Path:
    with file.open("wb") as stream, database.snapshot() as connection:
        nothing: dict[str, Any] = {"on_begin": lambda n: None, "on_rows": lambda n: None}
        write_content(stream, connection, FILES, master=MASTER, at=AT, **nothing)
    return file


def bring_back(database: Database, file: Path) -> list[StatedFile]:
    files: list[StatedFile] = []
    with database.replacing() as connection, file.open("rb") as stream:
        header = read_header(stream, name="a.backup")
        content = Content(
            lambda begun: clear(connection, to=begun.revision),
            lambda shape, rows: load(connection, shape, rows),
            files.append,
        )
        read_content(stream, header, content, master=MASTER, name="a.backup", on_rows=lambda n: None)
        renew_id(connection, shapes_at(migrations.HEAD))
    return files


@pytest.fixture
def full(database: Database) -> Database:
    with database.replacing() as connection:
        fill_tables(connection, revision=migrations.HEAD)
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path, new_postgresql: Callable[..., str]) -> Iterator[Database]:
    """An empty database of either kind, whichever kind the other is."""
    url = new_postgresql() if request.param == "postgresql" else f"sqlite:///{tmp_path / 'target.db'}"
    database = Database(url)
    yield database
    database.close()


def rows_told(database: Database) -> dict[str, list[str]]:
    """Every row as the store reads it, but the id of the database, which a restored one has of its own."""
    with database.read() as session:
        return {
            table.name: sorted(
                repr(row) for row in session.execute(select(table)) if row[0] not in ("database_id", FIRST_ID)
            )
            for table in Base.metadata.sorted_tables
        }


def test_every_value_comes_back_in_either_kind_of_database(full: Database, target: Database, tmp_path: Path) -> None:
    before = rows_told(full)
    assert {name for name, rows in before.items() if not rows} <= {"facts", "wrapped_keys"}
    files = bring_back(target, back_up(full, tmp_path / "a.backup"))
    assert rows_told(target) == before
    assert files == list(FILES)


def test_a_restored_database_is_another_one_and_goes_on_counting(
    full: Database, target: Database, tmp_path: Path
) -> None:
    bring_back(target, back_up(full, tmp_path / "a.backup"))
    with full.read() as session:
        before, sequence, last = database_id(session), latest_sequence(session), session.scalar(newest_line)
    with target.begin() as session:
        assert database_id(session) != before
        note_changes(session, "post", "put", ["X1"])
        assert latest_sequence(session) == sequence + 1
        line = {"at": AT, "actor_id": "a", "actor_role": "admin", "action": "x", "noun": "y", "details": {}}
        session.execute(insert(LogRow).values(line))
        assert session.scalar(newest_line) == (last or 0) + 1


newest_line = select(func.max(LogRow.id))


def test_a_restored_log_still_refuses_change(full: Database, target: Database, tmp_path: Path) -> None:
    bring_back(target, back_up(full, tmp_path / "a.backup"))
    with pytest.raises(Exception, match="append-only"), target.begin() as session:
        session.execute(text("UPDATE log SET action = 'other'"))


def test_a_full_database_is_replaced_whole(full: Database, tmp_path: Path) -> None:
    before, file = rows_told(full), back_up(full, tmp_path / "a.backup")
    with full.begin() as session:
        note_changes(session, "post", "put", ["since"])
    bring_back(full, file)
    assert rows_told(full) == before


def test_tables_of_others_in_the_same_database_stay(full: Database, url: str, tmp_path: Path) -> None:
    with full.replacing() as connection:
        connection.execute(text("CREATE TABLE of_another_program (id INTEGER)"))
        connection.execute(text("INSERT INTO of_another_program VALUES (7)"))
    bring_back(full, back_up(full, tmp_path / "a.backup"))
    with full.snapshot() as connection:
        assert connection.execute(text("SELECT id FROM of_another_program")).scalar() == 7


def test_the_tables_of_this_version_are_all_in_a_backup() -> None:
    assert {shape.name for shape in shapes_at(migrations.HEAD)} == set(Base.metadata.tables)
    columns = {shape.name: set(shape.columns) for shape in shapes_at(migrations.HEAD)}
    assert columns == {name: set(table.columns.keys()) for name, table in Base.metadata.tables.items()}


def test_a_table_comes_after_those_that_it_refers_to() -> None:
    names = [shape.name for shape in shapes_at(migrations.HEAD)]
    assert names.index("encoders") < names.index("vectors")


def test_more_rows_than_one_step_takes_come_back(database: Database, target: Database, tmp_path: Path) -> None:
    n = 2 * AT_ONCE + 1
    with database.begin() as session:
        note_changes(session, "post", "put", [f"P{place}" for place in range(n)])
    bring_back(target, back_up(database, tmp_path / "a.backup"))
    assert len(all_rows(target, migrations.HEAD)["changes"]) == n


def test_rows_are_read_some_at_a_time(database: Database) -> None:
    with database.begin() as session:
        note_changes(session, "post", "put", [f"P{place}" for place in range(2 * AT_ONCE + 1)])
    (changes,) = [shape for shape in shapes_at(migrations.HEAD) if shape.name == "changes"]
    with database.snapshot() as connection:
        assert [len(page) for page in read_rows(connection, changes)] == [AT_ONCE, AT_ONCE, 1]


def test_a_database_as_it_begins_holds_no_records(database: Database) -> None:
    with database.snapshot() as connection:
        assert not holds_records(connection)
    with database.begin() as session:
        note_changes(session, "post", "put", ["P1"])
    with database.snapshot() as connection:
        assert holds_records(connection)


def test_a_database_without_tables_has_nothing_to_back_up(target: Database, tmp_path: Path) -> None:
    if target.shown.startswith("sqlite"):
        (tmp_path / "target.db").touch()
    with pytest.raises(NotReady, match="no tables yet"):
        back_up(target, tmp_path / "a.backup")


def test_a_newer_backup_is_refused_before_anything_is_done(
    full: Database, target: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = back_up(full, tmp_path / "a.backup")
    monkeypatch.setattr(migrations, "HEAD", "0001")
    with pytest.raises(BadInput, match="the backup is newer"):
        bring_back(target, file)
    monkeypatch.undo()
    assert target.revision() is None


def test_a_file_that_would_leave_its_folder_is_refused(database: Database, tmp_path: Path) -> None:
    with (tmp_path / "a.backup").open("w+b") as stream:
        with database.snapshot() as connection:
            write_content(
                stream,
                connection,
                [StatedFile("../../etc/passwd", b"")],
                master=MASTER,
                at=AT,
                on_begin=lambda n: None,
                on_rows=lambda n: None,
            )
        stream.seek(0)
        header = read_header(stream, name="a.backup")
        with pytest.raises(BadInput, match="not what it says of itself"):
            read_content(stream, header, Content(), master=MASTER, name="a.backup", on_rows=lambda n: None)
