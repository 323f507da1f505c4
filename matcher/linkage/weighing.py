"""The weight of one pair: each field's evidence in bits, and the prior."""

from __future__ import annotations

import math

from matcher.linkage.comparisons import FIELDS, NAME, UNKNOWN, Field, Level
from matcher.linkage.parameters import Parameters
from matcher.linkage.traits import Traits
from matcher.records import Compared

PRIOR = "prior"


def compare(a: Traits, b: Traits, parameters: Parameters) -> tuple[Compared, ...]:
    """Compare two people field by field; the weights, the prior's among them, sum to the log2 odds."""
    return (
        Compared(PRIOR, "rarity", parameters.prior),
        *(_compared(field, field.level(a, b), a, b, parameters) for field in FIELDS),
    )


def _compared(field: Field, level: Level | None, a: Traits, b: Traits, parameters: Parameters) -> Compared:
    if level is None:
        return Compared(field.name, UNKNOWN, 0.0)
    chances = parameters.levels[field.name][level.name]
    if field is NAME and level.by_name:
        return Compared(field.name, level.name, math.log2(chances.m / name_share(a, b, parameters)))
    return Compared(field.name, level.name, chances.weight)


def name_share(a: Traits, b: Traits, parameters: Parameters) -> float:
    """Give how common the commoner of two names is, as a share of people; *least_share* at least."""
    return max(parameters.least_share, *(parameters.names.of(one.folded or "") for one in (a, b)))


def odds(compared: tuple[Compared, ...]) -> float:
    """Sum the weights: log2 odds that it is one person."""
    return math.fsum(one.weight for one in compared)


def probability(log2_odds: float) -> float:
    """Give the probability of log2 odds, 0..1."""
    if log2_odds > 500:
        return 1.0
    return 1 / (1 + 2.0**-log2_odds) if log2_odds > -500 else 0.0


def log2_odds(p: float) -> float:
    """Give the log2 odds of a probability between 0 and 1, both left out."""
    return math.log2(p / (1 - p))
