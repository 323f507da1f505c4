"""The promise that every encoder keeps."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from models import Encoder
from tests.models.conftest import TEXTS

AWKWARD = [
    pytest.param("", id="an empty text"),
    pytest.param(" \t\n　", id="only spaces"),
    pytest.param("会计\0出纳", id="a NUL"),
    pytest.param("\0" * 50, id="only NULs"),
    pytest.param("会计\ud800出纳\udfff", id="lone surrogates"),
    pytest.param("😀👩‍🔧🇨🇳 会计", id="emoji"),
    pytest.param("\ufdfa" * 20_000, id="a ligature that unfolds to eighteen characters, 20,000 times"),
    pytest.param("中" * 100_000, id="100,000 Chinese characters"),
    pytest.param("x" * 100_000, id="one word of 100,000 letters"),
    pytest.param(" " * 100_000, id="100,000 spaces"),
    pytest.param("a\u0301" * 3_000, id="combining marks"),
    pytest.param("<s></s><pad><mask><unk>", id="the names of special pieces"),
    pytest.param("Привет, สวัสดี, مرحبا", id="scripts that the bundled vocabulary lacks"),
]


Vectors = NDArray[np.float32]


def closeness(encoder: Encoder) -> float:
    return 0.999 if encoder.id.endswith("int8") else 0.9999


def cosines(one: Vectors, other: Vectors) -> Vectors:
    return np.einsum("nd,nd->n", one, other)


def top_ten(queries: Vectors, posts: Vectors) -> list[list[int]]:
    order: list[list[int]] = np.argsort(-queries @ posts.T, axis=1)[:, :10].tolist()
    return order


def test_the_id_names_weights_engine_and_precision(encoder: Encoder) -> None:
    assert re.fullmatch(r"[\w-]+\.[0-9a-f]{10}\.(openvino-int8|torch-fp32)", encoder.id)


def test_vectors_have_the_stated_shape_and_unit_length(encoder: Encoder, together: Vectors) -> None:
    assert together.shape == (len(TEXTS), encoder.dimension)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode_posts([]).shape == (0, encoder.dimension)


def test_the_same_texts_give_the_same_numbers(encoder: Encoder, together: Vectors) -> None:
    np.testing.assert_array_equal(encoder.encode_posts(TEXTS), together)


def test_a_batch_equals_single_calls(encoder: Encoder, together: Vectors, alone: Vectors) -> None:
    assert cosines(together, alone).min() >= closeness(encoder)


def test_a_batch_ranks_as_single_calls_do(encoder: Encoder, together: Vectors, alone: Vectors) -> None:
    queries = encoder.encode_candidates(TEXTS[:5])

    assert top_ten(queries, together) == top_ten(queries, alone)


def test_the_order_of_the_texts_is_kept(encoder: Encoder, together: Vectors) -> None:
    assert cosines(encoder.encode_posts(TEXTS[4::-1]), together[4::-1]).min() >= closeness(encoder)


def test_posts_and_candidates_are_encoded_differently(encoder: Encoder, together: Vectors) -> None:
    assert cosines(encoder.encode_candidates(TEXTS[:5]), together[:5]).max() < 0.99999


def test_progress_ends_with_the_number_of_texts(encoder: Encoder) -> None:
    texts = TEXTS[:3] * 7
    heard: list[int] = []

    encoder.encode_candidates(texts, on_progress=heard.append)

    assert len(heard) > 1
    assert heard == sorted(set(heard))
    assert heard[-1] == len(texts)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", AWKWARD)
def test_any_text_gives_a_vector_of_unit_length(encoder: Encoder, text: str) -> None:
    vectors = encoder.encode_posts([text])

    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_an_awkward_neighbour_changes_nothing(encoder: Encoder, alone: Vectors) -> None:
    among = encoder.encode_posts(["", TEXTS[0], "\ufdfa" * 20_000, "\ud800"])[1:2]

    assert cosines(among, alone[:1]).item() >= closeness(encoder)


@settings(max_examples=25, deadline=None)
@given(texts=st.lists(st.text(st.characters(), max_size=300), min_size=1, max_size=5))
def test_whatever_the_texts_each_keeps_its_vector_in_a_batch(tiny_encoder: Encoder, texts: list[str]) -> None:
    single = np.concatenate([tiny_encoder.encode_posts([text]) for text in texts])

    assert cosines(tiny_encoder.encode_posts(texts), single).min() >= 0.9999


def test_threads_get_what_one_thread_gets(encoder: Encoder, alone: Vectors) -> None:
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(lambda text: encoder.encode_posts([text]), TEXTS))

    assert cosines(np.concatenate(at_once), alone).min() >= closeness(encoder)


@pytest.mark.timeout(200)
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")  # just that is tried here
def test_a_forked_process_goes_on(encoder: Encoder, together: Vectors) -> None:
    def same_vectors() -> bool:
        return bool(cosines(together[:5], encoder.encode_posts(TEXTS[:5])).min() >= closeness(encoder))

    assert in_fork(same_vectors, within_s=100)
    assert same_vectors()


def in_fork(question: Callable[[], bool], *, within_s: int) -> bool:
    """Answer *question* in a forked process, which the alarm ends if it hangs."""
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(within_s)
            if question():
                os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0
