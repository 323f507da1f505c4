"""The records of linking people: who somebody is, whom a registry names, what a link rests on, what it proves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from matcher.records.matching import Actor


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """
    What tells one person from others, as a list or a registry has it. None = unknown.

    Attributes:
        id: of the candidate or the registry entry.
        id_number: as written, sound or damaged; of a disability certificate its ID number, without kind and grade.
        phone: as written.
        sex: "male" or "female".
        birth: a date of ISO 8601 as far as it is known: 2001, 2001-05 or 2001-05-12.
        district: of residence, as a district's name.
    """

    id: str
    name: str | None = None
    id_number: str | None = None
    phone: str | None = None
    sex: str | None = None
    birth: str | None = None
    district: str | None = None

    def __repr__(self) -> str:
        """Show whose it is by id alone."""
        return f"Identity({self.id!r})"


class LinkHow(StrEnum):
    """What a link rests on."""

    EXACT = "exact"  # the same sound ID number
    PROBABLE = "probable"  # all fields weighed together
    PERSON = "person"  # somebody decided


class Band(StrEnum):
    """What becomes of a pair of people by itself."""

    LINKED = "linked"
    REVIEW = "review"  # a person decides
    APART = "apart"  # not linked


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of two people compared; holds no value of theirs."""

    field: str  # name, id_number, birth, sex, phone, district; "prior" stands for how rare links are
    level: str  # how alike: exact, same_sounds, one_digit, differs, unknown, …
    weight: float  # log2 of the Bayes factor: bits for (> 0) or against the same person


@dataclass(frozen=True, slots=True)
class Pairing:
    """A candidate and somebody else considered as the same person; the weights of *compared* sum to the log-odds."""

    candidate_id: str
    other_id: str  # of a registry entry, or of another candidate
    how: LinkHow
    p: float  # that they are the same person, 0..1
    band: Band
    compared: tuple[Compared, ...] = ()


class Decision(StrEnum):
    """What a person decided on two records."""

    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person made of two records, who and when."""

    decision: Decision
    by: str  # id of the actor
    at: datetime
    note: str | None = None


class LinkState(StrEnum):
    """Where a link stands."""

    LINKED = "linked"  # by itself, or a person decided so
    REVIEW = "review"  # waits for a person
    DIFFERENT = "different"  # a person decided so


@dataclass(frozen=True, slots=True, repr=False)
class Link:
    """
    A candidate and an entry of a registry compared, and what became of it. Sealed at rest.

    Attributes:
        id: tells nothing.
        kind: of the registry.
        pairing: the comparison; its band is what becomes of the pair where nobody decided.
        parameters: version of those that it was weighed with.
        fingerprint: of both sides as they were compared; another one is another question.
        at: when it was compared.
        decided: by a person; None = nobody was asked, or the data changed since.
        before: an earlier decision, on other data or taken back.
        before_on: the fingerprint of what *before* was decided on, where the data changed since; None = taken back.
    """

    id: str
    kind: str
    pairing: Pairing
    parameters: str
    fingerprint: str
    at: datetime
    decided: Decided | None = None
    before: Decided | None = None
    before_on: str | None = None

    def __repr__(self) -> str:
        """Show which link it is and not whose."""
        return f"Link({self.id!r})"

    @property
    def state(self) -> LinkState:
        """Tell where it stands: what a person decided, or else its band."""
        if self.decided is not None:
            return LinkState.LINKED if self.decided.decision is Decision.SAME else LinkState.DIFFERENT
        return LinkState.LINKED if self.pairing.band is Band.LINKED else LinkState.REVIEW


@dataclass(frozen=True, slots=True, repr=False)
class RegistryEntry:
    """
    Somebody in an extract of a registry, as its office writes it. Sealed at rest; absent from texts, scores and logs.

    Attributes:
        id: the same in every extract while the office tells the same ID number, or name, birth date, proof and head.
        kind: of the registry: low_income, out_of_poverty, disabled, …
        group: the priority group that the entry proves, a code of the dated table.
        identity: who it is, its id being that of the entry.
        relative: the head of the household, where another person.
        evidence: what the office gives as proof: number of the certificate or household, kind of allowance.
        disability_kind: 1 视力 … 7 多重; None = none, or unknown.
        disability_grade: 1 (the gravest) … 4.
        since: from when the office counts it.
    """

    id: str
    kind: str
    group: str
    identity: Identity
    relative: str | None = None
    evidence: str | None = None
    disability_kind: int | None = None
    disability_grade: int | None = None
    since: date | None = None

    def __repr__(self) -> str:
        """Show which entry it is and nothing of the person."""
        return f"RegistryEntry({self.id!r}, {self.kind!r})"


class ExtractState(StrEnum):
    """Where an extract of a registry stands."""

    WAITING = "waiting"  # its difference can be read; the next linking takes it into effect
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Extract:
    """A version of a registry, as one file gave it."""

    id: str
    kind: str
    as_of: date  # the day that the registry is told of
    state: ExtractState
    n_entries: int
    source: str  # the file's name
    imported_at: datetime
    imported_by: Actor
    applied_at: datetime | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Membership:
    """
    That a candidate belongs to a priority group. Sealed at rest, apart from all that ranks, explains or is published.

    Attributes:
        id: tells nothing.
        entry_id: of the registry entry that proves it; None = worked out from the candidate's own record.
        as_of: the day of the newest extract that holds the entry.
        how: what the link rests on.
        p: that it is the same person, 0..1.
        confirmed_by: who decided, where a person did.
        lapses_on: the first day on which it no longer holds: the entry is gone, and its notice is over.
    """

    id: str
    candidate_id: str
    group: str
    registry: str | None
    entry_id: str | None
    as_of: date
    how: LinkHow
    p: float
    confirmed_by: str | None = None
    lapses_on: date | None = None

    def __repr__(self) -> str:
        """Show which membership it is and not whose or of what."""
        return f"Membership({self.id!r})"

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds on a day."""
        return self.lapses_on is None or day < self.lapses_on
