"""Pushes over HTTP: planned as a job, looked at, approved, handed out; the reply codes that a gateway passes on."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.conditions import TheReading
from api.deps import JsonOnly, TheActor, TheHouse, TheLanguage, needs
from api.errors import problems
from api.fields import GivenId, MaybeDay, RecordId, Word
from api.handing_out import note_out, refuse_second_time
from api.house import House
from api.idempotency import IdempotencyKey, Repeated, TheOnce, recall, remember
from api.jobs import Handler, JobShown, Progress, TheRunner, from_job
from api.language import Translate, translation
from api.paging import AskedPage, read_cursor, write_cursor
from api.push_messages import PushBatch, batch_of, hand_out
from api.push_states import approve, cancel, results_of
from api.pushed import (
    PushShown,
    ScopeBody,
    ShareShown,
    from_push,
    masked_shares,
    to_json,
    to_scope,
    with_reasons,
)
from api.pushing import AskedPush, plan_again, plan_push, refuse_over
from api.ready import HandOutBody, MessagesReady, from_handed
from api.refusing import refuse_within
from api.scopes import official_scope
from api.settings import Language
from data.store import Job, Session, create_job, get_push, messages_of, page_pushes, page_shares, share_of
from matcher.allocation.policy import MOST_POSTS
from matcher.errors import NotFound, Phrase
from matcher.records import Actor, Channel, PushState

KIND = "push"  # of the job
COUNTS = ("id", "candidates", "posts", "pairs", "over_capacity", "digest")  # told in the job's result

router = APIRouter(prefix="/v1/pushes", tags=["pushes"])


class PushBody(ScopeBody):
    """What is to be planned."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"districts": ["历下区"], "published_since": "2023-08-01", "channel": "sms"}},
    )

    channel: Literal[Channel.SMS, Channel.MINI_PROGRAM] = Channel.SMS
    most: int | None = Field(None, ge=1, le=MOST_POSTS, description="Posts for each; as the city states by default.")
    as_of: MaybeDay = Field(None, description="The day that it is for; today by default.")
    again: GivenId | None = Field(
        None, description="Plan this push again with what came since, changing as little as it can; no scope then."
    )

    @model_validator(mode="after")
    def _again_takes_the_scope_that_was(self) -> PushBody:
        if self.again is not None and self.model_dump(exclude={"again", "as_of"}, exclude_defaults=True):
            raise ValueError(Phrase("again takes the scope of the push that is planned again; leave the rest out"))
        return self


class AskedPushes(AskedPage):
    """Which pushes are listed."""

    state: PushState | None = Field(None, description="All by default.")


class AskedShares(AskedPage):
    """Which shares are listed."""

    candidate_id: Word | None = Field(None, description="Of one person, with the reasons.")


class PushPage(BaseModel):
    """One page of pushes, by id, which begins with the day."""

    items: list[PushShown]
    next_cursor: str | None = Field(description="None = this was the last page.")


class SharePage(BaseModel):
    """One page of shares, in an order that tells nothing of anybody."""

    items: list[ShareShown]
    next_cursor: str | None = Field(description="None = this was the last page.")


class ApproveBody(BaseModel):
    """What whoever approves has looked at."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"digest": "9f86d081884c7d65…"}})

    digest: Word = Field(description="Of the push as it was looked at.")


class RefusalBody(BaseModel):
    """A reply code as the person sent it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"code": "T2346789CD"}})

    code: Word


class Refused(BaseModel):
    """That a person is pushed nothing any more."""

    refused: Literal[True] = True


class KeyKept(BaseModel):
    """What is kept of an answer under its key: nobody's name or number."""

    push: str


def run_plan(house: House, job: Job, on_progress: Progress) -> dict[str, Any]:
    """Plan a push as a job; its result holds counts and the id."""
    body = PushBody.model_validate(job.arguments)
    if body.again is not None:
        planned = plan_again(house, body.again, as_of=body.as_of, actor=job.actor, on_progress=on_progress)
    else:
        asked = AskedPush(official_scope(house, to_scope(body)), body.channel, body.most, body.as_of)
        planned = plan_push(house, asked, actor=job.actor, on_progress=on_progress)
    told = to_json(planned)
    return {name: told[name] for name in COUNTS}


HANDLERS: dict[str, Handler] = {KIND: run_plan}


def queue_plan(house: House, session: Session, body: PushBody, *, actor: Actor) -> Job:
    """
    Queue the job that plans a push.

    Raises:
        BadInput: the scope names no district of this city, or its days run backwards.
        NotFound: there is no push to be planned again.
        Conflict: it was handed out or cancelled.
    """
    official_scope(house, to_scope(body))
    if body.again is not None:
        refuse_over(get_push(session, body.again, vault=house.vault))
    return create_job(session, kind=KIND, actor=actor, arguments=body.model_dump(mode="json"), at=house.clock())


