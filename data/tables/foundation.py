"""What every table stands on: the types of its columns, and what each stored record carries."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, DateTime, Double, Integer, LargeBinary, MetaData, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

write_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
"""How JSON is written into the tables: the log hashes it letter by letter."""

# Sorts by code point, as SQLite does by itself: pages of a list are the same on both databases.
Key = Text().with_variant(String(collation="C"), "postgresql")
# SQLite numbers rows by itself only in a column that is exactly INTEGER.
Counter = BigInteger().with_variant(Integer(), "sqlite")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; goes in with its time zone and comes out with one, also where the database keeps none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a time zone: nobody could tell when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Yuan(TypeDecorator[Decimal]):
    """An amount of money in yuan, exact to the fen; kept as whole fen, since SQLite knows no decimals."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Refuse what is finer than a fen: rounding is for whoever works the amount out."""
        if value is None:
            return None
        fen = value * 100
        if fen != fen.to_integral_value():
            raise ValueError(f"{value} yuan is finer than a fen")
        return int(fen)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Give the amount with two places."""
        return None if value is None else Decimal(value).scaleb(-2)


class Base(DeclarativeBase):
    """Hold the metadata that the migrations are compared with."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        str: Text(),
        float: Double(),
        date: Date(),
        datetime: Moment(),
        Decimal: Yuan(),
        list[str]: JSON(none_as_null=True),
        dict[str, Any]: JSON(none_as_null=True),
    }


class KeptRow(Base):
    """A record with what each stored one carries beside its own fields."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(Key, primary_key=True)
    # {field: [source, moment]}; "*" stands for every field that has a value and no entry of its own
    sources: Mapped[dict[str, Any]]
    added_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    # of the entry that was last written here, people included, under the house's key: the same entry again changes
    # nothing and need not be compared. Whatever else changes the record or its people must set it to NULL.
    digest: Mapped[bytes | None] = mapped_column(LargeBinary)
