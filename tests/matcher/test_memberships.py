from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

import pytest

from matcher.links import decide, undo
from matcher.memberships import Registers, long_unemployed, own_memberships, proven
from matcher.priority_groups import PriorityGroup
from matcher.records import (
    Band,
    Candidate,
    Decided,
    Decision,
    EmploymentStatus,
    Identity,
    Link,
    LinkHow,
    Membership,
    Pairing,
    RegistryEntry,
)
from matcher.registries import Lapse

AT = datetime(2023, 9, 1, tzinfo=UTC)
AUGUST, SEPTEMBER = date(2023, 8, 1), date(2023, 9, 1)


def entry(id: str, group: str = "low_income", kind: str = "low_income") -> RegistryEntry:
    return RegistryEntry(id, kind, group, Identity(id))


def link(entry_id: str, band: Band = Band.LINKED, *, p: float = 0.9999, how: LinkHow = LinkHow.EXACT) -> Link:
    return Link(f"L-{entry_id}", "low_income", Pairing("C1", entry_id, how, p, band), "v1", "", AT)


def registers(*entries: RegistryEntry, lapses: tuple[Lapse, ...] = ()) -> Registers:
    as_of = {"low_income": SEPTEMBER, "destitute": AUGUST}
    return Registers({one.id: one for one in entries}, as_of, {one.entry.id: (one,) for one in lapses})


@pytest.fixture
def new_id() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"M{next(numbers)}"


def test_a_linked_entry_proves_a_membership_of_the_day_of_its_extract(new_id: Callable[[], str]) -> None:
    (held,) = proven([link("E1")], registers(entry("E1")), before=[], new_id=new_id)

    assert held == Membership("M1", "C1", "low_income", "low_income", "E1", SEPTEMBER, LinkHow.EXACT, 0.9999)


def test_a_link_that_waits_for_a_person_proves_nothing(new_id: Callable[[], str]) -> None:
    assert proven([link("E1", Band.REVIEW)], registers(entry("E1")), before=[], new_id=new_id) == []


def test_a_membership_names_who_confirmed_it(new_id: Callable[[], str]) -> None:
    decided = decide(link("E1", Band.REVIEW, p=0.4, how=LinkHow.PROBABLE), Decided(Decision.SAME, "officer-1", AT))

    (held,) = proven([decided], registers(entry("E1")), before=[], new_id=new_id)

    assert (held.how, held.p, held.confirmed_by) == (LinkHow.PERSON, 0.4, "officer-1")


def test_an_undone_decision_takes_its_membership_away(new_id: Callable[[], str]) -> None:
    decided = decide(link("E1", Band.REVIEW), Decided(Decision.SAME, "officer-1", AT))
    held = proven([decided], registers(entry("E1")), before=[], new_id=new_id)

    assert proven([undo(decided)], registers(entry("E1")), before=held, new_id=new_id) == []


def test_an_entry_that_is_gone_proves_its_membership_until_it_lapses(new_id: Callable[[], str]) -> None:
    gone = Lapse(entry("E1"), AUGUST, date(2023, 10, 1))

    (held,) = proven([link("E1")], registers(lapses=(gone,)), before=[], new_id=new_id)

    assert (held.as_of, held.lapses_on) == (AUGUST, date(2023, 10, 1))
    assert [held.holds_on(day) for day in (date(2023, 9, 30), date(2023, 10, 1))] == [True, False]


def test_an_entry_moved_to_another_group_proves_both_until_the_former_lapses(new_id: Callable[[], str]) -> None:
    gone = Lapse(entry("E1"), AUGUST, date(2023, 10, 1))

    held = proven([link("E1")], registers(entry("E1", "destitute"), lapses=(gone,)), before=[], new_id=new_id)

    assert [(one.group, one.lapses_on) for one in held] == [("destitute", None), ("low_income", date(2023, 10, 1))]


def test_two_registries_prove_one_group_each_by_a_membership_of_its_own(new_id: Callable[[], str]) -> None:
    links = [link("E1"), link("E2")]

    held = proven(
        links, registers(entry("E1", "destitute"), entry("E2", "destitute", "destitute")), before=[], new_id=new_id
    )

    assert [(one.group, one.registry) for one in held] == [("destitute", "destitute"), ("destitute", "low_income")]


def test_of_two_entries_of_one_registry_the_one_that_stands_counts(new_id: Callable[[], str]) -> None:
    gone = Lapse(entry("E1"), AUGUST, date(2023, 10, 1))
    links = [link("E1"), link("E2", p=0.99, how=LinkHow.PROBABLE)]

    (held,) = proven(links, registers(entry("E2"), lapses=(gone,)), before=[], new_id=new_id)

    assert (held.entry_id, held.lapses_on) == ("E2", None)


def test_a_membership_keeps_its_id_when_it_is_worked_out_again(new_id: Callable[[], str]) -> None:
    before = proven([link("E1")], registers(entry("E1")), before=[], new_id=new_id)

    assert proven([link("E1")], registers(entry("E1")), before=before, new_id=new_id) == before


@pytest.mark.parametrize(
    ("status", "registered_on", "is_long"),
    [
        pytest.param(EmploymentStatus.UNEMPLOYED, date(2023, 3, 1), True, id="six months to the day"),
        pytest.param(EmploymentStatus.UNEMPLOYED, date(2023, 3, 2), False, id="a day short of six months"),
        pytest.param(EmploymentStatus.UNEMPLOYED, None, False, id="not registered"),
        pytest.param(None, date(2023, 3, 1), True, id="registered, and nothing else is known"),
        pytest.param(EmploymentStatus.EMPLOYED, date(2023, 3, 1), False, id="employed since"),
        pytest.param(EmploymentStatus.STUDYING, date(2023, 3, 1), False, id="studies since"),
    ],
)
def test_long_unemployed_is_who_is_registered_for_six_months(
    status: EmploymentStatus | None, registered_on: date | None, is_long: bool
) -> None:
    assert long_unemployed(status, registered_on, SEPTEMBER, months=6) is is_long


def test_a_record_proves_the_groups_that_are_counted_in_months_by_itself() -> None:
    groups = [
        PriorityGroup("long_unemployed", "长期失业", "", SEPTEMBER, "", months=6),
        PriorityGroup("low_income", "低保家庭", "", SEPTEMBER, ""),
    ]
    candidate = Candidate("C1", unemployment_registered_on=date(2023, 1, 1))

    (held,) = own_memberships(candidate, groups, SEPTEMBER)

    assert (held.group, held.registry, held.entry_id, held.as_of) == ("long_unemployed", None, None, SEPTEMBER)
    assert own_memberships(replace(candidate, unemployment_registered_on=None), groups, SEPTEMBER) == []
