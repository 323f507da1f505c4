"""The tables of people's rights: who asked to be forgotten, without saying who, and by what they are known again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.foundation import Base, Key


class ForgettingRow(Base):
    """
    One forgetting; it names nobody.

    The id is random. Under the pseudonym stand the records of money that the law keeps; once these may go too, the
    pseudonym goes from here, and what stands under it leads to nobody.
    """

    __tablename__ = "forgettings"
    __table_args__ = (Index(None, "pseudonym"),)

    id: Mapped[str] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime]
    state: Mapped[str]  # erased, restricted, lifted
    pseudonym: Mapped[str | None] = mapped_column(Key)
    scrubbed_at: Mapped[datetime | None]  # None = freed pages, index and vectors still wait to be cleared


class TombstoneRow(Base):
    """A keyed hash by which a person who is forgotten is known again when a file brings the person back."""

    __tablename__ = "tombstones"
    __table_args__ = (Index(None, "hash"),)

    forgetting_id: Mapped[str] = mapped_column(ForeignKey("forgettings.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(Key, primary_key=True)  # number, reached, id
    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
