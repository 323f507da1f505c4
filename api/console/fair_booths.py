"""A fair's first page in the console: what is stated of it, and its booths, typed one by one or brought by a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile
from starlette.responses import Response

from api.booth_rows import Settled, posts_written, put_booth, settle_booth
from api.conditions import etag_of
from api.console.fair_jobs import JobOnPage, queue_file, read_job_on_page, unless_over
from api.console.fair_steps import head_of, path_of
from api.console.fairs import notice_of
from api.console.kept_forms import forms_of
from api.console.notices import Notice, go_on
from api.console.opt_out_links import link_warning
from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fair_begun import BEGUN, state_now
from api.fair_bodies import from_booth
from api.fair_keeping import is_removable, remove_booth
from api.fair_telling import invited_by
from api.fields import RecordId
from api.finding import find
from api.house import House
from api.jobs import TheRunner
from api.language import Translate
from api.uploaded import form_only
from data.booths import BoothRow
from data.frames import Fault
from data.store import get_fair, lock_sequence, posts_by_id
from data.values.lists import read_list
from data.values.text import plain
from matcher.fairs.slots import minute_of, minutes_taken, slots_of
from matcher.fairs.soundness import halls_without_booth
from matcher.records import Booth, Employer, Fair, Hours

SHOWN_POSTS = 3
MOST_FOUND = 10
STALE = "seen"  # the field whose fault is that somebody else changed what a form was made from

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class BoothTyped:
    """
    What a form says of a booth.

    Attributes:
        was: the number of the booth that the form was made from; "" = of none, it is to be new.
        seen: what stood in that booth then.
    """

    number: str = ""
    employer: str = ""
    posts: str = ""
    n_interviewers: str = "1"
    hall: str = ""
    step_free: str = ""  # yes, no or "" = not known
    was: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """Employers whose name holds what was typed: the first ones, and how many more there are."""

    names: tuple[str, ...] = ()
    n_more: int = 0


@dataclass(frozen=True, slots=True)
class BoothShown:
    """A booth in the list of a fair."""

    booth: Booth
    seen: str  # what stands in it
    titles: tuple[str, ...]  # the first ones
    n_more: int


def the_booth(
    number: Annotated[str, Form(max_length=100)] = "",
    employer: Annotated[str, Form(max_length=200)] = "",
    posts: Annotated[str, Form(max_length=10_000)] = "",
    n_interviewers: Annotated[str, Form(max_length=10)] = "1",
    hall: Annotated[str, Form(max_length=100)] = "",
    step_free: Annotated[str, Form(max_length=10)] = "",
    chosen: Annotated[str, Form(max_length=200)] = "",
    was: Annotated[str, Form(max_length=100)] = "",
    seen: Annotated[str, Form(max_length=100)] = "",
) -> BoothTyped:
    """Read the form of a booth; *chosen* is one of the employers that were offered for what was typed."""
    text, n = plain(chosen or employer), n_interviewers.strip()
    return BoothTyped(plain(number), text, posts.strip(), n, plain(hall), step_free, was, seen)


TheBooth = Annotated[BoothTyped, Depends(the_booth)]


@router.get("/fairs/{id}", dependencies=[needs("fairs:read")])
def show_fair(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    booth: Annotated[str | None, Query(max_length=100)] = None,
    done: Annotated[str | None, Query(max_length=20)] = None,
    job: Annotated[str | None, Query(max_length=64)] = None,
    form: Annotated[str | None, Query(max_length=40)] = None,
) -> Response:
    """Show what is stated of a fair and its booths; *booth* is in the form, to be changed; *form* was taken out."""
    with house.database.read() as session:
        fair = get_fair(session, id, vault=house.vault).fair
        chosen = next((one for one in fair.booths if one.id == booth), None)
        posts = "" if chosen is None else posts_written(session, chosen)
    typed = BoothTyped() if chosen is None else replace(typed_of(chosen), posts=posts)
    under_way = None if job is None else read_job_on_page(request, job, path_of(id), visitor)
    gone = forms_of(request).get(form, visitor, about=id, at=house.moment()) if form else None
    notice = unless_over(notice_of(done, visitor), under_way) if gone is None else _taken_out(id, gone, visitor)
    return _page(request, house, id, visitor, typed=typed, notice=notice, job=under_way)


@router.post("/fairs/{id}/booths", dependencies=[needs("fairs:plan")])
def post_booth(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, typed: TheBooth) -> Response:
    """Put a booth into a fair; where no employer has this very name, those that have it in theirs are offered."""
    say, faults = visitor.say, dict[str, str]()
    n = int(typed.n_interviewers) if typed.n_interviewers.isascii() and typed.n_interviewers.isdigit() else 0
    if not 1 <= n <= 100:
        faults["n_interviewers"] = say("1 to 100 interviewers")
    if not typed.employer:
        faults["employer"] = say("Type the name of an employer, or part of it.")
    if faults:
        return _page(request, house, id, visitor, typed=typed, faults=faults, status=422)
    with house.database.begin() as session:
        settled = settle_booth(house, session, _row(typed, n), fair=id)
        faults = _unseen(settled, typed, say) or _against(
            put_booth(house, session, settled, actor=visitor.actor, at=house.clock())
        )
    if not faults:
        return go_on(request, f"/fairs/{id}", done="booth")
    if STALE in faults:
        typed = _made_from(typed, settled)
        return _page(request, house, id, visitor, typed=typed, faults=faults, status=409)
    offered = Offered() if settled.posts else _alike(house, typed.employer, visitor)
    if offered.names:  # the posts of a name that nobody has are not what is missing
        faults["employer"] = say("No employer has this very name.")
    return _page(request, house, id, visitor, typed=typed, faults=faults, offered=offered, status=422)


@router.post("/fairs/{id}/booths/remove", dependencies=[needs("fairs:plan")])
def post_removal(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    booth: Annotated[str, Form(max_length=100)],
    seen: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Take a booth out as it was seen; the notice of the fair's page puts it back."""
    with house.database.begin() as session:
        lock_sequence(session)
        fair = get_fair(session, id, vault=house.vault).fair
        there = next((one for one in fair.booths if one.id == booth), None)
        gone = None
        if state_now(house, session, fair) in BEGUN:
            return go_on(request, f"/fairs/{id}")
        if there is not None and state_of(there) == seen:
            gone = remove_booth(house, session, id, booth, actor=visitor.actor)
    if gone is None:
        return _page(request, house, id, visitor, typed=BoothTyped(), notice=_stays(booth, there, visitor), status=409)
    word = forms_of(request).keep(gone, visitor, about=id, at=house.moment())
    return go_on(request, f"/fairs/{id}", form=word)


