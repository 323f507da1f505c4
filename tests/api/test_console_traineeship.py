"""A traineeship on its own pages and on the person's: what is told of its days and its mentor, and what is missing."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.house import House
from data.store import iter_placements, put_employers, put_posts
from matcher.records import Employer, EmployerEntry, Person, Placement, PostEntry
from tests.api.calling_office import desk_of, office_of
from tests.api.outreach_office import LI, MORNING, POST

LATER = {"candidate_id": "C1", "post_id": "P1", "starts_on": "2023-09-11", "planned_end_on": "2024-03-10"}


@pytest.fixture
def office(house: House) -> House:
    made = office_of(house)
    with made.database.begin() as session:
        employer = EmployerEntry(Employer("E1", name=POST.employer))
        put_employers(session, [employer], actor=LI, source="x", at=MORNING, vault=made.vault)
    return made


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
