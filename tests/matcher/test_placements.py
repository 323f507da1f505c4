"""Placements: what each rule refuses, worked by hand, and how several are entered."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rulebook import read_rulebook
from matcher.placements import CLASHES, RULES, Draft, Facts, RefusedOverlap, Roll, overlaid, refusals, removed_on
from matcher.records import Placement, Standing

EDITION = read_rulebook("jinan-2023").editions[0]
FACTS = Facts(EDITION)
START = date(2023, 9, 1)
TERM = "济人社字〔2023〕15号 二(二)"
MANAGED = "济人社字〔2023〕15号 二(四)"
# 1 September to 29 February are six months: usual, so that nothing is to be said
PLACEMENT = Placement("T1", "C1", "E1", START, date(2024, 2, 29), post_id="P1", agreed_on=date(2023, 8, 30))
OTHER = replace(PLACEMENT, id="T2", employer_id="E2", post_id=None)


def broken(placement: Placement, facts: Facts = FACTS) -> list[tuple[str, str, str | None]]:
    return [(one.rule, one.field, one.clause) for one in refusals(placement, facts)]


def test_a_usual_placement_is_not_refused() -> None:
    assert broken(PLACEMENT) == []


@pytest.mark.parametrize(
    ("end", "found"),
    [
        # from 1 September: 3 months are full on 30 November, 6 on 29 February, 12 on 31 August
        pytest.param(date(2023, 11, 29), ("unusual_term", "term_reason", TERM), id="a day under three months"),
        pytest.param(date(2023, 11, 30), None, id="three months exactly"),
        pytest.param(date(2024, 2, 29), None, id="six months exactly"),
        pytest.param(date(2024, 3, 1), ("unusual_term", "term_reason", TERM), id="a day over six months"),
        pytest.param(date(2024, 8, 31), ("unusual_term", "term_reason", TERM), id="twelve months exactly"),
        pytest.param(date(2024, 9, 1), ("too_long", "planned_end_on", TERM), id="a day over twelve months"),
    ],
)
def test_a_term_is_measured_to_the_day(end: date, found: tuple[str, str, str] | None) -> None:
    assert broken(replace(PLACEMENT, planned_end_on=end)) == ([found] if found else [])


def test_a_term_from_the_end_of_november_is_three_months_before_the_end_of_february() -> None:
    # 30 November + 3 months is 29 February (no 30th): the last day is the 28th in 2024, a leap year
    short = replace(PLACEMENT, starts_on=date(2023, 11, 30), planned_end_on=date(2024, 2, 27))
    assert broken(short) == [("unusual_term", "term_reason", TERM)]
    assert broken(replace(short, planned_end_on=date(2024, 2, 28))) == []


@pytest.mark.parametrize(
    ("start", "found"),
    [
        # 366 days after 1 September 2023 are 1 September 2024, for February 2024 has 29 days
        pytest.param(date(2024, 9, 1), [], id="366 days ahead"),
        pytest.param(date(2024, 9, 2), [("start_far_ahead", "starts_on", None)], id="367 days ahead"),
        pytest.param(date(2019, 9, 1), [], id="long ago"),
    ],
)
def test_a_start_is_not_entered_more_than_a_year_ahead(start: date, found: list[tuple[str, str, None]]) -> None:
    asked = replace(PLACEMENT, starts_on=start, planned_end_on=start + timedelta(days=120), agreed_on=None)
    assert broken(asked, replace(FACTS, on=date(2023, 9, 1))) == found


@pytest.mark.parametrize("end", [date(2023, 10, 31), date(2024, 8, 31)], ids=["two months", "twelve months"])
def test_an_unusual_term_with_a_reason_is_let_in(end: date) -> None:
    assert broken(replace(PLACEMENT, planned_end_on=end, term_reason="岗位培训周期较长")) == []


def test_a_reason_does_not_excuse_a_term_over_twelve_months() -> None:
    long = replace(PLACEMENT, planned_end_on=date(2024, 9, 1), term_reason="岗位培训周期较长")
    assert broken(long) == [("too_long", "planned_end_on", TERM)]


def test_an_early_end_is_no_short_term() -> None:
    assert broken(replace(PLACEMENT, ended_on=date(2023, 9, 10))) == []


def test_practice_that_went_on_over_twelve_months_is_refused() -> None:
    assert broken(replace(PLACEMENT, ended_on=date(2024, 9, 1))) == [("too_long", "ended_on", TERM)]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"planned_end_on": date(2023, 8, 31)}, ("end_before_start", "planned_end_on", None)),
        ({"ended_on": date(2023, 8, 31)}, ("end_before_start", "ended_on", None)),
        ({"agreed_on": date(2023, 9, 2)}, ("agreed_late", "agreed_on", MANAGED)),
        ({"contract_on": date(2023, 8, 31)}, ("contract_before_start", "contract_on", None)),
        (
            {"contract_on": date(2024, 1, 2), "contract_ended_on": date(2024, 1, 1)},
            ("contract_before_start", "contract_ended_on", None),
        ),
    ],
)
def test_days_out_of_order_are_refused(changes: dict[str, Any], found: tuple[str, str, str | None]) -> None:
    assert broken(replace(PLACEMENT, **changes)) == [found]


@pytest.mark.parametrize("agreed", [None, START], ids=["not known", "on the first day"])
def test_an_agreement_may_be_signed_on_the_first_day_and_an_unknown_one_is_not_late(agreed: date | None) -> None:
    assert broken(replace(PLACEMENT, agreed_on=agreed)) == []


@pytest.mark.parametrize(
    ("other", "clashes"),
    [
        # both days are days of practice: 1 September is taken by who ends on it, free after the 31st of August
        pytest.param((date(2023, 6, 1), date(2023, 9, 1)), True, id="ends on the first day"),
        pytest.param((date(2023, 6, 1), date(2023, 8, 31)), False, id="ends the day before"),
        pytest.param((date(2024, 2, 29), date(2024, 5, 31)), True, id="starts on the last day"),
        pytest.param((date(2024, 3, 1), date(2024, 5, 31)), False, id="starts the day after"),
    ],
)
def test_one_person_is_in_one_placement_a_day(other: tuple[date, date], clashes: bool) -> None:
    stored = replace(OTHER, starts_on=other[0], planned_end_on=other[1])
    found = refusals(PLACEMENT, replace(FACTS, of_person=(stored,)))
    assert [(one.rule, one.other_ids) for one in found] == ([("overlap", ("T2",))] if clashes else [])


def test_a_placement_that_ended_early_leaves_the_person_free() -> None:
    ended = replace(OTHER, starts_on=date(2023, 6, 1), ended_on=date(2023, 8, 31))
    assert broken(PLACEMENT, replace(FACTS, of_person=(ended,))) == []


def in_post(id: str, start: date, end: date) -> Placement:
    return replace(PLACEMENT, id=id, candidate_id=f"C{id}", starts_on=start, planned_end_on=end)


def test_a_post_takes_as_many_as_it_has_openings_on_each_day() -> None:
    # two openings; one person until December, one from January: never two at once, so a third finds room
    one_by_one = (
        in_post("T2", date(2023, 7, 1), date(2023, 12, 31)),
        in_post("T3", date(2024, 1, 1), date(2024, 6, 30)),
    )
    assert broken(PLACEMENT, replace(FACTS, of_post=one_by_one, headcount=2)) == []
    # one day in common, and that day is full
    together = (one_by_one[0], in_post("T3", date(2023, 12, 31), date(2024, 6, 30)))
    found = refusals(PLACEMENT, replace(FACTS, of_post=together, headcount=2))
    assert [(one.rule, one.reason.values["day"]) for one in found] == [("post_full", date(2023, 12, 31))]


def test_a_post_of_unknown_headcount_is_never_full() -> None:
    assert broken(PLACEMENT, replace(FACTS, of_post=(in_post("T2", START, date(2024, 2, 29)),))) == []


def test_a_post_is_offered_by_its_employer() -> None:
    assert broken(PLACEMENT, replace(FACTS, is_of_employer=False)) == [("post_of_another", "post_id", None)]
    assert broken(PLACEMENT, replace(FACTS, is_of_employer=None)) == []


def test_an_employer_that_was_removed_takes_nobody_from_that_day_on() -> None:
    assert broken(PLACEMENT, replace(FACTS, removed_on=START)) == [("employer_removed", "employer_id", MANAGED)]
    assert broken(PLACEMENT, replace(FACTS, removed_on=START + timedelta(days=1))) == []


REMOVED, RESTORED = (date(2023, 6, 1), Standing.REMOVED), (date(2023, 8, 1), Standing.RESTORED)


@pytest.mark.parametrize(
    ("standings", "day", "since"),
    [
        pytest.param([], START, None, id="nothing was decided"),
        pytest.param([REMOVED], date(2023, 5, 31), None, id="not yet"),
        pytest.param([REMOVED], date(2023, 6, 1), date(2023, 6, 1), id="from its day on"),
        pytest.param([REMOVED, RESTORED], date(2023, 7, 31), date(2023, 6, 1), id="before it is restored"),
        pytest.param([RESTORED, REMOVED], START, None, id="restored, in whatever order it was written"),
        pytest.param([REMOVED, (START, Standing.KEPT)], START, date(2023, 6, 1), id="what was kept is not restored"),
        pytest.param([REMOVED, (date(2023, 6, 1), Standing.RESTORED)], START, None, id="the last of one day"),
        pytest.param(
            [REMOVED, (date(2023, 3, 1), Standing.REMOVED)], START, date(2023, 3, 1), id="removed from earlier"
        ),
    ],
)
def test_the_newest_decision_in_effect_counts(
    standings: list[tuple[date, Standing]], day: date, since: date | None
) -> None:
    assert removed_on(standings, day) == since


def test_all_reasons_are_given_at_once() -> None:
    wrong = replace(PLACEMENT, planned_end_on=date(2024, 12, 31), agreed_on=date(2023, 10, 1))
    facts = replace(FACTS, of_person=(OTHER,), removed_on=START)
    assert [rule for rule, _, _ in broken(wrong, facts)] == ["too_long", "agreed_late", "overlap", "employer_removed"]


def test_each_rule_tells_its_reason_with_the_clause() -> None:
    assert str(refusals(replace(PLACEMENT, planned_end_on=date(2024, 9, 1)), FACTS)[0].told) == (
        f"over 12 months, which end on 2024-08-31 ({TERM})"
    )


def test_the_rules_that_clash_are_among_the_rules() -> None:
    assert {rule.__name__ for rule in RULES} > CLASHES


def test_a_rule_may_be_added() -> None:
    assert refusals(PLACEMENT, FACTS, rules=[*RULES, lambda *_: None]) == ()


def enter(*wanted: Placement, stored: tuple[Placement, ...] = (), facts: Facts = FACTS) -> list[list[str]]:
    by_id = {one.id: one for one in stored}
    found = Roll(stored).enter([Draft(one, by_id.get(one.id), facts) for one in wanted])
    return [[one.rule for one in against] for against in found]


def test_of_two_new_placements_at_once_the_first_stands() -> None:
    assert enter(PLACEMENT, OTHER) == [[], ["overlap"]]


def test_an_end_brought_forward_makes_room_wherever_it_stands() -> None:
    running = replace(OTHER, starts_on=date(2023, 6, 1), planned_end_on=date(2023, 11, 30))
    ended = replace(running, ended_on=date(2023, 8, 31))
    assert enter(PLACEMENT, ended, stored=(running,)) == [[], []]


def test_a_new_placement_does_not_rely_on_an_end_that_is_refused() -> None:
    running = replace(OTHER, starts_on=date(2023, 6, 1), planned_end_on=date(2023, 11, 30))
    impossible = replace(running, ended_on=date(2023, 5, 1))
    assert enter(PLACEMENT, impossible, stored=(running,)) == [["overlap"], ["end_before_start"]]


def test_an_end_can_be_recorded_though_the_employer_was_removed_since() -> None:
    removed = replace(FACTS, removed_on=START)
    assert enter(replace(PLACEMENT, ended_on=date(2023, 12, 31)), stored=(PLACEMENT,), facts=removed) == [[]]
    assert enter(replace(PLACEMENT, agreed_on=date(2024, 1, 1)), stored=(PLACEMENT,), facts=removed) == [
        ["agreed_late"]
    ]


def test_what_is_told_is_laid_over_what_is_stored() -> None:
    told = replace(PLACEMENT, agreed_on=None, ended_on=date(2023, 12, 31))
    assert overlaid(PLACEMENT, told) == replace(PLACEMENT, ended_on=date(2023, 12, 31))
    assert overlaid(None, told) == told


def test_a_refused_overlap_says_who_when_and_with_what() -> None:
    found = refusals(PLACEMENT, replace(FACTS, of_person=(OTHER,)))
    assert RefusedOverlap.of(PLACEMENT, found) == RefusedOverlap("T1", "C1", "E1", START, date(2024, 2, 29), ("T2",))
    assert RefusedOverlap.of(PLACEMENT, []) is None


@st.composite
def placements(draw: st.DrawFn) -> Placement:
    start = START + timedelta(days=draw(st.integers(0, 400)))
    end = start + timedelta(days=draw(st.integers(0, 200)))
    ended = draw(st.none() | st.dates(start, end))
    id, person = draw(st.sampled_from("ABCDEF")), draw(st.sampled_from(["C1", "C2"]))
    return Placement(id, person, "E1", start, end, post_id="P1", ended_on=ended, term_reason="说明")


@given(st.lists(st.lists(placements(), max_size=6, unique_by=lambda one: one.id), max_size=4))
def test_accepted_placements_of_a_person_never_overlap_and_no_post_is_overfull(files: list[list[Placement]]) -> None:
    stored: dict[str, Placement] = {}
    for rows in files:
        wanted = [row for row in rows if row.id not in stored or stored[row.id].candidate_id == row.candidate_id]
        drafts = [Draft(one, stored.get(one.id), Facts(EDITION, headcount=1)) for one in wanted]
        against = Roll(stored.values()).enter(drafts)
        stored |= {one.id: one for one, found in zip(wanted, against, strict=True) if not found}
        days = sorted((one.starts_on, one.last_day) for one in stored.values())
        assert all(last < first for (_, last), (first, _) in itertools.pairwise(days))
