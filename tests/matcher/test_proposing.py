"""What of a person an employer is told before the person agrees: what enough others have together with it."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.proposing import ExperienceBand, SchoolType, Traits, experience_band, school_type, shown_traits, traits_of
from matcher.records import Candidate, Education, Post

PLAIN = Traits(Education.BACHELOR, "会计学", ("初级会计",), ("Excel",), ExperienceBand.NONE, SchoolType.UNIVERSITY)
NONE = Traits()

TRAITS = st.builds(
    Traits,
    education=st.sampled_from([None, Education.COLLEGE, Education.BACHELOR]),
    major=st.sampled_from([None, "会计学", "税收学"]),
    certificates=st.lists(st.sampled_from(["初级会计", "驾照"]), unique=True).map(tuple),
    skills=st.lists(st.sampled_from(["Excel", "用友"]), unique=True).map(tuple),
    experience=st.sampled_from([None, *ExperienceBand]),
    school=st.sampled_from([None, *SchoolType]),
)


def has(person: Traits, shown: Traits) -> bool:
    """Tell whether everything that is shown is true of somebody."""
    for one in fields(Traits):
        value, own = getattr(shown, one.name), getattr(person, one.name)
        if isinstance(value, tuple):
            if not set(value) <= set(own):
                return False
        elif value is not None and value != own:
            return False
    return True


def test_what_five_have_is_told() -> None:
    assert shown_traits(PLAIN, [PLAIN] * 5, [PLAIN] * 5) == PLAIN
    assert shown_traits(PLAIN, [PLAIN] * 4, [PLAIN] * 4) == NONE


def test_a_rare_major_goes_and_the_level_stays() -> None:
    rare = Traits(Education.BACHELOR, "文物修复", (), ("Excel",))
    level = [
        Traits(Education.BACHELOR, major, (), ("Excel",)) for major in ("会计学", "法学", "哲学", "地质学", "文物修复")
    ]
    assert shown_traits(rare, level[-1:], level) == Traits(Education.BACHELOR, None, (), ("Excel",))


def test_traits_are_counted_together_and_not_one_by_one() -> None:
    # five have Excel and five have the certificate, but only two have both: the certificate is told, being first
    with_certificate = [Traits(Education.BACHELOR, "会计学", ("初级会计",))] * 3
    with_skill = [Traits(Education.BACHELOR, "会计学", (), ("Excel",))] * 3
    both = [Traits(Education.BACHELOR, "会计学", ("初级会计",), ("Excel",))] * 2
    people = [*with_certificate, *with_skill, *both]
    assert shown_traits(both[0], people, people) == with_certificate[0]


@given(TRAITS, st.lists(TRAITS, max_size=25))
def test_whatever_is_told_is_true_of_five_people_and_of_the_person(own: Traits, people: list[Traits]) -> None:
    level = [one for one in people if one.education == own.education]
    alike = [one for one in level if one.major == own.major]
    shown = shown_traits(own, alike, level)
    assert has(own, shown)
    if shown != NONE:
        assert sum(has(one, shown) for one in level) >= 5


@pytest.mark.parametrize(
    ("written", "type"),
    [
        ("普通本科", SchoolType.UNIVERSITY),
        ("高职高专", SchoolType.VOCATIONAL),
        ("技工院校", SchoolType.TECHNICIAN),
        ("特殊教育职业学院", None),
        ("特教中专", None),
        ("某某私塾", None),
        (None, None),
    ],
)
def test_a_school_is_told_by_its_type_and_a_special_one_not_at_all(
    written: str | None, type: SchoolType | None
) -> None:
    assert school_type(written) is type


def test_experience_is_told_in_bands() -> None:
    assert [str(experience_band(years)) for years in (0, 0.5, 1, 3, 3.5)] == [
        "none",
        "under_a_year",
        "one_to_three_years",
        "one_to_three_years",
        "over_three_years",
    ]


def test_of_skills_those_of_the_post_are_told_in_its_words() -> None:
    person = Candidate("C1", skills=("EXCEL", "会拉二胡"), certificates=("驾照",), experience_years=2.0)
    post = Post("P1", "会计", "甲公司", skills=("Excel", "用友"), certificates=("初级会计",))
    assert traits_of(person, post) == Traits(skills=("Excel",), experience=ExperienceBand.ONE_TO_THREE_YEARS)
