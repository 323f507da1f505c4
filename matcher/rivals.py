"""Several candidates for one entry of a registry: what a comparison of some leaves of what others are linked with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from matcher.linkage.deciding import Decisions, confirmed, settle_each
from matcher.links import Comparison, Settled, is_asked_again, unsaid
from matcher.records import Band, Decision, Link, Pairing


def beside_others(comparison: Comparison, others: Sequence[Link]) -> Comparison:
    """Give a comparison as the links of other candidates with the same entries leave it."""
    after = _settled(comparison, others)
    own = comparison.candidates
    return replace(comparison, pairings=[one for one in after if one.candidate_id in own])


def others_beside(comparison: Comparison, others: Sequence[Link]) -> Settled:
    """
    Give what becomes of the links of other candidates beside a comparison.

    What a person decided stays, and so does what a person is asked about again.
    """
    after = {(one.candidate_id, one.other_id): one for one in _settled(comparison, others)}
    put: list[Link] = []
    gone: list[str] = []
    for link in others:
        if link.decided is not None or (is_asked_again(link) and link.pairing.band is Band.REVIEW):
            continue
        pairing = after.get((link.pairing.candidate_id, link.pairing.other_id))
        if pairing is None and is_asked_again(link):
            pairing = replace(link.pairing, band=Band.REVIEW)
        if pairing is None:
            gone.append(link.id)
        elif pairing != link.pairing:
            put.append(replace(link, pairing=pairing))
    return Settled(tuple(put), tuple(gone))


def decided_meanwhile(judged: Iterable[Pairing], links: Iterable[Link], decisions: Decisions) -> list[Pairing]:
    """
    Give pairs that were judged, each by itself, as what a person decided meanwhile leaves them.

    Args:
        judged: as ``judge_registries`` gave them.
        links: what is stored by now, with what was decided.
        decisions: those that stand by now.
    """
    same = {(one.pairing.candidate_id, one.pairing.other_id): one.pairing for one in links}
    told = [confirmed(same[pair]) for pair, said in decisions.items() if said is Decision.SAME and pair in same]
    return [*told, *(unsaid(one) for one in judged if (one.candidate_id, one.other_id) not in decisions)]


def _settled(comparison: Comparison, others: Iterable[Link]) -> list[Pairing]:
    claims = (one for link in others for one in _claims(link))
    return settle_each([*comparison.pairings, *claims], comparison.kinds)


def _claims(link: Link) -> Iterable[Pairing]:
    """Give what a link says to its rivals: beside one that a person confirmed nobody is linked by itself."""
    if link.decided is None:
        yield link.pairing
    elif link.decided.decision is Decision.SAME:
        yield confirmed(link.pairing)
