"""Learning from feedback: a city whose people want something else than the weights in force, seen through its lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.errors import NotReady
from matcher.records import Actor, DeclineReason, Feedback, FeedbackEvent
from models.ranker import Exposures, Outcome, outcomes_of, relearn
from models.ranker.examination import Examination, fit_examination
from models.ranker.feedback import fit_feedback, is_held_out, recalibrate

Array = NDArray[np.float64]

CODES = ("work", "words", "place", "pay")
IN_FORCE = np.array([1.0, 1.0, 0.2, 0.5])
WANTED = np.array([1.0, 0.2, 1.0, 0.5])
"""What people of the city go by: the words matter less to them than the weights in force say, the place more."""

N_POSTS, N_SHOWN = 60, 10
DAY = date(2023, 9, 1)


def city(
    *,
    seed: int,
    n: int = 400,
    wanted: Array = WANTED,
    looked_at: Callable[[Array], Array] = lambda place: 1.0 / place,
) -> Exposures:
    """Show each candidate the first ten of sixty posts by the weights in force; whoever looks at one reacts, or not."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(n, N_POSTS, len(CODES)))
    first = np.argsort(-values @ IN_FORCE, axis=1)[:, :N_SHOWN, None]
    values = np.take_along_axis(values, first, axis=1).reshape(-1, len(CODES))
    places = np.tile(np.arange(1, N_SHOWN + 1), n)
    worth = np.clip(np.ceil(values @ wanted - 2 + rng.logistic(size=len(values))), 0, 3).astype(np.intp)
    looked = rng.random(len(values)) < looked_at(places.astype(float))
    says_so = rng.random(len(values)) < 0.3
    return Exposures(
        codes=CODES,
        values=values,
        positions=places,
        grades=np.where(looked, worth, 0),
        reacted=looked & ((worth > 0) | says_so),
        queries=np.repeat(np.arange(n), N_SHOWN),
        candidate_ids=tuple(f"C{i}" for i in range(n)),
    )


def worth_of_the_first_ten(weights: Array) -> float:
    """What the first ten posts by *weights* are worth to people of the city, whoever looks at them."""
    values = np.random.default_rng(99).normal(size=(300, N_POSTS, len(CODES)))
    first = np.argsort(-values @ weights, axis=1)[:, :N_SHOWN]
    return float(np.take_along_axis(values @ WANTED, first, axis=1).mean())


SEEN = [
    pytest.param(lambda place: 1.0 / place, id="one over the place"),
    pytest.param(lambda place: place**-0.5, id="slowly"),
    pytest.param(lambda place: 0.8 ** (place - 1), id="by a fifth with each place"),
]


@pytest.mark.parametrize("looked_at", SEEN)
def test_without_the_look_retraining_is_misled_and_with_it_finds_what_people_want(
    looked_at: Callable[[Array], Array],
) -> None:
    exposures = city(seed=1, looked_at=looked_at)
    examination = fit_examination(exposures, IN_FORCE)
    naive = fit_feedback(exposures, IN_FORCE)
    found = fit_feedback(exposures, IN_FORCE, counts=examination.weights(exposures))
    ratio = WANTED[2] / WANTED[1]  # place to words: 5, and 0.2 in force
    assert IN_FORCE[2] / IN_FORCE[1] < naive[2] / naive[1] < 0.6 * found[2] / found[1] < ratio
    gained = [worth_of_the_first_ten(weights) for weights in (IN_FORCE, naive, found, WANTED)]
    assert gained == sorted(gained)
    assert gained[3] - gained[2] < (gained[3] - gained[1]) / 2


@pytest.mark.parametrize("steepness", [0.0, 0.5, 1.0])
def test_how_the_look_falls_is_read_off_the_feedback(steepness: float) -> None:
    exposures = city(seed=2, n=600, looked_at=lambda place: place**-steepness)
    assert fit_examination(exposures, IN_FORCE).steepness == pytest.approx(steepness, abs=0.12)


def test_better_weights_are_adopted_and_the_held_out_say_so() -> None:
    done = relearn(city(seed=3), IN_FORCE)
    assert done.better
    assert done.after > done.before
    assert done.gain.mean == pytest.approx(done.after - done.before)
    assert done.calibration is None  # too few applications among those held out


