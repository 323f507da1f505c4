"""A city in which every table has a row of each district, of nobody's district, and of two employers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Integer, LargeBinary, SmallInteger, Table, insert

from data.store import Session
from data.tables import Base

HERE, THERE = "历下区", "市中区"
OWN, OTHER = "E1", "E2"
AT = datetime(2023, 8, 8, 9, 30, tzinfo=UTC)
PEOPLE = {"C1": HERE, "C2": HERE, "D1": THERE, "D2": THERE, "N1": None}
POSTS = {"P1": OWN, "P2": OTHER}
NAMES = {OWN: "第一公司", OTHER: "第二公司"}
SOMETHING: dict[type, Any] = {
    str: "x",
    bool: False,
    int: 1,
    float: 0.5,
    date: date(2023, 8, 1),
    datetime: AT,
    Decimal: Decimal(1),
}
PERSONS = {
    name: Base.metadata.tables[name]
    for name in ("candidates", "feedback", "contact_attempts", "caseloads", "placements", "claims", "personal_fields")
}
AGREED = ("C1", "D1")  # with the post of the first employer


def fill(session: Session, *, people: dict[str, str | None] = PEOPLE) -> None:
    """Put rows into every table, those of people for *people* alone."""
    for table in Base.metadata.sorted_tables:
        if table.name in ("sequence", "facts", "sealed_records", "finding_states", "fraud_findings", "log", "log_head"):
            continue
        for given in _given(table, people):
            session.execute(insert(table).values(row_of(table, **given)))


def _given(table: Table, people: dict[str, str | None]) -> Iterator[dict[str, Any]]:
    """Give what tells the rows of a table apart."""
    numbers = enumerate(NAMES, start=1)
    given: dict[str, Callable[[], Iterable[dict[str, Any]]]] = {
        "candidates": lambda: ({"id": id, "home_district": district} for id, district in people.items()),
        "posts": lambda: ({"id": id, "employer": NAMES[employer]} for id, employer in POSTS.items()),
        "employers": lambda: ({"id": id, "name": name} for id, name in NAMES.items()),
        "personal_fields": lambda: _personal(people),
        "feedback": lambda: map(_event, people),
        "jobs": lambda: ({"id": f"J-{one}", "actor_district": one} for one in (HERE, THERE, None)),
        "application_events": lambda: ({"id": n, "application_id": f"applications-{id}"} for n, id in numbers),
        "vectors": lambda: ({"encoder": 1},),
        "tombstones": lambda: ({"forgetting_id": "x"},),
    }
    if table.name in given:
        yield from given[table.name]()
    elif "candidate_id" in table.c:
        yield from (_of_person(table, id) for id in people)
    elif "employer_id" in table.c:
        is_number = isinstance(table.c.id.type, Integer)
        yield from ({"id": n if is_number else f"{table.name}-{id}", "employer_id": id} for n, id in numbers)
    elif "post_id" in table.c:
        yield from ({"post_id": id} for id in POSTS)
    else:
        yield {}


def _personal(people: dict[str, str | None]) -> Iterator[dict[str, Any]]:
    for noun, prefix in (("candidate", ""), ("placement", "placements-"), ("claim", "claims-")):
        yield from ({"noun": noun, "id": f"{prefix}{id}", "role": "self"} for id in people)
    yield from ({"noun": "post", "id": id, "role": "contact"} for id in POSTS)


def _event(id: str) -> dict[str, Any]:
    event = "interested" if id in AGREED else "shown"
    return {"id": _number(id), "candidate_id": id, "post_id": "P1", "event": event, "note": None}


def _of_person(table: Table, id: str) -> dict[str, Any]:
    employer = OWN if id in AGREED else OTHER
    given = {"id": f"{table.name}-{id}", "candidate_id": id, "employer_id": employer, "placement_id": f"L-{id}"}
    return {name: value for name, value in given.items() if name in table.c}


def _number(id: str) -> int:
    return list(PEOPLE).index(id) + 1


def row_of(table: Table, **given: Any) -> dict[str, Any]:
    """Make a row with something in each column that must have something."""
    row = {one.name: _something(one.type) for one in table.c if not one.nullable and not one.foreign_keys}
    return row | given


def _something(type_: Any) -> Any:
    if isinstance(type_, SmallInteger | Integer):
        return 1
    if isinstance(type_, LargeBinary):
        return b"\x01"
    values: dict[type, Any] = {
        str: "x",
        bool: False,
        int: 1,
        float: 0.5,
        date: date(2023, 8, 1),
        datetime: AT,
        Decimal: Decimal(1),
    }
    return values.get(_python_type(type_), {})


def _python_type(type_: Any) -> type:
    if type(type_).__name__ == "Moment":
        return datetime
    if type(type_).__name__ == "Yuan":
        return Decimal
    python: type = type_.python_type
    return python


def person_of(source: Any) -> Any:
    """Give the column of a table, or of what stands for it, that names a person."""
    return source.c.candidate_id if "candidate_id" in source.c else source.c.id


def is_foreign(row: Any) -> bool:
    """Tell whether a row names somebody of elsewhere; ids of what belongs to a person end with the person's."""
    told = (str(row.get(name, "")) for name in ("id", "candidate_id", "placement_id", "actor_district"))
    return any(one.endswith(("D1", "D2", "N1", THERE)) for one in told)
