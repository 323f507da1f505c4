"""How far posts answer the works that a person wishes for: by the words of each work, and by families of work."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.columns import MOST_PAIRS, NO_TERM, CandidateColumns, PostColumns
from matcher.engine.sides import Side
from matcher.lexical import Counts, Postings
from matcher.occupations import Occupations

FAMILY_SHARE = 0.8
"""A post of the very family that is wished for answers so far; the words of the wish themselves can say more."""

LEAST_COVER = 0.2
"""A post of other families of work that holds less than this of every work wished for is other work."""

Array = NDArray[np.float64]


def cover_all(posts: Side[PostColumns, Postings], text: int, works: NDArray[np.int32], idf: Array) -> Array:
    """
    Give for every post the largest share of one work's words that it holds, weighed by how rare they are.

    Args:
        posts: all posts, dead ones too.
        text: which of their texts.
        works: (MOST_WORKS * MOST_PAIRS,) terms of one candidate's works.
        idf: (N_TERMS,) of that text.

    Returns:
        (n posts,) 0..1; 0 where nothing is wished for.
    """
    told = works.reshape(-1, MOST_PAIRS)
    told = told[(told != NO_TERM).any(axis=1)]
    if not len(told):
        return np.zeros(len(posts.alive))
    terms, shares = _shares(told.reshape(1, -1), idf, n_texts=posts.n_alive)
    covered = [segment.texts[text].shares(terms, shares[0]).max(axis=0, initial=0.0) for segment in posts.segments]
    return np.concatenate([np.zeros(0), *covered])


def cover_pairs(works: NDArray[np.int32], post: Counts, idf: Array, *, n_posts: int) -> Array:
    """Give the same for the *works* (n, MOST_WORKS * MOST_PAIRS) of n candidates and one *post*: (n,)."""
    terms, shares = _shares(works, idf, n_texts=n_posts)
    held = np.isin(terms, post.indices).astype(np.float64)
    found: Array = (shares @ held).max(axis=1, initial=0.0)
    return found


def _shares(works: NDArray[np.int32], idf: Array, *, n_texts: int) -> tuple[NDArray[np.int32], Array]:
    """Give the distinct terms, and what share of each work each of them is: (n, n works, n terms)."""
    terms, places = np.unique(works, return_inverse=True)
    weights = np.where(idf[terms] > 0, idf[terms], np.log1p(n_texts))
    weights[terms == NO_TERM] = 0.0
    n, width = works.shape
    by_work = places.reshape(n, width // MOST_PAIRS, MOST_PAIRS)
    shares = np.zeros((n, width // MOST_PAIRS, len(terms)))
    np.put_along_axis(shares, by_work, weights[by_work], axis=2)
    total = shares.sum(axis=2, keepdims=True)
    return terms.astype(np.int32), np.divide(shares, total, out=shares, where=total > 0)


def relations(occupations: Occupations, candidates: CandidateColumns, posts: PostColumns) -> Array:
    """Say how near the families wished for and offered are (NaN = unknown); one side has one record."""
    if len(candidates) == 1:
        return occupations.relations(candidates.families[0], posts.families)
    return occupations.relations(posts.families[0], candidates.families)


def answers(relation: Array, cover: Array) -> Array:
    """Say how far posts answer a wish, 0..1: by families of work or by words, whichever says more."""
    far: Array = np.maximum(FAMILY_SHARE * np.nan_to_num(relation), cover)
    return far


def other_work(relation: Array, cover: Array) -> Array:
    """Give -1 where a post is plainly other work than what is wished for, else 0."""
    found: Array = np.where((relation == 0) & (cover < LEAST_COVER), -1.0, 0.0)
    return found
