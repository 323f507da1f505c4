"""The queue of outreach, over HTTP and by command: who, why, what to offer; and that it tells nobody's group."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from api.cli.outreach import entry_lines
from api.house import House
from api.planned import EntryShown
from data import log
from data.store import add_feedback, put_candidates
from data.store.memberships import put_memberships
from matcher.outreach.policy import Offering
from matcher.records import (
    Candidate,
    CandidateEntry,
    DeclineReason,
    Feedback,
    FeedbackEvent,
    LinkHow,
    Membership,
    Person,
)
from tests.api.outreach_office import GRADUATE, LI, MORNING, Clock, fill, name_of, phone_of
from tests.api.signed_in import signed_in

ENGLISH = {"Accept-Language": "en"}
TELLING = ("disab", "low_income", "orphan", "残疾", "低保", "孤儿")


@pytest.fixture
def office(house: House) -> House:
    """Three graduates and one post; any post is good enough, since the tiny encoder knows no meaning."""
    found = fill(house, 3)
    return replace(found, outreach=replace(found.outreach, offers=Offering(n_posts=3, least_chance=0.0)))


@pytest.fixture
def caller(office: House) -> TestClient:
    return signed_in(office)


def join(office: House, id: str, group: str) -> None:
    """Make a candidate a member of a group that a registry proves."""
    one = Membership(f"m-{id}-{group}", id, group, "disabled", "e1", date(2023, 8, 1), LinkHow.EXACT, 1.0)
    with office.database.begin() as session:
        put_memberships(session, [one], vault=office.vault)


def put(office: House, candidate: Candidate) -> None:
    entry = CandidateEntry(candidate, Person(name=name_of(9), phone=phone_of(9)))
    with office.database.begin() as session:
        put_candidates(session, [entry], actor=LI, source="test", at=MORNING, vault=office.vault)


def queue(caller: TestClient, asked: str = "") -> list[dict[str, Any]]:
    answer = caller.get(f"/v1/outreach?{asked}", headers=ENGLISH)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def ids(entries: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in entries]


def lines(house: House, action: str) -> list[log.Entry]:
    with house.database.read() as session:
        return [one for one in log.entries(session, limit=1000) if one.action == action]


def test_an_entry_says_who_why_how_and_by_when(caller: TestClient) -> None:
    first = queue(caller)[0]
    told = {name: first[name] for name in ("id", "name", "phone", "priority", "channel", "due_on", "basis", "why_now")}
    assert told == {
        "id": "C1",
        "name": "王**",
        "phone": "138****0001",
        "priority": False,
        "channel": "phone",
        "due_on": "2023-09-15",
        "basis": "consent",
        "why_now": "never contacted; left school 2.1 months ago, without work now; good posts: 1",
    }
    assert first["not_before"].startswith("2023-09-01T10:00")


def test_an_entry_offers_posts_with_reasons(caller: TestClient) -> None:
    (offer,) = queue(caller)[0]["offers"]
    assert (offer["post_id"], offer["title"]) == ("P1", "会计")
    assert "“会计” says little of the work: ask what it is before recommending it." in offer["reasons"]


def test_the_points_of_the_terms_sum_to_those_of_the_entry(caller: TestClient) -> None:
    first = queue(caller)[0]
    assert [one["code"] for one in first["terms"]] == [
        "priority",
        "ending",
        "silence",
        "spell",
        "fit",
        "choice",
        "needs",
    ]
    assert first["points"] == pytest.approx(sum(one["points"] for one in first["terms"]), abs=0.05)


def test_people_of_a_priority_group_come_first(office: House, caller: TestClient) -> None:
    join(office, "C3", "low_income")
    assert [(one["id"], one["priority"]) for one in queue(caller)] == [("C3", True), ("C1", False), ("C2", False)]


@pytest.mark.parametrize("group", ["disabled", "low_income", "orphan"])
def test_no_group_is_told(office: House, caller: TestClient, group: str) -> None:
    join(office, "C3", group)
    told = caller.get("/v1/outreach").text + caller.get("/v1/outreach/C3").text
    assert [word for word in TELLING if word in told] == []


def test_all_groups_of_registries_look_the_same(office: House, caller: TestClient) -> None:
    join(office, "C2", "disabled")
    join(office, "C3", "orphan")
    one, other, _ = queue(caller)
    assert [one.pop(name) and other.pop(name) for name in ("id", "phone", "name")]
    assert one == other


def test_a_queue_leaves_a_line_in_the_log_that_names_nobody(office: House, caller: TestClient) -> None:
    join(office, "C3", "disabled")
    queue(caller, "district=历下区")
    (line,) = lines(office, "plan")
    assert {name: line.details[name] for name in ("district", "n_people", "n", "formula")} == {
        "district": "历下区",
        "n_people": 3,
        "n": 3,
        "formula": "jinan-2023",
    }
    assert [word for word in (*TELLING, "C3", "王") if word in json.dumps(line.details, ensure_ascii=False)] == []


@pytest.mark.parametrize("day", ["2023-07-31", "2023-09-01", "2024-12-01"])
def test_the_day_asked_for_does_not_tell_since_when_a_group_holds(office: House, caller: TestClient, day: str) -> None:
    join(office, "C3", "disabled")  # since 1 August 2023
    entry = caller.get(f"/v1/outreach/C3?as_of={day}").json()["entry"]
    assert entry is None or entry["priority"]
    assert all(one["priority"] for one in queue(caller, f"as_of={day}") if one["id"] == "C3")


def test_who_asks_of_one_person_leaves_a_line_in_the_log_without_the_group(office: House, caller: TestClient) -> None:
    join(office, "C3", "disabled")
    caller.get("/v1/outreach/C3?as_of=2023-08-15")
    (line,) = lines(office, "explain")
    assert (line.noun, line.id) == ("candidate", "C3")
    assert (line.details["formula"], line.details["as_of"], line.details["rules"]) == (
        "jinan-2023",
        "2023-08-15",
        "jinan-2023",
    )


def test_a_queue_goes_on_after_its_cursor(caller: TestClient) -> None:
    first = caller.get("/v1/outreach?limit=2").json()
    rest = caller.get(f"/v1/outreach?limit=2&cursor={first['next_cursor']}").json()
    assert (ids(first["items"]), ids(rest["items"]), rest["next_cursor"]) == (["C1", "C2"], ["C3"], None)


def test_a_queue_keeps_to_a_district(caller: TestClient) -> None:
    assert ids(queue(caller, "district=历下")) == ["C1", "C2", "C3"]
    assert queue(caller, "district=历城区") == []


def test_a_district_that_does_not_exist_is_told_and_has_no_empty_queue(caller: TestClient) -> None:
    answer = caller.get("/v1/outreach", params={"district": "月球区"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "district")
    assert caller.get("/v1/outreach", params={"district": "青岛市市南区"}).status_code == 200


def test_people_of_no_known_district_have_a_queue_of_their_own(office: House, caller: TestClient) -> None:
    put(office, replace(GRADUATE, id="C9", home_district=None))
    assert ids(queue(caller, "district=none")) == ["C9"]
    assert ids(queue(caller, "district=历下区")) == ["C1", "C2", "C3"]
    told = [caller.get(f"/v1/outreach?{asked}").json()["n_without_district"] for asked in ("district=历下区", "")]
    assert told == [1, 0]


def test_who_is_not_eligible_is_not_in_the_queue_and_the_reason_is_told(office: House, caller: TestClient) -> None:
    put(office, replace(GRADUATE, id="C9", graduated_on=date(2019, 6, 30)))
    assert "C9" not in ids(queue(caller))
    told = caller.get("/v1/outreach/C9", headers=ENGLISH).json()
    assert (told["in_queue"], told["entry"]) == (False, None)
    assert told["against"] == [{"code": "not_eligible", "reason": "is not eligible under the programme"}]


def test_who_would_only_have_to_register_is_offered_that(office: House, caller: TestClient) -> None:
    young = replace(GRADUATE, id="C9", education_written="高中", school_kind=None, birth_on=date(2001, 5, 1))
    put(office, replace(young, graduated_on=date(2019, 6, 30)))
    (one,) = (one for one in queue(caller) if one["id"] == "C9")
    assert one["to_register"]
    assert "register as unemployed to qualify" in one["why_now"]


def test_a_declined_post_is_not_offered_again_however_much_came_before(office: House, caller: TestClient) -> None:
    shown = [
        Feedback("C1", "P1", FeedbackEvent.SHOWN, date(2023, 1, 1) + timedelta(days=n), LI, MORNING) for n in range(120)
    ]
    told = Feedback("C1", "P1", FeedbackEvent.DECLINED, date(2023, 8, 20), LI, MORNING, reason=DeclineReason.PAY)
    with office.database.begin() as session:
        add_feedback(session, [*shown, told], actor=LI, at=MORNING)
    (one,) = (one for one in queue(caller) if one["id"] == "C1")
    assert one["offers"] == []
    assert one["advice"].startswith("no post fits well")


@pytest.mark.parametrize(
    ("hours", "waiting", "opens"),
    [
        pytest.param(0, [], "2023-09-01T10:00:00+08:00", id="in the morning"),
        pytest.param(2, ["quiet_hours"], "2023-09-01T14:00:00+08:00", id="at noon"),
        pytest.param(10, ["quiet_hours"], "2023-09-04T09:00:00+08:00", id="on Friday evening"),
        pytest.param(24, ["free_day"], "2023-09-04T09:00:00+08:00", id="on Saturday"),
    ],
)
def test_each_channel_says_when_it_opens(
    office: House, caller: TestClient, hours: int, waiting: list[str], opens: str
) -> None:
    clock = office.clock
    assert isinstance(clock, Clock)
    clock.wait(hours=hours)
    asked = f"as_of={clock.now.date()}"
    phone = caller.get(f"/v1/outreach/C1?{asked}").json()["channels"][0]
    assert ([one["code"] for one in phone["waiting"]], phone["opens_at"]) == (waiting, opens)


def test_nobody_has_the_standing_of_somebody_unknown(caller: TestClient) -> None:
    assert caller.get("/v1/outreach/C77").status_code == 404


@pytest.fixture
def typed(run: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Types commands over two candidates and a post."""
    people = (
        "编号,姓名,手机号,出生日期,学历,毕业状态,毕业院校,院校类型,专业,毕业日期,就业状态,求职意向,居住区县,同意联系\n"
        "C1,王小甲,13812340001,2000-05-01,本科,毕业,济南大学,普通高校,会计学,2023-06-30,未就业,会计,历下区,是\n"
        "C2,王小乙,13812340002,2000-05-01,本科,毕业,济南大学,普通高校,会计学,2023-06-30,已就业,会计,历下区,是\n"
    )
    posts = "岗位编号,单位名称,岗位名称,岗位描述,学历要求,所在区县\nP1,安泰物业,会计,会计记账,大专以上,历下区\n"
    for kind, text in (("candidates", people), ("posts", posts)):
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
    assert [run("import", kind, f"{kind}.csv").status for kind in ("candidates", "posts")] == [0, 0]
    assert run("index").status == 0
    return run


