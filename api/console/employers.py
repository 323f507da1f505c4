"""Employers in the console: found, listed, those due for inspection first, and each with what is on file of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.application_names import application_state, application_word
from api.applied import iter_as_of
from api.console.contact_person import Asked, ask_for_contact, contact_shown
from api.console.listed import PAGE, address, next_address, read_place
from api.console.pages import is_partial, page
from api.console.programme_lists import beside_placements
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.employers import employer_answer
from api.fields import RecordId
from api.finding import find
from api.house import House
from api.progress import due_until, removed_ids
from data.store import (
    Session,
    count_due_inspections,
    count_employers,
    iter_standings,
    list_employers,
    list_placements,
    page_due_inspections,
    posts_naming,
)
from matcher.employers import removal_of
from matcher.months import add_months
from matcher.records import Employer

Which = Literal["all", "due"]
PATH = "/employers"
N_BESIDE = 10  # of posts, placements and applications on the page of an employer

router = APIRouter(include_in_schema=False)


@router.get(PATH, dependencies=[needs("employers:read")])
def show_employers(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    which: Which = "all",
    district: Annotated[str | None, Query(max_length=40)] = None,
    cursor: Annotated[str | None, Query(max_length=600)] = None,
) -> Response:
    """List employers: all, or those whose inspection is due, the longest due first."""
    area, which = district or None, which if visitor.may("inspections:read") else "all"
    after = read_place(house, PATH, cursor, which=which, district=area)
    shown = _due(house, after, area) if which == "due" else _all(house, after, area)
    last = shown.pop("last")
    return page(
        request,
        "employers",
        which=which,
        district=area,
        districts=house.gazetteer.names,
        sought=None,
        next_page=next_address(house, PATH, last, which=which, district=area),
        first_page=address(PATH, which=which, district=area) if cursor else None,
        **shown,
    )


@router.post(PATH, dependencies=[needs("employers:read")])
def search_employers(
    request: Request, house: TheHouse, visitor: TheVisitor, text: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """List the employers that some words name: part of a name, a credit code or an id."""
    if not text.strip():
        return show_employers(request, house, visitor)
    found = find(house, text, actor=visitor.actor, nouns=("employer",), limit=PAGE)
    employers = [one.record for one in found.findings if isinstance(one.record, Employer)]
    return page(
        request,
        "employers",
        which="all",
        district=None,
        districts=house.gazetteer.names,
        sought=text,
        employers=[(one, None) for one in employers],
        n=found.n,
        removed=_removed(house),
        next_page=None,
        first_page=None,
    )


@router.get(PATH + "/{id}", dependencies=[needs("employers:read")])
def show_employer(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show one employer with its posts, traineeships and applications."""
    return _employer_page(request, house, id, visitor, Asked())


@router.post(PATH + "/{id}/contact", dependencies=[needs("outreach:work")])
def post_contact(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    purpose: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Show whom to reach at an employer to somebody who says what for; the log keeps it, the browser does not."""
    asked = ask_for_contact(house, "employer", id, purpose=purpose, visitor=visitor)
    return _employer_page(request, house, id, visitor, asked)


def _employer_page(request: Request, house: House, id: str, visitor: Visitor, asked: Asked) -> Response:
    today = house.today()
    with house.database.read() as session:
        employer = employer_answer(house, session, id)
        contact = contact_shown("employer", id, employer.contact, asked)
        if is_partial(request):
            return page(request, "contact_person", **contact)
        own = Employer(id, employer.name, uscc=employer.uscc, status=employer.status, status_on=employer.status_on)
        posts = sorted(
            posts_naming(session, uscc=employer.uscc, name=employer.name),
            key=lambda one: (one.published_on or date.min, one.id),
            reverse=True,
        )
        removal = removal_of(own, iter_standings(session, id), today)
        shown = _beside(house, session, id, visitor)
    return page(
        request,
        "employer",
        id=id,
        employer=employer,
        removal=removal,
        posts=posts[:N_BESIDE],
        n_posts=len(posts),
        n_openings=sum(one.headcount or 1 for one in posts),
        n_beside=N_BESIDE,
        today=today,
        tab="employer",
        **contact,
        **shown,
    )


def _beside(house: House, session: Session, id: str, visitor: Visitor) -> dict[str, Any]:
    """Give an employer's traineeships and applications, as far as the visitor may see them."""
    shown: dict[str, Any] = {"placements": None, "applications": None}
    if visitor.may("placements:read"):
        placements = list_placements(session, employer_id=id, limit=N_BESIDE + 1)
        shown["placements"] = placements[:N_BESIDE]
        shown["more_placements"] = len(placements) > N_BESIDE
        beside = beside_placements(house, session, placements[:N_BESIDE], visitor)
        shown |= {"people": beside["people"], "stored": beside["stored"], "posts_of": beside["posts"]}
    if visitor.may("applications:read"):
        found = iter_as_of(house, session, as_of=house.today(), employer_id=id)
        shown["applications"] = [
            (one, application_word(one.kind, visitor.say), application_state(one.state, visitor.say)) for one in found
        ]
    return shown


def _all(house: House, after: str | None, district: str | None) -> dict[str, Any]:
    with house.database.read() as session:
        found = list_employers(session, after=after, limit=PAGE + 1, district=district)
        n = count_employers(session) if district is None else None
        removed = removed_ids(house, session)
    shown = found[:PAGE]
    last = shown[-1].id if len(found) > PAGE else None
    return {"employers": [(one, None) for one in shown], "n": n, "removed": removed, "last": last}


def _due(house: House, after: str | None, district: str | None) -> dict[str, Any]:
    until, n_months = due_until(house), house.rulebook.on(house.today()).inspection.every_months
    with house.database.read() as session:
        removed = removed_ids(house, session)
        asked: dict[str, Any] = {"until": until, "removed": removed, "district": district}
        found = page_due_inspections(session, **asked, after=_place(after), limit=PAGE + 1)
        n = count_due_inspections(session, **asked)
    shown = found[:PAGE]
    last = f"{shown[-1].since or date.min} {shown[-1].employer.id}" if len(found) > PAGE else None
    rows = [(one.employer, one.since and add_months(one.since, n_months)) for one in shown]
    return {"employers": rows, "n": n, "removed": removed, "last": last}


def _place(after: str | None) -> tuple[date, str] | None:
    if after is None:
        return None
    day, _, id = after.partition(" ")
    return date.fromisoformat(day), id


def _removed(house: House) -> frozenset[str]:
    with house.database.read() as session:
        return removed_ids(house, session)
