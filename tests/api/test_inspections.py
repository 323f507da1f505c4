"""Inspections of employers over HTTP and by command, what persons decide on them, and what a removal does to posts."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.house import House
from data import log
from tests.api.test_imports import bring, reasons

CODE, OTHER_CODE = "91350100M000100Y43", "91370100MA3C1GJ42A"
FIRST, SECOND = "11010519491231002X", "370102199901011552"
EMPLOYERS = (
    "单位名称,统一社会信用代码,所在区县,认定日期\n"
    f"甲公司,{CODE},历下区,2020-05-20\n"
    f"乙公司,{OTHER_CODE},历城区,2022-09-02\n"
)
PLACEMENTS = (
    "编号,身份证号,统一社会信用代码,协议日期,开始日期,计划结束,带教老师,保险日期,合同日期\n"
    f"JX1,{FIRST},{OTHER_CODE},2023-01-20,2023-02-01,2023-07-31,孙师傅,2023-02-01,2023-08-01\n"
)
POSTS = "岗位编号,单位名称,统一社会信用代码,岗位名称,需求人数,发布日期\n"
NEW_POST = {"title": "测试员", "employer": "甲公司", "employer_uscc": CODE, "published_on": "2023-08-20"}
REMOVAL = {"standing": "removed", "reasons": ["idle"], "effective_on": "2023-08-15", "note": "连续两年未开展见习"}
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def city(house: House, tmp_path: Path) -> House:
    """Two employers: one idle since its recognition in 2020, one with a traineeship that ended in a contract."""
    people = f"编号,姓名,身份证号\n001,测试甲,{FIRST}\n002,测试乙,{SECOND}\n"
    bring(house, tmp_path, "candidates", people)
    bring(house, tmp_path, "employers", EMPLOYERS)
    assert bring(house, tmp_path, "placements", PLACEMENTS).n_rejected == 0
    posts = POSTS + f"P1,乙公司,{OTHER_CODE},测试员,3,2023-03-01\nP2,甲公司,{CODE},测试员,2,2023-03-01\n"
    bring(house, tmp_path, "posts", posts)
    return house


def listed(client: TestClient, which: str) -> list[str]:
    return [one["employer_id"] for one in client.get(f"/v1/employers/inspections?which={which}").json()["items"]]


def test_the_idle_employer_is_proposed_with_reason_and_clause(city: House, client: TestClient) -> None:
    (found,) = client.get("/v1/employers/inspections?which=proposed", headers=ENGLISH).json()["items"]
    assert (found["employer_id"], found["is_idle"], found["edition"]) == (CODE, True, "jinan-2023")
    ground = found["proposal"][0]
    assert ground["sentence"] == "recognised on 2020-05-20 and no traineeship on file: 2 years running"
    assert (ground["fault"], ground["clause"]) == ("idle", "济人社字〔2023〕15号 二(四)")


def test_what_is_due_depends_on_the_day_asked_for(city: House, client: TestClient) -> None:
    # 乙公司 was recognised on 2022-09-02: due on 2023-09-02, the day after the one of the tests
    assert listed(client, "due") == [CODE]
    answer = client.get("/v1/employers/inspections?which=due&as_of=2023-09-02").json()
    assert [one["employer_id"] for one in answer["items"]] == [CODE, OTHER_CODE]


def test_the_list_goes_on_after_its_cursor_and_keeps_to_a_district(city: House, client: TestClient) -> None:
    first = client.get("/v1/employers/inspections?which=all&limit=1").json()
    assert (first["n"], first["items"][0]["employer_id"]) == (2, CODE)
    second = client.get(f"/v1/employers/inspections?which=all&limit=1&cursor={first['next_cursor']}").json()
    assert ([one["employer_id"] for one in second["items"]], second["next_cursor"]) == ([OTHER_CODE], None)
    of_district = client.get("/v1/employers/inspections?which=all&district=历城").json()["items"]
    assert [one["employer_id"] for one in of_district] == [OTHER_CODE]


def test_the_facts_of_one_employer(city: House, client: TestClient) -> None:
    facts = client.get(f"/v1/employers/{OTHER_CODE}/inspection").json()
    assert [one["traineeships"] for one in facts["years"]] == [1, 0]
    assert (facts["last_practice_on"], facts["unmet"], facts["placements_reviewed"]) == ("2023-07-31", [], 1)
    assert (facts["retention"][0]["retained"], facts["retention"][0]["percent"]) == (1, "100.0")
    assert (facts["open_adverts"], facts["open_openings"]) == (1, 3)


def test_facts_of_nobody_are_not_found(city: House, client: TestClient) -> None:
    assert client.get("/v1/employers/E9/inspection").status_code == 404


def test_a_failed_inspection_proposes_and_does_not_remove(city: House, client: TestClient) -> None:
    body = {"outcome": "failed", "faults": ["management"], "note": "无带教制度"}
    answer = client.post(f"/v1/employers/{OTHER_CODE}/inspections", json=body)
    assert (answer.status_code, answer.json()["on"], answer.json()["edition"]) == (201, "2023-09-01", "jinan-2023")
    facts = client.get(f"/v1/employers/{OTHER_CODE}/inspection").json()
    assert ([one["fault"] for one in facts["proposal"]], facts["is_removed"]) == (["management"], False)
    with city.database.read() as session:
        assert log.entries(session)[-1].action == "inspect"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({"outcome": "failed"}, "faults", id="failed for nothing"),
        pytest.param({"outcome": "passed", "on": "2023-09-02"}, "inspected_on", id="still to come"),
    ],
)
def test_an_inspection_that_contradicts_itself_is_refused(
    city: House, client: TestClient, body: dict[str, Any], field: str
) -> None:
    answer = client.post(f"/v1/employers/{CODE}/inspections", json=body)
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, [field])


def test_a_removal_ends_the_proposal_and_says_what_is_still_open(city: House, client: TestClient) -> None:
    assert client.post(f"/v1/employers/{CODE}/standing", json=REMOVAL).status_code == 201
    assert listed(client, "proposed") == []
    facts = client.get(f"/v1/employers/{CODE}/inspection", headers=ENGLISH).json()
    assert (facts["is_removed"], facts["removed_since"], facts["is_due"]) == (True, "2023-08-15", False)
    assert facts["note"] == "the employer is removed and nobody can be placed in its open posts: close them"
    assert [one["reasons"] for one in facts["decisions"]] == [["idle"]]


def test_an_employer_kept_is_no_longer_proposed(city: House, client: TestClient) -> None:
    body = {"standing": "kept", "note": "疫情期间停止接收，已提交计划"}
    assert client.post(f"/v1/employers/{CODE}/standing", json=body).status_code == 201
    assert listed(client, "proposed") == []


def test_a_decision_that_says_not_why_is_refused(city: House, client: TestClient) -> None:
    assert client.post(f"/v1/employers/{CODE}/standing", json={"standing": "removed"}).status_code == 422
    assert client.post(f"/v1/employers/{CODE}/standing", json={"standing": "restored", "note": "x"}).status_code == 409


def test_a_new_post_of_an_employer_removed_is_refused(city: House, client: TestClient) -> None:
    client.post(f"/v1/employers/{CODE}/standing", json=REMOVAL)
    answer = client.put("/v1/posts/P9", json=NEW_POST, headers=ENGLISH)
    assert answer.status_code == 409
    assert answer.json()["detail"].endswith("the employer is removed: it offers no new posts from 2023-08-15 on")


@pytest.mark.parametrize(
    ("id", "changes"),
    [
        pytest.param("P2", {"published_on": "2023-03-01", "headcount": 1}, id="a post stored before, corrected"),
        pytest.param("P9", {"published_on": "2023-08-14"}, id="a post published the day before"),
        pytest.param("P9", {"employer": "甲公司", "employer_uscc": OTHER_CODE}, id="another unit of the same name"),
    ],
)
def test_other_posts_are_taken_in(city: House, client: TestClient, id: str, changes: dict[str, Any]) -> None:
    client.post(f"/v1/employers/{CODE}/standing", json=REMOVAL)
    assert client.put(f"/v1/posts/{id}", json=NEW_POST | changes).status_code in (200, 201)


def test_a_restored_employer_offers_posts_again(city: House, client: TestClient) -> None:
    client.post(f"/v1/employers/{CODE}/standing", json=REMOVAL)
    restored = {"standing": "restored", "effective_on": "2023-08-20", "note": "整改完成"}
    assert client.post(f"/v1/employers/{CODE}/standing", json=restored).status_code == 201
    assert client.put("/v1/posts/P9", json=NEW_POST).status_code == 201


def test_a_removal_from_a_later_day_refuses_nothing_yet(city: House, client: TestClient) -> None:
    client.post(f"/v1/employers/{CODE}/standing", json=REMOVAL | {"effective_on": "2023-09-02"})
    assert client.put("/v1/posts/P9", json=NEW_POST).status_code == 201


def test_a_file_brings_in_no_new_post_of_an_employer_removed(city: House, client: TestClient, tmp_path: Path) -> None:
    client.post(f"/v1/employers/{CODE}/standing", json=REMOVAL)
    rows = f"P2,甲公司,{CODE},测试员,2,2023-03-01\nP9,甲公司,{CODE},测试员,1,2023-08-20\n"
    result = bring(city, tmp_path, "posts", POSTS + rows)
    assert (result.n_stored, reasons(result)) == (1, [("3", "该单位已清退，不能再发布新岗位")])


def test_demonstration_units_come_with_their_formula(city: House, client: TestClient) -> None:
    answer = client.get("/v1/employers/demonstration", headers=ENGLISH).json()
    # 3 openings, the most of all: 1; of 4 checks one, no sign of a trap; city 1 of 1, so (1 + 5)/(1 + 5) = 1
    (found,) = answer["items"]
    assert (found["employer_id"], found["formula"]) == (
        OTHER_CODE,
        "(min(3/3, 1) + 1/4 + (1 + 5×1.0000)/(1 + 5))/3 = 0.750",
    )
    assert answer["formula"].startswith("score = ")


def test_an_employer_is_put_forward_by_a_person(city: House, client: TestClient) -> None:
    body = {"standing": "demonstration", "note": "岗位多、留用好"}
    client.post(f"/v1/employers/{OTHER_CODE}/standing", json=body)
    assert client.get(f"/v1/employers/{OTHER_CODE}/inspection").json()["is_demonstration"]


@pytest.fixture
def typed(run: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Commands over a database with the two employers and one traineeship."""
    (tmp_path / "单位.csv").write_text(EMPLOYERS, encoding="utf-8")
    run("import", "employers", "单位.csv")
    return run


