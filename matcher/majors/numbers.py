"""Requirements and schoolings met so far as numbers, and the verdicts between them, each found once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.majors.catalogue import Catalogue
from matcher.majors.codes import MET, code_of, codes_of
from matcher.majors.proposing import proposals
from matcher.majors.prose import majors_asked
from matcher.majors.reading import read_requirement
from matcher.majors.verdict import Fit, Schooled, Verdict, judge, schooling
from matcher.records import Candidate, Education, Post
from matcher.text import clean

NOT_ASKED = -1
"""The number of the requirement of a post that asks for no major."""

UNTOLD = -1
"""The number of the schooling of a person whose major is not known."""

KEPT = 8192
"""Rows, and columns, of verdicts kept at a time."""

K = TypeVar("K")

Schooling = tuple[str, int]
"""A major as written and the level of education, -1 where unknown."""


def requirement_of(post: Post) -> str:
    """Give the requirement of a post as one text: its field, else what its description says; "" = none is asked for."""
    return "；".join(post.majors) or majors_asked(clean(post.description))


def schooling_of(candidate: Candidate) -> Schooling | None:
    """Give what is compared of a person; None where no major is known."""
    if candidate.major is None or not candidate.major.strip():
        return None
    return candidate.major, -1 if candidate.education is None else int(candidate.education)


@dataclass(frozen=True, slots=True, eq=False)
class Majors:
    """The requirements and schoolings met so far, numbered in the order of their arrival; made by ``extended``."""

    catalogue: Catalogue = field(default_factory=Catalogue)
    requirements: tuple[str, ...] = ()
    schoolings: tuple[Schooling, ...] = ()
    _requirement_numbers: dict[str, int] = field(default_factory=dict)
    _schooling_numbers: dict[Schooling, int] = field(default_factory=dict)
    _rows: dict[Schooling | None, NDArray[np.int8]] = field(default_factory=dict)
    _columns: dict[str, NDArray[np.int8]] = field(default_factory=dict)

    def extended(self, posts: Iterable[Post] = (), candidates: Iterable[Candidate] = ()) -> Majors:
        """Add the requirements and schoolings that are new."""
        asked = dict.fromkeys(filter(None, map(requirement_of, posts)))
        held = dict.fromkeys(filter(None, map(schooling_of, candidates)))
        new_requirements = tuple(text for text in asked if text not in self._requirement_numbers)
        new_schoolings = tuple(own for own in held if own not in self._schooling_numbers)
        if not new_requirements and not new_schoolings:
            return self
        return self._with(self.requirements + new_requirements, self.schoolings + new_schoolings)

    @classmethod
    def of(cls, catalogue: Catalogue, requirements: Sequence[str], schoolings: Sequence[Schooling]) -> Majors:
        """Number *requirements* and *schoolings* in the order given."""
        return cls(catalogue)._with(tuple(requirements), tuple(schoolings))

    def _with(self, requirements: tuple[str, ...], schoolings: tuple[Schooling, ...]) -> Majors:
        return Majors(
            self.catalogue,
            requirements,
            schoolings,
            {text: number for number, text in enumerate(requirements)},
            {own: number for number, own in enumerate(schoolings)},
            self._rows if len(requirements) == len(self.requirements) else {},  # a row runs along the requirements
            self._columns if len(schoolings) == len(self.schoolings) else {},
        )

    def keeping(self, schoolings: NDArray[np.int32]) -> Majors:
        """Let majors that no number of *schoolings* stands for be forgotten; the numbers of the others stay."""
        used = set(np.unique(schoolings).tolist())
        kept = tuple(own if number in used else (f"#{number}", -1) for number, own in enumerate(self.schoolings))
        return self if kept == self.schoolings else Majors.of(self.catalogue, self.requirements, kept)

    def number_of_requirement(self, post: Post) -> int:
        """Give the number of what *post* asks for, or NOT_ASKED."""
        text = requirement_of(post)
        return self._requirement_numbers[text] if text else NOT_ASKED

    def number_of_schooling(self, candidate: Candidate) -> int:
        """Give the number of the major of *candidate*, or UNTOLD."""
        own = schooling_of(candidate)
        return UNTOLD if own is None else self._schooling_numbers[own]

    def verdict(self, requirement: int, schooling: int) -> Verdict:
        """Judge one pair of numbers."""
        if requirement == NOT_ASKED:
            return Verdict(Fit.MET)
        return self._judge(requirement, self._understood(schooling))

    def row(self, schooling: int) -> NDArray[np.int8]:
        """Give the verdict on every requirement for one schooling; the last place stands for NOT_ASKED."""
        own = None if schooling == UNTOLD else self.schoolings[schooling]
        if own not in self._rows:
            _keep(self._rows, own, self._row(self._understood(schooling)))
        return self._rows[own]

    def column(self, requirement: int) -> NDArray[np.int8]:
        """Give the verdict on one requirement for every schooling; the last place stands for UNTOLD."""
        text = "" if requirement == NOT_ASKED else self.requirements[requirement]
        if text not in self._columns:
            numbers = (*range(len(self.schoolings)), UNTOLD)
            _keep(self._columns, text, codes_of(self.verdict(requirement, number) for number in numbers))
        return self._columns[text]

    def judge(self, schoolings: NDArray[np.int32], requirements: NDArray[np.int32]) -> NDArray[np.int8]:
        """Judge aligned pairs; one side may have one number that stands for all."""
        if len(schoolings) == 1 and len(requirements) > 1:
            return self.row(int(schoolings[0]))[requirements]
        if len(requirements) == 1 and len(schoolings) > 1:
            return self.column(int(requirements[0]))[schoolings]
        return codes_of(map(self.verdict, requirements.tolist(), schoolings.tolist()))

    def _row(self, own: Schooled | None) -> NDArray[np.int8]:
        if own is None:
            return codes_of(self._judge(number, own) for number in (*range(len(self.requirements)), NOT_ASKED))
        proposed = proposals(self.catalogue, self.requirements)
        row = np.append(proposed.codes(own), np.int8(MET))
        for number in proposed.of(own):
            row[number] = code_of(self._judge(number, own))
        return row

    def _understood(self, number: int) -> Schooled | None:
        if number == UNTOLD:
            return None
        major, level = self.schoolings[number]
        return schooling(self.catalogue, major, None if level < 0 else Education(level))

    def _judge(self, requirement: int, own: Schooled | None) -> Verdict:
        if requirement == NOT_ASKED:
            return Verdict(Fit.MET)
        return judge(self.catalogue, read_requirement(self.catalogue, self.requirements[requirement]), own)


def _keep(found: dict[K, NDArray[np.int8]], key: K, codes: NDArray[np.int8]) -> None:
    if len(found) >= KEPT:  # majors come over HTTP too: not one of them may stay for ever
        found.clear()
    found[key] = codes
