"""Conditions on two people, each said once and held both in Python and in plain SQL that every database knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from matcher.linkage.traits import Traits


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that holds of two people or does not; what is unknown never holds."""

    sql: str  # over columns of the traits with _l and _r
    holds: Callable[[Traits, Traits], bool]


def same(column: str, other: str | None = None) -> Condition:
    """Hold where the one's *column* is known and equals the other's, or the other's *other*."""
    right = other or column

    def holds(a: Traits, b: Traits) -> bool:
        value: Any = getattr(a, column)
        return value is not None and bool(value == getattr(b, right))

    return Condition(f"{column}_l = {right}_r", holds)


def same_at(column: str, place: int) -> Condition:
    """Hold where two texts have the same character at a place, from 1."""

    def holds(a: Traits, b: Traits) -> bool:
        one, two = getattr(a, column), getattr(b, column)
        return one is not None and two is not None and one[place - 1 : place] == two[place - 1 : place]

    return Condition(f"substr({column}_l, {place}, 1) = substr({column}_r, {place}, 1)", holds)


def lacking(column: str) -> Condition:
    """Hold where the one or the other does not tell *column*."""

    def holds(a: Traits, b: Traits) -> bool:
        return getattr(a, column) is None or getattr(b, column) is None

    return Condition(f"({column}_l is null or {column}_r is null)", holds)


def known(column: str) -> Condition:
    """Hold where both tell *column*."""

    def holds(a: Traits, b: Traits) -> bool:
        return getattr(a, column) is not None and getattr(b, column) is not None

    return Condition(f"({column}_l is not null and {column}_r is not null)", holds)


def every(*conditions: Condition) -> Condition:
    """Hold where all do."""
    return Condition(
        " and ".join(f"({one.sql})" for one in conditions), lambda a, b: all(one.holds(a, b) for one in conditions)
    )


def either(*conditions: Condition) -> Condition:
    """Hold where one does or more."""
    return Condition(
        " or ".join(f"({one.sql})" for one in conditions), lambda a, b: any(one.holds(a, b) for one in conditions)
    )


def at_least(n: int, *conditions: Condition) -> Condition:
    """Hold where *n* of them do."""
    counted = " + ".join(f"case when {one.sql} then 1 else 0 end" for one in conditions)
    return Condition(f"({counted}) >= {n}", lambda a, b: sum(one.holds(a, b) for one in conditions) >= n)
