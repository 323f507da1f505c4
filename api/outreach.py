"""The queue of outreach over HTTP: whom to contact today, why, with what to offer; and why somebody is not in it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.deps import TheActor, TheHouse, TheLanguage, needs
from api.errors import problems
from api.fields import MaybeDay, MaybeWord, RecordId
from api.language import Translate, translation
from api.paging import AskedPage, read_cursor, write_cursor
from api.planned import EntryShown, StandingShown, from_explained, from_planned
from api.planning import explain_outreach, n_outside, plan_outreach, read_area
from api.settings import Language
from api.situations import knows_holidays
from data.store import masked_people

FIELDS = ("name", "phone")
MOST_SHOWN = 2_000  # entries of one queue, page by page: nobody calls more people in a day

router = APIRouter(prefix="/v1", tags=["outreach"])


class AskedQueue(AskedPage):
    """Whose queue, and as of when."""

    district: MaybeWord = Field(
        None, description="Only people who live in this district; `none` = of whom no district is known."
    )
    caseworker: MaybeWord = Field(
        None, description="For whom: without people whom colleagues look after or have taken to contact."
    )
    as_of: MaybeDay = Field(None, description="The day; today by default.")


class QueuePage(BaseModel):
    """One page of the queue, the most pressing first."""

    items: list[EntryShown]
    holidays_known: bool = Field(description="false = a year without its table: Monday to Friday was counted.")
    next_cursor: str | None = Field(description="None = this was the last page.")
    n_without_district: int = Field(
        description="With a district: people of whom none is known, who stand in no district's queue: ask for `none`."
    )


class AskedStanding(BaseModel):
    """For whom and when it is asked."""

    model_config = ConfigDict(extra="forbid")

    caseworker: MaybeWord = Field(None, description="Who would contact the person.")
    as_of: MaybeDay = Field(None, description="The day; today by default.")


@router.get("/outreach", summary="Whom to contact", responses=problems(422, 503), dependencies=[needs("outreach:read")])
def list_queue(house: TheHouse, actor: TheActor, say: TheLanguage, asked: Annotated[AskedQueue, Query()]) -> QueuePage:
    """List whom to contact, the most pressing first, each with channel, due day, reasons and what to offer."""
    lister = asked.lister("outreach")
    start = int(read_cursor(house.vault, asked.cursor, lister=lister) or 0)
    limit = min(asked.limit, MOST_SHOWN - start)
    area = read_area(house, asked.district)
    planned = plan_outreach(
        house,
        actor=actor,
        district=area,
        caseworker=asked.caseworker,
        as_of=asked.as_of,
        skip=start,
        limit=limit + 1,
    )
    shown, more = planned[:limit], len(planned) > limit and start + limit < MOST_SHOWN
    with house.database.read() as session:
        ids = [one.entry.candidate_id for one in shown]
        people = masked_people(session, "candidate", ids, "self", fields=FIELDS, vault=house.vault)
    language = language_of(say)
    return QueuePage(
        items=[from_planned(one, people.get(one.entry.candidate_id), language=language, say=say) for one in shown],
        holidays_known=knows_holidays(asked.as_of or house.today()),
        next_cursor=write_cursor(house.vault, lister=lister, after=str(start + limit)) if more else None,
        n_without_district=n_outside(house, area),
    )


@router.get(
    "/outreach/{id}",
    summary="Why somebody is in the queue, or is not",
    responses=problems(404, 422, 503),
    dependencies=[needs("outreach:read")],
)
def show_standing(
    id: RecordId, house: TheHouse, actor: TheActor, say: TheLanguage, asked: Annotated[AskedStanding, Query()]
) -> StandingShown:
    """Tell everything for and against contacting one person on a day, channel by channel."""
    found = explain_outreach(house, id, actor=actor, caseworker=asked.caseworker, as_of=asked.as_of)
    with house.database.read() as session:
        people = masked_people(session, "candidate", [id], "self", fields=FIELDS, vault=house.vault)
    return from_explained(found, people.get(id), language=language_of(say), say=say)


def language_of(say: Translate) -> Language:
    """Tell which language a translating function speaks."""
    return "zh" if say is translation("zh") else "en"
