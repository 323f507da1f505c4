"""Extracts of registries: versions whose entries only the key can read; of a kind one is in force, and one may wait."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from data import log
from data.store.changes import lock_sequence, table_of
from data.store.crossing import check_text
from data.store.purposes import read_purpose
from data.store.sealed import SealedRecord, find_sealed, get_sealed, iter_sealed, put_sealed
from data.tables import ExtractRow, SealedRecordRow
from data.values.identifiers import sound_id_number
from data.vault import Vault
from matcher.errors import Conflict, NotFound
from matcher.memberships import Registers
from matcher.priority_groups import PriorityGroups
from matcher.records import Actor, Extract, ExtractState, Identity, RegistryEntry
from matcher.registries import Difference, Lapse, Lapsing, compare, lapse

NOUN = "registry"  # in the log, where neither kind nor file name stands: both may say what a person is
LAPSING = "lapsing "  # before the id of the extract in force: the shelf of those whom it lacks


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of taking an extract into effect."""

    extract: Extract
    n_added: int
    n_gone: int
    n_changed: int
    n_unchanged: int
    n_lapsing: int  # memberships of entries gone or changed over that begin to lapse
    n_restored: int  # of entries that came back


def new_extract_id() -> str:
    """Make an id that tells nothing."""
    return f"X{secrets.token_hex(6)}"


def get_extract(session: Session, id: str) -> Extract:
    """
    Give an extract.

    Raises:
        NotFound: there is none of that id.
    """
    row = session.get(ExtractRow, id) if 0 < len(id) < 100 and "\0" not in id else None
    if row is None:
        raise NotFound("there is no extract {id!r} of a registry", id=id)
    return _to_extract(row)


def list_extracts(session: Session, kind: str | None = None) -> list[Extract]:
    """Give all extracts, of one kind or of all: by kind, the one imported last first."""
    wanted = select(ExtractRow).order_by(ExtractRow.kind, ExtractRow.imported_at.desc(), ExtractRow.id)
    return [_to_extract(row) for row in session.scalars(wanted) if kind in (None, row.kind)]


def waiting_extracts(session: Session) -> list[Extract]:
    """Give the extracts that wait to be taken into effect, at most one of a kind."""
    return [one for one in list_extracts(session) if one.state is ExtractState.WAITING]


def extract_in(session: Session, kind: str, state: ExtractState) -> Extract | None:
    """Give the extract of a kind that waits, or that is in force."""
    return next((one for one in list_extracts(session, kind) if one.state is state), None)


def known_extract(session: Session, kind: str, *, as_of: date, digest: bytes) -> Extract | None:
    """Give the extract that waits or is in force and came from the very same file, told of the same day."""
    wanted = select(ExtractRow).where(
        ExtractRow.kind == kind,
        ExtractRow.as_of == as_of,
        ExtractRow.digest == digest,
        ExtractRow.state.in_([str(ExtractState.WAITING), str(ExtractState.IN_FORCE)]),
    )
    row = session.scalars(wanted).first()
    return None if row is None else _to_extract(row)


def extract_before(session: Session, extract: Extract) -> Extract | None:
    """Give the extract that was in force before another, or that one which waits would replace; None = none."""
    if extract.state is ExtractState.WAITING:
        return extract_in(session, extract.kind, ExtractState.IN_FORCE)
    if extract.applied_at is None:
        return None
    wanted = (
        select(ExtractRow)
        .where(ExtractRow.kind == extract.kind, ExtractRow.applied_at < extract.applied_at)
        .order_by(ExtractRow.applied_at.desc())
        .limit(1)
    )
    row = session.scalars(wanted).first()
    return None if row is None else _to_extract(row)


def entries_of(session: Session, id: str, *, vault: Vault) -> Iterator[RegistryEntry]:
    """Give the entries of one extract, by id; none where they were removed."""
    return (_to_entry(one.content) for one in iter_sealed(session, "registry_entry", shelf=id, vault=vault))


def entries_in_force(session: Session, kind: str | None = None, *, vault: Vault) -> Iterator[RegistryEntry]:
    """Give the entries of the extract in force of one kind, or of all kinds, one after the other."""
    for extract in list_extracts(session, kind):
        if extract.state is ExtractState.IN_FORCE:
            yield from entries_of(session, extract.id, vault=vault)


def lapses_in_force(session: Session, kind: str | None = None, *, vault: Vault) -> Iterator[Lapse]:
    """Give the entries that the extracts in force lack, or have for another group, each with the day of its lapse."""
    for extract in list_extracts(session, kind):
        if extract.state is ExtractState.IN_FORCE:
            yield from _lapses_of(session, extract.id, vault=vault)


def _lapses_of(session: Session, id: str, *, vault: Vault) -> Iterator[Lapse]:
    for one in iter_sealed(session, "registry_entry", shelf=LAPSING + id, vault=vault):
        yield _to_lapse(one)


def _to_lapse(sealed: SealedRecord) -> Lapse:
    days = (date.fromisoformat(sealed.content[name]) for name in ("as_of", "lapses_on"))
    return Lapse(_to_entry(sealed.content["entry"]), *days)


