"""How many must see a post for one to come: by hand, drawn towards the whole, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from matcher.allocation.interest import Interest, capacity_of, learn_interest, people_per_taker
from matcher.errors import BadInput
from matcher.records import Actor, Feedback, FeedbackEvent, Kind


def told(person: int, post: str, event: FeedbackEvent) -> Feedback:
    at = datetime(2023, 9, 1, tzinfo=UTC)
    return Feedback(f"C{person}", post, event, happened_on=date(2023, 9, 1), actor=Actor("li", "officer"), at=at)


def shown(n: int, post: str, *, came: int = 0) -> list[Feedback]:
    events = [told(person, post, FeedbackEvent.SHOWN) for person in range(n)]
    return events + [told(person, post, FeedbackEvent.APPLIED) for person in range(came)]


def test_before_anything_is_known_the_prior_holds() -> None:
    assert people_per_taker([], prior=8.0) == pytest.approx(8.0)


def test_what_is_seen_is_weighed_against_the_prior() -> None:
    """A prior of 1 in 10 worth 50 people is 5 who came of 50; 15 of 50 more make 20 of 100: five for one."""
    assert people_per_taker(shown(50, "P1", came=15), prior=10.0, strength=50.0) == pytest.approx(5.0)


def test_a_pair_counts_once_and_who_came_was_shown() -> None:
    twice = shown(1, "P1") + shown(1, "P1", came=1) + [told(0, "P1", FeedbackEvent.STARTED)]
    unseen = [told(1, "P1", FeedbackEvent.INTERESTED), told(2, "P1", FeedbackEvent.DECLINED)]
    found = learn_interest(twice + unseen, {})[None]
    assert (found.n_shown, found.n_came) == (2, 2)


def test_a_kind_is_drawn_towards_the_whole() -> None:
    """The whole: (50 + 100) / (5 + 25) = 5. Of 50 technical posts shown nobody came: (50 + 50) / (10 + 0) = 10."""
    kinds = {"P1": Kind.TECHNICAL, "P2": Kind.RESEARCH, "P3": None}
    found = learn_interest(shown(50, "P1") + shown(50, "P2", came=25), kinds, prior=10.0, strength=50.0)
    assert found[None] == Interest(100, 25, pytest.approx(5.0))
    assert found[Kind.TECHNICAL] == Interest(50, 0, pytest.approx(10.0))
    assert set(found) == {None, Kind.TECHNICAL, Kind.RESEARCH}


@pytest.mark.parametrize(
    ("headcount", "factor", "capacity"),
    [(3, 10.0, 30), (None, 10.0, 10), (3, 10 / 3, 10), (1, 2.1, 3)],
    ids=["openings times people", "unknown openings are one", "thirds add up", "rounded up"],
)
def test_a_capacity_is_openings_times_people(headcount: int | None, factor: float, capacity: int) -> None:
    assert capacity_of(headcount, people_per_taker=factor) == capacity


@pytest.mark.parametrize("headcount", [0, -2])
def test_a_post_without_openings_is_refused(headcount: int) -> None:
    with pytest.raises(BadInput, match=f"headcount: at least 1 opening, not {headcount}"):
        capacity_of(headcount, people_per_taker=10.0)


@pytest.mark.parametrize("factor", [0.0, 0.5, float("nan"), float("inf")])
def test_a_factor_that_makes_no_sense_is_refused(factor: float) -> None:
    with pytest.raises(BadInput, match="people_per_taker: at least 1 person"):
        capacity_of(1, people_per_taker=factor)


@pytest.mark.parametrize(("told", "field"), [({"prior": 0.0}, "prior"), ({"strength": 0.0}, "strength")])
def test_a_belief_that_makes_no_sense_is_refused(told: dict[str, float], field: str) -> None:
    with pytest.raises(BadInput, match=f"^{field}: "):
        people_per_taker([], **told)
