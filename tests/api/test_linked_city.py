"""The whole way from the files of a synthetic city to memberships, held against what its maker knows; and killed."""

from __future__ import annotations

import csv
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from api.beginning import begin
from api.house import House
from api.imports import import_file
from api.linking import link_all
from api.registering import import_registry
from api.settings import Settings
from data.store import groups_on, iter_links, iter_memberships
from data.synthetic import make_city
from matcher.records import LinkState
from tests.api.registered import AUGUST, OFFICER

DAY = date(2023, 9, 1)
N_CANDIDATES = 3_000
LINK = [sys.executable, "-c", "from api.entry import main; main()", "link"]

Truth = set[tuple[str, str]]  # (kind of registry, candidate)


@dataclass(frozen=True, slots=True)
class City:
    """The files of a city, stored in a house and not linked yet."""

    folder: Path
    settings: Settings

    @property
    def truth(self) -> Truth:
        with (self.folder / "truth.tsv").open(encoding="utf-8") as file:
            return {(row["registry"], row["candidate"]) for row in csv.DictReader(file, delimiter="\t")}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    folder, var = tmp_path_factory.mktemp("city"), tmp_path_factory.mktemp("house") / "var"
    made = make_city(folder, posts=10, candidates=N_CANDIDATES, seed=7, on=DAY)
    settings = Settings(var=var, today=DAY)
    begin(settings)
    house = House.open(settings)
    import_file(house, "candidates", folder / "candidates.csv", actor=OFFICER, at=house.clock())
    for kind in made.n_registered:
        path = folder / f"registry_{kind}.csv"
        import_registry(house, kind, path, as_of=AUGUST, force=False, actor=OFFICER, at=house.clock())
    house.close()
    return City(folder, settings)


@pytest.fixture(scope="module")
def linked(city: City) -> Iterator[House]:
    house = House.open(city.settings)
    link_all(house, actor=OFFICER, at=house.clock())
    yield house
    house.close()


def found(house: House, *states: LinkState) -> Truth:
    with house.database.read() as session:
        links = list(iter_links(session, vault=house.vault))
    return {(one.kind, one.pairing.candidate_id) for one in links if one.state in states}


def test_nearly_everybody_linked_is_the_same_person(city: City, linked: House) -> None:
    by_itself = found(linked, LinkState.LINKED)

    assert len(by_itself & city.truth) >= 0.99 * len(by_itself)


def test_nearly_everybody_in_a_registry_is_linked_or_waits_for_a_person(city: City, linked: House) -> None:
    assert len(found(linked, LinkState.LINKED) & city.truth) >= 0.9 * len(city.truth)
    assert len(found(linked, LinkState.LINKED, LinkState.REVIEW) & city.truth) >= 0.95 * len(city.truth)


def test_every_link_that_holds_proves_a_membership(linked: House) -> None:
    with linked.database.read() as session:
        held = {(one.registry, one.candidate_id) for one in iter_memberships(session, vault=linked.vault)}
        groups = groups_on(session, DAY, vault=linked.vault)

    assert held == found(linked, LinkState.LINKED)
    assert {id for _, id in held} <= groups.keys()


def test_a_second_run_of_a_city_changes_nothing(linked: House) -> None:
    done = link_all(linked, actor=OFFICER, at=linked.clock())

    assert (done.n_compared, done.n_changed) == (0, 0)


def _unlinked(var: Path, copy: Path) -> Path:
    """Copy a house and take every result of linking out of it."""
    shutil.copytree(var, copy)
    house = House.open(Settings(var=copy, today=DAY))
    with house.database.begin() as session:
        session.execute(text("DELETE FROM sealed_records WHERE noun IN ('link', 'membership', 'parameters')"))
        session.execute(text("DELETE FROM facts WHERE name = 'linked'"))
    house.close()
    return copy


def _environment(var: Path) -> dict[str, str]:
    return {"MATCHER_VAR": str(var), "MATCHER_TODAY": DAY.isoformat(), "PATH": "", "HOME": str(var)}


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.95])
def test_a_run_that_is_killed_leaves_no_half_of_it(city: City, tmp_path: Path, linked: House, share: float) -> None:
    unlinked = _unlinked(city.settings.var, tmp_path / "var")
    whole = _unlinked(city.settings.var, tmp_path / "whole")
    started = time.monotonic()
    subprocess.run(LINK, env=_environment(whole), check=True, capture_output=True)
    took = time.monotonic() - started

    process = subprocess.Popen(LINK, env=_environment(unlinked), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(share * took)
    process.send_signal(signal.SIGKILL)
    process.communicate()

    house = House.open(Settings(var=unlinked, today=DAY))
    assert found(house, *LinkState) in (set(), found(linked, *LinkState))
    link_all(house, actor=OFFICER, at=house.clock())
    assert found(house, *LinkState) == found(linked, *LinkState)
    house.close()
