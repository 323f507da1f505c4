"""A traineeship on its own pages and on the person's: what is told of its days and its mentor, and what is missing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.console import kept_forms
from api.house import House
from data import log
from data.store import iter_placements, put_placements, put_posts
from matcher.records import Education, Person, Placement, PlacementEntry, PostEntry, Role
from tests.api.calling_office import desk_of, hiring_office_of
from tests.api.outreach_office import LI, MORNING, POST
from tests.api.signed_in import browser_for

LATER = {"candidate_id": "C1", "post_id": "P1", "starts_on": "2023-09-11", "planned_end_on": "2024-03-10"}


@pytest.fixture
def office(house: House) -> House:
    return hiring_office_of(house)


@pytest.fixture
def desk(office: House) -> TestClient:
    return desk_of(office)


def stored(office: House) -> Placement:
    with office.database.read() as session:
        (one,) = iter_placements(session)
    return one


def record(desk: TestClient, **typed: str) -> str:
    """Record a traineeship, and give the address of its page."""
    answer = desk.post("/placements", data=LATER | typed)
    assert answer.status_code == 303, answer.text[-3000:]
    return answer.headers["location"].partition("?")[0]


def text_of(page: str) -> str:
    """Give what of a page is read."""
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(page)).split())


def test_a_traineeship_that_is_to_come_is_nowhere_told_as_running(office: House, desk: TestClient) -> None:
    where = record(desk)
    assert "will be in a traineeship from 11 Sept 2023 to 10 Mar 2024" in text_of(desk.get("/calls/C1").text)
    for page in ("/calls/C1", "/candidates/C1"):
        told = text_of(desk.get(page).text)
        assert re.search(r"to start as agreed,? 11 Sept 2023", told), (page, told)
        assert "started 1 Sept 2023" not in told
    for page in (where, f"{where}/sheet"):
        told = text_of(desk.get(page).text)
        assert "Labour contract : it runs from 11 Sept 2023 to 10 Mar 2024" in told, page
        assert not re.search(r"\d{4}-\d\d-\d\d", told)


@pytest.mark.parametrize(
    ("of_record", "of_post", "shown"),
    [
        pytest.param("孙师傅", "周师傅", "孙** ", id="by the traineeship"),
        pytest.param("", "周师傅", "周** (named by the post)", id="by its post"),
        pytest.param("", "", "–", id="by none"),
    ],
)
def test_the_mentor_of_a_traineeship_and_the_term_of_it_say_the_same(
    office: House, desk: TestClient, of_record: str, of_post: str, shown: str
) -> None:
    with office.database.begin() as session:
        entry = PostEntry(POST, mentor=Person(name=of_post) if of_post else None)
        put_posts(session, [entry], actor=LI, source="x", at=MORNING, vault=office.vault)
    where = record(desk, mentor=of_record)
    for page in (where, f"{where}/sheet"):
        told = text_of(desk.get(page).text)
        assert f"Mentor {shown}" in told
        assert ("a mentor is named" in told) is (shown != "–")
        assert "师傅" not in told


def fields_of(page: str, action: str) -> dict[str, str]:
    """Give what the form of a page that is sent to an action holds."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    found = re.findall(r'name="(\w+)"(?: type="\w+")? value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def form_of(page: str) -> dict[str, str]:
    """Give what the form of a record holds."""
    (action,) = re.findall(r'action="(/placements/[^/"]+)"', page)
    return fields_of(page, action)


def test_a_record_is_completed_and_taken_back(office: House, desk: TestClient) -> None:
    where = record(desk)
    held = form_of(desk.get(where).text)
    assert (held["planned_end_on"], held["agreed_on"], held["mentor"]) == ("2024-03-10", "", "")
    typed = held | {"agreed_on": "2023-08-31", "insured_on": "2023-09-11", "mentor": "孙师傅"}
    led = desk.post(where, data=typed).headers["location"]
    page = desk.get(led).text
    told = text_of(page)
    assert "The record is kept." in told
    assert "signed on 31 Aug 2023" in told
    assert "insured from 11 Sept 2023 on" in told
    assert "Mentor 孙**" in told
    assert (stored(office).agreed_on, stored(office).post_id) == (date(2023, 8, 31), "P1")
    with office.database.read() as session:
        done = [(one.action, one.actor.id) for one in log.entries(session, limit=20) if one.noun == "placement"]
    assert ("update", "li") in done or ("put", "li") in done, done
    led = desk.post(f"{where}/record/undo", data=fields_of(page, f"{where}/record/undo")).headers["location"]
    again = desk.get(led).text
    assert stored(office).agreed_on is None
    assert "Mentor –" in text_of(again)
    assert "what was typed is in the form again" in again
    assert form_of(again) == typed | {"state": held["state"]}


