"""What follows a traineeship without a contract, over HTTP and by command; courses for a person."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.house import House
from data import log
from tests.api.test_imports import bring

CODE = "91350100M000100Y43"
FIRST, SECOND, THIRD = "11010519491231002X", "370102199901011552", "370102199901011579"
PEOPLE = (
    "编号,姓名,身份证号,专业,求职意向,居住区县\n"
    f"001,测试甲,{FIRST},机械制造,数控编程,历下区\n"
    f"002,测试乙,{SECOND},会计,会计,历城区\n"
    f"003,测试丙,{THIRD},护理,护理,历下区\n"
)
EMPLOYERS = f"单位名称,统一社会信用代码\n甲公司,{CODE}\n"
# the day is 2023-09-01: the first is over the grace of 30 days since 2023-08-30, the second within it, the third kept
PLACEMENTS = (
    "编号,身份证号,统一社会信用代码,协议日期,开始日期,计划结束,合同日期\n"
    f"JX1,{FIRST},{CODE},2023-01-20,2023-02-01,2023-07-31,\n"
    f"JX2,{SECOND},{CODE},2023-01-20,2023-02-16,2023-08-15,\n"
    f"JX3,{THIRD},{CODE},2023-01-20,2023-02-01,2023-07-31,2023-08-01\n"
)
COURSES = (
    "课程编号,课程名称,培训内容,开班日期,地点,名额\n"
    "K1,数控编程与加工,数控车床编程,2023-09-10,历下区,20\n"
    "K2,养老护理,老年人照护,2023-09-10,历下区,30\n"
    "K3,数控编程与加工,数控车床编程,2023-08-31,历下区,20\n"
)
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def city(house: House, tmp_path: Path) -> House:
    """Three people whose traineeships ended: due, within the grace, and retained."""
    for kind, text in (("candidates", PEOPLE), ("employers", EMPLOYERS), ("placements", PLACEMENTS)):
        assert bring(house, tmp_path, kind, text).n_rejected == 0  # type: ignore[arg-type]  # the kinds by name
    assert bring(house, tmp_path, "courses", COURSES).n_rejected == 0
    return house


def followed(client: TestClient, asked: str = "") -> list[str]:
    return [one["placement_id"] for one in client.get(f"/v1/aftercare?{asked}").json()["items"]]


def test_those_without_a_contract_are_listed_the_longest_ended_first(city: House, client: TestClient) -> None:
    assert followed(client) == ["JX1", "JX2"]
    assert followed(client, "which=due") == ["JX1"]
    first = client.get("/v1/aftercare", headers=ENGLISH).json()["items"][0]
    assert (first["ended_on"], first["grace_until"], first["candidate_id"]) == ("2023-07-31", "2023-08-30", "001")
    assert first["next_step"] == "ask what the person wants: posts, start-up services or training"


def test_the_list_keeps_to_a_district_and_goes_on_after_its_cursor(city: House, client: TestClient) -> None:
    assert followed(client, "district=历城") == ["JX2"]
    first = client.get("/v1/aftercare?limit=1").json()
    assert followed(client, f"limit=1&cursor={first['next_cursor']}") == ["JX2"]


def test_what_somebody_wants_decides_the_next_step(city: House, client: TestClient) -> None:
    answer = client.put("/v1/aftercare/JX1", json={"wants": "startup"}, headers=ENGLISH).json()
    assert answer["next_step"] == "offer the start-up services"
    assert answer["services"] == ["项目开发", "融资支持", "场地便利", "跟踪扶持"]


def test_what_the_files_know_of_what_came_after_is_told(city: House, client: TestClient, tmp_path: Path) -> None:
    spells = f"身份证号,参保单位,参保起\n{FIRST},乙公司,2023-08-20\n"
    assert bring(city, tmp_path, "employment", spells).n_rejected == 0  # type: ignore[arg-type]  # the kinds by name
    header = PLACEMENTS.partition("\n")[0]
    again = f"JX4,{SECOND},{CODE},2023-08-20,2023-08-25,2024-02-24,"
    assert bring(city, tmp_path, "placements", f"{header}\n{again}\n").n_rejected == 0
    hints = [one["hint"] for one in client.get("/v1/aftercare", headers=ENGLISH).json()["items"]]
    assert hints == ["insured with 乙公司 since 2023-08-20", "in another traineeship since 2023-08-25"]


def test_an_outcome_takes_somebody_off_the_list_and_is_counted(city: House, client: TestClient) -> None:
    answer = client.put("/v1/aftercare/JX1", json={"wants": "posts", "outcome": "employed"})
    assert (answer.status_code, answer.json()["outcome_on"]) == (200, "2023-09-01")
    told = client.get("/v1/aftercare").json()
    assert [one["placement_id"] for one in told["items"]] == ["JX2"]
    counts = {name: told[name] for name in ("n_followed", "n_due", "n_done", "n_by_outcome")}
    assert counts == {"n_followed": 2, "n_due": 0, "n_done": 1, "n_by_outcome": {"employed": 1}}
    assert followed(client, "which=done") == ["JX1"]
    with city.database.read() as session:
        assert log.entries(session)[-1].action == "follow"


@pytest.mark.parametrize(
    ("id", "body", "status"),
    [
        pytest.param("JX9", {"wants": "posts"}, 404, id="nobody"),
        pytest.param("JX3", {"wants": "posts"}, 409, id="retained"),
        pytest.param("JX1", {"outcome": "employed", "outcome_on": "2023-07-01"}, 422, id="before the end"),
        pytest.param("JX1", {"wants": "money"}, 422, id="no such step"),
    ],
)
def test_what_cannot_be_is_refused(city: House, client: TestClient, id: str, body: dict[str, str], status: int) -> None:
    assert client.put(f"/v1/aftercare/{id}", json=body).status_code == status


def test_courses_are_ranked_for_a_person_without_those_begun(city: House, client: TestClient) -> None:
    items = client.get("/v1/candidates/001/courses").json()["items"]
    assert [(one["id"], one["nearness"], one["seats"]) for one in items] == [("K1", "near", 20), ("K2", "near", 30)]
    assert client.get("/v1/candidates/009/courses").status_code == 404


def refuse_matching(client: TestClient, id: str) -> None:
    body = client.get(f"/v1/candidates/{id}").json()
    assert client.put(f"/v1/candidates/{id}", json=body | {"ranking_consent": False}).status_code == 200


def test_no_courses_are_ranked_for_whoever_refused_that_unless_the_person_asks(city: House, client: TestClient) -> None:
    refuse_matching(client, "001")
    refused = client.get("/v1/candidates/001/courses", headers=ENGLISH)
    assert refused.status_code == 409
    assert "does not want to be matched automatically" in refused.json()["detail"]
    assert len(client.get("/v1/candidates/001/courses?at_request=true").json()["items"]) == 2
    with city.database.read() as session:
        line = log.newest(session)
    assert line is not None
    assert (line.action, line.id) == ("match at request", "001")
    assert client.get("/v1/candidates/002/courses").status_code == 200


@pytest.fixture
def typed(run: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Commands over a database with the same three people."""
    files = {"candidates": PEOPLE, "employers": EMPLOYERS, "placements": PLACEMENTS, "courses": COURSES}
    for kind, text in files.items():
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
        run("import", kind, f"{kind}.csv")
    return run


