"""What is compared of one record that need not be indexed: columns, vectors and n-gram counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.columns import NO_TERM, CandidateColumns, Districts, PostColumns
from matcher.errors import BadInput
from matcher.index import halve
from matcher.lexical import Counts, count_ngrams
from matcher.majors import Majors
from matcher.occupations import Occupations
from matcher.records import Candidate, Post
from matcher.text import candidate_texts, post_texts


@dataclass(frozen=True, slots=True)
class Known:
    """What numbers the columns: districts and majors met so far, and the table of occupations."""

    districts: Districts
    majors: Majors
    occupations: Occupations

    def extended(self, posts: Sequence[Post] = (), candidates: Sequence[Candidate] = ()) -> Known:
        """Add what is new in *posts* and *candidates*."""
        named = chain.from_iterable((post.district, post.zone) for post in posts)
        lived = chain.from_iterable((who.home_district, *who.districts) for who in candidates)
        districts = self.districts.extended(chain(named, lived))
        return replace(self, districts=districts, majors=self.majors.extended(posts, candidates))


@dataclass(frozen=True, slots=True)
class CandidateQuery:
    """A candidate that looks for posts; index 0 is the wish, 1 the profile."""

    id: str
    columns: CandidateColumns  # one record
    vectors: NDArray[np.float64]  # (2, dimension)
    counts: tuple[Counts, Counts]
    majors: Majors  # that numbered the columns

    @classmethod
    def of(cls, candidate: Candidate, vectors: NDArray[Any], known: Known) -> CandidateQuery:
        """Prepare *candidate*."""
        counts = count_ngrams(candidate_texts(candidate))
        columns = CandidateColumns.of([candidate], known.districts, known.majors, known.occupations)
        return cls(candidate.id, columns, halved(vectors), (counts[:1], counts[1:]), known.majors)

    @property
    def wishes(self) -> bool:
        """Tell whether the person wishes for any work by name."""
        return bool((self.columns.works != NO_TERM).any())

    def told(self, text: int) -> bool:
        """Tell whether there is anything in that text."""
        return bool(self.counts[text].nnz)


@dataclass(frozen=True, slots=True)
class PostQuery:
    """A post that looks for candidates; index 0 is the title, 1 the body."""

    id: str
    columns: PostColumns  # one record
    vectors: NDArray[np.float64]
    counts: tuple[Counts, Counts]
    majors: Majors

    @classmethod
    def of(cls, post: Post, vectors: NDArray[Any], known: Known) -> PostQuery:
        """Prepare *post*."""
        counts = count_ngrams(post_texts(post))
        columns = PostColumns.of([post], known.districts, known.majors, known.occupations)
        return cls(post.id, columns, halved(vectors), (counts[:1], counts[1:]), known.majors)


def halved(vectors: NDArray[Any]) -> NDArray[np.float64]:
    """Round to the precision of the index, in wide numbers to compute with."""
    return halve(vectors).astype(np.float64)


def checked(vectors: NDArray[Any], *, dimension: int) -> NDArray[Any]:
    """Refuse vectors that are not two finite ones of *dimension*."""
    if vectors.shape != (2, dimension) or not np.isfinite(vectors).all():
        raise BadInput(
            "vectors must be two finite ones of {dimension} numbers, not {shape}",
            dimension=dimension,
            shape=str(vectors.shape),
        )
    return vectors
