"""The words of a list that stand in a text: longer ones first, Latin ones standing free, slips of the keyboard too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Self

from matcher.text.cleaning import clean

_ASIDE = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")
_OTHERWISE = re.compile(r"[、,，/;；|。!！?？]+|或者?|以及")
_HIRING = re.compile(r"^.*(?:招聘|直招|急招|诚聘|急聘|高薪聘)(?!专员|助理|主管|经理|顾问|岗|hr)")
_LEAST_SLIP, _MOST_SLIP = 3, 8
"""How many signs a word has in which a slip is seen: two with one wrong among them could be anything."""

_Sounds = dict[tuple[str, ...], list[str]]


class _Found(NamedTuple):
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """A list of words, each with the bits that it stands for, ready to be found."""

    meanings: Mapping[str, int]
    lengths: Mapping[str, tuple[int, ...]]  # the first two signs of a word → how long words are that begin so

    @classmethod
    def of(cls, meanings: Mapping[str, int]) -> Self:
        """Make ready words, each plain (see ``plain``) and of two signs at least."""
        lengths: dict[str, set[int]] = {}
        for word in meanings:
            lengths.setdefault(word[:2], set()).add(len(word))
        return cls(meanings, {begin: tuple(found) for begin, found in lengths.items()})

    def read(self, text: str) -> int:
        """Give what the words in plain *text* mean together; of 产品助理 no 助理 counts."""
        return self._together(self._standing(text))

    def read_slips(self, text: str) -> int:
        """
        Read words of three Chinese signs and more of which one is written with another sign of the same sound.

        Where words of the list sound alike and mean different things, nothing is read.
        """
        return self._together(_slips(text, _sounds(self)))

    def _together(self, found: Iterable[_Found]) -> int:
        meaning = 0
        for one in _apart(found):
            meaning |= self.meanings[one.word]
        return meaning

    def _standing(self, text: str) -> Iterator[_Found]:
        for start in range(len(text) - 1):
            for length in self.lengths.get(text[start : start + 2], ()):
                word = text[start : start + length]
                if len(word) == length and word in self.meanings and _stands_free(text, start, start + length):
                    yield _Found(word, start, start + length)


def plain(text: str) -> str:
    """Bring *text* into the form in which words are compared: NFKC, small letters, no space beside a Chinese sign."""
    return _ASIDE.sub("", clean(text).casefold())


def alternatives(text: str) -> list[str]:
    """Split plain *text* into the works that it lists side by side; brackets stay with what is before them."""
    return [part for part in _OTHERWISE.split(text) if part]


def sought(text: str) -> str:
    """Give what stands behind the last word of hiring in *text* (某某酒店招聘保安 seeks 保安), or nothing."""
    found = _HIRING.match(text)
    return text[found.end() :] if found else ""


def _apart(found: Iterable[_Found]) -> Iterator[_Found]:
    """
    Of words that overlap keep the one that begins first, and of those that begin together the longest.

    Of two equally long ones the later is kept: the head of a compound stands last (电商会计 holds 会计, no 商会).
    """
    kept: _Found | None = None
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if kept is None or one.start >= kept.end:
            if kept is not None:
                yield kept
            kept = one
        elif one.start > kept.start and one.end - one.start == kept.end - kept.start:
            kept = one
    if kept is not None:
        yield kept


def _stands_free(text: str, start: int, end: int) -> bool:
    """Tell whether no word goes on beyond *start* and *end*."""
    return not (start > 0 and _goes_on(text[start - 1], text[start])) and not (
        end < len(text) and _goes_on(text[end - 1], text[end])
    )


def _goes_on(left: str, right: str) -> bool:
    if left == "工" and right in "程作艺资期序":  # 弱电工程 is no 电工, 维护工作 no 护工
        return True
    if not (left.isascii() and right.isascii()):
        return False
    return (left.isalpha() and right.isalpha()) or (left.isdigit() and right.isdigit())


@lru_cache(maxsize=4)
def _sounds(words: Words) -> _Sounds:
    found: dict[tuple[str, ...], list[str]] = {}
    for word in words.meanings:
        if _LEAST_SLIP <= len(word) <= _MOST_SLIP and all(map(_is_chinese, word)):
            found.setdefault(tuple(map(_reader(), word)), []).append(word)
    return {sound: alike for sound, alike in found.items() if len({words.meanings[word] for word in alike}) == 1}


def _slips(text: str, sounds: _Sounds) -> Iterator[_Found]:
    reading = tuple(map(_reader(), text))
    for start in range(len(text) - _LEAST_SLIP + 1):
        for end in range(start + _LEAST_SLIP, min(start + _MOST_SLIP, len(text)) + 1):
            for word in sounds.get(reading[start:end], ()):
                if sum(a != b for a, b in zip(word, text[start:end], strict=True)) == 1:
                    yield _Found(word, start, end)


def _is_chinese(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


@lru_cache(maxsize=1)
def _reader() -> Callable[[str], str]:
    from pypinyin import lazy_pinyin  # a fifth of a second, which only a text without a known word is worth

    return lru_cache(maxsize=32768)(lambda sign: lazy_pinyin(sign)[0] if _is_chinese(sign) else sign)
