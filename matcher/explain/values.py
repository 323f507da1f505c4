"""Values that the program words itself, in Chinese and English; quotes of the records stay as they are."""

from __future__ import annotations

from typing import Self

from matcher.experience import Experience
from matcher.records import Education, Kind, Post, TrapVerdict

MOST_SURE = 0.99  # nothing that was inferred is told as 100 %
_WEEKS_UNDER_YEARS = 0.15  # shorter times are told in weeks, those under a year in months


class Worded(str):
    """A value in Chinese that knows its English; it is an ordinary text to whoever does not ask."""

    english: str

    def __new__(cls, chinese: str, english: str) -> Self:
        """Hold both wordings."""
        worded = super().__new__(cls, chinese)
        worded.english = english
        return worded

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Let it be copied."""
        return type(self), (str(self), self.english)


def in_english(value: str) -> str:
    """Give the English of *value* where the program worded it; a quote stays as it is."""
    return value.english if isinstance(value, Worded) else value


ANY = Worded("不限", "any")
WHOLE_CITY = Worded("全市", "the whole city")

_EDUCATION = {
    Education.ANY: ANY,
    Education.JUNIOR_MIDDLE: Worded("初中", "junior middle school"),
    Education.UPPER_SECONDARY: Worded("高中/中专/技校", "upper secondary school"),
    Education.COLLEGE: Worded("大专", "junior college"),
    Education.BACHELOR: Worded("本科", "bachelor"),
    Education.MASTER: Worded("硕士", "master"),
    Education.DOCTOR: Worded("博士", "doctor"),
}
_KINDS = {
    Kind.RESEARCH: Worded("科研类", "research"),
    Kind.TECHNICAL: Worded("技术技能类", "technical skill"),
    Kind.MANAGEMENT: Worded("管理类", "management"),
    Kind.SOCIAL_SERVICE: Worded("社会服务类", "social service"),
}
_LANGUAGES = {
    "英语": "English",
    "日语": "Japanese",
    "韩语": "Korean",
    "俄语": "Russian",
    "德语": "German",
    "法语": "French",
    "西班牙语": "Spanish",
    "阿拉伯语": "Arabic",
    "葡萄牙语": "Portuguese",
}


def degree_held(education: Education | None) -> Worded | None:
    """Name a level that somebody has."""
    return None if education is None else _EDUCATION[education]


def degree_asked_for(education: Education | None) -> Worded | None:
    """Name the least level that is asked for."""
    if not education:
        return degree_held(education)
    name = _EDUCATION[education]
    return Worded(f"{name}及以上", f"{name.english} or above")


def degree_told_twice(told: Education, field: Education) -> Worded:
    """Name the level that a description asks for, and the other one that its field has."""
    counts, other = degree_asked_for(told), degree_asked_for(field)
    if counts is None or other is None:
        raise ValueError("both levels are known")
    return Worded(
        f"{counts}（以描述为准，栏目写的是{other}）",
        f"{counts.english} (so the description; its field says {other.english})",
    )


def years_asked_for(years: float | None) -> Worded | None:
    """Write the years of experience that are asked for."""
    if years is None:
        return None
    return Worded(f"{round(years, 1):g}年", _plural(round(years, 1), "year")) if years else ANY


def _plural(n: float, unit: str) -> str:
    return f"{n:g} {unit}" if n == 1 else f"{n:g} {unit}s"


def experience_held(held: Experience | None, *, related: bool, first_year: bool) -> Worded | None:
    """
    Write how long somebody worked and practised.

    Args:
        related: whether it is clearly related to the post.
        first_year: whether it only stands for the first year that is asked.
    """
    if held is None:
        return None
    if not held.years:
        return Worded("没有经验", "none")
    parts = [_span("工作", "work", held.work_years, told=held.work_told)] if held.work_years else []
    parts += [_span("实习", "practice", held.practice_years, told=held.practice_told)] if held.practice_years else []
    notes = [] if related else [Worded("未必相关", "perhaps not related")]
    notes += [Worded("第一年经验可与单位商量", "a first year may be talked about")] if first_year else []
    note = _listed(notes)
    whole = _listed(parts)
    return Worded(f"{whole}（{note}）", f"{whole.english} ({note.english})") if notes else whole


def _span(chinese: str, english: str, years: float, *, told: bool) -> Worded:
    if not told:
        return Worded(f"有过{chinese}，时间未写明", f"{english} of a length not stated")
    if years >= 1:
        return Worded(f"{chinese}约{round(years, 1):g}年", f"about {_plural(round(years, 1), 'year')} of {english}")
    if years >= _WEEKS_UNDER_YEARS:
        months = max(round(years * 12), 1)
        return Worded(f"{chinese}约{months}个月", f"about {_plural(months, 'month')} of {english}")
    weeks = max(round(years * 52), 1)
    return Worded(f"{chinese}约{weeks}周", f"about {_plural(weeks, 'week')} of {english}")


def _listed(values: list[Worded]) -> Worded:
    return Worded("，".join(values), ", ".join(value.english for value in values))


def pay_wished(yuan: float | None) -> Worded | None:
    """Write the least pay that somebody wishes."""
    return None if yuan is None else Worded(f"{yuan:.0f}元/月以上", f"{yuan:.0f} yuan/month or more")


def pay_offered(post: Post, *, wished: float | None) -> Worded | None:
    """Write what *post* pays; a range that begins below what is *wished* and ends above it says so."""
    least, most = post.pay_min_month_yuan, post.pay_max_month_yuan
    ends = "-".join(dict.fromkeys(f"{value:.0f}" for value in (least, most) if value is not None))
    if not ends:
        return None
    begins_below = least is not None and most is not None and wished is not None and least < wished <= most
    notes = ("（起点低于期望）", " (begins below the wish)") if begins_below else ("", "")
    return Worded(f"{ends}元/月{notes[0]}", f"{ends} yuan/month{notes[1]}")


def dates_of(post: Post) -> Worded | None:
    """Write when *post* was published and when it closes."""
    days = (("发布", "published", post.published_on), ("截止", "closes", post.closes_on))
    told = [Worded(f"{day.isoformat()}{zh}", f"{en} {day.isoformat()}") for zh, en, day in days if day]
    return Worded("、".join(told), ", ".join(day.english for day in told)) if told else None


def kind_wanted(kind: Kind | None) -> Worded | None:
    """Name a kind."""
    return None if kind is None else _KINDS[kind]


def kind_words(post: Post) -> Worded | None:
    """Write a post's kind; one that was inferred says so, with its probability."""
    if post.kind is None or post.kind_p is None:
        return kind_wanted(post.kind)
    name, sure = _KINDS[post.kind], min(post.kind_p, MOST_SURE)
    return Worded(f"{name}（推定，{sure:.0%}）", f"{name.english} (inferred, {sure:.0%})")


def languages_named(names: tuple[str, ...]) -> Worded | None:
    """Name languages."""
    return Worded("、".join(names), ", ".join(_LANGUAGES[name] for name in names)) if names else None


def yes_or_no(value: bool | None, yes: Worded, no: Worded) -> Worded | None:
    """Give the words of what is known."""
    return None if value is None else yes if value else no


def officers_verdict(verdict: TrapVerdict | None) -> Worded | None:
    """Say what an officer found an advert to be; None = nobody judged it."""
    return None if verdict is None else _VERDICTS[verdict]


_VERDICTS = {
    TrapVerdict.CLEARED: Worded("工作人员核实：没有问题", "cleared by an officer"),
    TrapVerdict.CONFIRMED: Worded("工作人员认定：有问题", "found to be a trap by an officer"),
}
