"""The files that this house keeps beside its database: a person who is forgotten is taken out of them."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from api.house import House
from api.uploaded import UPLOAD
from data.store import unfinished_jobs
from data.store.leftovers import Needle
from data.store.traces import Traces
from data.values.identifiers import sound_id_number
from data.vault import normalise
from data.vault.spelling import plain_spelling

APART = frozenset({"index", "models", "kinds", "ranker", "titles", "city", "demo", "rankings"})
"""
Folders that hold no rows of people: the index is written anew by itself, weights and made-up people are no data.
Rankings on their way into the log are no longer there when they were put into it; of a process at work they come there
within seconds, and name nobody who is gone (``data.log.spool``): what it adds meanwhile must not be overwritten.
"""
NOT_OURS = (".db", ".db-wal", ".db-shm", ".db-journal", ".key", ".npz")
TEXTS = frozenset({".json", ".jsonl", ".html", ".txt", ".ics", ".log", ".toml"})
BOOKS = frozenset({".xlsx"})
ENCODINGS = ("utf-8-sig", "gb18030")
NOTES = "情况"  # the sheet of a rejected file that says what was noted


@dataclass(frozen=True, slots=True)
class CleanedFile:
    """What became of one file: rows taken out, or the whole file."""

    path: Path
    n_rows: int
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """By what rows of a person are told from those of others."""

    needle: Needle
    numbered: Needle  # without the name, which may be part of another one in another row
    ids: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]  # in their one spelling
    phones: frozenset[str]

    @classmethod
    def of(cls, traces: Traces) -> Sought:
        """Look for the ids and values of a person."""
        return cls(
            Needle.of(traces),
            Needle.of(traces, names=("phone", "id_number", "bank_card")),
            traces.ids,
            frozenset(normalise("name", name) for name in traces.values("name")),
            frozenset(plain_spelling(number) for number in traces.values("id_number")),
            frozenset(normalise("phone", phone) for phone in traces.values("phone")),
        )

    def is_row(self, cells: Sequence[str]) -> bool:
        """
        Tell whether a row is of the person: it has the number, the phone or the id; or the name, and nobody's number.

        A row that has the name and another person's ID number is that one's.
        """
        plain = {plain_spelling(cell) for cell in cells if cell}
        numbers = {number for cell in cells if (number := sound_id_number(cell))}
        if self.numbers & (plain | numbers):
            return True
        if self.phones & {normalise("phone", cell) for cell in cells if cell}:
            return True
        if self.ids & {cell.strip() for cell in cells}:
            return True
        return not numbers and bool(self.names & {normalise("name", cell) for cell in cells if cell})

    def may_be_in(self, text: str) -> bool:
        """Tell whether it is worth while to look at the rows of a text."""
        plain = plain_spelling(text)
        return any(one in plain for one in (*self.numbers, *self.phones, *self.names)) or any(
            id in text for id in self.ids
        )


def clean_files(house: House, traces: Traces) -> list[CleanedFile]:
    """
    Take a person out of every file that is kept under the folder of this house, and tell what was changed.

    Of tables the rows go, of other texts the words; what cannot be read as either is deleted where it holds the person.
    An upload that waits for its job stays: its job reads it, turns the person back and removes it.
    """
    sought = Sought.of(traces)
    return [done for path in _files(house) if (done := _clean(path, sought)) is not None]


def _files(house: House) -> Iterator[Path]:
    root = house.settings.var
    with house.database.read() as session:
        waiting = {job.id for job in unfinished_jobs(session, at=house.clock())}
    kept = {house.settings.key_path.resolve(), house.settings.forgotten_path.resolve()}
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if parts[0] in APART or not path.is_file() or path.name.endswith(NOT_OURS) or path.resolve() in kept:
            continue
        if parts[0] == "uploads" and path.name == UPLOAD and parts[1] in waiting:
            continue
        yield path


def _clean(path: Path, sought: Sought) -> CleanedFile | None:
    clean: Callable[[Path, Sought], CleanedFile | None] = _clean_other
    if path.suffix in BOOKS:
        clean = _clean_book
    elif path.suffix == ".csv":
        clean = _clean_csv
    elif path.suffix in TEXTS:
        clean = _clean_text
    return clean(path, sought)


def _clean_book(path: Path, sought: Sought) -> CleanedFile | None:
    if not sought.may_be_in(_words(path)):
        return None
    book, n = openpyxl.load_workbook(path), 0
    for sheet in book:
        gone = [
            number
            for number, row in enumerate(sheet.iter_rows(), 1)
            if sought.is_row(["" if cell.value is None else str(cell.value) for cell in row])
        ]
        for number in reversed(gone):
            sheet.delete_rows(number)
        n += len(gone)
        needle = sought.needle if sheet.title == NOTES else sought.numbered
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and needle.is_in(cell.value):
                    cell.value = needle.taken_out(cell.value)
                    cell.data_type = "s"  # setting it made a formula of what begins like one
    book.save(path)
    return CleanedFile(path, n)


def _words(path: Path) -> str:
    """Give all that is written in a workbook, without reading it as one."""
    try:
        with zipfile.ZipFile(path) as packed:
            return "\n".join(packed.read(name).decode("utf-8", "ignore") for name in packed.namelist())
    except (zipfile.BadZipFile, OSError):
        return ""


def _clean_csv(path: Path, sought: Sought) -> CleanedFile | None:
    text, encoding = _read(path)
    if not sought.may_be_in(text):
        return None
    rows = list(csv.reader(io.StringIO(text, newline="")))
    left = [row for row in rows if not sought.is_row(row)]
    if len(left) == len(rows) and not sought.numbered.is_in(text):
        return None
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[sought.numbered.taken_out(cell) for cell in row] for row in left])
    path.write_bytes(out.getvalue().encode(encoding))
    return CleanedFile(path, len(rows) - len(left))


def _clean_text(path: Path, sought: Sought) -> CleanedFile | None:
    text, encoding = _read(path)
    cleaned = sought.needle.taken_out(text)
    if cleaned == text:
        return None
    path.write_bytes(cleaned.encode(encoding))
    return CleanedFile(path, 0)


def _clean_other(path: Path, sought: Sought) -> CleanedFile | None:
    """Delete what is no table that can be rewritten here and holds the person: an upload that nobody will read."""
    content = path.read_bytes()
    texts = [content.decode(encoding, "ignore") for encoding in (*ENCODINGS, "utf-16-le")]
    if zipfile.is_zipfile(path):
        texts = [_words(path)]
    if not any(sought.may_be_in(text) for text in texts):
        return None
    path.unlink()
    return CleanedFile(path, 0, deleted=True)


def _read(path: Path) -> tuple[str, str]:
    content = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            with_mark = encoding != "utf-8-sig" or content.startswith(codecs.BOM_UTF8)
            return content.decode(encoding), encoding if with_mark else "utf-8"
        except UnicodeDecodeError:
            continue
    return content.decode("gb18030", "replace"), "gb18030"
