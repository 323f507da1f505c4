"""The figures of a month by district: counted from facts, beside the targets of the edition, and added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import partial
from operator import eq
from typing import Any

from matcher.editions import Targets
from matcher.records import Kind
from matcher.summary.facts import Collected, Due, Group, Paid, Practice, Source, Trainee
from matcher.summary.window import Window

UNKNOWN = "未知"
KINDS: tuple[str, ...] = (*Kind, "unknown")
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Figures:
    """
    The figures of one district or zone, or of the city; counts are of the year up to the month's end.

    Attributes:
        posts: openings, the sum of headcounts; an advert that states none counts as one.
        adverts: number of posts.
        adverts_without_headcount: of them, those that state no headcount.
        trainees: persons who began a traineeship in the year, each once.
        placements: traineeships begun.
        running: traineeships that go on after the month's end, of whatever year.
        finished: traineeships ended in the year.
        counted: of them, those of the retention rate.
        subsidy_due_yuan: worked out for the days of the month, held or not; None = it cannot be worked out.
        paid_trainees: persons for whom subsidy was paid in the year.
    """

    district: str
    posts_target: int | None
    posts: int
    posts_month: int
    posts_last_month: int
    adverts: int
    adverts_without_headcount: int
    posts_by_kind: Mapping[str, int]
    posts_month_by_kind: Mapping[str, int]
    posts_by_employer_kind: Mapping[str, int]
    trainees_target: int | None
    trainees: int
    trainees_month: int
    trainees_last_month: int
    trainees_by_source: Mapping[str, int]
    trainees_by_group: Mapping[str, int]
    placements: int
    running: int
    finished: int
    counted: int
    retained: int
    subsidy_due_yuan: Decimal | None
    subsidy_yuan: Decimal
    subsidy_month_yuan: Decimal
    subsidy_last_month_yuan: Decimal
    paid_trainees: int
    employers: int

    @property
    def retention_rate(self) -> float | None:
        """Give the share retained of those counted; None where nobody counts yet."""
        return self.retained / self.counted if self.counted else None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the figures of a month are counted from."""

    posts: Sequence[Collected]
    trainees: Sequence[Trainee]
    practices: Sequence[Practice]
    paid: Sequence[Paid]
    employers: Sequence[str | None]  # the area of each
    due: Sequence[Due] | None = ()  # None = it cannot be worked out


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a month: all districts in the annex's order, places unknown where there are any, and the city."""

    month: date
    edition: str
    districts: tuple[Figures, ...]
    total: Figures
    employers_target: int | None


def summarise(facts: Facts, window: Window, *, edition: str, targets: Targets | None, areas: Sequence[str]) -> Summary:
    """
    Count a month's figures.

    Args:
        facts: of the days that the window covers.
        window: the month.
        edition: id of the rules by which retention was counted.
        targets: of the year; None = it has none.
        areas: districts and zones of the city, for a year without targets, and where the annex leaves one out.
    """
    wanted = {one.district: (one.posts, one.trainees) for one in targets.districts} if targets else {}
    names = [*wanted, *(name for name in areas if name not in wanted)]
    districts = [_count(name, _part(facts, partial(eq, name)), window, wanted.get(name)) for name in names]
    nowhere = _part(facts, lambda area: area not in names)
    if any((nowhere.posts, nowhere.trainees, nowhere.practices, nowhere.paid, nowhere.employers, nowhere.due)):
        districts.append(_count(UNKNOWN, nowhere, window, None))
    total = _added(districts, (targets.posts, targets.trainees) if targets else None)
    return Summary(window.month, edition, tuple(districts), total, targets.employers if targets else None)


def _part(facts: Facts, belongs: Callable[[str | None], bool]) -> Facts:
    return Facts(
        posts=[one for one in facts.posts if belongs(one.area)],
        trainees=[one for one in facts.trainees if belongs(one.area)],
        practices=[one for one in facts.practices if belongs(one.area)],
        paid=[one for one in facts.paid if belongs(one.area)],
        employers=[area for area in facts.employers if belongs(area)],
        due=None if facts.due is None else [one for one in facts.due if belongs(one.area)],
    )


def _count(name: str, facts: Facts, window: Window, targets: tuple[int, int] | None) -> Figures:
    of_year = [post for post in facts.posts if window.in_year(post.on)]
    of_month = [post for post in of_year if window.in_month(post.on)]
    people = [one for one in facts.trainees if window.in_year(one.on)]
    paid = [one for one in facts.paid if window.in_year(one.on)]
    return Figures(
        district=name,
        posts_target=targets and targets[0],
        posts=_openings(of_year),
        posts_month=_openings(of_month),
        posts_last_month=_openings(post for post in facts.posts if window.in_last_month(post.on)),
        adverts=len(of_year),
        adverts_without_headcount=sum(not post.is_stated for post in of_year),
        posts_by_kind=_by_kind(of_year),
        posts_month_by_kind=_by_kind(of_month),
        posts_by_employer_kind=_by_employer_kind(of_year),
        trainees_target=targets and targets[1],
        trainees=len(people),
        trainees_month=sum(window.in_month(one.on) for one in people),
        trainees_last_month=sum(window.in_last_month(one.on) for one in facts.trainees),
        trainees_by_source={str(source): sum(one.source is source for one in people) for source in Source},
        trainees_by_group={str(group): sum(one.group is group for one in people) for group in Group},
        placements=sum(one.begun_this_year for one in facts.practices),
        running=sum(one.is_running for one in facts.practices),
        finished=sum(one.ended_this_year for one in facts.practices),
        counted=sum(one.is_counted for one in facts.practices),
        retained=sum(one.is_retained for one in facts.practices),
        subsidy_due_yuan=None if facts.due is None else _yuan(facts.due),
        subsidy_yuan=_yuan(paid),
        subsidy_month_yuan=_yuan(one for one in paid if window.in_month(one.on)),
        subsidy_last_month_yuan=_yuan(one for one in facts.paid if window.in_last_month(one.on)),
        paid_trainees=len({one.candidate_id for one in paid}),
        employers=len(facts.employers),
    )


def _openings(posts: Iterable[Collected]) -> int:
    return sum(post.openings for post in posts)


def _by_kind(posts: Iterable[Collected]) -> dict[str, int]:
    counts = dict.fromkeys(KINDS, 0)
    for post in posts:
        counts[str(post.kind or "unknown")] += post.openings
    return counts


def _by_employer_kind(posts: Iterable[Collected]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for post in posts:
        counts[post.employer_kind or UNKNOWN] += post.openings
    return dict(counts)


def _yuan(amounts: Iterable[Paid | Due]) -> Decimal:
    return sum((one.amount_yuan for one in amounts), NOTHING)


def _added(districts: Sequence[Figures], targets: tuple[int, int] | None) -> Figures:
    """Add up districts; a person paid for in two districts counts in both, so that the column adds up."""
    totals: dict[str, Any] = {
        name.name: _sum([getattr(one, name.name) for one in districts])
        for name in fields(Figures)
        if name.name not in ("district", "posts_target", "trainees_target")
    }
    return Figures(
        district="合计",
        posts_target=targets and targets[0],
        trainees_target=targets and targets[1],
        **totals,
    )


def _sum(values: Sequence[Any]) -> Any:
    """Add up counts, amounts, or counts by name; None where one is unknown."""
    if None in values:
        return None
    if not isinstance(values[0], Mapping):
        return sum(values[1:], values[0])
    added: dict[str, int] = {}
    for value in values:
        for name, n in value.items():
            added[name] = added.get(name, 0) + n
    return added
