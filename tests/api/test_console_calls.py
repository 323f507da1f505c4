"""A call in the console: who is taken, the number for a purpose, its result, and what is refused."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.contacting import take
from api.house import House
from data.store import attempts_of, claimed_on
from matcher.records import (
    ContactResult,
)
from tests.api.calling_office import desk_of, last_of, listed, office_of, queue, reveals, tell
from tests.api.outreach_office import WANG, name_of, phone_of


@pytest.fixture
def office(house: House) -> House:
    return office_of(house)


@pytest.fixture
def desk(office: House) -> TestClient:
    return desk_of(office)


def test_taking_somebody_leads_to_the_call_and_is_undone(office: House, desk: TestClient) -> None:
    assert desk.post("/calls/C1/claim").headers["location"] == "/calls/C1?done=taken"
    page = desk.get("/calls/C1?done=taken").text
    assert 'action="/calls/C1/release"' in page
    assert "You have taken this person" in page
    assert "You have taken" in queue(desk)
    assert listed(queue(desk)) == ["C2", "C3"]
    assert desk.post("/calls/C1/release").headers["location"] == "/today?done=released&who=C1"
    with office.database.read() as session:
        assert claimed_on(session, "C1", at=office.moment()) is None


def test_a_colleagues_person_is_not_taken(office: House, desk: TestClient) -> None:
    with office.database.begin() as session:
        take(office, session, "C1", actor=WANG)
    assert desk.post("/calls/C1/claim").status_code == 409
    assert desk.post("/calls/C1/number", data={"purpose": "call"}).status_code == 409
    assert reveals(office) == []
    assert "wang has taken this person" in desk.get("/calls/C1").text


def test_a_number_is_shown_for_a_purpose_that_is_logged(office: House, desk: TestClient) -> None:
    assert phone_of(1) not in desk.get("/calls/C1").text
    answer = desk.post("/calls/C1/number", data={"purpose": "recommend posts"})
    assert phone_of(1) in answer.text
    assert name_of(1) in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert reveals(office) == ["recommend posts"]


@pytest.mark.parametrize("purpose", ["", "  ", "a\tb"])
def test_without_a_purpose_no_number_is_shown(office: House, desk: TestClient, purpose: str) -> None:
    answer = desk.post("/calls/C1/number", data={"purpose": purpose})
    assert answer.status_code == 422
    assert 'id="purpose-told"' in answer.text
    assert phone_of(1) not in answer.text
    assert reveals(office) == []


def test_a_result_is_one_click_and_tells_what_comes_next(office: House, desk: TestClient) -> None:
    desk.post("/calls/C1/claim")
    answer = desk.post("/calls/C1/result", data={"result": "not_reached", "note": "13812345678 busy"})
    where = answer.headers["location"]
    assert where == "/today?done=noted&who=C1&result=not_reached&task=retry&on=2023-09-02&by=phone"
    assert "Noted for C1: not reached. Next: try again from 2023-09-02." in queue(desk, where)
    with office.database.read() as session:
        assert claimed_on(session, "C1", at=office.moment()) is None  # free for whoever is next
        assert "13812345678" not in str(attempts_of(session, "C1"))


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"result": "call_back"}, "call_back_on"),
        ({"result": "call_back", "call_back_on": "2023-08-01"}, "call_back_on"),
        ({"result": "call_back", "call_back_on": "soon"}, "call_back_on"),
        ({"result": "declined"}, "reason"),
        ({"result": "interested"}, "post_id"),
        ({"result": "interested", "other_post": "P404"}, "other_post"),
        ({"result": "started"}, "elsewhere"),
        ({"result": "wrong_number", "channel": "visit"}, "channel"),
        ({"result": "reached", "note": "a\x01b"}, "note"),
    ],
    ids=lambda value: str(value),
)
def test_a_slip_comes_back_with_what_was_typed(office: House, desk: TestClient, typed: dict[str, str], at: str) -> None:
    answer = desk.post("/calls/C1/result", data={"note": "at home", "once": "abc"} | typed)
    assert answer.status_code == 422
    assert f'id="{at}-told"' in answer.text
    assert (typed.get("note") or "at home") in answer.text
    assert 'name="once" value="abc"' in answer.text
    assert last_of(office, "C1") is None


@pytest.mark.parametrize("result", ["", "sent", "anything"])
def test_what_is_no_result_notes_nothing(office: House, desk: TestClient, result: str) -> None:
    assert desk.post("/calls/C1/result", data={"result": result}).status_code == 422
    assert last_of(office, "C1") is None


def test_a_form_sent_twice_is_one_contact(office: House, desk: TestClient) -> None:
    for _ in range(2):
        desk.post("/calls/C1/result", data={"result": "reached", "once": "abc"})
    with office.database.read() as session:
        assert len(attempts_of(session, "C1")) == 1


def test_interest_in_a_post_is_noted_of_who_is_not_in_the_queue(office: House, desk: TestClient) -> None:
    tell(office, "C1", ContactResult.REACHED)
    assert '<option value="P1"' not in desk.get("/calls/C1").text
    office.clock.wait(minutes=10)  # type: ignore[attr-defined]
    assert desk.post("/calls/C1/result", data={"result": "interested", "other_post": " P1 "}).status_code == 303
    with office.database.read() as session:
        assert attempts_of(session, "C1")[-1].post_id == "P1"
    assert '<option value="P1"' in desk.get("/calls/C1").text  # of the open task


def test_who_started_is_told_back_by_name_and_both_pages_say_the_same_day(office: House, desk: TestClient) -> None:
    where = desk.post("/calls/C1/result", data={"result": "started", "elsewhere": "yes"}).headers["location"]
    told = queue(desk, where)
    assert "Noted for C1: started work, without a post of ours. No more calls until 2024-02-28." in told
    page = desk.get("/calls/C1").text
    assert "said on 2023-09-01 to have started somewhere; again from 2024-02-28" in page
    assert "again from 2023-09-08" not in page


def test_who_started_in_a_post_leaves_the_next_step(office: House, desk: TestClient) -> None:
    where = desk.post("/calls/C1/result", data={"result": "started", "post_id": "P1"}).headers["location"]
    assert "No more calls until 2024-02-28. Next: see whether a traineeship began" in queue(desk, where)


def test_a_slip_in_the_middle_of_a_call_keeps_the_number_and_is_logged(office: House, desk: TestClient) -> None:
    assert (
        'name="shown_for" value="recommend posts"'
        in desk.post("/calls/C1/number", data={"purpose": "recommend posts"}).text
    )
    answer = desk.post("/calls/C1/result", data={"result": "call_back", "shown_for": "recommend posts"})
    assert answer.status_code == 422
    assert phone_of(1) in answer.text
    assert reveals(office) == ["recommend posts"] * 2
    assert phone_of(1) not in desk.post("/calls/C1/result", data={"result": "call_back"}).text


@pytest.mark.parametrize(("result", "minutes", "n"), [("not_reached", 1, 1), ("not_reached", 4, 2), ("reached", 1, 2)])
def test_one_call_told_from_two_windows_counts_once(
    office: House, desk: TestClient, result: str, minutes: int, n: int
) -> None:
    desk.post("/calls/C1/result", data={"result": "not_reached", "once": "abc"})
    office.clock.wait(minutes=minutes)  # type: ignore[attr-defined]
    assert desk.post("/calls/C1/result", data={"result": result, "once": "def"}).status_code == 303
    with office.database.read() as session:
        assert len(attempts_of(session, "C1")) == n


def test_who_wants_no_contact_is_asked_no_more(office: House, desk: TestClient) -> None:
    where = desk.post("/calls/C1/result", data={"result": "opted_out"}).headers["location"]
    page = queue(desk, where)
    assert listed(page) == ["C2", "C3"]
    assert "not contacted any more" in page
    assert desk.post("/calls/C1/number", data={"purpose": "call"}).status_code == 409


def test_why_somebody_is_not_in_the_queue_is_told(office: House, desk: TestClient) -> None:
    tell(office, "C1", ContactResult.REACHED)
    page = desk.get("/calls/C1").text
    assert "Not to be contacted today:" in page
    assert "contacted a short while ago" in page
