"""The records of fairs: when and where, booths and guests, who meets whom in which slot, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from matcher.records.matching import Actor


class FairNeed(StrEnum):
    """What somebody needs at a fair, by the person's own statement; no employer is told."""

    STEP_FREE = "step_free"  # booths without steps alone
    QUIET = "quiet"  # slots of the quiet hours alone
    INTERPRETER = "interpreter"  # at each meeting


class FairState(StrEnum):
    """How far a fair has come."""

    DRAFT = "draft"
    PLANNED = "planned"
    OPEN = "open"  # its day: planned anew at the door
    CLOSED = "closed"  # attendance and results are in


class Attendance(StrEnum):
    """Whether somebody came to a fair."""

    CAME = "came"
    STAYED_AWAY = "stayed_away"


class MeetingResult(StrEnum):
    """What came of a meeting at a booth."""

    MET = "met"  # talked, nothing decided
    MISSED = "missed"  # one of the two was not there
    INTERESTED = "interested"  # the person is, in the post
    DECLINED = "declined"  # by the person
    REFUSED = "refused"  # by the employer
    INVITED = "invited"  # to an interview or a trial
    STARTED = "started"


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of a day, local time; *until* itself is outside."""

    since: time
    until: time


@dataclass(frozen=True, slots=True)
class Walk:
    """How long it takes from one hall to another, the same in both directions."""

    hall: str
    other: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Booth:
    """
    An employer's place at a fair.

    Attributes:
        post_ids: that are talked about there, at least one.
        n_interviewers: who sit there at once, ≥ 1; each meets one person a slot.
        hall: None = the fair has one hall.
        breaks: of this booth, beside those of the fair.
    """

    id: str
    employer: str
    post_ids: tuple[str, ...]
    n_interviewers: int
    employer_uscc: str | None = None
    hall: str | None = None
    step_free: bool | None = None  # None = unknown, and not taken for it
    breaks: tuple[Hours, ...] = ()


@dataclass(frozen=True, slots=True)
class Fair:
    """
    A fair as the organiser states it.

    Attributes:
        slot_min: length of a slot in minutes; slots follow each other from *hours.since*, those that touch a break are
            left out.
        walks: between halls; two halls that are not named take no time.
        quiet: hours for people who need it quiet; () = there are none.
        n_interpreters: who are there; each follows one person at a time, and walks too.
        most_visits: meetings of one person at most.
        reserved: share of each booth's places kept for people of priority groups, 0..1.
        no_show: assumed where nothing is known of a person's past, 0..1.
    """

    id: str
    name: str
    place: str
    on: date
    hours: Hours
    slot_min: int
    booths: tuple[Booth, ...]
    breaks: tuple[Hours, ...] = ()
    walks: tuple[Walk, ...] = ()
    quiet: tuple[Hours, ...] = ()
    n_interpreters: int = 0
    most_visits: int = 3
    reserved: float = 0.2
    no_show: float = 0.3
    districts: tuple[str, ...] = ()  # people who are invited; () = the whole city
    state: FairState = FairState.DRAFT


@dataclass(frozen=True, slots=True)
class Guest:
    """
    Somebody who is invited to a fair, or came without.

    Attributes:
        p_show: how likely the person comes, 0..1.
        is_member: of a priority group; in memory only, never stored and never printed.
        walked_in: came uninvited.
    """

    candidate_id: str
    needs: frozenset[FairNeed] = frozenset()
    p_show: float = 1.0
    is_member: bool = False
    walked_in: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """How well somebody fits a booth: by the best of its posts."""

    candidate_id: str
    booth_id: str
    post_id: str
    chance: float  # that a caseworker would recommend it, 0..1


@dataclass(frozen=True, slots=True)
class Seat:
    """
    One meeting: who sits at which booth in which slot.

    Attributes:
        slot: place in the fair's slots, from 0.
        desk: the booth's interviewer, from 1.
        interpreter: who comes along, from 1; None = nobody is needed.
        by_hand: a person put it there; planning again leaves it.
    """

    candidate_id: str
    booth_id: str
    post_id: str
    slot: int
    desk: int
    interpreter: int | None = None
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class StandBy:
    """Who is asked next at a booth when somebody does not come, the first first."""

    booth_id: str
    candidate_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unseated:
    """An invited person without any meeting, and why."""

    candidate_id: str
    code: str  # nothing_fits, no_step_free_booth, no_quiet_slot, no_interpreter, full


@dataclass(frozen=True, slots=True)
class FairPlan:
    """Who meets whom when: seats by slot, booth and desk."""

    fair_id: str
    seats: tuple[Seat, ...]
    stand_by: tuple[StandBy, ...] = ()
    unseated: tuple[Unseated, ...] = ()


@dataclass(frozen=True, slots=True)
class FairVisit:
    """
    What became of one guest, as a file or a page tells it: of the day as a whole, or of one booth.

    Attributes:
        attendance: of a booth: whether the person was there.
        follows: nobody said so of the day; it follows from what came of a meeting, and goes with it.
    """

    fair_id: str
    candidate_id: str
    attendance: Attendance
    at: datetime
    actor: Actor
    booth_id: str | None = None  # None = of the whole day
    post_id: str | None = None
    result: MeetingResult | None = None
    follows: bool = False
