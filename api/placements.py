"""Placements over HTTP: put, read, list, delete, and made from a match; each is judged by the programme's rules."""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.conditions import TheChange, ThePut, TheReading
from api.deps import JsonOnly, TheActor, TheHouse, created, needs
from api.errors import problems
from api.fields import BodyId, Day, GivenId, MaybeDay, MaybeLine, MaybeWord, RecordId, refuse_other_id
from api.house import House
from api.idempotency import IdempotencyKey, Repeated, recall, remember
from api.narrowing import refuse_unknown
from api.paging import AskedPage, read_cursor, write_cursor
from api.persons import AccountBody, MentorBody, People
from api.placing import Noted, Terms, accepted, judge, noting_overlaps, place
from api.profiles import official
from api.putting import put_record
from data.store import (
    Session,
    current_id,
    delete_placement,
    get_candidate,
    get_employer,
    get_placement,
    list_placements,
    masked_person,
    placements_by_id,
    put_placements,
)
from data.vault import masked
from matcher.errors import Conflict
from matcher.placements import Way
from matcher.records import Person, Placement, PlacementEntry

EXAMPLE: dict[str, Any] = {
    "candidate_id": "C000123",
    "employer_id": "91350100M000100Y43",
    "post_id": "P000123",
    "agreed_on": "2023-08-28",
    "starts_on": "2023-09-01",
    "planned_end_on": "2024-02-29",
    "insured_on": "2023-08-30",
    "mentor": {"name": "孙师傅"},
    "trainee": {"bank_card": "6222021602001234567"},
}
TERMS_EXAMPLE = {name: EXAMPLE[name] for name in ("starts_on", "planned_end_on", "agreed_on", "mentor")}
FIELD_OF = {"mentor": "mentor", "trainee": "trainee"}  # role → field of a body
PLACEMENT_FIELDS = tuple(field.name for field in fields(Placement) if field.name != "id")

router = APIRouter(prefix="/v1", tags=["placements"])


class PlacementFields(BaseModel):
    """A traineeship of one candidate with one employer. A field left out is unknown, or has not happened."""

    candidate_id: GivenId = Field(description="Who is placed.")
    employer_id: GivenId = Field(description="With whom.")
    post_id: GivenId | None = Field(None, description="岗位编号.")
    starts_on: Day = Field(description="开始日期: the first day of practice.")
    planned_end_on: Day = Field(description="计划结束: the last day agreed.")
    agreed_on: MaybeDay = Field(None, description="协议日期; on or before the first day.")
    ended_on: MaybeDay = Field(None, description="实际结束: the last day of practice; none = it runs.")
    insured_on: MaybeDay = Field(None, description="保险日期.")
    contract_on: MaybeDay = Field(None, description="合同日期: of a labour contract with this employer.")
    contract_ended_on: MaybeDay = Field(None, description="合同终止.")
    term_reason: MaybeLine = Field(None, description="期限说明: why the term is shorter or longer than usual.")
    edition: MaybeWord = Field(None, description="Of the rules under which it was accepted; set here, never by a body.")


class PlacementBody(PlacementFields):
    """A placement as it is put."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": EXAMPLE})

    id: BodyId = None
    mentor: MentorBody | None = Field(None, description="带教老师; kept where it is left out.")
    trainee: AccountBody | None = Field(None, description="银行卡号; kept where it is left out.")


class PlacementListed(PlacementFields):
    """A placement in a list, without its people."""

    id: str = Field(examples=["JX0001"])


class MaskedMentor(BaseModel):
    """The mentor of a placement, masked."""

    name: str | None = Field(None, examples=["孙**"])


class MaskedAccount(BaseModel):
    """Where a trainee is paid, masked."""

    bank_card: str | None = Field(None, examples=["************4567"])


class PlacementAnswer(PlacementListed):
    """A placement as it is stored; mentor and bank card are masked."""

    mentor: MaskedMentor | None = None
    trainee: MaskedAccount | None = None


class PlacementKept(PlacementAnswer):
    """What is kept of an answer under its key, without people."""

    is_new: bool = True


class TermsBody(BaseModel):
    """What is agreed when a match becomes a placement."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": TERMS_EXAMPLE})

    starts_on: Day = Field(description="The first day of practice.")
    planned_end_on: Day = Field(description="The last day agreed.")
    agreed_on: MaybeDay = Field(None, description="协议日期.")
    insured_on: MaybeDay = Field(None, description="保险日期.")
    term_reason: MaybeLine = Field(None, description="期限说明.")
    mentor: MentorBody | None = Field(None, description="带教老师.")
    force: bool = Field(False, description="Place somebody, too, whom the programme does not admit on the first day.")


