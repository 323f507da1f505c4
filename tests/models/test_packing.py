"""Files of arrays and a head: what comes back, and what is refused."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from models.packing import pack_arrays, read_arrays

HEAD = {"format": 1, "words": ["甲", "乙"]}
ARRAYS = {"numbers": np.arange(2_000) ** 3, "shares": np.array([0.5, 0.25], dtype=np.float32)}
WHOLE = pack_arrays(HEAD, ARRAYS)


def npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def headless() -> bytes:
    file = io.BytesIO()
    np.savez(file, numbers=ARRAYS["numbers"])
    return file.getvalue()


def test_a_head_and_arrays_come_back_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "w.npz").write_bytes(WHOLE)
    head, arrays = read_arrays(tmp_path / "w.npz")
    assert head == HEAD
    assert list(arrays) == list(ARRAYS)
    assert all(
        np.array_equal(arrays[name], array) and arrays[name].dtype == array.dtype for name, array in ARRAYS.items()
    )


def test_the_order_of_a_head_is_irrelevant() -> None:
    assert pack_arrays(dict(reversed(HEAD.items())), ARRAYS) == WHOLE


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"weights", id="a text"),
        pytest.param(WHOLE[: len(WHOLE) // 2], id="cut short"),
        pytest.param(WHOLE.replace(WHOLE[900:1000], bytes(100)), id="damaged within"),
        pytest.param(npy(ARRAYS["numbers"]), id="one array"),
        pytest.param(headless(), id="no head"),
    ],
)
def test_what_is_no_such_file_is_a_value_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w.npz").write_bytes(content)
    with pytest.raises(ValueError, match="not arrays and a head"):
        read_arrays(tmp_path / "w.npz")
