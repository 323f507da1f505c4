"""Erasing one person from every table; records of money stay under a pseudonym that leads to nobody."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Delete, Table, delete, select, update
from sqlalchemy.orm import Session

from data.store.aliases import drop_aliases
from data.store.changes import Noun, Op, lock_sequence, note_changes, table_of
from data.store.feedback import cause_keys
from data.store.forgotten_entries import forget_entries
from data.store.people import Place, Sealed, check_key, context, seal, sealed_by_id, write_sealed
from data.store.pushes import forget_shares
from data.store.references import OWNER, referring_tables
from data.store.sealed import SealedNoun, SealedRecord, delete_sealed, find_sealed, iter_sealed, put_sealed
from data.store.tasks import drop_tasks
from data.store.traces import OWN_ROLES, Traces
from data.tables import AttemptRow, CandidateRow, ChangeRow, ClaimRow, FeedbackRow, PersonalFieldRow, PlacementRow
from data.values.identifiers import sound_id_number
from data.vault import Vault

FORGET: Op = "forget"  # a change that names nobody: who follows looks which candidates are no longer stored
FORGOTTEN = "forgotten"  # the id under which it stands
ID_BYTES = 8
OF_PERSON: tuple[SealedNoun, ...] = (
    "link",
    "membership",
    "duplicate",
    "push_share",
    "refusal_code",
    "fair_guest",
    "fair_dropped",
    "fair_visit",
)
MONEY: tuple[tuple[Noun, str, type[PlacementRow] | type[ClaimRow]], ...] = (
    ("placement", "T", PlacementRow),
    ("claim", "S", ClaimRow),
)


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows and sealed records went, and how many records of money stay under a pseudonym."""

    n_rows: int
    n_sealed: int
    n_money: int


def new_pseudonym() -> str:
    """Make the name under which records of money are kept: random, so that it leads to nobody."""
    return f"F{secrets.token_hex(ID_BYTES)}"


def erase_person(session: Session, traces: Traces, *, pseudonym: str, vault: Vault) -> Erased:
    """
    Take a person out of every table but the records of money, which stand under *pseudonym* from then on.

    Args:
        session: of ``Database.begin``; the caller commits.
        traces: what ``read_traces`` found under the writers' lock.
        pseudonym: of ``new_pseudonym``.
        vault: with the key that the database was written with.
    """
    check_key(session, vault)
    lock_sequence(session)
    n_sealed = _erase_sealed(session, traces, vault=vault)
    n_rows = _erase_rows(session, traces)
    n_money = 0
    for noun, _letter, row in MONEY:
        table = table_of(row)
        values: dict[str, str | None] = {OWNER: pseudonym, "digest": None}
        if "term_reason" in table.c:
            values["term_reason"] = None
        n_money += len(traces.rows[noun])
        for id in traces.rows[noun]:
            session.execute(update(table).where(table.c.id == id).values(values))
            _delete_own_people(session, noun, id)
    drop_aliases(session, sorted(traces.ids))
    _forget_changes(session, traces)
    return Erased(n_rows, n_sealed, n_money)


def _erase_sealed(session: Session, traces: Traces, *, vault: Vault) -> int:
    ids, n = sorted(traces.ids), 0
    links = [one for one in find_sealed(session, "link", ids, vault=vault) if one.content["candidate_id"] in traces.ids]
    n += forget_entries(session, _entries_meant(links), _numbers(traces), vault=vault)
    for id in ids:
        forget_shares(session, id, vault=vault)
    for noun in OF_PERSON:
        found = [one.id for one in find_sealed(session, noun, ids, vault=vault) if _is_of(one, traces.ids)]
        delete_sealed(session, noun, found)
        n += len(found)
    return n + _erase_merges(session, traces, vault=vault)


def _is_of(one: SealedRecord, ids: frozenset[str]) -> bool:
    named = one.content.get("candidate_ids") or [one.content.get("candidate_id")]
    return bool(ids.intersection(named))  # the hash takes different spellings of an id for one


def _entries_meant(links: Iterable[SealedRecord]) -> set[str]:
    """Give the entries of registries that are surely this person's: linked by themselves or by a person's word."""
    return {one.content["entry_id"] for one in links if one.shelf == "linked"}


def _numbers(traces: Traces) -> set[str]:
    return {sound_id_number(number) or number for number in traces.values("id_number")}


