"""Foreign languages that adverts require and people know, as bits."""

from __future__ import annotations

import re

from matcher.text.clauses import clauses, is_preference

LANGUAGES = {
    "英语": re.compile(r"英语|英文|雅思|托福|大学英语|CET"),
    "日语": re.compile(r"日语|日文|JLPT"),
    "韩语": re.compile(r"韩语|韩文|朝鲜语"),
    "俄语": re.compile(r"俄语"),
    "德语": re.compile(r"德语|德文"),
    "法语": re.compile(r"法语|法文"),
    "西班牙语": re.compile(r"西班牙语|西语"),
    "阿拉伯语": re.compile(r"阿拉伯语|阿语"),
    "葡萄牙语": re.compile(r"葡萄牙语|葡语"),
}
_ANY_OF_THEM = re.compile(r"各语种|小语种|多语种|任一语种|[语文](?:、|/|或)[^,，。]{0,12}[语文](?:等|均可|之一)")


def languages_asked(title: str, description: str) -> int:
    """
    Give the languages that an advert (cleaned texts) requires: bit i = the i-th of LANGUAGES.

    Clauses on what is preferred, and those that leave the language open, are left aside.
    """
    if _ANY_OF_THEM.search(title):
        return 0
    required = [c for c in (title, *clauses(description)) if not is_preference(c) and not _ANY_OF_THEM.search(c)]
    return languages_known("。".join(required))


def languages_known(words: str) -> int:
    """Give the languages that a person's *words* (cleaned) name."""
    return sum(1 << i for i, pattern in enumerate(LANGUAGES.values()) if pattern.search(words))


def language_names(bits: int) -> tuple[str, ...]:
    """Name the languages of *bits*."""
    return tuple(name for i, name in enumerate(LANGUAGES) if bits >> i & 1)
