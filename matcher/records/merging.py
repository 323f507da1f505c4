"""The records of two candidates who may be one person: what was compared, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matcher.records.linking import Decided, Pairing


class DuplicateState(StrEnum):
    """Where two candidates who may be one stand."""

    REVIEW = "review"  # waits for a person
    JOINED = "joined"  # they are one candidate now
    APART = "apart"  # a person decided so, or took the merge back


@dataclass(frozen=True, slots=True, repr=False)
class Duplicate:
    """
    Two stored candidates who may be one person. Sealed at rest.

    Attributes:
        id: tells nothing; the same for the same two candidates.
        pairing: the comparison, of the ids in ascending order.
        fingerprint: of both sides as they were compared.
        at: when it was compared.
        decided: by a person; None = nobody was asked, or they were joined by themselves.
    """

    id: str
    pairing: Pairing
    fingerprint: str
    state: DuplicateState
    at: datetime
    decided: Decided | None = None

    def __repr__(self) -> str:
        """Show which pair it is and not whose."""
        return f"Duplicate({self.id!r}, {self.state.value!r})"

    @property
    def ids(self) -> tuple[str, str]:
        """Give the ids of the two candidates."""
        return self.pairing.candidate_id, self.pairing.other_id


@dataclass(frozen=True, slots=True)
class Taken:
    """Whose value of a field stands after a merge, and why."""

    field: str
    candidate_ids: tuple[str, ...]
    why: str
    source: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Merge:
    """
    What was done when two candidates became one.

    Attributes:
        id: that of the pair.
        survivor_id: under which the person is stored.
        gone_id: given up; it leads to the other.
        taken: of each field, whose value it was.
        moved: how many placements, claims, events, … were moved, by table.
    """

    id: str
    survivor_id: str
    gone_id: str
    at: datetime
    by: str
    taken: tuple[Taken, ...]
    moved: dict[str, int]

    def __repr__(self) -> str:
        """Show which merge it is and not whose."""
        return f"Merge({self.id!r})"


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking a merge back came to."""

    survivor_id: str
    restored_id: str
    n_later: int  # references made since, which stay with the survivor
    later_fields: tuple[str, ...]  # of the survivor, changed since, which stay as they are now
