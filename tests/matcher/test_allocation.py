"""Who gets which posts: known answers, every small case against all choices there are, and what holds always."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.allocation.baselines import greedy, top_k
from matcher.allocation.flow import allocate
from matcher.allocation.pairs import Limits, Pairs, Terms
from matcher.allocation.worth import Worth, worth
from tests.matcher.allocated_people import draw, limits_of, pairs_of

PLAIN = Terms(most=1, least=0, most_of_employer=1, reserved=0.0, lead=0.0, exposure=0, stay=0.0)


def rounded(one: Worth) -> Worth:
    return replace(one, score=round(one.score, 6))


def within(pairs: Pairs, chosen: NDArray[np.bool_], limits: Limits, terms: Terms) -> bool:
    """Tell whether a choice breaks no limit, counted one by one."""
    people, posts = pairs.candidates[chosen].tolist(), pairs.posts[chosen].tolist()
    shares = [(person, int(limits.employers[post])) for person, post in zip(people, posts, strict=True)]
    return (
        all(posts.count(post) <= limits.capacity[post] for post in posts)
        and all(people.count(person) <= terms.most for person in people)
        and all(shares.count(share) <= terms.most_of_employer for share in shares)
    )


def best_of_all(pairs: Pairs, limits: Limits, terms: Terms) -> Worth:
    """Look at every choice there is."""
    n = len(pairs.scores)
    choices = (np.arange(2**n)[:, None] >> np.arange(n) & 1).astype(np.bool_)
    return max(rounded(worth(pairs, one, limits, terms)) for one in choices if within(pairs, one, limits, terms))


@pytest.mark.parametrize("seed", range(200))
def test_a_small_city_is_served_as_well_as_by_the_best_of_all_choices(seed: int) -> None:
    pairs, limits, terms = draw(seed, most_pairs=9)
    found = allocate(pairs, limits, terms)
    assert within(pairs, found.chosen, limits, terms)
    assert rounded(worth(pairs, found.chosen, limits, terms)) == best_of_all(pairs, limits, terms)
    assert found.certificate.is_optimal


@pytest.mark.parametrize("tenth", range(10))
def test_a_plan_is_never_worse_than_first_come_first_served(tenth: int) -> None:
    for seed in range(1_000 + 100 * tenth, 1_100 + 100 * tenth):
        pairs, limits, terms = draw(seed, most_candidates=12, most_posts=8, most_pairs=60)
        order = np.random.default_rng(seed).permutation(pairs.n_candidates)
        taken = greedy(pairs, limits, terms, order)
        found = allocate(pairs, limits, terms)
        assert within(pairs, taken, limits, terms), seed
        assert within(pairs, found.chosen, limits, terms), seed
        assert rounded(worth(pairs, found.chosen, limits, terms)) >= rounded(worth(pairs, taken, limits, terms)), seed
        assert found.certificate.is_optimal, seed


@pytest.mark.parametrize("seed", range(30))
def test_the_order_of_the_pairs_is_irrelevant(seed: int) -> None:
    pairs, limits, terms = draw(seed, most_candidates=12, most_posts=8, most_pairs=60)
    pairs = replace(pairs, scores=pairs.scores.round())  # so that many choices are worth the same
    order = np.random.default_rng(seed).permutation(len(pairs.scores))
    shuffled = replace(pairs, candidates=pairs.candidates[order], posts=pairs.posts[order], scores=pairs.scores[order])
    former = None if limits.former is None else limits.former[order]
    found = allocate(shuffled, replace(limits, former=former), terms)
    assert (found.chosen == allocate(pairs, limits, terms).chosen[order]).all()


@pytest.mark.parametrize("seed", range(30))
def test_more_capacity_never_lowers_the_worth(seed: int) -> None:
    pairs, limits, terms = draw(seed, most_candidates=12, most_posts=8, most_pairs=60)
    terms = replace(
        terms, exposure=0, reserved=0.0
    )  # what a post needs may grow with its room, and so does what is kept
    more = replace(limits, capacity=limits.capacity + np.random.default_rng(seed).integers(0, 3, pairs.n_posts))
    less_worth = worth(pairs, allocate(pairs, limits, terms).chosen, limits, terms)
    assert rounded(worth(pairs, allocate(pairs, more, terms).chosen, more, terms)) >= rounded(less_worth)


def test_the_whole_is_better_than_first_come_first_served() -> None:
    """The first takes post 0 for .6, where .5 elsewhere leaves it to the second: .5 + .9 against .6 + 0."""
    pairs = pairs_of((0, 0, 0.6), (0, 1, 0.5), (1, 0, 0.9))
    found = allocate(pairs, limits_of(pairs), PLAIN)
    assert found.chosen.tolist() == [False, True, True]


def test_one_post_for_each_comes_before_the_sum_of_scores() -> None:
    """Without the floor .9 + .8 would go to the first; with it .8 + .1 are given, so that the second has a post."""
    pairs = pairs_of((0, 0, 0.9), (0, 1, 0.8), (1, 0, 0.1))
    limits, terms = limits_of(pairs), replace(PLAIN, most=2, most_of_employer=2)
    assert allocate(pairs, limits, terms).chosen.tolist() == [True, True, False]
    assert allocate(pairs, limits, replace(terms, least=1)).chosen.tolist() == [False, True, True]


def test_the_only_post_goes_to_the_member() -> None:
    pairs = pairs_of((0, 0, 0.9), (1, 0, 0.1))
    found = allocate(pairs, limits_of(pairs, members=(1,)), replace(PLAIN, least=1))
    assert found.chosen.tolist() == [False, True]
    assert found.short.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("score", "chosen"),
    [
        pytest.param(0.6, [True, False], id="better by less than the lead"),
        pytest.param(0.8, [False, True], id="better by more than the lead"),
    ],
)
def test_a_kept_place_is_the_members_unless_another_leads(score: float, chosen: list[bool]) -> None:
    """One place, kept: the member fits by .5, the other must lead by more than .2."""
    pairs = pairs_of((0, 0, 0.5), (1, 0, score))
    found = allocate(pairs, limits_of(pairs, members=(0,)), replace(PLAIN, reserved=1.0, lead=0.2))
    assert found.chosen.tolist() == chosen


@pytest.mark.parametrize(
    ("cede", "chosen"),
    [
        pytest.param(0.6, [True, False, True], id="too much fit would be given up"),
        pytest.param(0.8, [False, True, True], id="as much fit may be given up"),
    ],
)
def test_a_good_post_is_seen_though_another_fits_better(cede: float, chosen: list[bool]) -> None:
    pairs = pairs_of((0, 0, 0.9), (0, 1, 0.2), (1, 0, 0.8))
    limits = limits_of(pairs, capacity=2, good=(1,))
    assert allocate(pairs, limits, replace(PLAIN, exposure=1, cede=cede)).chosen.tolist() == chosen


def test_less_fit_is_given_up_for_the_second_who_sees_a_post_than_for_the_first() -> None:
    """Everybody fits post 0 better by .2: .3 is enough for the first to see post 1, .15 is not for the second."""
    pairs = pairs_of(*((person, 0, 0.7) for person in range(3)), *((person, 1, 0.5) for person in range(3)))
    limits = limits_of(pairs, capacity=3, good=(1,))
    found = allocate(pairs, limits, replace(PLAIN, exposure=2, cede=0.3))
    assert found.chosen[3:].sum() == 1
    assert found.unseen.tolist() == [0, 1]


def test_no_more_of_an_employer_than_allowed() -> None:
    pairs = pairs_of((0, 0, 0.9), (0, 1, 0.8), (0, 2, 0.1))
    found = allocate(pairs, limits_of(pairs, employers=[7, 7, 8]), replace(PLAIN, most=2))
    assert found.chosen.tolist() == [True, False, True]


def test_a_floor_is_asked_only_of_who_could_reach_it() -> None:
    """Both fit two posts, the second's are of one employer that may give one: nothing is lacking that could be had."""
    pairs = pairs_of((0, 0, 0.9), (0, 2, 0.8), (1, 0, 0.9), (1, 1, 0.8))
    limits = limits_of(pairs, capacity=0, employers=[7, 7, 8])
    assert allocate(pairs, limits, replace(PLAIN, most=2, least=2)).short.tolist() == [2, 0]


