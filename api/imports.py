"""The import of one file: read it, store its rows in one transaction, put the rejected ones into a file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from api.house import House
from data import log
from data.candidates import joined_note, read_candidates
from data.employers import read_employers
from data.files import Headers
from data.frames import Fault, Reading
from data.posts import read_posts
from data.rejected import write_rejected
from data.store import (
    Session,
    Tally,
    conflicting_candidates,
    conflicting_employers,
    conflicting_posts,
    known_elsewhere,
    merge_candidates,
    merge_employers,
    merge_posts,
)
from data.values.reasons import Reason
from data.vault import is_made_id
from matcher.errors import BadInput
from matcher.records import Actor, CandidateEntry

ImportKind = Literal["posts", "candidates", "employers"]
Progress = Callable[[int, int], None]  # rows done, rows in all
SHOWN_REJECTED = 3


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: every row is stored or rejected."""

    n_rows: int
    n_stored: int  # rows that stand in the database now
    tally: Tally  # records added, changed and unchanged; several rows may tell of one person
    n_rejected: int
    rejected_file: Path | None
    notes: tuple[str, ...]
    first_rejected: tuple[str, ...] = ()  # row, column and reason, as they stand in the file


def import_file(
    house: House,
    kind: ImportKind,
    path: Path,
    *,
    actor: Actor,
    at: datetime,
    name: str | None = None,
    rejected_file: Path | None = None,
    on_progress: Progress | None = None,
    on_storing: Callable[[], None] | None = None,
) -> ImportResult:
    """
    Import one file of posts, candidates or employers.

    Args:
        house: where the rows go.
        kind: what the rows are.
        path: the file as the city wrote it.
        actor: who imports.
        at: the moment, UTC.
        name: the file's own name where *path* is a copy of it.
        rejected_file: where the rejected rows go; None = into a folder of this import's own.
        on_progress: told rows stored and rows in all.
        on_storing: called when all is written, right before it is committed.

    Raises:
        BadInput: the file cannot be read as a table of this kind, or has no rows; nothing is stored.
    """
    name = name or path.name
    size = _size(path)
    if size > house.settings.max_upload_bytes:
        raise BadInput(
            "{name}: {n:,} bytes are over the limit of {limit:,}",
            name=name,
            n=size,
            limit=house.settings.max_upload_bytes,
        )
    reading = _read(house, kind, path, name=name)
    if not reading.n_rows:
        raise BadInput("{name}: there are no rows below the header", name=name)
    with ExitStack() as files, house.database.begin() as session:
        joined = _settle_ids(house, session, kind, reading)
        written = files.enter_context(_rejected(house, kind, reading, rejected_file, name=name, at=at))
        entries = _counted(reading.entries, on_progress)
        tally = _merge(kind)(session, entries, actor=actor, source=name, at=at, vault=house.vault)
        if joined:  # a number of another list is told nowhere else from now on
            details = {"source": name, "known_as": joined}
            log.record(session, actor=actor, action="join", noun="candidate", id=None, details=details, at=at)
        if on_storing is not None:
            on_storing()
    n_rejected = len({(one.sheet, one.row) for one in reading.rejected})
    return ImportResult(
        n_rows=reading.n_rows,
        n_stored=reading.n_rows - n_rejected,
        tally=tally,
        n_rejected=n_rejected,
        rejected_file=written,
        notes=tuple(reading.notes),
        first_rejected=tuple(f"第{one.row}行 {one.column}：{one.reason}" for one in reading.rejected[:SHOWN_REJECTED]),
    )


