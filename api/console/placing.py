"""Recording a traineeship in the console: of whom, in which post, on what terms; and taken back where it was a slip."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from secrets import token_hex
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import Response

from api.console.call_form import post_meant, posts_named
from api.console.handouts import term_text
from api.console.kept_forms import forms_of
from api.console.notices import Notice, go_on
from api.console.offers import offered_to
from api.console.pages import dated, page
from api.console.paths import address
from api.console.people import NOT_SOUGHT, sought
from api.console.placed import placed_so_far
from api.console.profile import standing_of
from api.console.recorded import Recorded, keep_recording, may_undo, sealed_recording
from api.console.ruled_out import ruled_out
from api.console.told_before import post_words
from api.console.typed import Faults, faults_told
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fields import GivenId, RecordId
from api.house import House
from api.judging import eligibility_of
from api.language import Translate
from api.persons import from_masked
from api.placements import PlacementAnswer, TermsBody, placement_answer, to_terms
from api.placing import Placed, noting_overlaps, place, take_back_start, told_otherwise
from data.store import (
    Session,
    current_id,
    delete_placement,
    get_candidate,
    get_placement,
    lock_sequence,
    masked_person,
    posts_by_id,
)
from matcher.errors import BadInput, Conflict
from matcher.months import last_day_of
from matcher.placements import Way
from matcher.records import Placement, Post

DAYS = ("starts_on", "planned_end_on", "agreed_on", "insured_on")
SHOWN = frozenset({*DAYS, "post_id", "other_post", "term_reason", "mentor", "force"})  # faults that stand at a field

router = APIRouter(include_in_schema=False)


class PlacingForm(BaseModel):
    """What the form of a traineeship sends, as it was typed."""

    model_config = ConfigDict(extra="ignore")

    candidate_id: GivenId
    post_id: str = Field("", max_length=200)
    other_post: str = Field("", max_length=200)  # by its id or words, where the list has it not
    starts_on: str = Field("", max_length=100)
    planned_end_on: str = Field("", max_length=100)
    suggested_end: str = Field("", max_length=100)  # what was put in as the last day; whoever typed another, means it
    agreed_on: str = Field("", max_length=100)
    insured_on: str = Field("", max_length=100)
    term_reason: str = Field("", max_length=5_000)
    mentor: str = Field("", max_length=1_000)
    force: str = Field("", max_length=5)  # ticked: also whom the programme does not admit
    once: str = Field("", max_length=40)  # of this form: sent twice, it is one recording


@router.get("/placements/new", dependencies=[needs("placements:write")])
def show_form(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    candidate: Annotated[GivenId | None, Query()] = None,
    post: Annotated[GivenId | None, Query()] = None,
    done: Annotated[str, Query(max_length=20)] = "",
    form: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Show the form of somebody's traineeship, with what was typed before it was taken back; first, whose it is."""
    if candidate is None:
        return page(request, "placement_person", **NOT_SOUGHT)
    kept = forms_of(request).get(form, visitor, about=candidate, at=house.moment())
    words = {
        "taken-back": visitor.say("The traineeship is taken back; what was typed is in the form again."),
        "all-but-mentor": visitor.say("The traineeship is taken back; all but the mentor is in the form again."),
    }
    notice = Notice(words[done] if kept else visitor.say("Taken back.")) if done in words else None
    typed = kept or PlacingForm(candidate_id=candidate, post_id=post or "")
    return _form_page(request, house, visitor, typed, notice=notice)


