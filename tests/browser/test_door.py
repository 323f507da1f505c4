"""Coming in by browser: what is seen, by keyboard alone, and that nothing is asked for from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Request, Response, expect

from tests.api.signed_in import PASSWORD
from tests.browser.conftest import Office
from tests.browser.judged import SEEN, faults_of

SOMEBODY = "JN0000037"  # of the caseworker's district


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


def _is_kept(answer: Response) -> bool:
    return answer.url.endswith("/draft") and answer.ok


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
    page.wait_for_selector("#found p")  # what was asked for is there, and nothing was pressed again
    assert page.url.endswith("/candidates")


def log_in_again(page: Page) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("用户名").fill("caseworker")
    dialog.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    dialog.wait_for(state="hidden")


def test_a_result_pressed_when_the_session_had_ended_is_noted_once_after_the_log_in(office: Office) -> None:
    page = office.open("caseworker")
    page.goto(f"/calls/{SOMEBODY}")
    with page.expect_response("**/draft"):
        page.locator("#note").fill("下午再打")
    page.context.clear_cookies()
    page.get_by_role("button", name="联系不上").click()
    log_in_again(page)
    page.wait_for_url("**/today?done=noted&attempt=*")
    page.goto(f"/calls/{SOMEBODY}")
    assert page.locator("#before ~ div tbody tr", has_text="下午再打").count() == 1
    expect(page.locator("#note")).to_have_value("")


def test_what_is_typed_when_the_session_has_ended_is_kept_at_the_log_in(office: Office) -> None:
    for path in (f"/calls/{SOMEBODY}", f"/candidates/{SOMEBODY}"):
        page = office.open("caseworker")
        page.goto(path)
        page.context.clear_cookies()
        page.locator("#note").fill("下午再打")
        page.get_by_role("dialog").wait_for()  # the draft was refused
        with page.expect_response("**/draft"):
            log_in_again(page)
        page.goto(path)
        expect(page.locator("#note")).to_have_value("下午再打")
        page.get_by_role("button", name="退出").click()


def test_a_dialog_of_log_in_that_is_closed_does_nothing_later(office: Office) -> None:
    page = office.open("caseworker")
    page.goto(f"/calls/{SOMEBODY}")
    with page.expect_response("**/draft"):
        page.locator("#note").fill("下午再打")
    page.reload()  # with the draft as kept, so that the button is all that is sent, and refused, below
    page.context.clear_cookies()
    with page.expect_response("**/result"):
        page.get_by_role("button", name="联系不上").click()
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    page.locator("#note").press("End")
    page.locator("#note").press_sequentially("。")
    sent = []
    page.on("request", lambda request: sent.append(_url(request)))
    with page.expect_response(_is_kept):  # the log-in sends the draft, and would send what was pressed with it
        log_in_again(page)
    page.wait_for_timeout(500)
    assert f"{office.base}/calls/{SOMEBODY}/result" not in sent
    expect(page.locator("#note")).to_have_value("下午再打。")


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
