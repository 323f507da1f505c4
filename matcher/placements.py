"""Placements: what the rules refuse, each with its reason and clause, and how many are entered one after another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from matcher.editions import Edition, Validity
from matcher.errors import Phrase
from matcher.months import last_day_of
from matcher.records import Placement, Standing

MOST_DAYS_AHEAD = 366
"""A start further ahead than that is a slip of the pen: nobody agrees on a traineeship so early."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a placement breaks."""

    rule: str  # overlap, too_long, unusual_term, …
    field: str  # of the placement
    reason: Phrase
    clause: str | None = None  # of the edition in force on the first day; None = of no text, it contradicts itself
    other_ids: tuple[str, ...] = ()  # placements that it clashes with

    @property
    def told(self) -> Phrase:
        """Tell the reason with its clause."""
        if self.clause is None:
            return self.reason
        return Phrase.of("{reason} ({clause})", reason=self.reason, clause=self.clause)


@dataclass(frozen=True, slots=True)
class Facts:
    """
    What a placement is judged by, beside itself. None = unknown, and what is unknown refuses nothing.

    Attributes:
        edition: in force on its first day.
        of_person: the other placements of the person.
        of_post: the other placements of the post.
        headcount: of the post.
        is_of_employer: whether the post is the employer's.
        removed_on: the day from which the employer takes no new placements, as decided up to the first day.
        on: the day on which it is entered.
    """

    edition: Edition
    of_person: tuple[Placement, ...] = ()
    of_post: tuple[Placement, ...] = ()
    headcount: int | None = None
    is_of_employer: bool | None = None
    removed_on: date | None = None
    on: date | None = None


Rule = Callable[[Placement, Facts], Violation | None]


def end_before_start(placement: Placement, facts: Facts) -> Violation | None:
    """Refuse a term that is planned to end, or ended, before its first day."""
    start = placement.starts_on
    for field in ("planned_end_on", "ended_on"):
        end: date | None = getattr(placement, field)
        if end is not None and end < start:
            reason = Phrase.of("it ends on {end}, before it starts on {start}", end=end, start=start)
            return Violation("end_before_start", field, reason)
    return None


def start_far_ahead(placement: Placement, facts: Facts) -> Violation | None:
    """Refuse a first day more than a year after the day on which it is entered."""
    if facts.on is None or placement.starts_on - facts.on <= timedelta(days=MOST_DAYS_AHEAD):
        return None
    last = facts.on + timedelta(days=MOST_DAYS_AHEAD)
    reason = Phrase.of("the start on {start} is over a year ahead, after {last}", start=placement.starts_on, last=last)
    return Violation("start_far_ahead", "starts_on", reason)


def too_long(placement: Placement, facts: Facts) -> Violation | None:
    """Refuse a term over the longest one, as it was planned or as it was."""
    term, end = facts.edition.term, _furthest_day(placement)
    last = last_day_of(placement.starts_on, term.max_months)
    if end <= last or not _holds(term.valid, placement.starts_on):
        return None
    field = "planned_end_on" if placement.planned_end_on > last else "ended_on"
    reason = Phrase.of("over {n} months, which end on {last}", n=term.max_months, last=last)
    return Violation("too_long", field, reason, term.clause)


def unusual_term(placement: Placement, facts: Facts) -> Violation | None:
    """Refuse a planned term that is shorter or longer than usual and says not why; an early end is no short term."""
    term, start, end = facts.edition.term, placement.starts_on, placement.planned_end_on
    if placement.term_reason or not _holds(term.valid, start) or not start <= end:
        return None
    shortest, longest = last_day_of(start, term.usual_min_months), last_day_of(start, term.usual_max_months)
    if end < shortest:
        reason = Phrase.of("under {n} months, which end on {last}: say why", n=term.usual_min_months, last=shortest)
        return Violation("unusual_term", "term_reason", reason, term.clause)
    if longest < end <= last_day_of(start, term.max_months):
        reason = Phrase.of("over {n} months, which end on {last}: say why", n=term.usual_max_months, last=longest)
        return Violation("unusual_term", "term_reason", reason, term.clause)
    return None


