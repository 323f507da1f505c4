"""The one spelling of a personal value under which it is found again, whole or by a part."""

from __future__ import annotations

import re
import unicodedata

from data.values.initials import initials

PART_LENGTH = 4  # of an ID number or a phone: its last characters, which people remember

_SEPARATORS = re.compile(r"[\s\-‐-―·•‧・]")
_DOTS = re.compile(r"[.。∙⋅]")  # within a name; full-width ones are folded before
_NO_DIGIT = re.compile(r"\D")
_CHINA = re.compile(r"^(00)?86(?=1\d{10}$)")  # the country's prefix before a mobile number


def normalise(field: str, value: str) -> str:
    """Give the one spelling of a personal value under which it is found again."""
    plain = plain_spelling(value)
    if field == "phone":
        digits = plain if plain.isdecimal() else _NO_DIGIT.sub("", plain)
        return _CHINA.sub("", digits) or plain
    return _DOTS.sub("", plain) if field == "name" else plain


def part_of(field: str, value: str) -> str:
    """Give the part of a personal value by which it is found too: a name's initials in pinyin, a number's last four."""
    if field == "name":
        return initials(value)
    if field in ("id_number", "phone"):
        return normalise(field, value)[-PART_LENGTH:]
    return ""


def plain_spelling(value: str) -> str:
    """Give a value in half width and capitals, without what separates its characters."""
    if value.isascii() and value.isalnum():  # nearly every number
        return value.upper()
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", value)).upper()
