"""A snapshot as named arrays, and back."""

from __future__ import annotations

import json
import zlib
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.columns import CandidateColumns, Columns, Districts, PostColumns
from matcher.engine.queries import Known
from matcher.engine.sides import Segment, Side
from matcher.engine.snapshot import Snapshot
from matcher.errors import Conflict
from matcher.lexical import N_TERMS, Listing, Postings
from matcher.majors import Catalogue, Majors
from matcher.occupations import Occupations
from matcher.ranking import Moments
from matcher.text import EDITION

_NAMES = [f.name for kind in (PostColumns, CandidateColumns) for f in fields(kind)]
LAYOUT = zlib.crc32(repr((1, EDITION, _NAMES)).encode())
"""Changes whenever arrays change their meaning: a snapshot of another layout is refused, and rebuilt from the store."""

State = dict[str, NDArray[Any]]


def to_state(snapshot: Snapshot) -> State:
    """Name all arrays of *snapshot*."""
    state: State = {
        "layout": np.array(LAYOUT),
        "sequence": np.array(snapshot.sequence, dtype=np.int64),
        "districts": np.array(snapshot.known.districts.names, dtype=np.str_),
        "majors": _packed([snapshot.known.majors.requirements, snapshot.known.majors.schoolings]),
        "occupations": _packed(snapshot.known.occupations.edition),
    }
    for text, moments in enumerate(snapshot.moments):
        state |= {f"moments/{text}/{name}": np.asarray(getattr(moments, name)) for name in ("n", "first", "second")}
    sides: dict[str, Side[Any, Any]] = {"posts": snapshot.posts, "candidates": snapshot.candidates}
    for name, side in sides.items():
        state[f"{name}/segments"] = np.array(len(side.segments))
        for i, (segment, alive) in enumerate(zip(side.segments, side.alive_by_segment, strict=True)):
            state |= {f"{name}/{i}/{key}": array for key, array in _segment(segment).items()}
            state[f"{name}/{i}/alive"] = alive
    return state


def from_state(state: State, catalogue: Catalogue, occupations: Occupations) -> Snapshot:
    """
    Bring back the snapshot.

    Raises:
        Conflict: the arrays are of another layout, or the bits of another edition of the table of occupations.
    """
    if int(state["layout"]) != LAYOUT or json.loads(state["occupations"].tobytes()) != occupations.edition:
        raise Conflict("the saved index is of another edition of this program: rebuild it")
    moments = [
        Moments(int(state[f"moments/{t}/n"]), state[f"moments/{t}/first"], state[f"moments/{t}/second"]) for t in (0, 1)
    ]
    districts = Districts(tuple(state["districts"].tolist()))
    requirements, schoolings = json.loads(state["majors"].tobytes())
    majors = Majors.of(catalogue, requirements, [(major, level) for major, level in schoolings])
    return Snapshot(
        sequence=int(state["sequence"]),
        known=Known(districts, majors, occupations),
        posts=_side(state, "posts", PostColumns.of([], districts, occupations=occupations), Postings),
        candidates=_side(state, "candidates", CandidateColumns.of([], districts, occupations=occupations), Listing),
        moments=(moments[0], moments[1]),
    )


def _packed(value: object) -> NDArray[np.uint8]:
    """Write *value* as bytes: an array of texts is as wide as the longest of them."""
    return np.frombuffer(json.dumps(value).encode(), dtype=np.uint8)


def _segment(segment: Segment[Any, Any]) -> State:
    state: State = {"ids": np.array(segment.ids, dtype=np.str_)}
    state |= {f"columns/{name}": array for name, array in segment.columns.arrays().items()}
    for text in (0, 1):
        state[f"vectors/{text}"] = segment.blocks[text].vectors
        state |= {f"texts/{text}/{name}": array for name, array in _text(segment.texts[text]).items()}
    return state


def _text(text: Postings | Listing) -> State:
    if isinstance(text, Postings):
        return {"terms": text.terms, **_sparse(text.by_term)}
    return _sparse(text.by_text)


def _sparse(matrix: sparse.csr_matrix) -> State:
    return {"counts": matrix.data, "indices": matrix.indices, "starts": matrix.indptr}


def _side(state: State, name: str, empty: Any, kind: type[Postings] | type[Listing]) -> Any:
    segments, alive = [], []
    for i in range(int(state[f"{name}/segments"])):
        own = {key.removeprefix(f"{name}/{i}/"): a for key, a in state.items() if key.startswith(f"{name}/{i}/")}
        columns: Columns = type(empty)(**{f: own[f"columns/{f}"] for f in empty.arrays()})
        texts = (_restored(own, 0, kind), _restored(own, 1, kind))
        vectors = (own["vectors/0"], own["vectors/1"])
        segments.append(Segment.of(own["ids"].tolist(), columns, vectors, texts))
        alive.append(own["alive"])
    return Side(segments, alive, empty)


def _restored(own: State, text: int, kind: type[Postings] | type[Listing]) -> Any:
    parts = (own[f"texts/{text}/counts"], own[f"texts/{text}/indices"], own[f"texts/{text}/starts"])
    if kind is Postings:
        terms = own[f"texts/{text}/terms"]
        return Postings(terms, sparse.csr_matrix(parts, shape=(len(terms), len(own["ids"]))))
    return Listing(sparse.csr_matrix(parts, shape=(len(own["ids"]), N_TERMS)))
