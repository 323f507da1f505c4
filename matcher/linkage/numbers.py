"""ID numbers of people (GB 11643-1999): when one is sound, what it tells, and what is left of a damaged one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import Enum

from stdnum.cn import ric

_JOINS = re.compile(r"[\s\-‐-―－'’`‘]")
_CERTIFIED = re.compile(r"([1-7])([1-4])[0-9A-Z]{0,3}")  # kind, grade, and what a reissue appends
_CERTIFICATE_LENGTHS = frozenset({17, 19, 20, 21, 22, 23})
_CUT_OFF = (1919, 1920)
_SINCE_2000 = range(13)  # years of two digits that nobody sought was born in before 2000


@dataclass(frozen=True, slots=True, repr=False)
class IdNumber:
    """An ID number that agrees with its check digit, and what it says of its bearer."""

    number: str
    birth_on: date
    sex: str


class NumberFault(Enum):
    """Why a text is no sound ID number."""

    LENGTH = "length"  # not 18 characters, nor 15 digits
    CHECK = "check"  # the last digit disagrees with the others
    BIRTH = "birth"  # digits 7 to 14 are no date of 1900-2099
    CUT_OFF = "cut_off"  # 15 digits that are the head of 18: their year seems 1919 or 1920


@dataclass(frozen=True, slots=True, repr=False)
class Certificate:
    """A disability certificate: the ID number of its holder as far as it is written, sound or not, kind and grade."""

    id_number: str
    kind: int  # 1 视力 … 7 多重
    grade: int  # 1, the gravest, … 4


def bare_number(text: str) -> str:
    """Give a number in half-width capitals, without spaces, hyphens and quotation marks."""
    return _JOINS.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_number(text: str) -> IdNumber | NumberFault:
    """
    Check an ID number: 18 characters (15 are extended), check digit, a real birth date.

    Numbers of 15 digits ended with the century; those of people born from 2000 to 2012 are 18 that an office
    shortened, for nobody sought is over 110. Those that seem to tell of 1919 or 1920 are 18 whose end is lost.

    The area code is not held against the list in force at birth: real numbers fail that test.
    """
    return _check_bare(bare_number(text))


def _check_bare(number: str) -> IdNumber | NumberFault:
    is_short = len(number) == 15 and number.isascii() and number.isdecimal()
    if is_short:
        number = f"{number[:6]}{_century(number[6:8])}{number[6:]}"
        number += ric.calc_check_digit(number + "0")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return NumberFault.LENGTH
    if ric.calc_check_digit(number) != number[17]:
        return NumberFault.CHECK
    try:
        birth_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return NumberFault.BIRTH
    if not 1900 <= birth_on.year <= 2099:
        return NumberFault.BIRTH
    if is_short and birth_on.year in _CUT_OFF:
        return NumberFault.CUT_OFF
    return IdNumber(number, birth_on, "male" if int(number[16]) % 2 else "female")


def read_number(text: str) -> IdNumber | None:
    """Read an ID number, or the one that a disability certificate begins with; None where it is not sound."""
    return read_person_part(person_part(bare_number(text)))


def read_person_part(bare: str) -> IdNumber | None:
    """Read the ID number that ``person_part`` gave; None where it is not sound."""
    checked = _check_bare(bare)
    return checked if isinstance(checked, IdNumber) else None


def sound_number(text: str) -> str | None:
    """
    Give the sound ID number that a text holds, of 18 characters, or None.

    Full-width digits, spaces, hyphens and a lower-case x are set right, 15 digits extended, and kind, grade and suffix
    of a disability certificate left out.
    """
    read = read_number(text)
    return read.number if read else None


def person_part(bare: str) -> str:
    """Give the part of a disability certificate that is the ID number, sound or not; other numbers as they are."""
    certificate = _certificate_in(bare)
    return bare if certificate is None else certificate.id_number


def read_certificate(text: str) -> Certificate | None:
    """Take a disability certificate apart; None where *text* is none. A reissue appends a letter and digits."""
    return _certificate_in(bare_number(text))


def _certificate_in(bare: str) -> Certificate | None:
    if len(bare) not in _CERTIFICATE_LENGTHS:
        return None
    for length in (15, 18, 17):  # of old, whole, and one short
        certified = _CERTIFIED.fullmatch(bare[length:])
        if certified is None or (length != 18 and len(bare) != length + 2):
            continue
        if length != 15 or read_person_part(bare[:15]) is not None:
            return Certificate(bare[:length], int(certified[1]), int(certified[2]))
    return None


def _century(year: str) -> str:
    return "20" if int(year) in _SINCE_2000 else "19"
