"""Files of registries: what their columns mean, and how a row becomes the people that an office names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from data.files import Limits
from data.files.sheets import place_of
from data.frames import Column, Fault, Reading, Schema
from data.reading import Row, RowFault, Values, read_entries
from data.reference import load_headers
from data.values.dates import read_birth, read_since
from data.values.disability import read_disability_grade, read_disability_kind
from data.values.identifiers import read_identifier, read_written_number, sound_identity
from data.values.reasons import Reason
from data.values.text import label, person_name, plain, short
from data.values.words import read_sex, read_yes_no
from matcher.errors import BadInput
from matcher.linkage.numbers import Certificate, bare_number, person_part, read_certificate
from matcher.places import Gazetteer
from matcher.priority_groups import PriorityGroups, RegistryKind
from matcher.records import Identity, RegistryEntry

People = tuple[RegistryEntry, ...]  # those of one row; their ids are given when the whole file is read

WHO = ("name", "id_number", "certificate", "head", "head_id_number")
NEEDS = (WHO,)
DISABILITY = ("certificate", "disability_kind", "disability", "disability_grade")
_SEVERAL = re.compile(r"[、,，;；/|\n]+")
_IN_BRACKETS = re.compile(r"[(（【\[][^)）】\]]*[)）】\]]?")
_HEAD = re.compile(r"(?:本人|户主|申请人|自己|户主本人)")
_FIRST = 5


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a file of a registry holds: its reading, row by row, and its people with ids of their own."""

    reading: Reading[People]
    entries: list[RegistryEntry]


@cache
def schema(gazetteer: Gazetteer) -> Schema:
    """Say which columns a file of a registry may have and how each is read."""
    return Schema(
        load_headers("registries", NEEDS),
        (
            Column("id", read_identifier, lenient=True),
            Column("name", _names),
            Column("id_number", read_written_number),
            Column("certificate", read_written_number),
            Column("head", person_name),
            Column("head_id_number", read_written_number),
            Column("relation", label),
            Column("sex", read_sex, lenient=True),
            Column("birth", read_birth, lenient=True),
            Column("phone", read_identifier, lenient=True),
            Column("district", _district(gazetteer), lenient=True),
            Column("category", short),
            Column("household", read_identifier, lenient=True),
            Column("since", read_since, lenient=True),
            Column("disability_kind", read_disability_kind, lenient=True),
            Column("disability_grade", read_disability_grade, lenient=True),
            Column("disability", short),
            Column("status", short),
            Column("has_left", read_yes_no, lenient=True),
            Column("is_there", read_yes_no, lenient=True),
        ),
    )


def _names(cell: Any) -> tuple[str, ...] | None:
    """Read one name, or those of a household in one cell; what stands in brackets is no part of a name."""
    text = short(cell.replace("\n", "、") if isinstance(cell, str) else cell)
    parts = _SEVERAL.split(_IN_BRACKETS.sub("、", text or ""))
    return tuple(name for part in parts if (name := person_name(part))) or None


def _district(gazetteer: Gazetteer) -> Callable[[Any], str | None]:
    def read(cell: Any) -> str | None:
        place = gazetteer.recognise(label(cell) or "")
        if not (place.zone or place.district):
            raise ValueError(Reason.DISTRICT.value)
        return place.zone or place.district

    return read


def read_registry(
    path: Path,
    kind: RegistryKind,
    *,
    groups: PriorityGroups,
    gazetteer: Gazetteer,
    identify: Callable[[str], str],
    limits: Limits | None = None,
    name: str | None = None,
) -> Extracted:
    """
    Read an extract of a registry as its office writes it.

    Unlike in other files a damaged number of a person does not cost the row: it is kept as written, for comparing is
    what it is there for. A number of which a spreadsheet dropped the last digits is unknown, with a note.

    Args:
        path: of the file.
        kind: of the registry.
        groups: the table of priority groups.
        gazetteer: the places of the city.
        identify: text → short id that does not give the text away.
        limits: of the file.
        name: what to call the file where *path* is a copy of it.

    Raises:
        BadInput: the file as a whole cannot be read, or is one of another kind; one line says why.
    """
    noted = defaultdict[str, list[int]](list)

    def make(rows: list[Row]) -> Iterator[People | RowFault]:
        _refuse_other_kind(rows, kind)
        households = _Households()
        for row in rows:
            values = households.completed(row)
            try:
                people = _people(values, kind, groups)
            except RowFault as fault:
                yield fault
                continue
            _note(noted, row.number, values)
            yield people

    reading = read_entries(path, schema(gazetteer), make=make, limits=limits or Limits(), name=name)
    reading.notes += [f"{what} {len(rows)} 行：{_rows(rows)}" for what, rows in noted.items()]
    entries = _with_ids([one for people in reading.entries for one in people], identify)
    n_doubles = sum(len(people) for people in reading.entries) - len(entries)
    if n_doubles:
        reading.notes.append(f"与前面的行完全相同的 {n_doubles} 人只计一次")
    return Extracted(reading, entries)


