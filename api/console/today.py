"""Whom to contact today: the queue as planned, who was taken or promised a call back, and the list on paper."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.console.day_told import NOTED, notice_of
from api.console.notices import go_on
from api.console.pages import page
from api.console.paths import address
from api.console.told_before import Before, told_before
from api.console.visitors import TheVisitor, Visitor
from api.contacting import moment_of, release, take
from api.deps import TheHouse, needs
from api.fields import MaybeWord, RecordId
from api.house import House
from api.kept_queues import AskedFor, Kept, KeptQueues
from api.outreach_names import LEAST_TOLD, channel_word, term_word
from api.paging import read_cursor, write_cursor
from api.planned import EntryShown, with_term
from api.planning import Opens, n_outside, read_area, still_waiting
from api.situations import knows_holidays
from api.tasking import call_backs_due
from api.tasks import TaskShown, shown_tasks
from data.store import claims_held_by, masked_people
from matcher.errors import Conflict
from matcher.outreach.situation import NO_DISTRICT
from matcher.records import Claimed

FIELDS = ("name", "phone")
N_PAGE = 20
N_PRINTED = 30
WAIT_S = 0.1  # for a queue that is quickly planned; a page of a larger city says that it is being planned

Whose = Literal["mine", "district", "none"]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody of the queue as a page shows it, masked."""

    entry: EntryShown
    opens: Opens
    before: Before


@dataclass(frozen=True, slots=True)
class Filter:
    """Whose queue somebody looks at."""

    whose: Whose
    district: str | None  # as it was asked for; a caseworker's own is not asked for

    def address(self, **more: str) -> str:
        """Give the address of the list with this filter."""
        told = {"whose": self.whose, "district": self.district or ""} | more
        said = {name: value for name, value in told.items() if value}
        return f"/today?{urlencode(said)}"


def queues_of(request: Request) -> KeptQueues:
    """Give the queues that this process keeps; they begin with the first who asks."""
    state = request.app.state
    if not hasattr(state, "queues"):
        state.queues = KeptQueues(state.house)
    queues: KeptQueues = state.queues
    return queues


@router.get("/today", dependencies=[needs("outreach:read")])
def show_today(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    whose: Annotated[Whose, Query()] = "mine",
    district: Annotated[MaybeWord, Query()] = None,
    cursor: Annotated[str | None, Query(max_length=600)] = None,
    done: Annotated[str | None, Query(max_length=20)] = None,
) -> Response:
    """Show whom to contact, the most pressing first, and before them who was promised it or is taken already."""
    filter = Filter(whose, district)
    asked = asked_for(house, visitor, filter)
    kept = queues_of(request).get(asked, wait_s=WAIT_S)
    lister = f"today {asked.area} {whose}"
    after = read_cursor(house.vault, cursor, lister=lister)
    taken, promised = _in_hand(house, visitor, asked)
    begun = {one["id"] for one in taken} | {one.candidate_id for one in promised}
    waiting = [] if kept is None else waiting_of(house, kept, asked, visitor, begun=begun)
    shown, more = _page_of(waiting, kept, visitor, after=after)
    return page(
        request,
        "today",
        filter=filter,
        kept=kept,
        taken=taken,
        promised=[one for one in promised if one.candidate_id not in {held["id"] for held in taken}],
        n_waiting=len(waiting),
        first_rank=waiting.index(shown[0]) + 1 if shown else 1,
        rows=rows_of(house, shown, visitor),
        n_outside=n_outside(house, asked.area),
        holidays_known=knows_holidays(house.today()),
        next_cursor=write_cursor(house.vault, lister=lister, after=shown[-1][0].id) if more else None,
        is_later=after is not None,
        districts=() if visitor.actor.district else house.gazetteer.names,
        term_word=lambda code: term_word(code, visitor.say),
        channel_word=lambda channel: channel_word(channel, visitor.say),
        today=house.today(),
        goes_on=done in (*NOTED, "released"),  # by keyboard: the next person is where the cursor is
        notice=notice_of(house, visitor, done, request.query_params),
    )


@router.post("/today/anew", dependencies=[needs("outreach:read")])
def post_anew(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    whose: Annotated[Whose, Form()] = "mine",
    district: Annotated[MaybeWord, Form()] = None,
) -> Response:
    """Have a queue planned anew: people and posts came meanwhile, or the head of it is worked off."""
    queues_of(request).drop(asked_for(house, visitor, Filter(whose, district)))
    said = {"whose": whose} | ({"district": district} if district else {})
    return go_on(request, "/today", done="anew", **said)