def test_the_command_lists_people_masked(typed: Callable[..., Any]) -> None:
    told = typed("outreach", "plan", "--district", "历下区").out
    assert "As of 2023-09-01; 1 people" in told
    assert "the 1 most pressing people" in typed("outreach", "plan", "--district", "历下区", "--limit", "1").out
    assert "  1. 王** · 138****0001 · 历下区 · C1" in told
    assert "王小甲" not in told


def test_an_offer_says_until_when_it_is_open(caller: TestClient) -> None:
    offer = {
        "post_id": "P1",
        "title": "会计",
        "employer": "安泰物业",
        "place": "历下区",
        "chance": 0.5,
        "reasons": ["近"],
    }
    entry = EntryShown.model_validate(queue(caller)[0] | {"offers": [offer | {"closes_on": "2023-12-29"}]})
    *_, line = entry_lines(entry, str)
    assert line.strip() == "• 会计 · 安泰物业 · 历下区 · P1 · until 2023-12-29 (50%): 近"


def test_the_queue_of_a_district_says_how_many_people_have_none(typed: Callable[..., Any], tmp_path: Path) -> None:
    asked = ("outreach", "plan", "--district", "历下区")
    assert "in no district's queue" not in typed(*asked).out
    first = (tmp_path / "candidates.csv").read_text(encoding="utf-8").splitlines()[:2]
    other = "\n".join(first).replace(",历下区", ",").replace("C1", "C8").replace("138123400", "139123400")
    (tmp_path / "others.csv").write_text(other, encoding="utf-8")
    typed("import", "candidates", "others.csv")
    typed("index")
    assert "1 people stand in no district's queue" in typed(*asked).out
    assert json.loads(typed(*asked, "--json").out)["n_without_district"] == 1
    none = json.loads(typed("outreach", "plan", "--district", "none", "--json").out)
    assert (ids(none["items"]), none["n_without_district"]) == (["C8"], 0)