def _refuse_other_kind(rows: list[Row], kind: RegistryKind) -> None:
    """Refuse a list of disability certificates handed in as another registry, or another list as that one."""
    for table in {id(row.table): row.table for row in rows}.values():
        columns, where = table.columns.keys(), place_of(table.file, table.sheet)
        if kind.code == "disabled" and not columns & {*DISABILITY}:
            titles = [load_headers("registries", NEEDS).title(name) for name in DISABILITY]
            raise BadInput(
                "{where}: a registry of {kind} needs one of the columns {columns}",
                where=where,
                kind=kind.code,
                columns=titles,
            )
        if kind.code != "disabled" and "certificate" in columns and not columns & {"id_number", "head_id_number"}:
            raise BadInput(
                "{where}: column {column} belongs to another registry than {kind}",
                where=where,
                column=table.header[table.columns["certificate"]],
                kind=kind.code,
            )


class _Households:
    """What the rows of a household share where only its first row says it, as text tables of merged cells do."""

    def __init__(self) -> None:
        self._last: Row | None = None  # the last row that names its head
        self._heads: dict[str, str] = {}  # number of a household → the name of its head

    def completed(self, row: Row) -> Values:
        """Give the values of a row, with what its household says above it."""
        values = row.values
        is_head = _is_head(values)
        if is_head and values["household"] and values["name"]:
            self._heads[values["household"]] = values["name"][0]
        if values["head"] or is_head:
            self._last = row
            return values
        if not values["relation"]:
            return values
        if values["household"]:
            return values | {"head": self._heads.get(values["household"])}
        above = self._last
        if above is None or above.table is not row.table or "head" not in row.table.columns:
            return values
        shared = ("head", "household", "district", "category")
        return values | {name: above.values[name] for name in shared if values[name] is None}


def _is_head(values: Values) -> bool:
    return _HEAD.fullmatch(plain(values["relation"] or "")) is not None


def _people(values: Values, kind: RegistryKind, groups: PriorityGroups) -> People:
    """
    Give the people whom a row names.

    Raises:
        RowFault: it names nobody, somebody who has left the registry, or a group that the registry does not prove.
    """
    status = values["status"]
    if groups.has_ended(status) or values["has_left"] or values["is_there"] is False:
        at = "status" if groups.has_ended(status) else "has_left" if values["has_left"] else "is_there"
        said = status if at == "status" else load_headers("registries", NEEDS).title(at)
        raise RowFault(Fault(at, said, Reason.ENDED.format(status=said)))
    group = groups.group_of(kind, values["category"])
    if group is None:
        reason = Reason.OTHER_GROUP.format(stated=values["category"])
        raise RowFault(Fault("category", values["category"], reason))
    members = _members(values)
    if len(members) == 1:
        return (_entry(values, members[0], kind, group),)
    alone = values | dict.fromkeys(("sex", "birth", "phone", "certificate", *DISABILITY))
    first = values["head"]
    return tuple(
        _entry(alone | {"phone": values["phone"] if one.name == first else None}, one, kind, group) for one in members
    )


@dataclass(frozen=True, slots=True, repr=False)
class _Member:
    """Somebody of a row; both None is not possible."""

    name: str | None
    number: str | None


def _members(values: Values) -> list[_Member]:
    names: tuple[str, ...] = values["name"] or ()
    numbers = [one for one in _SEVERAL.split(values["id_number"] or "") if one]
    if len(names) <= 1 and len(numbers) <= 1:
        return [_single(values, names[0] if names else None, numbers[0] if numbers else None)]
    if names and numbers and len(names) != len(numbers):
        reason = Reason.MEMBERS.format(n_names=len(names), n_numbers=len(numbers))
        raise RowFault(Fault("id_number", "", reason))
    n = max(len(names), len(numbers))
    found = [_Member(names[i] if names else None, numbers[i] if numbers else None) for i in range(n)]
    if values["head"] and values["head"] not in names:
        found.insert(0, _Member(values["head"], values["head_id_number"] or None))
    return found


