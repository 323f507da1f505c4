"""What becomes of pairs of candidates when they are compared anew: joined by themselves, asked about, or left alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from matcher.links import fingerprint
from matcher.records import Band, Duplicate, DuplicateState, Identity, LinkHow, Pairing

ANOTHER_NAME = frozenset({"surname", "given_name", "differs"})  # levels of a name that are another name
LIKE_A_SIBLING = frozenset({"one_character", "shortened"})
DIFFERS = "differs"
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Looks:
    """
    One comparison of candidates with each other.

    Attributes:
        pairings: alike enough to be joined or asked about, each once, the smaller id first.
        people: all who were compared, by id.
        looked_at: ids of those all of whose pairs were compared.
        at: when.
    """

    pairings: Sequence[Pairing]
    people: Mapping[str, Identity]
    looked_at: Collection[str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Proposals:
    """What is to be done: pairs to be joined at once, pairs that wait for a person, ids of those that are gone."""

    join: tuple[Duplicate, ...]
    put: tuple[Duplicate, ...]
    gone: tuple[str, ...]


def joins_by_itself(pairing: Pairing) -> bool:
    """
    Tell whether two candidates are joined without asking anybody: the same sound ID number, and no other name or birth.

    A number that stands in another's row by mistake shows by the name; so whatever else agrees, a person is asked then.
    A name that differs by one character is a slip only where the phone is the same: the birth date is in the number.
    """
    levels = {one.field: one.level for one in pairing.compared}
    agrees = levels.get("name") not in ANOTHER_NAME and levels.get("birth") != DIFFERS
    if levels.get("name") in LIKE_A_SIBLING and levels.get("phone") != "same":
        return False
    return pairing.how is LinkHow.EXACT and pairing.band is Band.LINKED and agrees


def propose(looks: Looks, before: Iterable[Duplicate], *, new_id: Callable[[], str]) -> Proposals:
    """
    Settle what a comparison found with the pairs known already.

    A pair that a person kept apart, or whose merge was taken back, is asked about again only when who either of them is
    has changed, and is never joined by itself. A pair that waits and is alike no more is gone.

    Args:
        looks: the comparison.
        before: the pairs known of those who were looked at.
        new_id: gives the id of a new pair.
    """
    known = {one.ids: one for one in before}
    found = {(one.candidate_id, one.other_id): one for one in looks.pairings}
    join: list[Duplicate] = []
    put: list[Duplicate] = []
    for ids, pairing in found.items():
        one = _told(looks, pairing, known.get(ids), new_id)
        if one is None or one == known.get(ids):
            continue
        if one.decided is None and joins_by_itself(pairing):
            join.append(one)
        else:
            put.append(one)
    gone = (one.id for ids, one in known.items() if _is_gone(looks, one) and ids not in found)
    return Proposals(tuple(join), tuple(put), tuple(gone))


def _told(looks: Looks, pairing: Pairing, known: Duplicate | None, new_id: Callable[[], str]) -> Duplicate | None:
    """Give a pair as it is to be asked about or joined; None = it was answered for these data."""
    seen = fingerprint(looks.people[pairing.candidate_id], looks.people[pairing.other_id])
    if known is None:
        return Duplicate(new_id(), pairing, seen, DuplicateState.REVIEW, looks.at)
    if known.fingerprint == seen and known.state is not DuplicateState.JOINED:
        return known if known.pairing == pairing else _unless_decided(known, pairing)
    return replace(known, pairing=pairing, fingerprint=seen, state=DuplicateState.REVIEW, at=looks.at)


def _unless_decided(known: Duplicate, pairing: Pairing) -> Duplicate | None:
    return None if known.state is DuplicateState.APART else replace(known, pairing=pairing)


def _is_gone(looks: Looks, one: Duplicate) -> bool:
    there = all(id in looks.people for id in one.ids)
    return one.state is DuplicateState.REVIEW and (not there or any(id in looks.looked_at for id in one.ids))
