"""Many records of one noun at once: replaced whole or merged field by field, and only what differs is written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Generic, TypeVar

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from data import log
from data.store.changes import Noun, lock_sequence, note_changes, table_of, upsert
from data.store.crossing import Crossing, Values, check_text
from data.store.people import (
    FIELDS,
    Place,
    Sealed,
    check_key,
    context,
    is_same,
    seal,
    sealed_by_id,
    values_of,
    write_sealed,
)
from data.tables import KeptRow
from data.vault import Vault
from matcher.records import Actor, Person

R = TypeVar("R")

CHUNK = 2_000  # records read, compared and written together
OWN = "self"  # the role of the person whom a record is about: a name that differs there has been corrected
SAME_SOURCE = "*"  # stands for every field that has a value and no source of its own


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the entries of one call; they add up to the entries given."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Add up two calls."""
        return Tally(self.added + other.added, self.changed + other.changed, self.unchanged + other.unchanged)


@dataclass(frozen=True, slots=True)
class Layout(Generic[R]):
    """How the records of one noun are kept."""

    noun: Noun
    row: type[KeptRow]
    crossing: Crossing[R]
    roles: tuple[str, ...]  # of the people kept with a record
    consents: tuple[str, ...] = field(default=(), kw_only=True)  # whose recorded no only an express yes ends


