"""Invented people: names, identity numbers with a right check digit, phone numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from stdnum.cn import ric

from data.synthetic.chance import Bag, Chance, fill_bag
from data.synthetic.words import read_words
from matcher.errors import BadInput

PHONES = 1_000_000  # numbers under one five-digit beginning


@cache
def surnames() -> Bag[str]:
    """Weigh surnames by how common they are in Shandong."""
    return fill_bag((name, float(weight)) for name, weight in read_words("names")["surnames"])


@cache
def given_names(sex: str) -> Bag[str]:
    """Weigh the given names of a generation born between 1990 and 2008."""
    words = read_words("names")
    whole, single = words[f"{sex}_whole"], words[f"{sex}_single"]
    firsts, seconds = words[f"{sex}_first"], words[f"{sex}_second"]
    pairs = [a + b for a in firsts for b in seconds if a != b]
    return fill_bag(
        [(name, 15.0 / len(whole)) for name in whole]
        + [(name, 13.0 / len(single)) for name in single]
        + [(name, 72.0 / len(pairs)) for name in pairs]
    )


def invent_name(chance: Chance, sex: str, *, surname: str | None = None) -> str:
    """Invent the name of a young person; *sex* is female or male, *surname* None = any."""
    surname = surname or chance.draw(surnames())
    given = chance.draw(given_names(sex))
    while given in surname:
        given = chance.draw(given_names(sex))
    return surname + given


def invent_elder_name(chance: Chance) -> str:
    """Invent the name of somebody who has worked for twenty years."""
    sex = "female" if chance.happens(0.5) else "male"
    given: list[str] = read_words("names")[f"elder_{sex}"]
    return chance.draw(surnames()) + chance.pick(given)


def write_id_number(area: str, birth: date, sequence: int) -> str:
    """Write an identity number (GB 11643-1999); an odd *sequence* is male."""
    body = f"{area}{birth:%Y%m%d}{sequence:03d}"
    return body + str(ric.calc_check_digit(body + "0"))


class IdNumbers:
    """Hand out identity numbers, none of them twice."""

    __slots__ = ("_given",)

    def __init__(self, given: Iterable[str] = ()) -> None:
        self._given = set(given)

    def invent(self, chance: Chance, *, area: str, birth: date, sex: str) -> str:
        """Invent a number of this area, birth date and sex."""
        first = chance.between(0, 498)
        for step in range(499):
            sequence = (first + step) % 499 * 2 + (1 if sex == "male" else 2)
            number = write_id_number(area, birth, sequence)
            if number not in self._given:
                self._given.add(number)
                return number
        raise BadInput("no identity number is left for {area} on {day}: make a smaller city", area=area, day=birth)


def write_phone(beginning: str, n: int) -> str:
    """Write the n-th phone number under a beginning; different n give different numbers."""
    scattered = (n * 618_033 + 57_721) % PHONES
    return f"{int(beginning) + n // PHONES}{scattered:06d}"