def _single(values: Values, name: str | None, number: str | None) -> _Member:
    """Give the one person of a row: the member, or the head where it names no member."""
    if name is None and number is None and not values["certificate"]:
        name, number = values["head"], values["head_id_number"] or None
    if number is None and name is not None and name == values["head"]:
        number = values["head_id_number"] or None
    if name is None and number is None and not values["certificate"]:
        fields = ("name", "id_number")
        titles = "或".join(load_headers("registries", NEEDS).title(one) for one in fields)
        raise RowFault(Fault("id_number", "", Reason.MISSING.format(fields=titles)))
    return _Member(name, number)


def _entry(values: Values, member: _Member, kind: RegistryKind, group: str) -> RegistryEntry:
    written = values["certificate"] or _certificate_among(member.number, kind)
    certificate = read_certificate(written or "")
    number = member.number if sound_identity(member.number) else written or member.number or None
    held = read_certificate(number) if number else None
    number = held.id_number if held else number
    known = sound_identity(number)
    head = None if _is_head(values) or values["head"] == member.name else values["head"]
    return RegistryEntry(
        id="",
        kind=kind.code,
        group=group,
        identity=Identity(
            id="",
            name=member.name,
            id_number=number,
            phone=values["phone"],
            sex=values["sex"] or (known.sex if known else None),
            birth=values["birth"] or (known.birth_on.isoformat() if known else None),
            district=values["district"],
        ),
        relative=head,
        evidence=written or values["household"],
        disability_kind=_stated(values, certificate, "kind") if kind.code == "disabled" else None,
        disability_grade=_stated(values, certificate, "grade") if kind.code == "disabled" else None,
        since=values["since"],
    )


def _certificate_among(number: str | None, kind: RegistryKind) -> str | None:
    """Give the certificate that stands in the column of ID numbers of a list of certificates."""
    return number if number and kind.code == "disabled" and read_certificate(number) else None


_READ = {"kind": read_disability_kind, "grade": read_disability_grade}


def _stated(values: Values, certificate: Certificate | None, what: str) -> int | None:
    """Give kind or grade of a disability: by the certificate, else by its own column, else by one for both."""
    if certificate is not None:
        return int(getattr(certificate, what))
    if values[f"disability_{what}"] is not None:
        return int(values[f"disability_{what}"])
    try:
        return None if values["disability"] is None else _READ[what](values["disability"])
    except ValueError:
        return None


def _note(noted: dict[str, list[int]], row: int, values: Values) -> None:
    """Note what of a row the office may want to look at; values are never told."""
    numbers = [values[field] for field in ("id_number", "certificate") if values[field] is not None]
    if "" in numbers:
        noted["证件号被 Excel 丢失了后几位，按未填处理"].append(row)
    damaged = [one for text in numbers for one in _SEVERAL.split(text) if one and sound_identity(one) is None]
    if damaged:
        noted["证件号不完整或校验不符，照原样保留待比对"].append(row)
    certificate = read_certificate(values["certificate"] or "")
    if certificate is not None and any(
        values[f"disability_{what}"] not in (None, getattr(certificate, what)) for what in _READ
    ):
        noted["残疾类别或等级与残疾人证号不符，按证号"].append(row)


def _rows(rows: Sequence[int]) -> str:
    return "、".join(f"第{row}行" for row in rows[:_FIRST]) + ("等" if len(rows) > _FIRST else "")


def _with_ids(found: list[RegistryEntry], identify: Callable[[str], str]) -> list[RegistryEntry]:
    """
    Give each person an id that stays while the office tells the same number, or name, birth date, proof and head.

    The second of an id is numbered, in an order that does not depend on the rows; whoever stands there twice, all being
    equal, is one.
    """
    of_id = defaultdict[str, dict[RegistryEntry, None]](dict)
    for entry in found:
        of_id["R" + identify(_known_by(entry))[1:]][entry] = None
    given = list[RegistryEntry]()
    for id, same in of_id.items():
        ordered = sorted(same, key=lambda one: str(astuple(one))) if len(same) > 1 else list(same)
        for n, entry in enumerate(ordered, 1):
            own = id if n == 1 else f"{id}-{n}"
            given.append(replace(entry, id=own, identity=replace(entry.identity, id=own)))
    return given


def _known_by(entry: RegistryEntry) -> str:
    who = entry.identity
    known = sound_identity(who.id_number)
    if known is not None:
        return f"registry|{entry.kind}|{known.number}"
    proof = entry.evidence or ""
    if entry.kind == "disabled":
        proof = person_part(bare_number(proof))  # a certificate issued anew is that of the same person
    if who.name is None:
        return f"registry|{entry.kind}|{who.id_number}|{proof}"
    told = (who.name, who.birth or who.district or "", proof, entry.relative or "")
    return f"registry|{entry.kind}|{'|'.join(told)}"
