"""Facts of the outside world that a city edits as data, each with its source; and how they are loaded."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from data.files.headers import Headers, comparable
from matcher.merging import Precedence
from matcher.occupations import Family, Field, Occupations
from matcher.places import Area, Gazetteer
from matcher.priority_groups import PriorityGroup, PriorityGroups, RegistryKind
from matcher.workdays import Workdays


@cache
def load_gazetteer() -> Gazetteer:
    """Load the districts and functional zones of the city."""
    facts = _facts("districts.toml")
    return Gazetteer(
        city=facts["city"],
        province=facts["province"],
        districts=tuple(_area(entry) for entry in facts["district"]),
        zones=tuple(_area(entry) for entry in facts["zone"]),
        others=tuple(facts["elsewhere"]["names"].split()),
    )


@cache
def load_map() -> tuple[tuple[str, ...], ...]:
    """Load roughly how the areas of the city lie: rows from north to south, each from west to east; "" = nothing."""
    return tuple(tuple(row) for row in _facts("map.toml")["rows"])


def _facts(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))


def _area(entry: dict[str, Any]) -> Area:
    words = {key: tuple(value) for key, value in entry.items() if isinstance(value, list)}
    return Area(name=entry["name"], code=entry.get("code"), **words)


@cache
def load_occupations() -> Occupations:
    """
    Load the fields and families of work, and the words that name them.

    Raises:
        BadInput: the table contradicts itself.
    """
    found = (entry for entry in files(__name__).joinpath("occupations").iterdir() if entry.name.endswith(".toml"))
    tables = [tomllib.loads(entry.read_text(encoding="utf-8")) for entry in sorted(found, key=lambda entry: entry.name)]
    return Occupations.of(tuple(_field(entry) for table in tables for entry in table["field"]))


def _field(entry: dict[str, Any]) -> Field:
    families = tuple(_family(one) for one in entry["family"])
    return Field(entry["name"], families, titles=tuple(entry.get("titles", ())))


def _family(entry: dict[str, Any]) -> Family:
    words = {key: tuple(entry.get(key, ())) for key in ("titles", "near", "not")}
    return Family(entry["name"], words["titles"], near=words["near"], unlike=words["not"])


@cache
def load_headers(noun: str, needs: tuple[tuple[str, ...], ...]) -> Headers:
    """Load what the columns of a file of one noun may be called; *needs*: see Headers."""
    facts = _facts("headers.toml")
    return Headers(
        names={key: tuple(names) for key, names in facts[noun].items()},
        needs=needs,
        ignored=(*facts["ignored"]["names"], *facts["printed"].get(noun, ())),
        foreign=_foreign(noun, facts),
        elsewhere=tuple(name for kind in facts["foreign"] for names in facts[kind].values() for name in names),
        units={comparable(name): unit for name, unit in facts["units"].items()},
    )


def _foreign(noun: str, facts: dict[str, Any]) -> tuple[str, ...]:
    """List the columns that tell a file of another kind: never one that files of *noun* have."""
    own = {comparable(name) for names in facts[noun].values() for name in names}
    telling = (name for kind, names in facts["telling"].items() if kind != noun for name in names)
    return tuple(name for name in (*facts["foreign"][noun], *telling) if comparable(name) not in own)


@cache
def load_precedence() -> Precedence:
    """Load in which order sources count on who somebody is."""
    facts = _facts("sources.toml")
    return Precedence(facts["as_of"], tuple(tuple(source["words"]) for source in facts["source"]))


@cache
def load_workdays() -> Workdays:
    """Load the public holidays of the years whose notice is out."""
    years = _facts("holidays.toml")["year"]
    return Workdays(
        years=frozenset(one["year"] for one in years),
        holidays=frozenset(
            day for one in years for holiday in one["holidays"] for day in _days(holiday["first"], holiday["last"])
        ),
        made_up=frozenset(day for one in years for day in one["made_up"]),
    )


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@cache
def load_priority_groups() -> PriorityGroups:
    """Load the priority groups, the registries that prove them, and the words by which a row states one."""
    facts = _facts("priority_groups.toml")
    return PriorityGroups(
        groups={one["code"]: _group(one) for one in facts["group"]},
        kinds={one["kind"]: _registry(one) for one in facts["registry"]},
        stated_by={word: one["group"] for one in facts["word"] for word in one["words"]},
        ended=tuple(word for one in facts["ended"] for word in one["words"]),
        **facts["extracts"],
    )


def _group(entry: dict[str, Any]) -> PriorityGroup:
    return PriorityGroup(
        code=entry["code"],
        name=entry["name"],
        english=entry["english"],
        since=entry["from"],
        until=entry.get("until"),
        months=entry.get("months"),
        source=entry["source"],
    )


def _registry(entry: dict[str, Any]) -> RegistryKind:
    return RegistryKind(
        code=entry["kind"],
        name=entry["name"],
        english=entry["english"],
        proves=tuple(entry["proves"]),
        is_stated=entry["stated"],
        notice_days=entry["notice_days"],
    )
