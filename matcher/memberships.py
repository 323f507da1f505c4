"""Who belongs to which priority group: what links and registries prove, until when, and what a record tells itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from matcher.months import add_months
from matcher.records import (
    Decision,
    EmploymentStatus,
    Link,
    LinkHow,
    LinkState,
    Membership,
    RegistryEntry,
)

LONG_UNEMPLOYED = "long_unemployed"
LONG_UNEMPLOYED_MONTHS = 6  # of registered unemployment: 长期失业
CERTAINTY = {LinkHow.PERSON: 2, LinkHow.EXACT: 1, LinkHow.PROBABLE: 0}


@dataclass(frozen=True, slots=True)
class Registers:
    """
    What the registries say as they stand.

    Attributes:
        entries: in force, by id.
        as_of: the day that the extract in force is told of, by kind of registry.
        lapse: the first day without a group, by kind, for those who are gone from its extract in force.
    """

    entries: Mapping[str, RegistryEntry]
    as_of: Mapping[str, date]
    lapse: Mapping[str, date]


def proven(
    links: Iterable[Link], registers: Registers, *, before: Iterable[Membership], new_id: Callable[[], str]
) -> list[Membership]:
    """
    Work out the memberships of one candidate: one for each registry and group.

    What a registry no longer says lapses after its notice; what is no longer linked is no membership at all. Where two
    entries of one registry prove the same group, the one that still stands counts, then the surer one.

    Args:
        links: all links of the candidate.
        registers: the registries as they stand.
        before: the candidate's memberships so far; their ids and, for entries that are gone, their days are kept.
        new_id: gives the id of a new membership.
    """
    earlier = list(before)
    told = {one.entry_id: one for one in earlier if one.entry_id is not None}
    found: dict[tuple[str, str | None], Membership] = {}
    for link in links:
        one = _proven(link, registers, told.get(link.pairing.other_id))
        if one is not None and _order(one) > _order(found.get((one.group, one.registry))):
            found[one.group, one.registry] = one
    ids = {(one.group, one.registry): one.id for one in earlier}
    return [replace(one, id=ids.get(place) or new_id()) for place, one in sorted(found.items(), key=str)]


def _proven(link: Link, registers: Registers, before: Membership | None) -> Membership | None:
    if link.state is not LinkState.LINKED:
        return None
    entry = registers.entries.get(link.pairing.other_id)
    if entry is None:
        return before and _lapsing(before, registers)
    decided = link.decided if link.decided and link.decided.decision is Decision.SAME else None
    return Membership(
        id="",
        candidate_id=link.pairing.candidate_id,
        group=entry.group,
        registry=entry.kind,
        entry_id=entry.id,
        as_of=registers.as_of[entry.kind],
        how=LinkHow.PERSON if decided else link.pairing.how,
        p=link.pairing.p,
        confirmed_by=decided and decided.by,
    )


def _lapsing(before: Membership, registers: Registers) -> Membership:
    """Give the notice that was given once and is not prolonged, or give it now."""
    return replace(before, lapses_on=before.lapses_on or registers.lapse.get(before.registry or ""))


def _order(one: Membership | None) -> tuple[bool, bool, int, float, str]:
    if one is None:
        return (False, False, 0, 0.0, "")
    return (True, one.lapses_on is None, CERTAINTY[one.how], one.p, one.entry_id or "")


def long_unemployed(status: EmploymentStatus | None, registered_on: date | None, day: date) -> bool:
    """Tell whether somebody is unemployed and registered as such for six months or longer on a day."""
    if registered_on is None or status not in (None, EmploymentStatus.UNEMPLOYED):
        return False
    return add_months(registered_on, LONG_UNEMPLOYED_MONTHS) <= day
