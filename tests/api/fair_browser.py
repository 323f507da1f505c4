"""A browser before the console of an office with a fair, logged in without the time that a password takes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

from fastapi.testclient import TestClient
from httpx import Response

from api.house import House
from data.store import guests_of
from matcher.records import Actor, Role
from tests.api.fair_office import FAIR_ID
from tests.api.signed_in import browser_for

OFFICE = Actor("office", "admin")
HERE = {"origin": "http://testserver", "accept-language": "en"}
SCRIPT = HERE | {"hx-request": "true"}
DISTRICT = "历下区"


def browser_of(house: House, role: Role = Role.ORGANISER, name: str = "zhao") -> TestClient:
    """Give a browser in which a user of a role has logged in."""
    return browser_for(house, name, role, district=DISTRICT if role is Role.CASEWORKER else None)


def at_time(house: House, local: str) -> House:
    """Give the house with its clock at a time of the city on its day."""
    begin = datetime.fromisoformat(f"{house.today()}T{local}+08:00").astimezone(UTC)
    ticks = iter(range(1_000_000))
    return replace(house, clock=lambda: begin + timedelta(microseconds=next(ticks)))


def at(path: str = "") -> str:
    """Give the address of a page of the fair."""
    return f"/fairs/{FAIR_ID}{path}"


def text_of(answer: Response) -> str:
    """Give what somebody reads on a page."""
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def fields_of(form: str) -> dict[str, str]:
    """Give the hidden fields of a form."""
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)}


def seats(house: House, id: str) -> list[tuple[int, str, bool]]:
    """Give somebody's meetings: slot, booth, whether set by hand."""
    with house.database.read() as session:
        own = next(one for one in guests_of(session, FAIR_ID, vault=house.vault) if one.candidate_id == id)
    return sorted((one.slot, one.booth_id, one.by_hand) for one in own.seats)
