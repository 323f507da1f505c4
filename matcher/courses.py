"""Training courses for a person, matched like posts: by meaning and by words, each standardised, then place and day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.lexical import Counts, count_ngrams, inverse_frequency, weigh
from matcher.ranking import best_first
from matcher.records import Candidate, Course
from matcher.text import candidate_texts
from matcher.text.cleaning import clean

CONTENT_CHARACTERS = 400
ELSEWHERE = 1.0
"""A course in a district that the person did not name stands as if it fitted a standard deviation less well."""


class Nearness(StrEnum):
    """How the place of a course stands to what a person named."""

    NEAR = "near"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RankedCourse:
    """A course for a person; scores compare within one list only."""

    course: Course
    score: float
    nearness: Nearness


def course_texts(course: Course) -> tuple[str, str]:
    """Give (name text, body text) of *course*; the body is name and content."""
    name = clean(course.name)
    return name, f"{name} {clean(course.content)}".strip()[:CONTENT_CHARACTERS]


def open_courses(courses: Sequence[Course], *, on: date) -> list[Course]:
    """Give the courses that somebody can still join: not begun before a day, as far as is known."""
    return [one for one in courses if one.starts_on is None or one.starts_on >= on]


def rank_courses(
    candidate: Candidate,
    vectors: NDArray[Any],
    courses: Sequence[Course],
    course_vectors: NDArray[Any],
    *,
    limit: int = 20,
) -> list[RankedCourse]:
    """
    Rank courses for a person, the best first; equal ones by id.

    The wish is compared with the name and the profile with the body, by the cosine of their vectors and by that of
    their character n-grams; each of the four is standardised over the courses, so that none outweighs another by its
    spread, and their mean is the score. A person of whom nothing is told gets the courses near first.

    Args:
        candidate: whom they are for.
        vectors: (2, dimension) of the wish and the profile, unit length or 0.
        courses: that can be joined.
        course_vectors: (n, 2, dimension) of their names and bodies, unit length or 0.
        limit: the most to give.
    """
    if not courses:
        return []
    texts = [course_texts(one) for one in courses]
    columns = np.zeros((4, len(courses)))
    for text, asked in enumerate(candidate_texts(candidate)):
        if asked:
            columns[text] = course_vectors[:, text].astype(np.float64) @ vectors[text].astype(np.float64)
            columns[2 + text] = _words(asked, [of[text] for of in texts])
    nearness = [_nearness(candidate, one) for one in courses]
    scores = _standardised(columns).mean(axis=0) - ELSEWHERE * np.array([one is Nearness.ELSEWHERE for one in nearness])
    order = best_first(scores, [one.id for one in courses], limit=limit)
    return [RankedCourse(courses[at], float(scores[at]), nearness[at]) for at in order]


def _words(asked: str, texts: Sequence[str]) -> NDArray[np.float64]:
    """Give the cosine of a text's weighed n-grams with each of *texts*; (n,)."""
    counts = count_ngrams(texts)
    frequencies = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = inverse_frequency(frequencies, n_texts=len(texts))
    products = _unit(counts, idf) @ _unit(count_ngrams([asked]), idf).T
    return np.asarray(products.todense(), dtype=np.float64).ravel()


def _unit(counts: Counts, idf: NDArray[np.float64]) -> sparse.csr_matrix:
    weighed = weigh(counts)
    data = weighed.data * idf[weighed.indices]
    owners = np.repeat(np.arange(weighed.shape[0]), np.diff(weighed.indptr))
    lengths = np.sqrt(np.bincount(owners, weights=np.square(data), minlength=weighed.shape[0]))
    return sparse.csr_matrix(
        (data / np.where(lengths == 0, 1.0, lengths)[owners], weighed.indices, weighed.indptr), shape=weighed.shape
    )


def _standardised(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give each row with mean 0 and deviation 1; a row whose values are all equal says nothing and is 0."""
    spread = columns.std(axis=1, keepdims=True)
    centred = columns - columns.mean(axis=1, keepdims=True)
    scaled: NDArray[np.float64] = np.where(spread > 1e-9, centred / np.where(spread > 1e-9, spread, 1.0), 0.0)
    return scaled


def _nearness(candidate: Candidate, course: Course) -> Nearness:
    if candidate.any_district:
        return Nearness.NEAR
    named = candidate.districts or ((candidate.home_district,) if candidate.home_district else ())
    if course.district is None or not named:
        return Nearness.UNKNOWN
    return Nearness.NEAR if course.district in named else Nearness.ELSEWHERE
