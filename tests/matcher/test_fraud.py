"""What the watch for fraud finds and what it lets pass: each rule with a case and its innocent look-alikes, by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import permutations

import pytest

from data.rulebook import read_rulebook
from matcher.fraud import Attempt, Barred, Facts, Shared, barred_days, watch
from matcher.fraud.telling import finding_phrase
from matcher.placements import Way
from matcher.records import (
    Actor,
    Candidate,
    Claim,
    ClaimKind,
    Employer,
    Employment,
    EmploymentStatus,
    Placement,
    Severity,
    Standing,
    StandingDecision,
)

EDITION = read_rulebook("jinan-2023").on(date(2023, 9, 1))
RATE = Decimal("1260.00")  # 60 % of 2,100 yuan
GRADUATE = Candidate("c1", graduation_status="毕业", graduated_on=date(2022, 6, 30), birth_on=date(2000, 1, 1))
HALF_YEAR = Placement("p1", "c1", "e1", starts_on=date(2023, 2, 1), planned_end_on=date(2023, 7, 31))


def months(*numbers: int, who: str = "c1", by: str = "e1", amount: Decimal = RATE) -> tuple[Claim, ...]:
    """Claims for months of 2023."""
    return tuple(
        Claim(f"{by}-{who}-{n}-{place}", who, by, ClaimKind.MONTHLY, date(2023, n, 1), amount, date(2023, n, 28))
        for place, n in enumerate(numbers)
    )


def facts(placements=(HALF_YEAR,), claims=(), employments=(), candidates=(GRADUATE,), **others) -> Facts:
    return Facts(
        placements=tuple(placements),
        claims=tuple(claims),
        employments=tuple(employments),
        candidates={one.id: one for one in candidates},
        edition=EDITION,
        as_of=date(2023, 12, 31),
        **others,
    )


def rules(given: Facts) -> list[str]:
    return [one.rule for one in watch(given)]


def test_a_traineeship_claimed_month_by_month_is_no_finding():
    assert watch(facts(claims=months(2, 3, 4, 5, 6, 7))) == []


SECOND = Placement("p2", "c1", "e2", starts_on=date(2023, 6, 11), planned_end_on=date(2023, 9, 10))


def test_two_traineeships_at_once_are_found_with_the_days_and_the_money_of_both():
    # p1 runs to 2023-07-31, p2 from 2023-06-11: both are at stake in June and July
    (found,) = watch(facts((HALF_YEAR, SECOND), months(5, 6, 7) + months(7, by="e2")))
    assert (found.rule, found.severity) == ("two_placements", Severity.HIGH)
    assert (found.evidence["first_day"], found.evidence["last_day"]) == ("2023-06-11", "2023-07-31")
    assert found.amount_yuan == 3 * RATE
    assert found.placement_ids == ("p1", "p2")


def test_a_traineeship_after_an_early_end_overlaps_nothing():
    left = replace(HALF_YEAR, ended_on=date(2023, 6, 10))  # the day before the second begins
    assert rules(facts((left, SECOND))) == []


def test_a_placement_that_the_door_refused_is_found_too():
    tried = Attempt(SECOND, "office-7", date(2023, 6, 20), Way.FILE)
    (found,) = watch(facts((HALF_YEAR,), months(5, 6, 7), refused=(tried,)))
    assert (found.rule, found.evidence["refused"]) == ("two_placements", ["p2"])
    assert (found.severity, found.claim_ids) == (Severity.LOW, ())  # what the other employer claims is its due
    assert finding_phrase(found).told() == (
        "one person was to be in two traineeships from 2023-06-11 to 2023-07-31; refused and not stored: p2 "
        "(tried by office-7, 2023-06-20; in a file)"
    )


def test_what_was_claimed_for_a_placement_that_the_door_refused_is_grave():
    tried = Attempt(SECOND, "office-7", date(2023, 6, 20), None)
    (found,) = watch(facts((HALF_YEAR,), months(5, 6) + months(7, by="e2"), refused=(tried,)))
    assert (found.severity, found.claim_ids) == (Severity.HIGH, ("e2-c1-7-0",))


def job(first: date, last: date | None = None, *, with_: str = "other", id: str = "j1") -> Employment:
    return Employment(id, "c1", with_, with_, first, last)


@pytest.mark.parametrize(
    ("spell", "found"),
    [
        pytest.param(job(date(2023, 4, 1)), ["employed_elsewhere"], id="insured from April on"),
        pytest.param(job(date(2022, 1, 1)), ["employed_elsewhere"], id="insured all the time"),
        pytest.param(job(date(2023, 3, 5), date(2023, 3, 9)), ["employed_elsewhere"], id="insured for five days"),
        pytest.param(job(date(2022, 9, 1), date(2023, 1, 31)), [], id="insured until the day before"),
        pytest.param(job(date(2022, 9, 1), date(2023, 2, 28)), [], id="an earlier job's insurance runs out"),
        pytest.param(job(date(2023, 8, 1)), [], id="insured from the day after the end"),
        pytest.param(job(date(2023, 8, 1), with_="e1"), [], id="kept by the same employer"),
        pytest.param(job(date(2023, 1, 1), with_="e1"), ["employed_here"], id="the employer's own all along"),
    ],
)
def test_insurance_with_another_employer_counts_on_days_of_practice_claimed(spell, found):
    assert rules(facts(claims=months(2, 3, 4, 5, 6, 7), employments=[spell])) == found


def test_only_the_months_that_meet_the_other_job_are_at_stake():
    (found,) = watch(facts(claims=months(2, 3, 4), employments=[job(date(2023, 3, 20), date(2023, 4, 2))]))
    assert found.amount_yuan == 2 * RATE


THREE_MONTHS = replace(HALF_YEAR, starts_on=date(2023, 3, 15), planned_end_on=date(2023, 6, 14))


def test_full_months_at_both_ends_of_a_term_are_more_than_the_term():
    # 15 March to 14 June earn 17/31 + 1 + 1 + 14/30 = 3.015 months, 3,798.97 yuan; claimed are four
    (found,) = watch(facts((THREE_MONTHS,), months(3, 4, 5, 6)))
    assert found.rule == "beyond_term"
    assert (found.evidence["n_months_claimed"], found.evidence["claimed_yuan"]) == (4, "5040.00")
    assert found.evidence["due_yuan"] == "3798.97"


def test_a_term_that_touches_one_calendar_month_more_is_claimed_in_part():
    first, last = months(3, amount=Decimal("690.97")), months(6, amount=Decimal("588.00"))
    assert rules(facts((THREE_MONTHS,), first + months(4, 5) + last)) == []


def test_a_month_claimed_twice_is_found():
    assert rules(facts(claims=months(2, 3, 4, 5, 6, 7, 7))) == ["beyond_term"]


def test_months_after_the_end_are_found():
    (found,) = watch(facts(claims=months(6, 7, 8, 9)))
    assert (found.rule, found.evidence["months"]) == ("after_end", ["2023-08-01", "2023-09-01"])
    assert found.amount_yuan == 2 * RATE


def test_months_before_the_start_are_found():
    assert rules(facts(claims=months(1, 2))) == ["after_end"]


def test_a_month_of_practice_claimed_late_is_due():
    late = tuple(replace(one, claimed_on=date(2023, 11, 30)) for one in months(7))
    assert rules(facts(claims=late)) == []


def rest(month: int) -> Claim:
    return Claim(f"r{month}", "c1", "e1", ClaimKind.REMAINING, date(2023, month, 1), RATE, date(2023, 6, 1))


def test_months_left_after_a_contract_signed_early_are_due():
    retained = replace(HALF_YEAR, ended_on=date(2023, 5, 31), contract_on=date(2023, 6, 1))
    assert rules(facts((retained,), (*months(2, 3, 4, 5), rest(6), rest(7)))) == []


def test_months_left_without_a_contract_are_found():
    assert rules(facts(claims=(*months(2, 3, 4, 5), rest(6)))) == ["after_end"]


REMOVED = Barred("e1", "removed", since=date(2023, 5, 1))


def test_whole_months_claimed_after_the_removal_are_found_and_earlier_ones_are_not():
    (found,) = watch(facts(claims=months(3, 4, 5, 6), barred=[REMOVED]))
    assert (found.rule, found.severity) == ("employer_barred", Severity.HIGH)
    assert found.amount_yuan == 2 * RATE


def test_claims_before_the_removal_are_due():
    assert rules(facts(claims=months(2, 3, 4), barred=[REMOVED])) == []


def test_an_inspection_that_is_over_bars_nothing_later():
    over = Barred("e1", "under_inspection", since=date(2022, 12, 1), until=date(2023, 1, 31))
    assert rules(facts(claims=months(2, 3), barred=[over])) == []


def test_a_traineeship_begun_under_inspection_is_found():
    (found,) = watch(facts(barred=[Barred("e1", "under_inspection", since=date(2023, 1, 1))]))
    assert (found.rule, found.severity, found.placement_ids) == ("employer_barred", Severity.MEDIUM, ("p1",))


STRUCK_OFF = Employer("e1", "甲公司", status="已清退", status_on=date(2023, 5, 1))
OFFICER, AT = Actor("officer", "admin"), datetime(2023, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("effective_on", "until"),
    [
        pytest.param(date(2023, 5, 1), None, id="on the day of the status"),
        pytest.param(date(2023, 6, 1), date(2023, 5, 31), id="a month later"),
    ],
)
def test_a_status_of_removal_bars_until_a_person_restores_the_employer(effective_on, until):
    restored = StandingDecision("e1", Standing.RESTORED, effective_on, EDITION.id, OFFICER, AT)
    barred = [Barred("e1", "removed", date(2023, 5, 1), until)] if until else []
    assert list(barred_days([STRUCK_OFF], [restored], [])) == barred


@pytest.mark.parametrize(
    ("n", "found"),
    [pytest.param(2, [], id="two may be a family"), pytest.param(3, ["shared_account"], id="three are not")],
)
def test_one_bank_card_across_many_trainees_is_found(n, found):
    people = tuple(f"c{place}" for place in range(1, n + 1))
    assert rules(facts((), shared=[Shared("bank_card", "a1b2", people)])) == found


@pytest.mark.parametrize(
    ("candidate", "found"),
    [
        pytest.param({"graduated_on": date(2023, 6, 30)}, ["graduated_after_start"], id="months after the start"),
        pytest.param({"graduated_on": date(2023, 2, 20)}, ["graduated_after_start"], id="days after the start"),
        pytest.param({"graduated_on": date(2023, 1, 31)}, [], id="the day before"),
        pytest.param({"graduated_on": None}, [], id="never"),
        pytest.param(
            {
                "graduated_on": date(2023, 6, 30),
                "employment_status": EmploymentStatus.UNEMPLOYED,
                "unemployment_registered_on": date(2022, 11, 1),
            },
            [],
            id="as an unemployed young person",
        ),
        pytest.param(
            {
                "graduated_on": date(2023, 6, 30),
                "employment_status": EmploymentStatus.EMPLOYED,
                "unemployment_registered_on": date(2022, 11, 1),
            },
            [],
            id="as an unemployed young person who works today",
        ),
    ],
)
def test_a_certificate_of_after_the_start_is_found(candidate, found):
    assert rules(facts(candidates=[replace(GRADUATE, **candidate)])) == found


def test_a_certificate_of_some_day_of_the_month_of_the_start_is_to_be_looked_at():
    (found,) = watch(facts(candidates=[replace(GRADUATE, graduated_on=date(2023, 2, 28))]))
    assert (found.rule, found.severity) == ("graduated_after_start", Severity.LOW)


KEPT = replace(HALF_YEAR, contract_on=date(2023, 8, 1))
TOP_UP = Claim("d1", "c1", "e1", ClaimKind.DIFFERENCE, None, Decimal("1260.00"), date(2023, 8, 20), date(2023, 9, 12))


@pytest.mark.parametrize(
    ("ended_on", "found"),
    [
        pytest.param(date(2023, 9, 11), [], id="the day before the money came"),
        pytest.param(date(2023, 9, 12), ["vanished_retention"], id="on the day"),
        pytest.param(date(2023, 10, 31), ["vanished_retention"], id="at the end of the month after"),
        pytest.param(date(2023, 11, 1), [], id="later"),
        pytest.param(None, [], id="never"),
    ],
)
def test_a_contract_that_ends_the_month_after_the_difference_is_found(ended_on, found):
    assert rules(facts([replace(KEPT, contract_ended_on=ended_on)], (*months(2, 3, 4, 5, 6, 7), TOP_UP))) == found


def test_a_contract_that_ends_after_the_months_left_were_paid_is_found_and_weighs_less():
    early = replace(HALF_YEAR, ended_on=date(2023, 5, 31), contract_on=date(2023, 6, 1))
    paid = tuple(replace(one, paid_on=date(2023, 8, 15)) for one in (rest(6), rest(7)))
    (found,) = watch(facts([replace(early, contract_ended_on=date(2023, 9, 10))], (*months(2, 3, 4, 5), *paid)))
    assert (found.rule, found.severity, found.amount_yuan) == ("vanished_retention", Severity.MEDIUM, 2 * RATE)


def test_insurance_that_ends_tells_of_a_contract_whose_end_nobody_recorded():
    ended = job(date(2023, 8, 1), date(2023, 9, 30), with_="e1")
    assert rules(facts([KEPT], [TOP_UP], [ended])) == ["vanished_retention"]


def test_a_contract_renewed_at_once_has_not_vanished():
    spells = (
        job(date(2023, 8, 1), date(2023, 9, 30), with_="e1"),
        job(date(2023, 10, 1), with_="e1", id="j2"),
    )
    assert rules(facts([replace(KEPT, contract_ended_on=date(2023, 9, 30))], [TOP_UP], spells)) == []


def test_claims_for_somebody_never_placed_are_found():
    assert rules(facts(claims=months(2, 3, who="nobody"))) == ["no_placement"]


def test_the_order_of_the_files_changes_no_finding():
    placements, claims = (HALF_YEAR, SECOND, replace(SECOND, id="p3", candidate_id="c2")), months(6, 7, 8)
    found = [watch(facts(order, claims[::-1])) for order in permutations(placements)]
    assert all(one == found[0] for one in found)


def test_new_facts_make_a_finding_that_nobody_explained_yet():
    (before,) = watch(facts(claims=months(7, 8)))
    (after,) = watch(facts(claims=months(7, 8, 9)))
    assert before.key != after.key


def test_a_finding_names_nobody():
    shared = [Shared("bank_card", "a1b2", ("c1", "c2", "c3"))]
    (found,) = watch(facts((), shared=shared))
    assert set(found.evidence) == {"field", "mark", "n_trainees"}


def test_a_watch_of_an_earlier_day_knows_nothing_of_what_came_later():
    # on 15 September the contract has ended and the top-up is paid; on the 11th neither has happened
    ended = replace(KEPT, contract_ended_on=date(2023, 9, 15))
    given = facts([ended], [*months(2, 3, 4, 5, 6, 7), TOP_UP], [job(date(2023, 9, 12))])
    assert rules(given) == ["vanished_retention"]
    assert rules(replace(given, as_of=date(2023, 9, 11))) == []


def test_a_claim_of_a_later_day_is_not_known_yet():
    late = facts(claims=[replace(one, claimed_on=date(2023, 9, 20)) for one in months(9)])
    assert rules(late) == ["after_end"]
    assert rules(replace(late, as_of=date(2023, 9, 19))) == []
