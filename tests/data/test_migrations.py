"""The steps to the tables of this version: shipped with the package, safe for several processes, never backwards."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from data import log, migrations
from data.store import Database, database_id, fill_parts, find_candidates, read_search
from data.store.engines import read_url
from data.store.people import context
from data.tables import Base
from data.vault import Vault
from matcher.errors import NotReady

MIGRATE = "import sys; from data.store import Database; Database(sys.argv[1]).migrate()"


def test_migrations_lead_to_the_tables_of_the_rows(database: Database) -> None:
    with database.read() as session:
        context = MigrationContext.configure(
            session.connection(), opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_the_newest_step_is_the_one_that_is_asked_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == migrations.HEAD


def test_migrating_again_changes_nothing(empty_url: str) -> None:
    database = Database(empty_url)
    database.migrate()
    with database.read() as session:
        before = database_id(session)
    database.migrate()
    with database.read() as session:
        assert database_id(session) == before
    database.close()


def test_migrating_says_nothing(empty_url: str) -> None:
    run = subprocess.run([sys.executable, "-c", MIGRATE, empty_url], capture_output=True, text=True, check=True)
    assert (run.stdout, run.stderr) == ("", "")


def test_several_processes_may_migrate_at_once(empty_url: str) -> None:
    runs = [subprocess.Popen([sys.executable, "-c", MIGRATE, empty_url], stderr=subprocess.PIPE) for _ in range(4)]
    problems = [run.communicate()[1].decode() for run in runs]
    assert problems == [""] * 4
    database = Database(empty_url)
    with database.read() as session:
        assert database_id(session)
    database.close()


def test_a_newer_database_is_left_alone(database: Database, url: str) -> None:
    with database.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    again = Database(url)
    with pytest.raises(NotReady, match="newer"), again.read():
        pass
    with pytest.raises(NotReady, match="newer"):
        again.migrate()
    again.close()


def test_people_of_an_older_version_are_found_by_parts_once_these_are_made_up_for(empty_url: str, vault: Vault) -> None:
    _upgrade(empty_url, to="0003")
    place = context("candidate", "C1", "self", "name")
    values = {"cipher": vault.encrypt("张伟", context=place), "lookup": vault.keyed_hash("name", "张伟")}
    database = Database(empty_url)
    engine = create_engine(read_url(empty_url))
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO personal_fields VALUES ('candidate', 'C1', 'self', 'name', :cipher, :lookup)"), values
        )
    engine.dispose()
    database.migrate()
    with database.begin() as session:
        assert fill_parts(session, vault=vault).n == 1
        search = read_search("zw", vault=vault)
        assert find_candidates(session, search, vault=vault, limit=9).ids == ("C1",)
    database.close()


def test_names_of_an_older_version_are_found_in_every_spelling_once_they_are_made_up_for(
    empty_url: str, vault: Vault
) -> None:
    _upgrade(empty_url, to="0005")
    place = context("candidate", "C1", "self", "name")
    values = {"cipher": vault.encrypt("买买提.艾力", context=place), "old": b"by the dot"}
    engine = create_engine(read_url(empty_url))
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO personal_fields VALUES ('candidate', 'C1', 'self', 'name', :cipher, :old, :old)"), values
        )
    engine.dispose()
    database = Database(empty_url)
    database.migrate()
    with database.begin() as session:
        assert fill_parts(session, vault=vault).n == 1
        for typed in ("买买提·艾力", "m.m.t.a.l"):
            search = read_search(typed, vault=vault)
            assert find_candidates(session, search, vault=vault, limit=9).ids == ("C1",)
    database.close()


def _upgrade(url: str, *, to: str) -> None:
    """Take the steps up to the one named, as an older version of this program did."""
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir()
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    engine = create_engine(read_url(url))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)
    engine.dispose()


@pytest.mark.slow
def test_the_steps_ship_in_the_wheel(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(root)],
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    folder = Path(migrations.__file__).parent
    assert {f"data/migrations/{file.relative_to(folder)}" for file in folder.rglob("*.py")} <= names


def test_lines_of_an_older_version_name_people_by_random_names_and_cannot_be_changed(empty_url: str) -> None:
    _upgrade(empty_url, to="0010")
    engine = create_engine(read_url(empty_url))
    with engine.begin() as connection:
        for noun, id, details in [
            ("candidate", "C1", {"given_up": "C2"}),
            ("post", "P1", {}),
            ("membership", "C2", {}),
        ]:
            connection.execute(
                text(
                    "INSERT INTO log (at, actor_id, actor_role, action, noun, record_id, details) "
                    "VALUES ('2023-08-08 09:30:00', 'li', 'admin', 'put', :noun, :id, :details)"
                ),
                {"noun": noun, "id": id, "details": json.dumps(details)},
            )
    engine.dispose()
    database = Database(empty_url)
    database.migrate()
    with database.read() as session:
        assert [(one.id, one.details) for one in log.entries(session)] == [
            ("C1", {"given_up": "C2"}),
            ("P1", {}),
            ("C2", {}),
        ]
        kept = str(session.execute(text("SELECT record_id, details FROM log")).all())
        assert "C1" not in kept
        assert "C2" not in kept
    with pytest.raises(DBAPIError, match="append-only"), database.begin() as session:
        session.execute(text("DELETE FROM log"))
    database.close()
