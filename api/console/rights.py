"""People's rights in the console: what is kept of somebody, corrected, refused, forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from pydantic import ValidationError
from starlette.responses import Response

from api.access_reporting import Asked, access_report
from api.access_reports import CorrectionBody, corrections_of
from api.consenting import CONSENTS, Consent, state_consent
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.typed import faults_told
from api.console.undoing import is_sealed, sealed
from api.console.visitors import TheVisitor, Visitor
from api.correcting import correct
from api.deps import TheHouse, needs
from api.duplicate_names import known_word
from api.fields import RecordId
from api.finding import find
from api.forgetting import foresee, forget
from api.house import House
from api.language import Translate, translation
from api.persons import from_masked
from data.faults import phrase_of
from data.store import get_candidate, masked_person
from matcher.errors import BadInput, Conflict, Phrase
from matcher.records import Candidate

PROFILE = ("school", "major", "education_written", "graduated_on", "home_district")
PERSON = ("name", "id_number", "phone", "address")
CONSENT_NAMES: dict[Consent, Phrase] = {
    "push_consent": Phrase("To be sent posts (push)"),
    "contact_consent": Phrase("To be contacted by the office"),
    "ranking_consent": Phrase("To be matched with posts by program"),
}

router = APIRouter(include_in_schema=False)


async def the_corrections(request: Request) -> dict[str, str]:
    """Read what was typed into the fields that may be corrected."""
    form = await request.form()
    return {name: value.strip() for name in (*PROFILE, *PERSON) if isinstance(value := form.get(name), str)}


@router.get("/rights", dependencies=[needs("candidates:report")])
def show_search(request: Request) -> Response:
    """Show the field in which the person who asks is sought."""
    return page(request, "rights", sought=None, found=None)


@router.post("/rights", dependencies=[needs("candidates:report")])
def post_search(
    request: Request, house: TheHouse, visitor: TheVisitor, text: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Show whom a text names; it stands in the body of the request, never in an address."""
    found = find(house, text, actor=visitor.actor, nouns=("candidate",)) if text.strip() else None
    return page(request, "rights", sought=text, found=found)


@router.get("/rights/{id}", dependencies=[needs("candidates:report")])
def show_person(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    done: Annotated[str | None, Query(max_length=40)] = None,
    consent: Annotated[Consent | None, Query()] = None,
    was: Annotated[Literal["yes", "no"] | None, Query()] = None,
    seal: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Show what somebody may ask for, and what is noted."""
    said = {"id": id, "done": done or "", "consent": consent or "", "was": was or ""}
    before = was if is_sealed(house, visitor, seal, **said) else None
    return _person(request, house, visitor, id, notice=_notice(id, done, consent, before, visitor.say))


@router.post("/rights/{id}/report", dependencies=[needs("candidates:report")])
def post_report(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    purpose: Annotated[str, Form(max_length=100)] = "",
    language: Annotated[Literal["zh", "en"], Form()] = "zh",
) -> Response:
    """Make the paper that tells a person what is stored, to be printed and handed over; the log keeps why."""
    try:
        report = access_report(house, Asked(id, visitor.actor, purpose, translation(language)))
    except BadInput as error:
        return _person(request, house, visitor, id, faults=faults_told(error, visitor.say, otherwise="purpose"))
    return page(request, "access_report", report=report, id=id)


@router.post("/rights/{id}/consents", dependencies=[needs("candidates:write")])
def post_consent(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    consent: Annotated[Consent, Form()],
    agrees: Annotated[bool, Form()],
) -> Response:
    """Note that somebody agrees to something or refuses it."""
    before = state_consent(house, id, consent, agrees=agrees, actor=visitor.actor)
    done = "agreed" if agrees else "refused"
    if before is None:  # nobody had asked: there is no state to go back to that a person would have said
        return go_on(request, f"/rights/{id}", done=done)
    said = sealed(house, visitor, id=id, done=done, consent=consent, was="yes" if before else "no")
    return go_on(request, f"/rights/{said.pop('id')}", **said)


@router.post("/rights/{id}/correction", dependencies=[needs("candidates:write")])
def post_correction(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    typed: Annotated[dict[str, str], Depends(the_corrections)],
) -> Response:
    """Note what the person says is right in place of what is stored."""
    return _corrected(request, house, visitor, id, typed)


@router.post("/rights/{id}/forget", dependencies=[needs("candidates:forget")])
def post_forget(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    typed_id: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Forget a person for good, once the id was typed."""
    if typed_id.strip() != id:
        fault = visitor.say("is not the id of this person; type {id}").format(id=id)
        return _person(request, house, visitor, id, faults={"typed_id": fault})
    return page(request, "forgotten", done=forget(house, id, actor=visitor.actor))


def _corrected(request: Request, house: House, visitor: Visitor, id: str, typed: Mapping[str, str]) -> Response:
    said = {name: value for name, value in typed.items() if value}
    try:
        body = CorrectionBody.model_validate(
            {
                "profile": {name: value for name, value in said.items() if name in PROFILE},
                "person": {name: value for name, value in said.items() if name in PERSON},
            }
        )
        profile, person = corrections_of(body, id=id, house=house)
        correct(house, id, profile, person, actor=visitor.actor)
    except ValidationError as error:
        faults = {str(one["loc"][-1]): phrase_of(one).told(visitor.say) for one in error.errors()}
        return _person(request, house, visitor, id, typed=typed, faults=faults)
    except (BadInput, Conflict) as error:
        told = faults_told(error, visitor.say, otherwise="name")
        faults = {field.removeprefix("person."): text for field, text in told.items()}
        return _person(request, house, visitor, id, typed=typed, faults=faults)
    return go_on(request, f"/rights/{id}", done="corrected")


def _person(
    request: Request,
    house: House,
    visitor: Visitor,
    id: str,
    *,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    notice: Notice | None = None,
) -> Response:
    say = visitor.say
    with house.database.read() as session:
        candidate = get_candidate(session, id)
        person = masked_person(session, "candidate", candidate.id, "self", vault=house.vault)
    return page(
        request,
        "rights_of",
        status=422 if faults else 200,
        id=candidate.id,
        person=from_masked(person),
        consents=[(name, CONSENT_NAMES[name].told(say), getattr(candidate, name)) for name in CONSENTS],
        fields=_fields(candidate, say),
        foreseen=foresee(house, id) if visitor.may("candidates:forget") else None,
        is_whole_city=visitor.actor.district is None,
        typed=typed or {},
        faults=faults or {},
        notice=notice,
    )


def _fields(candidate: Candidate, say: Translate) -> list[tuple[str, str, str]]:
    """Give what may be corrected: the field, its name, and what is stored where it is nobody's number or name."""
    own = [(name, known_word(f"self.{name}", say), "") for name in PERSON]
    profile = ((name, getattr(candidate, name)) for name in PROFILE)
    return own + [(name, known_word(name, say), "" if value is None else str(value)) for name, value in profile]


def _notice(id: str, done: str | None, consent: str | None, was: str | None, say: Translate) -> Notice | None:
    if done == "corrected":
        return Notice(say("Noted: what the person says stands now, and no file overwrites it."))
    if done not in ("agreed", "refused"):
        return None
    text = say("Noted: the person agrees.") if done == "agreed" else say("Noted: the person refuses, from now on.")
    if consent is None or was is None or (was == "yes") == (done == "agreed"):
        return Notice(text)
    fields = {"consent": consent, "agrees": "true" if was == "yes" else "false"}
    return Notice(text, f"/rights/{id}/consents", fields)
