"""Messages and aftercare in the console: seen, decided, handed out once for a purpose; what somebody wants, kept."""

from __future__ import annotations

import csv
import io
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.contacting import Told, note_attempt
from api.house import House
from data.store import get_placement, iter_aftercare, iter_attempts
from matcher.records import Channel, ContactResult, NextStep, Role
from tests.api.outreach_office import LI, fill, name_of, phone_of
from tests.api.signed_in import browser_for
from tests.api.test_aftercare import EMPLOYERS, PEOPLE, PLACEMENTS
from tests.api.test_imports import bring

BATCH = {"channel": "sms", "limit": "3"}


@pytest.fixture
def office(house: House) -> House:
    return fill(house, 4)


@pytest.fixture
def desk(office: House) -> TestClient:
    return browser_for(office, "li", Role.CASEWORKER, district="历下区")


def decided(desk: TestClient) -> str:
    """Decide a batch; give the address of its page."""
    where: str = desk.post("/messages", data=BATCH).headers["location"]
    return where.removesuffix("?done=decided")


def left(desk: TestClient, batch: str) -> str:
    """Give how many are still to be handed out."""
    found = re.search(r"Still to hand out</dt><dd>(.*?)</dd>", desk.get(batch).text)
    assert found is not None
    return found[1]


def test_a_batch_before_its_hour_says_when_it_goes_out(office: House, desk: TestClient) -> None:
    office.clock.wait(hours=-5.5)  # type: ignore[attr-defined]
    assert left(desk, decided(desk)) == "3 (go out from 1 Sept 2023 09:00)"
    assert "goes out at that time" in desk.get("/calls/C1").text


@pytest.mark.parametrize(("url", "warned"), [("http://127.0.0.1:8000", True), ("https://jobs.example.org", False)])
def test_a_link_that_nobody_can_open_is_warned_of(office: House, url: str, warned: bool) -> None:
    told = replace(office, settings=office.settings.model_copy(update={"public_url": url}))
    batch = decided(browser_for(told, "li", Role.CASEWORKER, district="历下区"))
    page = browser_for(told, "li", Role.CASEWORKER, district="历下区").get(batch).text
    assert ("only this machine itself can open it" in page) is warned


def test_without_an_address_nothing_is_offered_to_be_decided(office: House) -> None:
    bare = replace(office, settings=office.settings.model_copy(update={"public_url": None}))
    desk = browser_for(bare, "li", Role.CASEWORKER, district="历下区")
    for _ in range(200):
        page = desk.get("/messages", params=BATCH).text
        if "is being planned" not in page:
            break
        time.sleep(0.05)
    assert "No message can go out yet" in page
    assert "Decide the batch" not in page


def tried(office: House) -> list[ContactResult]:
    with office.database.read() as session:
        return [one.result for one in iter_attempts(session)]


def test_what_would_go_is_seen_masked_and_decides_nothing(office: House, desk: TestClient) -> None:
    for _ in range(200):
        page = desk.get("/messages", params=BATCH).text
        if "is being planned" not in page:
            break
        time.sleep(0.05)
    assert "3 people, all of them here" in page
    assert "王**" in page
    assert "（本人的退订码）" in page  # the text of one of them
    assert "It cannot be undone" in page
    assert name_of(1) not in page
    assert tried(office) == []


def test_a_batch_is_decided_and_its_file_handed_out_once(office: House, desk: TestClient) -> None:
    batch = decided(desk)
    assert tried(office) == [ContactResult.SENT] * 3
    assert name_of(1) not in desk.get(batch).text
    assert left(desk, batch) == "3"
    file = desk.post(f"{batch}/file", data={"purpose": "posts of September"})
    assert (
        file.headers["content-disposition"] == f'attachment; filename="messages-{batch.removeprefix("/messages/")}.csv"'
    )
    assert left(desk, batch) == "0"
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [(one["name"], one["phone"]) for one in rows] == [(name_of(k), phone_of(k)) for k in (1, 2, 3)]
    twice = desk.post(f"{batch}/file", data={"purpose": "again"})
    assert (twice.status_code, 'id="again-told"' in twice.text, "--again" in twice.text) == (409, True, False)
    assert 'value="again"' in twice.text  # the purpose that was typed
    assert desk.post(f"{batch}/file", data={"purpose": "it is lost", "again": "yes"}).status_code == 200
    assert "li" in re.sub(r"<[^>]+>", "", desk.get("/messages").text)


