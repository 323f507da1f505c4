"""Fairs in the console: the list, and one stated or changed by a form that comes back with its faults."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.responses import Response

from api.conditions import etag_of
from api.console.fair_steps import FairHead, head_of, read_head
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.problems import without_commands
from api.console.typed import faults_told
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fair_begun import BEGUN, state_now
from api.fair_bodies import FairBody, from_fair
from api.fair_keeping import change_fair, close_fair, create_fair, remove_fair, reopen_fair
from api.fair_names import folded
from api.fields import RecordId
from api.house import House
from api.language import Translate
from api.paging import read_cursor, write_cursor
from data.faults import phrase_of
from data.store import KeptFair, get_fair, has_fair, iter_fairs, lock_sequence
from data.values.text import plain
from matcher.errors import BadInput, Conflict, Phrase
from matcher.fairs.soundness import halls_without_booth
from matcher.records import Fair, FairState, Hours

A_PAGE = 30
LISTER = "fairs, the nearest first"
SEPARATORS = re.compile(r"[,，、;；\n]+")
NEW: Mapping[str, str] = {
    "since": "09:00",
    "until": "12:00",
    "slot_min": "10",
    "n_interpreters": "0",
    "most_visits": "3",
    "reserved": "20",
    "no_show": "30",
}
PERCENT = frozenset({"reserved", "no_show"})
WHOLE = frozenset({"slot_min", "n_interpreters", "most_visits"})

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class FairRow:
    """A fair in the list."""

    head: FairHead
    n_booths: int


async def the_form(request: Request) -> FormData:
    """Read a form whose fields may come more than once."""
    return await request.form()


TheForm = Annotated[FormData, Depends(the_form)]


@router.get("/fairs", dependencies=[needs("fairs:read")])
def show_fairs(
    request: Request, house: TheHouse, visitor: TheVisitor, cursor: Annotated[str | None, Query(max_length=600)] = None
) -> Response:
    """List the fairs, those that are on or to come first, then those that are over, each with what to do next."""
    return _list(request, house, visitor, cursor=cursor, notice=None)


def _list(request: Request, house: House, visitor: Visitor, *, cursor: str | None, notice: Notice | None) -> Response:
    after, today = read_cursor(house.vault, cursor, lister=LISTER), house.today()
    with house.database.read() as session:
        found = sorted((_place(one, today), one) for one in iter_fairs(session, vault=house.vault))
    rest = [(place, one) for place, one in found if after is None or place > tuple(json.loads(after))]
    shown = [one for _, one in rest[:A_PAGE]]
    more = write_cursor(house.vault, lister=LISTER, after=json.dumps(rest[A_PAGE - 1][0])) if rest[A_PAGE:] else None
    return page(
        request,
        "fairs",
        rows=[FairRow(head_of(house, one, visitor), len(one.fair.booths)) for one in shown],
        next_address=None if more is None else f"/fairs?cursor={more}",
        first_address=None if cursor is None else "/fairs",
        may_plan=visitor.may("fairs:plan"),
        notice=notice,
    )


@router.get("/fairs/new", dependencies=[needs("fairs:plan")])
def show_new(request: Request, house: TheHouse) -> Response:
    """Show the form of a new fair."""
    return _form(request, house, typed=dict(NEW), districts=(), head=None)


@router.post("/fairs", dependencies=[needs("fairs:plan")])
def post_new(request: Request, house: TheHouse, visitor: TheVisitor, form: TheForm) -> Response:
    """Keep a new fair and go on to its booths; what is wrong comes back at its field."""
    read = read_form(form, visitor.say)
    if isinstance(read, FairBody) and read.on < house.today():
        read = {"on": visitor.say("This day is past: a fair is planned for today or later.")}
    if isinstance(read, FairBody) and (twin := _twin(house, read)) and form.get("twin") != twin.id:
        told = visitor.say("There is a fair of this name on this day already. Save it again if there are to be two.")
        typed = _typed(form) | {"twin": twin.id}
        return _form(request, house, typed=typed, districts=_districts(form), head=None, faults={"": told})
    if isinstance(read, FairBody):
        try:
            with house.database.begin() as session:
                kept = create_fair(house, session, _free_id(house, session, read.on), read, actor=visitor.actor)
            return go_on(request, f"/fairs/{kept.fair.id}", done="added")
        except BadInput as refused:
            read = _why(refused, visitor.say)
    return _form(request, house, typed=_typed(form), districts=_districts(form), head=None, faults=read)


@router.get("/fairs/{id}/edit", dependencies=[needs("fairs:plan")])
def show_edit(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show the form of a fair as it is stated; of one that has begun its first page."""
    with house.database.read() as session:
        kept = get_fair(session, id, vault=house.vault)
        state = state_now(house, session, kept.fair)
    if state in BEGUN:  # whose first page says what can still be changed, and where
        return go_on(request, f"/fairs/{id}")
    head = head_of(house, kept, visitor)
    return _form(
        request,
        house,
        typed=_written(kept.fair) | {"seen": state_of(kept.fair)},
        districts=kept.fair.districts,
        head=head,
    )


