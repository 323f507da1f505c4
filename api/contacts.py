"""Contacts over HTTP: attempts told and read, claims taken and ended, caseloads given and handed over."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.contact_names import next_step
from api.contacting import Noted, Told, note_attempt, release, take
from api.deps import JsonOnly, TheActor, TheHouse, TheLanguage, needs
from api.entrusting import entrust, hand_people_over, hands_of
from api.errors import problems
from api.fields import GivenId, MaybeDay, MaybeProse, MaybeWord, RecordId, Word
from api.house import House
from api.idempotency import IdempotencyKey, Repeated, TheOnce, recall, remember
from api.language import Translate
from api.paging import AskedPage, read_cursor, write_cursor
from api.profiles import official
from data.store import Session, attempts_of, get_candidate
from matcher.outreach.attempts import Task
from matcher.records import Actor, Attempt, Channel, ContactResult, DeclineReason, LegalBasis

MOST_IDS = 1_000  # of one body

router = APIRouter(prefix="/v1/outreach", tags=["outreach"])


class AttemptBody(BaseModel):
    """An attempt to contact a candidate."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"channel": "phone", "result": "call_back", "call_back_on": "2023-09-05"}},
    )

    channel: Channel
    result: ContactResult = Field(description="What came of it; `sent` is noted by exports alone.")
    call_back_on: MaybeDay = Field(None, description="The day that the person named, with `call_back` or `interested`.")
    post_id: GivenId | None = Field(None, description="With `interested`, `declined` or `started`: which post.")
    reason: DeclineReason | None = Field(None, description="With `declined`: why.")
    note: MaybeProse = Field(None, description="In free words; personal numbers are taken out.")


class FollowUpShown(BaseModel):
    """What follows from an attempt."""

    task: Task
    text: str = Field(description="What to do next, in words.")
    on: date | None = Field(description="The day of it: from which, by which or on which, as *text* says.")
    channel: Channel | None = Field(description="By which to try next; None = as the queue says.")
    doubts_phone: bool = Field(description="The number stored is in doubt.")


class AttemptShown(BaseModel):
    """An attempt as it is kept."""

    id: str
    candidate_id: str
    channel: Channel
    at: datetime
    result: ContactResult
    basis: LegalBasis = Field(description="On what ground the person was contacted.")
    call_back_on: date | None
    post_id: str | None
    reason: DeclineReason | None
    note: str | None
    actor_id: str = Field(description="Who tried.")


class AttemptNoted(AttemptShown):
    """An attempt as it was just kept."""

    follow_up: FollowUpShown


class AnswerKept(BaseModel):
    """What is kept of an answer under its key: the attempt itself stands in one place alone, and is gone with it."""

    attempt_id: str
    follow_up: FollowUpShown


class AttemptPage(BaseModel):
    """One page of the attempts to contact a candidate, the oldest first."""

    items: list[AttemptShown]
    next_cursor: str | None = Field(description="None = this was the last page.")


class HoldBody(BaseModel):
    """For how long a candidate is taken."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"hours": 4}})

    hours: float | None = Field(None, gt=0, description="As the office's rule says by default.")


class ClaimShown(BaseModel):
    """Who has a candidate."""

    candidate_id: str
    actor_id: str
    at: datetime
    until: datetime


class CaseloadBody(BaseModel):
    """Whom a caseworker shall look after."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"caseworker": "li", "candidate_ids": ["C000123"]}}
    )

    caseworker: Word
    candidate_ids: list[GivenId] = Field(min_length=1, max_length=MOST_IDS)


class CaseloadGiven(BaseModel):
    """What giving people to a caseworker changed."""

    n_changed: int = Field(description="Candidates whom another looked after before, or nobody.")


class AskedCaseload(BaseModel):
    """Whose people are listed."""

    model_config = ConfigDict(extra="forbid")

    caseworker: Word = Field(description="Id of the actor.")
    district: MaybeWord = Field(
        None, description="Only people who live in this district; `none` = of whom no district is known."
    )


