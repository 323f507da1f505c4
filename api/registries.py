"""Registries over HTTP: an extract comes in as a job, waits, its difference told in counts, and may be discarded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Query, Response, UploadFile
from pydantic import BaseModel, Field

from api.deps import TheActor, TheHouse, needs
from api.errors import problems
from api.fields import Day, MaybeWord, RecordId
from api.house import House
from api.idempotency import IdempotencyKey
from api.jobs import Handler, JobRunner, JobShown, Progress, TheRunner
from api.paging import AskedPage, read_cursor, write_cursor
from api.registering import Registered, Shown, check_asked, counts_of, difference_of, import_registry
from api.uploaded import REJECTED, form_only, keep_and_queue, read_once
from data.reference import load_priority_groups
from data.store import Job
from data.store.extracts import discard_extract, get_extract, list_extracts
from matcher.errors import Conflict
from matcher.records import Actor, Extract, ExtractState
from matcher.registries import Difference, tally

router = APIRouter(prefix="/v1", tags=["registries"])


class ExtractShown(BaseModel):
    """An extract of a registry."""

    id: str = Field(examples=["Xb7d24b4b0201"])
    kind: str = Field(description="Of the registry.", examples=["low_income"])
    name: str = Field(description="What the registry is called.", examples=["最低生活保障"])
    as_of: date = Field(description="The day that the office tells of.")
    state: ExtractState = Field(
        description="`waiting` for the next linking; `in_force`; `replaced` by a later one; `discarded`."
    )
    n_entries: int = Field(description="People in it.", examples=[1204])
    source: str = Field(description="The file's name.")
    imported_at: datetime
    imported_by: str
    applied_at: datetime | None = Field(description="When it took effect.")


class ExtractPage(BaseModel):
    """One page of extracts: by registry, the one imported last first."""

    items: list[ExtractShown]
    next_cursor: str | None = Field(description="None = this was the last page.")


class AskedExtracts(AskedPage):
    """How extracts are listed."""

    kind: MaybeWord = Field(None, description="Only of this registry.")
    state: ExtractState | None = Field(None, description="Only in this state.")


class TalliedShown(BaseModel):
    """How many people of one group in one district a difference concerns."""

    group: str = Field(examples=["low_income"])
    district: str | None = Field(description="None = not told.", examples=["历下区"])
    added: int
    gone: int
    changed: int


class DifferenceShown(BaseModel):
    """What an extract changes, in counts."""

    extract: ExtractShown
    before: ExtractShown | None = Field(description="The one it is compared with; None = it is the first.")
    added: int = Field(description="People who are new.")
    gone: int = Field(description="People who are missing: they lapse when their notice is over.")
    changed: int = Field(description="People of whom something else is told.")
    unchanged: int
    by: list[TalliedShown] = Field(description="By group and district.")


def from_extract(extract: Extract) -> ExtractShown:
    """Tell an extract."""
    return ExtractShown(
        id=extract.id,
        kind=extract.kind,
        name=load_priority_groups().kind(extract.kind).name,
        as_of=extract.as_of,
        state=extract.state,
        n_entries=extract.n_entries,
        source=extract.source,
        imported_at=extract.imported_at,
        imported_by=extract.imported_by.id,
        applied_at=extract.applied_at,
    )


def from_shown(shown: Shown) -> DifferenceShown:
    """Tell a difference in counts."""
    return DifferenceShown(
        extract=from_extract(shown.extract),
        before=None if shown.before is None else from_extract(shown.before),
        by=from_tally(shown.difference),
        **counts_of(shown.difference),
    )


def from_tally(difference: Difference) -> list[TalliedShown]:
    """Tell a difference by group and district."""
    return [
        TalliedShown(group=one.group, district=one.district, added=one.n_added, gone=one.n_gone, changed=one.n_changed)
        for one in tally(difference)
    ]


def refuse(done: Registered, *, name: str) -> None:
    """Raise Conflict where an extract was not taken; the text says why, and what the difference is."""
    if not done.refused or done.difference is None:
        return
    counts = counts_of(done.difference)
    raise Conflict(
        "{name}: nothing is stored: {reasons} ({added:,} new, {gone:,} gone, {changed:,} changed, {unchanged:,} as "
        "before); see that it is the whole registry, or take it all the same by {field}",
        name=name,
        field="force",
        reasons=list(done.refused),
        **counts,
    )


def to_result(done: Registered) -> dict[str, Any]:
    """Tell what came of an import as a job keeps it; no name of a file, no person."""
    return {
        "extract": done.extract.id,
        "is_known": done.is_known,
        "n_rows": done.n_rows,
        "n_rejected": done.n_rejected,
        "n_entries": done.extract.n_entries,
        "before": None if done.before is None else done.before.id,
        **({} if done.difference is None else counts_of(done.difference)),
        "notes": list(done.notes),
    }


def run_import(house: House, job: Job, on_progress: Progress) -> dict[str, Any]:
    """
    Read an uploaded extract and let it wait; the file goes, its rejected rows stay.

    Raises:
        BadInput: the file is not this registry, or is no longer there.
        Conflict: the extract is older than the present one, or much smaller, and force was not asked for.
    """
    asked = job.arguments

    def read(path: Any) -> dict[str, Any]:
        done = import_registry(
            house,
            asked["kind"],
            path,
            as_of=date.fromisoformat(asked["as_of"]),
            force=asked["force"],
            actor=job.actor,
            at=house.clock(),
            name=asked["file"],
            rejected_file=path.parent / REJECTED,
        )
        refuse(done, name=asked["file"])
        on_progress(done.n_rows, done.n_rows)
        return to_result(done)

    return read_once(house, job, read)


HANDLERS: dict[str, Handler] = {"import_registry": run_import}


@dataclass(frozen=True, slots=True)
class AskedExtract:
    """What is said of the file of an extract: of which registry, of which day, and whether to take it in any case."""

    kind: str
    as_of: date
    force: bool = False  # though it is older than the present one, or smaller


def start_import(
    house: House, file: UploadFile, asked: AskedExtract, *, actor: Actor, runner: JobRunner, key: str | None = None
) -> JobShown:
    """
    Keep a file and queue the job that reads it as an extract.

    Raises:
        BadInput: there is no such registry, or the day is still to come.
    """
    code, day = check_asked(house, asked.kind, asked.as_of).code, asked.as_of.isoformat()
    return keep_and_queue(
        house,
        file,
        kind="import_registry",
        arguments={"kind": code, "as_of": day, "force": asked.force},
        asked=f"registry {code} {day} {asked.force}",
        actor=actor,
        key=key,
        runner=runner,
    )


@router.post(
    "/imports/registry",
    summary="Import an extract of a registry",
    status_code=202,
    dependencies=[needs("registries:write"), Depends(form_only)],
    responses=problems(400, 413, 415, 422, 429, 503)
    | {202: {"headers": {"Location": {"description": "The job.", "schema": {"type": "string"}}}}},
)
def upload(
    kind: Annotated[str, Form(description="Of the registry.", examples=["low_income"])],
    as_of: Annotated[Day, Form(description="The day that the office tells of.")],
    file: Annotated[UploadFile, File(description="CSV, .xlsx or .xls as offices write them.")],
    house: TheHouse,
    actor: TheActor,
    runner: TheRunner,
    response: Response,
    force: Annotated[bool, Form(description="Take it though it is older than the present one, or smaller.")] = False,
    key: IdempotencyKey = None,
) -> JobShown:
    """
    Keep a file and queue the job that reads it as an extract, which then waits for the next linking.

    The job tells what it changes in counts; `GET /v1/registries/{id}/difference` by group and district. One that is
    older than the present one, or much smaller, fails with the reason unless `force` is true.
    """
    asked = AskedExtract(kind, as_of, force=force)
    job = start_import(house, file, asked, actor=actor, key=key, runner=runner)
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job


@router.get(
    "/registries",
    summary="List extracts of registries",
    responses=problems(422, 503),
    dependencies=[needs("registries:read")],
)
def list_page(house: TheHouse, asked: Annotated[AskedExtracts, Query()]) -> ExtractPage:
    """List extracts by registry, the one imported last first, page by page."""
    lister = asked.lister("registries")
    after = read_cursor(house.vault, asked.cursor, lister=lister)
    kind = None if asked.kind is None else load_priority_groups().kind(asked.kind).code
    with house.database.read() as session:
        found = [one for one in list_extracts(session, kind) if asked.state in (None, one.state)]
    ids = [one.id for one in found]
    start = ids.index(after) + 1 if after in ids else 0
    shown = found[start : start + asked.limit]
    more = start + asked.limit < len(found)
    return ExtractPage(
        items=[from_extract(one) for one in shown],
        next_cursor=write_cursor(house.vault, lister=lister, after=shown[-1].id) if more else None,
    )


@router.get(
    "/registries/{id}",
    summary="Read an extract of a registry",
    responses=problems(404, 422, 503),
    dependencies=[needs("registries:read")],
)
def read_extract(id: RecordId, house: TheHouse) -> ExtractShown:
    """Give an extract: which registry, of which day, how many people, and where it stands."""
    with house.database.read() as session:
        return from_extract(get_extract(session, id))


@router.get(
    "/registries/{id}/difference",
    summary="See what an extract changes",
    responses=problems(404, 409, 422, 503),
    dependencies=[needs("registries:read")],
)
def read_difference(id: RecordId, house: TheHouse) -> DifferenceShown:
    """Compare an extract with the one that it replaces, or replaced: counts by group and district, nobody by name."""
    with house.database.read() as session:
        return from_shown(difference_of(house, session, id))


@router.delete(
    "/registries/{id}",
    summary="Discard an extract that waits",
    status_code=204,
    responses=problems(404, 409, 422, 503),
    dependencies=[needs("registries:write")],
)
def discard(id: RecordId, house: TheHouse, actor: TheActor) -> None:
    """Discard an extract that waits, with its people; one in force stays until a later one replaces it."""
    with house.database.begin() as session:
        discard_extract(session, id, actor=actor, at=house.clock())
