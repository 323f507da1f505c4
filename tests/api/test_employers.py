"""Employers over HTTP."""

from __future__ import annotations

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


@pytest.mark.parametrize("code", ["91350100M000100Y44", "91350100M000100Y4", "IIIIIIIIIIIIIIIIII"])
def test_a_false_credit_code_is_refused(client: TestClient, code: str) -> None:
    answer = client.put("/v1/employers/E1", json=EXAMPLE | {"uscc": code})
    assert [one["field"] for one in answer.json()["errors"]] == ["uscc"]


def test_an_employer_without_a_name_is_refused(client: TestClient) -> None:
    answer = client.put("/v1/employers/E1", json={"district": "历下区"})
    assert answer.json()["errors"] == [{"field": "name", "message": "未填写"}]
