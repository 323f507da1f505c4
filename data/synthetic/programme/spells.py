"""Spells of social insurance of those placed: with the employer that kept them, or with others before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from data.synthetic.chance import Chance
from data.synthetic.employers import Unit
from data.synthetic.programme.terms import Placed
from data.synthetic.words import read_words

SPELL_COLUMNS: tuple[str, ...] = tuple(read_words("programme")["columns"]["employment"])
WORKED_BEFORE = 0.16
WORKED_AFTER = 0.1  # share of those out of work today who had some in between
LEAST = 60  # days between school and the start for there to have been work


@dataclass(frozen=True, slots=True)
class Spell:
    """One spell; *until* None = it runs."""

    id_number: str
    employer: str
    since: date
    until: date | None


def _days(chance: Chance, first: date, last: date) -> date:
    return first + timedelta(days=chance.below(max(1, (last - first).days)))


def _other(chance: Chance, units: list[Unit], own: Unit) -> str:
    names = [chance.pick(units).name for _ in range(3)]
    return next((name for name in names if name != own.name), "济南市人力资源服务中心")


def _before(chance: Chance, one: Placed, units: list[Unit]) -> Iterator[Spell]:
    """Work before the start, and before the day of registering as unemployed."""
    person = one.applicant
    registered = person.registered_on
    first = max(person.left_on + timedelta(days=31), date(person.birth_on.year + 17, 1, 1))
    last = min(one.starts_on, registered or one.starts_on) - timedelta(days=10)
    if (last - first).days > LEAST and chance.happens(WORKED_BEFORE):
        since = _days(chance, first, last - timedelta(days=30))
        yield Spell(person.id_number, _other(chance, units, one.unit), since, _days(chance, since, last))


def _after(chance: Chance, one: Placed, units: list[Unit], on: date) -> Iterator[Spell]:
    fate, id_number = one.fate, one.applicant.id_number
    if fate.ended_on is None:
        return
    free = fate.ended_on + timedelta(days=1)
    if fate.contract_on is not None:
        yield Spell(id_number, one.unit.name, fate.contract_on, fate.contract_ended_on)
        free = (fate.contract_ended_on or on) + timedelta(days=1)
    if fate.work == "elsewhere":
        yield Spell(id_number, _other(chance, units, one.unit), _days(chance, free, on), None)
    registered = one.applicant.registered_on
    last = min(on, registered if registered and registered > free else on)
    if fate.work == "none" and (last - free).days > LEAST and chance.happens(WORKED_AFTER):
        since = _days(chance, free, last - timedelta(days=30))
        yield Spell(id_number, _other(chance, units, one.unit), since, _days(chance, since, last))


def invent_spells(chance: Chance, placed: list[Placed], units: list[Unit], *, on: date) -> Iterator[Spell]:
    """Invent the spells of those placed: none touches a traineeship of the person."""
    first: dict[int, Placed] = {}
    last: dict[int, Placed] = {}
    for one in sorted(placed, key=lambda one: one.starts_on):
        first.setdefault(one.applicant.n, one)
        last[one.applicant.n] = one
    for n, one in first.items():
        yield from _before(chance, one, units)
        yield from _after(chance, last[n], units, on)


def spell_rows(chance: Chance, placed: list[Placed], units: list[Unit], *, on: date) -> Iterator[tuple[str, ...]]:
    """Write spells as rows of a file in the order of SPELL_COLUMNS."""
    spells = list(invent_spells(chance, placed, units, on=on))
    for one in sorted(spells, key=lambda one: (one.since, one.id_number)):
        yield one.id_number, one.employer, one.since.isoformat(), one.until.isoformat() if one.until else ""
