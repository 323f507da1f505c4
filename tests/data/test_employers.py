"""Files of employers: how a row becomes an employer, and which employer it is."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from data.employers import read_employers
from data.frames import Reading
from data.reference import load_gazetteer
from matcher.errors import BadInput
from matcher.records import Employer, EmployerEntry, Person


def read(folder: Path, *rows: dict[str, str]) -> Reading[EmployerEntry]:
    header = list(dict.fromkeys(name for row in rows for name in row))
    path = folder / "单位.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    reading = read_employers(path, gazetteer=load_gazetteer())
    assert len(reading.entries) + len(reading.rejected) == reading.n_rows == len(rows)
    return reading


CODE = "91350100M000100Y43"
FULL = {
    "单位名称": "济南某社会工作服务中心",
    "统一社会信用代码": CODE,
    "单位类型": "社会组织",
    "所在区县": "槐荫区",
    "认定日期": "2022.06",
    "状态": "有效",
    "联系人": "赵某",
    "联系电话": "0531-88888888",
}


def test_every_column_of_an_employer_is_read(tmp_path: Path) -> None:
    entry = read(tmp_path, FULL).entries[0]
    assert entry.employer == Employer(
        id=CODE,
        name="济南某社会工作服务中心",
        uscc=CODE,
        kind="社会组织",
        district="槐荫区",
        recognised_on=date(2022, 6, 30),
        status="有效",
    )
    assert entry.contact == Person(name="赵某", phone="0531-88888888")


def test_an_employer_without_a_code_is_known_by_its_name(tmp_path: Path) -> None:
    one = read(tmp_path, {"单位名称": "甲（济南）公司"}).entries[0].employer.id
    other = read(tmp_path, {"企业名称": "甲(济南) 公司"}).entries[0].employer.id
    assert one == other


def test_a_false_code_rejects_the_row(tmp_path: Path) -> None:
    reading = read(tmp_path, FULL | {"统一社会信用代码": "91350100M000100Y44"})
    assert [one.reason for one in reading.rejected] == ["统一社会信用代码校验不符"]


def test_one_code_with_two_contents_rejects_the_later_row(tmp_path: Path) -> None:
    reading = read(tmp_path, FULL, FULL | {"单位名称": "别的单位"})
    assert [(one.row, one.reason) for one in reading.rejected] == [
        (3, "统一社会信用代码与第2行相同而内容不同（单位名称）")
    ]


def test_a_file_of_posts_is_not_a_file_of_employers(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="岗位名称 belongs to another kind of file"):
        read(tmp_path, FULL | {"岗位名称": "会计"})
