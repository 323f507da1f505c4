"""The subsidy, worked by hand: months and parts of them, the rise of the wage, the raised rate, the sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rulebook import read_rulebook
from matcher.editions import MinimumWage, Validity
from matcher.records import ClaimKind, Employer, Placement, Post
from matcher.subsidy import Line, Statement, due_in_months, retention_of, work_out
from matcher.subsidy.lines import part_of_wage

JINAN = read_rulebook("jinan-2023").editions[0]
EMPLOYER = Employer("E1", "泉城软件", district="历下区", recognised_on=date(2022, 5, 20))
LATE = date(2024, 12, 31)


def day(text: str) -> date:
    return date.fromisoformat(text)


def placed(starts: str, planned: str, *, id: str = "L1", candidate: str = "C1", **facts: str) -> Placement:
    """A placement with its agreement and insurance in order."""
    start = day(starts)
    return Placement(
        id,
        candidate,
        "E1",
        start,
        day(planned),
        agreed_on=start - timedelta(days=1),
        insured_on=start,
        **{name: day(text) for name, text in facts.items()},
    )


def worked(*placements: Placement, on: date = LATE, year: int = 2023) -> Statement:
    return work_out(placements, EMPLOYER, JINAN, settled_on=on, year=year)


def amounts(lines: Iterable[Line], kind: ClaimKind = ClaimKind.MONTHLY) -> dict[str, Decimal]:
    return {f"{line.month:%Y-%m}": line.amount_yuan for line in lines if line.kind is kind}


def yuan(**months: str) -> dict[str, Decimal]:
    """Amounts by month; m2023_08 stands for August 2023."""
    return {name[1:].replace("_", "-"): Decimal(amount) for name, amount in months.items()}


def test_a_term_across_the_rise_of_the_wage_has_each_months_own() -> None:
    # 2,100 until September and 2,200 from October:
    # August 16 of 31 days: 2,100 × 60 % = 1,260; 1,260 × 16/31 = 650.3225… = 650.32; September whole: 1,260
    # October whole: 2,200 × 60 % = 1,320; November 15 of 30 days: 1,320 × 15/30 = 660; together 3,890.32
    statement = worked(placed("2023-08-16", "2023-11-15"))
    expected = yuan(m2023_08="650.32", m2023_09="1260.00", m2023_10="1320.00", m2023_11="660.00")
    assert amounts(statement.lines) == expected
    assert statement.total_yuan == Decimal("3890.32")


def test_practice_after_the_last_day_of_the_rule_on_the_subsidy_earns_nothing() -> None:
    # August and September whole: 2 × 1,260
    until = Validity(day("2023-08-08"), day("2023-09-30"))
    lapsed = replace(JINAN, subsidy=replace(JINAN.subsidy, valid=until))
    running, later = placed("2023-08-01", "2023-12-31"), placed("2023-10-01", "2023-12-31", id="L2", candidate="C2")
    statement = work_out([running, later], EMPLOYER, lapsed, settled_on=LATE, year=2023)
    assert amounts(statement.lines) == yuan(m2023_08="1260.00", m2023_09="1260.00")
    assert [str(one.reason) for one in statement.omitted] == ["the rule on the subsidy was in force until 2023-09-30"]


def test_a_contract_after_exactly_three_months_earns_the_months_left() -> None:
    # practice from June 1 to August 31 is three full months: 3 × 1,260 = 3,780
    # left from September 1: 1,260 + 1,320 + 1,320 = 3,900
    statement = worked(placed("2023-06-01", "2023-11-30", contract_on="2023-09-01"))
    assert statement.by_kind[ClaimKind.MONTHLY] == Decimal("3780.00")
    left = yuan(m2023_09="1260.00", m2023_10="1320.00", m2023_11="1320.00")
    assert amounts(statement.lines, ClaimKind.REMAINING) == left


def test_a_contract_a_day_before_the_third_month_is_full_earns_none_of_them() -> None:
    # practice from June 1 to August 30: 1,260 + 1,260 + 1,260 × 30/31 = 1,219.3548… = 1,219.35
    statement = worked(placed("2023-06-01", "2023-11-30", contract_on="2023-08-31"))
    assert statement.by_kind[ClaimKind.REMAINING] == 0
    assert amounts(statement.lines) == yuan(m2023_06="1260.00", m2023_07="1260.00", m2023_08="1219.35")


def test_a_contract_on_the_rules_last_day_earns_months_of_the_next_year_too() -> None:
    # December 31 alone: 1,320 × 1/31 = 42.5806… = 42.58; January and February whole: 1,320 each
    # practice to December 30: 1,320 × 30/31 = 1,277.4193… = 1,277.42, and with the day left 1,320.00 again
    statement = worked(placed("2023-09-01", "2024-02-29", contract_on="2023-12-31"))
    left = yuan(m2023_12="42.58", m2024_01="1320.00", m2024_02="1320.00")
    assert amounts(statement.lines, ClaimKind.REMAINING) == left
    assert amounts(statement.lines)["2023-12"] == Decimal("1277.42")


def test_a_contract_on_the_day_after_the_rules_last_one_earns_none_of_them() -> None:
    placement = placed("2023-09-01", "2024-02-29", contract_on="2024-01-01")
    assert not amounts((*worked(placement).lines, *worked(placement, year=2024).lines), ClaimKind.REMAINING)


def test_a_contract_after_the_term_earns_no_months_left() -> None:
    statement = worked(placed("2023-06-01", "2023-08-31", contract_on="2023-09-01"))
    assert statement.by_kind[ClaimKind.REMAINING] == 0


def test_a_contract_long_after_practice_was_broken_off_earns_no_months_left() -> None:
    # practice ended on September 30; October 30 is the last day of grace, October 31 the first beyond it
    broken_off = placed("2023-06-01", "2023-12-31", ended_on="2023-09-30", contract_on="2023-10-31")
    in_grace = replace(broken_off, contract_on=day("2023-10-30"))
    assert worked(broken_off).by_kind[ClaimKind.REMAINING] == 0
    # October 30 and 31: 1,320 × 2/31 = 85.1612… = 85.16; November and December whole
    assert worked(in_grace).by_kind[ClaimKind.REMAINING] == Decimal("85.16") + 2 * Decimal("1320.00")


def test_an_early_end_without_a_contract_pays_to_that_day() -> None:
    # October 10 of 31 days: 1,320 × 10/31 = 425.8064… = 425.81
    statement = worked(placed("2023-09-01", "2024-02-29", ended_on="2023-10-10"))
    assert amounts(statement.lines) == yuan(m2023_09="1260.00", m2023_10="425.81")


def test_practice_beyond_the_agreed_end_is_not_paid() -> None:
    statement = worked(placed("2023-09-01", "2023-11-30", ended_on="2023-12-15"))
    assert max(amounts(statement.lines)) == "2023-11"


def test_no_more_months_are_paid_than_the_edition_allows() -> None:
    # twelve months from 2023-01-01 end on 2023-12-31: nine at 1,260 and three at 1,320
    placement = placed("2023-01-01", "2024-06-30")
    assert worked(placement).total_yuan == Decimal("15300.00")
    assert worked(placement, year=2024).lines == ()


@pytest.mark.parametrize(
    ("starts", "month", "amount"),
    [
        pytest.param("2023-02-15", "2023-02", "630.00", id="14 of 28 days: 1,260 × 14/28"),
        pytest.param("2024-02-16", "2024-02", "637.24", id="14 of 29 days: 1,320 × 14/29 = 637.2413…"),
        pytest.param("2024-04-17", "2024-04", "616.00", id="14 of 30 days: 1,320 × 14/30"),
        pytest.param("2024-01-18", "2024-01", "596.13", id="14 of 31 days: 1,320 × 14/31 = 596.1290…"),
        pytest.param("2024-01-31", "2024-01", "42.58", id="1 of 31 days: 1,320 × 1/31 = 42.5806…"),
    ],
)
def test_a_part_of_a_month_counts_by_its_days(starts: str, month: str, amount: str) -> None:
    start = day(starts)
    lines = worked(placed(starts, f"{start + timedelta(days=150)}"), year=start.year).lines
    assert amounts(lines)[month] == Decimal(amount)


def test_half_a_fen_is_rounded_up() -> None:
    # 0.10 × 5 % = 0.005
    assert part_of_wage(Decimal("0.10"), 5, 1, 1) == Decimal("0.01")


def test_half_of_those_ended_is_enough_for_the_raised_rate() -> None:
    # one of two: 50 % exactly; three whole months of 2,200 each: 70 % = 1,540, less 1,320 paid = 220 a month
    kept = placed("2023-10-01", "2023-12-31", contract_on="2024-01-10")
    gone = placed("2023-10-01", "2023-12-31", id="L2", candidate="C2")
    statement = worked(kept, gone)
    assert (statement.retention.n_ended, statement.retention.n_retained) == (2, 1)
    assert statement.by_kind[ClaimKind.DIFFERENCE] == 2 * 3 * Decimal("220.00")


def test_less_than_half_of_those_ended_is_not_enough() -> None:
    # one of three: 33.3 %
    kept = placed("2023-10-01", "2023-12-31", contract_on="2024-01-10")
    gone = [placed("2023-10-01", "2023-12-31", id=f"L{n}", candidate=f"C{n}") for n in (2, 3)]
    statement = worked(kept, *gone)
    assert statement.retention.percent == Decimal("33.3")
    assert statement.by_kind[ClaimKind.DIFFERENCE] == 0


def test_the_difference_makes_the_raised_rate_to_the_fen() -> None:
    # August 16 of 31 days: 2,100 × 70 % × 16/31 = 758.7096… = 758.71; paid 650.32; difference 108.39
    lines = worked(placed("2023-08-16", "2023-11-15", contract_on="2023-12-01")).lines
    assert amounts(lines, ClaimKind.DIFFERENCE)["2023-08"] == Decimal("108.39")


def test_the_difference_is_not_rounded_by_itself() -> None:
    # October 5 of 31 days: 1,540 × 5/31 = 248.3870… = 248.39; paid 1,320 × 5/31 = 212.9032… = 212.90; difference 35.49
    # by itself: 220 × 5/31 = 35.4838… = 35.48, and both together a fen short of the raised rate
    lines = worked(placed("2023-10-27", "2023-12-31", contract_on="2024-01-10")).lines
    assert amounts(lines, ClaimKind.DIFFERENCE)["2023-10"] == Decimal("35.49")


def test_the_difference_stands_in_the_year_in_which_the_traineeship_ended() -> None:
    placement = placed("2023-11-01", "2024-01-31", contract_on="2024-02-01")
    assert worked(placement, year=2023).by_kind[ClaimKind.DIFFERENCE] == 0
    # November, December and January: 3 × 220
    assert worked(placement, year=2024).by_kind[ClaimKind.DIFFERENCE] == Decimal("660.00")


def test_months_left_earn_no_raised_rate() -> None:
    lines = worked(placed("2023-06-01", "2023-11-30", contract_on="2023-09-01")).lines
    assert set(amounts(lines, ClaimKind.DIFFERENCE)) == {"2023-06", "2023-07", "2023-08"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"contract_on": "2023-12-30"}, (1, 1, 0), id="signed on the last day of grace: 30 days after"),
        pytest.param({"contract_on": "2023-12-31"}, (1, 0, 0), id="signed a day later"),
        pytest.param({"ended_on": "2023-10-31"}, (0, 0, 1), id="left within two months"),
        pytest.param({"ended_on": "2023-11-29"}, (0, 0, 1), id="left a day before three months"),
        pytest.param({"contract_on": "2023-10-01"}, (1, 1, 0), id="retained after a month has not left"),
        pytest.param({"contract_on": "2023-09-01"}, (0, 0, 0), id="employed from the first day on"),
    ],
)
def test_the_retention_rate_counts(facts: dict[str, str], expected: tuple[int, int, int]) -> None:
    planned = "2024-02-29" if "ended_on" in facts else "2023-11-30"
    found = retention_of([placed("2023-09-01", planned, **facts)], JINAN, year=2023, known_on=LATE)
    assert (found.n_ended, found.n_retained, found.n_left_out) == expected


def test_a_short_term_served_to_its_end_counts_in_the_rate() -> None:
    found = retention_of([placed("2023-09-01", "2023-10-31")], JINAN, year=2023, known_on=LATE)
    assert (found.n_ended, found.percent, found.reached) == (1, Decimal("0.0"), False)


def test_an_employer_with_none_ended_has_no_rate() -> None:
    found = retention_of([placed("2023-09-01", "2024-02-29")], JINAN, year=2023, known_on=LATE)
    assert (found.percent, found.reached) == (None, None)


def test_what_happened_after_the_day_of_settlement_does_not_count() -> None:
    placement = placed("2023-09-01", "2023-11-30", ended_on="2023-10-10", contract_on="2023-10-11")
    # September whole and five days of October: 1,320 × 5/31 = 212.9032… = 212.90
    assert amounts(worked(placement, on=day("2023-10-05")).lines) == yuan(m2023_09="1260.00", m2023_10="212.90")


def test_the_days_of_one_person_are_paid_once() -> None:
    first, second = placed("2023-09-01", "2023-10-31"), placed("2023-10-16", "2023-12-31", id="L2")
    lines = [line for line in worked(first, second).lines if line.placement_id == "L2"]
    assert (lines[0].first, [str(hold.reason) for hold in lines[0].holds]) == (
        day("2023-11-01"),
        ["not payable until its overlap with placement L1 is mended"],
    )


def test_a_placement_without_a_line_is_named_with_the_reason() -> None:
    statement = worked(placed("2023-09-01", "2023-11-30", contract_on="2023-09-01"))
    assert statement.lines == ()
    assert [str(one.reason) for one in statement.omitted] == [
        "it has no day of practice: it ends, or a contract is signed, before or on its first day"
    ]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        pytest.param({"agreed_on": None}, "not payable until an agreement is on record", id="no agreement"),
        pytest.param({"agreed_on": day("2023-09-02")}, "the agreement of 2023-09-02 came late", id="a late agreement"),
        pytest.param({"insured_on": None}, "not payable until accident insurance is on record", id="no insurance"),
        pytest.param({"insured_on": day("2023-09-05")}, "insurance before 2023-09-05", id="insured late"),
    ],
)
def test_what_lacks_its_papers_is_worked_out_and_held(changed: dict[str, date | None], reason: str) -> None:
    statement = worked(replace(placed("2023-09-01", "2023-09-30"), **changed))
    (line,) = statement.lines
    assert (line.amount_yuan, statement.total_yuan, statement.payable_yuan) == (1260, 1260, 0)
    assert reason in str(line.holds[0].reason)


def test_days_of_the_months_left_that_are_still_to_come_are_held() -> None:
    statement = worked(placed("2023-06-01", "2023-11-30", contract_on="2023-09-01"), on=day("2023-09-30"))
    left = [bool(line.holds) for line in statement.lines if line.kind is ClaimKind.REMAINING]
    assert left == [False, True, True]


def test_the_difference_is_held_while_the_year_runs() -> None:
    placement = placed("2023-06-01", "2023-08-31", contract_on="2023-09-01")
    held = [bool(line.holds) for line in worked(placement, on=day("2023-12-30")).lines]
    assert held == [False] * 3 + [True] * 3
    assert not any(line.holds for line in worked(placement, on=day("2023-12-31")).lines)


def test_months_left_are_held_once_the_contract_has_ended() -> None:
    placement = placed("2023-06-01", "2023-11-30", contract_on="2023-09-01", contract_ended_on="2023-10-15")
    left = [bool(line.holds) for line in worked(placement).lines if line.kind is ClaimKind.REMAINING]
    assert left == [False, True, True]


def test_the_wage_is_that_of_the_workplaces_district_else_of_the_employers() -> None:
    lower = MinimumWage(("商河县",), Decimal(1900), Validity(date(2021, 10, 1)), "made up for this test")
    edition = replace(JINAN, wages=(lower, *JINAN.wages))
    placement = replace(placed("2023-09-01", "2023-09-30"), post_id="P1")
    posts = {"P1": Post("P1", "会计", "泉城软件", district="商河县")}
    there = work_out([placement], EMPLOYER, edition, settled_on=LATE, year=2023, posts=posts)
    unknown = work_out([placement], EMPLOYER, edition, settled_on=LATE, year=2023)
    # 1,900 × 60 % = 1,140
    assert (there.total_yuan, unknown.total_yuan) == (Decimal("1140.00"), Decimal("1260.00"))


def test_another_edition_works_the_same_facts_out_anew() -> None:
    older = replace(JINAN, id="older", subsidy=replace(JINAN.subsidy, percent=50))
    statement = work_out([placed("2023-09-01", "2023-09-30")], EMPLOYER, older, settled_on=LATE, year=2023)
    # 2,100 × 50 % = 1,050
    assert (statement.edition, statement.total_yuan) == ("older", Decimal("1050.00"))


def test_a_line_shows_its_formula_and_cites_its_clause() -> None:
    kept = placed("2023-08-16", "2023-08-31", contract_on="2023-09-01")
    monthly, difference = worked(kept).lines
    assert monthly.formula == "2100.00 × 60% × 16/31 = 650.32"
    assert difference.formula == "2100.00 × 70% × 16/31 - 650.32 = 758.71 - 650.32 = 108.39"
    assert {monthly.clause, difference.clause} == {"济人社字〔2023〕15号 二(五)1、3"}


def test_months_before_the_notice_are_said_to_be_worked_out_by_it() -> None:
    assert len(worked(placed("2023-08-07", "2023-08-31")).notes) == 1
    assert worked(placed("2023-08-08", "2023-08-31")).notes == ()


def test_a_range_of_months_has_the_lines_of_those_months() -> None:
    placement = placed("2023-08-16", "2023-11-15")
    asked = {"settled_on": LATE, "first_month": day("2023-09-01"), "last_month": day("2023-10-01")}
    assert amounts(due_in_months([placement], EMPLOYER, JINAN, **asked)) == yuan(m2023_09="1260.00", m2023_10="1320.00")


DAYS = st.dates(day("2023-01-01"), day("2024-06-30"))


@st.composite
def placements(draw: st.DrawFn) -> list[Placement]:
    made = []
    for n in range(draw(st.integers(1, 6))):
        start = draw(DAYS)
        facts = {name: draw(st.none() | DAYS) for name in ("agreed_on", "insured_on", "contract_on", "ended_on")}
        end, person = start + timedelta(days=draw(st.integers(0, 400))), draw(st.sampled_from("ABC"))
        made.append(Placement(f"L{n}", person, "E1", start, end, **facts))
    return made


@given(placements())
def test_the_sums_of_every_cut_are_the_total_to_the_fen(made: list[Placement]) -> None:
    for year in (2023, 2024):
        statement = worked(*made, year=year)
        cuts = (statement.by_placement, statement.by_month, statement.by_kind)
        assert {sum(cut.values(), Decimal(0)) for cut in cuts} == {statement.total_yuan}
        held = sum((line.amount_yuan for line in statement.lines if line.holds), Decimal(0))
        assert statement.payable_yuan + held == statement.total_yuan
        assert all(line.amount_yuan == line.amount_yuan.quantize(Decimal("0.01")) for line in statement.lines)


@given(placements())
def test_no_day_of_a_person_is_paid_twice(made: list[Placement]) -> None:
    lines = [line for year in (2022, 2023, 2024, 2025) for line in worked(*made, year=year).lines]
    paid = [
        (line.candidate_id, line.first + timedelta(days=n))
        for line in lines
        if line.kind is not ClaimKind.DIFFERENCE
        for n in range(line.days)
    ]
    assert len(paid) == len(set(paid))


@given(placements())
def test_what_is_paid_and_the_difference_make_the_raised_rate(made: list[Placement]) -> None:
    lines = [line for year in (2023, 2024) for line in worked(*made, year=year).lines]
    paid = {(line.placement_id, line.month): line for line in lines if line.kind is ClaimKind.MONTHLY}
    for line in lines:
        if line.kind is ClaimKind.DIFFERENCE:
            whole = part_of_wage(line.wage_yuan, 70, line.days, line.month_days)
            assert paid[line.placement_id, line.month].amount_yuan + line.amount_yuan == whole
