"""One person read in full by somebody who says what for, with a line in the log."""

from __future__ import annotations

from typing import Literal

from api.house import House
from data.store import get_candidate, get_employer, get_post
from data.store.people import read_person
from matcher.records import Actor, Person


def reveal_candidate(house: House, id: str, *, actor: Actor, purpose: str) -> Person | None:
    """
    Give who a candidate is, every value in full; None = nobody is stored there.

    Raises:
        NotFound: there is no such candidate, or not in the actor's district.
        BadInput: no purpose is given, or one that would tell a priority group.
    """
    with house.database.begin() as session:
        candidate = get_candidate(session, id)
        told = {"actor": actor, "purpose": purpose, "at": house.clock()}
        return read_person(session, "candidate", candidate.id, "self", vault=house.vault, **told)  # type: ignore[arg-type]  # by name


def reveal_contact(
    house: House, noun: Literal["post", "employer"], id: str, *, actor: Actor, purpose: str
) -> Person | None:
    """
    Give whom to reach about a post or at an employer, every value in full; None = nobody is stored there.

    Raises:
        NotFound: there is no such post or employer, or not within the actor's scope.
        BadInput: no purpose is given, or one that would tell a priority group.
    """
    with house.database.begin() as session:
        stored = get_post(session, id) if noun == "post" else get_employer(session, id)
        told = {"actor": actor, "purpose": purpose, "at": house.clock()}
        return read_person(session, noun, stored.id, "contact", vault=house.vault, **told)  # type: ignore[arg-type]  # by name
