"""What a settlement reads: the placements and the claims of one employer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from data.store.placements import CLAIMS, PLACEMENTS
from data.store.shelves import Record, Shelf
from data.tables import ClaimRow, PlacementRow
from matcher.records import Claim, Placement

R = TypeVar("R", bound=Record)

BATCH = 1_000  # records read at a time


def placements_of_employer(session: Session, employer_id: str) -> list[Placement]:
    """Give all placements with an employer, sorted by id."""
    return list(_every(session, PLACEMENTS, PlacementRow.employer_id == employer_id))


def claims_of_employer(session: Session, employer_id: str) -> list[Claim]:
    """Give all claims of an employer, sorted by id."""
    return list(_every(session, CLAIMS, ClaimRow.employer_id == employer_id))


def _every(session: Session, shelf: Shelf[R, Any], where: ColumnElement[bool]) -> Iterator[R]:
    after: str | None = None
    while records := shelf.page(session, after=after, limit=BATCH, where=[where]):
        yield from records
        after = records[-1].id
