"""Posts over HTTP."""

from __future__ import annotations

from fastapi.testclient import TestClient

from api.house import House
from api.posts import EXAMPLE
from data.store import get_post


def test_a_new_post_is_created_and_told_back(client: TestClient) -> None:
    answer = client.put("/v1/posts/P1", json=EXAMPLE)
    assert answer.status_code == 201
    assert answer.json() == client.get("/v1/posts/P1").json()
    assert answer.json()["title"] == "软件测试见习生"
