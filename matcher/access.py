"""The access report: what a person is told of what is stored, part by part, before it becomes a page or a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matcher.papers import Column, Paper, Sheet


@dataclass(frozen=True, slots=True)
class Section:
    """One part: sentences, and perhaps a table, whose columns have stable keys and heads in the reader's language."""

    key: str
    title: str
    lines: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class AccessReport:
    """All that a person is told; every text is in the reader's language."""

    language: str
    title: str
    office: str
    on: date
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    nothing: str  # stands where a table has no rows


def to_paper(report: AccessReport) -> Paper:
    """Give the report as tables for a workbook: sentences below the table that they belong to, or as their own."""
    sheets = [_sheet(n, one, report) for n, one in enumerate(report.sections, 1)]
    return Paper(tuple(sheets), on=report.on, office=report.office, signed=())


def _sheet(n: int, one: Section, report: AccessReport) -> Sheet:
    heads: Sequence[str] = one.heads or (one.title,)
    rows = one.rows if one.heads else tuple((line,) for line in one.lines)
    columns = tuple(Column(f"c{place}", head) for place, head in enumerate(heads))
    opening = report.opening if n == 1 else ()
    notes = (*opening, *(one.lines if one.heads else ()))
    name = f"{n} {one.title}".translate(str.maketrans("", "", "[]:*?/\\'"))[:31]
    return Sheet(name, f"{n}. {one.title}", columns, rows, notes=notes)


def to_plain(report: AccessReport) -> dict[str, Any]:
    """Give the report as what JSON can hold."""
    return {
        "title": report.title,
        "office": report.office,
        "on": report.on.isoformat(),
        "opening": list(report.opening),
        "sections": [
            {
                "key": one.key,
                "title": one.title,
                "lines": list(one.lines),
                "rows": [dict(zip(one.keys, row, strict=True)) for row in one.rows],
            }
            for one in report.sections
        ],
    }
