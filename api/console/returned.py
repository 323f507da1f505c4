"""Rejected rows corrected in the console: each with its reason, and sent again through the door of files."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.console.jobs import told_job
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fields import RecordId
from api.house import House
from api.jobs import TheRunner, own_job
from api.returned_rows import parts_of, read_returned, send_again, send_corrected

AGAIN = "again"  # the name of the button that sends rows as they stand

router = APIRouter(include_in_schema=False)


async def the_typed(request: Request) -> dict[str, str]:
    """Read a form whose fields are named after rows and columns."""
    form = await request.form()
    return {name: value for name, value in form.multi_items() if isinstance(value, str)}


@router.get("/jobs/{id}/rows", dependencies=[needs("imports:write")])
def show_rows(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    part: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """Show the rejected rows that were not sent again yet, so many as fit into a form."""
    return _rows(request, house, visitor, id, part=part)


@router.post("/jobs/{id}/rows", dependencies=[needs("imports:write")])
def post_rows(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    runner: TheRunner,
    typed: Annotated[dict[str, str], Depends(the_typed)],
) -> Response:
    """Send those rows in which something was changed, and lead to the job that imports them."""
    send = send_again if AGAIN in typed else send_corrected
    job = send(house, id, typed, actor=visitor.actor, runner=runner)
    if job is None:
        text = visitor.say("Nothing was changed, so nothing was sent.")
        return _rows(request, house, visitor, id, part=1, notice=Notice(text))
    return go_on(request, f"/jobs/{job.id}")


def _rows(
    request: Request, house: House, visitor: Visitor, id: str, *, part: int, notice: Notice | None = None
) -> Response:
    rows = read_returned(house, id, actor=visitor.actor)
    parts = parts_of(rows)
    part = min(part, max(len(parts), 1))
    with house.database.read() as session:
        job = own_job(session, id, actor=visitor.actor)
    return page(
        request,
        "returned",
        job=told_job(job, visitor),
        can_correct=job.kind == "import",
        rows=parts[part - 1] if parts else (),
        n=len(rows),
        part=part,
        n_parts=len(parts),
        notice=notice,
    )