@dataclass(frozen=True, slots=True)
class Item(Generic[R]):
    """One entry taken apart."""

    record: R
    people: Mapping[str, Person | None]
    source: str | None = None  # None = the source of the whole call


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall be stored of one record once its entries are put together; a field that is absent stays as it is."""

    values: Values
    people: dict[Place, str | None]
    source_of: dict[str, str] = field(default_factory=dict)
    one_name: frozenset[str] = frozenset()  # roles in which another name is another person
    is_express: bool = False  # a person says so of this one record; a file of many does not


Settle = Callable[[Layout[R], Sequence[Item[R]], str], Wanted]


@dataclass(frozen=True, slots=True)
class Act(Generic[R]):
    """One call: what is done, by whom, from which source, and when."""

    layout: Layout[R]
    settle: Settle[R]
    action: str
    actor: Actor
    source: str
    at: datetime
    vault: Vault


@dataclass(slots=True)
class Writes:
    """What a chunk comes to."""

    rows: list[Values] = field(default_factory=list)
    people: dict[str, dict[Place, Sealed | None]] = field(default_factory=dict)
    touched: list[str] = field(default_factory=list)
    digests: list[dict[str, Any]] = field(default_factory=list)  # of what is as it was, but lost its digest


def replace(layout: Layout[R], items: Sequence[Item[R]], source: str, *, kept: Collection[Place] = ()) -> Wanted:
    """Want the last entry as it is: what it does not know is no longer known, but for the personal fields *kept*."""
    item = items[-1]
    known = values_of(item.people)
    values = layout.crossing.from_record(item.record)
    places = [(role, name) for role in layout.roles for name in FIELDS if (role, name) not in kept]
    people = {place: known.get(place) for place in places}
    return Wanted(values, people, _sourced(values, known, item.source or source), is_express=True)


def merge(layout: Layout[R], items: Sequence[Item[R]], source: str) -> Wanted:
    """Want all that the entries know, a later one over an earlier, but no yes over a no; what none knows stays."""
    wanted = Wanted({}, {}, one_name=frozenset(layout.roles) - {OWN})
    for item in items:
        values = {name: v for name, v in layout.crossing.from_record(item.record).items() if v is not None}
        known = {place: v for place, v in values_of(item.people).items() if wanted.people.get(place) != v}
        new = {name: v for name, v in values.items() if wanted.values.get(name) != v}
        new = {name: v for name, v in new.items() if not _is_refused(layout, name, wanted.values)}
        wanted.values.update(new)
        wanted.people.update(known)
        wanted.source_of.update(_sourced(new, known, item.source or source))
    return wanted


def _is_refused(layout: Layout[R], name: str, values: Values) -> bool:
    return name in layout.consents and values.get(name) is False


def _sourced(values: Values, people: Mapping[Place, str], source: str) -> dict[str, str]:
    return dict.fromkeys([*values, *(".".join(place) for place in people)], source)


def keep(session: Session, act: Act[R], items: Iterable[Item[R]]) -> Tally:
    """
    Store entries, number the changes, and add one line to the log.

    Raises:
        BadInput: a value cannot be stored; the transaction must then be undone.
        NotReady: the vault holds another key than the database was written with.
    """
    check_text(act.source, "source")
    check_key(session, act.vault)
    lock_sequence(session)
    tally, ids = Tally(), set[str]()
    for chunk in _chunks(items):
        tally += _keep_chunk(session, act, chunk)
        if len(ids) < 2:
            ids.update(chunk)
    details = {"source": act.source, "added": tally.added, "changed": tally.changed, "unchanged": tally.unchanged}
    id = ids.pop() if len(ids) == 1 else None
    log.record(session, actor=act.actor, action=act.action, noun=act.layout.noun, id=id, details=details, at=act.at)
    return tally


def _chunks(items: Iterable[Item[R]]) -> Iterator[dict[str, list[Item[R]]]]:
    """Group entries by id, so that repeated ones are settled together, and in the order of the primary key."""

    def id_of(item: Item[Any]) -> str:
        id: str = item.record.id
        return id

    chunk: dict[str, list[Item[R]]] = {}
    for id, group in groupby(sorted(items, key=id_of), key=id_of):
        chunk[id] = list(group)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = {}
    if chunk:
        yield chunk


def _keep_chunk(session: Session, act: Act[R], chunk: Mapping[str, Sequence[Item[R]]]) -> Tally:
    layout, writes, tally = act.layout, Writes(), Tally()
    wanted = {id: act.settle(layout, items, act.source) for id, items in chunk.items()}
    digests = {id: act.vault.digest(repr((want.values, want.people)).encode()) for id, want in wanted.items()}
    known = _digests(session, layout, list(chunk))
    others = [id for id, digest in known.items() if digest != digests[id]]
    stored = _stored(session, layout, others) if others else {}
    sealed = sealed_by_id(session, layout.noun, others) if others else {}
    for id, want in wanted.items():
        is_new, is_written = id not in known, False
        if is_new or id in stored:
            is_written = _compare(act, want, stored.get(id), sealed.get(id, {}), writes, digest=digests[id])
        if not is_new and not is_written and known[id] is None:
            writes.digests.append({"at_id": id, "made": digests[id]})
        tally += _count(len(chunk[id]), is_new=is_new, is_written=is_written)
    upsert(session, layout.row, writes.rows)
    _renew_digests(session, layout, writes.digests)
    write_sealed(session, layout.noun, writes.people)
    note_changes(session, layout.noun, "put", writes.touched)
    return tally


def _count(n_entries: int, *, is_new: bool, is_written: bool) -> Tally:
    if is_new:
        return Tally(added=1, changed=n_entries - 1)
    return Tally(changed=n_entries) if is_written else Tally(unchanged=n_entries)


def _digests(session: Session, layout: Layout[R], ids: Sequence[str]) -> dict[str, bytes | None]:
    table = table_of(layout.row)
    rows = session.connection().execute(select(table.c.id, table.c.digest).where(table.c.id.in_(ids))).all()
    return {id: digest for id, digest in rows}


def _renew_digests(session: Session, layout: Layout[R], digests: list[dict[str, Any]]) -> None:
    if digests:
        table = table_of(layout.row)
        statement = update(table).where(table.c.id == bindparam("at_id")).values(digest=bindparam("made"))
        session.connection().execute(statement, digests)


def _stored(session: Session, layout: Layout[R], ids: Sequence[str]) -> dict[str, Values]:
    table = table_of(layout.row)
    rows = session.connection().execute(select(table).where(table.c.id.in_(ids))).mappings().all()
    return {row["id"]: dict(row) for row in rows}


def _compare(
    act: Act[R], want: Wanted, row: Values | None, sealed: Mapping[Place, Sealed], writes: Writes, *, digest: bytes
) -> bool:
    """Add to *writes* what differs between what is wanted and what is stored; tell whether anything does."""
    id: str = want.values["id"]
    differing = {
        name: v
        for name, v in want.values.items()
        if row is None or (row[name] != v and not _keeps_refusal(act.layout, want, name, row))
    }
    people = _compare_people(act, id, want, sealed)
    if not differing and not people:
        return False
    if row is None:
        row = dict.fromkeys(act.layout.crossing.names) | {"sources": {}, "added_at": act.at}
    fields = {name: v is not None for name, v in differing.items() if name != "id"}
    fields |= {".".join(place): s is not None for place, s in people.items()}
    sources = _with_sources(row["sources"], fields, want.source_of, at=act.at.isoformat())
    writes.rows.append(row | differing | {"sources": sources, "changed_at": act.at, "digest": digest})
    writes.people[id] = people
    writes.touched.append(id)
    return True


def _keeps_refusal(layout: Layout[R], want: Wanted, name: str, row: Values) -> bool:
    """Tell whether a consent stays refused: only an express yes ends that, no file and no silence."""
    return _is_refused(layout, name, row) and not (want.is_express and want.values[name] is True)


def _compare_people(act: Act[R], id: str, want: Wanted, sealed: Mapping[Place, Sealed]) -> dict[Place, Sealed | None]:
    vault, differing = act.vault, dict[Place, Sealed | None]()
    for (role, name), value in (_of_others(act, want, sealed) | want.people).items():
        old = sealed.get((role, name))
        if value is None and old is None:
            continue
        place = context(act.layout.noun, id, role, name)
        lookup = b"" if value is None else vault.keyed_hash(name, value)
        if not is_same(old, value, lookup=lookup, vault=vault, place=place):
            new = None if value is None else seal(name, value, lookup=lookup, place=place, vault=vault)
            differing[role, name] = new
    return differing


def _of_others(act: Act[R], want: Wanted, sealed: Mapping[Place, Sealed]) -> dict[Place, None]:
    """Give what is stored of somebody whose place another takes: not to be told as the other's."""
    names = {role: want.people.get((role, "name")) for role in want.one_name}
    replaced = {
        role
        for role, name in names.items()
        if name and (old := sealed.get((role, "name"))) and old.lookup != act.vault.keyed_hash("name", name)
    }
    return dict.fromkeys(place for place in sealed if place[0] in replaced)


def _with_sources(
    sources: Mapping[str, list[str]], fields: Mapping[str, bool], source_of: Mapping[str, str], *, at: str
) -> dict[str, list[str]]:
    """Note for each changed field, known or no longer known, where it came from."""
    noted = dict(sources)
    for name, is_known in fields.items():
        noted.pop(name, None)
        if is_known:
            origin = [source_of[name], at]
            if noted.setdefault(SAME_SOURCE, origin) != origin:
                noted[name] = origin
    return noted
