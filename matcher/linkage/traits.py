"""What of a person is compared: plain columns prepared from an identity, so that comparing needs equality alone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from matcher.linkage.names import clean_name, fold, look, spell
from matcher.linkage.numbers import IdNumber, person_part, read_number
from matcher.records import Identity

LONGEST_NAME = 4  # characters compared one by one
SEXES = ("male", "female")

_BIRTH = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_CITY = re.compile(r"^(?:山东省)?(?:济南市|济南)?")
_MOBILE_LENGTH = 11


@dataclass(frozen=True, slots=True, repr=False)
class Traits:
    """
    One person as compared; None = unknown.

    Attributes:
        number: the sound ID number.
        area, area4, sequence, tail: of the number, sound or damaged: its first 6 and 4 characters, the 15th to 17th,
            the last 4. The birth date within it is compared as a birth date and left out here, or it would count twice.
        digits_area, digits_tail: the same characters in order, which two that changed places leave alike.
        name: clean; *folded*, *looks*, *pinyin* without variants, look-alikes, spelling; *mixed* its syllables sorted.
        given: the folded name without the surname.
        c1, …, less1, …: its characters; the name without each of them.
        year, month, day: of birth, as stated, else as the number says.
    """

    id: str
    number: str | None = None
    area: str | None = None
    area4: str | None = None
    sequence: str | None = None
    tail: str | None = None
    digits_area: str | None = None
    digits_tail: str | None = None
    name: str | None = None
    folded: str | None = None
    looks: str | None = None
    pinyin: str | None = None
    mixed: str | None = None
    given: str | None = None
    length: int | None = None
    c1: str | None = None
    c2: str | None = None
    c3: str | None = None
    c4: str | None = None
    less1: str | None = None
    less2: str | None = None
    less3: str | None = None
    less4: str | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    sex: str | None = None
    phone: str | None = None
    district: str | None = None


def traits_of(identity: Identity | Traits) -> Traits:
    """Prepare what is compared of a person; what is prepared already is given back."""
    if isinstance(identity, Traits):
        return identity
    bare = person_part(identity.id_number) if identity.id_number else ""
    sound = read_number(identity.id_number) if identity.id_number else None
    bare = sound.number if sound else bare
    year, month, day = _birth_of(identity.birth, bare, sound)
    return Traits(
        id=identity.id,
        number=sound.number if sound else None,
        **_parts_of_number(bare),
        **_parts_of_name(clean_name(identity.name) if identity.name else ""),
        year=year,
        month=month,
        day=day,
        sex=_sex_of(identity.sex, bare),
        phone=_phone_of(identity.phone),
        district=_district_of(identity.district),
    )


def _parts_of_number(bare: str) -> dict[str, Any]:
    area, area4 = _seen(bare[:6], 6), _seen(bare[:4], 4)
    whole = len(bare) >= 15
    tail = _seen(bare[-4:], 4) if len(bare) >= 17 or "*" in bare else None
    return {
        "area": area if whole else None,
        "area4": area4 if whole else None,
        "sequence": _seen(bare[14:17], 3) if len(bare) >= 17 else None,
        "tail": tail,
        "digits_area": "".join(sorted(area)) if area and whole else None,
        "digits_tail": "".join(sorted(tail)) if tail else None,
    }


def _seen(part: str, length: int) -> str | None:
    return part if len(part) == length and part.isalnum() else None


def _parts_of_name(name: str) -> dict[str, Any]:
    if not name:
        return {}
    folded = fold(name)
    spelt = spell(folded)
    parts: dict[str, Any] = {
        "name": name,
        "folded": folded,
        "looks": look(name),
        "pinyin": spelt,
        "mixed": " ".join(sorted(spelt.split())),
        "given": folded[1:] or None,
        "length": len(folded),
    }
    for n, character in enumerate(folded[:LONGEST_NAME], 1):
        parts[f"c{n}"] = character
        parts[f"less{n}"] = folded[: n - 1] + folded[n:] if 2 < len(folded) <= LONGEST_NAME else None
    return parts


def _birth_of(stated: str | None, bare: str, sound: IdNumber | None) -> tuple[int | None, ...]:
    """Take a whole date as stated, else that of a sound number, else what is stated, else what the number says."""
    told = _date_parts(stated)
    if told[2] is not None:
        return told
    if sound is not None:
        return sound.birth_on.year, sound.birth_on.month, sound.birth_on.day
    return told if told[0] is not None else _date_in(bare)


def _date_parts(stated: str | None) -> tuple[int | None, ...]:
    found = _BIRTH.fullmatch(stated) if stated else None
    return tuple(int(part) if part else None for part in found.groups()) if found else (None, None, None)


def _date_in(bare: str) -> tuple[int | None, ...]:
    found = re.match(r".{6}((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", bare)
    return tuple(int(part) for part in found.groups()) if found else (None, None, None)


def _sex_of(stated: str | None, bare: str) -> str | None:
    if stated in SEXES:
        return stated
    if len(bare) == 18 and bare[16].isdecimal():
        return "male" if int(bare[16]) % 2 else "female"
    return None


def _phone_of(written: str | None) -> str | None:
    digits = "".join(c for c in unicodedata.normalize("NFKC", written or "") if c.isdecimal())[-_MOBILE_LENGTH:]
    return digits if len(digits) == _MOBILE_LENGTH else None


def _district_of(written: str | None) -> str | None:
    name = _CITY.sub("", "".join((written or "").split()))
    return (name[:-1] if len(name) > 2 and name[-1] in "区县市" else name) or None
