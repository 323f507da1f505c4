"""How far a year has come: openings and trainees counted by the place where they are, and the lists behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select, tuple_
from sqlalchemy.orm import Session

from data.store.changes import table_of
from data.store.placements import PLACEMENTS
from data.store.posts import posts_by_id
from data.store.shelves import CHUNK
from data.tables import EmployerRow, PlacementRow, PostRow, TrapVerdictRow
from matcher.records import Employer, Placement, Post, TrapVerdict
from matcher.summary.employers import Employers
from matcher.summary.window import Window

PostColumns = table_of(PostRow).c
Pair = tuple[str, str]  # an employer as a post names it, and its credit code or ""


@dataclass(frozen=True, slots=True)
class Reached:
    """What was reached in one place; None = nobody knows the place."""

    area: str | None
    openings: int = 0
    adverts: int = 0
    trainees: int = 0


@dataclass(frozen=True, slots=True)
class Places:
    """Where the posts of a year are whose adverts name no place: where their employers are."""

    window: Window
    traps: tuple[str, ...]  # posts that a person found to be traps: they are none
    of_employer: dict[Pair, str | None]


def places_of(session: Session, window: Window) -> Places:
    """Find out where the posts of a year are whose adverts do not say it."""
    traps = _confirmed_traps(session)
    placeless = [_stated().is_(None), *_of_year(window, traps)]
    wanted = select(PostColumns.employer, _code()).where(*placeless).distinct()
    named: list[Pair] = [(name, code) for name, code in session.execute(wanted)]
    if not named:
        return Places(window, traps, {})
    table = table_of(EmployerRow)
    known = Employers(
        Employer(id, name, uscc=uscc, district=district)
        for id, name, uscc, district in session.execute(
            select(table.c.id, table.c.name, table.c.uscc, table.c.district).order_by(table.c.id)
        )
    )
    found = {pair: known.of_post(Post("", "", pair[0], employer_uscc=pair[1] or None)) for pair in named}
    return Places(window, traps, {pair: None if one is None else one.district for pair, one in found.items()})


def reached_by_area(session: Session, places: Places) -> dict[str | None, Reached]:
    """Count the year's openings, adverts and trainees by place, as the monthly summary does."""
    openings, adverts = Counter[str | None](), Counter[str | None]()
    for area, n_openings, n_adverts in _counted_posts(session, places):
        openings[area] += n_openings
        adverts[area] += n_adverts
    first = _first_of_year(places.window)
    by_area = select(first.c.area, func.count()).group_by(first.c.area)
    trainees: dict[str | None, int] = {area: n for area, n in session.execute(by_area)}
    return {
        area: Reached(area, openings[area], adverts[area], trainees.get(area, 0)) for area in {**openings, **trainees}
    }


def page_year_posts(
    session: Session, places: Places, areas: Sequence[str | None], *, after: str | None = None, limit: int
) -> list[Post]:
    """Give a page of the posts of a year in some places, sorted by id."""
    where = [_in_areas(places, areas), *_of_year(places.window, places.traps)]
    if after is not None:
        where.append(PostColumns.id > after)
    ids = session.execute(select(PostColumns.id).where(*where).order_by(PostColumns.id).limit(limit)).scalars().all()
    return list(posts_by_id(session, ids).values())


def page_year_trainees(
    session: Session, window: Window, areas: Sequence[str | None], *, after: str | None = None, limit: int
) -> list[Placement]:
    """Give a page of the first traineeships of a year in some places, one a person, sorted by their ids."""
    first = _first_of_year(window)
    named = [one for one in areas if one is not None]
    here: ColumnElement[bool] = first.c.area.in_(named)
    if None in areas:
        here = or_(here, first.c.area.is_(None))
    wanted = select(first.c.id).where(here).order_by(first.c.id).limit(limit)
    if after is not None:
        wanted = wanted.where(first.c.id > after)
    return list(PLACEMENTS.by_id(session, session.execute(wanted).scalars().all()).values())


def _counted_posts(session: Session, places: Places) -> list[tuple[str | None, int, int]]:
    counts = (func.sum(func.coalesce(PostColumns.headcount, 1)), func.count())
    year = _of_year(places.window, places.traps)
    stated = select(_stated(), *counts).where(_stated().is_not(None), *year).group_by(_stated())
    found = [(area, int(n), n_adverts) for area, n, n_adverts in session.execute(stated)]
    if places.of_employer:
        pairs = select(PostColumns.employer, _code(), *counts).where(_stated().is_(None), *year)
        for name, code, n, n_adverts in session.execute(pairs.group_by(PostColumns.employer, _code())):
            found.append((places.of_employer.get((name, code)), int(n), n_adverts))
    return found


def _in_areas(places: Places, areas: Sequence[str | None]) -> ColumnElement[bool]:
    named = [one for one in areas if one is not None]
    pairs = [pair for pair, area in places.of_employer.items() if area in areas]
    here: ColumnElement[bool] = _stated().in_(named)
    by_pair = [tuple_(PostColumns.employer, _code()).in_(pairs[n : n + CHUNK]) for n in range(0, len(pairs), CHUNK)]
    return or_(here, and_(_stated().is_(None), or_(*by_pair))) if by_pair else here


def _stated() -> ColumnElement[Any]:
    """Give the functional zone of a post, else its district."""
    return func.coalesce(PostColumns.zone, PostColumns.district)


def _code() -> ColumnElement[Any]:
    return func.coalesce(PostColumns.employer_uscc, "")


def _of_year(window: Window, traps: Sequence[str]) -> list[ColumnElement[bool]]:
    """Hold for posts that count in a year up to the month's end: by the day of publishing, else that of storing."""
    first = date(window.month.year, 1, 1)
    stored = (_midnight(first), _midnight(window.last + timedelta(days=1)))
    published, added = PostColumns.published_on, PostColumns.added_at
    within = or_(
        and_(published >= first, published <= window.last),
        and_(published.is_(None), added >= stored[0], added < stored[1]),
    )
    return [within, not_(PostColumns.id.in_(traps))] if traps else [within]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time()).astimezone()


def _confirmed_traps(session: Session) -> tuple[str, ...]:
    told = table_of(TrapVerdictRow).c
    confirmed = select(told.post_id).where(told.verdict == str(TrapVerdict.CONFIRMED))
    posts = posts_by_id(session, session.execute(confirmed).scalars().all())
    return tuple(sorted(one.id for one in posts.values() if one.trap_verdict is TrapVerdict.CONFIRMED))


def _first_of_year(window: Window) -> Any:
    """Select the first traineeship that each person began in a year, with its place: of the post, else the employer."""
    placement, employer = table_of(PlacementRow), table_of(EmployerRow)
    n = func.row_number().over(partition_by=placement.c.candidate_id, order_by=(placement.c.starts_on, placement.c.id))
    begun = placement.c.starts_on.between(date(window.month.year, 1, 1), window.last)
    ordered = select(placement.c.id, placement.c.post_id, placement.c.employer_id, n.label("n")).where(begun).subquery()
    area = func.coalesce(PostColumns.zone, PostColumns.district, employer.c.district).label("area")
    return (
        select(ordered.c.id, area)
        .select_from(ordered)
        .outerjoin(table_of(PostRow), PostColumns.id == ordered.c.post_id)
        .outerjoin(employer, employer.c.id == ordered.c.employer_id)
        .where(ordered.c.n == 1)
        .subquery()
    )
