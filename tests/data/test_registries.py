"""Registries as their offices write them: households, certificates, damaged numbers, and what is refused."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from data.reference import load_gazetteer, load_priority_groups
from data.registries import Extracted, read_registry
from data.values.reasons import Reason
from data.vault import mask
from matcher.errors import BadInput
from matcher.records import RegistryEntry

GROUPS = load_priority_groups()
SOUND = "11010519491231002X"
BOY = "370102199901011579"
GIRL = "370102200003042649"


def identify(value: str) -> str:
    return "C" + hashlib.sha256(value.encode()).hexdigest()[:16]


def read(path: Path, kind: str = "low_income") -> Extracted:
    return read_registry(path, GROUPS.kind(kind), groups=GROUPS, gazetteer=load_gazetteer(), identify=identify)


def read_text(folder: Path, text: str, kind: str = "low_income", encoding: str = "utf-8") -> Extracted:
    path = folder / "名册.csv"
    path.write_bytes(text.encode(encoding))
    return read(path, kind)


def one(found: Extracted) -> RegistryEntry:
    assert [rejection.reason for rejection in found.reading.rejected] == []
    (entry,) = found.entries
    return entry


def reasons(found: Extracted) -> list[str]:
    return [rejection.reason for rejection in found.reading.rejected]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_an_extract_is_read_past_its_title_and_its_notes(tmp_path: Path, encoding: str) -> None:
    text = (
        "济南市最低生活保障对象名册,,,,,,\n\n序号,姓名,公民身份号码,与户主关系,所属区县,保障类别,享受起始年月\n"
        f"1,测 试,{BOY},之子,济南市历下区,农村低保,2021-03\n合计,1人,,,,,\n备注：以上为青年部分,,,,,,\n"
    )
    entry = one(read_text(tmp_path, text, encoding=encoding))
    who = entry.identity
    assert (entry.kind, entry.group, entry.since) == ("low_income", "low_income", date(2021, 3, 1))
    assert (who.id, who.name, who.id_number, who.district) == (entry.id, "测试", BOY, "历下区")


def test_birth_and_sex_come_from_a_sound_number_where_no_column_has_them(tmp_path: Path) -> None:
    who = one(read_text(tmp_path, f"姓名,身份证号\n测试,{SOUND.lower()}\n")).identity
    assert (who.birth, who.sex) == ("1949-12-31", "female")


@pytest.mark.parametrize(
    ("written", "birth"),
    [("2001", "2001"), ("2001年5月", "2001-05"), ("2001.05", "2001-05"), ("20010512", "2001-05-12"), ("不详", None)],
)
def test_a_birth_date_is_kept_as_far_as_it_goes(tmp_path: Path, written: str, birth: str | None) -> None:
    assert one(read_text(tmp_path, f"姓名,出生年月\n测试,{written}\n")).identity.birth == birth


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("37010219990101157", id="a digit lost"),
        pytest.param("370102199901011570", id="a false check digit"),
        pytest.param("3701021999****1579", id="covered"),
    ],
)
def test_a_damaged_number_is_kept_as_written(tmp_path: Path, number: str) -> None:
    found = read_text(tmp_path, f"姓名,身份证号\n测试,{number}\n")
    assert one(found).identity.id_number == number
    assert any("照原样保留" in note for note in found.reading.notes)


@pytest.mark.parametrize(
    "cell", [pytest.param(370102199901011579, id="a number cell"), pytest.param("3.70102E+17", id="in powers of ten")]
)
def test_a_number_that_lost_digits_is_unknown_and_noted(tmp_path: Path, cell: Any) -> None:
    path = tmp_path / "名册.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "身份证号"])
        sheet.write_row(1, 0, ["测试", cell])
    found = read(path)
    assert one(found).identity.id_number is None
    assert any("丢失了后几位" in note for note in found.reading.notes)


@pytest.mark.parametrize(
    ("written", "kind", "grade"),
    [
        pytest.param(f"{BOY}43", 4, 3, id="number, kind, grade"),
        pytest.param(f"{BOY}12B1", 1, 2, id="reissued"),
        pytest.param(f"{SOUND.lower()}71", 7, 1, id="a lower-case x within"),
        pytest.param(BOY, 2, 4, id="the number alone: the columns count"),
    ],
)
def test_a_certificate_tells_kind_and_grade(tmp_path: Path, written: str, kind: int, grade: int) -> None:
    entry = one(read_text(tmp_path, f"姓名,残疾人证号,残疾类别,残疾等级\n测试,{written},听力,四级\n", "disabled"))
    assert (entry.disability_kind, entry.disability_grade) == (kind, grade)
    assert (entry.identity.id_number, entry.evidence) == (written.upper()[:18], written.upper())
    assert entry.identity.birth is not None


@pytest.mark.parametrize(
    ("column", "number"),
    [
        pytest.param("残疾人证号", BOY, id="sound"),
        pytest.param("残疾人证号", f"{BOY[:17]}8", id="a false check digit"),
        pytest.param("残疾人证号", BOY[:17], id="a digit lost"),
        pytest.param("身份证号", BOY, id="among the ID numbers"),
        pytest.param("身份证号", f"{BOY[:17]}8", id="damaged among the ID numbers"),
    ],
)
def test_an_id_number_never_tells_kind_and_grade(tmp_path: Path, column: str, number: str) -> None:
    entry = one(read_text(tmp_path, f"姓名,{column},残疾类别\n测试,{number}43,\n", "disabled"))
    assert entry.identity.id_number == number
    assert (entry.evidence, entry.disability_kind, entry.disability_grade) == (f"{number}43", 4, 3)
    assert number[-2:] + "43" not in mask("id_number", f"{number}43")


def test_kind_and_grade_may_share_a_column(tmp_path: Path) -> None:
    entry = one(read_text(tmp_path, f"姓名,身份证号,残疾类别/等级\n测试,{BOY},肢体四级\n", "disabled"))
    assert (entry.disability_kind, entry.disability_grade) == (4, 4)


def test_only_the_registry_of_the_disabled_keeps_a_disability(tmp_path: Path) -> None:
    entry = one(read_text(tmp_path, f"姓名,身份证号,残疾类别\n测试,{BOY},肢体\n"))
    assert entry.disability_kind is None


@pytest.mark.parametrize(
    ("kind", "stated", "group"),
    [
        ("low_income", "低保边缘家庭", "low_income_margin"),
        ("low_income", "特困人员", "destitute"),
        ("out_of_poverty", "边缘易致贫户", "monitored"),
        ("out_of_poverty", "脱贫户", "out_of_poverty"),
        ("orphan", "机构集中供养孤儿", "orphan"),
        ("student_loan", "生源地信用助学贷款", "student_loan"),
        ("zero_employment", "", "zero_employment"),
        ("destitute", "", "destitute"),
        ("monitored", "突发严重困难户", "monitored"),
        ("low_income_margin", "", "low_income_margin"),
    ],
)
def test_a_row_may_state_its_group(tmp_path: Path, kind: str, stated: str, group: str) -> None:
    assert one(read_text(tmp_path, f"姓名,身份证号,类别\n测试,{BOY},{stated}\n", kind)).group == group


def test_a_member_has_the_head_of_the_household_as_relative(tmp_path: Path) -> None:
    text = f"户主姓名,户主身份证号,成员姓名,成员身份证号,与户主关系\n测试甲,{SOUND},测试乙,{BOY},之子\n"
    entry = one(read_text(tmp_path, text))
    assert (entry.identity.name, entry.identity.id_number, entry.relative) == ("测试乙", BOY, "测试甲")


def test_a_row_without_a_member_is_about_the_head(tmp_path: Path) -> None:
    entry = one(read_text(tmp_path, f"户主姓名,户主身份证号,所属区县\n测试甲,{SOUND},历下区\n"))
    assert (entry.identity.name, entry.identity.id_number, entry.relative) == ("测试甲", SOUND, None)


def test_a_household_in_one_row_is_as_many_people(tmp_path: Path) -> None:
    text = f'户主姓名,户主身份证号,成员姓名,成员身份证号\n测试甲,{SOUND},"测试乙（子）、测试丙","{BOY}、{GIRL}"\n'
    found = read_text(tmp_path, text)
    told = [(one.identity.name, one.identity.id_number, one.relative) for one in found.entries]
    assert sorted(told) == [("测试丙", GIRL, "测试甲"), ("测试乙", BOY, "测试甲"), ("测试甲", SOUND, None)]


def test_rows_below_a_household_belong_to_it(tmp_path: Path) -> None:
    text = (
        "户号,户主,姓名,身份证号,与户主关系,区县\n"
        f"H1,测试甲,测试甲,{SOUND},户主,历下区\n,,测试乙,{BOY},之子,\n,,测试丙,{GIRL},之女,\n"
    )
    found = {one.identity.name: one for one in read_text(tmp_path, text).entries}
    assert {name: one.relative for name, one in found.items()} == {
        "测试甲": None,
        "测试乙": "测试甲",
        "测试丙": "测试甲",
    }
    assert {(one.evidence, one.identity.district) for one in found.values()} == {("H1", "历下区")}


def test_rows_of_one_household_number_share_its_head(tmp_path: Path) -> None:
    text = f"户编号,姓名,身份证号,与户主关系\nH1,测试甲,{SOUND},本人\nH1,测试乙,{BOY},之子\nH2,测试丙,{GIRL},之女\n"
    found = {one.identity.name: one.relative for one in read_text(tmp_path, text).entries}
    assert found == {"测试甲": None, "测试乙": "测试甲", "测试丙": None}


def test_an_id_stays_while_the_number_does_and_tells_nothing(tmp_path: Path) -> None:
    first = one(read_text(tmp_path, f"姓名,身份证号,区县\n测试,{BOY},历下区\n"))
    later = one(read_text(tmp_path, f"区县,姓名,身份证号\n市中区,测试（改名）,{BOY[:6]} {BOY[6:]}\n"))
    assert first.id == later.id
    assert BOY not in first.id
    assert first.id[1:] != identify(BOY)[1:]


def test_the_same_person_in_two_registries_has_two_ids(tmp_path: Path) -> None:
    text = f"姓名,身份证号\n测试,{BOY}\n"
    assert one(read_text(tmp_path, text)).id != one(read_text(tmp_path, text, "destitute")).id


def test_without_a_sound_number_name_and_birth_date_are_the_id(tmp_path: Path) -> None:
    first = one(read_text(tmp_path, "姓名,身份证号,出生日期,区县\n测试,,1999-01-01,历下区\n"))
    later = one(read_text(tmp_path, "姓名,身份证号,出生日期,区县\n测试,3701,1999-01-01,市中区\n"))
    assert first.id == later.id


@pytest.mark.parametrize("column", ["户编号", "户主"])
def test_a_namesake_of_another_household_is_somebody_else(tmp_path: Path, column: str) -> None:
    first, other = (one(read_text(tmp_path, f"姓名,区县,{column}\n测试,历下区,{own}\n")).id for own in ("王一", "李二"))
    assert first != other


def test_a_certificate_issued_anew_is_that_of_the_same_person(tmp_path: Path) -> None:
    first, later = (
        one(read_text(tmp_path, f"姓名,残疾人证号\n测试,{BOY[:17]}8{rest}\n", "disabled")).id for rest in ("43", "42B1")
    )
    assert first == later


def test_namesakes_of_one_birth_date_are_numbered_whatever_their_order(tmp_path: Path) -> None:
    rows = ["测试,1999-01-01,13800000001", "测试,1999-01-01,13800000002"]
    ids = [
        {
            one.identity.phone: one.id
            for one in read_text(tmp_path, "\n".join(["姓名,出生日期,联系电话", *order])).entries
        }
        for order in (rows, rows[::-1])
    ]
    assert ids[0] == ids[1]
    assert len(set(ids[0].values())) == 2


def test_whoever_stands_there_twice_is_one(tmp_path: Path) -> None:
    found = read_text(tmp_path, f"姓名,身份证号\n测试,{BOY}\n测试,{BOY}\n")
    assert len(found.entries) == 1
    assert any("只计一次" in note for note in found.reading.notes)


@pytest.mark.parametrize(
    ("kind", "row", "reason"),
    [
        pytest.param("low_income", {"区县": "历下区"}, "缺少", id="nobody"),
        pytest.param("low_income", {"身份证号": "3.7E+17"}, "缺少", id="a number that lost its digits, and no name"),
        pytest.param("low_income", {"姓名": "测试", "户类型": "脱贫户"}, "不属于此名册", id="another registry"),
        pytest.param("low_income", {"姓名": "测试", "保障类别": "支出型困难"}, "不属于此名册", id="no group of ours"),
        pytest.param("low_income", {"姓名": "测试", "状态": "停保"}, "已不在册（停保）", id="struck off"),
        pytest.param("monitored", {"姓名": "测试", "风险是否已消除": "是"}, "已不在册", id="no longer monitored"),
        pytest.param("low_income", {"姓名": "测试", "是否在保": "否"}, "已不在册", id="no longer there"),
        pytest.param(
            "low_income", {"姓名": "测试甲、测试乙", "身份证号": f"{BOY}、{GIRL}、{SOUND}"}, "对不上", id="counts"
        ),
        pytest.param("low_income", {"姓名": "测" * 600}, "超过500个字", id="an endless name"),
        pytest.param("low_income", {"姓名": "测试", "身份证号": "1" * 500}, "超过400个字", id="an endless number"),
    ],
)
def test_a_row_is_rejected_with_its_reason(tmp_path: Path, kind: str, row: dict[str, str], reason: str) -> None:
    text = ",".join(["姓名", "区县", *(k for k in row if k not in ("姓名", "区县"))]) + "\n"
    values = {"姓名": "", "区县": "", **row}
    names = text.strip().split(",")
    found = read_text(tmp_path, text + ",".join(f'"{values[name]}"' for name in names) + "\n", kind)
    assert [reason in said for said in reasons(found)] == [True]
    assert found.entries == []


def test_the_rows_of_a_file_are_read_or_rejected(tmp_path: Path) -> None:
    found = read_text(tmp_path, f"姓名,身份证号,状态\n测试,{BOY},在册\n,,在册\n测试乙,{GIRL},注销\n")
    assert (found.reading.n_rows, len(found.entries), len(found.reading.rejected)) == (3, 1, 2)


@pytest.mark.parametrize(
    ("kind", "header", "said"),
    [
        pytest.param(
            "low_income", "姓名,残疾人证号", "column 残疾人证号 belongs to another registry", id="certificates"
        ),
        pytest.param("disabled", "姓名,身份证号", "needs one of the columns 残疾人证号", id="no disability"),
        pytest.param("low_income", "姓名,身份证号,求职意向", "belongs to another kind of file", id="candidates"),
        pytest.param("low_income", "区县,年份", "no column", id="nobody"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, kind: str, header: str, said: str) -> None:
    row = ",".join("测" for _ in header.split(","))
    with pytest.raises(BadInput, match=said):
        read_text(tmp_path, f"{header}\n{row}\n", kind)


def test_a_repr_shows_nobody(tmp_path: Path) -> None:
    assert "测试" not in repr(one(read_text(tmp_path, f"姓名,身份证号\n测试,{BOY}\n")))


def test_what_cannot_be_read_of_a_person_is_left_unknown(tmp_path: Path) -> None:
    text = f"姓名,身份证号,性别,残疾类别,残疾等级,所属区县\n测试,{BOY},不明,某类,十级,青岛市\n"
    entry = one(read_text(tmp_path, text, "disabled"))
    assert (entry.disability_kind, entry.disability_grade, entry.identity.district) == (None, None, None)
    assert entry.identity.sex == "male"


def test_every_group_of_a_registry_and_every_word_stands_in_the_table() -> None:
    proved = {group for kind in GROUPS.kinds.values() for group in kind.proves}
    stated = set(GROUPS.stated_by.values()) - {""}
    assert proved | stated <= GROUPS.groups.keys()
    assert GROUPS.groups.keys() - proved == {"long_unemployed"}


def test_a_status_that_says_somebody_left_is_in_the_words_of_the_table() -> None:
    assert GROUPS.has_ended("已注销")
    assert not GROUPS.has_ended("正常")
    assert Reason.ENDED.format(status="已注销") == "已不在册（已注销）"
