"""Words of results are read as offices and senders write them; what takes one back is none."""

from __future__ import annotations

import pytest

from data.values.results import Outcome, read_decline_reason, read_outcome
from matcher.records import ContactResult, DeclineReason, FeedbackEvent


@pytest.mark.parametrize(
    ("cell", "outcome"),
    [
        ("看过", FeedbackEvent.SHOWN),
        ("有意向", FeedbackEvent.INTERESTED),
        ("无意向", FeedbackEvent.DECLINED),
        ("谢绝", FeedbackEvent.DECLINED),
        ("已投递", FeedbackEvent.APPLIED),
        ("面试过", FeedbackEvent.INTERVIEWED),
        ("已入职", FeedbackEvent.STARTED),
        ("留用", FeedbackEvent.RETAINED),
        ("号码错误。", ContactResult.WRONG_NUMBER),
        ("无人接听", ContactResult.NOT_REACHED),
        ("发送失败", ContactResult.NOT_REACHED),
        ("ＴＤ", ContactResult.OPTED_OUT),
        ("不愿再联系", ContactResult.OPTED_OUT),
        ("无", None),
    ],
)
def test_a_result_is_read_in_other_words_too(cell: str, outcome: Outcome | None) -> None:
    assert read_outcome(cell) is outcome


@pytest.mark.parametrize("cell", ["未报名", "未面试", "没看过", "可能感兴趣", "已送达"])
def test_a_result_that_is_none_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="认不出结果"):
        read_outcome(cell)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("离家太远", DeclineReason.PLACE),
        ("工作地点不合适", DeclineReason.PLACE),
        ("工资低", DeclineReason.PAY),
        ("有夜班", DeclineReason.HOURS),
        ("工作时间长", DeclineReason.HOURS),
        ("专业不对口", DeclineReason.WORK),
        ("没有工作经验", DeclineReason.WORK),
        ("单位口碑", DeclineReason.EMPLOYER),
        ("已找到工作", DeclineReason.ALREADY_FOUND),
        ("其他", DeclineReason.OTHER),
    ],
)
def test_why_a_post_is_not_wanted_is_read_from_free_words(cell: str, reason: DeclineReason) -> None:
    assert read_decline_reason(cell) is reason
