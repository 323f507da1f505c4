"""Two extracts of a registry: what differs between them, why one is not taken, and who lapses when it takes effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from matcher.errors import Phrase
from matcher.records import RegistryEntry

Groups = Counter[tuple[str, str | None]]  # (group, district; None = unknown) → people


@dataclass(frozen=True, slots=True, repr=False)
class Difference:
    """
    What a later extract of a registry changes, by entry.

    Attributes:
        added: in the later one alone, by id.
        gone: in the earlier one alone, by id.
        changed: in both with other facts, each as (earlier, later), by id.
    """

    added: tuple[RegistryEntry, ...]
    gone: tuple[RegistryEntry, ...]
    changed: tuple[tuple[RegistryEntry, RegistryEntry], ...]
    n_unchanged: int

    def __repr__(self) -> str:
        """Show counts alone: the entries are people."""
        return f"Difference(+{len(self.added)} -{len(self.gone)} ~{len(self.changed)} ={self.n_unchanged})"

    @property
    def n_earlier(self) -> int:
        """Count the entries of the earlier extract."""
        return len(self.gone) + len(self.changed) + self.n_unchanged

    @property
    def n_later(self) -> int:
        """Count the entries of the later extract."""
        return len(self.added) + len(self.changed) + self.n_unchanged


def compare(earlier: Iterable[RegistryEntry], later: Iterable[RegistryEntry]) -> Difference:
    """Compare two extracts of one registry by the ids of their entries."""
    before, after = ({one.id: one for one in side} for side in (earlier, later))
    both = sorted(before.keys() & after.keys())
    changed = tuple((before[id], after[id]) for id in both if before[id] != after[id])
    return Difference(
        added=tuple(after[id] for id in sorted(after.keys() - before.keys())),
        gone=tuple(before[id] for id in sorted(before.keys() - after.keys())),
        changed=changed,
        n_unchanged=len(both) - len(changed),
    )


@dataclass(frozen=True, slots=True)
class Tallied:
    """How many people of one group in one district a difference concerns; a change counts where it leads to."""

    group: str
    district: str | None  # None = unknown
    n_added: int
    n_gone: int
    n_changed: int


def tally(difference: Difference) -> tuple[Tallied, ...]:
    """Count a difference by group and district, by their names; a district that is unknown comes last."""
    added, gone, changed = (
        _counted(side) for side in (difference.added, difference.gone, [later for _, later in difference.changed])
    )
    places = sorted(added.keys() | gone.keys() | changed.keys(), key=lambda at: (at[0], at[1] is None, at[1] or ""))
    return tuple(Tallied(*at, added[at], gone[at], changed[at]) for at in places)


def _counted(entries: Iterable[RegistryEntry]) -> Groups:
    return Counter((one.group, one.identity.district) for one in entries)


FACTS = ("group", "relative", "evidence", "disability_kind", "disability_grade", "since")
WHO = ("name", "id_number", "phone", "sex", "birth", "district")


def changed_facts(earlier: RegistryEntry, later: RegistryEntry) -> tuple[str, ...]:
    """Name the fields in which two entries of one id differ."""
    of_person = [name for name in WHO if getattr(earlier.identity, name) != getattr(later.identity, name)]
    return (*of_person, *(name for name in FACTS if getattr(earlier, name) != getattr(later, name)))


@dataclass(frozen=True, slots=True)
class Arrival:
    """
    An extract that an office hands over, beside those of its kind that are there.

    Attributes:
        as_of: the day that it tells of.
        known_as_of: the latest such day of those in force or waiting; None = it is the first.
        n_entries: in it.
        n_in_force: in the extract in force; None = there is none.
        shrink_refused: the share of entries by which it may not be smaller, 0..1.
        n_rows: of the file.
        n_rejected: rows that could not be taken.
        rejected_refused: the share of rows that may not be rejected, 0..1.
    """

    as_of: date
    known_as_of: date | None
    n_entries: int
    n_in_force: int | None
    shrink_refused: float
    n_rows: int
    n_rejected: int
    rejected_refused: float


def is_older(arrival: Arrival) -> Phrase | None:
    """Refuse an extract that tells of an earlier day than the one that is there; the same day passes."""
    if arrival.known_as_of is None or arrival.as_of >= arrival.known_as_of:
        return None
    return Phrase.of(
        "it tells of {as_of}, and the present one of {known}",
        as_of=arrival.as_of.isoformat(),
        known=arrival.known_as_of.isoformat(),
    )


def is_smaller(arrival: Arrival) -> Phrase | None:
    """Refuse an extract that lacks the given share, or more, of the entries in force: most likely a part of one."""
    if not arrival.n_in_force:
        return None
    n_lost = arrival.n_in_force - arrival.n_entries
    if n_lost < arrival.shrink_refused * arrival.n_in_force:
        return None
    return Phrase.of(
        "it has {n:,} people, {percent:.0f} % fewer than the {n_in_force:,} in force",
        n=arrival.n_entries,
        percent=100 * n_lost / arrival.n_in_force,
        n_in_force=arrival.n_in_force,
    )


def is_much_rejected(arrival: Arrival) -> Phrase | None:
    """Refuse an extract of which the given share of rows, or more, was rejected: most likely another registry."""
    if not arrival.n_rejected or arrival.n_rejected < arrival.rejected_refused * arrival.n_rows:
        return None
    return Phrase.of("{n:,} of its {n_rows:,} rows are rejected", n=arrival.n_rejected, n_rows=arrival.n_rows)


REFUSALS: tuple[Callable[[Arrival], Phrase | None], ...] = (is_older, is_smaller, is_much_rejected)


def refusals(arrival: Arrival) -> tuple[Phrase, ...]:
    """Give every reason for which an extract is not taken without being asked for twice; none = it is taken."""
    return tuple(reason for rule in REFUSALS if (reason := rule(arrival)) is not None)


@dataclass(frozen=True, slots=True, repr=False)
class Lapse:
    """
    An entry that the extract in force no longer holds, or holds for another group.

    Attributes:
        entry: as the last extract had it that held it for its group.
        as_of: the day of that extract.
        lapses_on: the first day on which it proves nothing any more.
    """

    entry: RegistryEntry
    as_of: date
    lapses_on: date

    def __repr__(self) -> str:
        """Show which entry it is and when it lapses, and nothing of the person."""
        return f"Lapse({self.entry.id!r}, {self.lapses_on.isoformat()})"


@dataclass(frozen=True, slots=True, repr=False)
class Lapsing:
    """What an extract that takes effect means for those who were in the registry: who lapses, who is restored."""

    lapses: tuple[Lapse, ...]  # old and new ones, by entry and group
    n_new: int  # of them, those that begin with this extract
    n_restored: int  # who came back before, or after, their membership had lapsed

    def __repr__(self) -> str:
        """Show counts alone."""
        return f"Lapsing({len(self.lapses)}, new={self.n_new}, restored={self.n_restored})"


def lapse(
    earlier: Iterable[RegistryEntry],
    later: Iterable[RegistryEntry],
    known: Sequence[Lapse] = (),
    *,
    earlier_as_of: date,
    later_as_of: date,
    effective_on: date,
    notice_days: int,
) -> Lapsing:
    """
    Tell who lapses when a later extract takes effect: entries missing from it, or in it for another group.

    Who is missing lapses *notice_days* after the later extract takes effect, or after the day that it tells of where
    that is later: nobody's notice is over before anybody could hear. Whoever lapsed already keeps the earlier date.
    Who is there again, for the same group, is restored. Lapses that were over on the day of the earlier
    extract have been seen and are dropped.

    Args:
        earlier: the extract in force until now.
        later: the one that takes its place.
        known: lapses of extracts before.
        earlier_as_of: the day that the earlier one tells of.
        later_as_of: the day that the later one tells of.
        effective_on: the day on which that one takes effect.
        notice_days: ≥ 0.
    """
    held = {(one.id, one.group) for one in later}
    away = {_of(one): one for one in known if _of(one) not in held}
    kept = {at: one for at, one in away.items() if one.lapses_on > earlier_as_of}
    ends_on = max(later_as_of, effective_on) + timedelta(days=notice_days)
    new: Mapping[tuple[str, str], Lapse] = {
        (one.id, one.group): Lapse(one, earlier_as_of, ends_on) for one in earlier if (one.id, one.group) not in held
    }
    every = {**new, **kept}
    return Lapsing(
        lapses=tuple(every[at] for at in sorted(every)),
        n_new=len(new.keys() - kept.keys()),
        n_restored=len(known) - len(away),
    )


def _of(one: Lapse) -> tuple[str, str]:
    return one.entry.id, one.entry.group
