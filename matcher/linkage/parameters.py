"""The numbers that weigh likeness: chances of each level, how rare links are, how common names are, the bands."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from matcher.linkage.names import NameShares


@dataclass(frozen=True, slots=True)
class Chances:
    """How often a level is met: among pairs of one person (*m*) and of two (*u*), each over 0 and up to 1."""

    m: float
    u: float

    @property
    def weight(self) -> float:
        """The evidence of the level in bits, > 0 for one person."""
        return math.log2(self.m / self.u)


@dataclass(frozen=True, slots=True)
class Parameters:
    """
    What linking rests on.

    Attributes:
        levels: field → level → its chances.
        share: of the entries, how many have a candidate, 0..1.
        n_candidates: among whom an entry is looked for; with *share* it says how rare links are.
        names: how common names are.
        least_share: no name counts as rarer. Two people share name and birth date more often than chance would have
            it, however rare the name: relatives, twins, children named alike.
        linked_from: the least probability of a link that needs nobody.
        review_from: the least probability that a person is asked about.
    """

    levels: Mapping[str, Mapping[str, Chances]]
    share: float
    n_candidates: int
    least_share: float
    names: NameShares = field(default_factory=NameShares)
    linked_from: float = 0.999
    review_from: float = 0.1

    @property
    def p_match(self) -> float:
        """The probability that a candidate and an entry drawn blindly are one person."""
        return self.share / max(self.n_candidates, 2)

    @property
    def prior(self) -> float:
        """The log2 odds of a pair before anything is compared."""
        return math.log2(self.p_match / (1 - self.p_match))

    def among(self, n_candidates: int) -> Self:
        """Give the same parameters for another number of candidates."""
        return replace(self, n_candidates=n_candidates)

    def to_plain(self) -> dict[str, Any]:
        """Give the parameters as what JSON can hold."""
        return {
            "levels": {
                name: {level: [chances.m, chances.u] for level, chances in levels.items()}
                for name, levels in self.levels.items()
            },
            "share": self.share,
            "n_candidates": self.n_candidates,
            "least_share": self.least_share,
            "names": {
                "n": self.names.n,
                "surnames": dict(self.names.surnames),
                "givens": dict(self.names.givens),
                "characters": dict(self.names.characters),
            },
            "linked_from": self.linked_from,
            "review_from": self.review_from,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Make the parameters again that ``to_plain`` gave."""
        levels = {
            name: {level: Chances(*chances) for level, chances in levels.items()}
            for name, levels in plain["levels"].items()
        }
        return cls(**{**plain, "levels": levels, "names": NameShares(**plain["names"])})
