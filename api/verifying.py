"""Looking through the whole log as a job: what was found is kept, so that everybody sees when it was last whole."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from api.house import House
from api.jobs import Handler, Progress
from api.journal import FAULTS_TOLD, verify_log
from data.log.verifying import Anchor, Fault, What, read_anchor
from data.store import Job, Session, create_job, newest_jobs
from matcher.records import Actor

KIND = "verify_log"


@dataclass(frozen=True, slots=True)
class Verification:
    """
    The last look through the whole log that was asked for.

    Attributes:
        ended_at: None = it is under way or waits.
        ok: None = it did not come to an end.
    """

    job: Job
    ok: bool | None
    entries: int
    n_faults: int
    faults: tuple[Fault, ...]

    @property
    def ended_at(self) -> datetime | None:
        """Tell when it ended."""
        return self.job.ended_at


def ask_verification(house: House, *, actor: Actor, anchor: Anchor | None = None) -> Job:
    """Queue a look through the whole log; one that waits or runs already is not queued a second time."""
    with house.database.begin() as session:
        last = _newest(session)
        head = None if anchor is None else f"{anchor.sequence}:{anchor.hash}"
        if last is not None and last.state in ("queued", "running") and last.arguments == {"head": head}:
            return last
        return create_job(session, kind=KIND, actor=actor, arguments={"head": head}, at=house.clock())


def _newest(session: Session) -> Job | None:
    return next(iter(newest_jobs(session, kind=KIND, limit=1)), None)


def last_verification(house: House) -> Verification | None:
    """Give the last look through the whole log that was asked for; None = there was none."""
    with house.database.read() as session:
        job = _newest(session)
    if job is None:
        return None
    told = job.result or {}
    faults = tuple(Fault(What(one["what"]), one["sequence"], one["last"]) for one in told.get("faults", ()))
    return Verification(job, told.get("ok"), told.get("entries", 0), told.get("n_faults", 0), faults)


def run_verification(house: House, job: Job, on_progress: Progress) -> dict[str, Any]:
    """Look through the whole log."""
    head = job.arguments.get("head")
    anchor = None if head is None else read_anchor(head)
    found = verify_log(house, anchor=anchor, on_progress=on_progress)
    faults = [asdict(one) | {"what": str(one.what)} for one in found.faults[:FAULTS_TOLD]]
    return {"ok": found.ok, "entries": found.entries, "n_faults": found.n_faults, "faults": faults}


HANDLERS: dict[str, Handler] = {KIND: run_verification}
