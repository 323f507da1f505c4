"""Claims and payments set against what is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from data.rulebook import read_rulebook
from matcher.records import Claim, ClaimKind, Employer, Placement
from matcher.subsidy import Compared, Statement, compare, work_out

EMPLOYER = Employer("E1", "泉城软件", district="历下区")
# practice in August and September 2023, 1,260 each; a contract on September 1 after three months would earn the rest
PLACEMENT = Placement(
    "L1",
    "C1",
    "E1",
    date(2023, 8, 1),
    date(2023, 9, 30),
    agreed_on=date(2023, 7, 31),
    insured_on=date(2023, 8, 1),
)
AUGUST, SEPTEMBER = date(2023, 8, 1), date(2023, 9, 1)
CLAIM = Claim("S1", "C1", "E1", ClaimKind.MONTHLY, AUGUST, Decimal("1260.00"), date(2023, 9, 1), date(2023, 9, 10))


def settled(placement: Placement = PLACEMENT, *, year: int = 2023) -> Statement:
    edition = read_rulebook("jinan-2023").editions[0]
    return work_out([placement], EMPLOYER, edition, settled_on=date(2024, 6, 30), year=year)


def at(compared: tuple[Compared, ...], month: date | None) -> Compared:
    return next(one for one in compared if one.month == month)


def test_what_was_paid_as_due_leaves_no_difference() -> None:
    found = at(compare(settled(), [CLAIM]), AUGUST)
    assert (found.due_yuan, found.over_claimed_yuan, found.over_paid_yuan) == (1260, 0, 0)


def test_a_month_not_claimed_is_told_with_what_is_due() -> None:
    found = at(compare(settled(), [CLAIM]), SEPTEMBER)
    assert (found.claimed_yuan, found.over_claimed_yuan) == (0, Decimal("-1260.00"))


def test_a_month_claimed_twice_is_over_claimed() -> None:
    again = replace(CLAIM, id="S2", paid_on=None)
    found = at(compare(settled(), [CLAIM, again]), AUGUST)
    assert (found.over_claimed_yuan, found.over_paid_yuan) == (Decimal("1260.00"), 0)


def test_a_month_after_the_end_has_nothing_due() -> None:
    late = replace(CLAIM, month=date(2023, 10, 1), amount_yuan=Decimal("1320.00"))
    assert at(compare(settled(), [late]), date(2023, 10, 1)).over_claimed_yuan == Decimal("1320.00")


def test_what_is_held_is_due_and_not_payable() -> None:
    found = at(compare(settled(replace(PLACEMENT, insured_on=None)), [CLAIM]), AUGUST)
    assert (found.due_yuan, found.payable_yuan) == (1260, 0)


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param(replace(CLAIM, employer_id="E2"), id="another employer's"),
        pytest.param(replace(CLAIM, claimed_on=date(2024, 7, 1)), id="claimed after the day of the statement"),
        pytest.param(replace(CLAIM, month=date(2022, 8, 1)), id="of another year"),
    ],
)
def test_a_claim_that_is_none_of_the_statement_is_passed_over(claim: Claim) -> None:
    assert not any(one.claimed_yuan for one in compare(settled(), [claim]))


def test_the_difference_is_compared_in_one_sum() -> None:
    # retained: 70 % - 60 % of 2,100 = 210 for each of two months
    kept = replace(PLACEMENT, contract_on=date(2023, 10, 10))
    claim = replace(CLAIM, kind=ClaimKind.DIFFERENCE, month=None, amount_yuan=Decimal("500.00"), claimed_on=None)
    found = at(compare(settled(kept), [claim]), None)
    assert (found.due_yuan, found.over_claimed_yuan) == (Decimal("420.00"), Decimal("80.00"))


def test_months_left_claimed_in_one_sum_are_compared_in_one() -> None:
    # contract on 2023-11-01 after three months: November, December and January at 1,320
    kept = replace(PLACEMENT, planned_end_on=date(2024, 1, 31), contract_on=date(2023, 11, 1))
    claim = replace(CLAIM, kind=ClaimKind.REMAINING, month=None, amount_yuan=Decimal("3960.00"))
    found = [one for one in compare(settled(kept), [claim]) if one.kind is ClaimKind.REMAINING]
    assert [(one.month, one.due_yuan, one.over_claimed_yuan) for one in found] == [(None, 3960, 0)]


def test_months_left_are_compared_in_the_year_of_the_contract_only() -> None:
    kept = replace(PLACEMENT, planned_end_on=date(2024, 1, 31), contract_on=date(2023, 11, 1))
    january = replace(CLAIM, kind=ClaimKind.REMAINING, month=date(2024, 1, 1), amount_yuan=Decimal("1320.00"))
    assert at(compare(settled(kept), [january]), date(2024, 1, 1)).over_claimed_yuan == 0
    assert compare(settled(kept, year=2024), [january]) == ()