@router.post("/placements/new/person", dependencies=[needs("placements:write")])
def post_person(
    request: Request, house: TheHouse, visitor: TheVisitor, text: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Show whom a text names, each leading to the form."""
    return page(request, "placement_person", **sought(house, text, visitor, leads_to=form_address))


@router.post("/placements/new/end", dependencies=[needs("placements:write")])
def post_end(request: Request, house: TheHouse, visitor: TheVisitor, form: Annotated[PlacingForm, Form()]) -> Response:
    """Give the field of the last day, worked out anew where the post tells its term and no other day was typed."""
    with house.database.read() as session:
        post = posts_by_id(session, [form.post_id]).get(form.post_id)
    return page(request, "placement_end", typed=_ended(form, post), faults=Faults(), **_about_end(post, visitor))


@router.post("/placements/new/post", dependencies=[needs("placements:write")])
def post_post(request: Request, house: TheHouse, visitor: TheVisitor, form: Annotated[PlacingForm, Form()]) -> Response:
    """Say of the post that is chosen or named why it could not be recommended, if so."""
    with house.database.read() as session:
        candidate_id, post_id = current_id(session, form.candidate_id), _meant(house, session, form)
    return page(request, "placement_ruled_out", ruled_out=ruled_out(house, visitor, candidate_id, post_id))


@router.post("/placements", dependencies=[needs("placements:write")])
def post_placement(
    request: Request, house: TheHouse, visitor: TheVisitor, form: Annotated[PlacingForm, Form()]
) -> Response:
    """Record a traineeship, if the programme's rules let it in; with a fault the page comes back as it was typed."""
    with house.database.read() as session:
        get_candidate(session, current_id(session, form.candidate_id))
        wanted = _wanted(house, session, form, visitor)
    if wanted.terms is None or wanted.post is None or wanted.faults:
        return _form_page(request, house, visitor, wanted.form, faults=wanted.faults)
    try:
        done = _place(house, wanted.form, wanted.post, wanted.terms, visitor)
    except (BadInput, Conflict) as error:
        return _form_page(request, house, visitor, form, faults=told_at_fields(error, visitor, SHOWN))
    placed, answer = done.placed, done.answer
    if done.left:
        notice = _left_notice(visitor, answer.id, done.left)
        return _form_page(request, house, visitor, wanted.form, notice=notice, status=409)
    forms, path, at = forms_of(request), address("placements", answer.id), house.moment()
    sent = forms.get(form.once, visitor, about=answer.id, at=at)
    if placed.is_new:
        sent = _Sent(form, sealed_recording(house, visitor, answer, "noted" if placed.is_start_new else ""))
    if sent is None:
        return go_on(request, path, done="recorded-before")
    word = forms.keep(sent, visitor, about=answer.id, at=at, word=form.once)
    if placed.is_new:
        keep_recording(request, visitor, answer.id, Recorded(form=word, **sent.said), at=at)
    return go_on(request, path, form=word, **sent.said)


@router.post("/placements/{id}/undo", dependencies=[needs("placements:write")])
def post_undo(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    start: Annotated[str, Form(max_length=10)] = "",
    form: Annotated[str, Form(max_length=100)] = "",
    seal: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Delete a traineeship that was recorded by a slip, as long as nobody changed it; what was typed is there again."""
    with house.database.begin() as session:
        lock_sequence(session)
        placement, answer = get_placement(session, id), placement_answer(house, session, id)
        if not may_undo(house, visitor, answer, Recorded("recorded", start, form, seal)):
            raise Conflict("a traineeship is taken back by who recorded it, in the same log-in, and unchanged since")
        delete_placement(session, id, actor=visitor.actor, at=house.clock())
        if start:
            take_back_start(house, session, placement, actor=visitor.actor)
    keep_recording(request, visitor, id, Recorded(), at=house.moment())
    sent = forms_of(request).get(form, visitor, about=id, at=house.moment())
    typed = sent.form if sent else _form_of(placement)
    done = "taken-back" if sent or answer.mentor is None else "all-but-mentor"
    word = forms_of(request).keep(typed, visitor, about=placement.candidate_id, at=house.moment())
    return go_on(request, "/placements/new", done=done, candidate=placement.candidate_id, form=word)


def form_address(candidate_id: str) -> str:
    """Give the address of the form in which somebody's traineeship is recorded."""
    return f"/placements/new?{urlencode({'candidate': candidate_id})}"


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of a form; left = the fields that were typed otherwise than a record has them that stood before."""

    placed: Placed
    answer: PlacementAnswer
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sent:
    """A form of which a traineeship was recorded, and what the address then said: it says so again if sent twice."""

    form: PlacingForm
    said: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A form as it was read: with the last day put in, and the post and the terms where they can be read."""

    form: PlacingForm
    post: Post | None
    terms: TermsBody | None
    faults: Faults


def _wanted(house: House, session: Session, form: PlacingForm, visitor: Visitor) -> _Wanted:
    say, faults, post, terms = visitor.say, Faults(), None, None
    try:
        post = _post(house, session, form)
    except BadInput as error:
        faults.update(faults_told(error, say))
    ended = _ended(form, post)
    try:
        terms = TermsBody.model_validate(_terms_typed(ended))
    except ValidationError as error:
        faults.update(faults_told(error, say))
    if ended.planned_end_on != form.planned_end_on:
        faults["planned_end_on"] = say("Put in by the post's term: look whether it is right, and record again.")
    return _Wanted(ended, post, terms, faults)


def _post(house: House, session: Session, form: PlacingForm) -> Post:
    id = post_meant(house, session, form.post_id, form.other_post)
    if id is None:
        raise BadInput("{field}: choose the post, or name it beside", field="post_id")
    return posts_by_id(session, [id])[id]


def _meant(house: House, session: Session, form: PlacingForm) -> str | None:
    """Give the post that a form means so far; None = none yet, or it cannot be told."""
    try:
        return post_meant(house, session, form.post_id, form.other_post)
    except BadInput:
        return None


def _form_of(placement: Placement) -> PlacingForm:
    """Give a traineeship as it would be typed, all but its mentor, who is shown to nobody without a purpose."""
    told = {name: getattr(placement, name) for name in (*DAYS, "term_reason")}
    typed = {name: str(value) for name, value in told.items() if value is not None}
    return PlacingForm(candidate_id=placement.candidate_id, post_id=placement.post_id or "", **typed)


def _terms_typed(form: PlacingForm) -> dict[str, Any]:
    """Give what was typed as a body has it; what is empty is left out, so that a day that is wanted is missing."""
    typed: dict[str, Any] = {name: getattr(form, name).strip() for name in (*DAYS, "term_reason")}
    mentor = {"mentor": {"name": form.mentor}} if form.mentor.strip() else {}
    return {name: text for name, text in typed.items() if text} | mentor | {"force": bool(form.force)}


def _ended(form: PlacingForm, post: Post | None) -> PlacingForm:
    """Put in the last day where the post tells its term, unless another was typed."""
    months = None if post is None else _months(post)
    if months is None or form.planned_end_on not in ("", form.suggested_end):
        return form
    try:
        end = last_day_of(date.fromisoformat(form.starts_on), months).isoformat()
    except (ValueError, OverflowError):  # no day, or one at the end of time
        return form
    return form.model_copy(update={"planned_end_on": end, "suggested_end": end})


def _months(post: Post) -> int | None:
    """Give the months of a post's term; None = it tells none, or from how many to how many."""
    least, most = post.term_min_months, post.term_max_months
    return (most or least) if None in (least, most) or least == most else None


def _place(house: House, form: PlacingForm, post: Post, terms: TermsBody, visitor: Visitor) -> _Done:
    with noting_overlaps(house, Way.TYPED, visitor.actor) as noted, house.database.begin() as session:
        placed = place(
            house,
            session,
            noted,
            candidate_id=form.candidate_id,
            post_id=post.id,
            terms=to_terms(terms),
            force=terms.force,
            actor=visitor.actor,
        )
        left = () if placed.is_new else told_otherwise(house, session, placed.placement, to_terms(terms))
        return _Done(placed, placement_answer(house, session, placed.placement.id), left)


def _left_notice(visitor: Visitor, id: str, left: tuple[str, ...]) -> Notice:
    """Say which terms were typed of a traineeship on record and not taken over, with the way to it."""
    labels = labels_of(visitor.say)
    names = visitor.say(", ").join(labels[name] for name in left)
    told = visitor.say("This traineeship is on record already; what was typed was not taken over: {names}.")
    path = address("placements", id)
    return Notice(told.format(names=names), kind="warning", leads_to=path, label=visitor.say("See the traineeship"))


def labels_of(say: Translate) -> dict[str, str]:
    """Give what the fields of the form are called."""
    return {
        "post_id": say("Post"),
        "other_post": say("Another post, by its number or words of its title"),
        "starts_on": say("First day"),
        "planned_end_on": say("Last day planned"),
        "agreed_on": say("Agreement of"),
        "insured_on": say("Accident insurance from"),
        "term_reason": say("Reason of the length"),
        "mentor": say("Mentor"),
        "ended_on": say("Ended on"),
        "contract_on": say("Labour contract of"),
        "force": say("Record it though the programme does not admit the person: no subsidy is paid for it"),
    }


def told_at_fields(error: ValidationError | BadInput | Conflict, visitor: Visitor, shown: Container[str]) -> Faults:
    """Tell what is refused at its field, of those *shown*; of what the form has no field, above it."""
    faults = Faults()
    for field, text in faults_told(error, visitor.say).items():
        at = field if field in shown else ""
        faults[at] = " ".join(filter(None, (faults[at], dated(text, language=visitor.language))))
    return faults


def _about_end(post: Post | None, visitor: Visitor) -> dict[str, Any]:
    """Give what the field of the last day shows; it is needed where no post tells which day to put in."""
    term = "" if post is None else term_text(post, visitor.say)
    told = visitor.say("The post's term: {term}").format(term=term) if term else ""
    return {"term": told, "is_end_needed": post is not None and _months(post) is None, "labels": labels_of(visitor.say)}


def _form_page(
    request: Request,
    house: House,
    visitor: Visitor,
    form: PlacingForm,
    *,
    faults: Faults | None = None,
    notice: Notice | None = None,
    status: int = 200,
) -> Response:
    with house.database.read() as session:
        candidate = get_candidate(session, current_id(session, form.candidate_id))
        person = masked_person(session, "candidate", candidate.id, "self", vault=house.vault)
        placed = placed_so_far(session, candidate.id, visitor, on=house.today())
        offered = {one.post_id: one.post for one in offered_to(house, session, candidate.id, visitor) if one.post}
        if form.post_id:
            offered = posts_by_id(session, [form.post_id]) | offered
        named = posts_named(house, session, form.other_post) if faults and faults["other_post"] else []
        meant = _meant(house, session, form)
    return page(
        request,
        "placement_new",
        status=422 if faults else status,
        notice=notice,
        candidate=candidate,
        person=from_masked(person),
        placed=placed,
        standing=standing_of(eligibility_of(house, candidate, on=house.today()), visitor),
        posts=[(id, f"{post_words(id, offered)} · {id}") for id in offered],
        posts_named=named,
        ruled_out=ruled_out(house, visitor, candidate.id, meant),
        typed=form.model_copy(update={"once": token_hex(12)}),
        faults=faults or Faults(),
        usual=house.rulebook.on(house.today()).term,
        **_about_end(offered.get(form.post_id), visitor),
    )
