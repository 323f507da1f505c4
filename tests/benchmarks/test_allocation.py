"""
Posts shared out under capacity: a plan for everybody beside everyone's own best and first come, first served.

A synthetic city, and the adverts of a judged suite where ``SUITES`` names the folder that holds it. Cities are ranked
once and kept in ``var/allocation``. Prints the rows of docs/benchmarks.md and draws docs/allocation-loss.png.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import pytest

from api.vectors import VectorKeeper
from data.store import Database
from models import load_encoder
from models.ranker import ranker_adoption
from tests.benchmarks.allocated_cities import drawn_city, keep, suite_city, synthetic_city
from tests.benchmarks.allocation_measured import METHODS, Measured, measure, measured_floor

mpl.use("Agg")
from matplotlib import pyplot as plt

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(7200)]

ROOT = Path(__file__).parents[2]
SUITE = Path(os.environ.get("SUITES", "")) / "jinan"
N_POSTS = int(os.environ.get("BENCH_POSTS", "15000"))
N_CANDIDATES = int(os.environ.get("BENCH_CANDIDATES", "20000"))
N_OF_SUITE = 2_000
N_LARGE = (200_000, 60_000)
RATIOS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2)
TOLD = (None, 0.8, 1.2)  # None = ten people for each opening, as the posts have them
CITIES = ("synthetic", "jinan")


@pytest.fixture(scope="module")
def ranked(models_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The cities that can be measured here, each ranked once."""
    folder = models_folder.parent / "allocation"
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / f"{name}.npz" for name in CITIES}
    weights = ranker_adoption(models_folder / "ranker").in_force().weights
    missing = {name for name, path in paths.items() if not path.exists()}
    if missing:
        database = Database(f"sqlite:///{models_folder.parent / 'evaluate.db'}")
        database.migrate()
        keeper = VectorKeeper(database, load_encoder("e5-small", folder=models_folder))
        made = tmp_path_factory.mktemp("city")
        if "synthetic" in missing:  # the better part of an hour, once: some 49,000 texts are encoded
            city = synthetic_city(made, n_posts=N_POSTS, n_candidates=N_CANDIDATES, keeper=keeper, weights=weights)
            keep(city, paths["synthetic"])
        if "jinan" in missing and (SUITE / "suite.json").exists():
            people = tmp_path_factory.mktemp("people")
            keep(suite_city(SUITE, people, n_candidates=N_OF_SUITE, keeper=keeper, weights=weights), paths["jinan"])
        database.close()
    return {name: path for name, path in paths.items() if path.exists()}


@pytest.mark.parametrize("name", CITIES)
def test_a_plan_floods_no_post(name: str, ranked: dict[str, Path]) -> None:
    if name not in ranked:
        pytest.skip("SUITES names no folder with this suite")
    print(f"\n{name}\n" + "\n".join(heads()))
    for ratio in TOLD:
        for method in METHODS:
            of = measure(ranked[name], method, ratio)
            print(row(of), flush=True)
            assert of.picture.over_capacity == 0 or method == "top-k"


def test_a_city_of_ten_million_pairs_is_planned_whole(tmp_path: Path) -> None:
    n_candidates, n_posts = N_LARGE
    keep(drawn_city(n_candidates=n_candidates, n_posts=n_posts), tmp_path / "large.npz")
    print(f"\n{n_candidates:,} people, {n_posts:,} posts, drawn\n" + "\n".join(heads()))
    for method in ("top-k", "flow"):
        print(row(measure(tmp_path / "large.npz", method, None)), flush=True)


@pytest.mark.parametrize("name", CITIES)
def test_the_floor_for_priority_groups_is_met_at_a_measured_cost(name: str, ranked: dict[str, Path]) -> None:
    if name not in ranked:
        pytest.skip("SUITES names no folder with this suite")
    for ratio in TOLD:
        cost = measured_floor(ranked[name], ratio)
        print(f"\n{name}, demand ÷ capacity {ratio or 'as it is'}: {cost}")
        assert cost.short_of_members[0] <= cost.short_of_members[1]


def test_the_loss_is_drawn(ranked: dict[str, Path]) -> None:
    figure, sides = plt.subplots(1, len(ranked), figsize=(5.2 * len(ranked), 4), sharey=True, squeeze=False)
    for side, (name, path) in zip(sides[0], ranked.items(), strict=True):
        for method in [method for method in METHODS if method != "top-k"]:
            losses = [100 * (measure(path, method, ratio).picture.mean_score_loss or 0.0) for ratio in RATIOS]
            print(name, method, [f"{x:.2f}: {y:.2f} %" for x, y in zip(RATIOS, losses, strict=True)], flush=True)
            side.plot(RATIOS, losses, marker="o", markersize=4, label=method)
        side.set(title=name, xlabel="demand ÷ capacity", xlim=(0, 1.25))
        side.grid(alpha=0.3)
    sides[0][0].set_ylabel("score lost against everyone's own best, %")
    sides[0][0].set_ylim(bottom=0)
    sides[0][0].legend()
    figure.tight_layout()
    figure.savefig(ROOT / "docs" / "allocation-loss.png", dpi=110)


def heads() -> Iterator[str]:
    columns = ("demand ÷ capacity", "over capacity", "score lost", "good posts seen", "Gini", "seconds", "MiB")
    yield f"| | {' | '.join(columns)} |"
    yield "|---" * (1 + len(columns)) + "|"


def row(of: Measured) -> str:
    drawn = of.picture
    cells = (
        f"{drawn.demand_to_capacity:.2f}",
        f"{drawn.over_capacity:,}",
        f"{drawn.mean_score_loss:.2%}",
        f"{drawn.posts_seen_share:.1%}",
        f"{drawn.gini:.3f}",
        f"{of.seconds:.1f}",
        f"{of.memory_mib:,.0f}",
    )
    return f"| {of.method} | {' | '.join(cells)} |"
