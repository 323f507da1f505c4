"""A house over a real database and vault, with an encoder of a few lines where the meaning of texts does not matter."""

from __future__ import annotations

import shutil
import sys
import weakref
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from numpy.typing import NDArray

from api.beginning import begin
from api.cli import main
from api.house import House
from api.indexing import IndexFollower
from api.settings import Settings
from data.reference import load_gazetteer
from data.rulebook import read_rulebook
from data.store import Database, refuse_other_key
from data.vault import Vault
from models import Encoder
from models.ranker import ranker_adoption
from tests.api.forgotten_city import fill_with_traces
from tests.api.signed_in import signed_in

DAY = date(2023, 9, 1)


@dataclass(frozen=True, slots=True)
class TinyEncoder:
    """Character pairs hashed into a few dimensions."""

    id: str = "tiny"
    dimension: int = 64

    def encode_posts(self, texts: Sequence[str], *, on_progress: object = None) -> NDArray[np.float32]:
        return self._encode(texts)

    def encode_candidates(self, texts: Sequence[str], *, on_progress: object = None) -> NDArray[np.float32]:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for pair in zip(f" {text}", f"{text} ", strict=True):
                vectors[row, zlib.crc32("".join(pair).encode("utf-8", "replace")) % self.dimension] += 1
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / np.where(norms == 0, 1, norms)


@pytest.fixture
def tiny() -> TinyEncoder:
    return TinyEncoder()


@pytest.fixture(scope="session")
def begun_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as an installation begins, to copy: making the tables takes longer than most tests."""
    folder = tmp_path_factory.mktemp("begun") / "var"
    begin(Settings(var=folder))
    return folder


def house_over(settings: Settings, encoder: Encoder) -> House:
    """Open the house of a folder that is begun, with an encoder of the test's own."""
    database = Database(settings.database)
    vault = Vault(settings.key_path)
    with database.read() as session:
        refuse_other_key(session, vault)
    follower = IndexFollower(
        database,
        load=lambda: encoder,
        folder=settings.var / "index",
        kinds_folder=settings.var / "kinds",
        weights=ranker_adoption(settings.var / "ranker").in_force().weights,
    )
    return House(settings, database, vault, load_gazetteer(), read_rulebook("jinan-2023"), follower)


@pytest.fixture(scope="session")
def new_house(begun_once: Path) -> Iterator[Callable[..., House]]:
    """Begins a house in a folder, perhaps over a database elsewhere; databases still in use are closed at the end."""
    elsewhere: list[Database] = []
    opened: list[weakref.ref[Database]] = []  # nothing of a house outlives its test: thousands fit into no memory

    def begin_house(folder: Path, encoder: Encoder, *, url: str | None = None) -> House:
        public = "https://jobs.example.org"
        settings = Settings(
            var=folder / "var", database_url=url, today=DAY, max_upload_bytes=300_000, public_url=public
        )
        if url is None and not settings.var.exists():
            shutil.copytree(begun_once, settings.var)
        else:
            begin(settings)
        house = house_over(settings, encoder)
        opened.append(weakref.ref(house.database))
        if url is not None:
            elsewhere.append(house.database)  # whose connections must be closed, not dropped
        return house

    yield begin_house
    for database in filter(None, (one() for one in opened)):
        database.close()


@pytest.fixture
def house(tmp_path: Path, new_house: Callable[[Path, Encoder], House]) -> House:
    return new_house(tmp_path, TinyEncoder())


@pytest.fixture(scope="module")
def shared_house(tmp_path_factory: pytest.TempPathFactory, new_house: Callable[[Path, Encoder], House]) -> House:
    return new_house(tmp_path_factory.mktemp("shared"), TinyEncoder())


@pytest.fixture(scope="module")
def shared_client(shared_house: House) -> TestClient:
    """One for all tests of a file, where what one leaves behind does not disturb the next."""
    return signed_in(shared_house)


@pytest.fixture
def client(house: House) -> TestClient:
    """A client of the application without its background threads."""
    return signed_in(house)


@pytest.fixture
def live(house: House) -> Iterator[TestClient]:
    """A client of the application as it runs, jobs and watch included."""
    with signed_in(house) as client:
        yield client


@pytest.fixture
def traced_city(house: House, tmp_path: Path) -> House:
    """A house in which one person has left traces everywhere, and was paid subsidy for."""
    return fill_with_traces(house, tmp_path)


@pytest.fixture
def traced_client(traced_city: House) -> TestClient:
    """A client of that house."""
    return signed_in(traced_city)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    out: str
    errors: str


@pytest.fixture
def run_bare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tiny: Encoder
) -> Callable[..., Answer]:
    """Type one command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MATCHER_LANGUAGE", "en")
    monkeypatch.setenv("MATCHER_TODAY", "2023-09-01")
    monkeypatch.setenv("MATCHER_PUBLIC_URL", "https://jobs.example.org")
    # a mock, because what the texts mean does not matter here and loading the bundled encoder takes seconds a command
    monkeypatch.setattr("api.house.load_encoder", lambda name, *, folder: tiny)

    def answer(*arguments: str) -> Answer:
        monkeypatch.setattr(sys, "argv", ["matcher", *arguments])
        try:
            main()
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        out, errors = capsys.readouterr()
        return Answer(status, out, errors)

    return answer


@pytest.fixture
def run(run_bare: Callable[..., Answer], begun_once: Path, tmp_path: Path) -> Callable[..., Answer]:
    """Type one command in a folder as ``matcher init`` leaves it, or over the house that is there."""
    if not (tmp_path / "var").exists():
        shutil.copytree(begun_once, tmp_path / "var")
    return run_bare
