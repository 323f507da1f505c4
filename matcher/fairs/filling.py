"""What is free at a fair, given to those who fit: the best meetings beside those that stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from matcher.fairs.day import Day, Spot
from matcher.fairs.exact import Aims, Wish, seat_best
from matcher.fairs.ground import Pair
from matcher.fairs.meetings import kept_places, tiers_for
from matcher.records import Fit

PER_PLACE = 4
"""So many people are looked at for each free place of a booth, at the least."""
STEPS = 100
"""Chances are told apart to so many steps: hundredths."""


def fill(day: Day, fits: Sequence[Fit], *, since: int = 0, limit: float) -> None:
    """
    Give the free places of *day* to people of *fits* in slots from *since* on; what stands is not moved.

    Most people who have no meeting get one; then most meetings take place; then places that are kept go to whom they
    are kept for; then the sum of chances is the largest.
    """
    wanted = [fit for fit in fits if _pair(fit) not in day.spots and day.n_left(fit.candidate_id) > 0]
    options = _foremost(day, {_pair(fit): slots for fit in wanted if (slots := _slots(day, fit, since))}, wanted)
    if not options:
        return
    n_kept = kept_places(day.ground, day.guests, fits)
    tiers = tiers_for(len(options) + 1, sum(n_kept.values()), finest=STEPS)
    fitting = [fit for fit in wanted if _pair(fit) in options]
    wishes = [Wish(_pair(fit), options[_pair(fit)], tiers.meeting + tiers.chance(fit)) for fit in fitting]
    aims = Aims(first=tiers.first, kept=tiers.kept, limit=limit)
    start = _first_come(day, fitting, options)
    for pair, spot in seat_best(day, wishes, aims, kept=n_kept, start=start).items():
        day.put(pair, spot)


def in_need(day: Day, fit: Fit) -> tuple[bool, int, float, str]:
    """Order who is asked: who has no meeting, then who has fewer, then who fits better."""
    n = len(day.by_guest[fit.candidate_id])
    return n > 0, n, -fit.chance, fit.candidate_id


def _foremost(day: Day, options: Mapping[Pair, tuple[int, ...]], fits: Iterable[Fit]) -> dict[Pair, tuple[int, ...]]:
    """Keep the foremost of each booth, so many that its free places are sought after enough."""
    by_booth: dict[str, list[Fit]] = defaultdict(list)
    for fit in fits:
        if _pair(fit) in options:
            by_booth[fit.booth_id].append(fit)
    found = {}
    for booth, own in by_booth.items():
        n_free = sum(day.n_free(booth, slot) for slot in {slot for fit in own for slot in options[_pair(fit)]})
        for fit in sorted(own, key=lambda fit: in_need(day, fit))[: PER_PLACE * n_free + PER_PLACE]:
            found[_pair(fit)] = options[_pair(fit)]
    return found


def _first_come(day: Day, fits: Iterable[Fit], options: Mapping[Pair, tuple[int, ...]]) -> dict[Pair, Spot]:
    """Seat one after the other, to have something to begin with."""
    start: dict[Pair, Spot] = {}
    for fit in sorted(fits, key=lambda fit: in_need(day, fit)):
        pair = _pair(fit)
        free = set(day.free_slots(*pair)) if day.n_left(pair[0]) > 0 else set()
        for slot in options[pair]:
            led = day.interpreters_for(pair[1], slot) if day.is_led(pair[0]) else [None]
            if slot in free and led:
                start[pair] = Spot(slot, led[0])
                day.put(pair, start[pair])
                break
    for pair in start:
        day.take(pair)
    return start


def _slots(day: Day, fit: Fit, since: int) -> tuple[int, ...]:
    return tuple(slot for slot in day.free_slots(*_pair(fit)) if slot >= since)


def _pair(fit: Fit) -> Pair:
    return fit.candidate_id, fit.booth_id
