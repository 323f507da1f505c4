"""What several floors' tests share: a PostgreSQL, folders that are costly to fill, and what is loaded from them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from data.store.scoping import KindCache
from models import Encoder, load_encoder

NUMBERS = count()

# a slow machine breaks no law
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden files anew (make golden)")
    parser.addoption("--fuzz-times", type=int, default=1, help="draw so many times the cases of the tests that fuzz")


def pytest_configure() -> None:
    """Forget what the shell says of this product, before any fixture or subprocess reads it."""
    for name in [name for name in os.environ if name.upper().startswith("MATCHER_")]:
        del os.environ[name]


class OneCache(KindCache):
    """Compiled statements of every engine of a kind: each test opens a database, and would compile all anew."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), value)


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Let the databases of a process share what they compiled, as the sessions of a service's one database do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("data.store.scoping.STATEMENTS", 10_000)
        patch.setattr("data.store.scoping.KindCache", cache(OneCache))
        yield


@pytest.fixture
def compare_golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with a golden file; with --rewrite-golden, writes the file."""

    def compare(file: Path, text: str) -> None:
        if request.config.getoption("--rewrite-golden"):
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def models_folder() -> Path:
    """The checkout's own var/models, so that the bundled encoder is converted once and not at every run."""
    return Path(__file__).parents[1] / "var" / "models"


@pytest.fixture(scope="session")
def bundled_encoder(models_folder: Path) -> Encoder:
    return load_encoder("e5-small", folder=models_folder)


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
