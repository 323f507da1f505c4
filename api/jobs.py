"""Long jobs: the one worker that runs them, what a killed process left behind first, and how a job is told."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from api.deps import TheActor, TheHouse, TheLanguage, needs
from api.errors import problems
from api.fields import RecordId
from api.house import House
from api.language import Translate
from data.store import (
    LEASE,
    Job,
    Scope,
    Session,
    fail_job,
    finish_job,
    get_job,
    report_job,
    start_job,
    unfinished_jobs,
    within,
)
from matcher.errors import Conflict, MatcherError, NotAllowed, NotFound, NotReady, Phrase
from matcher.records import Actor, Role

log = logging.getLogger(__name__)

STOP_S = 5.0
LOOK_EVERY_S = 2.0  # for jobs that other processes queued, or left behind

Progress = Callable[[int, int], None]  # done, total
Handler = Callable[[House, Job, Progress], dict[str, Any]]

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])


class JobRunner:
    """
    Run jobs one after the other in a thread of this process.

    The jobs stand in the database: several processes may run them, each job is run by one of them, and one whose
    process was killed is taken up again when its lease has run out. Progress is kept here and told with each sign of
    life, because an import holds the write lock of SQLite while it runs.
    """

    def __init__(self, house: House, *, handlers: Mapping[str, Handler], lease: timedelta = LEASE) -> None:
        """Run jobs of the kinds that *handlers* name."""
        self._house = house
        self._handlers = handlers
        self._lease = lease
        self._name = uuid4().hex
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._progress: dict[str, tuple[int, int]] = {}
        # a daemon: a job is one transaction, so that a stop in the middle leaves it whole to the next start
        self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin with what waits in the database."""
        self._thread.start()

    def stop(self) -> None:
        """Take no further job; wait a little for the one under way."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(STOP_S)

    def wake(self) -> None:
        """Look for jobs now: one was queued."""
        self._wake.set()

    def progress(self, id: str) -> tuple[int, int] | None:
        """Tell (done, total) of a job under way in this process; None = it is not."""
        return self._progress.get(id)

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                while not self._stopping.is_set() and (job := self._take()) is not None:
                    self._run(job)
            except Exception as error:  # noqa: BLE001 - the top of a thread: the next job must run
                log_fault(error)
            self._wake.wait(LOOK_EVERY_S)
            self._wake.clear()

    def _take(self) -> Job | None:
        with self._house.database.read() as session:
            found = unfinished_jobs(session, at=self._house.clock())
        for job in (one for one in found if one.kind in self._handlers):
            with suppress(Conflict, NotFound), self._house.database.begin() as session:
                return start_job(session, job.id, runner=self._name, at=self._turn(session, job.id), lease=self._lease)
        return None

    def _run(self, job: Job) -> None:
        over = threading.Event()
        beat = threading.Thread(target=self._beat, args=(job.id, over), name="job-beat", daemon=True)
        beat.start()
        try:
            self._end(job)
        finally:
            over.set()
            self._progress.pop(job.id, None)

    def _end(self, job: Job) -> None:
        def report(done: int, total: int) -> None:
            self._progress[job.id] = (done, total)

        try:
            with within(scope_of_actor(job.actor)):  # a file of a caseworker holds to the caseworker's rows
                result = self._handlers[job.kind](self._house, job, report)
        except MatcherError as error:
            self._fail(job, error.phrase)
        except Exception as error:  # noqa: BLE001 - the top of a job: marked failed, and logged
            log_fault(error)
            kind = type(error).__name__
            self._fail(job, Phrase.of("a fault of this program ({kind}); its log tells where", kind=kind))
        else:
            _, total = self._progress.get(job.id, (0, 0))
            report(total, total)
            with self._house.database.begin() as session:
                self._report(session, job.id)
                finish_job(session, job.id, runner=self._name, result=result, at=self._house.clock())
            log.info("job done", extra={"job": job.id, "kind": job.kind})

    def _fail(self, job: Job, problem: Phrase) -> None:
        with self._house.database.begin() as session:
            fail_job(session, job.id, runner=self._name, problem=problem, at=self._house.clock())

    def _report(self, session: Session, id: str) -> None:
        done, total = self._progress.get(id, (None, None))
        at = self._turn(session, id)
        report_job(session, id, runner=self._name, at=at, done=done, total=total, lease=self._lease)

    def _turn(self, session: Session, id: str) -> datetime:
        """Wait for the writers' lock, which the first statement takes, and give the moment: a lease counts from it."""
        get_job(session, id)
        return self._house.clock()

    def _beat(self, id: str, over: threading.Event) -> None:
        """Tell that the job lives, until it is over."""
        while not over.wait(self._lease.total_seconds() / 3):
            # a job that ended meanwhile (Conflict), or the write lock in the import's own hands (NotReady)
            with suppress(Conflict, NotReady), self._house.database.begin() as session:
                self._report(session, id)


def scope_of_actor(actor: Actor) -> Scope:
    """
    Give the scope in which the jobs of an actor run.

    Raises:
        NotAllowed: of an employer, for whom there are none.
    """
    if actor.role == "employer":
        raise NotAllowed("this needs the right to see the whole city ({what})", what="jobs")
    return Scope(district=actor.district)


def log_fault(error: Exception) -> None:
    """Log the kind and the place of a fault; its text may hold what a person's row says."""
    place = "".join(traceback.format_tb(error.__traceback__))
    log.error("job fault", extra={"error": type(error).__name__, "place": place})


class JobProgress(BaseModel):
    """How far a job has come."""

    done: int = Field(examples=[3200])
    total: int | None = Field(description="None = not known yet.", examples=[4981])


class JobShown(BaseModel):
    """A long job."""

    id: str = Field(examples=["3f0a6f2c9b1d4f7e"])
    kind: str = Field(examples=["import_posts"])
    state: Literal["queued", "running", "done", "failed"]
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    progress: JobProgress
    result: dict[str, Any] | None = Field(
        description="What came of it: counts of rows.", examples=[{"n_rows": 4981, "n_stored": 4970, "n_rejected": 11}]
    )
    problem: str | None = Field(description="Why it failed, in one line.")


def from_job(job: Job, *, say: Translate, progress: tuple[int, int] | None = None) -> JobShown:
    """Tell a job in the language of *say*; *progress* of this process where it runs here."""
    done, total = progress or (job.done, job.total)
    return JobShown.model_construct(
        id=job.id,
        kind=job.kind,
        state=job.state,
        created_at=job.created_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        progress=JobProgress.model_construct(done=done, total=total),
        result=job.result,
        problem=None if job.problem is None else job.problem.told(say),
    )


def own_job(session: Session, id: str, *, actor: Actor) -> Job:
    """
    Give a job to who asked for it, or to an administrator.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    job = get_job(session, id)
    if job.actor.id != actor.id and actor.role != Role.ADMIN:
        raise NotFound("there is no job {id!r}", id=id)
    return job


def the_runner(request: Request) -> JobRunner:
    """Give the runner that the application was made with."""
    runner: JobRunner = request.app.state.runner
    return runner


TheRunner = Annotated[JobRunner, Depends(the_runner)]


@router.get(
    "/{id}", summary="See how a job stands", responses=problems(404, 422, 503), dependencies=[needs("jobs:read")]
)
def read_job(id: RecordId, house: TheHouse, actor: TheActor, runner: TheRunner, say: TheLanguage) -> JobShown:
    """Give a job's state; ask again until it is `done` or `failed`."""
    with house.database.read() as session:
        job = own_job(session, id, actor=actor)
    return from_job(job, say=say, progress=runner.progress(id))
