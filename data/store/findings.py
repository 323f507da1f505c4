"""Findings of the watch for fraud in the database, and what persons made of them; states are only ever added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from data import log
from data.store.changes import insert_missing, lock_sequence, table_of, upsert
from data.store.crossing import check_text, is_id
from data.tables import FactRow, FindingStateRow, FraudFindingRow
from matcher.errors import BadInput, NotFound
from matcher.records import Actor, FindingState, FraudFinding, Severity

CHUNK = 1_000
WATCHED = "fraud_watched"  # the fact: when the last watch was


@dataclass(frozen=True, slots=True)
class StateGiven:
    """A state that a person gave a finding."""

    state: FindingState
    note: str | None
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class FindingKept:
    """A finding as it is kept, with what persons made of it, the oldest first."""

    finding: FraudFinding
    found_at: datetime
    is_found: bool  # the last watch found it again; False = the files no longer say so
    states: tuple[StateGiven, ...] = ()

    @property
    def state(self) -> FindingState:
        """Tell where it stands."""
        return self.states[-1].state if self.states else FindingState.OPEN


def keep_findings(session: Session, found: Sequence[FraudFinding], *, actor: Actor, at: datetime) -> int:
    """Keep what a watch found, and count what no earlier one had: findings known already keep day and states."""
    lock_sequence(session)
    keys = [one.key for one in found]
    known = set[str]()
    for start in range(0, len(keys), CHUNK):
        asked = select(FraudFindingRow.key).where(FraudFindingRow.key.in_(keys[start : start + CHUNK]))
        known |= set(session.execute(asked).scalars())
    rows = [_from_finding(one) | {"found_at": at, "seen_at": at} for one in found]
    insert_missing(session, FraudFindingRow, [row for row in rows if row["key"] not in known], unique=["key"])
    _see(session, sorted(known), at)
    upsert(session, FactRow, [{"name": WATCHED, "value": at.isoformat()}])
    n_new = len(set(keys) - known)
    details = {"found": len(set(keys)), "new": n_new}
    log.record(session, actor=actor, action="watch", noun="finding", id=None, details=details, at=at)
    return n_new


def watched_at(session: Session) -> datetime | None:
    """Tell when the last watch was; None = there was none yet."""
    told = session.execute(select(FactRow.value).where(FactRow.name == WATCHED)).scalar()
    return None if told is None else datetime.fromisoformat(told)


def _see(session: Session, keys: Sequence[str], at: datetime) -> None:
    table = table_of(FraudFindingRow)
    for start in range(0, len(keys), CHUNK):
        session.execute(table.update().where(table.c.key.in_(keys[start : start + CHUNK])).values(seen_at=at))


def iter_findings(session: Session) -> Iterator[FindingKept]:
    """Give all findings, the gravest first, then as they were first found."""
    order = {str(severity): n for n, severity in enumerate(Severity)}
    rows = session.scalars(select(FraudFindingRow)).all()
    states = select(FindingStateRow).order_by(FindingStateRow.id)
    yield from _kept(session, sorted(rows, key=lambda one: (order[one.severity], one.found_at, one.key)), states)


def _kept(session: Session, rows: Iterable[FraudFindingRow], wanted: Select[FindingStateRow]) -> Iterator[FindingKept]:
    """Give findings with the states that were asked for, which are those of each."""
    states: dict[str, list[StateGiven]] = {}
    for given in session.scalars(wanted):
        states.setdefault(given.key, []).append(_to_state(given))
    watched = watched_at(session)
    for row in rows:
        is_found = row.seen_at == watched
        yield FindingKept(_to_finding(row), row.found_at, is_found, tuple(states.get(row.key, ())))


def get_finding(session: Session, key: str) -> FindingKept:
    """Give one finding, or raise NotFound."""
    row = session.get(FraudFindingRow, key) if is_id(key) else None
    if row is None:
        raise NotFound("there is no finding {key!r}", key=key)
    states = select(FindingStateRow).where(FindingStateRow.key == key).order_by(FindingStateRow.id)
    return next(_kept(session, [row], states))


def give_state(
    session: Session, key: str, state: FindingState, *, note: str | None, actor: Actor, at: datetime
) -> FindingKept:
    """
    Note what a person made of a finding, and give it as it stands then.

    Raises:
        NotFound: there is no such finding.
        BadInput: it is called explained or confirmed without a word of why.
    """
    lock_sequence(session)
    get_finding(session, key)
    if state is not FindingState.OPEN and not note:
        raise BadInput("{field}: say what explains or confirms it", field="note")
    row = {
        "key": key,
        "state": str(state),
        "note": None if note is None else check_text(note, "note"),
        "actor_id": actor.id,
        "actor_role": actor.role,
        "actor_district": actor.district,
        "at": at,
    }
    session.execute(table_of(FindingStateRow).insert(), [row])
    log.record(session, actor=actor, action=str(state), noun="finding", id=key, details={}, at=at)
    return get_finding(session, key)


def _from_finding(one: FraudFinding) -> dict[str, Any]:
    return {
        "key": one.key,
        "rule": one.rule,
        "severity": str(one.severity),
        "edition": one.edition,
        "evidence": dict(one.evidence),
        "candidate_ids": _listed(one.candidate_ids),
        "employer_ids": _listed(one.employer_ids),
        "placement_ids": _listed(one.placement_ids),
        "claim_ids": _listed(one.claim_ids),
        "amount_yuan": one.amount_yuan,
    }


def _listed(ids: Iterable[str]) -> list[str] | None:
    return list(ids) or None


def _to_finding(row: FraudFindingRow) -> FraudFinding:
    return FraudFinding(
        rule=row.rule,
        key=row.key,
        severity=Severity(row.severity),
        edition=row.edition,
        evidence=row.evidence,
        candidate_ids=tuple(row.candidate_ids or ()),
        employer_ids=tuple(row.employer_ids or ()),
        placement_ids=tuple(row.placement_ids or ()),
        claim_ids=tuple(row.claim_ids or ()),
        amount_yuan=row.amount_yuan,
    )


def _to_state(row: FindingStateRow) -> StateGiven:
    actor = Actor(row.actor_id, row.actor_role, row.actor_district)
    return StateGiven(FindingState(row.state), row.note, actor, row.at)
