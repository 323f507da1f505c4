"""Files of placements: how a row becomes a placement whose people are still to be settled."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.frames import Reading
from data.mentions import Mention
from data.placements import read_placements
from matcher.errors import BadInput
from matcher.records import Person, Placement

CODE = "91350100M000100Y43"
NUMBER = "11010519491231002X"
FULL = {
    "编号": "JX001",
    "身份证号": NUMBER,
    "统一社会信用代码": CODE,
    "岗位编号": "P1",
    "协议日期": "2023-08-28",
    "开始日期": "2023/9/1",
    "计划结束": "2024-02-29",
    "实际结束": "2023年12月31日",
    "带教老师": "孙师傅",
    "保险日期": "2023-08-30",
    "合同日期": "2024-01-02",
    "合同终止": "",
    "银行卡号": "6222 0216 0200 1234 567",
    "期限说明": "岗位培训周期较长",
}


def write(path: Path, *rows: dict[str, str]) -> Path:
    header = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(folder: Path, *rows: dict[str, str], by: Callable[[Path], Reading[Any]] = read_placements) -> Reading[Any]:
    reading = by(write(folder / "台账.csv", *rows))
    assert len(reading.entries) + len(reading.rejected) == reading.n_rows == len(rows)
    return reading


def test_every_column_of_a_placement_is_read(tmp_path: Path) -> None:
    told = read(tmp_path, FULL).entries[0]
    assert told.mention == Mention(NUMBER, CODE, None)
    assert told.entry.placement == Placement(
        id="JX001",
        candidate_id="",
        employer_id="",
        post_id="P1",
        agreed_on=date(2023, 8, 28),
        starts_on=date(2023, 9, 1),
        planned_end_on=date(2024, 2, 29),
        ended_on=date(2023, 12, 31),
        insured_on=date(2023, 8, 30),
        contract_on=date(2024, 1, 2),
        term_reason="岗位培训周期较长",
    )
    assert told.entry.mentor == Person(name="孙师傅")
    assert told.entry.trainee == Person(bank_card="6222021602001234567")


def test_what_a_row_mentions_is_not_shown_with_its_id_number(tmp_path: Path) -> None:
    assert NUMBER not in repr(read(tmp_path, FULL).entries[0])


def test_an_employer_may_be_named_instead_of_coded(tmp_path: Path) -> None:
    row = {name: value for name, value in FULL.items() if name != "统一社会信用代码"}
    assert read(tmp_path, row | {"见习单位": "甲公司"}).entries[0].mention == Mention(NUMBER, None, "甲公司")


def test_a_code_in_the_place_of_the_name_counts_as_one(tmp_path: Path) -> None:
    row = {name: value for name, value in FULL.items() if name != "统一社会信用代码"}
    assert read(tmp_path, row | {"单位名称": CODE}).entries[0].mention == Mention(NUMBER, CODE, None)
    assert [one.reason for one in read(tmp_path, row | {"单位名称": f"{CODE[:-1]}4"}).rejected] == [
        "统一社会信用代码校验不符"
    ]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"开始日期": "2023-09"}, "缺少具体日期", id="a month is no first day"),
        pytest.param({"银行卡号": "卡在家里"}, "不是银行卡号", id="no card"),
        pytest.param({"银行卡号": "6.22202160200123E+18"}, "数字超过15位", id="digits lost"),
        pytest.param({"身份证号": "110105194912310021"}, "身份证号校验码不符", id="a wrong ID number"),
        pytest.param({"计划结束": ""}, "缺少计划结束", id="no end planned"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(tmp_path: Path, changes: dict[str, str], reason: str) -> None:
    assert [one.reason.startswith(reason) for one in read(tmp_path, FULL | changes).rejected] == [True]


def test_one_number_with_two_contents_rejects_the_later_row(tmp_path: Path) -> None:
    reading = read(tmp_path, FULL, FULL | {"计划结束": "2024-03-31"})
    assert [(one.row, one.reason) for one in reading.rejected] == [(3, "编号与第2行相同而内容不同（计划结束）")]


def test_one_start_told_in_two_ways_rejects_the_later_row_without_showing_the_number(tmp_path: Path) -> None:
    reading = read(tmp_path, FULL | {"编号": ""}, FULL | {"编号": "", "计划结束": "2024-03-31"})
    assert [(one.reason, one.value) for one in reading.rejected] == [("与第2行是同一人，内容不同（计划结束）", "")]


@pytest.mark.parametrize("alien", ["申领日期", "参保起"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, alien: str) -> None:
    with pytest.raises(BadInput, match="belongs to another kind of file"):
        read(tmp_path, FULL | {alien: "2023-09-01"})
