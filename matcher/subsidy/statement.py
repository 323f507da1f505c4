"""The worked statement of one employer: every line of subsidy that is due, its sums, and what was left out and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from matcher.editions import Edition
from matcher.errors import Phrase
from matcher.records import ClaimKind, Employer, Placement, Post
from matcher.subsidy.holds import Case, held
from matcher.subsidy.lines import Line, difference_of, lines_of
from matcher.subsidy.retention import Retention, ended_in, retention_of
from matcher.subsidy.spells import Spell, as_known_on, practice_end, spells_apart

K = TypeVar("K")
KINDS = tuple(ClaimKind)


@dataclass(frozen=True, slots=True)
class Omitted:
    """A placement without any line, and why."""

    placement_id: str
    candidate_id: str
    reason: Phrase


@dataclass(frozen=True, slots=True)
class Statement:
    """
    What one employer has due in the settlement of a year, as the facts stood on a day.

    A month of practice stands in the year of the month; the months left after a contract stand in the year of the
    contract; the difference stands in the year in which the traineeship ended, whose retention rate decides on it.
    """

    employer_id: str
    year: int
    settled_on: date
    edition: str
    lines: tuple[Line, ...]  # placement by placement as they began, kind by kind, ascending by month
    retention: Retention
    omitted: tuple[Omitted, ...] = ()
    notes: tuple[Phrase, ...] = ()
    elsewhere: frozenset[tuple[str, ClaimKind]] = frozenset()  # persons with lines of a kind in another settlement

    @property
    def total_yuan(self) -> Decimal:
        """Give the sum of all lines."""
        return total(self.lines)

    @property
    def payable_yuan(self) -> Decimal:
        """Give the sum of the lines that nothing holds."""
        return sum((line.payable_yuan for line in self.lines), Decimal(0))

    @property
    def by_placement(self) -> dict[str, Decimal]:
        """Give the sum of each placement."""
        return _sums(self.lines, lambda line: line.placement_id)

    @property
    def by_month(self) -> dict[date, Decimal]:
        """Give the sum of each month, ascending."""
        return dict(sorted(_sums(self.lines, lambda line: line.month).items()))

    @property
    def by_kind(self) -> dict[ClaimKind, Decimal]:
        """Give the sum of each kind, 0 where there is none of it; the difference is paid as this one sum."""
        return dict.fromkeys(KINDS, Decimal(0)) | _sums(self.lines, lambda line: line.kind)


def work_out(
    placements: Iterable[Placement],
    employer: Employer,
    edition: Edition,
    *,
    settled_on: date,
    year: int,
    posts: Mapping[str, Post] | None = None,
) -> Statement:
    """
    Work out what an employer has due for a year.

    Args:
        placements: all those of the employer; others are passed over.
        employer: whose district counts where that of a post is unknown.
        edition: whose rules count, whichever was in force when a placement began.
        settled_on: months of practice are worked out up to this day, and what happened later has not happened.
        year: of the settlement.
        posts: by id, for the district of the workplace.

    Raises:
        NotFound: the edition has no minimum wage for a month.
    """
    own = [as_known_on(one, settled_on) for one in placements if one.employer_id == employer.id]
    every = tuple(_work_lines(own, employer, edition, settled_on, posts or {}))
    lines = tuple(line for line in every if line.year == year)
    lined = {line.placement_id for line in every}
    return Statement(
        employer_id=employer.id,
        year=year,
        settled_on=settled_on,
        edition=edition.id,
        lines=lines,
        retention=retention_of(own, edition, year=year, known_on=settled_on),
        omitted=tuple(_omitted(one, edition, settled_on) for one in own if one.id not in lined),
        notes=tuple(_notes(lines, edition)),
        elsewhere=frozenset((line.candidate_id, line.kind) for line in every if line.year != year),
    )


def due_in_months(
    placements: Iterable[Placement],
    employer: Employer,
    edition: Edition,
    *,
    settled_on: date,
    first_month: date,
    last_month: date,
    posts: Mapping[str, Post] | None = None,
) -> tuple[Line, ...]:
    """
    Work out what an employer has due for a range of months, in whichever settlement a line stands.

    Args:
        placements: as in ``work_out``, and so are those not named here.
        employer: whose placements they are.
        edition: whose rules count.
        settled_on: as in ``work_out``.
        first_month: the first day of the first month.
        last_month: the first day of the last month, which is part of the range.
        posts: by id.
    """
    own = [as_known_on(one, settled_on) for one in placements if one.employer_id == employer.id]
    every = _work_lines(own, employer, edition, settled_on, posts or {})
    return tuple(line for line in every if first_month <= line.month <= last_month)


def total(lines: Iterable[Line]) -> Decimal:
    """Give the sum of lines, 0 for none."""
    return sum((line.amount_yuan for line in lines), Decimal(0))


def _work_lines(
    own: Sequence[Placement], employer: Employer, edition: Edition, settled_on: date, posts: Mapping[str, Post]
) -> Iterator[Line]:
    raised = _years_raised(own, edition, settled_on)
    for spell in spells_apart(own, edition, settled_on):
        case = Case(spell.placement, employer, edition, settled_on, spell.cut_by)
        lines = list(_plain_lines(spell, edition, _district(spell.placement, employer, posts)))
        yield from (held(line, case) for line in lines)
        ended = ended_in(spell.placement, known_on=settled_on)
        if ended in raised and spell.kind is ClaimKind.MONTHLY:
            yield from (held(difference_of(line, edition, year=ended), case) for line in lines)


def _plain_lines(spell: Spell, edition: Edition, district: str | None) -> Iterator[Line]:
    signed = spell.placement.contract_on
    year = signed.year if spell.kind is ClaimKind.REMAINING and signed is not None else None
    return lines_of(spell, edition, year=year, district=district)


def _years_raised(own: Sequence[Placement], edition: Edition, settled_on: date) -> frozenset[int]:
    """Give the years whose retention rate reaches what the raised rate wants."""
    years = {year for one in own if (year := ended_in(one, known_on=settled_on)) is not None}
    return frozenset(year for year in years if retention_of(own, edition, year=year, known_on=settled_on).reached)


def _district(placement: Placement, employer: Employer, posts: Mapping[str, Post]) -> str | None:
    """Give the district of the workplace, by its division code rather than its zone; else that of the employer."""
    post = posts.get(placement.post_id) if placement.post_id is not None else None
    return (post and (post.district or post.zone)) or employer.district


def _omitted(placement: Placement, edition: Edition, settled_on: date) -> Omitted:
    rule_ends_on = edition.subsidy.valid.until
    if rule_ends_on is not None and rule_ends_on < placement.starts_on:
        reason = Phrase.of("the rule on the subsidy was in force until {day}", day=rule_ends_on)
    elif placement.starts_on > settled_on:
        reason = Phrase.of("it begins only on {day}", day=placement.starts_on)
    elif practice_end(placement) < placement.starts_on:
        reason = Phrase.of("it has no day of practice: it ends, or a contract is signed, before or on its first day")
    else:
        reason = Phrase.of("all its days stand in another placement of the same person")
    return Omitted(placement.id, placement.candidate_id, reason)


def _notes(lines: Sequence[Line], edition: Edition) -> Iterator[Phrase]:
    since = edition.subsidy.valid.since
    if any(line.kind is not ClaimKind.REMAINING and line.first < since for line in lines):
        yield Phrase.of("days before {day} are worked out by this edition, since no older text is kept here", day=since)


def _sums(lines: Iterable[Line], cut: Callable[[Line], K]) -> dict[K, Decimal]:
    sums: dict[K, Decimal] = {}
    for line in lines:
        sums[cut(line)] = sums.get(cut(line), Decimal(0)) + line.amount_yuan
    return sums
