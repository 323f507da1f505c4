from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, ndcg_score

from matcher.evaluation import (
    average_precision,
    estimate,
    estimate_ratio,
    measure_rankings,
    measure_sets,
    ndcg,
    paired_difference,
    precision_at_1,
    reciprocal_rank,
    relevant_ids,
    set_f1,
    set_precision,
    set_recall,
    share_unjudged,
)

GRADES = st.lists(st.integers(0, 3), min_size=2, max_size=25)
VALUES = st.lists(st.floats(0, 1), min_size=2, max_size=30)


def ids(n: int) -> list[str]:
    return [f"P{i}" for i in range(n)]


def test_ndcg_of_a_ranking_worked_by_hand():
    judged = {"a": 3, "b": 2, "c": 0, "d": 1}
    # gains 2^g - 1: a 7, b 3, c 0, d 1; x is not judged: 0
    # reached: b 3/log2(2) + x 0 + a 7/log2(4) + d 1/log2(5) = 3 + 3.5 + .430677 = 6.930677
    # ideal: a 7/1 + b 3/log2(3) + d 1/log2(4) = 7 + 1.892789 + .5 = 9.392789
    assert ndcg(["b", "x", "a", "d", "c"], judged) == pytest.approx(6.930677 / 9.392789, abs=1e-6)


def test_ndcg_looks_no_deeper_than_asked():
    # depth 1: reached b 3, ideal a 7
    assert ndcg(["b", "a"], {"a": 3, "b": 2}, depth=1) == pytest.approx(3 / 7)


def test_the_ideal_of_ndcg_counts_what_was_never_ranked():
    # reached 3/1; ideal 7/1 + 3/log2(3) = 8.892789
    assert ndcg(["b"], {"a": 3, "b": 2}) == pytest.approx(3 / 8.892789, abs=1e-6)


def test_ndcg_without_any_gain_is_0():
    assert ndcg(["a"], {"a": 0}) == 0.0


def test_average_precision_worked_by_hand():
    # relevant at ranks 1 and 4, a third one never ranked: (1/1 + 2/4 + 0) / 3
    assert average_precision(["a", "x", "y", "b"], {"a", "b", "c"}) == pytest.approx(0.5)


def test_average_precision_without_relevant_ids_is_0():
    assert average_precision(["a"], set()) == 0.0


def test_reciprocal_rank_is_that_of_the_first_relevant_id():
    assert reciprocal_rank(["x", "y", "b", "a"], {"a", "b"}) == pytest.approx(1 / 3)


def test_reciprocal_rank_without_a_hit_is_0():
    assert reciprocal_rank(["x"], {"a"}) == 0.0


@pytest.mark.parametrize(
    ("ranking", "value"),
    [
        pytest.param(["a", "x"], 1.0, id="first is relevant"),
        pytest.param(["x", "a"], 0.0, id="second is relevant"),
        pytest.param([], 0.0, id="nothing ranked"),
    ],
)
def test_precision_at_1_looks_at_the_first_only(ranking, value):
    assert precision_at_1(ranking, {"a"}) == value


def test_the_share_of_unjudged_ids_counts_the_head_only():
    # of the first four a and b are judged, x and y are not; z lies deeper
    assert share_unjudged(["a", "x", "b", "y", "z"], {"a", "b"}, depth=4) == pytest.approx(0.5)


def test_the_share_of_unjudged_ids_of_a_short_ranking_is_over_what_is_there():
    assert share_unjudged(["a", "x"], {"a"}) == pytest.approx(0.5)


def test_an_empty_ranking_has_no_unjudged_ids():
    assert share_unjudged([], {"a"}) == 0.0


def test_measures_of_a_set_worked_by_hand():
    found, relevant = {"a", "b", "x"}, {"a", "b", "c", "d"}
    # 2 of 3 found are right, 2 of 4 right are found: F1 = 2·(2/3)(2/4) / (2/3 + 2/4) = 4/7
    measured = (set_precision(found, relevant), set_recall(found, relevant), set_f1(found, relevant))
    assert measured == pytest.approx((2 / 3, 1 / 2, 4 / 7))


def test_an_empty_set_measures_0():
    assert (set_precision([], {"a"}), set_recall([], {"a"}), set_f1([], {"a"})) == (0, 0, 0)


