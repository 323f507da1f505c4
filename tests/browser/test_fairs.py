"""The organiser's job: a fair set up, planned, moved by hand, invited to, held at the door of a phone, printed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from api.accounts import put_account
from api.app import app_over
from api.cli import demo
from api.fair_moving import read_standing
from api.house import House
from api.settings import Settings
from data.store import posts_by_id
from tests.api.served import served
from tests.api.signed_in import PASSWORD
from tests.browser.conftest import OFFICE, PEOPLE, Office
from tests.browser.judged import SEEN, faults_of, judge

DAY = "2023-09-01"  # that the demonstration decides for
MORNING = datetime.fromisoformat(f"{DAY}T08:50+08:00").astimezone(UTC)


class Clock:
    """A clock that starts in the morning of the fair, runs on, and can be turned on."""

    def __init__(self) -> None:
        self.start = datetime.now(UTC)
        self.ahead = MORNING - self.start

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def morning(city: Path, tmp_path: Path, models_folder: Path, chromium: Browser) -> Iterator[Office]:
    """The office in the morning of the day."""
    shutil.copytree(city, tmp_path / "var")
    settings = Settings(var=tmp_path / "var", models=models_folder, public_url="https://jobs.example.org")
    house = replace(House.open(settings.in_demo(day=demo.DAY)), clock=Clock())
    for name, account in PEOPLE.items():
        put_account(house, name, account, actor=OFFICE, password=PASSWORD)
    with served(app_over(house)) as port:
        yield Office(house, f"http://127.0.0.1:{port}", chromium)
    for context in chromium.contexts:
        context.close()


def booths_file(house: House, folder: Path, n: int = 3) -> Path:
    """Write a file of booths for employers of the demonstration's fair, and a row that means nothing."""
    fair = read_standing(house, demo.FAIR).fair
    with house.database.read() as session:
        posts = posts_by_id(session, [id for one in fair.booths for id in one.post_ids])
    rows = [
        f"{one.employer},{posts[one.post_ids[0]].title},1,{'是' if k else '否'}"
        for k, one in enumerate(fair.booths[1 : n + 1])
    ]
    path = folder / "展位.csv"
    path.write_text("\n".join(["单位,岗位,面试官人数,无障碍", *rows, "没有的公司,会计,1,是"]), encoding="utf-8")
    return path


def set_up(page: Page, *, on: str) -> None:
    """Go from the first page to a new fair of that day."""
    page.get_by_role("navigation").get_by_role("link", name="招聘会").click()
    page.get_by_role("link", name="新建活动").click()
    page.get_by_label("活动名称").fill("秋季见习对接会")
    page.get_by_label("地点").fill("市人力资源市场")
    page.get_by_label("日期").fill(on)
    page.get_by_label("休息").fill("十点二十")
    page.get_by_role("button", name="保存，下一步填展位").click()
    page.get_by_text("请写成 10:20-10:40").wait_for()
    expect(page.get_by_label("活动名称")).to_have_value("秋季见习对接会")
    page.get_by_label("休息").fill("10:20-10:40")
    page.get_by_role("button", name="保存，下一步填展位").click()
    page.get_by_text("活动已建好").wait_for()


def test_what_is_typed_into_a_field_of_a_choice_makes_that_choice(morning: Office) -> None:
    page = morning.open("organiser")
    page.goto(f"/fairs/{demo.FAIR}/plan")
    expect(page.locator("#whom-again")).to_be_checked()
    page.get_by_text("填写编号").click()
    page.locator("#ids").press_sequentially("K")
    expect(page.locator("#whom-named")).to_be_checked()
    page.locator("#invite").press_sequentially("3")
    expect(page.locator("#whom-invite")).to_be_checked()


