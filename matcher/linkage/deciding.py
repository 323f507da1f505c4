"""What becomes of weighed pairs: linked, to review or apart; nobody is linked twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.linkage.parameters import Parameters
from matcher.linkage.weighing import odds, probability
from matcher.records import Band, Compared, Decision, LinkHow, Pairing

Decisions = Mapping[tuple[str, str], Decision]  # by the ids of candidate and entry; for the data as they are

CLEARLY = 7.0  # bits by which one must be better than the next: 128 to 1
ASKED_AT_MOST = 3  # candidates that a person is asked about for one entry

_ANOTHER_NAME = frozenset({"surname", "given_name", "differs", "unknown"})
_UNSURE_NAME = frozenset({"reordered", "shortened", "one_character"})
_ANOTHER_NUMBER = frozenset({"area", "differs"})
_NO_NUMBER = frozenset({"unknown", "fragment"})
_NUMBER_TELLS = frozenset({"same", "one_slip"})


@dataclass(frozen=True, slots=True)
class Weighed:
    """A pair with what was compared."""

    candidate_id: str
    other_id: str
    compared: tuple[Compared, ...]
    contradicted: bool = False  # of an exact pair

    @property
    def levels(self) -> dict[str, str]:
        """Field → level."""
        return {one.field: one.level for one in self.compared}


def two_valid_numbers(levels: dict[str, str]) -> str | None:
    """Two sound numbers that differ are two people until somebody says otherwise."""
    return "two_valid_numbers" if levels["id_number"] == "two_valid" else None


def another_name(levels: dict[str, str]) -> str | None:
    """Another name, or none, is never linked by itself."""
    return "another_name" if levels["name"] in _ANOTHER_NAME else None


def perhaps_a_sibling(levels: dict[str, str]) -> str | None:
    """Twins and siblings share birth date, home, phone and most of the name: only the number tells them apart."""
    unsure = levels["name"] in _UNSURE_NAME and levels["id_number"] not in _NUMBER_TELLS
    return "perhaps_a_sibling" if unsure else None


def another_number(levels: dict[str, str]) -> str | None:
    """A damaged number of which neither area nor end agrees, or the end by nothing, is likely somebody else's."""
    return "another_number" if levels["id_number"] in _ANOTHER_NUMBER else None


def little_told(levels: dict[str, str]) -> str | None:
    """Without number and phone, name and month of birth are too little to disclose what a registry says."""
    told = levels["phone"] == "same" or levels["id_number"] not in _NO_NUMBER or levels["birth"] == "exact"
    return None if told else "little_told"


CAUTIONS = (two_valid_numbers, another_number, another_name, perhaps_a_sibling, little_told)
"""What keeps a pair from being linked by itself, however much else agrees."""


def judge(weighed: Weighed, parameters: Parameters) -> Pairing:
    """Judge a pair by itself, others aside."""
    levels = weighed.levels
    if levels["id_number"] == "same":
        band = Band.REVIEW if weighed.contradicted else Band.LINKED
        p = probability(odds(weighed.compared)) if weighed.contradicted else 1.0
        return Pairing(weighed.candidate_id, weighed.other_id, LinkHow.EXACT, p, band, weighed.compared)
    p = probability(odds(weighed.compared))
    cautious = any(caution(levels) for caution in CAUTIONS)
    if p >= parameters.linked_from and not cautious:
        band = Band.LINKED
    else:
        band = Band.REVIEW if p >= parameters.review_from else Band.APART
    return Pairing(weighed.candidate_id, weighed.other_id, LinkHow.PROBABLE, p, band, weighed.compared)


def cautions_of(pairing: Pairing) -> tuple[str, ...]:
    """Give the codes of what keeps a pairing from being linked by itself, however much agrees."""
    levels = {one.field: one.level for one in pairing.compared}
    if levels.get("id_number") == "same":
        return ("beside_another_name",) if pairing.band is Band.REVIEW else ()
    return tuple(code for caution in CAUTIONS if (code := caution(levels)) is not None)


def confirmed(pairing: Pairing) -> Pairing:
    """Give a pairing as a person's word leaves it: sure, and nobody else is linked by itself beside it."""
    return replace(pairing, how=LinkHow.PERSON, band=Band.LINKED)


def settle(pairings: Iterable[Pairing], *, one_to_one: bool) -> list[Pairing]:
    """
    Leave what can stand together, best first.

    An entry is one candidate and a candidate one entry: next to a link that is clearly better, others are dropped;
    where two are about as good, both go to review. What a
    person confirmed stays whatever the others are.
    """
    found = [pairing for pairing in pairings if pairing.band is not Band.APART]
    if one_to_one:
        rivals = _Rivals(found)
        found = [settled for pairing in found if (settled := rivals.settle(pairing)) is not None]
        found = _few_to_ask(found)
    return sorted(found, key=lambda one: (-one.p, -odds(one.compared), one.other_id, one.candidate_id))


def settle_each(pairings: Iterable[Pairing], kinds: Mapping[str, str]) -> list[Pairing]:
    """Settle the pairings of each registry by itself: somebody may stand in several. *kinds*: entry → registry."""
    by_kind: defaultdict[str, list[Pairing]] = defaultdict(list)
    for one in pairings:
        by_kind[kinds[one.other_id]].append(one)
    return [one for found in by_kind.values() for one in settle(found, one_to_one=True)]


class _Rivals:
    """The pairings of each person, to see how a pairing stands among them."""

    def __init__(self, pairings: Sequence[Pairing]) -> None:
        self._of: defaultdict[tuple[str, str], list[Pairing]] = defaultdict(list)
        for pairing in pairings:
            for side in _sides(pairing):
                self._of[side].append(pairing)

    def settle(self, pairing: Pairing) -> Pairing | None:
        """Give the pairing as its rivals leave it, None where one is clearly better."""
        others = [rival for side in _sides(pairing) for rival in self._of[side] if _is_rival(rival, pairing)]
        if pairing.how is LinkHow.PERSON:
            return pairing
        if _is_certain(pairing) and any(rival.how is LinkHow.PERSON for rival in others):
            return replace(pairing, band=Band.REVIEW)
        best, mine = max(map(_strength, others), default=float("-inf")), _strength(pairing)
        if best >= mine + CLEARLY:
            return None
        if best > mine - CLEARLY and pairing.band is Band.LINKED:
            return replace(pairing, band=Band.REVIEW)
        return pairing


def _sides(pairing: Pairing) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("candidate", pairing.candidate_id), ("other", pairing.other_id)


def _is_rival(one: Pairing, other: Pairing) -> bool:
    """Tell whether two pairings exclude each other: two entries with the candidate's own number are one person."""
    if one is other:
        return False
    return not (one.candidate_id == other.candidate_id and _is_certain(one) and _is_certain(other))


def _is_certain(pairing: Pairing) -> bool:
    return pairing.how in (LinkHow.EXACT, LinkHow.PERSON) and pairing.band is Band.LINKED


def _strength(pairing: Pairing) -> float:
    return odds(pairing.compared) + (1000.0 if _is_certain(pairing) else 0.0)


def _few_to_ask(pairings: Sequence[Pairing]) -> list[Pairing]:
    kept: list[Pairing] = []
    asked: defaultdict[str, int] = defaultdict(int)
    for pairing in sorted(pairings, key=lambda one: (-_strength(one), one.candidate_id)):
        if pairing.band is Band.REVIEW:
            asked[pairing.other_id] += 1
            if asked[pairing.other_id] > ASKED_AT_MOST:
                continue
        kept.append(pairing)
    return kept
