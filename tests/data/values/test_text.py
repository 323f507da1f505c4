"""Texts of cells: cleaned, and personal numbers taken out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.values.dates import read_date
from data.values.education import read_attained_education
from data.values.identifiers import read_id_number, read_phone
from data.values.lists import read_list
from data.values.money import read_pay
from data.values.numbers import read_experience, read_headcount, read_term
from data.values.text import hide_names, hide_personal, is_blank, label, person_name, prose, tidy, written


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "13812345678",
        "138 1234 5678",
        "１３８１２３４５６７８",
        "6222021234567890123",
        "6222 0212 3456 7890",
        "zhang.san@example.com",
        "+86-13812345678",
        "110105 19491231 002X",
        "1101 0519 4912 3100 2X",
        "1101-0519-4912-3100-2X",
        "211 005 1949 1231 0021",
        "3701 0519 4912 3100 2X",
        "370105491231002",
        "110105 491231 002",
        "138.1234.5678",
        "+86 138.1234.5678",
    ],
)
def test_a_personal_number_in_a_text_is_taken_out(number: str) -> None:
    assert hide_personal(f"请联系{number}谢谢") == "请联系〔已隐去〕谢谢"


@pytest.mark.parametrize(
    "text",
    [
        "月薪8000-12000元",
        "2023-07-01至2023-08-01",
        "20230701-20230801",
        "电话0531-88888888",
        "一次加工100000件",
        "GB/T 19001-2016",
        "月薪3500.50元，年薪1500000.0000元",
        "月薪3500-4500，2023-07-15起",
        "3500-4500 2023-07-15 2023-08-15",
        "2019-12-20 2019-12-21 18:00",
        "2023.07.01-2023.08.01",
        "岗位编号202307121105001",
        "岗位编号P370105491231002",
        "流水号370105995631002",
        "版本1.38.1234.56",
    ],
)
def test_other_numbers_in_a_text_stay(text: str) -> None:
    assert hide_personal(text) == text


def test_messenger_names_are_taken_out() -> None:
    assert hide_personal("加微信：abc_12345 或QQ 123456789") == "加微信〔已隐去〕 或QQ〔已隐去〕"


@pytest.mark.parametrize(
    ("text", "names", "hidden"),
    [
        ("本人赵小六，曾任赵 小六工作室店长", ("赵小六",), "本人〔已隐去〕，曾任〔已隐去〕工作室店长"),
        ("买买提•艾力会维吾尔语", ("买买提·艾力",), "〔已隐去〕会维吾尔语"),
        ("我是john smith，会Linux", ("John Smith", "Li"), "我是〔已隐去〕，会Linux"),
        ("六年会计", ("六", None), "六年会计"),
        (None, ("赵小六",), None),
    ],
)
def test_names_in_a_text_are_taken_out(text: str | None, names: tuple[str | None, ...], hidden: str | None) -> None:
    assert hide_names(text, *names) == hidden


def test_control_characters_and_lone_surrogates_go() -> None:
    assert tidy("会\x00计\ud800\u200b员\r\n二") == "会计员\n二"


@pytest.mark.parametrize(
    ("written_as", "name"),
    [("张　三", "张三"), (" 欧阳 娜 娜 ", "欧阳娜娜"), ("买买提•艾力", "买买提·艾力"), ("John  Smith", "John Smith")],
)
def test_a_name_of_a_person_has_one_form(written_as: str, name: str) -> None:
    assert person_name(written_as) == name


def test_letters_and_digits_of_a_label_take_half_width_and_its_punctuation_stays() -> None:
    assert label("ＪＡＶＡ　工程师（济南）") == "JAVA 工程师（济南）"


@pytest.mark.parametrize("cell", [None, "", "  ", "/", "—", "\u3000", "\u200b"])
def test_a_stroke_is_a_blank_cell(cell: str | None) -> None:
    assert is_blank(cell)


@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    for read in (read_date, read_pay, read_experience, read_term, read_headcount, read_attained_education, read_list):
        try:
            read(text)
        except ValueError as refused:
            assert "\n" not in str(refused)  # noqa: PT017
    assert "\x00" not in tidy(text)
    tidy(text).encode("utf-8")
    prose(text)


@given(st.one_of(st.integers(), st.floats(), st.booleans(), st.datetimes(), st.times(), st.timedeltas()))
def test_any_cell_is_survived(cell: object) -> None:
    written(cell)  # type: ignore[arg-type]
    for read in (read_date, read_pay, read_term, read_id_number, read_phone, read_headcount):
        try:
            read(cell)  # type: ignore[arg-type]
        except ValueError as refused:
            assert str(refused)  # noqa: PT017
