"""What a settlement reads: the placements and the claims of employers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from data.store.placements import CLAIMS, PLACEMENTS
from data.store.shelves import Record, Shelf
from data.tables import ClaimRow, PlacementRow
from matcher.records import Claim, Placement

R = TypeVar("R", bound=Record)

BATCH = 1_000  # records read at a time


def placements_of_employers(session: Session, employer_ids: Sequence[str]) -> list[Placement]:
    """Give all placements with some employers, sorted by id."""
    return list(_every(session, PLACEMENTS, PlacementRow.employer_id.in_(employer_ids)))


def claims_of_employers(session: Session, employer_ids: Sequence[str]) -> list[Claim]:
    """Give all claims of some employers, sorted by id."""
    return list(_every(session, CLAIMS, ClaimRow.employer_id.in_(employer_ids)))


def _every(session: Session, shelf: Shelf[R, Any], where: ColumnElement[bool]) -> Iterator[R]:
    after: str | None = None
    while records := shelf.page(session, after=after, limit=BATCH, where=[where]):
        yield from records
        after = records[-1].id
