"""Identifiers: normal forms, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.values.identifiers import read_id_number, read_identifier, read_mobile, read_phone, read_uscc
from data.values.reasons import Reason


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


def test_a_number_of_a_file_is_no_essay() -> None:
    with pytest.raises(ValueError, match="超过64个字"):
        read_identifier("1" * 65)


def test_digits_of_other_scripts_are_no_id_number() -> None:
    with pytest.raises(ValueError, match=Reason.ID_LENGTH.value):
        read_id_number("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X")


def test_a_number_of_a_file_keeps_all_its_digits() -> None:
    assert read_identifier(1001.0) == "1001"
    with pytest.raises(ValueError, match="15位"):
        read_identifier(1234567890123456.0)


@given(st.integers(10**17, 10**18 - 1))
def test_a_number_that_fails_its_check_digit_is_no_id_number(number: int) -> None:
    text = str(number)
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(text[:17], weights, strict=True)) % 11]
    if text[17] != check:
        with pytest.raises(ValueError, match="校验码不符"):
            read_id_number(text)
