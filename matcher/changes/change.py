"""A change that somebody could make, in words: what, who, and the value of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.explain.sentences import Language
from matcher.explain.values import Worded, degree_asked_for, in_english, kind_wanted, languages_named
from matcher.needs import need_names
from matcher.records import Education, Kind
from matcher.work import WORK_CLASSES

Value = str | int | date | None


class By(StrEnum):
    """Who can make a change."""

    PERSON = "person"
    EMPLOYER = "employer"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Change:
    """
    One thing that would be otherwise.

    Attributes:
        code: of the criterion that it settles.
        by: who can make it.
        what: what is to be done, as a verb with its object, without who does it; it knows its English.
        value: the district, certificates, yuan a month, months of work, day, level, kind, or bits of needs or work.
    """

    code: str
    by: By
    what: Worded
    value: Value = None


_SENTENCES: dict[Language, dict[By, str]] = {
    "zh": {By.PERSON: "需要本人{what}。", By.EMPLOYER: "需要单位{what}。", By.TIME: "{what}。"},
    "en": {
        By.PERSON: "The person would have to {what}.",
        By.EMPLOYER: "The employer would have to {what}.",
        By.TIME: "{what}.",
    },
}


def change_sentence(change: Change, language: Language) -> str:
    """Say in one plain sentence what would have to be otherwise, and by whom."""
    what = str(change.what) if language == "zh" else in_english(change.what)
    told = _SENTENCES[language][change.by].format(what=what)
    return told[0].upper() + told[1:]


def opening_sentence(change: Change, n_more: int, language: Language) -> str:
    """Say in one plain sentence how many posts more a change would open."""
    if language == "zh":
        return f"{change.what}，会多出{n_more}个合适的岗位。"
    more = "1 more post" if n_more == 1 else f"{n_more} more posts"
    return f"To {in_english(change.what)} would open {more} worth recommending."


def lower_education(held: Education) -> Change:
    """Let the employer ask for no more than the level *held*."""
    level = degree_asked_for(held) or Worded("不限", "none")
    what = Worded(f"把学历要求放宽到{level}", f"lower the education asked for to {level.english}")
    return Change("education", By.EMPLOYER, what, int(held))


def gain_experience(months: int, *, first: bool) -> Change:
    """Let the person work or practise *months* more; *first*: it would be the first, of any length."""
    if first:
        what = Worded("先有一段实习或工作经历（长短不限）", "have some practice or work first, however short")
    else:
        what = Worded(f"再工作或实习约{_span(months)}", f"work or practise about {_span_in_english(months)} more")
    return Change("experience", By.PERSON, what, months)


def waive_experience() -> Change:
    """Let the employer ask for no years of experience."""
    return Change("experience", By.EMPLOYER, Worded("不再要求工作年限", "ask for no years of experience"))


def _span(months: int) -> str:
    years, rest = divmod(months, 12)
    return "".join((f"{years}年" if years else "", f"{rest}个月" if rest else ""))


def _span_in_english(months: int) -> str:
    years, rest = divmod(months, 12)
    parts = (f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in ((years, "year"), (rest, "month")) if n)
    return " and ".join(parts)


def wait_until(day: date) -> Change:
    """Wait until the *day* from which a post takes people."""
    what = Worded(f"等到{day.isoformat()}开始招人", f"wait until {day.isoformat()}, when people are taken")
    return Change("dates", By.TIME, what, day)


def reopen() -> Change:
    """Let the employer take people again, or longer."""
    return Change("dates", By.EMPLOYER, Worded("重新招人或延长报名", "open the post again, or for longer"))


def accept_place(name: str) -> Change:
    """Let the person accept one more district or zone."""
    return Change("place", By.PERSON, Worded(f"接受{name}", f"accept {name}"), name)


def accept_pay(yuan: int) -> Change:
    """Let the person accept so much a month."""
    return Change("pay", By.PERSON, Worded(f"接受每月{yuan:,}元", f"accept {yuan:,} yuan a month"), yuan)


def accept_night_shifts() -> Change:
    """Let the person accept night shifts."""
    return Change("night_shift", By.PERSON, Worded("接受夜班", "accept night shifts"))


def find_lodging() -> Change:
    """Let the person live elsewhere than with the employer."""
    return Change("lodging", By.PERSON, Worded("自行解决住宿", "find lodging without the employer"))


def offer_lodging() -> Change:
    """Let the employer offer lodging."""
    return Change("lodging", By.EMPLOYER, Worded("提供住宿", "offer lodging"))


def accept_travel() -> Change:
    """Let the person accept long travel and a stay elsewhere."""
    return Change("travel", By.PERSON, Worded("接受长期出差或驻外", "accept long travel or a stay elsewhere"))


def meet_needs(bits: int) -> Change:
    """Let the employer meet the needs *bits* (of matcher.needs), which the advert denies."""
    needs = need_names(bits)
    chinese, english = "、".join(need.name for need in needs), ", ".join(need.english for need in needs)
    return Change("needs", By.EMPLOYER, Worded(f"满足本人的需要：{chinese}", f"meet the need: {english}"), bits)


def accept_work(bits: int) -> Change:
    """Let the person take the kinds of work *bits* (of matcher.work), which the wish refuses."""
    names = [_WORK.get(one.name, Worded(one.name, one.name)) for i, one in enumerate(WORK_CLASSES) if bits >> i & 1]
    chinese, english = "、".join(names), ", ".join(name.english for name in names)
    return Change("unwanted_work", By.PERSON, Worded(f"愿意做{chinese}", f"take work of this sort: {english}"), bits)


def earn_certificates(names: Sequence[str]) -> Change:
    """Let the person earn certificates, or name those that are held."""
    listed = "、".join(names)
    return Change(
        "certificate",
        By.PERSON,
        Worded(f"取得{listed}（已有的请补填）", f"earn {listed} (or name it, if it is held)"),
        listed,
    )


def know_languages(names: Sequence[str]) -> Change:
    """Let the person know foreign languages, or name those that are known."""
    listed = languages_named(tuple(names)) or Worded("", "")
    return Change(
        "language",
        By.PERSON,
        Worded(f"会{listed}（会的请补填）", f"know {listed.english} (and say so)"),
        "、".join(names),
    )


def accept_kind(kind: Kind) -> Change:
    """Let the person take a post of another kind."""
    name = kind_wanted(kind) or Worded("", "")
    return Change("kind", By.PERSON, Worded(f"接受{name}岗位", f"accept a post of the kind {name.english}"), kind.value)


_WORK = {
    "sales": Worded("销售", "sales"),
    "phone": Worded("电话、客服工作", "work on the telephone"),
    "care": Worded("护理、照护", "care"),
    "guard": Worded("保安、秩序维护", "guarding"),
    "factory": Worded("工厂操作、装配", "factory work"),
    "delivery": Worded("外卖、快递、配送", "delivery"),
    "driver": Worded("驾驶", "driving"),
    "cleaning": Worded("保洁、家政", "cleaning"),
    "kitchen": Worded("后厨、餐饮服务", "kitchen and table service"),
    "broadcast": Worded("直播、出镜", "broadcasting"),
    "support": Worded("技术支持、售后", "technical support"),
    "labelling": Worded("数据标注", "labelling of data"),
    "feelings": Worded("情感咨询", "counselling of feelings"),
    "site": Worded("工地、施工", "work on building sites"),
    "painting": Worded("喷漆、钣金", "painting of metal"),
    "audit_firm": Worded("事务所工作", "work in an audit firm"),
    "agrochemicals": Worded("农药、化肥方面的工作", "agrochemicals"),
    "titration": Worded("滴定、化验", "titration"),
}
"""The kinds of work of matcher.work, as they are told."""