def test_a_fair_from_its_set_up_to_its_prints(morning: Office, tmp_path: Path) -> None:
    page, said = morning.open("organiser"), []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    set_up(page, on=DAY)
    fair_url = page.url.partition("?")[0]

    first = read_standing(morning.house, demo.FAIR).fair.booths[0]
    page.get_by_label("见习单位", exact=True).fill(first.employer[:4])
    page.get_by_role("button", name="保存展位").click()
    page.get_by_role("button", name=first.employer, exact=True).click()
    page.get_by_text("展位已保存。").wait_for()
    page.get_by_label("文件").set_input_files(booths_file(morning.house, tmp_path))
    page.get_by_role("button", name="导入").click()
    page.get_by_text("收下3行，退回1行").wait_for()
    page.get_by_role("button", name="撤下 02").click()
    page.get_by_role("button", name="撤销").click()
    page.get_by_text("4个展位").wait_for()

    page.get_by_role("link", name="排场", exact=True).first.click()
    page.get_by_label("人数").fill("30")
    page.get_by_role("button", name="开始排场").click()
    page.get_by_text("排好了。").wait_for()
    page.get_by_role("link", name="看时间表").click()

    page.locator(".grid tbody td a").first.click()
    page.get_by_text("现在在此").wait_for()
    assert page.locator(".against").count() > 0  # told at once, before anything is tried
    page.get_by_role("button", name="调到这里").first.click()
    page.get_by_text("重新排场时不会动它").wait_for()
    expect(page.locator(".grid .moved")).to_have_count(1)
    page.get_by_role("button", name="撤销").click()
    page.get_by_text("面谈已恢复原位").wait_for()
    expect(page.locator(".grid .hand")).to_have_count(0)

    page.goto(f"/fairs/{demo.FAIR}/invite")  # the demonstration's own fair, which is in two weeks
    page.get_by_role("button", name="邀请").click()
    page.get_by_text("已确定邀请").wait_for()
    page.get_by_label("用途").fill("九月对接会")
    with page.expect_download() as file:
        page.get_by_role("button", name="下载文件（CSV）").click()
    assert "展位" in Path(file.value.path()).read_text(encoding="utf-8-sig")
    page.get_by_text("文件已下载。").wait_for()  # and the page counts it as handed out

    phone = morning.open("organiser", size="narrow")
    phone.goto(f"{fair_url}/door")
    guest = next(one for one in read_standing(morning.house, DAY).guests if one.seats)
    phone.get_by_role("searchbox").or_(phone.get_by_role("textbox")).fill(guest.candidate_id)
    phone.get_by_role("button", name="查找").click()
    phone.get_by_role("button", name="签到").click()
    phone.get_by_text("已签到").wait_for()
    phone.get_by_text("已到1人").wait_for()
    phone.get_by_role("button", name="撤销").click()
    phone.get_by_text("已到0人").wait_for()
    phone.get_by_role("button", name="签到").click()
    phone.get_by_text("已到1人").wait_for()
    assert faults_of(phone) == []

    morning.house.clock.ahead += timedelta(minutes=25)  # type: ignore[attr-defined]
    phone.get_by_role("link", name="把未到来宾的席位让给别人").click()
    assert phone.locator("input[name=absent]:checked").count() > 0
    phone.get_by_role("button", name="重排余下的场次").first.click()
    phone.get_by_role("heading", name="余下的场次已重排").first.wait_for()
    after = next(one for one in read_standing(morning.house, DAY).guests if one.candidate_id == guest.candidate_id)
    assert set(guest.seats) <= set(after.seats)

    page.goto(f"{fair_url}/papers")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="打开打印 给单位").click()
    paper = opened.value
    paper.wait_for_load_state()
    assert paper.get_by_text("推荐理由").count() > 0
    assert "*" in str(paper.text_content("body"))
    assert [text for text in said if "422" not in text] == []


@pytest.mark.slow
@SEEN
def test_no_page_of_a_fair_has_a_fault(
    office: Office, shoot: Callable[[Page, str], None], language: str, size: str
) -> None:
    standing = read_standing(office.house, demo.FAIR)
    seat = standing.plan.seats[0]
    base = f"/fairs/{demo.FAIR}"
    pages = {
        "list": "/fairs",
        "new": "/fairs/new",
        "setup": base,
        "plan": f"{base}/plan",
        "grid": f"{base}/grid",
        "booth": f"{base}/booths/{seat.booth_id}",
        "guest": f"{base}/guests/{seat.candidate_id}",
        "move": f"{base}/guests/{seat.candidate_id}/move?booth={seat.booth_id}",
        "invite": f"{base}/invite",
        "papers": f"{base}/papers",
        "door-early": f"{base}/door",
        "results": f"{base}/results",
    }
    page = office.open("organiser", language=language, size=size)
    for name, path in pages.items():
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        judge(page, shoot, f"fair-{name}-{language}-{size}")


