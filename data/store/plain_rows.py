"""Rows as plain values that JSON can hold, and back again, to the letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

KIND, VALUE = "kind", "value"


def to_plain(row: dict[str, Any]) -> dict[str, Any]:
    """Give a row as plain values; moments, days, amounts and bytes say what they are."""
    return {name: _plain(value) for name, value in row.items()}


def from_plain(plain: dict[str, Any]) -> dict[str, Any]:
    """Give the row that ``to_plain`` was given."""
    return {name: _revived(value) for name, value in plain.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {KIND: "moment", VALUE: value.isoformat()}
    if isinstance(value, date):
        return {KIND: "day", VALUE: value.isoformat()}
    if isinstance(value, Decimal):
        return {KIND: "amount", VALUE: str(value)}
    if isinstance(value, bytes):
        return {KIND: "bytes", VALUE: value.hex()}
    return {KIND: "plain", VALUE: value} if isinstance(value, dict) else value


_REVIVE: dict[str, Callable[[Any], Any]] = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "amount": Decimal,
    "bytes": bytes.fromhex,
    "plain": lambda value: value,
}


def _revived(value: Any) -> Any:
    return _REVIVE[value[KIND]](value[VALUE]) if isinstance(value, dict) else value