class AskedPlacements(AskedPage):
    """How placements are listed."""

    candidate_id: GivenId | None = Field(None, description="Only of this person.")
    employer_id: GivenId | None = Field(None, description="Only with this employer.")
    post_id: GivenId | None = Field(None, description="Only in this post.")
    district: MaybeWord = Field(None, description="Only with employers of this district.")
    on: MaybeDay = Field(None, description="Only those that run on this day.")


class PlacementPage(BaseModel):
    """One page of placements in the order of their ids."""

    items: list[PlacementListed]
    next_cursor: str | None = Field(description="None = this was the last page.")


def _entry(
    house: House, session: Session, id: str, body: PlacementBody, people: People, *, noted: Noted
) -> PlacementEntry:
    """Make the entry of a body in the light of what is stored; refuse what the rules do not let in."""
    person = get_candidate(session, current_id(session, body.candidate_id)).id
    get_employer(session, body.employer_id)
    before = placements_by_id(session, [id]).get(id)
    values = {name: getattr(body, name) for name in PLACEMENT_FIELDS if name != "edition"} | {"candidate_id": person}
    wanted = accepted(house, Placement(id=id, **values), before=before)
    if before and (before.candidate_id, before.employer_id) != (wanted.candidate_id, wanted.employer_id):
        raise Conflict("id: {id!r} is another person's placement, or with another employer: take another id", id=id)
    noted.refuse(wanted, judge(house, session, {id: wanted})[id])
    return PlacementEntry(wanted, **people.known)


def to_terms(body: TermsBody) -> Terms:
    """Make the terms of a body."""
    mentor = Person(name=body.mentor.name) if body.mentor and body.mentor.name else None
    return Terms(**body.model_dump(exclude={"mentor", "force"}), mentor=mentor)


def from_placement(placement: Placement) -> dict[str, Any]:
    """Give the fields of an answer as the record has them."""
    return {"id": placement.id} | {name: getattr(placement, name) for name in PLACEMENT_FIELDS}


def placement_answer(house: House, session: Session, id: str) -> PlacementAnswer:
    """Give a placement as it is stored, mentor and bank card masked."""
    mentor = masked_person(session, "placement", id, "mentor", vault=house.vault)
    trainee = masked_person(session, "placement", id, "trainee", vault=house.vault)
    # what is stored may have come by a file, under other limits than a body's: it is told without another check
    return PlacementAnswer.model_construct(
        **from_placement(get_placement(session, id)),
        mentor=None if mentor is None else MaskedMentor(name=mentor.name),
        trainee=None if trainee is None else MaskedAccount(bank_card=trainee.bank_card),
    )


def _answered_before(house: House, kept: PlacementKept, mentor: Person | None) -> PlacementAnswer:
    """Give an answer again with its people, who are not kept with it: even masked they are nobody's business."""
    with house.database.read() as session:
        trainee = masked_person(session, "placement", kept.id, "trainee", vault=house.vault)
    people = {
        "mentor": None if mentor is None else MaskedMentor(name=masked(mentor).name),
        "trainee": None if trainee is None else MaskedAccount(bank_card=trainee.bank_card),
    }
    return kept.model_copy(update=people)


@router.put(
    "/placements/{id}",
    summary="Put a placement",
    status_code=200,
    dependencies=[needs("placements:write"), JsonOnly],
    responses=created(PlacementAnswer) | problems(400, 404, 409, 413, 415, 422, 503),
)
def put_placement(
    id: RecordId, body: PlacementBody, house: TheHouse, actor: TheActor, response: Response, change: ThePut
) -> PlacementAnswer:
    """
    Store a placement under this id, in place of what stood there.

    What breaks a rule of the programme by itself is refused with 422, and with 409 what clashes with other placements,
    the post or the employer; `errors` gives every reason with its field. A change is refused only for what it breaks
    anew. Of mentor and bank card, what is left out stays as it is stored, null removes it, and a masked value as it was
    read stands for what is stored.
    """
    refuse_other_id(id, body.id)
    with noting_overlaps(house, Way.PUT, actor) as noted:
        answer, response.status_code = put_record(
            house,
            "placement",
            id,
            body,
            actor=actor,
            field_of=FIELD_OF,
            to_entry=partial(_entry, noted=noted),
            is_other=lambda _session, _entry: False,
            put=put_placements,
            answer=placement_answer,
            change=change,
        )
    return change.tell(answer)


