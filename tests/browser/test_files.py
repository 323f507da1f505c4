"""Files brought in by browser: sent, corrected, an extract taken, doubtful links and pairs decided by keyboard."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.store import candidates_by_id
from data.store.extracts import entries_of, extract_in
from matcher.records import ExtractState
from tests.browser.conftest import Office
from tests.browser.judged import SEEN, judge

HEADER = ("编号", "姓名", "身份证号", "手机号", "出生日期", "性别", "学历", "居住区县", "求职意向", "数据来源")
SOUND = ("S1", "周小青", "37010220000307002X", "13855501001", "", "女", "本科", "历下区", "会计", "实名信息数据库")
AGAIN = ("S2", "周小青", "", "13855501009", "2000-03-07", "女", "大专", "历下区", "出纳", "小程序")
WRONG_NUMBER = ("S3", "吴大山", "370102200103070036", "13855501002", "", "男", "大专", "历下区", "司机", "小程序")
NAMELESS = ("S4", "", "370102199912010037", "13855501003", "", "男", "大专", "市中区", "电工", "小程序")
NO_SUCH_DAY = ("S5", "郑小丽", "", "13855501004", "2001-02-31", "女", "本科", "槐荫区", "文员", "小程序")


def written(folder: Path, name: str, header: tuple[str, ...], *rows: tuple[str, ...]) -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def candidates_file(folder: Path) -> Path:
    return written(folder, "求职者.csv", HEADER, SOUND, AGAIN, WRONG_NUMBER, NAMELESS, NO_SUCH_DAY)


def registry_file(office: Office, folder: Path, *, n: int) -> Path:
    """An extract of the first *n* people in force, and two more: one is a candidate but for a slip."""
    with office.house.database.read() as session:
        extract = extract_in(session, "low_income", ExtractState.IN_FORCE)
        assert extract is not None
        people = [one.identity for one in entries_of(session, extract.id, vault=office.house.vault)]
    header = ("姓名", "身份证号", "联系电话", "所属区县")
    rows = [(one.name or "", one.id_number or "", one.phone or "", one.district or "") for one in people[:n]]
    more = ("周小青", "370102200003070046", "13855501001", "历下区"), ("冯无名", "370102198001010015", "", "历下区")
    return written(folder, "低保.csv", header, *rows, *more)


def send(page: Page, path: Path) -> None:
    page.get_by_label("文件").set_input_files(path)
    page.get_by_role("button", name="提交文件").click()


def finished(page: Page) -> None:
    """Wait for the end of a job, which the page asks for by itself."""
    page.wait_for_url("**/jobs/*")
    expect(page.locator("#job progress")).to_have_count(0)


def press(page: Page, key: str, *, on: str) -> None:
    """Press a key on the page that tells *on*, once its script is there."""
    expect(page.get_by_text(on)).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press(key)


def test_an_officer_brings_files_in_and_decides_on_who_is_who(
    office: Office, tmp_path: Path, shoot: Callable[[Page, str], None]
) -> None:
    page = office.open("officer")
    page.goto("/imports")
    page.get_by_role("link", name=re.compile("^求职者")).last.click()
    send(page, candidates_file(tmp_path))
    finished(page)
    expect(page.locator("#job .lead")).to_have_text("共 5 行，入库 2 行，退回 3 行。")
    judge(page, shoot, "files-job")

    page.get_by_role("link", name="在线更正（3 行）").click()
    judge(page, shoot, "files-rows")
    rows = page.locator("fieldset.returned")
    expect(rows).to_have_count(3)
    expect(rows.nth(0).locator("legend")).to_contain_text("第 4 行")
    rows.nth(0).get_by_label("身份证号").fill("370102200103070035")
    rows.nth(1).get_by_label("姓名").fill("何小军")
    page.get_by_role("button", name="提交更正的行").click()
    finished(page)
    first = page.url
    expect(page.locator("#job .lead")).to_have_text("2 行全部入库。")
    with office.house.database.read() as session:
        assert set(candidates_by_id(session, ["S1", "S2", "S3", "S4", "S5"])) == {"S1", "S2", "S3", "S4"}
    page.get_by_role("link", name="返回原导入任务").click()
    assert page.url != first
    expect(page.get_by_role("link", name="在线更正（1 行）")).to_be_visible()

    page.goto("/registries")
    page.get_by_role("link", name="导入名册: 最低生活保障").click()
    page.get_by_label("名册截止日期").fill("2023-09-01")
    send(page, registry_file(office, tmp_path, n=60))
    finished(page)
    page.get_by_role("link", name="查看变动").click()
    expect(page.locator("#difference .counts")).to_contain_text("退出人数")
    judge(page, shoot, "files-difference")
    page.get_by_role("button", name="生效并立即比对").click()
    finished(page)
    judge(page, shoot, "files-compared")

    page.get_by_role("link", name="名册核对").last.click()
    judge(page, shoot, "files-links")
    n = int(re.findall(r"\d+", page.get_by_role("link", name="开始核对").inner_text())[0])
    page.get_by_role("link", name="开始核对").click()
    judge(page, shoot, "files-link")
    page.get_by_role("button", name="显示完整信息").click()
    expect(page.locator("table.beside thead")).to_contain_text("名册")
    judge(page, shoot, "files-link-whole")
    press(page, "Alt+3", on=f"第 1 / {n} 条")
    press(page, "Alt+1", on=f"第 2 / {n} 条")
    expect(page.get_by_text("已认定为同一人。这是下一条。")).to_be_visible()
    page.get_by_role("button", name="撤销").press("Enter")
    expect(page.get_by_text("结论已撤回，重新待核对。")).to_be_visible()
    for place in range(2, n + 1):
        press(page, "Alt+2", on=f"第 {place} / {n} 条")
    expect(page.get_by_text("已看完一遍")).to_be_visible()
    page.get_by_role("link", name="开始核对（1 条）").click()
    press(page, "Alt+2", on="第 1 / 1 条")
    expect(page.get_by_text("没有待核对的比对；上次比对")).to_be_visible()
    judge(page, shoot, "files-links-done")

    page.goto("/duplicates")
    page.get_by_role("link", name="开始核对").click()
    judge(page, shoot, "files-duplicate")
    press(page, "Alt+1", on="第 1 / 1 条")
    expect(page.get_by_text("已合并。暂无其他待核对。")).to_be_visible()
    with office.house.database.read() as session:
        assert len(candidates_by_id(session, ["S1", "S2"])) == 1
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("已恢复为两人，与合并前一致。")).to_be_visible()
    with office.house.database.read() as session:
        assert len(candidates_by_id(session, ["S1", "S2"])) == 2


PAGES = {
    "imports": "/imports",
    "import": "/imports/candidates",
    "import-booths": "/imports/booths",
    "import-registry": "/imports/registry",
    "jobs": "/jobs",
    "registries": "/registries",
    "links": "/links",
    "duplicates": "/duplicates",
}


@pytest.mark.slow
@SEEN
def test_every_page_of_files_is_sound(
    office: Office, tmp_path: Path, shoot: Callable[[Page, str], None], language: str, size: str
) -> None:
    page = office.open("officer", language=language, size=size)
    page.goto("/imports/candidates")
    page.locator("#file").set_input_files(candidates_file(tmp_path))
    page.locator("main form button.btn-primary").click()
    finished(page)
    judge(page, shoot, f"files-job-{language}-{size}")
    page.goto(f"{page.url}/rows")
    page.locator("fieldset.returned details summary").first.click()
    judge(page, shoot, f"files-rows-{language}-{size}")
    for name, path in PAGES.items():
        page.goto(path)
        judge(page, shoot, f"files-{name}-{language}-{size}")
    page.goto("/imports/registry?kind=low_income")
    page.locator("#as_of").fill("2023-09-01")
    page.locator("#file").set_input_files(registry_file(office, tmp_path, n=60))
    page.locator("main form button.btn-primary").click()
    finished(page)
    judge(page, shoot, f"files-registry-job-{language}-{size}")
    page.locator("#job a.btn-primary").click()
    page.locator("#difference .counts").wait_for()
    judge(page, shoot, f"files-extract-{language}-{size}")
    page.locator("form[action='/links/compare'] button").click()
    finished(page)
    for noun in ("links", "duplicates"):
        page.goto(f"/{noun}")
        page.locator("main a.btn-primary").click()
        page.locator("table.beside").wait_for()
        judge(page, shoot, f"files-{noun}-one-{language}-{size}")
