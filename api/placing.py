"""Placing people: each placement is judged under the edition of its first day before it is stored, by whatever way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from api.house import House
from api.judging import eligibility_of
from data.mentions import made_id
from data.store import (
    Session,
    add_feedback,
    attempts_of,
    current_id,
    employers_by_id,
    feedback_by_candidate,
    get_candidate,
    get_placement,
    get_post,
    is_person,
    known_employers,
    lock_sequence,
    merge_placements,
    note_refused_overlaps,
    placements_by_id,
    placements_near,
    posts_by_id,
    standings_of,
    withdraw_feedback,
)
from matcher.eligibility.programme import Eligibility, Verdict
from matcher.employers import removal_of
from matcher.errors import BadInput, Conflict, Phrase
from matcher.outreach.situation import local_day
from matcher.placements import CLASHES, Draft, Facts, RefusedOverlap, Roll, Violation, Way
from matcher.records import (
    Actor,
    ContactResult,
    Employer,
    Feedback,
    FeedbackEvent,
    Person,
    Placement,
    PlacementEntry,
    Post,
    StandingDecision,
    Status,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed for a placement, beside who and where. None = unknown."""

    starts_on: date
    planned_end_on: date
    agreed_on: date | None = None
    insured_on: date | None = None
    term_reason: str | None = None
    mentor: Person | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A placement from a match, whether it is new, and whether that it started was noted with it and not before."""

    placement: Placement
    is_new: bool
    is_start_new: bool = False


def placement_id(candidate_id: str, employer_id: str, starts_on: date) -> str:
    """Make the id of a placement that nobody gave one; a person starts with an employer on a day once."""
    return made_id("T", candidate_id, employer_id, starts_on)


def judge(house: House, session: Session, wanted: Mapping[str, Placement]) -> dict[str, tuple[Violation, ...]]:
    """
    Give the reasons against each placement, beside what is stored and what is wanted with it; none = it may be stored.

    Args:
        house: whose rules hold.
        session: of ``Database.begin``; no other writer changes what was looked at until it ends.
        wanted: by id, each as it shall be stored; one that is stored just so is not judged anew.
    """
    lock_sequence(session)
    placements = wanted.values()
    stored = placements_near(
        session,
        candidate_ids=(one.candidate_id for one in placements),
        post_ids=(one.post_id for one in placements if one.post_id),
    ) | placements_by_id(session, wanted)
    changed = [one for one in placements if stored.get(one.id) != one]
    facts = _facts(house, session, changed)
    drafts = [Draft(one, stored.get(one.id), facts_of) for one, facts_of in zip(changed, facts, strict=True)]
    against = Roll(stored.values()).enter(drafts)
    return dict.fromkeys(wanted, ()) | {one.id: found for one, found in zip(changed, against, strict=True)}


def _facts(house: House, session: Session, placements: Sequence[Placement]) -> Iterator[Facts]:
    posts = posts_by_id(session, {one.post_id for one in placements if one.post_id})
    employer_ids = {one.employer_id for one in placements}
    employers, decided = employers_by_id(session, employer_ids), standings_of(session, employer_ids)
    for one in placements:
        post, employer = posts.get(one.post_id or ""), employers.get(one.employer_id)
        yield Facts(
            edition=house.rulebook.on(one.starts_on),
            headcount=post.headcount if post else None,
            is_of_employer=_is_of(post, employer),
            removed_on=_removed_on(house, employer, decided.get(one.employer_id, ()), one.starts_on),
            on=house.today(),
        )


def _is_of(post: Post | None, employer: Employer | None) -> bool | None:
    """Tell by the credit codes whether a post is an employer's; names are written too differently to tell."""
    if post is None or employer is None or post.employer_uscc is None or employer.uscc is None:
        return None
    return post.employer_uscc == employer.uscc


def _removed_on(
    house: House, employer: Employer | None, decisions: Sequence[StandingDecision], day: date
) -> date | None:
    """Tell since when an employer takes nobody; a 状态 of which nobody knows since when counts from today on."""
    if employer is None:
        return None
    removal = removal_of(employer, decisions, day)
    return None if removal is None else removal.since or house.today()


def accepted(house: House, wanted: Placement, *, before: Placement | None) -> Placement:
    """Give a placement with the edition that it is judged under; one that does not change keeps its own."""
    if before is not None and replace(wanted, edition=before.edition) == before:
        return before
    return replace(wanted, edition=house.rulebook.on(wanted.starts_on).id)


