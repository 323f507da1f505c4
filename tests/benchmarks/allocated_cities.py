"""Cities for measuring allocation: the chances that the product itself gives, each person's best fifty posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from api.vectors import VectorKeeper
from data.candidates import read_candidates
from data.posts import read_posts
from data.reference import load_gazetteer, load_occupations
from data.reference.majors import load_majors
from data.suites import Suite, read_suite
from data.synthetic import make_city
from matcher.allocation.interest import PRIOR, capacity_of
from matcher.allocation.pairs import Limits, Pairs
from matcher.engine import Matcher
from matcher.ranking import Weights
from matcher.records import Candidate, Post
from matcher.text import candidate_texts, post_texts

DAY = date(2023, 9, 1)
DIMENSION = 384
N_BEST = 50
MEMBERS = 0.15  # share of people drawn into a priority group: no chance depends on it


@dataclass(frozen=True, slots=True)
class City:
    """Who fits what by the product's own chances, and what limits the choice at ten people for each opening."""

    pairs: Pairs
    limits: Limits


def people_of(folder: Path, *, n: int, posts: int) -> list[Candidate]:
    """Make a synthetic city and give its candidates; three sources tell of the same person."""
    make_city(folder, posts=posts, candidates=n, seed=1, on=DAY)
    read = read_candidates(
        folder / "candidates.csv", gazetteer=load_gazetteer(), identify=lambda text: f"C{text}"
    ).entries
    return list({entry.candidate.id: entry.candidate for entry in read}.values())


def synthetic_city(folder: Path, *, n_posts: int, n_candidates: int, keeper: VectorKeeper, weights: Weights) -> City:
    """Rank the posts of a synthetic city for its candidates, by the vectors of their texts."""
    people = people_of(folder, n=n_candidates, posts=n_posts)
    posts = [entry.post for entry in read_posts(folder / "posts.csv", gazetteer=load_gazetteer()).entries]
    return _encoded(posts, people, keeper, weights)


def suite_city(suite: Path, folder: Path, *, n_candidates: int, keeper: VectorKeeper, weights: Weights) -> City:
    """Rank the posts of a judged suite for candidates of a synthetic city, by the vectors of their texts."""
    read: Suite = read_suite(suite, gazetteer=load_gazetteer())
    return _encoded(read.posts, people_of(folder, n=n_candidates, posts=100), keeper, weights)


def _encoded(posts: Sequence[Post], people: Sequence[Candidate], keeper: VectorKeeper, weights: Weights) -> City:
    of_posts, of_people = [post_texts(one) for one in posts], [candidate_texts(one) for one in people]
    post_vectors = keeper.vectors("post", [text for texts in of_posts for text in texts])
    vectors = keeper.vectors("candidate", [text for texts in of_people for text in texts])
    return _ranked(
        posts,
        np.array([[post_vectors[text] for text in texts] for texts in of_posts]),
        people,
        np.array([[vectors[text] for text in texts] for texts in of_people]),
        weights,
    )


def _ranked(
    posts: Sequence[Post],
    post_vectors: NDArray[np.float32],
    people: Sequence[Candidate],
    vectors: NDArray[np.float32],
    weights: Weights,
) -> City:
    matcher = Matcher(dimension=DIMENSION, weights=weights, catalogue=load_majors(), occupations=load_occupations())
    matcher.update(posts=list(zip(posts, post_vectors, strict=True)), sequence=1)
    matcher.update(candidates=list(zip(people, vectors, strict=True)), sequence=2)
    at_post = {post.id: n for n, post in enumerate(posts)}
    at_person = {person.id: n for n, person in enumerate(people)}
    found = [
        (at_person[id], at_post[one.post_id], one.chance)
        for id, ranked in matcher.rank_all(on=DAY, limit=N_BEST)
        for one in ranked
    ]
    whose, which, chances = np.array(found, np.float64).reshape(-1, 3).T
    pairs = Pairs(whose.astype(np.intp), which.astype(np.intp), chances, len(people), len(posts))
    numbers: dict[str, int] = {}
    limits = Limits(
        capacity=np.array([capacity_of(post.headcount, people_per_taker=PRIOR) for post in posts], np.int64),
        employers=np.array([numbers.setdefault(post.employer_uscc or post.employer, len(numbers)) for post in posts]),
        members=np.random.default_rng(3).random(len(people)) < MEMBERS,
        good=np.bincount(pairs.posts, minlength=len(posts)) > 0,
    )
    return City(pairs, limits)


def drawn_city(*, n_candidates: int, n_posts: int, n_features: int = 8) -> City:
    """Draw who fits what by a few features of people and posts, and what makes a post wanted by all."""
    random = np.random.default_rng(5)
    features = random.standard_normal((n_posts, n_features), np.float32)
    wanted = random.standard_normal(n_posts, np.float32) * 0.1
    which, logits = np.empty((n_candidates, N_BEST), np.intp), np.empty((n_candidates, N_BEST), np.float32)
    for start in range(0, n_candidates, 1_000):
        people = random.standard_normal((min(1_000, n_candidates - start), n_features), np.float32)
        found = people @ features.T * 0.5 + wanted
        rows = slice(start, start + len(people))
        which[rows] = np.argpartition(-found, N_BEST, axis=1)[:, :N_BEST]
        logits[rows] = np.take_along_axis(found, which[rows], axis=1) - 3.5
    chances = np.round(1 / (1 + np.exp(-logits.ravel().astype(np.float64))), 2)
    pairs = Pairs(np.repeat(np.arange(n_candidates), N_BEST), which.ravel(), chances, n_candidates, n_posts)
    limits = Limits(
        capacity=np.array([capacity_of(n, people_per_taker=PRIOR) for n in random.geometric(0.5, n_posts).tolist()]),
        employers=np.arange(n_posts) // 3,
        members=random.random(n_candidates) < MEMBERS,
        good=np.bincount(pairs.posts, minlength=n_posts) > 0,
    )
    return City(pairs, limits)


def keep(city: City, path: Path) -> None:
    """Write a city, so that it is ranked once."""
    pairs, limits = city.pairs, city.limits
    np.savez(
        path,
        candidates=pairs.candidates,
        posts=pairs.posts,
        scores=pairs.scores,
        capacity=limits.capacity,
        employers=limits.employers,
        members=limits.members,
        good=limits.good,
    )


def kept(path: Path) -> City:
    """Read what ``keep`` wrote."""
    read = np.load(path)
    pairs = Pairs(
        read["candidates"], read["posts"], read["scores"], n_candidates=len(read["members"]), n_posts=len(read["good"])
    )
    return City(pairs, Limits(read["capacity"], read["employers"], read["members"], read["good"]))
