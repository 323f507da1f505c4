"""The rows that an import turned back: shown, corrected by hand, and sent through the same door again."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fastapi import UploadFile

from api.giving_out import note_export
from api.house import House
from api.jobs import JobRunner, JobShown, own_job
from api.uploaded import REJECTED, folder_of
from api.uploads import AskedImport, start_import
from data.blanks import headers_of
from data.files.headers import comparable
from data.frames import Rejection
from data.rejected import read_rejected, row_at_first, write_corrected
from data.store import Job, corrections_of
from matcher.errors import BadInput, Conflict, NotFound
from matcher.records import Actor

MOST = 500  # rejected rows that are corrected by hand; more have one cause, which is mended in the file
PART_ROWS, PART_FIELDS, PART_BYTES = 20, 800, 300_000  # of what one form takes at most
ENDING = ".corrected.xlsx"
TELLING = ("name", "title", "employer", "posts", "post", "booth", "message", "id", "month")
"""The fields by which people know a row, in this order; the first of them stand above it."""
MOST_TELLING = 3

Typed = Mapping[str, str]
"""What was typed in a form: the name of a field and its value."""


@dataclass(frozen=True, slots=True, repr=False)
class Cell:
    """One cell of a rejected row; *is_faulty* where a reason speaks of its column."""

    name: str  # of the form's field
    column: str
    value: str
    is_faulty: bool

    @property
    def is_long(self) -> bool:
        """Tell whether it takes several lines."""
        return len(self.value) > 60 or "\n" in self.value


@dataclass(frozen=True, slots=True, repr=False)
class Returned:
    """A rejected row: where it stood, why it was not taken, and its cells; without any it cannot be corrected here."""

    key: str
    sheet: str | None
    number: int  # in the file that it first came in
    reason: str
    column: str
    cells: tuple[Cell, ...]
    known_by: tuple[str, ...] = ()

    @property
    def faulty(self) -> tuple[Cell, ...]:
        """Give the cells that a reason speaks of."""
        return tuple(one for one in self.cells if one.is_faulty)

    @property
    def others(self) -> tuple[Cell, ...]:
        """Give the other cells."""
        return tuple(one for one in self.cells if not one.is_faulty)


def read_returned(house: House, id: str, *, actor: Actor) -> tuple[Returned, ...]:
    """
    Give the rejected rows of an import that were not sent again yet, after a line in the log.

    Raises:
        NotFound: the job is somebody else's, or has none.
        Conflict: they are too many to be corrected by hand.
    """
    job, left = _left(house, id, actor=actor)
    note_export(house, "job", id, actor=actor, form="page", what="rejected rows", n=len(left), named=_is_named(job))
    called = {comparable("姓名"): "name"} | (headers_of(job.arguments["kind"]).called() if _is_named(job) else {})
    returned = (_to_returned(one) for one in left)
    return tuple(replace(one, known_by=_known_by(one.cells, called)) for one in returned)


def _known_by(cells: Sequence[Cell], called: Mapping[str, str]) -> tuple[str, ...]:
    """Give what tells people which row it is; where no column does, the first values with their columns."""
    fields = {called.get(comparable(one.column)): one.value for one in reversed(cells) if one.value.strip()}
    telling = tuple(fields[name] for name in TELLING if name in fields)
    others = (f"{one.column} {one.value}" for one in cells if one.value.strip())
    return (telling or tuple(others))[:MOST_TELLING]


def parts_of(rows: Sequence[Returned]) -> list[tuple[Returned, ...]]:
    """Divide rows into parts of which each fits into one form."""
    parts: list[list[Returned]] = []
    n_fields, n_bytes = 0, 0
    for row in rows:
        fields, size = len(row.cells), sum(9 * len(one.value) for one in row.cells)  # bytes as forms encode Chinese
        n_fields, n_bytes = n_fields + fields, n_bytes + size
        if not parts or len(parts[-1]) == PART_ROWS or n_fields > PART_FIELDS or n_bytes > PART_BYTES:
            parts.append([])
            n_fields, n_bytes = fields, size
        parts[-1].append(row)
    return [tuple(part) for part in parts]


def send_corrected(house: House, id: str, typed: Typed, *, actor: Actor, runner: JobRunner) -> JobShown | None:
    """
    Queue the import of those rejected rows in which something else was typed; None = nothing was changed.

    Raises:
        NotFound: the job is somebody else's, or has no rejected rows.
        Conflict: they are too many to be corrected by hand.
    """
    return _send(house, id, lambda row: _corrected(row, typed), actor=actor, runner=runner)


def send_again(house: House, id: str, typed: Typed, *, actor: Actor, runner: JobRunner) -> JobShown | None:
    """Queue the import of the rejected rows of a form, changed or not: what they lacked may be stored by now."""

    def as_typed(row: Rejection) -> dict[str, str] | None:
        in_form = any(one.name in typed for one in _to_returned(row).cells)
        return (_corrected(row, typed) or row.cells) if in_form else None

    return _send(house, id, as_typed, actor=actor, runner=runner)


def _send(
    house: House, id: str, cells_of: Callable[[Rejection], dict[str, str] | None], *, actor: Actor, runner: JobRunner
) -> JobShown | None:
    job, left = _left(house, id, actor=actor)
    if job.kind != "import":
        raise BadInput("the office corrects the file of a registry itself; import it anew")
    sent = [(row, cells) for row in left if (cells := cells_of(row)) is not None]
    if not sent:
        return None
    details = {"n": len(sent), "fields": _changed_fields(job.arguments["kind"], sent)}
    house.spool.add(actor=actor, action="correct", noun="job", id=id, details=details, at=house.clock())
    said = {name: job.arguments.get(name) for name in ("fair", "registered_again")}
    asked = AskedImport(job.arguments["kind"], **said, more={"corrects": id, "rows": [_key(row) for row, _ in sent]})
    return start_import(house, _as_file(job, sent), asked, actor=actor, runner=runner)


def _as_file(job: Job, sent: Sequence[tuple[Rejection, dict[str, str]]]) -> UploadFile:
    """Make a file of corrected rows, called after the one that they came in: that name tells where values are from."""
    stem = Path(job.arguments["file"].removesuffix(ENDING)).stem
    return UploadFile(io.BytesIO(write_corrected(sent)), filename=f"{stem}{ENDING}")


def rows_left(house: House, job: Job) -> list[Rejection]:
    """Give the rejected rows of an import that were not sent again yet: where they stood and why they came back."""
    path = folder_of(house, job.id) / REJECTED
    if job.state != "done" or not path.exists():
        return []
    sent = _sent(house, job.id)
    return [row for row in read_rejected(path) if _key(row) not in sent]


def n_left(house: House, job: Job) -> int:
    """Count the rejected rows of an import that were not sent again yet."""
    if job.state != "done" or not (folder_of(house, job.id) / REJECTED).exists():
        return 0
    n_rejected: int = (job.result or {}).get("n_rejected", 0)
    return max(n_rejected - len(_sent(house, job.id)), 0)


def _left(house: House, id: str, *, actor: Actor) -> tuple[Job, list[Rejection]]:
    with house.database.read() as session:
        job = own_job(session, id, actor=actor)
    path = folder_of(house, job.id) / REJECTED
    if job.state != "done" or not path.exists():
        raise NotFound("job {id!r} has no rejected rows", id=id)
    n = (job.result or {}).get("n_rejected", 0)
    if n > MOST:
        raise Conflict(
            "{n:,} rows are rejected, too many to correct here: fetch them as a file, mend it, and import it", n=n
        )
    return job, rows_left(house, job)


def _sent(house: House, id: str) -> set[str]:
    """Give the rows of an import that a later one took on; one that failed as a whole took none."""
    with house.database.read() as session:
        taken = [one for one in corrections_of(session, id) if one.state != "failed"]
    return {key for one in taken for key in one.arguments["rows"]}


def _is_named(job: Job) -> bool:
    return job.kind == "import"


def _key(row: Rejection) -> str:
    """Name a row by its number and a hash of its sheet: the name of a sheet may be a person's."""
    return f"{row.row}-{zlib.crc32((row.sheet or '').encode()) & 0xFFFF:x}"


