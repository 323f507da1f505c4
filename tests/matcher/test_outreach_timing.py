"""Who may be contacted when: every boundary with a clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from data.reference import load_workdays
from matcher.outreach.policy import Basis, ChannelRule
from matcher.outreach.situation import Asking, Situation
from matcher.outreach.timing import (
    basis_of,
    next_moment,
    open_channel,
    reasons_against,
    reasons_against_channel,
    reasons_to_wait,
)
from matcher.records import (
    Attempt,
    Caseload,
    Channel,
    Claimed,
    ContactResult,
    EmploymentStatus,
    LegalBasis,
)
from tests.matcher.outreach_people import LI, POLICY, WANG, asking, moment, situation, tried

CONSENT_ALONE = replace(POLICY, basis=Basis(statutory_duty=False))
LONG_AGO = "2023-07-01 10:00"


def rule_of(channel: Channel) -> ChannelRule:
    rule = POLICY.rule_of(channel)
    assert rule is not None
    return rule


def against(one: Situation, ask: Asking | None = None) -> list[str]:
    return [reason.code for reason in reasons_against(one, ask or asking())]


def closed(one: Situation, channel: Channel, ask: Asking | None = None) -> list[str]:
    return [reason.code for reason in reasons_against_channel(one, rule_of(channel), ask or asking())]


def waits(channel: Channel, at: str) -> list[str]:
    return [reason.code for reason in reasons_to_wait(rule_of(channel), asking(at))]


def test_nothing_stands_against_a_graduate_without_work_who_agreed() -> None:
    assert against(situation()) == []


@pytest.mark.parametrize(
    ("told", "code"),
    [
        pytest.param({"contact_consent": False}, "opted_out", id="who refuses contact"),
        pytest.param({"employment_status": EmploymentStatus.EMPLOYED}, "employed", id="who is employed by the record"),
        pytest.param({"works": True}, "employed", id="who works by a contract or social insurance"),
        pytest.param({"placed_until": date(2023, 9, 1)}, "placed", id="on the last day of a traineeship"),
        pytest.param({"placed_until": date(2023, 12, 31)}, "placed", id="in a traineeship"),
        pytest.param(
            {"placed_from": date(2023, 9, 11), "placed_until": date(2023, 12, 31)}, "placed", id="to begin one"
        ),
        pytest.param({"rests_until": date(2023, 9, 2)}, "rests", id="a day before the rest after a refusal is over"),
        pytest.param({"graduated_on": date(2020, 8, 31)}, "not_eligible", id="who left school too long ago"),
        pytest.param({"graduated_on": None}, "not_eligible", id="of whom the day of leaving school is not known"),
    ],
)
def test_somebody_is_left_alone(told: dict[str, Any], code: str) -> None:
    assert code in against(situation(**told))


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({"placed_until": date(2023, 8, 31)}, id="the day after a traineeship"),
        pytest.param({"rests_until": date(2023, 9, 1)}, id="the day on which the rest is over"),
    ],
)
def test_somebody_may_be_contacted_again(told: dict[str, Any]) -> None:
    assert against(situation(**told)) == []


def test_an_opt_out_is_for_good() -> None:
    one = situation(tried(LONG_AGO, ContactResult.OPTED_OUT), tried("2023-07-02 10:00"))
    assert against(one) == ["opted_out"]


@pytest.mark.parametrize(
    ("consent", "consented_at", "codes"),
    [
        pytest.param(True, "2023-07-01 10:01", [], id="agreed again afterwards"),
        pytest.param(True, "2023-07-01 10:00", ["opted_out"], id="agreed before"),
        pytest.param(None, "2023-07-01 10:01", ["opted_out"], id="only no longer recorded"),
        pytest.param(False, "2023-07-01 10:01", ["opted_out"], id="refused again"),
    ],
)
def test_of_an_opt_out_and_a_consent_the_later_counts(
    consent: bool | None, consented_at: str, codes: list[str]
) -> None:
    told = {"contact_consent": consent, "consented_at": moment(consented_at)}
    assert against(situation(tried(LONG_AGO, ContactResult.OPTED_OUT), **told)) == codes


@pytest.mark.parametrize(
    ("since", "codes"),
    [
        pytest.param("2023-08-01 09:59", ["wrong_number"], id="the same number still"),
        pytest.param("2023-08-01 10:01", [], id="another number since"),
        pytest.param("2023-09-02 10:00", ["wrong_number"], id="another one only later"),
    ],
)
@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.SMS])
def test_a_wrong_number_closes_phone_and_text_while_it_is_stored(
    channel: Channel, since: str, codes: list[str]
) -> None:
    one = situation(tried("2023-08-01 10:00", ContactResult.WRONG_NUMBER), phone_since=moment(since))
    assert closed(one, channel) == codes


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.MINI_PROGRAM])
def test_who_refuses_push_gets_no_posts_in_writing(channel: Channel) -> None:
    assert closed(situation(push_consent=False), channel) == ["no_push"]
    assert closed(situation(push_consent=False), Channel.PHONE) == []


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        # 90 days: from 3 June the 90th is 1 September
        pytest.param("2023-06-04", ["failed"], id="within the time"),
        pytest.param("2023-06-03", [], id="after it"),
    ],
)
def test_a_channel_that_failed_is_open_again_after_a_time(day: str, codes: list[str]) -> None:
    one = situation(*(tried(f"{day} {at}", ContactResult.NOT_REACHED) for at in ("10:00", "15:00")))
    assert closed(one, Channel.PHONE) == codes


def test_who_would_only_have_to_register_is_in_the_queue() -> None:
    told = {"education_written": "高中", "school_kind": None, "graduated_on": date(2018, 6, 30)}
    one = situation(**told, birth_on=date(2001, 5, 1), unemployment_registered_on=None)
    assert one.to_register
    assert against(one) == []


@pytest.mark.parametrize(
    ("consent", "policy", "basis", "codes"),
    [
        pytest.param(True, POLICY, LegalBasis.CONSENT, [], id="agreed"),
        pytest.param(None, POLICY, LegalBasis.STATUTORY_DUTY, [], id="not asked, and the office has a duty"),
        pytest.param(True, CONSENT_ALONE, LegalBasis.CONSENT, [], id="agreed, and consent alone counts"),
        pytest.param(None, CONSENT_ALONE, None, ["no_basis"], id="not asked, and consent alone counts"),
        pytest.param(False, POLICY, None, ["opted_out"], id="refused, whatever the duty"),
    ],
)
def test_nobody_is_contacted_without_a_ground(
    consent: bool | None, policy: Any, basis: LegalBasis | None, codes: list[str]
) -> None:
    one = situation(contact_consent=consent)
    assert (basis_of(one, policy), against(one, asking(policy=policy))) == (basis, codes)


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        # 7 days between contacts: contacted on 1 September, free on the 8th
        pytest.param("2023-09-07", ["too_soon"], id="the last day of the pause"),
        pytest.param("2023-09-08", [], id="the day after the pause"),
    ],
)
def test_days_lie_between_two_contacts(day: str, codes: list[str]) -> None:
    assert against(situation(tried("2023-09-01 10:00")), asking(f"{day} 09:00")) == codes


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        pytest.param("2023-09-01", ["too_soon"], id="the same day"),
        pytest.param("2023-09-02", [], id="the next day"),
    ],
)
def test_who_was_not_reached_is_tried_again_soon(day: str, codes: list[str]) -> None:
    one = situation(tried("2023-09-01 10:00", ContactResult.NOT_REACHED))
    assert against(one, asking(f"{day} 15:00")) == codes


def test_a_day_is_a_day_of_the_city() -> None:
    # 31 August 23:30 in Greenwich is 1 September 7:30 here, so that 2 September is the next day
    one = situation(tried("2023-09-01 07:30", ContactResult.NOT_REACHED))
    ask = Asking(POLICY, datetime(2023, 9, 1, 1, 0, tzinfo=UTC), load_workdays())
    assert against(one, ask) == ["too_soon"]


def four_tries(last: str) -> list[Attempt]:
    days = ("2023-08-03", "2023-08-11", "2023-08-19", last)
    return [tried(f"{day} 10:00", channel=Channel.VISIT) for day in days]


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        # 4 contacts in 30 days: of the four since 3 August the first counts until 1 September, the 30th day
        pytest.param("2023-09-01", ["too_often"], id="the last day on which the first counts"),
        pytest.param("2023-09-02", [], id="the day after"),
    ],
)
def test_a_cap_counts_thirty_days_with_today(day: str, codes: list[str]) -> None:
    assert against(situation(*four_tries("2023-08-25")), asking(f"{day} 10:00")) == codes


def test_a_cap_names_the_day_from_which_on_it_is_free() -> None:
    (reason,) = reasons_against(situation(*four_tries("2023-08-25")), asking())
    assert reason.phrase.values["day"] == date(2023, 9, 2)


def test_a_wrong_number_disturbs_nobody() -> None:
    assert against(situation(tried("2023-09-01 09:00", ContactResult.WRONG_NUMBER))) == []


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        pytest.param("2023-09-04", ["call_back_later"], id="before the day that the person named"),
        pytest.param("2023-09-05", [], id="on the day, whatever the pause"),
        pytest.param("2023-09-06", [], id="after it"),
    ],
)
def test_a_call_back_comes_on_its_day(day: str, codes: list[str]) -> None:
    one = situation(tried("2023-09-01 10:00", ContactResult.CALL_BACK, call_back_on=date(2023, 9, 5)))
    assert against(one, asking(f"{day} 10:00")) == codes


@pytest.mark.parametrize(
    ("day", "told", "codes"),
    [
        # 180 days from 1 September 2023: the 180th is 27 February, free on the 28th
        pytest.param("2024-02-27", {}, ["started"], id="within half a year"),
        pytest.param("2024-02-28", {}, [], id="after it"),
        pytest.param("2023-12-01", {"placed_last": date(2023, 11, 30)}, [], id="after the traineeship that followed"),
        pytest.param("2023-12-01", {"placed_last": date(2023, 8, 1)}, ["started"], id="after one before it"),
    ],
)
def test_who_started_is_left_alone(day: str, told: dict[str, Any], codes: list[str]) -> None:
    one = situation(tried("2023-09-01 10:00", ContactResult.STARTED), **told)
    assert against(one, asking(f"{day} 10:00")) == codes


CLAIMED = Claimed("C1", LI, moment("2023-09-01 09:00"), moment("2023-09-01 17:00"))


@pytest.mark.parametrize(
    ("at", "caseworker", "codes"),
    [
        pytest.param("2023-09-01 09:00", "wang", ["claimed"], id="from the moment of the claim"),
        pytest.param("2023-09-01 16:59", "wang", ["claimed"], id="until its last minute"),
        pytest.param("2023-09-01 17:00", "wang", [], id="no longer when it ends"),
        pytest.param("2023-09-01 10:00", "li", [], id="not for the one who has it"),
        pytest.param("2023-09-01 10:00", None, ["claimed"], id="where nobody in particular asks, too"),
    ],
)
def test_a_claim_keeps_colleagues_away(at: str, caseworker: str | None, codes: list[str]) -> None:
    assert against(situation(claimed=CLAIMED), asking(at, caseworker=caseworker)) == codes


@pytest.mark.parametrize(("caseworker", "codes"), [("li", []), ("wang", ["of_another"]), (None, [])])
def test_each_caseworker_has_people(caseworker: str | None, codes: list[str]) -> None:
    one = situation(caseload=Caseload("C1", "li", moment(LONG_AGO), WANG))
    assert against(one, asking(caseworker=caseworker)) == codes


@pytest.mark.parametrize(
    ("at", "channel", "codes"),
    [
        pytest.param("2023-09-01 08:59:59", Channel.PHONE, ["quiet_hours"], id="a second before nine"),
        pytest.param("2023-09-01 09:00", Channel.PHONE, [], id="nine sharp"),
        pytest.param("2023-09-01 11:59:59", Channel.PHONE, [], id="a second before noon"),
        pytest.param("2023-09-01 12:00", Channel.PHONE, ["quiet_hours"], id="noon sharp: people rest"),
        pytest.param("2023-09-01 14:00", Channel.PHONE, [], id="two sharp"),
        pytest.param("2023-09-01 20:00", Channel.PHONE, ["quiet_hours"], id="eight in the evening sharp"),
        pytest.param("2023-09-01 21:59:59", Channel.MINI_PROGRAM, [], id="a second before ten in the evening"),
        pytest.param("2023-09-01 22:00", Channel.MINI_PROGRAM, ["quiet_hours"], id="ten sharp"),
        pytest.param("2023-09-02 10:00", Channel.PHONE, ["free_day"], id="a Saturday"),
        pytest.param("2023-09-02 10:00", Channel.MINI_PROGRAM, [], id="a Saturday, by a channel that need not rest"),
        pytest.param("2023-10-07 10:00", Channel.PHONE, [], id="a Saturday that is worked instead"),
        pytest.param("2025-01-26 10:00", Channel.PHONE, [], id="a Sunday of 2025 that is worked instead"),
        pytest.param("2026-02-23 10:00", Channel.PHONE, ["free_day"], id="the last day of the spring festival of 2026"),
        pytest.param("2023-10-02 10:00", Channel.PHONE, ["free_day"], id="a Monday of the national holidays"),
        pytest.param("2023-09-02 21:00", Channel.PHONE, ["free_day", "quiet_hours"], id="a Saturday evening"),
    ],
)
def test_people_are_left_in_peace(at: str, channel: Channel, codes: list[str]) -> None:
    assert waits(channel, at) == codes


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        pytest.param("2023-09-01 10:30", "2023-09-01 10:30", id="at once"),
        pytest.param("2023-09-01 07:00", "2023-09-01 09:00", id="the first working minute"),
        pytest.param("2023-09-01 12:00", "2023-09-01 14:00", id="after the rest at noon"),
        pytest.param("2023-09-01 20:00", "2023-09-04 09:00", id="on Monday, after Friday evening"),
        pytest.param("2023-09-28 20:00", "2023-10-07 09:00", id="on the Saturday worked, after the holidays"),
    ],
)
def test_a_channel_opens_at_the_next_moment_allowed(at: str, opens: str) -> None:
    assert next_moment(rule_of(Channel.PHONE), asking(at)) == moment(opens)


def test_a_moment_told_in_another_zone_is_the_same() -> None:
    ask = Asking(POLICY, datetime(2023, 9, 1, 0, 59, 59, tzinfo=UTC), load_workdays())  # 8:59:59 here
    assert [one.code for one in reasons_to_wait(rule_of(Channel.PHONE), ask)] == ["quiet_hours"]


@pytest.mark.parametrize(
    ("one", "channel", "codes"),
    [
        pytest.param(situation(has_phone=False), Channel.PHONE, ["no_number"], id="no number is stored"),
        pytest.param(situation(has_phone=False), Channel.MINI_PROGRAM, [], id="no number is needed"),
        pytest.param(
            situation(tried(LONG_AGO, ContactResult.WRONG_NUMBER)),
            Channel.SMS,
            ["wrong_number"],
            id="wrong",
        ),
        pytest.param(
            situation(tried(LONG_AGO, ContactResult.WRONG_NUMBER), tried("2023-07-02 10:00", channel=Channel.VISIT)),
            Channel.SMS,
            [],
            id="the number was put right at a visit",
        ),
        pytest.param(situation(needs="听力不好，请发短信"), Channel.PHONE, ["by_text"], id="asks for writing"),
        pytest.param(situation(needs="听力不好，请发短信"), Channel.SMS, [], id="gets writing"),
        pytest.param(situation(push_consent=False), Channel.MINI_PROGRAM, ["no_push"], id="refuses push"),
        pytest.param(
            situation(tried("2023-08-10 10:00", channel=Channel.VISIT)),
            Channel.VISIT,
            ["channel_too_often"],
            id="once",
        ),
    ],
)
def test_a_channel_is_closed_to_somebody(one: Situation, channel: Channel, codes: list[str]) -> None:
    assert closed(one, channel) == codes


@pytest.mark.parametrize(
    ("results", "channel"),
    [
        pytest.param([], Channel.PHONE, id="by phone first"),
        pytest.param([ContactResult.NOT_REACHED], Channel.PHONE, id="once more"),
        pytest.param([ContactResult.NOT_REACHED] * 2, Channel.MINI_PROGRAM, id="another way after two failures"),
        pytest.param(
            [ContactResult.NOT_REACHED, ContactResult.REACHED, ContactResult.NOT_REACHED],
            Channel.PHONE,
            id="a talk in between counts anew",
        ),
    ],
)
def test_failures_lead_to_the_next_channel(results: list[ContactResult], channel: Channel) -> None:
    tries = [tried(f"2023-07-{n + 1:02} 10:00", result) for n, result in enumerate(results)]
    found = open_channel(situation(*tries), asking())
    assert found is not None
    assert found.channel is channel


def test_who_asked_to_be_called_back_is_called() -> None:
    tries = [tried(f"2023-08-{n:02} 10:00") for n in (5, 12, 19)]  # as many by phone as the cap allows
    last = tried("2023-08-28 10:00", ContactResult.CALL_BACK, call_back_on=date(2023, 9, 1))
    one = situation(*tries, last)
    found = open_channel(one, asking())
    assert (against(one), found and found.channel) == ([], Channel.PHONE)


def test_a_reason_says_what_and_until_when() -> None:
    (reason,) = reasons_against(situation(tried("2023-09-01 10:00")), asking("2023-09-04 10:00"))
    assert str(reason.phrase) == "was contacted a short while ago; again from 2023-09-08"


def test_who_was_not_reached_is_told_to_be_tried_on_the_next_day_of_calls() -> None:
    friday = tried("2023-09-01 10:00", ContactResult.NOT_REACHED)
    (reason,) = reasons_against(situation(friday), asking("2023-09-01 11:00"))
    assert str(reason.phrase) == "was tried a short while ago and not reached; again from 2023-09-04"
