"""What becomes of links when both sides are compared anew: kept, asked again, or gone; and what a person decides."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from matcher.records import Band, Decided, Decision, Identity, Link, Pairing

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
    """Tell what was compared apart from any other; it holds hashes of personal values, so it is kept sealed."""
    sides = [[one.name, one.id_number, one.phone, one.sex, one.birth, one.district] for one in (candidate, entry)]
    return hashlib.sha256(json.dumps(sides, ensure_ascii=False).encode()).hexdigest()


def settle(compared: Comparison, before: Iterable[Link], *, new_id: Callable[[], str]) -> Settled:
    """
    Settle what a comparison found with the links that there were.

    A person's decision stands while neither side changed; after that a person is asked again, unless the pair now links
    by itself as the person decided, or is alike no more and was decided to be different. Of links whose entry is in no
    extract those stay that a person decided, for the entry may come back, and those of memberships that lapse.

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


def _pair(link: Link) -> Pair:
    return link.pairing.candidate_id, link.pairing.other_id


def _new(compared: Comparison, pairing: Pairing, id: str) -> Link:
    candidate, entry = compared.candidates[pairing.candidate_id], compared.entries[pairing.other_id]
    kind = compared.kinds[pairing.other_id]
    return Link(id, kind, pairing, compared.parameters, fingerprint(candidate, entry), compared.at)


def _again(compared: Comparison, link: Link, pairing: Pairing | None) -> Link | None:
    """Give a link as it is after another comparison; None = it is gone."""
    candidate = compared.candidates.get(link.pairing.candidate_id)
    entry = compared.entries.get(link.pairing.other_id)
    if candidate is None:
        return None
    if entry is None:
        return link if link.decided is not None or _is_lapsing(compared, link) else None
    seen = fingerprint(candidate, entry)
    if link.decided is not None and seen == link.fingerprint:
        return link
    fresh = replace(
        link,
        pairing=pairing or replace(link.pairing, band=Band.APART),
        parameters=compared.parameters,
        fingerprint=seen,
        at=compared.at,
    )
    if link.decided is not None:
        return _asked_again(fresh, link.decided)
    if pairing is None:
        return None
    return _unless_same(fresh, link)


def _is_lapsing(compared: Comparison, link: Link) -> bool:
    return link.pairing.band is Band.LINKED and link.pairing.other_id in compared.lapsing


def _unless_same(fresh: Link, link: Link) -> Link:
    """Leave a link as it stands where the comparison says the same."""
    return link if replace(fresh, at=link.at) == link else fresh


def _asked_again(fresh: Link, decided: Decided) -> Link | None:
    """Ask a person again, unless the data now say by themselves what the person said."""
    undecided = replace(fresh, decided=None, before=decided)
    band = fresh.pairing.band
    if decided.decision is Decision.DIFFERENT and band is Band.APART:
        return None
    if decided.decision is Decision.SAME and band is Band.LINKED:
        return undecided
    return replace(undecided, pairing=replace(fresh.pairing, band=Band.REVIEW))


def decide(link: Link, decided: Decided) -> Link:
    """Let a person decide on a link; an earlier decision is kept beside."""
    return replace(link, decided=decided, before=link.decided or link.before)


def undo(link: Link) -> Link:
    """Take a person's decision back: what the comparison says by itself counts again."""
    return replace(link, decided=None, before=link.decided or link.before)
