"""A purpose stands in the log for good: it says what people's data is needed for, and nobody's group."""

from __future__ import annotations

import pytest

from data.store import read_purpose
from matcher.errors import BadInput


@pytest.mark.parametrize(
    "purpose", ["核对低保身份", "打电话给残 疾人", "check disabled people", "零就业家庭走访", "国家助学贷款"]
)
def test_a_purpose_that_names_a_group_is_refused(purpose: str) -> None:
    with pytest.raises(BadInput, match="purpose"):
        read_purpose(purpose)


@pytest.mark.parametrize("purpose", ["  ", "\0"])
def test_a_purpose_says_something_that_can_be_stored(purpose: str) -> None:
    with pytest.raises(BadInput, match="purpose"):
        read_purpose(purpose)


@pytest.mark.parametrize("purpose", ["电话联系", "重点帮扶走访", "月末台账 "])
def test_other_purposes_are_kept_as_they_are_said(purpose: str) -> None:
    assert read_purpose(purpose) == purpose.strip()