@router.post(
    "",
    summary="Plan a push",
    status_code=202,
    dependencies=[needs("pushes:plan"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def post_push(
    body: PushBody,
    house: TheHouse,
    actor: TheActor,
    runner: TheRunner,
    response: Response,
    once: TheOnce,
) -> JobShown:
    """Queue the job that plans who is sent which posts; its result names the draft."""

    def queue(session: Session) -> JobShown:
        return from_job(queue_plan(house, session, body, actor=actor), say=translation(house.settings.language))

    job = once.do(queue, JobShown)
    runner.wake()
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job


@router.get("", summary="List pushes", responses=problems(422, 503), dependencies=[needs("pushes:read")])
def list_page(house: TheHouse, asked: Annotated[AskedPushes, Query()]) -> PushPage:
    """List pushes by id, page by page."""
    lister = asked.lister("pushes")
    after = read_cursor(house.vault, asked.cursor, lister=lister)
    with house.database.read() as session:
        found = page_pushes(session, state=asked.state, after=after, limit=asked.limit + 1, vault=house.vault)
    shown, more = found[: asked.limit], len(found) > asked.limit
    return PushPage(
        items=[from_push(one) for one in shown],
        next_cursor=write_cursor(house.vault, lister=lister, after=shown[-1].id) if more else None,
    )


@router.get("/{id}", summary="Look at a push", responses=problems(404, 422, 503), dependencies=[needs("pushes:read")])
def read_push(id: RecordId, house: TheHouse, reading: TheReading) -> PushShown:
    """Give a push with its picture and, once it was handed out, what came of it."""
    with house.database.read() as session:
        push = get_push(session, id, vault=house.vault)
    return reading.tell(from_push(push, results_of(house, push)))


@router.get(
    "/{id}/shares", summary="Who is sent what", responses=problems(404, 422, 503), dependencies=[needs("pushes:read")]
)
def list_shares(id: RecordId, house: TheHouse, say: TheLanguage, asked: Annotated[AskedShares, Query()]) -> SharePage:
    """List what people are sent, masked; of one person with the reasons."""
    lister = asked.lister(f"push {id}")
    after = read_cursor(house.vault, asked.cursor, lister=lister)
    with house.database.read() as session:
        push = get_push(session, id, vault=house.vault)
        if asked.candidate_id is not None:
            one = share_of(session, id, asked.candidate_id, vault=house.vault)
            found = [] if one is None else [("", one)]
        else:
            found = page_shares(session, id, after=after, limit=asked.limit + 1, vault=house.vault)
        shown, more = found[: asked.limit], len(found) > asked.limit
        items = masked_shares(house, session, [one for _, one in shown], say=say)
    if asked.candidate_id is not None:
        items = [with_reasons(house, one, on=push.as_of, language=_language_of(say)) for one in items]
    cursor = write_cursor(house.vault, lister=lister, after=shown[-1][0]) if more else None
    return SharePage(items=items, next_cursor=cursor)


@router.post(
    "/{id}/approve",
    summary="Approve a push",
    dependencies=[needs("pushes:approve"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def approve_push(id: RecordId, body: ApproveBody, house: TheHouse, actor: TheActor, once: TheOnce) -> PushShown:
    """Approve what was looked at; a push that changed since is refused."""
    return once.let(
        lambda begin: from_push(approve(house, id, actor=actor, digest=body.digest, begin=begin)), PushShown
    )


@router.post(
    "/{id}/cancel", summary="Cancel a push", responses=problems(404, 409, 422, 503), dependencies=[needs("pushes:plan")]
)
def cancel_push(id: RecordId, house: TheHouse, actor: TheActor, once: TheOnce) -> PushShown:
    """Cancel a push that was not handed out."""
    return once.let(lambda begin: from_push(cancel(house, id, actor=actor, begin=begin)), PushShown)


@router.post(
    "/{id}/exports",
    summary="Hand out a push",
    status_code=201,
    dependencies=[needs("pushes:export"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def export_push(
    id: RecordId, body: HandOutBody, house: TheHouse, actor: TheActor, key: IdempotencyKey = None
) -> MessagesReady:
    """
    Hand out the messages of an approved push, once: who refused or was contacted since is withheld.

    The same again with its key, or with ``again``, gives the same messages under the same ids, and is refused
    otherwise. Names and numbers stand in full, so the purpose is logged.
    """
    batch = batch_of(house, id, office=body.office)
    again = body.again or _was_asked(house, batch, body, actor=actor, key=key)
    handed = hand_out(house, batch, purpose=body.purpose, actor=actor, again=again)
    note_out(house, handed, actor=actor)
    return from_handed(handed)


def _was_asked(house: House, batch: PushBatch, body: HandOutBody, *, actor: Actor, key: str | None) -> bool:
    """Tell whether the same was asked for under this key before."""
    if key is None:
        return False
    route, request = f"pushes/{batch.push_id}/exports", body.as_key()
    try:
        with house.database.begin() as session:
            recall(house, session, actor=actor, route=route, key=key, request=request)
            refuse_second_time(house, messages_of(session, batch.id))
            kept, at = KeyKept(push=batch.push_id), house.clock()
            remember(house, session, actor=actor, route=route, key=key, request=request, answer=kept, at=at)
    except Repeated:
        return True
    return False


@router.post(
    "/refusals",
    summary="Pass on a reply code",
    dependencies=[needs("pushes:refuse"), JsonOnly],
    responses=problems(400, 404, 413, 415, 422, 503),
)
def refuse(body: RefusalBody, house: TheHouse, once: TheOnce) -> Refused:
    """Record that the person of a reply code wants nothing pushed any more; again, nothing changes."""

    def note(session: Session) -> Refused:
        if not refuse_within(house, session, body.code):
            raise NotFound("this is nobody's code, or it is mistyped; ask the person for it again")
        return Refused()

    return once.do(note, Refused)


def _language_of(say: Translate) -> Language:
    return "zh" if say is translation("zh") else "en"
