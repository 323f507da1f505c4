"""Training courses in the database."""

from __future__ import annotations

from data.store.bulk import Item
from data.store.crossing import Crossing
from data.store.shelves import Shelf
from data.tables import CourseRow
from matcher.records import Course

COURSES: Shelf[Course, Course] = Shelf(
    "course",
    CourseRow,
    Crossing(Course),
    roles=(),
    take_apart=lambda course: Item(course, {}),
    areas=("district",),
)

merge_courses = COURSES.merge
iter_courses = COURSES.every
