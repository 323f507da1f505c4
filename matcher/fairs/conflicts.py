"""Conflicts of a fair's plan: every hard rule looked at anew from the plan alone, however it was made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from matcher.errors import Phrase
from matcher.fairs.ground import Ground, ground_of
from matcher.records import Fair, FairNeed, FairPlan, Guest, Seat


@dataclass(frozen=True, slots=True)
class Conflict:
    """
    One thing in a plan that cannot be.

    Attributes:
        code: the rule that is broken.
        phrase: what, where and when, by ids; nothing of what somebody needs.
        candidate_id: None = it is not about one person.
        slot: the later one, where two do not go together; None = it is not about one slot.
    """

    code: str
    phrase: Phrase
    candidate_id: str | None = None
    booth_id: str | None = None
    slot: int | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    ground: Ground
    guests: Mapping[str, Guest]
    seats: Sequence[Seat]


Rule = Callable[[_Case], Iterator[Conflict]]


def conflicts_of(fair: Fair, guests: Sequence[Guest], plan: FairPlan) -> list[Conflict]:
    """List what is wrong with *plan*: first what is not there at all, then by rule, slot and id; empty = nothing."""
    case = _Case(ground_of(fair), {one.candidate_id: one for one in guests}, plan.seats)
    if unknown := list(_unknown(case)):
        return unknown
    return [conflict for rule in RULES for conflict in rule(case)]


def _unknown(case: _Case) -> Iterator[Conflict]:
    """Whoever or whatever does not exist, without which nothing else can be asked."""
    for seat in case.seats:
        booth = case.ground.booths.get(seat.booth_id)
        if booth is None:
            yield _of_seat("unknown_booth", seat, Phrase("{candidate} sits at booth {booth}, which is not there"))
        elif seat.post_id not in booth.post_ids:
            yield _of_seat(
                "unknown_post", seat, Phrase("{candidate} sits at booth {booth} for a post that is not there")
            )
        if seat.candidate_id not in case.guests:
            yield _of_seat("unknown_guest", seat, Phrase("{candidate} at booth {booth} is no guest"))
        if not 0 <= seat.slot < len(case.ground.begins):
            yield _of_seat(
                "unknown_slot", seat, Phrase("{candidate} sits at booth {booth} in slot {slot}, which is not there")
            )


def _closed(case: _Case) -> Iterator[Conflict]:
    for seat in case.seats:
        if seat.slot not in case.ground.open[seat.booth_id]:
            yield _of_seat("break", seat, Phrase("{candidate} sits at booth {booth} in slot {slot}, in its break"))


def _desks(case: _Case) -> Iterator[Conflict]:
    for group in _grouped(case.seats, lambda seat: (seat.booth_id, seat.slot)):
        n = case.ground.booths[group[0].booth_id].n_interviewers
        if len(group) > n:
            phrase = Phrase.of(
                "{n} people sit at booth {booth} in slot {slot}, which has {most} interviewers",
                n=len(group),
                booth=group[0].booth_id,
                slot=group[0].slot,
                most=n,
            )
            yield Conflict(code="too_many", phrase=phrase, booth_id=group[0].booth_id, slot=group[0].slot)
        taken: set[int] = set()
        for seat in group:
            if seat.desk in taken or not 1 <= seat.desk <= n:
                yield _of_seat(
                    "desk", seat, Phrase("{candidate} has no desk of their own at booth {booth} in slot {slot}")
                )
            taken.add(seat.desk)


def _places(case: _Case) -> Iterator[Conflict]:
    """Nobody is in two places at once, nor late by the way between two halls."""
    for group in _grouped(case.seats, lambda seat: seat.candidate_id):
        for before, after in pairwise(group):
            if before.slot == after.slot:
                yield _of_seat(
                    "two_places", after, Phrase("{candidate} sits at booth {booth} and at another in slot {slot}")
                )
            elif _is_late(case.ground, before, after):
                yield _of_seat(
                    "way", after, Phrase("the way to booth {booth} is too long for {candidate} in slot {slot}")
                )


def _visits(case: _Case) -> Iterator[Conflict]:
    for group in _grouped(case.seats, lambda seat: seat.candidate_id):
        if len(group) > case.ground.fair.most_visits:
            phrase = Phrase.of("{candidate} has {n} meetings", candidate=group[0].candidate_id, n=len(group))
            yield Conflict(code="too_many_visits", phrase=phrase, candidate_id=group[0].candidate_id)
        seen: set[str] = set()
        for seat in group:
            if seat.booth_id in seen:
                yield _of_seat(
                    "booth_twice", seat, Phrase("{candidate} sits at booth {booth} a second time in slot {slot}")
                )
            seen.add(seat.booth_id)


def _needs(case: _Case) -> Iterator[Conflict]:
    for seat in case.seats:
        needs = case.guests[seat.candidate_id].needs
        booth = case.ground.booths[seat.booth_id]
        unmet = (
            (FairNeed.STEP_FREE in needs and booth.step_free is not True)
            or (FairNeed.QUIET in needs and seat.slot not in case.ground.quiet)
            or (FairNeed.INTERPRETER in needs and seat.interpreter is None)
        )
        if unmet:
            yield _of_seat("need", seat, Phrase("booth {booth} in slot {slot} does not suit {candidate}"))


def _interpreters(case: _Case) -> Iterator[Conflict]:
    led = [seat for seat in case.seats if seat.interpreter is not None]
    for seat in led:
        if not 1 <= (seat.interpreter or 0) <= case.ground.fair.n_interpreters:
            yield _of_seat(
                "no_interpreter", seat, Phrase("nobody is there to come along with {candidate} in slot {slot}")
            )
    for group in _grouped(led, lambda seat: seat.interpreter):
        for before, after in pairwise(group):
            if before.slot == after.slot or _is_late(case.ground, before, after):
                yield _of_seat(
                    "interpreter",
                    after,
                    Phrase("who comes along with {candidate} is elsewhere in slot {slot}"),
                )


def _is_late(ground: Ground, before: Seat, after: Seat) -> bool:
    halls = ground.booths[before.booth_id].hall, ground.booths[after.booth_id].hall
    return ground.begins[after.slot] - ground.ends[before.slot] < ground.ways.get(halls, 0)


def _grouped(seats: Iterable[Seat], key: Callable[[Seat], object]) -> list[list[Seat]]:
    groups: dict[object, list[Seat]] = defaultdict(list)
    for seat in sorted(seats, key=lambda seat: (seat.slot, seat.booth_id, seat.desk, seat.candidate_id)):
        groups[key(seat)].append(seat)
    return list(groups.values())


def _of_seat(code: str, seat: Seat, phrase: Phrase) -> Conflict:
    told = {"candidate": seat.candidate_id, "booth": seat.booth_id, "slot": seat.slot}
    return Conflict(
        code=code,
        phrase=replace(phrase, values=told),
        candidate_id=seat.candidate_id,
        booth_id=seat.booth_id,
        slot=seat.slot,
    )


RULES: tuple[Rule, ...] = (_closed, _desks, _places, _visits, _needs, _interpreters)