def test_an_undo_leaves_a_mentor_who_took_the_place_of_another(office: House, desk: TestClient) -> None:
    where = record(desk, mentor="孙师傅")
    held = form_of(desk.get(where).text)
    led = desk.post(where, data=held | {"mentor": "周师傅", "insured_on": "2023-09-11"}).headers["location"]
    led = desk.post(f"{where}/record/undo", data=fields_of(desk.get(led).text, f"{where}/record/undo")).headers[
        "location"
    ]
    told = text_of(desk.get(led).text)
    assert "Taken back, but the mentor stays as typed." in told
    assert "Mentor 周**" in told
    assert stored(office).insured_on is None


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        pytest.param({"agreed_on": "2023-09-12"}, "agreed_on", "is later than the start on 11 Sept 2023", id="a rule"),
        pytest.param({"insured_on": "soon"}, "insured_on", "a date", id="no day"),
        pytest.param({"planned_end_on": ""}, "planned_end_on", "a date", id="no last day"),
        pytest.param({"planned_end_on": "2023-10-10"}, "term_reason", "say why", id="too short"),
        pytest.param({"ended_on": "2023-09-01"}, "ended_on", "before it starts", id="ended before the start"),
    ],
)
def test_a_slip_in_a_record_is_told_at_its_field_with_all_that_was_typed(
    office: House, desk: TestClient, typed: dict[str, str], field: str, told: str
) -> None:
    where = record(desk)
    before = stored(office)
    sent = form_of(desk.get(where).text) | {"mentor": "孙师傅"} | typed
    answer = desk.post(where, data=sent)
    assert answer.status_code == 422, text_of(answer.text)
    page = unescape(answer.text)
    assert re.search(rf'id="{field}"[^>]*aria-describedby="{field}-told"[^>]*aria-invalid="true"', page)
    assert told in page.partition(f'id="{field}-told"')[2].partition("<")[0]
    assert form_of(answer.text) == sent
    assert stored(office) == before


def test_a_record_that_somebody_changed_since_is_not_overwritten(office: House, desk: TestClient) -> None:
    where = record(desk)
    held = form_of(desk.get(where).text)
    desk.post(where, data=held | {"agreed_on": "2023-09-08"})
    answer = desk.post(where, data=held | {"insured_on": "2023-09-11"})
    assert answer.status_code == 409
    assert "it was changed since you read it" in answer.text
    assert form_of(answer.text)["insured_on"] == "2023-09-11"
    assert (stored(office).agreed_on, stored(office).insured_on) == (date(2023, 9, 8), None)
    desk.post(where, data=form_of(answer.text))
    assert (stored(office).agreed_on, stored(office).insured_on) == (date(2023, 9, 8), date(2023, 9, 11))


def test_a_slip_hides_no_change_that_somebody_made_meanwhile(office: House, desk: TestClient) -> None:
    where = record(desk)
    held = form_of(desk.get(where).text)
    desk.post(where, data=held | {"agreed_on": "2023-09-08"})
    slip = desk.post(where, data=held | {"insured_on": "soon"})
    assert slip.status_code == 422
    assert desk.post(where, data=form_of(slip.text) | {"insured_on": "2023-09-11"}).status_code == 409
    assert stored(office).agreed_on == date(2023, 9, 8)


def test_what_is_too_long_for_a_form_is_not_taken_back_by_one(office: House, desk: TestClient) -> None:
    where = record(desk)
    with office.database.begin() as session:
        long = PlacementEntry(replace(stored(office), term_reason="因" * 400))
        put_placements(session, [long], actor=LI, source="x", at=MORNING, vault=office.vault)
    led = desk.post(where, data=form_of(desk.get(where).text) | {"term_reason": "因病"}).headers["location"]
    answer = desk.post(f"{where}/record/undo", data=fields_of(desk.get(led).text, f"{where}/record/undo"))
    assert answer.status_code == 409
    assert stored(office).term_reason == "因病"


def test_who_may_not_record_completes_nothing(office: House, desk: TestClient) -> None:
    where = record(desk)
    auditor = browser_for(office, "audit", Role.AUDITOR)
    assert f'action="{where}"' not in auditor.get(where).text
    assert auditor.post(where, data={}).status_code == 403
    assert auditor.post(f"{where}/record/undo", data={}).status_code == 403


def test_a_recording_is_taken_back_from_its_page_as_long_as_it_stands(
    office: House, desk: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = record(desk)
    other = browser_for(office, "wang", Role.CASEWORKER, district="历下区")
    assert f"{where}/undo" not in other.get(where).text
    monkeypatch.setattr(kept_forms, "FRESH", timedelta(0))  # what was typed is not kept any more
    page = desk.get(where).text
    assert "You recorded this traineeship." in page
    held = form_of(page)
    desk.post(where, data=held | {"agreed_on": "2023-09-08"})
    assert f'"{where}/undo"' not in desk.get(where).text
    desk.post(where, data=form_of(desk.get(where).text) | {"agreed_on": ""})
    assert desk.post(f"{where}/undo", data=fields_of(desk.get(where).text, f"{where}/undo")).status_code == 303
    with office.database.read() as session:
        assert list(iter_placements(session)) == []


def test_the_form_says_why_a_post_could_not_be_recommended_and_records_it(office: House, desk: TestClient) -> None:
    too_high = replace(POST, id="P2", title="讲师", education=Education.DOCTOR)
    with office.database.begin() as session:
        put_posts(session, [PostEntry(too_high)], actor=LI, source="x", at=MORNING, vault=office.vault)
    warning = "This post could not be recommended to the person:"
    assert warning not in desk.get("/placements/new?candidate=C1&post=P1").text
    told = text_of(desk.get("/placements/new?candidate=C1&post=P2").text)
    assert warning in told
    assert re.search(rf"{warning} [^.]*doctor[^.]*\. What was agreed can be recorded\.", told)
    script = {"hx-request": "true"}
    for typed in ({"post_id": "P2"}, {"other_post": "讲师"}):
        part = desk.post("/placements/new/post", data={"candidate_id": "C1"} | typed, headers=script).text
        assert warning in part, typed
        assert "<form" not in part
    for typed in ({"post_id": "P1"}, {"other_post": "没有"}, {}):
        part = desk.post("/placements/new/post", data={"candidate_id": "C1"} | typed, headers=script).text
        assert warning not in part, typed
    record(desk, post_id="P2")
