"""The names by which the log calls people: random, each linked to the person in a table of its own until forgotten."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.log.chain import lock_head
from data.tables import LogNameRow

PERSON = "candidate"
OF_ONE_PERSON = frozenset({"candidate", "membership"})  # nouns whose id is that of a candidate
NAMING = frozenset({"candidate_id", "candidate_ids", "people", "given_up", "restored", "known_as"})
"""Keys of details under which ids of candidates stand: one, a list, or a mapping from one to another."""
SHAPE = re.compile(r"~[0-9a-f]{24}")
CHUNK = 1_000
NAMES = cast(Table, LogNameRow.__table__)


def names_of(session: Session, noun: str, ids: Iterable[str]) -> dict[str, str]:
    """Give the log's name of each of *ids*, making one for whoever has none yet; *session* may write."""
    asked = list(dict.fromkeys(ids))
    names = _linked(session, noun, asked)
    new = [id for id in asked if id not in names and not SHAPE.fullmatch(id)]
    if new:
        lock_head(session)  # else two who name the same people in another order would wait for each other for ever
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        rows = [{"name": _new_name(), "noun": noun, "person_id": id} for id in new]
        session.connection().execute(insert(NAMES).on_conflict_do_nothing(), rows)
        names |= _linked(session, noun, new)  # another transaction may have been faster before the lock
    return {id: names.get(id, id) for id in asked}  # what is a name already stays one


def known_names(session: Session, noun: str, ids: Iterable[str]) -> dict[str, str]:
    """Give the log's name of each of *ids* who has one."""
    return _linked(session, noun, list(dict.fromkeys(ids)))


def forget_name(session: Session, noun: str, id: str) -> bool:
    """Break the link between a person and the log's name for ever, and tell whether there was one; no line changes."""
    gone = delete(NAMES).where(NAMES.c.noun == noun, NAMES.c.person_id == id).returning(NAMES.c.name)
    return session.execute(gone).first() is not None


def name_of(session: Session, noun: str, id: str) -> str | None:
    """Give the log's name of a person, to look lines up by; None = no line names that one."""
    return _linked(session, noun, [id]).get(id)


def hide(session: Session, lines: Sequence[dict[str, Any]]) -> None:
    """Put names in place of people's ids, in ``record_id`` and ``details`` of lines."""
    people = [one for line in lines for one in (_own(line), *people_in(line["details"])) if one is not None]
    names = names_of(session, PERSON, people)
    for line in lines:
        if (own := _own(line)) is not None:
            line["record_id"] = names[own]
        line["details"] = _swap_named(line["details"], lambda one: names.get(one, one))


def _own(line: Mapping[str, Any]) -> str | None:
    """Give the id of a line where it is that of a person."""
    id: str | None = line["record_id"]
    return id if line["noun"] in OF_ONE_PERSON else None


def stand_ins(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Give a name that is linked to nobody for each of *ids* that has none: of people who are gone by now."""
    asked = [id for id in dict.fromkeys(ids) if not SHAPE.fullmatch(id)]
    known = _linked(session, PERSON, asked)
    return {id: _new_name() for id in asked if id not in known}


def _new_name() -> str:
    return f"~{secrets.token_hex(12)}"


def people_behind(session: Session, lines: Iterable[tuple[str | None, Mapping[str, Any]]]) -> dict[str, str]:
    """Give who stands behind the names of lines (id, details), where the link is still there."""
    names = [one for id, details in lines for one in (id, *people_in(details)) if one and SHAPE.fullmatch(one)]
    found = dict[str, str]()
    for chunk in _chunks(list(dict.fromkeys(names))):
        wanted = select(NAMES.c.name, NAMES.c.person_id).where(NAMES.c.name.in_(chunk))
        found |= {row.name: row.person_id for row in session.execute(wanted)}
    return found


def show(details: Mapping[str, Any], people: Mapping[str, str]) -> dict[str, Any]:
    """Give details with ids in place of the names of *people*."""
    return _swap_named(details, lambda one: people.get(one, one))


def _linked(session: Session, noun: str, ids: Sequence[str]) -> dict[str, str]:
    found = dict[str, str]()
    for chunk in _chunks(ids):
        wanted = select(NAMES.c.person_id, NAMES.c.name).where(NAMES.c.noun == noun, NAMES.c.person_id.in_(chunk))
        found |= {row.person_id: row.name for row in session.execute(wanted)}
    return found


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def people_in(value: object, *, named: bool = False) -> Iterator[str]:
    """Give every id, or name, of a person in details, however deep it stands."""
    if isinstance(value, str):
        if named:
            yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            if named:
                yield str(key)
            yield from people_in(one, named=named or key in NAMING)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from people_in(one, named=named)


def _swap_named(details: Mapping[str, Any], to: Callable[[str], str]) -> dict[str, Any]:
    return {key: (_swap_all if key in NAMING else _swap_below)(one, to) for key, one in details.items()}


def _swap_below(value: Any, to: Callable[[str], str]) -> Any:
    if isinstance(value, Mapping):
        return _swap_named(value, to)
    return [_swap_below(one, to) for one in value] if isinstance(value, (list, tuple)) else value


def _swap_all(value: Any, to: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return to(value)
    if isinstance(value, Mapping):
        return {to(key): _swap_all(one, to) for key, one in value.items()}
    return [_swap_all(one, to) for one in value] if isinstance(value, (list, tuple)) else value
