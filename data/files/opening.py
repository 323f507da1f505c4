"""Opening: what kind of file is this, and which sheets of cells does it hold."""

from __future__ import annotations

import stat
from pathlib import Path

from data.files.html import read_html
from data.files.limits import Limits
from data.files.separated import read_separated
from data.files.sheets import Sheet
from data.files.workbook import read_workbook
from matcher.errors import BadInput, Phrase, why_refused

_SIGNATURES = (
    (b"\x89PNG", Phrase("a PNG picture")),
    (b"\xff\xd8\xff", Phrase("a JPEG picture")),
    (b"GIF8", Phrase("a GIF picture")),
    (b"BM", Phrase("a bitmap picture")),
    (b"%PDF", Phrase("a PDF document")),
    (b"Rar!", Phrase("a RAR archive")),
    (b"7z\xbc\xaf", Phrase("a 7-Zip archive")),
    (b"\x1f\x8b", Phrase("a gzip archive")),
    (b"SQLite format 3", Phrase("a database")),
    (b"\x7fELF", Phrase("a program")),
    (b"MZ", Phrase("a program")),
)


def open_sheets(path: Path, *, name: str, limits: Limits) -> list[Sheet]:
    """
    Read every visible sheet of a file, which messages call *name*.

    Raises:
        BadInput: the file cannot be read, is no table, or exceeds the limits; one line says which.
    """
    head = _head(path, name, limits)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
        sheets = read_workbook(path, name=name, limits=limits)
        if not sheets:
            raise BadInput("{name}: the workbook has no visible sheet", name=name)
        return sheets
    for signature, kind in _SIGNATURES:
        if head.startswith(signature) and not (len(signature) < 3 and head[:512].isascii() and b"\0" not in head):
            raise BadInput(
                "{name}: this is {kind}, not a table; save the table as .xlsx or .csv and import that",
                name=name,
                kind=kind,
            )
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<?xml", b"<!doctype", b"<html", b"<table", b"<meta", b"<head", b"<style", b"<div")):
        return read_html(path, name=name, limits=limits)
    return read_separated(path, name=name, limits=limits)


def _head(path: Path, name: str, limits: Limits) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise BadInput("{name}: this is a folder; name a file in it", name=name)
        if not stat.S_ISREG(status.st_mode):
            raise BadInput("{name}: this is not an ordinary file", name=name)
        if status.st_size == 0:
            raise BadInput("{name}: the file is empty (0 bytes); export it again", name=name)
        if status.st_size > limits.n_file_bytes:
            raise BadInput(
                "{name}: the file has {n:,} bytes, more than {limit:,}; split it",
                name=name,
                n=status.st_size,
                limit=limits.n_file_bytes,
            )
        with path.open("rb") as stream:
            return stream.read(4096)
    except FileNotFoundError as fault:
        raise BadInput("{file}: there is no such file", file=name) from fault
    except OSError as fault:
        raise BadInput("{file}: the file cannot be read ({why})", file=name, why=why_refused(fault)) from fault
    except ValueError as fault:  # a NUL in the path
        raise BadInput("{file}: a file cannot have this name", file=name) from fault
