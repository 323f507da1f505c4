"""A fair planned in the console: how many are invited, what the plan comes to, who has no meeting and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.console.fair_jobs import JobOnPage, read_job_on_page
from api.console.fair_steps import booth_path, guest_path, head_of, path_of
from api.console.fair_timetable import names_of
from api.console.fairs import named as named_fair
from api.console.notices import go_on
from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fair_moving import Standing, read_standing
from api.fair_planning import queue_plan
from api.fair_shown import PlanCounts, counts_of, from_guests
from api.fair_telling import count_to_tell, invited_by
from api.fair_words import clash_word, left_out_word, unseated_at
from api.fields import RecordId
from api.fitting import reasons_against_asking
from api.house import House
from api.jobs import TheRunner
from api.language import Translate
from api.seating import plan_seats
from data.store import candidates_by_id, current_ids
from matcher.errors import BadInput, Conflict, MatcherError, NotFound
from matcher.fairs.conflicts import conflicts_of
from matcher.fairs.guests import KeptGuest
from matcher.fairs.slots import open_slots, slots_of
from matcher.fairs.soundness import halls_without_booth
from matcher.records import Attendance, Booth, Fair

MOST_INVITED = 5_000
A_PAGE = 50
MOST_LEFT = 50  # people, or conflicts, who are named
ENOUGH = "enough"  # the code of those who were not chosen, as others were
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


@dataclass(frozen=True, slots=True)
class ClashTold:
    """One thing that stands against a plan."""

    name: str  # "" = of nobody alone
    path: str | None
    booth: str
    begins: str
    why: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who was named and is no guest all the same."""

    id: str
    name: str
    path: str
    why: str | None  # None = not known, or not for this visitor


@router.get("/fairs/{id}/plan", dependencies=[needs("fairs:read")])
def show_plan_page(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    job: Annotated[str | None, Query(max_length=64)] = None,
    skip: Annotated[int, Query(ge=0, le=100_000)] = 0,
    left: Annotated[Sequence[RecordId], Query(max_length=MOST_LEFT)] = (),
) -> Response:
    """Show the form by which a fair is planned, and what the plan comes to."""
    under_way = None if job is None else read_job_on_page(request, job, path_of(id), visitor)
    return _page(request, house, id, visitor, job=under_way, skip=skip, left=left)


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
    faults = _faults(whom, invite, named, visitor)
    if faults:
        return _page(request, house, id, visitor, job=None, typed=invite, ids=ids, whom=whom, faults=faults)
    if whom == "named":
        try:
            made = plan_seats(house, id, actor=visitor.actor, ids=named)
        except (BadInput, NotFound, Conflict) as refused:
            return _refused(request, house, id, visitor, refused, named=named, typed=invite, ids=ids)
        guests = {one.candidate_id for one in made.guests}
        left = [one for one in _current(house, named) if one not in guests]
        return go_on(request, f"/fairs/{id}/plan", left=left[:MOST_LEFT])
    n = int(invite) if whom == "invite" else None
    job = queue_plan(house, id, n_invited=n, actor=visitor.actor, runner=runner)
    return go_on(request, f"/fairs/{id}/plan", job=job.id)


def _unknown(house: House, named: Sequence[str], visitor: Visitor) -> str | None:
    """Name all ids that nobody has; None = each is somebody's."""
    with house.database.read() as session:
        led = current_ids(session, named)
        people = candidates_by_id(session, {led.get(id, id) for id in named}).keys()
    strange = [id for id in named if led.get(id, id) not in people]
    told = visitor.say("Nobody has these ids, and nothing was planned: {ids}")
    return told.format(ids=visitor.say(", ").join(strange[:MOST_LEFT])) if strange else None


def _current(house: House, named: Sequence[str]) -> list[str]:
    """Give the ids by which people who were named are stored now."""
    with house.database.read() as session:
        led = current_ids(session, named)
    return list(dict.fromkeys(led.get(id, id) for id in named))


def _refused(
    request: Request,
    house: House,
    id: str,
    visitor: Visitor,
    why: MatcherError,
    *,
    named: Sequence[str],
    typed: str,
    ids: str,
) -> Response:
    """Say why nothing was planned for those who are named, and who of them may not be asked."""
    say, left, current = visitor.say, list[str](), _current(house, named)
    if strange := _unknown(house, named, visitor):
        faults = {"ids": strange}
    else:
        faults = {"": named_fair(house, id, why.phrase.told(say))}
        if isinstance(why, BadInput):
            with house.database.read() as session:
                left = list(reasons_against_asking(house, session, current))
        if left and len(left) == len(current):
            faults = {"": say("Nobody of those named may be asked, and nothing was planned.")}
        elif left:
            told = say("{n:,} of the {named:,} people named are left out, as told below.")
            faults = {"": faults[""] + say("; ") + told.format(n=len(left), named=len(current))}
    return _page(
        request, house, id, visitor, job=None, typed=typed, ids=ids, whom="named", faults=faults, left=left[:MOST_LEFT]
    )


