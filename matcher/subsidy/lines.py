"""One line of subsidy: a placement in a calendar month, its amount, and the formula that anybody can work again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from matcher.editions import Edition
from matcher.errors import Phrase
from matcher.months import months_of, n_days_of
from matcher.records import ClaimKind
from matcher.subsidy.spells import Spell

FEN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a line is worked out and yet not payable."""

    reason: Phrase
    clause: str


@dataclass(frozen=True, slots=True)
class Line:
    """What is due for one placement, calendar month and kind. Amounts are exact to the fen."""

    placement_id: str
    candidate_id: str
    kind: ClaimKind
    year: int  # in whose settlement it stands
    month: date  # its first day
    first: date  # the days that earn, both included
    last: date
    month_days: int  # of the calendar month
    district: str | None  # whose minimum wage counts; None = unknown, the wage of those not named
    wage_yuan: Decimal
    percent: int
    amount_yuan: Decimal
    clause: str
    formula: str
    holds: tuple[Hold, ...] = ()

    @property
    def days(self) -> int:
        """Count the days that earn."""
        return (self.last - self.first).days + 1

    @property
    def fraction(self) -> Fraction:
        """Give the part of the month, in (0, 1]."""
        return Fraction(self.days, self.month_days)

    @property
    def payable_yuan(self) -> Decimal:
        """Give what may be paid as the facts stand."""
        return Decimal(0) if self.holds else self.amount_yuan


def part_of_wage(wage_yuan: Decimal, percent: int, days: int, month_days: int) -> Decimal:
    """
    Work out a percentage of a monthly wage for some days of a month, to the fen.

    A month counts as days that earn ÷ days of that calendar month. A whole month is thus exactly the percentage,
    whatever its length, and no day weighs more than another of its month; counting every month as 30 days, or as
    21.75 working days, would pay a February less and a month of 31 days more than the rate. Rounded once, at the end,
    half a fen up, as amounts in yuan are.
    """
    return (wage_yuan * percent * days / (100 * month_days)).quantize(FEN, ROUND_HALF_UP)


def lines_of(spell: Spell, edition: Edition, *, year: int | None = None, district: str | None) -> Iterator[Line]:
    """
    Work out the months of a spell of days at the edition's rate.

    The wage in force on the first day of a calendar month is that of the whole month: a rise within a month counts
    from the next one on.

    Args:
        spell: of practice, or of the days left after a contract.
        edition: whose rates, wages and clauses count.
        year: of the settlement; None = that of each month.
        district: of the workplace.

    Raises:
        NotFound: the edition has no wage for a month.
    """
    remainder = edition.remainder if spell.kind is ClaimKind.REMAINING else None
    rule = remainder or edition.subsidy
    for month in months_of(spell.first, spell.last):
        n = n_days_of(month)
        first, last = max(spell.first, month), min(spell.last, month.replace(day=n))
        wage, days = edition.wage_on(district, month).month_yuan, (last - first).days + 1
        amount = part_of_wage(wage, rule.percent, days, n)
        yield Line(
            placement_id=spell.placement.id,
            candidate_id=spell.placement.candidate_id,
            kind=spell.kind,
            year=month.year if year is None else year,
            month=month,
            first=first,
            last=last,
            month_days=n,
            district=district,
            wage_yuan=wage,
            percent=rule.percent,
            amount_yuan=amount,
            clause=rule.clause,
            formula=f"{wage:.2f} × {rule.percent}% × {days}/{n} = {amount}",
        )


def difference_of(line: Line, edition: Edition, *, year: int) -> Line:
    """
    Work out the difference to the raised rate for a month of practice.

    It is the month at the raised rate, rounded, less the month at the rate paid, rounded: so both together are the
    raised rate to the fen, month by month and in every sum, which rounding the difference by itself would miss.
    """
    raised, days, n = edition.subsidy.raised_percent, line.days, line.month_days
    whole = part_of_wage(line.wage_yuan, raised, days, n)
    amount = whole - line.amount_yuan
    written = f"{line.wage_yuan:.2f} × {raised}% × {days}/{n} - {line.amount_yuan} = {whole} - {line.amount_yuan}"
    return replace(
        line,
        kind=ClaimKind.DIFFERENCE,
        year=year,
        percent=raised - line.percent,
        amount_yuan=amount,
        clause=edition.subsidy.clause,
        formula=f"{written} = {amount}",
    )
