"""What an allocation refuses before it begins: terms that contradict themselves, and limits that cannot be meant."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.allocation.pairs import MOST_EXPOSURE, Limits, Pairs, Terms
from matcher.errors import BadInput

LARGEST = 10.0
"""The most that *lead* and *stay* may be, in score units: scores end at 1, so that more says nothing more."""


def check_terms(terms: Terms, *, n_posts: int) -> None:
    """
    Refuse terms that contradict themselves or ask for more posts than there are.

    Raises:
        BadInput: names the term.
    """
    if terms.most < 1:
        raise BadInput("{field}: at least 1 post for each person, not {value}", field="most", value=terms.most)
    if terms.most > n_posts:
        raise BadInput(
            "{field}: {value} posts for each person, but there are only {n}", field="most", value=terms.most, n=n_posts
        )
    if not 0 <= terms.least <= terms.most:
        raise BadInput("{field}: 0 to {most}, not {value}", field="least", most=terms.most, value=terms.least)
    if terms.most_of_employer < 1:
        raise BadInput(
            "{field}: at least 1 post of an employer, not {value}",
            field="most_of_employer",
            value=terms.most_of_employer,
        )
    if not 0 <= terms.exposure <= MOST_EXPOSURE:
        raise BadInput("{field}: 0 to {most}, not {value}", field="exposure", most=MOST_EXPOSURE, value=terms.exposure)
    _check_shares(terms)


def _check_shares(terms: Terms) -> None:
    for field, value, top in (
        ("reserved", terms.reserved, 1.0),
        ("lead", terms.lead, LARGEST),
        ("cede", terms.cede, LARGEST),
        ("stay", terms.stay, LARGEST),
    ):
        if not 0.0 <= value <= top:  # NaN is refused too
            raise BadInput("{field}: {low} to {most}, not {value}", field=field, low=0, most=round(top), value=value)


def check_pairs(pairs: Pairs, limits: Limits) -> None:
    """
    Refuse arrays that do not belong together.

    Raises:
        ValueError: a shape, a place or a score is not what ``Pairs`` and ``Limits`` say.
        BadInput: a post has a capacity under 0.
    """
    n = len(pairs.scores)
    shapes = (
        (pairs.candidates, n),
        (pairs.posts, n),
        (limits.capacity, pairs.n_posts),
        (limits.employers, pairs.n_posts),
        (limits.good, pairs.n_posts),
        (limits.members, pairs.n_candidates),
        (limits.former, n),
    )
    if any(array is not None and array.shape != (length,) for array, length in shapes):
        raise ValueError("the arrays of pairs and limits differ in length")
    _check_places(pairs.candidates, pairs.n_candidates)
    _check_places(pairs.posts, pairs.n_posts)
    if n and not (pairs.scores.min() >= 0.0 and pairs.scores.max() <= 1.0):
        raise ValueError("a score is not from 0 to 1")
    if (limits.capacity < 0).any():
        raise BadInput("a capacity is {value}: it counts people, 0 or more", value=int(limits.capacity.min()))


def _check_places(places: NDArray[np.intp], n: int) -> None:
    if len(places) and not (places.min() >= 0 and places.max() < n):
        raise ValueError("a pair names a candidate or a post that is not there")
