"""An employer is shown candidates for its own posts by pseudonym, and who they are once they agree."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.house import House
from api.proposed import to_proposed
from api.proposing import ranked_proposals
from api.rotating import rotate_data
from data import log
from data.store import Scope, get_post, iter_sealed, within
from matcher.records import Role
from tests.api.conftest import TinyEncoder
from tests.api.marked import ACTOR
from tests.api.marked import WORDS as PRIORITY_WORDS
from tests.api.proposed_city import (
    LEFT_OUT,
    MANY,
    SCHOOL,
    STUDIED,
    WISH,
    WORDS,
    employer,
    fill_proposed,
    listed,
    person,
    tell,
)
from tests.api.signed_in import signed_in, token_for


@pytest.fixture(params=["sqlite", "postgresql"])
def city(request: pytest.FixtureRequest, tmp_path: Path, new_house: Callable[..., House]) -> House:
    if request.param == "sqlite":
        lone: House = request.getfixturevalue("lone")
        return lone
    return fill_proposed(new_house(tmp_path, TinyEncoder(), url=request.getfixturevalue("new_postgresql")()))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, new_house: Callable[..., House]) -> Path:
    """The city once, to be copied: to put it takes longer than most tests."""
    return fill_proposed(new_house(tmp_path_factory.mktemp("filled"), TinyEncoder())).settings.var


@pytest.fixture
def lone(filled: Path, tmp_path: Path, new_house: Callable[..., House]) -> House:
    shutil.copytree(filled, tmp_path / "var")
    return new_house(tmp_path, TinyEncoder())


@pytest.fixture
def office(lone: House) -> TestClient:
    return signed_in(lone, headers={"accept-language": "en"})


@pytest.fixture
def door(lone: House) -> TestClient:
    return employer(lone)


def pseudonym_of(house: House, id: str, *, employer_id: str = "E1", post: str = "P1") -> str:
    with house.database.read() as session:
        name = log.known_names(session, log.PERSON, [id])[id]
    return house.vault.pseudonym(employer_id, post, name)


def invite(door: TestClient, pseudonym: str, *, post: str = "P1", **headers: str) -> Any:
    return door.post(f"/v1/posts/{post}/candidates/{pseudonym}/invitation", headers=headers)


def tasks(office: TestClient) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = office.get("/v1/outreach/tasks").json()["items"]
    return [one for one in items if one["task"] == "ask_invited"]


def test_who_may_be_proposed_is_shown_by_pseudonym_and_may_be_invited(city: House) -> None:
    door, office = employer(city), signed_in(city)
    shown = listed(door)
    assert [one["rank"] for one in shown] == list(range(1, len(MANY) + 1))
    assert {one["candidate_id"] for one in shown} == {None}
    assert {one["pseudonym"] for one in shown} == {pseudonym_of(city, id) for id in MANY}
    assert invite(door, shown[0]["pseudonym"]).status_code == 201
    (task,) = tasks(office)
    tell(office, task["candidate_id"], "interested")
    known = {one["pseudonym"]: one["candidate_id"] for one in listed(door)}
    assert known == {one["pseudonym"]: None for one in shown} | {shown[0]["pseudonym"]: task["candidate_id"]}
    assert tasks(office) == []


def test_what_many_have_in_common_is_told_in_levels_and_bands(door: TestClient) -> None:
    one = listed(door)[0]
    told = {name: one[name] for name in ("education", "major", "school", "experience", "skills", "certificates")}
    assert told == {
        "education": "bachelor",
        "major": "会计学",
        "school": "university",
        "experience": "one_to_three_years",
        "skills": ["Excel", "用友"],
        "certificates": ["初级会计"],
    }
    reasons = {reason["code"]: reason for reason in one["reasons"]}
    assert (reasons["education"]["status"], reasons["education"]["given"]) == ("met", "本科")
    assert "place" not in reasons
    assert "needs" not in reasons


def test_a_chance_is_told_in_tenths_alone(lone: House) -> None:
    with within(Scope(employer_id="E1")):
        with lone.database.read() as session:
            post = get_post(session, "P1")
        one = ranked_proposals(lone, post, on=lone.today(), limit=1)[0]
    told = to_proposed(1, replace(one, match=replace(one.match, chance=0.4567)), language="zh", explained=False)
    assert told.chance == 0.5


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_byte_of_an_answer_tells_who_somebody_is(lone: House, door: TestClient, language: str) -> None:
    answer = door.get("/v1/posts/P1/candidates", params={"limit": 50, "language": language})
    asked = invite(door, answer.json()["items"][0]["pseudonym"])
    said = "".join((answer.text, asked.text, str(answer.headers), str(asked.headers)))
    telling = [
        SCHOOL,
        WISH,
        WORDS,
        STUDIED["needs"],
        "2001-03",
        "2023-06",
        "历下",
        "市中",
        "奶奶",
        "出纳",
        "轮椅",
        "无障碍",
    ]
    for n, id in enumerate((*MANY, *LEFT_OUT)):
        telling += [f'"{id}"', *person(n, id).values()]
    wish_pairs = {WISH[i : i + 3] for i in range(len(WISH) - 2)}
    assert [one for one in (*telling, *PRIORITY_WORDS, *wish_pairs) if one in said] == []


def test_two_employers_and_two_posts_have_no_pseudonym_in_common(lone: House) -> None:
    lists = [
        {one["pseudonym"] for one in listed(employer(lone, id), post)}
        for id, post in (("E1", "P1"), ("E2", "P2"), ("E1", "P3"))
    ]
    assert [len(one) for one in lists[:2]] == [len(MANY), len(MANY) + 1]  # another employer is no reason for AVERSE
    assert len(set.union(*lists)) == sum(map(len, lists))


def test_the_same_person_has_the_same_pseudonym_the_next_time(lone: House, door: TestClient) -> None:
    before = [one["pseudonym"] for one in listed(door)]
    rotate_data(lone, actor=ACTOR)
    assert [one["pseudonym"] for one in listed(employer(lone))] == before


@pytest.mark.parametrize("id", sorted(LEFT_OUT))
def test_who_refused_or_works_is_shown_to_nobody(lone: House, door: TestClient, office: TestClient, id: str) -> None:
    listed(door)
    with lone.database.begin() as session:
        log.names_of(session, log.PERSON, [id])
    assert invite(door, pseudonym_of(lone, id)).status_code == 404
    assert tasks(office) == []


def test_another_employers_post_is_not_there(lone: House) -> None:
    door, other = employer(lone), employer(lone, "E2")
    (own, *_), (theirs, *_) = listed(door), listed(other, "P2")
    for answer in (
        door.get("/v1/posts/P2/candidates"),
        invite(door, theirs["pseudonym"], post="P2"),
        invite(door, theirs["pseudonym"]),  # of another employer, for another post
        invite(door, own["pseudonym"], post="P3"),  # of another post of one's own
        invite(door, "aaaaaaaaaaaa"),
    ):
        assert answer.status_code == 404, answer.text
    assert tasks(signed_in(lone)) == []


@pytest.mark.parametrize("asked", [{"on": "2023-09-02"}, {"include": "blocked"}, {"limit": 51}])
def test_an_employer_cannot_ask_for_more_than_todays_list(door: TestClient, asked: dict[str, Any]) -> None:
    answer = door.get("/v1/posts/P1/candidates", params=asked)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == next(iter(asked))


def test_what_too_few_have_in_common_is_left_out(lone: House, door: TestClient, office: TestClient) -> None:
    rare = {"major": "会计学（珠算方向）", "education": "doctor", "education_written": "博士", "skills": ["Excel"]}
    assert office.put("/v1/candidates/C0", json=STUDIED | rare).status_code == 200
    (one,) = [one for one in listed(door) if one["pseudonym"] == pseudonym_of(lone, "C0")]
    assert (one["education"], one["major"], one["skills"], one["certificates"]) == (None, None, [], [])
    assert "珠算" not in json.dumps(one, ensure_ascii=False)
    assert "博士" not in json.dumps(one, ensure_ascii=False)
    assert "not shown yet" in {one["given"] for one in listed(door, language="en")[one["rank"] - 1]["reasons"]}


def test_a_rare_major_is_left_out_and_a_common_level_told(lone: House, door: TestClient, office: TestClient) -> None:
    assert office.put("/v1/candidates/C0", json=STUDIED | {"major": "税收学"}).status_code == 200
    (one,) = [one for one in listed(door) if one["pseudonym"] == pseudonym_of(lone, "C0")]
    assert (one["education"], one["major"]) == ("bachelor", None)


def test_what_tells_a_group_is_told_to_no_employer(lone: House, office: TestClient, door: TestClient) -> None:
    told = {"certificates": ["残疾人证", "初级会计"], "skills": ["手语"], "school_kind": "特殊教育院校"}
    for id in MANY:
        assert office.put(f"/v1/candidates/{id}", json=STUDIED | told).status_code == 200
    asked = {"certificates": ["残疾人证", "初级会计"], "skills": ["手语"], "majors": ["会计学", "听力语言康复"]}
    post = office.get("/v1/posts/P1").json() | asked
    assert office.put("/v1/posts/P1", json=post).status_code == 200
    answer = door.get("/v1/posts/P1/candidates")
    assert answer.json()["items"][0]["certificates"] == ["初级会计"]
    assert answer.json()["items"][0]["school"] is None
    assert [one for one in ("残疾", "手语", "特殊教育", "听力") if one in answer.text] == []


def test_an_invitation_is_a_task_of_the_office_and_done_once(lone: House, door: TestClient, office: TestClient) -> None:
    first = listed(door)[0]["pseudonym"]
    answers = [invite(door, first, **{"Idempotency-Key": key}) for key in ("k1", "k1", "k2")]
    kept = {"post_id": "P1", "pseudonym": first, "invited_on": "2023-09-01"}
    assert [(one.status_code, one.json()) for one in answers] == [(201, kept)] * 3
    (task,) = tasks(office)
    assert first == pseudonym_of(lone, task["candidate_id"])
    assert (task["post_id"], task["told_by"], task["due_on"]) == ("P1", "unit.E1", "2023-09-06")
    assert task["text"] == "an employer wishes to meet the person: ask whether the person agrees"
    assert listed(door)[0]["invited_on"] == "2023-09-01"
    assert listed(door)[0]["candidate_id"] is None


def test_only_whoever_speaks_for_an_employer_invites(lone: House, door: TestClient, office: TestClient) -> None:
    first = listed(door)[0]["pseudonym"]
    assert invite(office, first).status_code == 403  # an administrator, for no employer
    headers = {"Authorization": f"Bearer {token_for(lone, 'wang', Role.PROGRAMME)}"}
    assert invite(office, first, **headers).status_code == 403


def test_who_agrees_is_known_and_who_takes_it_back_is_gone(lone: House, door: TestClient, office: TestClient) -> None:
    first = listed(door)[0]["pseudonym"]
    invite(door, first)
    (task,) = tasks(office)
    meant = {"channel": "phone", "result": "interested", "post_id": "P1"}
    assert office.post(f"/v1/outreach/{task['candidate_id']}/attempts", json=meant).status_code == 201
    (one,) = [one for one in listed(door) if one["pseudonym"] == first]
    assert one["candidate_id"] == task["candidate_id"]
    assert tasks(office) == []
    assert invite(door, first).status_code == 409
    tell(office, task["candidate_id"], "declined")
    left = listed(door)
    assert first not in {one["pseudonym"] for one in left}
    assert {one["candidate_id"] for one in left} == {None}
    assert task["candidate_id"] not in json.dumps([left, listed(door, "P3")])
    assert invite(door, first).status_code == 404


def test_what_a_program_concluded_opens_nobody(lone: House, door: TestClient, office: TestClient) -> None:
    before = listed(door)
    for event in ("interested", "started"):
        tell(office, "C0", event, automatic=True)
    assert listed(door) == before
    tell(office, "C1", "declined")
    tell(office, "C1", "interested", automatic=True)
    assert pseudonym_of(lone, "C1") not in {one["pseudonym"] for one in listed(door)}


def test_a_refusal_told_again_on_the_day_takes_the_agreement_back(
    lone: House, door: TestClient, office: TestClient
) -> None:
    known = []
    for event in ("declined", "interested", "declined", "declined", "interested"):
        tell(office, "C0", event)
        known.append([one["candidate_id"] for one in listed(door) if one["candidate_id"]])
    assert known == [[], ["C0"], [], [], []]  # a file that is read again opens nobody


def test_a_task_is_closed_by_hand_and_goes_with_the_person(lone: House, door: TestClient, office: TestClient) -> None:
    invite(door, listed(door)[0]["pseudonym"])
    (task,) = tasks(office)
    assert office.post(f"/v1/outreach/tasks/{task['id']}/done", json={}).status_code == 201
    assert office.post(f"/v1/outreach/tasks/{task['id']}/done", json={}).status_code == 409
    assert office.post("/v1/outreach/tasks/ask_invited-E999/done", json={}).status_code == 404
    assert tasks(office) == []
    assert office.delete(f"/v1/candidates/{task['candidate_id']}").status_code == 204
    with lone.database.read() as session:
        assert [*iter_sealed(session, "task", vault=lone.vault)] == []


def test_invitations_that_wait_are_limited(lone: House, door: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.proposing.MOST_OPEN", 2)
    answers = [invite(door, one["pseudonym"]).status_code for one in listed(door)[:3]]
    assert answers == [201, 201, 409]


def test_an_invitation_that_waited_for_a_month_is_told_anew(lone: House, door: TestClient, office: TestClient) -> None:
    first = listed(door)[0]["pseudonym"]
    invite(door, first)
    (before,) = tasks(office)
    later = replace(lone, settings=lone.settings.model_copy(update={"today": date(2023, 10, 1)}))
    again = invite(employer(later), first)
    assert again.json()["invited_on"] == "2023-10-01"
    (task,) = tasks(signed_in(later))
    assert task["id"] != before["id"]


def test_a_removed_employer_and_a_doubtful_advert_get_nobody(lone: House, door: TestClient, office: TestClient) -> None:
    first = listed(door)[0]["pseudonym"]
    lure = {"description": "入职先交培训费和押金，可办培训贷，包赚。会用Excel和用友。", "employer": "甲公司"}
    assert office.put("/v1/posts/P3", json={**office.get("/v1/posts/P3").json(), **lure}).status_code == 200
    assert listed(door, "P3") == []
    tell(office, "C3", "applied", post="P3")
    assert [one["candidate_id"] for one in listed(door, "P3")] == ["C3"]
    body = {"standing": "removed", "reasons": ["idle"], "note": "查实", "effective_on": "2023-09-01"}
    decided = office.post("/v1/employers/E1/standing", json=body)
    assert decided.status_code == 201, decided.text
    assert door.get("/v1/posts/P1/candidates").status_code == 403
    assert invite(door, first).status_code == 403


def test_each_look_and_invitation_stands_in_the_log(lone: House, door: TestClient, office: TestClient) -> None:
    invite(door, listed(door)[0]["pseudonym"])
    (asked,) = office.get("/v1/log", params={"action": "invite"}).json()["items"]
    (look, *_) = office.get("/v1/log", params={"action": "rank", "actor": "unit.E1"}).json()["items"]
    assert (asked["id"] in MANY, asked["purpose"], asked["details"]["employer_id"]) == (True, look["purpose"], "E1")
    assert (look["purpose"], look["details"]["post_id"]) == ("candidates for an employer's post", "P1")
    assert set(look["details"]["people"]) == set(MANY)
    again = office.get(f"/v1/rankings/{look['id']}/replay")
    assert (again.status_code, again.json()["same"]) == (200, True), again.text


def test_the_person_is_told_which_employer_looked(lone: House, door: TestClient, office: TestClient) -> None:
    first = listed(door)[0]["pseudonym"]
    invite(door, first)
    (task,) = tasks(office)
    lone.spool.drain(lone.database)
    report = office.get(
        f"/v1/candidates/{task['candidate_id']}/access-report",
        params={"purpose": "本人查询"},
        headers={"accept": "application/json"},
    )
    assert report.status_code == 200, report.text
    assert "shown to 甲公司 by pseudonym" in report.text
    assert "甲公司 wished to meet you" in report.text


def test_forgetting_ends_a_pseudonym_even_where_the_id_comes_back(lone: House, door: TestClient) -> None:
    office = signed_in(lone)
    first = listed(door)[0]["pseudonym"]
    invite(door, first)
    (task,) = tasks(office)
    id = task["candidate_id"]
    assert office.post(f"/v1/outreach/tasks/{task['id']}/done", json={}).status_code == 201
    assert office.post(f"/v1/candidates/{id}/forget", json={}).status_code == 200
    with lone.database.read() as session:
        assert [*iter_sealed(session, "task", vault=lone.vault)] == []
    assert first not in {one["pseudonym"] for one in listed(door)}
    assert invite(door, first).status_code == 404
    n = MANY.index(id)
    body = STUDIED | {"person": person(n, id), "registered_again": "本人到窗口登记"}
    assert office.put(f"/v1/candidates/{id}", json=body).status_code == 201
    assert len(listed(door)) == len(MANY)
    assert first not in {one["pseudonym"] for one in listed(door)}
    assert tasks(office) == []