def test_nothing_to_find_measures_0():
    assert (set_recall({"a"}, []), set_f1([], [])) == (0, 0)


def test_relevant_is_graded_2_or_better():
    assert relevant_ids({"a": 0, "b": 1, "c": 2, "d": 3}) == {"c", "d"}


def test_an_id_ranked_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        ndcg(["a", "a"], {"a": 1})


@given(GRADES)
def test_ndcg_agrees_with_sklearn(grades):
    order = ids(len(grades))
    gains = np.exp2(grades) - 1
    expected = ndcg_score([gains], [-np.arange(len(grades))], k=10)
    assert ndcg(order, dict(zip(order, grades, strict=True))) == pytest.approx(expected)


@given(GRADES.filter(lambda grades: max(grades) >= 2))
def test_average_precision_agrees_with_sklearn(grades):
    order = ids(len(grades))
    truth = [grade >= 2 for grade in grades]
    expected = average_precision_score(truth, -np.arange(len(grades)))
    assert average_precision(order, relevant_ids(dict(zip(order, grades, strict=True)))) == pytest.approx(expected)


@given(GRADES, st.data())
def test_swapping_a_better_id_up_never_lowers_a_measure(grades, data):
    order = ids(len(grades))
    judged = dict(zip(order, grades, strict=True))
    upper, lower = sorted(data.draw(st.lists(st.sampled_from(range(len(order))), min_size=2, max_size=2, unique=True)))
    swapped = order.copy()
    if grades[lower] > grades[upper]:
        swapped[upper], swapped[lower] = swapped[lower], swapped[upper]
    relevant = relevant_ids(judged)
    assert ndcg(swapped, judged) >= ndcg(order, judged) - 1e-12
    assert average_precision(swapped, relevant) >= average_precision(order, relevant) - 1e-12
    assert reciprocal_rank(swapped, relevant) >= reciprocal_rank(order, relevant)
    assert precision_at_1(swapped, relevant) >= precision_at_1(order, relevant)


@given(GRADES, st.randoms(use_true_random=False))
def test_no_order_beats_the_order_of_grades(grades, random):
    judged = dict(zip(ids(len(grades)), grades, strict=True))
    shuffled = list(judged)
    random.shuffle(shuffled)
    best = ndcg(sorted(judged, key=judged.__getitem__, reverse=True), judged)
    assert ndcg(shuffled, judged) <= best + 1e-12
    assert best == pytest.approx(1.0 if max(grades) > 0 else 0.0)


@given(GRADES)
def test_what_stands_below_the_tenth_changes_no_ndcg(grades):
    order = ids(len(grades))
    judged = dict(zip(order, grades, strict=True))
    assert ndcg(order[:10] + order[:9:-1], judged) == ndcg(order, judged)


def test_rankings_are_measured_query_by_query_and_those_without_relevant_ids_left_out():
    judged = {"q1": {"a": 3, "b": 0}, "q2": {"a": 1}, "q3": {"c": 2}}
    found = measure_rankings({"q1": ["b", "a"], "q2": ["a"], "q3": ["c"]}, judged, least=2)
    # q1: relevant a at rank 2, gain 7/log2(3) of 7/1; q2 has none graded 2 or better; q3 is perfect
    assert found["ndcg@10"] == pytest.approx([1 / math.log2(3), 1.0])
    assert {name: list(values) for name, values in found.items() if name != "ndcg@10"} == {
        "p@1": [0.0, 1.0],
        "map": [0.5, 1.0],
        "mrr": [0.5, 1.0],
    }


def test_sets_are_measured_query_by_query():
    found = measure_sets({"q1": {"a", "x"}, "q2": set()}, {"q1": {"a": 1}, "q2": {"b": 1}}, least=1)
    # q1: precision 1/2, recall 1, F1 = 2·1 / (2 + 1); q2 finds nothing
    assert {name: list(values) for name, values in found.items()} == {
        "f1": [pytest.approx(2 / 3), 0.0],
        "precision": [0.5, 0.0],
        "recall": [1.0, 0.0],
    }


def test_the_same_values_give_the_same_interval():
    values = [0.1, 0.4, 0.4, 0.9, 1.0]
    assert estimate(values) == estimate(values)


