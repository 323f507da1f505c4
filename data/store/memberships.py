"""Memberships of priority groups: sealed, found by candidate, and told for a day in bulk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.reference import load_priority_groups
from data.store.changes import table_of
from data.store.sealed import SealedRecord, delete_sealed, find_sealed, iter_sealed, iter_sealed_of, put_sealed
from data.tables import CandidateRow
from data.vault import Vault
from matcher.memberships import long_unemployed
from matcher.months import add_months
from matcher.records import Candidate, EmploymentStatus, LinkHow, Membership

SHELF = "all"
SLACK = timedelta(days=3)  # months differ in length: what the database lets through is looked at again


def put_memberships(session: Session, memberships: Iterable[Membership], *, vault: Vault) -> int:
    """Store memberships in place of those of the same id, and count them."""
    return put_sealed(session, map(_to_sealed, memberships), vault=vault)


def memberships_of(session: Session, candidate_ids: Sequence[str], *, vault: Vault) -> dict[str, list[Membership]]:
    """Give the memberships of some candidates, those that lapsed too; candidates without any are left out."""
    wanted, found = set(candidate_ids), dict[str, list[Membership]]()
    for sealed in find_sealed(session, "membership", candidate_ids, vault=vault):
        one = _from_sealed(sealed)
        if one.candidate_id in wanted:  # the hash takes different spellings of an id for one
            found.setdefault(one.candidate_id, []).append(one)
    return found


def iter_memberships(session: Session, *, vault: Vault) -> Iterator[Membership]:
    """Give all memberships, those that lapsed too."""
    return map(_from_sealed, iter_sealed(session, "membership", vault=vault))


def delete_memberships(session: Session, ids: Sequence[str]) -> None:
    """Remove memberships; those that are not there are passed over."""
    delete_sealed(session, "membership", ids)


def groups_on(session: Session, day: date, *, vault: Vault) -> dict[str, frozenset[str]]:
    """
    Give the priority groups of everybody who belongs to one on a day: candidate id → codes of groups.

    For ordering whom to contact first; it tells nobody's group to anybody, and what it gives is never stored or logged.
    """
    return _groups(iter_memberships(session, vault=vault), partial(_unemployed_for, session, day), day)


def groups_among(
    session: Session, people: Collection[Candidate], day: date, *, vault: Vault
) -> dict[str, frozenset[str]]:
    """Give the same of some people as ``groups_on`` does of everybody; no other membership is decrypted."""
    ids = {one.id for one in people}
    sealed = iter_sealed_of(session, "membership", ids, vault=vault)
    held = (one for one in map(_from_sealed, sealed) if one.candidate_id in ids)

    def unemployed(months: int) -> Iterator[str]:
        for one in people:
            if long_unemployed(one.employment_status, one.unemployment_registered_on, day, months=months):
                yield one.id

    return _groups(held, unemployed, day)


def _groups(
    memberships: Iterable[Membership], unemployed: Callable[[int], Iterable[str]], day: date
) -> dict[str, frozenset[str]]:
    table = load_priority_groups().groups
    groups: dict[str, set[str]] = {}
    for one in memberships:
        if one.holds_on(day):
            groups.setdefault(one.candidate_id, set()).add(one.group)
    for group in table.values():
        if group.months is not None:
            for id in unemployed(group.months):
                groups.setdefault(id, set()).add(group.code)
    counting = {group.code for group in table.values() if group.counts_on(day)}
    return {id: frozenset(held & counting) for id, held in groups.items() if held & counting}


def _unemployed_for(session: Session, day: date, months: int) -> Iterator[str]:
    table = table_of(CandidateRow)
    status, since = table.c.employment_status, table.c.unemployment_registered_on
    wanted = select(table.c.id, status, since).where(
        since <= add_months(day, -months) + SLACK, or_(status.is_(None), status == EmploymentStatus.UNEMPLOYED.value)
    )
    for id, doing, registered_on in session.connection().execute(wanted):
        if long_unemployed(doing and EmploymentStatus(doing), registered_on, day, months=months):
            yield id


def _to_sealed(one: Membership) -> SealedRecord:
    content = {
        "candidate_id": one.candidate_id,
        "group": one.group,
        "registry": one.registry,
        "entry_id": one.entry_id,
        "as_of": one.as_of.isoformat(),
        "how": one.how.value,
        "p": one.p,
        "confirmed_by": one.confirmed_by,
        "lapses_on": None if one.lapses_on is None else one.lapses_on.isoformat(),
    }
    return SealedRecord("membership", one.id, SHELF, content, (one.candidate_id,))


def _from_sealed(sealed: SealedRecord) -> Membership:
    told: Mapping[str, Any] = sealed.content
    return Membership(
        id=sealed.id,
        candidate_id=told["candidate_id"],
        group=told["group"],
        registry=told["registry"],
        entry_id=told["entry_id"],
        as_of=date.fromisoformat(told["as_of"]),
        how=LinkHow(told["how"]),
        p=told["p"],
        confirmed_by=told["confirmed_by"],
        lapses_on=None if told["lapses_on"] is None else date.fromisoformat(told["lapses_on"]),
    )