def test_the_list_by_command(typed: Callable[..., Any]) -> None:
    told = typed("aftercare", "list").out
    assert "JX1 · 001 · 历下区 · ended on 2023-07-31 · to be asked now\n" in told
    assert "JX2 · 002 · 历城区 · ended on 2023-08-15 · a contract can still count until 2023-09-14\n" in told
    assert "2 followed, 1 of them due, 0 with an outcome" in told
    found = json.loads(typed("aftercare", "list", "--due", "--json").out)
    assert [one["placement_id"] for one in found["items"]] == ["JX1"]


def test_what_is_recorded_by_command_keeps_no_number_of_a_person(typed: Callable[..., Any]) -> None:
    note = "电话13800138000已通知"
    done = typed("aftercare", "note", "--placement", "JX1", "--wants", "training", "--note", note, "--json")
    assert "13800138000" not in json.loads(done.out)["note"]
    assert (
        typed("aftercare", "note", "--placement", "JX1", "--outcome", "training").out == "JX1: recorded, in training\n"
    )
    assert "  in training: 1\n" in typed("aftercare", "list").out


def test_courses_by_command(typed: Callable[..., Any]) -> None:
    told = typed("aftercare", "courses", "--candidate", "001").out.splitlines()
    assert told[0].split()[:3] == ["rank", "course", "name"]
    assert told[1].split()[:3] == ["1", "K1", "数控编程与加工"]
    found = json.loads(typed("aftercare", "courses", "--candidate", "001", "--json").out)
    assert len(found["items"]) == 2


def test_courses_by_command_only_where_the_person_asks(typed: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "no.csv").write_text(f"编号,姓名,身份证号,同意自动匹配\n001,测试甲,{FIRST},否\n", encoding="utf-8")
    assert typed("import", "candidates", "no.csv").status == 0
    refused = typed("aftercare", "courses", "--candidate", "001")
    assert (refused.status, "--at-request" in refused.errors) == (1, True)
    assert "K1" in typed("aftercare", "courses", "--candidate", "001", "--at-request").out
