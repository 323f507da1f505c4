"""Which requirements the codes and the name of a major bear on, so that only those are judged one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matcher.majors.catalogue import Catalogue
from matcher.majors.codes import codes_of
from matcher.majors.reading import Reading, read_requirement
from matcher.majors.verdict import Schooled, judge


@dataclass(frozen=True, slots=True)
class Proposals:
    """Requirements by what they name; on all others every major of one sort has the same verdict."""

    understood: NDArray[np.int8]  # verdicts on a major that the catalogue knows and the requirement does not name
    strange: NDArray[np.int8]  # on one that the catalogue does not know
    naming: Mapping[str, tuple[int, ...]]  # by code or folded name
    by_level: tuple[int, ...]

    def of(self, own: Schooled) -> set[int]:
        """Give the places of the requirements on which *own* may have a verdict of its own."""
        keys = own.wide | own.field | {own.name}
        return set(self.by_level).union(*(self.naming.get(key, ()) for key in keys))

    def codes(self, own: Schooled) -> NDArray[np.int8]:
        """Give the codes of the verdicts on all requirements, right for those that are not proposed for *own*."""
        return self.understood if own.codes else self.strange


_UNNAMED = "\0"
_UNDERSTOOD = Schooled(None, _UNNAMED, frozenset({_UNNAMED}), frozenset({_UNNAMED}), frozenset({_UNNAMED}))
_STRANGE = Schooled(None, _UNNAMED, frozenset(), frozenset(), frozenset())


@lru_cache(maxsize=1)
def proposals(catalogue: Catalogue, requirements: tuple[str, ...]) -> Proposals:
    """Read *requirements*."""
    readings = [read_requirement(catalogue, text) for text in requirements]
    naming: dict[str, list[int]] = defaultdict(list)
    for place, reading in enumerate(readings):
        for key in _named(reading):
            naming[key].append(place)
    return Proposals(
        understood=codes_of(judge(catalogue, reading, _UNDERSTOOD) for reading in readings),
        strange=codes_of(judge(catalogue, reading, _STRANGE) for reading in readings),
        naming={key: tuple(places) for key, places in naming.items()},
        by_level=tuple(place for place, reading in enumerate(readings) if reading.by_level),
    )


def _named(reading: Reading) -> Iterable[str]:
    parts = reading.parts
    return frozenset().union(*(keys for part in parts for keys in (part.codes, part.near, part.open, part.names)))
