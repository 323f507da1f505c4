"""The whole way from feedback to weights: events told over HTTP, learnt from by one command, and back by another."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from api.house import House
from data import log
from data.store import iter_candidates, put_candidates, put_posts
from matcher.records import Actor, CandidateEntry, PostEntry
from matcher.text import candidate_texts
from models import Encoder
from models.ranker import ranker_adoption, read_ranker
from tests.api.conftest import DAY, TinyEncoder
from tests.matcher.city import draw_candidates, draw_posts

N_CANDIDATES, N_POSTS, N_SHOWN = 280, 80, 8
ACTOR = Actor("test", "admin")
Run = Callable[..., Any]
Events = list[dict[str, Any]]
Lists = dict[str, list[tuple[str, dict[str, float]]]]
"""Candidate → posts in the order shown, each with its value by column."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, new_house: Callable[[Path, Encoder], House]) -> House:
    """A house with a city in it, which every test gets a copy of."""
    house = new_house(tmp_path_factory.mktemp("city"), TinyEncoder())
    said: dict[str, Any] = {"actor": ACTOR, "source": "test", "at": house.clock(), "vault": house.vault}
    with house.database.begin() as session:
        put_posts(session, map(PostEntry, draw_posts(N_POSTS, seed=1)), **said)
        put_candidates(session, map(CandidateEntry, draw_candidates(N_CANDIDATES, seed=2)), **said)
    house.follower.work_off()
    return house


@pytest.fixture
def house(city: House, tmp_path: Path, new_house: Callable[[Path, Encoder], House]) -> House:
    shutil.copytree(city.settings.var, tmp_path / "var")
    return new_house(tmp_path, TinyEncoder())


@pytest.fixture(scope="module")
def lists(city: House) -> Lists:
    """Everybody's first posts as the house ranks them, each with what the pair is compared by."""
    with city.database.read() as session:
        candidates = list(iter_candidates(session))
    vectors = city.follower.keeper.given("candidate", [text for one in candidates for text in candidate_texts(one)])
    lists = {}
    for one in candidates:
        own, matcher = np.stack([vectors[text] for text in candidate_texts(one)]), city.follower.matcher
        compared = matcher.compare_posts(one, own, on=DAY)
        rows = [dict(zip(compared.codes, row, strict=True)) for row in compared.values.tolist()]
        values = dict(zip(compared.post_ids, rows, strict=True))
        ranked = matcher.rank_posts(one, own, on=DAY, limit=N_SHOWN)
        lists[one.id] = [(post.post_id, values[post.post_id]) for post in ranked]
    return lists


def react(lists: Lists, wanted: Mapping[str, float], *, doubt: float = 0.3) -> Events:
    """Show everybody the list; people look the less often, the farther down, and want what *wanted* says."""
    rng, events = np.random.default_rng(3), list[dict[str, Any]]()
    for candidate_id, posts in lists.items():
        for place, (post_id, values) in enumerate(posts, start=1):
            pair = {"candidate_id": candidate_id, "post_id": post_id}
            events.append(pair | {"event": "shown", "position": place})
            if rng.random() < place**-0.5:
                worth = sum(weight * values[code] for code, weight in wanted.items())
                events.append(pair | {"event": "applied" if worth + doubt * rng.logistic() > 2 else "declined"})
    return events


def tell(client: TestClient, events: Events) -> None:
    for start in range(0, len(events), 500):
        assert client.post("/v1/feedback", json=events[start : start + 500]).status_code == 200


WORDS_AND_PLACE = {"words": 6.0, "place": 6.0}


def test_weights_learnt_from_feedback_are_in_force_and_one_command_leads_back(
    house: House, lists: Lists, client: TestClient, run: Run
) -> None:
    before = ranker_adoption(house.settings.models_folder / "ranker").in_force()
    tell(client, react(lists, WORDS_AND_PLACE))
    done = json.loads(run("train", "ranker", "--feedback", "--json").out)
    assert done["adopted"]
    assert done["gain"]["low"] >= 0
    assert all(done["by_code"][code] > before.by_code[code] for code in WORDS_AND_PLACE)
    adoption = ranker_adoption(house.settings.models_folder / "ranker")
    assert adoption.in_force().fingerprint == done["weights"]
    with house.database.read() as session:
        line = log.newest(session)
    assert line is not None
    assert (line.action, line.noun) == ("train", "ranker")
    assert line.details["in_force_before"] == before.fingerprint
    assert run("train", "ranker", "--back").status == 0
    assert adoption.in_force() == before


def test_a_file_of_new_weights_leaves_those_in_force(
    house: House, lists: Lists, client: TestClient, run: Run, tmp_path: Path
) -> None:
    tell(client, react(lists, WORDS_AND_PLACE))
    answer = run("train", "ranker", "--feedback", "--out", "new.json")
    assert "those in force stay" in answer.out
    assert read_ranker(tmp_path / "new.json").by_code["words"] > 0.5
    assert not (house.settings.models_folder / "ranker").exists()


def test_feedback_of_chance_is_not_adopted(house: House, lists: Lists, client: TestClient, run: Run) -> None:
    tell(client, react(lists, {}, doubt=2.0))
    answer = run("train", "ranker", "--feedback")
    assert answer.status == 0
    assert "are not adopted" in answer.out
    assert not (house.settings.models_folder / "ranker").exists()


def test_too_little_feedback_is_one_line(house: House, lists: Lists, client: TestClient, run: Run) -> None:
    tell(client, react(lists, WORDS_AND_PLACE)[:60])
    answer = run("train", "ranker", "--feedback")
    assert (answer.status, answer.out) == (1, "")
    assert answer.errors.startswith("matcher: too little feedback to learn from: ")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "give one of --suite DIR, --feedback and --back"),
        (("--feedback", "--back"), "give one of --suite DIR, --feedback and --back"),
        (("--feedback", "--suite", "x"), "give one of --suite DIR, --feedback and --back"),
        (("--back", "--out", "x"), "--out FILE goes with --suite or --feedback"),
    ],
)
def test_one_source_is_learnt_from_at_a_time(run: Run, more: tuple[str, ...], said: str) -> None:
    answer = run("train", "ranker", *more)
    assert answer.status == 2
    assert said in answer.errors
