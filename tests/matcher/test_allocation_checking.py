"""What an allocation refuses before it begins: one clear line, and nothing chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matcher.allocation.flow import allocate
from matcher.allocation.pairs import Terms
from matcher.errors import BadInput
from tests.matcher.allocated_people import limits_of, pairs_of

PAIRS = pairs_of((0, 0, 0.8), (0, 1, 0.6), (1, 0, 0.5))
TERMS = Terms(most=2)


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ({"most": 0, "least": 0}, "most: at least 1 post for each person, not 0"),
        ({"most": 3}, "most: 3 posts for each person, but there are only 2"),
        ({"least": 3}, "least: 0 to 2, not 3"),
        ({"least": -1}, "least: 0 to 2, not -1"),
        ({"most_of_employer": 0}, "most_of_employer: at least 1 post of an employer, not 0"),
        ({"reserved": 1.5}, "reserved: 0 to 1, not 1.5"),
        ({"lead": float("nan")}, "lead: 0 to 10, not nan"),
        ({"stay": -0.1}, "stay: 0 to 10, not -0.1"),
        ({"exposure": -1}, "exposure: 0 to 20, not -1"),
        ({"exposure": 21}, "exposure: 0 to 20, not 21"),
        ({"cede": -0.1}, "cede: 0 to 10, not -0.1"),
    ],
)
def test_terms_that_make_no_sense_are_refused(told: dict[str, Any], line: str) -> None:
    with pytest.raises(BadInput) as refused:
        allocate(PAIRS, limits_of(PAIRS), replace(TERMS, **told))
    assert str(refused.value) == line


def test_a_capacity_under_nothing_is_refused() -> None:
    with pytest.raises(BadInput, match="a capacity is -1"):
        allocate(PAIRS, limits_of(PAIRS, capacity=[1, -1]), TERMS)


def test_no_capacity_at_all_gives_nobody_anything() -> None:
    found = allocate(PAIRS, limits_of(PAIRS, capacity=0), TERMS)
    assert not found.chosen.any()
    assert found.short.tolist() == [1, 1]


@pytest.mark.parametrize(
    "pairs",
    [
        pytest.param(replace(PAIRS, posts=np.array([0, 1, 2])), id="a post that is not there"),
        pytest.param(replace(PAIRS, scores=np.array([0.1, 1.2, 0.3])), id="a score over 1"),
        pytest.param(replace(PAIRS, scores=np.array([0.1, np.nan, 0.3])), id="a score that is no number"),
        pytest.param(replace(PAIRS, scores=np.array([0.1])), id="fewer scores than pairs"),
        pytest.param(replace(PAIRS, posts=np.array([0, 0, 0])), id="a pair twice"),
    ],
)
def test_arrays_that_do_not_belong_together_are_refused(pairs: Any) -> None:
    with pytest.raises(ValueError, match=r"length|not there|0 to 1|twice"):
        allocate(pairs, limits_of(PAIRS), TERMS)
