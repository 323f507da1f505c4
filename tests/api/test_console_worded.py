"""What pages of calls and tasks say, so that a caseworker reads what is meant."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.contacting import take
from api.following import note_aftercare
from api.house import House
from api.language import translation
from api.outreach_names import term_text
from data.store import attempts_of, merge_placements, put_employers, tasks_done
from matcher.outreach.terms import Term
from matcher.records import Aftercare, ContactResult, Employer, EmployerEntry, NextStep, Placement, PlacementEntry, Role
from tests.api.calling_office import desk_of, office_of, reveals, tell
from tests.api.outreach_office import LI, MORNING, WANG, fill, name_of
from tests.api.signed_in import browser_for


@pytest.fixture
def office(house: House) -> House:
    return office_of(house)


@pytest.fixture
def desk(office: House) -> TestClient:
    return desk_of(office)


def test_months_since_leaving_school_are_not_told_as_months_of_unemployment(desk: TestClient) -> None:
    page = desk.get("/calls/C1").text
    assert "left school 2.1 months ago, without work now" in page
    assert "unemployed for" not in page


def test_months_since_the_registration_are_told_as_months_of_unemployment(house: House) -> None:
    desk = browser_for(
        fill(house, 1, unemployment_registered_on=date(2023, 8, 1)), "li", Role.CASEWORKER, district="历下区"
    )
    assert "unemployed for 1 months" in desk.get("/calls/C1").text


@pytest.mark.parametrize(
    ("share", "told"),
    [
        pytest.param(1.0, "有岗位满足本人提出的全部需要（如住宿、不上夜班）", id="all"),
        pytest.param(0.5, "有岗位满足本人提出的部分需要（如住宿、不上夜班）：50%", id="some"),
        pytest.param(0.0, "没有岗位满足本人提出的需要（如住宿、不上夜班）", id="none"),
    ],
)
def test_whether_posts_meet_what_the_person_needs_is_told_in_words(share: float, told: str) -> None:
    assert term_text(Term("needs", share, 1.0), translation("zh")) == told


def test_a_task_says_by_when_it_is_to_be_done(office: House, desk: TestClient) -> None:
    tell(office, "C1", ContactResult.CALL_BACK, call_back_on=date(2023, 9, 4))
    assert ">by 4 Sept 2023" in unescape(desk.get("/tasks").text)


@pytest.fixture
def traineeship(office: House) -> str:
    done = Placement("JX1", "C1", "E1", date(2022, 9, 1), date(2023, 8, 31))
    with office.database.begin() as session:
        employer = EmployerEntry(Employer("E1", name="安泰物业"))
        put_employers(session, [employer], actor=LI, source="x", at=MORNING, vault=office.vault)
        merge_placements(session, [PlacementEntry(done)], actor=LI, source="x", at=MORNING, vault=office.vault)
    return done.id


def test_a_call_says_that_the_person_finished_a_traineeship(desk: TestClient, traineeship: str) -> None:
    page = desk.get("/calls/C1").text
    assert f'href="/placements/{traineeship}">Finished a traineeship at 安泰物业: 1 Sept 2022 to 31 Aug 2023' in page


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(("number", {"purpose": "call", "note": "was quick"}), id="the number"),
        pytest.param(("result", {"result": "reached", "note": "was quick", "shown_for": "call"}), id="a result"),
    ],
)
def test_whom_a_colleague_took_meanwhile_is_shown_as_on_a_fresh_page(
    office: House, desk: TestClient, sent: tuple[str, dict[str, str]]
) -> None:
    with office.database.begin() as session:
        take(office, session, "C1", actor=WANG)
    answer = desk.post(f"/calls/C1/{sent[0]}", data=sent[1], headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["hx-reswap"]) == (409, "none")
    parts = re.findall(r'id="(call-\w+)"[^>]*hx-swap-oob="true"', answer.text)
    assert sorted(parts) == ["call-number", "call-result"]
    assert re.findall(r'name="result" value="(\w+)"', answer.text) == ["opted_out"]
    assert (">was quick</textarea>" in answer.text, "/calls/C1/number" in answer.text) == (True, False)
    assert reveals(office) == []


def test_the_persons_own_name_is_taken_out_of_a_note_and_a_form_sent_twice_is_one_contact(
    office: House, desk: TestClient
) -> None:
    typed = {"result": "reached", "note": f"{name_of(1)}下午来", "once": "a1"}
    led = [desk.post("/calls/C1/result", data=typed).headers["location"] for _ in range(2)]
    assert ["done=noted&" in one for one in led] == [True, False]
    with office.database.read() as session:
        assert [one.note for one in attempts_of(session, "C1")] == ["〔已隐去〕下午来"]


def test_the_persons_own_name_is_taken_out_of_what_is_told_of_a_task(office: House, desk: TestClient) -> None:
    tell(office, "C1", ContactResult.INTERESTED, post_id="P1")
    id = re.findall(r"/tasks/([^/]+)/done", desk.get("/tasks").text)[0]
    desk.post(f"/tasks/{id}/done", data={"note": f"{name_of(1)}已约，{name_of(2)}未约"})
    with office.database.read() as session:
        assert tasks_done(session, [id], vault=office.vault)[id].note == f"〔已隐去〕已约，{name_of(2)}未约"


def test_the_persons_own_name_is_taken_out_of_what_is_noted_after_a_traineeship(
    office: House, traineeship: str
) -> None:
    told = Aftercare(traineeship, "", NextStep.TRAINING, note=f"{name_of(1)}想学会计")
    assert note_aftercare(office, told, actor=LI).note == "〔已隐去〕想学会计"
