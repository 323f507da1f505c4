"""What an employer reads of a match: how each criterion of the work stands, and none of the person's own words."""

from __future__ import annotations

from dataclasses import replace

from matcher.explain.sentences import Language, sentence
from matcher.explain.values import Worded, degree_held
from matcher.proposing import ExperienceBand, Traits
from matcher.records import Criterion, Match, Status

ABOUT_WORK = frozenset(
    {
        "work",
        "wish_words",
        "training",
        "words",
        "education",
        "level",
        "experience",
        "seniority",
        "major",
        "certificate",
        "language",
        "kind",
    }
)
"""What an employer reads of somebody: nothing of where the person lives, what the person needs or expects."""

WITHHELD = Worded("暂不显示", "not shown yet")
"""In place of what too few people have in common."""

_BANDS = {
    ExperienceBand.NONE: Worded("没有经验", "none"),
    ExperienceBand.UNDER_A_YEAR: Worded("不到一年", "under a year"),
    ExperienceBand.ONE_TO_THREE_YEARS: Worded("一至三年", "one to three years"),
    ExperienceBand.OVER_THREE_YEARS: Worded("三年以上", "over three years"),
}

_OF_WISH = ("work", "wish_words")
_OF_TRAINING = ("training", "words")
_PLAIN: dict[Language, dict[bool, dict[Status, str]]] = {
    "zh": {
        True: {
            Status.MET: "本人想做的工作与岗位相近。",
            Status.NOT_MET: "本人想做的工作与岗位相差较远。",
            Status.UNKNOWN: "本人想做的工作与岗位的关系不明显。",
        },
        False: {
            Status.MET: "本人的所学与经历与岗位职责相近。",
            Status.NOT_MET: "本人的所学与经历与岗位职责相差较远。",
            Status.UNKNOWN: "本人的所学与经历和岗位职责的关系不明显。",
        },
    },
    "en": {
        True: {
            Status.MET: "The work that the person wishes for is close to the post.",
            Status.NOT_MET: "The work that the person wishes for is far from the post.",
            Status.UNKNOWN: "How the work that the person wishes for relates to the post is not clear.",
        },
        False: {
            Status.MET: "What the person learnt and did is close to the duties.",
            Status.NOT_MET: "What the person learnt and did is far from the duties.",
            Status.UNKNOWN: "How what the person learnt and did relates to the duties is not clear.",
        },
    },
}
"""Of the wish (True) and of training: the same outcome as the person is told, without what either side wrote."""


def told_to_employer(match: Match, shown: Traits) -> tuple[Criterion, ...]:
    """
    Give the criteria of a match that an employer is told: how each stands, as the person is told it.

    Of what the person has it is told what *shown* leaves, by bands and levels; shares of the score are left out, since
    they are as good as a fingerprint.
    """
    return tuple(_to_employer(one, shown) for one in match.criteria if one.code in ABOUT_WORK)


def sentence_of(criterion: Criterion, language: Language) -> str:
    """Say in one plain sentence how a criterion of ``told_to_employer`` stands."""
    if criterion.code in (*_OF_WISH, *_OF_TRAINING):
        return _PLAIN[language][criterion.code in _OF_WISH][criterion.status]
    return sentence(criterion, language)


def _to_employer(one: Criterion, shown: Traits) -> Criterion:
    asked, given = one.asked, None
    if one.code in (*_OF_WISH, *_OF_TRAINING):
        asked = None
    elif one.code in ("education", "level"):
        given = _told(one, degree_held(shown.education))
    elif one.code == "major":
        given = _told(one, None if shown.major is None else one.given)
    elif one.code == "experience":
        given = _told(one, None if shown.experience is None else _BANDS[shown.experience])
    elif one.code == "kind":
        given = one.given  # of the post; what is asked for is one of four kinds
    return replace(one, asked=asked, given=given, contribution=0.0)


def _told(one: Criterion, value: str | None) -> str | None:
    return None if one.given is None else value or WITHHELD
