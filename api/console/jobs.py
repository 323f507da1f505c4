"""Long jobs in the console: one's own, how far one is, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.console.pages import page
from api.console.paths import address
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fields import RecordId
from api.house import House
from api.job_names import counts_of_job, job_word, state_word
from api.jobs import TheRunner, own_job
from api.paging import read_cursor, write_cursor
from api.returned_rows import MOST, n_left
from api.uploads import rejected_file
from data.reference import load_priority_groups
from data.store import Job, has_fair, list_jobs
from matcher.records import Role

SHOWN = 30
LISTER = "jobs in the console"

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class JobTold:
    """A job as people read it."""

    id: str
    what: str
    file: str | None
    state: str
    state_word: str
    by: str
    at: datetime
    ended_at: datetime | None
    counts: Sequence[tuple[str, int]]
    problem: str | None

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more comes of it."""
        return self.state in ("done", "failed")


def told_job(job: Job, visitor: Visitor) -> JobTold:
    """Tell a job in the visitor's language."""
    say = visitor.say
    return JobTold(
        id=job.id,
        what=job_word(job, say),
        file=job.arguments.get("file"),
        state=job.state,
        state_word=state_word(job.state, say),
        by=job.actor.id,
        at=job.created_at,
        ended_at=job.ended_at,
        counts=counts_of_job(job, say),
        problem=None if job.problem is None else job.problem.told(say),
    )


@router.get("/jobs", dependencies=[needs("jobs:read")])
def show_jobs(
    request: Request, house: TheHouse, visitor: TheVisitor, cursor: Annotated[str | None, Query()] = None
) -> Response:
    """Show the visitor's jobs, the newest first; an administrator's are everybody's."""
    after = read_cursor(house.vault, cursor, lister=LISTER)
    own = None if visitor.actor.role == Role.ADMIN else visitor.actor.id
    with house.database.read() as session:
        found = list_jobs(session, actor_id=own, after=after, limit=SHOWN + 1)
    more = len(found) > SHOWN
    next_cursor = write_cursor(house.vault, lister=LISTER, after=found[SHOWN - 1].id) if more else None
    jobs = [told_job(one, visitor) for one in found[:SHOWN]]
    return page(request, "jobs", jobs=jobs, next_cursor=next_cursor, is_first=after is None, of_all=own is None)


@router.get("/jobs/{id}", dependencies=[needs("jobs:read")])
def show_job(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, runner: TheRunner) -> Response:
    """Show how far a job is, or what came of it and what to do next; a script asks for the part alone."""
    with house.database.read() as session:
        job = own_job(session, id, actor=visitor.actor)
    done, total = runner.progress(id) or (job.done, job.total)
    following = _following(house, job) | {"fair_path": _fair_path(house, job, visitor)}
    return page(request, "job", job=told_job(job, visitor), done=done, total=total, kind=job.kind, **following)


@router.get("/jobs/{id}/rejected", dependencies=[needs("jobs:read")])
def give_rejected(id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Give the rejected rows of an import as a workbook, after a line in the log."""
    return rejected_file(house, id, actor=visitor.actor)


def _following(house: House, job: Job) -> dict[str, Any]:
    """Give what the page of a job tells beside it: what is left to do, and where."""
    result, arguments = job.result or {}, job.arguments
    return {
        "result": result,
        "notes": result.get("notes", ()),
        "of": arguments.get("kind"),
        "registry": _registry(arguments["kind"]) if job.kind == "import_registry" else None,
        "leads_to": _leads_to(job),
        "corrects": arguments.get("corrects"),
        "left": n_left(house, job),
        "most": MOST,
    }


def _leads_to(job: Job) -> str | None:
    """Give the page of what a plan made."""
    if job.kind == "push" and job.result is not None:
        return address("pushes", str(job.result["id"]))
    return address("fairs", str(job.arguments["fair"])) if job.kind == "fair plan" else None


def _fair_path(house: House, job: Job, visitor: Visitor) -> str | None:
    """Give the page of the fair whose booths or results a file brought, for whoever may see it."""
    id, page_of = job.arguments.get("fair"), {"booths": (), "attendance": ("results",)}
    if job.kind != "import" or id is None or job.arguments["kind"] not in page_of or not visitor.may("fairs:read"):
        return None
    with house.database.read() as session:
        is_there = has_fair(session, id, vault=house.vault)
    return address("fairs", id, *page_of[job.arguments["kind"]]) if is_there else None


def _registry(code: str) -> tuple[str, str]:
    """Name a registry in Chinese and in English; one that the city no longer has is its code alone."""
    kind = load_priority_groups().kinds.get(code)
    return (code, code) if kind is None else (kind.name, kind.english)