def registers(session: Session, *, vault: Vault) -> Registers:
    """Give what all registries say as they stand."""
    entries = {one.id: one for one in entries_in_force(session, vault=vault)}
    return _registers(list_extracts(session), entries, lapses_in_force(session, vault=vault))


def registers_of(session: Session, entry_ids: Iterable[str], *, vault: Vault) -> Registers:
    """Give what the registries say of some entries."""
    ids, extracts = sorted(set(entry_ids)), list_extracts(session)
    in_force = [one.id for one in extracts if one.state is ExtractState.IN_FORCE]
    places = [f"{shelf}:{id}" for shelf in in_force for id in ids]
    stored = get_sealed(session, "registry_entry", places, vault=vault)
    entries = {one.id: one for one in (_to_entry(sealed.content) for sealed in stored.values())}
    shelves = {LAPSING + id for id in in_force}
    gone = [one for one in find_sealed(session, "registry_entry", ids, vault=vault) if one.shelf in shelves]
    return _registers(extracts, entries, (lapse for lapse in map(_to_lapse, gone) if lapse.entry.id in ids))


def _registers(extracts: Iterable[Extract], entries: Mapping[str, RegistryEntry], lapses: Iterable[Lapse]) -> Registers:
    as_of = {one.kind: one.as_of for one in extracts if one.state is ExtractState.IN_FORCE}
    gone: dict[str, tuple[Lapse, ...]] = {}
    for one in lapses:
        gone[one.entry.id] = (*gone.get(one.entry.id, ()), one)
    return Registers(entries, as_of, gone)


def find_entries(session: Session, keys: Iterable[str], *, vault: Vault) -> list[RegistryEntry]:
    """Give the entries in force whose ID number (in its one normal form, or as written) or name is one of *keys*."""
    in_force = {one.id for one in list_extracts(session) if one.state is ExtractState.IN_FORCE}
    found = find_sealed(session, "registry_entry", keys, vault=vault)
    return [_to_entry(one.content) for one in found if one.shelf in in_force]


def store_extract(
    session: Session, extract: Extract, entries: Sequence[RegistryEntry], *, digest: bytes, vault: Vault
) -> None:
    """
    Store an extract that waits; one of its kind that waited is discarded.

    Args:
        session: of ``Database.begin``.
        extract: as it shall stand.
        entries: with ids that differ.
        digest: of the file, under the house's key.
        vault: seals the entries.
    """
    lock_sequence(session)
    waiting = extract_in(session, extract.kind, ExtractState.WAITING)
    if waiting is not None:
        _end(session, waiting.id, ExtractState.DISCARDED)
    row = {
        "id": extract.id,
        "kind": extract.kind,
        "as_of": extract.as_of,
        "state": str(extract.state),
        "n_entries": extract.n_entries,
        "source": check_text(extract.source, "source"),
        "digest": digest,
        "imported_at": extract.imported_at,
        "actor_id": extract.imported_by.id,
        "actor_role": extract.imported_by.role,
        "actor_district": extract.imported_by.district,
        "applied_at": None,
    }
    session.execute(table_of(ExtractRow).insert(), [row])
    put_sealed(session, (_sealed(extract.id, one) for one in entries), vault=vault)


def discard_extract(session: Session, id: str, *, actor: Actor, at: datetime) -> Extract:
    """
    Discard an extract that waits, and remove its entries.

    Raises:
        NotFound: there is none of that id.
        Conflict: it does not wait.
    """
    lock_sequence(session)
    extract = _waiting(session, id)
    _end(session, id, ExtractState.DISCARDED)
    log.record(session, actor=actor, action="discard", noun=NOUN, id=id, details={"n": extract.n_entries}, at=at)
    return replace(extract, state=ExtractState.DISCARDED)


def _waiting(session: Session, id: str) -> Extract:
    extract = get_extract(session, id)
    if extract.state is not ExtractState.WAITING:
        raise Conflict("extract {id!r} does not wait: it is {state}", id=id, state=str(extract.state))
    return extract


