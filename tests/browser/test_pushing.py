"""A city officer's day: a push from its scope to the print, flags and kinds judged, posts that fit nobody looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.store import iter_posts, newest_pushes
from tests.browser.conftest import Office
from tests.browser.judged import SEEN, judge

Shoot = Callable[[Page, str], None]


def plan(page: Page, *, button: str) -> str:
    """Send the form of a push, wait until it is planned, and give where the preview is."""
    page.get_by_role("button", name=button).click()
    page.wait_for_url(lambda url: "/pushes/2" in url)
    return page.url.partition("?")[0]


def test_an_officer_pushes_posts_from_the_scope_to_the_print(office: Office, tmp_path: Path) -> None:
    page = office.open("officer")
    page.get_by_role("link", name="推送 把岗位推送给合适的人").click()
    page.get_by_role("link", name="新建推送").first.click()
    page.get_by_role("group", name="求职者居住的区县").get_by_label("历下区", exact=True).check()
    page.get_by_role("group", name="求职者居住的区县").get_by_label("历城区", exact=True).check()
    page.get_by_label("发布日期从").fill("2023-12-01")
    page.get_by_label("发布日期至").fill("2023-01-01")
    page.get_by_role("button", name="制定方案").click()
    assert page.locator("#published_until-told.invalid-feedback").is_visible()
    page.get_by_label("发布日期从").fill("")
    page.get_by_label("发布日期至").fill("")
    address = plan(page, button="制定方案")
    assert "方案已制定，尚未发送" in page.locator("#told").inner_text()
    expect(page.locator(".figures dt")).to_have_count(8)
    page.get_by_role("link", name="打印版").click()
    page.get_by_role("button", name="打印").wait_for()
    expect(page.locator("figure.chart")).to_have_count(5)
    page.goto(address)
    page.get_by_role("button", name="批准").click()
    page.get_by_text("已批准，现在可以导出。").wait_for()
    page.get_by_label("姓名用途").fill("九月岗位推送")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出消息文件").click(no_wait_after=True)
    file = tmp_path / "messages.csv"
    download.value.save_as(file)
    assert "https://jobs.example.org/r/" in file.read_text("utf-8-sig")
    page.get_by_role("link", name="文件已取得，查看最新状态").click()
    page.get_by_role("heading", name="推送结果").wait_for()
    assert page.get_by_role("link", name="导入结果文件").get_attribute("href") == "/imports/results"


def test_an_officer_judges_a_flag_and_takes_it_back(office: Office) -> None:
    page = office.open("officer")
    page.goto("/flags")
    first = page.locator("article").first
    title = first.get_by_role("heading").inner_text()
    first.get_by_label("理由").fill("已电话核实，不收费")
    first.get_by_role("button", name="核查无误").click()
    page.get_by_text("已取消标记").wait_for()
    page.get_by_role("link", name="核查无误").click()
    page.get_by_text("已电话核实，不收费").wait_for()
    expect(page.get_by_role("heading", name=title)).to_have_count(1)
    page.get_by_role("button", name="撤回").click()
    page.get_by_text("等待重新核查").wait_for()


def test_an_officer_states_kinds_by_keyboard_and_takes_one_back(office: Office) -> None:
    page = office.open("officer")
    page.goto("/kinds")
    first = page.locator("article").first
    title = first.get_by_role("heading").inner_text()
    first.get_by_role("button").nth(1).focus()
    page.keyboard.press("Enter")
    page.get_by_text("类别已定为").wait_for()
    assert page.locator("article").first.get_by_role("heading").inner_text() != title
    page.locator("#told").get_by_role("button").click()
    page.get_by_text("恢复为系统推断的类别").wait_for()
    assert page.locator("article").first.get_by_role("heading").inner_text() == title


def test_an_officer_learns_which_posts_fit_nobody_and_why(office: Office) -> None:
    page = office.open("officer")
    page.goto("/strictness")
    page.get_by_role("button", name="现在计算").click()
    page.locator("table.strict tbody tr").first.wait_for()
    assert page.get_by_text("求职意向不符").or_(page.get_by_text("要求过严")).count() > 0
    page.locator("table.strict tbody th a").first.click()
    page.get_by_role("link", name="看看适合谁").click()
    page.get_by_role("heading", level=1).wait_for()


def test_a_post_is_found_by_words_and_whom_it_fits_is_shown(office: Office) -> None:
    with office.house.database.read() as session:
        post = next(
            one for one in iter_posts(session) if one.closes_on is None or one.closes_on >= office.house.today()
        )
    page = office.open("officer")
    page.goto("/posts")
    page.get_by_label("岗位或单位关键词").fill(post.id)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=post.title).click()
    page.get_by_role("link", name="看看适合谁").click()
    page.locator("article").first.wait_for()
    assert "*" in page.locator("article h2").first.inner_text()


@pytest.mark.slow
@SEEN
def test_every_page_of_the_officer_has_no_fault(office: Office, shoot: Shoot, language: str, size: str) -> None:
    page, tail = office.open("officer", language=language, size=size), f"{language}-{size}"
    with office.house.database.read() as session:
        push = newest_pushes(session, limit=1, vault=office.house.vault)[0]
        post = next(iter_posts(session))
    page.goto("/strictness")
    judge(page, shoot, f"strictness-none-{tail}")
    page.locator("form[action='/strictness'] button").click()
    pages = {
        "pushes": "/pushes",
        "push-new": "/pushes/new",
        "push": f"/pushes/{push.id}",
        "push-print": f"/pushes/{push.id}/print",
        "push-shares": f"/pushes/{push.id}/shares",
        "posts": "/posts",
        "post": f"/posts/{post.id}",
        "post-people": f"/posts/{post.id}/people/list",
        "flags": "/flags",
        "flags-confirmed": "/flags?status=confirmed",
        "kinds": "/kinds",
    }
    for name, path in pages.items():
        page.goto(path)
        judge(page, shoot, f"{name}-{tail}")
    page.goto(f"/pushes/{push.id}")
    page.locator("section[aria-labelledby=sample] li a").first.click()
    judge(page, shoot, f"push-share-{tail}")
    page.goto("/strictness")
    page.locator("table.strict tbody tr").first.wait_for()
    judge(page, shoot, f"strictness-{tail}")
    page.goto("/pushes/new")
    page.locator("#most").fill("3")
    page.locator("#published_since").fill("2023-12-01")
    page.locator("#published_until").fill("2023-01-01")
    page.locator("main form .btn-primary").click()
    judge(page, shoot, f"push-new-fault-{tail}")
    page.goto(f"/pushes/{push.id}")
    page.locator("form[action$=approve] button").click()
    judge(page, shoot, f"push-approved-{tail}")
    page.locator("#purpose").fill("test")
    with page.expect_download():
        page.locator("form[action$=export] button").click(no_wait_after=True)
    page.goto(f"/pushes/{push.id}")
    judge(page, shoot, f"push-exported-{tail}")
