"""The yearly inspection of employers: its days and years by hand, terms not carried out, proposals and decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rulebook import read_rulebook
from matcher.employers import (
    City,
    Dossier,
    InspectionFacts,
    Removal,
    check_decision,
    check_inspection,
    facts_of,
    propose,
    refuse_post,
    removal_of,
)
from matcher.errors import BadInput, Conflict
from matcher.records import (
    Actor,
    Employer,
    EmployerFault,
    Inspection,
    InspectionOutcome,
    Placement,
    Post,
    Standing,
    StandingDecision,
)

JINAN = read_rulebook("jinan-2023").editions[0]
TEXT = "济人社字〔2023〕15号"
ACTOR = Actor("officer", "admin")
AT = datetime(2023, 9, 1, 9, tzinfo=UTC)
EMPLOYER = Employer("E1", "泉城软件", recognised_on=date(2020, 5, 20))
DAY = date(2023, 9, 1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def placed(starts: str, ends: str, *, id: str = "L1", **facts: object) -> Placement:
    """A placement with agreement and insurance in order."""
    told = {"agreed_on": day(starts) - timedelta(days=1), "insured_on": day(starts)} | facts
    return Placement(id, "C1", "E1", day(starts), day(ends), **told)  # type: ignore[arg-type]  # fields by name


def inspected(on: str, outcome: InspectionOutcome, *faults: EmployerFault) -> Inspection:
    return Inspection("E1", day(on), outcome, JINAN.id, ACTOR, AT, faults)


def decided(on: str, standing: Standing, *reasons: EmployerFault, note: str | None = "核实") -> StandingDecision:
    return StandingDecision("E1", standing, day(on), JINAN.id, ACTOR, AT, reasons, note)


def looked_at(*placements: Placement, on: date = DAY, employer: Employer = EMPLOYER, **told: object) -> InspectionFacts:
    mentored = frozenset(one.id for one in placements)
    city = City(JINAN, on, mentored, records_since=date(2020, 1, 1))
    return facts_of(Dossier(employer, placements, **told), city)  # type: ignore[arg-type]  # fields by name


def faults(facts: InspectionFacts) -> list[EmployerFault]:
    proposal = propose(facts, JINAN)
    return [] if proposal is None else list(proposal.faults)


@pytest.mark.parametrize(
    ("on", "due"),
    [
        # recognised on 2022-05-20, inspected every 12 months: 2023-05-20 is the day it falls due
        pytest.param("2023-05-19", False, id="the day before the year is over"),
        pytest.param("2023-05-20", True, id="the anniversary"),
        pytest.param("2023-05-21", True, id="the day after"),
    ],
)
def test_an_inspection_falls_due_on_the_anniversary_of_recognition(on: str, due: bool) -> None:
    facts = looked_at(on=day(on), employer=replace(EMPLOYER, recognised_on=date(2022, 5, 20)))
    assert (facts.due_on, facts.is_due) == (date(2023, 5, 20), due)


def test_an_inspection_sets_the_day_of_the_next_one_anew() -> None:
    # inspected on 29 February 2024: due on 28 February 2025
    facts = looked_at(on=date(2025, 2, 27), inspections=(inspected("2024-02-29", InspectionOutcome.PASSED),))
    assert (facts.due_on, facts.is_due) == (date(2025, 2, 28), False)


def test_an_inspection_recorded_for_a_later_day_is_not_known_yet() -> None:
    facts = looked_at(inspections=(inspected("2023-09-02", InspectionOutcome.PASSED),))
    assert facts.last is None


def test_an_employer_of_which_no_day_is_known_is_due() -> None:
    facts = looked_at(employer=replace(EMPLOYER, recognised_on=None))
    assert (facts.due_on, facts.is_due) == (None, True)


def test_an_employer_that_is_removed_is_not_due() -> None:
    assert not looked_at(decisions=(decided("2023-08-01", Standing.REMOVED, EmployerFault.IDLE),)).is_due


@pytest.mark.parametrize(
    ("on", "idle"),
    [
        # last day of practice 2021-08-31; two years without any are 2021-09-01 to 2023-08-31, both included
        pytest.param("2023-08-31", False, id="the last day of the second year"),
        pytest.param("2023-09-01", True, id="the day after two full years"),
    ],
)
def test_an_employer_is_idle_when_two_full_years_are_over(on: str, idle: bool) -> None:
    facts = looked_at(placed("2021-03-01", "2021-08-31"), on=day(on))
    assert (facts.is_idle, faults(facts)) == (idle, [EmployerFault.IDLE] if idle else [])


@pytest.mark.parametrize(
    ("recognised", "idle"),
    [
        pytest.param("2021-09-01", True, id="two years ago to the day"),
        pytest.param("2021-09-02", False, id="two years ago less a day"),
    ],
)
def test_an_employer_recognised_less_than_two_years_ago_is_not_idle(recognised: str, idle: bool) -> None:
    assert looked_at(employer=replace(EMPLOYER, recognised_on=day(recognised))).is_idle is idle


def test_an_employer_without_any_day_on_file_is_not_called_idle() -> None:
    facts = looked_at(employer=replace(EMPLOYER, recognised_on=None))
    assert (facts.idle_since, facts.is_idle) == (None, False)


def test_a_traineeship_that_runs_keeps_an_employer_from_being_idle() -> None:
    assert looked_at(placed("2023-08-15", "2024-02-14")).idle_since is None


def test_a_traineeship_still_to_begin_is_no_practice() -> None:
    assert looked_at(placed("2023-09-02", "2024-03-01")).is_idle


def test_an_early_end_counts_as_the_last_day() -> None:
    # planned to 2021-10-31, left on 2021-08-31: idle from 2023-09-01 on, as if it had been planned so
    assert looked_at(placed("2021-05-01", "2021-10-31", ended_on=date(2021, 8, 31))).is_idle


def test_who_was_employed_from_the_first_day_did_no_traineeship() -> None:
    assert looked_at(placed("2023-05-01", "2023-10-31", contract_on=date(2023, 5, 1))).last_practice_on is None


def test_the_years_are_counted_back_from_the_day() -> None:
    # years to 2023-09-01: 2022-09-01 to that day (the second one), 2021-09-01 to 2022-08-31 (both)
    facts = looked_at(placed("2022-03-01", "2022-05-31"), placed("2022-07-01", "2022-12-31", id="L2"))
    assert [(one.first, one.last, one.n) for one in facts.years] == [
        (date(2022, 9, 1), DAY, 1),
        (date(2021, 9, 1), date(2022, 8, 31), 2),
    ]


def test_a_short_record_is_said_beside_a_proposal_for_idleness() -> None:
    facts = replace(looked_at(), records_since=date(2022, 6, 1))
    proposal = propose(facts, JINAN)
    assert proposal is not None
    assert proposal.caution is not None
    assert "only from 2022-06-01 on" in proposal.caution.told()


DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))


@given(starts=st.lists(DAYS, max_size=4), length=st.integers(0, 400), on=DAYS, recognised=DAYS)
def test_idle_is_who_was_recognised_before_the_years_and_has_no_traineeship_in_any(
    starts: list[date], length: int, on: date, recognised: date
) -> None:
    placements = [
        Placement(f"L{n}", "C1", "E1", first, first + timedelta(days=length)) for n, first in enumerate(starts)
    ]
    facts = looked_at(*placements, on=on, employer=replace(EMPLOYER, recognised_on=recognised))
    known = any(first <= on for first in starts)
    assert facts.is_idle == (not any(year.n for year in facts.years) and (known or recognised <= facts.years[-1].first))


@pytest.mark.parametrize(
    ("changes", "rule", "clause"),
    [
        pytest.param({"agreed_on": None}, "no_agreement", "二(四)", id="no agreement"),
        pytest.param({"agreed_on": date(2023, 3, 2)}, "late_agreement", "二(四)", id="an agreement a day late"),
        pytest.param({"insured_on": None}, "no_insurance", "二(五)", id="no insurance"),
        pytest.param({"insured_on": date(2023, 3, 2)}, "late_insurance", "二(五)", id="insured a day late"),
        pytest.param({"planned_end_on": date(2024, 3, 1)}, "over_long", "二(二)", id="12 months and a day"),
    ],
)
def test_a_term_not_carried_out_is_told_with_its_clause(changes: dict[str, Any], rule: str, clause: str) -> None:
    (found,) = looked_at(replace(placed("2023-03-01", "2023-08-31"), **changes)).unmet
    assert (found.rule, found.placement_ids) == (rule, ("L1",))
    assert found.clause.startswith(f"{TEXT} {clause}")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"agreed_on": date(2023, 3, 1)}, id="agreed on the first day"),
        pytest.param({"planned_end_on": date(2024, 2, 29)}, id="exactly 12 months"),
    ],
)
def test_a_term_carried_out_to_the_day_is_no_fault(changes: dict[str, Any]) -> None:
    assert looked_at(replace(placed("2023-03-01", "2023-08-31"), **changes)).unmet == ()


def test_a_placement_without_a_mentor_is_told() -> None:
    city = City(JINAN, DAY, mentored=frozenset({"L1"}))
    two = (placed("2023-03-01", "2023-08-31"), placed("2023-04-01", "2023-09-30", id="L2"))
    (found,) = facts_of(Dossier(EMPLOYER, two), city).unmet
    assert (found.rule, found.reason.told()) == ("no_mentor", "no mentor named: 1 of 2")


def test_what_the_files_of_the_city_have_of_nobody_is_no_fault_of_anybody() -> None:
    bare = placed("2023-03-01", "2023-08-31", agreed_on=None, insured_on=None)
    city = City(JINAN, DAY, recorded=frozenset())
    assert facts_of(Dossier(EMPLOYER, (bare,)), city).unmet == ()


def test_terms_found_carried_out_by_an_inspection_are_not_held_against_the_employer_again() -> None:
    bare = placed("2022-03-01", "2022-08-31", agreed_on=None)
    assert faults(looked_at(bare)) == [EmployerFault.TERMS]
    assert faults(looked_at(bare, inspections=(inspected("2022-08-31", InspectionOutcome.PASSED),))) == []


def test_what_goes_on_after_an_inspection_is_looked_at_again() -> None:
    bare = placed("2022-03-01", "2022-08-31", agreed_on=None)
    facts = looked_at(bare, inspections=(inspected("2022-08-30", InspectionOutcome.PASSED),))
    assert faults(facts) == [EmployerFault.TERMS]


def test_a_confirmed_fraud_is_a_fault_and_an_open_finding_is_none() -> None:
    running = placed("2023-05-01", "2023-10-31")
    assert faults(looked_at(running, n_findings_open=3)) == []
    assert faults(looked_at(running, confirmed_on=(DAY,))) == [EmployerFault.TERMS]


def test_bad_management_is_what_a_failed_inspection_says() -> None:
    running = placed("2023-05-01", "2023-10-31")
    failed = inspected("2023-08-01", InspectionOutcome.FAILED, EmployerFault.MANAGEMENT)
    proposal = propose(looked_at(running, inspections=(failed,)), JINAN)
    assert proposal is not None
    (ground,) = proposal.grounds
    assert ground.reason.told() == "inspection of 2023-08-01 failed: badly run"
    assert (ground.fault, ground.clause, proposal.edition) == (EmployerFault.MANAGEMENT, f"{TEXT} 二(四)", "jinan-2023")


def test_an_inspection_that_gives_a_term_to_mend_proposes_nothing() -> None:
    to_mend = inspected("2023-08-01", InspectionOutcome.TO_MEND, EmployerFault.MANAGEMENT)
    assert faults(looked_at(placed("2023-05-01", "2023-10-31"), inspections=(to_mend,))) == []


@pytest.mark.parametrize(
    ("kept", "proposed"),
    [
        pytest.param("2023-07-31", True, id="kept the day before the inspection"),
        pytest.param("2023-08-01", False, id="kept on the day of the inspection"),
    ],
)
def test_a_failed_inspection_proposes_until_a_person_answers_it(kept: str, proposed: bool) -> None:
    failed = inspected("2023-08-01", InspectionOutcome.FAILED, EmployerFault.MANAGEMENT)
    decisions = (decided(kept, Standing.KEPT),)
    running = placed("2023-05-01", "2023-10-31")
    assert (faults(looked_at(running, inspections=(failed,), decisions=decisions)) != []) is proposed


@pytest.mark.parametrize(
    ("on", "proposed"),
    [
        # kept on 2023-09-01: the next yearly look is on 2024-09-01
        pytest.param("2024-08-31", False, id="the last day before the next look"),
        pytest.param("2024-09-01", True, id="the next yearly look"),
    ],
)
def test_an_employer_kept_is_not_proposed_for_the_same_idleness_before_a_year(on: str, proposed: bool) -> None:
    facts = looked_at(on=day(on), decisions=(decided("2023-09-01", Standing.KEPT),))
    assert (faults(facts) == [EmployerFault.IDLE]) is proposed


def test_an_employer_that_is_removed_is_not_proposed_again() -> None:
    assert faults(looked_at(decisions=(decided("2023-08-01", Standing.REMOVED, EmployerFault.IDLE),))) == []


@pytest.mark.parametrize(
    ("status", "on", "removal"),
    [
        pytest.param("已清退", None, Removal(None), id="a status without a day"),
        pytest.param("已清退", "2023-09-01", Removal(date(2023, 9, 1)), id="from today on"),
        pytest.param("已清退", "2023-09-02", None, id="from tomorrow on"),
        pytest.param("正常", "2020-01-01", None, id="in order"),
    ],
)
def test_an_employer_is_removed_by_its_status(status: str, on: str | None, removal: Removal | None) -> None:
    employer = replace(EMPLOYER, status=status, status_on=None if on is None else day(on))
    assert removal_of(employer, [], DAY) == removal


def test_a_removal_holds_from_its_very_day_on() -> None:
    removed = decided("2023-09-01", Standing.REMOVED, EmployerFault.IDLE)
    assert removal_of(EMPLOYER, [removed], date(2023, 8, 31)) is None
    assert removal_of(EMPLOYER, [removed], DAY) == Removal(DAY)


def test_what_a_person_decided_counts_before_the_status() -> None:
    employer = replace(EMPLOYER, status="已清退")
    assert removal_of(employer, [decided("2023-06-01", Standing.RESTORED)], DAY) is None


NEW = Post("P1", "测试员", "泉城软件")
SINCE = Removal(date(2023, 8, 1))


@pytest.mark.parametrize(
    ("published", "stored", "refused"),
    [
        pytest.param("2023-07-31", None, False, id="published the day before, and comes in only now"),
        pytest.param("2023-08-01", None, True, id="published on the day of the removal"),
        pytest.param(None, None, True, id="new, its day unknown"),
        pytest.param("2023-07-31", "2023-07-31", False, id="stored already and corrected"),
        pytest.param(None, "2023-07-31", False, id="stored already, its day left out"),
        pytest.param("2023-08-01", "2023-07-31", True, id="published again"),
        pytest.param("2023-08-05", "2023-08-05", False, id="stored before the removal was decided"),
    ],
)
def test_a_removal_acts_on_new_posts(published: str | None, stored: str | None, refused: bool) -> None:
    post = replace(NEW, published_on=None if published is None else day(published))
    before = None if stored is None else replace(NEW, published_on=day(stored))
    assert (refuse_post(post, stored=before, removal=SINCE, today=DAY) is not None) is refused


@pytest.mark.parametrize(
    ("published", "refused"),
    [
        pytest.param(date(2023, 8, 31), False, id="yesterday"),
        pytest.param(DAY, True, id="today"),
        pytest.param(None, True, id="nobody knows when"),
    ],
)
def test_a_removal_since_nobody_knows_when_acts_from_today_on(published: date | None, refused: bool) -> None:
    post = replace(NEW, published_on=published)
    assert (refuse_post(post, stored=None, removal=Removal(None), today=DAY) is not None) is refused


def test_an_employer_in_order_may_offer_posts() -> None:
    assert refuse_post(NEW, stored=None, removal=None, today=DAY) is None


def test_a_removal_without_a_reason_is_refused() -> None:
    with pytest.raises(BadInput, match="wants a reason"):
        check_decision(decided("2023-09-01", Standing.REMOVED), removal=None)


@pytest.mark.parametrize("standing", [Standing.KEPT, Standing.RESTORED, Standing.DEMONSTRATION])
def test_another_decision_without_a_word_of_why_is_refused(standing: Standing) -> None:
    with pytest.raises(BadInput, match="say why"):
        check_decision(decided("2023-09-01", standing, note=" "), removal=None)


@pytest.mark.parametrize(
    ("decision", "removal"),
    [
        pytest.param(decided("2023-09-01", Standing.REMOVED, EmployerFault.TERMS), SINCE, id="removed twice"),
        pytest.param(decided("2023-09-01", Standing.RESTORED), None, id="restored without removal"),
        pytest.param(decided("2023-09-01", Standing.DEMONSTRATION), SINCE, id="an example though removed"),
    ],
)
def test_a_decision_that_does_not_go_with_the_standing_is_refused(
    decision: StandingDecision, removal: Removal | None
) -> None:
    with pytest.raises(Conflict):
        check_decision(decision, removal=removal)


@pytest.mark.parametrize(
    "inspection",
    [
        pytest.param(inspected("2023-09-02", InspectionOutcome.PASSED), id="still to come"),
        pytest.param(inspected("2023-09-01", InspectionOutcome.FAILED), id="failed for nothing"),
        pytest.param(inspected("2023-09-01", InspectionOutcome.PASSED, EmployerFault.TERMS), id="passed with a fault"),
    ],
)
def test_an_inspection_that_contradicts_itself_is_refused(inspection: Inspection) -> None:
    with pytest.raises(BadInput):
        check_inspection(inspection, today=DAY)