@router.post(
    "/candidates/{id}/matches/{post_id}/placement",
    summary="Make a match a placement",
    status_code=201,
    dependencies=[needs("placements:write"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503)
    | {200: {"description": "It was made before.", "model": PlacementAnswer}},
)
def post_placement(
    id: RecordId,
    post_id: RecordId,
    body: TermsBody,
    house: TheHouse,
    actor: TheActor,
    response: Response,
    key: IdempotencyKey = None,
) -> PlacementAnswer:
    """
    Place a candidate in a post with its employer, and keep the event `started` of the pair.

    The rules are those of a put; besides, somebody who is not eligible on the first day is refused with 409, unless
    `force` is true. Whoever is not known to be eligible is placed. The same start with the same terms once more
    changes nothing and gets 200.
    """
    terms = to_terms(body)
    request = house.vault.seal(f"{id}\n{post_id}\n{body.model_dump_json()}".encode()).hex()  # it names the mentor
    try:
        with noting_overlaps(house, Way.TYPED, actor) as noted, house.database.begin() as session:
            if key is not None:
                recall(house, session, actor=actor, route="placement", key=key, request=request)
            placed = place(
                house,
                session,
                noted,
                candidate_id=id,
                post_id=post_id,
                terms=terms,
                force=body.force,
                actor=actor,
            )
            answer = placement_answer(house, session, placed.placement.id)
            response.status_code = 201 if placed.is_new else 200
            if key is not None:
                bare = dict(answer) | {"mentor": None, "trainee": None, "is_new": placed.is_new}
                kept, at = PlacementKept.model_construct(**bare), house.clock()
                remember(house, session, actor=actor, route="placement", key=key, request=request, answer=kept, at=at)
    except Repeated as repeated:
        kept = PlacementKept.model_validate(repeated.body)
        answer, response.status_code = _answered_before(house, kept, terms.mentor), 201 if kept.is_new else 200
    response.headers["Location"] = f"/v1/placements/{answer.id}"
    return answer


@router.get(
    "/placements/{id}",
    summary="Read a placement",
    responses=problems(404, 422, 503),
    dependencies=[needs("placements:read")],
)
def read_placement(id: RecordId, house: TheHouse, reading: TheReading) -> PlacementAnswer:
    """Give one placement with mentor and bank card masked."""
    with house.database.read() as session:
        return reading.tell(placement_answer(house, session, id))


@router.delete(
    "/placements/{id}",
    summary="Delete a placement",
    status_code=204,
    responses=problems(404, 422, 503),
    dependencies=[needs("placements:write")],
)
def remove_placement(id: RecordId, house: TheHouse, actor: TheActor, change: TheChange) -> None:
    """Delete a placement with its mentor and bank card; claims stay."""
    with house.database.begin() as session:
        change.refuse_unseen(session, lambda: placement_answer(house, session, id))
        delete_placement(session, id, actor=actor, at=house.clock())


@router.get(
    "/placements", summary="List placements", responses=problems(404, 422, 503), dependencies=[needs("placements:read")]
)
def list_page(house: TheHouse, asked: Annotated[AskedPlacements, Query()]) -> PlacementPage:
    """List placements in the order of their ids, page by page, without their people."""
    lister = asked.lister("placements")
    after = read_cursor(house.vault, asked.cursor, lister=lister)
    with house.database.read() as session:
        person = asked.candidate_id and current_id(session, asked.candidate_id)
        found = list_placements(
            session,
            after=after,
            limit=asked.limit + 1,
            candidate_id=person,
            employer_id=asked.employer_id,
            post_id=asked.post_id,
            district=official(asked.district, gazetteer=house.gazetteer),
            on=asked.on,
        )
        if not found:
            refuse_unknown(session, candidate_id=person, employer_id=asked.employer_id, post_id=asked.post_id)
    items = [PlacementListed.model_construct(**from_placement(one)) for one in found[: asked.limit]]
    more = len(found) > asked.limit
    return PlacementPage(
        items=items, next_cursor=write_cursor(house.vault, lister=lister, after=items[-1].id) if more else None
    )
