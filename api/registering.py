"""Extracts of registries brought in, compared with those in force, and taken into effect."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from api.house import House
from api.imports import count_rejected, first_rejected, refuse_empty, refuse_large, rejected_kept
from api.turned_back import entries_left
from data import log as journal
from data.naming import named_nobody
from data.reference import load_priority_groups
from data.registries import Extracted, read_registry
from data.store import Session, lock_sequence
from data.store.extracts import (
    NOUN,
    Applied,
    apply_extract,
    entries_of,
    extract_before,
    extract_in,
    get_extract,
    known_extract,
    new_extract_id,
    store_extract,
    waiting_extracts,
)
from matcher.errors import BadInput, Conflict, Phrase
from matcher.priority_groups import RegistryKind
from matcher.records import Actor, Extract, ExtractState
from matcher.registries import Arrival, Difference, compare, refusals

HASHED_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Registered:
    """
    What came of handing in an extract.

    Attributes:
        extract: as it waits, or as the same file is there already; of a refused one, as it would wait.
        refused: why it is not taken; () = it is.
        is_known: the very same file waits or is in force already: nothing is changed.
        before: the extract in force that it is compared with; None = it is the first of its kind.
        difference: to that one; None where the file is known.
    """

    extract: Extract
    n_rows: int
    n_rejected: int
    rejected_file: Path | None = None
    notes: tuple[str, ...] = ()
    first_rejected: tuple[str, ...] = ()
    before: Extract | None = None
    difference: Difference | None = None
    refused: tuple[Phrase, ...] = ()
    is_known: bool = False


def import_registry(
    house: House,
    kind: str,
    path: Path,
    *,
    as_of: date,
    force: bool,
    actor: Actor,
    at: datetime,
    name: str | None = None,
    rejected_file: Path | None = None,
    on_storing: Callable[[], None] | None = None,
) -> Registered:
    """
    Read an extract of a registry and let it wait, compared with the one in force.

    One that is older than the present one, or much smaller, is not stored unless *force*; the same file a second time
    changes nothing.

    Args:
        house: where it goes.
        kind: of the registry.
        path: of the file.
        as_of: the day that the office tells of.
        force: take it all the same.
        actor: who imports.
        at: the moment, UTC.
        name: the file's own name where *path* is a copy of it.
        rejected_file: where the rejected rows go; None = into a folder of this import's own.
        on_storing: called when all is written, right before it is committed.

    Raises:
        BadInput: the file cannot be read as this registry, none of its rows can be taken, there is no such registry,
            or *as_of* is still to come; nothing is stored.
    """
    name = name or path.name
    registry = check_asked(house, kind, as_of)
    refuse_large(house, path, name=name)
    digest = _digest(house, path)
    with house.database.read() as session:
        known = known_extract(session, kind, as_of=as_of, digest=digest)
    if known is not None:
        return Registered(known, n_rows=0, n_rejected=0, is_known=True)
    read = _read(house, registry, path, name=name)
    with house.database.read() as session:
        read = replace(read, entries=entries_left(house, session, read.entries))
    extract = Extract(
        id=new_extract_id(),
        kind=kind,
        as_of=as_of,
        state=ExtractState.WAITING,
        n_entries=len(read.entries),
        source=named_nobody(name, (one.identity.name for one in read.entries)),
        imported_at=at,
        imported_by=actor,
    )
    with ExitStack() as files, house.database.begin() as session:
        written = files.enter_context(
            rejected_kept(house, NOUN, read.reading, rejected_file, name=name, at=at, secret=True)
        )
        done = _compared(house, session, extract, read, written)
        if done.refused and not force:
            return done
        store_extract(session, extract, read.entries, digest=digest, vault=house.vault)
        _record(session, done, forced=bool(done.refused))
        if on_storing is not None:
            on_storing()
    return replace(done, refused=())


def check_asked(house: House, kind: str, as_of: date) -> RegistryKind:
    """
    Give the registry that an import names.

    Raises:
        BadInput: there is none, or the day that it shall tell of is still to come.
    """
    registry = load_priority_groups().kind(kind)
    if as_of > house.today():
        raise BadInput("{field}: {day} is still to come", field="as_of", day=as_of.isoformat())
    return registry


def _digest(house: House, path: Path) -> bytes:
    hashed = hashlib.sha256()
    if path.is_file():  # what is none is refused by its reader, which says why
        with path.open("rb") as file:
            while chunk := file.read(HASHED_BYTES):
                hashed.update(chunk)
    return house.vault.seal(hashed.digest())


def _read(house: House, registry: RegistryKind, path: Path, *, name: str) -> Extracted:
    read = read_registry(
        path,
        registry,
        groups=load_priority_groups(),
        gazetteer=house.gazetteer,
        identify=house.vault.identify,
        name=name,
    )
    refuse_empty(read.reading, name=name)
    if not read.entries:
        raise BadInput(
            "{name}: none of its {n:,} rows can be taken; the first: {why}",
            name=name,
            n=read.reading.n_rows,
            why=first_rejected(read.reading)[0],
        )
    return read


def _compared(house: House, session: Session, extract: Extract, read: Extracted, written: Path | None) -> Registered:
    """Compare an extract with the one in force, and say why it is not to be taken; nothing is written."""
    lock_sequence(session)
    groups = load_priority_groups()
    before = extract_in(session, extract.kind, ExtractState.IN_FORCE)
    waiting = extract_in(session, extract.kind, ExtractState.WAITING)
    earlier = [] if before is None else entries_of(session, before.id, vault=house.vault)
    arrival = Arrival(
        as_of=extract.as_of,
        known_as_of=max((one.as_of for one in (before, waiting) if one is not None), default=None),
        n_entries=extract.n_entries,
        n_in_force=None if before is None else before.n_entries,
        shrink_refused=groups.shrink_refused,
        n_rows=read.reading.n_rows,
        n_rejected=count_rejected(read.reading),
        rejected_refused=groups.rejected_refused,
    )
    return Registered(
        extract,
        n_rows=read.reading.n_rows,
        n_rejected=count_rejected(read.reading),
        rejected_file=written,
        notes=tuple(read.reading.notes),
        first_rejected=first_rejected(read.reading),
        before=before,
        difference=compare(earlier, read.entries),
        refused=refusals(arrival),
    )


def _record(session: Session, done: Registered, *, forced: bool) -> None:
    """Note the import in the log, by counts and ids alone: kind and file name may say what a person is."""
    difference, extract = done.difference, done.extract
    details = {
        "against": None if done.before is None else done.before.id,
        "rejected": done.n_rejected,
        "forced": forced,
        **({} if difference is None else counts_of(difference)),
    }
    by, at = extract.imported_by, extract.imported_at
    journal.record(session, actor=by, action="import", noun=NOUN, id=extract.id, details=details, at=at)


def counts_of(difference: Difference) -> dict[str, int]:
    """Count the entries of a difference."""
    return {
        "added": len(difference.added),
        "gone": len(difference.gone),
        "changed": len(difference.changed),
        "unchanged": difference.n_unchanged,
    }


def apply_waiting(
    house: House, session: Session, *, actor: Actor, at: datetime, as_of: date | None = None
) -> list[Applied]:
    """Take every extract that waits into effect, but for those that tell of a day after *as_of* (today)."""
    day = as_of or house.today()
    groups = load_priority_groups()
    return [
        apply_extract(session, one.id, actor=actor, at=at, groups=groups, vault=house.vault, on=house.today())
        for one in waiting_extracts(session)
        if one.as_of <= day
    ]


@dataclass(frozen=True, slots=True)
class Shown:
    """An extract, the one in force before it, and what differs."""

    extract: Extract
    before: Extract | None
    difference: Difference


def difference_of(house: House, session: Session, id: str) -> Shown:
    """
    Compare an extract with the one that it replaces, or replaced.

    Raises:
        NotFound: there is none of that id.
        Conflict: the entries of one of both are no longer kept.
    """
    extract = get_extract(session, id)
    before = extract_before(session, extract)
    sides = []
    for one in (before, extract):
        found = [] if one is None else list(entries_of(session, one.id, vault=house.vault))
        if one is not None and len(found) != one.n_entries:
            raise Conflict("the entries of extract {id!r} are no longer kept; its counts stand in the log", id=one.id)
        sides.append(found)
    return Shown(extract, before, compare(*sides))
