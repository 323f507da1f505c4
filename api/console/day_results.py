"""A day's calls at a glance: how many a caseworker made, what came of them, and whom they were with."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta, timezone
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.console.charts import bars
from api.console.pages import page
from api.console.told_before import post_words
from api.console.visitors import TheVisitor
from api.contact_names import result_word
from api.deps import TheHouse, needs
from api.feedback_names import reason_word
from api.fields import MaybeDay
from api.house import House
from api.outreach_names import channel_word
from data.store import Session, attempts_by_actor, masked_people, posts_by_id
from matcher.outreach.situation import in_local_time
from matcher.outreach.tasks import SPOKEN
from matcher.records import Attempt, ContactResult

FIELDS = ("name", "phone")
N_SHOWN = 200  # nobody makes more calls in a day; the counts are of all

router = APIRouter(include_in_schema=False)


@router.get("/day", dependencies=[needs("outreach:read")])
def show_day(
    request: Request, house: TheHouse, visitor: TheVisitor, on: Annotated[MaybeDay, Query()] = None
) -> Response:
    """Show what came of the calls that the visitor made on a day."""
    day, say = on or house.today(), visitor.say
    with house.database.read() as session:
        made = attempts_of_day(house, session, visitor.actor.id, day)
        shown = made[-N_SHOWN:]
        ids = [one.candidate_id for one in shown]
        people = masked_people(session, "candidate", ids, "self", fields=FIELDS, vault=house.vault)
        posts = posts_by_id(session, [one.post_id for one in shown if one.post_id is not None])
    counted = Counter(one.result for one in made)
    rows = [(result_word(one, say), (counted[one],)) for one in ContactResult if counted[one]]
    return page(
        request,
        "day_results",
        on=day,
        today=house.today(),
        earlier=day - timedelta(days=1),
        later=day + timedelta(days=1),
        n=len(made),
        n_people=len({one.candidate_id for one in made}),
        n_spoken=len({one.candidate_id for one in made if one.result in SPOKEN}),
        chart=bars(say("What came of it"), (say("Result"), say("Contacts")), rows) if rows else None,
        clock=lambda at: f"{in_local_time(at, house.outreach):%H:%M}",
        made=list(reversed(shown)),
        people=people,
        post_words=lambda id: post_words(id, posts),
        result_word=lambda one: result_word(one, say),
        channel_word=lambda one: channel_word(one, say),
        reason_word=lambda one: reason_word(one, say),
    )


def attempts_of_day(house: House, session: Session, actor_id: str, day: date) -> list[Attempt]:
    """Give what somebody tried on a day of the city, the oldest first."""
    zone = timezone(timedelta(hours=house.outreach.utc_offset_hours))
    start = datetime.combine(day, time(), zone)
    return attempts_by_actor(session, actor_id, since=start, until=start + timedelta(days=1))