@router.post("/fairs/{id}/booths/file", dependencies=[needs("fairs:plan"), Depends(form_only)])
def post_file(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    runner: TheRunner,
    file: Annotated[UploadFile, File()],
) -> Response:
    """Keep a file of booths and queue the job that reads it."""
    job = queue_file(house, file, "booths", id, visitor=visitor, runner=runner)
    return go_on(request, f"/fairs/{id}", done="job", job=job.id)


def typed_of(booth: Booth) -> BoothTyped:
    """Write a booth as its form has it."""
    free = {True: "yes", False: "no", None: ""}[booth.step_free]
    posts = "、".join(booth.post_ids)
    n, hall = str(booth.n_interviewers), booth.hall or ""
    return BoothTyped(booth.id, booth.employer, posts, n, hall, free, booth.id, state_of(booth))


def _taken_out(id: str, gone: Booth, visitor: Visitor) -> Notice:
    told = visitor.say("Booth {booth} was taken out.").format(booth=f"{gone.id} {gone.employer}")
    typed = replace(typed_of(gone), was="", seen="")
    fields = {name: getattr(typed, name) for name in BoothTyped.__slots__}
    return Notice(told, undo=f"{path_of(id)}/booths", fields=fields)


def _stays(number: str, there: Booth | None, visitor: Visitor) -> Notice:
    if there is None:
        return Notice(visitor.say("Booth {booth} was taken out already.").format(booth=number))
    told = visitor.say("Booth {booth} was changed meanwhile, and stays. Look at it as it is now, then take it out.")
    return Notice(told.format(booth=number))


def state_of(booth: Booth) -> str:
    """Name what stands in a booth, so that a form says from what it was made."""
    return etag_of(from_booth(booth))


