"""How many people must see a post for one to come, learnt from what became of posts that were shown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matcher.errors import BadInput
from matcher.records import Feedback, FeedbackEvent, Kind

CAME = frozenset(
    {
        FeedbackEvent.INTERESTED,
        FeedbackEvent.APPLIED,
        FeedbackEvent.INTERVIEWED,
        FeedbackEvent.STARTED,
        FeedbackEvent.RETAINED,
    }
)
"""Events by which somebody came who was shown a post."""

PRIOR = 10.0  # people who see a post for one to come
STRENGTH = 50.0  # people shown, that this belief is worth


@dataclass(frozen=True, slots=True)
class Interest:
    """
    What is known of people who come.

    Attributes:
        n_shown: pairs of a person and a post that were shown.
        n_came: of these, people who came.
        people_per_taker: who must see a post for one to come, ≥ 1.
    """

    n_shown: int
    n_came: int
    people_per_taker: float


def people_per_taker(feedback: Iterable[Feedback], *, prior: float = PRIOR, strength: float = STRENGTH) -> float:
    """Say how many must see any post for one to come, as ``learn_interest`` does for the whole."""
    return learn_interest(feedback, {}, prior=prior, strength=strength)[None].people_per_taker


def learn_interest(
    feedback: Iterable[Feedback],
    kinds: Mapping[str, Kind | None],
    *,
    prior: float = PRIOR,
    strength: float = STRENGTH,
) -> dict[Kind | None, Interest]:
    """
    Learn how many must see a post for one to come: of the whole, and of each kind of post drawn towards the whole.

    The chance that somebody comes has a beta distribution: before anything is known with mean 1 / *prior* and the
    weight of *strength* people; a kind begins from the mean of the whole, with the same weight. What is given is one
    over the mean afterwards. A person and a post count once, however often shown; who came was shown.

    Args:
        feedback: in any order.
        kinds: of posts; one that is not in it counts for the whole alone.
        prior: people for one to come, ≥ 1.
        strength: people, > 0.

    Returns:
        By kind, those of which something was shown; None = the whole.

    Raises:
        BadInput: *prior* or *strength* makes no sense.
    """
    if not prior >= 1.0:
        raise BadInput(
            "{field}: at least 1 person sees a post for one to come, not {value}", field="prior", value=prior
        )
    if not strength > 0.0:
        raise BadInput("{field}: more than 0 people, not {value}", field="strength", value=strength)
    came = dict[tuple[str, str], bool]()
    for one in feedback:
        pair = (one.candidate_id, one.post_id)
        if one.event is FeedbackEvent.SHOWN or one.event in CAME or pair in came:
            came[pair] = came.get(pair, False) or one.event in CAME
    whole = _learnt(list(came.values()), 1.0 / prior, strength)
    by_kind: dict[Kind, list[bool]] = {}
    for (_, post), did in came.items():
        if (kind := kinds.get(post)) is not None:
            by_kind.setdefault(kind, []).append(did)
    chance = 1.0 / whole.people_per_taker
    return {None: whole, **{kind: _learnt(by_kind[kind], chance, strength) for kind in Kind if kind in by_kind}}


def _learnt(came: list[bool], chance: float, strength: float) -> Interest:
    n, n_came = len(came), sum(came)
    return Interest(n, n_came, (strength + n) / (strength * chance + n_came))


def capacity_of(headcount: int | None, *, people_per_taker: float) -> int:
    """
    Say how many people a post may be sent to: its openings × how many must see it for one to come, rounded up.

    Args:
        headcount: openings; None = unknown, taken for one.
        people_per_taker: ≥ 1.

    Raises:
        BadInput: *headcount* is not a number of openings, or the capacity would be 0.
    """
    if headcount is not None and headcount < 1:
        raise BadInput("{field}: at least 1 opening, not {value}", field="headcount", value=headcount)
    if not 1.0 <= people_per_taker < math.inf:
        raise BadInput(
            "{field}: at least 1 person sees a post for one to come, not {value}",
            field="people_per_taker",
            value=people_per_taker,
        )
    return math.ceil((headcount or 1) * people_per_taker - 1e-9)  # 3 × 3.3333333333333335 is 10
