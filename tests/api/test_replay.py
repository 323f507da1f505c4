"""A ranking is made again from its entry in the log: the same list, or what has changed since."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.forgetting import forget
from api.house import House
from data import log
from data.log.listing import Wanted, page
from data.tables import LogNameRow
from matcher.records import Actor, Role
from models import Encoder
from tests.api.conftest import TinyEncoder
from tests.api.signed_in import signed_in, token_for

WORDS = ["软件测试", "会计助理", "护理员", "行政文员", "机械加工", "平面设计", "电商客服", "园林绿化"]


@pytest.fixture
def city(client: TestClient) -> TestClient:
    for n, word in enumerate(WORDS):
        body = {"title": word, "employer": f"单位{n}", "description": f"从事{word}工作", "district": "历下区"}
        assert client.put(f"/v1/posts/P{n}", json=body).status_code < 300
    for n in (1, 2, 3):
        assert (
            client.put(f"/v1/candidates/C{n}", json={"wish": f"想做{WORDS[n]}", "skills": ["软件测试"]}).status_code
            < 300
        )
    return client


def ranked(client: TestClient, path: str = "/v1/candidates/C1/matches", **asked: Any) -> dict[str, Any]:
    answer = client.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def replayed(client: TestClient, id: str) -> dict[str, Any]:
    answer = client.get(f"/v1/rankings/{id}/replay", headers={"Accept-Language": "zh"})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def codes(told: dict[str, Any]) -> dict[str, list[str]]:
    return {one["code"]: one["ids"] for one in told["differences"]}


def test_where_nothing_changed_the_list_is_the_same(city: TestClient) -> None:
    told = replayed(city, ranked(city, limit=5)["list_id"])
    assert (told["same"], told["n_changed"], told["differences"]) == (True, 0, [])


def test_a_list_that_was_narrowed_is_narrowed_again(city: TestClient) -> None:
    told = ranked(city, limit=3, district="历下区", min_allowance=0, include="blocked")
    assert replayed(city, told["list_id"])["same"] is True


def test_candidates_for_a_post_are_replayed_too(city: TestClient, house: House) -> None:
    told = ranked(city, "/v1/posts/P1/candidates")
    assert replayed(city, told["list_id"])["same"] is True
    city.put("/v1/candidates/C2", json={"wish": "会计"})
    assert "C2" in codes(replayed(city, told["list_id"]))["changed"]
    with house.database.begin() as session:
        log.forget_name(session, "candidate", "C3")
    assert codes(replayed(city, told["list_id"]))["deleted"][0].startswith("~")


def test_what_a_district_was_shown_is_replayed_with_its_people_alone(city: TestClient, house: House) -> None:
    for n, district in ((1, "历下区"), (2, "历下区"), (3, "市中区")):
        city.put(f"/v1/candidates/C{n}", json={"wish": f"想做{WORDS[n]}", "home_district": district})
    token = token_for(house, "li", Role.CASEWORKER, district="历下区")
    told = ranked(TestClient(city.app, headers={"Authorization": f"Bearer {token}"}), "/v1/posts/P1/candidates")
    assert {one["candidate_id"] for one in told["items"]} == {"C1", "C2"}
    again = replayed(city, told["list_id"])
    assert (again["same"], again["differences"]) == (True, [])


def test_a_changed_candidate_is_told(city: TestClient) -> None:
    id = ranked(city)["list_id"]
    city.put("/v1/candidates/C1", json={"wish": "想做园林绿化"})
    told = replayed(city, id)
    assert told["same"] is False
    assert codes(told)["inputs"] == ["C1"]
    assert any(one["sentence"].startswith("名单所依据的记录已改动") for one in told["differences"])


def test_a_consent_that_changed_is_no_change_of_what_is_compared(city: TestClient) -> None:
    id = ranked(city)["list_id"]
    city.put("/v1/candidates/C1", json={"wish": f"想做{WORDS[1]}", "skills": ["软件测试"], "push_consent": True})
    told = replayed(city, id)
    assert (told["same"], told["differences"]) == (True, [])


def test_posts_that_matter_are_told_and_those_that_do_not_are_counted(city: TestClient) -> None:
    first = ranked(city, limit=2)
    shown = [one["post_id"] for one in first["items"]]
    other = next(f"P{n}" for n in range(len(WORDS)) if f"P{n}" not in shown)
    number = int(other[1:])
    body = {"title": WORDS[number], "employer": f"单位{number}", "description": f"从事{WORDS[number]}工作"}
    city.put(f"/v1/posts/{other}", json=body | {"district": "历下区", "headcount": 3})
    told = replayed(city, first["list_id"])
    assert (told["same"], told["n_changed"], told["differences"]) == (True, 1, [])
    city.delete(f"/v1/posts/{shown[0]}")
    told = replayed(city, first["list_id"])
    assert (told["same"], codes(told)["deleted"]) == (False, [shown[0]])


def test_a_post_outside_the_list_that_moves_others_is_told_by_them(city: TestClient) -> None:
    """How common a word is among all adverts counts in every score."""
    first = ranked(city, limit=2)
    shown = {one["post_id"] for one in first["items"]}
    other = next(f"P{n}" for n in range(len(WORDS)) if f"P{n}" not in shown)
    city.delete(f"/v1/posts/{other}")
    told = replayed(city, first["list_id"])
    assert (told["n_changed"], codes(told).keys() <= {"score", "elsewhere"}) == (1, True)


def test_a_new_post_in_the_list_is_told(city: TestClient) -> None:
    first = ranked(city, limit=20)
    body = {"title": WORDS[1], "employer": "新单位", "description": f"从事{WORDS[1]}工作", "district": "历下区"}
    city.put("/v1/posts/PN", json=body)
    told = replayed(city, first["list_id"])
    assert (told["same"], codes(told)["added"]) == (False, ["PN"])


def test_a_changed_post_in_the_list_is_told(city: TestClient) -> None:
    first = ranked(city)
    id = first["items"][0]["post_id"]
    city.put(f"/v1/posts/{id}", json={"title": "保洁员", "employer": "别的单位"})
    assert id in codes(replayed(city, first["list_id"]))["changed"]


def test_another_encoder_is_told(
    city: TestClient, house: House, tmp_path: Path, new_house: Callable[[Path, Encoder], House]
) -> None:
    told = ranked(city)
    house.spool.drain(house.database)
    other = new_house(tmp_path, TinyEncoder("another"))
    other.follower.work_off()
    with signed_in(other) as client:
        found = replayed(client, told["list_id"])["differences"]
    assert [(one["then"], one["now"]) for one in found if one["code"] == "encoder"] == [(TinyEncoder().id, "another")]


def test_a_profile_and_whoever_was_forgotten_cannot_be_replayed(city: TestClient, house: House) -> None:
    passing = city.post("/v1/matches", json={"profile": {"wish": "测试"}}).json()["list_id"]
    person = ranked(city)["list_id"]
    house.spool.drain(house.database)
    with house.database.begin() as session:
        log.forget_name(session, "candidate", "C1")
    assert city.get(f"/v1/rankings/{passing}/replay").status_code == 409
    assert city.get(f"/v1/rankings/{person}/replay").status_code == 409
    assert city.get("/v1/rankings/nothing/replay").status_code == 404


def test_the_entry_says_what_ranked_and_names_nobody_by_id(city: TestClient, house: House) -> None:
    told = ranked(city, limit=4)
    house.spool.drain(house.database)
    with house.database.read() as session:
        (entry,) = page(session, Wanted(action="rank", id="C1"))
    assert entry.id == told["list_id"]
    assert {"encoder", "ranker", "kinds", "rules", "sequence", "inputs", "as_of"} <= entry.details.keys()
    assert entry.details["posts"] == [one["post_id"] for one in told["items"]]
    assert city.get("/v1/log/verify").json()["ok"] is True


def test_a_killed_process_loses_no_ranking(
    city: TestClient, house: House, tmp_path: Path, new_house: Callable[[Path, Encoder], House]
) -> None:
    id = ranked(city)["list_id"]
    (path,) = (tmp_path / "var" / "rankings").glob("*.jsonl")
    copy = path.with_name("copy.jsonl")  # what a process that was killed leaves behind: nobody holds it
    copy.write_bytes(path.read_bytes() + b'[["half')
    assert path.stat().st_mode & 0o077 == 0
    other = new_house(tmp_path, TinyEncoder())
    assert other.spool.drain(other.database) == 1
    assert house.spool.drain(house.database) == 0  # there already: not twice
    assert list((tmp_path / "var" / "rankings").iterdir()) == []
    assert replayed(city, id)["same"] is True


def test_a_ranking_on_its_way_into_the_log_names_nobody_who_was_forgotten_meanwhile(
    city: TestClient, house: House, tmp_path: Path, new_house: Callable[[Path, Encoder], House]
) -> None:
    """A service at work keeps lines of some seconds; a person is forgotten by a command beside it."""
    city.put("/v1/candidates/C1234", json={"wish": WORDS[1]})
    lists = {id: ranked(city, f"/v1/candidates/{id}/matches")["list_id"] for id in ("C1", "C1234")}
    other = new_house(tmp_path, TinyEncoder())
    for id in lists:
        forget(other, id, actor=Actor("office", "admin"))
    after = ranked(city, "/v1/candidates/C2/matches")["list_id"]
    assert house.spool.drain(house.database) == 3
    with house.database.read() as session:
        names = list(session.execute(select(LogNameRow.person_id)).scalars())
        told = [entry.details["candidate_id"] for entry in page(session, Wanted(action="rank"))]
    assert [id for id in names if id in lists or "删除" in id] == []
    assert (told[0], [one[0] for one in told[1:]], len(set(told))) == ("C2", ["~", "~"], 3)
    assert city.get("/v1/log/verify").json()["ok"] is True
    assert [city.get(f"/v1/rankings/{id}/replay").status_code for id in (*lists.values(), after)] == [409, 409, 200]


Run = Callable[..., Any]


def test_the_command_replays_a_list_and_everybodys(run: Run, tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text(
        "岗位编号,单位名称,岗位名称\nP1,甲公司,软件测试\nP2,乙公司,会计\n", encoding="utf-8"
    )
    people = (
        "编号,姓名,手机号,出生日期,求职意向\nC1,秦雷,13800009999,2001-01-01,测试\nC2,秦明,13800009998,2001-01-02,会计\n"
    )
    (tmp_path / "candidates.csv").write_text(people, encoding="utf-8")
    assert run("import", "posts", "posts.csv").status == run("import", "candidates", "candidates.csv").status == 0
    one = json.loads(run("rank", "--candidate", "C1", "--json").out)["list_id"]
    post = json.loads(run("rank", "--post", "P1", "--json").out)["list_id"]
    everybody = json.loads(run("rank", "--all", "--out", "all.csv", "--json").out)["list_id"]
    for id in (one, post, everybody):
        assert json.loads(run("replay", id, "--json").out)["same"] is True
    assert "The same list." in run("replay", one).out
    run("import", "posts", "posts.csv")
    (tmp_path / "more.csv").write_text("岗位编号,单位名称,岗位名称\nP3,丙公司,软件测试员\n", encoding="utf-8")
    run("import", "posts", "more.csv")
    told = json.loads(run("replay", everybody, "--json").out)
    assert (told["same"], [one["code"] for one in told["differences"]]) == (False, ["lists"])
    assert "P3" in run("replay", one).out
