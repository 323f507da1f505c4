"""How alike titles are: in words, in meaning, in the work that they name, and in how often a work was met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.titles.examples import Examples
from matcher.titles.meaning import Meaning, Vectors
from matcher.titles.words import Words

WORDS_SHARE, MEANING_SHARE, WORK_SHARE, COMMON_SHARE = 0.4, 1.0, 0.1, 0.06
"""
What each likeness weighs.

Chosen on the judged suites of titles and occupations, where words between .2 and .5, work between .05 and .15 and
common works between .04 and .08 give nearly the same.
"""

UNKNOWN_WORK = 0.1
"""Titles of which the table of occupations knows one or none: a little likelier alike than other works."""

Scores = NDArray[np.float64]
"""(n sought, n listed); higher is more alike."""


@dataclass(frozen=True, slots=True)
class Titles:
    """Titles as ``plain_title`` gives them, with the encoder's vectors (n, dimension) of unit length."""

    texts: Sequence[str]
    vectors: Vectors


@dataclass(frozen=True, slots=True, eq=False)
class TitleSense:
    """What was learnt about titles."""

    words: Words
    meaning: Meaning
    examples: Examples

    @property
    def without_examples(self) -> TitleSense:
        """Give the same, as where nobody ever coded a title to what is listed."""
        return replace(self, examples=Examples.none(dimension=self.examples.meaning.shape[1]))

    def with_other_encoder(self, listed: Vectors) -> TitleSense:
        """Give what of it holds for vectors of another encoder: the words, and no example, for its meaning is lost."""
        return TitleSense(self.words, Meaning.untaught(listed), Examples.none(dimension=listed.shape[1]))


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """How alike each title that is sought and each that is listed are."""

    words: Scores  # cosine, 0..1
    meaning: Scores  # cosine, -1..1
    work: Scores  # 0..1
    common: Scores  # logarithm of the examples met, 0 or more; the same for all that are sought

    @property
    def fused(self) -> Scores:
        """All together."""
        return (
            WORDS_SHARE * self.words
            + MEANING_SHARE * self.meaning
            + WORK_SHARE * self.work
            + COMMON_SHARE * self.common
        )


def liken(sense: TitleSense, sought: Titles, listed: Titles, *, relations: Scores) -> Likeness:
    """
    Compare every title of *sought* with every one of *listed*.

    Examples count where the list is the one that they were coded to; else the few titles that another list shares
    with it would stand out among their like. But for that, a pair's likeness depends on these two titles alone.

    Args:
        relations: (n sought, n listed) of their works by the table of occupations, 0..1; NaN = unknown.
    """
    examples = sense.examples if sense.examples.belong_to(listed.texts) else sense.without_examples.examples
    words = examples.beside_words(listed.texts, sense.words.of_titles(listed.texts))
    meaning = examples.beside_meaning(listed.texts, sense.meaning.of_listed(listed.vectors))
    common = np.log1p(examples.counts_of(listed.texts))
    return Likeness(
        words=np.asarray((sense.words.of_titles(sought.texts) @ words.T).toarray()),
        meaning=sense.meaning.of_sought(sought.vectors) @ meaning.T,
        work=np.nan_to_num(relations, nan=UNKNOWN_WORK),
        common=np.broadcast_to(common, relations.shape),
    )
