"""What follows from each result of a contact, with the city's figures, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.outreach import read_policy
from data.outreach.following import load_following
from data.reference import load_workdays
from matcher.errors import BadInput
from matcher.outreach.attempts import (
    FOLLOWING,
    Setting,
    Task,
    escalated,
    feedback_of,
    follow,
    refuse_unsound,
    rests_until,
)
from matcher.outreach.situation import FAILED
from matcher.records import (
    Actor,
    Attempt,
    Channel,
    ContactResult,
    DeclineReason,
    FeedbackEvent,
    LegalBasis,
)

FRIDAY = datetime(2023, 9, 1, 2, 0, tzinfo=UTC)  # ten o'clock in Jinan
SETTING = Setting(read_policy(None), load_following(), load_workdays())
LI = Actor("li", "caseworker", "历下区")
NOT_REACHED, SENT = ContactResult.NOT_REACHED, ContactResult.SENT


def an_attempt(result: ContactResult, channel: Channel = Channel.PHONE, **values: Any) -> Attempt:
    known: dict[str, Any] = {"id": "A", "candidate_id": "C1", "at": FRIDAY, "basis": LegalBasis.CONSENT, "actor": LI}
    return Attempt(channel=channel, result=result, **(known | values))


def failures(*channels: Channel) -> list[Attempt]:
    return [an_attempt(NOT_REACHED, one) for one in channels]


def test_every_result_has_its_consequence() -> None:
    assert set(FOLLOWING) == set(ContactResult)


def test_an_interested_person_is_introduced_within_two_working_days() -> None:
    found = follow(an_attempt(ContactResult.INTERESTED, post_id="P1"), [], SETTING)
    # Friday; the second working day after it is Tuesday
    assert (found.task, found.on, found.event) == (Task.INTRODUCE, date(2023, 9, 5), FeedbackEvent.INTERESTED)


def test_who_declined_is_left_alone_by_the_reason() -> None:
    told = an_attempt(ContactResult.DECLINED, post_id="P1", reason=DeclineReason.PAY)
    found = follow(told, [], SETTING)
    # 1 September and 7 days
    assert (found.task, found.on, found.event) == (Task.OFFER_OTHERS, date(2023, 9, 8), FeedbackEvent.DECLINED)


def test_the_feedback_of_a_refusal_has_its_reason_and_not_the_note() -> None:
    told = an_attempt(ContactResult.DECLINED, post_id="P1", reason=DeclineReason.PAY, note="家里有事")
    feedback = feedback_of(told, follow(told, [], SETTING), policy=SETTING.policy)
    assert feedback is not None
    assert (feedback.reason, feedback.note, feedback.happened_on) == (DeclineReason.PAY, None, date(2023, 9, 1))
    assert not feedback.automatic


def test_a_refusal_of_no_post_in_particular_is_no_feedback() -> None:
    told = an_attempt(ContactResult.DECLINED, reason=DeclineReason.OTHER)
    assert feedback_of(told, follow(told, [], SETTING), policy=SETTING.policy) is None


def test_the_longest_rest_counts() -> None:
    told = [
        an_attempt(ContactResult.DECLINED, reason=DeclineReason.OTHER),
        an_attempt(ContactResult.DECLINED, reason=DeclineReason.PAY, at=FRIDAY + timedelta(days=3)),
    ]
    # 30 days from 1 September, not 7 from the fourth
    assert rests_until(told, SETTING) == date(2023, 10, 1)


def test_a_call_back_is_due_on_the_day_that_the_person_named() -> None:
    found = follow(an_attempt(ContactResult.CALL_BACK, call_back_on=date(2023, 9, 4)), [], SETTING)
    assert (found.task, found.on, found.channel) == (Task.CALL_BACK, date(2023, 9, 4), Channel.PHONE)


def test_a_wrong_number_puts_the_phone_in_doubt_and_another_channel_in_its_place() -> None:
    found = follow(an_attempt(ContactResult.WRONG_NUMBER), [], SETTING)
    assert (found.task, found.doubts_phone, found.channel) == (Task.ASK_OTHER_SOURCE, True, Channel.MINI_PROGRAM)


def test_a_start_proposes_a_placement() -> None:
    found = follow(an_attempt(ContactResult.STARTED, post_id="P1"), [], SETTING)
    # Friday; the third working day after it is Wednesday
    assert (found.task, found.on, found.event) == (Task.PROPOSE_PLACEMENT, date(2023, 9, 6), FeedbackEvent.STARTED)


def test_a_start_elsewhere_is_no_feedback_and_leaves_the_person_alone() -> None:
    found = follow(an_attempt(ContactResult.STARTED), [], SETTING)
    assert (found.task, found.event) == (Task.LEAVE_ALONE, None)


def test_who_opts_out_is_left_alone_for_good() -> None:
    found = follow(an_attempt(ContactResult.OPTED_OUT), [], SETTING)
    assert (found.task, found.on, found.withdraws_consent) == (Task.LEAVE_ALONE, None, True)


def test_only_opting_out_withdraws_consent() -> None:
    results = [
        one
        for one in ContactResult
        if follow(
            an_attempt(one, reason=DeclineReason.PAY if one is ContactResult.DECLINED else None), [], SETTING
        ).withdraws_consent
    ]
    assert results == [ContactResult.OPTED_OUT]


PHONE, SMS, APP, VISIT = Channel.PHONE, Channel.SMS, Channel.MINI_PROGRAM, Channel.VISIT


@pytest.mark.parametrize(
    ("before", "now", "task", "channel"),
    [
        pytest.param([], PHONE, Task.RETRY, PHONE, id="once"),
        pytest.param([PHONE], PHONE, Task.NEXT_CHANNEL, APP, id="twice by phone"),
        pytest.param([PHONE, PHONE, APP, APP, SMS], SMS, Task.VISIT, VISIT, id="all but a visit"),
        pytest.param([PHONE, PHONE, APP, APP, SMS, SMS, VISIT], VISIT, Task.TELL_DISTRICT_HEAD, None, id="all"),
    ],
)
def test_who_is_not_reached_is_tried_another_way_and_in_the_end_the_head_is_told(
    before: list[Channel], now: Channel, task: Task, channel: Channel | None
) -> None:
    found = follow(an_attempt(NOT_REACHED, now), failures(*before), SETTING)
    assert (found.task, found.channel) == (task, channel)


@pytest.mark.parametrize(
    ("before", "on"),
    [
        pytest.param([], date(2023, 9, 4), id="by phone on Monday"),
        pytest.param([PHONE], date(2023, 9, 2), id="by the mini-program, which is open on a Saturday"),
    ],
)
def test_who_is_not_reached_on_a_friday_is_tried_on_the_next_day_of_the_channel(
    before: list[Channel], on: date
) -> None:
    assert follow(an_attempt(NOT_REACHED), failures(*before), SETTING).on == on


def test_a_city_that_calls_every_day_promises_call_backs_on_every_day() -> None:
    every_day = tuple(replace(one, workdays_only=False) for one in SETTING.policy.channels)
    setting = replace(SETTING, policy=replace(SETTING.policy, channels=every_day))
    saturday = an_attempt(ContactResult.CALL_BACK, call_back_on=date(2023, 9, 2))
    refuse_unsound(saturday, setting, today=date(2023, 9, 1))
    assert follow(an_attempt(NOT_REACHED), [], setting).on == date(2023, 9, 2)


def test_somebody_reached_in_between_is_tried_anew() -> None:
    before = [*failures(PHONE), an_attempt(ContactResult.REACHED)]
    assert follow(an_attempt(NOT_REACHED), before, SETTING).task is Task.RETRY


def test_failures_are_forgotten_after_a_time() -> None:
    long_ago = [an_attempt(NOT_REACHED, one, at=FRIDAY - timedelta(days=90)) for one in (PHONE, PHONE, APP, APP)]
    assert follow(an_attempt(NOT_REACHED), long_ago, SETTING).task is Task.RETRY


def test_a_channel_that_is_no_use_for_the_person_is_not_tried_next() -> None:
    setting = replace(SETTING, closed=frozenset({APP, SMS}))
    found = follow(an_attempt(NOT_REACHED), failures(PHONE), setting)
    assert (found.task, found.channel) == (Task.VISIT, VISIT)


@given(st.lists(st.sampled_from(list(Channel)), min_size=1, max_size=12))
def test_the_channel_to_try_next_never_failed_often_enough_already(channels: list[Channel]) -> None:
    found = escalated(failures(*channels), SETTING.policy)
    rule = None if found is None else SETTING.policy.rule_of(found)
    assert rule is None or channels.count(rule.channel) < rule.failures


@given(st.lists(st.sampled_from(list(Channel)), min_size=1, max_size=12), st.sampled_from(FAILED))
def test_it_makes_no_difference_in_which_order_the_other_channels_failed(
    channels: list[Channel], result: ContactResult
) -> None:
    told = [an_attempt(result, one) for one in channels]
    turned = [*reversed(told[:-1]), told[-1]]
    assert escalated(told, SETTING.policy) == escalated(turned, SETTING.policy)


@pytest.mark.parametrize(
    ("attempt", "text"),
    [
        pytest.param(an_attempt(ContactResult.CALL_BACK), "call_back_on: say on which day", id="no day"),
        pytest.param(
            an_attempt(ContactResult.REACHED, call_back_on=date(2023, 9, 4)),
            "call_back_on: goes with",
            id="a day for nothing",
        ),
        pytest.param(
            an_attempt(ContactResult.CALL_BACK, call_back_on=date(2023, 8, 31)), "2023-08-31 is past", id="a past day"
        ),
        pytest.param(an_attempt(ContactResult.INTERESTED), "post_id: say in which post", id="interested in what"),
        pytest.param(an_attempt(NOT_REACHED, post_id="P1"), "post_id: goes with", id="a post for nothing"),
        pytest.param(an_attempt(ContactResult.DECLINED), "reason: say why", id="no reason"),
        pytest.param(
            an_attempt(ContactResult.REACHED, reason=DeclineReason.PAY), "reason: goes with", id="a reason for nothing"
        ),
        pytest.param(
            an_attempt(ContactResult.CALL_BACK, call_back_on=date(2024, 2, 29)),
            "call_back_on: 2024-02-29 is too far ahead; name a day until 2024-02-28",
            id="a call back in half a year and a day",
        ),
        pytest.param(
            an_attempt(ContactResult.CALL_BACK, call_back_on=date(2023, 9, 30)),
            "call_back_on: nobody is called on 2023-09-30, which is no working day; the next one is 2023-10-07",
            id="a call back on a holiday, before a Saturday that is worked",
        ),
        pytest.param(an_attempt(ContactResult.WRONG_NUMBER, VISIT), "channel: a number is wrong", id="a visit"),
        pytest.param(an_attempt(SENT, PHONE), "channel: nothing is sent", id="sent by phone"),
    ],
)
def test_what_does_not_go_together_is_refused(attempt: Attempt, text: str) -> None:
    with pytest.raises(BadInput, match=text):
        refuse_unsound(attempt, SETTING, today=date(2023, 9, 1))
