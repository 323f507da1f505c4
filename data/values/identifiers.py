"""Identifiers: ID numbers, credit codes, phones, and the numbers of files; checked, in one normal form."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from data.values.reasons import Reason, because
from data.values.text import Cell, plain, written
from matcher.linkage.numbers import IdNumber, NumberFault, bare_number, check_number, read_number

ID_LIMIT = 64
NUMBER_LIMIT = 400  # a cell may hold the numbers of a whole household

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,2}")
_JOINS = re.compile(r"[\s\-‐-―－'’`‘]")
_LIKE_ID_NUMBER = re.compile(r"(?=[0-9]{6}([0-9]{8})[0-9]{3}[0-9X])")  # wherever one begins; its birth date
_ROUNDED = re.compile(r"[0-9]{15}000")
_SPACES = re.compile(r"[ \t\r]+")
_BANK_CARD = re.compile(r"[0-9]{10,30}")  # cards have 16 to 19 digits, accounts of a bank fewer or more
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(
    r"(?:0\d{2,3}-?)?[2-9]\d{6,7}(?:(?:-|转|ext\.?)\d{1,6})?|[48]00-?\d{3,4}-?\d{3,4}(?:(?:-|转)\d{1,6})?|1[0129]\d{3,4}"
)
_REASONS = {
    NumberFault.LENGTH: Reason.ID_LENGTH,
    NumberFault.CHECK: Reason.ID_CHECK,
    NumberFault.BIRTH: Reason.ID_BIRTH,
    NumberFault.CUT_OFF: Reason.ID_CUT_OFF,
}

__all__ = [
    "IdNumber",
    "digits_kept",
    "names_a_person",
    "read_bank_card",
    "read_id_number",
    "read_identifier",
    "read_mobile",
    "read_phone",
    "read_uscc",
]


def read_identifier(cell: Cell) -> str | None:
    """Read the number or code of a thing as text; a number too long for a spreadsheet is refused."""
    text = re.sub(r"\s+", "", digits_kept(cell))
    if len(text) > ID_LIMIT:
        raise because(Reason.TOO_LONG, limit=ID_LIMIT)
    return text or None


def read_id_number(cell: Cell) -> IdNumber:
    """
    Check an ID number: 18 characters (15 are extended), check digit, a real birth date.

    The area code is not held against the list in force at birth: real numbers fail that test.
    """
    text = plain(digits_kept(cell))
    checked = check_number(text)
    if isinstance(checked, IdNumber):
        return checked
    rounded = checked is NumberFault.CHECK and bare_number(text).endswith("000")
    raise because(Reason.ID_ROUNDED if rounded else _REASONS[checked])


def sound_id_number(text: str | None) -> str | None:
    """Give the sound ID number, of 18 characters, that a text is or a disability certificate holds; None = neither."""
    found = sound_identity(text)
    return None if found is None else found.number


def sound_identity(text: str | None) -> IdNumber | None:
    """Give the sound ID number that a text is or a disability certificate holds, with what it says of its bearer."""
    return None if text is None else read_number(text)


def names_a_person(
    identifier: str | None, *, id_number: str | None, phone: str | None, birth_on: date | None = None
) -> bool:
    """
    Tell whether a number meant as an id tells who somebody is, and so must not stand open as ids do.

    It does where it holds the ID number (18 characters, or the 15 of old) or the phone of its own bearer, 18
    characters that look like anybody's ID number, check digit aside, or in parts a sound one, or where it is one of
    old that tells *birth_on*. Other long numbers are serial numbers.
    """
    text = plain(identifier or "").upper()
    joined = _JOINS.sub("", text)
    own = [number for number in (id_number, phone) if number]
    if id_number and id_number[6:8] == "19":
        own.append(id_number[:6] + id_number[8:17])
    if any(number in joined for number in own) or any(map(_is_date, _LIKE_ID_NUMBER.findall(text))):
        return True
    sound = sound_identity(joined)
    return sound is not None and (len(joined) >= len(sound.number) or sound.birth_on == birth_on)


def _is_date(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2030
    except ValueError:
        return False


def read_written_number(cell: Cell) -> str:
    """
    Read the number of a person or a certificate as it is written, sound or damaged, for comparing.

    Returns:
        "" where a spreadsheet dropped its last digits: what is left of it is worthless.
    """
    try:
        text = _SPACES.sub("", unicodedata.normalize("NFKC", digits_kept(cell))).upper()
    except ValueError:
        return ""
    if len(text) > NUMBER_LIMIT:
        raise because(Reason.TOO_LONG, limit=NUMBER_LIMIT)
    return "" if _ROUNDED.fullmatch(text) and sound_identity(text) is None else text


def read_uscc(cell: Cell) -> str:
    """Check a unified social credit code."""
    code = _JOINS.sub("", plain(digits_kept(cell))).upper()
    try:
        return str(uscc.validate(code))
    except ValidationError as fault:
        raise because(Reason.USCC) from fault


def read_bank_card(cell: Cell) -> str:
    """Read the number of a bank card or account, of digits only."""
    number = _JOINS.sub("", plain(digits_kept(cell)))
    if not _BANK_CARD.fullmatch(number):
        raise because(Reason.BANK_CARD)
    return number


def read_mobile(cell: Cell) -> str:
    """Check a mobile phone; of several the first."""
    for part in re.split(r"[、,，;；/|]", plain(digits_kept(cell))):
        number = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", _JOINS.sub("", part).replace("(", "").replace(")", ""))
        if _MOBILE.fullmatch(number):
            return number
    raise because(Reason.MOBILE)


def read_phone(cell: Cell) -> str:
    """Check the phone of an office: mobile or landline, with extension; several are joined by 、."""
    parts = [part for part in re.split(r"[、,，;；/|]", plain(digits_kept(cell))) if part]
    return "、".join(_phone(part) for part in parts) if parts else _no_phone()


def _phone(part: str) -> str:
    bare = re.sub(r"^(?:\+|00)?86-?(?=[01])", "", re.sub(r"^\((\d+)\)", r"\1-", re.sub(r"[‐-―－]", "-", part)))
    if _MOBILE.fullmatch(bare.replace("-", "")):
        return bare.replace("-", "")
    return bare if _LANDLINE.fullmatch(bare) else _no_phone()


def _no_phone() -> str:
    raise because(Reason.PHONE)


def digits_kept(cell: Cell) -> str:
    """Write a number cell as text, unless a spreadsheet dropped digits that it cannot hold."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if abs(cell) >= 1e15:
            raise because(Reason.DIGITS_LOST)
        return written(cell)
    text = written(cell)
    if _SCIENTIFIC.fullmatch(text):
        raise because(Reason.DIGITS_LOST)
    return text
