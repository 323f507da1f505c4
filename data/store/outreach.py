"""Outreach in the database: attempts to contact people, who has taken whom, who looks after whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

from data import log
from data.store.changes import insert_missing, lock_sequence, table_of, upsert
from data.store.crossing import check_id, check_text, check_texts, is_id
from data.store.feedback import refuse_unknown_candidates
from data.store.tasks import drop_tasks
from data.tables import AttemptRow, CandidateRow, CaseloadRow, ContactClaimRow, MessageRow
from data.vault import Vault
from matcher.outreach.situation import NO_DISTRICT
from matcher.records import (
    Actor,
    Attempt,
    Caseload,
    Channel,
    Claimed,
    ContactResult,
    DeclineReason,
    LegalBasis,
)

BATCH = 10_000  # rows read at a time
CHUNK = 1_000  # ids named in one statement


def add_attempts(session: Session, told: Sequence[Attempt]) -> int:
    """
    Keep attempts, and count those that are new: one of an id that is there already is known.

    Raises:
        NotFound: there is no such candidate; the transaction must be undone then.
        BadInput: a text cannot be stored.
    """
    lock_sequence(session)  # no candidate is deleted meanwhile
    refuse_unknown_candidates(session, [one.candidate_id for one in told])
    known = _known_ids(session, [check_id(one.id) for one in told])
    new = list({one.id: one for one in told if one.id not in known}.values())
    rows = [_from_attempt(one) for one in new]
    for row in rows:
        check_texts(row, ("note", "post_id"))
    insert_missing(session, AttemptRow, rows, unique=["id"])
    for one in new:
        if one.result is not ContactResult.SENT:  # a batch of messages has one line of its own
            details = {"channel": str(one.channel), "result": str(one.result), "basis": str(one.basis)}
            log.record(
                session,
                actor=one.actor,
                action="contact",
                noun="candidate",
                id=one.candidate_id,
                details=details,
                at=one.at,
            )
    return len(new)


def replace_attempts(session: Session, told: Sequence[Attempt], *, gone: Collection[str], actor: Actor) -> int:
    """
    Keep attempts in place of those of their ids, drop those of the ids *gone*, and count what changed.

    For what is concluded of something that may be told anew. A task of an attempt that changed is open again.

    Raises:
        NotFound: there is no such candidate; the transaction must be undone then.
    """
    lock_sequence(session)
    known = {id: get_attempt(session, id) for id in [*gone, *(one.id for one in told)]}
    new = [one for one in told if _outcome(known[one.id]) != _outcome(one)]
    dropped = [one for id in gone if (one := known[id]) is not None]
    stale = [*(one.id for one in new if known[one.id] is not None), *(one.id for one in dropped)]
    drop_tasks(session, stale)
    table = table_of(AttemptRow)
    for start in range(0, len(stale), CHUNK):
        session.execute(delete(table).where(table.c.id.in_(stale[start : start + CHUNK])))
    for one in dropped:
        log.record(
            session,
            actor=actor,
            action="withdraw contact",
            noun="candidate",
            id=one.candidate_id,
            details={"result": str(one.result)},
            at=one.at,
        )
    return add_attempts(session, new) + len(dropped)


def _outcome(one: Attempt | None) -> tuple[object, ...] | None:
    return None if one is None else (one.result, one.post_id, one.reason)


def iter_attempts(session: Session) -> Iterator[Attempt]:
    """Give all attempts, person by person, each person's in the order in which they happened."""
    table = table_of(AttemptRow)
    wanted = select(table).order_by(table.c.candidate_id, table.c.at, table.c.id)
    for row in session.execute(wanted, execution_options={"yield_per": BATCH}).mappings():
        yield to_attempt(row)


def living_in(district: str | None, candidate_id: ColumnElement[str]) -> list[ColumnElement[bool]]:
    """Give the condition that a candidate lives in a district, in none (``NO_DISTRICT``), or anywhere (None)."""
    if district is None:
        return []
    people = table_of(CandidateRow)
    home = people.c.home_district
    lives = home.is_(None) if district == NO_DISTRICT else home == check_text(district, "district")
    return [candidate_id.in_(select(people.c.id).where(lives))]


def told_candidates(session: Session, results: Sequence[ContactResult], *, district: str | None = None) -> list[str]:
    """Give the ids of the candidates with an attempt that had one of some results: of a district, of none, or all."""
    table = table_of(AttemptRow)
    wanted = select(table.c.candidate_id).where(table.c.result.in_([str(one) for one in results])).distinct()
    return sorted(session.execute(wanted.where(*living_in(district, table.c.candidate_id))).scalars())


def get_attempt(session: Session, id: str) -> Attempt | None:
    """Give one attempt by its id; None = there is none."""
    table = table_of(AttemptRow)
    row = session.execute(select(table).where(table.c.id == id)).mappings().one_or_none() if is_id(id) else None
    return None if row is None else to_attempt(row)


