"""The crossing between record and row: which values of a record are stored, in which form, and which are refused."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum
from operator import attrgetter
from types import NoneType
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from matcher.errors import BadInput

R = TypeVar("R")
Values = dict[str, Any]

ID_LENGTH = 200  # characters; an index of PostgreSQL refuses keys over 2,700 bytes
LARGEST_YUAN = Decimal(10) ** 12
FEN = Decimal("0.01")
LARGEST_INT = 2**31 - 1  # of an INTEGER column of PostgreSQL


class Crossing(Generic[R]):
    """Turn records of one class into values of a row and back; all fields but those kept *beside* are columns."""

    def __init__(self, record: type[R], *, beside: Collection[str] = ()) -> None:
        self.record = record
        self.names = tuple(f.name for f in fields(record) if f.name not in beside)  # type: ignore[arg-type]  # R is a dataclass
        self._get: Callable[[R], tuple[Any, ...]] = attrgetter(*self.names)
        hints = get_type_hints(record)
        kinds = {name: _kind(hints[name]) for name in self.names}
        self._texts = tuple(name for name, kind in kinds.items() if kind is str)
        self._converted = tuple((n, kind) for n, kind in kinds.items() if kind not in (str, bool, date))
        self._revive = tuple(
            (name, revive) for name, kind in kinds.items() if (revive := _REVIVE.get(kind, _plain(kind)))
        )

    def from_record(self, record: R) -> Values:
        """
        Give the values of the row that stores *record*; None and () are both None.

        Raises:
            BadInput: a value that a database cannot keep, with its field.
        """
        values = dict(zip(self.names, self._get(record), strict=True))
        check_id(values["id"])
        check_texts(values, self._texts)
        for name, kind in self._converted:
            if (value := values[name]) is not None:
                values[name] = _stored(kind, value, name)
        return values

    def to_record(self, row: Mapping[Any, Any], **beside: Any) -> R:
        """Give the record that *row* stores; *beside*: values of fields that are kept elsewhere."""
        values = {name: row[name] for name in self.names}
        for name, revive in self._revive:
            values[name] = revive(values[name])
        return self.record(**values, **beside)


def _kind(hint: Any) -> type:
    """Tell what a field holds beside None; an annotation of a record is a class, a tuple, or one of both or None."""
    if get_origin(hint) is tuple:
        return tuple
    kind: type = next((kind for kind in get_args(hint) if kind is not NoneType), hint)
    return kind


def _plain(kind: type) -> Callable[[Any], Any] | None:
    if not issubclass(kind, (StrEnum, IntEnum)):
        return None
    known: dict[Any, Any] = {None: None} | {
        one.value: one for one in kind
    }  # a call of the class takes five times as long
    return lambda value: known[value] if value in known else kind(value)


_REVIVE: dict[type, Callable[[Any], Any]] = {tuple: lambda value: tuple(value) if value else ()}


def _stored(kind: type, value: Any, field: str) -> Any:
    if kind is tuple:
        check_text("".join(value), field)
        return list(value) or None
    if issubclass(kind, StrEnum):
        return str(value)
    if kind is float:
        return _finite(value, field)
    if kind is Decimal:
        return _exact(value, field)
    return _small(value, field)


def _finite(value: float, field: str) -> float:
    if not math.isfinite(value):
        raise BadInput("{field}: {value} is not a number that can be stored", field=field, value=value)
    return float(value)


def _exact(value: Decimal, field: str) -> Decimal:
    if not value.is_finite() or abs(value) >= LARGEST_YUAN or value != value.quantize(FEN):
        raise BadInput("{field}: {value} is not an amount in yuan and fen", field=field, value=value)
    return value.quantize(FEN)


def _small(value: int, field: str) -> int:
    if abs(value) > LARGEST_INT:
        raise BadInput("{field}: a whole number beyond {most:,} cannot be stored", field=field, most=LARGEST_INT)
    return int(value)


def check_texts(values: Mapping[str, str | None], names: Iterable[str]) -> None:
    """Refuse texts that a database cannot keep, as ``check_text`` does; looks at all of them at once."""
    texts = {name: value for name in names if (value := values[name])}
    try:
        check_text("".join(texts.values()), "")
    except BadInput:
        for name, value in texts.items():
            check_text(value, name)


def check_text(value: str, field: str) -> str:
    """
    Refuse a text that a database cannot keep, and give it back otherwise.

    Raises:
        BadInput: it holds a NUL character, which PostgreSQL refuses, or half a character, which UTF-8 does.
    """
    if "\0" in value:
        raise BadInput("{field}: the text holds a NUL character; take it out", field=field)
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise BadInput(
                "{field}: the text holds half a character (a lone surrogate); take it out", field=field
            ) from None
    return value


def check_id(value: str) -> str:
    """
    Refuse what cannot be an id.

    Raises:
        BadInput: it is empty or too long, or holds a NUL or half a character.
    """
    if not 1 <= len(value) <= ID_LENGTH:
        raise BadInput(
            "{field}: an id has 1 to {most} characters, this one {n}", field="id", most=ID_LENGTH, n=len(value)
        )
    return check_text(value, "id")


def is_id(value: str) -> bool:
    """Tell whether anything could be stored under *value*."""
    try:
        check_id(value)
    except BadInput:
        return False
    return True
