"""The import of one file: read it, store its rows in one transaction, put the rejected ones into a file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from api.attendance_rows import settle_attendance
from api.booth_rows import keep_booths, settle_booths
from api.comparing import compare_imported
from api.correcting import keep_corrections
from api.house import House
from api.placed_rows import settle_placements
from api.result_rows import Kept, keep_results, settle_results
from api.settling import ImportKind, settle
from api.turned_back import (
    Returning,
    note_returned,
    refuse_lost_returns,
    turn_back_forgotten,
    turn_back_new_placements,
)
from api.visiting import Visited, keep_visits
from data import log
from data.attendance import read_attendances
from data.booths import read_booths
from data.candidates import read_candidates
from data.claims import read_claims
from data.courses import read_courses
from data.employers import read_employers
from data.employment import read_employment
from data.frames import Reading, Rejection
from data.naming import named_no_group, named_nobody, renamed_note
from data.placements import read_placements
from data.posts import read_posts
from data.rejected import write_rejected
from data.results import read_results
from data.store import (
    Session,
    Tally,
    latest_sequence,
    lock_sequence,
    merge_candidates,
    merge_claims,
    merge_courses,
    merge_employers,
    merge_employments,
    merge_placements,
    merge_posts,
    note_aliases,
    note_refused_overlaps,
)
from data.vault import Vault
from matcher.errors import BadInput
from matcher.placements import RefusedOverlap, Way
from matcher.records import Actor

Progress = Callable[[int, int], None]  # rows done, rows in all
SHOWN_REJECTED = 3
OF_PEOPLE: frozenset[ImportKind] = frozenset(
    {"candidates", "placements", "claims", "employment", "attendance", "results"}
)
OF_FAIRS: dict[ImportKind, Callable[..., None]] = {"booths": settle_booths, "attendance": settle_attendance}


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
    n_left_to_link: int = 0  # candidates that the next linking compares with the registries; 0 = it is done already
    refused_overlaps: tuple[RefusedOverlap, ...] = ()  # placements of people who were in another; the log has them


def import_file(
    house: House,
    kind: ImportKind,
    path: Path,
    *,
    actor: Actor,
    at: datetime,
    name: str | None = None,
    rejected_file: Path | None = None,
    fair: str | None = None,
    registered_again: str | None = None,
    on_progress: Progress | None = None,
    on_storing: Callable[[], None] | None = None,
) -> ImportResult:
    """
    Import one file.

    Args:
        house: where the rows go.
        kind: what the rows are.
        path: the file as the city wrote it.
        actor: who imports.
        at: the moment, UTC.
        name: the file's own name where *path* is a copy of it.
        rejected_file: where the rejected rows go; None = into a folder of this import's own.
        fair: id or name of the fair that booths and attendance are of, where a row names none.
        registered_again: of candidates: why people who are forgotten come back, for the log; None = they do not.
        on_progress: told rows stored and rows in all.
        on_storing: called when all is written, right before it is committed.

    Raises:
        BadInput: the file cannot be read as a table of this kind, or has no rows; nothing is stored.
    """
    name = name or path.name
    refuse_large(house, path, name=name)
    reading = _read(house, kind, path, name=name)
    refuse_empty(reading, name=name)
    returning = None if registered_again is None else Returning(registered_again, actor)
    with ExitStack() as files, house.database.begin() as session:
        lock_sequence(session)
        turn_back_forgotten(house, session, kind, reading, returning=returning)
        joined = settle(house, session, kind, reading)
        overlaps = settle_placements(house, session, reading) if kind == "placements" else []
        if kind == "placements":
            turn_back_new_placements(session, reading)
        if kind == "candidates":
            refuse_lost_returns(reading, returning)
            keep_corrections(house, session, reading)
        if kind in OF_FAIRS:
            OF_FAIRS[kind](house, session, reading, fair=fair)
        if kind == "results":
            settle_results(house, session, reading, actor=actor, at=at)
        written = files.enter_context(rejected_kept(house, kind, reading, rejected_file, name=name, at=at))
        before = latest_sequence(session)
        entries = _counted(reading.entries, on_progress)
        source = _source(kind, name, reading)
        tally = _merge(house, kind)(session, entries, actor=actor, source=source, at=at, vault=house.vault)
        if joined:
            note_aliases(session, joined, at=at)
            details = {"source": source, "known_as": joined}
            log.record(session, actor=actor, action="join", noun="candidate", id=None, details=details, at=at)
        note_refused_overlaps(session, overlaps, way=Way.FILE, actor=actor, at=at)
        if on_storing is not None:
            on_storing()
    note_returned(house, returning)
    n_left = compare_imported(house, since=before, actor=actor, at=at) if kind == "candidates" else 0
    n_rejected = count_rejected(reading)
    return ImportResult(
        n_rows=reading.n_rows,
        n_stored=reading.n_rows - n_rejected,
        tally=tally,
        n_rejected=n_rejected,
        rejected_file=written,
        notes=tuple(reading.notes),
        first_rejected=first_rejected(reading),
        n_left_to_link=n_left,
        refused_overlaps=tuple(overlaps),
    )


def _source(kind: ImportKind, name: str, reading: Reading[Any]) -> str:
    """Give the name by which a file is kept beside each value and logged, and note where that is another."""
    people = [one.person.name for one in reading.entries if one.person] if kind == "candidates" else ()
    source = named_nobody(name, people)
    if kind in OF_PEOPLE:
        source = named_no_group(source, kind=kind)
    if source != name:
        reading.notes.append(renamed_note(source))
    return source


def refuse_large(house: House, path: Path, *, name: str) -> None:
    """Refuse a file over the limit on uploads, by whichever way it came."""
    size = _size(path)
    if size > house.settings.max_upload_bytes:
        raise BadInput(
            "{name}: {n:,} bytes are over the limit of {limit:,}",
            name=name,
            n=size,
            limit=house.settings.max_upload_bytes,
        )


def refuse_empty(reading: Reading[Any], *, name: str) -> None:
    """Refuse a file without any row."""
    if not reading.n_rows:
        raise BadInput("{name}: there are no rows below the header", name=name)


def count_rejected(reading: Reading[Any]) -> int:
    """Count the rows that were not taken."""
    return len({(one.sheet, one.row) for one in reading.rejected})


def first_rejected(reading: Reading[Any]) -> tuple[str, ...]:
    """Give row, column and reason of the first rows that were not taken."""
    several = len(reading.sheets) > 1
    return tuple(
        f"{f'{one.sheet} ' if several else ''}第{one.row}行 {one.column}：{one.reason}"
        for one in reading.rejected[:SHOWN_REJECTED]
    )


def _size(path: Path) -> int:
    """Count the bytes of a file; 0 where they cannot be told, for its reader then says why."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # not all that the system refuses is False to is_file()
        return 0


