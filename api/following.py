"""Those who ended a traineeship without a contract, gathered from what is stored; what persons record of them kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from api.house import House
from api.matching import candidate_vectors
from data.store import (
    Session,
    employer_districts,
    employments_of,
    get_placement,
    home_districts,
    iter_aftercare,
    iter_courses,
    iter_placements,
    lock_sequence,
    placements_near,
    put_aftercare,
    without_name,
)
from matcher.aftercare import Followed, came_after, check_note, followed
from matcher.courses import RankedCourse, course_texts, open_courses, rank_courses
from matcher.errors import Phrase
from matcher.records import Actor, Aftercare, Candidate, Placement


@dataclass(frozen=True, slots=True)
class Cared:
    """
    Somebody followed, with what is read of one shown alone.

    Attributes:
        followed: who, and since when.
        district: whose office does so: the home's, else the employer's; None = unknown.
        is_due: whether somebody has to be asked.
        hint: what the files know of what came after; None = nothing.
    """

    followed: Followed
    district: str | None
    is_due: bool
    hint: Phrase | None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many are followed, and what became of them."""

    n: int
    n_due: int
    n_done: int
    n_by_outcome: dict[str, int]


def list_followed(house: House, session: Session, *, as_of: date, district: str | None = None) -> list[Followed]:
    """Give everybody who ended a traineeship without a contract, of a district or of all, the longest ended first."""
    noted = {one.placement_id: one for one in iter_aftercare(session)}
    edition = house.rulebook.on(as_of)
    found = followed(iter_placements(session), edition, as_of=as_of, noted=noted)
    if district is None:
        return found
    return [one for one, area in zip(found, _districts(session, found), strict=True) if area == district]


def cared_for(session: Session, found: Sequence[Followed], *, as_of: date) -> list[Cared]:
    """Give some of those followed with the district whose office does so and what the files know of later."""
    people = {one.placement.candidate_id for one in found}
    placements = dict[str, list[Placement]]()
    for placement in placements_near(session, candidate_ids=people).values():
        placements.setdefault(placement.candidate_id, []).append(placement)
    employments = employments_of(session, people)
    return [
        Cared(
            one,
            area,
            one.is_due(as_of),
            came_after(
                one,
                as_of=as_of,
                placements=placements.get(one.placement.candidate_id, ()),
                employments=employments.get(one.placement.candidate_id, ()),
            ),
        )
        for one, area in zip(found, _districts(session, found), strict=True)
    ]


def _districts(session: Session, found: Sequence[Followed]) -> list[str | None]:
    homes = home_districts(session, {one.placement.candidate_id for one in found})
    employers = employer_districts(session, {one.placement.employer_id for one in found})
    return [homes.get(one.placement.candidate_id) or employers.get(one.placement.employer_id) for one in found]


def count_followed(found: Sequence[Followed], *, as_of: date) -> Counted:
    """Count those followed."""
    outcomes = [one.aftercare.outcome for one in found if one.aftercare is not None]
    told = Counter(str(outcome) for outcome in outcomes if outcome is not None)
    return Counted(len(found), sum(one.is_due(as_of) for one in found), sum(told.values()), dict(sorted(told.items())))


def note_aftercare(house: House, told: Aftercare, *, actor: Actor) -> Aftercare:
    """
    Record what somebody wants and what became of it, in place of what was recorded; the candidate is the placement's.

    Raises:
        NotFound: there is no such placement.
        Conflict: the traineeship runs, or ended in a contract.
        BadInput: the days contradict themselves.
    """
    with house.database.begin() as session:
        lock_sequence(session)
        return _note(house, session, told, actor=actor)


def add_to_aftercare(house: House, told: Aftercare, *, actor: Actor) -> Aftercare:
    """Record it as ``note_aftercare`` does, and leave what is not told as it is recorded."""
    with house.database.begin() as session:
        lock_sequence(session)
        before = next((one for one in iter_aftercare(session) if one.placement_id == told.placement_id), told)
        known = {name: value for name in Aftercare.__slots__ if (value := getattr(told, name)) is not None}
        return _note(house, session, replace(before, **known), actor=actor)


def _note(house: House, session: Session, told: Aftercare, *, actor: Actor) -> Aftercare:
    placement = get_placement(session, told.placement_id)
    check_note(told, placement, house.rulebook.on(house.today()), today=house.today())
    id = placement.candidate_id
    noted = replace(told, candidate_id=id, note=without_name(session, "candidate", id, told.note, vault=house.vault))
    put_aftercare(session, noted, actor=actor, at=house.clock())
    return noted


def courses_for(house: House, candidate: Candidate, *, on: date, limit: int) -> list[RankedCourse]:
    """Rank the courses that a stored candidate can still join; their texts are encoded once and kept."""
    with house.database.read() as session:
        courses = open_courses(list(iter_courses(session)), on=on)
    if not courses:
        return []
    texts = [course_texts(one) for one in courses]
    found = house.follower.keeper.vectors("post", [text for pair in texts for text in pair])
    vectors = np.stack([np.stack([found[text] for text in pair]) for pair in texts])
    return rank_courses(candidate, candidate_vectors(house, candidate), courses, vectors, limit=limit)
