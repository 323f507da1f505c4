"""Files one after another: what a later file may not make of what an earlier one stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from api.house import House
from api.imports import ImportResult, import_file
from api.settling import ImportKind
from data import log
from data.store import field_sources, get_candidate, get_employer, get_post, list_candidates, masked_person
from matcher.errors import BadInput
from matcher.records import Actor, Person

PEOPLE = "编号,姓名,身份证号,专业\n"
FIRST = PEOPLE + "001,测试甲,11010519491231002X,会计\n"
OTHER = PEOPLE + "001,测试乙,370102199901011552,护理\n002,测试丙,370102199901011579,护理\n"
POSTS = "岗位编号,单位名称,统一社会信用代码,岗位名称\n"


def bring(house: House, folder: Path, kind: ImportKind, text: str) -> ImportResult:
    path = folder / "名单.csv"
    path.write_text(text, encoding="utf-8")
    return import_file(house, kind, path, actor=Actor("test", "admin"), at=house.clock())


def reasons(result: ImportResult) -> list[tuple[str, str]]:
    """The row and the reason of each rejected row, from the file that goes back to the office."""
    assert result.rejected_file is not None
    sheet = load_workbook(result.rejected_file).worksheets[0]
    return [(str(row[2]), str(row[5])) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_a_number_that_another_office_gave_to_another_person_is_rejected(house: House, tmp_path: Path) -> None:
    bring(house, tmp_path, "candidates", FIRST)
    result = bring(house, tmp_path, "candidates", OTHER)
    assert (result.n_rows, result.n_stored, result.n_rejected, result.tally.added) == (2, 1, 1, 1)
    assert reasons(result) == [("2", "编号已属于另一人（身份证号不同）")]
    with house.database.read() as session:
        assert get_candidate(session, "001").major == "会计"
        person = masked_person(session, "candidate", "001", "self", vault=house.vault)
    assert person is not None
    assert person.id_number == "1101**********002X"


def test_a_later_file_of_the_same_person_is_merged(house: House, tmp_path: Path) -> None:
    bring(house, tmp_path, "candidates", FIRST)
    result = bring(house, tmp_path, "candidates", FIRST.replace("会计", "审计"))
    assert (result.n_rejected, result.tally.changed) == (0, 1)


def test_rejected_rows_stand_in_the_order_of_the_file(house: House, tmp_path: Path) -> None:
    bring(house, tmp_path, "candidates", FIRST)
    result = bring(house, tmp_path, "candidates", OTHER + "003,,370102199901011587,护理\n004,测试丁,1,护理\n")
    assert [row for row, _ in reasons(result)] == ["2", "4", "5"]  # of the second row the database alone knows
    assert [one.partition(" ")[0] for one in result.first_rejected] == ["第2行", "第4行", "第5行"]


@pytest.mark.parametrize("kind", ["candidates", "posts", "employers"])
def test_a_file_without_rows_is_refused(house: House, tmp_path: Path, kind: ImportKind) -> None:
    header = {"candidates": PEOPLE, "posts": POSTS, "employers": "单位名称\n"}[kind]
    with pytest.raises(BadInput, match=r"^名单\.csv: there are no rows below the header$"):
        bring(house, tmp_path, kind, header + "\n\n")
    with house.database.read() as session:
        assert log.newest(session) is None


PHONED = "编号,姓名,身份证号,手机号,出生日期\n"


@pytest.mark.parametrize(
    ("second", "differs"),
    [
        pytest.param("测试乙,,13900000002,1999-01-01", "姓名、手机号", id="name and phone"),
        pytest.param("测试乙,,13900000001,2000-02-02", "姓名、出生日期", id="name and birth, a borrowed phone"),
        pytest.param("测试乙,370102199901011552,13900000002,", "姓名、手机号", id="the number is new"),
    ],
)
def test_two_people_known_by_phone_are_not_made_one(house: House, tmp_path: Path, second: str, differs: str) -> None:
    bring(house, tmp_path, "candidates", PHONED + "001,测试甲,,13900000001,1999-01-01")
    result = bring(house, tmp_path, "candidates", PHONED + f"001,{second}")
    assert reasons(result) == [("2", f"编号已属于另一人（{differs}不同）")]


@pytest.mark.parametrize(
    "second",
    [
        pytest.param("测试甲,,13900000002,1999-01-01", id="a new phone"),
        pytest.param("测试加,,13900000001,1999-01-01", id="a corrected name"),
        pytest.param("测试甲,,13900000001,1999-01-10", id="a corrected birth date"),
    ],
)
def test_what_one_person_corrects_is_stored(house: House, tmp_path: Path, second: str) -> None:
    bring(house, tmp_path, "candidates", PHONED + "001,测试甲,,13900000001,1999-01-01")
    result = bring(house, tmp_path, "candidates", PHONED + f"001,{second}")
    assert (result.n_rejected, result.tally.changed) == (0, 1)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("P1,甲公司,,会计", "P1,乙公司,,会计"),
        ("P1,甲公司,91350100M000100Y43,会计", "P1,乙公司,,会计"),
        ("P1,甲公司,91350100M000100Y43,会计", "P1,甲公司,91110000600037341L,会计"),
    ],
    ids=["names", "one code", "codes"],
)
def test_a_number_of_another_employers_post_is_rejected(house: House, tmp_path: Path, first: str, second: str) -> None:
    bring(house, tmp_path, "posts", POSTS + first)
    result = bring(house, tmp_path, "posts", POSTS + second)
    assert reasons(result) == [("2", "岗位编号已属于另一单位")]
    with house.database.read() as session:
        assert get_post(session, "P1").employer == "甲公司"


@pytest.mark.parametrize("second", ["P1,甲公司（济南）,,审计", "P1,甲公司集团,91350100M000100Y43,审计"])
def test_a_later_file_of_the_same_employer_is_merged(house: House, tmp_path: Path, second: str) -> None:
    bring(house, tmp_path, "posts", POSTS + "P1,甲公司(济南),91350100M000100Y43,会计")
    result = bring(house, tmp_path, "posts", POSTS + second)
    assert (result.n_rejected, result.tally.changed) == (0, 1)


SAME = "11010519491231002X"
MANY = "编号,姓名,身份证号,专业,技能\n"


def test_one_person_of_three_files_becomes_one(house: House, tmp_path: Path) -> None:
    bring(house, tmp_path, "candidates", MANY + f"C03,测试甲,{SAME},会计,")
    second = bring(house, tmp_path, "candidates", f"姓名,身份证号,技能\n测试甲,{SAME},开车")
    third = bring(house, tmp_path, "candidates", MANY + f"S77,测试甲,{SAME},审计,\nS78,测试乙,370102199901011552,护理,")
    assert second.notes == ("1 人已在库中，编号不同，已并入原编号",)
    assert third.notes == ("1 人已在库中，编号不同，已并入原编号：第2行S77并入C03",)
    with house.database.read() as session:
        assert [one.id for one in list_candidates(session)] == ["C03", "S78"]
        stored = get_candidate(session, "C03")
        joined = [line.details["known_as"] for line in log.entries(session) if line.action == "join"]
    assert (stored.major, stored.skills) == ("审计", ("开车",))
    assert joined == [{"S77": "C03"}]


def test_the_number_of_a_joined_person_may_be_somebody_elses(house: House, tmp_path: Path) -> None:
    bring(house, tmp_path, "candidates", MANY + f"C03,测试甲,{SAME},会计,\n001,测试乙,370102199901011552,护理,")
    rows = f"001,测试甲,{SAME},审计,\nC03,测试丙,370102199901011579,护理,"
    result = bring(house, tmp_path, "candidates", MANY + rows)
    assert reasons(result) == [("3", "编号已属于另一人（身份证号不同）")]
    with house.database.read() as session:
        assert {one.id: one.major for one in list_candidates(session)} == {"C03": "审计", "001": "护理"}


def test_two_numbers_of_one_person_in_one_file_are_joined(house: House, tmp_path: Path) -> None:
    result = bring(house, tmp_path, "candidates", MANY + f"C03,测试甲,{SAME},会计,\nS77,测试甲,{SAME},会计,开车")
    assert result.notes == ("1 行与前面的行是同一人，编号不同，已并入先出现的编号：第3行S77并入C03",)
    with house.database.read() as session:
        assert [(one.id, one.skills) for one in list_candidates(session)] == [("C03", ("开车",))]


UNITS = "编号,单位名称,统一社会信用代码,联系人,联系电话\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1,甲公司,,王甲,13812345678", "1,乙公司,,赵乙,"),
        ("1,甲公司,91350100M000100Y43,王甲,13812345678", "1,乙公司,,赵乙,"),
        ("1,甲公司,91350100M000100Y43,王甲,13812345678", "1,甲公司,91110000600037341L,赵乙,"),
    ],
    ids=["names", "one code", "codes"],
)
def test_a_number_of_another_employer_is_rejected(house: House, tmp_path: Path, first: str, second: str) -> None:
    bring(house, tmp_path, "employers", UNITS + first)
    result = bring(house, tmp_path, "employers", UNITS + second)
    assert reasons(result) == [("2", "编号已属于另一单位")]
    with house.database.read() as session:
        assert get_employer(session, "1").name == "甲公司"
        contact = masked_person(session, "employer", "1", "contact", vault=house.vault)
    assert contact == Person(name="王**", phone="138****5678")


@pytest.mark.parametrize("second", ["1,甲公司（济南）,,,", "1,甲公司集团,91350100M000100Y43,,"])
def test_a_later_file_of_one_employer_is_merged(house: House, tmp_path: Path, second: str) -> None:
    bring(house, tmp_path, "employers", UNITS + "1,甲公司(济南),91350100M000100Y43,王甲,13812345678")
    assert bring(house, tmp_path, "employers", UNITS + second).n_rejected == 0
    with house.database.read() as session:
        contact = masked_person(session, "employer", "1", "contact", vault=house.vault)
    assert contact == Person(name="王**", phone="138****5678")


def test_another_contact_does_not_inherit_the_phone_of_the_one_before(house: House, tmp_path: Path) -> None:
    bring(house, tmp_path, "employers", UNITS + "1,甲公司,,王甲,13812345678")
    bring(house, tmp_path, "employers", UNITS + "1,甲公司,,赵乙,")
    with house.database.read() as session:
        contact = masked_person(session, "employer", "1", "contact", vault=house.vault)
    assert contact == Person(name="赵**")


def test_a_file_that_the_system_refuses_is_told_as_such(house: House, tmp_path: Path) -> None:
    long = tmp_path / f"{'a' * 300}.csv"
    with pytest.raises(BadInput, match="the name is too long"):
        import_file(house, "posts", long, actor=Actor("test", "admin"), at=house.clock())


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        pytest.param("测试甲 简历.csv", "〔已隐去〕 简历.csv", id="a name of the file's people"),
        pytest.param("11010519491231002X.csv", "〔已隐去〕.csv", id="an ID number"),
        pytest.param("低保家庭毕业生.csv", "candidates.csv", id="a group"),
        pytest.param("实名库八月.csv", "实名库八月.csv", id="nothing of anybody"),
    ],
)
def test_the_name_of_a_file_tells_nobody_in_log_and_sources(house: House, tmp_path: Path, name: str, kept: str) -> None:
    (tmp_path / name).write_text(FIRST, encoding="utf-8")
    result = import_file(house, "candidates", tmp_path / name, actor=Actor("test", "admin"), at=house.clock())
    with house.database.read() as session:
        (line,) = (one for one in log.entries(session) if one.action == "merge")
        sources = {source for source, _ in field_sources(session, "candidate", "001").values()}
    assert (line.details["source"], sources) == (kept, {kept})
    assert any("改称" in note for note in result.notes) is (kept != name)
