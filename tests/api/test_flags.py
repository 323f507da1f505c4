"""Adverts that look like traps: flagged, listed for an officer and decided upon; the very next ranking heeds it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

import api.flagging
from api.cli.lists import post_line
from api.house import House
from api.language import translation
from api.profiles import EXAMPLE as PROFILE
from data.store import get_post, latest_sequence, put_posts
from matcher.records import Actor, Post, PostEntry

ACTOR = Actor("test", "admin")
TRAP = {"title": "软件测试员", "employer": "春晓软件", "description": "测试软件，编写用例。入职先交押金500元"}
GOOD = TRAP | {"description": "测试软件，编写用例。提供午餐"}
GUARDS = (
    "负责商场入口的秩序维护和来访人员登记，按时巡逻并检查消防器材，发现异常及时上报值班队长，服从排班，"
    "协助开展应急演练，做好交接班记录，待遇优厚，欢迎退伍军人报名，提供宿舍和工作餐"
)


def guards(*employers: str) -> list[Post]:
    return [Post(id=f"G{n}", title="保安", employer=name, description=GUARDS) for n, name in enumerate(employers)]


NAMES = ("春晓安保", "临泉物业", "沐光商管", "青岚服务", "百川人力", "云上楼宇", "松涛集团", "鹿鸣会展")


def put(house: House, *posts: Post) -> None:
    with house.database.begin() as session:
        put_posts(session, map(PostEntry, posts), actor=ACTOR, source="test", at=house.clock(), vault=house.vault)


def counts(house: House, posts: list[Post]) -> list[int | None]:
    with house.database.read() as session:
        return [get_post(session, post.id).n_employers_of_text for post in posts]


def decide(client: TestClient, id: str, decision: str, **more: Any) -> dict[str, Any]:
    answer = client.post(f"/v1/flags/{id}/decision", json={"decision": decision, **more})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def ranked(client: TestClient, query: str = "") -> dict[str, dict[str, Any]]:
    items = client.get(f"/v1/candidates/C1/matches?limit=50{query}").json()["items"]
    return {one["post_id"]: one for one in items}


def listed(client: TestClient, status: str) -> list[str]:
    return [one["post_id"] for one in client.get(f"/v1/flags?status={status}").json()["items"]]


@pytest.fixture
def town(client: TestClient) -> TestClient:
    client.put("/v1/candidates/C1", json=PROFILE)
    client.put("/v1/posts/P1", json=TRAP)
    client.put("/v1/posts/P2", json=GOOD)
    return client


def test_a_flagged_post_is_marked_with_its_signs_wherever_it_is_shown(town: TestClient, house: House) -> None:
    found = ranked(town)
    assert (found["P1"]["post"]["flagged"], found["P2"]["post"]["flagged"]) == (True, False)
    assert found["P1"]["post"]["flag_signs"] == ["要求求职者先交钱：“入职先交押金500元”。"]
    with house.database.read() as session:
        lines = [post_line(get_post(session, id), translation("zh")) for id in ("P1", "P2")]
    assert [line.startswith("⚑ 待核实 · ") for line in lines] == [True, False]


def test_an_open_flag_is_listed_with_the_words_it_was_set_for(town: TestClient) -> None:
    (flag,) = town.get("/v1/flags").json()["items"]
    assert (flag["post_id"], flag["status"], flag["employer"]) == ("P1", "open", "春晓软件")
    assert [(sign["code"], sign["words"]) for sign in flag["signs"]] == [("fee", "入职先交押金500元")]


def test_a_cleared_post_is_neither_marked_nor_held_back(town: TestClient) -> None:
    told = decide(town, "P1", "cleared", note="电话核实过")
    assert (told["status"], told["note"], told["decided_by"]) == ("cleared", "电话核实过", "local")
    found = ranked(town)
    reason = next(one for one in found["P1"]["reasons"] if one["code"] == "advert")
    assert (found["P1"]["post"]["flagged"], reason["status"], reason["contribution"]) == (False, "met", 0.0)
    assert reason["sentence"] == "工作人员核实过这条招聘信息，没有问题。"
    assert (listed(town, "open"), listed(town, "cleared")) == ([], ["P1"])


def test_a_confirmed_trap_is_in_no_list(town: TestClient) -> None:
    decide(town, "P1", "confirmed")
    assert set(ranked(town)) == {"P2"}
    blocked = ranked(town, "&include=blocked")["P1"]
    reason = next(one for one in blocked["reasons"] if one["code"] == "advert")
    assert (blocked["blocked"], reason["hard"]) == (True, True)
    assert reason["sentence"].startswith("工作人员已认定这条招聘信息有问题")
    assert listed(town, "confirmed") == ["P1"]


def test_an_officer_may_call_an_unmarked_advert_a_trap(town: TestClient) -> None:
    told = decide(town, "P2", "confirmed")
    assert (told["status"], told["signs"]) == ("confirmed", [])
    assert set(ranked(town)) == {"P1"}


def test_a_verdict_taken_back_leaves_the_flag_open(town: TestClient) -> None:
    decide(town, "P1", "confirmed")
    assert decide(town, "P1", "reopened")["status"] == "open"
    assert ranked(town)["P1"]["post"]["flagged"] is True
    again = town.post("/v1/flags/P1/decision", json={"decision": "reopened"})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


def test_another_text_opens_a_cleared_flag_again(town: TestClient) -> None:
    decide(town, "P1", "cleared")
    town.put("/v1/posts/P1", json=TRAP | {"description": "入职先交押金800元"})
    assert listed(town, "open") == ["P1"]
    assert ranked(town)["P1"]["post"]["flagged"] is True


def test_a_text_put_right_takes_the_flag_away(town: TestClient) -> None:
    town.put("/v1/posts/P1", json=GOOD)
    assert listed(town, "open") == []


def test_a_decision_sent_again_under_its_key_is_taken_once(town: TestClient) -> None:
    key = {"Idempotency-Key": "d1"}
    first = town.post("/v1/flags/P1/decision", json={"decision": "cleared"}, headers=key)
    decide(town, "P1", "confirmed")
    again = town.post("/v1/flags/P1/decision", json={"decision": "cleared"}, headers=key)
    assert (again.json(), listed(town, "confirmed")) == (first.json(), ["P1"])
    back = {"Idempotency-Key": "d2"}
    reopened = town.post("/v1/flags/P1/decision", json={"decision": "reopened"}, headers=back)
    repeated = town.post("/v1/flags/P1/decision", json={"decision": "reopened"}, headers=back)
    assert (repeated.status_code, repeated.json()) == (200, reopened.json())
    other = town.post("/v1/flags/P1/decision", json={"decision": "reopened"}, headers=key)
    assert (other.status_code, other.json()["errors"][0]["field"]) == (422, "Idempotency-Key")


@pytest.mark.parametrize(
    ("id", "body", "status"),
    [
        pytest.param("P404", {"decision": "cleared"}, 404, id="no such post"),
        pytest.param("P1", {"decision": "deleted"}, 422, id="no such decision"),
        pytest.param("P1", {"decision": "cleared", "by": "me"}, 422, id="an unknown field"),
    ],
)
def test_a_decision_that_cannot_be_taken_is_refused(
    town: TestClient, id: str, body: dict[str, str], status: int
) -> None:
    assert town.post(f"/v1/flags/{id}/decision", json=body).status_code == status


def test_flags_page_by_cursor(client: TestClient) -> None:
    for n in range(5):
        client.put(f"/v1/posts/P{n}", json=TRAP)
    seen, cursor = list[str](), ""
    while True:
        page = client.get(f"/v1/flags?limit=2{cursor}").json()
        seen += [one["post_id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == [f"P{n}" for n in range(5)]
    assert client.get(f"/v1/flags?status=cleared{cursor}").status_code == 422  # of another list


def test_one_put_counts_the_copies_of_its_text_and_takes_all_of_them_in_anew(client: TestClient, house: House) -> None:
    posts = guards(*NAMES)
    for post in posts[:2]:
        client.put(f"/v1/posts/{post.id}", json={k: getattr(post, k) for k in ("title", "employer", "description")})
    assert counts(house, posts[:2]) == [None, None]
    put(house, *posts[2:7])
    client.put("/v1/posts/G7", json={"title": "保安", "employer": NAMES[7], "description": GUARDS})
    assert counts(house, posts) == [8] * 8
    assert sorted(listed(client, "open")) == [post.id for post in posts]
    client.put("/v1/candidates/C1", json=PROFILE)
    pairs = [client.get(f"/v1/candidates/C1/matches/{post.id}").json() for post in posts]
    held = [reason["status"] for told in pairs for reason in told["reasons"] if reason["code"] == "advert"]
    assert held == ["not_met"] * 8  # in the index too


def test_a_copy_that_goes_or_changes_is_no_longer_counted(client: TestClient, house: House) -> None:
    put(house, *guards(*NAMES))
    house.follower.work_off()
    client.delete("/v1/posts/G7")
    client.put("/v1/posts/G6", json=GOOD)
    house.follower.work_off()
    assert counts(house, guards(*NAMES[:7])) == [6] * 6 + [None]
    assert listed(client, "open") == []


def test_who_puts_one_post_does_not_wait_for_an_import(
    client: TestClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.flagging, "FEW", 3)  # not a mock: what counts as few
    put(house, *guards(*NAMES))
    client.put("/v1/posts/P1", json=TRAP)
    assert listed(client, "open") == []
    house.follower.work_off()
    assert len(listed(client, "open")) == len(NAMES) + 1


@pytest.mark.parametrize("many", [1, 500], ids=["compared with all", "looked up"])
def test_a_look_up_and_a_comparison_of_all_count_alike(
    house: House, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    # not a mock: the size from which all posts are compared
    monkeypatch.setattr(api.flagging, "MANY", many)
    posts = guards(*NAMES[:4])
    for post in posts:
        put(house, post)
        house.follower.follow_flags()
    assert counts(house, posts) == [4] * 4


def test_a_second_look_finds_nothing_to_do(house: House) -> None:
    put(house, *guards(*NAMES))
    for _ in range(3):
        house.follower.follow_flags()
    with house.database.read() as session:
        settled = latest_sequence(session)
    house.follower.follow_flags()
    with house.database.read() as session:
        assert latest_sequence(session) == settled


def test_the_commands_list_clear_confirm_and_reopen(run: Callable[..., Any], tmp_path: Path) -> None:
    rows = [f"P{n},春晓百货,店员,入职先交押金500元" for n in range(3)]
    (tmp_path / "posts.csv").write_text("\n".join(["岗位编号,单位名称,岗位名称,岗位描述", *rows]), encoding="utf-8")
    run("import", "posts", "posts.csv")
    assert run("traps", "list", "--limit", "1").out.splitlines()[1:] == [
        "    ⚑ It asks the applicant for money: “入职先交押金500元”.",
        "… and 2 more; --all lists them, --out FILE writes them",
    ]
    assert "Cleared" in run("traps", "clear", "P0", "--note", "打过13912345678核实").out
    assert "Confirmed" in run("traps", "confirm", "P1").out
    told = json.loads(run("traps", "list", "--status", "cleared", "--json").out)
    assert [(one["post_id"], one["note"]) for one in told["items"]] == [("P0", "打过〔已隐去〕核实")]
    assert "Open again" in run("traps", "reopen", "P1").out
    run("traps", "list", "--out", "flags.csv")
    lines = (tmp_path / "flags.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["post_id", "P1", "P2"]
    assert run("traps", "reopen", "P2").errors == "matcher: post P2: nobody has judged this advert as it stands\n"


@pytest.mark.parametrize(
    ("note", "said"),
    [
        pytest.param("长" * 20_001, "must have 20000 or fewer characters", id="too long"),
        pytest.param("打过电话\x07", "has a control character (U+0007); leave it out", id="a control character"),
    ],
)
def test_a_note_is_refused_at_the_command_line_as_over_http(
    run: Callable[..., Any], client: TestClient, note: str, said: str
) -> None:
    client.put("/v1/posts/P1", json=TRAP)
    over_http = client.post("/v1/flags/P1/decision", json={"decision": "cleared", "note": note})
    typed = run("traps", "clear", "P1", "--note", note)
    assert (over_http.status_code, over_http.json()["errors"][0]["message"]) == (422, said)
    assert (typed.status, typed.errors) == (1, f"matcher: --note: {said}\n")


def test_a_blank_note_is_none_at_the_command_line_too(run: Callable[..., Any], client: TestClient) -> None:
    client.put("/v1/posts/P1", json=TRAP)
    decide(client, "P1", "cleared", note="  ")
    assert json.loads(run("traps", "list", "--status", "cleared", "--json").out)["items"][0]["note"] is None
    told = json.loads(run("traps", "clear", "P1", "--note", "  ", "--json").out)
    assert told["note"] is None
