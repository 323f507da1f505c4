"""A browser that has logged in, for the tests of pages: each of the office's roles."""

from __future__ import annotations

import time
from typing import Any

from fastapi.testclient import TestClient

from api.house import House
from matcher.records import Actor, Role
from tests.api.signed_in import browser_for

OFFICE = Actor("office", "admin")
HERE = {"origin": "http://testserver"}
SOON_S = 30.0


def browser_of(house: House, role: Role, *, name: str | None = None, district: str | None = None) -> TestClient:
    """Give a browser in which somebody of a role has logged in."""
    return browser_for(house, name or f"{role.value}-1", role, district=district)


def sent(browser: TestClient, path: str, content: bytes, *, name: str = "rows.csv", **fields: Any) -> str:
    """Send a file by a page's form, and give the address of the job that it leads to."""
    answer = browser.post(path, files={"file": (name, content)}, data=fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def finished(browser: TestClient, address: str) -> str:
    """Wait for the end of a job, and give its page; the application of the browser must be live."""
    deadline = time.monotonic() + SOON_S
    while time.monotonic() < deadline:
        page = browser.get(address)
        assert page.status_code == 200, page.text
        if "hx-trigger" not in page.text:
            return page.text
        time.sleep(0.05)
    raise TimeoutError(address)
