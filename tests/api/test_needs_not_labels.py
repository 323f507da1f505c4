"""What a registry says of a person changes no answer: needs are the person's own statement, and nothing else is."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from api.house import House
from api.posts import EXAMPLE as POST
from api.profiles import EXAMPLE as PROFILE
from data.store import SealedRecord, put_sealed

PERSON = {"name": "张三", "id_number": "11010519491231002X", "phone": "13812345678"}
ANSWERS = (
    "/v1/candidates",
    "/v1/candidates/C1",
    "/v1/candidates/C1/matches?explain=true&include=blocked",
    "/v1/candidates/C1/matches/P1",
    "/v1/candidates/C1/matches/P2",
    "/v1/candidates/C1/eligibility",
    "/v1/candidates/C1/openings",
    "/v1/candidates/C1/courses",
    "/v1/posts/P1/candidates?explain=true&include=blocked",
    "/v1/posts/P2/candidates",
)


LIST_ID = re.compile(rb'"list_id":"[^"]*",')


def _answers(client: TestClient) -> dict[str, bytes]:
    found = {path: client.get(path) for path in ANSWERS}
    assert {path: answer.status_code for path, answer in found.items()} == dict.fromkeys(ANSWERS, 200)
    asked = client.post("/v1/matches", json={"profile": PROFILE | {"needs": "轮椅出行"}})
    said = {path: answer.content for path, answer in found.items()} | {"": asked.content}
    return {path: LIST_ID.sub(b"", content) for path, content in said.items()}  # no two lists have one id


def _store_disability(house: House) -> None:
    """Store an entry of the registry of disabled people, its link to the candidate and the membership it proves."""
    entry = {"kind": "disabled", "name": "张三", "disability_kind": 4, "disability_grade": 1}
    records = [
        SealedRecord("registry_entry", "E1", "X1", entry, ("11010519491231002X",)),
        SealedRecord("link", "L1", "linked", {"candidate_id": "C1", "entry_id": "E1", "p": 1.0}, ("C1", "E1")),
        SealedRecord("membership", "M1", "current", {"candidate_id": "C1", "group": "disabled"}, ("C1",)),
    ]
    with house.database.begin() as session:
        put_sealed(session, records, vault=house.vault)


@pytest.mark.parametrize("needs", ["坐轮椅，用文字沟通，不上夜班，不能离家太远，需要住宿", None])
def test_an_entry_in_the_registry_of_disabled_people_changes_no_answer_by_a_byte(
    client: TestClient, house: House, needs: str | None
) -> None:
    client.put("/v1/candidates/C1", json=PROFILE | {"needs": needs, "home_district": "历城区", "person": PERSON})
    client.put("/v1/posts/P1", json=POST | {"accessibility": "有电梯、坡道", "night_shift": True, "lodging": False})
    client.put("/v1/posts/P2", json=POST | {"accessibility": "无", "district": "章丘区"})
    before = _answers(client)
    _store_disability(house)
    assert _answers(client) == before
    house.follower.rebuild()
    assert _answers(client) == before
