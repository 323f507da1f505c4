"""How strict posts are: whom no hard criterion rules out, and which criterion alone keeps out how many more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.columns import CandidateColumns, PostColumns
from matcher.eligibility import NOT_MET, Rule, rules_with
from matcher.engine.snapshot import Snapshot

HARD = frozenset(
    {"education", "experience", "place", "pay", "night_shift", "lodging", "travel", "needs", "unwanted_work"}
)
"""The criteria that may rule out a pair; but for dates and trust, which ask nothing of the person."""


@dataclass(frozen=True, slots=True)
class Strictness:
    """
    How many people the hard criteria of one post leave, of all who were looked at.

    Attributes:
        n_fit: ruled out by none.
        against: people whom each criterion rules out, whatever else does; criteria that rule out nobody are left out.
        alone: of these, whom nothing else rules out: so many more would fit without it.
    """

    post_id: str
    n_fit: int
    against: Mapping[str, int]
    alone: Mapping[str, int]


def strictness_of(
    snapshot: Snapshot, posts: NDArray[np.intp], people: NDArray[np.intp], *, on: int
) -> Iterator[Strictness]:
    """
    Judge some posts of *snapshot*, each against some of its candidates.

    Args:
        snapshot: of both.
        posts: rows; whether they are open on the day is not asked.
        people: rows.
        on: the day.
    """
    seekers = snapshot.candidates.columns.take(people)
    rules = [rule for rule in rules_with(snapshot.known.majors) if rule.code in HARD]
    for row in posts.tolist():
        post = snapshot.posts.columns.take(slice(row, row + 1))
        yield judged(snapshot.posts.ids[row], rules, seekers, post, on=on)


def judged(post_id: str, rules: Sequence[Rule], people: CandidateColumns, post: PostColumns, *, on: int) -> Strictness:
    """Judge one post by *rules* against *people*."""
    blocks = np.zeros((len(rules), len(people)), dtype=np.bool_)
    for n, rule in enumerate(rules):
        outcome = rule.judge(people, post, on)
        blocks[n] = np.logical_and(outcome.hard, np.equal(outcome.status, NOT_MET))
    n_blocks = blocks.sum(axis=0, dtype=np.int8)
    against = {rule.code: int(np.count_nonzero(held)) for rule, held in zip(rules, blocks, strict=True)}
    alone = {rule.code: int(np.count_nonzero(held & (n_blocks == 1))) for rule, held in zip(rules, blocks, strict=True)}
    return Strictness(post_id, int(np.count_nonzero(n_blocks == 0)), _some(against), _some(alone))


def _some(counts: Mapping[str, int]) -> dict[str, int]:
    return {code: n for code, n in counts.items() if n}
