"""Uploads over HTTP: a file is kept before the answer, and a job imports it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Request, Response, UploadFile
from fastapi import Path as PathParameter
from starlette.responses import FileResponse

from api.deps import TheActor, TheHouse
from api.errors import Refusal, problems
from api.fields import RecordId
from api.house import House
from api.idempotency import IdempotencyKey, Repeated, remember
from api.imports import ImportResult, import_file
from api.jobs import Handler, JobShown, Progress, TheRunner, from_job
from api.language import translation
from api.settling import ImportKind
from data.store import Job, create_job, get_job, new_job_id, unfinished_jobs
from matcher.errors import BadInput, NotFound
from matcher.records import Actor

MAX_WAITING = 50  # jobs
CHUNK_BYTES = 1 << 20
NAME_BYTES = 120  # of a file's name as it is told; file systems take 255
UPLOAD = "upload"  # whatever its own name: that may be one of the next two
RESULT = "result.json"
REJECTED = "rejected.xlsx"
ORPHAN_S = 86_400  # a file that no job asks for is swept away when it is so old
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE = {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}, "description": "The rejected rows."}

router = APIRouter(prefix="/v1", tags=["imports"])


def run_import(house: House, job: Job, on_progress: Progress) -> dict[str, Any]:
    """
    Import the file of an upload; the file goes, its rejected rows stay.

    Raises:
        BadInput: the file is not a table of this kind, or is no longer there.
    """
    folder, name = folder_of(house, job.id), job.arguments["file"]
    path, done = folder / UPLOAD, folder / RESULT
    if done.exists():  # killed after the import, before the job was marked
        path.unlink(missing_ok=True)
        return dict(json.loads(done.read_bytes()))
    if not path.exists():
        raise BadInput("{name}: the uploaded file is no longer there; upload it again", name=name)
    try:
        result = import_file(
            house,
            job.arguments["kind"],
            path,
            actor=job.actor,
            at=house.clock(),
            name=name,
            rejected_file=folder / REJECTED,
            on_progress=on_progress,
        )
        told = to_result(result)
        part = done.with_suffix(".part")
        part.write_text(json.dumps(told), encoding="utf-8")
        os.replace(part, done)
    finally:
        path.unlink(missing_ok=True)  # it is full of personal data and of no further use
    return told


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
        "notes": list(result.notes),
    }


def folder_of(house: House, job_id: str) -> Path:
    """Name the folder of one upload."""
    return house.settings.var / "uploads" / job_id


def safe_name(name: str | None) -> str:
    """Give the name under which a file is known: its own last part, without what file systems choke on."""
    last = re.split(r"[/\\]", name or "")[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, ending = kept.rpartition(".")
    room = NAME_BYTES - len(ending.encode())
    if not dot or room < 1:
        return kept.encode()[:NAME_BYTES].decode(errors="ignore") or "upload"
    return f"{stem.encode()[:room].decode(errors='ignore')}.{ending}"


def save(file: UploadFile, path: Path) -> str:
    """Write an upload to the disk, for its owner's eyes only, and give the hash of its bytes."""
    path.parent.mkdir(parents=True, mode=0o700)
    digest = hashlib.sha256()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
        while chunk := file.file.read(CHUNK_BYTES):
            digest.update(chunk)
            kept.write(chunk)
        kept.flush()
        os.fsync(kept.fileno())
    for folder in (path.parent, path.parent.parent):
        with _opened(folder) as handle:
            os.fsync(handle)
    return digest.hexdigest()


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


def sweep(house: House) -> None:
    """Remove uploaded files that no job will read: their upload was cut off before it was acknowledged."""
    for folder in (house.settings.var / "uploads").glob("*"):
        if time.time() - folder.stat().st_mtime < ORPHAN_S:
            continue
        with suppress(NotFound), house.database.read() as session:
            get_job(session, folder.name)
            continue
        shutil.rmtree(folder, ignore_errors=True)


def form_only(request: Request) -> None:
    """Refuse a body that is not a form with a file."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "multipart/form-data":
        raise Refusal("send the file as multipart/form-data in the field `file`", status=415)


@router.post(
    "/imports/{kind}",
    summary="Import a file",
    status_code=202,
    dependencies=[Depends(form_only)],
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
    key: IdempotencyKey = None,
) -> JobShown:
    """
    Keep a file and queue the job that imports it.

    What is wrong with the file itself stands in the job. Rows are searchable when the job is done and `index.pending`
    in `/readyz` is 0.
    """
    id, name = new_job_id(), safe_name(file.filename)
    path = folder_of(house, id) / UPLOAD
    try:
        request = house.vault.seal(f"{kind} {name} {save(file, path)}".encode()).hex()
        job = _queue(house, id, {"kind": kind, "file": name}, actor=actor, key=key, request=request)
    except Repeated as repeated:
        shutil.rmtree(path.parent)
        job = JobShown.model_validate(repeated.body)
    except BaseException:
        shutil.rmtree(path.parent, ignore_errors=True)
        raise
    runner.wake()
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job


def _queue(
    house: House, id: str, arguments: dict[str, Any], *, actor: Actor, key: str | None, request: str
) -> JobShown:
    at = house.clock()
    with house.database.begin() as session:
        queued = create_job(session, kind="import", actor=actor, arguments=arguments, at=at, id=id)
        job = from_job(queued, say=translation(house.settings.language))
        if key is not None:
            remember(session, actor=actor, route="imports", key=key, request=request, answer=job, at=at)
        if len(unfinished_jobs(session, at=at)) > MAX_WAITING:
            raise Refusal(
                "{n} jobs are waiting already; try again later",
                status=429,
                headers={"Retry-After": "60"},
                n=MAX_WAITING,
            )
    return job


@router.get(
    "/jobs/{id}/rejected",
    summary="Fetch the rejected rows of an import",
    response_class=FileResponse,
    responses=problems(404, 422, 503) | {200: FILE},
)
def read_rejected(id: RecordId, house: TheHouse) -> FileResponse:
    """Give an Excel file with each rejected row, its place in the file and the reason."""
    with house.database.read() as session:
        job = get_job(session, id)
    path = folder_of(house, job.id) / REJECTED
    if job.state != "done" or not path.exists():
        raise NotFound("job {id!r} has no rejected rows", id=id)
    return FileResponse(path, media_type=XLSX, filename=f"{Path(job.arguments['file']).stem}.rejected.xlsx")
