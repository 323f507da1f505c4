"""The caseworker at the telephone: whom to call, the number, what came of it, tasks that follow, the list on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from api.contacting import Told, note_attempt, take
from api.planning import plan_outreach
from data.store import attempts_of
from matcher.records import Actor, Channel, ContactResult
from tests.browser.conftest import DISTRICT, Office
from tests.browser.judged import SEEN, judge

CASEWORKER = Actor("caseworker", "caseworker", DISTRICT)
READY = "#queue-of-day article"


def at_the_queue(office: Office, **told: str) -> Page:
    page = office.open("caseworker", **told)
    page.goto("/today")
    page.wait_for_selector(READY)
    return page


def first_in_queue(page: Page) -> str:
    address = page.locator(f"{READY} a[href^='/calls/']").first.get_attribute("href")
    assert address is not None
    return address.removeprefix("/calls/")


def result_of(office: Office, id: str) -> ContactResult:
    with office.house.database.read() as session:
        return attempts_of(session, id)[-1].result


def test_a_morning_at_the_telephone_from_the_log_in_to_the_list_on_paper(office: Office) -> None:
    page = office.open("caseworker")
    page.get_by_role("link", name="今日联系").last.click()
    page.wait_for_selector(READY)
    first = first_in_queue(page)
    assert "**" in page.locator(READY).first.inner_text()
    page.locator(READY).first.get_by_role("button", name="我来联系").click()
    page.wait_for_url(f"**/calls/{first}?done=taken")
    expect(page.locator(".number")).to_have_count(0)

    page.get_by_label("备注（不写姓名和号码）").fill("下午")
    page.get_by_role("button", name="显示号码").click()
    number = page.locator(".number strong").inner_text()
    expect(page.get_by_label("备注（不写姓名和号码）")).to_have_value("下午")  # typed before the number was shown
    expect(page.locator(".number")).to_be_focused()
    page.get_by_text("重点群体", exact=True).click()
    page.get_by_label("用途（记入日志）", exact=True).fill("安排帮扶")
    page.keyboard.press("Enter")
    expect(page.locator("#call-groups [role=status]")).to_be_visible()
    assert page.locator(".number strong").inner_text() == number
    assert re.fullmatch(r"1\d{10}", number)
    assert number not in page.url

    page.get_by_label("备注（不写姓名和号码）").fill("下午在家")
    page.get_by_role("button", name="约定回电").click()
    expect(page.get_by_text("尚未记录")).to_be_visible()  # no day was named: what was typed is still there
    expect(page.get_by_label("备注（不写姓名和号码）")).to_have_value("下午在家")
    page.get_by_label("回电日期").fill(f"{office.house.today()}")
    page.get_by_role("button", name="约定回电").click()
    page.wait_for_url("**/today?done=noted*")
    expect(page.get_by_role("status").first).to_contain_text("下一步")
    page.go_back()
    page.wait_for_url(f"**/calls/{first}*")  # a page that is got, not a form that is sent again
    expect(page.locator(".number")).to_have_count(0)
    page.go_forward()
    assert result_of(office, first) is ContactResult.CALL_BACK

    promised = page.get_by_role("region", name="约定回电")
    expect(promised).to_contain_text("下午在家")
    second = first_in_queue(page)
    assert second != first

    page.get_by_role("link", name="待办").last.click()
    page.get_by_role("button", name="认领并联系").first.click()
    page.wait_for_url(f"**/calls/{first}?done=taken")
    page.get_by_role("button", name="联系不上").click()
    page.wait_for_url("**/today?done=noted*")
    expect(page.get_by_role("region", name="约定回电")).to_have_count(0)

    page.get_by_role("link", name="我的联系结果").click()
    expect(page.locator("tbody tr").last).to_be_visible()
    assert page.locator("main").inner_text().count("下午在家") == 1

    page.goto("/today")
    page.get_by_role("link", name="纸质名单").click()
    sheet = page.locator(".sheet")
    expect(sheet).to_contain_text("待联系")
    assert "重点" not in sheet.inner_text()
    assert number not in sheet.inner_text()
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="打印").is_visible()


def test_whom_a_colleague_took_meanwhile_is_shown_so_with_the_note_that_was_typed(office: Office) -> None:
    page = at_the_queue(office)
    id = first_in_queue(page)
    page.goto(f"/calls/{id}")
    page.locator("#note").fill("下午")
    with office.house.database.begin() as session:
        take(office.house, session, id, actor=Actor("quicker", "caseworker", DISTRICT))
    page.locator("#show-number").click()
    expect(page.locator("#call-number [role=alert]")).to_be_focused()
    expect(page.locator("#show-number")).to_have_count(0)
    expect(page.get_by_role("button", name="联系不上")).to_have_count(0)
    expect(page.locator("#note")).to_have_value("下午")


def test_a_call_is_made_by_keyboard_alone(office: Office) -> None:
    page = at_the_queue(office)
    id = first_in_queue(page)
    press_until(page, "我来联系")
    page.wait_for_url(f"**/calls/{id}?done=taken")
    page.keyboard.press("Enter")  # the button that shows the number is where the cursor is
    page.wait_for_selector(".number strong")
    page.locator("#call_back_on").focus()
    page.keyboard.press("Enter")  # in a field it notes nothing by accident
    expect(page.get_by_text("尚未记录")).to_be_visible()
    with office.house.database.read() as session:
        assert attempts_of(session, id) == []
    page.locator("#channel").focus()
    press_until(page, "已联系上")
    page.wait_for_url("**/today?done=noted*")
    assert result_of(office, id) is ContactResult.REACHED


def test_what_is_typed_of_a_call_is_there_on_coming_back_and_goes_with_the_result(office: Office) -> None:
    page = at_the_queue(office)
    id = first_in_queue(page)
    page.locator(READY).first.get_by_role("button", name="我来联系").click()
    page.wait_for_url(f"**/calls/{id}?done=taken")
    with page.expect_response("**/draft"):
        page.locator("#note").press_sequentially("要和父母商量", delay=5)
    page.get_by_role("button", name="认领并显示号码").or_(page.get_by_role("button", name="显示号码")).click()
    page.wait_for_selector(".number strong")
    with page.expect_response("**/draft"):
        page.locator("#call_back_on").fill(f"{office.house.today()}")
    page.get_by_role("link", name="今天联系谁").click()
    page.get_by_role("link", name="继续").first.click()
    expect(page.locator("#note")).to_have_value("要和父母商量")
    expect(page.locator("#call_back_on")).to_have_value(f"{office.house.today()}")
    expect(page.locator(".number")).to_have_count(0)
    page.locator("#note").press("End")
    page.locator("#note").press_sequentially("，周五再说", delay=5)
    page.get_by_role("button", name="已联系上").click()  # before what is typed is on its way
    page.wait_for_url("**/today?done=noted*")
    page.goto(f"/calls/{id}")
    expect(page.locator("#note")).to_have_value("")
    expect(page.get_by_text("要和父母商量，周五再说")).to_be_visible()


def press_until(page: Page, name: str) -> None:
    """Go on by Tab to the button of a name, and press it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no button {name} is reached by Tab")


