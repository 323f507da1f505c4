"""What is stored of links and what follows from it: comparisons settled, memberships worked out, decisions."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.house import House
from data import log
from data.store import (
    Session,
    delete_links,
    delete_memberships,
    get_link,
    iter_links,
    iter_memberships,
    links_of,
    links_with,
    lock_sequence,
    memberships_of,
    put_links,
    put_memberships,
)
from data.store.extracts import list_extracts, registers_of
from matcher.errors import Conflict
from matcher.links import Comparison, decide, settle, undo
from matcher.memberships import Registers, proven
from matcher.records import (
    Actor,
    Decided,
    Decision,
    Extract,
    ExtractState,
    Identity,
    Link,
    LinkState,
    Membership,
    Pairing,
)
from matcher.rivals import beside_others, others_beside

PURPOSE = "comparison with the registries"  # as it stands in the log
ID_BYTES = 8


@dataclass(frozen=True, slots=True)
class Stored:
    """What links and memberships there were before something changed, of some candidates or of all."""

    links: list[Link]
    memberships: dict[str, list[Membership]]


def new_id() -> str:
    """Make an id that tells nothing."""
    return secrets.token_hex(ID_BYTES)


def extracts_in_force(session: Session) -> tuple[Extract, ...]:
    """Give the extracts in force, by kind."""
    return tuple(one for one in list_extracts(session) if one.state is ExtractState.IN_FORCE)


def to_comparison(
    pairings: Sequence[Pairing],
    candidates: Sequence[Identity],
    found: Registers,
    *,
    version: str,
    at: datetime,
) -> Comparison:
    """Put together what was compared, with what came of it."""
    return Comparison(
        pairings=pairings,
        candidates={one.id: one for one in candidates},
        entries={one.id: one.identity for one in found.entries.values()},
        kinds={one.id: one.kind for one in found.entries.values()},
        lapsing=found.lapses.keys(),
        parameters=version,
        at=at,
    )


def stored_of(house: House, session: Session, candidate_ids: Sequence[str]) -> Stored:
    """Read the links and memberships of some candidates."""
    links = links_of(session, candidate_ids, vault=house.vault)
    return Stored(links, memberships_of(session, candidate_ids, vault=house.vault))


def stored_where(house: House, session: Session, wanted: Callable[[str], bool]) -> Stored:
    """Read the links and memberships of those candidates whose ids are *wanted*."""
    links = [one for one in iter_links(session, vault=house.vault) if wanted(one.pairing.candidate_id)]
    memberships: dict[str, list[Membership]] = {}
    for one in iter_memberships(session, vault=house.vault):
        if wanted(one.candidate_id):
            memberships.setdefault(one.candidate_id, []).append(one)
    return Stored(links, memberships)


def store_comparison(
    house: House, session: Session, comparison: Comparison, stored: Stored, *, registers: Registers
) -> int:
    """Store what a comparison found, with the memberships that follow, and count the links that changed."""
    settled = settle(comparison, stored.links, new_id=new_id)
    put_links(session, settled.put, vault=house.vault)
    delete_links(session, settled.gone)
    links = {one.id: one for one in stored.links} | {one.id: one for one in settled.put}
    for id in settled.gone:
        del links[id]
    derive(house, session, links.values(), stored.memberships, registers=registers)
    return len(settled.put) + len(settled.gone)


def store_beside_others(
    house: House, session: Session, comparison: Comparison, stored: Stored, *, registers: Registers
) -> int:
    """Store a comparison of some candidates as ``store_comparison`` does, and settle it with links of all others."""
    entries = {one.other_id for one in comparison.pairings}
    known = links_with(session, sorted(entries), vault=house.vault)
    others = [one for one in known if one.pairing.candidate_id not in comparison.candidates]
    n = store_comparison(house, session, beside_others(comparison, others), stored, registers=registers)
    changed = others_beside(comparison, others)
    put_links(session, changed.put, vault=house.vault)
    delete_links(session, changed.gone)
    touched = {*(one.id for one in changed.put), *changed.gone}
    derive_of(house, session, sorted({one.pairing.candidate_id for one in others if one.id in touched}))
    return n + len(touched)


def derive(
    house: House,
    session: Session,
    links: Iterable[Link],
    before: Mapping[str, Sequence[Membership]],
    *,
    registers: Registers,
) -> None:
    """Work the memberships of candidates out of all their links, and write those that differ from *before*."""
    of: dict[str, list[Link]] = {id: [] for id in before}
    for link in links:
        of.setdefault(link.pairing.candidate_id, []).append(link)
    changed: list[Membership] = []
    gone: list[str] = []
    for id, own in of.items():
        known = before.get(id, ())
        after = proven(own, registers, before=known, new_id=new_id)
        changed.extend(one for one in after if one not in known)
        gone.extend({one.id for one in known} - {one.id for one in after})
    put_memberships(session, changed, vault=house.vault)
    delete_memberships(session, gone)


def decide_link(house: House, session: Session, id: str, decision: Decision, *, note: str | None, actor: Actor) -> Link:
    """
    Let a person decide on a link, with what follows for the memberships at once.

    Raises:
        NotFound: there is no such link.
    """
    lock_sequence(session)
    decided = Decided(decision, actor.id, house.clock(), note)
    return _change(house, session, decide(get_link(session, id, vault=house.vault), decided), str(decision), actor)


def undo_decision(house: House, session: Session, id: str, *, actor: Actor) -> Link:
    """
    Take a person's decision back, with what follows for the memberships at once.

    Raises:
        NotFound: there is no such link.
        Conflict: nobody has decided on it.
    """
    lock_sequence(session)
    link = get_link(session, id, vault=house.vault)
    if link.decided is None:
        raise Conflict("link {id!r}: nobody has decided on it", id=id)
    return _change(house, session, undo(link), "undone", actor)


def _change(house: House, session: Session, link: Link, what: str, actor: Actor) -> Link:
    put_links(session, [link], vault=house.vault)
    derive_of(house, session, [link.pairing.candidate_id])
    log.record(
        session, actor=actor, action="decide", noun="link", id=link.id, details={"decision": what}, at=house.clock()
    )
    return link


def derive_of(house: House, session: Session, candidate_ids: Sequence[str]) -> None:
    """Work the memberships of some candidates out anew from what is stored."""
    stored = stored_of(house, session, candidate_ids)
    entries = {one.pairing.other_id for one in stored.links}
    registers = registers_of(session, entries, vault=house.vault)
    derive(house, session, stored.links, stored.memberships, registers=registers)


def drop_links(house: House, session: Session, candidate_id: str) -> None:
    """Remove the links and memberships of a candidate who goes."""
    stored = stored_of(house, session, [candidate_id])
    delete_links(session, [one.id for one in stored.links])
    delete_memberships(session, [one.id for one in stored.memberships.get(candidate_id, ())])


def last_linked_at(session: Session) -> datetime | None:
    """Tell when candidates were last compared with the registries; None = never."""
    line = log.newest_of(session, action="link", noun="link")
    return None if line is None else line.at


def count_links(house: House, session: Session) -> dict[str, dict[LinkState, int]]:
    """Count links by registry and state."""
    counted = Counter((one.kind, one.state) for one in iter_links(session, vault=house.vault))
    kinds = sorted({kind for kind, _ in counted})
    return {kind: {state: counted[kind, state] for state in LinkState} for kind in kinds}