def test_without_a_purpose_no_file_leaves_the_house(desk: TestClient) -> None:
    batch = decided(desk)
    answer = desk.post(f"{batch}/file", data={"purpose": " "})
    assert answer.status_code == 422
    assert 'id="purpose-told"' in answer.text
    assert desk.post(f"{batch}/file", data={"purpose": "now"}).status_code == 200  # it was not handed out


def test_what_is_withheld_is_told_with_its_reason(office: House, desk: TestClient) -> None:
    batch = decided(desk)
    with office.database.begin() as session:
        note_attempt(office, session, Told("C1", Channel.PHONE, ContactResult.OPTED_OUT), actor=LI)
    assert "1 withheld: no longer want to be contacted" in desk.get(batch).text


def test_a_batch_of_another_district_is_not_there(office: House, desk: TestClient) -> None:
    batch = decided(desk)
    other = browser_for(office, "he", Role.CASEWORKER, district="市中区")
    assert other.get(batch).status_code == 404
    assert other.post(f"{batch}/file", data={"purpose": "x"}).status_code == 404
    assert batch not in other.get("/messages").text


@pytest.fixture
def city(house: House, tmp_path: Path) -> House:
    for kind, text in (("candidates", PEOPLE), ("employers", EMPLOYERS), ("placements", PLACEMENTS)):
        assert bring(house, tmp_path, kind, text).n_rejected == 0  # type: ignore[arg-type]  # the kinds by name
    return house


def test_what_somebody_wants_after_a_traineeship_is_recorded(city: House) -> None:
    desk = browser_for(city, "li", Role.CASEWORKER, district="历下区")
    page = desk.get("/aftercare").text
    assert "甲公司" in page
    assert "测**" in page
    assert "JX2" not in page  # of another district
    assert (
        desk.post("/aftercare/JX1", data={"wants": "training", "note": "CNC"})
        .headers["location"]
        .startswith("/aftercare?done=recorded")
    )
    with city.database.read() as session:
        told = next(iter_aftercare(session))
    assert (told.wants, told.note) == (NextStep.TRAINING, "CNC")


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"outcome": "employed", "outcome_on": "2030-01-01"}, "outcome_on"),
        ({"outcome": "employed", "outcome_on": "soon"}, "outcome_on"),
        ({"wants": "money"}, "wants"),
        ({"note": ""}, "wants"),
    ],
    ids=str,
)
def test_a_slip_in_aftercare_comes_back_at_its_field(city: House, typed: dict[str, str], at: str) -> None:
    desk = browser_for(city, "li", Role.CASEWORKER, district="历下区")
    answer = desk.post("/aftercare/JX1", data={"note": "CNC"} | typed)
    assert answer.status_code == 422
    assert f'id="{at}-1-told"' in answer.text
    assert typed.get("note") == "" or 'value="CNC"' in answer.text


def test_who_found_work_after_a_traineeship_is_not_called(city: House) -> None:
    desk = browser_for(city, "li", Role.CASEWORKER, district="历下区")
    with city.database.read() as session:
        id = get_placement(session, "JX1").candidate_id
    assert "is employed" not in desk.get(f"/calls/{id}").text
    assert desk.post("/aftercare/JX1", data={"outcome": "employed"}).status_code == 303
    assert "is employed" in desk.get(f"/calls/{id}").text
