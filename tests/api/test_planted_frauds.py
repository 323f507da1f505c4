"""
Forty frauds planted in a synthetic city, each with an innocent look-alike: how many the watch finds through the files.

The planter (data/synthetic/frauds) was written apart from the rules (matcher/fraud), neither knowing the other. The
rules then found 38 of 40 and no look-alike on the city of seed 2023; the two missed, contracts that ended after the
months left were paid, made the rule on retention look at those too. Smaller cities of seeds 7 and 11 then missed one, a
certificate of the last day of a month, which is now to be looked at. Seed 12 was not looked at while doing so.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.beginning import begin
from api.house import House
from api.imports import ImportKind, import_file
from api.settings import Settings
from api.watching import watch_over
from data.store import candidates_by_number, iter_findings
from data.synthetic import make_city
from data.synthetic.frauds import TRUTH, plant_frauds
from matcher.records import Actor, FraudFinding

DAY = date(2023, 9, 1)
ACTOR = Actor("test", "programme")
FILES: tuple[ImportKind, ...] = ("employers", "posts", "candidates", "placements", "claims", "employment")
SEEDS = [7, pytest.param(11, marks=pytest.mark.slow), pytest.param(12, marks=pytest.mark.slow)]


@pytest.fixture(params=SEEDS)
def watched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[House, Path]]:
    """A house into which a city with planted frauds was imported, after a watch; and the folder of the truth."""
    city, planted = tmp_path / "city", tmp_path / "planted"
    make_city(city, posts=2000, candidates=5000, seed=request.param, on=DAY)
    plant_frauds(city, planted, seed=request.param, on=DAY)
    settings = Settings(var=tmp_path / "var", today=DAY)
    begin(settings)
    house = House.open(settings)
    for kind in FILES:
        file = planted / f"{kind}.csv"
        import_file(house, kind, file if file.exists() else city / f"{kind}.csv", actor=ACTOR, at=house.clock())
    watch_over(house, as_of=DAY, actor=ACTOR)
    yield house, planted
    house.close()


def concerns(case: dict[str, str], people: set[str], finding: FraudFinding) -> bool:
    """Tell whether a finding is about a planted case: one of its placements, or its people where it names none."""
    placements = set(filter(None, case["placements"].split(";")))
    return bool(
        placements & set(finding.placement_ids) or (not finding.placement_ids and people & set(finding.candidate_ids))
    )


def flagged(house: House, folder: Path) -> dict[tuple[str, bool], list[str]]:
    """The cases by verdict, and by whether some finding is about them."""
    with (folder / TRUTH).open(encoding="utf-8", newline="") as stream:
        cases = list(csv.DictReader(stream, delimiter="\t"))
    numbers = {number for case in cases for number in case["people"].split(";") if number}
    with house.database.read() as session:
        known = candidates_by_number(session, numbers, vault=house.vault)
        found = [kept.finding for kept in iter_findings(session)]
    people_of = {number: known.get(number, house.vault.identify(number)) for number in numbers}
    told: dict[tuple[str, bool], list[str]] = {
        (verdict, is_found): [] for verdict in ("fraud", "innocent") for is_found in (True, False)
    }
    for case in cases:
        people = {people_of[number] for number in case["people"].split(";") if number}
        is_found = any(concerns(case, people, one) for one in found)
        told[case["verdict"], is_found].append(f"{case['kind']} {case['case']}: {case['note']}")
    return told


def test_all_forty_frauds_are_found_and_at_most_four_look_alikes_flagged(watched: tuple[House, Path]) -> None:
    told = flagged(*watched)
    assert told["fraud", False] == []
    assert len(told["fraud", True]) == 40
    assert len(told["innocent", True]) <= 4, told["innocent", True]
