"""The figures of a choice, each by hand, and what a reader of its tables may not learn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matcher.allocation.exposure import gini, lorenz
from matcher.allocation.floor import floor_breaches, mean_best, mean_ndcg, measure_floor
from matcher.allocation.flow import allocate
from matcher.allocation.lacks import Lack, Why, people_lacking, posts_lacking
from matcher.allocation.pairs import Terms
from matcher.allocation.picture import least_score_loss, mean_score_loss, picture
from matcher.allocation.tables import Row, rows_by
from tests.matcher.allocated_people import draw, limits_of, pairs_of

PLAIN = Terms(most=1, least=0, most_of_employer=1, reserved=0.0, lead=0.0, exposure=0, stay=0.0)
PAIRS = pairs_of((0, 0, 0.8), (0, 1, 0.6), (1, 0, 0.5), (2, 0, 0.4), (2, 2, 0.3), n_candidates=4, n_posts=4)
"""Three people who fit something, one who fits nothing; three posts that somebody fits, one that nobody does."""


def test_what_the_aims_cost_is_the_loss_beyond_the_least() -> None:
    """Both want post 0 that has room for one: .5 of 1.8 is lost at best, and .7 where post 2 shall be seen."""
    pairs = pairs_of((0, 0, 0.9), (1, 0, 0.9), (1, 1, 0.4), (0, 2, 0.2))
    limits = limits_of(pairs, good=(2,))
    terms = replace(PLAIN, exposure=1, cede=1.0)
    chosen = allocate(pairs, limits, terms).chosen
    assert least_score_loss(pairs, limits, terms) == pytest.approx(0.5 / 1.8)
    assert mean_score_loss(pairs, chosen, limits, terms) == pytest.approx(0.7 / 1.8)


def test_a_picture_of_everyones_own_best() -> None:
    """All three take post 0, which has room for one."""
    drawn = picture(PAIRS, np.array([True, False, True, True, False]), limits_of(PAIRS, good=(0, 1, 2)), PLAIN)
    assert (drawn.candidates, drawn.posts, drawn.pairs, drawn.without_any) == (3, 1, 3, 0)
    assert (drawn.over_capacity, drawn.posts_over_capacity) == (2, 1)
    assert drawn.mean_score_loss == 0.0
    assert drawn.posts_seen_share == pytest.approx(1 / 3)
    assert drawn.unseen_posts == 2
    assert drawn.demand_to_capacity == pytest.approx(3 / 4)


def test_a_picture_of_a_plan() -> None:
    """Posts 1, 0 and 2: .6 + .5 + .3 of .8 + .5 + .4, so that .3 of 1.7 is lost; the first and the third lose .25."""
    plan = allocate(PAIRS, limits_of(PAIRS, good=(0, 1, 2)), replace(PLAIN, least=1))
    drawn = picture(PAIRS, plan.chosen, limits_of(PAIRS, good=(0, 1, 2)), PLAIN)
    assert plan.chosen.tolist() == [False, True, True, False, True]
    assert drawn.mean_score_loss == pytest.approx(0.3 / 1.7)
    assert drawn.worst_score_loss == pytest.approx(0.25)
    assert drawn.score_loss_quantiles[0] == pytest.approx(0.25)
    assert (drawn.over_capacity, drawn.unseen_posts, drawn.gini) == (0, 0, pytest.approx(0.0))


def test_a_picture_of_nothing_has_no_shares() -> None:
    pairs = pairs_of(n_candidates=2, n_posts=1)
    drawn = picture(pairs, np.zeros(0, np.bool_), limits_of(pairs, capacity=0), PLAIN)
    assert (drawn.pairs, drawn.mean_score_loss, drawn.gini, drawn.lorenz, drawn.priority_share) == (
        0,
        None,
        None,
        (),
        None,
    )


def test_the_curve_of_two_posts() -> None:
    """Equal rooms, one has a quarter, one three quarters: at half .25; the area between is 1/8, twice that .25."""
    shown, capacity = np.array([30, 10]), np.array([5, 5])
    assert lorenz(shown, capacity)[10] == pytest.approx(0.25)
    assert lorenz(shown, capacity)[20] == 1.0
    assert gini(shown, capacity) == pytest.approx(0.25)


def test_a_post_for_three_that_is_shown_to_three_times_as_many_is_no_inequality() -> None:
    assert gini(np.array([30, 10]), np.array([3, 1])) == pytest.approx(0.0)


def test_one_post_of_very_many_that_has_all_is_nearly_one() -> None:
    assert gini(np.eye(1, 1000, dtype=np.int64)[0], np.ones(1000, np.int64)) == pytest.approx(0.999)


def test_a_kept_place_that_another_holds_while_a_member_lacks_is_counted() -> None:
    pairs = pairs_of((0, 0, 0.9), (1, 0, 0.1))
    limits, terms = limits_of(pairs, members=(1,)), replace(PLAIN, least=1, reserved=1.0)
    assert floor_breaches(pairs, np.array([True, False]), limits, terms) == 1
    assert floor_breaches(pairs, np.array([False, True]), limits, terms) == 0


@pytest.mark.parametrize("seed", range(50))
def test_no_plan_leaves_a_member_without_a_kept_place(seed: int) -> None:
    pairs, limits, terms = draw(seed, most_candidates=12, most_posts=8, most_pairs=60)
    assert floor_breaches(pairs, allocate(pairs, limits, terms).chosen, limits, terms) == 0


def test_the_floor_costs_others_what_the_member_gets() -> None:
    """One post, kept: with the floor the member's .5, without it the other's .9."""
    pairs = pairs_of((0, 0, 0.9), (1, 0, 0.5))
    limits, terms = limits_of(pairs, members=(1,)), replace(PLAIN, least=1, reserved=1.0, lead=1.0)
    cost = measure_floor(pairs, limits, terms, with_floor=allocate(pairs, limits, terms).chosen)
    assert cost.best_of_others == (0.0, pytest.approx(0.9))
    assert cost.best_of_members == (pytest.approx(0.5), 0.0)
    assert cost.short_of_members == (0, 1)
    assert cost.ndcg == (0.5, 0.5)


def test_ndcg_of_a_list_that_lacks_the_best() -> None:
    """.6 first and .3 second of .8, .6, .3: (.6 + .3/log2 3) / (.8 + .6/log2 3)."""
    pairs = pairs_of((0, 0, 0.3), (0, 1, 0.8), (0, 2, 0.6))
    known = (0.6 + 0.3 / np.log2(3)) / (0.8 + 0.6 / np.log2(3))
    assert mean_ndcg(pairs, np.array([True, False, True]), 2, np.array([True])) == pytest.approx(known)
    assert mean_best(pairs, np.array([True, False, True]), np.array([True])) == pytest.approx(0.6)
    assert mean_ndcg(pairs, np.array([True, False, True]), 2, np.array([False])) is None


def test_who_lacks_posts_is_told_with_what_would_have_to_give() -> None:
    """Person 0 fits one post, 1 two of one employer, 2 two that are full, 3 gets two."""
    pairs = pairs_of(
        (0, 0, 0.5), (1, 1, 0.5), (1, 2, 0.5), (2, 0, 0.1), (2, 1, 0.1), (3, 3, 0.9), (3, 0, 0.9), n_posts=4
    )
    limits, terms = limits_of(pairs, capacity=[1, 0, 0, 1], employers=[0, 7, 7, 1]), replace(PLAIN, most=2, least=2)
    plan = allocate(pairs, limits, terms)
    assert people_lacking(pairs, plan.chosen, limits, terms) == (
        Lack(0, 2, Why.FIT, (0,)),
        Lack(1, 2, Why.EMPLOYER, (1, 2)),
        Lack(2, 2, Why.CAPACITY, (0, 1)),
    )


def test_which_posts_lack_people_is_told_with_what_would_have_to_give() -> None:
    """Of two people each: post 0 is fitted by nobody, 1 by one, 2 has no room, 3 loses its people to 1."""
    pairs = pairs_of((0, 1, 0.9), (0, 2, 0.5), (1, 2, 0.4), (0, 3, 0.1), n_posts=4)
    limits, terms = limits_of(pairs, capacity=[5, 5, 0, 5], good=(0, 1, 2, 3)), replace(PLAIN, exposure=2)
    plan = allocate(pairs, limits, terms)
    assert posts_lacking(pairs, plan.chosen, limits, terms) == (
        Lack(0, 2, Why.FIT),
        Lack(1, 1, Why.FIT),
        Lack(2, 2, Why.CAPACITY),
        Lack(3, 2, Why.LISTS),
    )


def test_a_choice_is_told_apart_by_district() -> None:
    """In the north .5 of .8 + .5 is got; in the south, where one fits nothing, all there is."""
    rows = rows_by(
        PAIRS,
        np.array([False, False, True, True, False]),
        limits_of(PAIRS),
        PLAIN,
        labels=["north", "north", "south", "south"],
    )
    assert rows == (
        Row("north", people=2, with_any=1, pairs=1, score_loss=pytest.approx(0.8 / 1.3)),
        Row("south", people=2, with_any=1, pairs=1, score_loss=pytest.approx(0.0)),
    )
