"""What of a person the programme asks about, read once for every day on which it is judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from matcher.editions import Edition
from matcher.eligibility.schooling import Graduation, read_graduation
from matcher.eligibility.verdict import Answer
from matcher.errors import Phrase
from matcher.months import add_years
from matcher.records import Candidate, EmploymentStatus, Status

STUDIES = Answer(Status.NOT_MET, Phrase("is still at school or goes on studying"))
NOT_TOLD = Answer(Status.UNKNOWN, Phrase("whether the person works is not told"))
FLEXIBLE = {
    True: Answer(Status.MET, Phrase("works flexibly, which these rules take for unemployed")),
    False: Answer(Status.NOT_MET, Phrase("works flexibly, which these rules do not take for unemployed")),
}


@dataclass(frozen=True, slots=True)
class Applicant:
    """A candidate under an edition."""

    candidate: Candidate
    edition: Edition
    graduation: Graduation
    window_ends_on: date | None  # the anniversary of leaving school, itself included
    old_enough_on: date | None  # a birthday
    too_old_on: date | None  # a birthday

    @classmethod
    def of(cls, candidate: Candidate, edition: Edition) -> Applicant:
        """Read what is asked about."""
        left_on, birth_on, young = candidate.graduated_on, candidate.birth_on, edition.youth
        return cls(
            candidate,
            edition,
            read_graduation(candidate, edition.graduates),
            None if left_on is None else add_years(left_on, edition.graduates.window_years),
            None if birth_on is None else add_years(birth_on, young.age_min),
            None if birth_on is None else add_years(birth_on, young.age_max + 1),
        )

    @property
    def at_school(self) -> bool:
        """Tell whether the record has the person at school; it may be older than the day that is judged."""
        if self.graduation is Graduation.UNKNOWN:
            return self.candidate.employment_status is EmploymentStatus.STUDYING
        return self.graduation is Graduation.STUDYING

    def was_to_leave(self, on: date) -> bool:
        """Tell whether the day of leaving school has come."""
        return self.candidate.graduated_on is not None and self.candidate.graduated_on <= on


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement: its code, the field that it is read from, and how it is judged; None = not asked for."""

    code: str
    field: str | None
    judge: Callable[[Applicant, date], Answer | None]
    stated: bool = True  # by the text; else it is practice


@lru_cache(maxsize=4096)
def stale(left_on: date | None) -> Answer:
    """Answer that a record has been overtaken by the day of leaving school."""
    reason = Phrase.of("is at school by the record, but was to leave on {day}: ask anew", day=left_on)
    return Answer(Status.UNKNOWN, reason)


def studying(applicant: Applicant, on: date) -> Answer | None:
    """Answer for those who study, where the record still holds; None = does not study by what the person does."""
    if applicant.candidate.employment_status is not EmploymentStatus.STUDYING:
        return None
    return stale(applicant.candidate.graduated_on) if applicant.at_school and applicant.was_to_leave(on) else STUDIES
