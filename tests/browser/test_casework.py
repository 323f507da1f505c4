"""A caseworker with somebody sitting before them: the whole talk by keyboard alone, and every page looked at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.api.signed_in import PASSWORD
from tests.browser.conftest import Office
from tests.browser.judged import SEEN, judge

SOMEBODY = "JN0000037"  # of the caseworker's district, with posts that pay unlike each other
MOST_TABS = 150


def tab_to(page: Page, selector: str) -> None:
    """Press the tabulator until an element has the focus, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached by the tabulator")


def titles(page: Page) -> list[str]:
    return [one.partition(". ")[2] for one in page.locator("article h3").all_inner_texts()]


def test_a_whole_talk_goes_by_keyboard_alone(office: Office) -> None:
    page = office.open(None)
    page.add_init_script("window.print = () => { window.printed = true; }")
    tab_to(page, "#name")
    page.keyboard.type("caseworker")
    tab_to(page, "#password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    tab_to(page, "a[href='/candidates']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/candidates")
    page.keyboard.type(SOMEBODY)
    page.keyboard.press("Enter")
    page.wait_for_selector("#found table")
    tab_to(page, f"a[href='/candidates/{SOMEBODY}']")
    page.keyboard.press("Enter")
    page.wait_for_selector("article")
    before = titles(page)

    tab_to(page, "#slider-pay")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.get_by_text("恢复原来的顺序").wait_for()
    assert "pay=2" in page.url
    assert titles(page) != before
    assert sorted(titles(page)) == sorted(before)
    expect(page.get_by_text("原第1位")).to_have_count(1)

    tab_to(page, "article input[name=post]")
    page.keyboard.press("Space")
    tab_to(page, "article input[name=post]")
    page.keyboard.press("Space")
    tab_to(page, "p.chosen button:not([formaction])")
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare?**")
    expect(page.locator(".compare thead th")).to_have_count(3)
    tab_to(page, "main a")
    page.keyboard.press("Enter")
    page.wait_for_selector("#note")
    expect(page.get_by_text("恢复原来的顺序")).to_have_count(1)

    tab_to(page, "#note")
    page.keyboard.type("周五前把毕业证复印件送来")
    tab_to(page, "#note ~ button")
    page.keyboard.press("Enter")
    page.get_by_text("商定内容已记录").wait_for()
    expect(page.locator("#before-part").get_by_text("周五前把毕业证复印件送来")).to_have_count(1)

    tab_to(page, "#say-1-interested")
    page.keyboard.press("Enter")
    page.locator("#offer-1 .told").wait_for()
    assert page.evaluate("document.activeElement.id") == "say-1-interested"

    tab_to(page, "article input[name=post]")
    page.keyboard.press("Space")
    tab_to(page, "p.chosen button[formaction]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/handout?**")
    sheet = page.locator(".sheet").inner_text()
    assert "为什么适合您" in sheet
    assert "**" not in sheet
    tab_to(page, "[data-print]")
    page.keyboard.press("Enter")
    assert page.evaluate("window.printed")


def test_the_posts_that_a_note_may_introduce_to_follow_the_list(office: Office) -> None:
    page = office.open("caseworker")
    page.goto(f"/candidates/{SOMEBODY}")
    page.wait_for_selector("article")
    page.locator("#note").fill("想去看看")
    page.locator("#post_id").select_option(index=3)
    chosen = page.locator("#post_id").input_value()
    page.locator("#slider-pay").press("End")
    page.get_by_text("恢复原来的顺序").wait_for()
    shown = [f"{n}. {title}" for n, title in enumerate(titles(page), start=1)]
    offered = page.locator("#post_id option").all_inner_texts()[1 : len(shown) + 1]
    assert [one.partition(" · ")[0] for one in offered] == shown
    expect(page.locator("#post_id")).to_have_value(chosen)
    expect(page.locator("#note")).to_have_value("想去看看")
    expect(page.locator("#note-form input[name=view]")).to_have_value("?pay=2")


def test_a_note_that_is_typed_outlives_every_way_out_of_the_page_and_back(office: Office) -> None:
    page = office.open("caseworker")
    page.goto(f"/candidates/{SOMEBODY}")
    page.locator("#note").press_sequentially("周五前把毕业证复印件送来", delay=5)
    for n in (0, 1):
        page.get_by_role("checkbox", name="选中").nth(n).check()

    def assert_kept() -> None:
        expect(page.locator("#note")).to_have_value("周五前把毕业证复印件送来")
        expect(page.locator("input[form=chosen]:checked")).to_have_count(2)  # the posts may come after the page

    page.locator("#slider-pay").press("ArrowRight")
    page.get_by_text("恢复原来的顺序").click()
    page.get_by_text("恢复原来的顺序").wait_for(state="detached")
    expect(page.locator("#slider-pay")).to_have_value("0")
    assert_kept()
    page.get_by_role("button", name="显示完整信息").click()
    page.get_by_text("重新遮盖").click()
    page.get_by_role("button", name="显示完整信息").wait_for()
    assert_kept()
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="中文").click()
    page.wait_for_selector("#note")
    assert_kept()
    page.locator("#note").press("End")
    page.locator("form#chosen button").first.click()
    page.wait_for_url("**/compare?**")
    page.get_by_text("返回求职者页面").first.click()
    page.wait_for_selector("#note")
    assert_kept()
    page.go_back()
    page.go_back()
    page.wait_for_selector("#note")
    expect(page.locator("#note")).to_have_value("周五前把毕业证复印件送来")
    page.locator("#keep-note").click()
    page.locator("#note-part [role=status]").wait_for()
    expect(page.locator("#note")).to_have_value("")
    assert page.locator("#note-part [role=status]").is_visible()
    page.reload()
    expect(page.locator("#note")).to_have_value("")


