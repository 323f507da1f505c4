"""Browsers without a screen: clients who came in by the form of log-in, each as a role."""

from __future__ import annotations

import re
from html import unescape

from fastapi.testclient import TestClient

from api.house import House
from matcher.records import Actor, Role
from tests.api.signed_in import browser_for

OFFICE = Actor("office", "admin")
HERE = {"origin": "http://testserver"}


def browser_of(house: House, role: Role = Role.PROGRAMME, district: str | None = None) -> TestClient:
    """Give the browser of somebody of a role; it follows where it is led."""
    return browser_for(house, f"the.{role}", role, district=district, follow_redirects=True)


def words_of(page: str) -> str:
    """Give what a page says, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())
