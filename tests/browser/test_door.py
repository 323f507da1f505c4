"""Coming in by browser: what is seen, by keyboard alone, and that nothing is asked for from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Request, expect

from tests.api.signed_in import PASSWORD
from tests.browser.conftest import Office
from tests.browser.judged import SEEN, faults_of


@SEEN
def test_the_first_pages_have_no_fault(
    office: Office, shoot: Callable[[Page, str], None], language: str, size: str
) -> None:
    page = office.open(None, language=language, size=size)
    shoot(page, f"log-in-{language}-{size}")
    assert faults_of(page) == []
    page = office.open("caseworker", language=language, size=size)
    shoot(page, f"start-{language}-{size}")
    assert faults_of(page) == []


def test_nothing_is_asked_for_from_elsewhere_and_nothing_is_refused_by_the_policy(office: Office) -> None:
    page, asked, said = office.open(None), [], []
    page.context.on("request", lambda request: asked.append(_url(request)))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/login")
    page.get_by_label("用户名").fill("caseworker")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    page.get_by_role("link", name="求职者").first.click()
    page.get_by_role("searchbox").or_(page.get_by_role("textbox")).first.fill("wang")
    page.keyboard.press("Enter")
    page.wait_for_selector("#found p")
    assert {one for one in asked if not one.startswith((office.base, "data:"))} == set()
    assert said == []


def _url(request: Request) -> str:
    return request.url


def test_a_session_that_ends_loses_nothing_that_was_typed(office: Office) -> None:
    page = office.open("caseworker")
    page.goto("/candidates")
    page.get_by_role("textbox").fill("zs")
    page.context.clear_cookies()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("用户名").fill("caseworker")
    dialog.get_by_label("密码").fill("a slip")
    page.keyboard.press("Enter")
    dialog.get_by_role("alert").wait_for()
    dialog.get_by_label("用户名").fill("caseworker")
    dialog.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    dialog.wait_for(state="hidden")
    expect(page.get_by_role("textbox")).to_have_value("zs")
    page.get_by_role("button", name="查找").click()
    page.wait_for_selector("#found p")
    assert page.url.endswith("/candidates")


def test_somebody_comes_in_by_keyboard_alone(office: Office) -> None:
    page = office.open(None)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "name":
            break
    page.keyboard.type("caseworker")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