def test_a_file_of_people_without_a_district_is_named_so(typed: Callable[..., Any], tmp_path: Path) -> None:
    assert typed("outreach", "plan", "--district", "none", "--out", str(tmp_path / "queue.xlsx")).status == 0
    sheet = openpyxl.load_workbook(tmp_path / "queue.xlsx").worksheets[0]
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "居住区县未知人员联系名单" in "".join(cells)
    assert not [cell for cell in cells if "none" in cell]


def test_names_want_a_purpose_which_is_logged(typed: Callable[..., Any], tmp_path: Path) -> None:
    assert "王小甲 · 13812340001" in typed("outreach", "plan", "--purpose", "电话联系").out
    (line,) = _reveals(tmp_path)
    assert (line.purpose, line.details["n"], line.details["fields"]) == ("电话联系", 1, ["name", "phone"])


def _reveals(folder: Path) -> list[log.Entry]:
    from data.store import Database

    database = Database(f"sqlite:///{folder / 'var' / 'matcher.db'}")
    with database.read() as session:
        found = [one for one in log.entries(session, limit=1000) if one.action == "reveal"]
    database.close()
    return found


def test_the_command_says_why_somebody_is_not_in_the_queue(typed: Callable[..., Any]) -> None:
    told = typed("outreach", "plan", "--candidate", "C2").out
    assert "C2 is not in the queue:" in told
    assert ("✓" in told, told.count("nothing against the channel, but see above") > 0) == (False, True)
    assert "✗ is employed" in told


