"""One plain sentence for each criterion and outcome, in Chinese and English."""

from __future__ import annotations

from typing import Literal

from matcher.explain.chinese import CHINESE
from matcher.explain.english import ENGLISH
from matcher.explain.values import in_english
from matcher.records import Criterion, Status

Language = Literal["zh", "en"]

_MET, _NOT, _OPEN = Status.MET, Status.NOT_MET, Status.UNKNOWN

_NOT_STATED = {"zh": "未写明", "en": "not stated"}

_WITHOUT = {
    "zh": {
        "work": "本人没有写明想做什么工作，请先问清再推荐“{given}”。",
        "wished": "意向里没有点名具体工作，请先问清。",
        "other_work": "意向里没有点名具体工作，请先问清。",
        "needs": "本人没有写明对工作条件的需要。",
        "kind": "本人没有写意向类别，岗位是{given}。",
    },
    "en": {
        "work": "The person named no work that is wished for: ask before recommending “{given}”.",
        "wished": "The wish names no work in particular: ask first.",
        "other_work": "The wish names no work in particular: ask first.",
        "needs": "The person stated no need of the workplace.",
        "kind": "The person stated no kind that is wanted; this is {given}.",
    },
}
"""Where nothing is asked for, whatever the outcome."""
_WITHOUT["zh"] |= {code: _WITHOUT["zh"]["work"] for code in ("wish_words", "unasked_work")}
_WITHOUT["en"] |= {code: _WITHOUT["en"]["work"] for code in ("wish_words", "unasked_work")}

_OPEN_BETWEEN = {
    "zh": {
        "experience": "经验略少：要求{asked}，本人{given}，可与单位商量。",
        "kind": "岗位类别不清楚：想要{asked}，岗位是{given}。",
        "certificate": "证书待核实：要求{asked}，本人材料里没有写明，请先问清。",
        "pay": "待遇略低于期望：期望{asked}，岗位{given}，请先问本人能否接受。",
    },
    "en": {
        "experience": "Experience is a little short (asked for: {asked}; held: {given}); talk to the employer.",
        "kind": "Whether the kind suits is not clear (wanted: {asked}; this is: {given}).",
        "certificate": "The post asks for {asked}, which the person's records do not tell: ask first.",
        "pay": "The pay is a little under the wish (wished: {asked}; offered: {given}): ask whether it will do.",
    },
}
"""Where both sides are known and the outcome is still open."""

_OPEN_WITHOUT_GIVEN = {
    "zh": {"kind": "想要{asked}，岗位没有写明类别。", "experience": "要求{asked}经验，本人没有写经历，请先问本人。"},
    "en": {
        "kind": "{asked} is wanted, and the post states no kind.",
        "experience": "{asked} of experience asked, and the person tells of none: ask first.",
    },
}
"""Where the one side asks and the other says nothing."""
for _language in ("zh", "en"):
    _OPEN_WITHOUT_GIVEN[_language]["certificate"] = _OPEN_BETWEEN[_language]["certificate"]


_JUDGED = {
    "zh": {
        _MET: "工作人员核实过这条招聘信息，没有问题。",
        _NOT: "工作人员已认定这条招聘信息有问题，不再推荐：{given}。",
    },
    "en": {
        _MET: "An officer checked the advert and cleared it.",
        _NOT: "An officer found the advert to be a trap; it is recommended to nobody: {given}.",
    },
}
"""Of an advert on which an officer gave a verdict."""

_UNNAMED = {
    "zh": {_MET: "本人的材料与岗位职责相近。", _NOT: "本人的材料与岗位职责相差较远。"},
    "en": {
        _MET: "What the person's records say is close to the duties.",
        _NOT: "What the person's records say is far from the duties.",
    },
}
"""Of training where neither a major nor a skill can be named."""


_LISTS = frozenset({"place", "certificate"})
"""What is asked and given are names one after another, which English parts by commas."""


def sentence(criterion: Criterion, language: Language) -> str:
    """
    Say in one plain sentence how *criterion* stands.

    What the records say is quoted as they have it, in Chinese, in both languages; what the program worded itself is in
    *language*. What is unknown is said to be not stated.
    """
    missing = _NOT_STATED[language]
    asked, given = (_in(value, language) or missing for value in (criterion.asked, criterion.given))
    if language == "en" and criterion.code in _LISTS:
        asked, given = (value.replace("、", ", ") for value in (asked, given))
    told = _template(criterion, language).format(asked=asked, given=given)
    return told[0].upper() + told[1:]


def sentence_to_employer(criterion: Criterion) -> str:
    """Say the same in Chinese to the other side: what the person wrote of wishes is not repeated."""
    if criterion.code == "work" and criterion.status is _MET and criterion.asked is not None:
        return f"本人想做的工作与岗位“{criterion.given}”相近。"
    return sentence(criterion, "zh")


def _template(criterion: Criterion, language: Language) -> str:
    usual = (CHINESE if language == "zh" else ENGLISH)[criterion.code][criterion.status]
    if criterion.code == "advert" and criterion.asked is not None:
        return _JUDGED[language].get(criterion.status, usual)
    if criterion.asked is None and (criterion.status is not _NOT or criterion.code != "kind"):
        return _WITHOUT[language].get(criterion.code, usual)
    if criterion.status is not _OPEN:
        unnamed = criterion.code == "training" and criterion.given is None
        return _UNNAMED[language][criterion.status] if unnamed else usual
    special = _OPEN_WITHOUT_GIVEN if criterion.given is None else _OPEN_BETWEEN
    return special[language].get(criterion.code, usual)


def _in(value: str | None, language: Language) -> str | None:
    return value if value is None or language == "zh" else in_english(value)
