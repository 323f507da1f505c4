"""Flags over HTTP: adverts that look like traps, listed for an officer, cleared, confirmed and opened again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.deps import JsonOnly, TheActor, TheHouse, needs
from api.errors import problems
from api.fields import MaybeProse, RecordId
from api.house import House
from api.idempotency import TheOnce
from api.paging import AskedPage, read_cursor, write_cursor
from api.settings import Language
from data.store import (
    Flag,
    FlagStatus,
    Session,
    get_post,
    judge_advert,
    list_flags,
    lock_sequence,
    read_judgements,
    withdraw_judgement,
)
from matcher.records import Actor, Post, TrapVerdict
from matcher.traps import DOUBTFUL, doubt_of, trap_signs

Decision = Literal["cleared", "confirmed", "reopened"]
Standing = Literal["open", "cleared", "confirmed", "none"]

router = APIRouter(prefix="/v1/flags", tags=["flags"])


class SignShown(BaseModel):
    """One sign of a trap."""

    code: str = Field(description="What kind of sign it is.", examples=["fee"])
    words: str = Field(description="The words, or the number, that it was read from.", examples=["入职先交押金500元"])
    field: str = Field(description="The field of the post in which they stand.", examples=["岗位描述"])
    sentence: str = Field(description="The same in words.", examples=["要求求职者先交钱：“入职先交押金500元”。"])


class FlagShown(BaseModel):
    """How the advert of a post stands with the officers."""

    post_id: str
    title: str
    employer: str
    status: Standing = Field(description="`none` = it bears too few signs, and nobody judged it.")
    signs: list[SignShown] = Field(description="Why it was flagged; none where only an officer called it a trap.")
    since: datetime | None = Field(description="Since when it is flagged, or when it was judged.")
    note: str | None = Field(description="Why it was judged so, in the officer's words.")
    decided_by: str | None = Field(description="Who judged it.")


class FlagPage(BaseModel):
    """One page of flags, the oldest first."""

    items: list[FlagShown]
    next_cursor: str | None = Field(description="None = this was the last page.")


class AskedFlags(AskedPage):
    """How flags are listed."""

    status: FlagStatus = Field("open", description="Those that wait for an officer, or those judged.")


class DecisionBody(BaseModel):
    """What an officer found an advert to be."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"decision": "cleared", "note": "已电话核实，不收取任何费用。"}}
    )

    decision: Decision = Field(
        description="`cleared` = nothing wrong; `confirmed` = a trap, in no list from then on; `reopened` takes "
        "either back."
    )
    note: MaybeProse = Field(None, description="Why; without names and numbers of people.")


def decide(house: House, session: Session, id: str, decision: Decision, *, note: str | None, actor: Actor) -> Post:
    """
    Give or take back a verdict on the advert of a post, and give the post as it stands then.

    Raises:
        NotFound: there is no such post.
        Conflict: nothing is to be taken back.
    """
    at = house.clock()
    lock_sequence(session)  # what is judged is what is stored
    post = get_post(session, id)
    if decision == "reopened":
        withdraw_judgement(session, post, actor=actor, at=at)
    else:
        judge_advert(session, post, TrapVerdict(decision), note=note, actor=actor, at=at)
    return get_post(session, id)


def from_flag(flag: Flag, *, language: Language) -> FlagShown:
    """Tell a flag of a list."""
    judged = flag.judgement
    return FlagShown(
        **_advert(flag.post, language),
        status="open" if judged is None else str(judged.verdict),
        since=flag.since.astimezone(UTC),
        note=judged and judged.note,
        decided_by=judged and judged.actor.id,
    )


def from_post(session: Session, post: Post, *, language: Language) -> FlagShown:
    """Tell how the advert of one post stands."""
    judged = read_judgements(session, [post.id]).get(post.id)
    if judged is not None and judged.holds_for(post):
        return from_flag(Flag(post, judged.given_at, judged), language=language)
    status = "open" if doubt_of(post) == DOUBTFUL else "none"
    return FlagShown(**_advert(post, language), status=status, since=None, note=None, decided_by=None)


def _advert(post: Post, language: Language) -> dict[str, Any]:
    signs = [
        SignShown(code=sign.code, words=sign.words, field=sign.field, sentence=sign.sentence(language))
        for sign in trap_signs(post)
    ]
    return {"post_id": post.id, "title": post.title, "employer": post.employer, "signs": signs}


@router.get("", summary="List flags", responses=problems(422, 503), dependencies=[needs("flags:read")])
def list_page(house: TheHouse, asked: Annotated[AskedFlags, Query()]) -> FlagPage:
    """List adverts that look like traps, with the signs, the oldest flag first, page by page."""
    return flag_page(house, asked, language=house.settings.language)


def flag_page(house: House, asked: AskedFlags, *, language: Language) -> FlagPage:
    """Give a page of flags, the oldest first, with their signs in words."""
    lister = asked.lister("flags")
    cursor = read_cursor(house.vault, asked.cursor, lister=lister)
    after = None if cursor is None else _place(cursor)
    with house.database.read() as session:
        found = list_flags(session, asked.status, after=after, limit=asked.limit + 1)
    shown = found[: asked.limit]
    more = len(found) > asked.limit
    last = f"{shown[-1].since.astimezone(UTC).isoformat()} {shown[-1].post.id}" if more else ""
    return FlagPage(
        items=[from_flag(flag, language=language) for flag in shown],
        next_cursor=write_cursor(house.vault, lister=lister, after=last) if more else None,
    )


def _place(cursor: str) -> tuple[datetime, str]:
    since, _, id = cursor.partition(" ")
    return datetime.fromisoformat(since), id


@router.post(
    "/{id}/decision",
    summary="Decide on a flag",
    dependencies=[needs("flags:decide"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def decide_on_flag(id: RecordId, body: DecisionBody, house: TheHouse, actor: TheActor, once: TheOnce) -> FlagShown:
    """
    Clear the advert of a post, confirm that it is a trap, or take either back.

    The very next ranking heeds it: a cleared advert is no longer marked, shown last or held against the post; a
    confirmed one is in no list. The decision holds until title, description or employer change. An advert that bears
    no flag may be judged too.
    """

    def judge(session: Session) -> FlagShown:
        post = decide(house, session, id, body.decision, note=body.note, actor=actor)
        return from_post(session, post, language=house.settings.language)

    answer = once.do(judge, FlagShown)
    house.follower.take_in("post", id)
    return answer