def test_the_command_explains_the_points_of_somebody_in_the_queue(typed: Callable[..., Any]) -> None:
    told = typed("outreach", "plan", "--candidate", "C1").out
    assert "  15.0  last attempt: never contacted" in told
    assert "… phone call" in told or "✓ phone call" in told


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_command_writes_a_file_once(typed: Callable[..., Any], tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"queue.{ending}"
    assert typed("outreach", "plan", "--out", str(out)).status == 0
    assert out.stat().st_mode & 0o077 == 0  # for its owner's eyes only
    assert typed("outreach", "plan", "--out", str(out)).status == 1
    assert typed("outreach", "plan", "--out", str(out), "--force").status == 0


@pytest.mark.parametrize(("day", "told"), [("2023-09-01", False), ("2026-01-05", False), ("2031-01-06", True)])
def test_a_year_whose_holidays_are_unknown_is_named(typed: Callable[..., Any], day: str, told: bool) -> None:
    assert ("holidays of 2031 are not known" in typed("outreach", "plan", "--as-of", day).out) is told


def test_a_table_has_a_column_for_each_post_that_the_city_offers(
    typed: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = files("data").joinpath("outreach", "formula.toml").read_text(encoding="utf-8")
    (tmp_path / "own.toml").write_text(shipped.replace("n_posts = 3", "n_posts = 5"), encoding="utf-8")
    monkeypatch.setenv("MATCHER_OUTREACH", str(tmp_path / "own.toml"))
    typed("outreach", "plan", "--out", str(tmp_path / "queue.csv"))
    assert (tmp_path / "queue.csv").read_text(encoding="utf-8-sig").count("可推荐岗位") == 5


def test_a_wrong_file_of_outreach_is_told_in_one_line(
    typed: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own.toml").write_text('id = "own"\n', encoding="utf-8")
    monkeypatch.setenv("MATCHER_OUTREACH", str(tmp_path / "own.toml"))
    answer = typed("outreach", "plan")
    assert (answer.status, answer.errors.count("\n")) == (1, 1)
    assert answer.errors.startswith("matcher: own.toml: utc_offset_hours is missing")


@pytest.mark.parametrize(("day", "known"), [("2023-09-01", True), ("2031-01-06", False)])
def test_a_program_is_told_whether_the_holidays_are_known(
    office: House, typed: Callable[..., Any], day: str, known: bool
) -> None:
    over_http = signed_in(office).get("/v1/outreach", params={"as_of": day}).json()
    by_command = json.loads(typed("outreach", "plan", "--as-of", day, "--json").out)
    assert (over_http["holidays_known"], by_command["holidays_known"]) == (known, known)
