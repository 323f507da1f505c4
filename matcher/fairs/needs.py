"""What somebody needs at a fair, read from the person's own statement and from nothing else."""

from __future__ import annotations

import re

from matcher.needs import NEEDS
from matcher.records import FairNeed
from matcher.text.clauses import clauses
from matcher.text.cleaning import clean

_STATED: tuple[tuple[FairNeed, re.Pattern[str]], ...] = (
    (FairNeed.STEP_FREE, re.compile(rf"{NEEDS[0].stated.pattern}|台阶|爬楼|上下楼|行动不便|腿脚不便")),
    (
        FairNeed.QUIET,
        re.compile(
            r"怕吵|嘈杂|噪[音声]|吵闹|人多|人群|感官(?:过载|敏感)"
            r"|(?:需要?|要|必须)[^,，。;；]{0,6}安静|安静(?:时段|时间|环境)"
        ),
    ),
    (
        FairNeed.INTERPRETER,
        re.compile(r"手语|(?:需要?|要|请)[^,，。;；]{0,6}(?:翻译|口译)|(?:翻译|口译)[^,，。;；]{0,2}陪同"),
    ),
)
_NOT_NEEDED = re.compile(
    r"(?:不需要?|不用|不必|无需)[^,，。;；]{0,4}(?:轮椅|无障碍|坡道|电梯|拐杖|助行器|手语|翻译|口译|安静)"
    r"|喜欢|会(?:打)?手语|懂手语|自带|自备"
)


def fair_needs(text: str | None) -> frozenset[FairNeed]:
    """
    Give what the words of 特殊需求 ask for at a fair; clauses that say it is not needed, or merely liked, do not count.

    None or nothing said = nothing is needed.
    """
    return frozenset(
        need
        for clause in clauses(clean(text))
        if not _NOT_NEEDED.search(clause)
        for need, stated in _STATED
        if stated.search(clause)
    )