class InHand(BaseModel):
    """Whom a caseworker has in hand, by id."""

    candidate_ids: list[str]
    call_back_ids: list[str] = Field(description="Of these, promised a call back.")


class HandOverBody(BaseModel):
    """From whom to whom people go."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"giver": "li", "to": "wang", "district": "历下区", "note": "休假至九月底"}},
    )

    giver: Word = Field(description="The caseworker who gives them up.")
    to: Word = Field(description="The caseworker who gets them.")
    district: MaybeWord = Field(
        None, description="Only people who live in this district; `none` = of whom no district is known."
    )
    note: MaybeProse = Field(None, description="Why; personal numbers are taken out.")


class HandOverDone(BaseModel):
    """What a hand-over moved."""

    n: int = Field(description="People.")
    n_call_backs: int = Field(description="Of these, promised a call back.")
    n_claims: int = Field(description="Of these, taken by the one who gave them up.")


def from_attempt(one: Attempt) -> dict[str, object]:
    """Give what is told of an attempt."""
    names = AttemptShown.model_fields.keys() - {"actor_id"}
    return {name: getattr(one, name) for name in names} | {"actor_id": one.actor.id}


def from_noted(noted: Noted, _: Translate) -> AttemptNoted:
    """Tell an attempt with what follows from it."""
    after = noted.follow_up
    shown = FollowUpShown(
        task=after.task,
        text=next_step(after, _),
        on=after.on,
        channel=after.channel,
        doubts_phone=after.doubts_phone,
    )
    return AttemptNoted.model_construct(**from_attempt(noted.attempt), follow_up=shown)  # type: ignore[arg-type]


@router.post(
    "/{id}/attempts",
    summary="Tell what came of a contact",
    status_code=201,
    dependencies=[needs("outreach:work"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def post_attempt(
    id: RecordId,
    body: AttemptBody,
    house: TheHouse,
    actor: TheActor,
    language: TheLanguage,
    key: IdempotencyKey = None,
) -> AttemptNoted:
    """
    Keep an attempt to contact a candidate, and all that follows from it.

    Interest in a post, a refusal and a start become feedback; whoever wants no contact is not contacted any more at
    once, whoever has taken them. While a colleague has the candidate, another's attempt is refused with 409.
    """
    route, request = f"outreach/{id}/attempts", body.model_dump_json()
    told = Told(candidate_id=id, **dict(body))
    try:
        with house.database.begin() as session:
            if key is not None:
                recall(house, session, actor=actor, route=route, key=key, request=request)
            noted = note_attempt(house, session, told, actor=actor, key=key and f"{route} {key}")
            shown = from_noted(noted, language)
            if key is not None:
                kept = AnswerKept(attempt_id=shown.id, follow_up=shown.follow_up)
                remember(house, session, actor=actor, route=route, key=key, request=request, answer=kept, at=shown.at)
    except Repeated as repeated:
        return _once_more(house, id, AnswerKept.model_validate(repeated.body))
    if noted.follow_up.withdraws_consent:
        house.follower.take_in("candidate", id)
    return shown


def _once_more(house: House, id: str, kept: AnswerKept) -> AttemptNoted:
    with house.database.read() as session:
        get_candidate(session, id)
        attempt = next(one for one in attempts_of(session, id) if one.id == kept.attempt_id)
    return AttemptNoted.model_construct(**from_attempt(attempt), follow_up=kept.follow_up)  # type: ignore[arg-type]


@router.get(
    "/{id}/attempts",
    summary="List the attempts to contact a candidate",
    responses=problems(404, 422, 503),
    dependencies=[needs("outreach:read")],
)
def list_attempts(id: RecordId, house: TheHouse, asked: Annotated[AskedPage, Query()]) -> AttemptPage:
    """List what was tried and what came of it, the oldest first, page by page."""
    lister = asked.lister(f"attempts {id}")
    after = read_cursor(house.vault, asked.cursor, lister=lister)
    with house.database.read() as session:
        get_candidate(session, id)
        every = attempts_of(session, id)
    start = next((n for n, one in enumerate(every, 1) if one.id == after), 0)
    items = every[start : start + asked.limit]
    more = start + asked.limit < len(every)
    return AttemptPage(
        items=[AttemptShown.model_construct(**from_attempt(one)) for one in items],  # type: ignore[arg-type]
        next_cursor=write_cursor(house.vault, lister=lister, after=items[-1].id) if more else None,
    )


@router.post(
    "/{id}/claim",
    summary="Take a candidate to contact",
    dependencies=[needs("outreach:work"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def post_claim(id: RecordId, body: HoldBody, house: TheHouse, actor: TheActor, once: TheOnce) -> ClaimShown:
    """
    Take a candidate for some hours: nobody else contacts the person until then.

    A colleague's claim refuses it with 409, which says who and until when. The same colleague again has the candidate
    for that long from now on.
    """

    def claim(session: Session) -> ClaimShown:
        held = take(house, session, id, actor=actor, hours=body.hours)
        return ClaimShown(candidate_id=held.candidate_id, actor_id=held.actor.id, at=held.at, until=held.until)

    return once.do(claim, ClaimShown)


@router.delete(
    "/{id}/claim",
    summary="Let go of a candidate",
    status_code=204,
    responses=problems(404, 409, 422, 503),
    dependencies=[needs("outreach:work")],
)
def delete_claim(id: RecordId, house: TheHouse, actor: TheActor) -> Response:
    """End one's own claim; where there is none, nothing happens."""
    with house.database.begin() as session:
        release(house, session, id, actor=actor)
    return Response(status_code=204)


