"""How a fair's plan, guests and shortlists are told, the same over HTTP and on the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, Field

from api.fair_prints import pairs_of
from api.house import House
from api.seating import Planned, priority_share
from api.showing import RankedCandidate, Showing, ranked_candidate
from data.store import KeptFair, candidates_by_id, get_fair, groups_among, guests_of, masked_people, posts_by_id
from matcher.errors import NotFound
from matcher.fairs.conflicts import conflicts_of
from matcher.fairs.guests import KeptGuest, put_together
from matcher.fairs.slots import slots_of
from matcher.records import Attendance, Booth, Fair, FairNeed, FairPlan, FairState, Fit, Person, Post, Seat


class PlanCounts(BaseModel):
    """What a plan comes to, in figures."""

    fair: str
    state: FairState
    revision: int = Field(description="How often it was planned.")
    guests: int
    seats: int = Field(description="Meetings.")
    seated: int = Field(description="People who have at least one.")
    places: int = Field(description="Meetings that the booths could have in all.")
    conflicts: int = Field(description="What an independent look finds against the plan.")
    stand_by: int = Field(description="Places in the lists of those who stand by.")
    priority_share: float | None = Field(
        description="Share of the meetings that people have who are supported first; None = there are no meetings."
    )
    unseated: dict[str, int] = Field(description="People without any meeting, by reason.")


class PlanMade(PlanCounts):
    """A plan as it was just made."""

    left_out: dict[str, int] = Field(description="People who may not be asked or were not chosen, by reason.")
    asked: int | None = Field(description="How many were to be invited; None = they were named.")
    moved: int = Field(description="At the door: meetings of others at another time, or gone.")
    seconds: float


class MeetingShown(BaseModel):
    """One meeting."""

    slot: int
    begins: str = Field(examples=["09:10"])
    booth_id: str
    desk: int
    candidate_id: str
    post_id: str


class PlanShown(PlanCounts):
    """A plan with its meetings."""

    planned_at: datetime | None
    meetings: list[MeetingShown] = Field(description="By slot, booth and desk.")
    stand_by_lists: dict[str, list[str]] = Field(description="By booth, whom to ask next.")


class GuestShown(BaseModel):
    """A guest; the person is masked."""

    candidate_id: str
    name: str | None = Field(description="Masked.", examples=["王**"])
    needs: list[FairNeed] = Field(description="What the person needs there; no employer is told.")
    walked_in: bool
    attendance: Attendance | None = Field(description="None = not known.")
    meetings: list[MeetingShown]
    stands_by_at: list[str] = Field(description="Booths.")
    unseated: str | None = Field(description="Why there is no meeting.")


class ShortlistEntry(RankedCandidate):
    """Somebody in the shortlist of a post."""

    begins: str | None = Field(description="Of the meeting; None = stands by, or was not taken.")
    stand_by: int | None = Field(description="Place in the booth's list of those who stand by, from 1.")


class Shortlist(BaseModel):
    """Whom a post of a booth fits, the best first."""

    booth_id: str
    employer: str
    post_id: str
    title: str
    n: int = Field(description="Guests whom the post fits best of the booth's.")
    items: list[ShortlistEntry]


def counts_of(
    house: House, fair: Fair, guests: Sequence[KeptGuest], plan: FairPlan, revision: int
) -> dict[str, object]:
    """Count what a plan comes to; conflicts and the share of those supported first are worked out anew."""
    with house.database.read() as session:
        people = candidates_by_id(session, {one.candidate_id for one in plan.seats}).values()
        members = groups_among(session, people, house.today(), vault=house.vault)
    return _counts(fair, plan, guests, revision) | {
        "conflicts": len(conflicts_of(fair, [one.guest for one in guests], plan)),
        "priority_share": priority_share(plan, members),
    }


def _counts(fair: Fair, plan: FairPlan, guests: Sequence[KeptGuest], revision: int) -> dict[str, object]:
    n_slots = len(slots_of(fair))
    return {
        "fair": fair.id,
        "state": fair.state,
        "revision": revision,
        "guests": len(guests),
        "seats": len(plan.seats),
        "seated": len({one.candidate_id for one in plan.seats}),
        "places": n_slots * sum(one.n_interviewers for one in fair.booths),
        "stand_by": sum(len(one.candidate_ids) for one in plan.stand_by),
        "unseated": dict(sorted(Counter(one.code for one in plan.unseated).items())),
    }


def from_planned(made: Planned) -> PlanMade:
    """Tell a plan as it was just made."""
    counts = _counts(made.kept.fair, made.plan, made.guests, made.kept.revision)
    beside = {"conflicts": made.conflicts, "priority_share": made.priority_share}
    return PlanMade.model_validate(
        counts
        | beside
        | {
            "left_out": dict(made.left_out),
            "asked": made.n_asked,
            "moved": made.n_moved,
            "seconds": round(made.seconds, 2),
        }
    )


def show_plan(house: House, fair_id: str) -> PlanShown:
    """
    Tell the plan of a fair as it is kept.

    Raises:
        NotFound: there is no such fair.
    """
    kept, guests = read_guests(house, fair_id)
    plan = put_together(fair_id, guests)
    counts = counts_of(house, kept.fair, guests, plan, kept.revision)
    return PlanShown.model_validate(
        counts
        | {
            "planned_at": kept.planned_at,
            "meetings": [_meeting(kept.fair, one) for one in plan.seats],
            "stand_by_lists": {one.booth_id: list(one.candidate_ids) for one in plan.stand_by},
        }
    )


def read_guests(house: House, fair_id: str) -> tuple[KeptFair, list[KeptGuest]]:
    """Give a fair with its guests, or raise NotFound."""
    with house.database.read() as session:
        return get_fair(session, fair_id, vault=house.vault), guests_of(session, fair_id, vault=house.vault)


def _meeting(fair: Fair, one: Seat) -> MeetingShown:
    slot = slots_of(fair)[one.slot]
    return MeetingShown(
        slot=one.slot,
        begins=f"{slot.begins:%H:%M}",
        booth_id=one.booth_id,
        desk=one.desk,
        candidate_id=one.candidate_id,
        post_id=one.post_id,
    )


def from_guests(house: House, fair: Fair, guests: Sequence[KeptGuest]) -> list[GuestShown]:
    """Tell guests, everybody masked."""
    ids = [one.candidate_id for one in guests]
    with house.database.read() as session:
        people = masked_people(session, "candidate", ids, "self", fields=("name",), vault=house.vault)
    return [_guest(fair, one, people.get(one.candidate_id)) for one in guests]


def _guest(fair: Fair, one: KeptGuest, person: Person | None) -> GuestShown:
    return GuestShown(
        candidate_id=one.candidate_id,
        name=None if person is None else person.name,
        needs=sorted(one.guest.needs),
        walked_in=one.guest.walked_in,
        attendance=one.attendance,
        meetings=[_meeting(fair, seat) for seat in one.seats],
        stands_by_at=[booth for booth, _ in one.waits],
        unseated=one.unseated,
    )


def shortlists(
    house: House, fair_id: str, showing: Showing, *, booth_id: str | None = None, limit: int = 20
) -> list[Shortlist]:
    """
    Rank a fair's guests for the posts of its booths, each with the reasons that its match has everywhere.

    Raises:
        NotFound: no such fair or booth.
    """
    kept, guests = read_guests(house, fair_id)
    booths = [one for one in kept.fair.booths if booth_id in (None, one.id)]
    if booth_id is not None and not booths:
        raise NotFound("fair {fair!r} has no booth {id!r}", fair=fair_id, id=booth_id)
    with house.database.read() as session:
        posts = posts_by_id(session, dict.fromkeys(id for one in booths for id in one.post_ids))
    return [
        _shortlist(house, kept.fair, booth, posts[id], guests, showing, limit)
        for booth in booths
        for id in booth.post_ids
        if id in posts
    ]


def _shortlist(
    house: House, fair: Fair, booth: Booth, post: Post, guests: Sequence[KeptGuest], showing: Showing, limit: int
) -> Shortlist:
    fits = [fit for one in guests for fit in one.fits if (fit.booth_id, fit.post_id) == (booth.id, post.id)]
    best = sorted(fits, key=lambda fit: (-fit.chance, fit.candidate_id))[:limit]
    asked = [Seat(one.candidate_id, booth.id, post.id, 0, 1) for one in best]
    pairs = {pair.candidate.id: pair for pair in pairs_of(house, fair, asked, {post.id: post})}
    by_id = {one.candidate_id: one for one in guests}
    found = [one for one in best if one.candidate_id in pairs]
    items = [
        ShortlistEntry.model_validate(
            ranked_candidate(n, pairs[one.candidate_id], showing).model_dump()
            | _place(fair, booth, by_id[one.candidate_id], one)
        )
        for n, one in enumerate(found, 1)
    ]
    return Shortlist(
        booth_id=booth.id, employer=booth.employer, post_id=post.id, title=post.title, n=len(fits), items=items
    )


def _place(fair: Fair, booth: Booth, guest: KeptGuest, fit: Fit) -> dict[str, object]:
    seat = next((one for one in guest.seats if one.booth_id == booth.id), None)
    waits = dict(guest.waits).get(fit.booth_id)
    return {
        "begins": None if seat is None else f"{slots_of(fair)[seat.slot].begins:%H:%M}",
        "stand_by": None if waits is None or seat is not None else waits + 1,
    }
