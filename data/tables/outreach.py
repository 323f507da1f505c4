"""The tables of outreach: attempts to contact people, who has taken whom, who looks after whom, what was sent out."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.foundation import Base, Key
from data.tables.programme import ToldBy


class AttemptRow(ToldBy, Base):
    """An attempt to contact a candidate; attempts are only added, but for the one that a day at a fair is told as."""

    __tablename__ = "contact_attempts"
    __table_args__ = (Index(None, "candidate_id"),)

    id: Mapped[str] = mapped_column(Key, primary_key=True)
    candidate_id: Mapped[str] = mapped_column(Key)
    channel: Mapped[str]
    result: Mapped[str]
    basis: Mapped[str]
    call_back_on: Mapped[date | None]
    post_id: Mapped[str | None] = mapped_column(Key)
    reason: Mapped[str | None]
    note: Mapped[str | None]


class ContactClaimRow(ToldBy, Base):
    """Who has taken a candidate to contact, and until when."""

    __tablename__ = "contact_claims"

    candidate_id: Mapped[str] = mapped_column(Key, primary_key=True)
    until: Mapped[datetime]


class CaseloadRow(ToldBy, Base):
    """Which caseworker looks after a candidate."""

    __tablename__ = "caseloads"
    __table_args__ = (Index(None, "caseworker"),)

    candidate_id: Mapped[str] = mapped_column(Key, primary_key=True)
    caseworker: Mapped[str] = mapped_column(Key)
    note: Mapped[str | None]


class MessageRow(ToldBy, Base):
    """A message that was exported or delivered; the same one for the same person is never sent a second time."""

    __tablename__ = "outreach_messages"
    __table_args__ = (Index(None, "batch"), Index(None, "candidate_id"))

    id: Mapped[str] = mapped_column(Key, primary_key=True)  # of batch, person and text: the same again has the same
    batch: Mapped[str] = mapped_column(Key)
    candidate_id: Mapped[str] = mapped_column(Key)
    channel: Mapped[str]
    template: Mapped[str]
    post_ids: Mapped[list[str] | None]
    to_register: Mapped[bool]
    send_after: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    delivered_by: Mapped[str | None]
