"""An office on an ordinary Friday morning for the tests of outreach: graduates with phones, posts, a clock to set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from api.house import House
from data.store import put_candidates, put_posts
from matcher.records import (
    Actor,
    Candidate,
    CandidateEntry,
    Education,
    EmploymentStatus,
    Kind,
    Person,
    Post,
    PostEntry,
)

CHINA = timezone(timedelta(hours=8))
MORNING = datetime(2023, 9, 1, 10, 0, tzinfo=CHINA)  # a Friday
LI, WANG = Actor("li", "caseworker", "历下区"), Actor("wang", "caseworker", "历下区")
GRADUATE = Candidate(
    "C1",
    education=Education.BACHELOR,
    education_written="本科",
    graduation_status="毕业",
    school="济南大学",
    school_kind="普通高校",
    major="会计学",
    graduated_on=date(2023, 6, 30),
    birth_on=date(1996, 5, 1),
    employment_status=EmploymentStatus.UNEMPLOYED,
    home_district="历下区",
    wish="会计",
    push_consent=True,
    contact_consent=True,
)
POST = Post(
    "P1",
    title="会计",
    employer="安泰物业",
    kind=Kind.MANAGEMENT,
    headcount=3,
    education=Education.COLLEGE,
    majors=("会计学",),
    pay_min_month_yuan=3500,
    pay_max_month_yuan=4500,
    district="历下区",
    published_on=date(2023, 8, 20),
    closes_on=date(2023, 12, 31),
)


@dataclass(slots=True)
class Clock:
    """A clock that a test sets."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now.astimezone(UTC)

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)


class Ticking(Clock):
    """A clock that goes on by a second whenever somebody looks at it."""

    def __call__(self) -> datetime:
        self.wait(seconds=1)
        return self.now.astimezone(UTC)


def phone_of(n: int) -> str:
    return f"1381234{n:04d}"


def name_of(n: int) -> str:
    return f"王小{'甲乙丙丁戊己庚辛壬癸'[n % 10]}"


def fill(house: House, n: int, **told: Any) -> House:
    """Give a house whose clock can be set, with candidates C1 to Cn and a post."""
    office = replace(house, clock=Clock())
    entries = [
        CandidateEntry(replace(GRADUATE, id=f"C{k}", **told), Person(name=name_of(k), phone=phone_of(k)))
        for k in range(1, n + 1)
    ]
    values: dict[str, Any] = {"actor": LI, "source": "八月.csv", "at": MORNING, "vault": house.vault}
    with office.database.begin() as session:
        put_candidates(session, entries, **values)
        put_posts(session, [PostEntry(POST)], **values)
    return office