def _erase_merges(session: Session, traces: Traces, *, vault: Vault) -> int:
    """Remove the merges of the person, and the person's id from what other merges keep of findings."""
    n = 0
    for merge in list(iter_sealed(session, "merge", vault=vault)):
        if traces.ids.intersection(merge.keys):
            delete_sealed(session, "merge", [merge.id])
            n += 1
        elif (moves := merge.content["moves"].get("fraud_findings")) is not None:
            left = [[key, [id for id in named if id not in traces.ids]] for key, named in moves["moved"]]
            if left != moves["moved"]:
                content = merge.content | {
                    "moves": merge.content["moves"] | {"fraud_findings": moves | {"moved": left}}
                }
                put_sealed(session, [SealedRecord("merge", merge.id, merge.shelf, content, merge.keys)], vault=vault)
    return n


def _erase_rows(session: Session, traces: Traces) -> int:
    attempts = table_of(AttemptRow)
    tried = session.execute(select(attempts.c.id).where(attempts.c.candidate_id.in_(traces.ids))).scalars()
    drop_tasks(session, [*tried, *cause_keys(session, FeedbackRow.candidate_id.in_(traces.ids))])
    kept, n = {table_of(row).name for _, _, row in MONEY}, 0
    for id in traces.rows["employment"]:
        session.execute(_people_of("employment", id))
    for table in referring_tables():
        if table.name not in kept:
            n += _delete(session, table, table.c[OWNER].in_(traces.ids))
    people = table_of(CandidateRow)
    for id in sorted(traces.ids):
        session.execute(_people_of("candidate", id))
    return n + _delete(session, people, people.c.id.in_(traces.ids))


def _delete(session: Session, table: Table, where: ColumnElement[bool]) -> int:
    return session.connection().execute(delete(table).where(where)).rowcount


def _people_of(noun: Noun, id: str) -> Delete:
    table = table_of(PersonalFieldRow)
    return delete(table).where(table.c.noun == noun, table.c.id == id)


def _delete_own_people(session: Session, noun: Noun, id: str) -> None:
    table = table_of(PersonalFieldRow)
    session.execute(delete(table).where(table.c.noun == noun, table.c.id == id, table.c.role.in_(OWN_ROLES)))


def _forget_changes(session: Session, traces: Traces) -> None:
    """Take the ids out of the sequence of changes; one change that names nobody tells who follows."""
    table = table_of(ChangeRow)
    gone: list[tuple[str, Sequence[str]]] = [
        ("candidate", sorted(traces.ids)),
        ("employment", traces.rows["employment"]),
    ]
    for noun, ids in gone:
        session.execute(delete(table).where(table.c.noun == noun, table.c.id.in_(ids)))
    note_changes(session, "candidate", FORGET, [FORGOTTEN])


def unname_money(session: Session, pseudonym: str, *, vault: Vault) -> int:
    """
    Give records of money random ids of their own, so that nobody can find them by what they were made of.

    The mentor of a placement, who is somebody else, moves with it.
    """
    check_key(session, vault)
    lock_sequence(session)
    n = 0
    for noun, letter, row in MONEY:
        table = table_of(row)
        for old in list(session.execute(select(table.c.id).where(table.c.candidate_id == pseudonym)).scalars()):
            new = f"{letter}{secrets.token_hex(ID_BYTES)}"
            session.execute(update(table).where(table.c.id == old).values(id=new, digest=None))
            _move_people(session, noun, old, new, vault=vault)
            changes = table_of(ChangeRow)
            session.execute(delete(changes).where(changes.c.noun == noun, changes.c.id == old))
            note_changes(session, noun, "put", [new])
            n += 1
    return n


def _move_people(session: Session, noun: Noun, old: str, new: str, *, vault: Vault) -> None:
    moved: dict[Place, Sealed | None] = {}
    for (role, name), sealed in sealed_by_id(session, noun, [old]).get(old, {}).items():
        if role not in OWN_ROLES:
            value = vault.decrypt(sealed.ciphertext, context=context(noun, old, role, name))
            place = context(noun, new, role, name)
            moved[role, name] = seal(name, value, lookup=sealed.lookup, place=place, vault=vault)
    session.execute(_people_of(noun, old))
    write_sealed(session, noun, {new: moved})
