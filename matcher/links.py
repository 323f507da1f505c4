"""What becomes of links when both sides are compared anew: kept, asked again, or gone; and what a person decides."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from matcher.linkage.numbers import bare_number, person_part
from matcher.linkage.traits import traits_of
from matcher.records import Band, Decided, Decision, Identity, Link, LinkHow, Pairing

Pair = tuple[str, str]  # ids of the candidate and of the entry


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    One comparison of candidates with entries, whole or of some candidates.

    Attributes:
        pairings: linked and to review.
        candidates: all that were compared, by id.
        entries: all in force, by id.
        kinds: of the registry of each entry.
        lapsing: ids of entries that prove a membership until its notice is over.
        parameters: version of those that it was weighed with.
    """

    pairings: Sequence[Pairing]
    candidates: Mapping[str, Identity]
    entries: Mapping[str, Identity]
    kinds: Mapping[str, str]
    lapsing: Collection[str]
    parameters: str
    at: datetime

    def without(self, candidate_ids: Collection[str]) -> Comparison:
        """Give the comparison of all other candidates."""
        if not candidate_ids:
            return self
        pairings = [one for one in self.pairings if one.candidate_id not in candidate_ids]
        left = {id: one for id, one in self.candidates.items() if id not in candidate_ids}
        return replace(self, pairings=pairings, candidates=left)


@dataclass(frozen=True, slots=True)
class Settled:
    """What is to be written: links new or changed, and the ids of those that are gone."""

    put: tuple[Link, ...]
    gone: tuple[str, ...]


def fingerprint(candidate: Identity, entry: Identity) -> str:
    """
    Tell what was compared apart from any other, however it is written.

    It holds hashes of personal values, so it is kept sealed.
    """
    sides = [_as_compared(candidate), _as_compared(entry)]
    return hashlib.sha256(json.dumps(sides, ensure_ascii=False).encode()).hexdigest()


def _as_compared(one: Identity) -> list[object]:
    told = traits_of(one)
    number = told.number or (person_part(bare_number(one.id_number)) if one.id_number else None)
    return [told.name, number, told.phone, told.sex, told.year, told.month, told.day, told.district]


def settle(compared: Comparison, before: Iterable[Link], *, new_id: Callable[[], str]) -> Settled:
    """
    Settle what a comparison found with the links that there were.

    A person's decision stands while neither side changed. After that a person is asked again, and the question stays
    until it is answered or the data are what was decided on again; nobody is asked where the pair now links by itself
    as the person decided, or is alike no more and was decided to be different. Of links whose entry is in no extract
    those stay that a person decided, for the entry may come back, and those of memberships that lapse.

    Args:
        compared: the comparison.
        before: the links of the candidates compared.
        new_id: gives the id of a new link.
    """
    found = {(one.candidate_id, one.other_id): one for one in compared.pairings}
    put: list[Link] = []
    gone: list[str] = []
    for link in before:
        pairing = found.pop(_pair(link), None)
        after = _again(compared, link, pairing)
        if after is None:
            gone.append(link.id)
        elif after != link:
            put.append(after)
    put.extend(_new(compared, pairing, new_id()) for pairing in found.values())
    return Settled(tuple(put), tuple(gone))


def standing(
    links: Iterable[Link], candidates: Mapping[str, Identity], entries: Mapping[str, Identity]
) -> dict[Pair, Decision]:
    """Give what a person decided on the data as they are now."""
    found: dict[Pair, Decision] = {}
    for link in links:
        candidate, entry = (side.get(id) for side, id in zip((candidates, entries), _pair(link), strict=True))
        answer = _answer(link)
        if answer is None or candidate is None or entry is None:
            continue
        decided, on = answer
        if on == fingerprint(candidate, entry):
            found[_pair(link)] = decided.decision
    return found


def _pair(link: Link) -> Pair:
    return link.pairing.candidate_id, link.pairing.other_id


def _new(compared: Comparison, pairing: Pairing, id: str) -> Link:
    candidate, entry = compared.candidates[pairing.candidate_id], compared.entries[pairing.other_id]
    kind = compared.kinds[pairing.other_id]
    return Link(id, kind, unsaid(pairing), compared.parameters, fingerprint(candidate, entry), compared.at)


def _again(compared: Comparison, link: Link, pairing: Pairing | None) -> Link | None:
    """Give a link as it is after another comparison; None = it is gone."""
    candidate = compared.candidates.get(link.pairing.candidate_id)
    entry = compared.entries.get(link.pairing.other_id)
    if candidate is None:
        return None
    if entry is None:
        return link if _answer(link) is not None or _is_lapsing(compared, link) else None
    fresh = replace(
        link,
        pairing=pairing or replace(link.pairing, band=Band.APART),
        parameters=compared.parameters,
        fingerprint=fingerprint(candidate, entry),
        at=compared.at,
    )
    answer = _answer(link)
    if answer is not None:
        return _unless_same(_answered(fresh, link, *answer), link)
    return None if pairing is None else _unless_same(replace(fresh, pairing=unsaid(pairing)), link)


def unsaid(pairing: Pairing) -> Pairing:
    """Ask about a pairing that stood by a person's word where that was taken back while it was compared."""
    return replace(pairing, how=LinkHow.PROBABLE, band=Band.REVIEW) if pairing.how is LinkHow.PERSON else pairing


def _answer(link: Link) -> tuple[Decided, str] | None:
    """Give what a person decided, with the fingerprint of what; None = nobody did, or it was taken back."""
    if link.decided is not None:
        return link.decided, link.fingerprint
    return None if link.before is None or link.before_on is None else (link.before, link.before_on)


def is_asked_again(link: Link) -> bool:
    """Tell whether what a person decided was decided on other data, and not taken back."""
    return link.decided is None and link.before_on is not None


def _answered(fresh: Link, link: Link, decided: Decided, on: str) -> Link:
    """Give a link that a person decided on as the data are now: the decision stands, or is asked for again."""
    if fresh.fingerprint == on:
        return link if link.decided is not None else replace(fresh, decided=decided, before=None, before_on=None)
    band, asked = fresh.pairing.band, replace(fresh, decided=None, before=decided, before_on=on)
    is_open = link.decided is None and link.pairing.band is Band.REVIEW
    if not is_open and decided.decision is Decision.DIFFERENT and band is Band.APART:
        return link  # the data may return to what was decided on
    if not is_open and decided.decision is Decision.SAME and band is Band.LINKED:
        return asked
    return replace(asked, pairing=replace(fresh.pairing, band=Band.REVIEW))


def _is_lapsing(compared: Comparison, link: Link) -> bool:
    return link.pairing.band is Band.LINKED and link.pairing.other_id in compared.lapsing


def _unless_same(fresh: Link, link: Link) -> Link:
    """Leave a link as it stands where the comparison says the same."""
    return link if replace(fresh, at=link.at) == link else fresh


def decide(link: Link, decided: Decided) -> Link:
    """Let a person decide on a link; an earlier decision is kept beside."""
    return replace(link, decided=decided, before=link.decided or link.before, before_on=None)


def undo(link: Link) -> Link:
    """Take a person's decision back: what the comparison says by itself counts again."""
    return replace(link, decided=None, before=link.decided or link.before, before_on=None)
