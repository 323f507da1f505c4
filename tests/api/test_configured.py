"""The log tells what is in force, once, and again when something of it changes; and what papers left the house."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
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


PEOPLE = "编号,姓名,身份证号,手机号,居住区县\n001,测试甲,11010519491231002X,13900000001,历下区\n"


@pytest.fixture
def stored(run: Run, tmp_path: Path) -> Run:
    """Commands over a house with one person, one employer and an extract of a register."""
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "units.csv").write_text("编号,单位名称\nE1,甲公司\n", encoding="utf-8")
    (tmp_path / "low.csv").write_text("姓名,身份证号码\n测试甲,11010519491231002X\n", encoding="utf-8")
    for command in (("candidates", "people.csv"), ("employers", "units.csv")):
        assert run("import", *command).status == 0
    assert run("import", "registry", "low_income", "low.csv", "--as-of", "2023-08-31").status == 0
    assert run("index").status == 0
    return run


WRITTEN: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "ledger": (("report", "ledger", "--out", "a.csv"), {"form": "csv", "n": 1, "named": False}),
    "queue": (("outreach", "plan", "--out", "a.xlsx"), {"form": "xlsx", "n": 0, "named": False}),
    "inspections": (("employers", "inspections", "--out", "a.csv"), {"form": "csv", "n": 1}),
    "flags": (("traps", "list", "--out", "a.csv"), {"form": "csv"}),
    "findings": (("fraud", "list", "--out", "a.csv"), {"form": "csv", "named": False}),
    "subsidy": (("subsidy", "statement", "--employer", "E1", "--year", "2023", "--out", "a.xlsx"), {"form": "xlsx"}),
}


def exports(run: Run) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(run("log", "list", "--action", "export", "--json").out)["items"]
    return told


@pytest.mark.parametrize("name", WRITTEN)
def test_a_file_leaves_a_line_where_it_is_masked_too(stored: Run, name: str) -> None:
    command, details = WRITTEN[name]
    done = stored(*command)
    assert done.status == 0, done.errors
    (line,) = exports(stored)
    assert (line["id"], line["purpose"]) == (name, None)
    assert details.items() <= line["details"].items()


@pytest.mark.parametrize("name", ["ledger", "queue"])
def test_a_file_with_names_says_what_for(stored: Run, name: str) -> None:
    command, _ = WRITTEN[name]
    assert stored(*command, "--purpose", "八月核对").status == 0
    (line,) = exports(stored)
    assert (line["details"]["named"], line["purpose"]) == (True, "八月核对")


def test_what_a_registry_changes_leaves_a_line(stored: Run) -> None:
    (extract,) = json.loads(stored("registries", "list", "--json").out)["items"]
    assert stored("registries", "difference", extract["id"], "--out", "a.xlsx").status == 0
    (line,) = exports(stored)
    assert (line["noun"], line["id"], line["details"]["named"]) == ("registry", extract["id"], False)
