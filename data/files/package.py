"""The package of an .xlsx file: how large it unpacks, how far its sheets reach, which formulas have no value."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from lxml import etree

from data.files.limits import Limits
from matcher.errors import BadInput, Phrase

_CHUNK = 1 << 20
_RATIO, _RATIO_FROM = 200, 64 << 20  # a sheet that packs better than this, above this size, is made to hurt
_CELL = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,8})([0-9]{1,12})[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v>(\d+)</")
_LONG, _LONGEST = 1_000, 4 << 20  # bytes of a shared string that are watched, and refused unread
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"


def inspect_package(path: Path, *, name: str, limits: Limits) -> dict[str, frozenset[tuple[int, int]]]:
    """
    Unpack a workbook once to see that it is honest, before a reader allocates what it claims.

    Returns:
        For each part with formulas that have no stored value: their cells as (row, column) from 0.

    Raises:
        BadInput: damaged, no workbook, or it unpacks over the limits.
    """
    try:
        with zipfile.ZipFile(path) as package, path.open("rb") as stream:
            parts = sorted(_parts(package, name), key=lambda info: not _holds_strings(info))
            ledger = _Ledger(name, limits, path.stat().st_size)
            suspects = [info for info in parts if _walk(stream, info, ledger)]
            return {info.filename: _valueless(package, info) for info in suspects}
    # the last two are what zipfile raises at a way of packing that it does not know, and at a part that is encrypted
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as fault:
        raise BadInput(
            "{name}: the workbook is damaged; open it in a spreadsheet and save it again", name=name
        ) from fault


def _parts(package: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    parts = package.infolist()
    names = {info.filename for info in parts}
    if len(parts) > 5_000:
        raise BadInput("{name}: it holds {n:,} parts; this is not an ordinary workbook", name=name, n=len(parts))
    if "mimetype" in names or any(part.endswith(".bin") and "workbook" in part for part in names):
        raise BadInput("{name}: this kind of workbook is not read; save it as .xlsx", name=name)
    if not any(PurePosixPath(part).name == "workbook.xml" for part in names):
        raise BadInput("{name}: this is an archive, not a workbook; unpack it, or save the table as .xlsx", name=name)
    if any(info.flag_bits & 1 for info in parts):
        raise BadInput("{name}: the workbook is protected by a password; save it without one", name=name)
    return parts


def _holds_strings(info: zipfile.ZipInfo) -> bool:
    return info.filename.lower().endswith("sharedstrings.xml")


class _Ledger:
    """What the package has unpacked to so far, and what a reader would make of it, against the limits."""

    def __init__(self, name: str, limits: Limits, n_packed: int) -> None:
        self.name, self.limits, self.n_packed = name, limits, n_packed
        self.n_unpacked = 0
        self.n_referred = 0
        self.long: dict[bytes, int] = {}  # number of a long shared string → its bytes

    def enter(self, n_bytes: int) -> None:
        self.n_unpacked += n_bytes
        swollen = self.n_unpacked > _RATIO_FROM and self.n_unpacked > _RATIO * self.n_packed
        if swollen or self.n_unpacked > self.limits.n_unpacked_bytes:
            why = Phrase.of(
                "it unpacks to more than {n_mb:,} MB from {n:,} bytes", n_mb=self.n_unpacked >> 20, n=self.n_packed
            )
            raise self._refusal(why)

    def refer(self, numbers: list[bytes]) -> None:
        """Count what long strings, each kept once in the file, come to when every cell gets its own."""
        self.n_referred += sum(self.long.get(number, 0) for number in numbers)
        if self.n_referred > self.limits.n_unpacked_bytes:
            raise self._refusal(Phrase.of("its texts unpack to more than {n_mb:,} MB", n_mb=self.n_referred >> 20))

    def reach(self, column: int, row: int) -> None:
        limits = self.limits
        if column > limits.n_columns:
            raise BadInput(
                "{where}: {n:,} columns, more than {limit:,}; is this the right file?",
                where=self.name,
                n=column,
                limit=limits.n_columns,
            )
        if row > limits.n_rows or row * column > limits.n_cells:
            why = Phrase.of(
                "it reaches to row {row:,}, column {column:,}, over {limit:,} rows or {n_cells:,} cells",
                row=row,
                column=column,
                limit=limits.n_rows,
                n_cells=limits.n_cells,
            )
            raise self._refusal(why)

    def _refusal(self, why: Phrase) -> BadInput:
        return BadInput(
            "{name}: the workbook is too large: {why}; copy the table alone into a new workbook",
            name=self.name,
            why=why,
        )


def _walk(stream: BinaryIO, info: zipfile.ZipInfo, ledger: _Ledger) -> bool:
    """Unpack a part against the ledger; tell whether it holds formulas."""
    if _holds_strings(info):
        _walk_strings(stream, info, ledger)
        return False
    column = row = 0
    formulas = False
    for text in _whole_tags(stream, info, ledger):
        formulas = formulas or _FORMULA.search(text) is not None
        cells = _CELL.findall(text)
        column = max([column, *map(_column, {letters for letters, _ in cells})])
        row = max([row, *map(int, {number for _, number in cells})])
        ledger.reach(column, row)
        if ledger.long:
            ledger.refer(_VALUE.findall(text))
    return formulas and "sheet" in info.filename


def _whole_tags(stream: BinaryIO, info: zipfile.ZipInfo, ledger: _Ledger) -> Iterator[bytes]:
    tail = b""
    for chunk in _unpacked(stream, info):
        ledger.enter(len(chunk))
        cut = chunk.rfind(b">") + 1
        if cut and info.filename.endswith(".xml"):
            yield tail + chunk[:cut]
            tail = chunk[cut:]
        else:
            tail = (tail + chunk)[-_LONG:]  # blanks or a picture: no reader makes much of them


def _walk_strings(stream: BinaryIO, info: zipfile.ZipInfo, ledger: _Ledger) -> None:
    n_strings, tail = 0, b""
    for chunk in _unpacked(stream, info):
        ledger.enter(len(chunk))
        *strings, tail = (tail + chunk).split(b"</si>")
        for string in strings:
            if len(string) > _LONG:
                ledger.long[str(n_strings).encode()] = len(string)
            n_strings += 1
        if len(tail) > _LONGEST:
            raise BadInput(
                "{name}: a cell of more than {limit:,} characters; shorten it",
                name=ledger.name,
                limit=ledger.limits.n_characters,
            )


def _unpacked(stream: BinaryIO, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a part by its packed bytes alone: the size that it declares may be a lie."""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile("unusual compression")
    stream.seek(info.header_offset)
    header = stream.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("a part without a header")
    stream.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    inflate = zlib.decompressobj(-15) if info.compress_type == zipfile.ZIP_DEFLATED else None
    left = info.compress_size
    while left > 0 and (packed := stream.read(min(_CHUNK, left))):
        left -= len(packed)
        yield from [packed] if inflate is None else _inflated(inflate, packed)


def _inflated(inflate: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    while packed and not inflate.eof:
        yield inflate.decompress(packed, _CHUNK)
        packed = inflate.unconsumed_tail


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _valueless(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> frozenset[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    with package.open(info) as part:
        cells = etree.iterparse(
            part, events=("end",), tag=(f"{_MAIN}c", f"{_STRICT}c"), resolve_entities=False, no_network=True
        )
        try:
            for _, cell in cells:
                space = cell.tag[:-1]
                place = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", ""))
                if place and cell.find(f"{space}f") is not None and not cell.findtext(f"{space}v"):
                    found.add((int(place.group(2)) - 1, _column(place.group(1).encode()) - 1))
                cell.clear()
                while cell.getprevious() is not None:
                    del cell.getparent()[0]
        except etree.XMLSyntaxError as fault:
            raise zipfile.BadZipFile(f"{info.filename} is not well-formed") from fault
    return frozenset(found)
