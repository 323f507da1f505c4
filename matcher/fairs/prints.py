"""The prints of a fair as they are read: for employers, guests, signs, the organiser, and the list at the door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.fairs.guests import KeptGuest
from matcher.fairs.slots import Slot, slots_of
from matcher.records import Attendance, Booth, Fair, FairNeed, FairPlan, Hours, Seat, StandBy

WEEKDAYS = "一二三四五六日"
TO_DO = {FairNeed.STEP_FREE: "一楼入口", FairNeed.QUIET: "安静时段", FairNeed.INTERPRETER: "译员"}
"""What the door does for somebody; what somebody has is told nowhere."""
WHY_NOT = {
    "nothing_fits": "没有合适的展位",
    "no_step_free_booth": "合适的展位不能从一楼入口到达",
    "no_quiet_slot": "安静时段已满",
    "no_interpreter": "译员时间已满",
    "full": "时段已满",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """
    What prints say beside the plan.

    Attributes:
        names: of people as they are shown, covered or not; whoever is not there goes by the id alone.
        order: by which names are put in order, as pinyin.
        titles: of posts.
        why: one or two sentences for a person and a post, free of what nobody else may know.
        office_line: how guests reach the office; None = a place to write it is left.
    """

    names: Mapping[str, str]
    order: Mapping[str, str]
    titles: Mapping[str, str]
    why: Mapping[tuple[str, str], str]
    office_line: str | None = None

    def name(self, candidate_id: str) -> str:
        """Give a person as the prints show one."""
        return self.names.get(candidate_id, candidate_id)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above each print."""

    id: str
    name: str
    place: str
    when: str


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting as the employer reads it."""

    time: str
    desk: int
    name: str
    candidate_id: str
    post: str
    why: str


@dataclass(frozen=True, slots=True)
class EmployerPrint:
    """What an employer is handed."""

    booth: Booth
    posts: tuple[str, ...]
    lines: tuple[MeetingLine, ...]
    waiting: tuple[MeetingLine, ...]  # without a time


@dataclass(frozen=True, slots=True)
class Stop:
    """One meeting as the guest reads it."""

    time: str
    hall: str
    booth: str
    employer: str
    post: str
    way: str  # how to get there from the stop before


@dataclass(frozen=True, slots=True)
class GuestPrint:
    """What a guest is handed."""

    number: int  # in the list at the door, from 1
    name: str
    candidate_id: str
    stops: tuple[Stop, ...]
    waits: tuple[str, ...]
    to_do: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """A booth in the organiser's grid: how many meet there in each slot; the fair's own breaks stand among these."""

    booth: Booth
    seated: tuple[int, ...]
    is_break: tuple[bool, ...]
    waiting: tuple[str, ...]

    @property
    def n_places(self) -> int:
        """Count the places of the day."""
        return self.booth.n_interviewers * self.is_break.count(False)


@dataclass(frozen=True, slots=True)
class Overview:
    """What the organiser looks at."""

    times: tuple[str, ...]
    rows: tuple[OverviewRow, ...]
    counts: tuple[tuple[str, str], ...]
    to_do: tuple[tuple[str, str, str], ...]  # number at the door, name, what to do
    without: tuple[tuple[str, str], ...]  # name, why there is no meeting


@dataclass(frozen=True, slots=True)
class FairPrints:
    """Everything that is printed of a fair."""

    head: Head
    employers: tuple[EmployerPrint, ...]
    guests: tuple[GuestPrint, ...]  # as they stand in the list at the door
    overview: Overview
    here: frozenset[str]  # ids of those who have come
    office_line: str | None


def prints_of(fair: Fair, plan: FairPlan, guests: Sequence[KeptGuest], facts: Facts) -> FairPrints:
    """Set out all prints of a fair: booths by number, guests by name."""
    told = _guest_prints(fair, plan, guests, facts)
    waiting = {one.booth_id: one for one in plan.stand_by}
    return FairPrints(
        head_of(fair),
        tuple(_employer(fair, booth, plan, waiting.get(booth.id), facts) for booth in fair.booths),
        told,
        _overview(fair, plan, guests, facts, told),
        frozenset(one.candidate_id for one in guests if one.attendance is Attendance.CAME),
        facts.office_line,
    )


def head_of(fair: Fair) -> Head:
    """Say what, where and when a fair is."""
    return Head(fair.id, fair.name, fair.place, f"{day_of(fair.on)} {fair.hours.since:%H:%M}–{fair.hours.until:%H:%M}")


def day_of(on: date) -> str:
    """Write a day with its weekday."""
    return f"{on.year}年{on.month}月{on.day}日（星期{WEEKDAYS[on.weekday()]}）"


def _time(slot: Slot) -> str:
    return f"{slot.begins:%H:%M}–{slot.ends:%H:%M}"


def _employer(fair: Fair, booth: Booth, plan: FairPlan, waiting: StandBy | None, facts: Facts) -> EmployerPrint:
    slots = slots_of(fair)
    seats = sorted((one for one in plan.seats if one.booth_id == booth.id), key=lambda one: (one.slot, one.desk))
    lines = tuple(
        MeetingLine(
            _time(slots[one.slot]),
            one.desk,
            facts.name(one.candidate_id),
            one.candidate_id,
            facts.titles.get(one.post_id, one.post_id),
            facts.why.get((one.candidate_id, one.post_id), ""),
        )
        for one in seats
    )
    next_ = tuple(MeetingLine("", 0, facts.name(id), id, "", "") for id in (waiting.candidate_ids if waiting else ()))
    titles = dict.fromkeys(facts.titles.get(id, id) for id in booth.post_ids)
    return EmployerPrint(booth, tuple(titles), lines, next_)


def _guest_prints(fair: Fair, plan: FairPlan, guests: Sequence[KeptGuest], facts: Facts) -> tuple[GuestPrint, ...]:
    seats: dict[str, list[Seat]] = {}
    for one in plan.seats:
        seats.setdefault(one.candidate_id, []).append(one)
    booths = {one.id: one for one in fair.booths}
    listed = sorted(guests, key=lambda one: (facts.order.get(one.candidate_id, ""), one.candidate_id))
    return tuple(
        GuestPrint(
            n,
            facts.name(one.candidate_id),
            one.candidate_id,
            tuple(_stops(fair, sorted(seats.get(one.candidate_id, ()), key=lambda seat: seat.slot), facts)),
            tuple(
                f"{id}号展位 {booths[id].employer}（候补第{place + 1}位）" for id, place in one.waits if id in booths
            ),
            tuple(_to_do(one, seats.get(one.candidate_id, ()))),
        )
        for n, one in enumerate(listed, 1)
    )


def _stops(fair: Fair, seats: Sequence[Seat], facts: Facts) -> Iterator[Stop]:
    slots, booths = slots_of(fair), {one.id: one for one in fair.booths}
    before: Booth | None = None
    for one in seats:
        booth = booths[one.booth_id]
        yield Stop(
            _time(slots[one.slot]),
            booth.hall or "",
            booth.id,
            booth.employer,
            facts.titles.get(one.post_id, one.post_id),
            _way(fair, before, booth),
        )
        before = booth


def _way(fair: Fair, before: Booth | None, booth: Booth) -> str:
    if before is None or before.hall == booth.hall:
        return ""
    minutes = next((one.minutes for one in fair.walks if {one.hall, one.other} == {before.hall, booth.hall}), 0)
    took = f"，步行约{minutes}分钟" if minutes else ""
    return f"从{before.hall or '入口'}到{booth.hall or '入口'}{took}"


def _to_do(one: KeptGuest, seats: Sequence[Seat]) -> Iterator[str]:
    for need in FairNeed:
        if need not in one.guest.needs:
            continue
        if need is FairNeed.INTERPRETER:
            who = sorted({seat.interpreter for seat in seats if seat.interpreter is not None})
            yield from (f"译员{n}" for n in who)
            if not who:
                yield TO_DO[need]
        else:
            yield TO_DO[need]


def _overview(
    fair: Fair, plan: FairPlan, guests: Sequence[KeptGuest], facts: Facts, told: Sequence[GuestPrint]
) -> Overview:
    waiting = {one.booth_id: one.candidate_ids for one in plan.stand_by}
    slots = slots_of(fair)
    n_seated = Counter((seat.booth_id, slots[seat.slot]) for seat in plan.seats)
    parts = _with_breaks(fair, slots)
    rows = tuple(
        OverviewRow(
            booth,
            tuple(n_seated[booth.id, part] for part in parts),
            tuple(_touches(part, (*fair.breaks, *booth.breaks)) for part in parts),
            tuple(map(facts.name, waiting.get(booth.id, ()))),
        )
        for booth in fair.booths
    )
    return Overview(
        tuple(f"{one.begins:%H:%M}" for one in parts),
        rows,
        tuple(_counts(plan, guests, rows)),
        tuple((str(one.number), one.name, "、".join(one.to_do)) for one in told if one.to_do),
        tuple((facts.name(one.candidate_id), WHY_NOT.get(one.code, one.code)) for one in plan.unseated),
    )


def _with_breaks(fair: Fair, slots: Sequence[Slot]) -> list[Slot]:
    """Put the breaks within the fair's hours, which no slot touches, among its slots."""
    hours = fair.hours
    breaks = {Slot(one.since, one.until) for one in fair.breaks if one.since < hours.until and hours.since < one.until}
    return sorted((*slots, *breaks), key=lambda one: (one.begins, one.ends))


def _touches(part: Slot, breaks: Iterable[Hours]) -> bool:
    return any(one.since < part.ends and part.begins < one.until for one in breaks)


def _counts(plan: FairPlan, guests: Sequence[KeptGuest], rows: Sequence[OverviewRow]) -> Iterator[tuple[str, str]]:
    n_places = sum(one.n_places for one in rows)
    seated = {one.candidate_id for one in plan.seats}
    yield "展位", str(len(rows))
    yield "来宾", str(len(guests))
    yield "其中现场到来", str(sum(one.guest.walked_in for one in guests))
    yield "已到场", str(sum(one.attendance is Attendance.CAME for one in guests))
    yield "未到场", str(sum(one.attendance is Attendance.STAYED_AWAY for one in guests))
    yield "有面谈的来宾", str(len(seated))
    yield "面谈", f"{len(plan.seats)}（席位{n_places}，占{len(plan.seats) / n_places:.0%}）" if n_places else "0"
    yield "候补人次", str(sum(len(one.candidate_ids) for one in plan.stand_by))
    yield "没有面谈的来宾", str(len(plan.unseated))
