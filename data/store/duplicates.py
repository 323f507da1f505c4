"""Pairs of stored candidates who may be one person: sealed, on the shelf of their state, found by either id."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from data.store.changes import upsert
from data.store.crossing import is_id
from data.store.sealed import (
    SealedRecord,
    count_sealed,
    delete_sealed,
    find_sealed,
    get_sealed,
    iter_sealed,
    put_sealed,
)
from data.tables import FactRow, PersonalFieldRow
from data.vault import Vault
from matcher.errors import NotFound
from matcher.records import Band, Compared, Decided, Decision, Duplicate, DuplicateState, LinkHow, Pairing

LOOKED = "duplicates_looked"  # the fact: how far candidates have been compared with each other
TELLING = ("name", "id_number", "phone")  # who shares none of these hashes is compared by a whole look only
CHUNK = 500


def put_duplicates(session: Session, duplicates: Iterable[Duplicate], *, vault: Vault) -> int:
    """Store pairs in place of those of the same id, and count them."""
    return put_sealed(session, map(_to_sealed, duplicates), vault=vault)


def get_duplicate(session: Session, id: str, *, vault: Vault) -> Duplicate:
    """
    Give one pair.

    Raises:
        NotFound: there is none of this id.
    """
    found = get_sealed(session, "duplicate", [id], vault=vault) if is_id(id) else {}
    if id not in found:
        raise NotFound("there is no pair {id!r} of candidates who may be one person", id=id)
    return _from_sealed(found[id])


def duplicates_of(session: Session, candidate_ids: Iterable[str], *, vault: Vault) -> list[Duplicate]:
    """Give the pairs of which at least one is of *candidate_ids*, by id."""
    wanted = set(candidate_ids)
    found = map(_from_sealed, find_sealed(session, "duplicate", wanted, vault=vault))
    return [one for one in found if wanted.intersection(one.ids)]  # the hash takes spellings of an id for one


def iter_duplicates(
    session: Session, *, state: DuplicateState | None = None, after: str = "", limit: int | None = None, vault: Vault
) -> Iterator[Duplicate]:
    """Give pairs by id, all or those of one state; those that come *after* an id, at most *limit*."""
    shelf = None if state is None else state.value
    return map(_from_sealed, iter_sealed(session, "duplicate", shelf=shelf, after=after, limit=limit, vault=vault))


def count_duplicates(session: Session, state: DuplicateState, *, vault: Vault) -> int:
    """Count the pairs of one state."""
    return count_sealed(session, "duplicate", shelf=state.value, vault=vault)


def delete_duplicates(session: Session, ids: Sequence[str]) -> None:
    """Remove pairs; those that are not there are passed over."""
    delete_sealed(session, "duplicate", ids)


@dataclass(frozen=True, slots=True)
class Looked:
    """How far candidates have been compared with each other: up to which change, and by parameters of which version."""

    sequence: int
    parameters: str


def read_looked(session: Session) -> Looked | None:
    """Tell how far candidates have been compared with each other; None = never."""
    told = session.execute(select(FactRow.value).where(FactRow.name == LOOKED)).scalar()
    return None if told is None else Looked(*json.loads(told))


def note_looked(session: Session, looked: Looked) -> None:
    """Note how far candidates have been compared with each other."""
    told = json.dumps([looked.sequence, looked.parameters])
    upsert(session, FactRow, [{"name": LOOKED, "value": told}])


def near_candidates(session: Session, ids: Sequence[str]) -> dict[str, set[str]]:
    """Give for each of some candidates the others who share a name, an ID number or a phone; nobody is decrypted."""
    own, other, near = aliased(PersonalFieldRow), aliased(PersonalFieldRow), dict[str, set[str]]()
    for start in range(0, len(ids), CHUNK):
        wanted = (
            select(own.id, other.id)
            .join(other, (other.field == own.field) & (other.lookup == own.lookup))
            .where(own.noun == "candidate", own.id.in_(ids[start : start + CHUNK]), own.field.in_(TELLING))
            .where(other.noun == "candidate", other.id != own.id)
        )
        for id, found in session.execute(wanted):
            near.setdefault(id, set()).add(found)
    return near


def _to_sealed(one: Duplicate) -> SealedRecord:
    pairing, decided = one.pairing, one.decided
    content = {
        "candidate_ids": list(one.ids),
        "how": pairing.how.value,
        "p": pairing.p,
        "band": pairing.band.value,
        "compared": [[field.field, field.level, field.weight] for field in pairing.compared],
        "fingerprint": one.fingerprint,
        "at": one.at.isoformat(),
        "decided": decided and [decided.decision.value, decided.by, decided.at.isoformat(), decided.note],
    }
    return SealedRecord("duplicate", one.id, one.state.value, content, one.ids)


def _from_sealed(sealed: SealedRecord) -> Duplicate:
    told = sealed.content
    compared = tuple(Compared(field, level, weight) for field, level, weight in told["compared"])
    first, second = told["candidate_ids"]
    decided = None
    if told["decided"] is not None:
        decision, by, at, note = told["decided"]
        decided = Decided(Decision(decision), by, datetime.fromisoformat(at), note)
    return Duplicate(
        id=sealed.id,
        pairing=Pairing(first, second, LinkHow(told["how"]), told["p"], Band(told["band"]), compared),
        fingerprint=told["fingerprint"],
        state=DuplicateState(sealed.shelf),
        at=datetime.fromisoformat(told["at"]),
        decided=decided,
    )
