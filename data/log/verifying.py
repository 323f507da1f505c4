"""Whether the log is whole: every entry as it was written, none missing, none added, none in another's place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

from data.log.chain import Head, Link, Seal, entry_hash, genesis_of, links, read_head
from matcher.errors import BadInput

MOST_KEPT = 1_000  # faults that are told one by one, and entries held against each other for a swap

Progress = Callable[[int, int], None]  # entries read, entries in all


class What(StrEnum):
    """What is wrong at a place of the log."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    SWAPPED = "swapped"
    HEAD_CHANGED = "head_changed"  # the number and hash kept apart are not those that the house sealed
    HEAD_MISSING = "head_missing"
    HEAD_UNSEALED = "head_unsealed"
    NOT_ANCHORED = "not_anchored"  # an entry is not the one whose hash was written down


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One thing that is wrong.

    Attributes:
        sequence: the entry; of several missing ones the first. None = it concerns the head.
        last: of several missing ones the last; of two swapped the other.
    """

    what: What
    sequence: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """A number and a hash that were written down elsewhere."""

    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a look through the whole log came to."""

    entries: int
    faults: tuple[Fault, ...]
    n_faults: int

    @property
    def ok(self) -> bool:
        """Tell whether nothing is wrong."""
        return self.n_faults == 0


@dataclass(slots=True)
class _Walk:
    """Where a look through the entries stands."""

    previous: bytes  # the hash that the next entry has to name
    sequence: int | None = None  # of the entry before
    shift: int = 0  # by how much numbers have been moved since they were hashed
    n: int = 0
    faults: list[Fault] = field(default_factory=list)
    n_faults: int = 0
    broken: list[Link] = field(default_factory=list)  # entries whose own hash does not fit
    places: dict[bytes, int] = field(default_factory=dict)  # where each hash of a whole entry stands

    def add(self, fault: Fault) -> None:
        self.n_faults += 1
        if len(self.faults) < MOST_KEPT:
            self.faults.append(fault)


def read_anchor(written: str) -> Anchor:
    """
    Read ``NUMBER:HASH`` as ``matcher log head`` prints it.

    Raises:
        BadInput: it looks otherwise.
    """
    number, _, hash = written.strip().partition(":")
    if not number.isdecimal() or len(hash) != 64 or set(hash.lower()) - set("0123456789abcdef"):
        raise BadInput("{field}: give number and hash as 'matcher log head' prints them: 1234:9f2c…", field="head")
    return Anchor(int(number), hash.lower())


def verify(
    session: Session, *, seal: Seal, anchor: Anchor | None = None, on_progress: Progress | None = None
) -> Verified:
    """
    Look through the whole log and tell what is wrong, entry by entry.

    Args:
        session: of a transaction; the log is seen as it stands then.
        seal: of the vault of this house.
        anchor: number and hash written down at an earlier time, outside the reach of whoever might have changed both
            log and head.
        on_progress: is told how far it is.
    """
    head, walk = read_head(session), _Walk(genesis_of(session))
    anchored = anchor is None
    for link in links(session.connection()):
        _step(walk, link)
        if anchor is not None and link.sequence == anchor.sequence and link.hash is not None:
            anchored = link.hash.hex() == anchor.hash
        if on_progress is not None and walk.n % 10_000 == 0:
            on_progress(walk.n, head.n if head else walk.n)
    _end(walk, head, seal)
    _match_swaps(walk)
    if not anchored and anchor is not None:
        walk.add(Fault(What.NOT_ANCHORED, anchor.sequence))
    return Verified(walk.n, tuple(sorted(walk.faults, key=_place)), walk.n_faults)


def _place(fault: Fault) -> tuple[bool, int]:
    return fault.sequence is None, fault.sequence or 0