def _to_returned(row: Rejection) -> Returned:
    key = _key(row)
    columns = _columns(row)
    cells = tuple(
        Cell(f"{key}.{at}", name, _one_line_end(row.cells.get(name, "")), _is_faulty(row, name))
        for at, name in enumerate(columns)
    )
    has_cells = any(row.cells.values())  # none of a registry, nor of somebody who is forgotten
    return Returned(key, row.sheet, row_at_first(row), row.reason, row.column, cells if has_cells else ())


def _columns(row: Rejection) -> list[str]:
    """Give the columns of a row: what tells where it came from is left out, one that its file lacks is there."""
    own = [name for name in row.cells if not name.startswith("退回_")]
    return own if row.column in row.cells or not row.column else [row.column, *own]


def _is_faulty(row: Rejection, name: str) -> bool:
    return bool(name) and (name == row.column or name in row.reason)


def _corrected(row: Rejection, typed: Typed) -> dict[str, str] | None:
    """Give the cells of a row with what was typed; None = nothing else was typed."""
    read = _to_returned(row).cells
    now = {one.column: _one_line_end(typed.get(one.name, one.value)) for one in read}
    if all(now[one.column] == one.value for one in read):
        return None
    return row.cells | {one.column: now[one.column] for one in read if now[one.column] != one.value}


def _one_line_end(text: str) -> str:
    """Write ends of lines as one sign: browsers send two."""
    return "\n".join(text.splitlines())


def _changed_fields(kind: str, sent: Sequence[tuple[Rejection, dict[str, str]]]) -> dict[str, int]:
    """Count in how many rows each field was changed; a column by any name that is none of ours counts as other."""
    called = headers_of(kind).called()
    counted: dict[str, int] = {}
    for name in _changed_columns(sent):
        field = called.get(comparable(name), "other")
        counted[field] = counted.get(field, 0) + 1
    return counted


def _changed_columns(sent: Sequence[tuple[Rejection, Mapping[str, Any]]]) -> Iterator[str]:
    for row, cells in sent:
        yield from (name for name, value in cells.items() if row.cells.get(name, "") != value)