@pytest.mark.slow
@SEEN
def test_no_page_of_the_day_has_a_fault(
    morning: Office, shoot: Callable[[Page, str], None], language: str, size: str
) -> None:
    from api.fair_bodies import FairBody, from_fair
    from api.fair_keeping import change_fair
    from api.seating import plan_seats
    from data.store import get_fair

    house = morning.house
    with house.database.begin() as session:
        kept = get_fair(session, demo.FAIR, vault=house.vault)
        told = from_fair(kept).model_dump(mode="json", exclude={"id", "state", "slots", "revision", "planned_at"})
        change_fair(house, session, demo.FAIR, FairBody.model_validate(told | {"on": DAY}), actor=OFFICE)
    plan_seats(house, demo.FAIR, actor=OFFICE)
    house.clock.ahead += timedelta(minutes=30)  # type: ignore[attr-defined]
    standing = read_standing(house, demo.FAIR)
    seat, base = standing.plan.seats[-1], f"/fairs/{demo.FAIR}"
    page = morning.open("organiser", language=language, size=size)
    page.goto(f"{base}/door")
    page.locator("#text").fill(seat.candidate_id)
    page.keyboard.press("Enter")
    page.locator(".arrival").wait_for()
    judge(page, shoot, f"fair-door-{language}-{size}")
    page.locator(".tap").click()
    page.locator(".arrival.here").wait_for()
    judge(page, shoot, f"fair-door-here-{language}-{size}")
    page.goto(f"{base}/booths/{seat.booth_id}")
    judge(page, shoot, f"fair-booth-day-{language}-{size}")
    page.goto(f"{base}/door/missing")
    judge(page, shoot, f"fair-missing-{language}-{size}")
    page.locator("main button").last.click()
    page.locator("h2.h4").wait_for()
    judge(page, shoot, f"fair-replanned-{language}-{size}")
    page.goto(f"{base}/door")
    page.locator("main .alert-warning a").click()
    page.locator("#calls_purpose").wait_for()
    judge(page, shoot, f"fair-changed-{language}-{size}")
    page.locator("#calls_purpose").fill("改期")
    page.locator("#calls_purpose").press("Enter")
    page.locator("input[name=who]").first.check()
    judge(page, shoot, f"fair-calls-{language}-{size}")
    page.locator("main form button").first.click()
    page.locator("#told form button").wait_for()
    judge(page, shoot, f"fair-told-{language}-{size}")
    house.clock.ahead += timedelta(hours=8)  # type: ignore[attr-defined]
    page = morning.open("organiser", language=language, size=size)  # the session has ended
    page.goto(f"{base}/door/missing")
    judge(page, shoot, f"fair-missing-over-{language}-{size}")
    page.locator("main form button").first.click()
    page.locator("#told form button").wait_for()
    judge(page, shoot, f"fair-results-over-{language}-{size}")


def test_the_language_is_changed_with_what_was_typed_kept(morning: Office) -> None:
    page = morning.open("organiser")
    page.goto("/fairs/new")
    page.get_by_label("活动名称").fill("秋季对接会")
    page.get_by_label("槐荫区").check()
    page.get_by_role("button", name="English").click()
    page.get_by_label("Name of the fair").wait_for()
    expect(page.get_by_label("Name of the fair")).to_have_value("秋季对接会")
    assert page.get_by_label("槐荫区").is_checked()
    assert faults_of(page) == []


