"""ID numbers of people (GB 11643-1999): when one is sound, what it tells, and what is left of a damaged one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import Enum

from stdnum.cn import ric

_JOINS = re.compile(r"[\s\-‐-―－'’`‘]")
_CERTIFIED = re.compile(r"[1-7][1-4][0-9A-Z]{0,3}")  # kind, grade, and what a reissue appends
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


def bare_number(text: str) -> str:
    """Give a number in half-width capitals, without spaces, hyphens and quotation marks."""
    return _JOINS.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_number(text: str) -> IdNumber | NumberFault:
    """
    Check an ID number: 18 characters (15 are extended), check digit, a real birth date.

    Numbers of 15 digits ended with the century; those of people born from 2000 to 2012 are 18 that an office
    shortened, for nobody sought is over 110.

    The area code is not held against the list in force at birth: real numbers fail that test.
    """
    return _check_bare(bare_number(text))


def _check_bare(number: str) -> IdNumber | NumberFault:
    if len(number) == 15 and number.isascii() and number.isdecimal():
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
    return IdNumber(number, birth_on, "male" if int(number[16]) % 2 else "female")


def read_person_part(bare: str) -> IdNumber | None:
    """Read the ID number that ``person_part`` gave; None where it is not sound."""
    checked = _check_bare(bare)
    return checked if isinstance(checked, IdNumber) and not _is_cut_off(checked) else None


def sound_number(text: str) -> str | None:
    """
    Give the sound ID number that a text holds, of 18 characters, or None.

    Full-width digits, spaces, hyphens and a lower-case x are set right, 15 digits extended, and kind, grade and suffix
    of a disability certificate left out.
    """
    read = read_person_part(person_part(bare_number(text)))
    return read.number if read else None


def person_part(bare: str) -> str:
    """Give the part of a disability certificate that is the ID number, sound or not; other numbers as they are."""
    if len(bare) not in _CERTIFICATE_LENGTHS:
        return bare
    for length in (15, 18, 17):  # of old, whole, and one short
        certified = _CERTIFIED.fullmatch(bare[length:]) and (length == 18 or len(bare) == length + 2)
        if certified and (length != 15 or _is_old(bare[:15])):
            return bare[:length]
    return bare


def _is_old(number: str) -> bool:
    return read_person_part(number) is not None


def _is_cut_off(number: IdNumber) -> bool:
    """Tell whether 15 digits are the head of 18 rather than a number: their year seems 1919 or 1920."""
    return number.birth_on.year in _CUT_OFF


def _century(year: str) -> str:
    return "20" if int(year) in _SINCE_2000 else "19"
