"""Candidates who are one person: found, joined, kept apart and taken back, by command and over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.house import House
from api.merging import Found, _join_all, join_duplicates
from api.posts import EXAMPLE as POST
from api.profiles import EXAMPLE as PROFILE
from data import log
from data.store import candidates_by_id, current_ids, put_candidates, put_duplicates
from matcher.duplicates import Proposals
from matcher.records import (
    Actor,
    Band,
    Candidate,
    CandidateEntry,
    Duplicate,
    DuplicateState,
    LinkHow,
    Pairing,
    Person,
)
from models import Encoder

ACTOR = Actor("test", "admin")
NUMBER, OTHER_NUMBER = "11010519491231002X", "370102199901011552"
NUMBERED = Person(name="张三", id_number=NUMBER, phone="13812345678")


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path, new_house: Callable[..., House], tiny: Encoder) -> House:
    url = request.getfixturevalue("new_postgresql")() if request.param == "postgresql" else None
    return new_house(tmp_path, tiny, url=url)


def store(house: House, *entries: CandidateEntry) -> None:
    """Store people as they stood before anybody looked whether they are stored already."""
    with house.database.begin() as session:
        put_candidates(session, entries, actor=ACTOR, source="七月.csv", at=house.clock(), vault=house.vault)


def entry(id: str, person: Person, **known: Any) -> CandidateEntry:
    return CandidateEntry(Candidate(id, **known), person)


def look(house: House) -> Found:
    return join_duplicates(house, actor=ACTOR, at=house.clock())


def ids_stored(house: House) -> set[str]:
    with house.database.read() as session:
        return set(candidates_by_id(session, ["C1", "S77", "T5"]))


def waiting(client: TestClient, status: str = "review") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get(f"/v1/duplicates?status={status}").json()["items"]
    return items


def decide(client: TestClient, id: str, decision: str, **more: Any) -> Any:
    return client.post(f"/v1/duplicates/{id}/decision", json={"decision": decision, **more})


PROBABLE = Person(name="张三", phone="13812345678")
BORN = {"birth_on": date(1949, 12, 31), "sex": "female", "home_district": "历下区"}


def test_the_same_id_number_joins_by_itself_and_a_second_look_reads_nobody(house: House) -> None:
    store(house, entry("C1", NUMBERED), entry("S77", NUMBERED, wish="文员"), entry("T5", NUMBERED))
    assert look(house) == Found(n_compared=3, n_joined=2, n_new=0, n_review=0)
    assert ids_stored(house) == {"C1"}
    with house.database.read() as session:
        assert current_ids(session, ["S77", "T5"]) == {"S77": "C1", "T5": "C1"}
        n_lines = len(log.entries(session))
    assert look(house) == Found(n_compared=0, n_joined=0, n_new=0, n_review=0)
    with house.database.read() as session:
        assert len(log.entries(session)) == n_lines


def test_another_name_under_the_same_number_waits_for_a_person(client: TestClient, house: House) -> None:
    store(house, entry("C1", NUMBERED), entry("S77", Person(name="李雷", id_number=NUMBER)))
    assert look(house).n_joined == 0
    assert [one["candidate_ids"] for one in waiting(client)] == [["C1", "S77"]]


def test_two_different_id_numbers_are_never_joined(client: TestClient, house: House) -> None:
    other = Person(name="张三", id_number=OTHER_NUMBER, phone="13812345678")
    store(house, entry("C1", NUMBERED), entry("S77", other))
    look(house)
    for one in waiting(client):
        assert decide(client, one["id"], "join").status_code == 409
    assert ids_stored(house) == {"C1", "S77"}


@pytest.fixture
def probable(client: TestClient, house: House) -> str:
    """A pair that waits, C1 with an ID number and S77 without one."""
    store(house, entry("C1", NUMBERED, **BORN), entry("S77", PROBABLE, wish="文员", **BORN))
    assert look(house).n_joined == 0
    (one,) = waiting(client)
    id: str = one["id"]
    return id


def test_both_are_shown_side_by_side_masked_with_weights_and_what_they_come_to(
    client: TestClient, probable: str
) -> None:
    answer = client.get(f"/v1/duplicates/{probable}")
    shown = answer.json()
    assert answer.status_code == 200
    fields = {one["field"]: one for one in shown["fields"]}
    assert fields["self.name"]["values"] == ["张**", "张**"]
    assert fields["self.id_number"]["values"] == ["1101**********002X", None]
    assert (fields["wish"]["stays"], fields["wish"]["why"]) == (["S77"], "only")
    assert {"name", "birth", "phone"} <= {one["field"] for one in shown["weights"]}
    assert not {"张三", NUMBER, "13812345678"} & set(answer.text.split('"'))


def test_a_pair_that_is_joined_leads_from_the_old_id_and_can_be_undone(client: TestClient, probable: str) -> None:
    outcome = decide(client, probable, "join", note="已核实").json()
    assert (outcome["survivor_id"], outcome["other_id"], outcome["status"]) == ("C1", "S77", "joined")
    moved = client.get("/v1/candidates/S77", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (301, "/v1/candidates/C1")
    assert moved.json()["code"] == "moved"
    assert client.get("/v1/candidates/S77").json()["wish"] == "文员"
    assert "'C1'" in client.get("/v1/candidates/S77/matches").json()["detail"]
    assert decide(client, probable, "undo").json()["status"] == "apart"
    assert client.get("/v1/candidates/S77", follow_redirects=False).status_code == 200


def test_what_was_undone_or_kept_apart_is_not_proposed_again(client: TestClient, house: House, probable: str) -> None:
    decide(client, probable, "join")
    decide(client, probable, "undo")
    assert look(house).n_new == 0  # both changed, but not who they are
    assert waiting(client) == []
    assert [one["id"] for one in waiting(client, "apart")] == [probable]


def test_an_exact_pair_that_was_undone_is_not_joined_by_itself_again(client: TestClient, house: House) -> None:
    store(house, entry("C1", NUMBERED), entry("S77", NUMBERED))
    look(house)
    (one,) = waiting(client, "joined")
    assert decide(client, one["id"], "undo").status_code == 200
    assert look(house).n_joined == 0
    assert ids_stored(house) == {"C1", "S77"}


def test_whoever_changes_is_compared_anew(client: TestClient, house: House, probable: str) -> None:
    assert decide(client, probable, "keep").json()["status"] == "apart"
    store(house, entry("S77", PROBABLE, wish="出纳", **BORN))
    assert look(house).n_new == 0
    store(house, entry("S77", Person(name="张三", phone="13812345678", address="经十路1号", id_number=NUMBER), **BORN))
    assert (look(house).n_joined, len(waiting(client))) == (0, 1)


def test_programs_that_know_the_old_id_go_on_working(client: TestClient, probable: str) -> None:
    client.put("/v1/posts/P1", json=POST)
    decide(client, probable, "join")
    told = client.post("/v1/feedback", json={"candidate_id": "S77", "post_id": "P1", "event": "applied"})
    assert told.json() == {"n_new": 1, "n_known": 0}
    for id in ("S77", "C1"):
        assert [one["candidate_id"] for one in client.get(f"/v1/feedback?candidate_id={id}").json()["items"]] == ["C1"]
    put = client.put("/v1/candidates/S77", json=PROFILE)
    assert (put.status_code, "'C1'" in put.json()["detail"]) == (409, True)


def test_a_merge_is_in_the_next_ranking(client: TestClient, house: House, probable: str) -> None:
    client.put("/v1/posts/P1", json=POST)
    listed = {one["candidate_id"] for one in client.get("/v1/posts/P1/candidates?include=blocked").json()["items"]}
    assert listed == {"C1", "S77"}
    decide(client, probable, "join")
    listed = {one["candidate_id"] for one in client.get("/v1/posts/P1/candidates?include=blocked").json()["items"]}
    assert listed == {"C1"}


CSV = "编号,姓名,身份证号,手机号,求职意向\n"


def test_a_number_given_up_at_an_import_leads_to_the_person(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{CSV}C1,张三,{NUMBER},13812345678,文员\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text(f"{CSV}S77,张三,{NUMBER},13812345678,出纳\n", encoding="utf-8")
    for name in ("a.csv", "b.csv"):
        assert run("import", "candidates", name).status == 0
    assert "C1" in run("find", "S77").out
    (tmp_path / "c.csv").write_text("编号,姓名,手机号,出生日期\nS77,张三,13900001111,1949-12-31\n", encoding="utf-8")
    assert run("import", "candidates", "c.csv").status == 0
    found = json.loads(run("find", "13900001111", "--json").out)
    assert [one["id"] for one in found["items"]] == ["C1"]


def test_a_number_that_another_list_gives_to_somebody_else_is_theirs(run: Callable[..., Any], tmp_path: Path) -> None:
    rows = {
        "a.csv": f"C1,张三,{NUMBER},13812345678,文员",
        "b.csv": f"S77,张三,{NUMBER},13812345678,出纳",
        "c.csv": f"S77,李四,{OTHER_NUMBER},13900001111,会计",
    }
    for name, row in rows.items():
        (tmp_path / name).write_text(f"{CSV}{row}\n", encoding="utf-8")
        assert run("import", "candidates", name).status == 0
    found = json.loads(run("find", OTHER_NUMBER, "--json").out)
    assert [one["id"] for one in found["items"]] == ["S77"]


def test_the_commands_find_list_show_join_and_undo(run: Callable[..., Any], tmp_path: Path) -> None:
    header = "编号,姓名,身份证号,手机号,出生日期,性别,求职意向\n"
    rows = {
        "a.csv": f"C1,张三,{NUMBER},13812345678,1949-12-31,女,",
        "b.csv": "S77,张叁,,13812345678,1949-12-31,女,文员",
    }
    for name, row in rows.items():
        (tmp_path / name).write_text(f"{header}{row}\n", encoding="utf-8")
        assert run("import", "candidates", name).status == 0
    assert json.loads(run("duplicates", "find", "--json").out)["n_review"] == 1
    (pair,) = json.loads(run("duplicates", "list", "--json").out)["items"]
    assert pair["candidate_ids"] == ["C1", "S77"]
    shown = run("duplicates", "show", pair["id"]).out
    assert "1101**********002X" in shown
    assert "张三" not in shown
    assert "S77 is C1 from now on" in run("duplicates", "join", pair["id"], "--note", "asked by phone").out
    assert "C1" in run("find", "S77").out
    assert "two again" in run("duplicates", "undo", pair["id"]).out
    assert "There are none" in run("duplicates", "list").out
    assert run("duplicates", "join", "nothing").status == 1


def test_a_third_record_joins_nobody_whom_a_person_kept_apart(client: TestClient, house: House) -> None:
    store(house, entry("C1", NUMBERED), entry("T5", Person(name="李雷", id_number=NUMBER)))
    look(house)
    (one,) = waiting(client)
    assert decide(client, one["id"], "keep").json()["status"] == "apart"
    with house.database.begin() as session:
        merged = Duplicate(
            "third", Pairing("C1", "T5", LinkHow.EXACT, 1.0, Band.LINKED), "f", DuplicateState.REVIEW, house.clock()
        )
        assert _join_all(house, session, Proposals((merged,), (), ()), actor=ACTOR, at=house.clock()) == 0
    assert ids_stored(house) == {"C1", "T5"}
    assert [pair["id"] for pair in waiting(client)] == [one["id"]]


def test_what_waits_of_an_id_given_up_waits_of_the_one_who_stays(client: TestClient, house: House) -> None:
    store(house, entry("C1", NUMBERED), entry("S77", NUMBERED, **BORN), entry("T5", PROBABLE, **BORN))
    with house.database.begin() as session:
        asked = Duplicate(
            "asked", Pairing("S77", "T5", LinkHow.PROBABLE, 0.9, Band.REVIEW), "f", DuplicateState.REVIEW, house.clock()
        )
        put_duplicates(session, [asked], vault=house.vault)
        joined = replace(asked, id="third", pairing=Pairing("C1", "S77", LinkHow.EXACT, 1.0, Band.LINKED))
        assert _join_all(house, session, Proposals((joined,), (), ()), actor=ACTOR, at=house.clock()) == 1
    assert [pair["candidate_ids"] for pair in waiting(client)] == [["C1", "T5"]]
