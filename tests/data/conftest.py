"""Both databases with their tables, a vault, and what every store test says of itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data.store import Database
from data.vault import Vault, make_key
from matcher.records import Actor


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


@pytest.fixture
def together() -> Callable[[Callable[[], None]], None]:
    """Runs the same in four threads at once; what one of them raises is raised."""

    def run(work: Callable[[], None]) -> None:
        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(work) for _ in range(4)]:
                done.result()

    return run
