"""All posts, or all candidates, at one moment: immutable segments of arrays, and who of them is still alive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.columns import Columns
from matcher.index import Block
from matcher.lexical import Counts, Listing, Postings, stack

C = TypeVar("C", bound=Columns)
T = TypeVar("T", Listing, Postings)

REWRITE_SHARE = 0.25
"""A segment with more dead rows than this share is rewritten without them."""

GROWTH = 4
"""A segment is merged into the one before it unless that one is at least this many times larger."""


@dataclass(frozen=True, slots=True)
class Segment(Generic[C, T]):
    """Records that came together; never changed. Index 0 and 1 of *blocks* and *texts* are the record's two texts."""

    ids: tuple[str, ...]
    rows: dict[str, int]
    columns: C
    blocks: tuple[Block, Block]
    texts: tuple[T, T]

    @classmethod
    def of(
        cls, ids: Sequence[str], columns: C, vectors: Sequence[NDArray[np.float16]], texts: tuple[T, T]
    ) -> Segment[C, T]:
        """Make the arrays searchable."""
        rows = {id_: row for row, id_ in enumerate(ids)}
        return cls(tuple(ids), rows, columns, (Block(vectors[0]), Block(vectors[1])), texts)

    def __len__(self) -> int:
        return len(self.ids)


