"""Read the signs of a trap from one advert: from its words by the rules, and from its pay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from matcher.records import Education, Post
from matcher.requirements import degree_asked, years_asked
from matcher.text.clauses import clauses
from matcher.text.cleaning import clean
from matcher.traps.copies import copied_sign
from matcher.traps.rules import RULES, Rule
from matcher.traps.signs import Sign

HIGH_PAY_MONTH_YUAN = 20_000.0
"""From here on, pay for no schooling, experience or skill is out of proportion."""
_MAX_WORDS = 40
_MASTERY = re.compile(
    r"精通|熟练掌握|开发能力|具备\S{2,12}经验|丰富\S{0,6}经验|(?:双证|证书?)齐全|作业证|(?:执业|资格)证"
)
_DENIAL = re.compile(r"(?:不|无(?!责)|没有?|免|零|(?<!\d)0(?!\d)|非|勿|拒绝|杜绝|谨防|禁止|严禁|防止|反)\S{0,9}$")


@dataclass(frozen=True, slots=True)
class _Advert:
    """An advert as the rules read it, cleaned."""

    title: str
    employer: str
    clauses: tuple[tuple[str, str], ...]  # field, clause
    whole: str


@lru_cache(maxsize=4096)  # the same posts come up for many candidates
def trap_signs(post: Post) -> tuple[Sign, ...]:
    """
    Read the signs of a trap from title, description, employer, pay and copies; at most one of each code, in that order.

    Words that are added in clauses of their own never take a sign away.
    """
    advert = _read(post)
    found: dict[str, Sign] = {}
    for rule in RULES:
        if rule.code not in found and (sign := _sign(rule, advert)):
            found[rule.code] = sign
    if sign := _high_pay(post):
        found[sign.code] = sign
    if post.n_employers_of_text is not None:
        sign = copied_sign(post.n_employers_of_text)
        found[sign.code] = sign
    if "hidden_collection" in found:
        found.pop("collection", None)
    return tuple(found.values())


def _read(post: Post) -> _Advert:
    title, employer, text = clean(post.title), clean(post.employer), clean(post.description)
    named = [("岗位名称", title), *(("岗位描述", clause) for clause in clauses(text)), ("单位名称", employer)]
    return _Advert(title, employer, tuple(named), f"{title} {text} {employer}")


def _sign(rule: Rule, advert: _Advert) -> Sign | None:
    return next(_signs(rule, advert), None) if _applies(rule, advert) else None


def _applies(rule: Rule, advert: _Advert) -> bool:
    wanted = ((rule.title, advert.title), (rule.employer, advert.employer), *((p, advert.whole) for p in rule.also))
    barred = ((rule.not_title, advert.title), (rule.not_employer, advert.employer))
    return all(p is None or p.search(text) for p, text in wanted) and not any(
        p and p.search(text) for p, text in barred
    )


def _signs(rule: Rule, advert: _Advert) -> Iterator[Sign]:
    if not rule.words.search(advert.whole):  # most rules stop here
        return
    for field, clause in advert.clauses:
        if (rule.title_only and field != "岗位名称") or (field == "单位名称") != (rule.code == "anonymous"):
            continue
        if rule.unless and rule.unless.search(clause):
            continue
        for match in rule.words.finditer(clause):
            if not (rule.denied and _DENIAL.search(clause[: match.start()])):
                yield Sign(rule.code, _quoted(clause, match), field)


def _quoted(clause: str, match: re.Match[str]) -> str:
    start = max(0, min(match.start() - 8, len(clause) - _MAX_WORDS))
    return clause[start : max(start + _MAX_WORDS, match.end())]


def _high_pay(post: Post) -> Sign | None:
    pay = post.pay_min_month_yuan
    if pay is None or pay < HIGH_PAY_MONTH_YUAN:
        return None
    text = clean(post.description)
    education = post.education if post.education is not None else degree_asked(text)
    years = post.experience_min_years or years_asked(text)
    if years or _MASTERY.search(text) or (education is not None and education > Education.UPPER_SECONDARY):
        return None
    most = post.pay_max_month_yuan
    return Sign("high_pay", f"{pay:.0f}" if most is None else f"{pay:.0f}-{most:.0f}", "薪资待遇")
