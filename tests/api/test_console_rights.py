"""People's rights in the console: told, corrected, refused, forgotten."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.house import House
from data.store import candidates_by_id, get_candidate
from tests.api.console_staff import browser_of, send
from tests.api.signed_in import signed_in

PERSON = {"name": "张三", "id_number": "11010519491231002X", "phone": "13812345678"}


@pytest.fixture
def officer(house: House) -> TestClient:
    programs = signed_in(house)
    body = {"home_district": "历下区", "school": "山东大学", "ranking_consent": False, "person": PERSON}
    assert programs.put("/v1/candidates/C1", json=body).status_code == 201
    assert programs.put("/v1/candidates/C2", json={"home_district": "市中区"}).status_code == 201
    return browser_of(house, "officer")


def test_whoever_may_not_tell_people_is_refused(house: House, officer: TestClient) -> None:
    auditor = browser_of(house, "auditor")
    assert [auditor.get(path).status_code for path in ("/rights", "/rights/C1")] == [403, 403]
    caseworker = browser_of(house, "li.na")
    assert caseworker.get("/rights/C1").status_code == 200
    assert caseworker.get("/rights/C2").status_code == 404
    assert caseworker.post("/rights/C1/forget", data={"typed_id": "C1"}).status_code == 403


def test_somebody_is_found_by_a_search_that_stands_in_no_address(officer: TestClient) -> None:
    found = officer.post("/rights", data={"text": "张三"})
    assert found.status_code == 200
    assert 'href="/rights/C1"' in found.text
    assert "张三" not in found.text.replace('value="张三"', "")


def test_the_paper_tells_everything_in_clear_and_the_log_why(officer: TestClient, house: House) -> None:
    assert officer.post("/rights/C1/report", data={"purpose": " "}).status_code == 422
    paper = officer.post("/rights/C1/report", data={"purpose": "本人要求", "language": "en"})
    assert paper.status_code == 200
    for value in PERSON.values():
        assert value in paper.text
    assert "张三" not in paper.text.partition("<title>")[2].partition("</title>")[0]
    assert "data-print" in paper.text
    assert "本人要求" in browser_of(house, "auditor").get("/log?action=access+report").text


def test_the_page_itself_shows_people_masked(officer: TestClient) -> None:
    shown = officer.get("/rights/C1").text
    assert "138****5678" in shown
    assert not any(value in shown for value in PERSON.values())


def test_a_correction_stands_and_a_slip_comes_back(officer: TestClient, house: House) -> None:
    slip = officer.post("/rights/C1/correction", data={"phone": "12", "school": "济南大学"})
    assert slip.status_code == 422
    assert 'id="phone-told" class="invalid-feedback"' in slip.text
    assert 'value="济南大学"' in slip.text
    assert officer.post("/rights/C1/correction", data={}).status_code == 422
    send(officer, "/rights/C1/correction", {"school": "济南大学"})
    with house.database.read() as session:
        assert get_candidate(session, "C1").school == "济南大学"


def test_a_consent_is_changed_alone_and_undone(officer: TestClient, house: House) -> None:
    address = send(officer, "/rights/C1/consents", {"consent": "ranking_consent", "agrees": "true"})
    with house.database.read() as session:
        after = get_candidate(session, "C1")
    assert (after.ranking_consent, after.school, after.push_consent) == (True, "山东大学", None)
    assert "138****5678" in officer.get("/rights/C1").text
    shown = officer.get(address).text
    notice = shown.partition('role="status"')[2].partition("</form>")[0]
    undo = dict(re.findall(r'name="(\w+)" value="([^"]*)"', notice))
    assert undo == {"consent": "ranking_consent", "agrees": "false"}
    assert "Undo" not in officer.get("/rights/C1?done=refused&consent=push_consent&was=yes").text


def test_a_person_is_forgotten_only_after_the_id_was_typed(officer: TestClient, house: House) -> None:
    shown = unescape(officer.get("/rights/C1").text)
    assert "Type C1 to confirm" in shown
    assert "nothing that names the person" in shown
    assert officer.post("/rights/C1/forget", data={"typed_id": "C2"}).status_code == 422
    with house.database.read() as session:
        assert "C1" in candidates_by_id(session, ["C1"])
    done = officer.post("/rights/C1/forget", data={"typed_id": "C1"})
    assert "The person is erased." in done.text
    assert officer.get("/rights/C1").status_code == 404
    assert "forgotten before" in officer.post("/rights/C1/forget", data={"typed_id": "C1"}).text
