"""A fair by command: stated, filled, planned, printed into files that only their owner reads."""

from __future__ import annotations

import json
import signal
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.house import House
from api.seating import plan_seats
from data.store import get_fair, guests_of
from matcher.records import FairState
from tests.api.fair_office import FAIR_ID, ORGANISER, generous, open_fair

NEW = ("fair", "new", "F1", "--name", "对接会", "--place", "市场", "--on", "2023-09-16", "--from", "09:00")


@pytest.fixture
def office(house: House, tmp_path: Path) -> House:
    """The house of the commands: they are typed in its folder."""
    open_fair(house, tmp_path)
    return house


def test_a_fair_is_stated_by_options(office: House, run: Callable[..., Any]) -> None:
    told = run(
        *NEW, "--until", "12:00", "--break", "10:20-10:40", "--walk", "A:B:5", "--quiet", "11:00-12:00", "--json"
    )
    fair = json.loads(told.out)
    assert (len(fair["slots"]), fair["walks"][0]["minutes"], fair["quiet"][0]["since"]) == (16, 5, "11:00")
    assert "F1" in run("fair", "list").out


def test_the_name_of_a_fair_is_not_headed_as_a_persons(
    office: House, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHER_LANGUAGE", "zh")
    assert run("fair", "list").out.splitlines()[0].split() == ["活动", "日期", "名称", "展位", "状态"]


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        pytest.param((*NEW, "--until", "09:05"), 1, "there is no slot of 10 minutes", id="no slot"),
        pytest.param((*NEW, "--until", "noon"), 1, "F1: until: must be a time like 09:30", id="no time"),
        pytest.param((*NEW, "--until", "12:00", "--break", "ten"), 1, "is not written as 10:20-10:40", id="no break"),
        pytest.param(
            ("fair", "new", FAIR_ID, *NEW[3:], "--until", "12:00"), 1, "there is a fair '2023-09' already", id="twice"
        ),
        pytest.param(("fair", "new", "F1"), 1, "F1: name:", id="nothing said"),
        pytest.param(("fair", "plan", "F9", "--invite", "3"), 1, "there is no fair 'F9'", id="no such fair"),
        pytest.param(("fair", "plan", FAIR_ID), 1, "say whom: --invite N", id="nobody named"),
        pytest.param(
            ("fair", "plan", FAIR_ID, "--guests", "gone.csv"), 1, "gone.csv: there is no such file", id="no file"
        ),
        pytest.param(("fair", "print", FAIR_ID, "--out", "x"), 1, "is not planned", id="no plan to print"),
        pytest.param(("fair", "door", FAIR_ID), 1, "is not planned", id="no plan at the door"),
        pytest.param(
            ("fair", "door", FAIR_ID, "--now", "25:00"), 1, "--now: must be a time like 09:30", id="no such time"
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    office: House, run: Callable[..., Any], typed: tuple[str, ...], status: int, said: str
) -> None:
    told = run(*typed)
    assert (told.status, said in told.errors.splitlines()[-1]) == (status, True), told.errors


def test_prints_are_for_their_owner_alone_and_named_for_nobody(
    office: House, run: Callable[..., Any], tmp_path: Path
) -> None:
    plan_seats(generous(office), FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    for form in ("html", "xlsx", "ics"):
        assert run("fair", "print", FAIR_ID, "--out", "prints", "--format", form).status == 0
    files = sorted((tmp_path / "prints").iterdir())
    assert len(files) == 5 + 5 + 1 + 2 + 3
    assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o600}
    assert not any("C1" in one.name or "王" in one.name for one in files)


def test_a_plan_is_told_to_programs(office: House, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    plan_seats(generous(office), FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    monkeypatch.setenv("MATCHER_TODAY", "2023-09-16")
    told = json.loads(run("fair", "door", FAIR_ID, "--absent", "C1", "--now", "09:00", "--json").out)
    assert {"seats", "conflicts", "stand_by", "priority_share", "seconds"} <= told.keys()
    assert (told["conflicts"], told["state"]) == (0, "open")
    assert run("fair", "close", FAIR_ID).status == 0
    for command in (("door",), ("plan", "--invite", "3")):
        assert "is closed" in run("fair", command[0], FAIR_ID, *command[1:]).errors


@pytest.mark.parametrize(
    ("day", "typed", "where"),
    [
        pytest.param("2023-09-02", ("plan", FAIR_ID, "--guests", "guests.txt"), "api.seating.fits_of", id="planned"),
        pytest.param(
            "2023-09-16",
            ("door", FAIR_ID, "--absent", "C1", "--now", "09:00"),
            "api.fair_door.replan_fair",
            id="at the door",
        ),
    ],
)
def test_a_stop_is_told_in_one_line_and_changes_nothing(
    office: House,
    run: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    day: str,
    typed: tuple[str, ...],
    where: str,
) -> None:
    (tmp_path / "guests.txt").write_text("C1\nC2\n", encoding="utf-8")
    plan_seats(generous(office), FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    monkeypatch.setenv("MATCHER_TODAY", day)
    monkeypatch.setattr(where, lambda *_, **__: signal.raise_signal(signal.SIGINT))  # the person's Ctrl-C
    before = kept(office)
    told = run("fair", *typed)
    assert (told.status, told.errors.splitlines()[-1]) == (
        1,
        "matcher: stopped; nothing that was stored is lost, run the same command again",
    )
    assert kept(office) == before


def kept(house: House) -> object:
    with house.database.read() as session:
        return get_fair(session, FAIR_ID, vault=house.vault), guests_of(session, FAIR_ID, vault=house.vault)


def test_a_fair_that_was_closed_too_early_is_opened_again(
    office: House, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHER_TODAY", "2023-09-16")
    assert run("fair", "close", FAIR_ID).status == 0
    assert "Open again: 2023-09" in run("fair", "reopen", FAIR_ID).out
    with office.database.read() as session:
        assert get_fair(session, FAIR_ID, vault=office.vault).fair.state is FairState.DRAFT
