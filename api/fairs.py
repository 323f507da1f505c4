"""Fairs over HTTP: stated, planned, planned anew at the door, told and printed; what became of the guests."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel

from api.addresses import decode_part
from api.conditions import TheChange, TheReading
from api.deps import JsonOnly, TheActor, TheHouse, needs
from api.errors import problems
from api.fair_bodies import Clock, FairBody, FairShown, NewFair, from_fair
from api.fair_door import Arrivals, plan_at_door
from api.fair_keeping import change_fair, close_fair, create_fair, note_needs
from api.fair_prints import PrintForm, PrintName, take_print
from api.fair_shown import (
    GuestShown,
    PlanMade,
    PlanShown,
    Shortlist,
    from_guests,
    from_planned,
    read_guests,
    shortlists,
    show_plan,
)
from api.fields import GivenId, MaybeLine, RecordId
from api.house import House
from api.idempotency import TheOnce
from api.manners.documents import document
from api.paging import AskedPage, read_cursor, write_cursor
from api.seating import plan_seats
from api.settings import Language
from api.showing import Showing
from api.visiting import Visited, keep_visits
from data.store import Session, current_id, get_candidate, get_fair, guests_of, iter_fairs
from matcher.errors import BadInput, NotFound
from matcher.records import Attendance, Fair, FairNeed, MeetingResult

MOST_GUESTS = 5_000
MOST_VISITS = 500
HTML, ICS = "text/html", "text/calendar"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM_OF: dict[str, PrintForm] = {HTML: "html", ICS: "ics", XLSX: "xlsx"}
FORMATS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "As asked for by `Accept`.",
        "content": {
            HTML: {"schema": {"type": "string"}},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
            ICS: {"schema": {"type": "string"}},
        },
    }
}
PRIVATE = {"Cache-Control": "no-store"}

router = APIRouter(prefix="/v1/fairs", tags=["fairs"])


class FairPage(BaseModel):
    """One page of fairs by id."""

    items: list[FairShown]
    next_cursor: str | None = Field(description="None = this was the last page.")


class PlanBody(BaseModel):
    """Whom a fair is planned for."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"invite": 100}})

    candidate_ids: list[GivenId] | None = Field(
        None, max_length=MOST_GUESTS, description="The guests; none = those of the plan before, or `invite`."
    )
    invite: int | None = Field(
        None, strict=True, ge=1, le=MOST_GUESTS, description="How many to choose among all who may be asked."
    )


class DoorBody(BaseModel):
    """What the door tells since it told last."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"absent": [], "came": [], "now": "09:00"}})

    absent: list[GivenId] = Field([], max_length=MOST_GUESTS, description="Guests who did not come.")
    came: list[GivenId] = Field([], max_length=MOST_GUESTS, description="Guests who came.")
    walk_ins: list[GivenId] = Field([], max_length=MOST_GUESTS, description="Candidates who came unasked.")
    absent_booths: list[GivenId] = Field([], max_length=500, description="Booths whose employer did not come.")
    present_booths: list[GivenId] = Field([], max_length=500, description="Absent ones whose employer came after all.")
    now: Clock | None = Field(None, description="Local time; meetings that have begun by then stay.")


class NeedsBody(BaseModel):
    """What a guest needs at the fair, by the person's own word."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"needs": ["quiet"]}})

    needs: list[FairNeed] = Field(max_length=10)


class VisitBody(BaseModel):
    """What became of one guest: of the day as a whole, or of one booth."""

    model_config = ConfigDict(extra="forbid")

    candidate_id: GivenId
    attendance: Attendance = Attendance.CAME
    booth_id: GivenId | None = Field(None, description="None = the day as a whole.")
    post_id: GivenId | None = Field(None, description="Of the booth; the one that the person came for by default.")
    result: MeetingResult | None = Field(None, description="Of the booth.")


