"""Who belongs to which priority group: what links and registries prove, until when, and what a record tells itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from matcher.months import add_months
from matcher.priority_groups import PriorityGroup
from matcher.records import (
    Candidate,
    Decision,
    EmploymentStatus,
    Link,
    LinkHow,
    LinkState,
    Membership,
    RegistryEntry,
)
from matcher.registries import Lapse

CERTAINTY = {LinkHow.PERSON: 2, LinkHow.EXACT: 1, LinkHow.PROBABLE: 0}


@dataclass(frozen=True, slots=True)
class Registers:
    """
    What the registries say as they stand.

    Attributes:
        entries: in force, by id.
        as_of: the day that the extract in force is told of, by kind of registry.
        lapses: of entries gone, or in force for another group now, by id of the entry.
    """

    entries: Mapping[str, RegistryEntry]
    as_of: Mapping[str, date]
    lapses: Mapping[str, tuple[Lapse, ...]]


def proven(
    links: Iterable[Link], registers: Registers, *, before: Iterable[Membership], new_id: Callable[[], str]
) -> list[Membership]:
    """
    Work out the memberships of one candidate: one for each registry and group, so that each keeps its own proof.

    What a registry no longer says lapses after its notice; what is no longer linked is no membership at all. Where two
    entries of one registry prove the same group, the one that still stands counts, then the surer one.

    Args:
        links: all links of the candidate.
        registers: the registries as they stand.
        before: the candidate's memberships so far, of which the ids are kept.
        new_id: gives the id of a new membership.
    """
    found: dict[tuple[str, str], Membership] = {}
    for link in links:
        for one in _proven(link, registers) if link.state is LinkState.LINKED else ():
            place = (one.group, one.registry or "")
            found[place] = max(one, found.get(place, one), key=_order)
    ids = {(one.group, one.registry or ""): one.id for one in before}
    return [replace(one, id=ids.get(place) or new_id()) for place, one in sorted(found.items())]


def _proven(link: Link, registers: Registers) -> Iterator[Membership]:
    entry = registers.entries.get(link.pairing.other_id)
    if entry is not None:
        yield _membership(link, entry, registers.as_of[entry.kind])
    for lapse in registers.lapses.get(link.pairing.other_id, ()):
        yield replace(_membership(link, lapse.entry, lapse.as_of), lapses_on=lapse.lapses_on)


def _membership(link: Link, entry: RegistryEntry, as_of: date) -> Membership:
    decided = link.decided if link.decided and link.decided.decision is Decision.SAME else None
    return Membership(
        id="",
        candidate_id=link.pairing.candidate_id,
        group=entry.group,
        registry=entry.kind,
        entry_id=entry.id,
        as_of=as_of,
        how=LinkHow.PERSON if decided else link.pairing.how,
        p=link.pairing.p,
        confirmed_by=None if decided is None else decided.by,
    )


def _order(one: Membership) -> tuple[date, int, float, str]:
    return one.lapses_on or date.max, CERTAINTY[one.how], one.p, one.entry_id or ""


def long_unemployed(status: EmploymentStatus | None, registered_on: date | None, day: date, *, months: int) -> bool:
    """Tell whether somebody is unemployed, and registered as such for some months or longer, on a day."""
    if registered_on is None or status not in (None, EmploymentStatus.UNEMPLOYED):
        return False
    return add_months(registered_on, months) <= day


def own_memberships(candidate: Candidate, groups: Iterable[PriorityGroup], day: date) -> list[Membership]:
    """Give the memberships that a candidate's own record proves on a day: those of groups with a spell in months."""
    status, since = candidate.employment_status, candidate.unemployment_registered_on
    return [
        Membership(f"own-{one.code}", candidate.id, one.code, None, None, day, LinkHow.EXACT, 1.0)
        for one in groups
        if one.months is not None and long_unemployed(status, since, day, months=one.months)
    ]