@router.post("/fairs/{id}/edit", dependencies=[needs("fairs:plan")])
def post_edit(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, form: TheForm) -> Response:
    """State a fair anew; its booths and guests stay."""
    read, seen = read_form(form, visitor.say), str(form.get("seen") or "")
    if isinstance(read, FairBody):
        try:
            with house.database.begin() as session:
                lock_sequence(session)
                stands = get_fair(session, id, vault=house.vault).fair
                if is_seen := seen == state_of(stands):
                    _refuse_lost_ways(stands, change_fair(house, session, id, read, actor=visitor.actor).fair)
            if is_seen:
                return go_on(request, f"/fairs/{id}", done="changed")
            read, seen = _differing(form, stands, visitor.say), state_of(stands)
        except BadInput as refused:
            read = _why(refused, visitor.say)
        except Conflict as refused:
            read = {"": named(house, id, refused.told(visitor.say))}
    head, typed = read_head(house, id, visitor), _typed(form) | {"seen": seen}
    return _form(request, house, typed=typed, districts=_districts(form), head=head, faults=read)


def _refuse_lost_ways(before: Fair, fair: Fair) -> None:
    """Refuse new ways to halls that no booth is in, once booths say in which halls they are."""
    if fair.walks == before.walks:
        return
    there, lost = sorted({one.hall for one in fair.booths if one.hall}), halls_without_booth(fair)
    if there and lost:
        raise BadInput("no booth is in hall {lost}; there are {halls}", field="walks", lost=lost, halls=there)


def _why(refused: BadInput, say: Translate) -> dict[str, str]:
    """Say what is wrong without the id of the fair, whose form it is, at its field where there is one."""
    why = refused.phrase.values.get("why")
    return {refused.field or "": why.told(say)} if isinstance(why, Phrase) else dict(faults_told(refused, say))


def named(house: House, id: str, told: str) -> str:
    """Say what a text for programs tells with a fair's name in the place of its id."""
    with house.database.read() as session:
        fair = get_fair(session, id, vault=house.vault).fair
    return without_commands(told).replace(repr(fair.id), f"“{fair.name}”")


def state_of(fair: Fair) -> str:
    """Name what is stated of a fair beside its booths, so that a form says from what it was made."""
    return etag_of(from_fair(KeptFair(replace(fair, booths=(), state=FairState.DRAFT))))


def _differing(form: FormData, stands: Fair, say: Translate) -> dict[str, str]:
    """Say that a fair was changed after its form was made, and at each field what stands there now."""
    told = say("The fair was changed meanwhile. What you typed is kept: save it again to put it in the place of that.")
    typed, now = _typed(form), _written(stands)
    found = {name: say("now: {value}").format(value=now[name] or "–") for name in typed if typed[name] != now[name]}
    if set(_districts(form)) != set(stands.districts):
        found["districts"] = say("now: {value}").format(value=say(", ").join(stands.districts) or say("the whole city"))
    return {"": told} | found


