"""The log tells what is in force, once, and again when something of it changes; and what papers left the house."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from api.configured import fingerprint, note_configuration
from api.house import House
from data.log import Entry
from data.log.listing import Wanted, page

Run = Callable[..., Any]


def noted(house: House, action: str) -> list[Entry]:
    house.spool.drain(house.database)
    with house.database.read() as session:
        return page(session, Wanted(action=action))


def test_what_is_in_force_is_noted_once(house: House) -> None:
    note_configuration(house)
    note_configuration(house)
    (line,) = noted(house, "configure")
    assert line.details["in_force"]["rules"][0].startswith("jinan-2023 ")
    assert line.details["in_force"]["encoder"] == "e5-small"


def test_a_policy_that_changes_and_keeps_its_name_is_noted(house: House) -> None:
    note_configuration(house)
    note_configuration(replace(house, push=replace(house.push, n_best=house.push.n_best + 1)))
    newest, _ = noted(house, "configure")
    assert newest.details["changed"] == ["push"]
    note_configuration(house)
    assert [one.details["changed"] for one in noted(house, "configure")][:2] == [["push"], ["push"]]


def test_the_order_of_a_set_or_mapping_is_no_change() -> None:
    one, other = {"a": frozenset({"x", "yy", "zzz"}), "b": 1}, {"b": 1, "a": frozenset({"zzz", "x", "yy"})}
    assert fingerprint(one) == fingerprint(other) != fingerprint({"a": frozenset({"x"}), "b": 1})


def test_a_report_that_is_given_leaves_a_line(client: TestClient, house: House) -> None:
    assert client.get("/v1/reports/monthly", params={"month": "2023-08"}).status_code == 200
    (line,) = noted(house, "export")
    assert (line.noun, line.id, line.details) == ("report", "monthly", {"form": "json", "month": "2023-08"})


def test_a_report_that_is_written_leaves_a_line(run: Run, tmp_path: Path) -> None:
    assert run("report", "monthly", "--out", "monthly.xlsx").status == 0
    assert run("report", "ledger", "--out", "ledger.csv").status == 0
    told = json.loads(run("log", "list", "--action", "export", "--json").out)["items"]
    assert [(one["id"], one["details"]["form"], one["origin"]) for one in told] == [
        ("ledger", "csv", "cli"),
        ("monthly", "xlsx", "cli"),
    ]
    assert len(json.loads(run("log", "list", "--action", "configure", "--json").out)["items"]) == 1
