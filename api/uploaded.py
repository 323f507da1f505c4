"""The files that jobs of imports read: kept on the disk before the answer, and swept away when no job asks for them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from fastapi import Request, UploadFile

from api.errors import Refusal
from api.house import House
from api.idempotency import Repeated, remember
from api.jobs import JobRunner, JobShown, from_job
from api.language import translation
from data.store import Job, create_job, get_job, new_job_id, unfinished_jobs
from data.values.text import hide_personal
from matcher.errors import BadInput, NotFound
from matcher.records import Actor

MAX_WAITING = 50  # jobs
CHUNK_BYTES = 1 << 20
NAME_BYTES = 120  # of a file's name as it is told; file systems take 255
UPLOAD = "upload"  # whatever its own name: that may be one of the next two
RESULT = "result.json"
REJECTED = "rejected.xlsx"
ORPHAN_S = 86_400  # a file that no job asks for is swept away when it is so old


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


def keep_and_queue(
    house: House,
    file: UploadFile,
    *,
    kind: str,
    arguments: dict[str, Any],
    asked: str,
    actor: Actor,
    key: str | None,
    runner: JobRunner,
) -> JobShown:
    """
    Keep an uploaded file and queue the job that reads it; the job is told.

    Args:
        house: where the file is kept.
        file: as it was sent; its name goes into the arguments as ``file``.
        kind: of the job.
        arguments: of the job.
        asked: what the request asks for beside the file: sent again under its key it must say the same.
        actor: who sent it.
        key: the Idempotency-Key, where there is one.
        runner: is woken.
    """
    id, name = new_job_id(), hide_personal(safe_name(file.filename))
    path = folder_of(house, id) / UPLOAD
    try:
        request = house.vault.seal(f"{asked} {name} {save(file, path)}".encode()).hex()
        job = _queue(house, id, kind, {**arguments, "file": name}, actor=actor, key=key, request=request)
    except Repeated as repeated:
        shutil.rmtree(path.parent)
        job = JobShown.model_validate(repeated.body)
    except BaseException:
        shutil.rmtree(path.parent, ignore_errors=True)
        raise
    runner.wake()
    return job


def _queue(
    house: House, id: str, kind: str, arguments: dict[str, Any], *, actor: Actor, key: str | None, request: str
) -> JobShown:
    at = house.clock()
    with house.database.begin() as session:
        queued = create_job(session, kind=kind, actor=actor, arguments=arguments, at=at, id=id)
        job = from_job(queued, say=translation(house.settings.language))
        if key is not None:
            remember(house, session, actor=actor, route="imports", key=key, request=request, answer=job, at=at)
        if len(unfinished_jobs(session, at=at)) > MAX_WAITING:
            raise Refusal(
                "{n} jobs are waiting already; try again later",
                status=429,
                headers={"Retry-After": "60"},
                n=MAX_WAITING,
            )
    return job


def read_once(house: House, job: Job, read: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
    """
    Read the file of a job and give what came of it; the file goes. A job run again gives what came of it before.

    Args:
        house: where the file is kept.
        job: whose file it is.
        read: stores what the file at the path holds, and gives the counts.

    Raises:
        BadInput: the file is no longer there.
    """
    folder, name = folder_of(house, job.id), job.arguments["file"]
    path, done = folder / UPLOAD, folder / RESULT
    if done.exists():  # killed after the import, before the job was marked
        path.unlink(missing_ok=True)
        return dict(json.loads(done.read_bytes()))
    if not path.exists():
        raise BadInput("{name}: the uploaded file is no longer there; upload it again", name=name)
    try:
        told = read(path)
        part = done.with_suffix(".part")
        part.write_text(json.dumps(told), encoding="utf-8")
        os.replace(part, done)
    finally:
        path.unlink(missing_ok=True)  # it is full of personal data and of no further use
    return told
