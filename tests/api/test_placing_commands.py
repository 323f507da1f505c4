"""The placement commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.conftest import Answer

CODE = "91350100M000100Y43"
NUMBER = "11010519491231002X"
PLACE = ("place", "--candidate", "001", "--post", "P1", "--from", "2023-09-01", "--to", "2024-02-29")
Run = Callable[..., Answer]


@pytest.fixture
def office(run: Run, tmp_path: Path) -> Run:
    """An office with a candidate, an employer and its post."""
    files = {
        "candidates": f"编号,姓名,身份证号\n001,测试甲,{NUMBER}\n",
        "employers": f"单位名称,统一社会信用代码\n甲公司,{CODE}\n",
        "posts": f"岗位编号,单位名称,统一社会信用代码,岗位名称,需求人数\nP1,甲公司,{CODE},测试员,1\n",
    }
    for kind, text in files.items():
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
        assert run("import", kind, f"{kind}.csv").status == 0
    return run


def test_a_match_is_placed_listed_and_ended(office: Run) -> None:
    placed = office(*PLACE, "--agreed", "2023-08-28", "--mentor", "孙师傅", "--json")
    id = json.loads(placed.out)["placement"]["id"]
    again = office(*PLACE).out.splitlines()
    assert again[0] == f"Placed before: {id}"
    assert "eligibility not known" in again[1]  # this person's file says too little to tell, and so does the line
    assert office("placements", "end", id, "--on", "2023-09-01", "--contract", "2023-09-01").out == f"Recorded: {id}\n"
    shown = office("placements", "list", "--candidate", "001").out
    assert shown.splitlines()[0].split() == [
        "placement", "candidate", "employer", "post", "from", "to", "ended", "contract"
    ]  # fmt: skip
    assert shown.splitlines()[1].split() == [
        id, "001", CODE, "P1", "2023-09-01", "2024-02-29", "2023-09-01", "2023-09-01"
    ]  # fmt: skip
    assert office("placements", "list", "--on", "2023-09-02").out == "no placement is stored that this asks for\n"


def test_a_term_that_is_refused_says_why_in_one_line(office: Run) -> None:
    refused = office(*PLACE[:-1], "2024-09-01")
    assert (refused.status, refused.errors) == (
        1,
        "matcher: the placement is refused: over 12 months, which end on 2024-08-31 (济人社字〔2023〕15号 二(二))\n",
    )


def test_an_unusual_term_is_placed_with_its_reason(office: Run) -> None:
    assert office(*PLACE[:-1], "2024-06-30").status == 1
    assert office(*PLACE[:-1], "2024-06-30", "--reason", "岗位培训周期较长").status == 0


def test_whom_the_programme_does_not_admit_is_placed_by_force_only(office: Run, tmp_path: Path) -> None:
    (tmp_path / "又.csv").write_text(f"编号,姓名,身份证号,就业状态\n001,测试甲,{NUMBER},在职\n", encoding="utf-8")
    office("import", "candidates", "又.csv")
    refused = office(*PLACE)
    assert (refused.status, refused.out, len(refused.errors.splitlines())) == (1, "", 1)
    assert "济人社字〔2023〕15号 二(一)" in refused.errors
    assert refused.errors.endswith("; to place them all the same: --force\n")
    assert office("placements", "list").out == "no placement is stored that this asks for\n"
    forced = office(*PLACE, "--force").out.splitlines()
    assert (forced[0][:8], "not under this programme" in forced[1]) == ("Placed: ", True)


def test_a_second_placement_that_an_officer_typed_and_that_was_refused_is_no_finding(
    office: Run, tmp_path: Path
) -> None:
    office(*PLACE)
    assert office(*PLACE[:-4], "--from", "2023-10-01", "--to", "2024-03-31").status == 1
    assert "0 findings" in office("fraud", "watch").out
    rows = f"编号,身份证号,统一社会信用代码,开始日期,计划结束\nJX9,{NUMBER},{CODE},2023-11-01,2024-04-30\n"
    (tmp_path / "见习.csv").write_text(rows, encoding="utf-8")
    office("import", "placements", "见习.csv")
    office("fraud", "watch")
    (found,) = json.loads(office("fraud", "list", "--json").out)["items"]
    assert (found["severity"], found["evidence"]["refused"], found["evidence"]["ways"]) == ("low", ["JX9"], ["file"])
    assert "refused and not stored: JX9 (tried by " in found["sentence"]


def test_an_end_that_is_still_to_come_and_one_without_a_day_are_refused(office: Run) -> None:
    office(*PLACE)
    assert (
        office("placements", "end", "T1", "--on", "2023-09-02").errors == "matcher: --on: 2023-09-02 is still to come\n"
    )
    assert office("placements", "end", "T1").status == 2


def test_files_of_the_programme_are_imported_by_command(office: Run, tmp_path: Path) -> None:
    rows = f"身份证号,统一社会信用代码,开始日期,计划结束\n{NUMBER},{CODE},2023-09-01,2024-12-31\n"
    (tmp_path / "见习.csv").write_text(rows, encoding="utf-8")
    lines = office("import", "placements", "见习.csv").out.splitlines()
    assert lines[0] == "见习.csv: 1 rows = 0 stored + 1 rejected"
    assert lines[2] == "  第2行 计划结束：超过 12 个月（满 12 个月为 2024-08-31）（济人社字〔2023〕15号 二(二)）"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(("placements", "list", "--candidate", "C9"), "there is no candidate 'C9'", id="a candidate"),
        pytest.param(("placements", "list", "--employer", "E9"), "there is no employer 'E9'", id="an employer"),
        pytest.param(("applications", "list", "--employer", "E9"), "there is no employer 'E9'", id="of applications"),
    ],
)
def test_a_list_of_nothing_that_exists_says_so(office: Run, words: tuple[str, ...], told: str) -> None:
    answer = office(*words)
    assert (answer.status, answer.errors) == (1, f"matcher: {told}\n")


def test_a_list_of_somebody_without_any_is_empty(office: Run) -> None:
    assert office("placements", "list", "--candidate", "001").status == 0
    assert office("applications", "list", "--employer", CODE).out == "There are none.\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(("--kind", "subsidy"), "--from: is needed with an application for subsidy", id="another name"),
        pytest.param(
            ("--kind", "recognition", "--amount", "3"), "--amount: goes with an application for subsidy only", id="unit"
        ),
        pytest.param(("--kind", "recognition", "--on", "2024-09-01"), "--on: 2024-09-01 is still to come", id="same"),
    ],
)
def test_a_fault_names_the_option_to_be_typed(office: Run, words: tuple[str, ...], told: str) -> None:
    answer = office("applications", "add", "--employer", CODE, *words)
    assert (answer.status, answer.errors) == (1, f"matcher: {told}\n")


def test_who_started_is_to_be_placed_by_a_command_that_is_named(office: Run) -> None:
    told = office(
        "outreach", "attempt", "--candidate", "001", "--channel", "office", "--result", "started", "--post", "P1"
    )
    assert told.out.splitlines()[1].endswith("(matcher place)"), told
