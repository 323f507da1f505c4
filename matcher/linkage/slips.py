"""Where to look for somebody at once: what a slip of the pen makes of an ID number, and other forms of a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, product

from matcher.linkage.numbers import bare_number, person_part, read_person_part
from matcher.linkage.variants import FOLDED

WHOLE = 18
MOST_NAMES = 64  # spellings of one name: its characters have two or three forms each, if any
_DIGITS = "0123456789X"


def near_numbers(text: str) -> frozenset[str]:
    """
    Give the numbers that an ID number, sound or not, may be another spelling of; itself is among them.

    One digit is another, two neighbours changed places, or one is lost. No slip makes one sound number of another, so
    of a sound number these are unsound but itself, and of an unsound one the sound ones are given.
    """
    number = person_part(bare_number(text))
    read = read_person_part(number)
    if read is not None:
        return frozenset({read.number, *_slips(read.number), *_losses(read.number)})
    if len(number) not in (WHOLE, WHOLE - 1):
        return frozenset({number})
    made = _slips(number) if len(number) == WHOLE else _gains(number)
    return frozenset({number, *(one for one in made if read_person_part(one) is not None)})


def near_names(name: str) -> frozenset[str]:
    """Give the ways in which a name is written with old forms and variants of its characters; itself is among them."""
    forms = [_FORMS.get(FOLDED.get(ord(one), one), ()) or (one,) for one in name]
    return frozenset({name, *map("".join, islice(product(*forms), MOST_NAMES))})


def _slips(number: str) -> Iterator[str]:
    for n, one in enumerate(number):
        yield from (number[:n] + other + number[n + 1 :] for other in _DIGITS if other != one)
    for n in range(len(number) - 1):
        yield number[:n] + number[n + 1] + number[n] + number[n + 2 :]


def _losses(number: str) -> Iterator[str]:
    return (number[:n] + number[n + 1 :] for n in range(len(number)))


def _gains(number: str) -> Iterator[str]:
    return (number[:n] + other + number[n:] for n in range(len(number) + 1) for other in _DIGITS)


def _all_forms() -> dict[str, tuple[str, ...]]:
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for code, stands in FOLDED.items():
        forms[stands] |= {stands, chr(code)}
    return {stands: tuple(sorted(found)) for stands, found in forms.items()}


_FORMS = _all_forms()
