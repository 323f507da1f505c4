from __future__ import annotations

import copy
import pickle
from datetime import date

import pytest

from matcher.experience import Experience
from matcher.explain import values
from matcher.explain.values import Worded, in_english
from matcher.records import Education, Kind, Post


def test_a_worded_value_is_an_ordinary_text_that_knows_its_english() -> None:
    value = Worded("不限", "any")
    assert value == "不限"
    assert in_english(value) == "any"
    assert in_english("财务管理") == "财务管理"


def test_a_copied_value_keeps_its_english() -> None:
    value = Worded("不限", "any")
    assert in_english(copy.deepcopy(value)) == "any"
    assert in_english(pickle.loads(pickle.dumps(value))) == "any"


@pytest.mark.parametrize(
    ("held", "chinese", "english"),
    [
        (Experience(0.0, 0.0), "没有经验", "none"),
        (Experience(1 + 2 / 12, 0.0), "工作约1.2年", "about 1.2 years of work"),
        (Experience(0.0, 6 / 52), "实习约6周", "about 6 weeks of practice"),
        (Experience(0.0, 0.25), "实习约3个月", "about 3 months of practice"),
        (Experience(1.0, 0.5), "工作约1年，实习约6个月", "about 1 year of work, about 6 months of practice"),
        (Experience(0.5, 0.0, work_told=False), "有过工作，时间未写明", "work of a length not stated"),
    ],
)
def test_experience_is_told_at_its_own_length(held: Experience, chinese: str, english: str) -> None:
    told = values.experience_held(held, related=True, first_year=False)
    assert (told, in_english(told or "")) == (chinese, english)


def test_experience_says_what_speaks_against_it() -> None:
    told = values.experience_held(Experience(0.0, 0.25), related=False, first_year=True)
    assert told == "实习约3个月（未必相关，第一年经验可与单位商量）"
    assert told.english == "about 3 months of practice (perhaps not related, a first year may be talked about)"


@pytest.mark.parametrize(
    ("least", "most", "chinese"),
    [
        (2000, 7000, "2000-7000元/月（起点低于期望）"),
        (2000, 3000, "2000-3000元/月"),
        (4000, 7000, "4000-7000元/月"),
        (3000, None, "3000元/月"),
    ],
)
def test_a_range_that_begins_below_the_wish_says_so(least: float, most: float | None, chinese: str) -> None:
    post = Post(id="P", title="文员", employer="E", pay_min_month_yuan=least, pay_max_month_yuan=most)
    assert values.pay_offered(post, wished=4000) == chinese


def test_what_the_program_worded_has_no_chinese_in_english() -> None:
    post = Post(
        id="P",
        title="文员",
        employer="E",
        kind=Kind.TECHNICAL,
        kind_p=0.8,
        pay_min_month_yuan=2000,
        pay_max_month_yuan=7000,
        published_on=date(2024, 1, 1),
        closes_on=date(2024, 9, 1),
    )
    worded = [
        values.pay_wished(4000),
        values.pay_offered(post, wished=4000),
        values.dates_of(post),
        values.kind_words(post),
        values.years_asked_for(2.0),
        values.years_asked_for(0.0),
        values.degree_told_twice(Education.ANY, Education.COLLEGE),
        values.languages_named(("英语", "日语")),
    ]
    assert all(in_english(value or "未").isascii() for value in worded)
