"""What matters to a person today: a list put in another order by weighing place, pay and kind of work anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import accumulate

from matcher.records import Match


class Aspect(StrEnum):
    """What may matter more or less than usual."""

    PLACE = "place"
    PAY = "pay"
    WORK = "work"  # the kind of work and of post


CODES: Mapping[Aspect, frozenset[str]] = {
    Aspect.PLACE: frozenset({"place", "elsewhere"}),
    Aspect.PAY: frozenset({"pay"}),
    Aspect.WORK: frozenset({"work", "wish_words", "wished", "other_work", "unasked_work", "unwanted_work", "kind"}),
}
"""The criteria of each aspect; no criterion belongs to two."""

FACTORS: Mapping[int, float] = {-2: 0.0, -1: 0.5, 0: 1.0, 1: 2.0, 2: 4.0}
"""How many times the criteria of an aspect count, by where its slider stands; 0 = in the middle, as usual."""

MIDDLE = 0


def share_of(match: Match, aspect: Aspect) -> float:
    """Give what the criteria of an aspect contribute to the score of a match."""
    return sum(one.contribution for one in match.criteria if one.code in CODES[aspect])


def reordered(
    matches: Sequence[Match], emphasis: Mapping[Aspect, int], *, standing: Sequence[int] | None = None
) -> list[int]:
    """
    Give the places of a list in the order that what matters today makes of it.

    A list is not in the order of its scores alone: copies, employers and wishes were moved about in it. So each match
    starts from the lowest score down to its place, and what the aspects contribute more or less than usual is added;
    what comes out equal stays as it stood. With every slider in the middle that is the list itself.

    Args:
        matches: as they are listed.
        emphasis: where each slider stands, one of ``FACTORS``; what is left out stands in the middle.
        standing: how far back each match stands, never falling; whatever the sliders, a nearer one comes first.
            None = all stand alike.
    """
    starts = accumulate((one.score for one in matches), min)
    totals = [start + _shift(one, emphasis) for start, one in zip(starts, matches, strict=True)]
    behind = standing or [0] * len(matches)
    return sorted(range(len(matches)), key=lambda place: (behind[place], -totals[place], place))


def is_alike(matches: Sequence[Match], aspect: Aspect) -> bool:
    """Tell whether an aspect contributes the same to every match, so that its slider moves nothing."""
    return len({round(share_of(one, aspect), 9) for one in matches}) <= 1


def _shift(match: Match, emphasis: Mapping[Aspect, int]) -> float:
    moved = (aspect for aspect, slider in emphasis.items() if slider != MIDDLE)
    return sum((FACTORS[emphasis[aspect]] - 1.0) * share_of(match, aspect) for aspect in moved)
