"""Uploads over HTTP: a file is kept before the answer, and a job imports it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, File, Form, Response, UploadFile
from fastapi import Path as PathParameter
from starlette.responses import FileResponse

from api.deps import TheActor, TheHouse, needs
from api.errors import problems
from api.fields import RecordId, Word
from api.giving_out import note_export
from api.house import House
from api.idempotency import IdempotencyKey
from api.imports import ImportResult, import_file
from api.jobs import Handler, JobRunner, JobShown, Progress, TheRunner, own_job
from api.permissions import IMPORTS_OF
from api.settling import ImportKind
from api.uploaded import REJECTED, folder_of, form_only, keep_and_queue, read_once
from data.store import ID_LENGTH, Job
from matcher.errors import BadInput, NotAllowed, NotFound
from matcher.records import Actor, Role

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE = {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}, "description": "The rejected rows."}

router = APIRouter(prefix="/v1", tags=["imports"])


def run_import(house: House, job: Job, on_progress: Progress) -> dict[str, Any]:
    """
    Import the file of an upload; the file goes, its rejected rows stay.

    Raises:
        BadInput: the file is not a table of this kind, or is no longer there.
    """

    def read(path: Path) -> dict[str, Any]:
        result = import_file(
            house,
            job.arguments["kind"],
            path,
            actor=job.actor,
            at=house.moment(),
            name=job.arguments["file"],
            rejected_file=path.parent / REJECTED,
            fair=job.arguments.get("fair"),
            registered_again=job.arguments.get("registered_again"),
            on_progress=on_progress,
        )
        return to_result(result)

    return read_once(house, job, read)


HANDLERS: dict[str, Handler] = {"import": run_import}


def to_result(result: ImportResult) -> dict[str, Any]:
    """Tell the counts of an import as a job keeps them."""
    return {
        "n_rows": result.n_rows,
        "n_stored": result.n_stored,
        "n_rejected": result.n_rejected,
        "added": result.tally.added,
        "changed": result.tally.changed,
        "unchanged": result.tally.unchanged,
        "n_left_to_link": result.n_left_to_link,
        "notes": list(result.notes),
    }


def rejected_file(house: House, id: str, *, actor: Actor) -> FileResponse:
    """
    Give the file of the rejected rows of an import, after a line in the log.

    Raises:
        NotFound: the job is somebody else's, or has none.
    """
    with house.database.read() as session:
        job = own_job(session, id, actor=actor)
    path = folder_of(house, job.id) / REJECTED
    if job.state != "done" or not path.exists():
        raise NotFound("job {id!r} has no rejected rows", id=id)
    n = (job.result or {}).get("n_rejected")
    note_export(house, "job", id, actor=actor, form="xlsx", what="rejected rows", n=n, named=job.kind == "import")
    return FileResponse(path, media_type=XLSX, filename=f"{Path(job.arguments['file']).stem}.rejected.xlsx")


@dataclass(frozen=True, slots=True)
class AskedImport:
    """
    What is said of a file that is sent.

    Attributes:
        kind: what its rows are.
        fair: of booths and attendance, where rows name none.
        registered_again: of candidates: how people who were forgotten registered again.
        more: that a job keeps beside it: of corrected rows, which they are.
    """

    kind: ImportKind
    fair: str | None = None
    registered_again: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


def imports_of(actor: Actor) -> tuple[ImportKind, ...]:
    """Give the kinds of files that an actor may import."""
    kinds: tuple[ImportKind, ...] = get_args(ImportKind)
    return tuple(kind for kind in kinds if kind in IMPORTS_OF.get(Role(actor.role), kinds))


def start_import(
    house: House, file: UploadFile, asked: AskedImport, *, actor: Actor, runner: JobRunner, key: str | None = None
) -> JobShown:
    """
    Keep a file and queue the job that imports it.

    Raises:
        NotAllowed: the actor's role does not import files of this kind.
        BadInput: what is said of it does not belong to its kind.
    """
    kind = asked.kind
    if kind not in imports_of(actor):
        raise NotAllowed("the role {role} does not import {kind}", role=actor.role, kind=kind)
    if asked.registered_again is not None and kind != "candidates":
        raise BadInput("{field}: only a file of candidates says so", field="registered_again")
    told = (("fair", asked.fair), ("registered_again", asked.registered_again))
    said = {name: text for name, text in told if text is not None}
    return keep_and_queue(
        house,
        file,
        kind="import",
        arguments={"kind": kind, **said, **asked.more},
        asked=" ".join((kind, *said.values())),
        actor=actor,
        key=key,
        runner=runner,
    )


@router.post(
    "/imports/{kind}",
    summary="Import a file",
    status_code=202,
    dependencies=[needs("imports:write"), Depends(form_only)],
    responses=problems(400, 413, 415, 422, 429, 503)
    | {202: {"headers": {"Location": {"description": "The job.", "schema": {"type": "string"}}}}},
)
def upload(
    kind: Annotated[ImportKind, PathParameter(description="What the rows of the file are.")],
    file: Annotated[UploadFile, File(description="CSV, .xlsx or .xls as cities write them.")],
    house: TheHouse,
    actor: TheActor,
    runner: TheRunner,
    response: Response,
    fair: Annotated[
        str | None, Form(max_length=ID_LENGTH, description="Of booths and attendance: the fair, where rows name none.")
    ] = None,
    registered_again: Annotated[
        Word | None,
        Form(
            description="Of candidates: take in people who were forgotten and registered again; how, for the log.",
            examples=["本人到窗口重新登记"],
        ),
    ] = None,
    key: IdempotencyKey = None,
) -> JobShown:
    """
    Keep a file and queue the job that imports it.

    What is wrong with the file itself stands in the job. Rows are searchable when the job is done and `index.pending`
    in `/readyz` is 0.
    """
    asked = AskedImport(kind, fair=fair, registered_again=registered_again)
    job = start_import(house, file, asked, actor=actor, key=key, runner=runner)
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job


@router.get(
    "/jobs/{id}/rejected",
    summary="Fetch the rejected rows of an import",
    response_class=FileResponse,
    responses=problems(404, 422, 503) | {200: FILE},
    dependencies=[needs("jobs:read")],
)
def read_rejected(id: RecordId, house: TheHouse, actor: TheActor) -> FileResponse:
    """Give an Excel file with each rejected row, its place in the file and the reason."""
    return rejected_file(house, id, actor=actor)
