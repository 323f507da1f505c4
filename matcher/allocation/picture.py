"""The figures by which a choice is judged before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.allocation.baselines import top_k
from matcher.allocation.exposure import gini, lorenz
from matcher.allocation.floor import floor_breaches
from matcher.allocation.flow import allocate
from matcher.allocation.network import kept_seats
from matcher.allocation.pairs import Limits, Pairs, Terms
from matcher.allocation.reach import reach

QUANTILES = (0.5, 0.9, 0.99)


@dataclass(frozen=True, slots=True)
class Picture:
    """
    What a choice comes to. None where there is nothing to divide by.

    Attributes:
        candidates: people who get something.
        posts: posts that are shown to somebody.
        pairs: posts sent, over all people.
        without_any: people who get nothing though they fit something.
        demand_to_capacity: posts that everybody could get, over all seats.
        over_capacity: people whom posts are shown to beyond their capacity, over all posts.
        posts_over_capacity: posts that are.
        mean_score_loss: what all lists lose in score against everyone's own best, as a share of those.
        worst_score_loss: the same of the person who loses most.
        score_loss_quantiles: the same of half, of nine in ten, and of 99 in 100 people: they lose no more.
        gini: of the people whom good posts are shown to, relative to capacity.
        lorenz: its curve, 21 points.
        posts_seen_share: share of the good posts with room that somebody sees.
        unseen_posts: good posts with room that nobody sees.
        short: posts that people lack to ``least``.
        under_exposure: people that good posts lack to ``exposure``.
        priority_share: share of the pairs that goes to people of priority groups.
        kept_seats: seats kept for them.
        kept_for_others: of these, taken by others.
        floor_breaches: people of priority groups who lack a post though somebody else holds a kept place they fit.
    """

    candidates: int
    posts: int
    pairs: int
    without_any: int
    demand_to_capacity: float | None
    over_capacity: int
    posts_over_capacity: int
    mean_score_loss: float | None
    worst_score_loss: float | None
    score_loss_quantiles: tuple[float, ...]
    gini: float | None
    lorenz: tuple[float, ...]
    posts_seen_share: float | None
    unseen_posts: int
    short: int
    under_exposure: int
    priority_share: float | None
    kept_seats: int
    kept_for_others: int
    floor_breaches: int


def picture(pairs: Pairs, chosen: NDArray[np.bool_], limits: Limits, terms: Terms) -> Picture:
    """Work out the figures of a choice, however it was made."""
    could = reach(pairs, limits, terms)
    got = np.bincount(pairs.candidates[chosen], minlength=pairs.n_candidates)
    shown = np.bincount(pairs.posts[chosen], minlength=pairs.n_posts)
    others = np.bincount(pairs.posts[chosen][~limits.members[pairs.candidates[chosen]]], minlength=pairs.n_posts)
    kept = kept_seats(limits, terms)
    over = np.maximum(shown - limits.capacity, 0)
    good = limits.good & (limits.capacity > 0)
    losses = score_losses(pairs, chosen, limits, terms)
    n, demand, room = int(chosen.sum()), int(could.most.sum()), int(limits.capacity.sum())
    return Picture(
        candidates=int((got > 0).sum()),
        posts=int((shown > 0).sum()),
        pairs=n,
        without_any=int(((got == 0) & (could.most > 0)).sum()),
        demand_to_capacity=demand / room if room else None,
        over_capacity=int(over.sum()),
        posts_over_capacity=int((over > 0).sum()),
        mean_score_loss=mean_score_loss(pairs, chosen, limits, terms),
        worst_score_loss=float(losses.max()) if len(losses) else None,
        score_loss_quantiles=tuple(np.quantile(losses, QUANTILES).tolist()) if len(losses) else (),
        gini=gini(shown[good], limits.capacity[good]),
        lorenz=lorenz(shown[good], limits.capacity[good]),
        posts_seen_share=float((shown[good] > 0).mean()) if good.any() else None,
        unseen_posts=int((shown[good] == 0).sum()),
        short=int(np.maximum(could.least - got, 0).sum()),
        under_exposure=int(np.maximum(could.seen - shown, 0).sum()),
        priority_share=float(limits.members[pairs.candidates[chosen]].mean()) if n else None,
        kept_seats=int(kept.sum()),
        kept_for_others=int(np.maximum(others - (limits.capacity - kept), 0).sum()),
        floor_breaches=floor_breaches(pairs, chosen, limits, terms),
    )


def mean_score_loss(pairs: Pairs, chosen: NDArray[np.bool_], limits: Limits, terms: Terms) -> float | None:
    """Compute what all lists together lose in score against everyone's own best, as a share; None without scores."""
    best = float(pairs.scores[top_k(pairs, limits, terms)].sum())
    return (best - float(pairs.scores[chosen].sum())) / best if best > 0 else None


def least_score_loss(pairs: Pairs, limits: Limits, terms: Terms) -> float | None:
    """Compute what any choice must lose that floods no post, were nothing else aimed at; None without scores."""
    bare = replace(terms, least=0, reserved=0.0, lead=0.0, exposure=0)
    chosen = allocate(pairs, replace(limits, former=None), bare).chosen
    return mean_score_loss(pairs, chosen, limits, terms)


def score_losses(pairs: Pairs, chosen: NDArray[np.bool_], limits: Limits, terms: Terms) -> NDArray[np.float64]:
    """Compute the same for each person who fits anything with a score above 0: (n such people,)."""
    best = sums_of_scores(pairs, top_k(pairs, limits, terms))
    some = best > 0
    return np.asarray((best - sums_of_scores(pairs, chosen))[some] / best[some], np.float64)


def sums_of_scores(pairs: Pairs, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Sum the scores that each person gets: (n_candidates,)."""
    return np.bincount(pairs.candidates[chosen], pairs.scores[chosen], minlength=pairs.n_candidates).astype(np.float64)
