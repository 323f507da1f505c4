"""ID numbers: one rule of what is sound, for files and for linking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.values.identifiers import read_id_number, sound_identity
from matcher.linkage import sound_number
from matcher.linkage.numbers import NumberFault, check_number

SOUND = "11010519491231002X"  # the example of GB 11643-1999


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("11010519491231002x", id="lower-case x"),
        pytest.param("１１０１０５１９４９１２３１００２Ｘ", id="full width"),
        pytest.param("110105 19491231 002X", id="spaces"),
        pytest.param("110105-19491231-002X", id="hyphens"),
        pytest.param("110105491231002", id="15 digits"),
        pytest.param("11010519491231002X44", id="certificate"),
        pytest.param("11010519491231002X44B1", id="certificate issued again"),
        pytest.param("11010549123100244", id="certificate of 15 digits"),
    ],
)
def test_a_sound_number_is_found_however_it_is_written(written):
    assert sound_number(written) == SOUND


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("110105194912310021", id="another check digit"),
        pytest.param("110105194902310029", id="31 February"),
        pytest.param("1101051949123100", id="cut off"),
        pytest.param("110105********002X", id="masked"),
        pytest.param("110105194912310", id="18 digits cut to 15, which seem to tell of 1919"),
        pytest.param("", id="empty"),
    ],
)
def test_a_damaged_number_is_no_number(written):
    assert sound_number(written) is None


def test_fifteen_digits_of_somebody_born_in_this_century_are_a_shortened_number():
    # 370102 20 040612 103 without its 20; the check digit is worked out anew
    assert sound_number("370102040612103")[:17] == "37010220040612103"


def test_a_fault_is_named():
    faults = [check_number(text) for text in ("1101", "110105194912310021", "110105194902310029")]
    assert faults[:2] == [NumberFault.LENGTH, NumberFault.CHECK]


@pytest.mark.parametrize("written", ["370102200105123", "37010220010512343"], ids=["a number", "a certificate"])
def test_eighteen_digits_without_their_end_are_sound_nowhere(written):
    assert sound_number(written) is None
    assert sound_identity(written) is None
    with pytest.raises(ValueError, match="身份证号"):
        read_id_number(written)


def test_fifteen_digits_without_their_end_are_refused_for_that():
    with pytest.raises(ValueError, match="丢了末三位"):
        read_id_number("370102200105123")


@given(st.text("0123456789X１２３xｘ -*", max_size=22))
def test_what_linking_calls_sound_an_import_takes_too(text):
    number = sound_number(text)
    assert number is None or read_id_number(number).number == number