@router.post(
    "/caseloads",
    summary="Give candidates to a caseworker",
    dependencies=[needs("outreach:assign"), JsonOnly],
    responses=problems(400, 404, 413, 415, 422, 503),
)
def post_caseload(body: CaseloadBody, house: TheHouse, actor: TheActor, once: TheOnce) -> CaseloadGiven:
    """Give candidates to a caseworker in place of those who had them; again the same changes nothing."""

    def give(session: Session) -> CaseloadGiven:
        n = entrust(house, session, body.candidate_ids, caseworker=body.caseworker, actor=actor)
        return CaseloadGiven(n_changed=n)

    return once.do(give, CaseloadGiven)


@router.get(
    "/caseloads",
    summary="List whom a caseworker has in hand",
    responses=problems(422, 503),
    dependencies=[needs("outreach:read")],
)
def list_caseload(house: TheHouse, asked: Annotated[AskedCaseload, Query()]) -> InHand:
    """List the people of a caseload, those taken, and those with a call back or a task whom nobody else looks after."""
    area = official(asked.district, gazetteer=house.gazetteer)
    with house.database.read() as session:
        hands = hands_of(house, session, asked.caseworker, district=area)
    return InHand(candidate_ids=list(hands.ids), call_back_ids=list(hands.call_back_ids))


@router.post(
    "/hand-over",
    summary="Hand a caseworker's people over",
    dependencies=[needs("outreach:assign"), JsonOnly],
    responses=problems(400, 413, 415, 422, 503),
)
def post_hand_over(body: HandOverBody, house: TheHouse, actor: TheActor, once: TheOnce) -> HandOverDone:
    """
    Give everybody whom a caseworker has in hand to a colleague, with claims, promised call backs and open tasks.

    These are the people of the caseload, those taken, and those promised a call back or with another open task, whom
    nobody else looks after.
    """
    return once.do(lambda session: _hand_over(house, session, body, actor=actor), HandOverDone)


def _hand_over(house: House, session: Session, body: HandOverBody, *, actor: Actor) -> HandOverDone:
    moved = hand_people_over(
        house,
        session,
        giver=body.giver,
        to=body.to,
        district=official(body.district, gazetteer=house.gazetteer),
        note=body.note,
        actor=actor,
    )
    return HandOverDone(n=len(moved.hands.ids), n_call_backs=len(moved.hands.call_back_ids), n_claims=moved.n_claims)