class VisitsBody(RootModel[list[VisitBody]]):
    """What became of guests."""

    model_config = ConfigDict(
        json_schema_extra={"example": [{"candidate_id": "C000123", "booth_id": "01", "result": "interested"}]}
    )

    root: Annotated[list[VisitBody], Field(min_length=1, max_length=MOST_VISITS)]


class VisitsTold(BaseModel):
    """What keeping visits came to."""

    n_added: int
    n_changed: int
    n_unchanged: int
    n_feedback: int = Field(description="Events noted of posts.")
    n_attempts: int = Field(description="Contacts noted of people.")


class GuestPage(BaseModel):
    """One page of guests by id, masked."""

    items: list[GuestShown]
    next_cursor: str | None = Field(description="None = this was the last page.")


class AskedShortlists(BaseModel):
    """Whose shortlists, and how."""

    model_config = ConfigDict(extra="forbid")

    booth: MaybeLine = Field(None, description="Of this booth alone.")
    limit: int = Field(20, ge=1, le=200, description="The most people of a post.")
    explain: bool = Field(True, description="false leaves the reasons out.")
    language: Language | None = Field(None, description="Of the sentences; the service's by default.")


class ShortlistsShown(BaseModel):
    """The shortlists of a fair, by booth and post."""

    items: list[Shortlist]


class AskedPrint(BaseModel):
    """How a print is asked for."""

    model_config = ConfigDict(extra="forbid")

    purpose: MaybeLine = Field(None, description="What names are needed for: it stands in the log. Covered without.")
    large: bool = Field(False, description="In letters that are read without glasses (20 pt).")
    booth: MaybeLine = Field(None, description="Of a calendar: this booth alone.")
    candidate: MaybeLine = Field(None, description="Of a calendar: this guest alone.")


