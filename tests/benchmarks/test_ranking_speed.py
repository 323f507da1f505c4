"""Time of a ranking over a whole city, against the bare search and words of the same queries in the same run."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import faiss
import numpy as np
import pytest
from numpy.typing import NDArray

from data.candidates import read_candidates
from data.posts import read_posts
from data.reference import load_gazetteer
from data.synthetic import make_city
from matcher.engine import Matcher
from matcher.explain import explain
from matcher.index import Block, halve, use_threads
from matcher.lexical import count_ngrams
from matcher.records import Candidate, Post
from matcher.text import candidate_texts

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]

DAY = date(2023, 9, 1)
DIMENSION = 384
N_POSTS = int(os.environ.get("BENCH_POSTS", "15000"))
N_PEOPLE = 200
SIZES = (5_000, 15_000, 60_000, 100_000, 300_000)


def _draw(n: int, *, seed: int) -> NDArray[np.float32]:
    """Draw vectors as near each other as a sentence encoder's: no figure here asks what a vector means."""
    drawn = np.random.default_rng(seed).standard_normal((n, DIMENSION), np.float32) * 0.02 + 0.05
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)


def _pairs(n: int, *, seed: int) -> NDArray[np.float32]:
    return _draw(2 * n, seed=seed).reshape(n, 2, DIMENSION)


def _print(name: str, times: Sequence[float]) -> None:
    median, late = statistics.median(times), float(np.quantile(times, 0.95))
    print(f"{name:<44} {median * 1e3:8.2f} ms (p95 {late * 1e3:.2f}, n {len(times)})")


def _measure(name: str, act: Callable[[int], object], *, n: int) -> None:
    """Measure by the time of this thread, which other processes lengthen least."""
    times = []
    for i in range(n):
        started = time.thread_time()
        act(i)
        times.append(time.thread_time() - started)
    _print(name, times)


def _city(folder: Path) -> tuple[list[Post], list[Candidate]]:
    make_city(folder, posts=N_POSTS, candidates=N_PEOPLE, seed=1, on=DAY)
    gazetteer = load_gazetteer()
    posts = read_posts(folder / "posts.csv", gazetteer=gazetteer).entries
    people = read_candidates(folder / "candidates.csv", gazetteer=gazetteer, identify=lambda text: f"C{text}").entries
    seekers = {entry.candidate.id: entry.candidate for entry in people}  # three sources tell of the same person
    return [entry.post for entry in posts], list(seekers.values())


def test_a_city_is_ranked(tmp_path: Path) -> None:
    posts, people = _city(tmp_path)
    post_vectors, vectors = _pairs(len(posts), seed=1), _pairs(len(people), seed=2)
    matcher = Matcher(dimension=DIMENSION)
    started = time.process_time()
    matcher.update(posts=list(zip(posts, post_vectors, strict=True)), sequence=1)
    print(f"\nindexing {len(posts):,} posts: {time.process_time() - started:.1f} s")
    matcher.update(candidates=list(zip(people, vectors, strict=True)), sequence=2)
    by_id = {post.id: post for post in posts}
    snapshot = matcher._snapshot
    blocks = [Block(halve(post_vectors[:, text])) for text in (0, 1)]

    def bare(i: int) -> None:
        use_threads(1)
        for text in (0, 1):
            blocks[text].top(vectors[i][text][None], k=20)
        snapshot.words[1].rows(count_ngrams(candidate_texts(people[i])))

    def explained(i: int) -> None:
        for scored in matcher.rank_posts(people[i], vectors[i], on=DAY):
            explain(people[i], by_id[scored.post_id], scored)

    n = len(people)
    _measure("bare search and words", bare, n=n)
    _measure("twenty posts", lambda i: matcher.rank_posts(people[i], vectors[i], on=DAY), n=n)
    _measure("twenty posts explained, first time", explained, n=n)
    _measure("twenty posts explained", explained, n=n)
    _measure("candidates for a post", lambda i: matcher.rank_candidates(posts[i], None, on=DAY), n=n)
    _measure("one post changed", lambda i: matcher.update(posts=[(posts[i], post_vectors[i])], sequence=i), n=20)
    started = time.process_time()
    ranked = sum(1 for _ in matcher.rank_all(on=DAY))
    print(f"{'everybody, each':<44} {(time.process_time() - started) / ranked * 1e3:8.2f} ms")
    assert ranked == n


@pytest.mark.parametrize("n", SIZES)
def test_an_index_is_searched(n: int) -> None:
    drawn, queries = _draw(n, seed=3), _draw(20, seed=4)
    half, single = Block(halve(drawn)), faiss.IndexFlatIP(DIMENSION)
    single.add(drawn)
    tenth = np.random.default_rng(5).random(n) < 0.1
    use_threads(1)
    print()
    _measure(f"{n:>9,} vectors, single precision", lambda i: single.search(queries[i : i + 1], 20), n=20)
    _measure(f"{n:>9,} vectors, half", lambda i: half.top(queries[i : i + 1], k=20), n=20)
    _measure(
        f"{n:>9,} vectors, half, a tenth allowed", lambda i: half.top(queries[i : i + 1], k=20, allowed=tenth), n=20
    )
    assert len(half) == n
