"""Words of a fair's lists: whether somebody came, and what came of a meeting."""

from __future__ import annotations

import re

from data.values.reasons import Reason, because
from data.values.text import Cell, plain, says_none, written
from data.values.words import read_yes_no
from matcher.records import Attendance, MeetingResult

RESULT_WORDS = {
    MeetingResult.MET: "面谈",
    MeetingResult.MISSED: "未面谈",
    MeetingResult.INTERESTED: "有意向",
    MeetingResult.DECLINED: "无意向",
    MeetingResult.REFUSED: "不合适",
    MeetingResult.INVITED: "邀约面试",
    MeetingResult.STARTED: "已上岗",
}
"""How lists usually write each result."""

_AWAY = re.compile(r"[未没]有?到场?|[未没]有?(?:来|签到|参加|出席)|不到场?|不来|缺席|爽约|失约|请假")
_OPEN_BOX = re.compile(r"[□☐◻]")
_CAME = re.compile(r"到场|已到场?|到了?|来了|签到|已签到|出席|参加|已参加")
_RESULTS = (
    (re.compile(r"上岗|入职|录用|录取|签约|已签|started"), MeetingResult.STARTED),
    (
        re.compile(
            r"未面谈|没面谈|未谈|没谈(?!妥|成|拢|好)|未洽谈|未见面|没见面|未面试|missed"
            r"|(?:[未没]有?|不)(?:到(?!岗)|来(?!上班|报到|就业|就职))|缺席|爽约|失约|[未没]有?(?:参加|出席|签到)"
        ),
        MeetingResult.MISSED,
    ),
    (
        re.compile(r"不合适|不匹配|未通过|不通过|未录用|不录用|单位(?:拒绝|婉拒|不同意|未选)|淘汰|refused"),
        MeetingResult.REFUSED,
    ),
    (
        re.compile(r"无意向|没有?意向|不感兴趣|没兴趣|不愿意?|不考虑|放弃|婉拒|拒绝|本人不|declined"),
        MeetingResult.DECLINED,
    ),
    (re.compile(r"面试|复试|试岗|试工|邀约|约见|二面|invited"), MeetingResult.INVITED),
    (re.compile(r"意向|感兴趣|愿意|接受|有兴趣|interested"), MeetingResult.INTERESTED),
    (re.compile(r"面谈|洽谈|交谈|已谈|谈过|沟通|见面|待定|考虑|再看|再说|看看|观望|met"), MeetingResult.MET),
)
"""The first that is found counts, but for what a 未 before a result takes back."""
_NOT_STARTED = re.compile(r"(?:[未没不]|没有)来?(?:录用|录取|入职|上岗|签约)")


def read_attendance(cell: Cell) -> Attendance | None:
    """Read whether somebody came; ticks and crosses too."""
    text = plain(written(cell)).lower()
    if _AWAY.fullmatch(text):
        return Attendance.STAYED_AWAY
    if _OPEN_BOX.fullmatch(text):  # of our list at the door, which nobody ticked
        return None
    if _CAME.fullmatch(text):
        return Attendance.CAME
    try:
        answer = read_yes_no(text)
    except ValueError:
        raise because(Reason.ATTENDANCE) from None
    return None if answer is None else Attendance.CAME if answer else Attendance.STAYED_AWAY


def read_result(cell: Cell) -> MeetingResult | None:
    """Read what came of a meeting; 无 and a dash are unknown."""
    text = plain(written(cell)).lower()
    if says_none(text):
        return None
    for pattern, result in _RESULTS:
        if result is MeetingResult.STARTED and _NOT_STARTED.search(text):
            continue
        if pattern.search(text):
            return result
    raise because(Reason.RESULT)
