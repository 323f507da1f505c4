"""Several candidates for one entry of a registry: what a comparison of some leaves of what others are linked with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from matcher.linkage.deciding import settle
from matcher.links import Comparison, Settled
from matcher.records import Band, Decision, Link, LinkHow, Pairing


def beside_others(comparison: Comparison, others: Sequence[Link]) -> Comparison:
    """Give a comparison as the links of other candidates with the same entries leave it."""
    after = _settled(comparison, others)
    own = comparison.candidates
    return replace(comparison, pairings=[one for one in after if one.candidate_id in own])


def others_beside(comparison: Comparison, others: Sequence[Link]) -> Settled:
    """Give what becomes of the links of other candidates beside a comparison; what a person decided stays."""
    after = {(one.candidate_id, one.other_id): one for one in _settled(comparison, others)}
    open_ones = [one for one in others if one.decided is None]
    found = {one.id: after.get((one.pairing.candidate_id, one.pairing.other_id)) for one in open_ones}
    put = tuple(
        replace(one, pairing=pairing)
        for one in open_ones
        if (pairing := found[one.id]) is not None and pairing != one.pairing
    )
    return Settled(put, tuple(one.id for one in open_ones if found[one.id] is None))


def _settled(comparison: Comparison, others: Iterable[Link]) -> list[Pairing]:
    """Settle all pairings of each registry by itself: somebody may stand in several."""
    pairings = [*comparison.pairings, *(one for link in others for one in _claims(link))]
    by_kind: dict[str, list[Pairing]] = {}
    for one in pairings:
        by_kind.setdefault(comparison.kinds[one.other_id], []).append(one)
    return [one for found in by_kind.values() for one in settle(found, one_to_one=True)]


def _claims(link: Link) -> Iterable[Pairing]:
    """Give what a link says to its rivals: one that a person confirmed is as sure as the same ID number."""
    if link.decided is None:
        yield link.pairing
    elif link.decided.decision is Decision.SAME:
        yield replace(link.pairing, how=LinkHow.EXACT, p=1.0, band=Band.LINKED)
