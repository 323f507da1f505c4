"""Every page of the console, found by following its links as each role: no fault, nothing from outside, no dead end."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Page
from starlette.routing import Match

from api.console.app import PAGES
from tests.browser.conftest import PEOPLE, Office
from tests.browser.judged import faults_of

ROUTES = [route for page in PAGES for route in page.router.routes if isinstance(route, APIRoute)]
NOT_FOLLOWED = frozenset({"/logout", "/docs"})
LINKS = "[...document.querySelectorAll('a[href]:not([download])')].map(one => one.getAttribute('href'))"


def route_of(path: str) -> str | None:
    """Name the route that makes the page of a path; None = no page."""
    scope = {"type": "http", "method": "GET", "path": path}
    return next((route.path for route in ROUTES if route.matches(scope)[0] is Match.FULL), None)


def pages_of(page: Page, faults: dict[str, list[str]], *, most: int) -> Iterator[str]:
    """Visit what is linked, from the first page on: *most* pages of a route; note which do not answer as they must."""
    waiting, seen = deque(["/"]), {"/"}
    visited: Counter[str] = Counter()
    while waiting:
        path = waiting.popleft()
        route = route_of(urlsplit(path).path)
        if route is None or visited[route] >= most:
            continue
        visited[route] += 1
        answer = page.goto(path)
        assert answer is not None
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        faults[path] = [] if answer.status == 200 else [f"answers {answer.status}"]
        if "unsafe" in answer.headers["content-security-policy"]:
            faults[path].append("allows what is unsafe")
        yield path
        for link in page.evaluate(LINKS):
            if link.startswith("/") and link not in seen and urlsplit(link).path not in NOT_FOLLOWED:
                seen.add(link)
                waiting.append(link)


@pytest.mark.slow
@pytest.mark.parametrize(("size", "language", "most"), [("wide", "zh", 2), ("narrow", "en", 1)])
@pytest.mark.parametrize("user", PEOPLE)
def test_no_page_that_is_linked_has_a_fault(office: Office, user: str, size: str, language: str, most: int) -> None:
    page, said, asked = office.open(user, size=size, language=language), [], []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    faults: dict[str, list[str]] = {}
    for path in pages_of(page, faults, most=most):
        faults[path] += faults_of(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults[path].append("wider than its window")
        faults[path] += said
        said.clear()
    assert {path: found for path, found in faults.items() if found} == {}
    assert [one for one in asked if not one.startswith((office.base, "data:"))] == []
