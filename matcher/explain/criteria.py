"""Give each criterion of a scored pair in words: what is asked for, and what the other side has."""

from __future__ import annotations

from collections.abc import Callable

from matcher.eligibility import RULES
from matcher.ranking import WEIGHTS
from matcher.records import Candidate, Criterion, Education, Kind, Match, Post, Scored
from matcher.requirements import degree_asked, years_asked
from matcher.text import candidate_texts, clean, post_texts
from matcher.wishes import read_stated

_FIELDS = {part.code: ("岗位名称" if part.post_text == 0 else "岗位描述") for part in WEIGHTS.parts}
_FIELDS |= {rule.code: rule.field for rule in RULES}

_EDUCATION = {
    Education.ANY: "不限",
    Education.JUNIOR_MIDDLE: "初中",
    Education.UPPER_SECONDARY: "高中/中专/技校",
    Education.COLLEGE: "大专",
    Education.BACHELOR: "本科",
    Education.MASTER: "硕士",
    Education.DOCTOR: "博士",
}
_KINDS = {
    Kind.RESEARCH: "科研类",
    Kind.TECHNICAL: "技术技能类",
    Kind.MANAGEMENT: "管理类",
    Kind.SOCIAL_SERVICE: "社会服务类",
}


def explain(candidate: Candidate, post: Post, scored: Scored) -> Match:
    """Give the pair that *scored* is about with its criteria in words; contributions sum to the score."""
    criteria = []
    for finding in scored.findings:
        asked, given = _WORDS[finding.code](candidate, post)
        criteria.append(
            Criterion(
                code=finding.code,
                status=finding.status,
                hard=finding.hard,
                field=_FIELDS[finding.code],
                asked=asked,
                given=given,
                contribution=finding.contribution,
            )
        )
    return Match(scored.candidate_id, scored.post_id, scored.score, tuple(criteria))


Words = tuple[str | None, str | None]
"""What is asked for, and what the other side has; None = unknown."""


def _work(candidate: Candidate, post: Post) -> Words:
    return candidate_texts(candidate)[0] or None, post_texts(post)[0]


def _training(candidate: Candidate, post: Post) -> Words:
    can = "、".join(filter(None, (candidate.major, *candidate.skills)))
    return post_texts(post)[1][:80], can or None


def _education(candidate: Candidate, post: Post) -> Words:
    told = degree_asked(clean(post.description))
    asked = post.education if told is None else told
    return _degree(asked, "及以上"), candidate.education_written or _degree(candidate.education, "")


def _degree(education: Education | None, suffix: str) -> str | None:
    if education is None:
        return None
    return _EDUCATION[education] + (suffix if education else "")


def _experience(candidate: Candidate, post: Post) -> Words:
    told = years_asked(clean(post.description))
    return _years(post.experience_min_years if told is None else told), _years(read_stated(candidate).experience_years)


def _years(years: float | None) -> str | None:
    if years is None:
        return None
    return f"{round(years, 1):g}年"


def _title(candidate: Candidate, post: Post) -> Words:
    return clean(post.title), _years(read_stated(candidate).experience_years)


def _dates(candidate: Candidate, post: Post) -> Words:
    opens = f"{post.published_on.isoformat()}发布" if post.published_on else None
    closes = f"{post.closes_on.isoformat()}截止" if post.closes_on else None
    return "、".join(filter(None, (opens, closes))) or None, None


def _place(candidate: Candidate, post: Post) -> Words:
    if candidate.any_district:
        accepted: str | None = "全市"
    else:
        accepted = "、".join(candidate.districts) or candidate.home_district
    return accepted, "、".join(dict.fromkeys(filter(None, (post.zone, post.district)))) or None


def _pay(candidate: Candidate, post: Post) -> Words:
    ends = dict.fromkeys(f"{v:.0f}" for v in (post.pay_min_month_yuan, post.pay_max_month_yuan) if v is not None)
    wished = candidate.pay_min_month_yuan
    return None if wished is None else f"{wished:.0f}元/月以上", f"{'-'.join(ends)}元/月" if ends else None


def _night_shift(candidate: Candidate, post: Post) -> Words:
    return "不上夜班" if read_stated(candidate).refuses_night else None, _yes(post.night_shift, "有夜班", "无夜班")


def _lodging(candidate: Candidate, post: Post) -> Words:
    return "需要住宿" if read_stated(candidate).needs_lodging else None, _yes(post.lodging, "提供住宿", "不提供住宿")


def _travel(candidate: Candidate, post: Post) -> Words:
    return "不接受长期出差、驻外" if read_stated(candidate).refuses_travel else None, None


def _unwanted_work(candidate: Candidate, post: Post) -> Words:
    return candidate.wish if read_stated(candidate).refused_work else None, clean(post.title)


def _kind(candidate: Candidate, post: Post) -> Words:
    return _KINDS[candidate.kind_wanted] if candidate.kind_wanted else None, _KINDS[post.kind] if post.kind else None


def _yes(value: bool | None, yes: str, no: str) -> str | None:
    return None if value is None else yes if value else no


_WORDS: dict[str, Callable[[Candidate, Post], Words]] = {
    "work": _work,
    "wish_words": _work,
    "training": _training,
    "words": _training,
    "education": _education,
    "level": _education,
    "experience": _experience,
    "seniority": _title,
    "dates": _dates,
    "place": _place,
    "pay": _pay,
    "night_shift": _night_shift,
    "lodging": _lodging,
    "travel": _travel,
    "unwanted_work": _unwanted_work,
    "kind": _kind,
}
