"""Shortlists of a fair: who fits a booth best, who stands by there, and who has no meeting and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from matcher.fairs.day import Day
from matcher.fairs.filling import in_need
from matcher.fairs.ground import why_unmet
from matcher.records import Fit, StandBy, Unseated


def shortlists(fits: Iterable[Fit]) -> dict[str, tuple[Fit, ...]]:
    """Rank who fits each booth, by its id; the best first, equal chances by candidate."""
    found: dict[str, list[Fit]] = defaultdict(list)
    for fit in sorted(fits, key=lambda fit: (-fit.chance, fit.candidate_id, fit.post_id)):
        found[fit.booth_id].append(fit)
    return {booth: tuple(found[booth]) for booth in sorted(found)}


def stand_by_of(day: Day, fits: Sequence[Fit], *, since: int = 0) -> tuple[StandBy, ...]:
    """
    List who is asked next at each booth, by booth: who has no meeting, then others who may have more, by chance.

    Whoever has no time left in which the booth is open from *since* on is not listed; a list is as long as the booth
    has places.
    """
    found = []
    for booth, own in shortlists(fits).items():
        able = [fit for fit in own if _could_come(day, fit, since)]
        able.sort(key=lambda fit: (bool(day.by_guest[fit.candidate_id]), *in_need(day, fit)[2:]))
        if able:
            found.append(StandBy(booth, tuple(fit.candidate_id for fit in able[: day.ground.n_places(booth)])))
    return tuple(found)


def unseated_of(day: Day, fits: Iterable[Fit], ids: Collection[str]) -> tuple[Unseated, ...]:
    """Say of each of *ids* without a meeting why, by id; ``full`` = what fits is taken."""
    booths: dict[str, list[str]] = defaultdict(list)
    for fit in fits:
        booths[fit.candidate_id].append(fit.booth_id)
    return tuple(
        Unseated(id, why_unmet(day.ground, day.guests[id], booths[id]) or "full")
        for id in sorted(ids)
        if not day.by_guest[id]
    )


def _could_come(day: Day, fit: Fit, since: int) -> bool:
    id, booth = fit.candidate_id, fit.booth_id
    if (id, booth) in day.spots or day.n_left(id) < 1:
        return False
    own = day.by_guest[id].items()
    return any(
        not any(day.ground.is_too_close(booth, slot, *other) for other in own)
        and (not day.is_led(id) or bool(day.interpreters_for(booth, slot)))
        for slot in day.ground.slots_for(day.guests[id], booth)
        if slot >= since
    )
