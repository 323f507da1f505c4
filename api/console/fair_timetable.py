"""A fair's timetable in the console: booths by slots, and the day of one booth, from which meetings are moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from pydantic import BeforeValidator
from starlette.responses import Response

from api.addresses import decode_part
from api.console.fair_steps import booth_path, guest_path, head_of, path_of
from api.console.notices import Notice
from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fair_moving import Standing, first_movable, read_standing
from api.fair_telling import count_to_tell
from api.fair_words import attendance_word, result_word
from api.fields import RecordId
from api.house import House
from data.store import masked_people, posts_by_id, visits_by, visits_of
from matcher.fairs.slots import open_slots, slots_of
from matcher.records import Attendance, Booth, Fair, FairState, FairVisit, MeetingResult, Seat

A_PAGE = 20  # booths
TAIL = 4  # characters of an id that tell people of one masked name apart
MOVABLE = (FairState.PLANNED, FairState.OPEN)

router = APIRouter(include_in_schema=False)
BoothId = Annotated[str, Path(min_length=1, max_length=100), BeforeValidator(decode_part)]


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody in the timetable."""

    seat: Seat
    name: str
    tail: str  # of the id
    path: str  # of the page by which the meeting is moved
    is_moved: bool  # just now


@dataclass(frozen=True, slots=True)
class Column:
    """A slot in the timetable, or a break of the whole fair between two."""

    begins: str
    slot: int | None  # None = a break
    is_past: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One booth in one column."""

    column: Column
    sitting: tuple[Sitting, ...]
    n_free: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    """One booth over the day."""

    booth: Booth
    path: str
    cells: tuple[Cell, ...]
    n_meetings: int
    n_places: int
    is_absent: bool  # the employer


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting, or what is free of a slot, in the day of a booth."""

    begins: str
    slot: int
    seat: Seat | None
    name: str = ""
    path: str = ""
    guest_path: str = ""
    post: str = ""
    attendance: Attendance | None = None
    result: MeetingResult | None = None
    is_past: bool = False
    n_free: int = 0


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody whom a booth met without a time in the plan."""

    id: str
    name: str
    path: str
    result: MeetingResult


@router.get("/fairs/{id}/grid", dependencies=[needs("fairs:read")])
def show_grid(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    skip: Annotated[int, Query(ge=0, le=1_000)] = 0,
    booth: Annotated[str | None, Query(max_length=100)] = None,
    done: Annotated[str | None, Query(max_length=20)] = None,
    who: Annotated[str | None, Query(max_length=200)] = None,
    was: Annotated[str | None, Query(max_length=100)] = None,
    slot: Annotated[int | None, Query(ge=0, le=1_500)] = None,
    other: Annotated[str | None, Query(max_length=200)] = None,
    at: Annotated[int | None, Query(ge=0, le=1_500)] = None,
) -> Response:
    """Show who meets whom when, some booths at a time; *booth* is among them."""
    standing = read_standing(house, id)
    place = next((n for n, one in enumerate(standing.fair.booths) if one.id == booth), skip)
    first = place - place % A_PAGE if booth is not None else skip
    shown = standing.fair.booths[first : first + A_PAGE]
    names = names_of(house, [one.candidate_id for one in standing.plan.seats if one.booth_id in {b.id for b in shown}])
    base, columns = path_of(id), _columns(standing.fair, first_movable(house, standing.fair))
    moved = (who, booth) if done in ("moved", "seated") else None
    more = first + A_PAGE < len(standing.fair.booths)
    return page(
        request,
        "fair_grid",
        fair=head_of(house, standing.kept, visitor),
        columns=columns,
        rows=[_row(standing, one, columns, names, base, moved) for one in shown],
        is_draft=standing.fair.state is FairState.DRAFT,
        is_planned=bool(standing.plan.seats),
        first=first,
        n_booths=len(standing.fair.booths),
        next_address=f"{base}/grid?skip={first + A_PAGE}" if more else None,
        before_address=f"{base}/grid?skip={max(0, first - A_PAGE)}" if first else None,
        may_plan=visitor.may("fairs:plan") and standing.fair.state is not FairState.CLOSED,
        n_changed=count_to_tell(house, standing),
        notice=_notice(
            standing,
            visitor,
            labels_of(house, [one for one in (who, other) if one]),
            done,
            who,
            booth,
            was,
            slot,
            other,
            at,
        ),
    )


@router.get("/fairs/{id}/booths/{booth_id}", dependencies=[needs("fairs:read")])
def show_booth(
    request: Request,
    id: RecordId,
    booth_id: BoothId,
    house: TheHouse,
    visitor: TheVisitor,
    done: Annotated[str | None, Query(max_length=20)] = None,
    who: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Show the day of one booth: whom it meets when, what came of it, and whom to ask next."""
    standing = read_standing(house, id)
    notice = None
    if done in ("result", "back") and who is not None and any(one.candidate_id == who for one in standing.guests):
        notice = Notice(result_told(house, standing, booth_id, who, visitor, is_back=done == "back"))
    return booth_page(request, house, standing, booth_id, visitor, notice=notice)