@pytest.mark.parametrize("seed", range(5))
def test_random_feedback_is_not_adopted(seed: int) -> None:
    assert not relearn(city(seed=seed, n=200, wanted=np.zeros(4)), IN_FORCE).better


def test_what_is_in_force_and_right_is_not_replaced() -> None:
    assert not relearn(city(seed=3, n=200, wanted=IN_FORCE), IN_FORCE).better


def test_candidates_held_out_do_not_change_the_weights() -> None:
    exposures = city(seed=4, n=200)
    held = np.array([is_held_out(id) for id in exposures.candidate_ids])[exposures.queries]
    spoilt = replace(exposures, grades=np.where(held & exposures.reacted, 3, exposures.grades))
    done, of_spoilt = relearn(exposures, IN_FORCE), relearn(spoilt, IN_FORCE)
    assert (of_spoilt.weights == done.weights).all()
    assert of_spoilt.before != done.before
    assert 0.1 < held.mean() < 0.3


def test_what_feedback_says_nothing_of_keeps_its_weight() -> None:
    exposures = city(seed=5, n=200)
    silent = replace(exposures, values=exposures.values * np.array([1, 1, 1, 0]))
    assert relearn(silent, IN_FORCE).weights[3] == pytest.approx(IN_FORCE[3], abs=1e-3)


def test_no_merit_is_turned_into_a_fault() -> None:
    assert (fit_feedback(city(seed=6, n=200, wanted=-WANTED), IN_FORCE) >= 0).all()


@pytest.mark.parametrize(
    ("n", "wants", "said"),
    [
        pytest.param(10, True, "100 pairs of at least 200", id="few pairs"),
        pytest.param(100, False, "1,000 pairs of at least 200, 0 candidates who wanted", id="nobody wants any"),
    ],
)
def test_too_little_feedback_is_refused_with_what_is_missing(n: int, wants: bool, said: str) -> None:
    exposures = city(seed=7, n=n)
    with pytest.raises(NotReady, match=said):
        relearn(exposures if wants else replace(exposures, grades=exposures.grades * 0), IN_FORCE)


def test_too_few_people_held_out_are_refused() -> None:
    exposures = city(seed=8, n=200)
    all_learnt = [id for id in (f"L{n}" for n in range(400)) if not is_held_out(id)][:200]
    with pytest.raises(NotReady, match="0 of the candidates held out"):
        relearn(replace(exposures, candidate_ids=tuple(all_learnt)), IN_FORCE)


def test_feedback_without_any_list_is_learnt_from_too() -> None:
    exposures = city(seed=9, n=200, looked_at=lambda place: place**0.0)
    told = replace(exposures, positions=exposures.positions * 0)
    assert relearn(told, IN_FORCE).weights[2] > 2 * IN_FORCE[2]


def one_pair(position: int, *, reacted: bool) -> Exposures:
    flags = np.array([reacted])
    return Exposures(("work",), np.zeros((1, 1)), np.array([position]), flags * 1, flags, np.zeros(1, np.intp), ("C1",))


@pytest.mark.parametrize(
    ("position", "reacted", "weight"),
    [
        pytest.param(4, True, 4.0, id="a reaction at the fourth place, looked at by a quarter"),
        pytest.param(50, True, 10.0, id="a reaction far down counts ten at most"),
        pytest.param(0, True, 1.0, id="a reaction to what stood in no list"),
        pytest.param(0, False, 1.0, id="silence on what stood in no list"),
        pytest.param(1, False, 1.0, id="silence at the first place"),
        # wanted by half and nobody says no: (1 - 1/2) / (1 - 1/2 · 1/2)
        pytest.param(2, False, 2 / 3, id="silence at the second place"),
    ],
)
def test_a_weight_is_worked_out_by_hand(position: int, reacted: bool, weight: float) -> None:
    examination = Examination(steepness=1.0, offset=0.0, slopes=np.zeros(1), telling=0.0)
    assert examination.weights(one_pair(position, reacted=reacted)) == pytest.approx([weight])


