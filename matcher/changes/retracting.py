"""Take back what a person wrote: the fewest words of the free texts that go, so that something no longer stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from matcher.records import Candidate
from matcher.text.clauses import clauses, is_refusal
from matcher.text.cleaning import clean
from matcher.wishes import Stated, read_stated
from matcher.work import WORK_CLASSES

TEXTS = ("wish", "needs")
"""The fields in which people write what they refuse and insist on."""

MOST_NEIGHBOURS = 3
"""A reading spans no more clauses than this."""

Stands = Callable[[Stated], bool]


def taken_back(candidate: Candidate, stands: Stands) -> Candidate:
    """
    Leave out the fewest clauses after which *stands* is no longer true of what the candidate wrote.

    Clauses that say it by themselves go first; then neighbours that say it together; where nothing helps, both texts.
    """
    left = _without_speakers(candidate, stands)
    if not stands(read_stated(left)):
        return left
    cuts = (cut for n in range(1, MOST_NEIGHBOURS + 1) for cut in _cuts(left, n))
    silent = next((cut for cut in cuts if not stands(read_stated(cut))), None)
    return silent or replace(candidate, wish=None, needs=None)


def work_taken_back(candidate: Candidate, bits: int) -> Candidate:
    """Leave out of the refusals the words for the kinds of work *bits*; other work in the same clause stays refused."""
    spoken = [kind.spoken for i, kind in enumerate(WORK_CLASSES) if bits >> i & 1]

    def without(clause: str) -> str:
        for words in spoken if is_refusal(clause) else ():
            clause = words.sub("", clause)
        return clause

    left = candidate
    for field in TEXTS:
        left = _with_text(left, field, [without(clause) for clause in clauses(clean(getattr(left, field)))])
    return taken_back(left, lambda stated: bool(stated.refused_work & bits))


def _without_speakers(candidate: Candidate, stands: Stands) -> Candidate:
    """Leave out every clause that says it by itself."""
    bare = replace(candidate, wish=None, needs=None)
    for field in TEXTS:
        kept = [
            clause
            for clause in clauses(clean(getattr(candidate, field)))
            if not stands(read_stated(_with_text(bare, field, [clause])))
        ]
        candidate = _with_text(candidate, field, kept)
    return candidate


def _cuts(candidate: Candidate, n: int) -> Iterator[Candidate]:
    """Leave out *n* neighbouring clauses, each in turn."""
    for field in TEXTS:
        parts = clauses(clean(getattr(candidate, field)))
        for start in range(len(parts) - n + 1):
            yield _with_text(candidate, field, parts[:start] + parts[start + n :])


def _with_text(candidate: Candidate, field: str, parts: list[str]) -> Candidate:
    """Write *parts* as the text of *field*; a text that holds them already stays as the person wrote it."""
    if parts == clauses(clean(getattr(candidate, field))):
        return candidate
    text = "，".join(filter(None, parts)) or None
    return replace(candidate, wish=text) if field == "wish" else replace(candidate, needs=text)
