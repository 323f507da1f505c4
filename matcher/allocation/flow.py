"""Who gets which posts: the choice for everybody at once, as a flow of least cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matcher.allocation.certificate import certify
from matcher.allocation.checking import check_pairs, check_terms
from matcher.allocation.network import Network, build_network
from matcher.allocation.pairs import Allocation, Limits, Pairs, Terms
from matcher.allocation.reach import employer_shares, reach


def allocate(pairs: Pairs, limits: Limits, terms: Terms) -> Allocation:
    """
    Choose pairs for everybody at once, within the limits.

    What counts, in this order: that people of priority groups get ``least`` posts, that everybody does, and the sum of
    the scores, with ``cede`` ÷ n for the n-th of the first ``exposure`` people of a good post, with ``stay`` for pairs
    of the former plan, and less ``lead`` for each place kept for priority groups that somebody else takes. The order of
    the pairs is irrelevant; without pairs nothing is chosen.

    Raises:
        BadInput: the terms or a capacity make no sense, or there are more people and posts than one plan can hold.
        ValueError: the arrays do not belong together.
    """
    check_terms(terms, n_posts=pairs.n_posts)
    check_pairs(pairs, limits)
    order = np.lexsort((pairs.posts, pairs.candidates))
    pairs, limits = _ordered(pairs, limits, order)
    could = reach(pairs, limits, terms)
    network = build_network(pairs, limits, terms, reach=could, shares=employer_shares(pairs, limits, terms))
    flow = solve(network)
    taken = flow[: len(order)] > 0
    chosen = np.zeros(len(order), np.bool_)
    chosen[order] = taken
    return Allocation(
        chosen=chosen,
        short=np.maximum(could.least - np.bincount(pairs.candidates[taken], minlength=pairs.n_candidates), 0),
        unseen=np.maximum(could.seen - np.bincount(pairs.posts[taken], minlength=pairs.n_posts), 0),
        certificate=certify(network, flow),
    )


def _ordered(pairs: Pairs, limits: Limits, order: NDArray[np.intp]) -> tuple[Pairs, Limits]:
    """Put the pairs in an order of their own, so that theirs decides nothing."""
    candidates, posts = pairs.candidates[order], pairs.posts[order]
    if len(order) and ((np.diff(candidates) == 0) & (np.diff(posts) == 0)).any():
        raise ValueError("a pair is there twice")
    former = None if limits.former is None else limits.former[order]
    return (
        replace(pairs, candidates=candidates, posts=posts, scores=pairs.scores[order]),
        replace(limits, former=former),
    )


def solve(network: Network) -> NDArray[np.int64]:
    """
    Find a flow of least cost.

    Returns:
        (n_arcs,) units on each arc; the same network always gives the same.

    Raises:
        RuntimeError: the solver found none, which no network of ``build_network`` allows.
    """
    solver = SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(network.tails, network.heads, network.capacities, network.costs)
    solver.set_nodes_supplies(np.arange(len(network.supplies), dtype=np.int32), network.supplies)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise RuntimeError(f"the solver ended with {status.name}")
    return np.asarray(solver.flows(arcs), np.int64)
