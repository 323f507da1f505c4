"""The product, and each of its methods alone, run over a suite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from api.evaluating.texts import EncodedTexts
from data.reference.majors import load_majors
from data.suites import Suite
from matcher.engine import Matcher
from matcher.majors import Fit, admits
from matcher.ranking import WEIGHTS
from matcher.records import Candidate, PostFilter, Scored
from matcher.text import candidate_texts, clean, post_texts
from matcher.titles import liken

MAIN = "matcher"
"""The product's own ranking, among the methods that it is compared with."""

Rankings = dict[str, list[str]]
"""Query → ids, best first."""

ON = date(2024, 7, 1)
"""Any day: the adverts of suites bear no dates, and programme eligibility, which asks for one, plays no part."""

BY_WORDS = frozenset(part.code for part in WEIGHTS.parts if part.by == "words")
BY_MEANING = frozenset(part.code for part in WEIGHTS.parts if part.by == "meaning")


def rank_adverts(suite: Suite, texts: EncodedTexts) -> dict[str, Rankings]:
    """
    Rank the posts for each candidate as the product does, and by parts of the same score.

    Posts that a requirement blocks are not in the product's ranking. ``fused`` is its likeness in meaning and words
    without any rule; ``lexical`` and ``dense`` are the parts of that likeness alone.
    """
    matcher, vectors = _indexed(suite, texts)
    rankings: dict[str, Rankings] = {method: {} for method in (MAIN, "fused", "lexical", "dense")}
    for candidate, own in zip(suite.candidates, vectors, strict=True):
        pairs = matcher.rank_posts(candidate, own, on=ON, limit=len(suite.posts), where=PostFilter(blocked=True))
        rankings[MAIN][candidate.id] = [pair.post_id for pair in pairs if not pair.blocked]
        rankings["fused"][candidate.id] = _by_parts(pairs, BY_WORDS | BY_MEANING)
        rankings["lexical"][candidate.id] = _by_parts(pairs, BY_WORDS)
        rankings["dense"][candidate.id] = _by_parts(pairs, BY_MEANING)
    return rankings


def compare_titles(suite: Suite, texts: EncodedTexts) -> dict[str, Rankings]:
    """
    Rank titles for each title by likeness, with what is said about them where the suite says it.

    A title that is looked for may stand among the documents; it is ranked like any other.
    """
    wanted = [clean(candidate.wish) for candidate in suite.candidates]
    fields = [[clean(post.title) for post in suite.posts]]
    if any(post.description for post in suite.posts):
        fields.append([f"{clean(post.title)} {clean(post.description)}" for post in suite.posts])
    encoded, queries = texts.encode(posts=[text for field in fields for text in field], candidates=wanted)
    of_fields = np.split(encoded, len(fields))
    found = [liken(wanted, field, query_vectors=queries, vectors=v) for field, v in zip(fields, of_fields, strict=True)]
    return {
        MAIN: _best_first(suite, np.sum([likeness.fused for likeness in found], axis=0)),
        "lexical": _best_first(suite, np.sum([likeness.words for likeness in found], axis=0)),
        "dense": _best_first(suite, np.sum([likeness.meaning for likeness in found], axis=0)),
    }


def admit_majors(suite: Suite) -> dict[str, set[str]]:
    """Give for each major the posts whose requirement admits it."""
    posts_of: dict[str, list[str]] = {}
    for post in suite.posts:
        posts_of.setdefault("；".join(post.majors), []).append(post.id)
    return {
        candidate.id: {id_ for asked, ids in posts_of.items() if _admits(asked, candidate) for id_ in ids}
        for candidate in suite.candidates
    }


def _admits(asked: str, candidate: Candidate) -> bool:
    return admits(load_majors(), asked, education=candidate.education, major=candidate.major).fit is Fit.MET


def _indexed(suite: Suite, texts: EncodedTexts) -> tuple[Matcher, NDArray[np.float32]]:
    """Give a matcher over the posts, and the candidates' vectors (n, 2, dimension)."""
    of_posts = [text for post in suite.posts for text in post_texts(post)]
    of_candidates = [text for candidate in suite.candidates for text in candidate_texts(candidate)]
    posts, candidates = texts.encode(posts=of_posts, candidates=of_candidates)
    dimension = posts.shape[1]
    matcher = Matcher(dimension=dimension, catalogue=load_majors())
    pairs = posts.reshape(-1, 2, dimension)
    matcher.update(posts=list(zip(suite.posts, pairs, strict=True)), sequence=1)
    return matcher, candidates.reshape(-1, 2, dimension)


def _by_parts(pairs: Sequence[Scored], codes: frozenset[str]) -> list[str]:
    def likeness(pair: Scored) -> float:
        return sum(finding.contribution for finding in pair.findings if finding.code in codes)

    return _sorted({pair.post_id: likeness(pair) for pair in pairs})


def _best_first(suite: Suite, scores: NDArray[np.float64]) -> Rankings:
    ids = [post.id for post in suite.posts]
    rows = zip(suite.candidates, scores.tolist(), strict=True)
    return {candidate.id: _sorted(dict(zip(ids, row, strict=True))) for candidate, row in rows}


def _sorted(scores: dict[str, float]) -> list[str]:
    """Put the highest score first; equal ones in the order of ids, as the product does."""
    return sorted(scores, key=lambda id_: (-scores[id_], id_))