@router.post(
    "",
    summary="State a fair",
    status_code=201,
    dependencies=[needs("fairs:plan"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def post_fair(body: NewFair, house: TheHouse, actor: TheActor, once: TheOnce) -> FairShown:
    """Keep a new fair; booths may be stated here, or come by a file of booths."""
    return once.do(lambda session: from_fair(create_fair(house, session, body.id, body, actor=actor)), FairShown)


@router.get("", summary="List fairs", responses=problems(422, 503), dependencies=[needs("fairs:read")])
def list_fairs(house: TheHouse, asked: Annotated[AskedPage, Query()]) -> FairPage:
    """List fairs in the order of their ids, page by page."""
    lister = asked.lister("fairs")
    after = read_cursor(house.vault, asked.cursor, lister=lister) or ""
    with house.database.read() as session:
        found = [one for one in iter_fairs(session, vault=house.vault) if one.fair.id > after][: asked.limit + 1]
    items = found[: asked.limit]
    last = items[-1].fair.id if len(found) > asked.limit else None
    return FairPage(
        items=[from_fair(one) for one in items],
        next_cursor=None if last is None else write_cursor(house.vault, lister=lister, after=last),
    )


@router.get("/{id}", summary="Read a fair", responses=problems(404, 422, 503), dependencies=[needs("fairs:read")])
def read_fair(id: RecordId, house: TheHouse, reading: TheReading) -> FairShown:
    """Give a fair as it is kept."""
    with house.database.read() as session:
        return reading.tell(from_fair(get_fair(session, id, vault=house.vault)))


@router.put(
    "/{id}",
    summary="Change a fair",
    dependencies=[needs("fairs:plan"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def put_fair_body(id: RecordId, body: FairBody, house: TheHouse, actor: TheActor, change: TheChange) -> FairShown:
    """State a fair anew while it has not begun; a plan that was made is to be made again, its guests stay."""
    with house.database.begin() as session:
        change.refuse_unseen(session, lambda: from_fair(get_fair(session, id, vault=house.vault)))
        return change.tell(from_fair(change_fair(house, session, id, body, actor=actor)))


@router.post(
    "/{id}/plan",
    summary="Plan a fair",
    dependencies=[needs("fairs:plan"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def post_plan(id: RecordId, body: PlanBody, house: TheHouse, actor: TheActor, once: TheOnce) -> PlanMade:
    """
    Choose the guests and decide who meets whom when; the same again gives the same plan.

    People who want no contact, work, are placed or are not eligible are left out, and counted by reason.
    """
    ids, n_invited = body.candidate_ids, body.invite
    return once.let(
        lambda begin: from_planned(plan_seats(house, id, actor=actor, ids=ids, n_invited=n_invited, begin=begin)),
        PlanMade,
    )


@router.get(
    "/{id}/plan", summary="Read a fair's plan", responses=problems(404, 422, 503), dependencies=[needs("fairs:read")]
)
def read_plan(id: RecordId, house: TheHouse) -> PlanShown:
    """Give the plan as it is kept: meetings, those who stand by, counts."""
    return show_plan(house, id)


@router.post(
    "/{id}/door",
    summary="Plan the rest of a fair anew",
    dependencies=[needs("fairs:door"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def post_door(id: RecordId, body: DoorBody, house: TheHouse, actor: TheActor, once: TheOnce) -> PlanMade:
    """On the day, tell who came and who did not; meetings that have begun stay, as few others as can be are moved."""
    arrivals = Arrivals(
        body.absent, body.came, body.walk_ins, body.absent_booths, present_booths=body.present_booths, now=body.now
    )
    return once.let(lambda begin: from_planned(plan_at_door(house, id, arrivals, actor=actor, begin=begin)), PlanMade)


@router.post(
    "/{id}/close", summary="Close a fair", responses=problems(404, 409, 422, 503), dependencies=[needs("fairs:door")]
)
def post_close(id: RecordId, house: TheHouse, actor: TheActor, once: TheOnce) -> FairShown:
    """Close a fair from its day on: it is planned no more; results are taken still."""
    return once.do(lambda session: from_fair(close_fair(house, session, id, actor=actor)), FairShown)


@router.get(
    "/{id}/shortlists",
    summary="Shortlists of a fair",
    responses=problems(404, 422, 503),
    dependencies=[needs("fairs:read")],
)
def read_shortlists(id: RecordId, house: TheHouse, asked: Annotated[AskedShortlists, Query()]) -> ShortlistsShown:
    """Rank the guests for each post of each booth, with the same reasons as everywhere; nobody is named."""
    showing = Showing(asked.language or house.settings.language, explained=asked.explain)
    return ShortlistsShown(items=shortlists(house, id, showing, booth_id=asked.booth, limit=asked.limit))


@router.get(
    "/{id}/guests",
    summary="List a fair's guests",
    responses=problems(404, 422, 503),
    dependencies=[needs("fairs:read")],
)
def list_guests(id: RecordId, house: TheHouse, asked: Annotated[AskedPage, Query()]) -> GuestPage:
    """List the guests in the order of their ids, page by page, masked."""
    lister = asked.lister(f"guests {id}")
    after = read_cursor(house.vault, asked.cursor, lister=lister) or ""
    kept, guests = read_guests(house, id)
    found = [one for one in guests if one.candidate_id > after][: asked.limit + 1]
    items = found[: asked.limit]
    last = items[-1].candidate_id if len(found) > asked.limit else None
    return GuestPage(
        items=from_guests(house, kept.fair, items),
        next_cursor=None if last is None else write_cursor(house.vault, lister=lister, after=last),
    )


@router.put(
    "/{id}/guests/{candidate_id}/needs",
    summary="Note what a guest needs",
    dependencies=[needs("fairs:plan"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def put_needs(id: RecordId, candidate_id: RecordId, body: NeedsBody, house: TheHouse, actor: TheActor) -> GuestShown:
    """Note what a person says to need at the fair; no employer is told, and the plan is to be made again."""
    with house.database.begin() as session:
        guest = note_needs(house, session, id, candidate_id, body.needs, actor=actor)
        fair = get_fair(session, id, vault=house.vault).fair
    return from_guests(house, fair, [guest])[0]


@router.post(
    "/{id}/visits",
    summary="Tell what became of guests",
    dependencies=[needs("fairs:door"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def post_visits(id: RecordId, body: VisitsBody, house: TheHouse, actor: TheActor, once: TheOnce) -> VisitsTold:
    """Keep who came and what came of meetings, all or nothing; told again, it changes nothing."""

    def keep(session: Session) -> VisitsTold:
        fair = get_fair(session, id, vault=house.vault).fair
        if fair.on > house.today():
            raise BadInput("fair {id!r} is on {day}, which is still to come", id=id, day=fair.on)
        came_for = _came_for(house, session, fair)
        told = [_visited(session, fair, one, came_for) for one in body.root]
        kept = keep_visits(house, session, told, actor=actor, at=house.clock())
        return VisitsTold(
            n_added=kept.tally.added,
            n_changed=kept.tally.changed,
            n_unchanged=kept.tally.unchanged,
            n_feedback=kept.n_feedback,
            n_attempts=kept.n_attempts,
        )

    return once.do(keep, VisitsTold)


def _came_for(house: House, session: Session, fair: Fair) -> dict[tuple[str, str], str]:
    guests = guests_of(session, fair.id, vault=house.vault)
    fits = {(one.candidate_id, fit.booth_id): fit.post_id for one in guests for fit in one.fits}
    return fits | {(one.candidate_id, seat.booth_id): seat.post_id for one in guests for seat in one.seats}


def _visited(session: Session, fair: Fair, one: VisitBody, came_for: dict[tuple[str, str], str]) -> Visited:
    person = get_candidate(session, current_id(session, one.candidate_id)).id
    booth = next((booth for booth in fair.booths if booth.id == one.booth_id), None)
    if one.booth_id is None and (one.result or one.post_id):
        raise BadInput("{field}: a result is of a booth: say which", field="booth_id")
    if one.booth_id is not None and booth is None:
        raise NotFound("fair {fair!r} has no booth {id!r}", fair=fair.id, id=one.booth_id)
    if booth is not None and one.post_id is not None and one.post_id not in booth.post_ids:
        raise NotFound("booth {booth!r} has no post {id!r}", booth=booth.id, id=one.post_id)
    if one.attendance is Attendance.STAYED_AWAY and one.result not in (None, MeetingResult.MISSED):
        raise BadInput("{field}: who stayed away has no such result", field="result")
    post = one.post_id
    if booth is not None and post is None:
        only = booth.post_ids[0] if len(booth.post_ids) == 1 else None
        post = came_for.get((person, booth.id), only)
    return Visited(fair.id, person, one.attendance, one.booth_id, post, one.result)


@router.get(
    "/{id}/prints/{name}",
    summary="Print a fair",
    response_class=Response,
    responses=problems(404, 409, 422, 503) | FORMATS,
    dependencies=[needs("fairs:read")],
)
def read_print(
    id: RecordId,
    name: Annotated[PrintName, Path(description="Which print."), BeforeValidator(decode_part)],
    house: TheHouse,
    actor: TheActor,
    asked: Annotated[AskedPrint, Query()],
    accept: Annotated[str, Header(description=f"`{HTML}`, `{XLSX}` or `{ICS}`.")] = HTML,
) -> Response:
    """
    Give a print as a page (HTML), a workbook or a calendar, by `Accept`.

    People are covered; with a purpose they are named, after a line in the log. Nothing in an employer's print tells
    what somebody needs, or who is supported first.
    """
    wants = ICS if ICS in accept.lower() or name == "calendar" else XLSX if XLSX in accept.lower() else HTML
    content = take_print(
        house,
        id,
        name,
        FORM_OF[wants],
        actor=actor,
        purpose=asked.purpose,
        large=asked.large,
        booth_id=asked.booth,
        candidate_id=asked.candidate,
    )
    if wants == HTML:
        return document(content.decode())
    return Response(content, media_type=f"{ICS}; charset=utf-8" if wants == ICS else XLSX, headers=PRIVATE)
