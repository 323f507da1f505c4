"""The seven steps of a fair: which are done, which comes next, and the head of every page of a fair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import quote

from api.batches import WRITTEN
from api.console.visitors import Visitor
from api.fair_begun import has_begun, state_now
from api.fair_invitations import FairBatch
from api.fair_moving import read_standing
from api.fair_telling import count_to_tell, count_untold
from api.fair_words import state_word
from api.house import House
from api.language import Translate
from data.store import KeptFair, count_messages, get_fair
from matcher.records import Fair, FairState

StepName = Literal["setup", "plan", "grid", "invite", "papers", "door", "results"]
Progress = Literal["done", "now", "later", "left"]  # left = not done, and cannot be any more
Invited = Literal["nobody", "chosen", "told"]
NEEDED: dict[StepName, str] = {"invite": "fairs:plan", "door": "fairs:door"}  # to open a step; else to read fairs


@dataclass(frozen=True, slots=True)
class Step:
    """One step, and how far it is; without a path for whoever may not take it."""

    name: StepName
    label: str
    path: str | None
    progress: Progress


@dataclass(frozen=True, slots=True)
class Next:
    """What to do next, and where."""

    text: str
    label: str
    path: str


@dataclass(frozen=True, slots=True)
class FairHead:
    """What stands above each page of a fair."""

    id: str
    path: str
    name: str
    place: str
    on: date
    hours: str
    state: str
    is_plannable: bool  # nothing of it has begun
    is_under_way: bool
    steps: tuple[Step, ...]
    at: StepName  # where the next thing is to be done; of a closed fair its results
    next: Next | None  # None = for others to do


def path_of(fair_id: str) -> str:
    """Give the address of a fair's first page; whatever its id holds is one part of it."""
    return f"/fairs/{quote(fair_id, safe='')}"


def _path(name: StepName, base: str) -> str:
    return base if name == "setup" else f"{base}/{name}"


def guest_path(base: str, candidate_id: str) -> str:
    """Give the address of a guest's page."""
    return f"{base}/guests/{quote(candidate_id, safe='')}"


def booth_path(base: str, booth_id: str) -> str:
    """Give the address of a booth's day."""
    return f"{base}/booths/{quote(booth_id, safe='')}"


def head_of(house: House, kept: KeptFair, visitor: Visitor) -> FairHead:
    """Tell a fair with its steps to a visitor."""
    fair, say = kept.fair, visitor.say
    with house.database.read() as session:
        state = state_now(house, session, fair)
    invited = _invited(house, fair)
    n_to_tell, n_untold = _left_to_tell(house, kept, invited)
    if house.today() >= fair.on:  # on the day the door tells it, and nothing waits for it
        n_to_tell, n_untold = 0, n_to_tell + n_untold
    is_told = invited == "told" and not n_to_tell
    now = _step_now(house, kept, is_told=is_told)
    over = _over(house, kept, now, invited=invited, n_left=n_to_tell + n_untold)
    names: tuple[StepName, ...] = ("setup", "plan", "grid", "invite", "papers", "door", "results")
    place = names.index(now)
    base = path_of(fair.id)
    steps = tuple(
        Step(
            name,
            _label(name, say),
            _path(name, base) if visitor.may(NEEDED.get(name, "fairs:read")) else None,
            over.get(name) or ("done" if n < place else "now" if n == place else "later"),
        )
        for n, name in enumerate(names)
    )
    if now == "invite" and n_to_tell:
        upcoming = _next_telling(n_to_tell, base, say)
    elif now == "invite" and invited == "chosen":
        upcoming = _next_file(base, say)
    elif now == "door":
        upcoming = _next_door(fair, base, say, is_today=house.today() == fair.on, invited=invited)
    else:
        upcoming = _next(kept, now, base, say)
    return FairHead(
        id=fair.id,
        path=base,
        name=fair.name,
        place=fair.place,
        on=fair.on,
        hours=f"{fair.hours.since:%H:%M}–{fair.hours.until:%H:%M}",
        state=_state(house, fair, state, say),
        is_plannable=state in (FairState.DRAFT, FairState.PLANNED),
        is_under_way=state is FairState.OPEN,
        steps=steps,
        at=now,
        next=upcoming if visitor.may("fairs:plan") else None,
    )


def _state(house: House, fair: Fair, state: FairState, say: Translate) -> str:
    """Name how far a fair has come, its day too where it has passed."""
    is_past = fair.on < house.today() and fair.state is not FairState.CLOSED
    return say("day is over") if is_past else state_word(state, say)


def read_head(house: House, fair_id: str, visitor: Visitor) -> FairHead:
    """Read a fair and tell its head, or raise NotFound."""
    with house.database.read() as session:
        kept = get_fair(session, fair_id, vault=house.vault)
    return head_of(house, kept, visitor)


