"""A later extract of each registry of a synthetic city: some are gone, some are new, of some something else is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from data.synthetic.chance import Chance
from data.synthetic.people import IdNumbers
from data.synthetic.places import districts_by_people
from data.synthetic.registries import Member, invent_outsider
from data.synthetic.rolls import COLUMNS, Row, people_rows

AFTER = timedelta(days=30)
GONE, NEW, CHANGED = 0.03, 0.025, 0.02  # shares of a registry
KNOWN = 0.4  # share of the new who are candidates and stand in another registry
PLACES = frozenset({"所属区县", "所在区县", "户籍所在地", "生源地"})


@dataclass(frozen=True, slots=True)
class Roll:
    """A registry as written: its members and their rows, one each."""

    members: list[Member]
    rows: list[Row]


def later_rolls(rolls: Mapping[str, Roll], *, seed: int, numbers: IdNumbers, on: date, n: int) -> dict[str, Roll]:
    """
    Make the extracts of a month on.

    Args:
        rolls: of the city's day, by kind.
        seed: of the city.
        numbers: from which new people take theirs.
        on: the later day.
        n: people outside the candidates so far: their phones are taken.
    """
    candidates = [one for roll in rolls.values() for one in roll.members if one.candidate is not None]
    return {
        kind: _later(Chance(seed, f"later {kind}"), kind, roll, candidates, numbers, on, n + 10_000 * at)
        for at, (kind, roll) in enumerate(rolls.items())
    }


def _later(
    chance: Chance, kind: str, roll: Roll, candidates: Sequence[Member], numbers: IdNumbers, on: date, n: int
) -> Roll:
    members, rows = list[Member](), list[Row]()
    for member, row in zip(roll.members, roll.rows, strict=True):
        if chance.happens(GONE):
            continue
        members.append(member)
        rows.append(_moved(chance, kind, row) if chance.happens(CHANGED) else row)
    may_join = bool(candidates) and kind != "disabled"  # a certificate needs a disability
    known = {one.candidate for one in roll.members}
    for at in range(round(len(roll.members) * NEW)):
        found = chance.pick(candidates) if may_join and chance.happens(KNOWN) else None
        if found is None or found.candidate in known:
            found = invent_outsider(chance, numbers, n + at, on)
        known.add(found.candidate)
        members.append(found)
        rows += people_rows(chance, kind, [found], on=on)
    return Roll(members, [(str(at), *row[1:]) for at, row in enumerate(rows, 1)])


def _moved(chance: Chance, kind: str, row: Row) -> Row:
    """Let somebody have moved to another district."""
    place = next(at for at, name in enumerate(COLUMNS[kind]) if name in PLACES)
    home = chance.draw(districts_by_people())
    told = home.around or home.name
    return (*row[:place], f"济南市{told}" if row[place].startswith("济南市") else told, *row[place + 1 :])
