"""What a person may see of a link and of memberships: covered, or whole after a line in the log that says why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from api.house import House
from data import log
from data.reference import load_priority_groups
from data.store import (
    Reveal,
    Session,
    candidates_by_id,
    get_candidate,
    get_link,
    iter_links,
    iter_particulars,
    memberships_of,
    read_purpose,
)
from data.store.extracts import registers_of
from data.store.particulars import COMPARED
from data.vault import mask
from matcher.memberships import own_memberships
from matcher.records import Actor, Identity, Link, LinkState, Membership, RegistryEntry

YEAR = 4  # characters of a birth date that stay open
AT_A_TIME = 500


@dataclass(frozen=True, slots=True, repr=False)
class Sides:
    """A link with both records that were compared; None = it is no longer there."""

    link: Link
    candidate: Identity | None
    entry: Identity | None
    is_whole: bool = False  # revealed, not covered
    registered: RegistryEntry | None = None  # what the registry says; only where it was revealed


def list_links(
    house: House, session: Session, state: LinkState, *, after: str = "", limit: int, district: str | None = None
) -> list[Link]:
    """Give links of one state by id, at most *limit*; *district*: only of candidates who live there."""
    found: list[Link] = []
    for page in _pages(house, session, state, after):
        homes = candidates_by_id(session, [one.pairing.candidate_id for one in page]) if district else {}
        for one in page:
            home = homes.get(one.pairing.candidate_id)
            if district is None or (home is not None and home.home_district == district):
                found.append(one)
        if len(found) >= limit:
            break
    return found[:limit]


def note_listed(house: House, session: Session, found: Sequence[Link], *, purpose: str | None, actor: Actor) -> None:
    """
    Note in one line of the log that links on which somebody, or the comparison, has decided are listed, and why.

    Raises:
        BadInput: no purpose is given, or one that cannot be stored.
    """
    ids = log.sealed_digest((one.id for one in found), seal=house.vault.seal)
    details = {"purpose": read_purpose(purpose or ""), "n": len(found), "ids_keyed": ids}
    log.record(session, actor=actor, action="reveal", noun="link", id=None, details=details, at=house.clock())


def _pages(house: House, session: Session, state: LinkState, after: str) -> Iterator[list[Link]]:
    while page := list(iter_links(session, state=state, after=after, limit=AT_A_TIME, vault=house.vault)):
        yield page
        after = page[-1].id


def covered_link(house: House, session: Session, id: str) -> Sides:
    """
    Give a link with both records covered, and without the registry.

    Raises:
        NotFound: there is no such link.
    """
    sides = _sides(house, session, get_link(session, id, vault=house.vault))
    return replace(sides, candidate=_covered(sides.candidate), entry=_covered(sides.entry), registered=None)


def revealed_link(house: House, session: Session, id: str, *, purpose: str, actor: Actor) -> Sides:
    """
    Give a link with both records whole, after a line in the log that names the link and neither person nor registry.

    Raises:
        NotFound: there is no such link.
        BadInput: no purpose is given, or one that cannot be stored.
    """
    link = get_link(session, id, vault=house.vault)
    details = {"purpose": read_purpose(purpose), "fields": list(COMPARED)}
    log.record(session, actor=actor, action="reveal", noun="link", id=id, details=details, at=house.clock())
    return replace(_sides(house, session, link), is_whole=True)


def revealed_memberships(
    house: House, session: Session, candidate_id: str, *, purpose: str, actor: Actor
) -> list[Membership]:
    """
    Give the groups of one candidate, those that lapsed too, after a line in the log that does not name them.

    Raises:
        NotFound: there is no such candidate.
        BadInput: no purpose is given, or one that cannot be stored.
    """
    candidate = get_candidate(session, candidate_id)
    details = {"purpose": read_purpose(purpose)}
    log.record(
        session, actor=actor, action="reveal", noun="membership", id=candidate_id, details=details, at=house.clock()
    )
    held = memberships_of(session, [candidate_id], vault=house.vault).get(candidate_id, [])
    own = own_memberships(candidate, load_priority_groups().groups.values(), house.today())
    return sorted([*held, *own], key=lambda one: (one.group, one.registry or ""))


def _sides(house: House, session: Session, link: Link) -> Sides:
    id = link.pairing.candidate_id
    leave = Reveal("candidate", "self", COMPARED, frozenset([id]))
    candidate = next(iter_particulars(session, leave, vault=house.vault), None)
    found = registers_of(session, [link.pairing.other_id], vault=house.vault)
    entry = found.entries.get(link.pairing.other_id)
    if entry is None:
        lapses = found.lapses.get(link.pairing.other_id, ())
        entry = lapses[0].entry if lapses else None
    return Sides(link, candidate, None if entry is None else entry.identity, registered=entry)


def _covered(one: Identity | None) -> Identity | None:
    if one is None:
        return None
    hidden = {name: mask(name, value) for name in COMPARED if (value := getattr(one, name)) is not None}
    birth = None if one.birth is None else one.birth[:YEAR]
    return replace(one, **hidden, birth=birth)
