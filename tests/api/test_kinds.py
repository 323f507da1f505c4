"""Kinds of posts: what is stated counts, what is not is inferred and says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.cli.lists import post_line
from api.house import House
from api.imports import import_file
from api.language import translation
from api.matching import passing_vectors, posts_for
from api.profiles import EXAMPLE as PROFILE
from data.store import get_post, list_posts, read_inferred_kinds
from data.store.posts import POSTS
from matcher.records import Actor, Candidate, Kind

GUARD = {"title": "小区保安", "employer": "安泰物业", "description": "门岗值守，登记来访车辆，夜间巡逻"}
CLERK = {"title": "总账会计", "employer": "安泰物业", "description": "编制凭证和财务报表，申报纳税"}
ACTOR = Actor("test", "admin")


def kind_of(client: TestClient, id: str) -> tuple[str | None, float | None]:
    told = client.get(f"/v1/posts/{id}").json()
    return told["kind"], told["kind_p"]


def test_a_post_without_a_kind_gets_one_with_its_probability(client: TestClient) -> None:
    answer = client.put("/v1/posts/P1", json=GUARD).json()
    assert answer["kind"] == "social_service"
    assert 0.5 < answer["kind_p"] <= 1
    assert kind_of(client, "P1") == (answer["kind"], answer["kind_p"])


def test_a_kind_that_is_stated_is_not_touched(client: TestClient) -> None:
    client.put("/v1/posts/P1", json=GUARD | {"kind": "research"})
    assert kind_of(client, "P1") == ("research", None)


def test_a_correction_counts_whatever_is_indexed_later(client: TestClient, house: House) -> None:
    client.put("/v1/posts/P1", json=GUARD)
    client.put("/v1/posts/P1", json=GUARD | {"kind": "technical"})
    house.follower.rebuild()
    house.follower.work_off()
    assert kind_of(client, "P1") == ("technical", None)


def test_what_was_read_and_put_back_is_still_inferred(client: TestClient, house: House) -> None:
    read = client.put("/v1/posts/P1", json=GUARD).json()
    assert client.put("/v1/posts/P1", json=read).json() == read
    with house.database.read() as session:
        assert POSTS.get(session, "P1").kind is None  # nobody stated it


def test_another_text_gets_another_kind(client: TestClient) -> None:
    client.put("/v1/posts/P1", json=GUARD)
    assert client.put("/v1/posts/P1", json=CLERK).json()["kind"] == "management"


def test_lists_and_rankings_are_filtered_by_inferred_kinds_too(client: TestClient) -> None:
    client.put("/v1/candidates/C1", json=PROFILE | {"kind_wanted": None})
    client.put("/v1/posts/P1", json=GUARD)
    client.put("/v1/posts/P2", json=CLERK)
    client.put("/v1/posts/P3", json=CLERK | {"kind": "social_service"})
    listed = client.get("/v1/posts?kind=social_service").json()["items"]
    ranked = client.get("/v1/candidates/C1/matches?kind=social_service&include=blocked").json()["items"]
    assert [one["id"] for one in listed] == ["P1", "P3"]
    assert {one["post_id"]: one["post"]["kind_p"] is None for one in ranked} == {"P1": False, "P3": True}


def test_an_explanation_says_that_the_kind_is_inferred(client: TestClient) -> None:
    client.put("/v1/candidates/C1", json=PROFILE | {"kind_wanted": "social_service"})
    p = client.put("/v1/posts/P1", json=GUARD).json()["kind_p"]
    reasons = client.get("/v1/candidates/C1/matches/P1").json()["reasons"]
    told = next(one for one in reasons if one["code"] == "kind")
    assert told["status"] == "met"
    assert told["given"] == f"社会服务类（推定，{min(p, 0.99):.0%}）"


@pytest.mark.parametrize(("language", "said"), [("zh", "社会服务类（推定，"), ("en", "social service (inferred, ")])
def test_a_list_says_it_too(client: TestClient, house: House, language, said) -> None:
    client.put("/v1/posts/P1", json=GUARD)
    with house.database.read() as session:
        assert said in post_line(get_post(session, "P1"), translation(language))


def test_an_import_without_kinds_is_classified_once_indexed(house: House, tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    rows = [("P1", "小区保安", ""), ("P2", "总账会计", "技术技能类")]
    lines = ["岗位编号,单位名称,岗位名称,岗位类别", *(f"{id},安泰物业,{title},{kind}" for id, title, kind in rows)]
    file.write_text("\n".join(lines), encoding="utf-8")
    import_file(house, "posts", file, actor=ACTOR, at=house.clock())
    house.follower.work_off()
    with house.database.read() as session:
        inferred, stated = list_posts(session)
    assert (inferred.kind, inferred.kind_p is None) == (Kind.SOCIAL_SERVICE, False)
    assert (stated.kind, stated.kind_p) == (Kind.TECHNICAL, None)
    again = import_file(house, "posts", file, actor=ACTOR, at=house.clock())
    assert (again.tally.changed, again.tally.added) == (0, 0)  # what was inferred is no change of the file's


def test_a_list_tells_the_kind_that_it_was_ranked_by_before_anybody_kept_it(house: House, tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_text(
        "岗位编号,单位名称,岗位名称,岗位描述\nP1,安泰物业,小区保安,门岗值守，登记来访车辆\n".replace("，", ""), "utf-8"
    )
    import_file(house, "posts", file, actor=ACTOR, at=house.clock())
    person = Candidate("nobody", wish="保安")
    (pair,) = posts_for(house, person, passing_vectors(house, person), on=house.today())
    with house.database.read() as session:
        assert read_inferred_kinds(session, ["P1"]) == {}  # a reader keeps nothing
    assert pair.post.kind is Kind.SOCIAL_SERVICE


def test_a_deleted_post_leaves_no_kind_behind(client: TestClient, house: House) -> None:
    client.put("/v1/posts/P1", json=GUARD)
    client.delete("/v1/posts/P1")
    with house.database.read() as session:
        assert read_inferred_kinds(session, ["P1"]) == {}
