"""The proof that a flow is the cheapest: prices of the nodes by which it can be checked, whoever found the flow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.allocation.network import Network
from matcher.allocation.pairs import Certificate


def certify(network: Network, flow: NDArray[np.int64]) -> Certificate:
    """
    Work out what a flow costs, and the best lower bound that the prices of its residual network give.

    Args:
        network: what it runs in.
        flow: (n_arcs,) units on each arc.

    Returns:
        Equal figures if and only if no flow is cheaper.

    Raises:
        ValueError: *flow* is none: it exceeds an arc, or does not bring all supplies to the sink.
    """
    _check(network, flow)
    potentials = residual_potentials(network, flow)
    reduced = network.costs + potentials[network.tails] - potentials[network.heads]
    bound = _exact(network.capacities, np.minimum(reduced, 0)) - _exact(network.supplies, potentials)
    return Certificate(primal=_exact(flow, network.costs), dual=bound)


def _check(network: Network, flow: NDArray[np.int64]) -> None:
    n = len(network.supplies)
    left = np.zeros(n, np.int64)
    np.add.at(left, network.tails, flow)
    np.subtract.at(left, network.heads, flow)
    if (flow < 0).any() or (flow > network.capacities).any() or (left != network.supplies).any():
        raise ValueError("not a flow of this network")


def _exact(amounts: NDArray[np.int64], prices: NDArray[np.int64]) -> int:
    """Sum amount × price without the bounds of 64 bits: by the upper and the lower half of each price."""
    upper, lower = prices >> 31, prices & (2**31 - 1)
    return (int(np.dot(amounts, upper)) << 31) + int(np.dot(amounts, lower))


def residual_potentials(network: Network, flow: NDArray[np.int64]) -> NDArray[np.int64]:
    """
    Find the length of the shortest path to each node from anywhere (Bellman and Ford), in the residual network.

    Where a cycle of negative length exists, there is none: the lengths found when it shows are given, which prove
    nothing better than some bound.

    Returns:
        (n_nodes,) ≤ 0; no residual arc is shorter than their difference if the flow is optimal.
    """
    residual = _Residual(network, flow)
    lengths = np.zeros(len(network.supplies), np.int64)
    came_from = np.arange(len(lengths))
    changed = np.arange(len(lengths))
    rounds, look_at = 0, 16
    while len(changed):
        changed = residual.shorten(lengths, came_from, changed)
        rounds += 1
        if rounds == look_at:
            if _has_cycle(came_from):
                break
            look_at *= 2
    return lengths


class _Residual:
    """Arcs with room left and arcs that can be taken back, by the node that they leave."""

    def __init__(self, network: Network, flow: NDArray[np.int64]) -> None:
        ahead, back = flow < network.capacities, flow > 0
        tails = np.concatenate([network.tails[ahead], network.heads[back]])
        order = np.argsort(tails, kind="stable")
        self.heads = np.concatenate([network.heads[ahead], network.tails[back]])[order]
        self.costs = np.concatenate([network.costs[ahead], -network.costs[back]])[order]
        self.starts = np.concatenate([[0], np.cumsum(np.bincount(tails, minlength=len(network.supplies)))])

    def shorten(
        self, lengths: NDArray[np.int64], came_from: NDArray[np.intp], nodes: NDArray[np.intp]
    ) -> NDArray[np.intp]:
        """Shorten what the arcs out of *nodes* shorten, in place, and give the nodes that are nearer now."""
        counts = self.starts[nodes + 1] - self.starts[nodes]
        tails = np.repeat(nodes, counts)
        arcs = np.repeat(self.starts[nodes] - np.cumsum(counts) + counts, counts) + np.arange(len(tails))
        heads = self.heads[arcs]
        found = lengths[tails] + self.costs[arcs]
        nearer = found < lengths[heads]
        tails, heads, found = tails[nearer], heads[nearer], found[nearer]
        np.minimum.at(lengths, heads, found)
        best = found == lengths[heads]
        came_from[heads[best]] = tails[best]
        return np.unique(heads)


def _has_cycle(came_from: NDArray[np.intp]) -> bool:
    """Tell whether somebody who follows the nodes back never comes to one that came from itself."""
    at = came_from
    for _ in range(len(came_from).bit_length()):
        at = at[at]
    return bool((came_from[at] != at).any())
