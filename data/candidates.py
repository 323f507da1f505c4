"""Files of candidates: what their columns mean, who is the same person, and how a row becomes a candidate."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from data.files import Limits
from data.frames import Column, Fault, Reading, Schema
from data.naming import first_rows, read_naming_nobody
from data.reading import Row, RowFault, Values, differing, titles
from data.reference import load_headers
from data.values.dates import Partial, read_date, read_partial
from data.values.education import read_attained_education
from data.values.identifiers import IdNumber, read_id_number, read_identifier, read_mobile
from data.values.lists import read_list
from data.values.money import read_pay
from data.values.numbers import Span, read_years
from data.values.reasons import Reason
from data.values.text import Cell, hide_names, label, person_name, short, together
from data.values.texts import open_label, open_list, open_prose
from data.values.words import read_employment_status, read_kind, read_sex, read_yes_no
from matcher.places import Gazetteer
from matcher.records import Candidate, CandidateEntry, Education, Person

NEEDS = (("name",), ("id_number", "phone"))
COLUMN_OF = {
    "education_written": "education",
    "any_district": "districts",
    "pay_min_month_yuan": "pay",
}  # field of a candidate → column, where their names differ

_JOINED = 50  # numbers that a note names
_COMPARED = 20  # rows of one person that later ones are held against
_Key = tuple[str, str | None]  # what identifies a person, and the name where that may be shared
_EVERYWHERE = re.compile(
    r"(?:济南)?(?:全市|全济南|全域|市区|市内|各区县?|所有区县?)|不限|均可|都可以?|都行|无要求|济南市?"
)
_EXCEPT = re.compile(r"除.*外|以外|不去|不含|不要|不考虑")


@cache
def schema(gazetteer: Gazetteer) -> Schema:
    """Say which columns a file of candidates may have and how each is read."""
    return Schema(
        load_headers("candidates", NEEDS),
        (
            Column("id", read_identifier),
            Column("name", person_name),
            Column("id_number", read_id_number),
            Column("phone", read_mobile),
            Column("sex", read_sex),
            Column("birth_on", read_partial),
            Column("education", _education),
            Column("graduation_status", short),
            Column("school", open_label),
            Column("school_kind", short),
            Column("major", open_label),
            Column("graduated_on", read_date),
            Column("employment_status", read_employment_status),
            Column("unemployment_registered_on", read_date),
            Column("home_district", _home(gazetteer), lenient=True),
            Column("districts", _districts(gazetteer), lenient=True),
            Column("skills", open_list),
            Column("certificates", open_list),
            Column("experience", open_prose),
            Column("work", open_prose),
            Column("experience_years", read_years, lenient=True, quoted=True),
            Column("wish", open_prose),
            Column("kind_wanted", read_kind, lenient=True, quoted=True),
            Column("pay", read_pay, lenient=True, quoted=True),
            Column("needs", open_prose),
            Column("source", short),
            Column("push_consent", read_yes_no),
            Column("ranking_consent", read_yes_no),
            Column("contact_consent", read_yes_no),
        ),
    )


def read_candidates(
    path: Path,
    *,
    gazetteer: Gazetteer,
    identify: Callable[[str], str],
    limits: Limits | None = None,
    name: str | None = None,
) -> Reading[CandidateEntry]:
    """
    Read a file of candidates.

    Rows of one person (the same ID number; or phone, birth date and name) get one id: the number that the file gives
    it, else what *identify* makes of the ID number, or of phone and birth date.

    Args:
        identify: text → short id that does not give the text away.
        name: what to call the file where *path* is a copy of it.

    Raises:
        BadInput: the file as a whole cannot be read; one line says why.
    """

    doubtful: list[int] = []
    joined: list[str] = []

    def make(rows: list[Row]) -> Iterator[CandidateEntry | RowFault]:
        people = _People(rows, identify, joined)
        for row in rows:
            if row.values["id_number"] and row.values["sex"] not in (None, row.values["id_number"].sex):
                doubtful.append(row.number)
            yield _fault_of_row(row.values) or people.entry(row)

    reading = read_naming_nobody(path, schema(gazetteer), make=make, limits=limits or Limits(), name=name)
    reading.notes += _notes(doubtful, joined)
    return reading


def _notes(doubtful: list[int], joined: list[str]) -> Iterator[str]:
    if doubtful:
        yield f"{Reason.SEX_DIFFERS}，按身份证号 {len(doubtful)} 行：{first_rows(doubtful)}，请核对"
    if joined:
        yield joined_note("行与前面的行是同一人，编号不同，已并入先出现的编号", len(joined), joined)


def joined_note(what: str, n: int, examples: Sequence[str]) -> str:
    """Say how many were joined with a person known under another number, and the first of those numbers."""
    first = "、".join(examples[:_JOINED])
    more = f"，等 {len(examples)} 个" if len(examples) > _JOINED else ""
    return f"{n} {what}" + (f"：{first}{more}" if first else "")


class _People:
    """Who of the rows is the same person, and what was read of each so far."""

    def __init__(self, rows: list[Row], identify: Callable[[str], str], joined: list[str]) -> None:
        self._identify = identify
        self._joined = joined  # numbers given up for an earlier one of the same person
        self._numbers: dict[tuple[str, str, date], set[str]] = {}  # name, phone, birth date → ID numbers
        for row in rows:
            if row.values["id_number"] and row.values["phone"]:
                self._numbers.setdefault(_reached_by(row.values), set()).add(row.values["id_number"].number)
        self._id_of: dict[_Key, str] = {}  # person → the number that some row of the file gives
        for row in rows:
            if row.values["id"] is not None and _fault_of_row(row.values) is None:
                self._id_of.setdefault(self._key(row.values), str(row.values["id"]))
        self._owners: dict[str, tuple[int, _Key]] = {}  # id → first row and person
        self._seen: dict[str, list[tuple[int, CandidateEntry]]] = {}

    def _key(self, values: Values) -> _Key:
        if values["id_number"]:
            return values["id_number"].number, None
        numbers = self._numbers.get(_reached_by(values), set())
        if len(numbers) == 1:
            return next(iter(numbers)), None
        return f"{values['phone']}|{values['birth_on'].last.isoformat()}", values["name"]

    def entry(self, row: Row) -> CandidateEntry | RowFault:
        """Make the entry of a row, or say which earlier row contradicts it."""
        key = self._key(row.values)
        id = self._id_of.get(key) or self._identify(key[0])
        written = row.values["id"]
        first, owner = self._owners.setdefault(id, (row.number, key))
        if owner != key and written is None:
            return RowFault(Fault("phone", "", Reason.SAME_PHONE.format(row=first)))
        if owner != key:
            return RowFault(Fault("id", id, Reason.SAME_ID.format(field="编号", row=first, differs="不是同一人")))
        entry = _entry(row.values, id)
        fault = self._contradiction(id, entry)
        seen = self._seen.setdefault(id, [])
        if fault is None and len(seen) < _COMPARED:
            seen.append((row.number, entry))
        if fault is None and written not in (None, id):
            self._joined.append(f"第{row.number}行{written}并入{id}")
        return fault or entry

    def _contradiction(self, id: str, entry: CandidateEntry) -> RowFault | None:
        for number, earlier in self._seen.get(id, ()):
            differs = _contradictions(earlier, entry)
            if differs:
                said = titles(load_headers("candidates", NEEDS), differs, COLUMN_OF)
                return RowFault(
                    Fault(
                        COLUMN_OF.get(differs[0], differs[0]), "", Reason.SAME_PERSON.format(row=number, differs=said)
                    )
                )
        return None


def _contradictions(earlier: CandidateEntry, later: CandidateEntry) -> list[str]:
    names = differing(earlier.person, later.person)
    if "name" in names:
        return names
    if earlier.source and later.source and earlier.source != later.source:
        return []  # registers may differ; the later one counts
    return [*names, *differing(earlier.candidate, later.candidate)]


def _reached_by(values: Values) -> tuple[str, str, date]:
    birth = values["id_number"].birth_on if values["id_number"] else values["birth_on"].last
    return values["name"], values["phone"], birth


def _fault_of_row(values: Values) -> RowFault | None:
    number: IdNumber | None = values["id_number"]
    birth: Partial | None = values["birth_on"]
    if number is None:
        if birth is None:
            return RowFault(Fault("birth_on", "", Reason.MISSING.format(fields="身份证号，或手机号和出生日期")))
        return (
            RowFault(Fault("birth_on", f"{birth.year}-{birth.month:02}", Reason.DATE_DAY))
            if birth.day is None
            else None
        )
    if birth is not None and not _same_day(birth, number.birth_on):
        return RowFault(Fault("birth_on", birth.last.isoformat(), Reason.BIRTH_DIFFERS))
    return None


def _same_day(birth: Partial, on: date) -> bool:
    return (birth.year, birth.month) == (on.year, on.month) and birth.day in (None, on.day)


def _education(cell: Cell) -> tuple[Education | None, str | None]:
    return read_attained_education(cell), label(cell)


def _home(gazetteer: Gazetteer) -> Callable[[Cell], str | None]:
    def read(cell: Cell) -> str | None:
        text = label(cell) or ""
        place = gazetteer.recognise(text)
        if text and not (place.zone or place.district):
            raise ValueError(Reason.DISTRICT.value)
        return place.zone or place.district

    return read


def _districts(gazetteer: Gazetteer) -> Callable[[Cell], tuple[tuple[str, ...], bool | None]]:
    def read(cell: Cell) -> tuple[tuple[str, ...], bool | None]:
        if _EXCEPT.search(label(cell) or ""):
            raise ValueError(Reason.DISTRICT.value)
        words = read_list(cell)
        everywhere = any(_EVERYWHERE.fullmatch(word) for word in words)
        places = [gazetteer.recognise(word) for word in words]
        names = tuple(dict.fromkeys(place.zone or place.district for place in places if place.zone or place.district))
        if not names and not everywhere and words:
            raise ValueError(Reason.DISTRICT.value)
        return tuple(name for name in names if name), True if everywhere else None

    return read


def _entry(values: Values, id: str) -> CandidateEntry:
    number: IdNumber | None = values["id_number"]
    education, education_written = values["education"] or (None, None)
    districts, any_district = values["districts"] or ((), None)
    pay: Span | None = values["pay"]
    candidate = Candidate(
        id=id,
        education=education,
        education_written=education_written,
        graduation_status=values["graduation_status"],
        school=values["school"],
        school_kind=values["school_kind"],
        major=values["major"],
        graduated_on=values["graduated_on"],
        birth_on=number.birth_on if number else values["birth_on"].last,
        sex=number.sex if number else values["sex"],
        employment_status=values["employment_status"],
        unemployment_registered_on=values["unemployment_registered_on"],
        home_district=values["home_district"],
        districts=districts,
        any_district=any_district,
        skills=values["skills"] or (),
        certificates=values["certificates"] or (),
        experience=hide_names(together(values["experience"], values["work"]), values["name"]),
        experience_years=values["experience_years"],
        wish=hide_names(values["wish"], values["name"]),
        kind_wanted=values["kind_wanted"],
        pay_min_month_yuan=_least(pay),
        needs=hide_names(values["needs"], values["name"]),
        push_consent=values["push_consent"],
        ranking_consent=values["ranking_consent"],
        contact_consent=values["contact_consent"],
    )
    person = Person(name=values["name"], id_number=number.number if number else None, phone=values["phone"])
    return CandidateEntry(candidate, person, values["source"])


def _least(pay: Span | None) -> Any:
    return None if pay is None else pay.least