def suggested(fair: Fair) -> int:
    """Give how many to invite so that, of those who come, enough fill the places of the fair."""
    n_places = sum(one.n_interviewers * len(open_slots(fair, one)) for one in fair.booths)
    return min(MOST_INVITED, max(1, ceil(n_places / fair.most_visits / max(0.1, 1 - fair.no_show))))


def _faults(whom: str, invite: str, named: tuple[str, ...], visitor: Visitor) -> dict[str, str]:
    say = visitor.say
    if whom == "named":
        return {} if 0 < len(named) <= MOST_INVITED else {"ids": say("Write the ids of the guests, one a line.")}
    if named:
        told = say("Ids are written here, but another choice is marked: mark “{choice}”, or take the ids out.")
        return {"ids": told.format(choice=say("People who are named"))}
    if whom == "invite" and not (invite.isascii() and invite.isdigit() and 1 <= int(invite) <= MOST_INVITED):
        return {"invite": say("A number from 1 to {most:,}").format(most=MOST_INVITED)}
    return {}


def _page(
    request: Request,
    house: House,
    id: str,
    visitor: Visitor,
    *,
    job: JobOnPage | None,
    skip: int = 0,
    left: Sequence[str] = (),
    typed: str | None = None,
    ids: str = "",
    whom: str | None = None,
    faults: Mapping[str, str] | None = None,
) -> Response:
    standing, say = read_standing(house, id), visitor.say
    fair, base = standing.fair, path_of(id)
    without = [(one, _why_without(fair, one, say)) for one in standing.guests if not one.seats]
    shown = from_guests(house, fair, [one for one, _ in without[skip : skip + A_PAGE]])
    counts = PlanCounts.model_validate(counts_of(house, fair, standing.guests, standing.plan, standing.kept.revision))
    left_out = standing.kept.left_out
    return page(
        request,
        "fair_plan",
        status=422 if faults else 200,
        fair=head_of(house, standing.kept, visitor),
        counts=counts,
        n_by_hand=sum(seat.by_hand for one in standing.guests for seat in one.seats),
        planned_at=standing.kept.planned_at,
        job=job,
        suggested=suggested(fair),
        typed=typed,
        ids=ids,
        whom=whom or ("again" if standing.guests else "invite"),
        faults=faults or {},
        left_out=[(_left_out(fair, code, say), n) for code, n in left_out.items()],
        left=_left(house, left, visitor),
        clashes=_clashes(house, standing, visitor) if counts.conflicts else [],
        is_exhausted=bool(left_out) and ENOUGH not in left_out,
        unseated=Counter(why for _, why in without).most_common(),
        without=[
            (one, guest_path(base, one.candidate_id), why)
            for one, (_, why) in zip(shown, without[skip : skip + A_PAGE], strict=True)
        ],
        next_address=f"{base}/plan?skip={skip + A_PAGE}#without" if without[skip + A_PAGE :] else None,
        first_address=f"{base}/plan#without" if skip else None,
        booths=_figures(standing, base),
        may_plan=visitor.may("fairs:plan"),
        most_visits=fair.most_visits,
        n_invited=len(invited_by(house, id)),
        lost_halls=halls_without_booth(fair),
        n_changed=count_to_tell(house, standing),
    )


def _left(house: House, ids: Sequence[str], visitor: Visitor) -> list[LeftOut]:
    """Name people who were named and are no guests, to who plans fairs with why."""
    names, against = names_of(house, ids), dict[str, str]()
    if ids and visitor.may("fairs:plan"):
        with house.database.read() as session:
            against = reasons_against_asking(house, session, ids)
    return [
        LeftOut(
            id,
            names[id],
            f"/candidates/{quote(id, safe='')}",
            left_out_word(against[id], visitor.say) if id in against else None,
        )
        for id in ids
    ]


def _clashes(house: House, standing: Standing, visitor: Visitor) -> list[ClashTold]:
    """Tell what a second look finds against the plan: who, where, when and why."""
    fair, base = standing.fair, path_of(standing.fair.id)
    found = conflicts_of(fair, [one.guest for one in standing.guests], standing.plan)[:MOST_LEFT]
    names, slots = names_of(house, [one.candidate_id for one in found if one.candidate_id]), slots_of(fair)
    return [
        ClashTold(
            names.get(one.candidate_id or "", ""),
            None if one.candidate_id is None else guest_path(base, one.candidate_id),
            one.booth_id or "",
            f"{slots[one.slot].begins:%H:%M}" if one.slot is not None and one.slot < len(slots) else "",
            clash_word(one.code, visitor.say),
        )
        for one in found
    ]


def _left_out(fair: Fair, code: str, say: Translate) -> str:
    return unseated_at(fair, code, say) if code == "no_interpreter" else left_out_word(code, say)


def _why_without(fair: Fair, guest: KeptGuest, say: Translate) -> str:
    """Say why a guest has no meeting: absentees keep none that was still to come."""
    if guest.unseated is not None:
        return unseated_at(fair, guest.unseated, say)
    if guest.attendance is Attendance.STAYED_AWAY:
        return say("noted as absent; the meetings went to others")
    return say("no meeting is left")


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
