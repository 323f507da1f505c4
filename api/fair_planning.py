"""Fairs planned by a job: ranking a whole city for the booths of a large fair takes minutes."""

from __future__ import annotations

from typing import Any

from api.fair_shown import from_planned
from api.house import House
from api.jobs import Handler, JobRunner, JobShown, Progress, from_job
from api.language import translation
from api.seating import plan_seats, refuse_unplannable
from data.store import Job, create_job, get_fair
from matcher.records import Actor

KIND = "fair plan"


def queue_plan(house: House, fair_id: str, *, n_invited: int | None, actor: Actor, runner: JobRunner) -> JobShown:
    """
    Queue the job that plans a fair.

    Args:
        house: where it is.
        fair_id: of a fair that may be planned.
        n_invited: how many to choose among those who may be asked; None = the guests of the plan before.
        actor: who plans.
        runner: is woken.

    Raises:
        NotFound, Conflict, BadInput: no plan can be made of the fair.
    """
    with house.database.begin() as session:
        refuse_unplannable(house, get_fair(session, fair_id, vault=house.vault).fair)
        arguments = {"fair": fair_id, "invite": n_invited}
        job = create_job(session, kind=KIND, actor=actor, arguments=arguments, at=house.clock())
    runner.wake()
    return from_job(job, say=translation(house.settings.language))


def run_plan(house: House, job: Job, on_progress: Progress) -> dict[str, Any]:
    """Plan the fair of a job; what came of it is told in figures alone."""
    on_progress(0, 1)
    made = plan_seats(house, job.arguments["fair"], actor=job.actor, n_invited=job.arguments["invite"])
    return from_planned(made).model_dump(mode="json")


HANDLERS: dict[str, Handler] = {KIND: run_plan}
