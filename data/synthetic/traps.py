"""Adverts that a caseworker would question: deposits, debt collection, paid courses behind a promise of work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from data.synthetic.words import read_words


@dataclass(frozen=True, slots=True)
class Trap:
    """One manner of luring; *pay* is what is promised, yuan a month from and to."""

    titles: tuple[str, ...]
    kind: str
    branches: tuple[str, ...]
    text: tuple[str, ...]
    pay: tuple[int, int]


@cache
def traps_of(branch: str) -> tuple[Trap, ...]:
    """List the lures that occur in a branch."""
    return tuple(
        Trap(
            titles=tuple(t["titles"]),
            kind=t["kind"],
            branches=tuple(t["branches"]),
            text=tuple(t["text"]),
            pay=(t["pay"][0], t["pay"][1]),
        )
        for t in read_words("adverts")["trap"]
        if branch in t["branches"]
    )
