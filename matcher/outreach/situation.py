"""How somebody stands towards outreach: eligibility, what was tried, who has taken the person, what runs already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from matcher.eligibility.programme import Eligibility, Verdict
from matcher.needs import read_needs
from matcher.outreach.policy import Policy
from matcher.records import Attempt, Candidate, Caseload, Channel, Claimed, ContactResult, EmploymentStatus, Status
from matcher.workdays import Workdays

TEXT_NEED = 1 << 7  # 不靠听力的沟通方式, among matcher.needs.NEEDS

_FAILED = (ContactResult.NOT_REACHED, ContactResult.WRONG_NUMBER, ContactResult.SENT)


@dataclass(frozen=True, slots=True)
class Situation:
    """
    One candidate on a day. Holds no priority group: those stay apart.

    Attributes:
        attempts: all of this person, the oldest first.
        claimed: who has taken the person to contact, at present or before.
        rests_until: the first day on which somebody who declined may be contacted again.
        works: a labour contract or a spell of social insurance runs.
        placed_until: the last day of a traineeship that runs or is to come.
        placed_last: the last day of the latest traineeship that is over.
        has_phone: whether a number is stored.
    """

    candidate: Candidate
    eligibility: Eligibility
    attempts: tuple[Attempt, ...] = ()
    claimed: Claimed | None = None
    caseload: Caseload | None = None
    rests_until: date | None = None
    works: bool = False
    placed_until: date | None = None
    placed_last: date | None = None
    has_phone: bool = True

    @property
    def last(self) -> Attempt | None:
        """Give the last attempt."""
        return self.attempts[-1] if self.attempts else None

    @property
    def to_register(self) -> bool:
        """Tell whether nothing but a registration as unemployed is missing for the person to be eligible."""
        if self.eligibility.verdict is not Verdict.UNKNOWN:
            return False
        return any(
            way.status is Status.UNKNOWN
            and all(check.status is Status.MET or check.code == "registered" for check in way.checks)
            for way in self.eligibility.ways
        )


@dataclass(frozen=True, slots=True)
class Asking:
    """
    For whom and when it is asked whether somebody may be contacted.

    Attributes:
        at: the moment, with its time zone.
        caseworker: id of the actor who would contact; None = nobody in particular: whoever is taken by somebody is left
            out, whoever looks after whom does not matter.
    """

    policy: Policy
    at: datetime
    workdays: Workdays
    caseworker: str | None = None

    @property
    def local(self) -> datetime:
        """Give the moment in local time."""
        return in_local_time(self.at, self.policy)

    @property
    def day(self) -> date:
        """Give the local day."""
        return self.local.date()


def in_local_time(at: datetime, policy: Policy) -> datetime:
    """Give a moment in the local time of a city."""
    return at.astimezone(timezone(timedelta(hours=policy.utc_offset_hours)))


def local_day(attempt: Attempt, policy: Policy) -> date:
    """Give the local day of an attempt."""
    return in_local_time(attempt.at, policy).date()


def call_back_on(situation: Situation) -> date | None:
    """Give the day on which the person asked to be called back, where nothing was tried since."""
    last = situation.last
    return last.call_back_on if last is not None and last.result is ContactResult.CALL_BACK else None


def unemployed_since(candidate: Candidate, *, on: date) -> date | None:
    """Give since when somebody is unemployed: registered, else since leaving school; None = is not, or unknown."""
    if candidate.employment_status is not EmploymentStatus.UNEMPLOYED:
        return None
    since = candidate.unemployment_registered_on or candidate.graduated_on
    return since if since is not None and since <= on else None


def asks_for_text(candidate: Candidate) -> bool:
    """Tell whether the person stated that talking by ear does not work."""
    return bool(candidate.needs and read_needs(candidate.needs)[0] & TEXT_NEED)


def failures_in_a_row(situation: Situation, channel: Channel) -> int:
    """Count the last attempts by a channel that led to nothing, since one by any channel led somewhere."""
    n = 0
    for attempt in reversed(situation.attempts):
        if attempt.result not in _FAILED:
            break
        n += attempt.channel is channel
    return n
