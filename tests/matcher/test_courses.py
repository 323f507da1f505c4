"""Courses for a person: fit by meaning and words, then district and day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.courses import Nearness, course_texts, open_courses, rank_courses
from matcher.records import Candidate, Course

PERSON = Candidate("C1", major="机械制造", wish="数控编程", districts=("历下区",))
COURSES = (
    Course("K1", "数控编程与加工", content="数控车床编程", district="历下区"),
    Course("K2", "养老护理", content="老年人照护", district="历下区"),
    Course("K3", "数控编程与加工", content="数控车床编程", district="商河县"),
)


def ranked(person: Candidate, *courses: Course, limit: int = 20) -> list[str]:
    """Ranked by words alone: all vectors are 0."""
    none = np.zeros((len(courses), 2, 4))
    return [one.course.id for one in rank_courses(person, np.zeros((2, 4)), courses, none, limit=limit)]


def test_the_course_wished_for_stands_first_and_one_elsewhere_behind_it() -> None:
    assert ranked(PERSON, *COURSES)[0] == "K1"
    assert ranked(PERSON, *COURSES).index("K3") > 0


def test_meaning_counts_beside_words() -> None:
    # no word in common; K2's vector is the person's own
    person, courses = Candidate("C1", wish="照顾长辈"), (Course("K1", "会计实务"), Course("K2", "养老护理"))
    vectors = np.array([[[0.0, 1.0], [0.0, 1.0]], [[1.0, 0.0], [1.0, 0.0]]])
    found = rank_courses(person, np.array([[1.0, 0.0], [1.0, 0.0]]), courses, vectors)
    assert [one.course.id for one in found] == ["K2", "K1"]


@pytest.mark.parametrize(
    ("person", "nearness"),
    [
        pytest.param(Candidate("C1", districts=("历下区",)), Nearness.NEAR, id="named"),
        pytest.param(Candidate("C1", districts=("历城区",)), Nearness.ELSEWHERE, id="another"),
        pytest.param(Candidate("C1", home_district="历下区"), Nearness.NEAR, id="home, where none is named"),
        pytest.param(Candidate("C1", districts=("历城区",), any_district=True), Nearness.NEAR, id="anywhere"),
        pytest.param(Candidate("C1"), Nearness.UNKNOWN, id="nothing known"),
    ],
)
def test_how_the_place_stands_to_the_person(person: Candidate, nearness: Nearness) -> None:
    (found,) = rank_courses(person, np.zeros((2, 4)), COURSES[:1], np.zeros((1, 2, 4)))
    assert found.nearness is nearness


def test_who_tells_nothing_gets_the_courses_near_first() -> None:
    far, near = Course("K1", "会计", district="商河县"), Course("K2", "会计", district="历下区")
    assert ranked(Candidate("C1", districts=("历下区",)), far, near) == ["K2", "K1"]


@pytest.mark.parametrize(
    ("starts", "n"),
    [
        pytest.param(date(2023, 8, 31), 0, id="begun yesterday"),
        pytest.param(date(2023, 9, 1), 1, id="begins today"),
        pytest.param(None, 1, id="its day unknown"),
    ],
)
def test_a_course_that_has_begun_cannot_be_joined(starts: date | None, n: int) -> None:
    assert len(open_courses([Course("K1", "会计", starts_on=starts)], on=date(2023, 9, 1))) == n


def test_no_courses_are_ranked_as_none() -> None:
    assert ranked(PERSON) == []


def test_the_body_of_a_course_without_content_is_its_name() -> None:
    assert course_texts(Course("K1", "会计")) == ("会计", "会计")


@given(order=st.permutations(COURSES), limit=st.integers(1, 3))
def test_the_order_of_the_file_changes_nothing(order: list[Course], limit: int) -> None:
    assert ranked(PERSON, *order, limit=limit) == ranked(PERSON, *COURSES)[:limit]
