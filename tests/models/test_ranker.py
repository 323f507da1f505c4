from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import NotReady
from matcher.ranking import PARTS, RESERVATIONS, UNTUNED, Calibration
from models.ranker import (
    Lessons,
    RankerWeights,
    cross_validate,
    fit_calibration,
    fit_ranker,
    ranker_adoption,
    read_ranker,
    write_ranker,
)

CODES = ("work", "words", "hype")


def _lessons(*, seed: int, n_queries: int = 6, per_query: int = 40) -> Lessons:
    """Draw pairs whose grade follows "work" and, less, "words", and not at all "hype"."""
    rng = np.random.default_rng(seed)
    queries = np.repeat(np.arange(n_queries), per_query)
    values = rng.normal(size=(len(queries), 3))
    told = 2 * values[:, 0] + values[:, 1] + rng.logistic(size=len(queries)) - 2
    grades = np.clip(np.floor(told), 0, 3).astype(np.intp)
    return Lessons(CODES, values, grades, queries, judged=np.ones(len(queries), dtype=np.bool_))


WEIGHTS = RankerWeights(
    by_code={"work": 0.6, "hype": 1.2},
    calibration=Calibration(slope=0.75, offset=-4.25),
    encoder_id="tiny",
    learnt_from=frozenset({"ab", "cd"}),
    held_out={"ndcg@10": 0.61},
)


def test_what_grades_follow_weighs_more() -> None:
    work, words, _ = fit_ranker(_lessons(seed=1, n_queries=20))
    assert work > 1.3 * words > 0


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_no_merit_is_turned_into_a_fault(seed: int) -> None:
    lessons = _lessons(seed=seed)
    against = replace(lessons, values=-lessons.values)
    assert (fit_ranker(against) >= 0).all()


def test_what_the_grades_say_nothing_of_keeps_what_it_weighed() -> None:
    lessons = _lessons(seed=2)
    silent = replace(lessons, values=lessons.values * np.array([1, 1, 0]))
    assert fit_ranker(silent)[2] == pytest.approx(2.0 * RESERVATIONS["hype"], abs=1e-3)


def test_the_same_lessons_give_the_same_weights() -> None:
    assert (fit_ranker(_lessons(seed=3)) == fit_ranker(_lessons(seed=3))).all()


def test_a_candidate_held_out_does_not_change_its_own_weights() -> None:
    lessons = _lessons(seed=4)
    own = lessons.queries == 2
    spoilt = replace(lessons, grades=np.where(own, 3 - lessons.grades, lessons.grades))
    assert (cross_validate(lessons)[2] == cross_validate(spoilt)[2]).all()
    assert (cross_validate(lessons)[1] != cross_validate(spoilt)[1]).any()


def test_chances_come_true_on_average() -> None:
    rng = np.random.default_rng(5)
    scores = rng.normal(size=4000)
    grades = np.where(rng.random(4000) < 1 / (1 + np.exp(-(2 * scores - 1))), 2, 1)
    found = fit_calibration(scores, grades)
    assert (found.slope, found.offset) == (pytest.approx(2, abs=0.2), pytest.approx(-1, abs=0.2))


def test_a_chance_is_worked_out_by_hand() -> None:
    # 1 / (1 + e^-(0.5 · 2 - 1)) = 1 / 2
    assert Calibration(slope=0.5, offset=-1.0).chance(2.0) == 0.5
    assert Calibration(slope=0.5, offset=-1.0).chance(-1e9) == 0.0


def test_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    write_ranker(tmp_path / "w.json", WEIGHTS)
    assert read_ranker(tmp_path / "w.json") == WEIGHTS


def test_weights_reach_the_parts_and_reservations_that_they_name() -> None:
    weights = WEIGHTS.weights
    assert [part.weight for part in weights.parts] == [0.6, 0, 0, 0, 0, 0]
    assert weights.reservations == {"hype": 1.2}
    assert weights.calibration == WEIGHTS.calibration


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x89PNG", id="a picture"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"format": 99}', id="another format"),
        pytest.param(b'{"format": 2, "weights": {"work": "much"}}', id="no number"),
    ],
)
def test_a_faulty_file_of_weights_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w.json").write_bytes(content)
    with pytest.raises(NotReady, match="no weights for the ranking"):
        read_ranker(tmp_path / "w.json")


def test_adopted_weights_are_in_force_and_one_step_leads_back(tmp_path: Path) -> None:
    adoption = ranker_adoption(tmp_path / "ranker")
    shipped = adoption.in_force()
    adoption.adopt(WEIGHTS)
    assert adoption.in_force() == WEIGHTS
    assert adoption.go_back() == shipped
    assert adoption.in_force() == shipped
    assert adoption.go_back() == WEIGHTS


def test_the_shipped_weights_know_every_criterion() -> None:
    shipped = ranker_adoption(Path("nowhere")).in_force()
    assert set(UNTUNED.by_code) <= set(shipped.by_code)
    assert all(shipped.by_code[part.code] > 0 for part in PARTS)