def attempts_of(session: Session, candidate_id: str) -> list[Attempt]:
    """Give the attempts to contact one candidate, the oldest first."""
    return attempts_by_candidate(session, [candidate_id]).get(candidate_id, [])


def attempts_by_candidate(session: Session, ids: Sequence[str]) -> dict[str, list[Attempt]]:
    """Give the attempts to contact each of some candidates, the oldest first; who was never contacted is left out."""
    table, found = table_of(AttemptRow), dict[str, list[Attempt]]()
    order = table.c.candidate_id, table.c.at, table.c.id
    for row in _rows_of(session, table, ids, order=order):
        found.setdefault(row["candidate_id"], []).append(to_attempt(row))
    return found


def take_claim(session: Session, claimed: Claimed) -> Claimed:
    """
    Take a candidate for one colleague, or for longer where the same one has it; give the claim that stands then.

    It is a colleague's, and nothing was written, where that one has the candidate at *claimed.at*. Of two transactions
    that try at the same time, the second waits for the first and is given its claim.

    Raises:
        NotFound: there is no such candidate.
    """
    lock_sequence(session)
    refuse_unknown_candidates(session, [claimed.candidate_id])
    held = claimed_on(session, claimed.candidate_id, at=claimed.at)
    if held is not None and held.actor.id != claimed.actor.id:
        return held
    upsert(session, ContactClaimRow, [_from_claimed(claimed)])
    details = {"until": claimed.until.isoformat()}
    log.record(
        session,
        actor=claimed.actor,
        action="claim",
        noun="candidate",
        id=claimed.candidate_id,
        details=details,
        at=claimed.at,
    )
    return claimed


def release_claim(session: Session, candidate_id: str, *, actor: Actor, at: datetime) -> bool:
    """Let go of a candidate, and tell whether the actor had it; a colleague's claim stays."""
    lock_sequence(session)
    held = claimed_on(session, candidate_id, at=at)
    if held is None or held.actor.id != actor.id:
        return False
    drop_claim(session, candidate_id)
    log.record(session, actor=actor, action="release", noun="candidate", id=candidate_id, details={}, at=at)
    return True


def drop_claim(session: Session, candidate_id: str) -> None:
    """End whatever claim there is on a candidate who is not to be contacted any more."""
    session.execute(delete(ContactClaimRow).where(ContactClaimRow.candidate_id == candidate_id))


def claimed_on(session: Session, candidate_id: str, *, at: datetime) -> Claimed | None:
    """Give who has a candidate at a moment; None = nobody."""
    found = [one for one in claimed_by_candidate(session, [candidate_id]) if one.at <= at < one.until]
    return found[0] if found else None


def claimed_by_candidate(session: Session, ids: Sequence[str]) -> list[Claimed]:
    """Give the claims on some candidates, by candidate, those over included."""
    table = table_of(ContactClaimRow)
    return [to_claimed(row) for row in _rows_of(session, table, ids, order=(table.c.candidate_id,))]


def iter_claimed(session: Session) -> Iterator[Claimed]:
    """Give all claims, by candidate, those over included."""
    table = table_of(ContactClaimRow)
    for row in session.execute(select(table).order_by(table.c.candidate_id)).mappings():
        yield to_claimed(row)


def caseloads(session: Session, *, caseworker: str | None = None) -> list[Caseload]:
    """Give who looks after whom, by candidate: of everybody, or of one caseworker."""
    table = table_of(CaseloadRow)
    wanted = select(table).order_by(table.c.candidate_id)
    if caseworker is not None:
        wanted = wanted.where(table.c.caseworker == check_text(caseworker, "caseworker"))
    return [_to_caseload(row) for row in session.execute(wanted).mappings()]


def caseloads_of(session: Session, ids: Sequence[str]) -> list[Caseload]:
    """Give who looks after each of some candidates, by candidate."""
    table = table_of(CaseloadRow)
    return [_to_caseload(row) for row in _rows_of(session, table, ids, order=(table.c.candidate_id,))]


def assign(
    session: Session,
    ids: Sequence[str],
    *,
    caseworker: str,
    actor: Actor,
    at: datetime,
    note: str | None = None,
    vault: Vault,
) -> int:
    """
    Give candidates to a caseworker in place of those who had them, and count those who changed hands.

    Raises:
        NotFound: there is no such candidate; the transaction must be undone then.
        BadInput: a text cannot be stored.
    """
    lock_sequence(session)
    changed = _entrust(session, ids, caseworker=caseworker, actor=actor, at=at, note=note)
    if changed:
        details = {
            "caseworker": caseworker,
            "n": len(changed),
            "ids_keyed": log.sealed_people(session, changed, seal=vault.seal),
        }
        log.record(session, actor=actor, action="assign", noun="candidate", id=None, details=details, at=at)
    return len(changed)