def agreed_late(placement: Placement, facts: Facts) -> Violation | None:
    """Refuse an agreement signed after the first day; a day that is not known is none."""
    if placement.agreed_on is None or placement.agreed_on <= placement.starts_on:
        return None
    reason = Phrase.of(
        "the agreement of {agreed} is later than the start on {start}",
        agreed=placement.agreed_on,
        start=placement.starts_on,
    )
    return Violation("agreed_late", "agreed_on", reason, facts.edition.inspection.clause)


def contract_before_start(placement: Placement, facts: Facts) -> Violation | None:
    """Refuse a labour contract signed before the first day, or ended before it was signed."""
    contract, ended, start = placement.contract_on, placement.contract_ended_on, placement.starts_on
    if contract is not None and contract < start:
        reason = Phrase.of(
            "the labour contract of {contract} is before the start on {start}", contract=contract, start=start
        )
        return Violation("contract_before_start", "contract_on", reason)
    if contract is not None and ended is not None and ended < contract:
        reason = Phrase.of("the labour contract ends on {end}, before {contract}", end=ended, contract=contract)
        return Violation("contract_before_start", "contract_ended_on", reason)
    return None


def overlap(placement: Placement, facts: Facts) -> Violation | None:
    """Refuse a second placement of a person on any day of another; first and last day are days of practice."""
    others = sorted(
        (other for other in facts.of_person if _overlap(placement, other)), key=lambda one: (one.starts_on, one.id)
    )
    if not others:
        return None
    reason = Phrase.of(
        "this person is in placement {id} from {start} to {end}",
        id=others[0].id,
        start=others[0].starts_on,
        end=others[0].last_day,
    )
    return Violation("overlap", "starts_on", reason, other_ids=tuple(other.id for other in others))


def post_full(placement: Placement, facts: Facts) -> Violation | None:
    """Refuse more people in a post on any day than it has openings."""
    if facts.headcount is None:
        return None
    during = [other for other in facts.of_post if _overlap(placement, other)]
    for day in sorted({placement.starts_on, *(other.starts_on for other in during)}):
        there = [other.id for other in during if other.starts_on <= day <= other.last_day]
        if day >= placement.starts_on and len(there) >= facts.headcount:
            reason = Phrase.of("the post has {n} openings, all taken on {day}", n=facts.headcount, day=day)
            return Violation("post_full", "post_id", reason, other_ids=tuple(sorted(there)))
    return None


def post_of_another(placement: Placement, facts: Facts) -> Violation | None:
    """Refuse a post that another employer offers."""
    if facts.is_of_employer is not False:
        return None
    return Violation("post_of_another", "post_id", Phrase("the post is another employer's"))


def employer_removed(placement: Placement, facts: Facts) -> Violation | None:
    """Refuse an employer that was removed, from the day on which that takes effect."""
    if facts.removed_on is None or placement.starts_on < facts.removed_on:
        return None
    reason = Phrase.of("the employer is removed and takes nobody from {day} on", day=facts.removed_on)
    return Violation("employer_removed", "employer_id", reason, facts.edition.inspection.clause)


RULES: tuple[Rule, ...] = (
    end_before_start,
    start_far_ahead,
    too_long,
    unusual_term,
    agreed_late,
    contract_before_start,
    overlap,
    post_full,
    post_of_another,
    employer_removed,
)
CLASHES = frozenset({"overlap", "post_full", "post_of_another", "employer_removed"})
"""Rules that a placement breaks by what is stored beside it, not by itself."""


def refusals(placement: Placement, facts: Facts, *, rules: Sequence[Rule] = RULES) -> tuple[Violation, ...]:
    """Give every rule that a placement breaks; none = it stands."""
    return tuple(found for rule in rules if (found := rule(placement, facts)) is not None)


def removed_on(standings: Iterable[tuple[date, Standing]], day: date) -> date | None:
    """
    Tell since when an employer is removed, as of a day; None = it is not.

    Args:
        standings: what persons decided, with the day from which it holds; of one day the last one counts.
        day: decisions that take effect later are not looked at.
    """
    since: date | None = None
    for effective_on, standing in sorted(standings, key=lambda one: one[0]):
        if effective_on > day:
            break
        if standing is Standing.REMOVED:
            since = since or effective_on
        elif standing is Standing.RESTORED:
            since = None
    return since


@dataclass(frozen=True, slots=True)
class Draft:
    """A placement to be entered: as it shall be, as it stands (None = it is new), and the facts but for neighbours."""

    wanted: Placement
    before: Placement | None
    facts: Facts


