"""Words of results: what became of a post that somebody was sent or of a contact, and why a post is not wanted."""

from __future__ import annotations

import re

from data.values.reasons import Reason, because
from data.values.text import Cell, plain, says_none, written
from matcher.records import ContactResult, DeclineReason, FeedbackEvent

Outcome = FeedbackEvent | ContactResult

_RESULTS: dict[Outcome, str] = {
    FeedbackEvent.SHOWN: "看过 已看 已看过 看了 已查看 查看 已浏览 浏览 已读 已阅 已点击 点击 shown",
    FeedbackEvent.INTERESTED: "感兴趣 有兴趣 有意向 有意愿 有意 愿意 意向 想去 interested",
    FeedbackEvent.DECLINED: (
        "不感兴趣 没兴趣 没有兴趣 无兴趣 无意向 没意向 没有意向 无意愿 无意 不愿意 不愿 不想去 不去 不考虑 不需要 "
        "放弃 谢绝 婉拒 拒绝 declined"
    ),
    FeedbackEvent.APPLIED: "已报名 报名 报名了 已投递 投递 已投简历 投了简历 已应聘 应聘 已申请 申请 applied",
    FeedbackEvent.INTERVIEWED: "已面试 面试 面试了 面试过 已参加面试 参加面试 面试过了 interviewed",
    FeedbackEvent.STARTED: "已上岗 上岗 上岗了 已到岗 到岗 已入职 入职 入职了 开始见习 见习中 已见习 started",
    FeedbackEvent.RETAINED: "已留用 留用 留用了 已签劳动合同 签劳动合同 已签合同 retained",
    ContactResult.WRONG_NUMBER: (
        "空号 号码错误 错号 号码有误 号码不对 号码错 号码不存在 打错 非本人 不是本人 查无此号 查无此人 wrong_number"
    ),
    ContactResult.NOT_REACHED: (
        "未接通 没接通 未接 未接听 没接 无人接听 无人接 没人接 打不通 联系不上 未联系上 关机 停机 拒接 占线 忙线 "
        "未送达 没送达 送达失败 未发送成功 发送失败 未收到 not_reached"
    ),
    ContactResult.OPTED_OUT: (
        "退订 已退订 td t 不愿再联系 不再联系 不愿联系 不要再联系 请勿联系 不要再打 勿扰 不愿再接收 不再接收 拒收 "
        "opted_out"
    ),
}
_RESULT_OF = {word: result for result, words in _RESULTS.items() for word in words.split()}
_REASONS = (
    (
        re.compile(
            r"找到(?:了)?(?:其他|其它|别的)?(?:工作|单位)|[已另]有工作|已就业|已上班|已入职|升学|考研|考公|already_found"
        ),
        DeclineReason.ALREADY_FOUND,
    ),
    (re.compile(r"地点|地方|位置|距离|路|远|通勤|交通|区域|place"), DeclineReason.PLACE),
    (re.compile(r"薪|工资|待遇|补贴|收入|钱|pay"), DeclineReason.PAY),
    (re.compile(r"时间|夜班|倒班|加班|班次|作息|休息|单休|hours"), DeclineReason.HOURS),
    (re.compile(r"单位|公司|企业|employer"), DeclineReason.EMPLOYER),
    (re.compile(r"工作|内容|专业|岗位|职位|work"), DeclineReason.WORK),
    (re.compile(r"其他|其它|别的|other"), DeclineReason.OTHER),
)
"""The first that is found counts: 找到工作 says nothing about the work."""


def read_outcome(cell: Cell) -> Outcome | None:
    """Read what became of a post or of a contact; whole words alone count, for a 未 before one takes it back."""
    text = plain(written(cell)).lower().rstrip("。.！!")
    if says_none(text):
        return None
    if text not in _RESULT_OF:
        raise because(Reason.OUTCOME)
    return _RESULT_OF[text]


def read_decline_reason(cell: Cell) -> DeclineReason | None:
    """Read why somebody does not want a post."""
    text = plain(written(cell)).lower()
    if says_none(text):
        return None
    for pattern, reason in _REASONS:
        if pattern.search(text):
            return reason
    raise because(Reason.DECLINE_REASON)
