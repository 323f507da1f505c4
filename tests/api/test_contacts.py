"""Attempts, claims and caseloads, told and read over HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.contacting import Told, note_attempt, take
from api.house import House
from data import log
from data.store import (
    add_attempts,
    attempts_of,
    claimed_on,
    delete_candidate,
    get_candidate,
    iter_attempts,
    iter_claimed,
    list_feedback,
    merge_candidates,
    put_candidates,
)
from matcher.errors import BadInput, Conflict
from matcher.outreach.policy import Basis
from matcher.records import (
    Attempt,
    Candidate,
    CandidateEntry,
    Channel,
    ContactResult,
    FeedbackEvent,
    LegalBasis,
    Person,
)
from tests.api.outreach_office import GRADUATE, LI, WANG, Clock, fill, name_of, phone_of
from tests.api.signed_in import signed_in

CALL_BACK = {"channel": "phone", "result": "call_back", "call_back_on": "2023-09-04"}


@pytest.fixture
def office(house: House) -> House:
    return fill(house, 3)


@pytest.fixture
def desk(office: House) -> TestClient:
    return signed_in(office, headers={"accept-language": "en"})


def tell(office: House, result: ContactResult, *, by: Any = LI, id: str = "C1", **told: Any) -> Any:
    with office.database.begin() as session:
        return note_attempt(office, session, Told(id, told.pop("channel", Channel.PHONE), result, **told), actor=by)


def put_consent(office: House, consent: bool | None) -> None:
    entry = CandidateEntry(replace(GRADUATE, contact_consent=consent), Person(name_of(1), phone=phone_of(1)))
    at = office.clock()
    with office.database.begin() as session:
        put_candidates(session, [entry], actor=LI, source="http", at=at, vault=office.vault)


def test_who_opted_out_is_contacted_again_only_after_an_express_yes(office: House, desk: TestClient) -> None:
    tell(office, ContactResult.OPTED_OUT)
    office.clock.wait(days=30)  # type: ignore[attr-defined]
    put_consent(office, None)
    with pytest.raises(Conflict, match="does not want to be contacted"):
        tell(office, ContactResult.REACHED)
    put_consent(office, True)
    assert tell(office, ContactResult.REACHED).attempt.basis is LegalBasis.CONSENT
    standing = desk.get("/v1/outreach/C1").json()
    assert "opted_out" not in [one["code"] for one in standing["against"]]


def test_without_a_ground_only_an_opt_out_is_noted(office: House) -> None:
    put_consent(office, None)
    strict = replace(office, outreach=replace(office.outreach, basis=Basis(statutory_duty=False)))
    with pytest.raises(Conflict, match="on consent alone"):
        tell(strict, ContactResult.REACHED)
    assert tell(strict, ContactResult.OPTED_OUT).follow_up.withdraws_consent


def test_another_number_opens_the_phone_again_after_a_wrong_one(office: House, desk: TestClient) -> None:
    def against_phone() -> list[str]:
        return [one["code"] for one in desk.get("/v1/outreach/C1").json()["channels"][0]["against"]]

    tell(office, ContactResult.WRONG_NUMBER)
    assert against_phone() == ["wrong_number"]
    office.clock.wait(minutes=5)  # type: ignore[attr-defined]
    entry = CandidateEntry(Candidate("C1"), Person(phone=phone_of(77)))
    with office.database.begin() as session:
        merge_candidates(session, [entry], actor=LI, source="x", at=office.clock(), vault=office.vault)
    assert against_phone() == []


def test_who_refuses_push_is_visited_when_the_phone_leads_to_nothing(office: House) -> None:
    refused = CandidateEntry(Candidate("C1", push_consent=False))
    with office.database.begin() as session:
        merge_candidates(session, [refused], actor=LI, source="x", at=office.clock(), vault=office.vault)
    tell(office, ContactResult.NOT_REACHED)
    assert tell(office, ContactResult.NOT_REACHED).follow_up.channel is Channel.VISIT


def test_an_attempt_is_told_and_read_with_what_follows(desk: TestClient) -> None:
    answer = desk.post("/v1/outreach/C1/attempts", json=CALL_BACK)
    assert answer.status_code == 201
    assert answer.json()["follow_up"] == {
        "task": "call_back",
        "text": "call back on 2023-09-04, before everybody else",
        "on": "2023-09-04",
        "channel": "phone",
        "doubts_phone": False,
    }
    items = desk.get("/v1/outreach/C1/attempts").json()["items"]
    assert [(one["result"], one["call_back_on"], one["actor_id"]) for one in items] == [
        ("call_back", "2023-09-04", "local")
    ]


def test_attempts_are_read_page_by_page(office: House, desk: TestClient) -> None:
    for _ in range(3):
        desk.post("/v1/outreach/C1/attempts", json={"channel": "phone", "result": "not_reached"})
        office.clock.wait(hours=1)  # type: ignore[attr-defined]
    first = desk.get("/v1/outreach/C1/attempts?limit=2").json()
    rest = desk.get(f"/v1/outreach/C1/attempts?limit=2&cursor={first['next_cursor']}").json()
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)


def test_an_attempt_told_twice_under_a_key_is_one(office: House, desk: TestClient) -> None:
    key = {"Idempotency-Key": "call-17"}
    first = desk.post("/v1/outreach/C1/attempts", json=CALL_BACK, headers=key)
    again = desk.post("/v1/outreach/C1/attempts", json=CALL_BACK, headers=key)
    assert first.json() == again.json()
    with office.database.read() as session:
        assert len(attempts_of(session, "C1")) == 1


def test_an_answer_kept_under_a_key_is_gone_with_the_person(office: House, desk: TestClient) -> None:
    key = {"Idempotency-Key": "call-17"}
    desk.post("/v1/outreach/C1/attempts", json=CALL_BACK | {"note": "下周一上午"}, headers=key)
    desk.delete("/v1/candidates/C1")
    again = desk.post("/v1/outreach/C1/attempts", json=CALL_BACK | {"note": "下周一上午"}, headers=key)
    assert again.status_code == 404


def test_a_note_is_freed_of_personal_numbers(office: House, desk: TestClient) -> None:
    told = CALL_BACK | {"note": "请打他姐姐 13912345678"}
    assert desk.post("/v1/outreach/C1/attempts", json=told).json()["note"] == "请打他姐姐 〔已隐去〕"
    with office.database.read() as session:
        assert "139" not in (attempts_of(session, "C1")[0].note or "")


@pytest.mark.parametrize(
    ("told", "status", "field"),
    [
        pytest.param({"result": "call_back"}, 422, "call_back_on", id="no day"),
        pytest.param({"result": "declined"}, 422, "reason", id="no reason"),
        pytest.param({"result": "sent", "channel": "sms"}, 422, "result", id="sent by hand"),
        pytest.param({"result": "eaten"}, 422, "result", id="no such result"),
        pytest.param({"result": "interested", "post_id": "P9"}, 404, None, id="no such post"),
    ],
)
def test_an_unsound_attempt_is_refused(desk: TestClient, told: dict[str, Any], status: int, field: str | None) -> None:
    answer = desk.post("/v1/outreach/C1/attempts", json={"channel": "phone"} | told)
    assert answer.status_code == status
    assert [one["field"] for one in answer.json()["errors"]] == ([] if field is None else [field])


def test_an_attempt_that_is_refused_leaves_nothing(office: House, desk: TestClient) -> None:
    desk.post("/v1/outreach/C1/attempts", json={"channel": "phone", "result": "interested", "post_id": "P9"})
    with office.database.read() as session:
        assert attempts_of(session, "C1") == []


@pytest.mark.parametrize(
    ("told", "event"),
    [
        pytest.param({"result": "interested"}, FeedbackEvent.INTERESTED, id="interested"),
        pytest.param({"result": "declined", "reason": "pay"}, FeedbackEvent.DECLINED, id="declined"),
        pytest.param({"result": "started"}, FeedbackEvent.STARTED, id="started"),
    ],
)
def test_what_is_said_of_a_post_becomes_feedback(
    office: House, desk: TestClient, told: dict[str, Any], event: FeedbackEvent
) -> None:
    desk.post("/v1/outreach/C1/attempts", json={"channel": "phone", "post_id": "P1"} | told)
    with office.database.read() as session:
        found = [(one.event, one.post_id, one.automatic) for _, one in list_feedback(session, "C1")]
    assert found == [(event, "P1", False)]


def test_who_opts_out_has_withdrawn_both_consents_at_once(office: House) -> None:
    tell(office, ContactResult.OPTED_OUT)
    with office.database.read() as session:
        person = get_candidate(session, "C1")
    assert (person.push_consent, person.contact_consent) == (False, False)


def test_opting_out_is_kept_whoever_has_the_person_and_ends_the_claim(office: House) -> None:
    with office.database.begin() as session:
        take(office, session, "C1", actor=WANG)
    tell(office, ContactResult.OPTED_OUT, by=LI)
    with office.database.read() as session:
        assert not list(iter_claimed(session))


def test_who_opted_out_is_neither_contacted_nor_taken(office: House) -> None:
    tell(office, ContactResult.OPTED_OUT)
    with pytest.raises(Conflict, match="does not want to be contacted"):
        tell(office, ContactResult.REACHED)
    with pytest.raises(Conflict, match="does not want to be contacted"), office.database.begin() as session:
        take(office, session, "C1", actor=LI)


def test_a_colleagues_attempt_is_refused_while_a_person_is_taken(office: House, desk: TestClient) -> None:
    with office.database.begin() as session:
        take(office, session, "C1", actor=WANG)
    answer = desk.post("/v1/outreach/C1/attempts", json=CALL_BACK)
    assert answer.status_code == 409
    assert "wang has taken this person to contact until 2023-09-01 14:00;" in answer.json()["detail"]


def test_a_colleagues_attempt_is_taken_once_the_claim_is_over(office: House, desk: TestClient) -> None:
    with office.database.begin() as session:
        take(office, session, "C1", actor=WANG, hours=1)
    office.clock.wait(hours=1)  # type: ignore[attr-defined]
    assert desk.post("/v1/outreach/C1/attempts", json=CALL_BACK).status_code == 201


def test_a_person_is_taken_and_let_go_of(office: House, desk: TestClient) -> None:
    taken = desk.post("/v1/outreach/C1/claim", json={"hours": 2}).json()
    assert (taken["actor_id"], taken["until"]) == ("local", "2023-09-01T04:00:00Z")
    assert desk.delete("/v1/outreach/C1/claim").status_code == 204
    with office.database.read() as session:
        assert claimed_on(session, "C1", at=office.clock()) is None


def test_a_claim_on_nobody_or_for_too_long_is_refused(desk: TestClient) -> None:
    assert desk.post("/v1/outreach/C9/claim", json={}).status_code == 404
    assert desk.post("/v1/outreach/C1/claim", json={"hours": 1000}).status_code == 422


def test_people_are_given_and_handed_over_with_call_backs_and_claims(office: House, desk: TestClient) -> None:
    desk.post("/v1/outreach/caseloads", json={"caseworker": "local", "candidate_ids": ["C1", "C2"]})
    desk.post("/v1/outreach/C1/attempts", json=CALL_BACK)
    desk.post("/v1/outreach/C3/claim", json={})
    moved = desk.post("/v1/outreach/hand-over", json={"giver": "local", "to": "wang"}).json()
    assert moved == {"n": 3, "n_call_backs": 1, "n_claims": 1}
    found = desk.get("/v1/outreach/caseloads?caseworker=wang").json()
    assert found == {"candidate_ids": ["C1", "C2", "C3"], "call_back_ids": ["C1"]}
    with office.database.read() as session:
        assert [one.actor.id for one in iter_claimed(session)] == ["wang"]


def test_a_hand_over_is_one_line_in_the_log_without_a_name(office: House, desk: TestClient) -> None:
    desk.post("/v1/outreach/caseloads", json={"caseworker": "li", "candidate_ids": ["C1", "C2"]})
    with office.database.read() as session:
        before = log.newest(session)
    desk.post("/v1/outreach/hand-over", json={"giver": "li", "to": "wang", "note": "休假"})
    with office.database.read() as session:
        lines = log.entries(session, after=before.sequence if before else 0)
    assert [(one.action, one.details["n"], one.id) for one in lines] == [("hand_over", 2, None)]


def test_people_of_one_district_are_handed_over_alone(desk: TestClient) -> None:
    desk.put("/v1/candidates/C9", json={"home_district": "市中区"})
    desk.post("/v1/outreach/caseloads", json={"caseworker": "li", "candidate_ids": ["C1", "C9"]})
    desk.post("/v1/outreach/hand-over", json={"giver": "li", "to": "wang", "district": "市中区"})
    assert desk.get("/v1/outreach/caseloads?caseworker=li").json()["candidate_ids"] == ["C1"]
    assert desk.get("/v1/outreach/caseloads?caseworker=wang").json()["candidate_ids"] == ["C9"]


def test_people_of_no_known_district_are_handed_over_alone(desk: TestClient) -> None:
    desk.put("/v1/candidates/C9", json={"wish": "会计"})
    desk.post("/v1/outreach/caseloads", json={"caseworker": "li", "candidate_ids": ["C1", "C9"]})
    desk.post("/v1/outreach/hand-over", json={"giver": "li", "to": "wang", "district": "none"})
    assert desk.get("/v1/outreach/caseloads?caseworker=wang").json()["candidate_ids"] == ["C9"]


def test_a_hand_over_repeated_under_its_key_gets_the_same_answer(desk: TestClient) -> None:
    desk.post("/v1/outreach/caseloads", json={"caseworker": "li", "candidate_ids": ["C1"]})
    body, key = {"giver": "li", "to": "wang"}, {"Idempotency-Key": "leave-9"}
    answers = [desk.post("/v1/outreach/hand-over", json=body, headers=key).json() for _ in range(2)]
    assert answers == [{"n": 1, "n_call_backs": 0, "n_claims": 0}] * 2


def test_an_attempt_kept_for_a_second_time_carries_nothing_out_again(office: House) -> None:
    told = Told("C1", Channel.PHONE, ContactResult.INTERESTED, post_id="P1")
    with office.database.begin() as session:
        for _ in range(2):
            note_attempt(office, session, told, actor=LI, key="17")
        assert len(list_feedback(session, "C1")) == 1


def test_all_that_is_kept_of_contacts_is_gone_with_the_person(office: House, desk: TestClient) -> None:
    desk.post("/v1/outreach/C1/attempts", json=CALL_BACK)
    desk.post("/v1/outreach/C1/claim", json={})
    with office.database.begin() as session:
        delete_candidate(session, "C1", actor=LI, at=office.clock())
        assert not [*iter_attempts(session), *iter_claimed(session)]


def test_failures_by_phone_lead_on_to_another_channel(office: House, desk: TestClient) -> None:
    clock = office.clock
    assert isinstance(clock, Clock)
    steps = []
    for _ in range(2):
        told = {"channel": "phone", "result": "not_reached"}
        steps.append(desk.post("/v1/outreach/C1/attempts", json=told).json()["follow_up"])
        clock.wait(days=1)
    assert [one["task"] for one in steps] == ["retry", "next_channel"]
    assert steps[1]["channel"] == "mini_program"


def test_the_moment_of_an_attempt_is_that_of_the_clock(office: House) -> None:
    noted = tell(office, ContactResult.REACHED)
    assert noted.attempt.at == office.clock()
    assert noted.attempt.basis is LegalBasis.CONSENT


def test_messages_sent_count_towards_escalation(office: House) -> None:
    sent = Attempt(
        "M1", "C1", Channel.SMS, office.clock() - timedelta(days=8), ContactResult.SENT, LegalBasis.CONSENT, LI
    )
    with office.database.begin() as session:
        add_attempts(session, [sent])
    noted = tell(office, ContactResult.NOT_REACHED, channel=Channel.SMS)
    assert noted.follow_up.channel is Channel.PHONE


def test_a_talk_at_the_office_is_kept_whoever_has_the_person_and_whatever_was_refused(office: House) -> None:
    tell(office, ContactResult.OPTED_OUT)
    with pytest.raises(Conflict):
        tell(office, ContactResult.REACHED)
    noted = tell(office, ContactResult.REACHED, channel=Channel.OFFICE, note="周五前交材料")
    assert (noted.is_new, noted.attempt.note) == (True, "周五前交材料")
    with pytest.raises(BadInput, match="reached"):
        tell(office, ContactResult.NOT_REACHED, channel=Channel.OFFICE)


@pytest.mark.parametrize(
    ("result", "told"),
    [(ContactResult.CALL_BACK, {"call_back_on": date(2023, 9, 4)}), (ContactResult.INTERESTED, {"post_id": "P1"})],
)
def test_nothing_is_promised_to_who_wants_no_contact_without_consent(
    office: House, result: ContactResult, told: dict[str, Any]
) -> None:
    tell(office, ContactResult.OPTED_OUT)
    with pytest.raises(Conflict, match="record their consent first"):
        tell(office, result, channel=Channel.OFFICE, **told)
    office.clock.wait(minutes=1)  # type: ignore[attr-defined]
    put_consent(office, True)
    assert tell(office, result, channel=Channel.OFFICE, **told).is_new
