"""Workbooks as no spreadsheet writes them: entities, bombs, parts that climb, chains that bite their tail."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

import xlsxwriter
import xlwt

ROWS = (("岗位编号", "单位名称", "岗位名称"), ("P1", "甲公司", "会计"))
STRINGS = "xl/sharedStrings.xml"
SHEET = "xl/worksheets/sheet1.xml"


def plain_book() -> bytes:
    """Give an honest workbook of one post."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("Sheet1")
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def rebuilt(parts: Mapping[str, bytes], *, more: Mapping[str, bytes] | None = None) -> bytes:
    """Give the honest workbook with some parts in place of its own, and *more* beside them."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain_book())) as plain, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for name in plain.namelist():
            new.writestr(name, parts.get(name, plain.read(name)))
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return content.getvalue()


def with_entities(part: str, declared: str) -> bytes:
    """Give a workbook in which a part declares entities and names ``&a;`` in place of the post's title or the sheet."""
    with zipfile.ZipFile(io.BytesIO(plain_book())) as plain:
        text = re.sub(r"^<\?xml.*?\?>\s*", "", plain.read(part).decode())
    root = text[1:].split()[0]
    named = text.replace("会计", "&a;").replace('name="Sheet1"', 'name="&a;"')
    assert named != text
    return rebuilt({part: f'<?xml version="1.0"?>\n<!DOCTYPE {root} [{declared}]>{named}'.encode()})


LAUGHS = "".join(f'<!ENTITY {chr(97 + n)} "{f"&{chr(98 + n)};" * 10}">' for n in range(9)) + '<!ENTITY j "ha">'
"""A billion laughs: each entity is ten of the next."""
FILE = '<!ENTITY a SYSTEM "file:///etc/passwd">'


def bomb(n_bytes: int) -> bytes:
    """Give a workbook that unpacks to so many bytes of blanks."""
    return rebuilt({SHEET: b" " * n_bytes})


def old_book() -> bytearray:
    """Give an honest old workbook (.xls)."""
    book, content = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("a")
    for row in range(300):
        for column in range(3):
            sheet.write(row, column, f"{row}{column}会计")
    book.save(content)
    return bytearray(content.getvalue())


def cyclic_book() -> bytes:
    """Give an old workbook whose chains of sectors lead back to the first one."""
    raw = old_book()
    fat = 512 * (1 + int.from_bytes(raw[76:80], "little"))  # the first sector of the table, as the header names it
    for n in range(128):
        if int.from_bytes(raw[fat + 4 * n : fat + 4 * n + 4], "little") == 0xFFFFFFFE:  # the end of a chain
            raw[fat + 4 * n : fat + 4 * n + 4] = (0).to_bytes(4, "little")
    return bytes(raw)


def broken_book() -> bytes:
    """Give an old workbook at which calamine panics, as random changes found it."""
    raw = old_book()
    raw[760], raw[15_442] = 0, 255
    return bytes(raw)
