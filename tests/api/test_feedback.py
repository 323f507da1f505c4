"""What became of offers, told and read over HTTP and at the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.house import House
from data.store import iter_feedback
from matcher.outreach.situation import in_local_time
from tests.api.test_cli import CANDIDATES, POSTS

SHOWN = {"candidate_id": "C1", "post_id": "P1", "event": "shown", "position": 2}
POST = {"title": "会计", "employer": "安泰物业"}


@pytest.fixture
def filled(client: TestClient) -> TestClient:
    for id in ("C1", "C2"):
        client.put(f"/v1/candidates/{id}", json={"wish": "会计"})
    for id in ("P1", "P2"):
        client.put(f"/v1/posts/{id}", json=POST)
    return client


def n_kept(house: House) -> int:
    with house.database.read() as session:
        return len(list(iter_feedback(session)))


def test_one_event_or_a_list_is_kept_and_counted(filled: TestClient) -> None:
    assert filled.post("/v1/feedback", json=SHOWN).json() == {"n_new": 1, "n_known": 0}
    both = [SHOWN, SHOWN | {"post_id": "P2", "position": 3}]
    assert filled.post("/v1/feedback", json=both).json() == {"n_new": 1, "n_known": 1}


def test_a_candidates_events_are_read_page_by_page(filled: TestClient) -> None:
    events = [SHOWN, SHOWN | {"post_id": "P2"}, SHOWN | {"event": "declined", "reason": "pay", "note": "太低"}]
    filled.post("/v1/feedback", json=[*events, SHOWN | {"candidate_id": "C2"}])
    first = filled.get("/v1/feedback?candidate_id=C1&limit=2").json()
    rest = filled.get(f"/v1/feedback?candidate_id=C1&limit=2&cursor={first['next_cursor']}").json()
    assert rest["next_cursor"] is None
    assert [(one["post_id"], one["event"]) for one in first["items"] + rest["items"]] == [
        ("P1", "shown"),
        ("P2", "shown"),
        ("P1", "declined"),
    ]
    assert rest["items"][0] | {"at": ""} == {
        "candidate_id": "C1",
        "post_id": "P1",
        "event": "declined",
        "happened_on": "2023-09-01",
        "reason": "pay",
        "note": "太低",
        "position": 2,
        "list_id": None,
        "automatic": False,
        "actor_id": "local",
        "at": "",
    }


def test_where_the_day_is_stated_an_event_is_told_on_it_as_contacts_are(filled: TestClient, house: House) -> None:
    filled.post("/v1/feedback", json=SHOWN)
    with house.database.read() as session:
        (one,) = iter_feedback(session)
    assert in_local_time(one.at, house.outreach).date() == one.happened_on == house.today()


def test_a_cursor_of_another_candidates_list_is_refused(filled: TestClient) -> None:
    filled.post("/v1/feedback", json=[SHOWN, SHOWN | {"post_id": "P2"}])
    cursor = filled.get("/v1/feedback?candidate_id=C1&limit=1").json()["next_cursor"]
    assert filled.get(f"/v1/feedback?candidate_id=C2&cursor={cursor}").status_code == 422


@pytest.mark.parametrize(
    ("event", "status", "field"),
    [
        pytest.param({"candidate_id": "C9"}, 404, None, id="no such candidate"),
        pytest.param({"post_id": "P9"}, 404, None, id="no such post"),
        pytest.param({"event": "seen"}, 422, "[1].event", id="no such event"),
        pytest.param({"reason": "pay"}, 422, "[1]", id="a reason for showing"),
        pytest.param({"event": "declined", "reason": "weather"}, 422, "[1].reason", id="no such reason"),
        pytest.param({"position": 0}, 422, "[1].position", id="no such position"),
        pytest.param({"happened_on": "2023-09-02"}, 422, "[1].happened_on", id="tomorrow"),
        pytest.param({"happened_on": "1.9.2023"}, 422, "[1].happened_on", id="no date"),
        pytest.param({"mood": "fine"}, 422, "[1].mood", id="no such field"),
    ],
)
def test_a_faulty_event_is_named_and_nothing_of_its_body_is_kept(
    filled: TestClient, house: House, event: dict[str, Any], status: int, field: str | None
) -> None:
    answer = filled.post("/v1/feedback", json=[SHOWN, SHOWN | event], headers={"Accept-Language": "en"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert "[1]" in answer.json()["detail"]
    assert [one["field"] for one in answer.json()["errors"]] == ([] if field is None else [field])
    assert n_kept(house) == 0


@pytest.mark.parametrize("n", [0, 501])
def test_a_body_has_one_to_five_hundred_events(filled: TestClient, n: int) -> None:
    assert filled.post("/v1/feedback", json=[SHOWN] * n).status_code == 422


def test_five_hundred_events_are_taken_at_once(filled: TestClient) -> None:
    assert filled.post("/v1/feedback", json=[SHOWN] * 500).json() == {"n_new": 1, "n_known": 499}


def test_a_request_repeated_under_its_key_gets_the_first_answer(filled: TestClient) -> None:
    key = {"Idempotency-Key": "k1"}
    first = filled.post("/v1/feedback", json=SHOWN, headers=key)
    assert filled.post("/v1/feedback", json=SHOWN, headers=key).json() == first.json() == {"n_new": 1, "n_known": 0}
    assert filled.post("/v1/feedback", json=SHOWN | {"position": 9}, headers=key).status_code == 422


def test_personal_numbers_are_taken_out_of_a_note(filled: TestClient) -> None:
    filled.post("/v1/feedback", json=SHOWN | {"event": "declined", "note": "改天打 13812345678"})
    [kept] = filled.get("/v1/feedback?candidate_id=C1").json()["items"]
    assert kept["note"] == "改天打 〔已隐去〕"


def test_events_of_an_unknown_candidate_are_not_found(filled: TestClient) -> None:
    assert filled.get("/v1/feedback?candidate_id=C9").status_code == 404


def test_events_go_with_the_post(filled: TestClient, house: House) -> None:
    filled.post("/v1/feedback", json=SHOWN)
    filled.delete("/v1/posts/P1")
    assert n_kept(house) == 0


@pytest.fixture
def typed(run: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    (tmp_path / "posts.csv").write_text(POSTS, encoding="utf-8")
    (tmp_path / "candidates.csv").write_text(CANDIDATES, encoding="utf-8")
    for command in (["init"], ["import", "posts", "posts.csv"], ["import", "candidates", "candidates.csv"]):
        assert run(*command).status == 0
    return run


OFFER = ("--candidate", "C1", "--post", "P1")


def test_an_event_is_noted_and_listed_at_the_command_line(typed: Callable[..., Any]) -> None:
    declined = ("feedback", "add", *OFFER, "--event", "declined", "--reason", "pay", "--note", "微信 abcdef123")
    assert typed(*declined).out == "Noted: declined\n"
    assert typed(*declined).out == "Noted before, on the same day: declined\n"
    [line] = typed("feedback", "list", "--candidate", "C1").out.splitlines()[1:]
    assert line.split()[:4] == ["2023-09-01", "P1", "declined", "pay"]
    [item] = json.loads(typed("feedback", "list", "--candidate", "C1", "--json").out)["items"]
    assert (item["event"], item["reason"], item["note"]) == ("declined", "pay", "微信〔已隐去〕")


def test_a_past_day_and_a_position_are_kept(typed: Callable[..., Any]) -> None:
    typed("feedback", "add", *OFFER, "--event", "shown", "--position", "4", "--on", "2023-08-08")
    [item] = json.loads(typed("feedback", "list", "--candidate", "C1", "--json").out)["items"]
    assert (item["position"], item["happened_on"]) == (4, "2023-08-08")


def test_a_candidate_of_whom_nothing_is_noted_has_no_list(typed: Callable[..., Any]) -> None:
    assert typed("feedback", "list", "--candidate", "C1").out == "nothing is noted of this candidate\n"


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        pytest.param(("--event", "shown", "--reason", "pay"), 2, "--reason goes with --event declined", id="reason"),
        pytest.param(("--event", "seen"), 2, "must be one of shown, interested", id="event"),
        pytest.param(("--event", "shown", "--on", "2023-09-02"), 1, "--on: 2023-09-02 is still to come", id="day"),
        pytest.param(("--event", "shown", "--post", "P9"), 1, "there is no post 'P9'", id="post"),
        pytest.param(("--event", "shown", "--note", "长" * 301), 1, "--note: must have 300 or fewer", id="note"),
        pytest.param(("--event", "shown", "--note", "一\n二"), 1, "--note: must be one line", id="lines of a note"),
    ],
)
def test_a_wrong_event_is_refused_with_one_line(
    typed: Callable[..., Any], more: tuple[str, ...], status: int, said: str
) -> None:
    answer = typed("feedback", "add", *OFFER, *more)
    assert answer.status == status
    assert said in answer.errors
