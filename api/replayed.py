"""What came of making again what an entry of the log tells of: the same, or what has changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from api.house import House
from api.rankings import made_by
from data.log import Entry

Code = Literal[
    "encoder",
    "ranker",
    "kinds",
    "rules",
    "inputs",
    "changed",
    "deleted",
    "added",
    "elsewhere",
    "score",
    "lists",
    "policy",
    "people",
    "posts",
    "told",
]


@dataclass(frozen=True, slots=True)
class Difference:
    """
    One thing that is otherwise than when the list was made.

    Attributes:
        code: ``encoder``, ``ranker``, ``kinds``, ``rules``: what ranks is another now; ``inputs``: the record that
            the list was made for was changed. Of records in either list: ``changed``, ``deleted``; ``added`` = stored
            or changed since, and in the list now; ``elsewhere`` = untouched, in another place, or in only one of the
            lists; ``score`` = untouched, in the same place, with another score. ``lists``: of everybody, not the same.
            Of a push: ``policy``, its terms are others; ``people`` and ``posts`` of its scope were changed; ``told`` =
            what is known of contacts, answers and groups is other.
        then: what it was; now: what it is.
        ids: of the records.
    """

    code: Code
    then: str | None = None
    now: str | None = None
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replayed:
    """
    A list made again.

    Attributes:
        same: whether it is the same: the same records in the same places, with scores that agree to 1e-6.
        n_changed: records of the kind that is listed which were put or deleted since, in the list or not.
        differences: why it is another; of a list that is the same, what has changed all the same and does not matter.
    """

    entry: Entry
    same: bool
    n_changed: int
    differences: tuple[Difference, ...]


def of_makers(house: House, made: Mapping[str, Any]) -> list[Difference]:
    """Say which of the makers that an entry names is another now."""
    present = made_by(house, on=date.fromisoformat(made["as_of"]))
    makers: tuple[Code, ...] = ("encoder", "ranker", "kinds", "rules")
    return [
        Difference(name, then=str(made[name]), now=str(present[name])) for name in makers if made[name] != present[name]
    ]
