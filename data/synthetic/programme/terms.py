"""The terms of a traineeship: when it starts, how long it was to last, how it ended, and its row in a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from stdnum import luhn

from data.synthetic.chance import Chance, fill_bag
from data.synthetic.employers import Unit
from data.synthetic.programme.applicants import Applicant
from data.synthetic.words import read_words
from matcher.months import add_months, last_day_of

PLACED_COLUMNS: tuple[str, ...] = tuple(read_words("programme")["columns"]["placements"])

DAY = timedelta(days=1)
LEAVERS = 0.08  # share who leave before the end
EARLY = 0.25  # share of those retained who are signed before a term of over three months ends
ELSEWHERE = 0.3  # share of those not retained who find work with others
SHORT_LIVED = 0.15  # share of contracts long enough ago that have ended since
BEFORE = 3  # full months that a contract before the end waits for
SOON = 25  # days ahead for which agreements are signed

# starts by calendar month: those who leave school in June are placed from July on
SEASON = (1.0, 0.6, 1.8, 1.4, 1.0, 0.8, 3.0, 2.8, 2.4, 1.8, 1.4, 1.0)
UNNAMED = fill_bag([(3, 50.0), (6, 40.0), (4, 5.0), (5, 5.0)])
BANKS = ("629901", "629902", "629903", "629904", "629905")  # beginnings of our own making
CARDS = 10**12


@dataclass(frozen=True, slots=True)
class Fate:
    """How a traineeship went; *work* is where the person is employed today: own, elsewhere or none."""

    planned_end_on: date
    ended_on: date | None = None
    contract_on: date | None = None
    contract_ended_on: date | None = None
    work: str = "none"


@dataclass(frozen=True, slots=True)
class Placed:
    """One traineeship of one person, as it stands on the city's day."""

    applicant: Applicant
    unit: Unit
    post_id: str
    mentor: str
    agreed_on: date
    starts_on: date
    insured_on: date | None
    card: str
    reason: str
    fate: Fate

    def last_practised(self, on: date) -> date:
        """Give the last day of practice until a day."""
        return self.fate.ended_on or min(self.fate.planned_end_on, on)


def draw_start(chance: Chance, *, first: date, on: date) -> date:
    """Draw a day from *first* until a few weeks from now, as busy as the season, the first of a month or a weekday."""
    day = first
    for _ in range(20):
        day = first + timedelta(days=chance.below((on - first).days + SOON))
        if chance.happens(SEASON[day.month - 1] / max(SEASON)):
            break
    if chance.happens(0.4) and day.replace(day=1) >= first:
        return day.replace(day=1)
    weekend = max(0, day.weekday() - 4)
    return day - timedelta(days=weekend) if day - timedelta(days=weekend) >= first else day


def draw_months(chance: Chance, named: tuple[int, ...]) -> int:
    """Draw the months of a term within what the post names."""
    return chance.between(named[0], named[-1]) if named else chance.draw(UNNAMED)


def draw_fate(chance: Chance, start: date, months: int, *, keeps: float, on: date) -> Fate:
    """Draw how a traineeship goes until today; *keeps* is the share of trainees that its employer retains."""
    planned = last_day_of(start, months)
    if start > on:
        return Fate(planned)
    if chance.happens(LEAVERS):
        left = start + timedelta(days=chance.between(12, (planned - start).days - 8))
        if left < on:
            return Fate(planned, left, work="elsewhere" if _findable(left, on) and chance.happens(0.5) else "none")
    if chance.happens(keeps):
        return _retained(chance, start, planned, on)
    if planned >= on:
        return Fate(planned)
    found = _findable(planned, on) and chance.happens(ELSEWHERE)
    return Fate(planned, planned, work="elsewhere" if found else "none")


def _findable(ended: date, on: date) -> bool:
    return (on - ended).days > 20


def _retained(chance: Chance, start: date, planned: date, on: date) -> Fate:
    first, last = add_months(start, BEFORE), planned - timedelta(days=10)
    if first < last and chance.happens(EARLY):
        contract = first + timedelta(days=chance.below((last - first).days))
        ended = contract - DAY
    else:
        ended = planned
        contract = planned + timedelta(days=1 if chance.happens(0.5) else chance.between(2, 24))
    if contract > on:
        return Fate(planned, planned if planned < on else None)
    gone = _gone_on(chance, ended, on)
    if gone is None:
        return Fate(planned, ended, contract, work="own")
    return Fate(
        planned, ended, contract, gone, work="elsewhere" if _findable(gone, on) and chance.happens(0.5) else "none"
    )


def _gone_on(chance: Chance, ended: date, on: date) -> date | None:
    """Draw when a contract ended, at the earliest a season after its year's difference was paid; None = it runs."""
    first = date(ended.year + 1, 8, 5)
    if first >= on or not chance.happens(SHORT_LIVED):
        return None
    return first + timedelta(days=chance.below((on - first).days))


def write_reason(chance: Chance, months: int, *, usual: tuple[int, int]) -> str:
    """Say why a term is shorter or longer than usual, months from and to; nothing where it is not."""
    words: dict[str, list[str]] = read_words("programme")["reasons"]
    if months < usual[0]:
        return chance.pick(words["short"])
    return chance.pick(words["long"]) if months > usual[1] else ""


def write_card(n: int) -> str:
    """Write the n-th person's bank card: nineteen digits whose last checks the others (Luhn)."""
    body = f"{BANKS[n % len(BANKS)]}{(n * 618_033_988_751 + 141_421_356_237) % CARDS:012d}"
    return body + luhn.calc_check_digit(body)


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""


def placed_rows(placed: list[Placed]) -> Iterator[tuple[str, ...]]:
    """Write traineeships as rows of a file in the order of PLACED_COLUMNS."""
    for n, one in enumerate(placed, 1):
        fate = one.fate
        yield (
            f"SX{n:06d}",
            one.applicant.id_number,
            one.unit.uscc,
            one.post_id,
            one.agreed_on.isoformat(),
            one.starts_on.isoformat(),
            fate.planned_end_on.isoformat(),
            _written(fate.ended_on),
            one.mentor,
            _written(one.insured_on),
            _written(fate.contract_on),
            _written(fate.contract_ended_on),
            one.card,
            one.reason,
        )
