"""What became of the posts that candidates got to see: the events of each pair summed up in one outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.records import DeclineReason, Feedback, FeedbackEvent

GRADES = {
    FeedbackEvent.INTERESTED: 1,
    FeedbackEvent.APPLIED: 2,
    FeedbackEvent.INTERVIEWED: 2,
    FeedbackEvent.STARTED: 3,
    FeedbackEvent.RETAINED: 3,
}
"""How far a pair came, on the scale of the judged pairs; whoever declines comes back to 0."""

ACCEPTED = 3
"""From this grade on a later refusal says something of what came after, not of the offer."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one post for one candidate."""

    candidate_id: str
    post_id: str
    on: date  # first shown; where nobody told that, the first event
    position: int | None  # foremost place where it was shown; None = not in a list, so certainly looked at
    grade: int  # 0..3
    reacted: bool  # said or did something, and so has looked at it


@dataclass(frozen=True, slots=True)
class Exposures:
    """
    Pairs that were shown, each compared as of the day on which it was.

    Attributes:
        codes: of the columns.
        values: (n, n_codes) as in ``Lessons``.
        positions: (n,) from 1; 0 = not in a list.
        grades: (n,) 0..3.
        reacted: (n,).
        queries: (n,) the candidate's place in *candidate_ids*.
    """

    codes: tuple[str, ...]
    values: NDArray[np.float64]
    positions: NDArray[np.intp]
    grades: NDArray[np.intp]
    reacted: NDArray[np.bool_]
    queries: NDArray[np.intp]
    candidate_ids: tuple[str, ...]

    @classmethod
    def of(cls, codes: tuple[str, ...], pairs: Sequence[tuple[Outcome, NDArray[np.float64]]]) -> Exposures:
        """Put outcomes with their values (n_codes,) together; candidates are numbered in the order of their ids."""
        outcomes = [outcome for outcome, _ in pairs]
        ids, queries = np.unique(np.array([one.candidate_id for one in outcomes], dtype=object), return_inverse=True)
        return cls(
            codes=codes,
            values=np.array([values for _, values in pairs], dtype=np.float64).reshape(len(pairs), len(codes)),
            positions=np.array([one.position or 0 for one in outcomes], dtype=np.intp),
            grades=np.array([one.grade for one in outcomes], dtype=np.intp),
            reacted=np.array([one.reacted for one in outcomes], dtype=np.bool_),
            queries=np.asarray(queries, dtype=np.intp),
            candidate_ids=tuple(ids.tolist()),
        )

    def only(self, rows: NDArray[Any]) -> Exposures:
        """Keep the pairs *rows*; candidates are numbered anew."""
        kept, queries = np.unique(self.queries[rows], return_inverse=True)
        return Exposures(
            self.codes,
            self.values[rows],
            self.positions[rows],
            self.grades[rows],
            self.reacted[rows],
            np.asarray(queries, dtype=np.intp),
            tuple(self.candidate_ids[n] for n in kept),
        )

    @property
    def n_with_positive(self) -> int:
        """Count the candidates who wanted a post."""
        return len(np.unique(self.queries[self.grades > 0]))


def outcomes_of(feedback: Iterable[Feedback]) -> list[Outcome]:
    """
    Sum up events, told in any order of pairs, sorted by candidate and post.

    The last word counts: who declines after having been interested does not want the post, but what was begun stays
    begun. Left out are what a program concluded, what employers wish, and pairs of which nothing is known but that the
    candidate had found something already, which says nothing about the post.
    """
    pairs: dict[tuple[str, str], list[Feedback]] = {}
    for one in feedback:
        if not one.automatic and one.event is not FeedbackEvent.INVITED:  # which the candidate neither saw nor said
            pairs.setdefault((one.candidate_id, one.post_id), []).append(one)
    found = (_outcome(sorted(events, key=lambda one: one.happened_on)) for _, events in sorted(pairs.items()))
    return [outcome for outcome in found if outcome is not None]


def _outcome(events: Sequence[Feedback]) -> Outcome | None:
    told = [one for one in events if one.reason is not DeclineReason.ALREADY_FOUND]
    reactions = [one for one in told if one.event is not FeedbackEvent.SHOWN]
    if len(told) < len(events) and not reactions:
        return None
    seen = [one for one in told if one.event is FeedbackEvent.SHOWN] or told
    places = [one.position for one in seen if one.position is not None]
    grade = max((GRADES.get(one.event, 0) for one in reactions), default=0)
    if reactions and reactions[-1].event is FeedbackEvent.DECLINED and grade < ACCEPTED:
        grade = 0
    return Outcome(
        candidate_id=seen[0].candidate_id,
        post_id=seen[0].post_id,
        on=seen[0].happened_on,
        position=min(places) if len(places) == len(seen) else None,
        grade=grade,
        reacted=bool(reactions),
    )
