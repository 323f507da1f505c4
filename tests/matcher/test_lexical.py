from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from matcher.lexical import (
    N_TERMS,
    Listing,
    Postings,
    Queries,
    count_ngrams,
    frequencies_of,
    inverse_frequency,
    products_with,
    weigh,
)

TEXTS = st.lists(st.text(alphabet="会计出纳司机 a1+，", max_size=12), min_size=1, max_size=8)


def _frequencies(texts: list[str]) -> NDArray[np.int64]:
    return frequencies_of([Postings.of(count_ngrams(texts))], [np.ones(len(texts), dtype=np.bool_)])


def _products(texts: list[str], query: str) -> list[float]:
    postings = Postings.of(count_ngrams(texts))
    idf = inverse_frequency(_frequencies(texts), n_texts=len(texts))
    return postings.products(Queries.of(count_ngrams([query]), idf))[0].tolist()


def test_a_text_has_each_n_gram_of_one_to_three_signs() -> None:
    # 会 计 师, 会计 计师, 会计师: six different n-grams, each once
    counts = count_ngrams(["会计师"])
    assert counts.nnz == 6
    assert counts.data.tolist() == [1] * 6


def test_a_latin_word_is_one_sign() -> None:
    # java 开 发, java开 开发, java开发
    assert count_ngrams(["Java开发"]).nnz == 6
    assert (count_ngrams(["java"]) != count_ngrams(["jav"])).nnz == 2


def test_no_n_gram_runs_across_a_mark() -> None:
    # 会 计 | 师: 会 计 师 会计
    assert count_ngrams(["会计，师"]).nnz == 4


def test_a_product_is_the_sum_over_shared_n_grams() -> None:
    # texts 会计 and 司机; the query 会 shares one n-gram with the first: tf 1, df 1 of 2, idf² = ln(1 + 2)²
    assert _products(["会计", "司机"], "会") == pytest.approx([np.log(3) ** 2, 0.0])


def test_repetition_counts_by_its_logarithm() -> None:
    # 会 twice in the text, once in the query: (1 + ln 2) · 1 · idf², idf = ln(1 + 1/1)
    assert _products(["会，会"], "会") == pytest.approx([(1 + np.log(2)) * np.log(2) ** 2])


@given(TEXTS, st.text(alphabet="会计出纳司机a", max_size=6))
def test_products_by_term_equal_products_by_text(texts: list[str], query: str) -> None:
    counts = count_ngrams(texts)
    idf = inverse_frequency(_frequencies(texts), n_texts=len(texts))
    weights = np.zeros(N_TERMS)
    wanted = Queries.of(count_ngrams([query]), idf)
    weights[wanted.terms] = wanted.weights[:, 0]
    np.testing.assert_allclose(_products(texts, query), weigh(counts) @ weights)


@given(TEXTS)
def test_counts_survive_being_put_by_term(texts: list[str]) -> None:
    counts = count_ngrams(texts)
    rows = np.arange(len(texts))
    assert (Postings.of(counts).counts(rows) != counts).nnz == 0
    assert (Listing.of(counts).counts(rows) != counts).nnz == 0


@given(TEXTS, st.data())
def test_frequencies_count_the_living_only(texts: list[str], data: st.DataObject) -> None:
    alive = np.array(data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts))))
    living = [text for text, lives in zip(texts, alive, strict=True) if lives]
    counted = frequencies_of([Postings.of(count_ngrams(texts))], [alive])
    assert (counted == _frequencies(living)).all()


@given(TEXTS)
def test_a_batch_counts_as_single_texts_do(texts: list[str]) -> None:
    batch = count_ngrams(texts)
    assert all((batch[i] != count_ngrams([text])).nnz == 0 for i, text in enumerate(texts))


def test_lengths_are_euclidean() -> None:
    # one text 会 with idf ln 2: its only weight is ln 2, and so is its length
    postings = Postings.of(count_ngrams(["会"]))
    idf = inverse_frequency(_frequencies(["会"]), n_texts=1)
    assert postings.lengths(idf).tolist() == pytest.approx([np.log(2)])


@given(TEXTS, st.text(alphabet="会计出纳司机a", max_size=6))
def test_products_with_one_text_equal_those_of_matrices(texts: list[str], text: str) -> None:
    queries, one = weigh(count_ngrams(texts)), weigh(count_ngrams([text]))
    np.testing.assert_allclose(products_with(one, queries), (queries @ one.T).toarray()[:, 0])


@given(TEXTS, TEXTS)
def test_queries_together_give_what_each_gives_alone(texts: list[str], queries: list[str]) -> None:
    postings, idf = Postings.of(count_ngrams(texts)), inverse_frequency(_frequencies(texts), n_texts=len(texts))
    together = postings.products(Queries.of(count_ngrams(queries), idf))
    alone = [postings.products(Queries.of(count_ngrams([query]), idf))[0] for query in queries]
    np.testing.assert_array_equal(together, np.stack(alone))
