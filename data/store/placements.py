"""Placements, claims and spells of employment in the database."""

from __future__ import annotations

from data.store.bulk import Item
from data.store.crossing import Crossing
from data.store.shelves import Shelf
from data.tables import ClaimRow, EmploymentRow, PlacementRow
from matcher.records import Claim, ClaimEntry, Employment, EmploymentEntry, Placement, PlacementEntry

PLACEMENTS: Shelf[Placement, PlacementEntry] = Shelf(
    "placement",
    PlacementRow,
    Crossing(Placement),
    roles=("mentor", "trainee"),
    take_apart=lambda entry: Item(entry.placement, {"mentor": entry.mentor, "trainee": entry.trainee}),
    areas=(),
)
CLAIMS: Shelf[Claim, ClaimEntry] = Shelf(
    "claim",
    ClaimRow,
    Crossing(Claim),
    roles=("trainee",),
    take_apart=lambda entry: Item(entry.claim, {"trainee": entry.trainee}),
    areas=(),
)
EMPLOYMENTS: Shelf[Employment, EmploymentEntry] = Shelf(
    "employment",
    EmploymentRow,
    Crossing(Employment),
    roles=("self",),
    take_apart=lambda entry: Item(entry.employment, {"self": entry.person}),
    areas=(),
)

put_placements = PLACEMENTS.put
merge_placements = PLACEMENTS.merge
get_placement = PLACEMENTS.get
placements_by_id = PLACEMENTS.by_id
list_placements = PLACEMENTS.page
iter_placements = PLACEMENTS.every
count_placements = PLACEMENTS.count
delete_placement = PLACEMENTS.delete

put_claims = CLAIMS.put
merge_claims = CLAIMS.merge
get_claim = CLAIMS.get
list_claims = CLAIMS.page
iter_claims = CLAIMS.every
count_claims = CLAIMS.count
delete_claim = CLAIMS.delete

merge_employments = EMPLOYMENTS.merge
iter_employments = EMPLOYMENTS.every
count_employments = EMPLOYMENTS.count
