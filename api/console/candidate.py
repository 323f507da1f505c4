"""The page of one candidate: who it is, the posts to talk about, what was agreed, and what is still to be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from api.console.answers import (
    Answers,
    about_answers,
    answer_choices,
    answers_told,
    keep_answers,
    stored_answers,
    the_answers,
    typed_over,
)
from api.console.drafts import drafts_of, note_with_typed
from api.console.kept_forms import forms_of
from api.console.listing import Listing, list_for
from api.console.notes import Fault, NoteForm, before_of, form_of, keep_note, note_choices, note_told
from api.console.notices import Notice, go_on
from api.console.offers import OfferForm, kept_notice, offering
from api.console.pages import is_partial, page
from api.console.paths import address
from api.console.placed import placed_so_far, standing_so_far
from api.console.profile import closes_soon, closes_text, facts_of, pay_of, standing_of, unsaid_of, why_none
from api.console.views import TheView, TheViewKept, View, aspect_name, emphasis_text, slider_word
from api.console.visitors import TheVisitor, Visitor
from api.contacting import take_back_attempt
from api.correcting import take_back
from api.deps import TheHouse, needs
from api.fields import GivenId, RecordId
from api.house import House
from api.judging import eligibility_of
from api.kind_names import kind_name
from api.language import Translate
from api.persons import from_masked
from api.revealing import reveal_candidate
from api.showing import Showing, told_eligibility
from api.tasking import finish
from api.verdict_names import way_name
from data.store import Session, current_id, get_candidate, masked_person
from matcher.eligibility.programme import WayIn
from matcher.emphasis import FACTORS, MIDDLE, Aspect
from matcher.errors import BadInput, Conflict
from matcher.records import Candidate, FeedbackEvent, Kind, Person

BACK_TO_USUAL = frozenset({"original-order", "all-posts"})  # links within the list that set sliders or filters back

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a page shows beside the candidate as stored: a person in full, a form that came back, what was done."""

    revealed: Person | None = None
    purpose_fault: str | None = None
    typed: NoteForm | None = None  # None = as far as it was typed
    fault: Fault | None = None
    notice: Notice | None = None
    chosen: frozenset[str] = frozenset()  # posts that are ticked
    answers: Answers | None = None  # None = as stored
    answered: Notice | None = None


@router.get("/candidates/{id}", dependencies=[needs("matches:read")])
def show_candidate(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    view: TheView,
    done: Annotated[str, Query(max_length=20)] = "",
    of: Annotated[GivenId | None, Query()] = None,
    event: Annotated[str, Query(max_length=20)] = "",
    post: Annotated[list[GivenId] | None, Query(max_length=50)] = None,
) -> Response:
    """Show who somebody is, whether they are eligible, and the posts to talk about; to a script the posts alone."""
    with house.database.read() as session:
        now = current_id(session, id)
        if now != id:
            return RedirectResponse(address("candidates", now) + view.query, 303)
        candidate = get_candidate(session, id)
    chosen = frozenset(post or ())
    if is_partial(request):
        return _part(request, house, candidate, visitor, view, chosen)
    notice = _notice(house, id, done, of, event, view, visitor)
    answered = _answered(request, house, candidate, done, of, view, visitor)
    return candidate_page(request, house, id, visitor, view, Beside(notice=notice, chosen=chosen, answered=answered))


def _part(
    request: Request, house: House, candidate: Candidate, visitor: Visitor, view: View, chosen: frozenset[str]
) -> Response:
    """Give what a script asks for by where it puts it: who somebody is, masked again, or the posts."""
    if request.headers.get("hx-target") == "who":
        with house.database.read() as session:
            return page(request, "candidate_who", **_who_shown(house, session, candidate, view, Beside()))
    listing = list_for(house, candidate, view, visitor)
    shown = _list_shown(house, candidate, listing, view, visitor)
    if request.headers.get("hx-trigger") in BACK_TO_USUAL:
        shown |= {"renews_view": True} | _view_shown(house, view, visitor)
    typed = drafts_of(request).get(visitor.actor.id, candidate.id, at=house.clock()).note
    with house.database.read() as session:
        before = before_of(house, session, candidate.id, visitor)
        shown |= note_choices(session, typed, listing, before, visitor)
    moved = {"HX-Push-Url": address("candidates", candidate.id) + view.query}
    return page(request, "candidate_list", headers=moved, chosen=chosen, **shown)


