from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from matcher.changes import By, Case, made
from matcher.changes.change import Change, accept_place, opening_sentence
from matcher.engine import Matcher, Opening, openings
from matcher.ranking import Calibration, Weights
from matcher.records import Candidate, Kind, Post, PostFilter, Scored
from tests.matcher.city import DIMENSION, DISTRICTS, ON, Vectors, draw_posts, draw_vectors

SURE = Weights(calibration=Calibration(slope=1.0, offset=20.0))
"""Everything has a chance of being recommended: the tenth post alone is the bar."""

OWN = draw_vectors(1, seed=9)[0]
PERSON = Candidate(id="C", wish="会计，就想在历下区", districts=("历下区",))
EVERY = PostFilter()


def _plain(posts: list[Post]) -> list[Post]:
    """Posts that nothing but place, pay and hours tells apart."""
    return [
        replace(
            post,
            title="会计",
            employer=f"第{i}单位",
            description=None,
            education=None,
            closes_on=None,
            kind=None,
            zone=None,
            id=f"P{i:03d}",
        )
        for i, post in enumerate(posts)
    ]


def _matcher(posts: list[Post]) -> Matcher:
    matcher = Matcher(dimension=DIMENSION, weights=SURE)
    matcher.update(posts=list(zip(posts, draw_vectors(len(posts), seed=1), strict=True)), sequence=1)
    return matcher


def _ranked(matcher: Matcher, candidate: Candidate, vectors: Vectors, where: PostFilter) -> list[Scored]:
    return matcher.rank_posts(candidate, vectors, on=ON, limit=matcher.n_posts, where=where)


def _more_by_ranking_again(
    matcher: Matcher, candidate: Candidate, change: Change, *, where: PostFilter = EVERY
) -> list[str]:
    """The posts as good as the tenth now that only a list after the change holds, the best first."""
    now = _ranked(matcher, candidate, OWN, where)
    then = _ranked(
        matcher, made(change, Case(candidate, Post(id="-", title="-", employer="-"), ON)).candidate, OWN, where
    )
    bar = now[9].score if len(now) >= 10 else float("-inf")
    known = {one.post_id for one in now if one.score >= bar}
    return [one.post_id for one in then if one.score >= bar and one.post_id not in known]


@pytest.mark.parametrize(
    "candidate",
    [
        pytest.param(PERSON, id="districts that block"),
        pytest.param(replace(PERSON, wish="会计"), id="districts that are preferred"),
        pytest.param(
            replace(PERSON, wish="会计，五千以下不考虑", districts=DISTRICTS, pay_min_month_yuan=5000.0),
            id="a floor of pay",
        ),
    ],
)
def test_as_many_posts_are_told_as_ranking_again_gives(candidate: Candidate) -> None:
    matcher = _matcher(_plain(draw_posts(300, seed=2)))
    found = matcher.openings(candidate, OWN, on=ON)
    assert found
    for one in found:
        expected = _more_by_ranking_again(matcher, candidate, one.change)
        assert (one.n_more, list(one.post_ids)) == (len(expected), expected[:3])


@pytest.mark.parametrize(
    "where",
    [
        pytest.param(PostFilter(min_allowance_month_yuan=5000.0), id="pay"),
        pytest.param(PostFilter(district="历城区"), id="district"),
        pytest.param(PostFilter(kind=Kind.TECHNICAL), id="kind"),
    ],
)
def test_openings_are_counted_within_the_filter_of_the_list(where: PostFilter) -> None:
    posts = [replace(p, kind=list(Kind)[i % len(Kind)]) for i, p in enumerate(_plain(draw_posts(300, seed=2)))]
    matcher = _matcher(posts)
    found = matcher.openings(PERSON, OWN, on=ON, where=where)
    assert found
    for one in found:
        expected = _more_by_ranking_again(matcher, PERSON, one.change, where=where)
        assert (one.n_more, list(one.post_ids)) == (len(expected), expected[:3])


def test_where_no_post_passes_the_filter_nothing_opens() -> None:
    posts = _plain(draw_posts(300, seed=2))
    assert _matcher(posts).openings(PERSON, OWN, on=ON, where=PostFilter(min_allowance_month_yuan=9e6)) == []


def test_the_best_change_comes_first_and_five_at_most_are_told() -> None:
    posts = [replace(p, district=f"{i % 9}区", night_shift=None) for i, p in enumerate(_plain(draw_posts(300, seed=3)))]
    found = _matcher(posts).openings(PERSON, OWN, on=ON)
    assert len(found) == openings.MOST_OPENINGS
    assert [one.n_more for one in found] == sorted((one.n_more for one in found), reverse=True)


@pytest.mark.parametrize(("offered", "opens"), [((5000.0, 5200.0, 5400.0), False), ((4600.0, 4800.0, 5000.0), True)])
def test_less_pay_opens_what_pays_under_the_wish_alone(offered: tuple[float, ...], opens: bool) -> None:
    posts = [
        replace(p, district="历下区", night_shift=None, pay_min_month_yuan=yuan, pay_max_month_yuan=yuan)
        for p, yuan in zip(_plain(draw_posts(60, seed=6)), offered * 20, strict=True)
    ]
    matcher = Matcher(dimension=DIMENSION, weights=SURE)
    matcher.update(posts=[(post, OWN) for post in posts], sequence=1)  # nothing but pay tells them apart
    found = matcher.openings(replace(PERSON, pay_min_month_yuan=5000.0), OWN, on=ON)
    assert ("pay" in {one.change.code for one in found}) is opens