def test_chances_come_true_where_there_are_labels_enough() -> None:
    rng = np.random.default_rng(10)
    values = rng.normal(size=(3000, 1))
    came = rng.random(3000) < 1 / (1 + np.exp(-(2 * values[:, 0] - 1)))
    everyone = np.ones(3000, dtype=np.bool_)
    exposures = Exposures(("work",), values, np.ones(3000, np.intp), came * 2, everyone, np.arange(3000), ("C",) * 3000)
    found = recalibrate(exposures, np.ones(1), counts=np.ones(3000))
    assert found is not None
    assert (found.slope, found.offset) == (pytest.approx(2, abs=0.3), pytest.approx(-1, abs=0.2))
    assert recalibrate(exposures, -np.ones(1), counts=np.ones(3000)) is None  # a better score, a worse chance
    few = exposures.only(np.arange(100))
    assert recalibrate(few, np.ones(1), counts=np.ones(100)) is None


ACTOR = Actor("officer-1", "caseworker")
SHOWN, INTERESTED, DECLINED = FeedbackEvent.SHOWN, FeedbackEvent.INTERESTED, FeedbackEvent.DECLINED
FOUND = DeclineReason.ALREADY_FOUND


def told(*events: FeedbackEvent, reason: DeclineReason | None = None, place: int | None = 3) -> list[Feedback]:
    """One event a day; the reason goes with what is declined."""
    at = datetime(2023, 9, 1, tzinfo=UTC)
    return [
        Feedback(
            "C1",
            "P1",
            event,
            DAY + timedelta(days=n),
            ACTOR,
            at,
            reason=reason if event is DECLINED else None,
            position=place if event is SHOWN else None,
        )
        for n, event in enumerate(events)
    ]


@pytest.mark.parametrize(
    ("events", "grade", "reacted"),
    [
        pytest.param(told(SHOWN), 0, False, id="shown"),
        pytest.param(told(SHOWN, INTERESTED), 1, True, id="interested"),
        pytest.param(told(SHOWN, FeedbackEvent.APPLIED, INTERESTED), 2, True, id="the furthest counts"),
        pytest.param(told(SHOWN, FeedbackEvent.INTERVIEWED), 2, True, id="interviewed"),
        pytest.param(told(SHOWN, FeedbackEvent.STARTED, FeedbackEvent.RETAINED), 3, True, id="retained"),
        pytest.param(told(SHOWN, DECLINED, reason=DeclineReason.PAY), 0, True, id="declined"),
        pytest.param(told(SHOWN, INTERESTED, DECLINED), 0, True, id="the last word counts"),
        pytest.param(told(SHOWN, DECLINED, INTERESTED), 1, True, id="thought better of it"),
        pytest.param(told(SHOWN, FeedbackEvent.STARTED, DECLINED), 3, True, id="what was begun stays begun"),
        pytest.param(told(SHOWN, INTERESTED, DECLINED, reason=FOUND), 1, True, id="interested, then found another"),
    ],
)
def test_the_events_of_a_pair_are_summed_up(events: Sequence[Feedback], grade: int, reacted: bool) -> None:
    assert outcomes_of(events) == [Outcome("C1", "P1", DAY, 3, grade, reacted)]


@pytest.mark.parametrize(
    "events",
    [
        pytest.param(told(SHOWN, DECLINED, reason=FOUND), id="had found something already"),
        pytest.param([replace(one, automatic=True) for one in told(SHOWN, INTERESTED)], id="concluded by a program"),
        pytest.param(told(FeedbackEvent.INVITED), id="an employer's wish"),
    ],
)
def test_what_says_nothing_of_the_post_is_left_out(events: Sequence[Feedback]) -> None:
    assert outcomes_of(events) == []


@pytest.mark.parametrize(
    ("events", "position"),
    [
        pytest.param([*told(SHOWN, place=7), *told(SHOWN, place=2)], 2, id="the foremost of two lists"),
        pytest.param([*told(SHOWN), *told(SHOWN, place=None)], None, id="named in a talk too"),
        pytest.param(told(INTERESTED), None, id="never told to be shown"),
    ],
)
def test_a_pair_has_the_place_at_which_it_was_easiest_to_see(events: Sequence[Feedback], position: int | None) -> None:
    assert [one.position for one in outcomes_of(events)] == [position]
