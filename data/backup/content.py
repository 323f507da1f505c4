"""The content of a backup: lines of JSON that name each table, give its rows, and end with counts and a digest."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from sqlalchemy import Connection

from data import migrations
from data.backup.sealed_file import Header, SealedWriter, open_parts
from data.backup.tables import Rows, Shape, count_rows, read_rows, shapes_at, stored_revision
from data.vault import Master
from matcher.errors import BadInput, NotReady

Progress = Callable[[int], None]  # rows more

_write_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class StatedFile:
    """A file that a setting names, as its city wrote it."""

    name: str  # "rules/jinan-2024.toml": the setting, then the file
    content: bytes


@dataclass(frozen=True, slots=True)
class Begun:
    """
    What a backup says of itself first.

    Attributes:
        revision: the version of the tables.
        shapes: the tables, in the order in which they can be filled.
        n_rows: of all tables, as counted before any was read.
    """

    revision: str
    shapes: tuple[Shape, ...]
    n_rows: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What a whole backup came to: rows by table, and the digest of every line before its last."""

    rows: Mapping[str, int]
    digest: str

    @property
    def n_rows(self) -> int:
        """Count the rows of all tables."""
        return sum(self.rows.values())


@dataclass(frozen=True, slots=True)
class Content:
    """What is done with the content of a backup while it is read; by default nothing, so that it is checked only."""

    begin: Callable[[Begun], None] = lambda begun: None
    rows: Callable[[Shape, Rows], None] = lambda shape, rows: None
    file: Callable[[StatedFile], None] = lambda file: None


def write_content(
    stream: BinaryIO,
    connection: Connection,
    files: Iterable[StatedFile],
    *,
    master: Master,
    at: datetime,
    on_begin: Callable[[int], None],
    on_rows: Progress,
) -> Counts:
    """
    Write a backup of the database that *connection* sees.

    Args:
        stream: an open, empty file.
        connection: within one transaction that sees one state.
        files: what settings name.
        master: who opens it again.
        at: the moment.
        on_begin: told how many rows there are.
        on_rows: told of rows that are written.

    Raises:
        NotReady: there are no tables.
    """
    revision = stored_revision(connection)
    if revision is None:
        raise NotReady("the database has no tables yet, so there is nothing to back up; run 'matcher init'")
    shapes = shapes_at(revision)
    n_rows = sum(count_rows(connection, shape) for shape in shapes)
    on_begin(n_rows)
    writer, digest = SealedWriter(stream, master, at=at), hashlib.sha256()

    def add(value: object) -> None:
        line = _write_json(value).encode() + b"\n"
        digest.update(line)
        writer.write(line)

    add({"revision": revision, "n_rows": n_rows})
    for file in files:
        add({"file": file.name, "content": base64.b64encode(file.content).decode("ascii")})
    rows: dict[str, int] = {}
    for shape in shapes:
        add({"table": shape.name, "columns": shape.columns})
        rows[shape.name] = 0
        for page in read_rows(connection, shape):
            add(page)
            rows[shape.name] += len(page)
            on_rows(len(page))
    counts = Counts(rows, digest.hexdigest())
    writer.write(_write_json({"rows": rows, "digest": counts.digest}).encode() + b"\n")
    writer.end()
    return counts


def read_content(
    stream: BinaryIO, header: Header, content: Content, *, master: Master, name: str, on_rows: Progress
) -> Counts:
    """
    Read a backup whole, hand its content on, and compare its counts and its digest.

    What is handed on is not known to be whole before this returns: undo it where this raises.

    Args:
        stream: behind the header.
        header: of this file.
        content: who takes what is read.
        master: who opens it.
        name: of the file, for errors.
        on_rows: told of rows that are read.

    Raises:
        BadInput: it is damaged, or of a newer version.
        NotReady: another master key is needed.
    """
    reading = _Reading(content, name, on_rows)
    try:
        for line in _lines(open_parts(stream, header, master, name=name)):
            reading.take(line)
    except (KeyError, ValueError, TypeError, AttributeError):
        raise _unfit(name) from None
    return reading.ended()


class _Reading:
    """The state of reading one backup: which table is being read, and how much was."""

    def __init__(self, content: Content, name: str, on_rows: Progress) -> None:
        self._content, self._name, self._on_rows = content, name, on_rows
        self._digest = hashlib.sha256()
        self._begun: Begun | None = None
        self._shape: Shape | None = None
        self._rows: dict[str, int] = {}
        self._told: Counts | None = None

    def take(self, line: bytes) -> None:
        value = json.loads(line)
        if self._told is not None:
            raise _unfit(self._name)
        if isinstance(value, list):
            self._take_rows(value)
        elif "digest" in value:
            self._told = Counts(value["rows"], value["digest"])
            return
        elif self._begun is None:
            self._begin(value)
        elif "file" in value:
            self._content.file(StatedFile(_relative(value["file"]), base64.b64decode(value["content"])))
        else:
            self._begin_table(value)
        self._digest.update(line)

    def ended(self) -> Counts:
        found = Counts(self._rows, self._digest.hexdigest())
        if self._begun is None or self._told != found or self._begun.n_rows != found.n_rows:
            raise _unfit(self._name)
        return found

    def _begin(self, told: dict[str, Any]) -> None:
        if told["revision"] > migrations.HEAD:
            raise BadInput(
                "{file}: the backup is newer ({revision}) than this program; install the newer version",
                file=self._name,
                revision=told["revision"],
            )
        self._begun = Begun(told["revision"], shapes_at(told["revision"]), told["n_rows"])
        self._content.begin(self._begun)

    def _begin_table(self, told: dict[str, Any]) -> None:
        known = {shape.name: shape for shape in self._begun.shapes} if self._begun else {}
        self._shape = _in_order(known[told["table"]], told["columns"])
        self._rows[self._shape.name] = 0

    def _take_rows(self, rows: Rows) -> None:
        if self._shape is None:
            raise _unfit(self._name)
        self._rows[self._shape.name] += len(rows)
        self._on_rows(len(rows))
        self._content.rows(self._shape, rows)


def _in_order(shape: Shape, columns: list[str]) -> Shape:
    kinds = dict(zip(shape.columns, shape.kinds, strict=True))
    return Shape(shape.name, tuple(columns), tuple(kinds[column] for column in columns))


def _relative(name: str) -> str:
    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
        raise ValueError(name)
    return name


def _lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield line + b"\n"
    if rest:
        raise ValueError("no end of line")


def _unfit(name: str) -> BadInput:
    return BadInput("{file}: its content is not what it says of itself; use another copy or an older backup", file=name)