def _read(house: House, kind: ImportKind, path: Path, *, name: str) -> Reading[Any]:
    gazetteer, identify = house.gazetteer, house.vault.identify
    reads: dict[ImportKind, Callable[..., Reading[Any]]] = {
        "posts": partial(read_posts, gazetteer=gazetteer),
        "candidates": partial(read_candidates, gazetteer=gazetteer, identify=identify),
        "employers": partial(read_employers, gazetteer=gazetteer),
        "placements": read_placements,
        "claims": partial(read_claims, identify=identify),
        "employment": partial(read_employment, identify=identify),
        "courses": partial(read_courses, gazetteer=gazetteer),
        "booths": read_booths,
        "attendance": read_attendances,
        "results": read_results,
    }
    return reads[kind](path, name=name)


@contextmanager
def rejected_kept(
    house: House, kind: str, reading: Reading[Any], path: Path | None, *, name: str, at: datetime, secret: bool = False
) -> Iterator[Path | None]:
    """
    Write the rejected rows, if there are any; they go again when what is done meanwhile fails.

    Where the file itself is *secret*, their places and reasons alone are written, under a name that tells nothing.
    """
    if not reading.rejected:
        yield None
        return
    own = None if path is not None else _own_folder(house, kind, at)
    stem = kind if secret else Path(name).stem
    target = path or Path(own or "", f"{stem}.rejected.xlsx")
    kept = replace(reading, rejected=[_placed(one) for one in reading.rejected]) if secret else reading
    try:
        write_rejected(target, kept)
        yield target
    except BaseException:
        target.unlink(missing_ok=True)
        if own is not None:
            own.rmdir()
        raise


def _placed(one: Rejection) -> Rejection:
    return replace(one, file="", value="", cells={})


def _own_folder(house: House, kind: str, at: datetime) -> Path:
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


def _merge_visits(
    house: House, session: Session, told: Iterable[Visited], *, actor: Actor, source: str, at: datetime, vault: Vault
) -> Tally:
    return keep_visits(house, session, told, actor=actor, at=at).tally


def _merge_results(
    house: House, session: Session, told: Iterable[Kept], *, actor: Actor, source: str, at: datetime, vault: Vault
) -> Tally:
    return keep_results(house, session, told, actor=actor, at=at)


def _merge(house: House, kind: ImportKind) -> Callable[..., Tally]:
    merges: dict[ImportKind, Callable[..., Tally]] = {
        "posts": merge_posts,
        "candidates": merge_candidates,
        "employers": merge_employers,
        "placements": merge_placements,
        "claims": merge_claims,
        "employment": merge_employments,
        "courses": merge_courses,
        "booths": keep_booths,
        "attendance": partial(_merge_visits, house),
        "results": partial(_merge_results, house),
    }
    return merges[kind]
