"""Who gets which posts: known answers, every small case against all choices there are, and what holds always."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.allocation.flow import allocate
from matcher.allocation.pairs import Limits, Pairs, Terms
from matcher.allocation.worth import Worth, worth
from tests.matcher.allocated_people import draw

PLAIN = Terms(most=1, least=0, most_of_employer=1, reserved=0.0, lead=0.0, exposure=0, stay=0.0)


def rounded(one: Worth) -> Worth:
    return replace(one, score=round(one.score, 6))


def within(pairs: Pairs, chosen: NDArray[np.bool_], limits: Limits, terms: Terms) -> bool:
    """Tell whether a choice breaks no limit, counted one by one."""
    people, posts = pairs.candidates[chosen].tolist(), pairs.posts[chosen].tolist()
    shares = [(person, int(limits.employers[post])) for person, post in zip(people, posts, strict=True)]
    return (
        all(posts.count(post) <= limits.capacity[post] for post in posts)
        and all(people.count(person) <= terms.most for person in people)
        and all(shares.count(share) <= terms.most_of_employer for share in shares)
    )


def best_of_all(pairs: Pairs, limits: Limits, terms: Terms) -> Worth:
    """Look at every choice there is."""
    n = len(pairs.scores)
    choices = (np.arange(2**n)[:, None] >> np.arange(n) & 1).astype(np.bool_)
    return max(rounded(worth(pairs, one, limits, terms)) for one in choices if within(pairs, one, limits, terms))


@pytest.mark.parametrize("seed", range(200))
def test_a_small_city_is_served_as_well_as_by_the_best_of_all_choices(seed: int) -> None:
    pairs, limits, terms = draw(seed, most_pairs=9)
    found = allocate(pairs, limits, terms)
    assert within(pairs, found.chosen, limits, terms)
    assert rounded(worth(pairs, found.chosen, limits, terms)) == best_of_all(pairs, limits, terms)
    assert found.certificate.is_optimal
