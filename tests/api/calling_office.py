"""An office with people to call and a caseworker's browser, for the tests of the pages of calls."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from html import unescape
from typing import Any

from fastapi.testclient import TestClient

from api.contacting import Told, note_attempt
from api.house import House
from data import log
from data.store import attempts_of, put_candidates, put_employers, put_user
from matcher.records import (
    Actor,
    CandidateEntry,
    Channel,
    ContactResult,
    Employer,
    EmployerEntry,
    Person,
    Role,
    User,
)
from tests.api.outreach_office import GRADUATE, LI, MORNING, POST, fill, name_of, phone_of
from tests.api.signed_in import browser_for


def office_of(house: House) -> House:
    """Give the house with three people to call, one of another district, and a colleague."""
    office = fill(house, 3)
    elsewhere = replace(GRADUATE, id="C9", home_district="市中区")
    with office.database.begin() as session:
        entry = CandidateEntry(elsewhere, Person(name=name_of(9), phone=phone_of(9)))
        put_candidates(session, [entry], actor=LI, source="x", at=MORNING, vault=office.vault)
    with office.database.begin() as session:
        put_user(session, User("wang", Role.CASEWORKER, "历下区", None, True, MORNING))
    return office


def hiring_office_of(house: House) -> House:
    """Give the office of ``office_of`` with the employer of its posts on file."""
    office = office_of(house)
    with office.database.begin() as session:
        employer = EmployerEntry(Employer("E1", name=POST.employer))
        put_employers(session, [employer], actor=LI, source="x", at=MORNING, vault=office.vault)
    return office


def desk_of(office: House) -> TestClient:
    """Give the browser of the caseworker ``li``."""
    return browser_for(office, "li", Role.CASEWORKER, district="历下区")


def queue(desk: TestClient, address: str = "/today") -> str:
    """Give the page of the queue, once it is planned."""
    for _ in range(200):
        page = desk.get(address)
        assert page.status_code == 200, page.text[-800:]
        if "is being planned" not in page.text:
            return unescape(page.text)
        time.sleep(0.05)
    raise AssertionError("the queue is never ready")


def listed(page: str) -> list[str]:
    """Give the ids of those who wait, in their order."""
    return re.findall(r'<h3 class="h6 mb-0"[^>]*>\d+\. <a class="fw-semibold" href="/calls/([^"]+)"', page)


def tell(office: House, id: str, result: ContactResult, *, by: Actor = LI, **told: Any) -> None:
    """Note a result of a call."""
    with office.database.begin() as session:
        note_attempt(office, session, Told(id, Channel.PHONE, result, **told), actor=by)


def last_of(office: House, id: str) -> ContactResult | None:
    """Give what came of the last contact."""
    with office.database.read() as session:
        tried = attempts_of(session, id)
    return tried[-1].result if tried else None


def reveals(office: House) -> list[str | None]:
    """Give what names, numbers and groups were shown for."""
    with office.database.read() as session:
        return [one.purpose for one in log.entries(session, limit=1_000) if one.action == "reveal"]
