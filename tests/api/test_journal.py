"""The log as officers and auditors ask for it: on the command line and over HTTP."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.house import House
from data import log
from matcher.outreach.situation import in_local_time
from matcher.records import Actor
from models import Encoder
from tests.api.signed_in import signed_in

LI, WANG = Actor("li", "caseworker", "历下区"), Actor("wang", "admin")


def note(house: House, actor: Actor, action: str, noun: str, id: str | None, **details: Any) -> None:
    at = house.clock() + timedelta(days=details.pop("days", 0))
    with house.database.begin() as session:
        log.record(session, actor=actor, action=action, noun=noun, id=id, details=details, at=at)


@pytest.fixture
def told(house: House) -> House:
    house.database.clock = None  # lines of several days
    note(house, LI, "reveal", "candidate", "C1", purpose="电话通知面试")
    note(house, LI, "put", "post", "P1", days=1)
    note(house, WANG, "find", "candidate", None, people=["C1", "C2"], days=2)
    note(house, WANG, "decide", "link", "L1", days=3)
    return house


@pytest.fixture
def client(told: House) -> Iterator[TestClient]:
    with signed_in(told) as client:
        yield client


def numbers(client: TestClient, **asked: Any) -> list[int]:
    answer = client.get("/v1/log", params=asked)
    assert answer.status_code == 200, answer.text
    return [one["sequence"] for one in answer.json()["items"]]


def test_lines_are_listed_the_newest_first_page_by_page(client: TestClient) -> None:
    first = client.get("/v1/log", params={"limit": 3}).json()
    second = client.get("/v1/log", params={"limit": 3, "cursor": first["next_cursor"]}).json()
    assert [one["sequence"] for one in first["items"] + second["items"]] == [4, 3, 2, 1]
    assert second["next_cursor"] is None
    assert second["items"][0]["purpose"] == "电话通知面试"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"action": "reveal"}, [1]),
        ({"actor": "wang"}, [4, 3]),
        ({"noun": "candidate"}, [3, 1]),
        ({"id": "C1"}, [3, 1]),
        ({"id": "C2"}, [3]),
        ({"id": "P1"}, [2]),
        ({"id": "C1", "action": "find"}, [3]),
    ],
)
def test_lines_are_found_by_what_is_asked(client: TestClient, asked: dict[str, str], found: list[int]) -> None:
    assert numbers(client, **asked) == found


def test_days_are_those_of_the_city_and_both_included(client: TestClient, told: House) -> None:
    day = in_local_time(told.clock(), told.outreach).date() + timedelta(days=1)
    assert numbers(client, since=day.isoformat(), until=day.isoformat()) == [2]


def test_a_stated_day_dates_no_line(tmp_path: Path, new_house: Callable[..., House], tiny: Encoder) -> None:
    """Else whoever states another day could say that something was done then."""
    house = new_house(tmp_path, tiny)
    house = replace(house, settings=house.settings.model_copy(update={"today": date(2023, 9, 1)}))
    signed_in(house).put("/v1/candidates/C1", json={"wish": "会计"})
    with house.database.read() as session:
        (line,) = [one for one in log.entries(session) if one.action == "put"]
    assert abs(house.clock() - line.at) < timedelta(minutes=5)


def test_whoever_was_forgotten_is_not_found_and_not_named(client: TestClient, told: House) -> None:
    with told.database.begin() as session:
        log.forget_name(session, "candidate", "C1")
    assert numbers(client, id="C1") == []
    assert "C1" not in client.get("/v1/log").text
    assert client.get("/v1/log/verify").json()["ok"] is True


def test_the_service_tells_what_is_wrong_in_words(client: TestClient, told: House) -> None:
    with told.database.begin() as session:
        session.execute(text("DROP TRIGGER log_no_update"))
        session.execute(text("UPDATE log SET actor_id = 'zhang' WHERE id = 2"))
    answer = client.get("/v1/log/verify", headers={"Accept-Language": "zh"}).json()
    assert (answer["ok"], answer["entries"], answer["n_faults"]) == (False, 4, 1)
    assert answer["faults"] == [{"what": "changed", "sequence": 2, "last": None, "sentence": "第 2 条被改动"}]


def test_a_head_that_is_none_is_refused_by_name(client: TestClient) -> None:
    answer = client.get("/v1/log/verify", params={"head": "7"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "head")


Run = Callable[..., Any]  # types one command; tells status, out, errors


@pytest.fixture
def noted(run: Run, tmp_path: Path) -> Run:
    """Commands in an installation that has a few lines in its log."""
    people = "编号,姓名,手机号,出生日期\nC1,秦雷,13800009999,2001-01-01\n"
    (tmp_path / "candidates.csv").write_text(people, encoding="utf-8")
    assert run("import", "candidates", "candidates.csv").status == 0
    assert run("find", "C1").status == 0
    return run


def test_the_commands_list_verify_and_give_what_to_write_down(noted: Run) -> None:
    listed = noted("log", "list", "--id", "C1", "--json")
    newest = json.loads(listed.out)["items"][0]
    assert (listed.status, newest["action"], newest["origin"]) == (0, "find", "cli")
    head = noted("log", "head").out.strip()
    verified = noted("log", "verify", "--json", "--head", head)
    assert (verified.status, json.loads(verified.out)) == (0, {"ok": True, "entries": int(head.partition(":")[0])})


def test_the_command_fails_where_the_log_was_cut(noted: Run, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "var" / "matcher.db", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER log_no_delete")
        last = connection.execute("SELECT max(id) FROM log").fetchone()[0]
        connection.execute("DELETE FROM log WHERE id = ?", (last,))
    verified = noted("log", "verify")
    assert (verified.status, f"entry {last} is missing" in verified.out) == (1, True)
    assert json.loads(noted("log", "verify", "--json").out)["ok"] is False
