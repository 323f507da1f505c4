"""What one noted today is taken back where it stands among what was before, and old news goes when new comes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from api.house import House
from data.store import add_attempts, attempts_of
from matcher.records import Actor, Attempt, Channel, ContactResult, LegalBasis, Role
from tests.api.calling_office import desk_of, office_of, tell
from tests.api.outreach_office import LI, WANG
from tests.api.signed_in import browser_for

SCRIPT = {"hx-request": "true"}  # a script of the page asks for a part of it
PAGES = ("/calls/C1", "/candidates/C1")


@pytest.fixture
def office(house: House) -> House:
    return office_of(house)


@pytest.fixture
def desk(office: House) -> TestClient:
    return desk_of(office)


def undo_on(desk: TestClient, path: str) -> tuple[str, str] | None:
    """Give where the undo on a page, among what was before, is sent to, and of which attempt."""
    page = desk.get(path).text
    before = page.partition('id="before"')[2].partition("</section>")[0]
    found = re.search(r'action="(\S+/undo)"><input type="hidden" name="attempt" value="(\w+)"', before)
    return None if found is None else (found[1], found[2])


@pytest.mark.parametrize("path", PAGES)
def test_a_result_of_today_is_taken_back_from_where_it_stands(office: House, desk: TestClient, path: str) -> None:
    desk.post("/calls/C1/result", data={"result": "not_reached", "note": "没人接"})
    undo = undo_on(desk, path)
    assert undo is not None
    assert undo[0] == "/calls/C1/undo"
    desk.post("/calls/C1/draft", data={"note": "另一件事"}, headers=SCRIPT)
    page = desk.get(desk.post(undo[0], data={"attempt": undo[1]}).headers["location"]).text
    assert "The result is taken back" in page
    assert ">没人接\n另一件事</textarea>" in page  # nothing that is typed is lost
    with office.database.read() as session:
        assert attempts_of(session, "C1") == []
    assert undo_on(desk, path) is None


def test_a_note_of_today_is_taken_back_from_where_it_stands(office: House, desk: TestClient) -> None:
    desk.post("/candidates/C1/notes", data={"note": "周五来"})
    desk.post("/candidates/C1/draft", data={"note": "另一件事"}, headers=SCRIPT)
    undo = undo_on(desk, "/candidates/C1")
    assert undo is not None
    assert undo == undo_on(desk, "/calls/C1")  # who came to the office is noted on the person's page
    led = desk.post(undo[0], data={"attempt": undo[1]}).headers["location"]
    assert ">周五来\n另一件事</textarea>" in desk.get(led).text


@pytest.mark.parametrize("path", PAGES)
def test_a_refusal_at_the_office_comes_back_into_the_form_that_holds_its_reason(desk: TestClient, path: str) -> None:
    typed = {"result": "declined", "channel": "office", "reason": "pay", "note": "太低了"}
    desk.post("/calls/C1/result", data=typed)
    undo = undo_on(desk, path)
    assert undo is not None
    page = desk.get(desk.post(undo[0], data={"attempt": undo[1]}).headers["location"]).text
    assert '<option value="pay" selected>' in page
    assert '<option value="office" selected>' in page
    assert ">太低了</textarea>" in page


def chosen_on(page: str, fields: tuple[str, ...]) -> dict[str, str]:
    """Give what the fields of a form hold on a page: texts, days, and what is chosen in a list."""
    held = {}
    for name in fields:
        _, _, rest = page.partition(f' name="{name}"')
        chosen = re.search(r'<option value="([^"]*)" selected>', rest.partition("</select>")[0])
        typed = re.match(r'[^>]*? value="([^"]*)"', rest)
        held[name] = typed[1] if typed else chosen[1] if chosen else ""
    return held


def test_what_was_typed_of_a_call_since_stays_where_it_was_changed(desk: TestClient) -> None:
    told = {"result": "declined", "channel": "visit", "reason": "pay", "note": "太低了"}
    desk.post("/calls/C1/result", data=told)
    undo = undo_on(desk, "/calls/C1")
    assert undo is not None
    typed = {"channel": "phone", "call_back_on": "2023-09-04", "other_post": "保洁", "reason": "", "note": "再想想"}
    desk.post("/calls/C1/draft", data=typed, headers=SCRIPT)
    page = desk.get(desk.post(undo[0], data={"attempt": undo[1]}).headers["location"]).text
    held = chosen_on(page, ("channel", "call_back_on", "other_post", "reason"))
    assert held == {"channel": "visit", "call_back_on": "2023-09-04", "other_post": "保洁", "reason": "pay"}
    assert ">太低了\n再想想</textarea>" in page


def test_what_was_typed_of_a_note_since_stays_where_it_was_changed(desk: TestClient) -> None:
    desk.post("/candidates/C1/notes", data={"channel": "visit", "note": "周五来"})
    undo = undo_on(desk, "/candidates/C1")
    assert undo is not None
    typed = {"channel": "office", "result": "call_back", "call_back_on": "2023-09-04", "note": ""}
    desk.post("/candidates/C1/draft", data=typed, headers=SCRIPT)
    page = desk.get(desk.post(undo[0], data={"attempt": undo[1]}).headers["location"]).text
    form = page.partition('id="note-form"')[2]
    assert chosen_on(form, ("call_back_on",)) == {"call_back_on": "2023-09-04"}
    assert re.search(r'name="channel" value="visit"[^>]* checked|<option value="visit" selected>', form)
    assert re.search(r'name="result" value="call_back"[^>]* checked|<option value="call_back" selected>', form)
    assert ">周五来</textarea>" in form


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("result", "by", "days_ago"),
    [
        pytest.param(ContactResult.REACHED, WANG, 0, id="a colleague's"),
        pytest.param(ContactResult.REACHED, LI, 1, id="of yesterday"),
        pytest.param(ContactResult.OPTED_OUT, LI, 0, id="a refusal of contact"),
    ],
)
def test_what_is_not_taken_back_has_no_undo(
    office: House, desk: TestClient, path: str, result: ContactResult, by: Actor, days_ago: int
) -> None:
    tell(office, "C1", result, by=by, at=office.clock() - timedelta(days=days_ago))
    assert undo_on(desk, path) is None


def test_a_message_that_went_out_is_not_taken_back(office: House, desk: TestClient) -> None:
    sent = Attempt("M1", "C1", Channel.SMS, office.clock(), ContactResult.SENT, basis=LegalBasis.CONSENT, actor=LI)
    with office.database.begin() as session:
        add_attempts(session, [sent])
    assert [undo_on(desk, path) for path in PAGES] == [None, None]
    assert desk.post("/calls/C1/undo", data={"attempt": "M1"}).status_code == 409


def test_who_only_reads_has_no_undo(office: House) -> None:
    auditor = browser_for(office, "li", Role.AUDITOR)
    tell(office, "C1", ContactResult.REACHED, by=LI)
    assert undo_on(auditor, "/calls/C1") is None


def test_an_old_notice_goes_when_another_note_is_kept(office: House, desk: TestClient) -> None:
    where = desk.post("/candidates/C1/notes", data={"note": "周五来"}).headers["location"]
    id = re.findall(r"of=(\w+)", where)[0]
    led = desk.post("/candidates/C1/notes/undo", data={"attempt": id}).headers["location"]
    assert "The note is taken back" in desk.get(led).text
    part = desk.post("/candidates/C1/notes", data={"note": "周六来"}, headers=SCRIPT).text
    assert re.search(r'<div id="told" aria-live="polite" hx-swap-oob="true">\s*</div>', part)
    slip = desk.post("/candidates/C1/notes", data={"note": ""}, headers=SCRIPT).text
    assert 'id="told"' not in slip  # nothing is done: what was done last still stands