def test_a_tick_that_comes_while_a_draft_is_on_its_way_is_kept_too(office: Office) -> None:
    page = office.open("caseworker")
    page.goto(f"/candidates/{SOMEBODY}")
    boxes, held = page.get_by_role("checkbox", name="选中"), list[Route]()
    page.route("**/draft", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/draft"):
        boxes.nth(0).check()
    boxes.nth(1).check()
    second = boxes.nth(1).get_attribute("value") or ""
    with page.expect_response(lambda answer: second in (answer.request.post_data or "")):
        held[0].continue_()  # a server that was busy
    page.reload()
    expect(page.locator("input[form=chosen]:checked")).to_have_count(2)


def test_answers_that_are_typed_outlive_the_way_to_another_page(office: Office) -> None:
    page = office.open("caseworker")
    page.goto(f"/candidates/{SOMEBODY}")
    if not page.locator("#wish").is_visible():
        page.locator("#asked summary").click()
    with page.expect_response("**/draft"):
        page.locator("#wish").fill("想做社区工作")
    with page.expect_response("**/draft"):
        page.get_by_label("全市均可").check()
    page.get_by_role("link", name="逐项条件").first.click()
    page.wait_for_url("**/posts/**")
    page.get_by_text("返回求职者页面").first.click()
    expect(page.locator("#wish")).to_have_value("想做社区工作")
    expect(page.get_by_label("全市均可")).to_be_checked()
    expect(page.locator("#answers-form .flag")).to_be_visible()


@SEEN
@pytest.mark.slow
def test_every_page_of_a_talk_has_no_fault(
    office: Office, shoot: Callable[[Page, str], None], language: str, size: str
) -> None:
    here, page = f"/candidates/{SOMEBODY}", office.open("caseworker", language=language, size=size)
    page.goto(here)
    judge(page, shoot, f"case-page-{language}-{size}")
    posts = [one.get_attribute("value") for one in page.locator("input[form=chosen]").all()]
    chosen = "&".join(f"post={one}" for one in posts[:3])
    page.locator("#say-2-interested").click()
    page.locator("#offer-2 .told").wait_for()
    page.locator("#note").fill("周五交材料")
    page.locator("#call_back_on").fill("2023-09-05")
    page.locator("#note ~ button").click()
    page.locator("#tasks").wait_for()
    page.locator("#decline-1").click()
    judge(page, shoot, f"case-noted-{language}-{size}")
    for name, address in {
        "weighed": f"{here}?pay=2&place=-1",
        "compare": f"{here}/compare?{chosen}",
        "pair": f"{here}/posts/{posts[2]}",
        "openings": f"{here}/openings",
        "handout": f"{here}/handout?{chosen}",
        "own": f"{here}/handout/own?{chosen}",
        "nobody": f"{here}?min_pay=90000",
    }.items():
        page.goto(address)
        judge(page, shoot, f"case-{name}-{language}-{size}")
