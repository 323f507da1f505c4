"""A reply code is read in whatever way it is typed, and a slip is told."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.outreach.wording import ENGLISH, PINYIN
from matcher.refusal_codes import ALPHABET, code_of, read_code

CODES = st.binary(min_size=16, max_size=16).map(code_of)


def test_a_known_code() -> None:
    # 0 spells eight times the first sign, of value 0: so is the check sign
    assert code_of(b"\0" * 16) == "222222222"
    # 1 = "3", then seven "2": weight 1 × value 1 = 1 → "3"
    assert code_of(b"\0" * 15 + b"\1") == "322222223"


@given(CODES)
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    for written in (code, code.lower(), f"T{code}", f" t {code[:4]} {code[4:]} ", f"{code[:3]}-{code[3:]}。"):
        assert read_code(written) == code


@given(CODES, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_told(code: str, place: int, sign: str) -> None:
    wrong = code[:place] + sign + code[place + 1 :]
    assert (read_code(wrong) == wrong) == (wrong == code)


@given(CODES, st.integers(0, 6))
def test_two_signs_exchanged_are_told(code: str, place: int) -> None:
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (read_code(wrong) == wrong) == (wrong == code)


@pytest.mark.parametrize("written", ["", "T", "22222222", "2222222222", "2222I2222", "订2222222", "2" * 500])
def test_what_is_no_code_is_none(written: str) -> None:
    assert read_code(written) is None


def test_no_word_of_a_group_can_be_spelt() -> None:
    spellable = set(ALPHABET.lower()) | set(string.digits)
    assert [word for word in (*PINYIN, *ENGLISH) if set(word) <= spellable] == []
