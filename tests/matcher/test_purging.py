"""A candidate who was removed leaves nothing behind in what is kept of the index, and the others rank as before."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np

from matcher.engine import Matcher
from matcher.records import Candidate, CandidateFilter
from tests.matcher.city import DIMENSION, ON, draw_candidates, draw_posts, draw_vectors

GONE = "C-GONE"


def city(n: int = 30) -> tuple[Matcher, list[Candidate]]:
    """Index posts and people, one of them with words that nobody else has."""
    people = draw_candidates(n, seed=1)
    people[3] = replace(people[3], id=GONE, major="量子养蜂学", home_district="蓬莱仙境")
    matcher = Matcher(dimension=DIMENSION)
    matcher.update(
        posts=list(zip(draw_posts(40, seed=2), draw_vectors(40, seed=3), strict=True)),
        candidates=list(zip(people, draw_vectors(n, seed=4), strict=True)),
        sequence=1,
    )
    return matcher, people


def words_of(matcher: Matcher) -> str:
    """Give every text that the snapshot holds."""
    state = matcher.state()
    texts = [str(array.tolist()) for array in state.values() if array.dtype.kind == "U"]
    return "\n".join([*texts, json.dumps(json.loads(state["majors"].tobytes()), ensure_ascii=False)])


def rankings(matcher: Matcher) -> list[list[tuple[str, float]]]:
    posts = draw_posts(40, seed=2)
    vectors = draw_vectors(40, seed=3)
    where = CandidateFilter(blocked=True)
    found = [
        matcher.rank_candidates(post, own, on=ON, limit=50, where=where)
        for post, own in zip(posts[:5], vectors[:5], strict=True)
    ]
    return [[(one.candidate_id, round(one.score, 9)) for one in one_list] for one_list in found]


def test_nothing_is_left_of_who_was_removed() -> None:
    matcher, _ = city()
    matcher.update(removed_candidates=[GONE], sequence=2)
    assert "量子养蜂学" in words_of(matcher)  # else the test would prove nothing
    matcher.purge()
    left = words_of(matcher)
    assert [word for word in (GONE, "量子养蜂学", "蓬莱仙境") if word in left] == []
    vectors = [array for name, array in matcher.state().items() if name.startswith("candidates/") and "vectors" in name]
    gone = draw_vectors(30, seed=4)[3].astype(np.float16)
    assert not any((array == one).all(axis=1).any() for array in vectors for one in gone)


def test_the_others_rank_as_before() -> None:
    matcher, people = city()
    matcher.update(removed_candidates=[GONE], sequence=2)
    before = rankings(matcher)
    matcher.purge()
    assert rankings(matcher) == before
    again = Matcher.from_state(matcher.state())
    assert rankings(again) == before
    assert sorted(again.candidate_ids()) == sorted(one.id for one in people if one.id != GONE)


def test_who_comes_later_is_ranked_alike_after_a_purge() -> None:
    (purged, people), (whole, _) = city(), city()
    late, vectors = replace(people[5], id="C-LATE", home_district="蓬莱仙境"), draw_vectors(1, seed=9)[0]
    for matcher in (purged, whole):
        matcher.update(removed_candidates=[GONE], sequence=2)
    purged.purge()
    for matcher in (purged, whole):
        matcher.update(candidates=[(late, vectors)], sequence=3)
    assert rankings(purged) == rankings(whole)


def test_a_purge_where_nobody_is_gone_changes_nothing() -> None:
    matcher, _ = city()
    before = matcher.state()
    matcher.purge()
    after = matcher.state()
    assert before.keys() == after.keys()
    assert all(np.array_equal(before[name], after[name]) for name in before if before[name].dtype.kind != "f")
