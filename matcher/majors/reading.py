"""A requirement of majors read into parts and items: who is asked for what, and which names are understood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from matcher.majors.catalogue import CLASS, DISCIPLINE, NONE, Catalogue, Codes, of_rank
from matcher.majors.names import CODED, bare, code_of, fold, n_digits, with_codes_in_brackets
from matcher.records import Education

_LEVEL = r"(?:博士|硕士|研究生|本科|大学|大专|专科|高职|高专|中专|中职|职高|技校|技工院校|技工|高中)"
_AFTER_LEVEL = r"(?:研究生|及以上|或以上|以上|学历|专业|层次|阶段|毕业生|毕业|要求)*"
_HEADING = re.compile(rf"[（(【]?((?:{_LEVEL}{_AFTER_LEVEL}[/、或及和]?)+)[）)】]?\s*[:：]")
_LEVELS: dict[str, tuple[Education, ...]] = {
    "博士": (Education.DOCTOR,),
    "硕士": (Education.MASTER,),
    "研究生": (Education.MASTER, Education.DOCTOR),
    "本科": (Education.BACHELOR,),
    "大学": (Education.BACHELOR,),
    "大专": (Education.COLLEGE,),
    "专科": (Education.COLLEGE,),
    "高职": (Education.COLLEGE,),
    "高专": (Education.COLLEGE,),
    "中专": (Education.UPPER_SECONDARY,),
    "中职": (Education.UPPER_SECONDARY,),
    "职高": (Education.UPPER_SECONDARY,),
    "高中": (Education.UPPER_SECONDARY,),
    "技校": (Education.UPPER_SECONDARY,),
    "技工": (Education.UPPER_SECONDARY, Education.COLLEGE),
}
_UP = re.compile(r"以上")
_ANY = re.compile(
    r"不限|无(?:专业|具体|特殊)?(?:要求|限制)|(?:不作|不做|没有|不)(?:专业)?(?:要求|限制)|(?:所有|任何|各|各类)专业"
    r"|^专业(?:均|皆)?可$|^\s*(?:均可|皆可|都可|无|[-—/])\s*$"
)
_RELATED = re.compile(
    r"(?:等|及|和|或|与)*(?:其他|其它)?(?:相关|相近|类似|近似|对口)(?:的)?(?:专业|学科|类别|类|领域|方向)*"
)
_AND_SO_ON = re.compile(r"等(?!离子)(?:专业|学科|类|方向)*")
_PREFERRED = re.compile(r"(?:者)?(?:的)?优先(?:考虑|录用)?|为佳")
_EXCEPT = re.compile(r"[（(\[【]?(?:除外|除|不含|不包括)[^）)\]】、,，;；]*[）)\]】]?")
_FILLER = re.compile(r"专业代码[:：]?|(?:均|皆|都)可|毕业(?:生)?|具有|具备|要求|背景")
_SEPARATOR = re.compile(r"[,，、;；/|｜。\s]+|或者?|以及")
_NOTE = re.compile(r"[（(\[【][^（()）\[\]【】]*[)）\]】]")
_ONLY_LEVEL = re.compile(rf"(?:{_LEVEL}{_AFTER_LEVEL})+")
_OWN = re.compile(r"[\ue000-\uf8ff]")
_MARK, _PARTLY, _FIRST = "\ue000", "\ue001", 0xE100  # characters of ours inside a text; a text from outside has none

PLAINLY_A_MAJOR = frozenset({"法学"})
"""Of the names that a discipline and a major share, the one by which people mean the major when nothing tells."""


@dataclass(frozen=True, slots=True)
class Item:
    """One name of a requirement."""

    text: str  # as written, without what surrounds it
    codes: Codes  # what it stands for; none = not understood
    open: Codes = NONE  # what it may stand for too: 经济学 in a list of majors may mean the discipline


@dataclass(frozen=True, slots=True)
class Part:
    """What is asked of people of some levels of education."""

    items: tuple[Item, ...]
    levels: frozenset[Education] = frozenset()  # none = all
    any: bool = False  # no major asked for
    related: bool = False  # 相关专业, 等: related majors are welcome too
    preferred: bool = False  # 优先: others are not shut out
    # of all items together, so that most verdicts need not look at each
    names: frozenset[str] = frozenset()  # folded
    codes: Codes = NONE
    unclear: bool = False  # a name is not understood
    near: Codes = NONE  # the classes asked for, those of the same field in other catalogues, and disciplines asked for
    open: Codes = NONE


@dataclass(frozen=True, slots=True)
class Reading:
    """A requirement as understood."""

    parts: tuple[Part, ...]
    by_level: bool = False  # a part is headed by a level

    def parts_for(self, education: Education | None) -> tuple[Part, ...]:
        """Give the parts that count at that level; None = unknown, all count."""
        if education is None or not self.by_level:
            return self.parts
        return tuple(part for part in self.parts if not part.levels or education in part.levels)


@lru_cache(maxsize=65536)
def read_requirement(catalogue: Catalogue, text: str) -> Reading:
    """
    Read 专业要求 as written: lists, codes in brackets, parts headed by a level (``研究生：…；本科：…``), 不限.

    A heading holds up to the next one. A code in brackets tells only what sort of entry a name is, unless the name is
    not understood: provinces number classes in orders of their own.
    """
    text = _OWN.sub("", text)
    headings = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in headings] + [len(text)]
    before = text[: ends[0]].strip(" ;；,，、。\n")
    parts = [_part(catalogue, before, frozenset())] if before or not headings else []
    for heading, end in zip(headings, ends[1:], strict=True):
        parts.append(_part(catalogue, text[heading.end() : end], _levels(heading[1])))
    return Reading(tuple(parts), by_level=bool(headings))


def _levels(heading: str) -> frozenset[Education]:
    named = {level for word, levels in _LEVELS.items() if word in heading for level in levels}
    if _UP.search(heading):
        named |= {level for level in Education if level > min(named)}
    return frozenset(named)


def _part(catalogue: Catalogue, text: str, levels: frozenset[Education]) -> Part:
    stripped = text.strip(" ;；,，、。\n")
    if not stripped or _ANY.search(_NOTE.sub("", stripped)):
        return Part((), levels, any=True)
    plain, preferred = _PREFERRED.subn("", stripped)
    plain, related = _RELATED.subn("、", plain)
    plain, more = _AND_SO_ON.subn("、", plain)
    items = [_item(catalogue, token) for token in _tokens(catalogue, plain)]
    if not items:
        return Part((), levels, any=True)
    settled = _settled(items)
    return Part(
        settled,
        levels,
        related=bool(related or more),
        preferred=bool(preferred),
        names=frozenset(fold(item.text) for item in settled),
        codes=NONE.union(*(item.codes for item in settled)),
        near=NONE.union(*(near_of(catalogue, item) for item in settled)),
        open=NONE.union(*(item.open for item in settled)),
        unclear=not all(item.codes for item in settled),
    )


def near_of(catalogue: Catalogue, item: Item) -> Codes:
    """Give the classes that *item* names or whose majors it names, those of their fields, and the disciplines."""
    return NONE.union(*(catalogue.kin(code) or {code} for code in item.codes))


def _tokens(catalogue: Catalogue, text: str) -> list[str]:
    """Split a list; a name that holds a comma of its own stays whole, and so does a code with its name."""
    plain = with_codes_in_brackets(_FILLER.sub("", _EXCEPT.sub(_PARTLY, text)))
    coded = CODED.sub(lambda found: f"{_MARK}{found[1]}", plain)
    coded = _NOTE.sub("", coded)
    plain = fold(coded)
    kept = {chr(_FIRST + i): name for i, name in enumerate(catalogue.joined_names) if name in plain}
    coded = plain if kept else coded
    for sign, name in kept.items():
        coded = coded.replace(name + _MARK, f"、{sign}{_MARK}").replace(name, f"、{sign}、")
    tokens = [token for token in _SEPARATOR.split(coded) if token]
    whole = [kept.get(token[0], token[0]) + token[1:] for token in tokens]
    named = [_ONLY_LEVEL.sub("", token, count=1) if _ONLY_LEVEL.match(token) else token for token in whole]
    return [name for token in named for name in _pair(catalogue, _or_code(token)) if bare(name)]


def _or_code(token: str) -> str:
    """Give a token as it is, or the code alone where its name is nothing."""
    name, _, code = token.partition(_MARK)
    return token if bare(name) else code


def _pair(catalogue: Catalogue, token: str) -> list[str]:
    """Split at 与, 及, 和 where the whole is no name and both sides are: 会计学和审计学."""
    if catalogue.find(token.split(_MARK)[0]):
        return [token]
    for sign in "和及与":
        first, _, second = token.partition(sign)
        if second and catalogue.find(first) and catalogue.find(second):
            return [first, second]
    return [token]


def _item(catalogue: Catalogue, token: str) -> Item:
    name, _, code = token.partition(_MARK)
    if _PARTLY in token:  # 计算机类（除软件工程）: who of them is meant is left to people
        name = name.replace(_PARTLY, "")
        return Item(bare(name), NONE, catalogue.find(name))
    code = code or code_of(name)
    codes = catalogue.find(name) or catalogue.of_code(code)
    return Item(catalogue.in_words(bare(name)), of_rank(codes, n_digits(code)) if code else codes)


def _settled(items: list[Item]) -> tuple[Item, ...]:
    """Decide for the names that a discipline shares with one of its majors (经济学, 法学) which of the two is meant."""
    return tuple(_decided(item, items) if _is_double(item) else item for item in items)


def _is_double(item: Item) -> bool:
    ranks = {len(code) for code in item.codes if code[0] == "u"}
    return DISCIPLINE in ranks and len(ranks) > 1


def _decided(item: Item, items: list[Item]) -> Item:
    major = frozenset(code for code in item.codes if len(code) > CLASS)
    return Item(item.text, major, item.codes - major) if _means_the_major(item, items) else item


def _means_the_major(item: Item, items: list[Item]) -> bool:
    """
    Tell whether the major is the likelier reading.

    Beside other disciplines it is a discipline; beside a class or major of its own discipline it is the major, as the
    discipline would hold them already; a list that is mostly majors goes on with one.
    """
    others = [other for other in items if other.text != item.text and other.codes]
    if any(_rank(other) == DISCIPLINE and not _is_double(other) for other in others):
        return False
    own = {code for code in item.codes if len(code) == DISCIPLINE}
    if any(code[:DISCIPLINE] in own for other in others if not _is_double(other) for code in other.codes):
        return True
    if fold(item.text) in PLAINLY_A_MAJOR:
        return True
    return 2 * sum(_rank(other) > CLASS for other in others) > len(others)


def _rank(item: Item) -> int:
    """Give the length of the widest code of an item, of the undergraduate catalogue where it has one there."""
    own = [code for code in item.codes if code[0] == "u"] or item.codes
    return min(map(len, own))
