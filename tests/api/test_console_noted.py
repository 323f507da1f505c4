"""What was noted of a call: told twice, replaced, taken back, and typed but not noted yet."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from api.contacting import take
from api.house import House
from data.store import attempts_of, claimed_on
from matcher.records import Role
from tests.api.calling_office import desk_of, office_of, queue, reveals
from tests.api.outreach_office import LI, WANG, phone_of
from tests.api.signed_in import browser_for

SCRIPT = {"hx-request": "true"}  # a script of the page asks for a part of it


@pytest.fixture
def office(house: House) -> House:
    return office_of(house)


@pytest.fixture
def desk(office: House) -> TestClient:
    return desk_of(office)


def test_a_form_sent_twice_is_one_contact(office: House, desk: TestClient) -> None:
    for _ in range(2):
        desk.post("/calls/C1/result", data={"result": "reached", "once": "abc"})
    with office.database.read() as session:
        assert len(attempts_of(session, "C1")) == 1


@pytest.mark.parametrize(("result", "minutes", "n"), [("not_reached", 1, 1), ("not_reached", 4, 2), ("reached", 1, 2)])
def test_one_call_told_from_two_windows_counts_once(
    office: House, desk: TestClient, result: str, minutes: int, n: int
) -> None:
    desk.post("/calls/C1/result", data={"result": "not_reached", "once": "abc"})
    office.clock.wait(minutes=minutes)  # type: ignore[attr-defined]
    assert desk.post("/calls/C1/result", data={"result": result, "once": "def"}).status_code == 303
    with office.database.read() as session:
        assert len(attempts_of(session, "C1")) == n


def test_a_second_call_with_another_note_is_another_contact_and_the_same_one_is_told_so(
    office: House, desk: TestClient
) -> None:
    for note, n in [("没人接", 1), ("没人接", 1), ("重拨，占线", 2)]:
        typed = {"result": "not_reached", "note": note, "once": f"{note} {n}"}
        where = desk.post("/calls/C1/result", data=typed).headers["location"]
        desk.get("/calls/C1")
        office.clock.wait(seconds=20)  # type: ignore[attr-defined]
        with office.database.read() as session:
            assert (len(attempts_of(session, "C1")), attempts_of(session, "C1")[-1].note) == (n, note)
        assert ("You had noted this a moment ago" in queue(desk, where)) is ("noted-before" in where)
    assert "noted-before" not in where
    again = desk.post("/calls/C1/result", data=typed | {"once": "anew"})
    assert "You had noted this a moment ago" in queue(desk, again.headers["location"])


def test_a_form_that_was_noted_and_is_sent_again_with_other_words_loses_none(office: House, desk: TestClient) -> None:
    typed = {"result": "reached", "once": "abc"}
    desk.post("/calls/C1/result", data=typed)
    slip = desk.post("/calls/C1/result", data=typed | {"note": "明天带材料来"})
    assert slip.status_code == 409
    assert "this form was noted already, as “reached”" in slip.text
    assert ">明天带材料来</textarea>" in slip.text
    once = re.findall(r'name="once" value="([^"]*)"', slip.text)[0]
    office.clock.wait(seconds=5)  # type: ignore[attr-defined]
    assert desk.post("/calls/C1/result", data=typed | {"note": "明天带材料来", "once": once}).status_code == 303
    with office.database.read() as session:
        assert [one.note for one in attempts_of(session, "C1")] == [None, "明天带材料来"]


def test_a_call_back_on_another_day_says_which_it_replaces(office: House, desk: TestClient) -> None:
    days = {"2023-09-04": False, "2023-09-05": True}
    for day, is_told in days.items():
        typed = {"result": "call_back", "call_back_on": day, "once": day}
        page = queue(desk, desk.post("/calls/C1/result", data=typed).headers["location"])
        assert ("The call back promised for 4 Sept 2023 is replaced by it." in page) is is_told


def test_what_is_typed_of_a_call_survives_the_way_away_until_it_is_noted(office: House, desk: TestClient) -> None:
    typed = {"note": "要问父母", "call_back_on": "2023-09-04", "shown_for": "recommend posts", "once": "abc"}
    assert desk.post("/calls/C1/draft", data=typed, headers=SCRIPT).status_code == 204
    page = desk.get("/calls/C1").text
    assert ">要问父母</textarea>" in page
    assert 'value="2023-09-04"' in page
    assert "Typed before and not kept yet." in page
    assert (phone_of(1) in page, reveals(office)) == (False, [])  # a purpose is said anew
    other = browser_for(office, "wang", Role.CASEWORKER, district="历下区")
    assert "要问父母" not in other.get("/calls/C1").text + desk.get("/calls/C2").text
    desk.post("/calls/C1/result", data=typed | {"result": "reached"})
    desk.post("/calls/C1/draft", data=typed, headers=SCRIPT)  # on its way when the result was noted
    assert ">要问父母</textarea>" not in desk.get("/calls/C1").text


def test_undoing_a_result_takes_the_person_again_unless_a_colleague_did(office: House, desk: TestClient) -> None:
    for by, said in [(LI, "the person is taken by you again"), (WANG, "A colleague has taken the person meanwhile")]:
        where = desk.post("/calls/C1/result", data={"result": "reached", "note": "说好了"}).headers["location"]
        with office.database.begin() as session:
            assert claimed_on(session, "C1", at=office.clock()) is None
            if by is WANG:
                take(office, session, "C1", actor=WANG)
        led = desk.post("/calls/C1/undo", data={"attempt": where.rpartition("=")[2]}).headers["location"]
        page = desk.get(led).text
        assert said in page
        assert ("alert-warning" in page.partition('id="told"')[2].partition("</form>")[0][:200]) is (by is WANG)
        with office.database.read() as session:
            held = claimed_on(session, "C1", at=office.clock())
        assert held is not None
        assert held.actor.id == by.id
        assert ">说好了</textarea>" in desk.get("/calls/C1").text  # left and come back


def test_a_slip_is_told_once_at_its_field_and_the_summary_leads_there(office: House, desk: TestClient) -> None:
    page = desk.post("/calls/C1/result", data={"result": "call_back", "call_back_on": "2023-08-01"}).text
    assert page.count("1 Aug 2023 is past") == 1
    summary = page.partition('role="alert"')[2].partition("</div>")[0]
    assert '<a class="alert-link" href="#call_back_on">Call back on</a>' in summary
    assert 'id="call_back_on"' in page
    with office.database.begin() as session:
        take(office, session, "C1", actor=WANG)
    page = desk.post("/calls/C1/result", data={"result": "call_back", "call_back_on": "2023-08-01"}).text
    assert page.count("1 Aug 2023 is past") == 1  # a colleague has the person by now: there is no such field


@pytest.mark.parametrize("path", ["/calls/C1/result", "/candidates/C1/notes"])
def test_a_call_back_on_a_free_day_is_refused_at_its_field_with_the_next_day(desk: TestClient, path: str) -> None:
    typed = {"result": "call_back", "call_back_on": "2023-09-02", "note": "周六再打"}
    page = desk.post(path, data=typed).text
    told = re.search(
        r'id="(\S*)">nobody is called on 2 Sept 2023, which is no working day; the next one is (.*?)<', page
    )
    assert told is not None
    assert "call_back_on" in told[1]
    assert told[2] == "4 Sept 2023"
    assert ">周六再打</textarea>" in page
