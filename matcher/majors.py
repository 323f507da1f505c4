"""Majors: does this education meet that requirement, judged by the words of both."""

from __future__ import annotations

import re
from functools import lru_cache

from matcher.records import Education, Status

ANY_MAJOR = re.compile(r"不限|无要求|不作要求|均可")
RELATED = re.compile(r"(?:等)?(?:相关|相近|类似)?(?:的)?专业$|等$")
# a requirement headed by a level counts for that level: 本科：会计学；研究生：会计
HEADED = re.compile(r"^\s*(博士|硕士|研究生|本科|大专|专科|高职|中专|技校)[^:：]{0,6}[:：]\s*")
LEVELS = {
    "博士": (Education.DOCTOR,),
    "硕士": (Education.MASTER,),
    "研究生": (Education.MASTER, Education.DOCTOR),
    "本科": (Education.BACHELOR,),
    "大专": (Education.COLLEGE,),
    "专科": (Education.COLLEGE,),
    "高职": (Education.COLLEGE,),
    "中专": (Education.UPPER_SECONDARY,),
    "技校": (Education.UPPER_SECONDARY,),
}
DISCIPLINE = re.compile(r"(?:哲|经济|法|教育|文|历史|理|工|农|医|军事|管理|艺术)学|[文理工]科|理工科")


def admits(requirement: str, *, education: Education | None, major: str | None) -> Status:
    """
    Tell whether a requirement as written admits a major.

    It knows names and what their words say: the major itself, ``不限``, and a class whose stem stands in the major
    (``土木类`` admits 土木工程). It knows no catalogue: a class or discipline that does not name the major is UNKNOWN.

    Args:
        requirement: 专业要求 as written, any number of names; empty asks for none.
        education: level of the person; chooses among parts headed by a level (``本科：会计学；研究生：金融学``).
        major: the person's major; None = unknown.
    """
    if not requirement.strip() or ANY_MAJOR.search(requirement):
        return Status.MET
    if major is None or not major.strip():
        return Status.UNKNOWN
    own = _plain(major)
    statuses = {_admits_part(part, own) for part in _parts(requirement, education)}
    if Status.MET in statuses:
        return Status.MET
    return Status.UNKNOWN if Status.UNKNOWN in statuses else Status.NOT_MET


@lru_cache(maxsize=4096)
def _parts(requirement: str, education: Education | None) -> tuple[str, ...]:
    """Give each part that counts at this level of education; a heading holds up to the next semicolon."""
    parts = []
    for part in re.split(r"[;；\n]", requirement):
        headed = HEADED.match(part)
        if headed is None:
            parts.append(part)
        elif education is None or education in LEVELS[headed[1]]:
            parts.append(part[headed.end() :])
    return tuple(parts)


@lru_cache(maxsize=4096)
def _names(part: str) -> tuple[str, ...]:
    return tuple(name for name in re.split(r"[,，、/\s]+|或", part) if name)


def _admits_part(part: str, own: str) -> Status:
    if _plain(part) == own:  # some majors hold a comma of their own: 政治学、经济学与哲学
        return Status.MET
    statuses = {_admits_name(name, own) for name in _names(part)}
    if Status.MET in statuses:
        return Status.MET
    return Status.UNKNOWN if Status.UNKNOWN in statuses else Status.NOT_MET


@lru_cache(maxsize=16384)
def _admits_name(name: str, own: str) -> Status:
    asked = _plain(name)
    if asked == own:
        return Status.MET
    if DISCIPLINE.fullmatch(asked):
        return Status.UNKNOWN
    if asked.endswith("类") or asked != name:
        return Status.MET if _stem(asked) in own else Status.UNKNOWN
    return Status.UNKNOWN if _share_a_word(asked, own) else Status.NOT_MET


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    """Drop what surrounds the name of a major: spaces, 专业, 相关, a note in brackets."""
    bare = re.sub(r"[（(].*?[)）]", "", name).strip()
    return RELATED.sub("", bare) or bare


def _stem(asked: str) -> str:
    """Reduce a class to the words its majors share: 经济学类 → 经济, but 法学类 → 法学, as one letter says nothing."""
    whole = asked.removesuffix("类")
    short = whole.removesuffix("学")
    return short if len(short) > 1 else whole


def _share_a_word(asked: str, own: str) -> bool:
    """Tell whether two neighbouring characters of one stand in the other: then words alone do not tell them apart."""
    return any(asked[i : i + 2] in own for i in range(len(asked) - 1)) or len(asked) < 2
