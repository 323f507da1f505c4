"""Employers in the database."""

from __future__ import annotations

from data.store.bulk import Item
from data.store.crossing import Crossing
from data.store.shelves import Shelf
from data.tables import EmployerRow
from matcher.records import Employer, EmployerEntry

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
list_employers = EMPLOYERS.page
iter_employers = EMPLOYERS.every
count_employers = EMPLOYERS.count
delete_employer = EMPLOYERS.delete
