"""What is printed of a fair: people covered or, with a purpose, named after a line in the log; files by name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain, count
from typing import Literal, get_args

from api.fair_finding import listed
from api.giving_out import naming, note_export
from api.house import House
from api.matching import Pair, candidates_for
from data.fairs import PAGES, Event, page, write_calendar
from data.fairs.pages import LARGE_POINTS, POINTS
from data.outreach import is_telling
from data.papers import write_excel
from data.store import KeptFair, get_fair, guests_of, masked_people, note_reveal, posts_by_id, revealed
from matcher.errors import BadInput, Conflict
from matcher.explain import ABOUT_WORK, sentence_to_employer, telling
from matcher.fairs.guests import put_together
from matcher.fairs.papers import door_paper, employers_paper, guests_paper, overview_paper, signs_paper
from matcher.fairs.prints import Facts, FairPrints, prints_of
from matcher.fairs.slots import slots_of
from matcher.papers import Paper
from matcher.records import Actor, CandidateFilter, Fair, FairPlan, FairState, Post, Seat, Status

PrintName = Literal["employers", "candidates", "signs", "overview", "door", "calendar"]
PrintForm = Literal["html", "xlsx", "ics"]
PRINTS: tuple[PrintName, ...] = get_args(PrintName)
PAPERS = {
    "employers": employers_paper,
    "candidates": guests_paper,
    "signs": signs_paper,
    "overview": overview_paper,
    "door": door_paper,
}
MOST_REASONS = 2
LONGEST_NAME = 60  # characters of the number of a booth in the name of its file


@dataclass(frozen=True, slots=True)
class Printed:
    """A fair set out for printing, with what calendars need beside it."""

    kept: KeptFair
    plan: FairPlan
    told: FairPrints
    facts: Facts


def prepare(house: House, fair_id: str, *, actor: Actor, purpose: str | None, explained: bool = True) -> Printed:
    """
    Set a planned fair out for printing.

    Args:
        house: with fair, people and index.
        fair_id: of a fair that is planned.
        actor: who prints.
        purpose: what names are needed for, for the log; None = they are covered.
        explained: whether the employers' tables say why; it ranks everybody who has a meeting.

    Raises:
        NotFound: there is no such fair.
        Conflict: it is not planned, or was changed since.
    """
    with house.database.read() as session:
        kept = get_fair(session, fair_id, vault=house.vault)
        if kept.fair.state is FairState.DRAFT:
            raise Conflict("fair {id!r} is not planned, or was changed since: matcher fair plan {id}", id=fair_id)
        guests = guests_of(session, fair_id, vault=house.vault)
        posts = posts_by_id(session, dict.fromkeys(id for booth in kept.fair.booths for id in booth.post_ids))
        order = {id: f"{n:06}" for n, id in enumerate(listed(house, session, guests))}
    plan = put_together(fair_id, guests)
    names = _names(house, [one.candidate_id for one in guests], actor=actor, purpose=purpose)
    why = dict(_why(house, kept.fair, plan, posts)) if explained else {}
    facts = Facts(
        names=names,
        order=order,
        titles={id: one.title for id, one in posts.items()},
        why=why,
        office_line=house.settings.office_line,
    )
    return Printed(kept, plan, prints_of(kept.fair, plan, guests, facts), facts)


def take_print(
    house: House,
    fair_id: str,
    name: PrintName,
    form: PrintForm,
    *,
    actor: Actor,
    purpose: str | None,
    large: bool = False,
    booth_id: str | None = None,
    candidate_id: str | None = None,
) -> bytes:
    """
    Make a print that leaves the house, with a line in the log.

    Args:
        purpose: what names are needed for; None = they are covered.
        booth_id: of a calendar: this booth alone.
        candidate_id: of a calendar: this guest alone.

    Raises:
        NotFound, Conflict: as ``prepare``.
        BadInput: the print is not made in this form.
    """
    explained = name == "employers" and form != "ics"
    printed = prepare(house, fair_id, actor=actor, purpose=purpose, explained=explained)
    note_export(house, "fair", fair_id, actor=actor, form=form, paper=name, **naming(purpose))
    if form == "ics":
        return as_calendar(house, printed, booth_id=booth_id, candidate_id=candidate_id)
    return as_workbook(printed, name) if form == "xlsx" else as_page(printed, name, large=large).encode()


def _names(house: House, ids: Sequence[str], *, actor: Actor, purpose: str | None) -> dict[str, str]:
    if purpose is None:
        with house.database.read() as session:
            people = masked_people(session, "candidate", ids, "self", fields=("name",), vault=house.vault)
    else:
        with house.database.begin() as session:
            leave = note_reveal(
                session,
                "candidate",
                ids,
                "self",
                fields=("name",),
                actor=actor,
                purpose=purpose,
                at=house.clock(),
                vault=house.vault,
            )
        with house.database.read() as session:
            people = revealed(session, leave, ids, vault=house.vault)
    return {id: one.name for id, one in people.items() if one.name}


def _why(house: House, fair: Fair, plan: FairPlan, posts: Mapping[str, Post]) -> Iterator[tuple[tuple[str, str], str]]:
    for pair in pairs_of(house, fair, plan.seats, posts):
        yield (pair.candidate.id, pair.post.id), "".join(reasons_for_employer(pair))


def pairs_of(house: House, fair: Fair, seats: Sequence[Seat], posts: Mapping[str, Post]) -> Iterator[Pair]:
    """Give the people of some meetings with their posts, each explained; posts that are gone are left out."""
    wanted: dict[str, set[str]] = {}
    for one in seats:
        wanted.setdefault(one.post_id, set()).add(one.candidate_id)
    for post_id, ids in wanted.items():
        if post_id in posts:
            where = CandidateFilter(ids=frozenset(ids), blocked=True)
            yield from candidates_for(house, posts[post_id], on=fair.on, limit=len(ids), where=where)


def reasons_for_employer(pair: Pair) -> list[str]:
    """
    Give one or two sentences on the work: what speaks for the person, the weightiest first.

    A wish is not quoted, since people write into it what they ask for and how they live. A sentence that would tell a
    priority group is left out.
    """
    told = [one for one in telling(pair.match) if one.code in ABOUT_WORK and one.status is Status.MET]
    told.sort(key=lambda one: -one.contribution)
    said = [sentence_to_employer(one) for one in told]
    return [one for one in said if not is_telling(one)][:MOST_REASONS]


def as_page(printed: Printed, name: PrintName, *, large: bool = False) -> str:
    """Give a print as a page; *large*: in letters that are read without glasses."""
    found = next((one for one in PAGES if one == name), None)
    if found is None:
        raise BadInput("{name}: is made as .ics alone", name=name)
    return page(printed.told, found, points=LARGE_POINTS if large else POINTS)


def as_paper(printed: Printed, name: PrintName) -> Paper:
    """Give a print as tables."""
    if name not in PAPERS:
        raise BadInput("{name}: is made as .ics alone", name=name)
    return PAPERS[name](printed.told, printed.kept.fair.on)


def as_workbook(printed: Printed, name: PrintName) -> bytes:
    """Give a print as an Excel file."""
    content = BytesIO()
    write_excel(content, as_paper(printed, name))
    return content.getvalue()


def as_calendar(
    house: House, printed: Printed, *, booth_id: str | None = None, candidate_id: str | None = None
) -> bytes:
    """
    Give meetings as a calendar: of a booth, of a guest, or all.

    A guest's own tells the employer; an employer's or the organiser's the guest.
    """
    fair, slots = printed.kept.fair, slots_of(printed.kept.fair)
    booths = {one.id: one for one in fair.booths}
    events = []
    for one in printed.plan.seats:
        if booth_id not in (None, one.booth_id) or candidate_id not in (None, one.candidate_id):
            continue
        booth, slot = booths[one.booth_id], slots[one.slot]
        whom = booth.employer if candidate_id is not None else printed.facts.name(one.candidate_id)
        place = " ".join(part for part in (fair.place, booth.hall, f"{booth.id}号展位") if part)
        title = printed.facts.titles.get(one.post_id, one.post_id)
        uid = uid_of(house, fair.id, one)
        events.append(Event(uid, fair.on, slot.begins, slot.ends, f"{fair.name}：{whom}", place, title))
    at = printed.kept.planned_at or house.clock()
    return write_calendar(events, name=fair.name, revision=printed.kept.revision, at=at)


def uid_of(house: House, fair_id: str, seat: Seat) -> str:
    """Give the id of a meeting in calendars: the same whenever it is moved, and telling nothing."""
    return (
        house.vault.seal("\x1f".join(("meeting", fair_id, seat.candidate_id, seat.booth_id)).encode()).hex() + "@fair"
    )


def files_of(
    house: House, printed: Printed, format: Literal["html", "xlsx", "ics"], *, large: bool
) -> dict[str, bytes]:
    """Give all prints of a format as files by name; no name tells of anybody."""
    if format == "html":
        return {f"{name}.html": as_page(printed, name, large=large and name == "candidates").encode() for name in PAGES}
    if format == "xlsx":
        return {f"{name}.xlsx": as_workbook(printed, name) for name in PAGES}
    made = {"calendar.ics": as_calendar(house, printed)}
    for booth in printed.kept.fair.booths:
        made[_file_of(booth.id, taken=made)] = as_calendar(house, printed, booth_id=booth.id)
    for guest in printed.told.guests:
        if guest.stops:
            made[f"guest-{guest.number:04}.ics"] = as_calendar(house, printed, candidate_id=guest.candidate_id)
    return made


def _file_of(booth_id: str, *, taken: Collection[str]) -> str:
    """Name the calendar of a booth: by its number as far as file systems take it, and no two alike."""
    plain = "".join(c if c.isalnum() else "_" for c in booth_id)[:LONGEST_NAME]
    named = chain([f"booth-{plain}.ics"], (f"booth-{plain}-{n}.ics" for n in count(2)))
    known = {name.casefold() for name in taken}
    return next(name for name in named if name.casefold() not in known)
