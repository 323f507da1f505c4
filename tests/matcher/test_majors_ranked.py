"""The major among the criteria of a ranking: graded, never a block, the same from both sides."""

from __future__ import annotations

import pytest

from data.reference.majors import load_majors
from matcher.engine import Matcher
from matcher.explain import explain, sentence, telling
from matcher.records import Candidate, Education, Post, Scored, Status
from tests.matcher.city import DIMENSION, ON, draw_vectors

PERSON = Candidate(id="C", major="财务管理", education=Education.BACHELOR)
ASKED = {
    "met": ("会计学", "财务管理"),
    "class": ("工商管理类",),
    "any": ("不限",),
    "silent": (),
    "unknown": ("不明专业",),
    "welcome": ("会计学等相关专业",),
    "near": ("会计学",),
    "other": ("土木工程",),
}
POSTS = [Post(id=name, title="文员", employer="单位", majors=majors) for name, majors in ASKED.items()]
EXPECTED = {
    "met": (Status.MET, 0.0),
    "class": (Status.MET, 0.0),
    "any": (Status.MET, 0.0),
    "silent": (Status.MET, 0.0),
    "unknown": (Status.UNKNOWN, 0.0),
    "welcome": (Status.MET, -0.1),  # 0.5 · 0.2
    "near": (Status.NOT_MET, -0.2),  # 0.5 · 0.4
    "other": (Status.NOT_MET, -0.5),
}


@pytest.fixture
def matcher() -> Matcher:
    made = Matcher(dimension=DIMENSION, catalogue=load_majors())
    same = draw_vectors(1, seed=1)[0]
    made.update(posts=[(post, same) for post in POSTS], candidates=[(PERSON, same)], sequence=1)
    return made


def findings(scored: list[Scored], key: str) -> dict[str, tuple[Status, float]]:
    majors = {getattr(one, key): next(f for f in one.findings if f.code == "major") for one in scored}
    return {id_: (finding.status, finding.contribution) for id_, finding in majors.items()}


def test_a_ranking_weighs_the_major(matcher):
    ranked = matcher.rank_posts(PERSON, None, on=ON)
    assert findings(ranked, "post_id") == EXPECTED
    assert [one.post_id for one in ranked][-3:] == ["welcome", "near", "other"]
    assert not any(one.blocked for one in ranked)


def test_posts_and_pairs_get_the_same_verdict(matcher):
    for post in POSTS:
        expected = EXPECTED[post.id]
        assert findings(matcher.rank_candidates(post, None, on=ON), "post_id")[post.id] == expected
        assert findings([matcher.score_pair(PERSON, None, post, None, on=ON)], "post_id")[post.id] == expected


def test_all_candidates_at_once_get_the_same_verdict(matcher):
    ((_, ranked),) = matcher.rank_all(on=ON)
    assert findings(ranked, "post_id") == EXPECTED


def test_a_profile_that_is_not_indexed_is_judged_too(matcher):
    stranger = Candidate(id="D", major="土木工程", education=Education.BACHELOR)
    found = findings(matcher.rank_posts(stranger, draw_vectors(1, seed=2)[0], on=ON), "post_id")
    assert found["other"] == (Status.MET, 0.0)
    assert found["met"] == (Status.NOT_MET, -0.5)


def test_a_later_post_is_judged_for_an_earlier_candidate(matcher):
    later = Post(id="later", title="文员", employer="单位", majors=("审计学",))
    matcher.update(posts=[(later, draw_vectors(1, seed=1)[0])], sequence=2)
    assert findings(matcher.rank_posts(PERSON, None, on=ON), "post_id") == {
        **EXPECTED,
        "later": (Status.NOT_MET, -0.2),
    }


def test_a_missing_major_costs_nothing(matcher):
    person = Candidate(id="E", education=Education.BACHELOR)
    found = findings(matcher.rank_posts(person, draw_vectors(1, seed=2)[0], on=ON), "post_id")
    assert found["other"] == (Status.UNKNOWN, 0.0)
    assert found["silent"] == (Status.MET, 0.0)


def test_the_saved_state_keeps_the_numbers(matcher):
    back = Matcher.from_state(matcher.state(), catalogue=load_majors())
    assert findings(back.rank_posts(PERSON, None, on=ON), "post_id") == EXPECTED


def test_without_a_catalogue_only_names_are_compared():
    matcher = Matcher(dimension=DIMENSION)
    same = draw_vectors(1, seed=1)[0]
    matcher.update(posts=[(post, same) for post in POSTS], sequence=1)
    found = findings(matcher.rank_posts(PERSON, same, on=ON), "post_id")
    assert found["met"] == (Status.MET, 0.0)
    assert found["class"] == (Status.UNKNOWN, 0.0)


@pytest.mark.parametrize(
    ("post", "chinese", "english"),
    [
        (
            "near",
            "专业不在要求之列：要求会计学，本人财务管理。",
            "The major is not among those wanted (asked for: 会计学; held: 财务管理).",
        ),
        ("silent", "专业合适：要求不限，本人财务管理。", "The major suits (asked for: any; held: 财务管理)."),
        ("unknown", "专业是否合适看不出来：要求不明专业", "Whether the major suits cannot be told"),
    ],
)
def test_a_sentence_says_how_the_major_stands(matcher, post, chinese, english):
    offer = next(one for one in POSTS if one.id == post)
    match = explain(PERSON, offer, matcher.score_pair(PERSON, None, offer, None, on=ON))
    criterion = next(criterion for criterion in match.criteria if criterion.code == "major")
    assert criterion.field == "专业要求"
    assert sentence(criterion, "zh").startswith(chinese)
    assert sentence(criterion, "en").startswith(english)


@pytest.mark.parametrize(
    ("post", "given"),
    [
        ("near", "财务管理（与会计学相近）"),
        ("welcome", "财务管理（与会计学相近）"),
        ("other", "财务管理"),
        ("met", "财务管理"),
    ],
)
def test_a_near_major_is_said_to_be_near(matcher, post, given):
    offer = next(one for one in POSTS if one.id == post)
    scored = matcher.score_pair(PERSON, None, offer, None, on=ON)
    match = explain(PERSON, offer, scored, catalogue=load_majors())
    assert next(criterion.given for criterion in match.criteria if criterion.code == "major") == given


def test_a_list_keeps_silent_where_no_major_is_asked_for(matcher):
    told = {}
    for post in POSTS:
        match = explain(PERSON, post, matcher.score_pair(PERSON, None, post, None, on=ON))
        told[post.id] = "major" in {criterion.code for criterion in telling(match)}
    assert told == {name: name not in ("any", "silent") for name in ASKED}