def test_a_booth_that_is_half_typed_is_not_left_unasked(morning: Office) -> None:
    page, asked = morning.open("organiser"), list[str]()

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.goto("/")
    set_up(page, on="2023-09-20")
    address = page.url
    page.on("dialog", stay)
    page.get_by_role("link", name="排场").first.click()  # nothing is typed yet
    page.wait_for_url("**/plan")
    assert asked == []
    page.go_back()
    page.locator("#employer").press_sequentially("没有的公司")
    page.get_by_role("link", name="排场").first.click(no_wait_after=True)
    page.wait_for_timeout(500)
    assert (asked, page.url.partition("?")[0]) == (["beforeunload"], address.partition("?")[0])
    page.get_by_role("button", name="保存展位").click()  # is sent without a question, and comes back with its fault
    page.locator("#employer-told.invalid-feedback").wait_for()
    assert asked == ["beforeunload"]
    page.get_by_role("link", name="全部活动").click(no_wait_after=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"] * 2


def test_the_reasons_of_a_guest_stand_beside_their_signs_and_inside_the_page(morning: Office) -> None:
    morning.house.follower.work_off()
    seat = read_standing(morning.house, demo.FAIR).plan.seats[0]
    page = morning.open("organiser", size="narrow")
    page.goto(f"/fairs/{demo.FAIR}/guests/{seat.candidate_id}")
    page.locator("summary").first.click()
    reasons = page.locator(".day details[open] .criteria li")
    reasons.first.wait_for()
    beside = """li => {
        const text = document.createRange();
        text.selectNodeContents(li.lastChild);
        const sign = li.querySelector('.sign').getBoundingClientRect(), first = text.getClientRects()[0];
        return first.left >= sign.right - 1 && first.top < sign.bottom && sign.left >= 0;
    }"""
    assert all(one.evaluate(beside) for one in reasons.all())


def test_on_paper_a_guest_has_no_buttons_but_the_needs_in_words(morning: Office) -> None:
    seat = read_standing(morning.house, demo.FAIR).plan.seats[0]
    page = morning.open("organiser")
    page.goto(f"/fairs/{demo.FAIR}/guests/{seat.candidate_id}")
    page.get_by_label("安静时段").check()
    page.get_by_role("button", name="记下").click()
    page.locator("#told .alert").wait_for()
    page.emulate_media(media="print")
    expect(page.locator(".btn:visible, button:visible, input:visible, summary:visible")).to_have_count(0)
    expect(page.locator("[aria-labelledby=needs] p:visible").first).to_have_text("安静时段")


LINES = """one => {
    const text = document.createRange();
    text.selectNodeContents(one);
    return new Set([...text.getClientRects()].map(part => Math.round(part.top))).size;
}"""


@pytest.mark.parametrize(
    ("paper", "width", "whole"), [("给单位", 680, "th:has-text('席位')"), ("展位牌", 1010, ".employer")]
)
def test_on_paper_no_word_of_a_heading_breaks(morning: Office, paper: str, width: int, whole: str) -> None:
    page = morning.open("organiser")
    page.goto(f"/fairs/{demo.FAIR}/papers")
    with page.expect_popup() as opened:
        page.get_by_role("button", name=f"打开打印 {paper}").click()
    sheet = opened.value
    sheet.set_viewport_size({"width": width, "height": 900})
    sheet.emulate_media(media="print")
    words = sheet.locator(whole).all()
    assert words
    assert {one.evaluate(LINES) for one in words} == {1}


def test_the_columns_of_rows_that_came_back_stand_in_one_line(morning: Office, tmp_path: Path) -> None:
    page = morning.open("organiser")
    page.goto(f"/fairs/{demo.FAIR}")
    first = read_standing(morning.house, demo.FAIR).fair.booths[0]
    path = tmp_path / "展位.csv"
    path.write_text(f"单位,岗位,面试官人数\n{first.employer},没有的岗位,1\n{first.employer},,许多\n", encoding="utf-8")
    page.get_by_label("文件").set_input_files(path)
    page.get_by_role("button", name="导入").click()
    table = page.get_by_role("group", name="退回的行")
    table.wait_for()
    cells = table.locator("th, td:nth-child(2)").all()
    assert "面试官人数" in [one.inner_text() for one in cells]
    assert {one.evaluate(LINES) for one in cells} == {1}
