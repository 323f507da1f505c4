"""The initials of a name in pinyin, as they are typed to find somebody: 张伟 is ZW."""

from __future__ import annotations

import re
import unicodedata

# Surnames whose reading begins with another letter than the everyday reading of the character: 单 is Shàn, not dān.
_SURNAMES = {
    "单": "S", "解": "X", "曾": "Z", "仇": "Q", "区": "O", "查": "Z", "翟": "Z", "种": "C", "重": "C", "秘": "B",
    "召": "S", "繁": "P", "乜": "N", "么": "Y", "折": "S", "祭": "Z", "阚": "K", "佴": "N", "乐": "Y", "郇": "X",
    "句": "G", "覃": "Q", "粘": "N", "藏": "Z", "隗": "W", "長": "Z", "單": "S", "區": "O", "闞": "K",
}  # fmt: skip
_DOUBLE_SURNAMES = {"万俟": "MQ", "尉迟": "YC", "澹台": "TT", "长孙": "ZS", "单于": "CY"}
_WORD = re.compile(r"[^\W\d_]+")


def initials(name: str) -> str:
    """
    Give the first letter of each syllable of a name in pinyin, in capitals; of a word in Latin letters its first.

    A surname is read as a surname. "" where nothing of the name has a letter.
    """
    plain = re.sub(r"\s+(?=[^\x00-\x7f])", "", unicodedata.normalize("NFKC", name).strip())
    if plain[:2] in _DOUBLE_SURNAMES:
        return _DOUBLE_SURNAMES[plain[:2]] + _letters(plain[2:])
    if plain[:1] in _SURNAMES:
        return _SURNAMES[plain[0]] + _letters(plain[1:])
    return _letters(plain)


def spelled(name: str) -> str:
    """Spell a name in pinyin, for lists by the alphabet; a surname with a reading of its own by its letter."""
    from pypinyin import lazy_pinyin

    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))
    syllables = lazy_pinyin(plain, errors="default")
    if plain[:1] in _SURNAMES and syllables and syllables[0][:1].upper() != _SURNAMES[plain[0]]:
        syllables[0] = _SURNAMES[plain[0]].lower()
    return " ".join(syllables).lower()


def _letters(text: str) -> str:
    from pypinyin import Style, lazy_pinyin  # a fifth of a second, which only a command that names people is worth

    first = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors=_first_letters))
    return "".join(letter for letter in first if letter.isascii() and letter.isalpha()).upper()


def _first_letters(text: str) -> str:
    """Give the first letter of each word that is not Chinese, without its accent."""
    return "".join(unicodedata.normalize("NFKD", word)[0] for word in _WORD.findall(text))
