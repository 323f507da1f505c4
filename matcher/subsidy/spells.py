"""The days of a traineeship that earn subsidy: those practised, and those left after a contract signed early."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from matcher.editions import Edition
from matcher.months import ONE_DAY, full_months, last_day_of
from matcher.records import ClaimKind, Placement

HAPPENED = ("agreed_on", "ended_on", "insured_on", "contract_on", "contract_ended_on")  # days of a placement


@dataclass(frozen=True, slots=True)
class Spell:
    """Days of one placement that earn one kind of subsidy, both days included."""

    placement: Placement
    kind: ClaimKind  # MONTHLY or REMAINING
    first: date
    last: date
    cut_by: str | None = None  # a placement of the same person that has the days before *first* already


def as_known_on(placement: Placement, day: date) -> Placement:
    """Give a placement as it stood on a day: what happened later has not happened yet."""
    later: dict[str, Any] = {
        name: None for name in HAPPENED if (on := getattr(placement, name)) is not None and on > day
    }
    return replace(placement, **later) if later else placement


def term_end(placement: Placement, edition: Edition) -> date:
    """Give the last day of the term as agreed, and at most the last one that the edition allows."""
    return min(placement.planned_end_on, last_day_of(placement.starts_on, edition.term.max_months))


def practice_end(placement: Placement) -> date:
    """
    Give the last day of practice, which is never after the planned end.

    A contract ends the practice: its day is the first one of employment.
    """
    end = min(placement.last_day, placement.planned_end_on)
    if placement.contract_on is not None and placement.contract_on <= end:
        end = placement.contract_on - ONE_DAY
    return end


def is_retained(placement: Placement, edition: Edition) -> bool:
    """Tell whether the employer signed a contract during the term or within the days of grace after its end."""
    grace = timedelta(days=edition.subsidy.contract_grace_days)
    signed = placement.contract_on
    return signed is not None and placement.starts_on < signed <= practice_end(placement) + grace


def earns_remainder(placement: Placement, edition: Edition) -> bool:
    """
    Tell whether the months left of the term are paid for.

    They are where the contract is signed within the term, on a day in the rule's validity, after the full months of
    practice that the rule wants. Practice that ended longer ago than the days of grace was no reason for the contract.
    """
    rule, signed = edition.remainder, placement.contract_on
    if rule is None or signed is None or not rule.valid.covers(signed) or not is_retained(placement, edition):
        return False
    practised = full_months(placement.starts_on, practice_end(placement))
    return practised >= rule.after_months and signed <= term_end(placement, edition)


def spells_of(placement: Placement, edition: Edition, settled_on: date) -> Iterator[Spell]:
    """
    Give the days that a placement earns for: practice up to the settlement day, and all days left after a contract.

    The days left are earned by the contract alone, so they reach beyond the settlement day. After the last day of the
    rule on the subsidy no practice earns; how long the days left do, is the other rule's to say.
    """
    end, rule_ends_on = term_end(placement, edition), edition.subsidy.valid.until or date.max
    last = min(practice_end(placement), end, settled_on, rule_ends_on)
    if placement.starts_on <= last:
        yield Spell(placement, ClaimKind.MONTHLY, placement.starts_on, last)
    if placement.contract_on is not None and earns_remainder(placement, edition):
        yield Spell(placement, ClaimKind.REMAINING, placement.contract_on, end)


def spells_apart(placements: Iterable[Placement], edition: Edition, settled_on: date) -> Iterator[Spell]:
    """Give the days of several placements, none of them twice for one person: the placement that began first has it."""
    covered: dict[str, tuple[date, str]] = {}
    for placement in sorted(placements, key=lambda one: (one.starts_on, one.id)):
        for spell in spells_of(placement, edition, settled_on):
            until, by = covered.get(placement.candidate_id, (date.min, ""))
            if by not in ("", placement.id) and spell.first <= until:
                spell = replace(spell, first=until + ONE_DAY, cut_by=by)
            if spell.first <= spell.last:
                yield spell
            if spell.last > until:
                covered[placement.candidate_id] = spell.last, placement.id
