"""A fair planned in the console: how many are invited, what the plan comes to, who has no meeting and why."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import ceil
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.console.fair_jobs import JobOnPage, read_job_on_page
from api.console.fair_steps import booth_path, guest_path, head_of, path_of
from api.console.notices import go_on
from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fair_moving import Standing, read_standing
from api.fair_planning import queue_plan
from api.fair_shown import GuestShown, PlanCounts, counts_of, from_guests
from api.fair_telling import invited_by, told_otherwise
from api.fair_words import left_out_word, unseated_at
from api.fields import RecordId
from api.house import House
from api.jobs import TheRunner
from api.language import Translate
from api.seating import plan_seats
from matcher.errors import BadInput
from matcher.fairs.slots import open_slots
from matcher.records import Booth, Fair

MOST_INVITED = 5_000
A_PAGE = 50
THIN = 4  # times the meetings of a booth are no more than its places: something is to be done

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class BoothFigures:
    """What the plan gives to a booth."""

    booth: Booth
    path: str
    n_meetings: int
    n_places: int
    n_waiting: int
    n_fitting: int  # guests
    is_thin: bool  # a quarter of its places or fewer are taken


@router.get("/fairs/{id}/plan", dependencies=[needs("fairs:read")])
def show_plan_page(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    job: Annotated[str | None, Query(max_length=64)] = None,
    skip: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Response:
    """Show the form by which a fair is planned, and what the plan comes to."""
    under_way = None if job is None else read_job_on_page(request, job, path_of(id), visitor)
    return _page(request, house, id, visitor, job=under_way, skip=skip)


@router.post("/fairs/{id}/plan", dependencies=[needs("fairs:plan")])
def post_plan_page(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    runner: TheRunner,
    whom: Annotated[Literal["invite", "again", "named"], Form()] = "invite",
    invite: Annotated[str, Form(max_length=10)] = "",
    ids: Annotated[str, Form(max_length=100_000)] = "",
) -> Response:
    """Plan a fair: chosen guests by a job, as the whole city is ranked; those who are named at once."""
    named = tuple(dict.fromkeys(re.findall(r"[^\s,，、;；]+", ids)))
    fault = _fault(whom, invite, named, visitor)
    if fault is not None:
        return _page(request, house, id, visitor, job=None, typed=invite, ids=ids, whom=whom, fault=fault)
    if whom == "named":
        try:
            plan_seats(house, id, actor=visitor.actor, ids=named)
        except BadInput as refused:
            told = refused.phrase.told(visitor.say)
            return _page(request, house, id, visitor, job=None, typed=invite, ids=ids, whom=whom, fault=told)
        return go_on(request, f"/fairs/{id}/plan")
    n = int(invite) if whom == "invite" else None
    job = queue_plan(house, id, n_invited=n, actor=visitor.actor, runner=runner)
    return go_on(request, f"/fairs/{id}/plan", job=job.id)


def suggested(fair: Fair) -> int:
    """Give how many to invite so that, of those who come, enough fill the places of the fair."""
    n_places = sum(one.n_interviewers * len(open_slots(fair, one)) for one in fair.booths)
    return min(MOST_INVITED, max(1, ceil(n_places / fair.most_visits / max(0.1, 1 - fair.no_show))))


def _fault(whom: str, invite: str, named: tuple[str, ...], visitor: Visitor) -> str | None:
    if whom == "named":
        return None if 0 < len(named) <= MOST_INVITED else visitor.say("Write the ids of the guests, one a line.")
    if whom == "invite" and not (invite.isascii() and invite.isdigit() and 1 <= int(invite) <= MOST_INVITED):
        return visitor.say("A number from 1 to {most:,}").format(most=MOST_INVITED)
    return None


def _page(
    request: Request,
    house: House,
    id: str,
    visitor: Visitor,
    *,
    job: JobOnPage | None,
    skip: int = 0,
    typed: str | None = None,
    ids: str = "",
    whom: str | None = None,
    fault: str | None = None,
) -> Response:
    standing, say = read_standing(house, id), visitor.say
    fair, base = standing.fair, path_of(id)
    without = [one for one in standing.guests if one.unseated is not None and not one.seats]
    counts = PlanCounts.model_validate(counts_of(house, fair, standing.guests, standing.plan, standing.kept.revision))
    left_out = standing.kept.left_out
    return page(
        request,
        "fair_plan",
        status=422 if fault else 200,
        fair=head_of(house, standing.kept, visitor),
        counts=counts,
        n_by_hand=sum(seat.by_hand for one in standing.guests for seat in one.seats),
        planned_at=standing.kept.planned_at,
        job=job,
        suggested=suggested(fair),
        typed=typed,
        ids=ids,
        whom=whom or ("again" if standing.guests else "invite"),
        fault=fault,
        left_out=[(_left_out(fair, code, say), n) for code, n in left_out.items()],
        unseated=[(unseated_at(fair, code, say), n) for code, n in counts.unseated.items()],
        without=_told(from_guests(house, fair, without[skip : skip + A_PAGE]), fair, visitor),
        next_address=f"{base}/plan?skip={skip + A_PAGE}#without" if without[skip + A_PAGE :] else None,
        first_address=f"{base}/plan#without" if skip else None,
        booths=_figures(standing, base),
        has_others=not left_out or "enough" in left_out,  # who could be asked too
        may_plan=visitor.may("fairs:plan"),
        most_visits=fair.most_visits,
        n_invited=len(invited_by(house, id)),
        n_changed=len(told_otherwise(house, standing)),
    )


def _left_out(fair: Fair, code: str, say: Translate) -> str:
    return unseated_at(fair, code, say) if code == "no_interpreter" else left_out_word(code, say)


def _told(guests: list[GuestShown], fair: Fair, visitor: Visitor) -> list[tuple[GuestShown, str, str]]:
    base, say = path_of(fair.id), visitor.say
    return [(one, guest_path(base, one.candidate_id), unseated_at(fair, one.unseated or "", say)) for one in guests]


def _figures(standing: Standing, base: str) -> list[BoothFigures]:
    waiting = {one.booth_id: len(one.candidate_ids) for one in standing.plan.stand_by}
    meetings = Counter(seat.booth_id for seat in standing.plan.seats)
    fitting = Counter(booth for one in standing.guests for booth in {fit.booth_id for fit in one.fits})
    found = []
    for one in standing.fair.booths:
        n_places = one.n_interviewers * len(open_slots(standing.fair, one))
        path, n = booth_path(base, one.id), meetings[one.id]
        is_thin = bool(meetings) and n * THIN <= n_places
        found.append(BoothFigures(one, path, n, n_places, waiting.get(one.id, 0), fitting[one.id], is_thin))
    return found
