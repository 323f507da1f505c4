"""Texts cut and taken in batches."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.batching import batches, cut, equal_batches, gather

LENGTHS = st.lists(st.integers(0, 400), max_size=60)


@given(LENGTHS)
def test_every_text_is_in_one_batch(lengths: list[int]) -> None:
    taken = [int(i) for batch in batches(lengths, max_texts=8, max_units=1000) for i in batch]

    assert sorted(taken) == list(range(len(lengths)))


@given(LENGTHS)
def test_no_batch_is_over_its_limits_but_a_single_long_text(lengths: list[int]) -> None:
    for batch in batches(lengths, max_texts=8, max_units=300):
        padded = len(batch) * max(lengths[i] for i in batch)
        assert len(batch) <= 8
        assert padded <= 300 or len(batch) == 1


def test_texts_of_like_length_share_a_batch() -> None:
    # longest first: 9 and 8, then 2 and 1
    assert [b.tolist() for b in batches([1, 9, 2, 8], max_texts=2, max_units=99)] == [[1, 3], [2, 0]]


@given(st.lists(st.sampled_from([8, 16, 24]), max_size=60))
def test_equal_batches_hold_every_text_once_and_one_width_each(widths: list[int]) -> None:
    found = list(equal_batches(widths, max_texts=4))

    assert sorted(int(i) for batch in found for i in batch) == list(range(len(widths)))
    assert all(len(batch) <= 4 and len({widths[i] for i in batch}) == 1 for batch in found)


def test_rows_return_to_the_places_of_their_texts() -> None:
    lengths = [1, 9, 2, 8]

    rows = gather(
        batches(lengths, max_texts=2, max_units=99),
        lambda batch: np.array([[lengths[i]] for i in batch], np.float32),
        into=np.empty((4, 1), np.float32),
        on_progress=None,
    )

    assert rows[:, 0].tolist() == lengths


@given(st.text(st.characters()), st.integers(1, 20))
def test_a_cut_text_can_always_be_written_as_utf_8(text: str, max_tokens: int) -> None:
    kept = cut(text, max_tokens=max_tokens)

    assert len(kept) == min(len(text), 8 * max_tokens)
    assert kept.encode("utf-8").decode("utf-8") == kept


def test_a_text_without_faults_is_kept_as_it_is() -> None:
    assert cut("会计 😀", max_tokens=4) == "会计 😀"
