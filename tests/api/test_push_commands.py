"""Pushes at the command line: planned with the picture, looked at, approved, written into a file, refused by code."""

from __future__ import annotations

import csv
import json
import signal
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy.sql.compiler import SQLCompiler

from tests.api.receiver import receiving
from tests.api.test_contacting_commands import PEOPLE

POSTS = (
    "岗位编号,单位名称,岗位名称,岗位描述,岗位人数,学历要求,区县\n"
    "P1,泉城公司,会计,负责总账与报表。,1,大专,历下区\n"
    "P2,安泰公司,出纳,办理现金与银行收付。,1,大专,历下区\n"
)
PURPOSE = ("--purpose", "九月岗位推送")


@pytest.fixture
def office(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    bundled = files("data").joinpath("outreach", "push.toml").read_text(encoding="utf-8")
    own = bundled.replace("least_chance = 0.2", "least_chance = 0.0")
    Path("push.toml").write_text(own, encoding="utf-8")
    monkeypatch.setenv("MATCHER_PUSH", "push.toml")
    Path("people.csv").write_text(PEOPLE, encoding="utf-8")
    Path("posts.csv").write_text(POSTS, encoding="utf-8")
    assert run("import", "candidates", "people.csv").status == 0
    assert run("import", "posts", "posts.csv").status == 0
    assert run("index").status == 0
    return run


def plan(office: Callable[..., Any], *more: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(office("push", "plan", "--k", "2", *more, "--json").out)
    return told


def test_a_plan_for_programs_carries_the_figures(office: Callable[..., Any]) -> None:
    told = plan(office)
    wanted = {"candidates", "posts", "pairs", "over_capacity", "mean_score_loss", "gini", "posts_seen_share"}
    assert wanted | {"without_any", "baselines", "seconds", "id", "digest"} <= told.keys()
    assert (told["candidates"], told["posts"], told["pairs"], told["over_capacity"]) == (2, 2, 4, 0)
    assert told["baselines"].keys() == {"top_k", "greedy"}


def test_a_plan_is_shown_in_lines_and_says_what_comes_next(office: Callable[..., Any]) -> None:
    told = office("push", "plan", "--district", "历下", "--k", "2")
    assert told.status == 0, told.errors
    assert "2 people, 2 posts; 4 posts go out, 0 over what posts have room for" in told.out
    assert "matcher push approve" in told.out


@pytest.mark.parametrize("purpose", [(), PURPOSE], ids=["masked", "named"])
def test_the_shares_of_a_push_leave_a_line_when_they_are_written(office: Callable[..., Any], purpose: Any) -> None:
    told = plan(office)
    assert office("push", "show", told["id"], "--out", "push.xlsx", *purpose).status == 0
    (line,) = json.loads(office("log", "list", "--action", "export", "--json").out)["items"]
    assert (line["noun"], line["id"], line["purpose"]) == ("push", told["id"], purpose[1] if purpose else None)
    assert line["details"] == {"form": "xlsx", "what": "shares", "n": 2, "named": bool(purpose)}


def test_a_push_goes_its_way_from_plan_to_file(office: Callable[..., Any]) -> None:
    told = plan(office)
    early = office("push", "export", told["id"], *PURPOSE, "--out", "messages.csv")
    assert (early.status, "is not approved" in early.errors, Path("messages.csv").exists()) == (1, True, False)
    assert office("push", "approve", told["id"], "--digest", "0" * 64).status == 1
    assert office("push", "approve", told["id"], "--digest", told["digest"]).status == 0
    out = json.loads(office("push", "export", told["id"], *PURPOSE, "--out", "messages.csv", "--json").out)
    rows = list(csv.DictReader(Path("messages.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert out["n"] == len(rows) == 2
    assert Path("messages.csv").stat().st_mode & 0o777 == 0o600
    assert all("https://jobs.example.org/r/" in row["text"] for row in rows)
    second = office("push", "export", told["id"], *PURPOSE, "--out", "again.csv")
    assert (second.status, Path("again.csv").exists()) == (1, False)
    shown = office("push", "show", told["id"]).out
    assert "handed out" in shown
    assert "Since then: 4 shown" in shown
    code = rows[0]["text"].rpartition("回")[2]
    in_parts = (code[:4], code[4:])  # as the person may type it
    assert office("push", "refuse", *in_parts).out == "Noted: this person is pushed nothing any more.\n"
    again = office("push", "refuse", code).out
    assert again == "Noted before: this person is pushed nothing; nothing is changed.\n"
    assert "1 people refused push" in office("push", "show", told["id"]).out
    assert "handed out" in office("push", "list").out


def test_a_push_is_sent_to_a_receiver_once_and_goes_on_where_it_stopped(
    office: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = plan(office)
    office("push", "approve", told["id"])
    monkeypatch.setenv("MATCHER_WEBHOOK_SECRET", "a secret of both sides")
    with receiving() as desk:
        desk.answers.append(400)
        sending = ("push", "export", told["id"], *PURPOSE, "--url", desk.url)
        refused = office(*sending)
        assert (refused.status, refused.errors.count("refused the messages with HTTP 400")) == (1, 1)
        assert json.loads(office(*sending, "--json").out)["n"] == 2
        assert json.loads(office(*sending, "--json").out)["n"] == 0
        (stopped, page), keys = desk.pages(), desk.keys()
    assert page == stopped
    assert keys[0] == keys[1]
    assert {one["phone"] for one in page["messages"]} == {"13812340001", "13812340002"}
    assert all("https://jobs.example.org/r/" in one["text"] for one in page["messages"])
    assert office("push", "export", told["id"], *PURPOSE, "--out", "messages.csv").status == 1
    assert "Since then: 4 shown" in office("push", "show", told["id"]).out


def test_a_receiver_needs_a_secret_and_an_address_that_is_safe(
    office: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = plan(office)
    office("push", "approve", told["id"])
    sending = ("push", "export", told["id"], *PURPOSE, "--url", "http://jobs.example.org/")
    assert "MATCHER_WEBHOOK_SECRET" in office(*sending).errors
    monkeypatch.setenv("MATCHER_WEBHOOK_SECRET", "a secret of both sides")
    assert "must begin with https://" in office(*sending).errors
    assert "--again and --force go with --out" in office(*sending, "--again").errors
    assert "approved" in office("push", "show", told["id"]).out


def test_a_stop_while_messages_are_stored_is_one_line_and_hands_out_nothing(
    office: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = plan(office)
    office("push", "approve", told["id"])
    asked = ("push", "export", told["id"], *PURPOSE, "--out", "messages.csv")
    construct = SQLCompiler.construct_params

    def stopped(self: SQLCompiler, *given: Any, **told: Any) -> Any:
        if "INTO contact_attempts" in self.string:
            signal.raise_signal(signal.SIGINT)  # the person's Ctrl-C, where the library takes errors for its own
        return construct(self, *given, **told)

    with monkeypatch.context() as patched:
        patched.setattr(SQLCompiler, "construct_params", stopped)
        answer = office(*asked)
    assert (answer.status, answer.errors.count("\n"), Path("messages.csv").exists()) == (1, 1, False)
    assert "stopped; nothing that was stored is lost" in answer.errors
    (push,) = json.loads(office("push", "list", "--json").out)
    assert push["state"] == "approved"
    assert json.loads(office(*asked, "--json").out)["n"] == 2


def test_without_a_purpose_a_push_stays_where_it_is(office: Callable[..., Any]) -> None:
    told = plan(office)
    office("push", "approve", told["id"])
    refused = office("push", "export", told["id"], "--purpose", " ", "--out", "messages.csv")
    assert (refused.status, "--purpose" in refused.errors, Path("messages.csv").exists()) == (1, True, False)
    (push,) = json.loads(office("push", "list", "--json").out)
    assert push["state"] == "approved"


def test_the_share_of_one_person_is_masked_unless_a_purpose_is_given(office: Callable[..., Any]) -> None:
    told = plan(office)
    masked = office("push", "show", told["id"], "--candidate", "C1").out
    assert masked.startswith("王** · 138****0001 · C1\n")
    assert "P1" in masked
    assert office("push", "show", told["id"], "--candidate", "C1", *PURPOSE).out.startswith("王小甲 · 13812340001")
    assert (
        office("push", "show", told["id"], "--candidate", "C9").errors
        == f"matcher: C9 is not in the push {told['id']}\n"
    )


def test_a_workbook_holds_shares_reasons_and_the_curve(office: Callable[..., Any]) -> None:
    told = plan(office)
    assert office("push", "show", told["id"], "--out", "push.xlsx").status == 0
    book = openpyxl.load_workbook("push.xlsx")
    assert {"推送名单", "未推送原因", "岗位曝光"} <= set(book.sheetnames)
    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert "王**" in cells
    assert sum(len(sheet._charts) for sheet in book) == 1


def test_a_plan_again_says_what_changed(office: Callable[..., Any]) -> None:
    told = plan(office)
    office("push", "approve", told["id"])
    again = office("push", "plan", "--again", told["id"]).out
    assert "It was approved; planned again, it is a draft" in again
    assert "Changed: 0 people; 4 posts stay, 0 come, 0 go." in again
    assert "leave the other options out" in office("push", "plan", "--again", told["id"], "--k", "1").errors


def test_a_cancelled_push_is_listed_so(office: Callable[..., Any]) -> None:
    told = plan(office)
    assert office("push", "cancel", told["id"]).out == f"{told['id']}: cancelled\n"
    assert [one["id"] for one in json.loads(office("push", "list", "--state", "cancelled", "--json").out)] == [
        told["id"]
    ]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        pytest.param(
            ("plan", "--k", "3"), "3 posts for each are more than the 2 posts", id="k larger than what exists"
        ),
        pytest.param(("plan", "--district", "章丘区"), "nobody is in the scope", id="nobody in the scope"),
        pytest.param(
            ("plan", "--district", "历下", "--district", "市种区"), "--district: '市种区' is no district", id="a slip"
        ),
        pytest.param(("plan", "--post-district", "火星"), "--post-district: '火星' is no district", id="no such place"),
        pytest.param(
            ("plan", "--published-since", "2023-08-02", "--published-until", "2023-08-01"),
            "2023-08-01 comes before 2023-08-02",
            id="dates reversed",
        ),
        pytest.param(
            ("show", "x", "--candidate", "C1", "--out", "a.xlsx"), "give one of --candidate, --out", id="two of one"
        ),
        pytest.param(("plan", "--channel", "phone"), "messages go out by one of", id="a channel that is spoken"),
        pytest.param(("show", "x"), "there is no push 'x'", id="no such push"),
        pytest.param(("approve", "x"), "there is no push 'x'", id="none to approve"),
        pytest.param(("export", "x", *PURPOSE), "give one of --out, --url", id="nowhere to hand out to"),
        pytest.param(("refuse", "123"), "nobody's code", id="nobody's code"),
    ],
)
def test_what_cannot_be_done_is_one_line(office: Callable[..., Any], arguments: tuple[str, ...], why: str) -> None:
    told = office("push", *arguments)
    assert told.status == 1
    assert told.errors.count("\n") == 1
    assert why in told.errors


@pytest.mark.parametrize(
    ("line", "wrong", "why"),
    [
        pytest.param("most = 5", "most = 0", "terms.most 0 is not between 1 and 20", id="no posts"),
        pytest.param("least = 1", "least = 9", "terms.least is more than terms.most", id="more than the most"),
        pytest.param("n_best = 50", "n_bst = 50", "n_bst there is no such field", id="a misspelt key"),
    ],
)
def test_a_wrong_file_of_the_city_starts_nothing(office: Callable[..., Any], line: str, wrong: str, why: str) -> None:
    own = Path("push.toml").read_text(encoding="utf-8")
    Path("push.toml").write_text(own.replace(line, wrong), encoding="utf-8")
    told = office("push", "list")
    assert told.status == 1
    assert why in told.errors
