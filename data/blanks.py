"""Blank tables: a workbook with the columns of one kind of file, for an office to fill in."""

from __future__ import annotations

import io
from functools import cache

import xlsxwriter

from data import (
    attendance,
    booths,
    candidates,
    claims,
    courses,
    employers,
    employment,
    placements,
    posts,
    registries,
    results,
)
from data.files import Headers
from data.reference import load_headers

_NEEDS = {
    "posts": posts.NEEDS,
    "candidates": candidates.NEEDS,
    "employers": employers.NEEDS,
    "placements": placements.NEEDS,
    "claims": claims.NEEDS,
    "employment": employment.NEEDS,
    "courses": courses.NEEDS,
    "booths": booths.NEEDS,
    "attendance": attendance.NEEDS,
    "results": results.NEEDS,
    "registries": registries.NEEDS,
}
_WIDTH = 18


@cache
def headers_of(kind: str) -> Headers:
    """
    Give what the columns of one kind of file may be called, and which it needs.

    Raises:
        KeyError: there is no such kind.
    """
    return load_headers(kind, _NEEDS[kind])


def write_blank(kind: str) -> bytes:
    """
    Write a workbook with a column for each field of one kind of file, by its usual name.

    A column that no row can do without bears an asterisk. Cells are texts, so that a spreadsheet keeps all digits of
    an ID number and makes no date of 3-6.
    """
    headers = headers_of(kind)
    alone = {group[0] for group in headers.needs if len(group) == 1}
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bold": True})
        sheet.set_column(0, len(headers.names) - 1, _WIDTH, text)
        for at, field in enumerate(headers.names):
            sheet.write_string(0, at, headers.title(field) + ("*" if field in alone else ""), bold)
        sheet.freeze_panes(1, 0)
    return made.getvalue()
