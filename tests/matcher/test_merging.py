"""Which value of two candidates stays, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.merging import NUMBER, Merged, Precedence, Side, Why, merge_sides

PRECEDENCE = Precedence(date(2023, 7, 1), (("实名",), ("失业",), ("小程序",)))
EARLY, LATE = "2023-07-01T00:00:00+00:00", "2023-08-01T00:00:00+00:00"


def side(id: str, source: str, at: str, **values: Any) -> Side:
    named = {name.replace("self_", "self."): value for name, value in values.items()}
    return Side(id, named, dict.fromkeys(named, (source, at)))


def merge(first: Side, second: Side) -> Merged:
    return merge_sides(first, second, precedence=PRECEDENCE)


def whose(merged: Merged) -> dict[str, tuple[tuple[str, ...], Why]]:
    return {one.field: (one.ids, one.why) for one in merged.chosen}


@pytest.mark.parametrize(
    ("field", "mine", "other", "stays", "why"),
    [
        pytest.param("wish", "文员", None, "文员", Why.ONLY, id="the other does not know"),
        pytest.param("wish", "文员", "文员", "文员", Why.SAME, id="both say so"),
        pytest.param("wish", "文员", "出纳", "出纳", Why.NEWER, id="the newer one"),
        pytest.param("skills", ("会计",), ("打字", "会计"), ("会计", "打字"), Why.BOTH, id="lists are put together"),
        pytest.param("push_consent", False, True, False, Why.REFUSED, id="who refused has refused"),
        pytest.param("self_name", "张三", "张叁", "张三", Why.SOURCE, id="the real-name database on the name"),
        pytest.param("self_phone", "1", "2", "2", Why.NEWER, id="a phone is new"),
    ],
)
def test_the_value_that_stays_says_why(field: str, mine: Any, other: Any, stays: Any, why: Why) -> None:
    first = side("C1", "实名信息数据库", EARLY, **{field: mine})
    merged = merge(first, side("S77", "求职登记小程序", LATE, **({} if other is None else {field: other})))
    name = field.replace("self_", "self.")
    assert merged.values[name] == stays
    assert whose(merged)[name][1] is why


def test_at_the_same_moment_the_fuller_one_stays() -> None:
    first, second = side("C1", "a", EARLY, needs="无"), side("S77", "b", EARLY, needs="不能久站，需要坐岗")
    assert merge(first, second).values == {"needs": "不能久站，需要坐岗"}


def test_the_school_of_one_degree_never_stands_with_the_major_of_another() -> None:
    college = side("C1", "a", EARLY, school="职业学院", major="护理", education_written="专科")
    master = side("S77", "b", LATE, school="山东大学", education_written="硕士")
    assert merge(college, master).values == {"school": "山东大学", "education_written": "硕士"}


def test_what_does_not_contradict_completes_each_other() -> None:
    first, second = side("C1", "a", EARLY, school="山东大学"), side("S77", "b", LATE, school="山东大学", major="护理")
    assert merge(first, second).values == {"school": "山东大学", "major": "护理"}


def test_an_id_number_is_never_lost_and_tells_the_birth_date() -> None:
    first = side("C1", "实名信息数据库", LATE, birth_on=date(1999, 1, 2))
    second = side("S77", "求职登记小程序", EARLY, self_id_number="N", birth_on=date(1999, 1, 1))
    merged = merge(first, second)
    assert merged.values == {NUMBER: "N", "birth_on": date(1999, 1, 1)}
    assert merged.origins == dict.fromkeys(merged.values, ("求职登记小程序", EARLY))


FIELDS = ("wish", "school", "major", "skills", "push_consent", "birth_on", "self.name", "self.phone")
VALUES = st.sampled_from(["甲", "乙", "丙丁"])
SIDES = st.tuples(st.dictionaries(st.sampled_from(FIELDS), VALUES), st.sampled_from([EARLY, LATE]))


def _drawn(id: str, drawn: tuple[dict[str, str], str]) -> Side:
    values, at = drawn
    told: dict[str, Any] = {name: (value,) if name == "skills" else value for name, value in values.items()}
    return Side(id, told, dict.fromkeys(told, (f"{id}.csv", at)))


@given(SIDES, SIDES)
def test_every_value_that_stays_is_one_of_the_sides_and_has_its_source(one: Any, other: Any) -> None:
    first, second = _drawn("C1", one), _drawn("S77", other)
    merged = merge(first, second)
    for choice in merged.chosen:
        of = [side for side in (first, second) if side.id in choice.ids]
        if choice.why is not Why.BOTH:
            assert {merged.values[choice.field]} == {side.values[choice.field] for side in of}
        assert merged.origins[choice.field] in [side.origins[choice.field] for side in of]


@given(SIDES)
def test_merging_somebody_with_the_same_again_changes_nothing(one: Any) -> None:
    first, second = _drawn("C1", one), _drawn("S77", one)
    assert merge(first, second).values == first.values
