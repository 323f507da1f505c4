"""Files of posts: what their columns mean, and how a row becomes a post."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from data.files import Limits
from data.frames import Column, Fault, Reading, Schema
from data.reading import Row, RowFault, Values, differing, read_entries, titles
from data.reference import load_headers
from data.values.dates import read_date
from data.values.education import read_required_education
from data.values.identifiers import read_identifier, read_phone, read_uscc
from data.values.lists import read_list
from data.values.money import read_pay
from data.values.numbers import Span, read_experience, read_headcount, read_term
from data.values.reasons import Reason
from data.values.text import Cell, hide_names, person_name, plain, short, together
from data.values.texts import open_label, open_list, open_prose
from data.values.words import Keep, read_keep, read_kind, read_night_shift, read_yes_no
from matcher.places import Gazetteer, Place
from matcher.records import Education, Kind, Person, Post, PostEntry

NEEDS = (("employer",), ("title",))
COLUMN_OF = {
    "experience_min_years": "experience",
    "experience_max_years": "experience",
    "term_min_months": "term",
    "term_max_months": "term",
    "pay_min_month_yuan": "pay",
    "pay_max_month_yuan": "pay",
    "district": "district_written",
    "zone": "place",
}  # field of a post → column, where their names differ

_OPEN = Span(None, None)
_CHINESE_NAME = re.compile(r"[\u3400-\u9fff·]{2,}")
_NO_NAME = re.compile(
    r".*(?:部门?|室|中心|公司|单位)|.{2,}[科处办组]|.*(?:人事|招聘|行政|前台|主管|专员|负责人|联系人|管理员)"
    r"|经理|会计|老师|师傅|导师|工程师|技师"
)


@cache
def schema() -> Schema:
    """Say which columns a file of posts may have and how each is read."""
    return Schema(
        load_headers("posts", NEEDS),
        (
            Column("id", read_identifier),
            Column("employer", short),
            Column("employer_uscc", read_uscc),
            Column("employer_kind", short),
            Column("district_written", short),
            Column("title", open_label),
            Column("kind", read_kind, lenient=True, quoted=True),
            Column("headcount", read_headcount),
            Column("description", open_prose),
            Column("requirements", open_prose),
            Column("education", read_required_education),
            Column("majors", read_majors),
            Column("skills", open_list),
            Column("certificates", open_list),
            Column("experience", read_experience, lenient=True, quoted=True),
            Column("term", read_term),
            Column("pay", read_pay, lenient=True, quoted=True),
            Column("pay_least", read_pay, lenient=True, quoted=True),
            Column("pay_most", read_pay, lenient=True, quoted=True),
            Column("place", open_label),
            Column("accessibility", open_label),
            Column("night_shift", read_night_shift, lenient=True, quoted=True),
            Column("board_lodging", read_keep, lenient=True, quoted=True),
            Column("board", read_yes_no, lenient=True, quoted=True),
            Column("lodging", read_yes_no, lenient=True, quoted=True),
            Column("mentor", person_name),
            Column("published_on", read_date),
            Column("closes_on", read_date),
            Column("contact", person_name),
            Column("contact_phone", read_phone, lenient=True),
        ),
    )


def read_posts(
    path: Path, *, gazetteer: Gazetteer, limits: Limits | None = None, name: str | None = None
) -> Reading[PostEntry]:
    """
    Read a file of posts.

    A post without a number of its own is known by its employer, title, place and which of its kind it is in the file.

    Args:
        name: what to call the file where *path* is a copy of it.

    Raises:
        BadInput: the file as a whole cannot be read; one line says why.
    """

    def make(rows: list[Row]) -> Iterator[PostEntry | RowFault]:
        seen: dict[str, tuple[int, PostEntry]] = {}
        for row in rows:
            entry = _entry(row.values, gazetteer)
            yield _fault(entry, row, seen) or entry

    return read_entries(path, schema(), make=make, number=_number, limits=limits or Limits(), name=name)


def read_majors(cell: Cell) -> tuple[str, ...]:
    """Read the majors asked for, each as written; 不限 among them means any."""
    majors = read_list(cell)
    return ("不限",) if any("不限" in major and len(major) <= 6 for major in majors) else majors


def _number(rows: list[Row]) -> None:
    kinds: Counter[tuple[str, ...]] = Counter()
    for values in (row.values for row in rows):
        who = values["employer_uscc"] or values["employer"]
        if values["id"] is None and who and values["title"]:
            kind = tuple(plain(part or "").casefold() for part in (who, values["title"], values["place"]))
            kinds[kind] += 1
            values["id"] = "P" + hashlib.sha256("\x1f".join((*kind, str(kinds[kind]))).encode()).hexdigest()[:12]


def _fault(entry: PostEntry, row: Row, seen: dict[str, tuple[int, PostEntry]]) -> RowFault | None:
    closes, published = entry.post.closes_on, entry.post.published_on
    if closes and published and closes < published:
        reason = Reason.DATES_ORDER.format(later="截止日期", earlier="发布日期")
        return RowFault(Fault("closes_on", closes.isoformat(), reason))
    number, earlier = seen.setdefault(entry.post.id, (row.number, entry))
    differs = differing(earlier.post, entry.post)
    if earlier is entry or not differs:
        return None
    reason = Reason.SAME_ID.format(field="岗位编号", row=number, differs=titles(schema().headers, differs, COLUMN_OF))
    return RowFault(Fault("id", entry.post.id, reason))


def _entry(values: Values, gazetteer: Gazetteer) -> PostEntry:
    place = _place(values, gazetteer)
    experience: Span = values["experience"] or _OPEN
    term: Span = values["term"] or _OPEN
    pay: Span = values["pay"] or _bounds(values["pay_least"], values["pay_most"])
    keep: Keep = values["board_lodging"] or Keep(board=None, lodging=None)
    education: Education | None = values["education"]
    kind: Kind | None = values["kind"]
    post = Post(
        id=values["id"],
        title=values["title"],
        employer=values["employer"],
        employer_uscc=values["employer_uscc"],
        employer_kind=values["employer_kind"],
        kind=kind,
        headcount=values["headcount"],
        description=hide_names(together(values["description"], values["requirements"]), *_named(values)),
        education=education,
        majors=values["majors"] or (),
        skills=values["skills"] or (),
        certificates=values["certificates"] or (),
        experience_min_years=experience.least,
        experience_max_years=experience.most,
        term_min_months=_whole(term.least),
        term_max_months=_whole(term.most),
        pay_min_month_yuan=pay.least,
        pay_max_month_yuan=pay.most,
        district=place.district or place.zone,
        zone=place.zone,
        place=values["place"],
        accessibility=values["accessibility"],
        night_shift=values["night_shift"],
        board=keep.board if keep.board is not None else values["board"],
        lodging=keep.lodging if keep.lodging is not None else values["lodging"],
        published_on=values["published_on"],
        closes_on=values["closes_on"],
    )
    return PostEntry(post, _person(values["contact"], values["contact_phone"]), _person(values["mentor"], None))


def _named(values: Values) -> Iterator[str]:
    """Give the people of a post by name; an office or a duty in the place of a name is none."""
    for name in (values["contact"], values["mentor"]):
        if name and _CHINESE_NAME.fullmatch(name) and not _NO_NAME.fullmatch(name):
            yield name


def _bounds(least: Span | None, most: Span | None) -> Span:
    return Span(least.least if least else None, most.most if most else None)


def _place(values: Values, gazetteer: Gazetteer) -> Place:
    stated = gazetteer.recognise(values["district_written"] or "")
    seen = gazetteer.recognise(values["place"] or "")
    return Place(stated.district or stated.zone or seen.district, stated.zone or seen.zone)


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


def _person(name: Any, phone: Any) -> Person | None:
    return Person(name=name, phone=phone) if name or phone else None