@router.post("/fairs/{id}/remove", dependencies=[needs("fairs:plan")])
def post_removal(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Delete a fair without booths that was never planned; the notice of the list sets it up again."""
    with house.database.begin() as session:
        gone = remove_fair(house, session, id, actor=visitor.actor).fair
    told = visitor.say("The fair “{name}” is deleted.").format(name=gone.name)
    fields = _written(gone) | {"districts": "、".join(gone.districts)}
    return _list(request, house, visitor, cursor=None, notice=Notice(told, undo="/fairs", fields=fields))


@router.post("/fairs/{id}/close", dependencies=[needs("fairs:door")])
def post_close(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Close a fair; results are taken still."""
    with house.database.begin() as session:
        close_fair(house, session, id, actor=visitor.actor)
    return go_on(request, f"/fairs/{id}/results", done="closed")


@router.post("/fairs/{id}/reopen", dependencies=[needs("fairs:door")])
def post_reopen(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Take the close of a fair back."""
    with house.database.begin() as session:
        reopen_fair(house, session, id, actor=visitor.actor)
    return go_on(request, f"/fairs/{id}/results", done="reopened")


def read_form(form: FormData, say: Translate) -> FairBody | dict[str, str]:
    """Read what a form states of a fair, or the fault of each field that has one."""
    told: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name, text in _typed(form).items():
        try:
            told |= {name: _read(name, text.strip())}
        except ValueError:
            faults[name] = _asked_for(name, say)
    told["districts"] = list(_districts(form))
    told = {name: value for name, value in told.items() if value is not None}
    try:
        body = FairBody.model_validate(told)
    except ValidationError as error:
        found = {str(one["loc"][0]): phrase_of(one).told(say) for one in reversed(error.errors())}
        shares = {name: _asked_for(name, say) for name in PERCENT & found.keys()}
        return found | shares | faults
    return faults or body


def _read(name: str, text: str) -> Any:
    """Read the text of a field; ValueError = it is not written as asked."""
    if name in ("breaks", "quiet"):
        return [_hours(one) for one in SEPARATORS.split(text) if one.strip()]
    if name == "walks":
        return [_walk(one) for one in SEPARATORS.split(text) if one.strip()]
    if name in PERCENT:
        return float(text) / 100 if text else None
    if name in WHOLE:
        return int(text) if text else None
    return text


def _asked_for(name: str, say: Translate) -> str:
    if name in ("breaks", "quiet"):
        return say("Write it like 10:20-10:40; several with a comma between.")
    if name in PERCENT:
        return say("Write a number from 0 to 100.")
    return say("Write it like A:B:5, the halls and the minutes.") if name == "walks" else say("Write a number.")


def _hours(text: str) -> dict[str, str]:
    since, dash, until = re.sub("[–—~～〜－−至到]", "-", plain(text)).partition("-")
    if not dash:
        raise ValueError(text)
    return {"since": since.strip(), "until": until.strip()}


def _walk(text: str) -> dict[str, Any]:
    hall, other, minutes = (part.strip() for part in text.replace("：", ":").split(":"))
    return {"hall": hall, "other": other, "minutes": int(minutes)}


def _typed(form: FormData) -> dict[str, str]:
    names = ("name", "place", "on", "since", "until", "slot_min", "breaks", "quiet", "walks")
    return {one: str(form.get(one) or "") for one in (*names, "n_interpreters", "most_visits", "reserved", "no_show")}


def _districts(form: FormData) -> tuple[str, ...]:
    return tuple(name for one in form.getlist("districts") for name in SEPARATORS.split(str(one)) if name)


def _twin(house: House, body: FairBody) -> Fair | None:
    """Give a fair of the same name on the same day."""
    with house.database.read() as session:
        kept = iter_fairs(session, vault=house.vault)
        same = [one.fair for one in kept if (folded(one.fair.name), one.fair.on) == (folded(body.name), body.on)]
    return same[-1] if same else None


def _written(fair: Fair) -> dict[str, str]:
    """Write a fair as its form has it."""
    return {
        "name": fair.name,
        "place": fair.place,
        "on": fair.on.isoformat(),
        "since": f"{fair.hours.since:%H:%M}",
        "until": f"{fair.hours.until:%H:%M}",
        "slot_min": str(fair.slot_min),
        "breaks": _parts(fair.breaks),
        "quiet": _parts(fair.quiet),
        "walks": ", ".join(f"{one.hall}:{one.other}:{one.minutes}" for one in fair.walks),
        "n_interpreters": str(fair.n_interpreters),
        "most_visits": str(fair.most_visits),
        "reserved": f"{fair.reserved * 100:.10g}",
        "no_show": f"{fair.no_show * 100:.10g}",
    }


def _parts(hours: Sequence[Hours]) -> str:
    return ", ".join(f"{one.since:%H:%M}-{one.until:%H:%M}" for one in hours)


def _form(
    request: Request,
    house: House,
    *,
    typed: Mapping[str, str],
    districts: Sequence[str],
    head: FairHead | None,
    faults: Mapping[str, str] | None = None,
) -> Response:
    empty = dict.fromkeys(("name", "place", "on", "breaks", "quiet", "walks", "seen", "twin"), "")
    return page(
        request,
        "fair_edit",
        status=422 if faults else 200,
        fair=head,
        typed=empty | dict(typed),
        districts=frozenset(districts),
        all_districts=house.gazetteer.names,
        faults=faults or {},
        action="/fairs" if head is None else f"{head.path}/edit",
        back="/fairs" if head is None else head.path,
    )


def _free_id(house: House, session: Any, on: date) -> str:
    """Name a fair by its day; the second of a day gets a number."""
    n, id = 1, on.isoformat()
    while has_fair(session, id, vault=house.vault):
        n, id = n + 1, f"{on.isoformat()}-{n + 1}"
    return id


def _place(one: KeptFair, today: date) -> tuple[bool, int, str]:
    """Place a fair in the list: the nearest that is to come first, then the latest that is over."""
    is_over, day = one.fair.state is FairState.CLOSED or one.fair.on < today, one.fair.on.toordinal()
    return is_over, -day if is_over else day, one.fair.id


def notice_of(done: str | None, visitor: Visitor) -> Notice | None:
    """Say what a form that led to a fair's first page did."""
    say = visitor.say
    words = {
        "added": say("The fair is set up. Next: its booths."),
        "changed": say("The fair was changed."),
        "booth": say("The booth is there."),
        "job": say("The file has arrived and is being read."),
    }
    return None if done not in words else Notice(words[done])
