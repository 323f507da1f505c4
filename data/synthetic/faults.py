"""Faults that offices make when they write down people: in numbers, in names, in what they leave out."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from data.synthetic.chance import Chance, fill_bag_from
from data.synthetic.words import read_words

NUMBERS = fill_bag_from(
    {
        "right": 68,
        "missing": 9,
        "fifteen": 3,
        "wide": 4,
        "lower": 4,
        "spaced": 3,
        "swapped": 4,
        "mistyped": 4,
        "short": 1,
    }
)
NAMES = fill_bag_from({"right": 86, "variant": 8, "spaced": 3, "swapped": 1, "cut": 1, "other": 1})

WIDE = {ord(c): ord(c) + 0xFEE0 for c in "0123456789X"}


@cache
def _variants() -> dict[str, str]:
    pairs = read_words("names")["variants"]
    return {a: b for a, b in pairs} | {b: a for a, b in pairs}


def _swap(text: str, place: int) -> str:
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _swapped_digits(chance: Chance, number: str) -> str:
    places = [i for i in range(6, 16) if number[i] != number[i + 1]]
    return _swap(number, chance.pick(places)) if places else number


def _mistyped(chance: Chance, number: str) -> str:
    place = chance.between(6, 16)
    digit = str((int(number[place]) + chance.between(1, 9)) % 10)
    return number[:place] + digit + number[place + 1 :]


def _fifteen(chance: Chance, number: str) -> str:
    return number[:6] + number[8:17] if number[6:8] == "19" else number


_NUMBER_FAULTS: dict[str, Callable[[Chance, str], str]] = {
    "missing": lambda chance, number: "",
    "fifteen": _fifteen,
    "wide": lambda chance, number: number.translate(WIDE),
    "lower": lambda chance, number: number.lower(),
    "spaced": lambda chance, number: f"{number[:6]} {number[6:14]} {number[14:]}",
    "swapped": _swapped_digits,
    "mistyped": _mistyped,
    "short": lambda chance, number: number[:17],
}


def spoil_number(chance: Chance, number: str) -> str:
    """Write an identity number as an office might: mostly right, else missing, old, wide, swapped or mistyped."""
    fault = _NUMBER_FAULTS.get(chance.draw(NUMBERS))
    return fault(chance, number) if fault else number


def spoil_name(chance: Chance, name: str) -> str:
    """Write a name as an office might: mostly right, else in variant characters, spaced, swapped or cut."""
    match chance.draw(NAMES):
        case "variant":
            places = [i for i, c in enumerate(name) if c in _variants()]
            if places:
                i = chance.pick(places)
                return name[:i] + _variants()[name[i]] + name[i + 1 :]
        case "spaced":
            return name[0] + "　" + name[1:]
        case "swapped" if len(name) > 2:
            return name[0] + name[2] + name[1] + name[3:]
        case "cut" if len(name) > 2:
            return name[:2]
        case "other":
            return f"{name}（{chance.pick(('户主之子', '户主之女', '长子', '次女'))}）"
    return name