def _size(path: Path) -> int:
    """Count the bytes of a file; 0 where they cannot be told, for its reader then says why."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # not all that the system refuses is False to is_file()
        return 0


def _read(house: House, kind: ImportKind, path: Path, *, name: str) -> Reading[Any]:
    if kind == "posts":
        return read_posts(path, gazetteer=house.gazetteer, name=name)
    if kind == "employers":
        return read_employers(path, gazetteer=house.gazetteer, name=name)
    return read_candidates(path, gazetteer=house.gazetteer, identify=house.vault.identify, name=name)


@contextmanager
def _rejected(
    house: House, kind: ImportKind, reading: Reading[Any], path: Path | None, *, name: str, at: datetime
) -> Iterator[Path | None]:
    """Write the rejected rows, if there are any; they go again when what is done meanwhile fails."""
    if not reading.rejected:
        yield None
        return
    own = None if path is not None else _own_folder(house, kind, at)
    target = path or Path(own or "", f"{Path(name).stem}.rejected.xlsx")
    try:
        write_rejected(target, reading)
        yield target
    except BaseException:
        target.unlink(missing_ok=True)
        if own is not None:
            own.rmdir()
        raise


def _own_folder(house: House, kind: ImportKind, at: datetime) -> Path:
    """Make a folder of this import's own: offices give their files the same names."""
    folder = house.settings.var / "rejected"
    folder.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=f"{at:%Y%m%d-%H%M%S}-{kind}-", dir=folder))


def _counted(entries: Sequence[Any], on_progress: Progress | None) -> Iterator[Any]:
    """Tell how far the store has come with taking the entries."""
    for done, entry in enumerate(entries):
        if on_progress is not None and done % 1000 == 0:
            on_progress(done, len(entries))
        yield entry
    if on_progress is not None:
        on_progress(len(entries), len(entries))


def _merge(kind: ImportKind) -> Callable[..., Tally]:
    merges: dict[ImportKind, Callable[..., Tally]] = {
        "posts": merge_posts,
        "candidates": merge_candidates,
        "employers": merge_employers,
    }
    return merges[kind]


def _settle_ids(house: House, session: Session, kind: ImportKind, reading: Reading[Any]) -> dict[str, str]:
    """
    Reject the rows whose id stands for another person, or another employer or its post: merged, two became one.

    Give the numbers that the file has for people who are stored under others, each with the one that stays.
    """
    if kind == "candidates":
        return _settle_people(house, session, reading)
    if kind == "posts":
        others = conflicting_posts(session, reading.entries)
        reading.turn_back(lambda entry: _taken(entry.post.id, others, Reason.TAKEN_POST))
    elif kind == "employers":
        others = conflicting_employers(session, reading.entries)
        reading.turn_back(lambda entry: _taken(entry.employer.id, others, Reason.TAKEN_EMPLOYER))
    return {}


def _settle_people(house: House, session: Session, reading: Reading[CandidateEntry]) -> dict[str, str]:
    taken = conflicting_candidates(session, reading.entries, vault=house.vault)
    known = known_elsewhere(session, reading.entries, vault=house.vault, taken=taken)
    others = {id: differs for id, differs in taken.items() if id not in known}
    reading.turn_back(lambda entry: _taken_candidate(entry.candidate.id, others, reading.headers))
    rows: dict[str, int] = {}
    for at, (entry, (_table, row)) in enumerate(zip(reading.entries, reading.origins, strict=True)):
        own = entry.candidate.id
        if own in known:
            rows.setdefault(own, row)
            reading.entries[at] = replace(entry, candidate=replace(entry.candidate, id=known[own]))
    written = {own: known[own] for own in rows if not is_made_id(own)}
    if rows:
        examples = [f"第{rows[own]}行{own}并入{id}" for own, id in written.items()]
        reading.notes.append(joined_note("人已在库中，编号不同，已并入原编号", len(rows), examples))
    return written


def _taken_candidate(id: str, taken: Mapping[str, Sequence[str]], headers: Headers) -> Fault | None:
    if id not in taken:
        return None
    return Fault("id", id, Reason.TAKEN_CANDIDATE.format(differs="、".join(map(headers.title, taken[id]))))


def _taken(id: str, taken: set[str], reason: Reason) -> Fault | None:
    return Fault("id", id, reason.value) if id in taken else None