def test_the_list_by_command_as_text_json_and_csv(typed: Callable[..., Any], tmp_path: Path) -> None:
    told = typed("employers", "inspections", "--proposed")
    assert f"{CODE} · 甲公司 · 历下区 · inspection due since 2021-05-20" in told.out
    assert "✗ no traineeships held: recognised on 2020-05-20 and no traineeship on file: 2 years running" in told.out
    found = json.loads(typed("employers", "inspections", "--due", "--json").out)
    assert ([one["employer_id"] for one in found["items"]], found["n"]) == ([CODE], 1)
    assert typed("employers", "inspections", "--out", "list.csv").status == 0
    with (tmp_path / "list.csv").open(encoding="utf-8-sig") as stream:
        assert [row[0] for row in csv.reader(stream)] == ["employer", CODE, OTHER_CODE]
    assert typed("employers", "inspections", "--out", "list.csv").status == 1


def test_an_inspection_and_a_decision_by_command(typed: Callable[..., Any]) -> None:
    done = typed("employers", "inspect", "--employer", CODE, "--outcome", "failed", "--fault", "idle")
    assert done.out == f"{CODE}: inspection of 2023-09-01 recorded, failed\n"
    done = typed("employers", "decide", "--employer", CODE, "--standing", "removed", "--reason", "idle")
    assert done.out == f"{CODE}: removed from 2023-09-01 on\n"
    facts = json.loads(typed("employers", "inspections", "--employer", CODE, "--json").out)["items"][0]
    assert (facts["is_removed"], facts["last_inspection"]["outcome"]) == (True, "failed")
    assert typed("employers", "decide", "--employer", CODE, "--standing", "removed").status == 1


def test_a_note_by_command_keeps_no_number_of_a_person(typed: Callable[..., Any]) -> None:
    note = "联系人13800138000已说明"
    done = typed("employers", "decide", "--employer", CODE, "--standing", "kept", "--note", note, "--json")
    assert "13800138000" not in json.loads(done.out)["note"]


def test_demonstration_by_command_says_that_there_is_none(typed: Callable[..., Any]) -> None:
    assert typed("employers", "demonstration").out == "There are none.\n"
    assert json.loads(typed("employers", "demonstration", "--json").out)["items"] == []
