"""Where to look at once for somebody whose number or name an office wrote otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.linkage import sound_number
from matcher.linkage.slips import near_names, near_numbers

NUMBER = "11010519491231002X"


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("11010519491231002X", id="the same"),
        pytest.param("１１０１０５ 19491231 002x", id="the same, spelt otherwise"),
        pytest.param("11010519491231003X", id="another digit"),
        pytest.param("11010519491231020X", id="two changed places"),
        pytest.param("1101051949123102X", id="one lost"),
        pytest.param("11010519491231002X43", id="a certificate"),
        pytest.param("11010519491231003X43", id="a certificate with another digit"),
    ],
)
def test_a_slip_leads_to_the_sound_number(written: str) -> None:
    assert NUMBER in near_numbers(written)


@given(st.integers(0, 17), st.sampled_from("0123456789X"))
def test_what_one_slip_makes_of_a_sound_number_is_looked_for_and_never_another_sound_one(n: int, digit: str) -> None:
    slip = NUMBER[:n] + digit + NUMBER[n + 1 :]
    near = near_numbers(NUMBER)
    assert slip in near
    assert {one for one in near if len(one) == 18 and sound_number(one)} == {NUMBER}


def test_a_fragment_leads_to_itself_alone() -> None:
    assert near_numbers("110105") == {"110105"}


def test_a_name_is_looked_for_in_its_old_forms_and_variants() -> None:
    assert {"王國強", "王国强", "王国強"} <= near_names("王国强")
    assert near_names("王国强") == near_names("王國強")


def test_a_name_of_many_forms_is_looked_for_in_a_few_and_in_its_own() -> None:
    assert "國" * 9 in near_names("國" * 9)
    assert len(near_names("國" * 9)) <= 65
