from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.engine import Matcher, candidate_ranking, post_ranking, sides, snapshot
from matcher.errors import BadInput, Conflict, NotFound
from matcher.ranking import UNTUNED
from matcher.records import Candidate, CandidateFilter, Education, Kind, Post, PostFilter, Scored
from tests.matcher.city import DIMENSION, ON, Vectors, draw_candidates, draw_posts, draw_vectors


def _matcher(posts: Sequence[Post], candidates: Sequence[Candidate] = (), *, seed: int = 0) -> Matcher:
    matcher = Matcher(dimension=DIMENSION)
    matcher.update(
        posts=list(zip(posts, draw_vectors(len(posts), seed=seed), strict=True)),
        candidates=list(zip(candidates, draw_vectors(len(candidates), seed=seed + 1), strict=True)),
        sequence=1,
    )
    return matcher


def _by_hand(matcher: Matcher, candidate: Candidate, vectors: Vectors | None, posts: Sequence[Post]) -> list[Scored]:
    """Score every post by itself and sort."""
    scored = [matcher.score_pair(candidate, vectors, post, None, on=ON) for post in posts]
    return sorted(scored, key=lambda s: (s.blocked, -s.score, s.post_id))


def _listed(scored: Sequence[Scored]) -> list[tuple[str, str, bool]]:
    return [(s.candidate_id, s.post_id, s.blocked) for s in scored]


def _scores(scored: Sequence[Scored]) -> list[float]:
    return [s.score for s in scored]


