"""What contacts left to be done, and what of all that came since settles it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from data.outreach.following import load_following
from data.reference import load_workdays
from matcher.outreach.attempts import Setting, Task
from matcher.outreach.situation import Situation
from matcher.outreach.tasks import OpenTask, open_tasks, task_id
from matcher.records import (
    Attempt,
    Caseload,
    Channel,
    ContactResult,
    DeclineReason,
    Feedback,
    FeedbackEvent,
    Interest,
    Invitation,
)
from tests.matcher.outreach_people import LI, POLICY, WANG, moment, situation, tried

SETTING = Setting(POLICY, load_following(), load_workdays())
INTERESTED = tried("2023-08-31 10:00", ContactResult.INTERESTED, post_id="P1", note="周五去面谈")  # a Thursday
STARTED = tried("2023-08-31 10:00", ContactResult.STARTED, post_id="P1")
CALL_BACK = tried("2023-08-30 10:00", ContactResult.CALL_BACK, call_back_on=date(2023, 9, 4))
WRONG = tried("2023-08-31 10:00", ContactResult.WRONG_NUMBER)
TALK = tried("2023-08-30 10:00")
IN_VAIN = [
    tried(f"2023-08-{day:02} 10:00", ContactResult.NOT_REACHED, channel)
    for day, channel in enumerate([*[Channel.PHONE] * 4, *[Channel.VISIT] * 4], start=10)
]


def open_(one: Situation, **told: Any) -> list[OpenTask]:
    return open_tasks(one, SETTING, **told)


def kinds(one: Situation, **told: Any) -> list[Task]:
    return [task.task for task in open_(one, **told)]


def event(kind: FeedbackEvent, on: str, post_id: str = "P1") -> Feedback:
    return Feedback("C1", post_id, kind, date.fromisoformat(on), LI, moment(f"{on} 12:00"))


def test_an_interest_leaves_an_introduction_within_two_working_days() -> None:
    (found,) = open_(situation(INTERESTED, home_district="历下区"))
    assert (found.task, found.candidate_id, found.post_id) == (Task.INTRODUCE, "C1", "P1")
    # Thursday 31 August; the second working day after it is Monday
    assert (found.since, found.due_on) == (date(2023, 8, 31), date(2023, 9, 4))
    assert (found.told_by, found.note, found.district) == ("li", "周五去面谈", "历下区")


@pytest.mark.parametrize(
    "settled",
    [
        pytest.param({"events": [event(FeedbackEvent.APPLIED, "2023-09-01")]}, id="an application"),
        pytest.param({"events": [event(FeedbackEvent.INTERVIEWED, "2023-08-31")]}, id="an interview"),
        pytest.param({"events": [event(FeedbackEvent.DECLINED, "2023-09-01")]}, id="a refusal told elsewhere"),
        pytest.param({"done": [task_id(Task.INTRODUCE, INTERESTED)]}, id="a person's word"),
    ],
)
def test_what_became_of_the_post_settles_an_introduction(settled: dict[str, Any]) -> None:
    assert kinds(situation(INTERESTED), **settled) == []


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(event(FeedbackEvent.APPLIED, "2023-08-20"), id="before"),
        pytest.param(event(FeedbackEvent.APPLIED, "2023-09-01", "P2"), id="another post"),
        pytest.param(event(FeedbackEvent.SHOWN, "2023-09-01"), id="shown"),
    ],
)
def test_other_events_settle_no_introduction(other: Feedback) -> None:
    assert kinds(situation(INTERESTED), events=[other]) == [Task.INTRODUCE]


@pytest.mark.parametrize(
    ("later", "left"),
    [
        pytest.param(
            tried("2023-09-01 09:00", ContactResult.DECLINED, post_id="P1", reason=DeclineReason.PAY), [], id="declined"
        ),
        pytest.param(
            tried("2023-09-01 09:00", ContactResult.DECLINED, post_id="P2", reason=DeclineReason.PAY),
            [Task.INTRODUCE],
            id="declined another",
        ),
        pytest.param(tried("2023-09-01 09:00", ContactResult.OPTED_OUT), [], id="opted out"),
        pytest.param(tried("2023-09-01 09:00", ContactResult.STARTED), [], id="started"),
        pytest.param(tried("2023-09-01 09:00"), [Task.INTRODUCE], id="a talk alone"),
    ],
)
def test_a_later_contact_may_settle_an_introduction(later: Attempt, left: list[Task]) -> None:
    assert kinds(situation(INTERESTED, later)) == left


def test_each_post_has_its_own_introduction() -> None:
    other = replace(INTERESTED, id="A-other", post_id="P2")
    assert [one.post_id for one in open_(situation(INTERESTED, other))] == ["P2", "P1"]


@pytest.mark.parametrize(
    ("placed", "left"),
    [
        pytest.param({}, [Task.PROPOSE_PLACEMENT], id="none"),
        pytest.param({"placed_until": date(2024, 2, 28)}, [], id="it runs"),
        pytest.param({"placed_last": date(2023, 8, 31)}, [], id="it is over already"),
        pytest.param({"placed_last": date(2023, 8, 30)}, [Task.PROPOSE_PLACEMENT], id="an earlier one"),
    ],
)
def test_a_start_is_to_be_recorded_until_a_traineeship_is(placed: dict[str, Any], left: list[Task]) -> None:
    found = open_(situation(STARTED, **placed))
    assert [one.task for one in found] == left
    assert [one.due_on for one in found] == [date(2023, 9, 5)] * len(left)  # the third working day


def test_a_start_is_recorded_even_of_whom_nobody_may_contact_any_more() -> None:
    opted_out = tried("2023-09-01 09:00", ContactResult.OPTED_OUT)
    assert kinds(situation(STARTED, opted_out, contact_consent=False)) == [Task.PROPOSE_PLACEMENT]


@pytest.mark.parametrize(
    ("later", "left"),
    [
        pytest.param((), [Task.CALL_BACK], id="nothing"),
        pytest.param((tried("2023-08-31 09:00", ContactResult.SENT, Channel.SMS),), [Task.CALL_BACK], id="a message"),
        pytest.param((tried("2023-09-04 09:00"),), [], id="the call"),
    ],
)
def test_a_promise_is_open_until_it_is_kept(later: tuple[Attempt, ...], left: list[Task]) -> None:
    found = open_(situation(CALL_BACK, *later))
    assert [(one.task, one.due_on) for one in found] == [(task, date(2023, 9, 4)) for task in left]


@pytest.mark.parametrize(
    ("since", "later", "left"),
    [
        pytest.param(None, (), [Task.ASK_OTHER_SOURCE], id="nothing"),
        pytest.param("2023-08-01 09:00", (), [Task.ASK_OTHER_SOURCE], id="the same number"),
        pytest.param("2023-09-01 09:00", (), [], id="another number"),
        pytest.param(None, (tried("2023-09-01 09:00", channel=Channel.VISIT),), [], id="a talk"),
    ],
)
def test_a_number_is_asked_for_until_there_is_another(
    since: str | None, later: tuple[Attempt, ...], left: list[Task]
) -> None:
    assert kinds(situation(WRONG, *later, phone_since=since and moment(since))) == left


def test_the_head_hears_of_somebody_whom_nobody_reaches_once() -> None:
    unreached = situation(*IN_VAIN, push_consent=False)
    (found,) = open_(unreached)
    assert (found.task, found.due_on) == (Task.TELL_DISTRICT_HEAD, SETTING.workdays.after(found.since, 1))
    again = tried("2023-08-30 10:00", ContactResult.NOT_REACHED)
    assert open_(replace(unreached, attempts=(*unreached.attempts, again))) == [found]
    assert open_(replace(unreached, attempts=(*unreached.attempts, TALK))) == []


def test_a_fact_is_asked_for_until_it_is_there() -> None:
    unknown = situation(TALK, graduation_status=None, birth_on=None)
    assert kinds(unknown) == [Task.ASK_FACT]
    in_vain = tried("2023-08-30 10:00", ContactResult.NOT_REACHED)
    assert kinds(replace(unknown, attempts=(in_vain,))) == []  # nobody spoke with the person
    assert kinds(situation(TALK)) == []


def test_whoever_wants_no_contact_any_more_leaves_nothing_to_be_done() -> None:
    assert kinds(situation(INTERESTED, CALL_BACK, WRONG, contact_consent=False)) == []


def test_what_the_queue_brings_back_by_itself_is_no_task() -> None:
    declined = tried("2023-08-31 10:00", ContactResult.DECLINED, reason=DeclineReason.PAY)
    for one in (TALK, declined, tried("2023-08-31 10:00", ContactResult.NOT_REACHED)):
        assert kinds(situation(one)) == []


def test_what_is_due_first_comes_first() -> None:
    found = open_(situation(INTERESTED, CALL_BACK, WRONG))
    assert [one.due_on for one in found] == sorted(one.due_on for one in found)
    assert [one.is_overdue(on=date(2023, 9, 5)) for one in found] == [True, False]


@pytest.mark.parametrize(
    ("caseload", "caseworker", "in_charge"),
    [
        pytest.param(None, None, "li", id="who told it, where nobody looks after them"),
        pytest.param(Caseload("C1", "wang", moment("2023-08-01 09:00"), WANG), "wang", "wang", id="their caseworker"),
    ],
)
def test_a_task_is_that_of_whoever_looks_after_the_person(
    caseload: Caseload | None, caseworker: str | None, in_charge: str
) -> None:
    (found,) = open_(situation(INTERESTED, caseload=caseload))
    assert (found.caseworker, found.in_charge) == (caseworker, in_charge)


INVITED = Invitation(7, "C1", "P1", WANG, moment("2023-08-31 09:00"))


def test_an_invitation_is_to_be_asked_about_within_three_working_days() -> None:
    (found,) = open_(situation(), invitations=[INVITED])
    assert (found.id, found.task, found.post_id, found.told_by) == ("ask_invited-E7", Task.ASK_INVITED, "P1", WANG.id)
    # Thursday 31 August; the third working day after it is Tuesday
    assert (found.since, found.due_on, found.note) == (date(2023, 8, 31), date(2023, 9, 5), None)


@pytest.mark.parametrize("kind", [FeedbackEvent.INTERESTED, FeedbackEvent.DECLINED, FeedbackEvent.APPLIED])
def test_an_answer_settles_an_invitation_for_its_post_alone(kind: FeedbackEvent) -> None:
    assert kinds(situation(), invitations=[INVITED], events=[event(kind, "2023-09-01")]) == []
    assert kinds(situation(), invitations=[INVITED], events=[event(kind, "2023-08-30")]) == [Task.ASK_INVITED]
    assert kinds(situation(), invitations=[INVITED], events=[event(kind, "2023-09-01", "P2")]) == [Task.ASK_INVITED]


def test_a_word_closes_an_invitation_and_the_last_of_one_post_counts() -> None:
    later = replace(INVITED, number=9, at=moment("2023-09-01 09:00"))
    assert [one.id for one in open_(situation(), invitations=[INVITED, later])] == ["ask_invited-E9"]
    assert kinds(situation(), invitations=[INVITED], done=["ask_invited-E7"]) == []


def test_who_wants_no_contact_is_not_asked_about_an_invitation() -> None:
    assert kinds(situation(contact_consent=False), invitations=[INVITED]) == []


def heard(on: str, post_id: str = "P1", number: int = 7) -> Interest:
    return Interest(number, "C1", post_id, LI, moment(f"{on} 09:00"))


def test_an_interest_told_on_a_card_leaves_an_introduction_too() -> None:
    (task,) = open_(situation(), interests=[heard("2023-08-31")])
    assert (task.id, task.task, task.post_id) == ("introduce-E7", Task.INTRODUCE, "P1")
    assert task.due_on == date(2023, 9, 4)  # Thursday, two working days


def test_of_a_card_and_a_contact_that_tell_the_same_interest_one_task_follows() -> None:
    (task,) = open_(situation(INTERESTED), interests=[heard("2023-08-30"), heard("2023-09-01", number=8)])
    assert task.id == f"introduce-{INTERESTED.id}"


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({"events": [event(FeedbackEvent.APPLIED, "2023-08-31")]}, id="applied"),
        pytest.param({"events": [event(FeedbackEvent.DECLINED, "2023-08-31")]}, id="declined on the card"),
    ],
)
def test_what_followed_settles_an_interest_of_a_card(told: dict[str, Any]) -> None:
    assert open_(situation(), interests=[heard("2023-08-30")], **told) == []
    assert len(open_(situation(), interests=[heard("2023-08-30", "P2")], **told)) == 1


def test_a_refusal_in_a_later_contact_settles_an_interest_of_a_card() -> None:
    refused = tried("2023-08-31 10:00", ContactResult.DECLINED, post_id="P1", reason=DeclineReason.PAY)
    assert open_(situation(refused), interests=[heard("2023-08-30")]) == []
