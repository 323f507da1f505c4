"""People and moments for the tests of outreach: somebody whom nothing stands against, on an ordinary Friday morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from itertools import count
from typing import Any

from data.outreach import read_policy
from data.reference import load_workdays
from data.rulebook import read_rulebook
from matcher.outreach.policy import Policy
from matcher.outreach.situation import Asking, Situation
from matcher.records import (
    Actor,
    Attempt,
    Candidate,
    Channel,
    ContactResult,
    Education,
    EmploymentStatus,
    LegalBasis,
)

POLICY = read_policy(None)
JINAN = read_rulebook("jinan-2023").named("jinan-2023")
CHINA = timezone(timedelta(hours=8))
DAY = date(2023, 9, 1)  # a Friday
LI = Actor("li", "caseworker")
WANG = Actor("wang", "caseworker")
GRADUATE = Candidate(
    "C1",
    education=Education.BACHELOR,
    education_written="本科",
    graduation_status="毕业",
    school="济南大学",
    school_kind="普通高校",
    graduated_on=date(2023, 6, 30),
    birth_on=date(1996, 5, 1),
    employment_status=EmploymentStatus.UNEMPLOYED,
    contact_consent=True,
)
NUMBERS = count()


def moment(text: str) -> datetime:
    """2023-09-01 09:00, in China."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def asking(at: str = "2023-09-01 10:00", *, caseworker: str | None = None, policy: Policy = POLICY) -> Asking:
    return Asking(policy, moment(at), load_workdays(), caseworker)


def situation(*attempts: Attempt, on: date = DAY, **told: Any) -> Situation:
    """Somebody whom nothing stands against; what is told of the candidate or of the situation is otherwise."""
    own = {name: value for name, value in told.items() if name in Candidate.__slots__}
    other = {name: value for name, value in told.items() if name not in own}
    person = replace(GRADUATE, **own)
    return Situation(person, JINAN, on, attempts, **other)


def tried(
    at: str, result: ContactResult = ContactResult.REACHED, channel: Channel = Channel.PHONE, **told: Any
) -> Attempt:
    """An attempt, at a time in China."""
    told = {"basis": LegalBasis.CONSENT, "actor": LI} | told
    return Attempt(f"A{next(NUMBERS)}", "C1", channel, moment(at), result, **told)
