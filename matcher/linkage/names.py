"""Names of people as they are compared: cleaned, variants folded, spelt in pinyin, and how common they are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from matcher.linkage.variants import FOLDED, LOOKS

COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "司徒",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "宇文",
        "长孙",
        "端木",
        "夏侯",
        "轩辕",
        "南宫",
        "西门",
        "闻人",
        "赫连",
        "澹台",
        "呼延",
    ]
)
SEVERAL = 20  # people who bear a name before a table of names tells it: fewer would tell who they are

_REMARK = re.compile(r"[(\[【〔<《].*?(?:[)\]】〕>》]|$)")
_NOT_A_NAME = re.compile(r"[^\w]|[\d_]")
_RARE_SURNAME, _SURNAME_WEIGHT = 0.004, 200.0  # share of a surname unheard of; names that this guess is worth
_RARE_CHARACTER, _CHARACTER_WEIGHT = 0.004, 200.0
_GIVEN_WEIGHT = 500.0


@lru_cache(maxsize=65536)
def clean_name(text: str) -> str:
    """Give a name without remarks in brackets, spaces, dots and digits, in capitals where it is Latin."""
    folded = unicodedata.normalize("NFKC", text)
    return _NOT_A_NAME.sub("", _REMARK.sub("", folded)).upper()


def fold(name: str) -> str:
    """Write each character in the form that stands for its old forms and variants."""
    return name.translate(FOLDED)


def look(name: str) -> str:
    """Fold a name so that characters which are taken for each other are one."""
    return name.translate(LOOKS)


def surname_of(name: str) -> str:
    """Give the surname that a name begins with."""
    return name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[:1]


def spell(name: str) -> str:
    """Spell a name in pinyin without tones, a space between characters; one reading a character."""
    return " ".join(map(_reading, name))


@lru_cache(maxsize=32768)
def _reading(character: str) -> str:
    from pypinyin import Style, lazy_pinyin  # its dictionaries take a tenth of a second

    return lazy_pinyin(character, style=Style.NORMAL)[0]


@dataclass(frozen=True, slots=True)
class NameShares:
    """
    How common surnames, given names and their characters are. Names of fewer than SEVERAL people are not told.

    Attributes:
        n: names counted.
        surnames: surname → how many bear it; the same for *givens* and *characters* (of given names).
    """

    n: int = 0
    surnames: Mapping[str, int] = field(default_factory=dict)
    givens: Mapping[str, int] = field(default_factory=dict)
    characters: Mapping[str, int] = field(default_factory=dict)

    def of(self, name: str) -> float:
        """Estimate the share of people who bear a folded name, > 0: surname by given name, as if independent."""
        surname = surname_of(name)
        given = name[len(surname) :]
        common = (self.surnames.get(surname, 0) + _SURNAME_WEIGHT * _RARE_SURNAME) / (self.n + _SURNAME_WEIGHT)
        return common * self._of_given(given)

    def _of_given(self, given: str) -> float:
        by_character = 0.2 if len(given) < 2 else 1.0  # about a fifth of given names have one character
        for character in given:
            told = self.characters.get(character, 0)
            by_character *= (told + _CHARACTER_WEIGHT * _RARE_CHARACTER) / (self.n + _CHARACTER_WEIGHT)
        return (self.givens.get(given, 0) + _GIVEN_WEIGHT * by_character) / (self.n + _GIVEN_WEIGHT)


def count_names(names: Iterable[str]) -> NameShares:
    """Count folded names; what fewer than SEVERAL people bear is left to its characters."""
    surnames: Counter[str] = Counter()
    givens: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    n = 0
    for n, name in enumerate(names, 1):  # noqa: B007 - the count is kept
        surname = surname_of(name)
        surnames[surname] += 1
        givens[name[len(surname) :]] += 1
        characters.update(name[len(surname) :])
    return NameShares(n, *(_told(counted) for counted in (surnames, givens, characters)))


def _told(counted: Counter[str]) -> dict[str, int]:
    return {name: n for name, n in sorted(counted.items()) if n >= SEVERAL and name}
