"""Any sequence of puts, deletions and placements leaves what a model of dictionaries says, in lists and rankings."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from api.house import House
from api.settings import Settings
from tests.api.conftest import DAY, TinyEncoder, house_over
from tests.api.office_model import NOUNS, Body, Office
from tests.api.signed_in import signed_in

IDS = {"posts": "P", "candidates": "C", "employers": "E", "placements": "T"}
NUMBERS = st.integers(1, 2)
TERMS = st.sampled_from((("2023-01-01", "2023-05-31"), ("2023-05-31", "2023-10-31"), ("2023-11-01", "2024-03-31")))
TEXTS = st.sampled_from(("软件测试", "会计", "护理"))
"""Words that are alike and unlike, so that the same is put again as often as something else."""


def id_of(noun: str, n: int) -> str:
    return f"{IDS[noun]}/{n}"


def address(noun: str, id: str) -> str:
    return f"/v1/{noun}/{id.replace('/', '%2F')}"


def bodies(noun: str) -> st.SearchStrategy[Body]:
    employer = NUMBERS.map(lambda n: f"单位{n}")
    if noun == "posts":
        return st.fixed_dictionaries({"title": TEXTS, "employer": employer, "headcount": st.none()})
    if noun == "candidates":
        return st.fixed_dictionaries({"wish": TEXTS, "school": st.sampled_from((None, "大学"))})
    if noun == "employers":
        return st.fixed_dictionaries({"district": st.sampled_from(("历下区", "市中区", None))})
    return st.builds(
        lambda who, where, post, term: {
            "candidate_id": id_of("candidates", who),
            "employer_id": id_of("employers", where),
            "post_id": post and id_of("posts", post),
            "starts_on": term[0],
            "planned_end_on": term[1],
        },
        NUMBERS,
        NUMBERS,
        st.none() | NUMBERS,
        TERMS,
    )


@st.composite
def puts(draw: st.DrawFn) -> tuple[str, str, Body]:
    noun, n = draw(st.sampled_from(NOUNS)), draw(NUMBERS)
    body = draw(bodies(noun))
    named = {"name": f"单位{n}"} if noun == "employers" else {}  # by which posts know it
    return noun, id_of(noun, n), named | body


class Machine(RuleBasedStateMachine):
    """The office asked over HTTP, beside its model."""

    begin: Callable[[Path], House]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())
        self.house = type(self).begin(self.folder)
        self.client: TestClient = signed_in(self.house)
        self.model = Office()
        self.tags: dict[str, dict[str, str]] = {}  # id → content → its ETag

    def teardown(self) -> None:
        self.house.close()
        shutil.rmtree(self.folder)

    def check(self, noun: str, id: str, answer: Any) -> None:
        """Assert that an answer tells a record as the model has it, with the ETag of that content and of no other."""
        told, kept = answer.json(), self.model.stored[noun][id]
        assert {name: told[name] for name in kept} == kept
        tag, seen = answer.headers["etag"], self.tags.setdefault(id, {})
        assert seen.setdefault(str(sorted(kept.items(), key=str)), tag) == tag
        assert len(set(seen.values())) == len(seen)

    def known_tag(self, noun: str, id: str) -> str | None:
        kept = self.model.stored[noun].get(id)
        return None if kept is None else self.tags[id][str(sorted(kept.items(), key=str))]

    def put(self, noun: str, id: str, body: Body, *, headers: dict[str, str] | None = None) -> None:
        is_new, refused = id not in self.model.stored[noun], self.model.refusal_of_put(noun, id, body)
        answer = self.client.put(address(noun, id), json=body, headers=headers)
        assert answer.status_code == (refused or (201 if is_new else 200)), answer.text
        if refused is None:
            self.model.stored[noun][id] = body
            self.check(noun, id, answer)

    @initialize()
    def puts_what_placements_need(self) -> None:
        self.put("employers", id_of("employers", 1), {"name": "单位1", "district": None})
        self.put("candidates", id_of("candidates", 1), {"wish": "会计", "school": None})
        self.put("posts", id_of("posts", 1), {"title": "会计", "employer": "单位1", "headcount": None})

    @rule(what=puts())
    def puts_a_record(self, what: tuple[str, str, Body]) -> None:
        self.put(*what)

    @rule(what=puts())
    def puts_what_was_read_just_now(self, what: tuple[str, str, Body]) -> None:
        tag = self.known_tag(*what[:2])
        self.put(*what, headers={"If-None-Match": "*"} if tag is None else {"If-Match": tag})

    @rule(what=puts(), way=st.sampled_from(("past", "new")))
    def puts_over_what_somebody_changed(self, what: tuple[str, str, Body], way: str) -> None:
        """A lost update: the state that was read is past, or was not there."""
        noun, id, body = what
        tag = self.known_tag(noun, id)
        past = [one for one in self.tags.get(id, {}).values() if one != tag]
        if way == "past":
            headers = {"If-Match": past[0] if past else '"0"'}
        elif tag is not None:
            headers = {"If-None-Match": "*"}
        else:
            return
        assert self.client.put(address(noun, id), json=body, headers=headers).status_code == 412

    @rule(noun=st.sampled_from(NOUNS), n=NUMBERS, on=st.sampled_from(("anything", "the present", "the past")))
    def deletes(self, noun: str, n: int, on: str) -> None:
        id = id_of(noun, n)
        refused, tag = self.model.refusal_of_delete(noun, id), self.known_tag(noun, id)
        headers = {"the present": {"If-Match": tag or '"0"'}, "the past": {"If-Match": '"0"'}}.get(on)
        answer = self.client.delete(address(noun, id), headers=headers)
        if on != "anything" and not (on == "the present" and tag):
            assert answer.status_code in (404, 412), answer.text
            return
        assert answer.status_code == (refused or 204), answer.text
        if refused is None:
            del self.model.stored[noun][id]

    @rule(noun=st.sampled_from(NOUNS), n=NUMBERS)
    def reads(self, noun: str, n: int) -> None:
        id = id_of(noun, n)
        answer = self.client.get(address(noun, id))
        if id not in self.model.stored[noun]:
            assert answer.status_code == 404
            return
        self.check(noun, id, answer)
        unchanged = self.client.get(address(noun, id), headers={"If-None-Match": answer.headers["etag"]})
        assert (unchanged.status_code, unchanged.content) == (304, b"")

    def ask_for_placement(self, asked: Body, key: str) -> Any:
        terms = {name: asked[name] for name in ("starts_on", "planned_end_on")} | {"force": True}
        path = (
            f"{address('candidates', asked['candidate_id'])}/matches/{asked['post_id'].replace('/', '%2F')}/placement"
        )
        return self.client.post(path, json=terms, headers={"Idempotency-Key": key})

    @rule(who=NUMBERS, where=NUMBERS, term=TERMS)
    def makes_a_match_a_placement(self, who: int, where: int, term: tuple[str, str]) -> None:
        asked = {"candidate_id": id_of("candidates", who), "post_id": id_of("posts", where)}
        asked |= {"starts_on": term[0], "planned_end_on": term[1]}
        key = f"k{len(self.model.answered)}"
        answer = self.ask_for_placement(asked, key)
        status, placed = self.model.answer_to_match(asked)
        assert answer.status_code == status, answer.text
        if placed is not None:
            self.model.stored["placements"][answer.json()["id"]] = placed
            self.model.answered[key] = (asked, status, answer.json())
            self.check("placements", answer.json()["id"], self.client.get(answer.headers["location"]))

    @precondition(lambda self: self.model.answered)
    @rule(data=st.data(), term=TERMS)
    def asks_again_under_the_key(self, data: st.DataObject, term: tuple[str, str]) -> None:
        key = data.draw(st.sampled_from(sorted(self.model.answered)))
        asked, status, told = self.model.answered[key]
        again = self.ask_for_placement(asked, key)
        assert (again.status_code, again.json()) == (status, told)
        if term[0] != asked["starts_on"]:
            other = asked | {"starts_on": term[0], "planned_end_on": term[1]}
            assert self.ask_for_placement(other, key).status_code == 422

    @precondition(lambda self: self.model.stored["placements"])
    @rule(data=st.data(), noun=st.sampled_from(("candidates", "employers")))
    def deletes_who_is_placed(self, data: st.DataObject, noun: str) -> None:
        placed = data.draw(st.sampled_from(list(self.model.stored["placements"].values())))
        assert self.client.delete(address(noun, placed[f"{noun[:-1]}_id"])).status_code == 409

    @precondition(lambda self: self.model.stored["placements"])
    @rule(data=st.data())
    def places_somebody_twice_at_a_time(self, data: st.DataObject) -> None:
        there = data.draw(st.sampled_from(list(self.model.stored["placements"].values())))
        body = there | {"starts_on": there["planned_end_on"], "planned_end_on": "2024-05-31"}
        assert self.client.put(address("placements", "T/9"), json=body).status_code in (409, 422)
        self.put("placements", "T/9", there)

    @invariant()
    def lists_are_the_model(self) -> None:
        for noun in NOUNS:
            listed, cursor = [], None
            while True:
                page = self.client.get(
                    f"/v1/{noun}", params={"limit": 2} | ({"cursor": cursor} if cursor else {})
                ).json()
                listed += page["items"]
                if (cursor := page["next_cursor"]) is None:
                    break
            kept = self.model.stored[noun]
            assert [one["id"] for one in listed] == sorted(kept)
            assert [{name: one[name] for name in kept[one["id"]]} for one in listed] == [
                kept[id] for id in sorted(kept)
            ]

    @invariant()
    def rankings_have_what_is_stored_and_nothing_else(self) -> None:
        posts, people = self.model.stored["posts"], self.model.stored["candidates"]
        for id in people:
            items = self.client.get(f"{address('candidates', id)}/matches", params={"limit": 200}).json()["items"]
            assert sorted(one for item in items for one in (item["post_id"], *item["alike_ids"])) == sorted(posts)
        for id in posts:
            items = self.client.get(f"{address('posts', id)}/candidates", params={"limit": 200}).json()["items"]
            assert sorted(item["candidate_id"] for item in items) == sorted(people)


@pytest.fixture
def machine(begun_once: Path) -> type[Machine]:
    class Begun(Machine):
        @staticmethod
        def begin(folder: Path) -> House:
            shutil.copytree(begun_once, folder / "var")
            return house_over(Settings(var=folder / "var", today=DAY, rate_per_minute=0), TinyEncoder())

    return Begun


def run(machine: type[Machine], config: pytest.Config, *, n: int, n_steps: int) -> None:
    told = settings(
        max_examples=n * config.getoption("fuzz_times"),
        stateful_step_count=n_steps,
        derandomize=config.getoption("hypothesis_seed") is None,
        database=None,
        phases=[Phase.explicit, Phase.generate],  # what is found is short enough to read, and shrinking takes minutes
    )
    run_state_machine_as_test(machine, settings=told)


def test_the_office_agrees_with_its_model(machine: type[Machine], pytestconfig: pytest.Config) -> None:
    run(machine, pytestconfig, n=6, n_steps=20)


@pytest.mark.slow
def test_the_office_agrees_with_its_model_for_long(machine: type[Machine], pytestconfig: pytest.Config) -> None:
    run(machine, pytestconfig, n=30, n_steps=40)
