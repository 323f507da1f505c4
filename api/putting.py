"""Putting one record over HTTP: what is stored is read, compared and replaced in one transaction under one lock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from pydantic import BaseModel

from api.conditions import Change
from api.deps import SOURCE
from api.house import House
from api.persons import People, to_people
from data.store import Noun, Session, Tally, lock_sequence, masked_person, renamed_people
from matcher.errors import Conflict
from matcher.records import Actor, Person

B = TypeVar("B", bound=BaseModel)
E = TypeVar("E")
A = TypeVar("A", bound=BaseModel)

Place = tuple[str, str]  # (role, field)


def masked_people(
    house: House, session: Session, noun: Noun, id: str, roles: Iterable[str]
) -> dict[str, Person | None]:
    """Give the people kept with a record by role, masked; None where nobody is."""
    return {role: masked_person(session, noun, id, role, vault=house.vault) for role in roles}


def put_record(
    house: House,
    noun: Noun,
    id: str,
    body: B,
    *,
    actor: Actor,
    field_of: Mapping[str, str],
    to_entry: Callable[[House, Session, str, B, People], E],
    is_other: Callable[[Session, E], bool],
    put: Callable[..., Tally],
    answer: Callable[[House, Session, str], A],
    change: Change,
) -> tuple[A, int]:
    """
    Put a record in place of what is stored under its id, and give the answer and its HTTP status.

    Args:
        house: where it goes.
        noun: what it is.
        id: of the address.
        body: as it was sent.
        actor: who puts it.
        field_of: role of a person kept with the record → field of the body.
        to_entry: makes the entry of the body, in the light of what is stored.
        is_other: tells whether the entry is another employer's than what is stored.
        put: of the store, for this noun.
        answer: tells what is stored then.
        change: what the client has seen of it.

    Raises:
        Refusal: what is stored is not what the client has seen.
        BadInput: the body contradicts itself or what is stored.
        Conflict: personal values that the body leaves out would become somebody else's.
    """
    with house.database.begin() as session:
        lock_sequence(session)  # what is compared now is what is replaced
        change.refuse_unseen(session, lambda: answer(house, session, id))
        people = to_people(body, masked_people(house, session, noun, id, field_of), field_of=field_of)
        entry = to_entry(house, session, id, body, people)
        if people.unsent and is_other(session, entry):
            raise Conflict(
                "{fields}: stored with another employer; send each whole, as it is masked, or null",
                fields=_named(people.unsent, field_of),
            )
        if left := people.left_to(renamed_people(session, noun, id, people.names, vault=house.vault)):
            raise Conflict(
                "{fields}: stored with another name; send each whole, as it is masked, or null",
                fields=_named(left, field_of),
            )
        tally = put(
            session, [entry], actor=actor, source=SOURCE, at=house.moment(), vault=house.vault, kept=people.kept
        )
        return answer(house, session, id), 201 if tally.added else 200


def _named(places: Iterable[Place], field_of: Mapping[str, str]) -> tuple[str, ...]:
    """Name places as the body does."""
    return tuple(f"{field_of[role]}.{field}" for role, field in sorted(places))