def _step(walk: _Walk, link: Link) -> None:
    """Take one entry: does its own hash fit, and does it name that of the entry before?"""
    walk.n += 1
    fits = _fits(walk, link)
    if not fits:
        walk.broken.append(link)
    elif link.previous != walk.previous:
        _explain_gap(walk, link)
    walk.sequence = link.sequence
    if link.hash is not None:
        walk.previous = link.hash
        if fits:
            walk.places[link.hash] = link.sequence


def _fits(walk: _Walk, link: Link) -> bool:
    if link.hash is None or link.previous is None:
        return False
    for shift in (walk.shift, walk.shift + 1, walk.shift - 1):
        if entry_hash(link.sequence - shift, link.told, link.previous) == link.hash:
            walk.shift = shift
            return True
    return False


def _explain_gap(walk: _Walk, link: Link) -> None:
    """Say why an entry that is whole does not follow the one before it."""
    first = 1 if walk.sequence is None else walk.sequence + 1
    known = walk.places.get(link.previous or b"")
    if known is not None and walk.sequence is not None:
        for sequence in range(known + 1, walk.sequence + 1):
            walk.add(Fault(What.ADDED, sequence))
        walk.broken = [one for one in walk.broken if one.sequence <= known]
    elif walk.broken and walk.broken[-1].sequence == walk.sequence:
        pass  # the entry before was changed with its hash, and is told
    elif link.sequence > first or walk.shift < 0:
        walk.add(Fault(What.MISSING, first, max(first, link.sequence - 1)))
    else:  # whoever changed the entry before hashed it anew
        walk.add(Fault(What.CHANGED, walk.sequence if walk.sequence is not None else link.sequence))


def _match_swaps(walk: _Walk) -> None:
    """Tell which of the broken entries stand in each other's place; the rest were changed."""
    left = list(walk.broken[:MOST_KEPT])
    for more in walk.broken[MOST_KEPT:]:
        walk.add(Fault(What.CHANGED, more.sequence))
    while left:
        one = left.pop(0)
        other = next((two for two in left if _is_swapped(one, two)), None)
        if other is None:
            walk.add(Fault(What.CHANGED if one.hash else What.ADDED, one.sequence))
        else:
            left.remove(other)
            walk.add(Fault(What.SWAPPED, one.sequence, other.sequence))


def _is_swapped(one: Link, other: Link) -> bool:
    """Tell whether two entries fit in each other's place, with or without their hashes."""
    return any(
        all(_fits_at(link, place, hashes) for link, place, hashes in trial)
        for trial in (
            ((one, other, one), (other, one, other)),  # all of it moved
            ((one, other, other), (other, one, one)),  # hashes stayed where they were
        )
    )


def _fits_at(link: Link, place: Link, hashes: Link) -> bool:
    return hashes.previous is not None and entry_hash(place.sequence, link.told, hashes.previous) == hashes.hash


def _end(walk: _Walk, head: Head | None, seal: Seal) -> None:
    """Hold the last entry against what is kept apart."""
    last = walk.sequence or 0
    if head is None:
        walk.add(Fault(What.HEAD_MISSING))
        return
    if head.seal is None and head.n:
        walk.add(Fault(What.HEAD_UNSEALED))
    elif head.seal is not None and not head.is_sealed_by(seal):
        walk.add(Fault(What.HEAD_CHANGED))
    for fault in _beyond(walk, head, last):
        walk.add(fault)


def _beyond(walk: _Walk, head: Head, last: int) -> Iterator[Fault]:
    if last < head.sequence:
        yield Fault(What.MISSING, last + 1, head.sequence)
    elif last > head.sequence:
        if not walk.shift:
            walk.broken = [one for one in walk.broken if one.sequence <= head.sequence]
            yield from (Fault(What.ADDED, sequence) for sequence in range(head.sequence + 1, last + 1))
    elif not walk.n_faults and not walk.broken and (walk.previous != head.hash or walk.n != head.n):
        yield Fault(What.CHANGED, last)  # hashed anew, which nothing after it tells
