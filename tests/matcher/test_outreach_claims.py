"""Who has taken whom, for how long, and whom a caseworker has in hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from matcher.errors import BadInput
from matcher.outreach.claims import claim, in_hands_of, is_held
from matcher.outreach.following import ClaimRule
from matcher.records import Actor, Attempt, Caseload, Channel, Claimed, ContactResult, LegalBasis

AT = datetime(2023, 9, 1, 2, 0, tzinfo=UTC)
LI, WANG = Actor("li", "caseworker"), Actor("wang", "caseworker")
RULE = ClaimRule(hours=4, most_hours=72)


def a_call_back(candidate_id: str, by: Actor = LI) -> Attempt:
    told = ContactResult.CALL_BACK
    return Attempt("A", candidate_id, Channel.PHONE, AT, told, LegalBasis.CONSENT, by, call_back_on=date(2023, 9, 4))


def test_a_claim_lasts_as_long_as_the_rule_says() -> None:
    assert claim("C1", RULE, actor=LI, at=AT).until == AT + timedelta(hours=4)


@pytest.mark.parametrize("hours", [0, -1, 73])
def test_a_claim_for_no_time_or_too_long_is_refused(hours: float) -> None:
    with pytest.raises(BadInput, match="at most 72"):
        claim("C1", RULE, actor=LI, at=AT, hours=hours)


def test_the_last_moment_of_a_claim_is_free_again() -> None:
    held = claim("C1", RULE, actor=LI, at=AT)
    assert is_held(held, at=held.until - timedelta(seconds=1))
    assert not is_held(held, at=held.until)


def test_a_caseworker_has_the_caseload_the_taken_and_the_promised_in_hand() -> None:
    hands = in_hands_of(
        "li",
        caseloads=[Caseload("C1", "li", AT, WANG), Caseload("C4", "wang", AT, WANG), Caseload("C5", "wang", AT, WANG)],
        claims=[claim("C2", RULE, actor=LI, at=AT), claim("C5", RULE, actor=LI, at=AT), Claimed("C6", LI, AT, AT)],
        call_backs=[a_call_back("C3"), a_call_back("C4"), a_call_back("C1", by=WANG)],
        at=AT,
    )
    # C4 and C5 are Wang's, whoever spoke with them; the claim on C6 is over
    assert (hands.ids, hands.call_back_ids) == (("C1", "C2", "C3"), ("C1", "C3"))
