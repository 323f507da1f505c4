"""Desks: the seats of a day with a place for each, so that one interviewer has one person a slot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from matcher.fairs.day import Day
from matcher.fairs.ground import Pair
from matcher.records import Seat


def seats_of(day: Day, posts: Mapping[Pair, str], *, before: Iterable[Seat] = ()) -> tuple[Seat, ...]:
    """
    Write down the seats of *day*, by slot, booth and desk.

    Args:
        posts: what each pair talks about.
        before: seats of the plan before; whoever sits where they sat keeps the desk, and that it was set by hand.
    """
    there = {(one.candidate_id, one.booth_id, one.slot): one for one in before}
    sat = {place: one.desk for place, one in there.items()}
    by_hand = {place for place, one in there.items() if one.by_hand}
    cells: dict[tuple[int, str], list[str]] = defaultdict(list)
    for (id, booth), spot in day.spots.items():
        cells[spot.slot, booth].append(id)
    seats = []
    for slot, booth in sorted(cells):
        wished = {id: sat.get((id, booth, slot)) for id in sorted(cells[slot, booth])}
        for id, desk in _desks(wished, day.ground.booths[booth].n_interviewers).items():
            interpreter = day.spots[id, booth].interpreter
            seats.append(Seat(id, booth, posts[id, booth], slot, desk, interpreter, (id, booth, slot) in by_hand))
    return tuple(sorted(seats, key=lambda seat: (seat.slot, seat.booth_id, seat.desk)))


def _desks(wished: Mapping[str, int | None], n: int) -> dict[str, int]:
    """Give each the desk wished for, where it is there and nobody had it first, else the first that is free."""
    found: dict[str, int] = {}
    for id, desk in wished.items():
        if desk is not None and desk <= n and desk not in found.values():
            found[id] = desk
    kept = frozenset(found.values())
    free = (desk for desk in range(1, len(wished) + len(kept) + 1) if desk not in kept)
    return found | {id: next(free) for id in wished if id not in found}
