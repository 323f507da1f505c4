"""After a fair in the console: who came and what came of meetings, by a file or a click each, and the close."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile
from starlette.responses import Response

from api.console.fair_jobs import queue_file, read_job_on_page, unless_over
from api.console.fair_steps import booth_path, head_of, path_of
from api.console.fair_timetable import booth_page
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.visitors import TheVisitor
from api.deps import TheHouse, needs
from api.fair_arrivals import note_result, take_back_result
from api.fair_moving import read_standing
from api.fair_words import result_word
from api.fields import RecordId
from api.jobs import TheRunner
from api.uploaded import form_only
from data.store import visits_by, visits_of
from matcher.records import Attendance, Booth, FairState, MeetingResult

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class BoothResults:
    """How many of a booth's meetings have a result."""

    booth: Booth
    path: str
    n_meetings: int
    n_told: int


@router.get("/fairs/{id}/results", dependencies=[needs("fairs:read")])
def show_results(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    job: Annotated[str | None, Query(max_length=64)] = None,
    done: Annotated[str | None, Query(max_length=20)] = None,
) -> Response:
    """Show what is known of who came and what came of it."""
    standing, base, say = read_standing(house, id), path_of(id), visitor.say
    with house.database.read() as session:
        visits = visits_of(session, id, vault=house.vault)
    told = Counter(one.booth_id for one in visits if one.booth_id and one.result)
    counts = Counter(one.result for one in visits if one.booth_id and one.result)
    there = [one.attendance for one in standing.guests]
    words = {"closed": say("The fair is closed."), "job": say("The file has arrived and is being read.")}
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
        results=[(result_word(one, say), counts[one]) for one in MeetingResult],
        booths=[
            BoothResults(
                one,
                booth_path(base, one.id),
                sum(seat.booth_id == one.id for seat in standing.plan.seats),
                told[one.id],
            )
            for one in standing.fair.booths
        ],
        job=under_way,
        may_tell=visitor.may("fairs:door") and standing.fair.on <= house.today(),
        may_close=visitor.may("fairs:door")
        and standing.fair.on <= house.today()
        and standing.fair.state is not FairState.CLOSED,
        notice=unless_over(Notice(words[done]) if done in words else None, under_way),
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
) -> Response:
    """Note what came of a meeting, or take it back; a script gets the day of the booth anew."""
    standing = read_standing(house, id)
    seat = standing.seat(candidate, booth)
    with house.database.begin() as session:
        own = visits_by(session, id, candidate, vault=house.vault)
        before = next((one.result for one in own if one.booth_id == booth), None)
        if result == "none":
            take_back_result(house, session, id, seat, actor=visitor.actor)
        else:
            note_result(house, session, id, seat, result, actor=visitor.actor)
    if "hx-request" not in request.headers:
        return go_on(request, f"/fairs/{id}/booths/{booth}", done="result")
    undo = {"candidate": candidate, "booth": booth, "result": before or "none"}
    word = visitor.say("Taken back.") if result == "none" else visitor.say("The result is noted.")
    notice = Notice(word, undo=None if result == "none" else f"{path_of(id)}/visits", fields=undo)
    return booth_page(request, house, read_standing(house, id), booth, visitor, notice=notice)
