"""Two extracts compared: who is new, gone or changed, which extract is refused, and who lapses when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.priority_groups import PriorityGroups, RegistryKind
from matcher.records import Identity, RegistryEntry
from matcher.registries import Arrival, Lapse, Tallied, changed_facts, compare, lapse, refusals, tally

JULY, AUGUST, SEPTEMBER = date(2023, 7, 31), date(2023, 8, 31), date(2023, 9, 30)


def entry(
    id: str, *, group: str = "low_income", district: str | None = "历下区", name: str = "测试甲"
) -> RegistryEntry:
    return RegistryEntry(id, "low_income", group, Identity(id, name=name, district=district))


ENTRIES = st.lists(
    st.builds(
        entry,
        st.sampled_from("ABCDEFGH"),
        group=st.sampled_from(["low_income", "destitute"]),
        district=st.sampled_from(["历下区", "市中区", None]),
    ),
    unique_by=lambda one: one.id,
)

PLAIN = Arrival(
    as_of=AUGUST,
    known_as_of=JULY,
    n_entries=71,
    n_in_force=100,
    shrink_refused=0.30,
    n_rows=71,
    n_rejected=0,
    rejected_refused=0.30,
)


def test_a_difference_tells_new_gone_changed_and_unchanged() -> None:
    found = compare(
        [entry("A"), entry("B"), entry("C")], [entry("B"), entry("C", group="destitute"), entry("D"), entry("E")]
    )
    assert [one.id for one in found.added] == ["D", "E"]
    assert [one.id for one in found.gone] == ["A"]
    assert [(a.group, b.group) for a, b in found.changed] == [("low_income", "destitute")]
    assert found.n_unchanged == 1


def test_a_difference_is_counted_by_group_and_district() -> None:
    found = compare(
        [entry("A"), entry("B")],
        [
            entry("B", name="测试乙"),
            entry("C", district=None),
            entry("D", group="destitute"),
            entry("E", group="destitute"),
        ],
    )
    assert tally(found) == (
        Tallied("destitute", "历下区", n_added=2, n_gone=0, n_changed=0),
        Tallied("low_income", "历下区", n_added=0, n_gone=1, n_changed=1),
        Tallied("low_income", None, n_added=1, n_gone=0, n_changed=0),
    )


def test_a_change_names_its_fields() -> None:
    later = replace(entry("A", name="测试乙", district="市中区"), group="destitute", since=JULY)
    assert changed_facts(entry("A"), later) == ("name", "district", "group", "since")


@given(ENTRIES, ENTRIES)
def test_a_difference_accounts_for_everybody(earlier: list[RegistryEntry], later: list[RegistryEntry]) -> None:
    found = compare(earlier, later)
    assert found.n_earlier == len(earlier)
    assert found.n_later == len(later)


@given(ENTRIES, ENTRIES)
def test_a_difference_read_backwards_swaps_new_and_gone(
    earlier: list[RegistryEntry], later: list[RegistryEntry]
) -> None:
    there, back = compare(earlier, later), compare(later, earlier)
    assert (there.added, there.gone) == (back.gone, back.added)


@given(ENTRIES)
def test_an_extract_does_not_differ_from_itself(entries: list[RegistryEntry]) -> None:
    found = compare(entries, list(reversed(entries)))
    assert (found.added, found.gone, found.changed) == ((), (), ())


@pytest.mark.parametrize(
    ("arrival", "said"),
    [
        pytest.param(PLAIN, [], id="29 % fewer people"),  # 1 - 71/100 = .29
        pytest.param(replace(PLAIN, n_entries=70), ["it has 70 people, 30 % fewer than the 100 in force"], id="30 %"),
        pytest.param(replace(PLAIN, n_in_force=None, n_entries=1), [], id="the first of its kind"),
        pytest.param(replace(PLAIN, as_of=JULY), [], id="the same day again"),
        pytest.param(
            replace(PLAIN, as_of=JULY, known_as_of=AUGUST),
            ["it tells of 2023-07-31, and the present one of 2023-08-31"],
            id="an earlier day",
        ),
        pytest.param(
            replace(PLAIN, n_rows=100, n_rejected=30), ["30 of its 100 rows are rejected"], id="mostly rejected"
        ),
        pytest.param(replace(PLAIN, n_rows=100, n_rejected=29), [], id="29 of a hundred rejected"),
    ],
)
def test_an_extract_is_refused_for_a_reason(arrival: Arrival, said: list[str]) -> None:
    assert [str(reason) for reason in refusals(arrival)] == said


def lapses(
    earlier: list[RegistryEntry], later: list[RegistryEntry], known: tuple[Lapse, ...] = ()
) -> dict[tuple[str, str], date]:
    found = lapse(earlier, later, known, earlier_as_of=JULY, later_as_of=AUGUST, effective_on=AUGUST, notice_days=30)
    return {(one.entry.id, one.entry.group): one.lapses_on for one in found.lapses}


def test_whoever_is_missing_lapses_when_the_notice_is_over() -> None:
    # 31 August + 30 days = 30 September
    assert lapses([entry("A"), entry("B")], [entry("B")]) == {("A", "low_income"): SEPTEMBER}


def test_the_notice_begins_when_an_old_extract_takes_effect() -> None:
    found = lapse(
        [entry("A")], [], earlier_as_of=date(2023, 3, 31), later_as_of=JULY, effective_on=AUGUST, notice_days=30
    )
    assert [one.lapses_on for one in found.lapses] == [SEPTEMBER]


def test_whoever_moves_to_another_group_lapses_in_the_former_one() -> None:
    assert lapses([entry("A")], [entry("A", group="destitute")]) == {("A", "low_income"): SEPTEMBER}


def test_whoever_comes_back_is_restored() -> None:
    known = (Lapse(entry("A"), JULY, AUGUST), Lapse(entry("B"), JULY, AUGUST))
    found = lapse([], [entry("A")], known, earlier_as_of=JULY, later_as_of=AUGUST, effective_on=AUGUST, notice_days=30)
    assert [one.entry.id for one in found.lapses] == ["B"]
    assert (found.n_new, found.n_restored) == (0, 1)


def test_a_lapse_keeps_its_day_in_later_extracts() -> None:
    assert lapses([], [], (Lapse(entry("A"), JULY, AUGUST),)) == {("A", "low_income"): AUGUST}


def test_a_lapse_that_was_over_before_the_former_extract_is_dropped() -> None:
    assert lapses([], [], (Lapse(entry("A"), date(2023, 5, 31), JULY),)) == {}


@given(ENTRIES, ENTRIES)
def test_nobody_lapses_in_a_group_that_the_later_extract_holds(
    earlier: list[RegistryEntry], later: list[RegistryEntry]
) -> None:
    assert not lapses(earlier, later).keys() & {(one.id, one.group) for one in later}


TABLE = PriorityGroups(
    groups={},
    kinds={},
    stated_by={"低保": "low_income", "低保边缘": "margin", "脱贫": "out_of_poverty", "支出型": ""},
    ended=("停保",),
    shrink_refused=0.3,
    rejected_refused=0.3,
    versions_kept=2,
)
KIND = RegistryKind("low_income", "低保", "allowance", ("low_income", "margin"), is_stated=True, notice_days=30)


@pytest.mark.parametrize(
    ("stated", "group"),
    [
        pytest.param("农村低保", "low_income", id="a word of the registry"),
        pytest.param("低保边缘家庭", "margin", id="the longer word counts"),
        pytest.param("A类", "low_income", id="a word that names no group"),
        pytest.param(None, "low_income", id="nothing said"),
        pytest.param("脱贫户", None, id="a group that another registry proves"),
        pytest.param("支出型困难家庭", None, id="no group of ours"),
        pytest.param("脱贫户、低保", "low_income", id="two groups of which one is proved"),
    ],
)
def test_a_row_states_the_group_that_its_registry_proves(stated: str | None, group: str | None) -> None:
    assert TABLE.group_of(KIND, stated) == group


def test_a_category_that_tells_of_no_group_is_passed_over() -> None:
    assert TABLE.group_of(replace(KIND, is_stated=False), "脱贫户") == "low_income"
