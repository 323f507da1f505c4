"""Give each criterion of a scored pair in words: what is asked for, and what the other side has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from matcher.certificates import certificate_names, certificates_asked
from matcher.eligibility import RULES
from matcher.languages import language_names, languages_asked
from matcher.majors import Catalogue, Fit, admits, requirement_of
from matcher.ranking import WEIGHTS
from matcher.records import Candidate, Criterion, Education, Kind, Match, Post, Scored
from matcher.requirements import degree_asked, years_asked
from matcher.text import clean
from matcher.wishes import Stated, read_stated

LONGEST_WISH = 40  # characters of a wish that a sentence repeats
MOST_SURE = 0.99  # nothing that was inferred is told as 100 %
ANY_MAJOR = "不限"

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


@dataclass(frozen=True, slots=True)
class _Seeker:
    """A candidate with what its free texts say."""

    record: Candidate
    stated: Stated

    @classmethod
    def of(cls, candidate: Candidate) -> _Seeker:
        return cls(candidate, read_stated(candidate))


@dataclass(frozen=True, slots=True)
class _Offer:
    """A post with what its description says."""

    record: Post
    title: str
    body: str
    education: Education | None
    years: float | None


@lru_cache(maxsize=4096)
def _offer(post: Post) -> _Offer:
    """Read a post once: the same posts come up for many candidates."""
    description = clean(post.description)
    degree, years = degree_asked(description), years_asked(description)
    return _Offer(
        record=post,
        title=clean(post.title),
        body=(description or clean(post.title))[:80],
        education=post.education if degree is None else degree,
        years=post.experience_min_years if years is None else years,
    )


def explain(candidate: Candidate, post: Post, scored: Scored, *, catalogue: Catalogue | None = None) -> Match:
    """
    Give the pair that *scored* is about with its criteria in words; contributions sum to the score.

    Args:
        catalogue: of majors, to say to which of those asked for another one is near; None = not said.
    """
    seeker, offer = _Seeker.of(candidate), _offer(post)
    near = None if catalogue is None else _near_major(catalogue, candidate, post)
    criteria = []
    for finding in scored.findings:
        asked, given = _WORDS[finding.code](seeker, offer)
        if near is not None and finding.code == "major":
            given = f"{given}（与{near}相近）"
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


def _work(seeker: _Seeker, offer: _Offer) -> Words:
    wish = (seeker.record.wish or "").strip()
    return (f"{wish[:LONGEST_WISH]}…" if len(wish) > LONGEST_WISH else wish) or None, offer.title


def _training(seeker: _Seeker, offer: _Offer) -> Words:
    can = "、".join(filter(None, (seeker.record.major, *seeker.record.skills)))
    return offer.body, can or None


def _education(seeker: _Seeker, offer: _Offer) -> Words:
    held = seeker.record.education_written or _degree(seeker.record.education, "")
    return _degree(offer.education, "及以上"), held


def _degree(education: Education | None, suffix: str) -> str | None:
    if education is None:
        return None
    return _EDUCATION[education] + (suffix if education else "")


def _experience(seeker: _Seeker, offer: _Offer) -> Words:
    return "不限" if offer.years == 0 else _years(offer.years), _held(seeker.stated.experience_years)


def _held(years: float | None) -> str | None:
    if years is None:
        return None
    return f"约{_years(years)}" if round(years, 1) else "没有经验"


def _years(years: float | None) -> str | None:
    if years is None:
        return None
    return f"{round(years, 1):g}年"


def _title(seeker: _Seeker, offer: _Offer) -> Words:
    return offer.title, _years(seeker.stated.experience_years)


def _major(seeker: _Seeker, offer: _Offer) -> Words:
    asked = "、".join(offer.record.majors)
    return (f"{asked[:LONGEST_WISH]}…" if len(asked) > LONGEST_WISH else asked) or ANY_MAJOR, seeker.record.major


def _near_major(catalogue: Catalogue, candidate: Candidate, post: Post) -> str | None:
    verdict = admits(catalogue, requirement_of(post), education=candidate.education, major=candidate.major)
    return verdict.asked if verdict.fit is Fit.NEAR else None


def _dates(seeker: _Seeker, offer: _Offer) -> Words:
    post = offer.record
    opens = f"{post.published_on.isoformat()}发布" if post.published_on else None
    closes = f"{post.closes_on.isoformat()}截止" if post.closes_on else None
    return "、".join(filter(None, (opens, closes))) or None, None


def _place(seeker: _Seeker, offer: _Offer) -> Words:
    person, post = seeker.record, offer.record
    accepted = "全市" if person.any_district else "、".join(person.districts) or person.home_district
    return accepted, "、".join(dict.fromkeys(filter(None, (post.zone, post.district)))) or None


def _pay(seeker: _Seeker, offer: _Offer) -> Words:
    wished = seeker.record.pay_min_month_yuan
    offered = (offer.record.pay_min_month_yuan, offer.record.pay_max_month_yuan)
    ends = dict.fromkeys(f"{value:.0f}" for value in offered if value is not None)
    return None if wished is None else f"{wished:.0f}元/月以上", f"{'-'.join(ends)}元/月" if ends else None


def _night_shift(seeker: _Seeker, offer: _Offer) -> Words:
    return "不上夜班" if seeker.stated.refuses_night else None, _yes(offer.record.night_shift, "有夜班", "无夜班")


def _lodging(seeker: _Seeker, offer: _Offer) -> Words:
    return "需要住宿" if seeker.stated.needs_lodging else None, _yes(offer.record.lodging, "提供住宿", "不提供住宿")


def _travel(seeker: _Seeker, offer: _Offer) -> Words:
    return "不接受长期出差、驻外" if seeker.stated.refuses_travel else None, None


def _unwanted_work(seeker: _Seeker, offer: _Offer) -> Words:
    return seeker.record.wish if seeker.stated.refused_work else None, offer.title


def _advert(seeker: _Seeker, offer: _Offer) -> Words:
    return None, offer.title


def _promised_pay(seeker: _Seeker, offer: _Offer) -> Words:
    return None, _pay(seeker, offer)[1]


def _certificate(seeker: _Seeker, offer: _Offer) -> Words:
    post, person = offer.record, seeker.record
    asked = certificates_asked(offer.title, clean(post.description), clean(" ".join(post.certificates)))
    return "、".join(certificate_names(asked)) or None, "、".join(person.certificates) or None


def _language(seeker: _Seeker, offer: _Offer) -> Words:
    asked = languages_asked(offer.title, clean(offer.record.description))
    return "、".join(language_names(asked)) or None, None


def _employer(seeker: _Seeker, offer: _Offer) -> Words:
    return None, offer.record.employer


def kind_words(post: Post) -> str | None:
    """Write a post's kind; one that was inferred says so, with its probability."""
    if post.kind is None:
        return None
    return (
        _KINDS[post.kind] if post.kind_p is None else f"{_KINDS[post.kind]}（推定，{min(post.kind_p, MOST_SURE):.0%}）"
    )


def _kind(seeker: _Seeker, offer: _Offer) -> Words:
    wanted = seeker.record.kind_wanted
    return _KINDS[wanted] if wanted else None, kind_words(offer.record)


def _yes(value: bool | None, yes: str, no: str) -> str | None:
    return None if value is None else yes if value else no


_WORDS: dict[str, Callable[[_Seeker, _Offer], Words]] = {
    "work": _work,
    "wish_words": _work,
    "training": _training,
    "words": _training,
    "education": _education,
    "level": _education,
    "experience": _experience,
    "seniority": _title,
    "major": _major,
    "dates": _dates,
    "place": _place,
    "pay": _pay,
    "night_shift": _night_shift,
    "lodging": _lodging,
    "travel": _travel,
    "unwanted_work": _unwanted_work,
    "unasked_work": _work,
    "advert": _advert,
    "certificate": _certificate,
    "language": _language,
    "elsewhere": _advert,
    "casual": _advert,
    "selling": _advert,
    "promised_pay": _promised_pay,
    "hype": _advert,
    "agency": _employer,
    "kind": _kind,
}
