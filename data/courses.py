"""Files of training courses: what their columns mean, and how a row becomes a course."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from data.files import Limits
from data.frames import Column, Fault, Reading, Schema
from data.mentions import made_id
from data.reading import Row, RowFault, Values, differing, read_entries, titles
from data.reference import load_headers
from data.values.dates import read_date
from data.values.identifiers import read_identifier
from data.values.numbers import read_headcount
from data.values.reasons import Reason
from data.values.text import short
from data.values.texts import open_label, open_prose
from matcher.places import Gazetteer
from matcher.records import Course

NEEDS = (("name",),)
COLUMN_OF = {"district": "place"}  # field of a course → column, where they differ


@cache
def schema() -> Schema:
    """Say which columns a file of courses may have and how each is read."""
    return Schema(
        load_headers("courses", NEEDS),
        (
            Column("id", read_identifier),
            Column("name", open_label),
            Column("content", open_prose),
            Column("provider", short),
            Column("starts_on", read_date, lenient=True, quoted=True),
            Column("place", open_label),
            Column("seats", read_headcount, lenient=True, quoted=True),
        ),
    )


def read_courses(
    path: Path, *, gazetteer: Gazetteer, limits: Limits | None = None, name: str | None = None
) -> Reading[Course]:
    """
    Read a file of courses.

    A course without a number of its own is known by its name, provider, first day and place.

    Args:
        name: what to call the file where *path* is a copy of it.

    Raises:
        BadInput: the file as a whole cannot be read; one line says why.
    """

    def make(rows: list[Row]) -> Iterator[Course | RowFault]:
        seen: dict[str, tuple[int, Course]] = {}
        for row in rows:
            course = _course(row.values, gazetteer)
            yield _fault(course, row, seen) or course

    return read_entries(path, schema(), make=make, limits=limits or Limits(), name=name)


def _course(values: Values, gazetteer: Gazetteer) -> Course:
    place = gazetteer.recognise(values["place"] or "")
    known_by = (values["name"], values["provider"], values["starts_on"], values["place"])
    return Course(
        id=values["id"] or made_id("K", *known_by),
        name=values["name"],
        content=values["content"],
        provider=values["provider"],
        starts_on=values["starts_on"],
        place=values["place"],
        district=place.zone or place.district,
        seats=values["seats"],
    )


def _fault(course: Course, row: Row, seen: dict[str, tuple[int, Course]]) -> RowFault | None:
    number, earlier = seen.setdefault(course.id, (row.number, course))
    differs = differing(earlier, course)
    if earlier is course or not differs:
        return None
    headers = schema().headers
    field = "id" if row.values["id"] else "name"
    said = titles(headers, differs, COLUMN_OF)
    reason = Reason.SAME_ID.format(field=headers.title(field), row=number, differs=said)
    return RowFault(Fault(field, str(row.values[field]), reason))
