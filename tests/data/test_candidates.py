"""Files of candidates: how a row becomes a candidate, and who is the same person."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from data.candidates import read_candidates
from data.frames import Reading
from data.reference import load_gazetteer
from data.values.reasons import Reason
from matcher.records import CandidateEntry, Education, EmploymentStatus, Kind, Person


def read(folder: Path, *rows: dict[str, str]) -> Reading[CandidateEntry]:
    header = list(dict.fromkeys(name for row in rows for name in row))
    path = folder / "人员.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    reading = read_candidates(path, gazetteer=load_gazetteer(), identify=lambda value: f"id of {value}")
    assert len(reading.entries) + len(reading.rejected) == reading.n_rows == len(rows)
    return reading


NUMBER = "11010519491231002X"  # of GB 11643: born on 1949-12-31, a woman
BY_PHONE = {"姓名": "测试甲", "手机号": "13812345678", "出生日期": "2001-03-05"}
FULL = {
    "姓名": "测试乙",
    "身份证号": NUMBER,
    "手机号": "138 1234 5678",
    "性别": "女",
    "学历": "技工院校高级工班",
    "毕业状态": "毕业",
    "毕业院校": "某技师学院",
    "毕业院校类型": "技工院校",
    "专业": "数控加工（加工中心操作工）",
    "毕业时间": "2023-07",
    "就业状态": "离校未就业",
    "失业登记日期": "2023.9.1",
    "居住区县": "济南市历城区",
    "可接受区县": "历城区、高新区",
    "技能": "UG编程 四轴加工",
    "证书": "铣工（高级）、驾驶证",
    "实习实践经历": "实习半年，电话13912345678。",
    "求职意向": "进机加工厂",
    "意向岗位类别": "技术技能类",
    "期望月薪": "4千以上",
    "特殊需求": "无",
    "数据来源": "实名库",
    "同意推送": "是",
    "同意联系": "否",
}


def test_a_candidates_own_name_is_in_none_of_the_texts(tmp_path: Path) -> None:
    texts = {"实习实践经历": "测试甲实习半年", "求职意向": "测试甲想做会计", "特殊需求": "请找测试甲的母亲"}
    candidate = read(tmp_path, BY_PHONE | texts).entries[0].candidate
    assert (candidate.experience, candidate.wish, candidate.needs) == (
        "〔已隐去〕实习半年",
        "〔已隐去〕想做会计",
        "请找〔已隐去〕的母亲",
    )


def test_every_column_of_a_candidate_is_read(tmp_path: Path) -> None:
    entry = read(tmp_path, FULL).entries[0]
    candidate = entry.candidate
    assert candidate.id == f"id of {NUMBER}"
    assert (candidate.education, candidate.education_written) == (Education.COLLEGE, "技工院校高级工班")
    assert (candidate.graduation_status, candidate.school, candidate.school_kind) == ("毕业", "某技师学院", "技工院校")
    assert (candidate.major, candidate.graduated_on) == ("数控加工（加工中心操作工）", date(2023, 7, 31))
    assert (candidate.birth_on, candidate.sex) == (date(1949, 12, 31), "female")
    assert candidate.employment_status is EmploymentStatus.UNEMPLOYED
    assert candidate.unemployment_registered_on == date(2023, 9, 1)
    assert (candidate.home_district, candidate.districts) == ("历城区", ("历城区", "济南高新区"))
    assert (candidate.skills, candidate.certificates) == (("UG编程", "四轴加工"), ("铣工（高级）", "驾驶证"))
    assert candidate.experience == "实习半年，电话〔已隐去〕。"
    assert (candidate.wish, candidate.kind_wanted, candidate.needs) == ("进机加工厂", Kind.TECHNICAL, None)
    assert (candidate.pay_min_month_yuan, candidate.push_consent, candidate.contact_consent) == (4000, True, False)
    assert entry.person == Person(name="测试乙", id_number=NUMBER, phone="13812345678")
    assert entry.source == "实名库"


def test_phone_and_birth_date_stand_in_for_the_id_number(tmp_path: Path) -> None:
    assert read(tmp_path, BY_PHONE).entries[0].candidate.id == "id of 13812345678|2001-03-05"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param({"姓名": "甲", "身份证号": "", "手机号": ""}, "缺少身份证号或手机号", id="neither"),
        pytest.param({"姓名": "", "身份证号": NUMBER}, "缺少姓名", id="no name"),
        pytest.param(BY_PHONE | {"出生日期": ""}, "缺少身份证号，或手机号和出生日期", id="phone alone"),
        pytest.param(BY_PHONE | {"出生日期": "2001-03"}, Reason.DATE_DAY, id="birth without a day"),
        pytest.param(BY_PHONE | {"身份证号": "110105194912310021"}, Reason.ID_CHECK, id="false number beside a phone"),
        pytest.param(BY_PHONE | {"手机号": "1381234567"}, Reason.MOBILE, id="short phone"),
        pytest.param(BY_PHONE | {"手机号": "1.38E+10"}, Reason.DIGITS_LOST, id="phone in powers of ten"),
        pytest.param(FULL | {"身份证号": "1.10105E+17"}, Reason.DIGITS_LOST, id="number in powers of ten"),
        pytest.param(FULL | {"出生日期": "1949-12-30"}, Reason.BIRTH_DIFFERS, id="two birth dates"),
        pytest.param(FULL | {"学历": "很高"}, Reason.EDUCATION, id="no education"),
        pytest.param(FULL | {"同意推送": "看情况再说"}, Reason.YES_NO, id="no yes or no"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(tmp_path: Path, row: dict[str, str], reason: str) -> None:
    assert [one.reason for one in read(tmp_path, row).rejected] == [str(reason)]


def test_a_birth_month_agrees_with_the_id_number(tmp_path: Path) -> None:
    assert read(tmp_path, FULL | {"出生日期": "1949.12"}).entries


def test_another_sex_than_the_id_number_says_is_noted(tmp_path: Path) -> None:
    reading = read(tmp_path, FULL | {"性别": "男"})
    assert reading.entries[0].candidate.sex == "female"
    assert any("性别与身份证号不符" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("written", "districts", "anywhere"),
    [
        ("全市", (), True),
        ("不限", (), True),
        ("历下区，全市均可", ("历下区",), None),
        ("历下 市中 高新区", ("历下区", "市中区", "济南高新区"), None),
        ("除长清区以外均可", (), None),
        ("火星", (), None),
    ],
)
def test_districts_are_read_and_exceptions_left_unknown(
    tmp_path: Path, written: str, districts: tuple[str, ...], anywhere: bool | None
) -> None:
    candidate = read(tmp_path, BY_PHONE | {"可接受区县": written}).entries[0].candidate
    assert (candidate.districts, candidate.any_district) == (districts, anywhere)


def test_an_address_is_never_quoted_in_a_note(tmp_path: Path) -> None:
    reading = read(tmp_path, BY_PHONE | {"家庭住址": "外地某某村8号"})
    assert reading.entries[0].candidate.home_district is None
    assert "某某村" not in "".join(reading.notes)


def test_rows_of_three_registers_are_one_person_each_with_its_source(tmp_path: Path) -> None:
    entries = read(
        tmp_path,
        {"姓名": "甲", "身份证号": NUMBER, "数据来源": "实名库", "专业": "会计"},
        {"姓名": "甲", "身份证号": NUMBER.lower(), "数据来源": "小程序", "专业": "出纳", "编号": "C7"},
        {"姓名": "甲", "身份证号": NUMBER, "数据来源": "失业登记", "手机号": "13812345678"},
    ).entries
    assert [entry.candidate.id for entry in entries] == ["C7"] * 3
    assert [entry.source for entry in entries] == ["实名库", "小程序", "失业登记"]


def test_a_phone_leads_to_the_one_person_with_that_name_and_birth_date(tmp_path: Path) -> None:
    entries = read(
        tmp_path,
        {"姓名": "甲", "手机号": "13812345678", "出生日期": "1949-12-31", "技能": "会计"},
        {"姓名": "甲", "身份证号": NUMBER, "手机号": "13812345678", "专业": "会计"},
    ).entries
    assert len({entry.candidate.id for entry in entries}) == 1


def test_twins_who_share_a_phone_stay_two(tmp_path: Path) -> None:
    entries = read(tmp_path, BY_PHONE | {"编号": "1"}, BY_PHONE | {"姓名": "测试丙", "编号": "2"}).entries
    assert [entry.candidate.id for entry in entries] == ["1", "2"]


def test_twins_whom_nothing_tells_apart_are_asked_for_id_numbers(tmp_path: Path) -> None:
    reading = read(tmp_path, BY_PHONE, BY_PHONE | {"姓名": "测试丙"})
    assert [one.reason for one in reading.rejected] == ["手机号和出生日期与第2行相同，姓名不同，请补上身份证号"]


def test_the_same_number_under_two_names_rejects_the_later_row(tmp_path: Path) -> None:
    reading = read(tmp_path, FULL, FULL | {"姓名": "别人"})
    assert [one.reason for one in reading.rejected] == ["与第2行是同一人，内容不同（姓名）"]


def test_one_number_of_the_file_for_two_people_rejects_the_later_row(tmp_path: Path) -> None:
    reading = read(tmp_path, FULL | {"编号": "1"}, BY_PHONE | {"编号": "1"})
    assert [(one.row, one.column) for one in reading.rejected] == [(3, "编号")]


def test_contradicting_rows_of_one_register_reject_the_later(tmp_path: Path) -> None:
    reading = read(tmp_path, FULL, FULL | {"专业": "会计"})
    assert [one.reason for one in reading.rejected] == ["与第2行是同一人，内容不同（专业）"]


def test_rows_that_complete_each_other_are_both_taken(tmp_path: Path) -> None:
    entries = read(
        tmp_path, {"姓名": "甲", "身份证号": NUMBER, "专业": "会计"}, {"姓名": "甲", "身份证号": NUMBER, "技能": "Word"}
    ).entries
    assert len(entries) == 2


NAMING = {
    "ID number": NUMBER,
    "lower case": NUMBER.lower(),
    "in old form": "110105491231002",
    "behind letters": f"JN{NUMBER}",
    "in parts": "110105-19491231-002X",
    "phone": "13812345678",
    "phone behind letters": "JN13812345678",
    "another's": "370102199901011552",
    "mistyped": "110105194912310021",
}


@pytest.mark.parametrize("number", NAMING.values(), ids=NAMING.keys())
def test_a_number_that_names_a_person_never_becomes_an_id(tmp_path: Path, number: str) -> None:
    reading = read(tmp_path, {**FULL, "编号": number})
    assert reading.entries[0].candidate.id == f"id of {NUMBER}"
    assert any("已改用系统编号 1 行" in note for note in reading.notes)


@pytest.mark.parametrize(
    "number", ["110105491231002", "110105-19491231-002X", NUMBER], ids=["in old form", "in parts", "whole"]
)
def test_an_id_number_never_becomes_an_id_where_no_other_column_tells_it(tmp_path: Path, number: str) -> None:
    reading = read(tmp_path, {"编号": number, "姓名": "甲", "手机号": "13812345678", "出生日期": "1949-12-31"})
    assert reading.entries[0].candidate.id == "id of 13812345678|1949-12-31"
    assert any("已改用系统编号 1 行" in note for note in reading.notes)


@pytest.mark.parametrize("number", ["370102230901001", "15900000001", "2023090100000001", "370102209913010001"])
def test_a_serial_number_that_only_looks_personal_is_kept(tmp_path: Path, number: str) -> None:
    reading = read(tmp_path, {**FULL, "编号": number})
    assert reading.entries[0].candidate.id == number
    assert not any("系统编号" in note for note in reading.notes)
