"""What matters today: how sliders put a list in another order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from matcher.emphasis import CODES, FACTORS, Aspect, is_alike, reordered
from matcher.records import Criterion, Match, Status

UNITS = st.integers(-300, 300).map(lambda n: n / 100)
SLIDERS = st.sampled_from(sorted(FACTORS))


def match_of(score: float, **shares: float) -> Match:
    criteria = [Criterion(code, Status.UNKNOWN, False, "", contribution=share) for code, share in shares.items()]
    return Match("C1", "P1", score, tuple(criteria))


MATCHES = st.lists(
    st.builds(
        lambda score, place, pay, kind: match_of(score, place=place, pay=pay, kind=kind), UNITS, UNITS, UNITS, UNITS
    ),
    max_size=12,
)


@given(MATCHES)
def test_with_every_slider_in_the_middle_the_order_is_the_lists_own(matches: list[Match]) -> None:
    assert reordered(matches, {}) == list(range(len(matches)))
    assert reordered(matches, dict.fromkeys(Aspect, 0)) == list(range(len(matches)))


@given(MATCHES, st.dictionaries(st.sampled_from(Aspect), SLIDERS))
def test_nothing_is_lost_and_nothing_comes_twice(matches: list[Match], emphasis: dict[Aspect, int]) -> None:
    assert sorted(reordered(matches, emphasis)) == list(range(len(matches)))


@given(st.lists(st.tuples(UNITS, UNITS), min_size=2, max_size=8), st.integers(-2, 1))
def test_more_weight_on_pay_never_lets_the_worse_paid_pass(pairs: list[tuple[float, float]], slider: int) -> None:
    matches = [match_of(score, pay=pay) for score, pay in pairs]
    before = reordered(matches, {Aspect.PAY: slider})
    after = reordered(matches, {Aspect.PAY: slider + 1})
    for at, better in enumerate(before):
        for worse in before[at + 1 :]:
            if pairs[better][1] > pairs[worse][1] + 1e-6:
                assert after.index(better) < after.index(worse)


def test_a_post_that_pays_too_little_falls_behind_where_pay_matters() -> None:
    # 3.0 + 3 · (-1.0) = 0.0 under 2.5 + 3 · 0.0 = 2.5
    low, enough = match_of(3.0, pay=-1.0, place=0.0), match_of(2.5, pay=0.0, place=-1.0)
    assert reordered([low, enough], {Aspect.PAY: 2}) == [1, 0]
    assert reordered([low, enough], {Aspect.PLACE: 2}) == [0, 1]
    # 3.0 + 3 · (-1.0) = 0.0; 2.5 - 0.5 · (-1.0) = 3.0
    assert reordered([low, enough], {Aspect.PAY: 2, Aspect.PLACE: -1}) == [1, 0]


def test_an_aspect_that_does_not_matter_counts_nothing() -> None:
    # 1.0 - 1 · (-0.5) = 1.5 under 1.0 - 1 · (-1.0) = 2.0: the second starts from the first one's score at most
    assert reordered([match_of(1.0, pay=-0.5), match_of(1.2, pay=-1.0)], {Aspect.PAY: -2}) == [1, 0]


def test_a_doubtful_advert_stays_behind_whatever_matters() -> None:
    sound, doubtful = match_of(1.0, pay=-1.0), match_of(0.9, pay=1.0)
    assert reordered([sound, doubtful], {Aspect.PAY: 2}) == [1, 0]
    assert reordered([sound, doubtful], {Aspect.PAY: 2}, standing=[0, 1]) == [0, 1]


def test_no_criterion_belongs_to_two_aspects() -> None:
    codes = [code for aspect in Aspect for code in CODES[aspect]]
    assert len(codes) == len(set(codes))


def test_a_slider_that_moves_nothing_is_known() -> None:
    matches = [match_of(1.0, pay=-0.5, kind=0.1), match_of(0.0, pay=-0.5, kind=0.0)]
    assert is_alike(matches, Aspect.PAY)
    assert not is_alike(matches, Aspect.WORK)
    assert is_alike([], Aspect.PAY)
