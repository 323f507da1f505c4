"""Restricted people: who stands behind records of money that the law keeps, sealed and open to the auditor alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import log
from data.store.changes import Noun, lock_sequence, table_of
from data.store.people import check_key, context, seal, sealed_by_id, write_sealed
from data.store.placements import CLAIMS, PLACEMENTS
from data.store.purposes import read_purpose
from data.store.sealed import SealedNoun, SealedRecord, delete_sealed, get_sealed, put_sealed
from data.store.traces import OWN_ROLES, Traces
from data.tables import ClaimRow, PlacementRow
from data.vault import Vault
from matcher.errors import NotFound
from matcher.records import Actor, Claim, Person, Placement

NOUN: SealedNoun = "restricted"
SHELF = "kept"
KEPT = ("name", "id_number")  # of the person; what the accounts need and no more
Value = tuple[Noun, str, str, str, str]  # noun, id of the record, role, field, value


@dataclass(frozen=True, slots=True, repr=False)
class Archive:
    """
    Who stands behind a pseudonym.

    Attributes:
        id: of the forgetting.
        candidate_id: under which the person was stored; under it the person comes back who registers again.
        values: what was kept with placements and claims: bank cards, ID numbers.
    """

    id: str
    pseudonym: str
    candidate_id: str
    person: Person
    values: tuple[Value, ...] = ()


def has_subsidy(session: Session, ids: Iterable[str]) -> bool:
    """Tell whether subsidy was claimed for the person of some ids."""
    return session.execute(select(ClaimRow.id).where(ClaimRow.candidate_id.in_(ids)).limit(1)).scalar() is not None


def to_archive(session: Session, traces: Traces, *, id: str, pseudonym: str, vault: Vault) -> Archive:
    """Put together what is kept of a person for the auditor."""
    known = {name: min(traces.values(name), default=None) for name in KEPT}
    values: list[Value] = []
    nouns: tuple[Noun, ...] = ("placement", "claim")
    for noun in nouns:
        for record, places in sealed_by_id(session, noun, traces.rows[noun]).items():
            for (role, name), sealed in places.items():
                if role in OWN_ROLES:
                    value = vault.decrypt(sealed.ciphertext, context=context(noun, record, role, name))
                    values.append((noun, record, role, name, value))
    return Archive(id, pseudonym, traces.id, Person(**known), tuple(values))


def put_archive(session: Session, archive: Archive, *, vault: Vault) -> None:
    """Seal who stands behind a pseudonym."""
    content: dict[str, Any] = {
        "pseudonym": archive.pseudonym,
        "candidate_id": archive.candidate_id,
        "person": {name: value for name in KEPT if (value := getattr(archive.person, name))},
        "values": [list(value) for value in archive.values],
    }
    put_sealed(session, [SealedRecord(NOUN, archive.id, SHELF, content)], vault=vault)


def get_archive(session: Session, id: str, *, vault: Vault) -> Archive | None:
    """Give who stands behind the pseudonym of a forgetting; None = nobody is kept."""
    found = get_sealed(session, NOUN, [id], vault=vault).get(id)
    if found is None:
        return None
    told = found.content
    values = tuple((noun, record, role, name, value) for noun, record, role, name, value in told["values"])
    return Archive(id, told["pseudonym"], told["candidate_id"], Person(**told["person"]), values)


def drop_archive(session: Session, id: str) -> None:
    """Let nobody stand behind a pseudonym any more."""
    delete_sealed(session, NOUN, [id])


@dataclass(frozen=True, slots=True)
class Opened:
    """What an auditor is shown of a restricted person."""

    archive: Archive
    placements: tuple[Placement, ...]
    claims: tuple[Claim, ...]


def open_archive(session: Session, id: str, *, vault: Vault, actor: Actor, purpose: str, at: datetime) -> Opened:
    """
    Show an auditor a restricted person for a stated *purpose*, with a line in the log.

    Raises:
        NotFound: nobody is kept under this forgetting.
        BadInput: no purpose is given.
    """
    archive = get_archive(session, id, vault=vault)
    if archive is None:
        raise NotFound("there is no restricted person {id!r}", id=id)
    details = {"purpose": read_purpose(purpose), "fields": list(KEPT)}
    log.record(session, actor=actor, action="reveal", noun=NOUN, id=id, details=details, at=at)
    placements, claims = records_of(session, archive.pseudonym)
    return Opened(archive, tuple(placements), tuple(claims))


def records_of(session: Session, candidate_id: str) -> tuple[Sequence[Placement], Sequence[Claim]]:
    """Give the records of money under an id."""
    placements, claims = table_of(PlacementRow), table_of(ClaimRow)
    own = select(placements).where(placements.c.candidate_id == candidate_id).order_by(placements.c.id)
    paid = select(claims).where(claims.c.candidate_id == candidate_id).order_by(claims.c.id)
    return (
        [PLACEMENTS.crossing.to_record(row) for row in session.connection().execute(own).mappings()],
        [CLAIMS.crossing.to_record(row) for row in session.connection().execute(paid).mappings()],
    )


def last_money_on(session: Session, candidate_id: str) -> date | None:
    """Tell from which day records of money are kept: the last payment, else the last claim or day of practice."""
    placements, claims = records_of(session, candidate_id)
    paid = [one.paid_on for one in claims if one.paid_on]
    if paid:
        return max(paid)
    told = [day for one in claims for day in (one.claimed_on, one.month) if day]
    return max([*told, *(one.last_day for one in placements)], default=None)


def running_until(session: Session, ids: Iterable[str], *, on: date) -> date | None:
    """Tell the last day of a traineeship that is under way or to come; None = there is none."""
    found = (one for id in ids for one in records_of(session, id)[0])
    return max((one.last_day for one in found if one.last_day >= on), default=None)


def take_back(session: Session, archive: Archive, *, vault: Vault) -> None:
    """Let records of money stand under the person's own id again: the person registered again."""
    check_key(session, vault)
    lock_sequence(session)
    for noun, record, role, name, value in archive.values:
        place, lookup = context(noun, record, role, name), vault.keyed_hash(name, value)
        sealed = seal(name, value, lookup=lookup, place=place, vault=vault)
        write_sealed(session, noun, {record: {(role, name): sealed}})
    for row in (PlacementRow, ClaimRow):
        table = table_of(row)
        own = table.c.candidate_id == archive.pseudonym
        session.execute(table.update().where(own).values(candidate_id=archive.candidate_id, digest=None))
    drop_archive(session, archive.id)
