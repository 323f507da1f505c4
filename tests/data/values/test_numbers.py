"""Small numbers with their words."""

from __future__ import annotations

from datetime import datetime

import pytest

from data.values.numbers import Span, read_experience, read_headcount, read_term
from data.values.reasons import Reason


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("1-3年", 1, 3),
        ("三至五年", 3, 5),
        ("经验不限", 0, None),
        ("应届毕业生", 0, None),
        ("无需经验", 0, None),
        ("有经验者优先", 0, None),
        ("3年以上", 3, None),
        ("3年及以上工作经验", 3, None),
        ("1年", 1, None),
        ("0年", 0, None),
        ("一年以下", 0, 1),
        ("半年", 0.5, None),
        ("5", 5, None),
    ],
)
def test_experience_is_read_in_years(text: str, least: float, most: float | None) -> None:
    assert read_experience(text) == Span(least, most)


@pytest.mark.parametrize(
    ("cell", "least", "most"),
    [
        ("3-6个月", 3, 6),
        ("6", 6, 6),
        (6.0, 6, 6),
        ("3~12", 3, 12),
        ("三个月", 3, 3),
        ("半年", 6, 6),
        ("1年", 12, 12),
        ("不超过12个月", None, 12),
        ("3个月以上", 3, None),
        (datetime(2023, 3, 6), 3, 6),  # noqa: DTZ001 - a spreadsheet's idea of 3-6
        ("3月6日", 3, 6),
    ],
)
def test_a_term_is_read_in_months(cell: object, least: int | None, most: int | None) -> None:
    assert read_term(cell) == Span(least, most)  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "n"), [("3", 3), ("3人", 3), ("5-10名", 5), ("十人", 10), (2.0, 2), ("若干", None)])
def test_a_headcount_is_the_number_promised(text: str, n: int | None) -> None:
    assert read_headcount(text) == n


@pytest.mark.parametrize("text", ["0", "-1", "2.5", "很多"])
def test_what_is_no_headcount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=Reason.HEADCOUNT.value):
        read_headcount(text)
