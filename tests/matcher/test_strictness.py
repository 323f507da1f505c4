"""How strict posts are: counted by hand, and the same as judging everybody by every rule."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.columns import CandidateColumns, Districts, PostColumns
from matcher.eligibility import NOT_MET, rules_with
from matcher.engine import Matcher, Strictness
from matcher.majors import Majors
from matcher.records import Candidate, Education, Post
from tests.matcher.city import DIMENSION, ON, draw_candidates, draw_posts, draw_vectors

PEOPLE = [
    Candidate("C1", education=Education.BACHELOR),
    Candidate("C2", education=Education.COLLEGE),
    Candidate("C3", education=Education.COLLEGE),
    Candidate("C4", education=Education.COLLEGE, wish="文员，不上夜班"),
    Candidate("C5", education=Education.BACHELOR, wish="文员，不上夜班"),
    Candidate("C6", wish="文员"),
]
POSTS = [
    Post("P1", "值班文员", "单位", education=Education.BACHELOR, night_shift=True),
    Post("P2", "文员", "单位"),
]
RULES_OF_A_POST = {"dates", "advert"}  # they ask nothing of anybody


def matcher_of(people: list[Candidate], posts: list[Post]) -> Matcher:
    made = Matcher(dimension=DIMENSION)
    made.update(
        posts=list(zip(posts, draw_vectors(len(posts), seed=1), strict=True)),
        candidates=list(zip(people, draw_vectors(len(people), seed=2), strict=True)),
        sequence=1,
    )
    return made


def test_it_is_counted_whom_a_post_leaves_and_what_alone_keeps_out_how_many() -> None:
    # P1 asks for a degree (C2, C3, C4 have less) and works at night (C4, C5 refuse it): C1 fits, and C6, of whose
    # education nothing is known. Without the degree C2 and C3 would fit more, not C4; without the nights C5.
    found = list(matcher_of(PEOPLE, POSTS).strictness(["P1", "P2", "gone"], [one.id for one in PEOPLE], on=ON))
    assert found == [
        Strictness("P1", 2, {"education": 3, "night_shift": 2}, {"education": 2, "night_shift": 1}),
        Strictness("P2", 6, {}, {}),
    ]


def test_only_the_people_named_count() -> None:
    (found,) = matcher_of(PEOPLE, POSTS).strictness(["P1"], ["C2", "C5"], on=ON)
    assert (found.n_fit, found.against) == (0, {"education": 1, "night_shift": 1})
    (nobody,) = matcher_of(PEOPLE, POSTS).strictness(["P1"], [], on=ON)
    assert nobody == Strictness("P1", 0, {}, {})


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_it_is_what_judging_everybody_by_every_rule_gives(seed: int) -> None:
    posts, people = draw_posts(40, seed=seed), draw_candidates(300, seed=seed + 10)
    known = Districts().extended(
        [one for post in posts for one in (post.district, post.zone)]
        + [one for person in people for one in (person.home_district, *person.districts)]
    )
    majors = Majors().extended(posts=posts, candidates=people)
    seekers, offers = CandidateColumns.of(people, known, majors), PostColumns.of(posts, known, majors)
    found = {
        one.post_id: one
        for one in matcher_of(people, posts).strictness([p.id for p in posts], [p.id for p in people], on=ON)
    }
    for n, post in enumerate(posts):
        held = {}
        for rule in rules_with(majors):
            if rule.code in RULES_OF_A_POST:
                continue
            outcome = rule.judge(seekers, offers.take(slice(n, n + 1)), ON.toordinal())
            held[rule.code] = np.broadcast_to(outcome.hard & (outcome.status == NOT_MET), len(people))
        n_blocks = np.sum(list(held.values()), axis=0)
        one = found[post.id]
        assert one.n_fit == np.count_nonzero(n_blocks == 0)
        assert one.against == {code: np.count_nonzero(by) for code, by in held.items() if by.any()}
        alone = {code: np.count_nonzero(by & (n_blocks == 1)) for code, by in held.items()}
        assert one.alone == {code: n for code, n in alone.items() if n}
