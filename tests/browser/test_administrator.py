"""An administrator's day: a colleague comes, is locked out and let in, a program gets a key, the log is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Page, expect

from data.store import iter_candidates
from tests.browser.conftest import DISTRICT, Office
from tests.browser.judged import SEEN, judge

NEW_PASSWORD = "向阳而生 every morning"
COUNTED = re.compile(r"^jxm_[\w-]{40,}$")


def log_in(page: Page, name: str, password: str) -> None:
    page.goto("/login")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(password)
    page.keyboard.press("Enter")


def test_an_administrator_lets_somebody_in_and_out_makes_a_key_and_reads_what_was_done(
    office: Office, shoot: Callable[[Page, str], None]
) -> None:
    page = office.open("admin")
    page.get_by_role("button", name="系统管理").click()
    page.get_by_role("link", name="用户", exact=True).click()
    page.get_by_label("用户名").fill("zhang.wei")
    page.get_by_label("区县", exact=True).select_option(DISTRICT)
    page.get_by_label("密码", exact=True).fill("short")
    page.get_by_role("button", name="新增用户").click()
    expect(page.locator("#password-told")).to_contain_text("10")
    expect(page.get_by_label("用户名")).to_have_value("zhang.wei")
    page.get_by_label("密码", exact=True).fill(NEW_PASSWORD)
    page.get_by_role("button", name="新增用户").click()
    expect(page.get_by_role("status")).to_contain_text("已新增")
    own = page.url.partition("?")[0]

    colleague = office.open(None)
    log_in(colleague, "zhang.wei", NEW_PASSWORD)
    colleague.wait_for_url("**/")
    expect(colleague.get_by_role("link", name="求职者").first).to_be_visible()

    page.goto(own)
    expect(page.get_by_role("button", name="结束", exact=True)).to_have_count(1)
    page.get_by_role("button", name="停用").click()
    expect(page.get_by_role("status")).to_contain_text("已停用")
    shoot(page, "administrator-locked-out")
    colleague.goto("/candidates")
    colleague.wait_for_url("**/login?to=/candidates")
    log_in(colleague, "zhang.wei", NEW_PASSWORD)
    expect(colleague.get_by_role("alert")).to_be_visible()

    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("status")).to_contain_text("可以用原来的密码登录")
    log_in(colleague, "zhang.wei", NEW_PASSWORD)
    colleague.wait_for_url("**/")

    page.goto("/users")
    page.get_by_label("用户名").fill("mini-program")
    page.get_by_label("角色", exact=True).select_option("client")
    page.get_by_role("button", name="新增用户").click()
    page.get_by_role("link", name="程序密钥").last.click()
    page.get_by_label("用途说明").fill("小程序")
    page.get_by_label("查看岗位").check()
    page.get_by_role("button", name="生成密钥").click()
    key = page.locator("code.secret").first.inner_text()
    assert COUNTED.match(key)
    bearer = {"Authorization": f"Bearer {key}"}
    assert httpx.get(f"{office.base}/v1/posts", headers=bearer).status_code == 200
    assert httpx.get(f"{office.base}/v1/candidates", headers=bearer).status_code == 403
    page.get_by_role("link", name="我已复制好").click()
    assert key not in page.content()
    page.get_by_text("吊销", exact=True).click()
    page.get_by_role("button", name="确认吊销").click()
    expect(page.get_by_role("status")).to_contain_text("已吊销")
    assert httpx.get(f"{office.base}/v1/posts", headers=bearer).status_code == 401

    page.goto("/log")
    page.get_by_label("做了什么").select_option("revoke_key")
    page.get_by_role("button", name="显示", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="用户：吊销密钥").click()
    expect(page.locator("main")).to_contain_text("mini-program")
    page.goto("/log/verification")
    page.get_by_role("button", name="现在检查整个日志").click()
    expect(page.get_by_role("status")).to_contain_text("完整")

    page.goto("/health")
    expect(page.locator("tr", has_text="日志完整性检查")).to_contain_text("今天")
    page.goto("/rankers")
    page.get_by_role("link", name="模型说明").first.click()
    expect(page.locator("article.model-card")).to_contain_text("Measures")
    page.evaluate("window.print = () => { document.title = 'printed' }")
    page.get_by_role("button", name="打印").click()
    assert page.title() == "printed"


def test_a_ranking_comes_out_again(office: Office) -> None:
    with office.house.database.read() as session:
        id = next(one.id for one in iter_candidates(session) if one.wish and not one.refuses_matching)
    page = office.open("admin")
    page.goto(f"/candidates/{id}")
    page.goto("/log")
    page.get_by_label("做了什么").select_option("rank")
    page.get_by_role("button", name="显示", exact=True).click()
    page.locator("tbody th a").first.click()
    page.get_by_role("button", name="再做一次").click()
    expect(page.get_by_role("status")).to_contain_text("名单相同")


def test_somebody_is_told_what_is_stored_corrects_it_refuses_and_is_forgotten(
    office: Office, shoot: Callable[[Page, str], None]
) -> None:
    with office.house.database.read() as session:
        id = next(one.id for one in iter_candidates(session) if one.home_district == DISTRICT and one.push_consent)
    page = office.open("officer")
    page.goto("/rights")
    page.keyboard.type(id)
    page.keyboard.press("Enter")
    page.locator("#found tbody a").first.click()
    page.get_by_label("毕业院校", exact=True).or_(page.locator("#school")).first.fill("济南大学")
    page.get_by_role("button", name="登记更正").click()
    expect(page.get_by_role("status")).to_contain_text("以本人所说为准")
    page.get_by_role("button", name="接收岗位推送: 拒绝").click()
    expect(page.get_by_role("status")).to_contain_text("拒绝")
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("status")).to_contain_text("同意")
    page.get_by_role("button", name="生成材料").click()
    expect(page.locator("article.sheet")).to_contain_text("济南大学")
    shoot(page, "access-report-zh-wide")
    page.get_by_role("link", name="返回").click()
    page.get_by_text("会怎样处理，以及最后一步").click()
    page.locator("#typed_id").fill("somebody else")
    page.get_by_role("button", name="彻底删除此人的资料").click()
    expect(page.locator("#typed_id-told")).to_contain_text(id)
    page.locator("#typed_id").fill(id)
    page.get_by_role("button", name="彻底删除此人的资料").click()
    expect(page.locator("h1")).to_have_text("已删除")
    answer = page.goto(f"/rights/{id}")
    assert answer is not None
    assert answer.status == 404


def pages_of(page: Page, office: Office) -> Iterator[str]:
    """Visit each page of an administrator's, with something on it."""
    with office.house.database.read() as session:
        id = next(one.id for one in iter_candidates(session) if one.home_district == DISTRICT and one.wish)
    page.request.post("/users", form={"id": "mini-program", "role": "client"}, headers={"origin": office.base})
    until = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    form = {"user": "mini-program", "scopes": "posts:read", "expires_on": until, "label": "小程序"}
    page.request.post("/keys", form=form, headers={"origin": office.base})
    page.goto(f"/candidates/{id}")
    names = ("users", "roles", "keys", "account", "log", "log/verification", "health", "rankers", "rights", "settings")
    for name in (*names, "users/caseworker", "users/mini-program", "rankers/ranker", "rankers/kinds", f"rights/{id}"):
        page.goto(f"/{name}")
        yield name.replace("/", "-").replace(id, "of")
    page.goto("/log?action=rank")
    page.locator("tbody th a").first.click()
    page.locator("main form button").first.click()
    yield "log-replayed"


@pytest.mark.slow
@SEEN
def test_every_page_of_an_administrator_is_in_order(
    office: Office, shoot: Callable[[Page, str], None], language: str, size: str
) -> None:
    page = office.open("admin", language=language, size=size)
    for name in pages_of(page, office):
        judge(page, shoot, f"admin-{name}-{language}-{size}")
