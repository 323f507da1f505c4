"""Traineeships and claims of subsidy in the console: listed, and each traineeship with its terms, as a sheet too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.claim_names import claim_word
from api.conditions import etag_of
from api.console.completed import completed_notice, completing_typed
from api.console.listed import PAGE, address, next_address, read_place
from api.console.pages import page
from api.console.placing import form_address, labels_of
from api.console.programme_lists import beside_placements
from api.console.recorded import Recorded, TheRecorded, recorded_notice
from api.console.typed import Faults
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fields import RecordId
from api.house import House
from api.language import Translate
from api.placements import placement_answer
from api.profiles import official
from api.reporting import read_month
from data.store import (
    Session,
    claims_of_employers,
    count_unpaid,
    current_id,
    employers_by_id,
    get_placement,
    list_claims,
    list_placements,
    masked_person,
    page_unpaid,
    posts_by_id,
)
from matcher.records import Claim
from matcher.terms import terms_of

Id = Annotated[str | None, Query(max_length=200)]
Cursor = Annotated[str | None, Query(max_length=600)]

router = APIRouter(include_in_schema=False)


@router.get("/placements", dependencies=[needs("placements:read")])
def show_placements(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    district: Annotated[str | None, Query(max_length=40)] = None,
    running: Annotated[str | None, Query(max_length=5)] = None,
    employer: Id = None,
    candidate: Id = None,
    cursor: Cursor = None,
) -> Response:
    """List traineeships: all, of a district's employers, of an employer or a person, or only those that run today."""
    filters = {"district": district or None, "running": running or None, "employer": employer, "candidate": candidate}
    after = read_place(house, "/placements", cursor, **filters)
    with house.database.read() as session:
        found = list_placements(
            session,
            after=after,
            limit=PAGE + 1,
            candidate_id=candidate and current_id(session, candidate),
            employer_id=employer,
            district=official(district or None, gazetteer=house.gazetteer),
            on=house.today() if running else None,
        )
        beside = beside_placements(house, session, found[:PAGE], visitor)
        named = employers_by_id(session, [employer]).get(employer) if employer else None
    return page(
        request,
        "placements",
        placements=found[:PAGE],
        filters=filters,
        employer_named=named,
        form_at=form_address(candidate) if candidate else "/placements/new",
        districts=house.gazetteer.names,
        next_page=next_address(house, "/placements", found[PAGE - 1].id if len(found) > PAGE else None, **filters),
        first_page=address("/placements", **filters) if cursor else None,
        **beside,
    )


@router.get("/placements/{id}", dependencies=[needs("placements:read")])
def show_placement(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, said: TheRecorded) -> Response:
    """Show a traineeship with its terms and how each stands, and what was claimed for it."""
    return placement_page(request, house, visitor, id, said=said)


