"""The day of a fair: before it neither door nor close, after the close nothing but its results."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from api.house import House
from api.seating import plan_seats
from tests.api.fair_office import FAIR_ID, ORGANISER, generous, on_the_day, open_fair
from tests.api.signed_in import signed_in


@pytest.fixture
def planned(house: House, tmp_path: Path) -> House:
    """An office two weeks before the day of a fair that is planned."""
    open_fair(house, tmp_path)
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    return office


def at(path: str = "") -> str:
    return f"/v1/fairs/{FAIR_ID}{path}"


def test_before_its_day_a_fair_is_neither_at_the_door_nor_closed(planned: House) -> None:
    web = signed_in(planned)
    english = {"Accept-Language": "en"}
    early = web.post(at("/door"), json={"absent": ["C1"]}, headers=english)
    plan_again = f"the door opens on 2023-09-16; until then plan it again: matcher fair plan {FAIR_ID}"
    assert (early.status_code, early.json()["detail"]) == (409, f"fair '{FAIR_ID}': {plan_again}")
    closed = web.post(at("/close"), headers=english)
    assert (closed.status_code, closed.json()["detail"]) == (
        409,
        f"fair '{FAIR_ID}' is on 2023-09-16: it can be closed from that day on",
    )
    assert web.get(at()).json()["state"] == "planned"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param("/plan", {"invite": 5}, id="planned"),
        pytest.param("/door", {"absent": ["C1"]}, id="at the door"),
        pytest.param("/invitations", {"purpose": "九月对接会"}, id="invited to"),
    ],
)
def test_a_closed_fair_is_said_to_be_closed(planned: House, path: str, body: dict[str, Any]) -> None:
    door = signed_in(on_the_day(planned))
    assert door.post(at("/close")).json()["state"] == "closed"
    refused = door.post(at(path), json=body, headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.json()["detail"]) == (409, f"fair '{FAIR_ID}' is closed")


def test_the_overview_shows_the_breaks_of_the_day_in_grey(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path, breaks=[{"since": "09:20", "until": "09:35"}])
    plan_seats(generous(house), FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    web = signed_in(house)
    page = web.get(at("/prints/overview")).text
    head, *booths = [row for row in page.split("<tr>") if 'class="who"' in row]
    assert re.findall(r"<th>([\d:]+)</th>", head) == ["09:00", "09:10", "09:20", "09:40", "09:50"]
    for row in booths:
        assert [kind == "rest" for kind in re.findall(r'<td class="(full|part|none|rest)">', row)] == [
            *(False, False, True, False, False)
        ]
