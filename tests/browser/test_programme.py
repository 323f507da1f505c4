"""The programme officer's month's end: from what waits to a decision, an inspection, the summary, and its print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from api.applied import Request, hand_in
from api.house import House
from api.watching import watch_over
from data.store import get_finding, iter_findings, iter_inspections, iter_placements, put_claims
from matcher.months import add_months, first_of_month
from matcher.records import (
    Actor,
    ApplicationKind,
    Claim,
    ClaimEntry,
    ClaimKind,
    FindingState,
    InspectionOutcome,
    Placement,
)
from tests.browser.conftest import DISTRICT, OFFICE, Office
from tests.browser.judged import SEEN, judge


def claim_too_much(house: House) -> Placement:
    """Claim a month after the end of a traineeship, and hand an application in; the watch finds the first."""
    with house.database.begin() as session:
        ended = [one for one in iter_placements(session) if one.ended_on and one.ended_on < date(2023, 7, 1)]
        month = add_months(first_of_month(ended[0].ended_on or date.max), 1)
        claim = Claim("X1", ended[0].candidate_id, ended[0].employer_id, ClaimKind.MONTHLY, month, Decimal("1260.00"))
        told: dict[str, Any] = {"actor": OFFICE, "source": "test", "at": house.clock(), "vault": house.vault}
        put_claims(session, [ClaimEntry(claim)], **told)
        asked = Request(
            ended[0].employer_id,
            ApplicationKind.SUBSIDY,
            date(2023, 8, 21),
            month_from=month,
            month_to=month,
            amount_yuan=Decimal("1260.00"),
        )
        hand_in(house, session, asked, actor=Actor("unit", "admin"))
    watch_over(house, as_of=house.today(), actor=OFFICE)
    return ended[0]


def test_the_month_is_closed_from_log_in_to_print(office: Office, tmp_path: Path) -> None:
    placement = claim_too_much(office.house)
    page = office.open("officer")
    page.get_by_role("link", name="总览").first.click()

    # a figure of a district opens the list behind it
    tile = page.locator(".tile").filter(has=page.get_by_role("heading", name=DISTRICT))
    figure = tile.get_by_role("link", name="见习人数")
    n = int(figure.inner_text().split()[-1].replace(",", ""))
    figure.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"本年见习人员：{DISTRICT}")
    expect(page.locator("tbody tr")).to_have_count(n)

    # a finding is decided on, taken back, and decided on again
    page.goto("/programme")
    page.get_by_role("link", name="条申领疑点待处理").click()
    page.get_by_role("row").filter(has_text="外").get_by_role("link", name="查看").first.click()
    page.get_by_label("已说明").check()
    page.get_by_label("情况说明或认定依据").fill("系单位补报，已核对。")
    page.get_by_role("button", name="保存处理结果").click()
    expect(page.get_by_role("status")).to_contain_text("已登记：疑点已说明。")
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("status")).to_contain_text("疑点已重新列为待处理。")
    page.get_by_label("已确认违规").check()
    page.get_by_label("情况说明或认定依据").fill("见习结束后仍申领。")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已登记：疑点属实。")
    with office.house.database.read() as session:
        decided = [one for one in iter_findings(session) if one.state is FindingState.CONFIRMED]
        assert [one.state for one in get_finding(session, decided[0].finding.key).states] == [
            FindingState.EXPLAINED,
            FindingState.OPEN,
            FindingState.CONFIRMED,
        ]

    # an inspection that was forgotten half comes back with the fault, then is recorded
    page.goto("/employers?which=due")
    page.get_by_role("link", name="登记年检").first.click()
    page.wait_for_load_state()
    expect(page.locator("#record")).to_be_in_viewport()  # the page has moved to its form
    page.get_by_label("限期整改").check()
    page.get_by_label("说明（不要写个人姓名和号码）").fill("限期补签协议。")
    page.get_by_role("button", name="保存年检结果").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("说明（不要写个人姓名和号码）")).to_have_value("限期补签协议。")
    page.locator("input[name=faults]").nth(1).check()
    page.get_by_role("button", name="保存年检结果").click()
    expect(page.get_by_role("status")).to_contain_text("年检结果已保存")
    with office.house.database.read() as session:
        assert [one.outcome for one in iter_inspections(session)][-1] is InspectionOutcome.TO_MEND

    # the summary of the month is looked at, taken, and printed
    page.goto("/papers/monthly?month=2023-08")
    expect(page.locator(".paper").first.get_by_role("row").filter(has_text=DISTRICT)).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="导出 Excel").click()
    file = tmp_path / "monthly.xlsx"
    taken.value.save_as(file)
    assert openpyxl.load_workbook(file).worksheets[0]["A1"].value.startswith("见习工作情况汇总表（2023年8月）")
    page.evaluate("window.print = () => document.body.dataset.printed = 'yes'")
    page.get_by_role("button", name="打印").click()
    assert page.evaluate("document.body.dataset.printed") == "yes"
    page.emulate_media(media="print")
    assert page.locator("header.top").is_hidden()
    assert page.locator(".paper").first.is_visible()
    assert placement.candidate_id not in page.url


@pytest.mark.slow
@SEEN
def test_no_page_of_the_programme_has_a_fault(
    office: Office, shoot: Callable[[Page, str], None], language: str, size: str
) -> None:
    placement = claim_too_much(office.house)
    with office.house.database.read() as session:
        key = next(one.finding.key for one in iter_findings(session) if "X1" in one.finding.claim_ids)
    page = office.open("officer", language=language, size=size)
    employer = f"/employers/{placement.employer_id}"
    pages = {
        "overview": ("/programme", "#funnel"),
        "posts": (f"/programme/posts?area={DISTRICT}", "tbody"),
        "trainees": ("/programme/trainees", "tbody"),
        "people": ("/programme/people/started", "tbody"),
        "papers": ("/papers", "h1"),
        "paper": ("/papers/monthly", ".paper"),
        "ledger": ("/papers/ledger", "h1"),
        "employers": ("/employers?which=due", "tbody"),
        "employer": (employer, "h1"),
        "inspection": (f"{employer}/inspection", "h1"),
        "subsidy": (f"{employer}/subsidy", "h1"),
        "proposals": ("/employers/proposed", "#demonstration"),
        "applications": ("/applications", "tbody"),
        "placements": ("/placements", "tbody"),
        "placement": (f"/placements/{placement.id}", "h1"),
        "sheet": (f"/placements/{placement.id}/sheet", ".sheet"),
        "claims": ("/claims?unpaid=1", "h1"),
        "findings": ("/findings", "tbody"),
        "finding": (f"/findings/{key}", "h1"),
        "subsidies": ("/subsidies", "tbody"),
    }
    for name, (path, awaited) in pages.items():
        page.goto(path)
        page.wait_for_selector(awaited)
        if name == "overview":
            page.wait_for_selector("#funnel tr:nth-child(2) td a[href$=eligible]:not([hx-get])")
        judge(page, shoot, f"programme-{name}-{language}-{size}")
    page.goto("/applications")
    page.get_by_role("link", name={"zh": "查看", "en": "Open"}[language]).first.click()
    page.wait_for_selector("#step")
    judge(page, shoot, f"programme-application-{language}-{size}")
    auditor = office.open("auditor", language=language, size=size)
    auditor.goto("/restricted")
    judge(auditor, shoot, f"programme-restricted-{language}-{size}")
    auditor.goto("/programme")
    expect(auditor.locator("a[href^='/programme/people']")).to_have_count(0)
