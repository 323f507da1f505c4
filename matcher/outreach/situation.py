"""How somebody stands towards outreach: eligibility, what was tried, who has taken the person, what runs already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from matcher.editions import Edition
from matcher.eligibility.programme import Eligibility, judge, lacks_registration, next_turn
from matcher.needs import read_needs
from matcher.outreach.policy import Policy
from matcher.records import Attempt, Candidate, Caseload, Channel, Claimed, ContactResult, EmploymentStatus
from matcher.workdays import Workdays

TEXT_NEED = 1 << 7  # 不靠听力的沟通方式, among matcher.needs.NEEDS

BY_NUMBER = (Channel.PHONE, Channel.SMS)
WRITTEN = (Channel.SMS, Channel.MINI_PROGRAM)
FAILED = (ContactResult.NOT_REACHED, ContactResult.WRONG_NUMBER, ContactResult.SENT)

NAMING_A_DAY = (ContactResult.CALL_BACK, ContactResult.INTERESTED)
"""Results with which a person may name a day to be called back on."""

SAID_BESIDES = (ContactResult.REACHED, ContactResult.INTERESTED, ContactResult.DECLINED)
"""Results of a talk that may name no day, and takes none back."""


NO_DISTRICT = "none"
"""Asked for in place of a district: people of whom no home district is known."""


def lives_in(candidate: Candidate, district: str | None) -> bool:
    """Tell whether somebody is of a district; None = of the whole city, ``NO_DISTRICT`` = of none that is known."""
    return district is None or (candidate.home_district or NO_DISTRICT) == district


@dataclass(frozen=True, slots=True)
class Situation:
    """
    One candidate on a day. Holds no priority group: those stay apart.

    Attributes:
        edition: whose rules decide whether the person is eligible on the day.
        attempts: all of this person, the oldest first.
        claimed: who has taken the person to contact, at present or before.
        rests_until: the first day on which somebody who declined may be contacted again.
        works: a labour contract or a spell of social insurance runs.
        placed_from: the first day of the earliest traineeship that runs or is to come.
        placed_until: the last day of the latest traineeship that runs or is to come.
        placed_last: the last day of the latest traineeship that is over.
        has_phone: whether a number is stored.
        phone_since: when the number stored came; None = unknown.
        consented_at: when what is recorded of consent to be contacted came; None = unknown.
    """

    candidate: Candidate
    edition: Edition
    on: date
    attempts: tuple[Attempt, ...] = ()
    claimed: Claimed | None = None
    caseload: Caseload | None = None
    rests_until: date | None = None
    works: bool = False
    placed_from: date | None = None
    placed_until: date | None = None
    placed_last: date | None = None
    has_phone: bool = True
    phone_since: datetime | None = None
    consented_at: datetime | None = None
    _judged: list[Eligibility] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def eligibility(self) -> Eligibility:
        """Judge the person when it is first asked for: most people of a city are never asked about."""
        if not self._judged:
            self._judged.append(judge(self.candidate, edition=self.edition, on=self.on))
        return self._judged[0]

    @property
    def next_turn(self) -> date | None:
        """Give the first day to come on which eligibility may be another one."""
        return next_turn(self.candidate, edition=self.edition, on=self.on)

    @property
    def last(self) -> Attempt | None:
        """Give the last attempt."""
        return self.attempts[-1] if self.attempts else None

    @property
    def to_register(self) -> bool:
        """Tell whether nothing but a registration as unemployed is missing for the person to be eligible."""
        return lacks_registration(self.eligibility)


@dataclass(frozen=True, slots=True)
class Asking:
    """
    For whom and when it is asked whether somebody may be contacted.

    Attributes:
        at: the moment, with its time zone.
        caseworker: id of the actor who would contact; None = nobody in particular: whoever is taken by somebody is left
            out, whoever looks after whom does not matter.
        local: the moment in local time, and *day* its day.
    """

    policy: Policy
    at: datetime
    workdays: Workdays
    caseworker: str | None = None
    local: datetime = field(init=False)
    day: date = field(init=False)

    def __post_init__(self) -> None:
        """Work local time and day out once: every rule asks for them."""
        object.__setattr__(self, "local", in_local_time(self.at, self.policy))
        object.__setattr__(self, "day", self.local.date())


def in_local_time(at: datetime, policy: Policy) -> datetime:
    """Give a moment in the local time of a city."""
    return at.astimezone(timezone(timedelta(hours=policy.utc_offset_hours)))


def local_day(attempt: Attempt, policy: Policy) -> date:
    """Give the local day of an attempt."""
    return in_local_time(attempt.at, policy).date()


def promised_call_back(attempts: Sequence[Attempt], policy: Policy) -> Attempt | None:
    """
    Give the attempt at which a person named a day, the last of theirs; None = there is none, or they were tried since.

    A message sent meanwhile, or to be sent, keeps no promise; nor does what else was said of posts in the same talk, so
    on the same day, before the one that was named.
    """
    told_on: date | None = None  # the earliest day of what was only said besides
    for one in reversed(attempts):
        day = local_day(one, policy)
        if one.call_back_on is not None and one.result in NAMING_A_DAY:
            return one if told_on is None or told_on == day < one.call_back_on else None
        if one.result is ContactResult.SENT:
            continue
        if one.result not in SAID_BESIDES or told_on not in (None, day):
            return None
        told_on = day
    return None


def call_back_on(situation: Situation, policy: Policy) -> date | None:
    """Give the day on which the person asked to be called back, where that was not done since."""
    promised = promised_call_back(situation.attempts, policy)
    return None if promised is None else promised.call_back_on


def unemployed_since(candidate: Candidate, *, on: date) -> date | None:
    """Give since when somebody is unemployed: registered, else since leaving school; None = is not, or unknown."""
    if candidate.employment_status is not EmploymentStatus.UNEMPLOYED:
        return None
    since = candidate.unemployment_registered_on or candidate.graduated_on
    return since if since is not None and since <= on else None


def asks_for_text(candidate: Candidate) -> bool:
    """Tell whether the person stated that talking by ear does not work."""
    return bool(candidate.needs and read_needs(candidate.needs)[0] & TEXT_NEED)


def has_opted_out(candidate: Candidate, attempts: Iterable[Attempt], *, consented_at: datetime | None) -> bool:
    """
    Tell whether somebody wants no contact: of an opt-out and a consent given expressly the later one counts.

    Args:
        candidate: what is recorded at present.
        attempts: at this person.
        consented_at: when the recorded consent came; None = unknown: an opt-out then stands.
    """
    if candidate.contact_consent is False:
        return True
    last = max((one.at for one in attempts if one.result is ContactResult.OPTED_OUT), default=None)
    if last is None:
        return False
    return not candidate.contact_consent or consented_at is None or consented_at <= last


def closed_to(candidate: Candidate, *, has_phone: bool) -> frozenset[Channel]:
    """Give the channels that are of no use for a person: without a number, by ear, or pushed against their word."""
    closed = set[Channel]() if has_phone else set(BY_NUMBER)
    if asks_for_text(candidate):
        closed.add(Channel.PHONE)
    if candidate.push_consent is False:
        closed.update(WRITTEN)
    return frozenset(closed)


def failures_in_a_row(attempts: Sequence[Attempt], *, on: date, policy: Policy) -> Counter[Channel]:
    """Count by channel the last attempts that led to nothing, since one led somewhere; old ones are forgotten."""
    counted = Counter[Channel]()
    for one in reversed(attempts):
        if one.result not in FAILED or (on - local_day(one, policy)).days >= policy.caps.days_of_failures:
            break
        counted[one.channel] += 1
    return counted