@pytest.fixture
def _shallow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retrieve few, so that a small city takes the path of a large one."""
    monkeypatch.setattr(post_ranking, "DEPTH", 5)
    monkeypatch.setattr(snapshot, "SAMPLE", 40)


@pytest.mark.usefixtures("_shallow")
class TestPostsForACandidate:
    @settings(max_examples=10, deadline=None)
    @given(st.integers(0, 10**6), st.integers(1, 25), st.booleans())
    def test_the_list_is_that_of_scoring_every_post(self, seed: int, limit: int, blocked: bool) -> None:
        posts = draw_posts(60, seed=seed)
        candidate, vectors = draw_candidates(1, seed=seed)[0], draw_vectors(1, seed=seed + 7)[0]
        matcher = _matcher(posts, seed=seed)
        found = matcher.rank_posts(candidate, vectors, on=ON, limit=limit, where=PostFilter(blocked=blocked))
        expected = [s for s in _by_hand(matcher, candidate, vectors, posts) if blocked or not s.blocked][:limit]
        assert _listed(found) == _listed(expected)
        assert _scores(found) == pytest.approx(_scores(expected), abs=1e-6)

    def test_comparing_with_every_post_weighs_up_to_the_scores(self) -> None:
        posts = draw_posts(60, seed=8)
        person, vectors = draw_candidates(1, seed=8)[0], draw_vectors(1, seed=9)[0]
        matcher = _matcher(posts, seed=8)
        compared = matcher.compare_posts(person, vectors, on=ON)
        weights = np.array([UNTUNED.by_code.get(code, 0.0) for code in compared.codes])
        found = dict(zip(compared.post_ids, compared.values @ weights, strict=True))
        blocked = dict(zip(compared.post_ids, compared.blocked, strict=True))
        ranked = matcher.rank_posts(person, vectors, on=ON, limit=60, where=PostFilter(blocked=True))
        assert len(ranked) == 60
        assert _scores(ranked) == pytest.approx([found[pair.post_id] for pair in ranked], abs=1e-6)
        assert [pair.blocked for pair in ranked] == [blocked[pair.post_id] for pair in ranked]

    def test_the_list_is_the_same_over_several_segments_with_dead_rows(self) -> None:
        posts = draw_posts(250, seed=61)
        matcher = Matcher(dimension=DIMENSION)
        entries = list(zip(posts, draw_vectors(250, seed=62), strict=True))
        for sequence, (start, end) in enumerate([(0, 215), (215, 242), (242, 250)]):
            matcher.update(posts=entries[start:end], sequence=sequence)
        matcher.update(removed_posts=[post.id for post in posts[::9]], sequence=9)
        assert len(matcher._snapshot.posts.segments) > 1
        left = [post for i, post in enumerate(posts) if i % 9]
        for person, vectors in zip(draw_candidates(2, seed=63), draw_vectors(2, seed=64), strict=True):
            found = matcher.rank_posts(person, vectors, on=ON, limit=10)
            expected = [s for s in _by_hand(matcher, person, vectors, left) if not s.blocked][:10]
            assert _listed(found) == _listed(expected)

    def test_a_filter_keeps_what_it_asks_for(self) -> None:
        posts = draw_posts(150, seed=3)
        where = PostFilter(kind=Kind.RESEARCH, district="历下区", min_allowance_month_yuan=4000, blocked=True)
        candidate = Candidate(id="C", wish="会计")
        found = _matcher(posts).rank_posts(candidate, draw_vectors(1, seed=9)[0], on=ON, limit=200, where=where)
        expected = {
            p.id
            for p in posts
            if p.kind is Kind.RESEARCH and p.district == "历下区" and (p.pay_min_month_yuan or 0) >= 4000
        }
        assert {s.post_id for s in found} == expected

    def test_a_zone_passes_the_filter_of_its_name(self) -> None:
        post = replace(draw_posts(1, seed=1)[0], district="历城区", zone="高新区", closes_on=None)
        found = _matcher([post]).rank_posts(
            Candidate(id="C"), draw_vectors(1, seed=2)[0], on=ON, where=PostFilter(district="高新区")
        )
        assert [s.post_id for s in found] == [post.id]

    def test_equal_posts_stand_in_the_order_of_their_ids(self) -> None:
        twin = replace(draw_posts(1, seed=5)[0], closes_on=None, education=None, description=None)
        posts = [replace(twin, id=id_) for id_ in ("P3", "P1", "P2")]
        matcher = Matcher(dimension=DIMENSION)
        same = draw_vectors(1, seed=4)[0]
        matcher.update(posts=[(post, same) for post in posts], sequence=1)
        found = matcher.rank_posts(Candidate(id="C", wish="会计"), same, on=ON)
        assert [s.post_id for s in found] == ["P1", "P2", "P3"]

    def test_a_blocked_post_is_listed_only_when_asked_for_and_last(self) -> None:
        posts = draw_posts(100, seed=8)
        candidate, vectors = draw_candidates(1, seed=8)[0], draw_vectors(1, seed=8)[0]
        matcher = _matcher(posts)
        assert not any(s.blocked for s in matcher.rank_posts(candidate, vectors, on=ON, limit=100))
        flags = [
            s.blocked for s in matcher.rank_posts(candidate, vectors, on=ON, limit=100, where=PostFilter(blocked=True))
        ]
        assert len(flags) == 100
        assert flags == sorted(flags)
        assert any(flags)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**6))
def test_a_pair_scores_alike_in_both_directions(seed: int) -> None:
    posts, candidates = draw_posts(60, seed=seed), draw_candidates(30, seed=seed)
    matcher = _matcher(posts, candidates, seed=seed)
    post = posts[seed % 60]
    for found in matcher.rank_candidates(post, None, on=ON, limit=10, where=CandidateFilter(blocked=True)):
        candidate = candidates[int(found.candidate_id[1:])]
        alone = matcher.score_pair(candidate, None, post, None, on=ON)
        everything = PostFilter(blocked=True)
        listed = matcher.rank_posts(candidate, None, on=ON, limit=60, where=everything)
        forward = next(s for s in listed if s.post_id == post.id)
        assert found.score == pytest.approx(alone.score, abs=1e-6)
        assert forward.score == pytest.approx(alone.score, abs=1e-6)
        assert found.blocked == alone.blocked == forward.blocked


def test_candidates_for_a_post_are_those_of_scoring_everybody() -> None:
    posts, candidates = draw_posts(80, seed=21), draw_candidates(90, seed=21)
    matcher = _matcher(posts, candidates)
    found = matcher.rank_candidates(posts[3], None, on=ON, limit=10)
    scored = [matcher.score_pair(candidate, None, posts[3], None, on=ON) for candidate in candidates]
    expected = sorted((s for s in scored if not s.blocked), key=lambda s: (-s.score, s.candidate_id))[:10]
    assert _listed(found) == _listed(expected)


def test_retrieval_finds_nearly_all_of_the_best_candidates(monkeypatch: pytest.MonkeyPatch) -> None:
    posts, candidates = draw_posts(80, seed=22), draw_candidates(600, seed=22)
    matcher = _matcher(posts, candidates[:500])
    entries = list(zip(candidates[500:], draw_vectors(100, seed=23), strict=True))
    matcher.update(candidates=entries, sequence=2)
    assert len(matcher._snapshot.candidates.segments) == 2
    everybody = {s.candidate_id for s in matcher.rank_candidates(posts[0], None, on=ON, limit=10)}
    assert any(id_ >= "C00500" for id_ in everybody)
    monkeypatch.setattr(candidate_ranking, "DEPTH", 60)
    retrieved = {s.candidate_id for s in matcher.rank_candidates(posts[0], None, on=ON, limit=10)}
    assert len(everybody & retrieved) >= 8


def test_a_filter_on_candidates_keeps_the_home_district_and_the_level() -> None:
    candidates = draw_candidates(80, seed=2)
    matcher = _matcher(draw_posts(5, seed=2), candidates)
    where = CandidateFilter(district="历下区", education=Education.COLLEGE, blocked=True)
    found = matcher.rank_candidates(draw_posts(5, seed=2)[0], None, on=ON, limit=80, where=where)
    expected = {c.id for c in candidates if c.home_district == "历下区" and (c.education or 0) >= Education.COLLEGE}
    assert {s.candidate_id for s in found} == expected


def test_everybody_is_ranked_as_each_alone() -> None:
    posts, candidates = draw_posts(900, seed=31), draw_candidates(20, seed=31)
    matcher = _matcher(posts, candidates)
    together = dict(matcher.rank_all(on=ON, limit=5))
    assert together == {c.id: matcher.rank_posts(c, None, on=ON, limit=5) for c in candidates}


def test_a_large_city_is_ranked_as_by_scoring_every_post() -> None:
    posts = draw_posts(3000, seed=41)
    candidate, vectors = draw_candidates(1, seed=43)[0], draw_vectors(1, seed=44)[0]
    matcher = _matcher(posts)
    found = matcher.rank_posts(candidate, vectors, on=ON, limit=20)
    everything = matcher.rank_posts(candidate, vectors, on=ON, limit=3000)
    assert found == everything[:20]


CHANGES = st.lists(
    st.tuples(st.sampled_from(["put", "delete"]), st.integers(0, 14), st.integers(0, 5)), min_size=1, max_size=30
)


@settings(max_examples=25, deadline=None)
@given(CHANGES, st.integers(1, 7))
def test_changes_one_after_another_equal_a_rebuild(changes: list[tuple[str, int, int]], batch: int) -> None:
    versions = {(i, v): draw_posts(1, seed=100 * i + v, first=i)[0] for i in range(15) for v in range(6)}
    followed, left = Matcher(dimension=DIMENSION), dict[str, tuple[Post, Vectors]]()
    for start in range(0, len(changes), batch):
        put: dict[str, tuple[Post, Vectors]] = {}
        gone: set[str] = set()
        for op, i, v in changes[start : start + batch]:
            post = versions[i, v]
            put.pop(post.id, None)
            gone.add(post.id)
            if op == "put":
                put[post.id] = (post, draw_vectors(1, seed=100 * i + v)[0])
        followed.update(posts=list(put.values()), removed_posts=sorted(gone), sequence=start + 1)
        left = {id_: entry for id_, entry in left.items() if id_ not in gone} | put
    rebuilt = Matcher(dimension=DIMENSION)
    rebuilt.update(posts=[left[id_] for id_ in sorted(left)], sequence=1)
    assert followed.n_posts == rebuilt.n_posts == len(left)
    seeker, vectors = draw_candidates(1, seed=77)[0], draw_vectors(1, seed=78)[0]
    everything = PostFilter(blocked=True)
    ours = followed.rank_posts(seeker, vectors, on=ON, where=everything)
    theirs = rebuilt.rank_posts(seeker, vectors, on=ON, where=everything)
    assert [s.post_id for s in ours] == [s.post_id for s in theirs]
    assert _scores(ours) == pytest.approx(_scores(theirs), abs=1e-6)


def test_many_small_changes_leave_few_segments() -> None:
    matcher = Matcher(dimension=DIMENSION)
    for i, (post, vectors) in enumerate(zip(draw_posts(100, seed=1), draw_vectors(100, seed=1), strict=True)):
        matcher.update(posts=[(post, vectors)], sequence=i)
    assert matcher.n_posts == 100
    assert len(matcher._snapshot.posts.segments) <= 8


def test_a_segment_of_mostly_removed_posts_is_rewritten() -> None:
    posts = draw_posts(100, seed=1)
    matcher = _matcher(posts)
    matcher.update(removed_posts=[p.id for p in posts[:30]], sequence=2)
    assert len(matcher._snapshot.posts.alive) == 70
    assert sides.REWRITE_SHARE < 0.3


def test_a_state_brings_everything_back() -> None:
    posts, candidates = draw_posts(60, seed=51), draw_candidates(12, seed=51)
    matcher = _matcher(posts, candidates)
    matcher.update(removed_posts=[posts[0].id], sequence=5)
    back = Matcher.from_state(matcher.state())
    assert (back.sequence, back.n_posts, back.n_candidates) == (5, 59, 12)
    assert dict(back.rank_all(on=ON)) == dict(matcher.rank_all(on=ON))
    back.update(posts=[(posts[0], draw_vectors(60, seed=0)[0])], sequence=6)
    assert back.n_posts == 60


def test_a_state_survives_a_file_without_pickling(tmp_path: Any) -> None:
    matcher = _matcher(draw_posts(5, seed=1), draw_candidates(3, seed=1))
    np.savez(tmp_path / "state.npz", **matcher.state())
    with np.load(tmp_path / "state.npz", allow_pickle=False) as saved:
        back = Matcher.from_state(dict(saved))
    assert dict(back.rank_all(on=ON)) == dict(matcher.rank_all(on=ON))


def test_a_state_of_another_layout_is_refused() -> None:
    state = Matcher(dimension=DIMENSION).state() | {"layout": np.array(-1)}
    with pytest.raises(Conflict, match="rebuild"):
        Matcher.from_state(state)


def test_an_empty_index_gives_empty_lists() -> None:
    matcher = Matcher(dimension=DIMENSION)
    person, post = draw_candidates(1, seed=1)[0], draw_posts(1, seed=1)[0]
    vectors = draw_vectors(1, seed=1)[0]
    assert matcher.rank_posts(person, vectors, on=ON) == []
    assert matcher.rank_candidates(post, vectors, on=ON) == []
    assert list(matcher.rank_all(on=ON)) == []
    assert np.isfinite(matcher.score_pair(person, vectors, post, vectors, on=ON).score)


def test_ranking_somebody_unknown_without_vectors_says_so() -> None:
    with pytest.raises(NotFound, match="C9"):
        Matcher(dimension=DIMENSION).rank_posts(Candidate(id="C9"), None, on=ON)


@pytest.mark.parametrize(
    "vectors",
    [
        pytest.param(np.zeros((2, DIMENSION + 1)), id="of another dimension"),
        pytest.param(np.zeros(DIMENSION), id="one instead of two"),
        pytest.param(np.full((2, DIMENSION), np.nan), id="not a number"),
    ],
)
def test_bad_vectors_are_refused_and_change_nothing(vectors: Any) -> None:
    matcher = _matcher(draw_posts(2, seed=1))
    with pytest.raises(BadInput, match="vectors"):
        matcher.update(posts=[(draw_posts(1, seed=2, first=9)[0], vectors)], sequence=2)
    assert (matcher.n_posts, matcher.sequence) == (2, 1)


def test_contributions_sum_to_the_score() -> None:
    matcher = _matcher(draw_posts(50, seed=1))
    for scored in matcher.rank_posts(draw_candidates(1, seed=1)[0], draw_vectors(1, seed=1)[0], on=ON, limit=50):
        assert sum(f.contribution for f in scored.findings) == pytest.approx(scored.score, abs=1e-6)


def test_sex_and_birth_change_no_score() -> None:
    matcher = _matcher(draw_posts(50, seed=1))
    person, vectors = draw_candidates(1, seed=1)[0], draw_vectors(1, seed=1)[0]
    other = replace(person, sex="female", birth_on=ON)
    assert matcher.rank_posts(person, vectors, on=ON) == matcher.rank_posts(other, vectors, on=ON)


def test_readers_see_whole_snapshots_while_changes_go_on() -> None:
    """Posts come and go in pairs; a reader that saw half a change would list one without the other."""
    steady = [replace(post, closes_on=None) for post in draw_posts(40, seed=1)]
    matcher = _matcher(steady)
    pair = [
        replace(post, closes_on=None, education=None, description=None) for post in draw_posts(2, seed=2, first=900)
    ]
    entries = list(zip(pair, draw_vectors(2, seed=3), strict=True))
    done, halves, n_reads = threading.Event(), list[int](), 0
    seeker, vectors = Candidate(id="C"), draw_vectors(1, seed=4)[0]

    def read() -> None:
        nonlocal n_reads
        while not done.wait(0.001):  # lets the writer have its turn
            found = matcher.rank_posts(seeker, vectors, on=ON, limit=100, where=PostFilter(blocked=True))
            n_new = sum(s.post_id in {p.id for p in pair} for s in found)
            n_reads += 1
            if n_new == 1 or len(found) - n_new != 40:
                halves.append(n_new)

    reader = threading.Thread(target=read)
    reader.start()
    for i in range(30):
        matcher.update(posts=entries, sequence=2 * i)
        matcher.update(removed_posts=[p.id for p in pair], sequence=2 * i + 1)
    done.set()
    reader.join()
    assert n_reads > 0
    assert halves == []
