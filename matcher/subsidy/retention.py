"""The retention rate of an employer, which decides whether the raised rate of subsidy is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from matcher.editions import Edition
from matcher.months import full_months
from matcher.records import Placement
from matcher.subsidy.spells import as_known_on, is_retained, practice_end

TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Retention:
    """What became of the traineeships of one employer that ended in a year."""

    year: int
    n_ended: int  # that count, without those left out
    n_retained: int
    n_left_out: int  # left within the first months
    threshold_percent: int

    @property
    def percent(self) -> Decimal | None:
        """Give the rate to a tenth, for people to read; None = nothing that counts has ended."""
        if not self.n_ended:
            return None
        return (Decimal(100 * self.n_retained) / self.n_ended).quantize(TENTH, ROUND_HALF_UP)

    @property
    def reached(self) -> bool | None:
        """Tell whether the rate, unrounded, reaches what is asked for; None = there is no rate."""
        return 100 * self.n_retained >= self.threshold_percent * self.n_ended if self.n_ended else None


def retention_of(placements: Iterable[Placement], edition: Edition, *, year: int, known_on: date) -> Retention:
    """
    Count the placements that ended in a year and those retained, as the facts stood on a day.

    A traineeship that nobody ended ran until its planned end. Somebody who left before that, within the months that
    the edition names and without a contract, is left out; a short term that was served to its end counts. Who was
    employed from the first day on did no traineeship.

    Args:
        placements: of one employer.
        edition: whose rule counts.
        year: of the last day of practice.
        known_on: what happened after this day does not count.
    """
    known = [as_known_on(one, known_on) for one in placements]
    ended = [one for one in known if ended_in(one, known_on=known_on) == year]
    counted = [one for one in ended if not _left_early(one, edition)]
    return Retention(
        year=year,
        n_ended=len(counted),
        n_retained=sum(is_retained(one, edition) for one in counted),
        n_left_out=len(ended) - len(counted),
        threshold_percent=edition.subsidy.retention_percent,
    )


def ended_in(placement: Placement, *, known_on: date) -> int | None:
    """Give the year in which a traineeship ended by a day; None = it runs, or there was no day of practice."""
    end = practice_end(placement)
    return end.year if placement.starts_on <= end <= known_on else None


def _left_early(placement: Placement, edition: Edition) -> bool:
    end = practice_end(placement)
    left = end < placement.planned_end_on and not is_retained(placement, edition)
    return left and full_months(placement.starts_on, end) < edition.subsidy.leavers_under_months
