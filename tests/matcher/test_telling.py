"""A list says of each post what somebody asked about, and what stands against it first."""

from __future__ import annotations

import pytest

from matcher.explain import telling
from matcher.records import Criterion, Match, Status


def criterion(code: str, status: Status = Status.MET, *, asked: str | None = None) -> Criterion:
    return Criterion(code, status, hard=False, field="岗位描述", asked=asked)


def told(*criteria: Criterion) -> list[str]:
    return [one.code for one in telling(Match("C", "P", 0.0, criteria))]


def test_what_nobody_asked_about_is_left_out() -> None:
    assert told(criterion("night_shift"), criterion("lodging", Status.UNKNOWN), criterion("advert")) == []


def test_experience_is_said_only_where_the_post_asks_for_it() -> None:
    assert told(criterion("experience", Status.UNKNOWN)) == []
    assert told(criterion("experience", Status.UNKNOWN, asked="1年")) == ["experience"]


def test_what_the_person_asked_for_is_said_even_where_it_is_unknown() -> None:
    assert told(criterion("lodging", Status.UNKNOWN, asked="需要住宿")) == ["lodging"]


@pytest.mark.parametrize("code", ["night_shift", "advert", "seniority", "level", "unwanted_work", "place"])
def test_what_stands_against_a_post_is_always_said(code: str) -> None:
    assert told(criterion(code, Status.NOT_MET)) == [code]


def test_what_stands_against_a_post_is_said_first() -> None:
    assert told(criterion("education"), criterion("dates", Status.NOT_MET)) == ["dates", "education"]


def test_words_that_say_the_same_as_the_meaning_are_not_repeated() -> None:
    assert told(criterion("work"), criterion("wish_words"), criterion("training"), criterion("words")) == [
        "work",
        "training",
    ]


def test_words_are_said_where_the_meaning_is_not_clear() -> None:
    assert told(criterion("work", Status.UNKNOWN), criterion("wish_words")) == ["work", "wish_words"]
