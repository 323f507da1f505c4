"""Vectors by encoder and text: each text once, in half precision."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from data.store import Database, add_vectors, forget_other_encoders, read_vectors, text_hash

DICE = np.random.default_rng(7)
HASHES = [text_hash(str(n)) for n in range(6)]
VECTORS = DICE.standard_normal((6, 8)).astype(np.float32)


def test_a_vector_comes_back_rounded_to_half_precision(database: Database) -> None:
    with database.begin() as session:
        add_vectors(session, "e5", HASHES[:4], VECTORS[:4])
    with database.read() as session:
        found = read_vectors(session, "e5", [*HASHES, HASHES[0]])
    assert set(found) == set(HASHES[:4])
    for one, vector in zip(HASHES[:4], VECTORS[:4], strict=True):
        assert found[one].dtype == np.float32
        np.testing.assert_array_equal(found[one], vector.astype(np.float16).astype(np.float32))


def test_vectors_of_two_encoders_are_kept_apart(database: Database) -> None:
    with database.begin() as session:
        add_vectors(session, "one", HASHES[:1], VECTORS[:1])
        add_vectors(session, "two", HASHES[:1], VECTORS[1:2, :4])
        assert read_vectors(session, "one", HASHES[:1])[HASHES[0]].shape == (8,)
        assert read_vectors(session, "two", HASHES[:1])[HASHES[0]].shape == (4,)
        assert forget_other_encoders(session, "two") == 1
        assert read_vectors(session, "one", HASHES) == {}
        assert set(read_vectors(session, "two", HASHES)) == {HASHES[0]}


def test_a_text_that_has_a_vector_keeps_it(database: Database) -> None:
    with database.begin() as session:
        add_vectors(session, "e5", HASHES[:2], VECTORS[:2])
        add_vectors(session, "e5", HASHES[1:3], np.zeros((2, 8), np.float32))
        add_vectors(session, "e5", [HASHES[3], HASHES[3]], VECTORS[3:5])
        found = read_vectors(session, "e5", HASHES)
        assert session.execute(text("SELECT count(*) FROM vectors")).scalar() == 4
    assert np.any(found[HASHES[1]])
    assert not np.any(found[HASHES[2]])
    np.testing.assert_allclose(found[HASHES[3]], VECTORS[3], rtol=1e-3)


def test_what_has_no_vector_is_left_out(database: Database) -> None:
    with database.begin() as session:
        assert read_vectors(session, "nobody", HASHES) == {}
        add_vectors(session, "e5", [], np.empty((0, 8), np.float32))
        assert read_vectors(session, "e5", []) == {}


@pytest.mark.parametrize(
    ("hashes", "vectors"),
    [
        pytest.param(HASHES[:2], VECTORS[:3], id="not equally many"),
        pytest.param(HASHES[1:2], VECTORS[1:2, :4], id="another dimension"),
    ],
)
def test_vectors_that_do_not_fit_are_refused(database: Database, hashes: list[bytes], vectors: np.ndarray) -> None:
    with database.begin() as session:
        add_vectors(session, "e5", HASHES[:1], VECTORS[:1])
        with pytest.raises(ValueError, match=r"argument|vectors of 4 numbers, where this encoder's have 8"):
            add_vectors(session, "e5", hashes, vectors)


def test_more_vectors_than_one_query_takes_are_read(database: Database) -> None:
    many = [text_hash(str(n)) for n in range(12_000)]
    with database.begin() as session:
        add_vectors(session, "e5", many, np.arange(24_000, dtype=np.float32).reshape(-1, 2) % 1000)
        found = read_vectors(session, "e5", many)
    assert len(found) == 12_000
    assert found[many[11_999]].tolist() == [998.0, 999.0]


@given(one=st.text(), other=st.text())
def test_a_hash_tells_texts_apart(one: str, other: str) -> None:
    assert len(text_hash(one)) == 16
    assert (text_hash(one) == text_hash(other)) == (one == other)


def test_a_text_with_half_a_character_has_a_hash_too() -> None:
    assert text_hash("\ud800") != text_hash("?")
