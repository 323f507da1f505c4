"""Matches over HTTP: what was answered before is in the next ranking, with its reasons."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.house import House
from api.posts import EXAMPLE as POST
from api.profiles import EXAMPLE as PROFILE
from data.store import count_candidates
from models import Encoder
from tests.api.signed_in import signed_in

PERSON = {"name": "张三", "id_number": "11010519491231002X", "phone": "13812345678"}


def posts_of(client: TestClient, query: str = "") -> list[str]:
    """The posts of a list, those that others stand for too."""
    answer = client.get(f"/v1/candidates/C1/matches?{query}")
    assert answer.status_code == 200, answer.text
    return [id_ for one in answer.json()["items"] for id_ in (one["post_id"], *one["alike_ids"])]


@pytest.fixture
def filled(client: TestClient) -> TestClient:
    client.put("/v1/candidates/C1", json=PROFILE | {"person": PERSON})
    client.put("/v1/posts/P1", json=POST)
    return client


def test_a_post_that_was_put_is_in_the_very_next_ranking(filled: TestClient) -> None:
    for number in range(2, 12):
        filled.put(f"/v1/posts/P{number}", json=POST)
        assert f"P{number}" in posts_of(filled)


def test_a_post_that_was_deleted_is_not_in_the_next_ranking(filled: TestClient) -> None:
    filled.put("/v1/posts/P2", json=POST)
    assert sorted(posts_of(filled)) == ["P1", "P2"]
    filled.delete("/v1/posts/P1")
    assert posts_of(filled) == ["P2"]


def test_one_of_several_posts_for_the_same_job_is_listed_with_the_ids_of_the_others(filled: TestClient) -> None:
    for number in (2, 3):
        filled.put(f"/v1/posts/P{number}", json=POST)
    filled.put("/v1/posts/P4", json=POST | {"title": "会计", "description": "登记账簿，编制凭证"})
    stored = filled.get("/v1/candidates/C1/matches").json()["items"]
    passing = filled.post("/v1/matches", json={"profile": PROFILE}).json()["items"]
    expected = [(1, "P1", 2, ["P2", "P3"]), (2, "P4", 0, [])]
    for items in (stored, passing):
        assert [(one["rank"], one["post_id"], one["alike"], one["alike_ids"]) for one in items] == expected


def test_a_post_that_was_changed_is_ranked_as_it_is_now(filled: TestClient) -> None:
    assert posts_of(filled) == ["P1"]
    filled.put("/v1/posts/P1", json=POST | {"closes_on": "2023-08-31"})
    assert posts_of(filled) == []


def test_a_candidate_that_was_changed_is_ranked_as_it_is_now(filled: TestClient) -> None:
    filled.put("/v1/posts/P1", json=POST | {"education": "master"})
    assert posts_of(filled) == []
    filled.put("/v1/candidates/C1", json=PROFILE | {"education": "master"})
    assert posts_of(filled) == ["P1"]


def test_of_clients_at_the_same_time_each_finds_what_it_put(filled: TestClient) -> None:
    def put_then_rank(number: int) -> bool:
        filled.put(f"/v1/posts/T{number}", json=POST | {"title": f"软件测试{number}"})
        return f"T{number}" in posts_of(filled, "limit=200&include=blocked")

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(put_then_rank, range(30)))


def test_the_reasons_of_a_match_sum_to_its_score(filled: TestClient) -> None:
    match = filled.get("/v1/candidates/C1/matches").json()["items"][0]
    assert sum(reason["contribution"] for reason in match["reasons"]) == pytest.approx(match["score"], abs=1e-6)
    assert {reason["code"] for reason in match["reasons"]} >= {"education", "place"}


def test_a_blocked_post_is_given_only_on_demand_and_says_why(filled: TestClient) -> None:
    filled.put("/v1/posts/P2", json=POST | {"education": "doctor"})
    assert posts_of(filled) == ["P1"]
    items = filled.get("/v1/candidates/C1/matches?include=blocked").json()["items"]
    assert [(one["post_id"], one["blocked"]) for one in items] == [("P1", False), ("P2", True)]
    against = [one for one in items[1]["reasons"] if one["hard"] and one["status"] == "not_met"]
    assert [(one["code"], one["field"]) for one in against] == [("education", "学历要求")]


def test_reasons_may_be_left_out(filled: TestClient) -> None:
    assert filled.get("/v1/candidates/C1/matches?explain=false").json()["items"][0]["reasons"] is None


def test_sentences_come_in_the_language_asked_for(filled: TestClient) -> None:
    def sentences(query: str) -> list[str]:
        items = filled.get(f"/v1/candidates/C1/matches{query}").json()["items"]
        return [reason["sentence"] for reason in items[0]["reasons"]]

    assert sentences("") == sentences("?language=zh") != sentences("?language=en")


def test_a_ranking_is_as_of_the_day_asked_for(filled: TestClient) -> None:
    assert posts_of(filled, "on=2023-09-30") == ["P1"]
    assert posts_of(filled, "on=2023-10-01") == []


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        pytest.param("kind=technical", ["P1"], id="its kind"),
        pytest.param("kind=research", [], id="another kind"),
        pytest.param("district=历下区", ["P1"], id="its district"),
        pytest.param("district=高新区", ["P1"], id="its zone by a short name"),
        pytest.param("district=平阴县", [], id="another district"),
        pytest.param("min_allowance=2500", ["P1"], id="its pay"),
        pytest.param("min_allowance=9000", [], id="more than its pay"),
    ],
)
def test_a_ranking_is_narrowed(filled: TestClient, query: str, ids: list[str]) -> None:
    assert posts_of(filled, query) == ids


def test_candidates_of_a_post_come_without_anything_that_names_them(filled: TestClient) -> None:
    answer = filled.get("/v1/posts/P1/candidates")
    assert [one["candidate_id"] for one in answer.json()["items"]] == ["C1"]
    assert not any(value in answer.text for value in PERSON.values())


def test_both_directions_and_the_pair_give_one_score(filled: TestClient) -> None:
    def score(path: str) -> float:
        told: dict[str, Any] = filled.get(path).json()
        return float((told["items"][0] if "items" in told else told)["score"])

    scores = [score(f"/v1/{path}") for path in ("candidates/C1/matches", "posts/P1/candidates")]
    assert scores == pytest.approx([score("/v1/candidates/C1/matches/P1")] * 2, abs=1e-4)


def test_a_pair_is_compared_though_the_post_is_closed(filled: TestClient) -> None:
    told = filled.get("/v1/candidates/C1/matches/P1?on=2024-01-01").json()
    assert told["blocked"] is True


@pytest.mark.parametrize("path", ["candidates/C9/matches/P1", "candidates/C1/matches/P9", "candidates/C9/matches"])
def test_a_record_that_is_not_there_is_named(filled: TestClient, path: str) -> None:
    answer = filled.get(f"/v1/{path}")
    assert answer.status_code == 404
    assert "9'" in answer.json()["detail"]


def test_a_profile_in_passing_ranks_as_a_stored_one_and_leaves_nothing(filled: TestClient, house: House) -> None:
    def contents() -> tuple[int, int]:
        with house.database.read() as session:
            return count_candidates(session), house.follower.matcher.n_candidates

    stored = filled.get("/v1/candidates/C1/matches").json()["items"]
    before = contents()
    passing = filled.post("/v1/matches", json={"profile": PROFILE}).json()["items"]
    assert contents() == before
    assert [one["post_id"] for one in passing] == [one["post_id"] for one in stored]
    assert passing[0]["score"] == pytest.approx(stored[0]["score"], abs=1e-3)
    assert passing[0]["candidate_id"] is None


def test_an_empty_profile_is_ranked(filled: TestClient) -> None:
    assert filled.post("/v1/matches", json={"profile": {}}).status_code == 200


def test_the_bundled_encoder_prefers_the_post_that_fits(
    tmp_path: Path, new_house: Callable[[Path, Encoder], House], bundled_encoder: Encoder
) -> None:
    client = signed_in(new_house(tmp_path, bundled_encoder))
    texts = {"测试": "编写测试用例，执行软件功能测试", "护士": "病房护理，静脉输液", "会计": "账务处理，纳税申报"}
    for title, description in texts.items():
        client.put(f"/v1/posts/{title}", json={"title": title, "employer": "某单位", "description": description})
    profile = {"major": "护理学", "wish": "护士，医院或社区卫生服务中心", "certificates": ["护士执业资格证"]}
    items = client.post("/v1/matches", json={"profile": profile}).json()["items"]
    assert items[0]["post_id"] == "护士"


def test_where_there_are_no_posts_a_ranking_is_empty(client: TestClient) -> None:
    client.put("/v1/candidates/C1", json=PROFILE)
    assert posts_of(client) == []
    assert client.post("/v1/matches?include=blocked", json={"profile": PROFILE}).json()["items"] == []


def test_where_there_are_no_candidates_a_ranking_is_empty(client: TestClient) -> None:
    client.put("/v1/posts/P1", json=POST)
    assert client.get("/v1/posts/P1/candidates").json()["items"] == []


def test_where_all_posts_are_gone_a_ranking_is_empty(filled: TestClient) -> None:
    filled.delete("/v1/posts/P1")
    assert posts_of(filled) == []