def _step_now(house: House, kept: KeptFair, *, is_told: bool) -> StepName:
    fair, today = kept.fair, house.today()
    if fair.state is FairState.CLOSED or today > fair.on:
        return "results"
    if not fair.booths:
        return "setup"
    if fair.state is FairState.DRAFT:
        return "plan"
    if today < fair.on and not is_told:
        return "invite"
    return "door" if today == fair.on or kept.is_printed else "papers"


def _over(house: House, kept: KeptFair, now: StepName, *, invited: Invited, n_left: int) -> dict[StepName, Progress]:
    """Tell of those steps that can be left out how they stand, whatever comes after them."""
    fair, today = kept.fair, house.today()
    is_past = fair.state is FairState.CLOSED or today > fair.on
    otherwise: Progress = "left" if is_past else "later"
    is_too_late = invited != "told" and (is_past or has_begun(house, fair))
    asked: Progress = "left" if is_too_late else "now" if now == "invite" else "later"
    never: dict[StepName, Progress] = {"plan": "left", "grid": "left"} if is_past and not kept.revision else {}
    return never | {
        "invite": "done" if invited == "told" and not n_left else asked,
        "papers": "done" if kept.is_printed else "now" if now == "papers" else otherwise,
        "door": "done" if is_past else "now" if now == "door" else "later",
        "results": "done" if fair.state is FairState.CLOSED else "now" if now == "results" else "later",
    }


def _invited(house: House, fair: Fair) -> Invited:
    """Tell whether messages have left the house; before they are fetched nobody knows of the fair."""
    if fair.state is FairState.DRAFT:
        return "nobody"
    with house.database.read() as session:
        counted = [count_messages(session, FairBatch(fair.id, by, None).id) for by in WRITTEN]
    if any(n_delivered for _, n_delivered in counted):
        return "told"
    return "chosen" if any(n for n, _ in counted) else "nobody"


def _left_to_tell(house: House, kept: KeptFair, invited: Invited) -> tuple[int, int]:
    """Count who is to be told anew, and who was told nothing yet, once messages have left the house."""
    if invited != "told" or kept.fair.state is FairState.CLOSED or house.today() > kept.fair.on:
        return 0, 0
    standing = read_standing(house, kept.fair.id)
    return count_to_tell(house, standing), count_untold(house, standing)


def _label(name: StepName, say: Translate) -> str:
    words = {
        "setup": say("Fair and booths"),
        "plan": say("Plan"),
        "grid": say("Timetable"),
        "invite": say("Invitations"),
        "papers": say("Print"),
        "door": say("At the door"),
        "results": say("Results"),
    }
    return words[name]


def _next_telling(n: int, base: str, say: Translate) -> Next:
    text = say("{n:,} people were told another time or place than holds now. Tell them, then print.")
    return Next(text.format(n=n), say("Tell them the change"), f"{base}/invite#changed")


def _next_file(base: str, say: Translate) -> Next:
    text = say("It is decided who is invited, and nobody knows yet. Fetch the file of messages.")
    return Next(text, say("Fetch the file"), f"{base}/invite#out")


def _next(kept: KeptFair, now: StepName, base: str, say: Translate) -> Next:
    if now == "setup":
        text = say("No employer has a booth yet. Bring in a file of booths, or type them one by one.")
        return Next(text, say("Add booths"), f"{base}#booths")
    if now == "plan" and kept.revision:
        text = say("The fair was changed since it was planned. Plan it again before anything is printed.")
        return Next(text, say("Plan it again"), f"{base}/plan")
    if now == "plan":
        text = say("The booths are there. Now decide how many people to invite; the plan says who meets whom when.")
        return Next(text, say("Plan the fair"), f"{base}/plan")
    if now == "invite":
        text = say("It is planned. Look through the timetable, then invite the guests.")
        return Next(text, say("Invite the guests"), f"{base}/invite")
    if now == "papers":
        return _next_papers(kept, base, say)
    if kept.fair.state is FairState.CLOSED:
        text = say("The fair is closed. Results that come late are taken still.")
        return Next(text, say("See the results"), f"{base}/results")
    text = say("The day is over. Take in who came and what came of each meeting, then close the fair.")
    return Next(text, say("Take in the results"), f"{base}/results")


def _next_papers(kept: KeptFair, base: str, say: Translate) -> Next:
    if kept.printed_at is not None:
        text = say("Meetings changed since it was printed. Print again for employers, guests and the door.")
        return Next(text, say("Print again"), f"{base}/papers")
    text = say("The guests are invited. Print for employers, guests and the door.")
    return Next(text, say("Print"), f"{base}/papers")


def _next_door(fair: Fair, base: str, say: Translate, *, is_today: bool, invited: Invited) -> Next:
    text = say("Today is the day. Check the guests in, and give on the seats of those who stay away.")
    if not is_today:
        text = say("Invited and printed. On its day guests are checked in at the door.")
    elif invited != "told" and fair.state is FairState.PLANNED:
        text = say("Today is the day, and no invitation went out by message. Check in who comes.")
    return Next(text, say("To the door"), f"{base}/door")
