"""Pushes in the console: listed, previewed with pictures, approved, handed out, and what came of them."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.console.notices import Notice, go_on
from api.console.opt_out_links import link_warning
from api.console.pages import page
from api.console.push_figures import charts_of, figures_of, groups_of, results_chart, scope_of
from api.console.push_samples import sample_message, sample_of
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fields import RecordId
from api.handing_out import note_out
from api.house import House
from api.jobs import TheRunner, from_job
from api.message_files import to_csv
from api.paging import read_cursor, write_cursor
from api.push_messages import batch_of, hand_out
from api.push_names import state_word, without_word
from api.push_states import approve, cancel, reopen, results_of
from api.pushed import PushShown, from_push, masked_shares, with_reasons
from api.pushes import KIND
from data.store import get_push, newest_jobs, newest_pushes, page_shares, posts_by_id, share_of
from matcher.errors import NotFound
from matcher.records import PushState

PAGE = 20
N_JOBS = 10  # plans under way are sought among so many of the newest
MOST_UNSEEN = 20

Done = Literal["planned", "approved", "cancelled", "reopened"]
Purpose = Annotated[str, Form(max_length=200)]

router = APIRouter(include_in_schema=False)


@router.get("/pushes", dependencies=[needs("pushes:read")])
def show_pushes(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    runner: TheRunner,
    state: Annotated[PushState | Literal[""], Query()] = "",
    cursor: Annotated[str | None, Query(max_length=600)] = None,
) -> Response:
    """Show pushes, the latest day first, and the visitor's own plans that are under way or failed."""
    lister = f"pushes of the console {state}"
    before = read_cursor(house.vault, cursor, lister=lister)
    with house.database.read() as session:
        found = newest_pushes(session, state=state or None, before=before, limit=PAGE + 1, vault=house.vault)
        jobs = newest_jobs(session, kind=KIND, limit=N_JOBS)
    shown, more = found[:PAGE], len(found) > PAGE
    own = [one for one in jobs if one.actor.id == visitor.actor.id and one.state != "done"]
    return page(
        request,
        "pushes",
        state=state,
        states=list(PushState),
        state_word=state_word,
        pushes=[(from_push(one), tuple(scope_of(from_push(one), visitor.language, visitor.say))) for one in shown],
        jobs=[from_job(one, say=visitor.say, progress=runner.progress(one.id)) for one in own],
        next_cursor=write_cursor(house.vault, lister=lister, after=shown[-1].id) if more else None,
        is_first=cursor is None,
    )


@router.get("/pushes/{id}", dependencies=[needs("pushes:read")])
def show_push(
    request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, done: Annotated[Done | None, Query()] = None
) -> Response:
    """Show a push as it is judged before it is approved, and later what came of it."""
    return _preview(request, house, visitor, id, notice=_notice(done, id, visitor))


