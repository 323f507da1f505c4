"""The same reasons from both sides, which sum to the score; who a person is changes none of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.engine import Matcher
from matcher.explain import explain, sentence
from matcher.records import Candidate, CandidateFilter, Match, Post, PostFilter
from tests.matcher.city import DIMENSION, ON, draw_candidates, draw_posts, draw_vectors

SEEDS = st.integers(0, 10**6)
LEGAL_BIRTHS = st.dates(date(1964, 8, 2), date(2008, 8, 1))  # 16 to 60 years of age

N = 25
BLOCKED_TOO = CandidateFilter(blocked=True)


def _city(seed: int) -> tuple[Matcher, list[Candidate], list[Post]]:
    people, posts = draw_candidates(N, seed=seed), draw_posts(N, seed=seed + 1)
    matcher = Matcher(dimension=DIMENSION)
    matcher.update(
        posts=list(zip(posts, draw_vectors(N, seed=seed + 2), strict=True)),
        candidates=list(zip(people, draw_vectors(N, seed=seed + 3), strict=True)),
        sequence=1,
    )
    return matcher, people, posts


def _reasons(match: Match) -> list[tuple[object, ...]]:
    return [
        (one.code, one.status, one.hard, one.asked, one.given, sentence(one, "zh"), sentence(one, "en"))
        for one in match.criteria
    ]


def _shares(match: Match) -> list[float]:
    return [one.contribution for one in match.criteria]


def _by_post(matcher: Matcher, person: Candidate, posts: Sequence[Post]) -> dict[str, Match]:
    records = {post.id: post for post in posts}
    found = matcher.rank_posts(person, None, on=ON, limit=N, where=PostFilter(blocked=True))
    return {one.post_id: explain(person, records[one.post_id], one) for one in found}


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_contributions_sum_to_the_score_and_the_reasons_are_the_same_from_both_sides(seed: int) -> None:
    matcher, people, posts = _city(seed)
    person, post = people[0], posts[0]
    from_person = _by_post(matcher, person, posts)[post.id]
    among = matcher.rank_candidates(post, None, on=ON, limit=N, where=BLOCKED_TOO)
    from_post = next(explain(person, post, one) for one in among if one.candidate_id == person.id)
    pair = explain(person, post, matcher.score_pair(person, None, post, None, on=ON))
    for match in (from_person, from_post, pair):
        assert sum(_shares(match)) == pytest.approx(match.score, abs=1e-6)
    assert _reasons(from_person) == _reasons(from_post) == _reasons(pair)
    assert _shares(from_person) == pytest.approx(_shares(from_post), abs=1e-6)
    assert _shares(from_person) == pytest.approx(_shares(pair), abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.sampled_from(["male", "female", None]), LEGAL_BIRTHS, st.sampled_from([True, False, None]))
def test_sex_age_and_consent_change_no_score(seed: int, sex: str | None, born: date, consent: bool | None) -> None:
    matcher, people, posts = _city(seed)
    before = _by_post(matcher, people[0], posts)
    other = replace(people[0], sex=sex, birth_on=born, push_consent=consent, contact_consent=consent)
    after = _by_post(matcher, other, posts)
    assert [(id_, match.score, match.chance, _reasons(match)) for id_, match in after.items()] == [
        (id_, match.score, match.chance, _reasons(match)) for id_, match in before.items()
    ]
    assert matcher.openings(other, draw_vectors(1, seed=seed)[0], on=ON) == matcher.openings(
        people[0], draw_vectors(1, seed=seed)[0], on=ON
    )
