"""What a sign of a trap is: its kinds, their sentences in Chinese and English, and which of them suffice alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]

MANY_EMPLOYERS = 8
"""One text under so many employers is a sign that suffices alone."""
N_WEAK = 2
_REASSURING = frozenset({"no_fee", "no_ties"})  # how honest it is, said twice, is said once


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of sign: whether it suffices alone, and what it says in both languages; {words} = the advert's."""

    alone: bool
    zh: str
    en: str


KINDS = {
    "fee": Kind(True, "要求求职者先交钱：“{words}”。", "It asks the applicant for money: “{words}”."),
    "loan": Kind(
        True, "培训要自己付钱或者贷款：“{words}”。", "The training is paid by the applicant or by a loan: “{words}”."
    ),
    "course": Kind(True, "像是以招聘名义招学员：“{words}”。", "It may be a course sold as a post: “{words}”."),
    "tasks": Kind(
        True, "像是刷单或者垫付任务：“{words}”。", "It may be paid clicks or tasks paid in advance: “{words}”."
    ),
    "home": Kind(True, "在家做简单的事就给钱：“{words}”。", "It promises pay for simple tasks at home: “{words}”."),
    "company": Kind(
        True, "像是陪聊或者靠打赏的工作：“{words}”。", "It may be paid chatting or living on viewers' gifts: “{words}”."
    ),
    "trading": Kind(True, "实际是炒盘交易：“{words}”。", "The work is trading on markets: “{words}”."),
    "hidden_collection": Kind(
        True,
        "岗位名称没有写明，实际是催收：“{words}”。",
        "The title does not say it: the work is debt collection: “{words}”.",
    ),
    "hidden_sales": Kind(
        True,
        "名称是内勤文职，内容是拉客户：“{words}”。",
        "The title is of a desk, the work is winning customers: “{words}”.",
    ),
    "insurance_agent": Kind(
        True,
        "名称是内勤文职，待遇像保险代理人：“{words}”。",
        "The title is of a desk, the terms are an insurance agent's: “{words}”.",
    ),
    "rail_post": Kind(
        True,
        "不是铁路、地铁单位，却招铁路、地铁岗位：“{words}”。",
        "It offers railway posts and is no railway: “{words}”.",
    ),
    "state_post": Kind(
        True,
        "许诺编制、安置或者内部名额：“{words}”。",
        "It promises a state post, a placement or a reserved place: “{words}”.",
    ),
    "documents": Kind(
        True, "要扣证件或者用本人账户：“{words}”。", "It keeps papers or uses the applicant's accounts: “{words}”."
    ),
    "abroad": Kind(True, "到境外做没有门槛的工作：“{words}”。", "It is unskilled work in a risky country: “{words}”."),
    "copied_widely": Kind(
        True, "同一段文字出现在 {words} 家单位名下。", "One text stands under the names of {words} employers."
    ),
    "copied": Kind(
        False, "同一段文字出现在 {words} 家单位名下。", "One text stands under the names of {words} employers."
    ),
    "collection": Kind(False, "工作是催收：“{words}”。", "The work is debt collection: “{words}”."),
    "high_pay": Kind(
        False,
        "不要求学历和经验，工资却很高：{words} 元。",
        "It asks for no schooling or experience and pays {words} yuan.",
    ),
    "easy_money": Kind(False, "说钱很容易挣：“{words}”。", "It says that money is easy: “{words}”."),
    "day_pay": Kind(False, "以高日薪招普通劳力：“{words}”。", "It lures plain labour by high pay a day: “{words}”."),
    "no_ties": Kind(
        False,
        "强调随来随走、返费、不体检：“{words}”。",
        "It stresses that one may come and go, or bonuses paid back: “{words}”.",
    ),
    "no_fee": Kind(False, "专门声明不收费：“{words}”。", "It says that it takes no fees: “{words}”."),
    "uniform_fee": Kind(False, "服装要交钱或者押金：“{words}”。", "The uniform costs money or a deposit: “{words}”."),
    "fee_back": Kind(
        False, "费用自己先付、以后报销：“{words}”。", "A cost is paid first and given back later: “{words}”."
    ),
    "private_contact": Kind(
        False, "要求加私人账号联系：“{words}”。", "Contact is moved to a private account: “{words}”."
    ),
    "anywhere": Kind(
        False, "工作地点由对方在全国安排：“{words}”。", "The place is assigned anywhere in the country: “{words}”."
    ),
    "state_name": Kind(
        False, "中介以国企、央企名义招人：“{words}”。", "An agency recruits in the name of a state firm: “{words}”."
    ),
    "no_base": Kind(False, "没有底薪：“{words}”。", "It pays nothing but commission: “{words}”."),
    "penalty": Kind(False, "离职要赔钱：“{words}”。", "Leaving costs the worker money: “{words}”."),
    "anonymous": Kind(False, "没有写明单位名称：“{words}”。", "It does not name the employer: “{words}”."),
}
"""Every kind of sign by its code."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of a trap: its code in KINDS, the words that it was read from, and the field in which they stand."""

    code: str
    words: str
    field: str  # as cities name it: 岗位描述

    @property
    def alone(self) -> bool:
        """Tell whether this sign suffices alone."""
        return KINDS[self.code].alone

    def sentence(self, language: Language) -> str:
        """Say the sign in one plain sentence."""
        kind = KINDS[self.code]
        return (kind.zh if language == "zh" else kind.en).replace("{words}", self.words)


def suspect(signs: Iterable[Sign]) -> bool:
    """
    Tell whether *signs* make an advert one for an officer: one that suffices alone, or two different ones.

    That it takes no fees and that one may come and go count together as one: both only reassure.
    """
    found = tuple(signs)
    weak = {"reassuring" if sign.code in _REASSURING else sign.code for sign in found}
    return any(sign.alone for sign in found) or len(weak) >= N_WEAK