@router.get("/pushes/{id}/print", dependencies=[needs("pushes:read")])
def print_push(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show the preview as it is printed: figures and pictures, nobody's name."""
    shown = _read(house, id)
    return page(request, "push_print", **_picture(house, shown, visitor))


@router.get("/pushes/{id}/shares", dependencies=[needs("pushes:read")])
def show_shares(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    cursor: Annotated[str | None, Query(max_length=600)] = None,
) -> Response:
    """Show what everybody of a push is sent, masked, in an order that tells nothing."""
    lister = f"shares of the console {id}"
    after = read_cursor(house.vault, cursor, lister=lister)
    with house.database.read() as session:
        get_push(session, id, vault=house.vault)
        found = page_shares(session, id, after=after, limit=PAGE + 1, vault=house.vault)
        items = masked_shares(house, session, [one for _, one in found[:PAGE]], say=visitor.say)
    onward = write_cursor(house.vault, lister=lister, after=found[PAGE - 1][0]) if len(found) > PAGE else None
    return page(request, "push_shares", id=id, shares=items, next_cursor=onward, is_first=cursor is None)


@router.get("/pushes/{id}/shares/{candidate_id}", dependencies=[needs("pushes:read")])
def show_share(
    request: Request, id: RecordId, candidate_id: RecordId, house: TheHouse, visitor: TheVisitor
) -> Response:
    """Show what one person is sent, masked, and why."""
    with house.database.read() as session:
        push = get_push(session, id, vault=house.vault)
        one = share_of(session, id, candidate_id, vault=house.vault)
        if one is None:
            raise NotFound("{candidate} is not in the push {id}", candidate=candidate_id, id=id)
        (shown,) = masked_shares(house, session, [one], say=visitor.say)
    told = with_reasons(house, shown, on=push.as_of, language=visitor.language)
    return page(request, "push_share", id=id, share=told)


@router.post("/pushes/{id}/approve", dependencies=[needs("pushes:approve")])
def approve_push(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    digest: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Approve what was looked at; a push that changed since is refused."""
    approve(house, id, actor=visitor.actor, digest=digest)
    return go_on(request, f"/pushes/{id}", done="approved")


@router.post("/pushes/{id}/cancel", dependencies=[needs("pushes:plan")])
def cancel_push(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Cancel a push that was not handed out."""
    cancel(house, id, actor=visitor.actor)
    return go_on(request, f"/pushes/{id}", done="cancelled")


@router.post("/pushes/{id}/reopen", dependencies=[needs("pushes:plan")])
def reopen_push(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Take an approval or a cancellation back."""
    reopen(house, id, actor=visitor.actor)
    return go_on(request, f"/pushes/{id}", done="reopened")


@router.post("/pushes/{id}/export", dependencies=[needs("pushes:export")])
def export_push(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    purpose: Purpose = "",
    office: Annotated[str, Form(max_length=100)] = "",
    again: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Hand the messages out as a file; names and numbers stand in it, so the purpose is logged."""
    if not purpose.strip():
        fault = visitor.say("Say what the names and numbers are needed for.")
        return _preview(request, house, visitor, id, fault=fault, office=office, status=422)
    batch = batch_of(house, id, office=office.strip() or None)
    handed = hand_out(house, batch, purpose=purpose.strip(), actor=visitor.actor, again=bool(again))
    file = to_csv(handed.ready)
    note_out(house, handed, actor=visitor.actor)
    headers = {"Content-Disposition": f'attachment; filename="{batch.id}.csv"'}
    return Response(file, media_type="text/csv; charset=utf-8", headers=headers)


def _read(house: House, id: str) -> PushShown:
    with house.database.read() as session:
        push = get_push(session, id, vault=house.vault)
    return from_push(push, results_of(house, push))


def _preview(
    request: Request,
    house: House,
    visitor: Visitor,
    id: str,
    *,
    notice: Notice | None = None,
    fault: str | None = None,
    office: str = "",
    status: int = 200,
) -> Response:
    shown = _read(house, id)
    sample = sample_of(house, id, say=visitor.say)
    return page(
        request,
        "push",
        status=status,
        notice=notice,
        fault=fault,
        office=office,
        sample=sample,
        message=sample_message(house, shown, sample),
        is_addressed=house.settings.public_url is not None,
        link_warning=link_warning(house, visitor.say),
        results=results_chart(shown, visitor.say),
        **_picture(house, shown, visitor),
    )


def _picture(house: House, shown: PushShown, visitor: Visitor) -> dict[str, Any]:
    """Give what preview and print show alike."""
    ids = list(shown.picture.get("unseen", ()))[:MOST_UNSEEN]
    with house.database.read() as session:
        unseen = posts_by_id(session, ids)
    withheld = Counter(shown.picture.get("withheld", {}))
    return {
        "push": shown,
        "scope": tuple(scope_of(shown, visitor.language, visitor.say)),
        "figures": tuple(figures_of(shown, visitor.say)),
        "charts": tuple(charts_of(shown, visitor.say)),
        "groups": groups_of(shown, visitor.say),
        "unseen": list(unseen.values()),
        "n_unseen": shown.picture.get("posts_unseen", 0),
        "withheld": [(without_word(code, visitor.say), n) for code, n in withheld.most_common()],
        "state_word": state_word,
    }


def _notice(done: Done | None, id: str, visitor: Visitor) -> Notice | None:
    if done is None:
        return None
    _ = visitor.say
    text = {
        "planned": _("Planned. Nothing is sent: look at it, then approve it."),
        "approved": _("Approved. It can be handed out now."),
        "cancelled": _("Cancelled. Nothing of it will be sent."),
        "reopened": _("It is a draft again."),
    }[done]
    takes_back = done in ("approved", "cancelled") and visitor.may("pushes:plan")
    return Notice(text, undo=f"/pushes/{id}/reopen" if takes_back else None)
