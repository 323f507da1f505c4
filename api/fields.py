"""The types of single JSON fields that several bodies share: what is let in, and how it is told to OpenAPI."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Path
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)

from api.addresses import decode_part
from data.faults import phrase_of
from data.store import ID_LENGTH
from data.values.identifiers import read_uscc
from data.values.text import hide_personal
from matcher.errors import BadInput, Phrase
from matcher.records import Education

KEPT_CONTROLS = frozenset("\t\n\r")
LINE_ENDS = KEPT_CONTROLS | frozenset("\u2028\u2029")  # Unicode's own, at which some programs end a line
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
EARLIEST = date(1900, 1, 1)
LATEST = date(2100, 12, 31)
EDUCATION_WORDS = tuple(level.name.lower() for level in Education)


def _printable(value: str) -> str:
    for character in value:
        if unicodedata.category(character) == "Cc" and character not in KEPT_CONTROLS:
            raise ValueError(Phrase.of("has a control character (U+{code:04X}); leave it out", code=ord(character)))
    return value


def _one_line(value: str) -> str:
    if any(character in value for character in LINE_ENDS):
        raise ValueError(Phrase("must be one line without tabs"))
    return value


def _unknown_if_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _day(value: object) -> date | None:
    if value is None:
        return None
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise ValueError(Phrase("must be a date like 2023-07-01"))
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError(Phrase.of("there is no day {day}", day=value)) from None
    if not EARLIEST <= day <= LATEST:
        raise ValueError(Phrase.of("must be between {first} and {last}", first=EARLIEST, last=LATEST))
    return day


def _month(value: object) -> date | None:
    if value is None:
        return None
    if not isinstance(value, str) or not MONTH.fullmatch(value):
        raise ValueError(Phrase("must be a month like 2023-08"))
    return _day(f"{value}-01")


def _education(value: object) -> object:
    if value is None or isinstance(value, Education):
        return value
    if not isinstance(value, str) or value not in EDUCATION_WORDS:
        raise ValueError(Phrase.of("must be one of {expected}", expected=EDUCATION_WORDS))
    return Education[value.upper()]


def _level_of_a_person(value: Education | None) -> Education | None:
    if value is Education.ANY:
        raise ValueError(Phrase("any is what a post asks for; leave out what is not known of a person"))
    return value


def _uscc(value: str) -> str:
    try:
        return read_uscc(value)
    except ValueError:
        raise ValueError(Phrase("is not a credit code of 18 characters whose check character agrees")) from None


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


Word = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(_printable),
    AfterValidator(_one_line),
]
OpenWord = Annotated[Word, AfterValidator(hide_personal)]
Line = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=300),
    AfterValidator(_printable),
    AfterValidator(_one_line),
]
OpenLine = Annotated[Line, AfterValidator(hide_personal)]
Prose = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=20_000),
    AfterValidator(_printable),
    AfterValidator(hide_personal),
]
_Blank = BeforeValidator(_unknown_if_blank)


def _told(most: int) -> WithJsonSchema:
    """Tell OpenAPI of a text that may be blank, which means unknown."""
    return WithJsonSchema({"anyOf": [{"type": "string", "maxLength": most}, {"type": "null"}]})


MaybeWord = Annotated[OpenWord | None, _Blank, _told(100)]
MaybeLine = Annotated[OpenLine | None, _Blank, _told(300)]
MaybeProse = Annotated[Prose | None, _Blank, _told(20_000)]
Words = Annotated[tuple[OpenWord, ...], Field(max_length=50), AfterValidator(_distinct)]

MaybeUscc = Annotated[Annotated[Word, AfterValidator(_uscc)] | None, _Blank, _told(100)]

_DAY_SCHEMA = {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
MaybeDay = Annotated[date | None, BeforeValidator(_day), WithJsonSchema(_DAY_SCHEMA)]

_MONTH_SCHEMA = {"anyOf": [{"type": "string", "pattern": f"^{MONTH.pattern}$"}, {"type": "null"}]}
MaybeMonth = Annotated[
    date | None,
    BeforeValidator(_month),
    PlainSerializer(lambda month: month and f"{month:%Y-%m}"),
    WithJsonSchema(_MONTH_SCHEMA),
]
Amount = Annotated[
    Decimal,
    Field(ge=0, max_digits=12, decimal_places=2, examples=["1260.00"]),
    PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str),
]

_EDUCATION_SCHEMA: dict[str, Any] = {"anyOf": [{"type": "string", "enum": list(EDUCATION_WORDS)}, {"type": "null"}]}
_AS_WORD = PlainSerializer(lambda level: None if level is None else level.name.lower())
MaybeEducation = Annotated[Education | None, BeforeValidator(_education), _AS_WORD, WithJsonSchema(_EDUCATION_SCHEMA)]
MaybeDegree = Annotated[MaybeEducation, AfterValidator(_level_of_a_person)]

MaybeFlag = Annotated[bool | None, Field(strict=True)]
Years = Annotated[float | None, Field(strict=True, ge=0, le=80, allow_inf_nan=False)]
Months = Annotated[int | None, Field(strict=True, ge=1, le=120)]
Yuan = Annotated[float | None, Field(strict=True, ge=0, le=10_000_000, allow_inf_nan=False)]
Probability = Annotated[float | None, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]

RecordId = Annotated[
    str,
    Path(
        min_length=1,
        max_length=ID_LENGTH,
        description="The record's id, percent-encoded: `2023/001` is `2023%2F001`.",
        examples=["P000123"],
    ),
    BeforeValidator(decode_part),
    AfterValidator(_printable),
    AfterValidator(_one_line),
]
GivenId = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=ID_LENGTH),
    Field(examples=["P000123"]),
    AfterValidator(_printable),
    AfterValidator(_one_line),
]
BodyId = Annotated[str | None, Field(description="The record's id again; may be left out.", examples=["P000123"])]


def read_typed(name: str, text: str | None, kind: Any) -> str | None:
    """
    Read a text typed at the command line as the same field is read over HTTP.

    Args:
        name: of the option.
        kind: of the field, one of those above.

    Raises:
        BadInput: it would be refused over HTTP too.
    """
    read: TypeAdapter[str | None] = TypeAdapter(kind)
    try:
        return read.validate_python(text)
    except ValidationError as error:
        raise BadInput("{name}: {why}", name=name, why=phrase_of(error.errors()[0])) from None


def refuse_other_id(asked: str, given: str | None) -> None:
    """Refuse a body that bears another id than its address."""
    if given not in (None, asked):
        raise BadInput("{field}: is not the id of the address", field="id")
