"""Candidates in the database."""

from __future__ import annotations

from data.store.bulk import Item
from data.store.crossing import Crossing
from data.store.shelves import Shelf
from data.tables import CandidateRow
from matcher.records import Candidate, CandidateEntry

CANDIDATES: Shelf[Candidate, CandidateEntry] = Shelf(
    "candidate",
    CandidateRow,
    Crossing(Candidate),
    roles=("self",),
    take_apart=lambda entry: Item(entry.candidate, {"self": entry.person}, entry.source),
    areas=("home_district",),
)

put_candidates = CANDIDATES.put
merge_candidates = CANDIDATES.merge
get_candidate = CANDIDATES.get
candidates_by_id = CANDIDATES.by_id
list_candidates = CANDIDATES.page
iter_candidates = CANDIDATES.every
count_candidates = CANDIDATES.count
delete_candidate = CANDIDATES.delete