def apply_extract(
    session: Session,
    id: str,
    *,
    actor: Actor,
    at: datetime,
    groups: PriorityGroups,
    vault: Vault,
    on: date | None = None,
) -> Applied:
    """
    Take an extract that waits into effect in place of the one in force, which is kept as a version.

    Those whom it lacks lapse when the notice of their registry is over, which begins *on* this day (None = that of
    *at*); those who are back are restored. Of former versions the entries are removed but for the last few.

    Raises:
        NotFound: there is none of that id.
        Conflict: it does not wait.
    """
    lock_sequence(session)
    extract = _waiting(session, id)
    former = extract_in(session, extract.kind, ExtractState.IN_FORCE)
    later = list(entries_of(session, id, vault=vault))
    earlier = [] if former is None else list(entries_of(session, former.id, vault=vault))
    lapsing = lapse(
        earlier,
        later,
        [] if former is None else [one for one in _lapses_of(session, former.id, vault=vault)],
        earlier_as_of=extract.as_of if former is None else former.as_of,
        later_as_of=extract.as_of,
        effective_on=on or at.astimezone().date(),
        notice_days=groups.kind(extract.kind).notice_days,
    )
    if former is not None:
        _empty_shelf(session, LAPSING + former.id)
        _set_state(session, former.id, ExtractState.REPLACED)
    put_sealed(session, (_sealed_lapse(id, n, one) for n, one in enumerate(lapsing.lapses)), vault=vault)
    _set_state(session, id, ExtractState.IN_FORCE, applied_at=at)
    _remove_old(session, extract.kind, groups.versions_kept)
    applied = _applied(replace(extract, state=ExtractState.IN_FORCE, applied_at=at), compare(earlier, later), lapsing)
    details = {name: n for name, n in asdict(applied).items() if name != "extract"}
    log.record(session, actor=actor, action="apply", noun=NOUN, id=id, details=details, at=at)
    return applied


def _applied(extract: Extract, difference: Difference, lapsing: Lapsing) -> Applied:
    return Applied(
        extract,
        n_added=len(difference.added),
        n_gone=len(difference.gone),
        n_changed=len(difference.changed),
        n_unchanged=difference.n_unchanged,
        n_lapsing=lapsing.n_new,
        n_restored=lapsing.n_restored,
    )


def _remove_old(session: Session, kind: str, n_kept: int) -> None:
    """Remove the entries of former versions but for the last *n_kept*; their counts stay."""
    wanted = (
        select(ExtractRow.id)
        .where(ExtractRow.kind == kind, ExtractRow.state == str(ExtractState.REPLACED))
        .order_by(ExtractRow.applied_at.desc())
    )
    for id in list(session.scalars(wanted))[n_kept:]:
        _empty_shelf(session, id)


def _end(session: Session, id: str, state: ExtractState) -> None:
    _empty_shelf(session, id)
    _set_state(session, id, state)


def _empty_shelf(session: Session, shelf: str) -> None:
    session.execute(
        delete(SealedRecordRow).where(SealedRecordRow.noun == "registry_entry", SealedRecordRow.shelf == shelf),
        execution_options={"synchronize_session": False},
    )


def _set_state(session: Session, id: str, state: ExtractState, **more: datetime) -> None:
    session.execute(
        update(ExtractRow).where(ExtractRow.id == id).values(state=str(state), **more),
        execution_options={"synchronize_session": False},
    )


def note_entries_read(
    session: Session,
    extract_ids: Sequence[str],
    ids: Iterable[str],
    *,
    actor: Actor,
    purpose: str,
    at: datetime,
    vault: Vault,
) -> None:
    """
    Note in one line of the log that entries of registries are read: how many, a keyed hash of their ids, and why.

    Raises:
        BadInput: no purpose is given, or one that cannot be stored.
    """
    why = read_purpose(purpose)
    listed = sorted(set(ids))
    details = {
        "purpose": why,
        "extracts": list(extract_ids),
        "n": len(listed),
        "ids_keyed": log.sealed_digest(listed, seal=vault.seal),
    }
    id = extract_ids[0] if len(extract_ids) == 1 else None
    log.record(session, actor=actor, action="reveal", noun=NOUN, id=id, details=details, at=at)


def _to_extract(row: ExtractRow) -> Extract:
    return Extract(
        id=row.id,
        kind=row.kind,
        as_of=row.as_of,
        state=ExtractState(row.state),
        n_entries=row.n_entries,
        source=row.source,
        imported_at=row.imported_at,
        imported_by=Actor(row.actor_id, row.actor_role, row.actor_district),
        applied_at=row.applied_at,
    )


def _sealed(shelf: str, entry: RegistryEntry) -> SealedRecord:
    identity = entry.identity
    number = sound_id_number(identity.id_number) or identity.id_number
    keys = tuple(key for key in (number, identity.name) if key)
    return SealedRecord("registry_entry", f"{shelf}:{entry.id}", shelf, _from_entry(entry), keys)


def _sealed_lapse(id: str, n: int, one: Lapse) -> SealedRecord:
    days = {"as_of": one.as_of.isoformat(), "lapses_on": one.lapses_on.isoformat()}
    shelf = LAPSING + id
    content = {"entry": _from_entry(one.entry), **days}
    return SealedRecord("registry_entry", f"{shelf}:{n:07d}", shelf, content, (one.entry.id,))


def _from_entry(entry: RegistryEntry) -> dict[str, Any]:
    known = {name: value for name, value in asdict(entry).items() if value is not None}
    known["identity"] = {name: value for name, value in known["identity"].items() if value is not None}
    return known | ({} if entry.since is None else {"since": entry.since.isoformat()})


def _to_entry(content: Mapping[str, Any]) -> RegistryEntry:
    since = content.get("since")
    beside = {"identity": Identity(**content["identity"]), "since": date.fromisoformat(since) if since else None}
    return RegistryEntry(**{**content, **beside})