def test_who_takes_the_whole_city_is_told_of_no_district() -> None:
    found = _matcher(_plain(draw_posts(200, seed=4))).openings(replace(PERSON, any_district=True), OWN, on=ON)
    assert "place" not in {one.change.code for one in found}


@pytest.mark.parametrize(
    ("wish", "terms", "code"),
    [
        pytest.param("会计，不上夜班", {"night_shift": True}, "night_shift", id="night shifts"),
        pytest.param("会计，不想出差", {"description": "需要长期出差"}, "travel", id="travel"),
        pytest.param("会计，必须包住宿", {"lodging": False}, "lodging", id="lodging"),
    ],
)
def test_what_the_person_refuses_is_counted(wish: str, terms: dict[str, object], code: str) -> None:
    posts = [replace(p, district="历下区", pay_max_month_yuan=None) for p in _plain(draw_posts(30, seed=5))]
    posts = [replace(p, **({"night_shift": None} | (terms if i % 2 else {}))) for i, p in enumerate(posts)]
    candidate = replace(PERSON, wish=wish)
    found = _matcher(posts).openings(candidate, OWN, on=ON)
    assert [one.change.code for one in found] == [code]
    assert 2 <= found[0].n_more <= 15
    assert found[0].change.by is By.PERSON


def test_a_certificate_that_posts_ask_for_is_counted() -> None:
    posts = [replace(p, district="历下区", night_shift=None) for p in _plain(draw_posts(60, seed=6))]
    posts = [replace(p, certificates=("电工证",)) if i % 10 else p for i, p in enumerate(posts)]
    found = _matcher(posts).openings(PERSON, OWN, on=ON)
    assert [(one.change.code, one.change.value) for one in found] == [("certificate", "电工证")]


def test_of_days_to_wait_for_the_first_that_gives_half_of_all_is_told() -> None:
    # 2, 4 and 2 posts open after 3, 5 and 9 days: after 5 days 6 of the 8 are there, more than half
    posts = [
        replace(p, district="历下区", night_shift=None, pay_min_month_yuan=None) for p in _plain(draw_posts(8, seed=7))
    ]
    waits = (3, 3, 5, 5, 5, 5, 9, 9)
    posts = [replace(p, published_on=ON + timedelta(days=wait)) for p, wait in zip(posts, waits, strict=True)]
    found = _matcher(posts).openings(PERSON, OWN, on=ON)
    assert [(one.change.value, one.n_more) for one in found] == [(ON + timedelta(days=5), 6)]


def test_a_post_that_something_else_blocks_too_is_not_counted() -> None:
    posts = [replace(post, district="历城区") for post in _plain(draw_posts(9, seed=8))]
    closed = [replace(post, closes_on=ON - timedelta(days=1)) if i % 3 else post for i, post in enumerate(posts)]
    (found,) = _matcher(closed).openings(PERSON, OWN, on=ON)
    assert (found.change.value, found.n_more) == ("历城区", 3)


def test_one_post_more_is_not_told() -> None:
    post = replace(_plain(draw_posts(1, seed=8))[0], district="历城区")
    assert _matcher([post]).openings(PERSON, OWN, on=ON) == []


def test_a_post_of_next_to_no_chance_is_not_told() -> None:
    posts = [replace(post, district="历城区") for post in _plain(draw_posts(20, seed=8))]
    hopeless = Matcher(dimension=DIMENSION, weights=Weights(calibration=Calibration(slope=1.0, offset=-90.0)))
    hopeless.update(posts=list(zip(posts, draw_vectors(20, seed=1), strict=True)), sequence=1)
    assert hopeless.openings(PERSON, OWN, on=ON) == []
    assert _matcher(posts).openings(PERSON, OWN, on=ON) != []


def test_copies_of_one_post_are_one_opening() -> None:
    posts = [replace(post, district="历城区") for post in _plain(draw_posts(6, seed=8))]
    copied = [replace(post, employer="一家单位") if i < 4 else post for i, post in enumerate(posts)]
    (found,) = _matcher(copied).openings(PERSON, OWN, on=ON)
    assert found.n_more == 1 + 2


def test_what_looks_like_a_trap_opens_nothing() -> None:
    posts = [replace(post, district="历城区") for post in _plain(draw_posts(6, seed=8))]
    traps = [replace(post, description="入职先交押金500元。") for post in posts]
    assert _matcher(posts).openings(PERSON, OWN, on=ON) != []
    assert _matcher(traps).openings(PERSON, OWN, on=ON) == []


def test_where_there_is_no_post_nothing_opens() -> None:
    assert Matcher(dimension=DIMENSION).openings(PERSON, OWN, on=ON) == []


def test_an_opening_is_told_as_a_caseworker_says_it() -> None:
    opening = Opening(accept_place("历城区"), 12, ("P1",))
    assert opening_sentence(opening.change, opening.n_more, "zh") == "接受历城区，会多出12个合适的岗位。"
    expected = "To accept 历城区 would open 12 more posts worth recommending."
    assert opening_sentence(opening.change, opening.n_more, "en") == expected
