"""Browsers without a screen: clients who came in by the form of log-in, each as a role."""

from __future__ import annotations

import re
from html import unescape

from fastapi.testclient import TestClient

from api.accounts import Account, put_account
from api.app import app_over
from api.house import House
from matcher.records import Actor, Role
from tests.api.signed_in import PASSWORD

OFFICE = Actor("office", "admin")
HERE = {"origin": "http://testserver"}


def browser_of(house: House, role: Role = Role.PROGRAMME, district: str | None = None) -> TestClient:
    """Give somebody's browser after the log-in, in English; it follows where it is led."""
    name = f"the.{role}"
    put_account(house, name, Account(role, district), actor=OFFICE, password=PASSWORD)
    browser = TestClient(app_over(house), headers={"accept-language": "en"} | HERE)
    assert browser.post("/login", data={"name": name, "password": PASSWORD}).status_code == 200
    return browser


def words_of(page: str) -> str:
    """Give what a page says, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())
