"""Judged links: lists of candidates and registries as offices write them, and which rows are which candidates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from data.files import Limits
from data.frames import Column, Reading, Schema
from data.reading import Row, read_entries
from data.reference import load_headers, load_priority_groups
from data.registries import Extracted, read_registry
from data.suites.files import Manifest, read_rows
from data.values.dates import read_birth
from data.values.identifiers import read_identifier, read_written_number
from data.values.reasons import Reason
from data.values.text import label, person_name
from data.values.words import read_sex
from matcher.errors import BadInput
from matcher.places import Gazetteer
from matcher.records import Identity
from matcher.text import clean

TASK = "registry-to-candidate"

_NEEDS = (("id",), ("name",))


@dataclass(frozen=True, slots=True)
class LinkSuite:
    """
    People to link.

    Attributes:
        registries: kind → who its rows name; the id of an entry is kind and number of the row, from 1: low_income:17.
        n_rows: of all registries, those among them that name nobody.
        truth: (id of an entry, id of a candidate) of those who are one person.
    """

    name: str
    candidates: tuple[Identity, ...]
    registries: Mapping[str, tuple[Identity, ...]]
    n_rows: int
    truth: frozenset[tuple[str, str]]


def read_link_suite(manifest: Manifest, *, gazetteer: Gazetteer) -> LinkSuite:
    """
    Read candidates, registries and truth that *manifest* names.

    Registries are read as their import reads them. Candidates keep an ID number as written, where an import would
    refuse a damaged one: how people are compared is measured here, not how files are read.

    Raises:
        BadInput: a file is missing or faulty, or the truth names a row or a candidate that is not there.
    """
    candidates = {one.id: one for one in _read_candidates(manifest.file("candidates"), gazetteer=gazetteer).entries}
    registries: dict[str, tuple[Identity, ...]] = {}
    n_rows = 0
    for kind, path in _registries(manifest):
        read = _read_registry(path, kind, gazetteer)
        registries[kind] = tuple(_entries(kind, read))
        n_rows += read.reading.n_rows
    ids = {one.id for entries in registries.values() for one in entries}
    truth = _read_truth(manifest.file("truth"), entries=ids, candidates=candidates.keys())
    name = clean(manifest.text("name")) or manifest.path.parent.name
    return LinkSuite(name, tuple(candidates.values()), registries, n_rows, truth)


def _registries(manifest: Manifest) -> Iterator[tuple[str, Path]]:
    told = manifest.values.get("registries")
    if not isinstance(told, dict) or not told or not all(isinstance(path, str) for path in told.values()):
        raise BadInput("{where}: '{field}' should name a file for each kind", field="registries", where=manifest.where)
    return ((kind, manifest.path.parent / path) for kind, path in told.items())


def _read_registry(path: Path, kind: str, gazetteer: Gazetteer) -> Extracted:
    groups = load_priority_groups()
    return read_registry(path, groups.kind(kind), groups=groups, gazetteer=gazetteer, identify=str)


def _entries(kind: str, read: Extracted) -> Iterator[Identity]:
    """Number the people by the rows of their file, rejected ones counted; more of one row get a letter each."""
    numbers = [number for _, number in read.reading.origins]
    rows = sorted([*numbers, *(one.row for one in read.reading.rejected)])
    place = {number: n for n, number in enumerate(rows, 1)}
    for people, number in zip(read.reading.entries, numbers, strict=True):
        for n, one in enumerate(people):
            yield replace(one.identity, id=f"{kind}:{place[number]}" + (chr(96 + n) if n else ""))


def _read_candidates(path: Path, *, gazetteer: Gazetteer) -> Reading[Identity]:
    schema = Schema(
        load_headers("candidates", _NEEDS),
        (
            Column("id", read_identifier),
            Column("name", person_name),
            Column("id_number", read_written_number, lenient=True),
            Column("phone", read_identifier, lenient=True),
            Column("sex", read_sex, lenient=True),
            Column("birth_on", read_birth, lenient=True),
            Column("home_district", _district(gazetteer), lenient=True),
        ),
    )
    return read_entries(path, schema, make=_identities, limits=Limits())


def _identities(rows: list[Row]) -> Iterator[Identity]:
    for row in rows:
        told = row.values
        yield Identity(
            id=told["id"],
            name=told["name"],
            id_number=told["id_number"] or None,
            phone=told["phone"],
            sex=told["sex"],
            birth=told["birth_on"],
            district=told["home_district"],
        )


def _district(gazetteer: Gazetteer) -> Callable[[Any], str | None]:
    def read(cell: Any) -> str | None:
        place = gazetteer.recognise(label(cell) or "")
        if not (place.zone or place.district):
            raise ValueError(Reason.DISTRICT.value)
        return place.zone or place.district

    return read


def _read_truth(path: Path, *, entries: set[str], candidates: Any) -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for where, text in read_rows(path):
        parts = [part.strip() for part in text.split("\t")]
        if parts == ["registry", "row", "candidate"]:
            continue
        if len(parts) != 3 or not re.fullmatch(r"[1-9][0-9]*", parts[1]):
            raise BadInput("{where}: registry, row and candidate belong here, separated by tabs", where=where)
        entry, candidate = f"{parts[0]}:{parts[1]}", parts[2]
        if entry not in entries or candidate not in candidates:
            missing = entry if entry not in entries else candidate
            raise BadInput("{where}: '{id}' is not in the suite", where=where, id=missing)
        found.add((entry, candidate))
    if not found:
        raise BadInput("{file} is empty", file=path)
    return frozenset(found)
