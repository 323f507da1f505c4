"""Words that no message may hold: they would tell somebody's priority group, disability or poverty."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

CHINESE = (
    *("低保", "低收入", "最低生活", "特困", "五保", "孤儿", "孤兒", "困境儿童", "脱贫", "脫貧", "扶贫", "扶貧"),
    *("返贫", "返貧", "贫困", "貧困", "贫穷", "建档立卡", "零就业", "零就業", "助学贷款", "助學貸款"),
    *("残疾", "殘疾", "残障", "殘障", "残联", "伤残", "残奥", "助残", "轮椅", "无障碍", "聋", "哑", "盲人", "盲文"),
    *("弱视", "智障", "肢体", "听障", "视障", "言语障碍", "听力", "视力", "智力", "精神病", "精神障碍", "手语"),
    *("长期失业", "長期失業"),
)
OF_ANY_GROUP = (
    *("重点帮扶", "重点群体", "重点人群", "重点对象", "帮扶", "救助", "兜底", "弱势"),
    *("特殊群体", "特殊困难", "特殊人群", "优待", "困难", "困難"),
)
"""Words that tell that somebody is in a group, and not in which."""
PINYIN = (
    *("dibao", "canji", "canzhang", "canlian", "pinkun", "fupin", "tuopin", "fanpin", "tekun", "wubao", "guer"),
    *("kunnan", "lingjiuye", "zhuxuedaikuan", "bangfu", "jiuzhu", "zhongdianqunti", "jiandanglika", "changqishiye"),
)
ENGLISH = (
    *("disab", "handicap", "impair", "poverty", "lowincome", "minimumliving", "orphan", "destitute", "hardship"),
    *("wheelchair", "prioritygroup", "zeroemployment", "studentloan", "longtermunemployed", "needyfamil"),
)
OF_ONE_GROUP = (*CHINESE, *PINYIN, *ENGLISH)


def telling_word(text: str, *, more: Sequence[str] = ()) -> str | None:
    """
    Give the first word of *text* that would tell a priority group; None = there is none.

    Nothing between the characters hides a word: spaces, signs, tone marks, full width and case do not count.

    Args:
        more: other words that tell one, as the names of a city's groups.
    """
    found = place_of_telling_word(text, more=more)
    return None if found is None else found[1]


def group_word(text: str, *, more: Sequence[str] = ()) -> str | None:
    """Give the first word of *text* that would tell which priority group, hidden or not; None = there is none."""
    found = _first(text, (*OF_ONE_GROUP, *more))
    return None if found is None else found[1]


def place_of_telling_word(text: str, *, more: Sequence[str] = ()) -> tuple[int, str] | None:
    """Give the place in *text* where the first such word begins, and the word."""
    return _first(text, (*OF_ONE_GROUP, *OF_ANY_GROUP, *more))


def _first(text: str, telling: Iterable[str]) -> tuple[int, str] | None:
    kept = list(_kept(text))
    plain = "".join(character for _, character in kept)
    words = {bare for word in telling if (bare := _bare(word))}
    places = [(plain.find(word), word) for word in words if word in plain]
    if not places:
        return None
    place, word = min(places, key=lambda one: (one[0], -len(one[1])))
    return kept[place][0], word


@cache
def _bare(word: str) -> str:
    return "".join(character for _, character in _kept(word))


def _kept(text: str) -> Iterator[tuple[int, str]]:
    """Give each letter and digit of a text, without case, width and marks, with its place."""
    for place, written in enumerate(text):
        for character in unicodedata.normalize("NFKD", written).casefold():
            if character.isalnum():
                yield place, character