def refuse(violations: Sequence[Violation]) -> None:
    """
    Refuse a placement for what it breaks, every reason with its field.

    Raises:
        BadInput: it breaks a rule by itself.
        Conflict: it clashes with what is stored.
    """
    if not violations:
        return
    reasons = tuple(one.told for one in violations)
    error: BadInput | Conflict
    if all(one.rule in CLASHES for one in violations):
        error = Conflict("the placement is refused: {reasons}", reasons=reasons)
    else:
        error = BadInput("the placement is refused: {reasons}", reasons=reasons)
    error.faults = tuple((one.field, one.told) for one in violations)
    raise error


@dataclass(slots=True)
class Noted:
    """The overlaps that were refused within a transaction that is undone for it."""

    overlaps: list[RefusedOverlap] = field(default_factory=list)

    def refuse(self, placement: Placement, violations: Sequence[Violation]) -> None:
        """Refuse a placement as ``refuse`` does, and keep its overlap in mind."""
        overlap = RefusedOverlap.of(placement, violations)
        self.overlaps += [overlap] if overlap else []
        refuse(violations)


@contextmanager
def noting_overlaps(house: House, way: Way, actor: Actor) -> Iterator[Noted]:
    """Keep the overlaps refused within the block in the log, though all else of it is undone."""
    noted = Noted()
    try:
        yield noted
    finally:
        if noted.overlaps:
            with house.database.begin() as session:
                note_refused_overlaps(session, noted.overlaps, way=way, actor=actor, at=house.clock())


def place(
    house: House,
    session: Session,
    noted: Noted,
    *,
    candidate_id: str,
    post_id: str,
    terms: Terms,
    force: bool = False,
    actor: Actor,
) -> Placed:
    """
    Place a candidate in a post, with the event `started` beside it; the same once more changes nothing.

    Args:
        house: where they are.
        session: of ``Database.begin``.
        noted: keeps an overlap that is refused.
        candidate_id: who is placed.
        post_id: where.
        terms: as agreed.
        force: place somebody, too, whom the programme does not admit on the first day.
        actor: who places them.

    Raises:
        NotFound: there is no such candidate or post.
        BadInput: the terms break a rule.
        Conflict: they clash with what is stored, the post's employer is not stored, or the programme does not admit
            the person; whoever is not known to be eligible is placed.
    """
    lock_sequence(session)
    candidate = get_candidate(session, current_id(session, candidate_id))
    candidate_id = candidate.id
    post = get_post(session, post_id)
    employer_id = known_employers(session).find(uscc=post.employer_uscc, name=post.employer)
    if employer_id is None:
        raise Conflict("the employer of post {id!r} is not stored: import it, or put it", id=post_id)
    near = placements_near(session, candidate_ids=[candidate_id]).values()
    before = next((one for one in near if (one.employer_id, one.starts_on) == (employer_id, terms.starts_on)), None)
    if before is not None:
        return Placed(_same(before, post_id, terms), is_new=False)
    wanted = accepted(house, _wanted(candidate_id, employer_id, post_id, terms), before=None)
    # first what no word lets in: on a far day the person would be judged wrongly
    _refuse_broken(house, session, noted, wanted)
    if not force:
        _refuse_outsider(eligibility_of(house, candidate, on=terms.starts_on))
    entry = PlacementEntry(wanted, mentor=terms.mentor)
    merge_placements(session, [entry], actor=actor, source="match", at=house.clock(), vault=house.vault)
    return Placed(wanted, is_new=True, is_start_new=_note_start(house, session, wanted, actor=actor))


def told_otherwise(house: House, session: Session, before: Placement, terms: Terms) -> tuple[str, ...]:
    """Name the terms that are told otherwise than a placement on record has them, which ``place`` leaves as it is."""
    told = {name: getattr(terms, name) for name in ("agreed_on", "insured_on", "term_reason")}
    names = [name for name, value in told.items() if value is not None and value != getattr(before, name)]
    mentor = terms.mentor
    if mentor and not is_person(session, "placement", before.id, "mentor", mentor, vault=house.vault):
        names.append("mentor")
    return tuple(names)


