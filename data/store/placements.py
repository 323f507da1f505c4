"""Placements, claims and spells of employment in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.store.bulk import Item
from data.store.changes import table_of
from data.store.crossing import Crossing, is_id
from data.store.shelves import CHUNK, Shelf
from data.tables import ClaimRow, EmployerRow, EmploymentRow, PersonalFieldRow, PlacementRow
from matcher.errors import Conflict
from matcher.records import Claim, ClaimEntry, Employment, EmploymentEntry, Placement, PlacementEntry

PLACEMENTS: Shelf[Placement, PlacementEntry] = Shelf(
    "placement",
    PlacementRow,
    Crossing(Placement),
    roles=("mentor", "trainee"),
    take_apart=lambda entry: Item(entry.placement, {"mentor": entry.mentor, "trainee": entry.trainee}),
    areas=(),
)
CLAIMS: Shelf[Claim, ClaimEntry] = Shelf(
    "claim",
    ClaimRow,
    Crossing(Claim),
    roles=("trainee",),
    take_apart=lambda entry: Item(entry.claim, {"trainee": entry.trainee}),
    areas=(),
)
EMPLOYMENTS: Shelf[Employment, EmploymentEntry] = Shelf(
    "employment",
    EmploymentRow,
    Crossing(Employment),
    roles=("self",),
    take_apart=lambda entry: Item(entry.employment, {"self": entry.person}),
    areas=(),
)

put_placements = PLACEMENTS.put
merge_placements = PLACEMENTS.merge
get_placement = PLACEMENTS.get
placements_by_id = PLACEMENTS.by_id
iter_placements = PLACEMENTS.every
delete_placement = PLACEMENTS.delete

put_claims = CLAIMS.put
merge_claims = CLAIMS.merge
get_claim = CLAIMS.get
claims_by_id = CLAIMS.by_id
iter_claims = CLAIMS.every
delete_claim = CLAIMS.delete

merge_employments = EMPLOYMENTS.merge
iter_employments = EMPLOYMENTS.every


def list_placements(
    session: Session,
    *,
    after: str | None = None,
    limit: int = 100,
    candidate_id: str | None = None,
    employer_id: str | None = None,
    post_id: str | None = None,
    district: str | None = None,
    on: date | None = None,
) -> list[Placement]:
    """
    Give a page of placements sorted by id.

    Args:
        session: of a transaction.
        after: the last id of the page before.
        limit: 1 to 10,000.
        candidate_id: only of this person.
        employer_id: only with this employer.
        post_id: only in this post.
        district: only with employers of this district or functional zone.
        on: only those with practice on this day, first and last day included; ``practice_end`` says when it ends.
    """
    asked = {
        PlacementRow.candidate_id: candidate_id,
        PlacementRow.employer_id: employer_id,
        PlacementRow.post_id: post_id,
    }
    where = list(_equal(asked))
    if district is not None:
        where.append(PlacementRow.employer_id.in_(_employers_of(district)))
    if on is not None:
        where += [PlacementRow.starts_on <= on, PlacementRow.planned_end_on >= on]
        where += [or_(PlacementRow.ended_on.is_(None), PlacementRow.ended_on >= on)]
        where += [or_(PlacementRow.contract_on.is_(None), PlacementRow.contract_on > on)]
    return PLACEMENTS.page(session, after=after, limit=limit, where=where)


def list_claims(
    session: Session,
    *,
    after: str | None = None,
    limit: int = 100,
    candidate_id: str | None = None,
    employer_id: str | None = None,
    month: date | None = None,
) -> list[Claim]:
    """Give a page of claims sorted by id: for a person, of an employer, for the month that begins on a day."""
    where = list(_equal({ClaimRow.candidate_id: candidate_id, ClaimRow.employer_id: employer_id}))
    if month is not None:
        where.append(ClaimRow.month == month)
    return CLAIMS.page(session, after=after, limit=limit, where=where)


def placements_near(
    session: Session, *, candidate_ids: Iterable[str], post_ids: Iterable[str] = ()
) -> dict[str, Placement]:
    """Give every placement of these people, and every one in these posts, by id."""
    found: dict[str, Placement] = {}
    for column, ids in ((PlacementRow.candidate_id, candidate_ids), (PlacementRow.post_id, post_ids)):
        asked = sorted({id for id in ids if is_id(id)})
        for start in range(0, len(asked), CHUNK):
            for one in _all(session, column.in_(asked[start : start + CHUNK])):
                found[one.id] = one
    return found


@dataclass(frozen=True, slots=True)
class OnFile:
    """
    What the placements of a city have on file at all.

    Attributes:
        since: the first day of the oldest; None = there is none.
        fields: of ``agreed_on``, ``insured_on`` and ``mentor`` those that any of them has.
    """

    since: date | None
    fields: frozenset[str]


def placements_on_file(session: Session) -> OnFile:
    """Tell what is on file of any placement; no placement is read one by one."""
    has = {
        "agreed_on": PlacementRow.agreed_on.is_not(None),
        "insured_on": PlacementRow.insured_on.is_not(None),
        "mentor": _mentored(),
    }
    since = session.execute(select(func.min(PlacementRow.starts_on))).scalar_one()
    on_file = session.execute(select(*(exists(select(PlacementRow.id).where(one)) for one in has.values()))).one()
    return OnFile(since, frozenset(name for name, is_any in zip(has, on_file, strict=True) if is_any))


def mentored_placements(session: Session, *, employer_id: str | None = None) -> frozenset[str]:
    """Give the ids of the placements with a mentor, by themselves or by their post: of all employers, or of one."""
    wanted = select(PlacementRow.id).where(_mentored(), *_equal({PlacementRow.employer_id: employer_id}))
    return frozenset(session.execute(wanted).scalars())


def employments_of(session: Session, candidate_ids: Iterable[str]) -> dict[str, list[Employment]]:
    """Give the spells of employment of some people, by candidate; who has none is left out."""
    table, found = table_of(EmploymentRow), dict[str, list[Employment]]()
    asked = sorted({id for id in candidate_ids if is_id(id)})
    for start in range(0, len(asked), CHUNK):
        wanted = select(table).where(table.c.candidate_id.in_(asked[start : start + CHUNK])).order_by(table.c.id)
        for row in session.connection().execute(wanted).mappings():
            found.setdefault(row["candidate_id"], []).append(EMPLOYMENTS.crossing.to_record(row))
    return found


def refuse_placed(session: Session, column: InstrumentedAttribute[Any], id: str) -> None:
    """
    Refuse to delete somebody or something that placements are kept of: they are records of money.

    Raises:
        Conflict: there are some.
    """
    n = session.execute(select(func.count()).where(column == id)).scalar_one() if is_id(id) else 0
    if n:
        raise Conflict("{id!r} has {n} placements, which are records of money: delete them first", id=id, n=n)


def _all(session: Session, where: ColumnElement[bool]) -> Iterator[Placement]:
    rows = session.connection().execute(select(PlacementRow.__table__).where(where)).mappings()
    return map(PLACEMENTS.crossing.to_record, rows)


def _mentored() -> ColumnElement[bool]:
    named = {"placement": PlacementRow.id, "post": PlacementRow.post_id}
    person = PersonalFieldRow
    return or_(
        *(
            exists().where(person.noun == noun, person.id == id, person.role == "mentor").correlate(PlacementRow)
            for noun, id in named.items()
        )
    )


def _equal(asked: Mapping[Any, str | None]) -> Iterator[ColumnElement[bool]]:
    for column, value in asked.items():
        if value is not None:
            yield column == value


def _employers_of(district: str) -> Select[str]:
    return select(EmployerRow.id).where(EmployerRow.district == district)
