"""The works that a person wishes for, one by one, as the wish lists them."""

from __future__ import annotations

import re

from matcher.records import Candidate
from matcher.text.candidates import bare_clause, wished_clauses

MOST_WORKS = 6
"""A wish that lists more works than this is open to much; the first ones count."""

_LISTED = re.compile(r"[、/;；]|或者|或(?!许)|以及|(?:优先|次之)")
_CONDITION = re.compile(
    r"^不|^学的|离[^,，。]{0,5}近|只要|坐办公室|从头[学做]|愿意|考(?:证|编|研|技师)$|准备(?:考|CPA)|用得?上|能教(?!练)|最好|驻场$(?<=线驻场)|要有督导"
    r"|专业对口|真实数据|^算力$|^团队有|研发为主|挂(?:实习|证)|正规的(?:机构|单位|公司)$"
    r"|^(?:能?[做干])?(?:什么|啥|哪样|随便|其[他它]|能挣钱)$|^服从(?:安排|分配|调剂)$|^(?:(?:包|管|提供)(?:吃|住|食宿)+)+$|^只(?:考虑|接受|想?[去在])?$"
)
_LEADING = re.compile(
    r"^(?:求职意向|意向|本人|应聘|转行|什么|我(?!国)|做(?![饭账题工菜])|干(?![洗细果货燥])|找|进(?![出口修])|往(?!来|返)|去(?!污|毒)|像"
    r"|就(?!业)|从(?!业|事)|是(?!非)|首选|其次|别的|一线|\s)+"
)
_TRAILING = re.compile(r"(?:的活|做起|方面|方向|转|的)+$")
_VENUE = re.compile(r".{0,4}(?:院|店里?|公司|机构|学校|单位|院?所|厂里?|企业|平台|里)")
_SHORTEST = 2


def wished_works(candidate: Candidate) -> tuple[str, ...]:
    """
    Give each work that the wish of *candidate* lists, without what surrounds it: (造价员, 预算员).

    Refusals, conditions (只要能坐办公室) and, beside works, mere venues (店里、医院都可以) are left out. () where there
    is no wish, or none that names anything.
    """
    parts = [part for clause in wished_clauses(candidate) for part in _LISTED.split(clause)]
    bare = [_bare(bare_clause(part)) for part in parts]
    named = [part for part in bare if len(part) >= _SHORTEST and not _CONDITION.search(part)]
    works = [part for part in named if not _VENUE.fullmatch(part)] or named
    return tuple(dict.fromkeys(works))[:MOST_WORKS]


def _bare(part: str) -> str:
    """Take away what leads to a work and what trails behind it, unless nothing of it were left."""
    shorter = _TRAILING.sub("", _LEADING.sub("", part)).strip()
    return shorter if len(shorter) >= _SHORTEST else part
