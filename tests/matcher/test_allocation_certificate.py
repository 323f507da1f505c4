"""The proof of an allocation: true of the cheapest flow, and of no other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.allocation.certificate import certify
from matcher.allocation.flow import allocate, solve
from matcher.allocation.network import Network, build_network, prices_of
from matcher.allocation.pairs import Limits, Pairs, Terms
from matcher.allocation.reach import employer_shares, reach
from matcher.errors import BadInput
from tests.matcher.allocated_people import draw, limits_of, pairs_of

PLAIN = Terms(most=1, least=0, most_of_employer=1, reserved=0.0, lead=0.0, exposure=0, stay=0.0)


def network_of(pairs: Pairs, limits: Limits, terms: Terms) -> Network:
    return build_network(
        pairs, limits, terms, reach=reach(pairs, limits, terms), shares=employer_shares(pairs, limits, terms)
    )


@given(st.integers(0, 100_000))
def test_the_cheapest_flow_is_proved_to_be_so(seed: int) -> None:
    network = network_of(*draw(seed, most_candidates=12, most_posts=8, most_pairs=60))
    assert certify(network, solve(network)).is_optimal


@given(st.integers(0, 100_000))
def test_the_flow_of_other_costs_is_not_proved_where_it_costs_more(seed: int) -> None:
    network = network_of(*draw(seed, most_candidates=12, most_posts=8, most_pairs=60))
    spoilt = replace(network, costs=np.random.default_rng(seed).permutation(network.costs))
    proof, best = certify(network, solve(spoilt)), certify(network, solve(network))
    assert proof.is_optimal == (proof.primal == best.primal)
    assert proof.dual <= best.primal <= proof.primal


def test_a_flow_that_leaves_a_better_post_is_not_proved() -> None:
    """One person, .9 and .8: the second chosen, the first left. Arcs: two pairs, past the posts, two posts."""
    network = network_of(pairs_of((0, 0, 0.9), (0, 1, 0.8)), limits_of(pairs_of((0, 0, 1), (0, 1, 1))), PLAIN)
    assert certify(network, np.array([1, 0, 0, 1, 0])) == certify(network, solve(network))
    spoilt = certify(network, np.array([0, 1, 0, 0, 1]))
    assert not spoilt.is_optimal
    assert spoilt.primal == -800_000


@pytest.mark.parametrize(
    "flow",
    [
        pytest.param([1, 1, 0, 1, 1], id="more than a person may have"),
        pytest.param([1, 0, 0, 0, 1], id="into one post and out of another"),
        pytest.param([2, 0, -1, 2, 0], id="against an arc"),
    ],
)
def test_what_is_no_flow_is_not_proved_at_all(flow: list[int]) -> None:
    pairs = pairs_of((0, 0, 0.9), (0, 1, 0.8))
    network = network_of(pairs, limits_of(pairs), PLAIN)
    with pytest.raises(ValueError, match="not a flow"):
        certify(network, np.array(flow))


@given(
    st.integers(1, 200_000),
    st.integers(1, 60_000),
    st.integers(0, 60_000),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_an_aim_outweighs_all_below_it_on_any_path(
    people: int, posts: int, guarded: int, lead: float, stay: float, cede: float
) -> None:
    terms = replace(PLAIN, lead=lead, stay=stay, exposure=1, cede=cede)
    of = prices_of(terms, n_sides=(people, posts + guarded), n_guarded=guarded, sink=people + posts + guarded)
    sides = min(people, posts + guarded) * round((1 + stay) * of.score)
    scores = sides + guarded * round(lead * of.score) + round(cede * of.score)
    assert of.short > scores
    assert of.member_short > of.short + scores
    assert of.member_short * (people + posts + guarded + 2) < 2**62


def test_a_country_is_too_large_for_one_plan() -> None:
    n = 500_000_000
    with pytest.raises(BadInput, match="plan by district"):
        prices_of(PLAIN, n_sides=(n, n), n_guarded=0, sink=2 * n)


def test_scores_are_told_less_finely_before_a_large_city_is_refused() -> None:
    n = 20_000_000
    assert prices_of(PLAIN, n_sides=(n, n), n_guarded=0, sink=2 * n).score == 1_000


def test_a_long_chain_is_proved() -> None:
    """The last comer takes the first post, and each of 300 moves on by one: every post's price rests on the next's."""
    n = 300
    chain = [(i, i, 0.5) for i in range(n)] + [(i, i + 1, 0.499) for i in range(n)]
    pairs = pairs_of(*chain, (n, 0, 0.9))
    found = allocate(pairs, limits_of(pairs), PLAIN)
    assert found.chosen[n:].all()
    assert found.certificate.is_optimal
