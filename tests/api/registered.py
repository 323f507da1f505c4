"""People in a house and in registries, for the tests of links: nobody of them exists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from api.house import House
from data.store import iter_links, memberships_of, put_candidates
from data.store.extracts import new_extract_id, store_extract
from matcher.records import (
    Actor,
    Candidate,
    CandidateEntry,
    Extract,
    ExtractState,
    Identity,
    Link,
    Membership,
    Person,
    RegistryEntry,
)

OFFICER = Actor("officer-1", "caseworker", "历下区")
AUGUST, SEPTEMBER = date(2023, 8, 1), date(2023, 9, 1)
WANG = Person("王芳", "370102200105120040", "13800000001")
BLURRED = Person("王芳", "370102200105120067", "13800000001")  # hers but for another, valid number: a person decides
OTHER = Person("李娜", "370102200012120033", "13800000003")


def put(house: House, id: str, person: Person, *, birth_on: date = date(2001, 5, 12), district: str = "历下区") -> None:
    """Store a candidate."""
    candidate = Candidate(id, birth_on=birth_on, sex="female", home_district=district)
    with house.database.begin() as session:
        put_candidates(
            session,
            [CandidateEntry(candidate, person)],
            actor=OFFICER,
            source="test",
            at=house.clock(),
            vault=house.vault,
        )


def entry(
    id: str, person: Person, *, kind: str = "low_income", group: str = "low_income", birth: str | None = "2001-05-12"
) -> RegistryEntry:
    """Make an entry of a registry."""
    identity = Identity(id, person.name, person.id_number, person.phone, "female", birth, "历下区")
    return RegistryEntry(id, kind, group, identity)


def hand_in(house: House, entries: Sequence[RegistryEntry], *, kind: str = "low_income", as_of: date = AUGUST) -> None:
    """Let an extract of a registry wait for the next linking."""
    extract = Extract(
        new_extract_id(), kind, as_of, ExtractState.WAITING, len(entries), "名册.xlsx", house.clock(), OFFICER
    )
    digest = house.vault.digest(repr((as_of, entries)).encode())
    with house.database.begin() as session:
        store_extract(session, extract, entries, digest=digest, vault=house.vault)


def links(house: House) -> list[Link]:
    """Give all links."""
    with house.database.read() as session:
        return list(iter_links(session, vault=house.vault))


def memberships(house: House, candidate_id: str) -> list[Membership]:
    """Give the memberships of a candidate."""
    with house.database.read() as session:
        return memberships_of(session, [candidate_id], vault=house.vault).get(candidate_id, [])