class Way(StrEnum):
    """By which way a placement came to the door."""

    TYPED = "typed"  # by an officer, who reads the refusal
    PUT = "put"  # by a program
    FILE = "file"


@dataclass(frozen=True, slots=True)
class RefusedOverlap:
    """A placement that was refused because its person was in others: nothing of it is stored but this."""

    placement_id: str
    candidate_id: str
    employer_id: str
    starts_on: date
    last_day: date
    other_ids: tuple[str, ...]  # placements stored, or accepted before it

    @classmethod
    def of(cls, placement: Placement, violations: Iterable[Violation]) -> RefusedOverlap | None:
        """Give the overlap among the reasons of a refusal; None where there is none."""
        others = next((one.other_ids for one in violations if one.rule == "overlap"), None)
        if others is None:
            return None
        where = (placement.candidate_id, placement.employer_id, placement.starts_on, placement.last_day)
        return cls(placement.id, *where, others)


class Roll:
    """The placements of some people and posts as they stand, while more are judged and entered."""

    def __init__(self, placements: Iterable[Placement]) -> None:
        self._standing: dict[str, Placement] = {}
        self._of_person = defaultdict[str, set[str]](set)
        self._of_post = defaultdict[str | None, set[str]](set)
        for placement in placements:
            self._put(placement)

    def enter(self, drafts: Sequence[Draft]) -> list[tuple[Violation, ...]]:
        """
        Enter what the rules let in, in order, and give the reasons against each; none = it was entered.

        What is refused is tried again after the others, for one of them may have made room: an end brought forward
        counts wherever its row stands. A change is refused only for what it breaks anew: an end can be recorded though
        the employer has been removed since. No two drafts have one id.
        """
        against: list[tuple[Violation, ...]] = [()] * len(drafts)
        waiting = list(range(len(drafts)))
        while waiting:
            for at in waiting:
                against[at] = self._judge(drafts[at])
                if not against[at]:
                    self._put(drafts[at].wanted)
            refused = [at for at in waiting if against[at]]
            if len(refused) == len(waiting):
                break
            waiting = refused
        return against

    def _judge(self, draft: Draft) -> tuple[Violation, ...]:
        found = refusals(draft.wanted, self._with_neighbours(draft.wanted, draft.facts))
        if draft.before is None or not found:
            return found
        before = refusals(draft.before, self._with_neighbours(draft.before, draft.facts))
        broken = {one.rule: one.other_ids for one in before}
        return tuple(one for one in found if one.rule not in broken or set(one.other_ids) - set(broken[one.rule]))

    def _with_neighbours(self, placement: Placement, facts: Facts) -> Facts:
        person = self._others(self._of_person[placement.candidate_id], placement)
        post = self._others(self._of_post[placement.post_id], placement) if placement.post_id else ()
        return replace(facts, of_person=person, of_post=post)

    def _others(self, ids: Iterable[str], placement: Placement) -> tuple[Placement, ...]:
        return tuple(self._standing[id] for id in sorted(ids) if id != placement.id)

    def _put(self, placement: Placement) -> None:
        old = self._standing.get(placement.id)
        if old is not None:
            self._of_person[old.candidate_id].discard(old.id)
            self._of_post[old.post_id].discard(old.id)
        self._standing[placement.id] = placement
        self._of_person[placement.candidate_id].add(placement.id)
        self._of_post[placement.post_id].add(placement.id)


def overlaid(stored: Placement | None, told: Placement) -> Placement:
    """Give what is stored with what is told over it; what is not told stays."""
    if stored is None:
        return told
    known: Mapping[str, object] = {
        name: value for name in Placement.__slots__ if (value := getattr(told, name)) is not None
    }
    return replace(stored, **known)  # type: ignore[arg-type]  # values of the same fields


def _furthest_day(placement: Placement) -> date:
    return max(placement.planned_end_on, placement.last_day)


def _overlap(one: Placement, other: Placement) -> bool:
    return one.starts_on <= other.last_day and other.starts_on <= one.last_day


def _holds(valid: Validity, day: date) -> bool:
    """Tell whether a rule is used for a day: until it lapses, and before it too, for no older text is known here."""
    return valid.until is None or day <= valid.until
