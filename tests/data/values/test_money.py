"""Pay: each way of writing it, with the arithmetic."""

from __future__ import annotations

import pytest

from data.values.money import read_pay
from data.values.numbers import Span
from data.values.reasons import Reason


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("3000-5000元/月", 3000, 5000),
        ("3000～5000", 3000, 5000),
        ("3,000-5,000元", 3000, 5000),
        ("４０００至６０００元", 4000, 6000),
        ("3000元-5000元/月", 3000, 5000),
        ("4-6千", 4000, 6000),
        ("4千-6千", 4000, 6000),
        ("0.8-1.2万", 8000, 12000),
        ("8千-1.2万", 8000, 12000),
        ("8000-1.2万", 8000, 12000),
        ("8k-12k", 8000, 12000),
        ("8-12K·13薪", 8000, 12000),
        ("6000-8000元*14薪", 6000, 8000),
        ("200元/天", 4350, 4350),  # 200 × 21.75
        ("150-200/天", 3262.5, 4350),  # 150 × 21.75 = 3262.5
        ("日薪180元", 3915, 3915),  # 180 × 21.75
        ("20元/时", 3480, 3480),  # 20 × 8 × 21.75
        ("20-25元/小时", 3480, 4350),
        ("年薪10-15万", 8333.33, 12500),  # ÷ 12
        ("12万/年", 10000, 10000),
        ("1000元/周", 4333.33, 4333.33),  # × 52 ÷ 12
        ("3000元以上", 3000, None),
        ("不低于2500元", 2500, None),
        ("底薪3000+提成", 3000, None),
        ("5000元以下", None, 5000),
        ("2200", 2200, 2200),
        ("2200元/人/月", 2200, 2200),
        ("0-3000元/月", None, 3000),
    ],
)
def test_pay_is_read_in_yuan_a_month(text: str, least: float | None, most: float | None) -> None:
    assert read_pay(text) == Span(least, most)


@pytest.mark.parametrize("text", ["面议", "薪资面议", "另议", "0", "0-0元/月", "按单位规定", "5元/单"])
def test_pay_that_promises_nothing_is_unknown(text: str) -> None:
    assert read_pay(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [("45-70元/月", Reason.PAY_UNLIKELY), ("5000-3000", Reason.PAY_ORDER), ("30000000", Reason.PAY_UNLIKELY)],
)
def test_pay_that_cannot_be_meant_says_why(text: str, reason: Reason) -> None:
    with pytest.raises(ValueError, match=reason.value):
        read_pay(text)


@pytest.mark.parametrize(
    ("text", "unit", "least"),
    [
        ("3", "千元", 3000),
        ("200", "元/天", 4350),
        ("12", "万元/年", 10000),
        ("2200", "元/月", 2200),
        ("4千", "元/月", 4000),
    ],
)
def test_the_unit_of_a_header_counts_where_the_cell_names_none(text: str, unit: str, least: float) -> None:
    assert read_pay(text, unit=unit) == Span(least, least)