def test_a_plan_made_again_after_a_new_post_changes_only_what_it_is_worth() -> None:
    """The new post is better by .03 for the first, which *stay* outweighs, and by .3 for the second."""
    before = pairs_of((0, 0, 0.5), (1, 1, 0.5))
    assert allocate(before, limits_of(before), PLAIN).chosen.all()
    after = pairs_of((0, 0, 0.5), (1, 1, 0.5), (0, 2, 0.53), (1, 2, 0.8), n_posts=3)
    limits = limits_of(after, capacity=[1, 1, 2], former=[True, True, False, False])
    assert allocate(after, limits, replace(PLAIN, stay=0.05)).chosen.tolist() == [True, False, False, True]
    assert allocate(after, limits, PLAIN).chosen.tolist() == [False, False, True, True]


@pytest.mark.parametrize("seed", range(20))
def test_a_plan_made_again_of_the_same_keeps_every_pair(seed: int) -> None:
    pairs, limits, terms = draw(seed, most_candidates=12, most_posts=8, most_pairs=60)
    first = allocate(pairs, replace(limits, former=None), replace(terms, stay=0.05))
    again = allocate(pairs, replace(limits, former=first.chosen), replace(terms, stay=0.05))
    assert (again.chosen == first.chosen).all()


def test_without_pairs_nothing_is_chosen_and_it_is_proved() -> None:
    pairs = pairs_of(n_candidates=3, n_posts=2)
    found = allocate(pairs, limits_of(pairs), PLAIN)
    assert found.chosen.shape == (0,)
    assert found.certificate.is_optimal


def test_a_score_of_no_consequence_never_outweighs_an_aim() -> None:
    """A chain of 200 people who each would have to take the worse post, so that the last may have one at all."""
    n = 200
    chain = [(i, i, 1.0) for i in range(n)] + [(i, i + 1, 0.0) for i in range(n)]
    pairs = pairs_of(*chain, (n, 0, 0.0))
    found = allocate(pairs, limits_of(pairs), replace(PLAIN, least=1))
    assert found.short.sum() == 0


def test_everyones_own_best_looks_at_no_capacity() -> None:
    pairs = pairs_of((0, 0, 0.9), (0, 1, 0.8), (0, 2, 0.7), (1, 0, 0.2))
    limits = limits_of(pairs, capacity=0, employers=[7, 7, 8])
    assert top_k(pairs, limits, replace(PLAIN, most=2)).tolist() == [True, False, True, True]


def test_first_come_first_served_leaves_kept_places_to_members() -> None:
    pairs = pairs_of((0, 0, 0.9), (1, 0, 0.1), (2, 0, 0.1))
    limits = limits_of(pairs, capacity=2, members=(2,))
    taken = greedy(pairs, limits, replace(PLAIN, reserved=0.5), np.array([0, 1, 2]))
    assert taken.tolist() == [True, False, True]