def test_without_a_script_the_list_and_the_results_work_too(office: Office) -> None:
    page = office.open("caseworker", java_script_enabled=False)
    page.goto("/today")
    for _ in range(60):
        if page.locator(READY).count():
            break
        page.wait_for_timeout(1_000)
        page.get_by_role("link", name="刷新").click()
    id = first_in_queue(page)
    page.locator(READY).first.get_by_role("button", name="我来联系").click()
    page.get_by_role("button", name="联系不上").click()
    assert result_of(office, id) is ContactResult.NOT_REACHED


def test_messages_are_seen_decided_and_downloaded_once(office: Office, tmp_path: Path) -> None:
    page = office.open("caseworker")
    page.goto("/messages")
    page.get_by_label("渠道").select_option("mini_program")
    page.get_by_label("最多条数").fill("5")
    page.get_by_role("button", name="查看会发给谁").click()
    page.get_by_role("button", name="确定这一批").click()
    page.wait_for_url("**/messages/*?done=decided")
    page.get_by_label("姓名和号码的用途（记入日志）").fill("九月岗位推送")
    with page.expect_download() as told:
        page.get_by_role("button", name="下载（含姓名和号码）").click()
    told.value.save_as(tmp_path / "messages.csv")
    lines = (tmp_path / "messages.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("id,candidate_id,name,phone,text")
    page.reload()
    assert "再交出一次" in page.locator("main").inner_text()
    page.get_by_label("姓名和号码的用途（记入日志）").fill("九月岗位推送")
    page.get_by_role("button", name="下载（含姓名和号码）").click()
    expect(page.get_by_label("交出的文件已丢失，再交出一次")).to_have_accessible_description(re.compile("已经交出过"))


def work_a_little(office: Office) -> list[str]:
    """Note contacts of every kind, as a caseworker does; give whom they were with."""
    planned = plan_outreach(office.house, actor=CASEWORKER, district=DISTRICT, caseworker="caseworker", limit=8)
    ids = [one.entry.candidate_id for one in planned]
    post = next(post.id for one in planned for post, _ in one.offers)
    day = office.house.today()
    told = (
        Told(ids[0], Channel.PHONE, ContactResult.CALL_BACK, call_back_on=day, note="下午三点以后"),
        Told(ids[1], Channel.PHONE, ContactResult.INTERESTED, post_id=post),
        Told(ids[2], Channel.PHONE, ContactResult.WRONG_NUMBER),
        Told(ids[3], Channel.PHONE, ContactResult.NOT_REACHED),
        Told(ids[4], Channel.PHONE, ContactResult.NOT_REACHED),
    )
    for one in told:
        with office.house.database.begin() as session:
            note_attempt(office.house, session, one, actor=CASEWORKER)
    return ids


@pytest.mark.slow
@SEEN
def test_the_pages_of_the_telephone_have_no_fault(
    office: Office, shoot: Callable[[Page, str], None], language: str, size: str
) -> None:
    ids = work_a_little(office)
    page = office.open("caseworker", language=language, size=size)

    def judged(address: str, name: str, *, until: str = "h1") -> None:
        page.goto(address)
        page.wait_for_selector(until)
        judge(page, shoot, f"today-{name}-{language}-{size}")

    page.goto(f"/calls/{ids[5]}")
    page.locator("#show-number").click()
    page.wait_for_selector(".number")
    judge(page, shoot, f"today-number-{language}-{size}")
    page.locator("button[value=declined]").click()
    page.wait_for_selector("[role=alert]")
    judge(page, shoot, f"today-fault-{language}-{size}")
    judged("/today", "queue", until=READY)
    page.locator("details summary").first.click()
    judge(page, shoot, f"today-points-{language}-{size}")
    judged(f"/calls/{ids[3]}", "call-not-today")
    judged("/tasks", "tasks")
    judged("/day", "day")
    judged("/today/print", "print", until=".call-list")
    judged("/messages?channel=mini_program&limit=5", "messages", until="form[action='/messages'][method=post]")
    page.locator("form[action='/messages'][method=post] button").click()
    page.wait_for_url("**/messages/*?done=decided")
    judge(page, shoot, f"today-batch-{language}-{size}")
    judged("/aftercare", "aftercare")
    page.locator("article summary").first.click()
    judge(page, shoot, f"today-aftercare-open-{language}-{size}")
    judged("/hand-over", "hand-over")
