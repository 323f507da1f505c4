"""After a fair in the console: who came and what came of meetings, by a file or a click each, and the close."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile
from starlette.responses import Response

from api.console.fair_jobs import queue_file, read_job_on_page, unless_over
from api.console.fair_steps import booth_path, guest_path, head_of, path_of
from api.console.fair_timetable import booth_page, names_of, result_told
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fair_absentees import absences_at, never_seen
from api.fair_arrivals import Met, note_result, take_back_result
from api.fair_moving import Standing, is_over, read_standing
from api.fair_words import result_word
from api.fields import RecordId
from api.house import House
from api.jobs import TheRunner
from api.uploaded import form_only
from data.store import visits_by, visits_of
from matcher.fairs.slots import slots_of
from matcher.records import Attendance, Booth, FairState, FairVisit, MeetingResult

A_PAGE = 50  # results told one by one

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class BoothResults:
    """How many of a booth's meetings have a result."""

    booth: Booth
    path: str
    n_meetings: int
    n_told: int
    n_beside: int  # told of people who had no time there


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What came of one meeting: who with whom."""

    booth: Booth
    booth_path: str
    begins: str | None  # None = the person had no time there
    candidate_id: str
    name: str  # masked
    guest_path: str
    result: str


@dataclass(frozen=True, slots=True)
class StillOpen:
    """What is not known of a fair when it is closed, or was."""

    n_guests: int  # who were expected, and of whom nobody said whether they came
    n_meetings: int  # without a result, of guests who did not stay away
    until: str | None  # when its day is over; None = it is

    @property
    def is_anything(self) -> bool:
        """Tell whether there is anything left to be told."""
        return bool(self.n_guests or self.n_meetings or self.until)


@router.get("/fairs/{id}/results", dependencies=[needs("fairs:read")])
def show_results(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    job: Annotated[str | None, Query(max_length=64)] = None,
    done: Annotated[str | None, Query(max_length=20)] = None,
    at: Annotated[datetime | None, Query()] = None,
    result: Annotated[MeetingResult | None, Query()] = None,
    skip: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """Show what is known of who came and what came of it, and one by one the meetings with *result*, or with any."""
    standing, base, say = read_standing(house, id), path_of(id), visitor.say
    with house.database.read() as session:
        visits = visits_of(session, id, vault=house.vault)
        absences = absences_at(house, session, id, at) if at is not None else []
    told = {(one.candidate_id, one.booth_id) for one in visits if one.booth_id and one.result}
    planned = {(one.candidate_id, one.booth_id) for one in standing.plan.seats}
    left = _still_open(house, standing, told)
    counts = Counter(one.result for one in visits if one.booth_id and one.result)
    there = [one.attendance for one in standing.guests]
    listed = _in_order(standing, [one for one in visits if one.result and result in (None, one.result)])
    of_result = {} if result is None else {"result": result.value}
    under_way = None if job is None else read_job_on_page(request, job, base, visitor)
    return page(
        request,
        "fair_results",
        fair=head_of(house, standing.kept, visitor),
        n_guests=len(there),
        n_here=sum(one is Attendance.CAME for one in there),
        n_absent=sum(one is Attendance.STAYED_AWAY for one in there),
        n_unknown=sum(one is None for one in there),
        n_held=sum(n for one, n in counts.items() if one is not MeetingResult.MISSED),
        results=[(one, result_word(one, say), counts[one]) for one in MeetingResult],
        chosen=result,
        rows=_rows(house, standing, listed[skip : skip + A_PAGE], visitor),
        first_address=_address(base, of_result) if skip else None,
        next_address=_address(base, of_result | {"skip": str(skip + A_PAGE)}) if listed[skip + A_PAGE :] else None,
        booths=[
            BoothResults(
                one,
                booth_path(base, one.id),
                *(sum(booth == one.id for _, booth in pairs) for pairs in (planned, planned & told, told - planned)),
            )
            for one in standing.fair.booths
        ],
        job=under_way,
        may_tell=visitor.may("fairs:door") and standing.fair.on <= house.today(),
        may_close=visitor.may("fairs:door")
        and standing.fair.on <= house.today()
        and standing.fair.state is not FairState.CLOSED,
        may_reopen=visitor.may("fairs:door") and standing.fair.state is FairState.CLOSED,
        left=left,
        notice=_absences_told(done, at, len(absences), base, visitor)
        or unless_over(_notice(done, left, base, visitor), under_way),
    )


@router.post("/fairs/{id}/results/file", dependencies=[needs("fairs:door"), Depends(form_only)])
def post_results_file(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    runner: TheRunner,
    file: Annotated[UploadFile, File()],
) -> Response:
    """Keep a file of attendance and results and queue the job that reads it."""
    job = queue_file(house, file, "attendance", id, visitor=visitor, runner=runner)
    return go_on(request, f"/fairs/{id}/results", done="job", job=job.id)


@router.post("/fairs/{id}/visits", dependencies=[needs("fairs:door")])
def post_visit(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    candidate: Annotated[str, Form(max_length=200)],
    booth: Annotated[str, Form(max_length=100)],
    result: Annotated[MeetingResult | Literal["none"], Form()],
    undo: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """Note what came of a meeting, or take it back; a script gets the day of the booth anew."""
    standing = read_standing(house, id)
    with house.database.begin() as session:
        own = visits_by(session, id, candidate, vault=house.vault)
        visit = next((one for one in own if one.booth_id == booth), None)
        met = _met(standing, candidate, booth, visit)
        if result == "none":
            take_back_result(house, session, id, met, actor=visitor.actor)
        else:
            note_result(house, session, id, met, result, actor=visitor.actor)
    is_back = bool(undo) or result == "none"
    if "hx-request" not in request.headers:
        return go_on(request, booth_path(path_of(id), booth), done="back" if is_back else "result", who=candidate)
    before = visit.result if visit else None
    fields = {"candidate": candidate, "booth": booth, "result": before or "none", "undo": "1"}
    word = result_told(house, standing, booth, candidate, visitor, is_back=is_back)
    notice = Notice(word, undo=None if is_back else f"{path_of(id)}/visits", fields=fields)
    return booth_page(request, house, read_standing(house, id), booth, visitor, notice=notice)


def _in_order(standing: Standing, visits: Sequence[FairVisit]) -> list[FairVisit]:
    """Put what was told of meetings by booth and time, whoever had no time there last."""
    places = {one.id: n for n, one in enumerate(standing.fair.booths)}
    slots = {(one.candidate_id, one.booth_id): one.slot for one in standing.plan.seats}
    late = len(slots_of(standing.fair))
    own = [
        (places[one.booth_id], slots.get((one.candidate_id, one.booth_id), late), one)
        for one in visits
        if one.booth_id in places
    ]
    return [one for *_, one in sorted(own, key=lambda each: each[:2])]


def _rows(house: House, standing: Standing, visits: Sequence[FairVisit], visitor: Visitor) -> list[ResultRow]:
    base, booths = path_of(standing.fair.id), {one.id: one for one in standing.fair.booths}
    times = [f"{one.begins:%H:%M}" for one in slots_of(standing.fair)]
    planned = [one for one in standing.plan.seats if one.slot < len(times)]
    begins = {(one.candidate_id, one.booth_id): times[one.slot] for one in planned}
    names = names_of(house, [one.candidate_id for one in visits])
    return [
        ResultRow(
            booths[one.booth_id],
            booth_path(base, one.booth_id),
            begins.get((one.candidate_id, one.booth_id)),
            one.candidate_id,
            names[one.candidate_id],
            guest_path(base, one.candidate_id),
            result_word(one.result, visitor.say),
        )
        for one in visits
        if one.booth_id and one.result
    ]


def _address(base: str, asked: Mapping[str, str]) -> str:
    return f"{base}/results?{urlencode(asked)}#list" if asked else f"{base}/results#list"


def _met(standing: Standing, candidate_id: str, booth_id: str, visit: FairVisit | None) -> Met:
    """Give the meeting that is planned, or that was told of without a time in the plan."""
    seats = standing.guest(candidate_id).seats
    if visit is not None and all(one.booth_id != booth_id for one in seats):
        return Met(candidate_id, booth_id, visit.post_id)
    return Met(candidate_id, booth_id, standing.seat(candidate_id, booth_id).post_id)


def _still_open(house: House, standing: Standing, told: Collection[tuple[str, str | None]]) -> StillOpen:
    fair = standing.fair
    there = {one.candidate_id for one in standing.guests if one.attendance is not Attendance.STAYED_AWAY}
    open_ = [one for one in standing.plan.seats if one.candidate_id in there]
    return StillOpen(
        len(never_seen(standing.guests)),
        sum((one.candidate_id, one.booth_id) not in told for one in open_),
        None if is_over(house, fair) else f"{fair.hours.until:%H:%M}",
    )


def _absences_told(done: str | None, at: datetime | None, n: int, base: str, visitor: Visitor) -> Notice | None:
    """Say how many were noted as absent as one, with the form that takes them back."""
    if done == "absent_back":
        return Notice(visitor.say("Taken back."))
    if done != "absent" or at is None or not n:
        return None
    text = visitor.say("{n:,} guests are noted as absent.").format(n=n)
    return Notice(text, undo=f"{base}/absentees/undo", fields={"at": at.isoformat()})


def _notice(done: str | None, left: StillOpen, base: str, visitor: Visitor) -> Notice | None:
    say = visitor.say
    words = {
        "closed": say("The fair is closed."),
        "reopened": say("The fair is open again, as it was before."),
        "job": say("The file has arrived and is being read."),
    }
    if done not in words:
        return None
    if done != "closed":
        return Notice(words[done])
    kind: Literal["done", "warning"] = "warning" if left.is_anything else "done"
    return Notice(words[done], undo=f"{base}/reopen", kind=kind)
