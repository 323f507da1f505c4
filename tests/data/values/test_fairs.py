"""Words of a fair's lists, as people write them."""

from __future__ import annotations

import pytest

from data.values.fairs import RESULT_WORDS, read_attendance, read_result
from matcher.records import Attendance, MeetingResult


@pytest.mark.parametrize(
    "word", ["没来", "没有来", "未到", "没到场", "未出席", "没参加", "没签到", "爽约", "不来", "×"]
)
def test_who_stayed_away_is_read_in_many_words(word: str) -> None:
    assert read_attendance(word) is Attendance.STAYED_AWAY


@pytest.mark.parametrize("word", ["到场", "来了", "已到", "签到", "√", "是"])
def test_who_came_is_read_in_many_words(word: str) -> None:
    assert read_attendance(word) is Attendance.CAME


def test_a_box_that_nobody_ticked_says_nothing() -> None:
    assert read_attendance("□") is None


@pytest.mark.parametrize(("result", "word"), RESULT_WORDS.items())
def test_the_usual_word_of_each_result_is_read(result: MeetingResult, word: str) -> None:
    assert read_result(word) is result


@pytest.mark.parametrize(
    ("words", "result"),
    [
        ("没来", MeetingResult.MISSED),
        ("人没有来", MeetingResult.MISSED),
        ("未到", MeetingResult.MISSED),
        ("没到场", MeetingResult.MISSED),
        ("缺席", MeetingResult.MISSED),
        ("没谈", MeetingResult.MISSED),
        ("还可以再看看", MeetingResult.MET),
        ("回去考虑", MeetingResult.MET),
        ("约了下周面试", MeetingResult.INVITED),
        ("不考虑", MeetingResult.DECLINED),
        ("有意向，已入职", MeetingResult.STARTED),
    ],
)
def test_a_result_is_read_in_words_that_people_use(words: str, result: MeetingResult) -> None:
    assert read_result(words) is result


@pytest.mark.parametrize("words", ["未到岗", "没来上班", "没入职", "没有上岗", "没谈妥"])
def test_what_was_not_reached_is_taken_neither_for_a_start_nor_for_a_missed_meeting(words: str) -> None:
    with pytest.raises(ValueError, match="认不出结果"):
        read_result(words)
