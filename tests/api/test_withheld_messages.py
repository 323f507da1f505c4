"""Who is in no batch of messages, and whose message is withheld when a batch is handed out later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete

from api.batches import decide
from api.contacting import Told, note_attempt, take, withdraw_consent
from api.house import House
from data.store import merge_candidates, put_candidates
from data.tables import PersonalFieldRow
from matcher.records import (
    Candidate,
    CandidateEntry,
    Channel,
    ContactResult,
    Person,
)
from tests.api.handed_out import SMS, batch_of, opened, while_planning, whom
from tests.api.outreach_office import GRADUATE, LI, MORNING, WANG, fill
from tests.api.signed_in import signed_in


@pytest.fixture
def office(house: House) -> House:
    return fill(house, 4)


@pytest.fixture
def desk(office: House) -> TestClient:
    return signed_in(office)


def consents(office: House, id: str, **told: bool | None) -> None:
    with office.database.begin() as session:
        entry = CandidateEntry(Candidate(id, **told))  # type: ignore[arg-type]
        merge_candidates(session, [entry], actor=LI, source="电话", at=MORNING, vault=office.vault)


def test_who_does_not_want_it_is_in_no_batch(office: House) -> None:
    consents(office, "C1", contact_consent=False)
    consents(office, "C2", push_consent=False)
    assert whom(office, batch_of(office, channel=Channel.MINI_PROGRAM)) == ["C3", "C4"]


def test_who_opted_out_since_is_left_out_when_the_batch_is_handed_out_again(office: House, desk: TestClient) -> None:
    desk.post("/v1/outreach/exports", json=SMS)
    with office.database.begin() as session:
        withdraw_consent(office, session, "C2", actor=LI, at=office.clock())
    again = desk.post("/v1/outreach/exports", json=SMS | {"again": True}).json()
    assert [one["candidate_id"] for one in again["messages"]] == ["C1", "C3", "C4"]
    assert (again["n_withheld"], again["withheld"]) == (1, {"opted_out": 1})


def test_whom_a_colleague_has_taken_is_in_no_batch(office: House) -> None:
    with office.database.begin() as session:
        take(office, session, "C3", actor=WANG)
    assert whom(office, batch_of(office)) == ["C1", "C2", "C4"]


def test_who_asked_to_be_called_back_is_called_and_not_written_to(office: House) -> None:
    told = Told("C1", Channel.PHONE, ContactResult.CALL_BACK, call_back_on=date(2023, 9, 1))
    with office.database.begin() as session:
        note_attempt(office, session, told, actor=LI)
    assert whom(office, batch_of(office)) == ["C2", "C3", "C4"]


def test_in_quiet_hours_a_message_waits_for_the_next_morning(office: House) -> None:
    office.clock.now = MORNING.replace(hour=21)  # type: ignore[attr-defined]
    batch = batch_of(office)
    decide(office, batch, actor=LI)
    # the first of September is a Friday; text messages go out on working days, from nine
    assert {one.send_after.isoformat() for one in opened(office, batch)} == {"2023-09-04T09:00:00+08:00"}


def test_a_message_tells_when_its_part_of_the_day_ends(desk: TestClient) -> None:
    sms, push = (
        desk.post("/v1/outreach/exports", json=SMS | told).json()
        for told in ({"limit": 1}, {"channel": "mini_program"})
    )
    # text messages pause from twelve to fourteen, the mini-program is silent from ten in the evening
    assert sms["messages"][0]["send_before"] == "2023-09-01T12:00:00+08:00"
    assert push["messages"][0]["send_before"] == "2023-09-01T22:00:00+08:00"


def test_who_has_no_number_gets_what_needs_none(office: House, desk: TestClient) -> None:
    with office.database.begin() as session:
        entry = CandidateEntry(replace(GRADUATE, id="C9"), Person(name="钱小九"))
        put_candidates(session, [entry], actor=LI, source="八月.csv", at=MORNING, vault=office.vault)
    sms = desk.post("/v1/outreach/exports", json=SMS).json()
    push = desk.post("/v1/outreach/exports", json=SMS | {"channel": "mini_program"}).json()
    assert [one["candidate_id"] for one in sms["messages"]] == ["C1", "C2", "C3", "C4"]
    assert [(one["candidate_id"], one["phone"]) for one in push["messages"]] == [("C9", None)]


def test_who_is_not_named_gets_no_other_message_of_the_mini_program(office: House) -> None:
    with office.database.begin() as session:
        entry = CandidateEntry(replace(GRADUATE, id="C9"))
        put_candidates(session, [entry], actor=LI, source="八月.csv", at=MORNING, vault=office.vault)
    batch = batch_of(office, channel=Channel.MINI_PROGRAM)
    assert whom(office, batch) == [one.candidate_id for one in opened(office, batch)]


def lost_number(office: House, id: str) -> None:
    with office.database.begin() as session:
        forgotten = delete(PersonalFieldRow).where(PersonalFieldRow.id == id, PersonalFieldRow.field == "phone")
        session.execute(forgotten)


def test_who_loses_the_number_while_the_queue_is_made_does_not_count_as_contacted(
    office: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    while_planning(monkeypatch, lambda: lost_number(office, "C2"))
    assert whom(office, batch_of(office)) == ["C1", "C3", "C4"]


def starts(office: House) -> None:
    with office.database.begin() as session:
        note_attempt(office, session, Told("C2", Channel.PHONE, ContactResult.STARTED), actor=LI)


def is_taken(office: House) -> None:
    with office.database.begin() as session:
        take(office, session, "C2", actor=WANG)


def asks_for_a_call(office: House) -> None:
    told = Told("C2", Channel.PHONE, ContactResult.CALL_BACK, call_back_on=date(2023, 9, 1))
    with office.database.begin() as session:
        note_attempt(office, session, told, actor=LI)


def is_spoken_to(office: House) -> None:
    with office.database.begin() as session:
        note_attempt(office, session, Told("C2", Channel.PHONE, ContactResult.REACHED), actor=LI)


@pytest.mark.parametrize("happens", [starts, is_taken, is_spoken_to])
def test_what_stands_against_a_message_by_the_next_morning_withholds_it(
    office: House, happens: Callable[[House], None]
) -> None:
    batch = batch_of(office)
    decide(office, batch, actor=LI)
    office.clock.wait(days=3)  # type: ignore[attr-defined]
    happens(next_monday := replace(office, settings=office.settings.model_copy(update={"today": date(2023, 9, 4)})))
    assert [one.candidate_id for one in opened(next_monday, batch)] == ["C1", "C3", "C4"]


def test_a_batch_handed_out_late_asks_for_no_moment_that_is_past(office: House) -> None:
    batch = batch_of(office)
    decide(office, batch, actor=LI)
    office.clock.now = MORNING.replace(hour=13)  # type: ignore[attr-defined]
    assert {one.send_after.isoformat() for one in opened(office, batch)} == {"2023-09-01T14:00:00+08:00"}


@pytest.mark.parametrize(
    ("happens", "code"),
    [
        pytest.param(starts, "started", id="started"),
        pytest.param(is_taken, "claimed", id="claimed"),
        pytest.param(lambda office: lost_number(office, "C2"), "no_number", id="no number"),
        pytest.param(asks_for_a_call, "call_back", id="waits for a call"),
    ],
)
def test_messages_withheld_are_counted_by_why(
    office: House, desk: TestClient, happens: Callable[[House], None], code: str
) -> None:
    desk.post("/v1/outreach/exports", json=SMS)
    happens(office)
    again = desk.post("/v1/outreach/exports", json=SMS | {"again": True}).json()
    assert (again["withheld"], again["holidays_known"]) == ({code: 1}, True)


def test_an_export_over_http_says_where_the_holidays_are_not_known(office: House) -> None:
    later = replace(office, settings=office.settings.model_copy(update={"today": date(2031, 1, 6)}))
    answer = signed_in(later).post("/v1/outreach/exports", json=SMS)
    assert answer.json()["holidays_known"] is False