def booth_page(
    request: Request, house: House, standing: Standing, booth_id: str, visitor: Visitor, *, notice: Notice | None
) -> Response:
    """Make the page of a booth's day; of one meeting alone where a script asks."""
    fair, booth, base, say = standing.fair, standing.booth(booth_id), path_of(standing.fair.id), visitor.say
    waiting = next((one.candidate_ids for one in standing.plan.stand_by if one.booth_id == booth_id), ())
    ids = [one.candidate_id for one in standing.plan.seats if one.booth_id == booth_id]
    with house.database.read() as session:
        visits = {
            one.candidate_id: one for one in visits_of(session, fair.id, vault=house.vault) if one.booth_id == booth_id
        }
    beside = [(id, one.result) for id, one in visits.items() if one.result and id not in ids]
    names = names_of(house, [*ids, *waiting, *(id for id, _ in beside)])
    booths = [one.id for one in fair.booths]
    place = booths.index(booth_id)
    return page(
        request,
        "fair_booth",
        fair=head_of(house, standing.kept, visitor),
        booth=booth,
        booth_path=booth_path(base, booth_id),
        meetings=_meetings(house, standing, booth, names, base, visits),
        beside=[Beside(id, names[id], guest_path(base, id), result) for id, result in beside],
        is_absent=booth_id in standing.kept.absent_booths,
        may_note_absence=visitor.may("fairs:door") and fair.on == house.today() and fair.state in MOVABLE,
        waiting=[(id, names[id], guest_path(base, id)) for id in waiting],
        before=booth_path(base, booths[place - 1]) if place else None,
        after=booth_path(base, booths[place + 1]) if place + 1 < len(booths) else None,
        is_draft=fair.state is FairState.DRAFT,
        may_plan=visitor.may("fairs:plan") and fair.state in MOVABLE,
        may_tell=visitor.may("fairs:door") and fair.on <= house.today(),
        results=[(one, result_word(one, say)) for one in MeetingResult],
        result_of=lambda result: result_word(result, say),
        attendance_of=lambda attendance: attendance_word(attendance, say),
        notice=notice,
    )


def names_of(house: House, ids: Sequence[str]) -> dict[str, str]:
    """Give people's names as they are shown, masked; whoever has none goes by the id."""
    with house.database.read() as session:
        people = masked_people(session, "candidate", ids, "self", fields=("name",), vault=house.vault)
    return {id: (people[id].name if id in people else None) or id for id in ids}


def labels_of(house: House, ids: Sequence[str]) -> dict[str, str]:
    """Give people's masked names with the end of the id, by which two of one name are told apart."""
    return {id: name if name == id else f"{name} {id[-TAIL:]}" for id, name in names_of(house, ids).items()}


def _columns(fair: Fair, n_past: int) -> list[Column]:
    found: list[Column] = []
    slots = slots_of(fair)
    for n, slot in enumerate(slots):
        if n and slots[n - 1].ends < slot.begins:
            found.append(Column(f"{slots[n - 1].ends:%H:%M}", None, n < n_past))
        found.append(Column(f"{slot.begins:%H:%M}", n, n < n_past))
    return found


def _row(
    standing: Standing,
    booth: Booth,
    columns: Sequence[Column],
    names: Mapping[str, str],
    base: str,
    moved: tuple[str | None, str | None] | None,
) -> GridRow:
    is_absent = booth.id in standing.kept.absent_booths
    open_, own = open_slots(standing.fair, booth), [one for one in standing.plan.seats if one.booth_id == booth.id]
    cells = []
    for column in columns:
        sitting = tuple(
            Sitting(
                one,
                names[one.candidate_id],
                one.candidate_id[-TAIL:],
                move_path(base, one.candidate_id, booth.id),
                (one.candidate_id, booth.id) == moved,
            )
            for one in own
            if one.slot == column.slot
        )
        is_open = column.slot in open_
        is_given = is_open and not (is_absent and not column.is_past)
        cells.append(Cell(column, sitting, max(0, booth.n_interviewers - len(sitting)) if is_given else 0, is_open))
    n_places = booth.n_interviewers * len(open_)
    return GridRow(booth, booth_path(base, booth.id), tuple(cells), len(own), n_places, is_absent)