class Side(Generic[C, T]):
    """The segments of one side; a row number counts through all of them."""

    def __init__(self, segments: Sequence[Segment[C, T]], alive: Sequence[NDArray[np.bool_]], empty: C) -> None:
        self.segments: tuple[Segment[C, T], ...] = tuple(segments)
        self.alive_by_segment = tuple(alive)
        self.empty = empty
        self.starts: list[int] = list(accumulate(map(len, self.segments), initial=0))
        self.alive = np.concatenate([np.zeros(0, dtype=np.bool_), *alive])
        self.columns: C = type(empty).joined([empty, *(segment.columns for segment in self.segments)])
        self.n_alive = int(self.alive.sum())

    @cached_property
    def ids(self) -> list[str]:
        """Name the record of every row, dead ones too."""
        return [id_ for segment in self.segments for id_ in segment.ids]

    def find(self, id_: str) -> int | None:
        """Give the row of the living record *id_*."""
        for start, segment, alive in zip(self.starts, self.segments, self.alive_by_segment, strict=False):
            row = segment.rows.get(id_)
            if row is not None and alive[row]:
                return start + row
        return None

    def vectors(self, text: int, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """Give the vectors of one text of the records *rows*."""
        if len(self.segments) == 1:
            chosen: NDArray[np.float64] = self.segments[0].blocks[text].vectors[rows].astype(np.float64)
            return chosen
        dimension = self.segments[0].blocks[text].vectors.shape[1] if self.segments else 0
        found = np.empty((len(rows), dimension), dtype=np.float64)
        for start, segment in zip(self.starts, self.segments, strict=False):
            here = (rows >= start) & (rows < start + len(segment))
            found[here] = segment.blocks[text].vectors[rows[here] - start]
        return found

    def counts(self, text: int, rows: NDArray[np.intp]) -> Counts:
        """Give the n-gram counts of one text of the records *rows*, which must ascend."""
        parts = [
            segment.texts[text].counts(rows[(rows >= start) & (rows < start + len(segment))] - start)
            for start, segment in zip(self.starts, self.segments, strict=False)
        ]
        return stack(parts)

    def top(
        self, text: int, queries: NDArray[np.float32], *, k: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Give the *k* best (scores, rows) by one text's vector for each query; -1 where there are fewer."""
        scores, rows = [], []
        for start, segment in zip(self.starts, self.segments, strict=False):
            mask = None if allowed is None else allowed[start : start + len(segment)]
            found, places = segment.blocks[text].top(queries, k=min(k, len(segment)), allowed=mask)
            scores.append(np.where(places < 0, -np.inf, found))
            rows.append(np.where(places < 0, -1, places + start))
        if len(scores) == 1:
            return scores[0], rows[0]
        all_scores, all_rows = np.concatenate(scores, axis=1), np.concatenate(rows, axis=1)
        order = np.argsort(-all_scores, axis=1, kind="stable")[:, :k]
        return np.take_along_axis(all_scores, order, axis=1), np.take_along_axis(all_rows, order, axis=1)

    def scores(
        self, text: int, queries: NDArray[np.float32], rows: NDArray[np.intp] | None = None
    ) -> NDArray[np.float32]:
        """Score *rows*, which must ascend (None = all), by one text's vector: (n_queries, n_rows), single precision."""
        parts = [np.zeros((len(queries), 0), dtype=np.float32)]
        for start, segment in zip(self.starts, self.segments, strict=False):
            own = None if rows is None else rows[(rows >= start) & (rows < start + len(segment))] - start
            parts.append(segment.blocks[text].scores(queries, own))
        return np.concatenate(parts, axis=1)

    def rows_of(self, ids: Iterable[str]) -> NDArray[np.intp]:
        """Give the ascending rows of those of *ids* that are alive."""
        found = (self.find(id_) for id_ in ids)
        return np.array(sorted(row for row in found if row is not None), dtype=np.intp)

    def without_dead(self) -> Side[C, T]:
        """Give the side with the rows of living records only."""
        if self.alive.all():
            return self
        parts = [
            (segment if alive.all() else _merged([segment], [alive]))
            for segment, alive in zip(self.segments, self.alive_by_segment, strict=True)
            if alive.any()
        ]
        return Side(parts, [np.ones(len(one), dtype=np.bool_) for one in parts], self.empty)

    def changed(self, added: Segment[C, T] | None, removed: NDArray[np.intp]) -> Side[C, T]:
        """Give the side after a change: the rows *removed* are dead, *added* is alive."""
        alive = self.alive.copy()
        alive[removed] = False
        masks = [alive[a:b] for a, b in zip(self.starts[:-1], self.starts[1:], strict=True)]
        segments = list(self.segments)
        if added is not None and len(added):
            segments.append(added)
            masks.append(np.ones(len(added), dtype=np.bool_))
        return Side(*_settled(segments, masks), self.empty)


def _settled(
    segments: list[Segment[C, T]], masks: list[NDArray[np.bool_]]
) -> tuple[list[Segment[C, T]], list[NDArray[np.bool_]]]:
    """Rewrite segments with many dead rows, and merge small ones, so that there are few and each is mostly alive."""
    kept: list[Segment[C, T]] = []
    alive: list[NDArray[np.bool_]] = []
    for segment, mask in zip(segments, masks, strict=True):
        if not mask.any():
            continue
        group, group_masks = [segment], [mask]
        while kept and int(alive[-1].sum()) < GROWTH * sum(int(m.sum()) for m in group_masks):
            group.insert(0, kept.pop())
            group_masks.insert(0, alive.pop())
        n_dead = sum(int((~m).sum()) for m in group_masks)
        if len(group) > 1 or n_dead > REWRITE_SHARE * sum(map(len, group)):
            group = [_merged(group, group_masks)]
            group_masks = [np.ones(len(group[0]), dtype=np.bool_)]
        kept += group
        alive += group_masks
    return kept, alive


def _merged(group: list[Segment[C, T]], masks: list[NDArray[np.bool_]]) -> Segment[C, T]:
    rows = [np.flatnonzero(mask) for mask in masks]
    ids = [segment.ids[row] for segment, kept in zip(group, rows, strict=True) for row in kept]
    columns = type(group[0].columns).joined([s.columns.take(kept) for s, kept in zip(group, rows, strict=True)])

    def vectors(text: int) -> NDArray[np.float16]:
        return np.concatenate([s.blocks[text].vectors[kept] for s, kept in zip(group, rows, strict=True)])

    def texts(text: int) -> Any:
        counts = [s.texts[text].counts(kept) for s, kept in zip(group, rows, strict=True)]
        return type(group[0].texts[text]).of(stack(counts))

    return Segment.of(ids, columns, (vectors(0), vectors(1)), (texts(0), texts(1)))
