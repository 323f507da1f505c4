"""Completing the record of a traineeship in the console: put as over HTTP, refused at its fields, and taken back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from pydantic import ValidationError
from starlette.responses import Response

from api.conditions import Change, etag_of
from api.console.completed import STORED, Completed, CompletingForm, kept_completed
from api.console.kept_forms import forms_of
from api.console.notices import go_on
from api.console.paths import address
from api.console.placements import placement_page
from api.console.placing import told_at_fields
from api.console.typed import Faults
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.errors import Refusal
from api.fields import RecordId
from api.house import House
from api.placements import PLACEMENT_FIELDS, PlacementAnswer, PlacementBody, placement_answer, put_placement
from matcher.errors import BadInput, Conflict

router = APIRouter(include_in_schema=False)


@router.post("/placements/{id}", dependencies=[needs("placements:write")])
def post_record(
    request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, form: Annotated[CompletingForm, Form()]
) -> Response:
    """Complete the record of a traineeship; with a fault the page comes back with what was typed."""
    with house.database.read() as session:
        before = placement_answer(house, session, id)
    try:
        after = _put(house, visitor, id, _values(before) | _typed(form), state=form.state)
    except (ValidationError, BadInput, Conflict) as error:
        faults = told_at_fields(error, visitor, {*STORED, "mentor"})
        typed = form.model_dump()
        return placement_page(request, house, visitor, id, typed=typed, faults=faults, state=form.state, status=422)
    except Refusal as changed:
        faults = Faults({"": changed.phrase.told(visitor.say)})
        return placement_page(
            request, house, visitor, id, typed=_beside_stored(house, id, form), faults=faults, status=409
        )
    done = Completed(before, form, etag_of(after))
    word = forms_of(request).keep(done, visitor, about=id, at=house.moment())
    return go_on(request, address("placements", id), done="completed", form=word)


@router.post("/placements/{id}/record/undo", dependencies=[needs("placements:write")])
def post_undo(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    form: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Put back what stood before a record was completed by a slip, unless somebody changed it since."""
    done = kept_completed(request, house, visitor, id, form)
    if done is None:
        raise Conflict("{id}: too late to take this back; enter what is right", id=id)
    nobody = {} if done.keeps_mentor or not done.form.mentor.strip() else {"mentor": None}
    try:
        _put(house, visitor, id, _values(done.before) | nobody, state=done.state)
    except ValidationError as odd:  # what a file brought may be longer than a form takes
        raise Conflict("{id}: too late to take this back; enter what is right", id=id) from odd
    return go_on(request, address("placements", id), done="undone", form=form)


def _put(house: House, visitor: Visitor, id: str, values: dict[str, Any], *, state: str) -> PlacementAnswer:
    response = Response()
    body = PlacementBody.model_validate(values)
    return put_placement(id, body, house, visitor.actor, response, Change(response, state, None))


def _values(stored: PlacementAnswer) -> dict[str, Any]:
    """Give a record as a body has it; mentor and bank card, which are left out, stay as they are."""
    return stored.model_dump(mode="json", include={*PLACEMENT_FIELDS} - {"edition"}, warnings=False)


def _beside_stored(house: House, id: str, form: CompletingForm) -> dict[str, str]:
    """Give what was typed, and in fields that were left empty what somebody else stored meanwhile."""
    with house.database.read() as session:
        stored = placement_answer(house, session, id)
    typed: dict[str, str] = form.model_dump()
    return typed | {name: str(getattr(stored, name) or "") for name in STORED if not typed[name].strip()}


def _typed(form: CompletingForm) -> dict[str, Any]:
    typed: dict[str, Any] = {name: getattr(form, name).strip() or None for name in STORED}
    return typed | ({"mentor": {"name": form.mentor}} if form.mentor.strip() else {})