def move_path(base: str, candidate_id: str, booth_id: str | None) -> str:
    """Give the address of the page by which somebody's meeting is moved."""
    asked = "" if booth_id is None else f"?{urlencode({'booth': booth_id})}"
    return f"{guest_path(base, candidate_id)}/move{asked}"


def _meetings(
    house: House,
    standing: Standing,
    booth: Booth,
    names: Mapping[str, str],
    base: str,
    visits: Mapping[str, FairVisit],
) -> list[Meeting]:
    fair, past = standing.fair, first_movable(house, standing.fair)
    is_absent = booth.id in standing.kept.absent_booths
    with house.database.read() as session:
        titles = {id: one.title for id, one in posts_by_id(session, booth.post_ids).items()}
    attendance = {one.candidate_id: one.attendance for one in standing.guests}
    own, open_, found = [one for one in standing.plan.seats if one.booth_id == booth.id], open_slots(fair, booth), []
    for n, slot in enumerate(slots_of(fair)):
        begins = f"{slot.begins:%H:%M}"
        there = [one for one in own if one.slot == n]
        for one in there:
            id, visit = one.candidate_id, visits.get(one.candidate_id)
            found.append(
                Meeting(
                    begins,
                    n,
                    one,
                    names[id],
                    move_path(base, id, booth.id),
                    guest_path(base, id),
                    titles.get(one.post_id, one.post_id),
                    attendance[id],
                    visit.result if visit else None,
                    n < past,
                )
            )
        n_free = booth.n_interviewers - len(there) if n in open_ and not (is_absent and n >= past) else 0
        if n_free > 0:
            found.append(Meeting(begins, n, None, is_past=n < past, n_free=n_free))
    return found


def _notice(
    standing: Standing,
    visitor: Visitor,
    names: Mapping[str, str],
    done: str | None,
    who: str | None,
    booth: str | None,
    was: str | None,
    slot: int | None,
    other: str | None,
    at: int | None,
) -> Notice | None:
    """Say what was moved, with the form that moves it back."""
    say = visitor.say
    if done == "elsewhere":
        return Notice(say("That meeting was moved or given up meanwhile. This is the timetable as it stands."))
    if done == "back":
        return Notice(say("The meeting is back where it was."))
    seat = next((s for s in standing.plan.seats if (s.candidate_id, s.booth_id) == (who, booth)), None)
    if done not in ("moved", "seated") or seat is None:
        return None
    begins = slots_of(standing.fair)[seat.slot].begins
    new = say("{name} has a new meeting, at booth {booth} at {time}; planning again leaves it there.")
    other_time = say("{name} now meets booth {booth} at {time}; planning again leaves it there.")
    text = (new if done == "seated" else other_time).format(
        name=names.get(seat.candidate_id, seat.candidate_id), booth=seat.booth_id, time=f"{begins:%H:%M}"
    )
    if turn := next((s for s in standing.plan.seats if (s.candidate_id, s.booth_id) == (other, booth)), None):
        both = say("They exchanged times: {name} now meets booth {booth} at {time}, {other} at {other_time}.")
        text = both.format(
            name=names[seat.candidate_id],
            booth=seat.booth_id,
            time=f"{begins:%H:%M}",
            other=names[turn.candidate_id],
            other_time=f"{slots_of(standing.fair)[turn.slot].begins:%H:%M}",
        )
    if seat.slot != at:  # moved on since
        return Notice(text)
    fields = {"candidate": seat.candidate_id, "booth": seat.booth_id, "undo": "1", "at": str(at)}
    if done == "moved" and was is not None and slot is not None:
        fields |= {"to": was, "slot": str(slot)} | ({"other": other} if other else {})
    return Notice(text, undo=f"{path_of(standing.fair.id)}/moves", fields=fields)


def result_told(
    house: House, standing: Standing, booth_id: str, candidate_id: str, visitor: Visitor, *, is_back: bool
) -> str:
    """Say of whom what came of a meeting is noted, or was taken back, with the result as it stands."""
    say = visitor.say
    with house.database.read() as session:
        visits = visits_by(session, standing.fair.id, candidate_id, vault=house.vault)
    result = next((one.result for one in visits if one.booth_id == booth_id), None)
    word = say("no result") if result is None else result_word(result, say)
    name = names_of(house, [candidate_id])[candidate_id]
    return f"{say('Taken back.') if is_back else say('The result is noted.')} {name}{say(': ')}{word}"
