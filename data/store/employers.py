"""Employers in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from data.store.bulk import Item
from data.store.changes import lock_sequence
from data.store.crossing import Crossing
from data.store.placements import refuse_placed
from data.store.shelves import Shelf
from data.tables import EmployerRow, PlacementRow
from matcher.records import Actor, Employer, EmployerEntry

EMPLOYERS: Shelf[Employer, EmployerEntry] = Shelf(
    "employer",
    EmployerRow,
    Crossing(Employer),
    roles=("contact",),
    take_apart=lambda entry: Item(entry.employer, {"contact": entry.contact}),
    areas=("district",),
)

put_employers = EMPLOYERS.put
merge_employers = EMPLOYERS.merge
get_employer = EMPLOYERS.get
employers_by_id = EMPLOYERS.by_id
employer_districts = EMPLOYERS.districts
list_employers = EMPLOYERS.page
iter_employers = EMPLOYERS.every
count_employers = EMPLOYERS.count


def delete_employer(session: Session, id: str, *, actor: Actor, at: datetime) -> None:
    """
    Delete an employer with its contact.

    Raises:
        NotFound: there is none.
        Conflict: placements with it are kept.
    """
    lock_sequence(session)
    refuse_placed(session, PlacementRow.employer_id, id)
    EMPLOYERS.delete(session, id, actor=actor, at=at)