def take_back_start(house: House, session: Session, placement: Placement, *, actor: Actor) -> None:
    """Take back the event `started` noted beside a placement, unless a call of the actor noted it too."""
    told = feedback_by_candidate(session, [placement.candidate_id], (FeedbackEvent.STARTED,))
    of_actor = [
        one
        for one in told.get(placement.candidate_id, [])
        if (one.post_id, one.actor.id) == (placement.post_id, actor.id)
        and one.happened_on == _start_told_on(house, placement, at=one.at)
    ]
    called_on = {
        local_day(one, house.outreach)
        for one in attempts_of(session, placement.candidate_id)
        if (one.result, one.post_id, one.actor.id) == (ContactResult.STARTED, placement.post_id, actor.id)
    }
    taken = [one for one in of_actor[-1:] if one.happened_on not in called_on]
    withdraw_feedback(session, taken, actor=actor, at=house.clock())


def _start_told_on(house: House, placement: Placement, *, at: datetime) -> date:
    """Give the day under which a start told at a moment is noted: its first day, or that of telling before it."""
    return min(placement.starts_on, house.day_of(at))


def _refuse_outsider(found: Eligibility) -> None:
    """Refuse somebody whom the programme does not admit, with what stands against each way in and what says so."""
    if found.verdict is not Verdict.NOT_ELIGIBLE:
        return
    reasons = [
        Phrase.of("{reason} ({source})", reason=check.reason, source=check.clause or Phrase("practice, not the text"))
        for way in found.ways
        for check in way.checks
        if check.status is Status.NOT_MET
    ]
    told = {
        "id": found.candidate_id,
        "day": found.as_of,
        "reasons": list({one.told(): one for one in reasons}.values()),
    }
    error = Conflict(
        "not placed, for {id} is not under this programme on {day}: {reasons}; to place them all the same: {field}",
        field="force",
        **told,
    )
    error.faults = (("force", Phrase("{id} is not under this programme on {day}: {reasons}", told)),)
    raise error


def _wanted(candidate_id: str, employer_id: str, post_id: str, terms: Terms) -> Placement:
    return Placement(
        id=placement_id(candidate_id, employer_id, terms.starts_on),
        candidate_id=candidate_id,
        employer_id=employer_id,
        post_id=post_id,
        starts_on=terms.starts_on,
        planned_end_on=terms.planned_end_on,
        agreed_on=terms.agreed_on,
        insured_on=terms.insured_on,
        term_reason=terms.term_reason,
    )


def _same(before: Placement, post_id: str, terms: Terms) -> Placement:
    """Give a placement that is stored already, unless it is told otherwise now."""
    told = replace(before, post_id=post_id, starts_on=terms.starts_on, planned_end_on=terms.planned_end_on)
    if told != before:
        raise Conflict("this start is stored as placement {id!r} with other terms: change it there", id=before.id)
    return before


def _note_start(house: House, session: Session, placement: Placement, *, actor: Actor) -> bool:
    """Note that the offer became a placement, on its first day, or today where that is to come; tell if it is new."""
    at = house.moment()
    started = Feedback(
        candidate_id=placement.candidate_id,
        post_id=placement.post_id or "",
        event=FeedbackEvent.STARTED,
        happened_on=_start_told_on(house, placement, at=at),
        actor=actor,
        at=at,
    )
    return bool(add_feedback(session, [started], actor=actor, at=house.clock()))


def change(house: House, session: Session, noted: Noted, id: str, *, actor: Actor, **days: date | None) -> Placement:
    """
    Record days of a placement (``ended_on``, ``contract_on``, ``contract_ended_on``); a day that is None stays.

    Raises:
        NotFound: there is no such placement.
        BadInput: a day breaks a rule.
        Conflict: it clashes with what is stored.
    """
    lock_sequence(session)
    before = get_placement(session, id)
    known = {name: day for name, day in days.items() if day is not None}
    wanted = accepted(house, replace(before, **known), before=before)  # type: ignore[arg-type]  # only days
    store(house, session, noted, PlacementEntry(wanted), actor=actor, source="command")
    return wanted


def store(house: House, session: Session, noted: Noted, entry: PlacementEntry, *, actor: Actor, source: str) -> None:
    """Store one placement that the rules let in, beside what is stored of its people."""
    _refuse_broken(house, session, noted, entry.placement)
    merge_placements(session, [entry], actor=actor, source=source, at=house.clock(), vault=house.vault)


def _refuse_broken(house: House, session: Session, noted: Noted, wanted: Placement) -> None:
    noted.refuse(wanted, judge(house, session, {wanted.id: wanted})[wanted.id])
