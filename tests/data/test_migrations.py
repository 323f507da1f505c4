"""The steps to the tables of this version: shipped with the package, safe for several processes, never backwards."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from data import migrations
from data.store import Database, database_id
from data.tables import Base
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
