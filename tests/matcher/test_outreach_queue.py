"""The order of outreach: the formula by hand, what holds whatever the points, and the head that equals the whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.eligibility.programme import Eligibility, judge
from matcher.outreach import queue
from matcher.outreach.queue import Entry, enter, plan_queue, stand
from matcher.outreach.situation import Situation
from matcher.outreach.terms import (
    NOTHING,
    Offer,
    Offered,
    most_of_all,
    most_of_offers,
    offer_terms,
    standing_terms,
)
from matcher.records import Candidate, Channel, ContactResult, EmploymentStatus
from tests.matcher.outreach_people import asking, situation, tried

REGISTRY = frozenset({"low_income"})
GOOD = Offered((Offer("P1", 0.6), Offer("P2", 0.5), Offer("P3", 0.4)), n_good=4)


def points_of(one: Situation, *, groups: Collection[str] = (), offered: Offered = NOTHING) -> dict[str, float]:
    terms = (*standing_terms(one, asking(), groups=groups), *offer_terms(one, asking(), offered))
    return {term.code: round(term.points, 4) for term in terms}


def queue_of(people: list[Situation], *, limit: int = 10, **told: Any) -> list[Entry]:
    groups = told.get("groups", {})
    offers = told.get("offers", {})
    return plan_queue(people, asking(), groups=groups, limit=limit, offers_of=lambda ids: offers)


def named(id: str, **told: Any) -> Situation:
    one = situation(**told)
    return replace(one, candidate=replace(one.candidate, id=id))


def test_the_formula_by_hand() -> None:
    """
    A graduate of 30 September 2020 on 1 September 2023: the three years end on 30 September, in 29 days.

    ending   40 × (1 − 29/60)                                 = 20.6667
    silence  tried 30 days ago: 15 × 30/60                    =  7.5
    spell    registered on 1 March 2023, 184 days = 6.0 months: 15 × 6.0/24 = 3.75
    fit      15 × (1 − 0.4 × 0.5 × 0.6) = 15 × 0.88           = 13.2
    choice   4 good posts: 5 × 4/5                            =  4
    needs    one of two needs (no night shift, lodging) met   =  5
    """
    one = situation(
        tried("2023-08-02 10:00"),
        graduated_on=date(2020, 9, 30),
        unemployment_registered_on=date(2023, 3, 1),
        wish="不上夜班，需要住宿",
    )
    offered = replace(GOOD, offers=(Offer("P1", 0.6, needs_met=frozenset({"night_shift"})), *GOOD.offers[1:]))
    assert points_of(one, groups=REGISTRY, offered=offered) == {
        "priority": 40.0,
        "ending": 20.6667,
        "silence": 7.5,
        "spell": 3.75,
        "fit": 13.2,
        "choice": 4.0,
        "needs": 5.0,
    }


@pytest.mark.parametrize(
    ("groups", "points"),
    [
        pytest.param((), 0.0, id="none"),
        pytest.param(("long_unemployed",), 20.0, id="long unemployed"),
        pytest.param(("disabled", "long_unemployed"), 40.0, id="the largest counts"),
        pytest.param(("disabled", "low_income", "orphan"), 40.0, id="not the sum"),
    ],
)
def test_the_largest_group_counts(groups: tuple[str, ...], points: float) -> None:
    assert points_of(situation(), groups=groups)["priority"] == points


@pytest.mark.parametrize(
    ("graduated_on", "points"),
    [
        pytest.param(date(2020, 9, 1), 40.0, id="on the last day"),
        pytest.param(date(2020, 10, 1), 20.0, id="30 of 60 days before"),
        pytest.param(date(2020, 10, 31), 0.0, id="60 days before"),
        pytest.param(date(2023, 6, 30), 0.0, id="years before"),
    ],
)
def test_an_eligibility_presses_as_it_ends(graduated_on: date, points: float) -> None:
    assert points_of(situation(graduated_on=graduated_on))["ending"] == points


def test_whoever_was_never_contacted_comes_first_of_equals() -> None:
    people = [named("C1"), replace(named("C0"), attempts=(tried("2023-08-20 10:00"),))]
    assert [one.candidate_id for one in queue_of(people)] == ["C1", "C0"]


def test_a_call_back_comes_before_all_points() -> None:
    asked = tried("2023-08-28 10:00", ContactResult.CALL_BACK, call_back_on=date(2023, 9, 1))
    people = [named("C1"), replace(named("C2"), attempts=(asked,))]
    found = queue_of(people, groups={"C1": REGISTRY}, offers={"C1": GOOD})
    assert (found[0].candidate_id, found[0].due_on) == ("C2", date(2023, 9, 1))


def test_an_entry_tells_no_group() -> None:
    (one,) = queue_of([named("C1")], groups={"C1": frozenset({"disabled"})})
    assert one.is_priority
    assert "disabled" not in repr(one)


def test_two_groups_of_registries_look_the_same() -> None:
    (one,), (other,) = (queue_of([named("C1")], groups={"C1": frozenset({code})}) for code in ("disabled", "orphan"))
    assert one == other


def test_points_are_the_sum_of_the_terms() -> None:
    (one,) = queue_of([named("C1")], groups={"C1": REGISTRY}, offers={"C1": GOOD})
    assert one.points == pytest.approx(sum(term.points for term in one.terms))


@pytest.mark.parametrize(
    ("told", "groups", "offered", "due"),
    [
        # Friday 1 September: 10 working days on is Friday the 15th, 5 are Friday the 8th
        pytest.param({}, {}, Offered(), date(2023, 9, 15), id="usual"),
        pytest.param({}, {"C1": REGISTRY}, Offered(), date(2023, 9, 8), id="priority"),
        # ends on 14 September; 5 working days before: 13, 12, 11, 8, 7
        pytest.param({"graduated_on": date(2020, 9, 14)}, {}, Offered(), date(2023, 9, 7), id="before the end"),
        # closes on Tuesday the 5th; 2 working days before: 4, 1
        pytest.param({}, {}, Offered((Offer("P", 0.5, date(2023, 9, 5)),), 1), date(2023, 9, 1), id="before closing"),
        pytest.param({"graduated_on": date(2020, 9, 1)}, {}, Offered(), date(2023, 9, 1), id="never before today"),
    ],
)
def test_a_due_day_is_the_earliest_of_what_presses(
    told: dict[str, Any], groups: dict[str, frozenset[str]], offered: Offered, due: date
) -> None:
    (one,) = queue_of([named("C1", **told)], groups=groups, offers={"C1": offered})
    assert one.due_on == due


def test_an_entry_names_the_channel_and_from_when() -> None:
    (one,) = plan_queue([named("C1")], asking("2023-09-02 21:00"), groups={}, limit=1, offers_of=lambda ids: {})
    assert (one.channel, f"{one.not_before:%Y-%m-%d %H:%M}") == (Channel.PHONE, "2023-09-04 09:00")


def test_somebody_with_every_channel_closed_is_not_in_the_queue() -> None:
    tries = [
        tried(f"2023-07-{n + 1:02} 10:00", ContactResult.NOT_REACHED, channel) for n, channel in enumerate(Channel)
    ]
    assert queue_of([replace(named("C1"), attempts=(*tries, *tries))]) == []


CHANCES = st.floats(0, 1)


@st.composite
def crowds(draw: st.DrawFn) -> tuple[list[Situation], dict[str, frozenset[str]], dict[str, Offered]]:
    """Some people: when they left school, when they were tried, in a group or none, posts to offer or none."""
    people, groups, offers = [], {}, {}
    for n in range(draw(st.integers(1, 7))):
        id = f"C{n}"
        one = named(id, graduated_on=draw(st.sampled_from([date(2020, 9, 10), date(2020, 10, 10), date(2023, 6, 30)])))
        tries = draw(st.sampled_from([(), ("2023-07-05 10:00",), ("2023-08-10 10:00",)]))
        people.append(replace(one, attempts=tuple(map(tried, tries))))
        groups[id] = draw(st.sampled_from([frozenset[str](), REGISTRY, frozenset({"long_unemployed"})]))
        chances = draw(st.lists(CHANCES, max_size=3))
        offers[id] = Offered(tuple(Offer("P", chance) for chance in chances), draw(st.integers(0, 6)))
    return people, groups, offers


@given(crowds(), st.integers(1, 12), st.integers(1, 4))
def test_the_head_is_that_of_the_queue_of_everybody(crowd: Any, limit: int, batch: int) -> None:
    people, groups, offers = crowd
    whole = queue_of(people, limit=len(people), groups=groups, offers=offers)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(queue, "BATCH", batch)
        assert queue_of(people, limit=limit, groups=groups, offers=offers) == whole[:limit]


@given(crowds())
def test_the_order_of_people_given_is_irrelevant(crowd: Any) -> None:
    people, groups, offers = crowd
    assert queue_of(people[::-1], groups=groups, offers=offers) == queue_of(people, groups=groups, offers=offers)


def more_posts(crowd: Any, id: str) -> None:
    _, _, offers = crowd
    offers[id] = replace(offers[id], n_good=offers[id].n_good + 1)


def better_posts(crowd: Any, id: str) -> None:
    _, _, offers = crowd
    offers[id] = replace(offers[id], offers=tuple(replace(one, chance=1.0) for one in offers[id].offers))


def a_group(crowd: Any, id: str) -> None:
    _, groups, _ = crowd
    groups[id] |= REGISTRY


def longer_silence(crowd: Any, id: str) -> None:
    people, _, _ = crowd
    people[:] = [replace(one, attempts=()) if one.candidate.id == id else one for one in people]


@pytest.mark.parametrize("raise_term", [more_posts, better_posts, a_group, longer_silence])
@given(crowds(), st.data())
def test_more_of_a_term_never_moves_anybody_down(raise_term: Any, crowd: Any, data: st.DataObject) -> None:
    people, groups, offers = crowd
    id = data.draw(st.sampled_from(sorted(groups)))
    before = [one.candidate_id for one in queue_of(people, groups=groups, offers=offers)].index(id)
    raise_term(crowd, id)
    after = [one.candidate_id for one in queue_of(people, groups=groups, offers=offers)].index(id)
    assert after <= before


def test_posts_are_ranked_for_those_alone_who_could_be_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "BATCH", 1)
    asked: list[str] = []

    def offers_of(ids: Collection[str]) -> dict[str, Offered]:
        asked.extend(ids)
        return {}

    people = [named(f"C{n}") for n in range(9)]
    plan_queue(people, asking(), groups={"C4": REGISTRY}, limit=1, offers_of=offers_of)
    assert asked == ["C4"]  # 55 points; nobody else can have more than 15 + 20


TRIES = [
    (),
    (("2023-06-02 10:00", ContactResult.REACHED),),
    (("2023-08-31 10:00", ContactResult.NOT_REACHED),),
    (("2023-08-30 10:00", ContactResult.REACHED),),
    (("2023-07-05 10:00", ContactResult.OPTED_OUT),),
    (("2023-07-05 10:00", ContactResult.CALL_BACK, date(2023, 9, 1)),),
    (("2023-07-05 10:00", ContactResult.CALL_BACK, date(2023, 9, 20)),),
]


@st.composite
def townspeople(draw: st.DrawFn) -> list[Situation]:
    """People of every kind: eligible, soon no more, not at all, not known; working, at school, with needs, tried."""
    people = []
    for n in range(draw(st.integers(1, 12))):
        days = st.none() | st.dates(date(2020, 7, 1), date(2023, 12, 31))
        one = named(
            f"C{n}",
            graduated_on=draw(days),
            birth_on=draw(st.none() | st.dates(date(1987, 7, 1), date(2008, 1, 1))),
            unemployment_registered_on=draw(days),
            employment_status=draw(st.none() | st.sampled_from(EmploymentStatus)),
            graduation_status=draw(st.sampled_from([None, "毕业", "肄业", "在读"])),
            contact_consent=draw(st.sampled_from([True, True, None, False])),
            push_consent=draw(st.sampled_from([None, False])),
            needs=draw(st.sampled_from([None, "不上夜班", "需要文字沟通"])),
            wish=draw(st.sampled_from([None, "会计，需要住宿"])),
        )
        tries = [
            tried(at, result, call_back_on=rest[0] if rest else None)
            for at, result, *rest in draw(st.sampled_from(TRIES))
        ]
        people.append(replace(one, attempts=tuple(tries), has_phone=draw(st.booleans())))
    return people


@given(townspeople(), crowds(), st.integers(1, 12))
def test_the_queue_is_that_of_judging_and_ranking_everybody(people: list[Situation], crowd: Any, limit: int) -> None:
    _, groups, offers = crowd
    standings = [stand(one, asking(), groups=groups.get(one.candidate.id, frozenset())) for one in people]
    entries = [enter(one, asking(), offers.get(one.id, NOTHING)) for one in standings if one is not None]
    expected = sorted(entries, key=lambda one: one.place)[:limit]
    assert queue_of(people, limit=limit, groups=groups, offers=offers) == expected


@given(townspeople(), st.sampled_from([frozenset[str](), REGISTRY]))
def test_nobody_passes_the_points_that_are_given_before_judging(
    people: list[Situation], groups: frozenset[str]
) -> None:
    for one in people:
        points = sum(term.points for term in standing_terms(one, asking(), groups=groups))
        bound = most_of_all(one, asking(), groups=groups)
        assert points + most_of_offers(one, asking()) <= bound + queue.ROUNDING


def test_eligibility_is_judged_of_those_alone_who_could_be_first(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []
    monkeypatch.setattr(queue, "BATCH", 1)

    def judging(person: Candidate, **k: Any) -> Eligibility:
        judged.append(person.id)
        return judge(person, **k)

    monkeypatch.setattr("matcher.outreach.situation.judge", judging)
    queue_of([named(f"C{n}") for n in range(9)], groups={"C4": REGISTRY}, limit=1)
    assert judged == ["C4"]
