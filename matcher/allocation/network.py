"""The network of an allocation: people, employers' shares and seats as nodes, aims as whole costs in their order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.allocation.pairs import Limits, Pairs, Terms
from matcher.allocation.reach import Reach, Shares
from matcher.errors import BadInput

FINEST = 1_000_000  # units in which a score of 1 is told: chances are never known to a millionth
COARSEST = 1_000
LARGEST = 2**62  # costs × (nodes + 1) stay below: the solver multiplies by it inside 64 bits


@dataclass(frozen=True, slots=True)
class Prices:
    """
    What each aim costs in whole units, so that one unit of an aim outweighs all below it.

    Attributes:
        score: a score of 1.
        short: a post that somebody lacks.
        member_short: a post that a person of a priority group lacks.
    """

    score: int
    short: int
    member_short: int


@dataclass(frozen=True, slots=True)
class Network:
    """
    A network of minimum cost flow; the first n arcs are the n pairs.

    Attributes:
        tails: (n_arcs,)
        heads: (n_arcs,)
        capacities: (n_arcs,) > 0.
        costs: (n_arcs,) for each unit.
        supplies: (n_nodes,) units that enter at a node, or leave where negative; they sum to 0.
        prices: of which the costs are made.
    """

    tails: NDArray[np.int32]
    heads: NDArray[np.int32]
    capacities: NDArray[np.int64]
    costs: NDArray[np.int64]
    supplies: NDArray[np.int64]
    prices: Prices


def build_network(pairs: Pairs, limits: Limits, terms: Terms, *, reach: Reach, shares: Shares) -> Network:
    """
    Lay the network: candidate → (share of an employer) → post → sink, and past the posts for what nobody gets.

    A post with kept seats has a second node by which everybody else comes: over as many arcs as there are open seats
    for nothing, over as many as there are kept ones for ``lead``. Members go to the post itself. That is two kinds of
    seats with an arc less for each pair.
    """
    kept = kept_seats(limits, terms)
    guarded = np.flatnonzero(kept > 0)
    n_shares = len(shares.candidates)
    first_post = pairs.n_candidates + n_shares
    sink = first_post + pairs.n_posts + len(guarded)
    prices = prices_of(terms, n_sides=(first_post, pairs.n_posts + len(guarded)), n_guarded=len(guarded), sink=sink)
    posts = first_post + np.arange(pairs.n_posts)
    doors = posts.copy()  # by which everybody else comes
    doors[guarded] = first_post + pairs.n_posts + np.arange(len(guarded))
    people = np.arange(pairs.n_candidates)
    penalties = np.where(limits.members, prices.member_short, prices.short)
    lead = round(terms.lead * prices.score)
    tails = np.where(shares.of_pair >= 0, pairs.n_candidates + shares.of_pair, pairs.candidates)
    heads = np.where(limits.members[pairs.candidates], posts[pairs.posts], doors[pairs.posts])
    groups = (
        (tails, heads, 1, -gains(pairs, limits, terms, score=prices.score)),
        (shares.candidates, pairs.n_candidates + np.arange(n_shares), terms.most_of_employer, 0),
        (people, sink, reach.most - reach.least, 0),
        (people, sink, reach.least, penalties),
        (doors[guarded], posts[guarded], (limits.capacity - kept)[guarded], 0),
        (doors[guarded], posts[guarded], kept[guarded], lead),
        *((posts, sink, reach.seen >= n, -round(terms.cede / n * prices.score)) for n in range(1, terms.exposure + 1)),
        (posts, sink, limits.capacity - reach.seen, 0),
    )
    supplies = np.zeros(sink + 1, np.int64)
    supplies[: pairs.n_candidates] = reach.most
    supplies[sink] = -reach.most.sum()
    return _joined(groups, supplies, prices)


def kept_seats(limits: Limits, terms: Terms) -> NDArray[np.int64]:
    """Give how many seats of each post are kept for priority groups, rounded down: (n_posts,)."""
    return np.asarray(np.floor(terms.reserved * limits.capacity + 1e-9), np.int64)  # 0.29 × 100 is 28.999…


def gains(pairs: Pairs, limits: Limits, terms: Terms, *, score: int) -> NDArray[np.int64]:
    """Give what each pair is worth in whole units: its score, and *stay* more where it stood in the former plan."""
    worth = pairs.scores if limits.former is None else pairs.scores + terms.stay * limits.former
    return np.rint(worth * score).astype(np.int64)


def prices_of(terms: Terms, *, n_sides: tuple[int, int], n_guarded: int, sink: int) -> Prices:
    """
    Price the aims, the scores as finely as 64 bits allow.

    A cycle of the residual network that meets no node twice gains on scores at most once at each node on the people's
    side (and at each on the posts' side), saves *lead* at most once a post, and passes the sink once: one *cede*, one
    lack less. So one unit of an aim outweighs every cycle that loses it if it is dearer than that.

    Raises:
        BadInput: the city is too large even for coarse scores.
    """
    dearest = min(n_sides) * (1.0 + terms.stay) + n_guarded * terms.lead + terms.cede
    score = FINEST
    while score >= COARSEST:
        lower = int(dearest * score) + min(n_sides) + n_guarded + 2  # each cost is rounded by less than one unit
        short = lower + 1
        member_short = short + lower + 1
        if member_short * (sink + 2) < LARGEST:
            return Prices(score, short, member_short)
        score //= 10
    raise BadInput("too many people and posts for one plan ({n:,} together): plan by district", n=sink)


def _joined(groups: tuple[tuple[object, ...], ...], supplies: NDArray[np.int64], prices: Prices) -> Network:
    """Join groups of (tails, heads, capacities, costs), single values stand for a group; arcs without room fall out."""
    columns: list[list[NDArray[np.int64]]] = [[], [], [], []]
    for n, group in enumerate(groups):
        tails, heads, room, costs = np.broadcast_arrays(*group)  # type: ignore[arg-type]
        open_ = room > 0
        for column, values in zip(columns, (tails, heads, room, costs), strict=True):
            column.append(values if n == 0 else values[open_])
    tails, heads, room, costs = (np.concatenate(column) for column in columns)
    return Network(
        tails=tails.astype(np.int32),
        heads=heads.astype(np.int32),
        capacities=room.astype(np.int64),
        costs=costs.astype(np.int64),
        supplies=supplies,
        prices=prices,
    )
