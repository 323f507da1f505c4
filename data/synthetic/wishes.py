"""Wishes as people write them: one occupation or several, vague ones, in slang, with what they do not want."""

from __future__ import annotations

from data.synthetic.chance import Bag, Chance, fill_bag
from data.synthetic.histories import presumed_rank
from data.synthetic.occupations import Occupation
from data.synthetic.schooling import RANKS, Schooling
from data.synthetic.words import read_words

MANNERS: Bag[str] = fill_bag(
    [
        ("plain", 40.0),
        ("pairs", 19.0),
        ("triples", 9.0),
        ("slang", 6.0),
        ("major", 6.0),
        ("unsure", 6.0),
        ("why", 6.0),
        ("vague", 8.0),
    ]
)
VERBS = "学照拍进带"
JOINTS = ("，", "，", "。", " ", "；", "，")


def _manner(chance: Chance, occupation: Occupation, major: str) -> str:
    manner = chance.draw(MANNERS)
    if (manner == "slang" and not occupation.slang) or (manner in ("major", "unsure") and not major):
        return "plain"
    return manner


def _form(manner: str, wish: str) -> str:
    """Choose the sentences that a wish fits into: a verb, a phrase with 的 or 相关, or a plain noun."""
    if manner != "plain":
        return manner
    if wish[0] in VERBS and not wish.startswith("学前"):
        return "verb"
    return "phrase" if "的" in wish or wish.endswith(("相关", "类")) else "plain"


def _pick_fitting(chance: Chance, sentences: list[str], rank: int) -> str:
    return chance.pick([s for s in sentences if presumed_rank(s) <= rank])


def _core(chance: Chance, occupation: Occupation, others: list[Occupation], schooling: Schooling) -> str:
    words = read_words("people")["wish"]
    major, rank = schooling.major, RANKS[schooling.level]
    manner = _manner(chance, occupation, major)
    if manner == "vague":
        return str(chance.pick(words["vague"]))
    if manner in ("pairs", "triples") and len(others) < 2:
        manner = "plain"
    named = [chance.pick(o.wishes) for o in (occupation, *others)]
    other, third = (named[1], named[2]) if len(named) > 2 else ("", "")
    return _pick_fitting(chance, words[_form(manner, named[0])], rank).format(
        wish=named[0],
        other=other,
        third=third,
        major=major,
        slang=chance.pick(occupation.slang) if occupation.slang else "",
        reason=chance.pick(words["reasons"]),
    )


def _exclusions(chance: Chance, wish: str) -> list[str]:
    n = chance.draw(_N_EXCLUSIONS)
    if n == 0:
        return []
    rules = read_words("people")["exclude"]["rules"]
    fitting = [texts for texts, clashing in rules if not any(word in wish for word in clashing)]
    return [chance.pick(texts) for texts in chance.some(fitting, n)]


_N_EXCLUSIONS = fill_bag([(0, 78.0), (1, 18.0), (2, 4.0)])


def write_wish(
    chance: Chance, occupation: Occupation, *, others: list[Occupation], schooling: Schooling, home: str, pay: int
) -> str:
    """Write a wish; *home* is the short name of the district, *pay* yuan a month."""
    words = read_words("people")
    text = _core(chance, occupation, others, schooling)
    parts = [text, *_exclusions(chance, text)]
    if chance.happens(0.12):
        parts.append(chance.pick(words["conditions"]["place"]).format(short=home))
    if chance.happens(0.09):
        parts.append(chance.pick(words["conditions"]["pay"]).format(pay=pay))
    if chance.happens(0.06):
        parts.append(_pick_fitting(chance, words["conditions"]["term"], RANKS[schooling.level]))
    ending = "。" if len(parts) > 1 and chance.happens(0.4) else ""
    return chance.pick(JOINTS).join(dict.fromkeys(parts)) + ending
