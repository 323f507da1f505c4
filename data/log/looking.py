"""The lines of the log on one person: by the log's name of that one, or by the keyed hash of that one alone."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Text, cast, or_, select
from sqlalchemy.orm import Session

from data.log import PERSON, Entry, name_of, read, sealed_digest
from data.tables import LogRow


def entries_on(session: Session, candidate_id: str, *, seal: Callable[[bytes], bytes]) -> list[Entry]:
    """
    Give the lines on a person, the oldest first.

    Lines on many at once hold a hash of the whole list: whether one person was among them nobody can tell from it.
    """
    name = name_of(session, PERSON, candidate_id)
    if name is None:
        return []
    details, alone = cast(LogRow.details, Text), sealed_digest([name], seal=seal)
    of_person = or_(LogRow.record_id == name, details.contains(name), details.contains(alone))
    return read(session, select(LogRow).where(of_person).order_by(LogRow.id))
