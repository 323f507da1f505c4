"""Which posts admit each major of a suite, by the query's code and by its name."""

from __future__ import annotations

from dataclasses import replace

from api.evaluating.runs import MAIN
from data.reference.majors import load_majors
from data.suites import Suite
from matcher.evaluation import answered
from matcher.majors import Fit, Numbering, admits, schooling
from matcher.records import Candidate

BY_NAME = "by_name"
"""The name of a query alone, where the product goes by its code."""

Admitted = dict[str, set[str]]
"""Query → ids of the posts that admit it."""


def admit_majors(suite: Suite) -> dict[str, Admitted]:
    """
    Give for each major the posts whose requirement admits it.

    Where the queries are codes of a numbering, a person is one who wrote that code for a major; the name that stands
    beside it is then measured too, under ``by_name``.
    """
    if suite.numbering is None:
        return {MAIN: _admitted(suite, suite.candidates)}
    coded = tuple(_coded(candidate, suite.numbering) for candidate in suite.candidates)
    return {MAIN: _admitted(suite, coded), BY_NAME: _admitted(suite, suite.candidates)}


def n_disagreeing(suite: Suite) -> int | None:
    """
    Count the queries whose code and name speak of different majors; None where the queries are no codes.

    A code that leads to a class only agrees with every major of that class. Queries without a relevant document do not
    count, as they are not measured.
    """
    if suite.numbering is None:
        return None
    measured = set(answered(suite.judged, least=suite.least_relevant))
    return sum(not _agree(c, _coded(c, suite.numbering)) for c in suite.candidates if c.id in measured)


def _coded(candidate: Candidate, numbering: Numbering) -> Candidate:
    return replace(candidate, major=numbering.write(candidate.id, candidate.education))


def _agree(named: Candidate, coded: Candidate) -> bool:
    by_name, by_code = (schooling(load_majors(), c.major or "", c.education) for c in (named, coded))
    return not by_code.codes.isdisjoint(by_name.wide)


def _admitted(suite: Suite, candidates: tuple[Candidate, ...]) -> Admitted:
    posts_of: dict[str, list[str]] = {}
    for post in suite.posts:
        posts_of.setdefault("；".join(post.majors), []).append(post.id)
    return {
        candidate.id: {id_ for asked, ids in posts_of.items() if _admits(asked, candidate) for id_ in ids}
        for candidate in candidates
    }


def _admits(asked: str, candidate: Candidate) -> bool:
    return admits(load_majors(), asked, education=candidate.education, major=candidate.major).fit is Fit.MET
