"""Browsers before the console's pages: one of each role, by the client of tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi.testclient import TestClient

from api.accounts import Account, put_account
from api.house import House
from matcher.records import Actor, Role
from tests.api.signed_in import PASSWORD, browser_for

OFFICE = Actor("office", "admin")
HERE = {"origin": "http://testserver"}
PEOPLE = {
    "boss": Account(Role.ADMIN),
    "li.na": Account(Role.CASEWORKER, "历下区"),
    "officer": Account(Role.PROGRAMME),
    "auditor": Account(Role.AUDITOR),
}


def browser_of(house: House, user: str = "boss", *, language: str = "en") -> TestClient:
    """Give a browser in which a user of ``PEOPLE`` has logged in; the user is made where there is none."""
    own = PEOPLE[user]
    put_account(house, user, own, actor=OFFICE, password=PASSWORD)
    return browser_for(house, user, own.role, district=own.district, language=language)


def send(browser: TestClient, path: str, fields: Mapping[str, Any]) -> str:
    """Send a form that is taken, and give the address that it leads to."""
    answer = browser.post(path, data=dict(fields))
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]
