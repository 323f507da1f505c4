"""Courses: what training providers of the districts offer to those who want a skill."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from data.synthetic.chance import Chance
from data.synthetic.places import districts_by_people, write_address
from data.synthetic.words import read_words

COURSE_COLUMNS: tuple[str, ...] = tuple(read_words("programme")["columns"]["courses"])


def course_rows(chance: Chance, *, on: date) -> Iterator[tuple[str, ...]]:
    """Write one row for each course of the vocabulary, in the order of COURSE_COLUMNS; most begin within months."""
    words = read_words("programme")
    for name, content in words["courses"]["rows"]:
        district = chance.draw(districts_by_people())
        provider = str(chance.pick(words["courses"]["providers"])).format(district=district.around or district.name)
        begins = on + timedelta(days=chance.between(-20, 100))
        place = write_address(chance, district, buildings="public")
        seats = str(chance.pick((20, 25, 30, 30, 40, 40, 50, 60)))
        yield name, content, provider, begins.isoformat(), place, seats
