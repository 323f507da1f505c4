"""Links by the same sound ID number, and what contradicts them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from matcher.linkage.comparisons import BIRTH, NAME, SEX
from matcher.linkage.traits import Traits

DIFFERING = frozenset({"surname", "given_name", "differs"})  # levels of a name that are another name


def same_numbers(candidates: Iterable[Traits], entries: Iterable[Traits]) -> Iterator[tuple[Traits, Traits]]:
    """Pair candidates and entries that have the same sound ID number, in the order of the entries."""
    bearers: defaultdict[str, list[Traits]] = defaultdict(list)
    for candidate in candidates:
        if candidate.number is not None:
            bearers[candidate.number].append(candidate)
    for entry in entries:
        if entry.number is not None:
            yield from ((candidate, entry) for candidate in bearers.get(entry.number, ()))


def is_contradicted(a: Traits, b: Traits) -> bool:
    """Tell whether a number seems typed into another's row: name, birth date and sex all differ."""
    name, birth, sex = NAME.level(a, b), BIRTH.level(a, b), SEX.level(a, b)
    if name is None or birth is None or sex is None:
        return False
    return name.name in DIFFERING and birth.name == "differs" and sex.name == "differs"