@router.post("/candidates/{id}/reveal", dependencies=[needs("candidates:report")])
def post_reveal(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    view: TheViewKept,
    purpose: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Show a person in full to somebody who says what for; the log keeps it, the browser does not."""
    try:
        beside = Beside(revealed=reveal_candidate(house, id, actor=visitor.actor, purpose=purpose))
    except BadInput as refused:
        beside = Beside(purpose_fault=refused.told(visitor.say))
    if is_partial(request):
        with house.database.read() as session:
            shown = _who_shown(house, session, get_candidate(session, id), view, beside)
        return page(request, "candidate_who", **shown)
    return candidate_page(request, house, id, visitor, view, beside)


@router.post("/candidates/{id}/notes", dependencies=[needs("outreach:work")])
def post_note(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    view: TheViewKept,
    form: Annotated[NoteForm, Form()],
) -> Response:
    """Keep what was agreed; with a fault the page comes back with what was typed."""
    noted = keep_note(house, id, form, visitor)
    if isinstance(noted, Fault):
        beside = Beside(typed=form, fault=noted)
        if is_partial(request):
            return _note_part(request, house, id, visitor, view, beside)
        return candidate_page(request, house, id, visitor, view, beside, status=422)
    drafts_of(request).change(visitor.actor.id, id, at=house.clock(), note=NoteForm())
    of = noted.attempt.id
    if not is_partial(request):
        return go_on(request, address("candidates", id), done="noted", of=of, **view.said)
    told = note_told(house, of, view, visitor)
    return _note_part(request, house, id, visitor, view, Beside(typed=NoteForm(), notice=told))


@router.post("/candidates/{id}/notes/undo", dependencies=[needs("outreach:work")])
def post_note_undo(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    view: TheViewKept,
    attempt: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Take back a note that was kept by a slip, as of the wrong person; what was typed is in the form again."""
    with house.database.begin() as session:
        gone = take_back_attempt(house, session, attempt, candidate_id=id, actor=visitor.actor)
    drafts = drafts_of(request)
    typed = drafts.get(visitor.actor.id, id, at=house.clock()).note
    drafts.change(visitor.actor.id, id, at=house.clock(), note=note_with_typed(form_of(gone), typed))
    return go_on(request, address("candidates", id), done="note-taken-back", **view.said)


def _note_part(request: Request, house: House, id: str, visitor: Visitor, view: View, beside: Beside) -> Response:
    """Give the form of a note where it stands, with what the note left to be done; nothing else of the page moves."""
    with house.database.read() as session:
        candidate = get_candidate(session, id)
        before = before_of(house, session, id, visitor)
    refused = candidate.refuses_matching and not view.asked
    listing = None if refused else list_for(house, candidate, view, visitor)
    with house.database.read() as session:
        choices = note_choices(session, beside.typed or NoteForm(), listing, before, visitor)
    return page(
        request,
        "candidate_noted",
        status=422 if beside.fault else 200,
        id=id,
        query=view.query,
        before=before,
        fault=beside.fault,
        noted=beside.notice,
        **choices,
    )


@router.post("/candidates/{id}/tasks", dependencies=[needs("outreach:work")])
def post_task_done(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    view: TheViewKept,
    task: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Close a task of this person on the caseworker's word."""
    with house.database.begin() as session:
        finish(house, session, task, actor=visitor.actor)
    return go_on(request, address("candidates", id), done="task-done", **view.said)


@router.post("/candidates/{id}/answers", dependencies=[needs("candidates:write")])
def post_answers(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    view: TheViewKept,
    said: Annotated[Answers, Depends(the_answers)],
) -> Response:
    """Keep what the person said when asked, in place of what is stored; with a fault the page comes back."""
    kept = keep_answers(house, id, said, visitor)
    if isinstance(kept, Answers):
        return candidate_page(request, house, id, visitor, view, Beside(answers=kept), status=422)
    at = house.clock()
    drafts_of(request).change(visitor.actor.id, id, at=at, said={}, districts=None)
    of = forms_of(request).keep((said, kept), visitor, about=about_answers(id), at=at)
    return go_on(request, address("candidates", id), done="answered", of=of, **view.said)


@router.post("/candidates/{id}/answers/undo", dependencies=[needs("candidates:write")])
def post_answers_undo(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    view: TheViewKept,
    of: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Put back what stood before answers were kept by a slip; what was typed is in the form again."""
    kept = forms_of(request).get(of, visitor, about=about_answers(id), at=house.clock())
    if kept is None:
        raise Conflict("{id}: too late to take this back; enter what is right", id=id)
    said, done = kept
    take_back(house, done, actor=visitor.actor)
    with house.database.read() as session:
        typed = typed_over(said, get_candidate(session, id))
    drafts_of(request).change(visitor.actor.id, id, at=house.clock(), **typed)
    return go_on(request, address("candidates", id), done="answers-taken-back", **view.said)


def candidate_page(
    request: Request, house: House, id: str, visitor: Visitor, view: View, beside: Beside, *, status: int = 200
) -> Response:
    """Make the page; of somebody who does not want to be matched automatically without a list."""
    with house.database.read() as session:
        candidate = get_candidate(session, id)
        before = before_of(house, session, id, visitor)
        shown = _who_shown(house, session, candidate, view, beside)
        placed = standing_so_far(house, session, candidate, visitor)
        placed += placed_so_far(session, id, visitor, on=house.today())
    refused = candidate.refuses_matching and not view.asked
    listing = None if refused else list_for(house, candidate, view, visitor)
    draft = drafts_of(request).get(visitor.actor.id, id, at=house.clock())
    with house.database.read() as session:
        choices = note_choices(session, beside.typed or draft.note, listing, before, visitor)
    return page(
        request,
        "candidate",
        status=status,
        notice=beside.notice,
        before=before,
        placed=placed,
        chosen=beside.chosen or draft.chosen,
        fault=beside.fault,
        noted=None,
        answers=beside.answers or draft.over(stored_answers(candidate)),
        answered=beside.answered,
        **shown
        | answer_choices(house, candidate, visitor)
        | _standing_shown(house, candidate, visitor)
        | _view_shown(house, view, visitor)
        | _list_shown(house, candidate, listing, view, visitor)
        | choices,
    )


def _who_shown(house: House, session: Session, candidate: Candidate, view: View, beside: Beside) -> dict[str, Any]:
    person = masked_person(session, "candidate", candidate.id, "self", vault=house.vault)
    return {
        "id": candidate.id,
        "person": beside.revealed or from_masked(person),
        "is_revealed": beside.revealed is not None,
        "purpose_fault": beside.purpose_fault,
        "query": view.query,
    }


def _standing_shown(house: House, candidate: Candidate, visitor: Visitor) -> dict[str, Any]:
    found = eligibility_of(house, candidate, on=house.today())
    return {
        "facts": tuple(facts_of(candidate, visitor)),
        "standing": standing_of(found, visitor),
        "eligibility": told_eligibility(found, Showing(visitor.language)),
        "edition": house.rulebook.named(found.edition).document,
        "ways": {way: way_name(way, visitor.say) for way in WayIn},
        "refuses": candidate.refuses_matching,
        "to_ask": bool(found.missing),
    }


def _view_shown(house: House, view: View, visitor: Visitor) -> dict[str, Any]:
    say = visitor.say
    return {
        "kinds": [("", say("any kind")), *((str(one), kind_name(one, say)) for one in Kind)],
        "districts": [("", say("anywhere")), *((name, name) for name in house.gazetteer.names)],
        "sliders": [
            (str(one), aspect_name(one, say), view.emphasis.get(one, MIDDLE), slider_word(MIDDLE, say))
            for one in Aspect
        ],
        "ends": (min(FACTORS), max(FACTORS)),
    }


def _list_shown(
    house: House, candidate: Candidate, listing: Listing | None, view: View, visitor: Visitor
) -> dict[str, Any]:
    say, on, least = visitor.say, house.today(), house.outreach.offers.least_chance
    return {
        "id": candidate.id,
        "listing": listing,
        "view": view,
        "query": view.query,
        "leads_to": "list",
        "emphasis": emphasis_text(view, visitor),
        "inert": _inert(listing, candidate, view, say),
        "unsaid": say(", ").join(aspect_name(one, say) for one in view.emphasis if one in unsaid_of(candidate)),
        "renews_view": False,
        "why_none": why_none(listing.why_none if listing else None, view, visitor),
        "pay": lambda post: pay_of(post, say),
        "closes": lambda post: closes_text(post.closes_on, visitor),
        "soon": lambda post: closes_soon(post.closes_on, visitor, on=on),
        "best": max((card.ranked.chance for card in listing.cards), default=0.0) if listing else 0.0,
        "least": least,
        **offering(say),
    }


def _inert(listing: Listing | None, candidate: Candidate, view: View, say: Translate) -> str:
    """Name what was weighed anew and moves nothing, since every post of the list stands alike in it."""
    alike = (listing.alike if listing else frozenset()) - unsaid_of(candidate)
    return say(", ").join(aspect_name(one, say) for one in view.emphasis if one in alike)


def _answered(
    request: Request, house: House, candidate: Candidate, done: str, of: str | None, view: View, visitor: Visitor
) -> Notice | None:
    if done == "answers-taken-back":
        return Notice(visitor.say("Taken back: what stood before stands again; what was typed is in the form."))
    if done != "answered":
        return None
    may_undo = of and forms_of(request).get(of, visitor, about=about_answers(candidate.id), at=house.clock())
    return answers_told(candidate, visitor, fields={"of": of, "view": view.query} if of and may_undo else None)


def _notice(
    house: House, id: str, done: str, of: str | None, event: str, view: View, visitor: Visitor
) -> Notice | None:
    if done == "told" and of and event in set(FeedbackEvent):
        return kept_notice(house, id, OfferForm(post_id=of, event=FeedbackEvent(event)), view.said, visitor)
    if done == "noted" and of:
        return note_told(house, of, view, visitor)
    texts = {
        "taken-back": visitor.say("Taken back."),
        "note-taken-back": visitor.say("The note is taken back; what was typed is in the form again."),
        "task-done": visitor.say("The task is closed."),
    }
    return Notice(texts[done]) if done in texts else None
