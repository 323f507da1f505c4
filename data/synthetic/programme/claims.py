"""Claims of subsidy: what employers are due for their trainees, month by month, and when they ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from data.synthetic.chance import Chance
from data.synthetic.programme.terms import Placed
from data.synthetic.words import read_words
from matcher.editions import Edition
from matcher.months import add_months, months_of, n_days_of

CLAIM_COLUMNS: tuple[str, ...] = tuple(read_words("programme")["columns"]["claims"])
FEN = Decimal("0.01")
DAY = timedelta(days=1)
NEVER = 0.03  # share of employers that do not ask
QUARTERLY = 0.15  # share that ask once a quarter
UNMARKED = 0.2  # share that leave the kind of a monthly claim out


@dataclass(frozen=True, slots=True)
class Habit:
    """How an employer asks: how many days after the month, every how many months, whether it names the kind."""

    asks: bool
    after: int
    every: int
    monthly: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One claim; *month* None where it is for no single month."""

    placed: Placed
    month: date | None
    amount: Decimal
    kind: str
    claimed_on: date
    paid_on: date | None


def month_amount(edition: Edition, district: str, first: date, last: date, *, percent: int) -> Decimal:
    """Give what is due for the days of one calendar month, both included: by days of the month, half up to the fen."""
    month = first.replace(day=1)
    wage = edition.wage_on(district, month).month_yuan
    days = (last - first).days + 1
    return (wage * percent * days / (100 * n_days_of(month))).quantize(FEN, ROUND_HALF_UP)


def _parts(first: date, last: date) -> Iterator[tuple[date, date]]:
    for month in months_of(first, last):
        yield max(month, first), min(add_months(month, 1) - DAY, last)


def _habit(chance: Chance) -> Habit:
    return Habit(
        asks=not chance.happens(NEVER),
        after=chance.between(1, 12),
        every=3 if chance.happens(QUARTERLY) else 1,
        monthly="" if chance.happens(UNMARKED) else "按月",
    )


def _monthly(chance: Chance, one: Placed, habit: Habit, edition: Edition, on: date) -> Iterator[Asked]:
    percent = edition.subsidy.percent
    for first, last in _parts(one.starts_on, one.last_practised(on)):
        month = first.replace(day=1)
        due = add_months(month, habit.every - (month.month - 1) % habit.every)
        claimed = due + timedelta(days=habit.after + chance.below(3))
        if claimed <= on:
            amount = month_amount(edition, one.unit.district.name, first, last, percent=percent)
            yield Asked(one, month, amount, habit.monthly, claimed, _paid(chance, claimed, on))


def _paid(chance: Chance, claimed: date, on: date) -> date | None:
    paid = claimed + timedelta(days=chance.between(8, 26))
    return paid if paid <= on else None


def _remaining(chance: Chance, one: Placed, edition: Edition, on: date) -> Iterator[Asked]:
    rule, signed, planned = edition.remainder, one.fate.contract_on, one.fate.planned_end_on
    if rule is None or signed is None or signed > planned or not rule.valid.covers(signed):
        return
    claimed = signed + timedelta(days=chance.between(8, 30))
    if claimed <= on:
        district = one.unit.district.name
        amount = sum(
            (month_amount(edition, district, a, b, percent=rule.percent) for a, b in _parts(signed, planned)), Decimal()
        )
        yield Asked(one, None, amount, "剩余期限", claimed, _paid(chance, claimed, on))


def _counted(one: Placed, edition: Edition) -> bool:
    """Tell whether somebody who finished counts for the rate: who left within the first months does not."""
    ended = one.fate.ended_on
    stayed = add_months(one.starts_on, edition.subsidy.leavers_under_months) - DAY
    return ended is not None and (ended >= stayed or ended >= one.fate.planned_end_on)


def retention_percent(ended: list[Placed], edition: Edition) -> Decimal | None:
    """Give the share retained of an employer's traineeships that ended, in percent; None = none counts."""
    counted = [one for one in ended if _counted(one, edition)]
    retained = [one for one in counted if one.fate.contract_on is not None]
    return Decimal(100 * len(retained)) / len(counted) if counted else None


def _difference(one: Placed, edition: Edition) -> Decimal:
    rule, district = edition.subsidy, one.unit.district.name
    return sum(
        (
            month_amount(edition, district, a, b, percent=rule.raised_percent)
            - month_amount(edition, district, a, b, percent=rule.percent)
            for a, b in _parts(one.starts_on, one.fate.ended_on or one.fate.planned_end_on)
        ),
        Decimal(),
    )


def _differences(chance: Chance, placed: list[Placed], edition: Edition, on: date) -> Iterator[Asked]:
    years: dict[int, list[Placed]] = {}
    for one in placed:
        if one.fate.ended_on:
            years.setdefault(one.fate.ended_on.year, []).append(one)
    for year, ended in years.items():
        claimed = date(year + 1, 1, 10) + timedelta(days=chance.between(0, 70))
        paid = claimed + timedelta(days=chance.between(12, 40))
        rate = retention_percent(ended, edition)
        if claimed <= on and rate is not None and rate >= edition.subsidy.retention_percent:
            for one in ended:
                amount = _difference(one, edition)
                yield Asked(one, None, amount, "差额", claimed, paid if paid <= on else None)


def invent_claims(chance: Chance, placed: list[Placed], *, edition: Edition, on: date) -> list[Asked]:
    """Invent what employers asked for until a day, by the day on which they asked."""
    houses: dict[str, list[Placed]] = {}
    for one in placed:
        houses.setdefault(one.unit.uscc, []).append(one)
    asked: list[Asked] = []
    for own in houses.values():
        habit = _habit(chance)
        if habit.asks:
            for one in own:
                asked += _monthly(chance, one, habit, edition, on)
                asked += _remaining(chance, one, edition, on)
            asked += _differences(chance, own, edition, on)
    return sorted(asked, key=lambda one: (one.claimed_on, one.placed.unit.uscc, one.placed.applicant.n))


def claim_rows(chance: Chance, placed: list[Placed], *, edition: Edition, on: date) -> Iterator[tuple[str, ...]]:
    """Write claims as rows of a file in the order of CLAIM_COLUMNS."""
    for one in invent_claims(chance, placed, edition=edition, on=on):
        yield (
            one.placed.unit.name,
            one.placed.applicant.id_number,
            f"{one.month:%Y-%m}" if one.month else "",
            f"{one.amount:.2f}",
            one.claimed_on.isoformat(),
            one.paid_on.isoformat() if one.paid_on else "",
            one.kind,
        )
