"""The pages of a talk with somebody at the office: what is shown to whom, kept, taken back, and never told."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.accounts import Account
from api.app import app_over
from api.house import House, now
from data import log
from data.store import attempts_of, iter_feedback
from matcher.records import Role
from models import Encoder
from tests.api.signed_in import browser_for, token_for

STAFF = {
    "li.na": Account(Role.CASEWORKER, "历下区"),
    "wang": Account(Role.CASEWORKER, "市中区"),
    "fair": Account(Role.ORGANISER),
    "auditor": Account(Role.AUDITOR),
}
HERE = {"origin": "http://testserver"}
SCRIPT = HERE | {"hx-request": "true"}
ID_NUMBER = "11010519491231002X"
PERSON = {"name": "张三", "id_number": ID_NUMBER, "phone": "13812345678"}
WISHES = {
    "home_district": "历下区",
    "districts": ["历下区"],
    "wish": "会计",
    "major": "会计",
    "pay_min_month_yuan": 3000,
    "education": "bachelor",
    "employment_status": "unemployed",
}
POST = {
    "employer": "安泰物业",
    "description": "做账、报税",
    "kind": "technical",
    "published_on": "2023-08-20",
    "closes_on": "2023-10-01",
}

POSTS = {
    "P/1": {"title": "会计", "district": "历下区", "pay_max_month_yuan": 2000, "pay_min_month_yuan": 2000},
    "P2": {"title": "会计助理", "district": "历城区", "pay_max_month_yuan": 3500, "pay_min_month_yuan": 3500},
    "P3": {"title": "出纳", "district": "历下区", "pay_max_month_yuan": 3200, "kind": "management"},
    "P4": {"title": "博士后会计", "district": "历下区", "education": "doctor"},
}
C1 = "/candidates/C%2F1"  # ids may hold a slash


class Clock:
    def __init__(self) -> None:
        self.at = now().replace(hour=2, minute=0)  # ten in the city, so that it is turned within one day

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def city(tmp_path: Path, new_house: Callable[..., House], tiny: Encoder) -> House:
    house = replace(new_house(tmp_path, tiny), clock=Clock())
    programs = TestClient(app_over(house), headers={"Authorization": f"Bearer {token_for(house)}"})
    for id, post in POSTS.items():
        assert programs.put(f"/v1/posts/{id.replace('/', '%2F')}", json=POST | post).status_code == 201
    for id, own in {"C%2F1": {"person": PERSON}, "C2": {"ranking_consent": False}}.items():
        assert programs.put(f"/v1/candidates/{id}", json=WISHES | own).status_code == 201
    return house


def come_in(city: House, name: str) -> TestClient:
    return browser_for(city, name, STAFF[name].role, district=STAFF[name].district)


@pytest.fixture
def desk(city: House) -> TestClient:
    return come_in(city, "li.na")


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page)))


def told(city: House) -> list[tuple[str, str, int | None]]:
    with city.database.read() as session:
        return [(one.post_id, str(one.event), one.position) for one in iter_feedback(session)]


def titles(page: str) -> list[str]:
    return re.findall(r'<h3 class="h5 mb-0" id="post-\d+">\d+\. ([^<]*)</h3>', page)


def test_the_page_tells_who_it_is_masked_until_when_eligible_and_the_posts(desk: TestClient) -> None:
    page = desk.get(C1)
    assert page.status_code == 200
    assert "张三" not in page.text
    assert ID_NUMBER not in page.text
    assert "13812345678" not in page.text
    assert "Would be recommended" in page.text
    assert sorted(titles(page.text)) == sorted(["会计", "会计助理", "出纳"])
    assert "until" in text_of(page.text) or "ask for" in text_of(page.text)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", C1),
        ("POST", f"{C1}/reveal"),
        ("POST", f"{C1}/notes"),
        ("POST", f"{C1}/tasks"),
        ("POST", f"{C1}/feedback"),
        ("POST", f"{C1}/feedback/undo"),
        ("POST", f"{C1}/posts"),
        ("GET", f"{C1}/posts/P2"),
        ("GET", f"{C1}/openings"),
        ("GET", f"{C1}/compare?post=P2&post=P3"),
        ("POST", f"{C1}/handout"),
        ("GET", f"{C1}/handout?post=P2"),
        ("GET", f"{C1}/handout/own?post=P2"),
    ],
)
def test_nobody_of_another_district_or_without_the_permission_is_shown_anything(
    city: House, method: str, path: str
) -> None:
    form = {"purpose": "x", "note": "x", "post_id": "P2", "event": "interested", "text": "会计", "post": "P2"}
    data = form if method == "POST" else None
    answer = come_in(city, "wang").request(method, path, data=data, headers=HERE)
    assert answer.status_code == 404
    assert "会计助理" not in answer.text
    assert come_in(city, "auditor").request(method, path, data=data, headers=HERE).status_code == 403
    assert told(city) == []


def test_an_organiser_neither_reveals_nor_notes_nor_reads_contacts(city: House) -> None:
    fair = come_in(city, "fair")
    page = fair.get(C1).text
    assert "Note what was agreed" not in page
    assert "Talks and contacts" not in page
    assert "Show in full" not in page
    for path in ("reveal", "notes", "tasks"):
        assert fair.post(f"{C1}/{path}", data={"purpose": "x", "note": "x"}, headers=HERE).status_code == 403


def test_somebody_is_revealed_for_a_purpose_that_the_log_keeps(desk: TestClient, city: House) -> None:
    page = desk.post(f"{C1}/reveal", data={"purpose": "talk"}, headers=HERE)
    assert page.status_code == 200
    assert {"张三", ID_NUMBER, "13812345678"} <= set(re.split(r"\s", text_of(page.text)))
    part = desk.post(f"{C1}/reveal", data={"purpose": "talk"}, headers=SCRIPT)
    assert "张三" in part.text
    assert "<html" not in part.text
    with city.database.read() as session:
        reveals = [one for one in log.entries(session) if one.action == "reveal"]
    assert [(one.actor.id, one.purpose) for one in reveals] == [("li.na", "talk")] * 2
    for nothing in ("", "  ", "低保户"):
        refused = desk.post(f"{C1}/reveal", data={"purpose": nothing}, headers=HERE)
        assert "张三" not in refused.text
        assert 'id="purpose-told"' in refused.text
    assert "张三" not in desk.get(C1).text


def test_sliders_put_the_same_posts_in_another_order_and_say_where_each_was(desk: TestClient) -> None:
    usual = titles(desk.get(C1).text)
    page = desk.get(f"{C1}?pay=2").text
    moved = titles(page)
    assert sorted(moved) == sorted(usual)
    assert moved != usual
    assert moved[-1] == "会计"  # 2,000 yuan where 3,000 are wanted
    assert f"was {usual.index('会计') + 1}." in page
    assert "Back to the original order" in page
    assert titles(desk.get(f"{C1}?pay=0&place=0&work=0").text) == usual
    part = desk.get(f"{C1}?pay=2", headers=SCRIPT)
    assert titles(part.text) == moved
    assert "<html" not in part.text
    assert part.headers["hx-push-url"] == f"{C1}?pay=2"


@pytest.mark.parametrize("query", ["pay=9", "pay=x", "place=--1", "kind=x", "district=x", "asked=x", "pay=²"])
def test_what_no_page_could_send_counts_as_not_said(desk: TestClient, query: str) -> None:
    assert titles(desk.get(f"{C1}?{query}").text) == titles(desk.get(C1).text)


def test_the_list_is_narrowed_by_kind_place_and_pay_and_a_slip_comes_back(desk: TestClient) -> None:
    assert titles(desk.get(f"{C1}?district=历城区").text) == ["会计助理"]
    assert titles(desk.get(f"{C1}?kind=management").text) == ["出纳"]
    assert titles(desk.get(f"{C1}?min_pay=3,300").text) == ["会计助理"]
    slip = desk.get(f"{C1}?min_pay=viel")
    assert 'value="viel"' in slip.text
    assert "write yuan a month in digits" in slip.text
    none = desk.get(f"{C1}?min_pay=99999&pay=1").text
    assert "passes what you narrowed the list to" in none
    assert f'href="{C1}?pay=1"' in none


def test_what_somebody_says_is_kept_by_one_click_and_taken_back_by_another(desk: TestClient, city: House) -> None:
    form = {"post_id": "P/1", "event": "interested", "rank": "1", "list_id": "L", "view": "?pay=2&evil=1"}
    answer = desk.post(f"{C1}/feedback", data=form, headers=HERE)
    assert answer.headers["location"] == f"{C1}?done=told&of=P%2F1&event=interested&pay=2"
    assert told(city) == [("P/1", "interested", 1)]
    page = desk.get(answer.headers["location"]).text
    assert "Kept: interested · 会计 · 安泰物业" in page
    assert page.count(f'action="{C1}/feedback/undo"') >= 2  # in the notice and on the card
    undone = desk.post(f"{C1}/feedback/undo", data=form, headers=HERE)
    assert undone.headers["location"] == f"{C1}?done=taken-back&pay=2"
    assert told(city) == []


def test_a_script_gets_the_card_alone_and_declining_keeps_its_reason(desk: TestClient, city: House) -> None:
    form = {"post_id": "P2", "event": "declined", "reason": "pay", "rank": "2", "list_id": "L"}
    part = desk.post(f"{C1}/feedback", data=form, headers=SCRIPT)
    assert part.status_code == 200
    assert "<html" not in part.text
    assert 'id="offer-2"' in part.text
    assert "declined (pay)" in text_of(part.text)
    assert 'hx-swap-oob="true"' in part.text
    assert "Nothing was offered yet" not in desk.get(C1).text
    assert desk.post(f"{C1}/feedback", data=form | {"event": "x"}, headers=HERE).status_code == 422
    assert desk.post(f"{C1}/feedback", data=form | {"post_id": "P9"}, headers=HERE).status_code == 404
    reasoned = desk.post(f"{C1}/feedback", data=form | {"event": "applied"}, headers=HERE)
    assert reasoned.status_code == 303  # a reason goes with declining alone, and is left out


def test_nobody_takes_back_what_a_colleague_told(city: House, desk: TestClient) -> None:
    form = {"post_id": "P2", "event": "interested"}
    desk.post(f"{C1}/feedback", data=form, headers=HERE)
    fair = come_in(city, "fair")
    assert 'id="undo-' not in fair.get(C1).text
    fair.post(f"{C1}/feedback/undo", data=form, headers=HERE)
    assert told(city) == [("P2", "interested", None)]


def test_what_was_agreed_is_noted_with_what_follows_from_it(desk: TestClient, city: House) -> None:
    form = {"note": "周五前交材料，电话13812345678", "call_back_on": "2023-09-05", "view": "?pay=1"}
    answer = desk.post(f"{C1}/notes", data=form, headers=HERE)
    assert re.fullmatch(rf"{C1}\?done=noted&of=\w+&pay=1", answer.headers["location"])
    page = text_of(desk.get(answer.headers["location"]).text)
    assert "What was agreed is noted." in page
    assert "Still to be done call back" in page
    assert "wants to be called back (5 Sept 2023)" in page
    assert "周五前交材料" in page
    assert "13812345678" not in page
    desk.post(f"{C1}/notes", data={"note": "愿意去", "post_id": "P2"}, headers=HERE)
    assert "introduce the person to the employer · 会计助理" in text_of(desk.get(C1).text)
    with city.database.read() as session:
        kept = [(str(one.channel), str(one.result), one.post_id) for one in attempts_of(session, "C/1")]
    assert sorted(kept, key=str) == [("office", "call_back", None), ("office", "interested", "P2")]


def test_a_second_note_of_the_day_keeps_the_call_back_and_one_note_may_hold_both(desk: TestClient, city: House) -> None:
    for form in ({"note": "周二再打", "call_back_on": "2023-09-05"}, {"note": "愿意去", "post_id": "P2"}):
        desk.post(f"{C1}/notes", data=form, headers=HERE)
    both = {"note": "都要", "call_back_on": "2023-09-06", "post_id": "P2", "result": "call_back"}
    desk.post("/candidates/C2/notes", data=both, headers=HERE)
    for path, day in ((C1, "5 Sept 2023"), ("/candidates/C2", "6 Sept 2023")):
        still = text_of(desk.get(path).text.partition('id="tasks"')[2].partition("</section>")[0])
        assert re.search(f"call back (·[^“]*)?by {day}", still)
        assert "introduce the person to the employer · 会计助理" in still
    with city.database.read() as session:
        assert len(attempts_of(session, "C2")) == 1


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"note": " "}, "note"),
        ({"note": "见面谈", "result": "interested"}, "post_id"),
        ({"note": "见面谈", "result": "call_back"}, "call_back_on"),
        ({"note": "见面谈", "call_back_on": "2023-08-01"}, "call_back_on"),
        ({"note": "见面谈", "call_back_on": "next week"}, "call_back_on"),
        ({"note": "见面谈", "call_back_on": "2032-09-05"}, "call_back_on"),
        ({"note": "见面谈", "post_id": "P9"}, "post_id"),
        ({"note": "见面谈", "call_back_on": "2023-08-01", "post_id": "P2"}, "call_back_on"),
        ({"note": "见\u0000面"}, "note"),
    ],
    ids=str,
)
def test_a_slip_in_a_note_comes_back_with_what_was_typed(
    desk: TestClient, city: House, form: dict[str, str], field: str
) -> None:
    answer = desk.post(f"{C1}/notes", data=form, headers=HERE)
    assert answer.status_code == 422
    assert f'id="fault-{field}"' in answer.text
    assert f">{form['note']}</textarea>" in answer.text
    with city.database.read() as session:
        assert attempts_of(session, "C/1") == []


def test_a_note_outlives_the_session(desk: TestClient, city: House) -> None:
    city.clock.at += timedelta(hours=13)  # type: ignore[attr-defined]
    answer = desk.post(f"{C1}/notes", data={"note": "周五前交材料"}, headers=HERE)
    assert answer.status_code == 401
    assert 'name="kept.note" value="周五前交材料"' in answer.text


def test_a_task_is_closed_on_the_caseworkers_word(desk: TestClient) -> None:
    desk.post(f"{C1}/notes", data={"note": "愿意去", "post_id": "P2"}, headers=HERE)
    tasks = re.findall(r'name="task" value="([^"]*)"', desk.get(C1).text)
    introduce = next(one for one in tasks if one.startswith("introduce"))
    answer = desk.post(f"{C1}/tasks", data={"task": introduce}, headers=HERE)
    assert answer.headers["location"] == f"{C1}?done=task-done"
    assert introduce not in desk.get(C1).text


def test_who_does_not_want_to_be_matched_is_ranked_only_when_asking_for_it_now(desk: TestClient, city: House) -> None:
    page = desk.get("/candidates/C2")
    assert page.status_code == 200
    assert "does not want to be matched automatically" in page.text
    assert titles(page.text) == []
    assert "does not want to be matched" in desk.get("/candidates/C2/openings").text
    assert titles(desk.get("/candidates/C2?asked=1").text) != []
    assert desk.get("/candidates/C2/posts/P2").status_code == 200  # by hand
    with city.database.read() as session:
        asked = [one.id for one in log.entries(session) if one.action == "match at request"]
    assert asked == ["C2"]
    form = {"post_id": "P2", "event": "interested", "view": "?asked=1"}
    answer = desk.post("/candidates/C2/feedback", data=form, headers=HERE)
    assert "asked=1" in answer.headers["location"]


def test_why_not_another_post_tells_what_rules_it_out_and_what_would_unblock_it(desk: TestClient) -> None:
    found = desk.post(f"{C1}/posts", data={"text": "博士后"}, headers=SCRIPT)
    assert f'href="{C1}/posts/P4"' in found.text
    assert "1 posts found" in found.text
    assert "<html" not in found.text
    assert "<html" in desk.post(f"{C1}/posts", data={"text": "博士后"}, headers=HERE).text
    assert "No post has these words" in desk.post(f"{C1}/posts", data={"text": "xyz"}, headers=HERE).text
    page = text_of(desk.get(f"{C1}/posts/P4").text)
    assert "What rules it out" in page
    assert "The employer would have to" in page
    assert "Nothing rules it out" in desk.get(f"{C1}/posts/P%2F1").text
    assert desk.get(f"{C1}/posts/P9").status_code == 404


def test_feedback_on_the_page_of_one_pair_leads_back_to_it(desk: TestClient) -> None:
    form = {"post_id": "P4", "event": "declined", "reason": "work", "leads_to": "pair"}
    answer = desk.post(f"{C1}/feedback", data=form, headers=HERE)
    assert answer.headers["location"].startswith(f"{C1}/posts/P4?done=told")
    assert "Kept: declined" in desk.get(answer.headers["location"]).text


def test_posts_stand_side_by_side_where_they_differ_first(desk: TestClient) -> None:
    page = desk.get(f"{C1}/compare?post=P%2F1&post=P2&view=%3Fpay%3D2").text
    assert page.count('role="columnheader"') >= 3
    differing = page[page.index("Where they differ") : page.index("Where they are alike")]
    assert 'role="rowheader">pay<' in differing
    assert 'role="rowheader">major<' not in differing
    assert f'href="{C1}?pay=2&amp;post=' in page
    assert "1 more" in desk.get(f"{C1}/compare?post=P%2F1&post=P2&post=P3&post=P4").text
    for few in ("", "?post=P2", "?post=P2&post=P2"):
        assert "Choose two or three" in desk.get(f"{C1}/compare{few}").text
    assert desk.get(f"{C1}/compare?post=P2&post=P9").status_code == 404


def test_a_handout_is_kept_as_shown_and_names_nobody(desk: TestClient, city: House) -> None:
    form = {"post": ["P2", "P3", "P2"], "view": "?pay=2"}
    answer = desk.post(f"{C1}/handout", data=form, headers=HERE)
    assert answer.headers["location"] == f"{C1}/handout?post=P2&post=P3&pay=2"
    assert told(city) == [("P2", "shown", None), ("P3", "shown", None)]
    page = desk.get(answer.headers["location"]).text
    sheet = text_of(page[page.index("<h1>") : page.index("</article>")])
    for never in ("张", "C/1", "1101", "138", "%"):
        assert never not in sheet
    for told_on_it in ("安泰物业", "1 Oct 2023", "refuse to be matched automatically", "identity card"):
        assert told_on_it in sheet
    own = desk.get(answer.headers["location"].replace("handout", "handout/own")).text
    assert "C/1" in own
    assert "张三" not in own
    assert "Choose posts" in desk.get(f"{C1}/handout").text
    assert desk.post(f"{C1}/handout", data={"view": ""}, headers=HERE).headers["location"] == f"{C1}/handout"


def test_nobody_takes_home_an_advert_that_looks_like_a_trap(desk: TestClient, city: House) -> None:
    programs = TestClient(app_over(city), headers={"Authorization": f"Bearer {token_for(city)}"})
    trap = {"title": "软件测试员", "employer": "春晓软件", "description": "测试软件，编写用例。入职先交押金500元"}
    assert programs.put("/v1/posts/P5", json=trap).status_code == 201
    page = desk.get(f"{C1}/handout?post=P2&post=P5").text
    assert "春晓软件" not in page
    assert "1 of the posts left out" in page
    assert "春晓软件" in desk.get(f"{C1}/handout/own?post=P5").text


def test_the_handout_tells_the_offices_line_where_it_is_set(city: House) -> None:
    settings = city.settings.model_copy(update={"office_line": "历下区公共就业服务中心 0531-55501234"})
    desk = come_in(replace(city, settings=settings), "li.na")
    assert "0531-55501234" in desk.get(f"{C1}/handout?post=P2").text


def test_no_address_of_a_page_holds_anything_of_a_person(desk: TestClient) -> None:
    pages = [desk.get(C1).text, desk.post(f"{C1}/reveal", data={"purpose": "talk"}, headers=HERE).text]
    for page in pages:
        addresses = " ".join(re.findall(r'(?:href|action|hx-\w+)="([^"]*)"', page))
        assert [never for never in ("张", "1101", "1381", "%E5%BC%A0") if never in addresses] == []
        assert "张" not in re.findall(r"<title>(.*?)</title>", page, re.DOTALL)[0]
