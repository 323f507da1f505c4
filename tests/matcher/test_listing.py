"""From a ranking to a list: known answers, and what holds of every list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.alike import Alike
from matcher.columns import Districts, PostColumns
from matcher.engine import Matcher
from matcher.listing import FIRST, MOST_OF_AN_EMPLOYER, NEW_DAYS, Ranked, Shown, arrange, standing_of
from matcher.records import Candidate, Post, PostFilter
from matcher.signatures import wish_signs
from tests.matcher.city import DIMENSION, draw_candidates, draw_posts, draw_vectors

ON = date(2024, 8, 1)
WORKS = (
    "会计",
    "焊工",
    "护理员",
    "软件测试员",
    "数控操作工",
    "档案员",
    "厨师",
    "保安",
    "绘图员",
    "讲解员",
    "出纳",
    "化验员",
)


def _text(n: int) -> str:
    """Write duties that share nothing with those of another number."""
    return "".join(chr(0x4E00 + (n * 997 + i * 31 + i * i) % 20_000) for i in range(80))


def _post(n: int, *, title: str = "", employer: str = "", like: int | None = None, age: int | None = None) -> Post:
    return Post(
        id=f"P{n:03d}",
        title=title or WORKS[n % len(WORKS)],
        employer=employer or f"第{chr(0x4E00 + n)}{chr(0x5E00 + n)}厂",
        description=_text(n if like is None else like),
        published_on=None if age is None else ON - timedelta(days=age),
    )


def _arranged(
    posts: Sequence[Post],
    *,
    wish: str | None = None,
    step: float = 0.01,
    doubtful: Sequence[int] = (),
    blocked: Sequence[int] = (),
) -> list[Shown]:
    """Make a list of *posts*, ranked in that order, each *step* worse than the one before."""
    columns = PostColumns.of(posts, Districts())
    suspected, out = np.zeros(len(posts), dtype=np.int8), np.zeros(len(posts), dtype=np.bool_)
    suspected[list(doubtful)], out[list(blocked)] = 1, True
    columns = replace(columns, doubtful=suspected)
    standing = standing_of(columns, out)
    rows = np.argsort(standing, kind="stable")
    ranked = Ranked(rows, 5.0 - step * rows, standing, np.ones(len(posts), dtype=np.bool_))
    shown = arrange(ranked, Alike(columns), wishes=wish_signs(Candidate(id="C", wish=wish)), on=ON.toordinal())
    return [replace(one, place=int(rows[one.place])) for one in shown]


def _places(shown: Sequence[Shown]) -> list[int]:
    return [one.place for one in shown]


def test_nothing_moves_where_nothing_asks_for_it() -> None:
    assert _places(_arranged([_post(n) for n in range(30)])) == list(range(30))


def test_the_best_of_copies_stands_for_the_others() -> None:
    posts = [_post(n, title="焊工", like=1 if n in (1, 4, 9) else None) for n in range(12)]
    shown = _arranged(posts)
    assert _places(shown) == [0, 1, 2, 3, 5, 6, 7, 8, 10, 11]
    assert {one.place: one.alike.tolist() for one in shown if len(one.alike)} == {1: [4, 9]}


def test_the_third_post_of_an_employer_comes_after_the_first_ten() -> None:
    posts = [_post(n, employer="泉城机床厂" if n < 5 else "") for n in range(15)]
    assert _places(_arranged(posts)) == [0, 1, 5, 6, 7, 8, 9, 10, 11, 12, 2, 3, 4, 13, 14]


def test_where_nobody_else_has_a_post_an_employer_fills_the_list() -> None:
    posts = [_post(n, employer="泉城机床厂") for n in range(6)]
    assert _places(_arranged(posts)) == [0, 1, 2, 3, 4, 5]


def test_employers_that_do_not_say_their_name_are_not_one() -> None:
    posts = [_post(n, employer="某大型公司") for n in range(12)]
    assert _places(_arranged(posts)) == list(range(12))


def test_each_work_wished_for_is_among_the_first_ten() -> None:
    posts = [_post(n, title={14: "成本会计", 20: "电焊工"}.get(n, "档案员")) for n in range(25)]
    found = _places(_arranged(posts, wish="档案员、会计、焊工"))
    assert found[:FIRST] == [0, 1, 2, 3, 4, 5, 6, 7, 14, 20]
    assert found[FIRST:] == [8, 9, *range(10, 14), *range(15, 20), *range(21, 25)]


def test_a_post_for_a_wish_stays_where_it_fits_much_worse() -> None:
    posts = [_post(n, title="成本会计" if n == 14 else "档案员") for n in range(25)]
    assert _places(_arranged(posts, wish="档案员、会计", step=0.2)) == list(range(25))


def test_the_only_post_for_a_wish_is_not_moved_out_for_another() -> None:
    posts = [_post(n, title={9: "电焊工", 14: "成本会计"}.get(n, "档案员")) for n in range(25)]
    assert _places(_arranged(posts, wish="档案员、焊工、会计"))[:FIRST] == [0, 1, 2, 3, 4, 5, 6, 7, 9, 14]


@pytest.mark.parametrize(
    ("age", "last"),
    [
        pytest.param(0, 15, id="of today"),
        pytest.param(NEW_DAYS - 1, 15, id="of the last week"),
        pytest.param(NEW_DAYS, 9, id="older"),
        pytest.param(-1, 9, id="of tomorrow"),
        pytest.param(None, 9, id="without a date"),
    ],
)
def test_a_new_post_that_fits_about_as_well_is_among_the_first_ten(age: int | None, last: int) -> None:
    posts = [_post(n, age=age if n == 15 else 60) for n in range(20)]
    assert _places(_arranged(posts))[FIRST - 1] == last


def test_a_new_post_that_fits_worse_stays_where_it_is() -> None:
    posts = [_post(n, age=1 if n == 15 else 60) for n in range(20)]
    assert _places(_arranged(posts, step=0.1)) == list(range(20))


def test_doubtful_posts_stand_behind_all_others_and_blocked_ones_behind_these() -> None:
    shown = _arranged([_post(n) for n in range(8)], doubtful=[0, 5, 6], blocked=[1, 5])
    assert _places(shown) == [2, 3, 4, 7, 0, 6, 1, 5]


def test_a_doubtful_copy_is_not_hidden_behind_a_sound_one() -> None:
    shown = _arranged([_post(n, title="焊工", like=0) for n in range(4)], doubtful=[1, 3])
    assert [(one.place, one.alike.tolist()) for one in shown] == [(0, [2]), (1, [3])]


DRAWN = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 20), st.integers(0, 30), st.booleans()), min_size=1, max_size=45
)


def _drawn(drawn: Sequence[tuple[int, int, int, bool]]) -> list[Post]:
    return [
        _post(n, title=WORKS[text % 6], employer=f"第{chr(0x4E00 + employer)}厂", like=text, age=age)
        for n, (employer, text, age, _) in enumerate(drawn)
    ]


@settings(max_examples=60, deadline=None)
@given(DRAWN)
def test_every_post_is_shown_or_stands_behind_one_that_is(drawn: list[tuple[int, int, int, bool]]) -> None:
    doubtful = [n for n, (*_, suspected) in enumerate(drawn) if suspected]
    shown = _arranged(_drawn(drawn), wish="会计、焊工、厨师", doubtful=doubtful)
    assert sorted([*_places(shown), *(row for one in shown for row in one.alike.tolist())]) == list(range(len(drawn)))
    assert all(one.place < row for one in shown for row in one.alike.tolist())
    suspected = [one.place in doubtful for one in shown]
    assert suspected == sorted(suspected)


@settings(max_examples=60, deadline=None)
@given(DRAWN)
def test_after_the_first_ten_the_list_has_the_order_of_the_ranking(drawn: list[tuple[int, int, int, bool]]) -> None:
    places = _places(_arranged(_drawn(drawn), wish="会计、焊工、厨师"))
    assert places[:FIRST] == sorted(places[:FIRST])
    assert places[FIRST:] == sorted(places[FIRST:])


@settings(max_examples=60, deadline=None)
@given(DRAWN)
def test_an_employer_has_more_than_two_of_the_first_only_where_others_have_none_left(
    drawn: list[tuple[int, int, int, bool]],
) -> None:
    posts = _drawn(drawn)
    places = _places(_arranged(posts, wish="会计、焊工、厨师"))
    first = [posts[place].employer for place in places[:FIRST]]
    if max(map(first.count, first)) > MOST_OF_AN_EMPLOYER:
        assert all(first.count(posts[place].employer) >= MOST_OF_AN_EMPLOYER for place in places[FIRST:])


def _city(n: int, *, seed: int) -> tuple[list[Post], Matcher]:
    """Draw posts of few employers, every third of them with a copy, some of them new."""
    drawn = draw_posts(n, seed=seed)
    named = [
        replace(post, employer=f"第{chr(0x4E00 + i % 7)}厂", published_on=date(2024, 7, 1 + i % 31))
        for i, post in enumerate(drawn)
    ]
    posts = [replace(named[i - 1], id=post.id) if i % 3 == 2 else post for i, post in enumerate(named)]
    matcher = Matcher(dimension=DIMENSION)
    matcher.update(posts=list(zip(posts, draw_vectors(n, seed=seed), strict=True)), sequence=1)
    return posts, matcher


def test_scores_and_reasons_in_a_list_are_those_of_the_ranking() -> None:
    _, matcher = _city(90, seed=1)
    person, vectors = draw_candidates(1, seed=4)[0], draw_vectors(1, seed=5)[0]
    everything = PostFilter(blocked=True)
    ranked = {one.post_id: one for one in matcher.rank_posts(person, vectors, on=ON, limit=90, where=everything)}
    listed = matcher.list_posts(person, vectors, on=ON, limit=90, where=everything)
    assert [one.scored for one in listed] == [ranked[one.scored.post_id] for one in listed]
    ids = [*(one.scored.post_id for one in listed), *(id_ for one in listed for id_ in one.alike_ids)]
    assert sorted(ids) == sorted(ranked)
    assert any(one.alike_ids for one in listed)


def test_a_short_list_is_the_beginning_of_a_long_one() -> None:
    _, matcher = _city(400, seed=2)
    for person, vectors in zip(draw_candidates(5, seed=6), draw_vectors(5, seed=7), strict=True):
        long = matcher.list_posts(person, vectors, on=ON, limit=200)
        assert all(matcher.list_posts(person, vectors, on=ON, limit=limit) == long[:limit] for limit in (1, 3, 10, 35))


def test_many_copies_do_not_leave_a_list_short() -> None:
    posts = [_post(n, like=0 if n < 250 else None, title="会计" if n < 250 else "") for n in range(300)]
    matcher = Matcher(dimension=DIMENSION)
    matcher.update(posts=list(zip(posts, draw_vectors(300, seed=3), strict=True)), sequence=1)
    listed = matcher.list_posts(Candidate(id="C", wish="会计"), draw_vectors(1, seed=4)[0], on=ON, limit=20)
    assert len(listed) == 20
    assert max(len(one.alike_ids) for one in listed) == 249


def test_only_posts_open_to_the_person_are_counted_as_alike() -> None:
    post = replace(draw_posts(1, seed=5)[0], closes_on=None, education=None, night_shift=None)
    closed = replace(post, id="P9", closes_on=ON - timedelta(days=1))
    matcher = Matcher(dimension=DIMENSION)
    same = draw_vectors(1, seed=6)[0]
    posts = [post, replace(post, id="P1"), closed]
    matcher.update(posts=[(one, same) for one in posts], sequence=1)
    (listed,) = matcher.list_posts(Candidate(id="C", wish="会计"), same, on=ON)
    assert [listed.scored.post_id, *listed.alike_ids] == ["P00000", "P1"]


def test_everybody_gets_the_list_that_each_gets_alone() -> None:
    _, matcher = _city(900, seed=4)
    people = draw_candidates(20, seed=8)
    matcher.update(candidates=list(zip(people, draw_vectors(20, seed=9), strict=True)), sequence=2)
    together = dict(matcher.list_all(on=ON, limit=12))
    assert together == {person.id: matcher.list_posts(person, None, on=ON, limit=12) for person in people}


def test_a_state_keeps_what_lists_are_made_of() -> None:
    _, matcher = _city(90, seed=6)
    people = draw_candidates(4, seed=10)
    matcher.update(candidates=list(zip(people, draw_vectors(4, seed=11), strict=True)), sequence=2)
    assert dict(Matcher.from_state(matcher.state()).list_all(on=ON)) == dict(matcher.list_all(on=ON))


def test_an_empty_index_gives_an_empty_list() -> None:
    assert Matcher(dimension=DIMENSION).list_posts(Candidate(id="C"), draw_vectors(1, seed=1)[0], on=ON) == []
