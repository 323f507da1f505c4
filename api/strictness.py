"""Posts that fit nobody, and why: worked out for the whole city as a job, read from the last one that ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, cast

from api.house import House
from api.jobs import Handler, Progress
from api.judging import eligibility_of
from api.matching import caught_up
from api.push_ground import sendable
from data.store import (
    Job,
    Session,
    candidates_in_brief,
    create_job,
    iter_posts,
    need_whole_city,
    newest_done,
    newest_jobs,
)
from matcher.eligibility.programme import Verdict
from matcher.engine import Fits, Strictness
from matcher.errors import BadInput
from matcher.records import Actor, PushScope

KIND = "strictness"  # of the job
MOST_NAMED = 200  # posts of a report, those that fit fewest
FEW = 5  # people: a post that fits fewer is told of


class Why(StrEnum):
    """Why a post fits few."""

    ONE = "one"  # requirement keeps most people out
    SEVERAL = "several"  # requirements together do
    WORK = "work"  # most people pass them; it is other work than they learnt or want


@dataclass(frozen=True, slots=True)
class StrictPost:
    """
    A post that fits few people or none.

    Attributes:
        n_well: eligible people whom it fits so well that a push would send it.
        strictness: whom its hard requirements leave, of all eligible people.
    """

    n_well: int
    strictness: Strictness

    def why(self, *, n_people: int) -> Why:
        """Tell what keeps people from the post, of so many who were looked at."""
        out = n_people - self.strictness.n_fit
        if 2 * out <= n_people:
            return Why.WORK
        return Why.ONE if self.loosest is not None and 2 * self.loosest[1] >= out else Why.SEVERAL

    @property
    def loosest(self) -> tuple[str, int] | None:
        """Give the requirement without which most more would pass, and how many; None = none alone would help."""
        return max(self.strictness.alone.items(), key=lambda one: (one[1], one[0]), default=None)


@dataclass(frozen=True, slots=True)
class Report:
    """
    How the open posts of the city stood to its eligible people.

    Attributes:
        as_of: the day.
        made_at: when it was worked out.
        least_chance: from which chance on a post fits well.
        n_people: eligible people who may be matched.
        n_posts: open and sound posts.
        n_nobody: of these, that fit nobody well.
        posts: those that fit fewer than FEW, the fewest and the strictest first; MOST_NAMED at most.
    """

    as_of: date
    made_at: datetime
    least_chance: float
    n_people: int
    n_posts: int
    n_nobody: int
    posts: tuple[StrictPost, ...]


def queue_report(house: House, session: Session, *, actor: Actor) -> Job:
    """
    Queue the job that works the report out, unless one waits or runs already.

    Raises:
        NotAllowed: who asks does not see the whole city.
    """
    need_whole_city("posts that fit nobody")
    newest = next(iter(newest_jobs(session, kind=KIND, limit=1)), None)
    if newest is not None and newest.state in ("queued", "running"):
        return newest
    return create_job(session, kind=KIND, actor=actor, arguments={}, at=house.clock())


def newest_report(session: Session) -> Report | None:
    """Give the report that was worked out last; None = none was yet."""
    job = newest_done(session, kind=KIND)
    return None if job is None else _to_report(cast(dict[str, Any], job.result), cast(datetime, job.ended_at))


def run_report(house: House, job: Job, on_progress: Progress) -> dict[str, Any]:
    """Work the report out as a job; its result holds ids of posts and counts of people."""
    return draw_report(house, on_progress=on_progress)


HANDLERS: dict[str, Handler] = {KIND: run_report}


def draw_report(house: House, *, on_progress: Progress) -> dict[str, Any]:
    """
    Count for every open and sound post whom it fits well, and of those that fit few, whom its requirements leave.

    Raises:
        BadInput: nobody is eligible, or no post is open.
        NotReady: the index is not complete yet.
    """
    need_whole_city("posts that fit nobody")
    caught_up(house)
    on, least = house.today(), house.push.least_chance
    people = _seekers(house, on=on)
    with house.database.read() as session:
        posts = {one.id for one in sendable(house, session, iter_posts(session), PushScope(), on=on)}
    if not people or not posts:
        raise BadInput("nobody is eligible today, or no post is open; there is nothing to compare")
    n_well = _n_well(house, house.follower.matcher.fits(people, posts, on=on, least=least), len(people), on_progress)
    few = sorted((id for id in posts if n_well[id] < FEW), key=lambda id: (n_well[id], id))[:MOST_NAMED]
    found = list(house.follower.matcher.strictness(few, people, on=on))
    found.sort(key=lambda one: (n_well[one.post_id], one.n_fit, one.post_id))
    return {
        "as_of": on.isoformat(),
        "least_chance": least,
        "n_people": len(people),
        "n_posts": len(posts),
        "n_nobody": sum(n_well[id] == 0 for id in posts),
        "posts": [{"n_well": n_well[one.post_id], **asdict(one)} for one in found],
    }


def _seekers(house: House, *, on: date) -> list[str]:
    """Name the eligible people who do not refuse to be matched."""
    with house.database.read() as session:
        people = candidates_in_brief(session, district=None)
    refusing = house.follower.refusing
    eligible = (one for one in people if eligibility_of(house, one, on=on).verdict is Verdict.ELIGIBLE)
    return [one.id for one in eligible if one.id not in refusing]


def _n_well(house: House, fits: Iterable[Fits], n_people: int, on_progress: Progress) -> Counter[str]:
    """Count whom each post fits; of copies the best stands for all of them."""
    heads = Counter[str]()
    for n, one in enumerate(fits, 1):
        on_progress(n, n_people)
        heads.update(one.post_ids)
    found = Counter(heads)
    for id, n in heads.items():
        found.update(dict.fromkeys(house.follower.matcher.copies_of(id), n))
    return found


def _to_report(told: Mapping[str, Any], at: datetime) -> Report:
    return Report(
        as_of=date.fromisoformat(told["as_of"]),
        made_at=at,
        least_chance=told["least_chance"],
        n_people=told["n_people"],
        n_posts=told["n_posts"],
        n_nobody=told["n_nobody"],
        posts=tuple(
            StrictPost(one["n_well"], Strictness(one["post_id"], one["n_fit"], one["against"], one["alone"]))
            for one in told["posts"]
        ),
    )
