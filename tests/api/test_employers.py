"""Employers over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.employers import EXAMPLE


def test_an_employer_is_created_read_listed_and_deleted(client: TestClient) -> None:
    assert client.put("/v1/employers/E1", json=EXAMPLE).status_code == 201
    assert client.get("/v1/employers/E1").json()["contact"]["name"] == "李**"
    assert [one["id"] for one in client.get("/v1/employers?district=历下").json()["items"]] == ["E1"]
    assert client.delete("/v1/employers/E1").status_code == 204
    assert client.get("/v1/employers").json() == {"items": [], "next_cursor": None}


def test_what_was_read_can_be_changed_and_put_back(client: TestClient) -> None:
    client.put("/v1/employers/E1", json=EXAMPLE)
    read = client.get("/v1/employers/E1").json()
    answer = client.put("/v1/employers/E1", json=read | {"status": "停止"})
    assert (answer.status_code, answer.json()) == (200, read | {"status": "停止"})
    assert client.put("/v1/employers/E1", json={"name": "某公司", "contact": None}).json()["contact"] is None


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        pytest.param({"contact": {"name": "赵六"}}, "contact.phone: stored with another name", id="another contact"),
        pytest.param(
            {"uscc": "91370100MA3C1GJ42A"}, "contact.name, contact.phone: stored with another employer", id="a code"
        ),
        pytest.param({"name": "某公司", "uscc": None}, "contact.name, contact.phone: stored with", id="a name"),
    ],
)
def test_a_contact_is_not_handed_on_to_another_name_or_unit(
    client: TestClient, changes: dict[str, Any], left: str
) -> None:
    client.put("/v1/employers/E1", json=EXAMPLE)
    body = {name: value for name, value in EXAMPLE.items() if name != "contact"} | changes
    answer = client.put("/v1/employers/E1", json=body, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["detail"].startswith(left)) == (409, True)
    assert client.put("/v1/employers/E1", json=body | {"contact": {"name": "李**", "phone": None}}).status_code == 200


@pytest.mark.parametrize("code", ["91350100M000100Y44", "91350100M000100Y4", "IIIIIIIIIIIIIIIIII"])
def test_a_false_credit_code_is_refused(client: TestClient, code: str) -> None:
    answer = client.put("/v1/employers/E1", json=EXAMPLE | {"uscc": code})
    assert [one["field"] for one in answer.json()["errors"]] == ["uscc"]


def test_an_employer_without_a_name_is_refused(client: TestClient) -> None:
    answer = client.put("/v1/employers/E1", json={"district": "历下区"})
    assert answer.json()["errors"] == [{"field": "name", "message": "未填写"}]
