"""How long a promise to call back stands."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.outreach.situation import promised_call_back
from matcher.records import Attempt, Channel, ContactResult
from tests.matcher.outreach_people import POLICY, tried

FRIDAY = date(2023, 9, 8)
PROMISE = tried("2023-09-05 10:00", ContactResult.CALL_BACK, call_back_on=FRIDAY)


@pytest.mark.parametrize(
    ("since", "stands"),
    [
        pytest.param([], True, id="nothing since"),
        pytest.param([tried("2023-09-05 11:00", ContactResult.INTERESTED, post_id="P1")], True, id="an interest"),
        pytest.param([tried("2023-09-05 11:00"), tried("2023-09-05 15:00")], True, id="two notes of the day"),
        pytest.param([tried("2023-09-06 11:00", ContactResult.SENT, Channel.SMS)], True, id="a message"),
        pytest.param([tried("2023-09-06 11:00")], False, id="a talk on another day"),
        pytest.param([tried("2023-09-05 11:00"), tried("2023-09-08 11:00")], False, id="called back"),
        pytest.param([tried("2023-09-05 11:00", ContactResult.NOT_REACHED)], False, id="tried in vain"),
        pytest.param([tried("2023-09-05 11:00", ContactResult.OPTED_OUT)], False, id="no contact"),
    ],
)
def test_a_promise_stands_until_the_person_is_tried_again(since: list[Attempt], stands: bool) -> None:
    assert promised_call_back([tried("2023-09-04 10:00"), PROMISE, *since], POLICY) == (PROMISE if stands else None)


def test_a_promise_for_the_same_day_is_kept_by_the_next_talk() -> None:
    today = tried("2023-09-05 10:00", ContactResult.CALL_BACK, call_back_on=date(2023, 9, 5))
    assert promised_call_back([today, tried("2023-09-05 15:00")], POLICY) is None


def test_an_interest_may_name_a_day_too() -> None:
    both = tried("2023-09-05 10:00", ContactResult.INTERESTED, post_id="P1", call_back_on=FRIDAY)
    assert promised_call_back([PROMISE, both], POLICY) == both
