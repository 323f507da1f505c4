"""Learn the weights of the ranking from feedback: read it, compare its pairs anew, adopt what is surely better."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from api.house import House
from data import log
from data.store import candidates_by_id, iter_feedback
from matcher.errors import NotReady
from matcher.records import Actor, Candidate
from matcher.text import candidate_texts
from models.ranker import Exposures, Outcome, RankerWeights, Relearnt, outcomes_of, refuse_too_little, relearn

AT_ONCE = 200  # candidates of whom records and vectors are read together

Progress = Callable[[int, int], None]  # pairs done, in all
Compared = tuple[Outcome, NDArray[np.float64]]
"""What became of a pair, and what each column gives (n_codes,)."""


@dataclass(frozen=True, slots=True)
class FeedbackTraining:
    """New weights of the ranking, how they were learnt, and those that they were drawn towards."""

    learnt: Relearnt
    weights: RankerWeights
    present: RankerWeights

    @property
    def better(self) -> bool:
        """Tell whether the new weights are better on candidates held out, chance aside."""
        return self.learnt.better


def read_outcomes(house: House) -> list[Outcome]:
    """
    Read what became of offers, pair by pair.

    Raises:
        NotReady: there is too little feedback.
    """
    with house.database.read() as session:
        outcomes = outcomes_of(iter_feedback(session))
    n_positive = len({one.candidate_id for one in outcomes if one.grade > 0})
    refuse_too_little(n_shown=len(outcomes), n_positive=n_positive)
    return outcomes


def learn_from_feedback(
    house: House, outcomes: Sequence[Outcome], *, present: RankerWeights, on_progress: Progress | None = None
) -> FeedbackTraining:
    """
    Fit the weights of the ranking to what became of offers; the same feedback and posts give the same weights.

    Pairs are compared as of the day on which they were shown, with the posts as they are indexed now; those that a
    hard criterion blocks have no place in a list and teach nothing.

    Args:
        house: whose index is up to date.
        outcomes: of ``read_outcomes``.
        present: the weights in force.
        on_progress: told how many pairs are compared.

    Raises:
        NotReady: there is too little feedback, or the index is being made.
    """
    house.follower.catch_up()
    if not house.follower.complete:
        raise NotReady(
            "the index is being made: {n:,} records to go; run 'matcher index' or wait", n=house.follower.n_pending
        )
    codes, pairs = _compare(house, outcomes, on_progress or (lambda done, total: None))
    in_force = np.array([present.by_code.get(code, 0.0) for code in codes])
    learnt = relearn(Exposures.of(codes, pairs), in_force)
    return FeedbackTraining(learnt, _weights(house, learnt, codes, present), present)


def note_training(house: House, done: FeedbackTraining, *, adopted: bool, actor: Actor) -> None:
    """Add a line to the log: counts, and which weights came of which."""
    details = {
        "from": "feedback",
        "pairs": done.learnt.n_shown,
        "candidates": done.learnt.n_candidates,
        "weights": done.weights.fingerprint,
        "in_force_before": done.present.fingerprint,
        "adopted": adopted,
    }
    with house.database.begin() as session:
        log.record(session, actor=actor, action="train", noun="ranker", id=None, details=details, at=house.clock())


def _weights(house: House, learnt: Relearnt, codes: Sequence[str], present: RankerWeights) -> RankerWeights:
    return RankerWeights(
        by_code={**present.by_code, **dict(zip(codes, learnt.weights.tolist(), strict=True))},
        calibration=learnt.calibration or present.calibration,
        encoder_id=house.follower.keeper.encoder.id,
        learnt_from=frozenset(),  # of people not even hashes: who is held out is told by the id
        held_out={
            "feedback_before": round(learnt.before, 4),
            "feedback_after": round(learnt.after, 4),
            "n": learnt.n_held_out,
        },
    )


def _compare(house: House, outcomes: Sequence[Outcome], report: Progress) -> tuple[tuple[str, ...], list[Compared]]:
    """Compare each pair; those whose post or candidate is not there, or which are blocked, are left out."""
    codes: tuple[str, ...] = ()
    pairs: list[Compared] = []
    done = 0
    by_candidate = [(id, list(group)) for id, group in groupby(outcomes, key=lambda one: one.candidate_id)]
    for start in range(0, len(by_candidate), AT_ONCE):
        batch = by_candidate[start : start + AT_ONCE]
        known = _with_vectors(house, [id for id, _ in batch])
        for id, own in batch:
            for on, of_day in _by_day(own) if id in known else ():
                compared = house.follower.matcher.compare_posts(*known[id], on=on)
                codes, rows = compared.codes, {post_id: row for row, post_id in enumerate(compared.post_ids)}
                found = ((one, rows[one.post_id]) for one in of_day if one.post_id in rows)
                pairs += [(one, compared.values[row]) for one, row in found if not compared.blocked[row]]
            done += len(own)
            report(done, len(outcomes))
    return codes, pairs


def _by_day(outcomes: Sequence[Outcome]) -> Iterator[tuple[date, list[Outcome]]]:
    in_order = sorted(outcomes, key=lambda one: one.on)
    yield from ((on, list(group)) for on, group in groupby(in_order, key=lambda one: one.on))


def _with_vectors(house: House, ids: Sequence[str]) -> dict[str, tuple[Candidate, NDArray[np.float32]]]:
    with house.database.read() as session:
        candidates = candidates_by_id(session, ids)
    texts = {id: candidate_texts(candidate) for id, candidate in candidates.items()}
    vectors = house.follower.keeper.given("candidate", [text for own in texts.values() for text in own])
    return {id: (candidate, np.stack([vectors[text] for text in texts[id]])) for id, candidate in candidates.items()}