def test_an_interval_of_many_values_is_that_of_the_normal_law():
    # 400 values 0 or 1, mean .5: standard error sqrt(.5 · .5 / 400) = .025, 95 %: ± 1.96 · .025 = ± .049
    found = estimate([0.0, 1.0] * 200)
    assert (found.mean, found.low, found.high) == pytest.approx((0.5, 0.451, 0.549), abs=0.004)


def test_equal_values_have_an_interval_of_no_width():
    found = estimate([0.3, 0.3, 0.3])
    assert (found.mean, found.low, found.high) == pytest.approx((0.3, 0.3, 0.3))


def test_values_equal_but_for_rounding_have_an_interval_of_no_width():
    found = estimate([0.3, 0.1 + 0.2])
    assert found.low == found.high == found.mean


def test_a_single_value_has_no_interval():
    found = estimate([0.7])
    assert (found.mean, found.low, found.high) == (0.7, None, None)


@pytest.mark.parametrize("values", [pytest.param([], id="none"), pytest.param([[0.5]], id="two dimensions")])
def test_an_estimate_of_no_values_is_refused(values):
    with pytest.raises(ValueError, match="at least one value"):
        estimate(values)


@settings(max_examples=40, deadline=None)
@given(VALUES)
def test_an_interval_holds_its_mean_and_lies_within_the_values(values):
    found = estimate(values, n_resamples=500)
    assert found.low is not None
    assert found.high is not None
    assert min(values) - 1e-12 <= found.low <= found.mean + 1e-9
    assert found.mean - 1e-9 <= found.high <= max(values) + 1e-12


def test_a_system_differs_from_itself_by_nothing():
    found = paired_difference([0.2, 0.5, 0.9], [0.2, 0.5, 0.9])
    assert (found.mean, found.low, found.high, found.p) == (0.0, 0.0, 0.0, 1.0)


def test_a_system_better_on_every_query_is_better_beyond_chance():
    worse = np.linspace(0.1, 0.6, 30)
    found = paired_difference(worse + np.linspace(0.05, 0.15, 30), worse)
    assert found.mean == pytest.approx(0.1)
    assert found.low > 0.05
    assert found.p < 0.001


def test_wins_and_losses_of_one_size_are_chance():
    # differences +.1 and -.1 in turn: mean 0, so that every draw lies as far: p = 1
    found = paired_difference([0.6, 0.4] * 10, [0.5, 0.5] * 10)
    assert found.mean == pytest.approx(0.0)
    assert found.p == 1.0


def test_the_chance_of_a_difference_agrees_with_the_normal_law():
    # 100 differences with mean .1 and standard deviation .5: z = .1 / (.5 / 10) = 2, two-sided p = .0455
    gaps = np.array([0.6, -0.4] * 50)
    found = paired_difference(gaps, np.zeros(100))
    assert found.p == pytest.approx(math.erfc(2 / math.sqrt(2)), abs=0.012)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=20))
def test_changing_sides_changes_only_the_sign(pairs):
    a, b = np.array(pairs).T
    there, back = paired_difference(a, b, n_resamples=300), paired_difference(b, a, n_resamples=300)
    assert there.mean == pytest.approx(-back.mean)
    assert there.p == back.p


def test_unequal_lengths_are_refused():
    with pytest.raises(ValueError, match="2 values against 1"):
        paired_difference([0.1, 0.2], [0.1])


def test_the_ground_floor_stays_light():
    heavy = ("scipy", "sklearn", "pandas", "torch", "faiss")
    code = f"import sys, matcher.evaluation; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_ratio_of_sums_is_worked_out_by_hand() -> None:
    # (1 + 2 + 0) / (2 + 2 + 2); no single ratio is 1/2 but their weighted mean is
    found = estimate_ratio([1, 2, 0], [2, 2, 2])
    assert found.mean == 0.5
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low < 0.5 < found.high <= 1


def test_a_ratio_of_equal_denominators_has_the_interval_of_a_mean() -> None:
    values = np.random.default_rng(1).normal(size=200)
    ratio, mean = estimate_ratio(values, np.ones(200)), estimate(values)
    assert (ratio.low, ratio.high) == (pytest.approx(mean.low, abs=0.02), pytest.approx(mean.high, abs=0.02))


def test_a_ratio_to_one_query_has_no_interval() -> None:
    assert estimate_ratio([1, 0], [2, 0]).low is None


def test_a_ratio_to_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        estimate_ratio([1.0], [0.0])
