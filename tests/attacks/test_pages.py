"""Markup in every text that reaches a page: a parser of HTML finds it as text and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html

from api.house import House
from tests.attacks.hostile_office import PRINTS, hostile_office, printed

ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "section", "main", "div", "span", "p", "br", "b", "h1", "h2"),
    *("table", "thead", "tbody", "tr", "th", "td", "ol", "li", "form", "button"),
}
ATTRIBUTES = {"charset", "name", "content", "lang", "class", "scope", "colspan", "method", "type"}
WORDS = {
    "elements": "注<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>",
    "ends of attributes": "注\" onmouseover=\"alert(1)\" x=' onfocus='alert(1)'><a href='javascript:alert(1)'>",
    "ends and entities": "注</title></style><style>*{background:url(//evil.example)}</style>&lt;b&#62;<!--",
}


def check_page(text: str, word: str) -> None:
    """Assert that a page is ours alone, and that the hostile word is read in it as it was written."""
    page = html.document_fromstring(text)
    assert {one.tag for one in page.iter() if isinstance(one.tag, str)} <= ELEMENTS
    assert not [one for one in page.iter() if not isinstance(one.tag, str)]  # a comment
    attributes = [(name, value) for one in page.iter() for name, value in one.attrib.items()]
    assert {name for name, _ in attributes} <= ATTRIBUTES
    assert not [value for _, value in attributes if "注" in value or "evil" in value]
    assert word in page.text_content()


@pytest.fixture(params=WORDS.values(), ids=WORDS.keys())
def word(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def client(house: House, word: str) -> TestClient:
    return hostile_office(house, word)


def test_markup_in_names_titles_and_places_is_text_in_every_print(client: TestClient, word: str) -> None:
    for name in PRINTS:
        answer = printed(client, name)
        check_page(answer.text, word)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    check_page(printed(client, "candidates", large="true").text, word)


def test_markup_is_text_in_what_is_handed_to_a_person(client: TestClient, word: str) -> None:
    asked = {"purpose": "本人查询", "office": word}
    answer = client.get("/v1/candidates/C1/access-report", params=asked, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    check_page(answer.text, word)


def test_markup_is_text_in_the_public_list_of_openings(
    client: TestClient, word: str, run: Callable[..., Any], tmp_path: Path
) -> None:
    assert run("report", "openings", "--out", "o.html").status == 0
    check_page((tmp_path / "o.html").read_text(encoding="utf-8"), word)


def test_markup_in_an_answer_is_no_page_for_any_browser(client: TestClient, word: str) -> None:
    """Some browsers make a page of whatever looks like one, unless they are told not to."""
    answers = [
        client.get("/v1/posts/P1"),
        client.get("/v1/candidates", params={"cursor": word}),
        client.get(f"/v1/posts/{word.replace('/', '%2F')}", headers={"Accept": "text/html"}),
        client.post("/v1/candidates/find", json={"text": word}, headers={"Accept": "text/html"}),
    ]
    for answer in answers:
        assert answer.headers["content-type"] in ("application/json", "application/problem+json")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answers[0].json()["title"] == word


@pytest.mark.parametrize("token", ["<script>alert(1)<%2Fscript>", "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E"])
def test_a_link_with_markup_gets_a_page_without_it(shared_client: TestClient, token: str) -> None:
    for method in ("GET", "POST"):
        answer = shared_client.request(method, f"/r/{token}")
        assert answer.status_code == 404
        check_page(answer.text, "链接无效")
        assert "alert" not in answer.text
