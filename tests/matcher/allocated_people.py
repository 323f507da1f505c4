"""Small cities for tests of allocation: drawn at random from a seed, with scores in whole hundredths."""

from __future__ import annotations

import numpy as np

from matcher.allocation.pairs import Limits, Pairs, Terms


def pairs_of(*fits: tuple[int, int, float], n_candidates: int | None = None, n_posts: int | None = None) -> Pairs:
    """Make pairs of (candidate, post, score)."""
    people, posts, scores = np.array(fits, np.float64).reshape(-1, 3).T
    return Pairs(
        candidates=people.astype(np.intp),
        posts=posts.astype(np.intp),
        scores=scores,
        n_candidates=int(people.max(initial=-1)) + 1 if n_candidates is None else n_candidates,
        n_posts=int(posts.max(initial=-1)) + 1 if n_posts is None else n_posts,
    )


def limits_of(pairs: Pairs, *, capacity: int | list[int] = 1, members: tuple[int, ...] = (), **told: object) -> Limits:
    """Make limits: one employer a post and no good post, unless told."""
    return Limits(
        capacity=np.broadcast_to(np.array(capacity, np.int64), pairs.n_posts).copy(),
        employers=np.array(told.get("employers", range(pairs.n_posts)), np.intp),
        members=np.isin(np.arange(pairs.n_candidates), members),
        good=np.isin(np.arange(pairs.n_posts), told.get("good", ())),
        former=np.array(told["former"], np.bool_) if "former" in told else None,
    )


def draw(
    seed: int, *, most_candidates: int = 5, most_posts: int = 4, most_pairs: int = 11
) -> tuple[Pairs, Limits, Terms]:
    """Draw a city, its limits and its terms."""
    random = np.random.default_rng(seed)
    n_candidates, n_posts = int(random.integers(1, most_candidates + 1)), int(random.integers(1, most_posts + 1))
    n = int(random.integers(0, min(most_pairs, n_candidates * n_posts) + 1))
    cells = random.choice(n_candidates * n_posts, n, replace=False)
    pairs = Pairs(
        candidates=(cells // n_posts).astype(np.intp),
        posts=(cells % n_posts).astype(np.intp),
        scores=random.integers(0, 101, n) / 100,
        n_candidates=n_candidates,
        n_posts=n_posts,
    )
    limits = Limits(
        capacity=random.integers(0, 4, n_posts),
        employers=random.integers(0, 3, n_posts),
        members=random.random(n_candidates) < 0.4,
        good=random.random(n_posts) < 0.6,
        former=random.random(n) < 0.3 if random.random() < 0.5 else None,
    )
    most = int(random.integers(1, min(3, n_posts) + 1))
    terms = Terms(
        most=most,
        least=int(random.integers(0, most + 1)),
        most_of_employer=int(random.integers(1, 3)),
        reserved=float(random.choice([0.0, 0.34, 0.5, 1.0])),
        lead=float(random.choice([0.0, 0.1, 0.2, 0.5])),
        exposure=int(random.integers(0, 4)),
        cede=float(random.choice([0.0, 0.03, 0.3, 1.2])),
        stay=float(random.choice([0.0, 0.05, 0.2])),
    )
    return pairs, limits, terms
