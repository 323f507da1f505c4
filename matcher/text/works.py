"""The works that a person wishes for, one by one, as the wish lists them."""

from __future__ import annotations

import re

from matcher.records import Candidate
from matcher.text.candidates import bare_clause, wished_clauses

MOST_WORKS = 6
"""A wish that lists more works than this is open to much; the first ones count."""

_LISTED = re.compile(r"[、/;；]|或者?|以及|(?:优先|次之)")
_CONDITION = re.compile(
    r"离[^,，。]{0,5}近|只要|坐办公室|从头|愿意|考(?:证|编|研|技|C)|准备|用得上|用上|能教(?!练)|最好|驻场|正规|督导|对口|算力|数据和|为主|团队|挂"
)
_LEADING = re.compile(r"^(?:求职意向|意向|本人|我|应聘|转行|\s|什么|做|干|找|进|往|去|像|就|从|别的|一线)+")
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
    bare = [_TRAILING.sub("", _LEADING.sub("", bare_clause(part))).strip() for part in parts]
    named = [part for part in bare if len(part) >= _SHORTEST and not _CONDITION.search(part)]
    works = [part for part in named if not _VENUE.fullmatch(part)] or named
    return tuple(dict.fromkeys(works))[:MOST_WORKS]
