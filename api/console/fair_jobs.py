"""Jobs of a fair in the console: a file that is read or a plan that is made, watched until it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request, UploadFile
from starlette.responses import FileResponse, Response

from api.console.fair_steps import path_of
from api.console.notices import Notice
from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fair_planning import KIND
from api.fields import RecordId
from api.house import House
from api.jobs import JobRunner, JobShown, from_job, own_job
from api.returned_rows import MOST as MOST_CORRECTED
from api.returned_rows import rows_left
from api.uploaded import keep_and_queue
from api.uploads import read_rejected as rejected_file
from data.frames import Rejection
from data.store import get_fair
from matcher.errors import NotFound

MOST_REJECTED = 50  # rows told on the page; the file has all

router = APIRouter(include_in_schema=False)
JobId = Annotated[str, Path(min_length=1, max_length=64)]


@dataclass(frozen=True, slots=True)
class JobOnPage:
    """A job as a page of its fair shows it."""

    job: JobShown
    address: str  # of this part alone
    is_over: bool
    result: dict[str, Any]
    rejected: tuple[Rejection, ...]  # the first of those that were not sent again
    n_left: int  # of these in all
    n_sent: int  # rejected rows that were corrected and sent again
    may_correct: bool  # the rest on a page


@router.get("/fairs/{id}/jobs/{job_id}", dependencies=[needs("jobs:read")])
def show_job(request: Request, id: RecordId, job_id: JobId, visitor: TheVisitor) -> Response:
    """Show how a job stands; the part of a page that asks for itself until it is over, and then for the whole page."""
    found = read_job_on_page(request, job_id, path_of(id), visitor)
    headers = {"HX-Refresh": "true"} if found.is_over else None
    return page(request, "fair_job", headers=headers, job=found, fair_path=path_of(id))


@router.get("/fairs/{id}/jobs/{job_id}/rejected", dependencies=[needs("jobs:read")])
def give_rejected(id: RecordId, job_id: JobId, house: TheHouse, visitor: TheVisitor) -> FileResponse:
    """Give the rejected rows as a file, to be corrected and sent again."""
    return rejected_file(job_id, house, visitor.actor)


def queue_file(
    house: House,
    file: UploadFile,
    kind: Literal["booths", "attendance"],
    fair_id: str,
    *,
    visitor: Visitor,
    runner: JobRunner,
) -> JobShown:
    """Keep a file of a fair and queue the job that imports it, or raise NotFound where there is no such fair."""
    with house.database.read() as session:
        get_fair(session, fair_id, vault=house.vault)
    return keep_and_queue(
        house,
        file,
        kind="import",
        arguments={"kind": kind, "fair": fair_id},
        asked=f"{kind} {fair_id}",
        actor=visitor.actor,
        key=None,
        runner=runner,
    )


def read_job_on_page(request: Request, job_id: str, fair_path: str, visitor: Visitor) -> JobOnPage:
    """Read a job of the visitor's own; NotFound where there is none."""
    house, runner = request.app.state.house, request.app.state.runner
    with house.database.read() as session:
        job = own_job(session, job_id, actor=visitor.actor)
    if job.kind not in (KIND, "import"):
        raise NotFound("there is no job {id!r}", id=job_id)
    shown = from_job(job, say=visitor.say, progress=runner.progress(job_id))
    rejected = rows_left(house, job)
    is_over = job.state in ("done", "failed")
    left, result = len(rejected), job.result or {}
    may_correct = visitor.may("imports:write") and 0 < left <= MOST_CORRECTED
    first, n_sent = tuple(rejected[:MOST_REJECTED]), max(0, result.get("n_rejected", 0) - left)
    return JobOnPage(shown, f"{fair_path}/jobs/{job_id}", is_over, result, first, left, n_sent, may_correct)


def unless_over(notice: Notice | None, job: JobOnPage | None) -> Notice | None:
    """Give the notice that a file is being read, unless it was read by now: the job itself says what came of it."""
    return None if job is not None and job.is_over else notice