@router.post("/calls/{id}/claim", dependencies=[needs("outreach:work")])
def post_claim(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Take somebody to contact, and go on to where it is done; it says so where a colleague was quicker."""
    try:
        with house.database.begin() as session:
            take(house, session, id, actor=visitor.actor)
    except Conflict:  # the page of the call says who has the person until when, or that no contact is wanted
        return go_on(request, address("calls", id), done="not-taken")
    return go_on(request, address("calls", id), done="taken")


@router.post("/calls/{id}/release", dependencies=[needs("outreach:work")])
def post_release(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Let go of somebody, for colleagues to take."""
    with house.database.begin() as session:
        release(house, session, id, actor=visitor.actor)
    return go_on(request, "/today", done="released", who=id)


@router.get("/today/print", dependencies=[needs("outreach:read")])
def show_print(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    whose: Annotated[Whose, Query()] = "mine",
    district: Annotated[MaybeWord, Query()] = None,
) -> Response:
    """Show the calls of the day as a sheet of paper: masked, and without a word of priority or groups."""
    filter = Filter(whose, district)
    asked = asked_for(house, visitor, filter)
    kept = queues_of(request).get(asked, wait_s=WAIT_S)
    taken, promised = _in_hand(house, visitor, asked)
    begun = {one.candidate_id for one in promised}
    waiting = [] if kept is None else waiting_of(house, kept, asked, visitor, begun=begun)
    rows = rows_of(house, waiting[:N_PRINTED], visitor)
    return page(
        request,
        "today_print",
        filter=filter,
        kept=kept,
        rows=rows,
        n_waiting=len(waiting),
        taken={one["id"] for one in taken},
        promised=promised,
        why=lambda entry: printed_why(entry, visitor),
        channel_word=lambda channel: channel_word(channel, visitor.say),
        area=asked.area,
        today=house.today(),
    )


def asked_for(house: House, visitor: Visitor, filter: Filter) -> AskedFor:
    """Read whose queue is asked for; within a district nobody is of none."""
    own = visitor.actor.district
    area = own or (NO_DISTRICT if filter.whose == "none" else read_area(house, filter.district))
    caseworker = None if filter.whose == "district" else visitor.actor.id
    return AskedFor(visitor.actor, area, caseworker, house.today())


Waiting = tuple[EntryShown, Opens]


def waiting_of(house: House, kept: Kept, asked: AskedFor, visitor: Visitor, *, begun: Collection[str]) -> list[Waiting]:
    """Give those of a queue who wait at this moment, in its order, without those who are *begun* with."""
    entries = [one for one in kept.entries[visitor.language] if one.id not in begun]
    opens = still_waiting(house, [one.id for one in entries], caseworker=asked.caseworker)
    return [(one, opens[one.id]) for one in entries if one.id in opens]


def rows_of(house: House, waiting: Sequence[Waiting], visitor: Visitor) -> list[Row]:
    """Give those who wait with what was tried and offered before, masked."""
    ids = [entry.id for entry, _ in waiting]
    with house.database.read() as session:
        people = masked_people(session, "candidate", ids, "self", fields=FIELDS, vault=house.vault)
        before = told_before(house, session, ids, say=visitor.say)
    rows = []
    for entry, opens in waiting:
        person = people.get(entry.id)
        known = {"name": person and person.name, "phone": person and person.phone, "channel": opens.channel}
        shown = with_term(entry, opens.silence, visitor.say) if before[entry.id].tried else entry
        rows.append(Row(shown.model_copy(update=known), opens, before[entry.id]))
    return rows


def _page_of(
    waiting: list[Waiting], kept: Kept | None, visitor: Visitor, *, after: str | None
) -> tuple[list[Waiting], bool]:
    """Give a page, and whether more follow; who was last on the page before may be gone from those who wait."""
    order = {} if kept is None else {one.id: n for n, one in enumerate(kept.entries[visitor.language])}
    start = order.get(after or "", -1)
    rest = [one for one in waiting if order[one[0].id] > start]
    return rest[:N_PAGE], len(rest) > N_PAGE


def _in_hand(house: House, visitor: Visitor, asked: AskedFor) -> tuple[list[dict[str, Any]], list[TaskShown]]:
    """Give whom the visitor has taken, and who was promised to be called back by today, taken or not; masked."""
    on = house.today()
    area = asked.area if asked.caseworker is None else None
    with house.database.read() as session:
        held = claims_held_by(session, visitor.actor.id, at=moment_of(house))
        due = call_backs_due(house, session, district=area, caseworker=asked.caseworker)
        shown = shown_tasks(house, session, due, on=on, say=visitor.say)
        ids = [one.candidate_id for one in held]
        people = masked_people(session, "candidate", ids, "self", fields=FIELDS, vault=house.vault)
    taken = [_held(one, people.get(one.candidate_id)) for one in held]
    return taken, shown


def _held(one: Claimed, person: Any) -> dict[str, Any]:
    name, phone = (person.name, person.phone) if person is not None else (None, None)
    return {"id": one.candidate_id, "name": name, "phone": phone, "until": one.until}


def printed_why(entry: EntryShown, visitor: Visitor) -> str:
    """Say why somebody is contacted now, without what stands first in the order: paper lies about."""
    hidden = ("priority", "fit", "choice")
    told = [term.text for term in sorted(entry.terms, key=lambda one: -one.points) if term.points >= LEAST_TOLD]
    shown = {term.text for term in entry.terms if term.code in hidden}
    first = [visitor.say("asked to be called back")] if entry.call_back else []
    first += [visitor.say("register as unemployed to qualify")] if entry.to_register else []
    return visitor.say("; ").join([*first, *(text for text in told if text not in shown)])
