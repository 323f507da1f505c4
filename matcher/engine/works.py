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
    terms, shares = _shares(told, idf, n_texts=posts.n_alive)
    covered = [segment.texts[text].shares(terms, shares).max(axis=0, initial=0.0) for segment in posts.segments]
    return np.concatenate([np.zeros(0), *covered])


def cover_pairs(works: NDArray[np.int32], post: Counts, idf: Array, *, n_posts: int) -> Array:
    """Give the same for the *works* (n, MOST_WORKS * MOST_PAIRS) of n candidates and one *post*: (n,)."""
    by_work = works.reshape(len(works), -1, MOST_PAIRS)
    weights = _weights(by_work, idf, n_texts=n_posts)
    held = np.zeros(len(idf), dtype=np.bool_)
    held[post.indices] = True
    total, covered = weights.sum(axis=2), np.where(held[by_work], weights, 0.0).sum(axis=2)
    found: Array = np.divide(covered, total, out=covered, where=total > 0).max(axis=1, initial=0.0)
    return found


def _shares(told: NDArray[np.int32], idf: Array, *, n_texts: int) -> tuple[NDArray[np.int32], Array]:
    """Give the distinct terms of one candidate's works, and what share of each work each is: (n works, n terms)."""
    terms, places = np.unique(told, return_inverse=True)
    shares = np.zeros((len(told), len(terms)))
    np.put_along_axis(shares, places.reshape(told.shape), _weights(told, idf, n_texts=n_texts), axis=1)
    total = shares.sum(axis=1, keepdims=True)
    return terms.astype(np.int32), np.divide(shares, total, out=shares, where=total > 0)


def _weights(terms: NDArray[np.int32], idf: Array, *, n_texts: int) -> Array:
    """Say how rare terms are; one that no post holds is as rare as can be, and none weighs nothing."""
    weights = np.where(idf[terms] > 0, idf[terms], np.log1p(n_texts))
    weights[terms == NO_TERM] = 0.0
    return weights


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
