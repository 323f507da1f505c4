"""Chance: one seeded stream of draws, the same on every machine and for every process."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Generic, TypeVar

import numpy as np

T = TypeVar("T")

BLOCK = 16_384


@dataclass(frozen=True, slots=True)
class Bag(Generic[T]):
    """Things with weights; *cumulative* holds the running sums of the weights."""

    items: tuple[T, ...]
    cumulative: tuple[float, ...]


def fill_bag(weighted: Iterable[tuple[T, float]]) -> Bag[T]:
    """Put things into a bag; those without weight are left out."""
    kept = [(item, weight) for item, weight in weighted if weight > 0]
    return Bag(tuple(item for item, _ in kept), tuple(accumulate(weight for _, weight in kept)))


def fill_bag_from(shares: Mapping[str, float]) -> Bag[str]:
    """Put the keys of a table of shares into a bag."""
    return fill_bag(shares.items())


class Chance:
    """
    A stream of draws that depends on the seed and its own name alone.

    Draws come in blocks from a numpy Generator, since single calls of a Generator cost microseconds each.
    """

    __slots__ = ("_draws", "_generator", "_next")

    def __init__(self, seed: int, name: str) -> None:
        entropy = np.random.SeedSequence([seed, *name.encode()])
        self._generator = np.random.Generator(np.random.PCG64(entropy))
        self._draws: list[float] = []
        self._next = 0

    def unit(self) -> float:
        """Draw from [0, 1)."""
        if self._next == len(self._draws):
            self._draws = self._generator.random(BLOCK).tolist()
            self._next = 0
        self._next += 1
        return self._draws[self._next - 1]

    def below(self, n: int) -> int:
        """Draw a whole number from 0 to n - 1."""
        return int(self.unit() * n)

    def between(self, low: int, high: int) -> int:
        """Draw a whole number from low to high, both included."""
        return low + int(self.unit() * (high - low + 1))

    def happens(self, p: float) -> bool:
        """Tell whether an event of probability *p* happens."""
        return self.unit() < p

    def pick(self, items: Sequence[T]) -> T:
        """Draw one thing, all alike."""
        return items[int(self.unit() * len(items))]

    def draw(self, bag: Bag[T]) -> T:
        """Draw one thing by weight."""
        place = bisect_right(bag.cumulative, self.unit() * bag.cumulative[-1])
        return bag.items[min(place, len(bag.items) - 1)]

    def some(self, items: Sequence[T], n: int) -> list[T]:
        """Draw up to n different places of *items*, in drawn order."""
        left = list(items)
        return [left.pop(int(self.unit() * len(left))) for _ in range(min(n, len(left)))]

    def some_in_order(self, items: Sequence[T], n: int) -> list[T]:
        """Draw up to n different places of *items*, kept in their order."""
        return [items[i] for i in sorted(self.some(range(len(items)), n))]

    def tail(self, shares: Sequence[float]) -> int:
        """Draw how many, where *shares* are the chances of going on to one more."""
        for n, share in enumerate(shares):
            if not self.happens(share):
                return n
        return len(shares)
