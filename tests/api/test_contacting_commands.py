"""Contacts at the command line: told, taken, handed over, and messages written into files."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.cli.terminal import Stopped

PEOPLE = (
    "编号,姓名,手机号,出生日期,学历,毕业状态,院校类型,毕业日期,就业状态,居住区县,求职意向,同意推送,同意联系\n"
    "C1,王小甲,13812340001,1996-05-01,本科,毕业,普通高校,2023-06-30,失业,历下区,会计,是,是\n"
    "C2,王小乙,13812340002,1996-05-01,本科,毕业,普通高校,2023-06-30,失业,历下区,会计,是,是\n"
)
ATTEMPT = ("outreach", "attempt", "--candidate", "C1", "--channel", "phone")


@pytest.fixture
def office(run: Callable[..., Any]) -> Callable[..., Any]:
    Path("people.csv").write_text(PEOPLE, encoding="utf-8")
    assert run("import", "candidates", "people.csv").status == 0
    return run


def rows_of(name: str) -> list[dict[str, str]]:
    """What is written, but from when on it may be sent: that depends on the hour."""
    rows = csv.DictReader(Path(name).read_text(encoding="utf-8-sig").splitlines())
    return [{key: value for key, value in row.items() if key != "send_after"} for row in rows]


def test_an_attempt_is_noted_and_the_next_step_is_said(office: Callable[..., Any]) -> None:
    told = office(*ATTEMPT, "--result", "not_reached", "--note", "关机")
    assert told.out.startswith("C1: noted, not reached\nNext: try again from ")
    assert "关机" in office("outreach", "attempts", "--candidate", "C1").out


def test_what_does_not_go_together_is_one_line(office: Callable[..., Any]) -> None:
    told = office(*ATTEMPT, "--result", "call_back")
    assert (told.status, told.errors) == (1, "matcher: --call-back-on: say on which day to call back\n")


def test_a_person_is_taken_given_and_handed_over(office: Callable[..., Any]) -> None:
    assert "C1: yours until" in office("outreach", "claim", "--candidate", "C1").out
    assert "C1：由您认领至" in office("--language", "zh", "outreach", "claim", "--candidate", "C1").out
    assert office("outreach", "release", "--candidate", "C1").out == "C1: released\n"
    given = office("outreach", "assign", "--candidate", "C1", "--candidate", "C2", "--caseworker", "li")
    assert given.out == "2 given to li\n"
    moved = json.loads(office("outreach", "hand-over", "--from", "li", "--to", "wang", "--json").out)
    assert moved == {"n": 2, "n_call_backs": 0, "n_claims": 0}
    assert json.loads(office("outreach", "mine", "--caseworker", "wang", "--json").out)["candidate_ids"] == ["C1", "C2"]


def test_whom_somebody_has_in_hand_is_told_masked_with_phone_and_district(office: Callable[..., Any]) -> None:
    office("outreach", "assign", "--candidate", "C1", "--caseworker", "li")
    told = office("outreach", "mine", "--caseworker", "li").out.splitlines()[1].split()
    assert told == ["C1", "王**", "138****0001", "历下区"]


def test_messages_are_written_into_a_file_and_the_same_again(office: Callable[..., Any]) -> None:
    asked = ("outreach", "export", "--channel", "sms", "--purpose", "九月岗位推送", "--json")
    first = json.loads(office(*asked, "--out", "first.csv").out)
    again = json.loads(office(*asked, "--again", "--out", "again.csv").out)
    assert (first["n"], first["batch"]) == (2, again["batch"])
    ids = [one["id"] for one in rows_of("first.csv")]
    assert [one["id"] for one in rows_of("again.csv")] == ids
    assert "--again" in office(*asked, "--out", "third.csv").errors
    assert not Path("third.csv").exists()
    assert [one["phone"] for one in rows_of("first.csv")] == ["13812340001", "13812340002"]


def test_messages_go_to_people_of_no_known_district_too(office: Callable[..., Any]) -> None:
    others = PEOPLE.replace("历下区", "").replace("C1", "C8").replace("C2", "C9").replace("138123400", "139123400")
    Path("others.csv").write_text(others, encoding="utf-8")
    assert office("import", "candidates", "others.csv").status == 0
    asked = ("--channel", "sms", "--purpose", "九月岗位推送", "--district", "none", "--out", "none.csv")
    assert office("outreach", "export", *asked).status == 0
    assert [one["candidate_id"] for one in rows_of("none.csv")] == ["C8", "C9"]


def test_a_file_that_is_there_is_kept(office: Callable[..., Any]) -> None:
    Path("there.csv").write_text("mine", encoding="utf-8")
    asked = ("outreach", "export", "--channel", "sms", "--purpose", "推送", "--out", "there.csv")
    assert "--force" in office(*asked).errors
    assert Path("there.csv").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "step",
    [
        pytest.param("api.handing_out.note_opening", id="before anybody is read"),
        pytest.param("api.handing_out.open_messages", id="while the messages are written"),
        pytest.param("api.cli.sending.write_messages", id="before there is a file"),
        pytest.param("api.handing_out.note_delivered", id="before the file is noted"),
    ],
)
def test_an_export_stopped_at_any_step_is_whole_when_it_is_run_again(
    office: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    asked = (
        "outreach",
        "export",
        "--channel",
        "sms",
        "--purpose",
        "推送",
        "--out",
        "messages.csv",
        "--force",
        "--json",
    )
    with monkeypatch.context() as patched:
        # a mock, because a test cannot press Ctrl-C between two given lines
        patched.setattr(step, _stopped)
        assert office(*asked).status == 1
    assert json.loads(office(*asked).out)["n"] == 2
    assert [one["candidate_id"] for one in rows_of("messages.csv")] == ["C1", "C2"]
    tried = json.loads(office("outreach", "attempts", "--candidate", "C1", "--json").out)["items"]
    assert [one["result"] for one in tried] == ["sent"]


def _stopped(*_: object, **__: object) -> None:
    raise Stopped


@pytest.mark.parametrize(("day", "known"), [("2023-09-01", True), ("2031-01-06", False)])
def test_an_export_says_whether_the_holidays_are_known_and_why_messages_are_withheld(
    office: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, day: str, known: bool
) -> None:
    monkeypatch.setenv("MATCHER_TODAY", day)
    asked = ("outreach", "export", "--channel", "sms", "--purpose", "推送", "--out", "one.csv", "--force", "--again")
    told = json.loads(office(*asked, "--json").out)
    assert told["holidays_known"] is known
    assert ("are not known" in office(*asked).out) is not known
    if known:
        office("outreach", "attempt", "--candidate", "C1", "--channel", "phone", "--result", "opted_out")
        assert json.loads(office(*asked, "--json").out)["withheld"] == {"opted_out": 1}
        assert "1 withheld: no longer want to be contacted" in office(*asked).out