def hand_over(
    session: Session,
    ids: Sequence[str],
    *,
    giver: str,
    to: Actor,
    actor: Actor,
    at: datetime,
    note: str | None = None,
    vault: Vault,
) -> int:
    """
    Give candidates, and the claims that the giver has on them, to a colleague; count the claims. One line in the log.

    Args:
        session: of ``Database.begin``.
        ids: of the candidates.
        giver: id of the actor who gives them up.
        to: who gets them.
        actor: who says so.
        at: when.
        note: why; without personal numbers.
        vault: hashes the ids for the log.

    Raises:
        NotFound, BadInput: as ``assign``.
    """
    lock_sequence(session)
    _entrust(session, ids, caseworker=to.id, actor=actor, at=at, note=note)
    held = claimed_by_candidate(session, ids)
    moved = [one for one in held if one.actor.id == giver and one.at <= at < one.until]
    upsert(session, ContactClaimRow, [_from_claimed(one) | _by(to) for one in moved])
    keyed = log.sealed_people(session, ids, seal=vault.seal)
    details = {"from": giver, "to": to.id, "n": len(set(ids)), "claims": len(moved), "ids_keyed": keyed}
    log.record(session, actor=actor, action="hand_over", noun="candidate", id=None, details=details, at=at)
    return len(moved)


def _entrust(
    session: Session, ids: Sequence[str], *, caseworker: str, actor: Actor, at: datetime, note: str | None
) -> list[str]:
    """Write who looks after candidates, and give those whom another looked after, or nobody."""
    refuse_unknown_candidates(session, ids)
    table = table_of(CaseloadRow)
    before = {row["candidate_id"]: row["caseworker"] for row in _rows_of(session, table, ids, order=())}
    changed = sorted({id for id in ids if before.get(id) != caseworker})
    check_texts({"caseworker": caseworker, "note": note}, ("caseworker", "note"))
    upsert(session, CaseloadRow, [_from_caseload(Caseload(id, caseworker, at, actor, note)) for id in changed])
    return changed


def drop_outreach(session: Session, candidate_id: str) -> None:
    """Forget every attempt to contact a candidate, every task, every claim, who looked after it, and every message."""
    drop_tasks(session, [one.id for one in attempts_of(session, candidate_id)])
    for row in (AttemptRow, ContactClaimRow, CaseloadRow, MessageRow):
        table = table_of(row)
        session.execute(delete(table).where(table.c.candidate_id == candidate_id))


def _rows_of(session: Session, table: Table, ids: Sequence[str], *, order: Sequence[Any]) -> Iterator[RowMapping]:
    asked = sorted({id for id in ids if is_id(id)})
    for start in range(0, len(asked), CHUNK):
        wanted = select(table).where(table.c.candidate_id.in_(asked[start : start + CHUNK])).order_by(*order)
        yield from session.execute(wanted).mappings().all()


def _known_ids(session: Session, ids: Sequence[str]) -> set[str]:
    table, known = table_of(AttemptRow), set[str]()
    for start in range(0, len(ids), CHUNK):
        wanted = select(table.c.id).where(table.c.id.in_(ids[start : start + CHUNK]))
        known |= set(session.execute(wanted).scalars())
    return known


def _by(actor: Actor) -> dict[str, Any]:
    return {"actor_id": actor.id, "actor_role": actor.role, "actor_district": actor.district}


def _actor(row: RowMapping) -> Actor:
    return Actor(row["actor_id"], row["actor_role"], row["actor_district"])


def _from_attempt(one: Attempt) -> dict[str, Any]:
    return {
        "id": one.id,
        "candidate_id": one.candidate_id,
        "channel": str(one.channel),
        "at": one.at,
        "result": str(one.result),
        "basis": str(one.basis),
        "call_back_on": one.call_back_on,
        "post_id": one.post_id,
        "reason": None if one.reason is None else str(one.reason),
        "note": one.note,
    } | _by(one.actor)


def to_attempt(row: RowMapping) -> Attempt:
    """Read an attempt off its row."""
    return Attempt(
        id=row["id"],
        candidate_id=row["candidate_id"],
        channel=Channel(row["channel"]),
        at=row["at"],
        result=ContactResult(row["result"]),
        basis=LegalBasis(row["basis"]),
        actor=_actor(row),
        call_back_on=row["call_back_on"],
        post_id=row["post_id"],
        reason=None if row["reason"] is None else DeclineReason(row["reason"]),
        note=row["note"],
    )


def _from_claimed(one: Claimed) -> dict[str, Any]:
    return {"candidate_id": one.candidate_id, "until": one.until, "at": one.at} | _by(one.actor)


def to_claimed(row: RowMapping) -> Claimed:
    """Read a claim off its row."""
    return Claimed(row["candidate_id"], _actor(row), row["at"], row["until"])


def _from_caseload(one: Caseload) -> dict[str, Any]:
    return {
        "candidate_id": one.candidate_id,
        "caseworker": one.caseworker,
        "note": one.note,
        "at": one.since,
    } | _by(one.actor)


def _to_caseload(row: RowMapping) -> Caseload:
    return Caseload(row["candidate_id"], row["caseworker"], row["at"], _actor(row), row["note"])
