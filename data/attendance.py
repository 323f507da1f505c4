"""Files of attendance: what their columns mean, and how a row tells what became of a guest of a fair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data.files import Limits
from data.frames import Column, Fault, Reading, Schema
from data.mentions import uscc_or_name
from data.reading import Row, RowFault, Values, differing, read_entries, titles
from data.reference import load_headers
from data.values.fairs import RESULT_WORDS, read_attendance, read_result
from data.values.identifiers import read_identifier, read_uscc
from data.values.reasons import Reason
from data.values.text import short
from matcher.errors import BadInput, why_refused
from matcher.records import Attendance, MeetingResult

NEEDS = (("id",), ("attendance", "result"))
WORD = 8  # characters; what is longer, alone in its row, is a line below the table


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """
    What a row tells of a guest; only the database tells which fair, person, booth and post are meant.

    Attributes:
        fair: id or name as written; None = the row does not say.
        booth: its number; None = by the employer, or the row is of the whole day.
        post: title or id as written; None = the one that the person came for.
    """

    fair: str | None
    candidate_id: str
    attendance: Attendance | None
    result: MeetingResult | None
    employer: str | None
    uscc: str | None
    booth: str | None
    post: str | None


@cache
def schema() -> Schema:
    """Say which columns a file of attendance may have and how each is read."""
    return Schema(
        load_headers("attendance", NEEDS),
        (
            Column("id", read_identifier),
            Column("fair", short),
            Column("attendance", read_attendance),
            Column("result", read_result),
            Column("employer", short),
            Column("uscc", read_uscc),
            Column("booth", read_identifier),
            Column("post", short),
        ),
    )


def read_attendances(path: Path, *, limits: Limits | None = None, name: str | None = None) -> Reading[AttendanceRow]:
    """
    Read a file of attendance.

    Args:
        name: what to call the file where *path* is a copy of it.

    Raises:
        BadInput: the file as a whole cannot be read; one line says why.
    """

    def make(rows: list[Row]) -> Iterator[AttendanceRow | RowFault]:
        seen: dict[tuple[str | None, ...], tuple[int, AttendanceRow]] = {}
        for row in rows:
            try:
                one = _attendance(row.values)
            except ValueError as fault:
                yield RowFault(Fault("employer", str(row.values["employer"]), str(fault)))
                continue
            yield _fault(one, row, seen) or one

    return read_entries(path, schema(), make=make, sift=_told, limits=limits or Limits(), name=name)


def _told(rows: list[Row]) -> tuple[list[Row], list[str]]:
    """
    Leave out what tells nothing yet: rows of a table that are not filled in, and lines below it.

    A file of which no row is filled in keeps them, so that each says what is missing.
    """
    told = [row for row in rows if not _is_silent(row)]
    if not told:
        return rows, []
    n_open = sum(_is_silent(row) and row.values["id"] is not None for row in rows)
    n_other = len(rows) - len(told) - n_open
    fields = f"{schema().headers.title('attendance')}和{schema().headers.title('result')}"
    notes = [f"{fields}都未填写的 {n_open} 行未读"] if n_open else []
    return told, [*notes, *([f"表格下方的说明等 {n_other} 行不是记录"] if n_other else [])]


def _is_silent(row: Row) -> bool:
    """Tell whether a row says neither who came nor what came of it, not even in a way that cannot be read."""
    missing = Reason.MISSING.format(fields="")
    faulty = [one for one in row.faults if one.field in NEEDS[1] and not one.reason.startswith(missing)]
    is_line = all(value is None for value in row.values.values()) and all(len(one.value) > WORD for one in faulty)
    return (not faulty or is_line) and row.values["attendance"] is None and row.values["result"] is None


def read_guest_ids(path: Path) -> list[str]:
    """
    Read the ids of people from a list: a table with 编号, or a text file with one id a line.

    Raises:
        BadInput: it cannot be read, or names nobody.
    """
    if path.suffix.lower() == ".txt":
        try:
            found = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
        except OSError as error:
            raise BadInput("{file}: {why}", file=path.name, why=why_refused(error)) from None
        except UnicodeDecodeError:
            raise BadInput("{file}: is not written in UTF-8", file=path.name) from None
    else:
        columns = Schema(load_headers("attendance", (("id",),)), (Column("id", read_identifier),))
        reading = read_entries(path, columns, make=lambda rows: (row.values["id"] for row in rows), limits=Limits())
        found = reading.entries
    if not found:
        raise BadInput("{name}: there are no rows below the header", name=path.name)
    return list(dict.fromkeys(found))


def _attendance(values: Values) -> AttendanceRow:
    uscc, name = uscc_or_name(values["uscc"], values["employer"])
    return AttendanceRow(
        fair=values["fair"],
        candidate_id=values["id"],
        attendance=values["attendance"],
        result=values["result"],
        employer=name,
        uscc=uscc,
        booth=values["booth"],
        post=values["post"],
    )


def _fault(
    one: AttendanceRow, row: Row, seen: dict[tuple[str | None, ...], tuple[int, AttendanceRow]]
) -> RowFault | None:
    title = schema().headers.title
    if one.attendance is None and one.result is None:
        fields = f"{title('attendance')}或{title('result')}"
        return RowFault(Fault("attendance", "", Reason.MISSING.format(fields=fields)))
    if one.attendance is Attendance.STAYED_AWAY and one.result not in (None, MeetingResult.MISSED):
        said = RESULT_WORDS[one.result] if one.result else ""
        return RowFault(Fault("result", said, Reason.RESULT_AWAY.format(result=said)))
    where = one.booth or one.uscc or one.employer or row.table.sheet  # each employer's table is a sheet of its own
    known_by = (one.fair, one.candidate_id, where)
    number, earlier = seen.setdefault(known_by, (row.number, one))
    differs = differing(earlier, one)
    if earlier is one or not differs:
        return None
    said = titles(schema().headers, differs, {"candidate_id": "id"})
    return RowFault(Fault("id", one.candidate_id, Reason.SAME_PERSON.format(row=number, differs=said)))
