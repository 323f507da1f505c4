"""Pairs that share a block, found without a database where few people are sought: those that Splink compares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter

from matcher.linkage.splinking import BLOCKS
from matcher.linkage.traits import Traits

_KEYS = tuple(attrgetter(*block) for block in BLOCKS)


def blocked(ours: Mapping[str, Traits], theirs: Mapping[str, Traits]) -> Iterator[tuple[Traits, Traits]]:
    """Give the pairs of two sides that share all columns of a block, each pair once, by the ids of *theirs*."""
    found: dict[tuple[int, object], list[Traits]] = {}
    for one in ours.values():
        for place in _places(one):
            found.setdefault(place, []).append(one)
    for id in sorted(theirs):
        other = theirs[id]
        near = {one.id: one for place in _places(other) for one in found.get(place, ())}
        yield from ((one, other) for one in near.values())


def _places(one: Traits) -> Iterable[tuple[int, object]]:
    """Give the blocks that somebody is in; what is unknown is alike nobody's."""
    for n, key in enumerate(_KEYS):
        value = key(one)
        if value is not None and not (isinstance(value, tuple) and None in value):
            yield n, value
