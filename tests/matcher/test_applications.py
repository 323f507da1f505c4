"""An employer's application: its steps, its documents, and the clock of the office in working days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from data.reference import load_workdays
from data.rulebook import read_rulebook
from matcher.applications import (
    Deadline,
    application_on,
    deadline_of,
    missing_documents,
    steps_of,
    submit,
    take_step,
)
from matcher.errors import BadInput, Conflict
from matcher.records import Actor, Application, ApplicationEvent, ApplicationKind, ApplicationState

JINAN = read_rulebook("jinan-2023").editions[0]
RULE = JINAN.application(ApplicationKind.SUBSIDY)  # 3 working days to answer, 7 to decide, 10 to pay
TODAY = date(2024, 12, 31)
OFFICER = Actor("officer-1", "caseworker")


def day(text: str) -> date:
    return date.fromisoformat(text)


def event(state: str, on: str, note: str | None = "缺保险单") -> ApplicationEvent:
    return ApplicationEvent(ApplicationState(state), day(on), OFFICER, datetime(2023, 9, 1, tzinfo=UTC), note)


def applied(*events: tuple[str, str], documents: tuple[str, ...] = RULE.documents) -> Application:
    """An application for the subsidy of August 2023 with these states and days."""
    month = date(2023, 8, 1)
    made = tuple(event(state, on) for state, on in events)
    return Application("A1", "E1", ApplicationKind.SUBSIDY, JINAN.id, made, documents, month, month, Decimal("1260.00"))


def deadline(*events: tuple[str, str]) -> Deadline | None:
    return deadline_of(applied(*events), RULE, load_workdays())


def due(*events: tuple[str, str]) -> date:
    found = deadline(*events)
    assert found is not None
    return found.due_on


def step(application: Application, state: str, on: str, *, note: str | None = "缺保险单") -> Application:
    return take_step(application, event(state, on, note), RULE, today=TODAY)


@pytest.mark.parametrize(
    ("events", "allowed"),
    [
        pytest.param([("submitted", "2023-09-01")], {"accepted", "returned", "withdrawn"}, id="handed in"),
        pytest.param(
            [("submitted", "2023-09-01"), ("returned", "2023-09-04")], {"submitted", "withdrawn"}, id="returned"
        ),
        pytest.param(
            [("submitted", "2023-09-01"), ("accepted", "2023-09-04")],
            {"approved", "refused", "withdrawn"},
            id="accepted",
        ),
        pytest.param([("approved", "2023-09-04")], {"paid"}, id="approved"),
        pytest.param([("refused", "2023-09-04")], set(), id="refused"),
        pytest.param([("paid", "2023-09-04")], set(), id="paid"),
        pytest.param([("withdrawn", "2023-09-04")], set(), id="withdrawn"),
    ],
)
def test_a_state_leads_to(events: list[tuple[str, str]], allowed: set[str]) -> None:
    assert set(steps_of(applied(*events))) == allowed


def test_a_recognition_is_never_paid() -> None:
    assert steps_of(replace(applied(("approved", "2023-09-04")), kind=ApplicationKind.RECOGNITION)) == ()


def test_a_step_out_of_turn_is_refused_with_those_that_are_open() -> None:
    with pytest.raises(Conflict, match="submitted cannot become approved, only accepted, returned, withdrawn"):
        step(applied(("submitted", "2023-09-01")), "approved", "2023-09-04")


def test_a_step_before_the_last_one_is_refused() -> None:
    with pytest.raises(Conflict, match="2023-08-31 lies before the last step, of 2023-09-01"):
        step(applied(("submitted", "2023-09-01")), "accepted", "2023-08-31")


def test_a_step_to_come_is_refused() -> None:
    with pytest.raises(BadInput, match="2025-01-01 is still to come"):
        step(applied(("submitted", "2023-09-01")), "accepted", "2025-01-01")


@pytest.mark.parametrize("state", ["returned", "refused"])
def test_what_is_turned_down_says_why(state: str) -> None:
    before = ("submitted", "2023-09-01") if state == "returned" else ("accepted", "2023-09-01")
    with pytest.raises(BadInput, match="note: say why"):
        step(applied(before), state, "2023-09-04", note=None)


def test_what_lacks_documents_is_not_accepted() -> None:
    lacking = applied(("submitted", "2023-09-01"), documents=RULE.documents[:-1])
    assert missing_documents(lacking, RULE) == ("人身意外伤害保险单",)
    with pytest.raises(Conflict, match="lacks 人身意外伤害保险单; return it"):
        step(lacking, "accepted", "2023-09-04")


def test_documents_handed_in_later_make_it_complete() -> None:
    lacking = applied(("submitted", "2023-09-01"), ("returned", "2023-09-04"), documents=RULE.documents[:-1])
    again = event("submitted", "2023-09-06")
    complete = take_step(lacking, again, RULE, documents=RULE.documents[-1:], today=TODAY)
    assert missing_documents(complete, RULE) == ()
    assert step(complete, "accepted", "2023-09-07").state is ApplicationState.ACCEPTED


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"month_from": None}, "month_from", id="a subsidy without months"),
        pytest.param({"amount_yuan": None}, "amount_yuan", id="a subsidy without an amount"),
        pytest.param({"month_from": date(2023, 9, 1)}, "month_from", id="months the wrong way round"),
        pytest.param({"kind": ApplicationKind.RECOGNITION}, "month_from", id="a recognition with months"),
        pytest.param({"documents": ("护照",)}, "documents", id="a document nobody asked for"),
    ],
)
def test_what_cannot_be_applied_for_is_refused(changed: dict[str, object], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        submit(replace(applied(("submitted", "2023-09-01")), **changed), RULE, today=TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("events", "due_on"),
    [
        # Friday, September 1: Monday 4, Tuesday 5, Wednesday 6
        pytest.param([("submitted", "2023-09-01")], "2023-09-06", id="over a week-end"),
        # Wednesday, September 27: Thursday 28, then free until October 6; Saturday 7 and Sunday 8 are worked
        pytest.param([("submitted", "2023-09-27")], "2023-10-08", id="over the holidays of October, and days made up"),
        # accepted on Thursday, September 28: October 7, 8, 9, 10, 11, 12, 13
        pytest.param([("submitted", "2023-09-27"), ("accepted", "2023-09-28")], "2023-10-13", id="the decision"),
        # approved on Friday, December 29: January 2-5 (4), 8-12 (9), 15 (10); January 1 is free
        pytest.param([("approved", "2023-12-29")], "2024-01-15", id="the payment, over New Year"),
    ],
)
def test_the_office_has_working_days_from_the_day_after(events: list[tuple[str, str]], due_on: str) -> None:
    assert due(*events) == day(due_on)


def test_the_clock_stands_still_while_papers_are_returned() -> None:
    # Friday 1: one day used on Monday 4, when they were returned; of three days two are left after Monday 18: 19, 20
    events = ("submitted", "2023-09-01"), ("returned", "2023-09-04"), ("submitted", "2023-09-18")
    assert due(*events) == day("2023-09-20")


def test_papers_that_come_back_with_no_day_left_are_due_at_once() -> None:
    # used: September 4, 5, 6, 7, four of three
    assert due(("submitted", "2023-09-01"), ("returned", "2023-09-07"), ("submitted", "2023-09-18")) == day(
        "2023-09-18"
    )


@pytest.mark.parametrize("state", ["returned", "refused", "paid", "withdrawn"])
def test_where_it_is_not_the_offices_turn_nothing_is_due(state: str) -> None:
    assert deadline((state, "2023-09-04")) is None


def test_it_is_overdue_on_the_day_after_the_last_one() -> None:
    found = deadline(("submitted", "2023-09-01"))
    assert found is not None
    assert [found.is_overdue(day(text)) for text in ("2023-09-06", "2023-09-07")] == [False, True]


def test_a_day_in_a_year_without_known_holidays_says_so() -> None:
    within, beyond = deadline(("submitted", "2026-12-20")), deadline(("submitted", "2026-12-31"))
    assert within is not None
    assert beyond is not None
    # Monday to Friday from 2026-12-31, a Thursday: January 1, 4, 5
    assert (within.known, beyond.known, beyond.due_on) == (True, False, day("2027-01-05"))


def test_an_application_as_of_a_day_has_the_steps_up_to_it() -> None:
    application = applied(("submitted", "2023-09-01"), ("accepted", "2023-09-05"))
    before = application_on(application, day("2023-09-04"))
    assert before is not None
    assert before.state is ApplicationState.SUBMITTED
    assert application_on(application, day("2023-08-31")) is None


@pytest.mark.parametrize(
    ("text", "is_working"),
    [
        pytest.param("2023-09-28", True, id="a Thursday"),
        pytest.param("2023-09-29", False, id="a holiday on a Friday"),
        pytest.param("2023-10-07", True, id="a Saturday that is made up"),
        pytest.param("2023-10-14", False, id="a Saturday"),
        pytest.param("2024-02-09", True, id="the eve of the spring festival 2024, which is no holiday"),
        pytest.param("2024-02-18", True, id="a Sunday that is made up"),
    ],
)
def test_a_day_is_worked_or_not(text: str, is_working: bool) -> None:
    assert load_workdays().is_working(day(text)) is is_working


def test_a_year_has_as_many_working_days_as_its_calendar() -> None:
    # 2024: 262 days from Monday to Friday, less 19 on which holidays fall, and 8 made up
    assert load_workdays().count(date(2023, 12, 31), date(2024, 12, 31)) == 251
