"""Links by the same sound ID number, and what contradicts them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from matcher.linkage.comparisons import NAME, PHONE
from matcher.linkage.traits import Traits

SIBLINGS = "one_character"  # level of a name
DIFFERING = frozenset({"surname", "differs"})  # levels of a name that are another name


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
    """
    Tell whether a number seems typed into another's row.

    Offices copy birth date and sex from the number, so that they agree with a wrong number too: another name counts,
    unless the surname is the same and the phone too. A name that differs by one character may be a sibling's where the
    phone is another.
    """
    name, phone = NAME.level(a, b), PHONE.level(a, b)
    if name is not None and name.name == SIBLINGS:
        return phone is not None and phone.name == "differs"
    if name is None or name.name not in DIFFERING:
        return False
    return name.name == "differs" or phone is None or phone.name != "same"
