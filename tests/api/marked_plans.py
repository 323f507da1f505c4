"""Plans in the marked city: pushes, and fairs with the two who are alike."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

from fastapi.testclient import TestClient

from api.house import House
from api.pushing import AskedPush, plan_push
from matcher.records import Push, PushScope
from tests.api.marked import ACTOR, MARKED, PLAIN


def plan_in(house: House, *, priority_only: bool) -> Push:
    """Plan a push; nothing is too far from anybody in this city."""
    office = replace(house, push=replace(house.push, least_chance=0.0))
    asked = AskedPush(PushScope(priority_only=priority_only), most=1)
    return plan_push(office, asked, actor=ACTOR, on_progress=lambda done, total: None).push


def fairs_of(client: TestClient) -> None:
    """State fairs, and plan one of them for the two who are alike."""
    stated = {"name": "对接会", "place": "市场", "on": "2023-09-01", "since": "13:00", "until": "15:00"}
    booth = {"employer": "甲公司", "post_ids": ["P1", "P2"]}
    for id in ("F1", "F2", "F3"):
        assert client.post("/v1/fairs", json={**stated, "id": id, "booths": [booth]}).status_code == 201
    to_come = {**stated, "id": "F4", "on": "2023-09-16", "booths": [booth]}
    assert client.post("/v1/fairs", json=to_come).status_code == 201
    for id in ("F1", "F4"):
        with patch("api.seating.first_movable", return_value=0):  # whatever the hour of the machine is
            planned = client.post(f"/v1/fairs/{id}/plan", json={"candidate_ids": [MARKED, PLAIN]})
        assert planned.status_code == 200, planned.text
        assert planned.json()["seated"] == 2, planned.text


def restricted_in(client: TestClient) -> str:
    """Store two people who may be forgotten, let one of them be restricted, and give the id of that forgetting."""
    for id in ("CF", "CR"):
        client.put(f"/v1/candidates/{id}", json={"wish": "测试"})
    paid = {"candidate_id": "CR", "employer_id": "E1", "kind": "monthly", "month": "2023-07", "amount_yuan": "1260.00"}
    client.put("/v1/claims/B9", json=paid)
    return str(client.post("/v1/candidates/CR/forget").json()["id"])
