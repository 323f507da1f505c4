"""Texts of cells: free of control characters, numbers written out, personal numbers taken out."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from data.values.reasons import Reason, because

Cell = str | int | float | bool | datetime | date | time | timedelta | None

HIDDEN = "〔已隐去〕"
LABEL_LIMIT = 500

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_BREAKS = re.compile(r"\r\n?|\u2028|\u2029")
_WIDE = {
    code: code - 0xFEE0 for span in ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B)) for code in range(*span)
}
_WIDE[0x3000] = 0x20
_NOTHING = frozenset({"", "/", "\\", "-", "--", "—", "——", "－", "_", "null", "NULL", "Null", "None", "nan", "NaN"})
_NONE_WORDS = frozenset({"无", "暂无", "没有", "未填", "未填写", "不详", "N/A", "n/a"})

# Numbers that point to a human being; digits may be full-width and broken by spaces or hyphens.
_GAP = r"[ \t\-\u2010-\u2015\u3000]?"
_PROVINCE = (
    rf"(?:[1１]{_GAP}[1-5１-５]|[2２]{_GAP}[1-3１-３]|[3３]{_GAP}[1-7１-７]|[4４]{_GAP}[1-6１-６]"
    rf"|[5５]{_GAP}[0-4０-４]|[6６]{_GAP}[1-5１-５]|[7７]{_GAP}[1１]|[8８]{_GAP}[1-3１-３])"
)
_DAY = (  # month and day
    rf"(?:[0０]{_GAP}[1-9１-９]|[1１]{_GAP}[0-2０-２]){_GAP}"
    rf"(?:[0０]{_GAP}[1-9１-９]|[12１２]{_GAP}\d|[3３]{_GAP}[01０１])"
)
_PERSONAL = re.compile(
    r"(?<!\d)(?=[+＋\d])(?:"  # quick: most signs begin no number
    rf"[1-9]\d{{5}}{_GAP}(?:18|19|20|１８|１９|２０)\d{{2}}"  # ID number …
    rf"{_GAP}\d{{4}}{_GAP}\d{{3}}[\dXxＸｘ](?!\d)"  # … to its end
    rf"|{_PROVINCE}(?:{_GAP}\d){{4}}{_GAP}(?:[1１]{_GAP}[89８９]|[2２]{_GAP}[0０])(?:{_GAP}\d){{2}}"  # groups …
    rf"{_GAP}{_DAY}(?:{_GAP}\d){{3}}{_GAP}[\dXxＸｘ](?!\d)"  # … of any length
    rf"|(?<![A-Za-z]){_PROVINCE}\d{{4}}{_GAP}\d{{2}}{_DAY}{_GAP}\d{{3}}(?![\dA-Za-z])"  # ID number of old
    rf"|[3-69３-６９]\d{{3}}(?:{_GAP}\d{{4}}){{3}}{_GAP}\d{{0,3}}(?!\d)"  # bank card
    rf"|(?:[+＋]?(?:86|８６){_GAP})?[1１][3-9３-９]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)"  # mobile phone
    rf"|(?:[+＋]?(?:86|８６)[ .．])?[1１][3-9３-９]\d[.．]\d{{4}}[.．]\d{{4}}(?!\d)"  # the same with dots
    r")|[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}"  # mail address
    r"|(?<=微信)(?:号码?|同号)?[:： (（]{0,2}[A-Za-z][A-Za-z0-9_\-]{5,19}"
    r"|(?<=[QqＱ][QqＱ])(?:号码?|群)?[:： (（]{0,2}\d{5,11}"
)
_HINT = re.compile(r"\d[\d \t\-.．\u2010-\u2015\u3000]{3,}\d|@|微信|[QqＱ][QqＱ]")  # quick; without it there is none
_DOTS = re.compile(r"[\s·•・‧．.]+")


def tidy(text: str) -> str:
    """Take out control characters and lone surrogates; one kind of line break; no space at the ends."""
    if text.isprintable():
        return text.strip()
    return _INVISIBLE.sub("", _BREAKS.sub("\n", text)).strip()


def written(cell: Cell) -> str:
    """Write a cell as a person would read it in the sheet; nothing is the empty string."""
    if isinstance(cell, str):
        return tidy(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e21 else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ", "seconds")
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell says nothing: empty, or only a stroke."""
    if not isinstance(cell, str):
        return cell is None
    return cell in _NOTHING or (
        (cell[0] <= " " or cell[-1] <= " " or not cell.isprintable()) and tidy(cell) in _NOTHING
    )


def says_none(text: str) -> bool:
    """Tell whether a text only says that there is nothing (无, 暂无)."""
    return text in _NONE_WORDS


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Fold widths and take out spaces: the form in which short values are compared."""
    return "".join(unicodedata.normalize("NFKC", tidy(text)).split())


def label(cell: Cell) -> str | None:
    """Read a short text: a name, a title, a word; digits and letters in half width."""
    text = written(cell)
    if not text.isascii():
        text = text.translate(_WIDE)
    text = " ".join(text.split())
    return None if not text or says_none(text) else text


def short(cell: Cell) -> str | None:
    """Read a name or a word; one too long to be either is refused."""
    text = label(cell)
    if text is not None and len(text) > LABEL_LIMIT:
        raise because(Reason.TOO_LONG, limit=LABEL_LIMIT)
    return text


def person_name(cell: Cell) -> str | None:
    """Read the name of a person: no spaces between Chinese characters (张　三), one kind of dot within (买买提·某)."""
    text = short(cell)
    return None if text is None else re.sub(r"[•・‧．]", "·", re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", text))


def prose(cell: Cell) -> str | None:
    """Read a free text as it stands."""
    text = written(cell)
    return None if not text or says_none(text) else text


def hide_personal(text: str) -> str:
    """Replace ID numbers, phones, bank cards, mail addresses and messenger names in a free text by a mark."""
    return _PERSONAL.sub(HIDDEN, text) if _HINT.search(text) else text


def hide_names(text: str | None, *names: str | None) -> str | None:
    """Replace names of people, each of two characters or more, in a free text by the same mark."""
    for name in names:
        if text and name and len(name) > 1 and all(sign in text.lower() for sign in _DOTS.sub("", name).lower()):
            signs = r"[\s·•・‧．.]?".join(map(re.escape, _DOTS.sub("", name)))
            text = re.sub(rf"(?<![A-Za-z]){signs}(?![A-Za-z])" if name.isascii() else signs, HIDDEN, text, flags=re.I)
    return text


def together(*texts: str | None) -> str | None:
    """Put free texts of several columns under one another."""
    return "\n".join(text for text in texts if text) or None
