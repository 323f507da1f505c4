"""Near-copies among adverts: which of them are the same job as a given one, none missed."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.columns import PostColumns
from matcher.signatures import N_MINIMA, NO_SIGN, UNNAMED_EMPLOYER

ONE_EMPLOYER, SEVERAL_EMPLOYERS = 0.75, 0.9
"""
The least share of a signature that two adverts of the same job have in common.

Employers copy duties from each other, so that under two names only what is nearly the same text is the same advert.
"""

TITLES = 0.6
"""The least share of the shorter title's signs that both have: one text often stands under several titles of work."""

_BAND = 2  # bytes of a signature compared together; at ONE_EMPLOYER or more, one of the bands is equal for certain
_N_BANDS = N_MINIMA // _BAND
_REMEMBERED = 256  # the longest answer that is kept, so that a city of copies does not fill the memory


class Alike:
    """The posts of an index by parts of their signatures."""

    def __init__(self, columns: PostColumns) -> None:
        self.columns = columns
        self._known: dict[int, NDArray[np.intp]] = {}

    def to(self, row: int) -> NDArray[np.intp]:
        """Give the ascending rows, dead ones too, of the other posts that are the same job as that of *row*."""
        known = self._known.get(row)
        if known is not None:
            return known
        others = self._proposed(row)
        found: NDArray[np.intp] = others[_same_job(self.columns, row, others)]
        if len(found) <= _REMEMBERED:
            self._known[row] = found
        return found

    def _proposed(self, row: int) -> NDArray[np.intp]:
        keys, rows = self._by_band
        own = _keys(self.columns.signature[row][None])[:, 0]
        first, last = np.searchsorted(keys, own), np.searchsorted(keys, own, side="right")
        found = [rows[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True) if b - a > 1]
        proposed = np.unique(np.concatenate([np.zeros(0, dtype=np.intp), *found]))
        return np.asarray(proposed[proposed != row], dtype=np.intp)

    @cached_property
    def _by_band(self) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
        """Sort the rows by each band: (n_bands × n,) keys, which ascend throughout, and the row of each."""
        keys = _keys(self.columns.signature)
        order = np.argsort(keys.astype(np.uint16), axis=1, kind="stable")  # 16 bits are sorted by counting
        return np.take_along_axis(keys, order, axis=1).ravel(), order.ravel()


def _keys(signatures: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Give the key of each band: (n_bands, n), its number above its bytes."""
    bands = np.ascontiguousarray(signatures).view(np.uint16).T.astype(np.uint32)
    return bands + (np.arange(_N_BANDS, dtype=np.uint32) << np.uint32(16))[:, None]


def _same_job(columns: PostColumns, row: int, others: NDArray[np.intp]) -> NDArray[np.bool_]:
    agreement = (columns.signature[others] == columns.signature[row]).mean(axis=1)
    employer = columns.employer[row]
    same = (columns.employer[others] == employer) & (employer != UNNAMED_EMPLOYER)
    enough: NDArray[np.bool_] = agreement >= np.where(same, ONE_EMPLOYER, SEVERAL_EMPLOYERS) - 1e-9
    enough[enough] = _shared_title(columns, row, others[enough]) >= TITLES
    return enough


def _shared_title(columns: PostColumns, row: int, others: NDArray[np.intp]) -> NDArray[np.float64]:
    """Give the share of the shorter title's signs that both titles have."""
    own, signs = columns.title_signs[row], columns.title_signs[others]
    told = own[own != NO_SIGN]
    shared = (signs[:, :, None] == told[None, None, :]).any(axis=1).sum(axis=1)
    return np.asarray(shared / np.maximum(1, np.minimum((signs != NO_SIGN).sum(axis=1), len(told))), dtype=np.float64)
