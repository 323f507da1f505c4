"""Who does not want to be matched automatically is in no ranking, push, offer or fair, and loses nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.house import House
from api.imports import import_file
from data import log
from data.store import get_candidate
from tests.api.conftest import Answer
from tests.api.fair_office import generous
from tests.api.marked import ACTOR, MARKED, PLAIN, fill
from tests.api.marked_plans import plan_in
from tests.api.signed_in import signed_in


@pytest.fixture
def city(house: House, tmp_path: Path) -> House:
    city = generous(house)
    fill(city, tmp_path)
    client = signed_in(city)
    body = client.get(f"/v1/candidates/{PLAIN}").json()
    assert client.put(f"/v1/candidates/{PLAIN}", json=body | {"ranking_consent": False}).status_code == 200
    return city


@pytest.fixture
def client(city: House) -> TestClient:
    return signed_in(city)


def test_a_post_is_given_no_such_candidate(client: TestClient) -> None:
    ranked = {one["candidate_id"] for one in client.get("/v1/posts/P1/candidates?limit=100").json()["items"]}
    assert MARKED in ranked
    assert PLAIN not in ranked


def test_a_push_leaves_the_person_out_and_says_why(city: House, client: TestClient) -> None:
    push = plan_in(city, priority_only=False)
    share = client.get(f"/v1/pushes/{push.id}/shares", params={"candidate_id": PLAIN}).json()["items"][0]
    assert (share["posts"], share["without"]) == ([], "no_matching")


def test_outreach_offers_nothing_and_still_contacts(client: TestClient) -> None:
    told = client.get(f"/v1/outreach/{PLAIN}").json()
    entry = told["entry"]
    assert entry["offers"] == []
    assert client.get(f"/v1/outreach/{MARKED}").json()["entry"]["offers"]


def test_a_fair_invites_nobody_such(client: TestClient) -> None:
    fair = {"id": "F1", "name": "对接会", "place": "市场", "on": "2023-09-16", "since": "09:00", "until": "11:00"}
    booths = [{"employer": "甲公司", "post_ids": ["P1", "P2"]}]
    assert client.post("/v1/fairs", json=fair | {"booths": booths}).status_code == 201
    for body in ({"invite": 2}, {"candidate_ids": [MARKED, PLAIN]}):
        planned = client.post("/v1/fairs/F1/plan", json=body).json()
        assert planned["left_out"]["no_matching"] == 1
        guests = {one["candidate_id"] for one in client.get("/v1/fairs/F1/guests").json()["items"]}
        assert MARKED in guests
        assert PLAIN not in guests


def test_a_caseworker_is_told_and_ranks_only_where_the_person_asks(city: House, client: TestClient) -> None:
    refused = client.get(f"/v1/candidates/{PLAIN}/matches", headers={"Accept-Language": "en"})
    assert refused.status_code == 409
    assert "does not want to be matched automatically" in refused.json()["detail"]
    assert client.get(f"/v1/candidates/{PLAIN}/openings").status_code == 409
    asked = client.get(f"/v1/candidates/{PLAIN}/matches", params={"at_request": True})
    assert asked.status_code == 200
    assert asked.json()["items"]
    with city.database.read() as session:
        line = log.newest(session)
    assert line is not None
    assert (line.action, line.id) == ("match at request", PLAIN)


def test_eligibility_is_not_touched(client: TestClient) -> None:
    one, other = (client.get(f"/v1/candidates/{id}/eligibility").json() for id in (PLAIN, MARKED))
    assert one["verdict"] == other["verdict"]
    assert client.get(f"/v1/candidates/{PLAIN}/matches/P1").status_code == 200  # one post looked at by hand


def test_a_file_says_no_and_no_later_file_says_yes(city: House, tmp_path: Path) -> None:
    for said in ("否", "是"):
        file = tmp_path / "people.csv"
        file.write_text(
            f"编号,姓名,手机号,出生日期,同意自动匹配\nCX,吴用,13877778888,2000-01-01,{said}\n", encoding="utf-8"
        )
        import_file(city, "candidates", file, actor=ACTOR, at=city.moment())
    with city.database.read() as session:
        assert get_candidate(session, "CX").ranking_consent is False


def test_everybody_is_everybody_else(city: House, tmp_path: Path, run: Callable[..., Answer]) -> None:
    assert run("rank", "--all", "--out", "all.csv").status == 0
    text = (tmp_path / "all.csv").read_text(encoding="utf-8-sig")
    assert MARKED in text
    assert PLAIN not in text
    refused = run("rank", "--candidate", PLAIN)
    assert refused.status == 1
    assert "--at-request" in refused.errors
    assert run("rank", "--candidate", PLAIN, "--at-request").status == 0
