"""Single cells: each way of writing, with the value worked out by hand."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.values.dates import read_date
from data.values.education import read_attained_education, read_required_education
from data.values.identifiers import read_id_number, read_identifier, read_mobile, read_phone, read_uscc
from data.values.lists import read_list
from data.values.money import read_pay
from data.values.numbers import Span, read_experience, read_headcount, read_term
from data.values.reasons import Reason
from data.values.text import hide_personal, is_blank, label, prose, tidy, written
from data.values.words import (
    Keep,
    read_employment_status,
    read_keep,
    read_kind,
    read_night_shift,
    read_sex,
    read_yes_no,
)
from matcher.records import Education, EmploymentStatus, Kind


@pytest.mark.parametrize(
    "cell",
    [
        "2023-07-01",
        "2023/7/1",
        "2023.7.1",
        "2023年7月1日",
        "2023 年 7 月 1 日",
        "20230701",
        "2023-07-01 00:00:00",
        "2023-7-1 8:30",
        "2023-07-01T00:00:00+08:00",
        "２０２３－０７－０１",
        45108,  # days since 1899-12-30: 45,108
        45108.0,
        45108.5,
        "45108",
        20230701.0,
        datetime(2023, 7, 1),  # noqa: DTZ001
        date(2023, 7, 1),
    ],
)
def test_a_day_is_read_in_every_form(cell: object) -> None:
    assert read_date(cell) == date(2023, 7, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["2023.07", "2023-7", "2023/07", "2023年7月", "202307", 202307.0, 2023.07])
def test_a_month_without_a_day_is_its_last_day(cell: str | float) -> None:
    assert read_date(cell) == date(2023, 7, 31)


def test_february_of_a_leap_year_ends_on_the_29th() -> None:
    assert read_date("2024年2月") == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1990-02-31", Reason.DATE),
        ("2023-13-01", Reason.DATE),
        ("昨天", Reason.DATE),
        ("2023", Reason.DATE_YEAR_ONLY),
        ("2023届", Reason.DATE_YEAR_ONLY),
        ("7/1/2023", Reason.DATE_ORDER),
        (2023.1, Reason.DATE_OCTOBER),
        ("1789-07-14", Reason.DATE_RANGE),
        (-5, Reason.DATE),
        (float("1e300"), Reason.DATE),
    ],
)
def test_what_is_no_date_says_why(cell: str | float, reason: Reason) -> None:
    with pytest.raises(ValueError, match=reason.value):
        read_date(cell)


@pytest.mark.parametrize("cell", ["长期有效", "招满为止", "待定"])
def test_an_open_end_is_no_date(cell: str) -> None:
    assert read_date(cell) is None


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("3000-5000元/月", 3000, 5000),
        ("3000～5000", 3000, 5000),
        ("3,000-5,000元", 3000, 5000),
        ("４０００至６０００元", 4000, 6000),
        ("3000元-5000元/月", 3000, 5000),
        ("4-6千", 4000, 6000),
        ("4千-6千", 4000, 6000),
        ("0.8-1.2万", 8000, 12000),
        ("8千-1.2万", 8000, 12000),
        ("8000-1.2万", 8000, 12000),
        ("8k-12k", 8000, 12000),
        ("8-12K·13薪", 8000, 12000),
        ("6000-8000元*14薪", 6000, 8000),
        ("200元/天", 4350, 4350),  # 200 × 21.75
        ("150-200/天", 3262.5, 4350),  # 150 × 21.75 = 3262.5
        ("日薪180元", 3915, 3915),  # 180 × 21.75
        ("20元/时", 3480, 3480),  # 20 × 8 × 21.75
        ("20-25元/小时", 3480, 4350),
        ("年薪10-15万", 8333.33, 12500),  # ÷ 12
        ("12万/年", 10000, 10000),
        ("1000元/周", 4333.33, 4333.33),  # × 52 ÷ 12
        ("3000元以上", 3000, None),
        ("不低于2500元", 2500, None),
        ("底薪3000+提成", 3000, None),
        ("5000元以下", None, 5000),
        ("2200", 2200, 2200),
        ("2200元/人/月", 2200, 2200),
        ("0-3000元/月", None, 3000),
    ],
)
def test_pay_is_read_in_yuan_a_month(text: str, least: float | None, most: float | None) -> None:
    assert read_pay(text) == Span(least, most)


@pytest.mark.parametrize("text", ["面议", "薪资面议", "另议", "0", "0-0元/月", "按单位规定", "5元/单"])
def test_pay_that_promises_nothing_is_unknown(text: str) -> None:
    assert read_pay(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [("45-70元/月", Reason.PAY_UNLIKELY), ("5000-3000", Reason.PAY_ORDER), ("30000000", Reason.PAY_UNLIKELY)],
)
def test_pay_that_cannot_be_meant_says_why(text: str, reason: Reason) -> None:
    with pytest.raises(ValueError, match=reason.value):
        read_pay(text)


@pytest.mark.parametrize(
    ("text", "unit", "least"),
    [
        ("3", "千元", 3000),
        ("200", "元/天", 4350),
        ("12", "万元/年", 10000),
        ("2200", "元/月", 2200),
        ("4千", "元/月", 4000),
    ],
)
def test_the_unit_of_a_header_counts_where_the_cell_names_none(text: str, unit: str, least: float) -> None:
    assert read_pay(text, unit=unit) == Span(least, least)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("1-3年", 1, 3),
        ("三至五年", 3, 5),
        ("经验不限", 0, None),
        ("应届毕业生", 0, None),
        ("无需经验", 0, None),
        ("有经验者优先", 0, None),
        ("3年以上", 3, None),
        ("3年及以上工作经验", 3, None),
        ("1年", 1, None),
        ("0年", 0, None),
        ("一年以下", 0, 1),
        ("半年", 0.5, None),
        ("5", 5, None),
    ],
)
def test_experience_is_read_in_years(text: str, least: float, most: float | None) -> None:
    assert read_experience(text) == Span(least, most)


@pytest.mark.parametrize(
    ("cell", "least", "most"),
    [
        ("3-6个月", 3, 6),
        ("6", 6, 6),
        (6.0, 6, 6),
        ("3~12", 3, 12),
        ("三个月", 3, 3),
        ("半年", 6, 6),
        ("1年", 12, 12),
        ("不超过12个月", None, 12),
        ("3个月以上", 3, None),
        (datetime(2023, 3, 6), 3, 6),  # noqa: DTZ001 - a spreadsheet's idea of 3-6
        ("3月6日", 3, 6),
    ],
)
def test_a_term_is_read_in_months(cell: object, least: int | None, most: int | None) -> None:
    assert read_term(cell) == Span(least, most)  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "n"), [("3", 3), ("3人", 3), ("5-10名", 5), ("十人", 10), (2.0, 2), ("若干", None)])
def test_a_headcount_is_the_number_promised(text: str, n: int | None) -> None:
    assert read_headcount(text) == n


@pytest.mark.parametrize("text", ["0", "-1", "2.5", "很多"])
def test_what_is_no_headcount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=Reason.HEADCOUNT.value):
        read_headcount(text)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("大专", Education.COLLEGE),
        ("专科", Education.COLLEGE),
        ("大专及以上", Education.COLLEGE),
        ("本科及以上", Education.BACHELOR),
        ("统招本科", Education.BACHELOR),
        ("全日制大学本科", Education.BACHELOR),
        ("大学", Education.BACHELOR),
        ("大学专科", Education.COLLEGE),
        ("硕士研究生", Education.MASTER),
        ("博士研究生", Education.DOCTOR),
        ("研究生及以上学历", Education.MASTER),
        ("不限", Education.ANY),
        ("学历不限", Education.ANY),
        ("无", Education.ANY),
        ("初中及以下", Education.ANY),
        ("中专/中技", Education.UPPER_SECONDARY),
        ("中技/中专", Education.UPPER_SECONDARY),
        ("高中", Education.UPPER_SECONDARY),
        ("技工院校高级工班", Education.COLLEGE),
        ("高级技工", Education.COLLEGE),
        ("技工院校预备技师班", Education.BACHELOR),
        ("大专或本科", Education.COLLEGE),
        ("中专、大专", Education.UPPER_SECONDARY),
        ("21", Education.BACHELOR),
    ],
)
def test_the_least_education_asked_for_is_read(text: str, level: Education) -> None:
    assert read_required_education(text) is level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("初中及以下", Education.JUNIOR_MIDDLE),
        ("小学", Education.JUNIOR_MIDDLE),
        ("专升本", Education.BACHELOR),
        ("技师学院", Education.UPPER_SECONDARY),
        ("中等专科", Education.UPPER_SECONDARY),
        ("其他", None),
    ],
)
def test_the_education_of_a_person_is_read(text: str, level: Education | None) -> None:
    assert read_attained_education(text) == level


def test_an_education_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match=Reason.EDUCATION.value):
        read_attained_education("三好学生")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("11010519491231002X", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        ("110105 19491231 002X", "11010519491231002X"),
        ("110105-19491231-002X", "11010519491231002X"),
        ("'11010519491231002X", "11010519491231002X"),
        ("110105491231002", "11010519491231002X"),
        (110105491231002.0, "11010519491231002X"),
    ],
)
def test_an_id_number_takes_its_normal_form(cell: str | float, number: str) -> None:
    assert read_id_number(cell).number == number
    assert read_id_number(cell).birth_on == date(1949, 12, 31)
    assert read_id_number(cell).sex == "female"  # 17th digit 2


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("110105194912310021", Reason.ID_CHECK),
        ("37010519981030000", Reason.ID_LENGTH),
        ("370105199810306000", Reason.ID_ROUNDED),
        ("3.70105E+17", Reason.DIGITS_LOST),
        (370105199810306274.0, Reason.DIGITS_LOST),
        (370105199810306274, Reason.DIGITS_LOST),
    ],
)
def test_a_spoilt_id_number_says_why(cell: str | float, reason: Reason) -> None:
    with pytest.raises(ValueError, match=reason.value):
        read_id_number(cell)


def test_an_id_number_needs_no_area_code_that_was_in_force() -> None:
    # 990101 is no area; 9·7+9·9+1·5+1·4+2·2+1·9+1·5+1·2 = 173, 173 mod 11 = 8, check digit 4
    assert read_id_number("990101200001010014").birth_on == date(2000, 1, 1)


def test_a_credit_code_is_checked() -> None:
    assert read_uscc("91350100m000100y43") == "91350100M000100Y43"
    with pytest.raises(ValueError, match=Reason.USCC.value):
        read_uscc("91350100M000100Y44")


@pytest.mark.parametrize(
    "cell",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "+86 13812345678",
        "8613812345678",
        "１３８１２３４５６７８",
        13812345678.0,
        "13812345678、13912345678",
    ],
)
def test_a_mobile_takes_its_normal_form(cell: str | float) -> None:
    assert read_mobile(cell) == "13812345678"


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("0531-88888888", "0531-88888888"),
        ("（0531）88888888", "0531-88888888"),
        ("88888888转801", "88888888转801"),
        ("400-123-4567", "400-123-4567"),
        ("13812345678/0531-88888888", "13812345678、0531-88888888"),
        ("12333", "12333"),
    ],
)
def test_an_office_has_a_landline_or_a_mobile(cell: str, phone: str) -> None:
    assert read_phone(cell) == phone


def test_a_number_of_a_file_keeps_all_its_digits() -> None:
    assert read_identifier(1001.0) == "1001"
    with pytest.raises(ValueError, match="15位"):
        read_identifier(1234567890123456.0)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Word、Excel，PPT;用友；金蝶", ("Word", "Excel", "PPT", "用友", "金蝶")),
        ("HTML/CSS Vue JavaScript Java基础", ("HTML", "CSS", "Vue", "JavaScript", "Java基础")),
        ("C++/C#", ("C++", "C#")),
        ("CAD/CAM", ("CAD", "CAM")),
        ("TCP/IP、A/B测试", ("TCP/IP", "A/B测试")),
        ("打字80字/分", ("打字80字/分",)),
        ("注册会计师（会计、税法已通过）、大学英语六级", ("注册会计师（会计、税法已通过）", "大学英语六级")),
        ("Spring Boot", ("Spring Boot",)),
        ("办公软件 公文写作", ("办公软件", "公文写作")),
        ("Spring Boot、MySQL", ("Spring Boot", "MySQL")),
        ("1.会计证\n2.驾驶证", ("会计证", "驾驶证")),
        ("（未闭合、乙\n丙", ("（未闭合、乙", "丙")),
        ("会计、会计", ("会计",)),
        ("ＣＡＤ", ("CAD",)),
        ("无", ()),
    ],
)
def test_several_values_in_a_cell_are_split(text: str, parts: tuple[str, ...]) -> None:
    assert read_list(text) == parts


@pytest.mark.parametrize(
    ("text", "board", "lodging"),
    [
        ("包吃包住", True, True),
        ("提供食宿", True, True),
        ("有", True, True),
        ("包吃不包住", True, False),
        ("提供住宿", None, True),
        ("免费工作餐", True, None),
        ("食宿自理", False, False),
        ("不提供食宿", False, False),
        ("无", False, False),
        ("提供午餐，住宿自理", True, False),
    ],
)
def test_meals_and_bed_are_read_from_one_cell(text: str, board: bool | None, lodging: bool | None) -> None:
    assert read_keep(text) == Keep(board, lodging)


@pytest.mark.parametrize(
    ("text", "night"),
    [
        ("无", False),
        ("否", False),
        ("有", True),
        ("三班倒", True),
        ("长白班", False),
        ("偶有夜班", True),
        ("无夜班", False),
    ],
)
def test_night_shifts_are_read(text: str, night: bool) -> None:
    assert read_night_shift(text) is night


@pytest.mark.parametrize(("text", "yes"), [("是", True), ("同意", True), ("√", True), ("否", False), ("不同意", False)])
def test_yes_and_no_are_read(text: str, yes: bool) -> None:
    assert read_yes_no(text) is yes


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("科研类", Kind.RESEARCH),
        ("技术技能类", Kind.TECHNICAL),
        ("管理岗", Kind.MANAGEMENT),
        ("社会服务类岗位", Kind.SOCIAL_SERVICE),
        ("不限", None),
    ],
)
def test_the_four_kinds_are_read(text: str, kind: Kind | None) -> None:
    assert read_kind(text) == kind


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("离校未就业", EmploymentStatus.UNEMPLOYED),
        ("登记失业", EmploymentStatus.UNEMPLOYED),
        ("在读即将毕业", EmploymentStatus.STUDYING),
        ("灵活就业", EmploymentStatus.FLEXIBLE),
        ("已就业", EmploymentStatus.EMPLOYED),
    ],
)
def test_what_a_person_does_is_read(text: str, status: EmploymentStatus) -> None:
    assert read_employment_status(text) is status


@pytest.mark.parametrize(("text", "sex"), [("男", "male"), ("女性", "female"), ("1", "male"), ("未知", None)])
def test_sex_is_read(text: str, sex: str | None) -> None:
    assert read_sex(text) == sex


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
    ],
)
def test_other_numbers_in_a_text_stay(text: str) -> None:
    assert hide_personal(text) == text


def test_messenger_names_are_taken_out() -> None:
    assert hide_personal("加微信：abc_12345 或QQ 123456789") == "加微信〔已隐去〕 或QQ〔已隐去〕"


def test_control_characters_and_lone_surrogates_go() -> None:
    assert tidy("会\x00计\ud800\u200b员\r\n二") == "会计员\n二"


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


@given(st.integers(10**17, 10**18 - 1))
def test_a_number_that_fails_its_check_digit_is_no_id_number(number: int) -> None:
    text = str(number)
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(text[:17], weights, strict=True)) % 11]
    if text[17] != check:
        with pytest.raises(ValueError, match="校验码不符"):
            read_id_number(text)
