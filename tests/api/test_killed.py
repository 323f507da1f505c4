"""Killed at any moment, an import or an index run loses nothing: the same command again gives the same end state."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from api.house import House
from api.settings import Settings
from data.store import iter_candidates, iter_posts, masked_person
from data.store.extracts import entries_of, list_extracts
from data.synthetic import make_city

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

MOMENTS = 10
DAY = date(2023, 9, 1)


@dataclass(frozen=True, slots=True)
class Installation:
    """One folder for everything, run by the real command line in processes of its own."""

    var: Path
    models: Path

    @property
    def settings(self) -> Settings:
        return Settings(var=self.var, models=self.models, today=DAY)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {
            "MATCHER_VAR": str(self.var),
            "MATCHER_MODELS": str(self.models),
            "MATCHER_TODAY": DAY.isoformat(),
        }
        command = [sys.executable, "-c", "from api.cli import main; main()", *arguments]
        return subprocess.Popen(
            command,
            env=environment | {"PATH": "", "HOME": str(self.var)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: str) -> float:
        """Run to the end; gives the seconds it took."""
        started = time.monotonic()
        process = self.start(*arguments)
        _, errors = process.communicate()
        assert process.returncode == 0, errors.decode()
        return time.monotonic() - started

    def kill_at(self, seconds: float, *arguments: str) -> None:
        process = self.start(*arguments)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.communicate()

    def contents(self) -> tuple[object, ...]:
        """Everything that the commands stored, as a reader sees it."""
        house = House.open(self.settings)
        try:
            with house.database.read() as session:
                posts, people = list(iter_posts(session)), list(iter_candidates(session))
                persons = [masked_person(session, "candidate", one.id, "self", vault=house.vault) for one in people]
            return posts, people, persons
        finally:
            house.close()

    def lists(self) -> dict[str, list[tuple[str, float]]]:
        """Everybody's ranked posts, scores rounded to what half-precision vectors carry."""
        house = House.open(self.settings)
        try:
            house.follower.catch_up()
            assert house.follower.n_pending == 0
            ranked = house.follower.matcher.rank_all(on=DAY, limit=20)
            return {id: [(one.post_id, round(float(one.score), 3)) for one in scored] for id, scored in ranked}
        finally:
            house.close()

    def copy_to(self, folder: Path) -> Installation:
        shutil.copytree(self.var, folder)
        return Installation(folder, self.models)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    make_city(folder, posts=100, candidates=500, seed=5, on=DAY)
    return folder


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, models_folder: Path, bundled_encoder: object) -> Installation:
    here = Installation(tmp_path_factory.mktemp("begun") / "var", models_folder)
    here.run("init")
    return here


@pytest.fixture(scope="module")
def with_posts(tmp_path_factory: pytest.TempPathFactory, begun: Installation, city: Path) -> Installation:
    here = begun.copy_to(tmp_path_factory.mktemp("posts") / "var")
    here.run("import", "posts", str(city / "posts.csv"))
    return here


@pytest.fixture(scope="module")
def filled(
    tmp_path_factory: pytest.TempPathFactory, with_posts: Installation, city: Path
) -> tuple[Installation, float]:
    """Hold everybody, and the seconds that it took."""
    here = with_posts.copy_to(tmp_path_factory.mktemp("filled") / "var")
    return here, here.run("import", "candidates", str(city / "candidates.csv"))


@pytest.fixture(scope="module")
def stored(filled: tuple[Installation, float]) -> tuple[object, ...]:
    """What an import stores that nobody kills."""
    return filled[0].contents()


@pytest.fixture(scope="module")
def ranked(
    tmp_path_factory: pytest.TempPathFactory, filled: tuple[Installation, float]
) -> tuple[dict[str, list[tuple[str, float]]], float]:
    """Hold everybody's posts after an index run that nobody kills, and the seconds that it took."""
    here = filled[0].copy_to(tmp_path_factory.mktemp("indexed") / "var")
    seconds = here.run("index")
    return here.lists(), seconds


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_an_import_killed_and_run_again_stores_the_same(
    moment: int,
    tmp_path: Path,
    with_posts: Installation,
    filled: tuple[Installation, float],
    stored: tuple[object, ...],
    city: Path,
) -> None:
    seconds, here = filled[1], with_posts.copy_to(tmp_path / "var")
    arguments = ["import", "candidates", str(city / "candidates.csv")]
    here.kill_at(random.Random(moment).uniform(0.2, 1.0) * seconds, *arguments)
    here.run(*arguments)
    assert here.contents() == stored


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_an_index_run_killed_and_run_again_ranks_the_same(
    moment: int,
    tmp_path: Path,
    filled: tuple[Installation, float],
    ranked: tuple[dict[str, list[tuple[str, float]]], float],
) -> None:
    (lists, seconds), here = ranked, filled[0].copy_to(tmp_path / "var")
    here.kill_at(random.Random(100 + moment).uniform(0.1, 1.0) * seconds, "index")
    here.run("index")
    assert here.lists() == lists


@pytest.mark.parametrize("moment", range(3))
def test_an_extract_killed_and_brought_in_again_waits_once_and_whole(
    moment: int, tmp_path: Path, begun: Installation, city: Path
) -> None:
    here = begun.copy_to(tmp_path / "var")
    arguments = ["import", "registry", "low_income", str(city / "registry_low_income.csv"), "--as-of", "2023-08-31"]
    whole = begun.copy_to(tmp_path / "timed").run(*arguments)
    here.kill_at(random.Random(200 + moment).uniform(0.2, 1.0) * whole, *arguments)
    here.run(*arguments)
    house = House.open(here.settings)
    with house.database.read() as session:
        (extract,) = list_extracts(session)
        n_entries = len(list(entries_of(session, extract.id, vault=house.vault)))
    house.close()
    assert (str(extract.state), n_entries) == ("waiting", extract.n_entries)
