"""Posts over HTTP."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.house import House
from api.posts import EXAMPLE
from data.store import field_sources, get_post, read_person
from matcher.records import Actor, Education, Kind, Person, Post


def test_a_new_post_is_created_and_told_back(client: TestClient) -> None:
    answer = client.put("/v1/posts/P1", json=EXAMPLE)
    assert answer.status_code == 201
    assert answer.json() == client.get("/v1/posts/P1").json()


def test_a_post_put_again_is_replaced(client: TestClient) -> None:
    client.put("/v1/posts/P1", json=EXAMPLE)
    answer = client.put("/v1/posts/P1", json={"title": "会计", "employer": EXAMPLE["employer"]})
    assert (answer.status_code, answer.json()["title"], answer.json()["skills"]) == (200, "会计", [])


def test_a_body_becomes_the_record_of_the_same_words(client: TestClient, house: House) -> None:
    client.put("/v1/posts/P1", json=EXAMPLE)
    with house.database.read() as session:
        post, sources = get_post(session, "P1"), field_sources(session, "post", "P1")
    assert isinstance(post, Post)
    assert (post.education, post.kind, post.majors) == (Education.COLLEGE, Kind.TECHNICAL, ("计算机类", "软件工程"))
    assert sources["title"][0] == "http"


def test_district_and_zone_are_recognised_from_the_place(client: TestClient) -> None:
    told = client.put("/v1/posts/P1", json=EXAMPLE).json()
    assert (told["district"], told["zone"]) == ("历下区", "济南高新区")


def test_a_contact_is_told_masked(client: TestClient) -> None:
    told = client.put("/v1/posts/P1", json=EXAMPLE | {"contact": {"name": "李四", "phone": "13812345678"}}).json()
    assert told["contact"] == {"name": "李**", "phone": "138****5678"}


def test_what_was_read_can_be_changed_and_put_back(client: TestClient, house: House) -> None:
    people = {"contact": {"name": "李四", "phone": "13812345678"}, "mentor": {"name": "王五"}}
    client.put("/v1/posts/P1", json=EXAMPLE | people)
    read = client.get("/v1/posts/P1").json()
    answer = client.put("/v1/posts/P1", json=read | {"headcount": 7, "mentor": None})
    assert (answer.status_code, answer.json()) == (200, read | {"headcount": 7, "mentor": None})
    why: dict[str, Any] = {
        "vault": house.vault,
        "actor": Actor("test", "admin"),
        "purpose": "test",
        "at": house.clock(),
    }
    with house.database.begin() as session:
        assert read_person(session, "post", "P1", "contact", **why) == Person("李四", phone="13812345678")
        assert read_person(session, "post", "P1", "mentor", **why) is None


CONTACT = {"contact": {"name": "李四", "phone": "13812345678"}, "mentor": {"name": "王五", "phone": "13812340000"}}


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        pytest.param({"contact": {"name": "赵六"}}, "contact.phone: stored with another name", id="another contact"),
        pytest.param({"mentor": {"name": "赵六"}}, "mentor.phone: stored with another name", id="another mentor"),
        pytest.param(
            {"employer": "另一公司", "contact": {"name": "赵六", "phone": None}},
            "mentor.name, mentor.phone: stored with another employer",
            id="another employer, the mentor left out",
        ),
        pytest.param(
            {"employer": "另一公司", "contact": {"phone": "13812345679"}, "mentor": None},
            "contact.name: stored with another employer",
            id="another employer, the contact's name left out",
        ),
    ],
)
def test_nobody_is_handed_on_to_another_name_or_employer(
    client: TestClient, changes: dict[str, Any], left: str
) -> None:
    client.put("/v1/posts/P1", json=EXAMPLE | CONTACT)
    before = client.get("/v1/posts/P1").json()
    body = {name: value for name, value in EXAMPLE.items() if name not in CONTACT}
    answer = client.put("/v1/posts/P1", json=body | changes, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["detail"].startswith(left)) == (409, True)
    assert client.get("/v1/posts/P1").json() == before
    whole = CONTACT | {name: value for name, value in changes.items() if name not in CONTACT}
    assert client.put("/v1/posts/P1", json=body | whole).status_code == 200


def test_a_blank_text_is_unknown(client: TestClient) -> None:
    assert client.put("/v1/posts/P1", json=EXAMPLE | {"place": "  "}).json()["place"] is None


def test_a_false_credit_code_is_refused(client: TestClient) -> None:
    answer = client.put("/v1/posts/P1", json=EXAMPLE | {"employer_uscc": "91350100M000100Y44"})
    assert [one["field"] for one in answer.json()["errors"]] == ["employer_uscc"]


def test_an_id_may_be_chinese(client: TestClient) -> None:
    assert client.put("/v1/posts/岗位-001", json=EXAMPLE).json()["id"] == "岗位-001"
    assert client.get("/v1/posts/岗位-001").status_code == 200


@pytest.mark.parametrize("id", ["2023/001", "a/b/candidates", "100%2F", "50%", "长" * 200])
def test_an_id_is_one_part_of_the_address(client: TestClient, id: str) -> None:
    address = f"/v1/posts/{quote(id, safe='')}"
    assert client.put(address, json=EXAMPLE).json()["id"] == id
    assert client.get(address).json()["id"] == id
    assert client.get(f"{address}/candidates").json()["items"] == []
    assert [post["id"] for post in client.get("/v1/posts").json()["items"]] == [id]
    assert client.delete(address).status_code == 204


def test_an_id_longer_than_can_be_stored_is_refused(client: TestClient) -> None:
    assert client.put(f"/v1/posts/{'x' * 201}", json=EXAMPLE).status_code == 422


def test_a_list_is_narrowed_by_kind_district_and_day(client: TestClient) -> None:
    client.put("/v1/posts/P1", json=EXAMPLE)
    client.put("/v1/posts/P2", json=EXAMPLE | {"kind": "research", "place": "平阴县", "closes_on": "2023-08-01"})
    for query, ids in [
        ("kind=technical", ["P1"]),
        ("district=平阴县", ["P2"]),
        ("district=高新区", ["P1"]),
        ("open_on=2023-09-01", ["P1"]),
        ("open_on=2023-07-15", ["P1", "P2"]),
    ]:
        assert [post["id"] for post in client.get(f"/v1/posts?{query}").json()["items"]] == ids
