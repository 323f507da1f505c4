"""Both databases with their tables, a vault, and what every store test says of itself."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from data.store import Database
from data.vault import Vault, make_key
from matcher.records import Actor

NUMBERS = count()


@pytest.fixture
def actor() -> Actor:
    return Actor("officer-1", "caseworker", "历下区")


@pytest.fixture
def at() -> datetime:
    return datetime(2023, 8, 8, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "matcher.key"
    make_key(path)
    return path


@pytest.fixture
def vault(key_file: Path) -> Vault:
    return Vault(key_file)


@pytest.fixture
def told(actor: Actor, at: datetime, vault: Vault) -> dict[str, Any]:
    """What every change says beside its records."""
    return {"actor": actor, "source": "七月.csv", "at": at, "vault": vault}


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A real PostgreSQL for the whole session; the URL of its first database."""
    # not under pytest's own folder: started by root, the server runs as another user, who may not enter that one
    folder = Path(tempfile.mkdtemp(prefix="matcher-postgresql-"))
    old = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)  # or the import below warns that there is none
    import pgserver

    server = pgserver.get_server(folder / "data", cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # nobody pulls the plug of a test
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder)
    os.environ.pop("XDG_RUNTIME_DIR") if old is None else os.environ.update(XDG_RUNTIME_DIR=old)


@pytest.fixture(scope="session")
def new_postgresql(server: str) -> Callable[..., str]:
    """Makes an empty database, or a copy of another, and gives its URL."""

    def make(*, like: str = "template0") -> str:
        name = f"test_{next(NUMBERS)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like} ENCODING 'UTF8'")  # type: ignore[arg-type]
        return server.replace("/postgres?", f"/{name}?")

    return make


@pytest.fixture(scope="session")
def postgresql_template(new_postgresql: Callable[..., str]) -> str:
    return _migrated(new_postgresql()).rsplit("/", 1)[-1]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrated(f"sqlite:///{file}")
    return file


def _migrated(url: str) -> str:
    database = Database(url)
    database.migrate()
    database.close()
    return url if url.startswith("sqlite") else url.split("?")[0]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables: every test that asks for it runs on both."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'var' / 'matcher.db'}"
    url: str = request.getfixturevalue("new_postgresql")()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with its tables: every test that asks for it runs on both."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "matcher.db")
        return f"sqlite:///{tmp_path / 'matcher.db'}"
    template: str = request.getfixturevalue("postgresql_template")
    url: str = request.getfixturevalue("new_postgresql")(like=template)
    return url


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()
