"""Schooling as people write it: does it make a graduate of a university or vocational school, and is it finished."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from matcher.editions import GraduateRule
from matcher.eligibility.verdict import Answer
from matcher.errors import Phrase
from matcher.records import Candidate, Education, Status
from matcher.text import clean

_TECHNICIAN = re.compile(r"技工|技校|技师|中技|中级工|高级工|^47$")
_OTHER_CLASS = re.compile(r"中级|中技|初级")
_VOCATIONAL = re.compile(r"中专|中等|中职|职高|职业|^4[14]$")
_GENERAL = re.compile(r"(?<!职业)高中|普高|初级中学|初中|小学|^[67]1$")
_COUNTED_SCHOOL = re.compile(r"高校|大学|高等|本科|专科|学院|职业|中职|中专|[境海国]外")
_SPECIAL = re.compile(r"特殊教育|特教|[盲聋]校|[盲聋]人")

_AROUND = re.compile(r"^(?:已|正常|准予|按期|如期|应届|往届|高校)+|[生了]$")  # words around 毕业 that change nothing
_YES, _NO = "是", "否"  # under 是否毕业


class Graduation(Enum):
    """What 毕业状态 says."""

    GRADUATED = "graduated"
    LEFT = "left"  # 结业, 肄业: without graduating
    STUDYING = "studying"
    UNKNOWN = "unknown"


def read_graduation(candidate: Candidate, rule: GraduateRule) -> Graduation:
    """Read 毕业状态 by the words of an edition."""
    return _graduation(candidate.graduation_status, rule.graduated, rule.not_graduated, rule.studying)


@lru_cache(maxsize=1024)
def _graduation(
    written: str | None, graduated: tuple[str, ...], not_graduated: tuple[str, ...], studying: tuple[str, ...]
) -> Graduation:
    text = clean(written)
    if text == _NO or any(word in text for word in not_graduated):
        return Graduation.LEFT
    if any(word in text for word in studying):
        return Graduation.STUDYING
    return Graduation.GRADUATED if text == _YES or _AROUND.sub("", text) in graduated else Graduation.UNKNOWN


def read_school(candidate: Candidate, rule: GraduateRule) -> Answer:
    """Tell whether the schooling is of a kind whose graduates count; at home, out of town and overseas alike."""
    return _school(
        candidate.education_written,
        candidate.school_kind,
        candidate.school,
        candidate.education,
        rule.technician_classes,
    )


@lru_cache(maxsize=4096)
def _school(
    written: str | None,
    school_kind: str | None,
    school: str | None,
    education: Education | None,
    classes: tuple[str, ...],
) -> Answer:
    level, kind = clean(written), clean(school_kind) or clean(school)
    if _TECHNICIAN.search(level):
        return _of_technicians(level, classes)
    if education is not None and education >= Education.COLLEGE:
        return _counts(level or kind)
    if (general := _GENERAL.search(level) is not None) and _VOCATIONAL.search(level):
        return _untold(level)
    if _VOCATIONAL.search(level):
        return _counts(level)
    if general or education is Education.JUNIOR_MIDDLE:
        return _does_not_count(level)
    return _by_school(kind, classes)


def _of_technicians(text: str, classes: tuple[str, ...]) -> Answer:
    """Judge a class of a technician school; one that no edition names is left to a person where it is not told."""
    if any(name.removesuffix("班") in text for name in classes):
        return _counts(text)
    if _OTHER_CLASS.search(text):
        reason = Phrase.of(
            "“{schooling}” is a class of technician schools that the text does not name ({classes})",
            schooling=text,
            classes=classes,
        )
        return Answer(Status.NOT_MET, reason)
    reason = Phrase.of(
        "“{schooling}” does not tell the class of the technician school; {classes} count",
        schooling=text,
        classes=classes,
    )
    return Answer(Status.UNKNOWN, reason)


def _by_school(kind: str, classes: tuple[str, ...]) -> Answer:
    """Judge by the school, where the level of education tells nothing."""
    if _TECHNICIAN.search(kind):
        return _of_technicians(kind, classes)
    if _GENERAL.search(kind):
        return _does_not_count(kind)
    if _SPECIAL.search(kind) or not _COUNTED_SCHOOL.search(kind):
        return _untold(kind)
    return _counts(kind)


def _counts(schooling: str) -> Answer:
    if not schooling:
        return Answer(Status.MET, Phrase("the level of education is that of a university or vocational school"))
    return Answer(Status.MET, Phrase.of("“{schooling}” counts as university or vocational school", schooling=schooling))


def _does_not_count(schooling: str) -> Answer:
    if not schooling:
        return Answer(Status.NOT_MET, Phrase("the level of education is below that of a vocational school"))
    reason = Phrase.of("“{schooling}” is neither university nor vocational school", schooling=schooling)
    return Answer(Status.NOT_MET, reason)


def _untold(schooling: str) -> Answer:
    if not schooling:
        return Answer(Status.UNKNOWN, Phrase("whether it was a university or vocational school is not told"))
    reason = Phrase.of("“{schooling}” does not tell whether it was a vocational school", schooling=schooling)
    return Answer(Status.UNKNOWN, reason)
