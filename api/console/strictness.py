"""Posts that fit nobody in the console: too strict or too far from what people want, and what would have to give."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.console.notices import go_on
from api.console.pages import is_partial, page
from api.console.visitors import TheVisitor
from api.deps import TheHouse, needs
from api.jobs import JobShown, TheRunner, from_job
from api.strictness import FEW, KIND, MOST_NAMED, newest_report, queue_report
from api.strictness_names import advice_word, criterion_word
from data.store import newest_jobs, posts_by_id
from matcher.suppression import SMALL, THRESHOLD

PAGE = 25
SENSITIVE = frozenset({"needs"})  # counts of people by what they need are told as <5 where they are small

router = APIRouter(include_in_schema=False)


@router.get("/strictness", dependencies=[needs("pushes:read")])
def show_strictness(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    runner: TheRunner,
    start: Annotated[int, Query(ge=0, le=MOST_NAMED)] = 0,
) -> Response:
    """Show the posts that fit fewest, as they were worked out last, page by page, and how far the next look is."""
    with house.database.read() as session:
        report = newest_report(session)
        newest = next(iter(newest_jobs(session, kind=KIND, limit=1)), None)
        told = report.posts[start : start + PAGE] if report else ()
        posts = posts_by_id(session, [one.strictness.post_id for one in told])
    if is_partial(request) and (newest is None or newest.state == "done"):
        return go_on(request, "/strictness")  # what was waited for is there: the whole page shows it
    job: JobShown | None = None
    if newest is not None and newest.state != "done":
        job = from_job(newest, say=visitor.say, progress=runner.progress(newest.id))
    return page(
        request,
        "strictness",
        report=report,
        told=told,
        posts=posts,
        start=start,
        next_start=start + PAGE if report and start + PAGE < len(report.posts) else None,
        job=job,
        few=FEW,
        asks=visitor.may("pushes:plan"),
        criterion_word=criterion_word,
        advice_word=advice_word,
        shown=shown,
    )


@router.post("/strictness", dependencies=[needs("pushes:plan")])
def ask_strictness(request: Request, house: TheHouse, visitor: TheVisitor, runner: TheRunner) -> Response:
    """Have it worked out anew, as a job."""
    with house.database.begin() as session:
        queue_report(house, session, actor=visitor.actor)
    runner.wake()
    return go_on(request, "/strictness")


def shown(code: str, n: int) -> str:
    """Write how many people a requirement keeps out."""
    return SMALL if code in SENSITIVE and n < THRESHOLD else f"{n:,}"
