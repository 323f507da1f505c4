"""Whom each kind of sealed record is about, and which of them a scope leaves: told once they are open."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.scope import refusal, scope_of
from data.store.changes import table_of
from data.store.crossing import is_id
from data.store.scoping import kind_of
from data.tables import CandidateAliasRow, CandidateRow
from matcher.errors import Conflict

Linked = Callable[[Sequence[str]], Collection[str]]  # ids of entries → those that links within the scope name

CHUNK = 2_000
SEEN = "sealed records seen"  # what a scoped session was given, so that it may take that away again


class Opened(Protocol):
    """A sealed record once it is open."""

    @property
    def noun(self) -> str: ...  # noqa: D102 - as of SealedRecord
    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def content(self) -> dict[str, Any]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class About:
    """
    Whom a record is about: each one must be within the scope.

    Attributes:
        people: ids of candidates.
        districts: whose people it is about without naming them; None = the whole city's.
        entry: the entry of a register whom a link with somebody within the scope must name.
        is_shared: whether the record is about nobody, so that everybody in the office reads it and nobody who holds to
            a district writes it.
    """

    people: tuple[str, ...] = ()
    districts: tuple[str | None, ...] = ()
    entry: str | None = None
    is_shared: bool = False


SHARED = About(is_shared=True)
CITY = About(districts=(None,))
NOWHERE = About(districts=("",))  # no district has no name


def _one(record: Opened) -> About:
    return About((record.content["candidate_id"],))


def _both(record: Opened) -> About:
    return About(tuple(record.content["candidate_ids"]))


def _merged(record: Opened) -> About:
    """Tell of both sides: the one that was given up is stored no more, and lived where it lived."""
    sides = record.content
    return About((sides["survivor"]["row"]["id"],), (sides["gone"]["row"]["home_district"],))


def _pushed(record: Opened) -> About:
    return About(districts=tuple(record.content["scope"]["districts"]) or (None,))


ABOUT: dict[str, Callable[[Opened], About]] = {
    "link": _one,
    "membership": _one,
    "duplicate": _both,
    "merge": _merged,
    "push": _pushed,
    "push_share": _one,
    "refusal_code": _one,
    "fair_guest": _one,
    "fair_dropped": _one,
    "fair_visit": _one,
    "task": _one,
    "fair": lambda _: SHARED,  # a fair is the whole city's; its guests are each district's own
    "parameters": lambda _: SHARED,  # what pairs are weighed with
    "restricted": lambda _: NOWHERE,  # for the auditor, who sees the whole city
    "registry_entry": lambda record: About(entry=record.id),
}
"""By noun; a noun that stands not here is given to nobody within a scope."""

FOLLOWING = frozenset({"task", "merge"})
"""What is taken away by ids that follow from rows which are scoped themselves: attempts, and ids given up."""


def visible(session: Session, records: Iterable[Opened], *, linked: Linked) -> Iterator[Any]:
    """Give those of *records* that the scope of a session leaves, in their order; *linked* tells which entries are."""
    left = iter(records)
    if kind_of(scope_of(session)) is None:
        yield from left
        return
    seen: set[tuple[str, str]] = session.info.setdefault(SEEN, set())
    while chunk := list(islice(left, CHUNK)):
        for one in _visible(session, chunk, linked):
            seen.add((one.noun, one.id))
            yield one


def _visible(session: Session, chunk: Sequence[Opened], linked: Linked) -> list[Opened]:
    scope = scope_of(session)
    if scope.district is None:
        return []  # nothing that is sealed is an employer's
    told = [(one, ABOUT[one.noun](one)) for one in chunk if one.noun in ABOUT]
    here = _residents(session, {id for _, about in told for id in about.people})
    entries = {about.entry for _, about in told if about.entry is not None}
    named = linked(sorted(entries)) if entries else frozenset[str]()
    return [
        one
        for one, about in told
        if here.issuperset(about.people)
        and all(district == scope.district for district in about.districts)
        and (about.entry is None or about.entry in named)
    ]


def _residents(session: Session, ids: set[str]) -> set[str]:
    """Give those of *ids* under which the session meets somebody, or that lead to somebody whom it meets."""
    found, asked = set[str](), sorted(id for id in ids if is_id(id))
    for table in (table_of(CandidateRow), table_of(CandidateAliasRow)):
        for start in range(0, len(asked), CHUNK):
            wanted = select(table.c.id).where(table.c.id.in_(asked[start : start + CHUNK]))
            found.update(session.execute(wanted).scalars())
    return found


def refuse_sealing(session: Session, records: Sequence[Opened], stored: Sequence[Opened], *, linked: Linked) -> None:
    """
    Refuse to seal what lies outside of the scope of a session, or is about nobody.

    Args:
        session: that is to write.
        records: to be sealed.
        stored: what stands under their ids, within the scope or not.
        linked: as for ``visible``.

    Raises:
        NotAllowed: there is such a record; nothing has been written.
        Conflict: one would be written over what lies outside.
    """
    if kind_of(scope_of(session)) is None:
        return
    for one in records:
        about = ABOUT[one.noun](one) if one.noun in ABOUT else CITY
        if about.is_shared or about.entry is not None or about == CITY:
            raise refusal(one.noun)
    if len(list(visible(session, records, linked=linked))) != len(records):
        raise refusal(records[0].noun)
    if len(list(visible(session, stored, linked=linked))) != len(stored):
        raise Conflict("the id is taken")


def refuse_unsealing(session: Session, noun: str, ids: Iterable[str]) -> None:
    """
    Refuse to take away sealed records that a scoped session was not given before.

    Raises:
        NotAllowed: there is such an id.
    """
    if kind_of(scope_of(session)) is None or noun in FOLLOWING:
        return
    seen: set[tuple[str, str]] = session.info.get(SEEN, set())
    if any((noun, id) not in seen for id in ids):
        raise refusal(noun)
