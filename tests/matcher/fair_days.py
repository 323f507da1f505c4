"""Invented fairs of any size, the same for the same seed: booths, guests, fits, histories."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from matcher.records import Booth, Fair, FairNeed, Fit, Guest, Hours, Walk

HALLS = ("A", "B", "C")
NEEDS = (
    frozenset({FairNeed.INTERPRETER}),
    frozenset({FairNeed.INTERPRETER, FairNeed.STEP_FREE}),
    frozenset({FairNeed.INTERPRETER}),
    frozenset({FairNeed.STEP_FREE}),
    frozenset({FairNeed.QUIET}),
)
"""Of five people, three of whom share one interpreter."""


@dataclass(frozen=True, slots=True)
class FairDay:
    """A fair with its guests and fits."""

    fair: Fair
    guests: tuple[Guest, ...]
    fits: tuple[Fit, ...]


def hours(since: str, until: str) -> Hours:
    return Hours(time.fromisoformat(since), time.fromisoformat(until))


def invent_fair(n_booths: int, *, seed: int, far_min: int = 10, n_interpreters: int = 1) -> Fair:
    """Make a fair of 18 slots of ten minutes in three halls, with a break of its own for every seventh booth."""
    rng = random.Random(seed)
    return Fair(
        id="F1",
        name="春季招聘会",
        place="市人才市场",
        on=date(2023, 11, 4),
        hours=hours("09:00", "12:20"),
        slot_min=10,
        booths=tuple(
            Booth(
                f"B{n:03}",
                f"单位{n:03}",
                (f"P{n:03}a", f"P{n:03}b"),
                rng.randint(1, 2),
                hall=HALLS[n % 3],
                step_free=n % 2 == 0,
                breaks=(hours("09:40", "10:00"),) if n % 7 == 3 else (),
            )
            for n in range(n_booths)
        ),
        breaks=(hours("10:30", "10:50"),),
        walks=(Walk("A", "B", 5), Walk("A", "C", far_min), Walk("B", "C", 5)),
        quiet=(hours("09:00", "10:00"),),
        n_interpreters=n_interpreters,
        most_visits=3,
    )


def invent_day(
    n_booths: int,
    n_guests: int,
    *,
    seed: int,
    far_min: int = 10,
    n_interpreters: int = 1,
    wanted: Sequence[int] | None = None,
) -> FairDay:
    """
    Make a fair with guests, each of whom fits eight booths; the first five have needs.

    Args:
        far_min: the way between the first hall and the last.
        wanted: the only booths that anybody fits; None = the booths differ in how much they are sought after.
    """
    rng = random.Random(seed)
    fair = invent_fair(n_booths, seed=seed, far_min=far_min, n_interpreters=n_interpreters)
    among = range(n_booths) if wanted is None else wanted
    weights = [1 / (1 + place) ** 0.5 for place in range(len(among))]
    guests = []
    fits = []
    for n in range(n_guests):
        id = f"C{n:05}"
        needs = NEEDS[n] if n < len(NEEDS) else frozenset()
        guests.append(Guest(id, needs, p_show=0.7, is_member=rng.random() < 0.15))
        chosen = {rng.choices(among, weights)[0] for _ in range(8)}
        if FairNeed.STEP_FREE in needs and wanted is None:
            chosen |= {0, 2}
        fits += [Fit(id, f"B{one:03}", f"P{one:03}a", round(rng.uniform(0.2, 0.95), 3)) for one in sorted(chosen)]
    return FairDay(fair, tuple(guests), tuple(fits))
