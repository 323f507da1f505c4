"""What a city states of its pushes: who gets how many posts, what is kept for whom, how many must see a post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matcher.allocation.pairs import MOST_EXPOSURE, Terms
from matcher.editions import Mistake
from matcher.errors import Phrase

MOST_POSTS = 20  # of one message


@dataclass(frozen=True, slots=True)
class InterestPrior:
    """What is believed before anybody answered: of so many who see a post one comes; worth so many who saw one."""

    people_per_taker: float
    strength: float


@dataclass(frozen=True, slots=True)
class PushPolicy:
    """
    Everything that a city states of its pushes.

    Attributes:
        id: kept with what was planned by it.
        n_best: posts of a person that are considered, the best first.
        least_chance: that a caseworker would recommend a post which is sent, 0..1.
        terms: of the choice.
        interest: how many must see a post for one to come, before feedback tells.
    """

    id: str
    n_best: int
    least_chance: float
    terms: Terms
    interest: InterestPrior


RANGES: dict[str, tuple[float, float]] = {
    "n_best": (1, 200),
    "least_chance": (0, 1),
    "terms.most": (1, MOST_POSTS),
    "terms.least": (0, MOST_POSTS),
    "terms.most_of_employer": (1, MOST_POSTS),
    "terms.reserved": (0, 1),
    "terms.lead": (0, 1),
    "terms.exposure": (0, MOST_EXPOSURE),
    "terms.cede": (0, 1),
    "terms.stay": (0, 1),
    "interest.people_per_taker": (1, 1000),
    "interest.strength": (1, 1_000_000),
}


def find_mistakes(policy: PushPolicy) -> list[Mistake]:
    """List what makes no sense in a policy; empty = nothing does."""
    return list(_mistakes(policy))


def _mistakes(policy: PushPolicy) -> Iterator[Mistake]:
    for key, (low, high) in RANGES.items():
        part, _, name = key.rpartition(".")
        value = getattr(getattr(policy, part) if part else policy, name)
        if not low <= value <= high:
            told = {"value": value, "low": low, "high": high}
            yield Mistake(key, Phrase("{value:g} is not between {low:g} and {high:g}", told))
    if policy.terms.least > policy.terms.most:
        yield Mistake("terms.least", Phrase.of("is more than terms.most, {most}", most=policy.terms.most))
