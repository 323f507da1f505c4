"""Which posts fit whom, in bulk and in figures alone: for plans over many people and some of the posts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.engine.bulk import each_query
from matcher.engine.candidate_ranking import Seekers
from matcher.engine.judging import screen
from matcher.engine.post_ranking import Best, Comparison
from matcher.engine.queries import PostQuery
from matcher.engine.snapshot import Snapshot
from matcher.ranking import DECIMALS, Weights

PEOPLE = 2_048
"""Candidates held at a time against all posts: bounds the memory."""


@dataclass(frozen=True, slots=True)
class Fits:
    """
    The posts that fit one candidate, best first; of copies the best alone.

    Attributes:
        post_ids: (n,)
        chances: (n,) that a caseworker would recommend each, 0..1.
        n_known: posts passed over since the person knows them, copies counted.
    """

    candidate_id: str
    post_ids: tuple[str, ...]
    chances: NDArray[np.float64]
    n_known: int


def fits_within(
    snapshot: Snapshot,
    rows: NDArray[np.intp],
    among: NDArray[np.bool_],
    known: Mapping[str, NDArray[np.intp]],
    *,
    on: int,
    least: float,
    weights: Weights,
) -> Iterator[Fits]:
    """
    Give the living candidates of some rows of *snapshot*, each with those of some posts that fit well enough.

    The order and the chances are those of ``rank_posts``. What a hard criterion blocks is left out, and so is what
    bears signs of a trap.

    Args:
        rows: of candidates.
        among: (n_posts,) posts that may be given.
        known: rows of the posts that a candidate is not to be given again, by id; copies of them neither.
        least: chance that a post has at least.
    """
    sound = among & snapshot.posts.alive & (snapshot.posts.columns.doubtful == 0)
    for query, meaning in each_query(snapshot, rows, weights):
        passed_over = _with_copies(snapshot, known.get(query.id))
        open_to = sound.copy()
        open_to[passed_over] = False
        screened = screen(query.columns, snapshot.posts.columns, majors=query.majors, on=on, weights=weights)
        comparison = Comparison(snapshot, query, weights, screened.reservations)
        allowed = np.flatnonzero(open_to & ~screened.blocked)
        best = comparison.above(allowed, weights.calibration.least_score(least), meaning=meaning)
        yield _fits(snapshot, query.id, best, n_known=int(np.count_nonzero(sound[passed_over])), weights=weights)


def fits_to_posts(
    snapshot: Snapshot,
    posts: Sequence[PostQuery],
    rows: NDArray[np.intp],
    *,
    on: int,
    least: float,
    weights: Weights,
) -> Iterator[tuple[str, dict[str, float]]]:
    """
    Give for posts the living candidates of some rows of *snapshot* whom each fits well enough: id → chance.

    The chances are those of ``rank_candidates``; whom a hard criterion blocks is left out. A post comes again with
    each few thousand candidates.
    """
    part_weights = np.array([part.weight for part in weights.parts])
    lowest = weights.calibration.least_score(least)
    rows = rows[snapshot.candidates.alive[rows]]
    for start in range(0, len(rows), PEOPLE):
        batch = rows[start : start + PEOPLE]
        seekers = Seekers.of_rows(snapshot, batch, weights)
        for post in posts:
            screened = screen(seekers.columns, post.columns, majors=post.majors, on=on, weights=weights)
            totals = np.round(screened.reservations + seekers.likeness(post) @ part_weights, DECIMALS)
            fitting = np.flatnonzero(~screened.blocked & (totals >= lowest))
            chances = {snapshot.candidates.ids[batch[i]]: weights.calibration.chance(float(totals[i])) for i in fitting}
            yield post.id, {id: chance for id, chance in chances.items() if chance >= least}


def _with_copies(snapshot: Snapshot, known: NDArray[np.intp] | None) -> NDArray[np.intp]:
    if known is None or not len(known):
        return np.zeros(0, dtype=np.intp)
    return np.unique(np.concatenate([known, *(snapshot.alike.to(row) for row in known.tolist())]))


def _fits(snapshot: Snapshot, id: str, best: Best, *, n_known: int, weights: Weights) -> Fits:
    heads = _heads(snapshot, best.rows)
    chances = np.array([weights.calibration.chance(total) for total in best.totals[heads].tolist()])
    return Fits(id, tuple(snapshot.posts.ids[row] for row in best.rows[heads]), chances, n_known)


def _heads(snapshot: Snapshot, rows: NDArray[np.intp]) -> list[int]:
    """Give the places of the best of each group of copies."""
    taken, heads = set[int](), list[int]()
    for place, row in enumerate(rows.tolist()):
        if row not in taken:
            heads.append(place)
            taken.update(snapshot.alike.to(row).tolist())
    return heads
