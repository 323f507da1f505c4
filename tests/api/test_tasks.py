"""Open tasks over HTTP and at the command line: listed, settled by what is stored, closed by persons, forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.house import House
from data import log
from data.store import add_attempts, delete_candidate, iter_sealed, merge_candidates, put_placements, tasks_done
from matcher.records import (
    Attempt,
    Candidate,
    CandidateEntry,
    Channel,
    ContactResult,
    LegalBasis,
    Person,
    Placement,
    PlacementEntry,
)
from tests.api.outreach_office import LI, MORNING, fill
from tests.api.signed_in import signed_in

CALL_BACK = {"channel": "phone", "result": "call_back", "call_back_on": "2023-09-04"}
INTERESTED = {"channel": "phone", "result": "interested", "post_id": "P1", "note": "问 13800001111"}
STARTED = {"channel": "phone", "result": "started", "post_id": "P1"}
WRONG = {"channel": "phone", "result": "wrong_number"}


@pytest.fixture
def office(house: House) -> House:
    return fill(house, 4)


@pytest.fixture
def desk(office: House) -> TestClient:
    return signed_in(office, headers={"accept-language": "en"})


def tell(desk: TestClient, id: str, body: dict[str, Any]) -> str:
    answer = desk.post(f"/v1/outreach/{id}/attempts", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def listed(desk: TestClient, **asked: Any) -> Any:
    answer = desk.get("/v1/outreach/tasks", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def done(desk: TestClient, id: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
    return desk.post(f"/v1/outreach/tasks/{id}/done", json=body or {}, headers=headers)


def test_a_task_says_for_whom_what_since_when_and_by_when(desk: TestClient) -> None:
    attempt = tell(desk, "C1", INTERESTED)
    page = listed(desk)
    assert (page["as_of"], page["n"], page["n_overdue"], page["next_cursor"]) == ("2023-09-01", 1, 0, None)
    (one,) = page["items"]
    assert one == {
        "id": f"introduce-{attempt}",
        "task": "introduce",
        "text": "introduce the person to the employer",
        "candidate_id": "C1",
        "name": "王**",
        "phone": "138****0001",
        "district": "历下区",
        "post_id": "P1",
        "post": "会计 · 安泰物业",
        "since": "2023-09-01",
        "due_on": "2023-09-05",
        "overdue": False,
        "caseworker": None,
        "told_by": one["told_by"],
        "note": one["note"],
    }
    assert "13800001111" not in one["note"]


def test_a_task_whose_day_is_past_is_overdue(office: House, desk: TestClient) -> None:
    at = MORNING - timedelta(days=4)  # a Monday; two working days later is Wednesday 30 August
    late = Attempt("A1", "C2", Channel.PHONE, at, ContactResult.INTERESTED, LegalBasis.CONSENT, actor=LI, post_id="P1")
    tell(desk, "C1", INTERESTED)
    with office.database.begin() as session:
        add_attempts(session, [late])
    page = listed(desk)
    assert [(one["candidate_id"], one["due_on"], one["overdue"]) for one in page["items"]] == [
        ("C2", "2023-08-30", True),
        ("C1", "2023-09-05", False),
    ]
    assert (page["n"], page["n_overdue"]) == (2, 1)


def test_what_is_due_first_comes_first_page_by_page(desk: TestClient) -> None:
    tell(desk, "C1", STARTED)  # by Wednesday
    tell(desk, "C2", INTERESTED)  # by Tuesday
    tell(desk, "C3", CALL_BACK)  # on Monday
    first = listed(desk, limit=2)
    rest = listed(desk, limit=2, cursor=first["next_cursor"])
    kinds = [one["task"] for one in (*first["items"], *rest["items"])]
    assert (kinds, rest["next_cursor"]) == (["call_back", "introduce", "propose_placement"], None)


def test_a_page_goes_on_where_the_one_before_ended_though_its_last_task_was_closed(desk: TestClient) -> None:
    tell(desk, "C1", INTERESTED)
    tell(desk, "C2", STARTED)
    first = listed(desk, limit=1)
    assert done(desk, first["items"][0]["id"]).status_code == 201
    rest = listed(desk, limit=1, cursor=first["next_cursor"])
    assert [one["task"] for one in rest["items"]] == ["propose_placement"]


def test_tasks_keep_to_a_district_and_to_a_caseworker(office: House, desk: TestClient) -> None:
    tell(desk, "C1", INTERESTED)
    tell(desk, "C2", INTERESTED)
    desk.put("/v1/candidates/C2", json={"home_district": None, "wish": "会计"})
    given = {"caseworker": "wang", "candidate_ids": ["C1"]}
    assert desk.post("/v1/outreach/caseloads", json=given).status_code == 200
    asked = ({"district": "历下"}, {"district": "none"}, {"caseworker": "wang"}, {"caseworker": "li"})
    found = [{one["candidate_id"] for one in listed(desk, **one)["items"]} for one in asked]
    assert found == [{"C1"}, {"C2"}, {"C1"}, set()]


def test_what_is_stored_closes_a_task(office: House, desk: TestClient) -> None:
    for id, body in (
        ("C1", INTERESTED),
        ("C2", STARTED),
        ("C3", WRONG),
        ("C4", CALL_BACK | {"call_back_on": "2023-09-01"}),
    ):
        tell(desk, id, body)
    assert {one["candidate_id"] for one in listed(desk)["items"]} == {"C1", "C2", "C3", "C4"}
    office.clock.wait(hours=1)  # type: ignore[attr-defined]  # the office's day is fixed: what comes later is later in it
    applied = {"candidate_id": "C1", "post_id": "P1", "event": "applied"}
    assert desk.post("/v1/feedback", json=applied).status_code == 200
    trainee = Placement("T1", "C2", "E1", starts_on=date(2023, 9, 4), planned_end_on=date(2024, 2, 29))
    with office.database.begin() as session:
        at = office.clock()
        put_placements(session, [PlacementEntry(trainee)], actor=LI, source="t", at=at, vault=office.vault)
        number = CandidateEntry(Candidate("C3"), Person(phone="13912345678"))
        merge_candidates(session, [number], actor=LI, source="t", at=at, vault=office.vault)
    tell(desk, "C4", {"channel": "phone", "result": "reached"})
    assert listed(desk)["items"] == []


def test_a_person_closes_a_task_once(office: House, desk: TestClient) -> None:
    task = f"introduce-{tell(desk, 'C1', INTERESTED)}"
    closed = done(desk, task, {"note": "已告知单位，电话13800001111"})
    assert (closed.status_code, closed.json()["id"], closed.json()["candidate_id"]) == (201, task, "C1")
    assert listed(desk)["items"] == []
    again = done(desk, task)
    assert (again.status_code, "closed this task on 2023-09-01" in again.json()["detail"]) == (409, True)
    with office.database.read() as session:
        kept = tasks_done(session, [task], vault=office.vault)[task]
        lines = [one for one in log.entries(session, limit=10_000) if one.action == "close_task"]
    assert kept.actor.id == closed.json()["actor_id"]
    assert kept.note is not None
    assert kept.note.startswith("已告知单位")
    assert "13800001111" not in kept.note
    assert [(one.id, one.details) for one in lines] == [("C1", {"task": task})]


def test_the_same_request_closes_once_and_is_answered_alike(desk: TestClient) -> None:
    task = f"introduce-{tell(desk, 'C1', INTERESTED)}"
    key = {"Idempotency-Key": "monday-1"}
    first = done(desk, task, **key)
    assert (first.status_code, done(desk, task, **key).json()) == (201, first.json())
    assert done(desk, task, {"note": "别的"}, **key).status_code == 422


@pytest.mark.parametrize(
    ("id", "status"),
    [
        pytest.param("introduce-A0", 404, id="no such contact"),
        pytest.param("dance-{attempt}", 404, id="no such task"),
        pytest.param("ask_fact-{attempt}", 409, id="a task that never was"),
        pytest.param("call_back-{attempt}", 409, id="a call back"),
    ],
)
def test_what_cannot_be_closed_is_refused(desk: TestClient, id: str, status: int) -> None:
    attempt = tell(desk, "C1", CALL_BACK)
    assert done(desk, id.format(attempt=attempt)).status_code == status
    assert [one["task"] for one in listed(desk)["items"]] == ["call_back"]


def test_with_a_person_the_tasks_that_were_closed_are_forgotten(office: House, desk: TestClient) -> None:
    assert done(desk, f"introduce-{tell(desk, 'C1', INTERESTED)}").status_code == 201
    with office.database.begin() as session:
        delete_candidate(session, "C1", actor=LI, at=office.clock())
        assert list(iter_sealed(session, "task", vault=office.vault)) == []


PEOPLE = (
    "编号,姓名,手机号,出生日期,学历,毕业状态,院校类型,毕业日期,就业状态,居住区县,求职意向,同意推送,同意联系\n"
    "C1,王小甲,13812340001,1996-05-01,本科,毕业,普通高校,2023-06-30,失业,历下区,会计,是,是\n"
)
POSTS = "岗位编号,单位名称,岗位名称,工作地点,发布日期,截止日期\nP1,安泰物业,会计,济南·历下区,2023-07-01,2023-12-31\n"


@pytest.fixture
def typed(run: Callable[..., Any]) -> Callable[..., Any]:
    Path("people.csv").write_text(PEOPLE, encoding="utf-8")
    Path("posts.csv").write_text(POSTS, encoding="utf-8")
    assert run("import", "candidates", "people.csv").status == 0
    assert run("import", "posts", "posts.csv").status == 0
    told = ("--channel", "phone", "--result", "interested", "--post", "P1", "--note", "下周二面谈")
    assert run("outreach", "attempt", "--candidate", "C1", *told).status == 0
    return run


def test_the_command_lists_what_was_promised_to_whom_by_when(typed: Callable[..., Any]) -> None:
    first, what, who, told, note = typed("outreach", "tasks", "--district", "历下区").out.splitlines()
    assert first == "As of 2023-09-01: 1 to be done, 0 of them overdue."
    assert what == "  2023-09-05  introduce the person to the employer · 会计 · 安泰物业 · P1"
    assert who.strip() == "王** · 138****0001 · 历下区 · C1"
    assert told.strip().startswith("since 2023-09-01, told by ")
    assert "in charge: nobody's: of the district; introduce-A" in told
    assert note.strip() == "“下周二面谈”"


def test_the_command_closes_a_task(typed: Callable[..., Any]) -> None:
    (one,) = json.loads(typed("outreach", "tasks", "--json").out)["items"]
    assert typed("outreach", "done", one["id"], "--note", "已介绍").out == f"{one['id']}: closed\n"
    assert json.loads(typed("outreach", "tasks", "--json").out)["items"] == []
    again = typed("outreach", "done", one["id"])
    assert (again.status, "closed this task" in again.errors) == (1, True)


def test_a_wrong_number_is_asked_for_until_a_file_brings_another(typed: Callable[..., Any]) -> None:
    wrong = ("--candidate", "C1", "--channel", "phone", "--result", "wrong_number")
    assert typed("outreach", "attempt", *wrong).status == 0
    asked = ("outreach", "tasks", "--json")
    left = [one["task"] for one in json.loads(typed(*asked).out)["items"]]
    assert "ask_other_source" in left
    Path("people.csv").write_text(PEOPLE.replace("13812340001", "13912340001"), encoding="utf-8")
    assert typed("import", "candidates", "people.csv").status == 0
    assert [one["task"] for one in json.loads(typed(*asked).out)["items"]] == [
        one for one in left if one != "ask_other_source"
    ]
