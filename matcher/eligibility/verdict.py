"""What is found of a person under the programme: verdict, the two ways in, each check with its reason and clause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from matcher.errors import Phrase
from matcher.records import Status


class Verdict(StrEnum):
    """Whether a person is eligible under the programme."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNKNOWN = "unknown"  # something has to be asked for first


class WayIn(StrEnum):
    """As what a person is eligible; one of the ways is enough."""

    GRADUATE = "graduate"  # 离校未满年限的高校、职业院校毕业生
    YOUTH = "youth"  # 处于失业状态的青年


@dataclass(frozen=True, slots=True)
class Answer:
    """How a person stands to one requirement, and why."""

    status: Status
    reason: Phrase


@dataclass(frozen=True, slots=True)
class Check:
    """One requirement of a way in, and how the person stands to it."""

    code: str
    status: Status
    reason: Phrase
    clause: str | None  # None = practice, which the text does not state
    field: str | None  # of the candidate, to be asked for where it is unknown; None = of the rule itself


@dataclass(frozen=True, slots=True)
class Way:
    """One way in: met where all its checks are, not met where one is not, else unknown."""

    way: WayIn
    status: Status
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The verdict on a person under an edition as of a day."""

    candidate_id: str
    edition: str
    as_of: date
    verdict: Verdict
    until: date | None  # the last day of this verdict if nothing but time changes; None = without an end
    then: Verdict | None  # the verdict from the day after; None where there is no end
    ways: tuple[Way, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Name the fields to ask for, where they would decide."""
        if self.verdict is not Verdict.UNKNOWN:
            return ()
        open_checks = (check for way in self.ways if way.status is Status.UNKNOWN for check in way.checks)
        fields = (check.field for check in open_checks if check.status is Status.UNKNOWN)
        return tuple(dict.fromkeys(field for field in fields if field is not None))

    @property
    def opens_on(self) -> date | None:
        """Give the first day on which a person who is not eligible may be; None where time alone opens nothing."""
        if self.verdict is not Verdict.NOT_ELIGIBLE or self.until is None:
            return None
        return self.until + timedelta(days=1)
