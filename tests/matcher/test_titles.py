from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from matcher.lexical import N_TERMS
from matcher.titles import Examples, Meaning, Titles, TitleSense, Words, key_of, liken, plain_title
from matcher.titles.likeness import COMMON_SHARE, MEANING_SHARE, UNKNOWN_WORK, WORDS_SHARE, WORK_SHARE

TITLES = st.lists(st.text(alphabet="会计税务护理员师 a", max_size=6), min_size=1, max_size=6)
WORDS = Words.of(["税务会计", "护士", "会计", "剪辑师"])
PLAIN = Meaning(np.zeros(2, np.float32), np.zeros(2, np.float32), np.eye(2, dtype=np.float16))
SENSE = TitleSense(WORDS, PLAIN, Examples.none(dimension=2))


def unit(rows: list[list[float]]) -> np.ndarray:
    vectors = np.array(rows, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def flat(*texts: str) -> Titles:
    return Titles(texts, unit([[1.0, 0.0]] * len(texts)))


def unknown(sought: Titles, listed: Titles) -> np.ndarray:
    return np.full((len(sought.texts), len(listed.texts)), np.nan)


def compare(sought: Titles, listed: Titles, *, sense: TitleSense = SENSE):
    return liken(sense, sought, listed, relations=unknown(sought, listed))


def examples_of(work: str, *titles: str, direction: tuple[float, float]) -> Examples:
    sums = sparse.csr_matrix(WORDS.of_titles(titles).sum(axis=0))
    return Examples((key_of(work),), np.array([len(titles)], np.int32), sums, np.array([direction], np.float16))


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        pytest.param("信息安全工程技术人员S", "信息安全工程技术人员", id="digital"),
        pytest.param("客运车辆驾驶员L", "客运车辆驾驶员", id="green"),
        pytest.param("工程测量工程技术人员L/S", "工程测量工程技术人员", id="both"),
        pytest.param("IOS", "IOS", id="a Latin word"),
        pytest.param("会计", "会计", id="no mark"),
    ],
)
def test_marks_of_the_official_classification_are_no_part_of_a_title(written: str, plain: str):
    assert plain_title(written).lower() == plain.lower()


def test_the_title_with_more_characters_in_common_is_more_alike_in_words():
    found = compare(flat("税务会计"), flat("税务师", "税务会计", "护士"))
    assert found.words[0].argsort()[::-1].tolist() == [1, 0, 2]


def test_what_few_titles_hold_weighs_more():
    words = Words.of(["甲员", "乙员", "丙员", "丁员"])
    sense = TitleSense(words, PLAIN, Examples.none(dimension=2))
    found = compare(flat("甲员"), flat("乙员", "甲工"), sense=sense)
    assert found.words[0, 1] > found.words[0, 0] > 0


def test_the_nearer_vector_is_more_alike_in_meaning():
    listed = Titles(["a", "b", "c"], unit([[0.0, 1.0], [1.0, 0.1], [1.0, 1.0]]))
    found = compare(flat("x"), listed)
    assert found.meaning[0].argsort()[::-1].tolist() == [1, 2, 0]


def test_each_side_is_seen_from_its_own_middle():
    # from (1, 0) the sought one lies at (0, 1); from (0, 1) the listed ones at (1, 0) and at (0, 1)
    meaning = Meaning(np.array([1, 0], np.float32), np.array([0, 1], np.float32), np.eye(2, dtype=np.float16))
    sought, listed = Titles(["x"], np.array([[1, 1]], np.float32)), Titles(["a", "b"], np.array([[1, 1], [0, 2]]))
    found = compare(sought, listed, sense=TitleSense(WORDS, meaning, Examples.none(dimension=2)))
    assert found.meaning[0].tolist() == [0.0, 1.0]


def test_the_whole_is_the_weighted_sum():
    sought, listed = flat("会计"), flat("会计", "护士")
    found = liken(SENSE, sought, listed, relations=np.array([[1.0, np.nan]]))
    # the same title: words, meaning and work 1; the other shares no sign, its meaning is the same, its work unknown
    assert found.fused[0] == pytest.approx(
        [WORDS_SHARE + MEANING_SHARE + WORK_SHARE, MEANING_SHARE + WORK_SHARE * UNKNOWN_WORK]
    )


def test_an_example_brings_its_work_nearer_to_titles_like_it():
    sought = Titles(["剪片子"], unit([[0.0, 1.0]]))
    listed = Titles(["剪辑师", "护士"], unit([[1.0, 0.0], [1.0, 0.0]]))
    taught = TitleSense(WORDS, PLAIN, examples_of("剪辑师", "剪片子", "剪片", direction=(0.0, 2.0)))
    before, after = compare(sought, listed), compare(sought, listed, sense=taught)
    assert after.words[0, 0] > before.words[0, 0]
    # twice (1, 0) and (0, 2) lie half way between: cosine 1/√2
    assert after.meaning[0] == pytest.approx([0.5**0.5, 0.0])
    assert after.common[0] == pytest.approx([np.log(3), 0.0])
    assert after.fused[0, 1] == pytest.approx(before.fused[0, 1])


def test_of_works_alike_the_one_met_more_often_comes_first():
    keys = (key_of("甲工"), key_of("乙工"))
    sums = sparse.csr_matrix((2, N_TERMS), dtype=np.float32)
    taught = TitleSense(WORDS, PLAIN, Examples(keys, np.array([1, 7], np.int32), sums, np.zeros((2, 2), np.float16)))
    found = compare(flat("丙工"), flat("甲工", "乙工"), sense=taught)
    # equal but for ln 2 and ln 8
    assert found.fused[0, 1] - found.fused[0, 0] == pytest.approx(COMMON_SHARE * 2 * np.log(2))


def test_a_list_that_shares_few_titles_with_the_one_coded_to_is_compared_without_examples():
    keys = tuple(key_of(title) for title in ("剪辑师", "甲", "乙"))
    sums = sparse.csr_matrix((3, N_TERMS), dtype=np.float32)
    examples = Examples(keys, np.array([9, 1, 1], np.int32), sums, np.zeros((3, 2), np.float16))
    taught = TitleSense(WORDS, PLAIN, examples)
    listed = flat("剪辑师", "护士")
    assert compare(flat("剪辑"), listed, sense=taught).common.tolist() == [[0.0, 0.0]]


def test_with_another_encoder_only_the_middle_of_what_is_listed_is_known():
    taught = TitleSense(WORDS, PLAIN, examples_of("剪辑师", "剪片子", direction=(0.0, 1.0)))
    vectors = unit([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    other = taught.with_other_encoder(vectors)
    found = compare(Titles(["x"], vectors[:1]), Titles(["剪辑师", "b"], vectors), sense=other)
    assert found.meaning[0] == pytest.approx([1.0, -1.0])
    assert found.common.tolist() == [[0.0, 0.0]]


@settings(deadline=None)
@given(TITLES, TITLES)
def test_any_titles_have_a_finite_likeness(sought, listed):
    found = compare(flat(*sought), flat(*listed))
    assert found.fused.shape == (len(sought), len(listed))
    assert np.isfinite(found.fused).all()


@settings(deadline=None)
@given(TITLES, TITLES)
def test_a_pair_is_as_alike_alone_as_among_others(sought, listed):
    together = compare(flat(*sought), flat(*listed)).fused[0, 0]
    alone = compare(flat(sought[0]), flat(listed[0])).fused[0, 0]
    assert together == pytest.approx(alone)
