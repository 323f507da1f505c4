"""Inspections in the console: the facts of an employer, what persons record and decide, and proposals."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from pydantic import ValidationError
from starlette.responses import Response

from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.typed import Faults, faults_told
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fields import RecordId
from api.house import House
from api.inspected import from_looked, from_score
from api.inspecting import decide, inspect, list_inspections, look_at, rank_demonstration
from api.inspection_names import fault_word, outcome_word, standing_word
from api.inspections import InspectionBody, StandingBody
from api.language import Translate
from data.store import need_whole_city
from matcher.employers import LEGEND
from matcher.errors import BadInput, Conflict
from matcher.records import EmployerFault, InspectionOutcome, Standing

N_DEMONSTRATION = 50

router = APIRouter(include_in_schema=False)


@router.get("/employers/proposed", dependencies=[needs("inspections:read")])
def show_proposed(request: Request) -> Response:
    """Show the page on which proposals are worked out; every employer is looked at, which takes a moment."""
    need_whole_city("inspections")
    return page(request, "proposals", looked=None, scores=None, legend=None)


@router.get("/employers/proposed/list", dependencies=[needs("inspections:read")])
def show_proposals(request: Request, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show whom the facts propose for removal, and who may be put forward as a demonstration unit."""
    need_whole_city("inspections")
    with house.database.read() as session:
        looked = [one for one in list_inspections(house, session, as_of=house.today()) if one.proposal is not None]
        ranked = rank_demonstration(house, session, as_of=house.today())[:N_DEMONSTRATION]
    return page(
        request,
        "proposals",
        looked=[from_looked(one, visitor.say) for one in looked],
        scores=[from_score(employer, one) for employer, one in ranked],
        legend=LEGEND.told(visitor.say),
    )


@router.get("/employers/{id}/inspection", dependencies=[needs("inspections:read")])
def show_inspection(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    done: Annotated[str | None, Query(max_length=20)] = None,
) -> Response:
    """Show the facts that decide an employer's inspection, and the forms to record it and to decide."""
    return _page(request, house, visitor, id, notice=_notice(id, done, visitor.say))


@router.post("/employers/{id}/inspections", dependencies=[needs("inspections:decide")])
def post_inspection(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    on: Annotated[str, Form(max_length=20)] = "",
    outcome: Annotated[str, Form(max_length=20)] = "",
    faults: Annotated[list[str] | None, Form(max_length=5)] = None,
    note: Annotated[str, Form(max_length=5_000)] = "",
) -> Response:
    """Record a yearly inspection."""
    typed = {"on": on.strip() or None, "outcome": outcome, "faults": faults or [], "note": note}
    try:
        body = InspectionBody.model_validate(typed)
        inspect(
            house,
            id,
            on=body.on or house.today(),
            outcome=body.outcome,
            faults=body.faults,
            note=body.note,
            actor=visitor.actor,
        )
    except (ValidationError, BadInput, Conflict) as error:
        told = faults_told(error, visitor.say)
        return _page(request, house, visitor, id, inspected=typed, inspection_faults=told)
    return go_on(request, f"/employers/{id}/inspection", done="inspected")


@router.post("/employers/{id}/standing", dependencies=[needs("inspections:decide")])
def post_standing(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    standing: Annotated[str, Form(max_length=20)] = "",
    reasons: Annotated[list[str] | None, Form(max_length=5)] = None,
    effective_on: Annotated[str, Form(max_length=20)] = "",
    note: Annotated[str, Form(max_length=5_000)] = "",
) -> Response:
    """Remove an employer, keep or restore it, or put it forward as a demonstration unit."""
    typed = {
        "standing": standing,
        "reasons": (reasons or []) if standing == Standing.REMOVED else [],
        "effective_on": effective_on.strip() or None,
        "note": note,
    }
    try:
        body = StandingBody.model_validate(typed)
        decide(
            house,
            id,
            standing=body.standing,
            reasons=body.reasons,
            effective_on=body.effective_on or house.today(),
            note=body.note,
            actor=visitor.actor,
        )
    except (ValidationError, BadInput, Conflict) as error:
        return _page(request, house, visitor, id, decided=typed, standing_faults=faults_told(error, visitor.say))
    return go_on(request, f"/employers/{id}/inspection", done=str(body.standing))


def _page(
    request: Request,
    house: House,
    visitor: Visitor,
    id: str,
    *,
    notice: Notice | None = None,
    inspected: dict[str, Any] | None = None,
    inspection_faults: Faults | None = None,
    decided: dict[str, Any] | None = None,
    standing_faults: Faults | None = None,
) -> Response:
    need_whole_city("inspections")
    with house.database.read() as session:
        facts = from_looked(look_at(house, session, id, as_of=house.today()), visitor.say)
    say = visitor.say
    return page(
        request,
        "inspection",
        status=422 if inspection_faults or standing_faults else 200,
        notice=notice,
        id=id,
        facts=facts,
        tab="inspection",
        today=house.today(),
        inspected=inspected or {"on": None, "outcome": "", "faults": [], "note": ""},
        inspection_faults=inspection_faults or Faults(),
        decided=decided or {"standing": "", "reasons": [], "effective_on": None, "note": ""},
        standing_faults=standing_faults or Faults(),
        outcomes=[(str(one), outcome_word(one, say)) for one in InspectionOutcome],
        faults=[(str(one), fault_word(one, say)) for one in EmployerFault],
        standings=[(str(one), _standing_told(one, say)) for one in _standings(is_removed=facts.is_removed)],
        outcome_of=lambda one: outcome_word(one, say),
        fault_of=lambda one: fault_word(one, say),
        standing_of=lambda one: standing_word(one, say),
    )


def _standings(*, is_removed: bool) -> tuple[Standing, ...]:
    return (Standing.RESTORED,) if is_removed else (Standing.KEPT, Standing.REMOVED, Standing.DEMONSTRATION)


def _standing_told(standing: Standing, _: Translate) -> str:
    words = {
        Standing.KEPT: _("Keep it: the proposal to remove it is turned down"),
        Standing.REMOVED: _("Remove it: no new posts and traineeships from the day on"),
        Standing.RESTORED: _("Restore it: it may offer posts again"),
        Standing.DEMONSTRATION: _("Put it forward as a demonstration unit"),
    }
    return words[standing]


def _notice(id: str, done: str | None, say: Translate) -> Notice | None:
    """Tell what was done; a removal is undone by restoring, a restoring by nothing but a new removal."""
    words = {
        "inspected": say(
            "The inspection is recorded. If it was a slip, record it once more for the same day: the last counts."
        ),
        str(Standing.KEPT): say("The employer is kept."),
        str(Standing.REMOVED): say("The employer is removed."),
        str(Standing.RESTORED): say("The employer is restored."),
        str(Standing.DEMONSTRATION): say("The employer is put forward as a demonstration unit."),
    }
    if done not in words:
        return None
    if done != Standing.REMOVED:
        return Notice(words[done])
    taken_back = {"standing": str(Standing.RESTORED), "note": say("The removal was a slip and is taken back.")}
    return Notice(words[done], undo=f"/employers/{id}/standing", fields=taken_back)