def _unseen(settled: Settled, typed: BoothTyped, say: Translate) -> dict[str, str]:
    """Say how a booth is another one by now than the one that the form was made from."""
    booths = {} if settled.fair is None else {one.id: one for one in settled.fair.booths}
    own, seen = settled.own, booths.get(typed.was)
    if not typed.was:
        told = say("{employer} has booth {booth} already, as the table above shows it. ")
        return {} if own is None else {STALE: _again(told, say).format(employer=own.employer, booth=own.id)}
    if seen is None:
        return {STALE: _again(say("Booth {booth} was taken out meanwhile. "), say).format(booth=typed.was)}
    if state_of(seen) != typed.seen:
        told = say("Booth {booth} was changed meanwhile; the table above shows it as it is now. ")
        return {STALE: _again(told, say).format(booth=seen.id)}
    if own == seen or not settled.posts:  # of an employer that nobody knows something else is told
        return {}
    told = say("Booth {booth} is that of {employer}. To give it to another employer, take it out first.")
    return {"employer": told.format(booth=seen.id, employer=seen.employer)}


def _again(told: str, say: Translate) -> str:
    return told + say("What you typed is kept: save it again to put it in the place of that.")


def _made_from(typed: BoothTyped, settled: Settled) -> BoothTyped:
    """Let the form go on from what stands there now."""
    booths = () if settled.fair is None else settled.fair.booths
    there = settled.own or next((one for one in booths if one.id == typed.was), None)
    if there is None:
        return replace(typed, was="", seen="")
    return replace(typed, number=typed.number or there.id, was=there.id, seen=state_of(there))


def _row(typed: BoothTyped, n: int) -> BoothRow:
    return BoothRow(
        fair=None,
        employer=typed.employer,
        uscc=None,
        posts=tuple(read_list(typed.posts) or ()) if typed.posts else (),
        n_interviewers=n,
        hall=typed.hall or None,
        step_free={"yes": True, "no": False}.get(typed.step_free),
        number=typed.number or None,
    )


def _against(found: Sequence[Fault]) -> dict[str, str]:
    return {_field(one.field): one.reason for one in reversed(found)}


def _field(field: str) -> str:
    return {"id": "number", "uscc": "employer", "fair": ""}.get(field, field)


def _alike(house: House, text: str, visitor: Visitor) -> Offered:
    found = find(house, text, actor=visitor.actor, limit=MOST_FOUND, nouns=("employer",))
    names = (one.record.name for one in found.findings if isinstance(one.record, Employer) and one.record.name)
    return Offered(tuple(names), found.n_more)


def _page(
    request: Request,
    house: House,
    id: str,
    visitor: Visitor,
    *,
    typed: BoothTyped,
    faults: Mapping[str, str] | None = None,
    offered: Offered | None = None,
    notice: Notice | None = None,
    job: JobOnPage | None = None,
    status: int = 200,
) -> Response:
    with house.database.read() as session:
        kept = get_fair(session, id, vault=house.vault)
        posts = posts_by_id(session, dict.fromkeys(post for one in kept.fair.booths for post in one.post_ids))
    titles = {one.id: one.title for one in posts.values()}
    fair = kept.fair
    return page(
        request,
        "fair",
        status=status,
        fair=head_of(house, kept, visitor),
        stated=fair,
        n_slots=len(slots_of(fair)),
        breaks=[(one, _taken_beyond(fair, one)) for one in fair.breaks],
        n_places=len(slots_of(fair)) * sum(one.n_interviewers for one in fair.booths),
        booths=[_shown(one, titles) for one in fair.booths],
        typed=typed,
        faults=faults or {},
        offered=offered or Offered(),
        notice=notice,
        job=job,
        may_plan=visitor.may("fairs:plan"),
        may_remove=is_removable(kept),
        is_held_by_booths=is_removable(replace(kept, fair=replace(fair, booths=()))),
        n_invited=len(invited_by(house, id)),
        lost_halls=halls_without_booth(fair),
        link_warning=link_warning(house, visitor.say),
    )


def _taken_beyond(fair: Fair, pause: Hours) -> int | None:
    """Give the minutes that a break takes of the slots where these are more than its own."""
    taken = minutes_taken(fair, pause)
    return taken if taken > minute_of(pause.until) - minute_of(pause.since) else None


def _shown(booth: Booth, titles: Mapping[str, str]) -> BoothShown:
    named = list(dict.fromkeys(titles.get(id, id) for id in booth.post_ids))
    return BoothShown(booth, state_of(booth), tuple(named[:SHOWN_POSTS]), len(named[SHOWN_POSTS:]))
