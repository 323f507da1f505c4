"""The tables of priority groups: wrapped keys, extracts of registries, sealed records, and ids given up by people."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.foundation import Base, Key


class WrappedKeyRow(Base):
    """A key that encrypts or hashes, itself encrypted under a master key; one row for each master that opens it."""

    __tablename__ = "wrapped_keys"

    name: Mapped[str] = mapped_column(Key, primary_key=True)
    master: Mapped[str] = mapped_column(Key, primary_key=True)  # tells masters apart without telling anything of them
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]


class SealedRecordRow(Base):
    """
    A record of which nothing can be read without the key: an entry of a registry, a link, a membership.

    Shelf and state are open and say nothing of a person; the two look-ups are keyed hashes.
    """

    __tablename__ = "sealed_records"
    __table_args__ = (Index(None, "noun", "shelf"), Index(None, "lookup"), Index(None, "second_lookup"))

    noun: Mapped[str] = mapped_column(Key, primary_key=True)
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    shelf: Mapped[str] = mapped_column(Key)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    lookup: Mapped[bytes] = mapped_column(LargeBinary)
    second_lookup: Mapped[bytes] = mapped_column(LargeBinary)
    # as in PersonalFieldRow
    next_of: Mapped[bytes | None] = mapped_column(LargeBinary)
    next_ciphertext: Mapped[bytes | None] = mapped_column(LargeBinary)
    next_lookup: Mapped[bytes | None] = mapped_column(LargeBinary)
    next_second_lookup: Mapped[bytes | None] = mapped_column(LargeBinary)


class ExtractRow(Base):
    """An extract of a registry; its entries are sealed records on the shelf of its id."""

    __tablename__ = "registry_extracts"
    __table_args__ = (Index(None, "kind"),)

    id: Mapped[str] = mapped_column(Key, primary_key=True)
    kind: Mapped[str]
    as_of: Mapped[date]
    state: Mapped[str]
    n_entries: Mapped[int]
    source: Mapped[str]
    digest: Mapped[bytes] = mapped_column(LargeBinary)  # of the file, under the house's key
    imported_at: Mapped[datetime]
    actor_id: Mapped[str]
    actor_role: Mapped[str]
    actor_district: Mapped[str | None]
    applied_at: Mapped[datetime | None]


class CandidateAliasRow(Base):
    """An id that a candidate gave up, and the one under which the person is stored; neither names anybody."""

    __tablename__ = "candidate_aliases"
    __table_args__ = (Index(None, "candidate_id"),)

    id: Mapped[str] = mapped_column(Key, primary_key=True)
    candidate_id: Mapped[str] = mapped_column(Key)
    merge_id: Mapped[str | None] = mapped_column(Key)  # None = given up when a file was imported
    given_up_at: Mapped[datetime]