@router.get("/placements/{id}/sheet", dependencies=[needs("placements:read")])
def show_sheet(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show the certificate of a traineeship's terms, to be printed."""
    return page(
        request, "placement_sheet", today=house.today(), city=house.gazetteer.city, **_placement(house, visitor, id)
    )


@router.get("/claims", dependencies=[needs("claims:read")])
def show_claims(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    unpaid: Annotated[str | None, Query(max_length=5)] = None,
    employer: Id = None,
    month: Annotated[str | None, Query(max_length=10)] = None,
    cursor: Cursor = None,
) -> Response:
    """List claims of subsidy: all, of an employer, for a month, or those that nobody paid yet."""
    filters = {"unpaid": unpaid or None, "employer": employer or None, "month": month or None}
    after = read_place(house, "/claims", cursor, **filters)
    with house.database.read() as session:
        found = _claims(session, after, filters)
        employers = employers_by_id(session, [one.employer_id for one in found])
        named = employers_by_id(session, [employer]).get(employer) if employer else None
        open_sum = count_unpaid(session)
    return page(
        request,
        "claims",
        claims=found[:PAGE],
        filters=filters,
        employers=employers,
        employer_named=named,
        open_sum=open_sum,
        claim_of=_claim_word(visitor.say),
        next_page=next_address(house, "/claims", found[PAGE - 1].id if len(found) > PAGE else None, **filters),
        first_page=address("/claims", **filters) if cursor else None,
    )


def placement_page(
    request: Request,
    house: House,
    visitor: Visitor,
    id: str,
    *,
    said: Recorded | None = None,
    typed: Mapping[str, str] | None = None,
    faults: Faults | None = None,
    state: str | None = None,
    status: int = 200,
) -> Response:
    """Make the page of a traineeship; *typed* and *state* are what its form comes back with, None = as it is stored."""
    shown = _placement(house, visitor, id)
    answer, done = shown["one"], said or Recorded()
    notice = completed_notice(request, house, visitor, answer, done) or (
        recorded_notice(request, house, visitor, answer, done) if not faults else None
    )
    return page(
        request,
        "placement",
        status=status,
        notice=notice,
        state=state or etag_of(answer),
        typed=typed or completing_typed(request, house, visitor, answer, done),
        faults=faults or Faults(),
        labels=labels_of(visitor.say),
        **shown,
    )


def _claims(session: Session, after: str | None, filters: dict[str, str | None]) -> list[Claim]:
    if filters["unpaid"]:
        return page_unpaid(session, after=after, limit=PAGE + 1)
    month = _month(filters["month"])
    return list_claims(session, after=after, limit=PAGE + 1, employer_id=filters["employer"], month=month)


def _month(written: str | None) -> date | None:
    return None if written is None else read_month(written)


def _placement(house: House, visitor: Visitor, id: str) -> dict[str, Any]:
    """Give what the pages of a traineeship show."""
    today, say = house.today(), visitor.say
    with house.database.read() as session:
        answer, placement = placement_answer(house, session, id), get_placement(session, id)
        employer = employers_by_id(session, [placement.employer_id]).get(placement.employer_id)
        post = posts_by_id(session, [placement.post_id]).get(placement.post_id) if placement.post_id else None
        mentor = answer.mentor and answer.mentor.name
        of_post = masked_person(session, "post", post.id, "mentor", vault=house.vault) if post and not mentor else None
        person = None
        if visitor.may("candidates:read"):
            person = masked_person(session, "candidate", placement.candidate_id, "self", vault=house.vault)
        claims = (
            _claims_for(session, placement.candidate_id, placement.employer_id) if visitor.may("claims:read") else None
        )
    edition = house.rulebook.named(placement.edition) if placement.edition else house.rulebook.on(placement.starts_on)
    if of_post and of_post.name:
        mentor = say("{name} (named by the post)").format(name=of_post.name)
    terms = terms_of(placement, edition, as_of=today, has_mentor=bool(mentor))
    return {
        "id": id,
        "one": answer,
        "employer": employer,
        "post": post,
        "mentor": mentor,
        "person": person,
        "claims": claims,
        "edition": edition,
        "terms": [(term_word(one.name, say), one.status, one.reason.told(say), one.clause) for one in terms],
        "claim_of": _claim_word(say),
    }


def _claims_for(session: Session, candidate_id: str, employer_id: str) -> list[Claim]:
    own = (one for one in claims_of_employers(session, [employer_id]) if one.candidate_id == candidate_id)
    return sorted(own, key=lambda one: (one.month or date.max, one.id))


def term_word(name: str, _: Translate) -> str:
    """Name a term of a traineeship."""
    words = {
        "length": _("Length of the term"),
        "agreement": _("Agreement"),
        "insurance": _("Accident insurance"),
        "mentor": _("Mentor"),
        "contract": _("Labour contract"),
    }
    return words[name]


def _claim_word(say: Translate) -> Any:
    return lambda kind: claim_word(kind, say)
