"""Which criteria are worth saying of a pair in a list: what somebody asked for, and what stands against it."""

from __future__ import annotations

from matcher.explain.criteria import ANY_MAJOR
from matcher.records import Criterion, Match, Status

_ONLY_IF_AGAINST = frozenset(
    {
        "level",
        "seniority",
        "unasked_work",
        "advert",
        "elsewhere",
        "casual",
        "selling",
        "promised_pay",
        "hype",
        "agency",
        "silent",
        "other_work",
    }
)
_ONLY_IF_ASKED = frozenset(
    {
        "experience",
        "place",
        "pay",
        "night_shift",
        "lodging",
        "travel",
        "needs",
        "unwanted_work",
        "kind",
        "certificate",
        "language",
        "wished",
    }
)
_WORDS_BESIDE_MEANING = {"wish_words": "work", "words": "training", "wished": "other_work"}


def telling(match: Match) -> tuple[Criterion, ...]:
    """
    Give the criteria to show in a list, what stands against the pair first; the whole of them is ``match.criteria``.

    Left out is what nobody asked about and what says the same as the line before; their contributions still count.
    """
    statuses = {criterion.code: criterion.status for criterion in match.criteria}
    told = [criterion for criterion in match.criteria if _is_telling(criterion, statuses)]
    return tuple(sorted(told, key=lambda criterion: criterion.status is not Status.NOT_MET))


def _is_telling(criterion: Criterion, statuses: dict[str, Status]) -> bool:
    if criterion.status is Status.NOT_MET:
        return statuses.get(_WORDS_BESIDE_MEANING.get(criterion.code, "")) is not Status.NOT_MET
    if criterion.code in _ONLY_IF_AGAINST:
        return False
    if criterion.code == "major":
        return criterion.asked != ANY_MAJOR
    if criterion.code in _ONLY_IF_ASKED:
        return criterion.asked is not None
    beside = _WORDS_BESIDE_MEANING.get(criterion.code)
    return beside is None or statuses.get(beside) not in (criterion.status, Status.MET)
