"""What a summary counts: a post collected, a person who began, a traineeship, a claim paid, an employer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from matcher.editions import Edition
from matcher.records import Claim, Kind, Placement, Post, TrapVerdict
from matcher.subsidy import due_in_months, practice_end, retention_of
from matcher.subsidy.spells import as_known_on
from matcher.summary.employers import Employers, Workplaces, area_of, folded
from matcher.summary.window import Window

Stored = tuple[Post, date]  # a post and the day on which it was stored


class Source(StrEnum):
    """Through which register a person became known (三(四))."""

    GRADUATES = "graduates"  # 实名信息数据库
    MINI_PROGRAM = "mini_program"  # 求职登记小程序
    REGISTER = "unemployment_register"  # 失业登记库
    OTHER = "other"


WORDS_OF = {
    Source.MINI_PROGRAM: ("小程序",),
    Source.REGISTER: ("失业",),
    Source.GRADUATES: ("实名", "毕业生", "高校"),
}


class Group(StrEnum):
    """As what somebody is eligible (二(一))."""

    GRADUATE = "graduate"
    YOUTH = "youth"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Collected:
    """A post as it counts; *area* is the functional zone or district of the workplace."""

    on: date
    openings: int
    is_stated: bool  # the advert says how many
    kind: Kind | None
    employer_kind: str | None
    area: str | None


@dataclass(frozen=True, slots=True)
class Trainee:
    """The traineeships that one person began in a year: counted once, where and when the first began."""

    on: date
    area: str | None
    source: Source
    group: Group


@dataclass(frozen=True, slots=True)
class Practice:
    """How one traineeship stands at the month's end."""

    area: str | None
    begun_this_year: bool
    is_running: bool
    ended_this_year: bool
    is_counted: bool  # in the retention rate
    is_retained: bool


@dataclass(frozen=True, slots=True)
class Paid:
    """A claim that was paid."""

    on: date
    area: str | None
    candidate_id: str
    amount_yuan: Decimal


@dataclass(frozen=True, slots=True)
class Due:
    """What is due for one placement in the month."""

    area: str | None
    amount_yuan: Decimal


def source_named(written: str | None) -> Source:
    """Tell which register is meant by a 数据来源 as written."""
    for source, words in WORDS_OF.items():
        if any(word in (written or "") for word in words):
            return source
    return Source.OTHER


def collected_on(stored: Stored) -> date:
    """Give the day on which a post counts: when it was published, else when it was stored."""
    post, stored_on = stored
    return post.published_on or stored_on


def collected(posts: Iterable[Stored], employers: Employers, window: Window) -> Iterator[Collected]:
    """Give the posts collected in the days of a window, closed ones too; a confirmed trap is no post."""
    for post, stored_on in posts:
        on = collected_on((post, stored_on))
        if not window.covers(on) or post.trap_verdict is TrapVerdict.CONFIRMED:
            continue
        employer = employers.of_post(post)
        yield Collected(
            on=on,
            openings=1 if post.headcount is None else post.headcount,
            is_stated=post.headcount is not None,
            kind=post.kind,
            employer_kind=post.employer_kind or (employer.kind if employer is not None else None),
            area=area_of(post, employer),
        )


def trainees(
    placements: Sequence[Placement],
    workplaces: Workplaces,
    window: Window,
    *,
    source_of: Callable[[str], Source],
    group_of: Callable[[Placement], Group],
) -> Iterator[Trainee]:
    """Give those who began a traineeship in the days of a window, each once a year, by the first begun in it."""
    seen: set[tuple[int, str]] = set()
    for one in sorted(placements, key=lambda one: (one.starts_on, one.id)):
        key = one.starts_on.year, one.candidate_id
        if key in seen:
            continue
        seen.add(key)
        if window.covers(one.starts_on):
            area = workplaces.of_placement(one)
            yield Trainee(one.starts_on, area, source_of(one.candidate_id), group_of(one))


def practices(
    placements: Iterable[Placement], workplaces: Workplaces, edition: Edition, window: Window
) -> Iterator[Practice]:
    """Tell how the traineeships begun by the month's end stand then; what happened later is not known yet."""
    for one in placements:
        if one.starts_on > window.last:
            continue
        rate = retention_of([one], edition, year=window.month.year, known_on=window.last)
        yield Practice(
            area=workplaces.of_placement(one),
            begun_this_year=window.in_year(one.starts_on),
            is_running=practice_end(as_known_on(one, window.last)) > window.last,
            ended_this_year=bool(rate.n_ended + rate.n_left_out),
            is_counted=bool(rate.n_ended),
            is_retained=bool(rate.n_retained),
        )


def paid(
    claims: Iterable[Claim], placements: Iterable[Placement], workplaces: Workplaces, window: Window
) -> Iterator[Paid]:
    """Give the claims paid in the days of a window."""
    for claim, area in workplaces.of_claims(claims, placements):
        if claim.paid_on is not None and window.covers(claim.paid_on):
            yield Paid(claim.paid_on, area, claim.candidate_id, claim.amount_yuan)


def due(placements: Sequence[Placement], workplaces: Workplaces, edition: Edition, month: date, on: date) -> list[Due]:
    """
    Work out what is due for a calendar month, line by line, held or not, at the places of the traineeships.

    Placements with employers that are not stored are passed over: nobody knows the district whose wage counts.

    Args:
        placements: all those stored.
        workplaces: where they are.
        edition: whose rules count.
        month: its first day.
        on: the day as of which the facts count.

    Raises:
        NotFound: the edition has no minimum wage for a month of one of them.
    """
    own: dict[str, list[Placement]] = {}
    for one in placements:
        own.setdefault(one.employer_id, []).append(one)
    areas = {one.id: workplaces.of_placement(one) for one in placements}
    return [
        Due(areas[line.placement_id], line.amount_yuan)
        for id, mine in own.items()
        if (employer := workplaces.employers.get(id)) is not None
        for line in due_in_months(
            mine, employer, edition, settled_on=on, first_month=month, last_month=month, posts=workplaces.posts
        )
    ]


def employer_areas(posts: Iterable[Stored], employers: Employers, window: Window) -> list[str | None]:
    """
    Give for each employer with a post of the year, or recognised by the month's end, its area; each employer once.

    An employer counts in its own district, else where its first post is; one that is removed by then does not count.
    """
    areas: dict[str, str | None] = {}
    last = window.last
    for post, stored_on in posts:
        on = collected_on((post, stored_on))
        employer = employers.of_post(post)
        if not window.in_year(on) or post.trap_verdict is TrapVerdict.CONFIRMED or employers.is_gone(employer, last):
            continue
        key = employer.id if employer is not None else post.employer_uscc or folded(post.employer)
        own = employer.district if employer is not None else None
        areas[key] = areas.get(key) or own or area_of(post, None)
    for employer in employers.all:
        since = employer.recognised_on
        if since is not None and since <= last and not employers.is_gone(employer, last):
            areas[employer.id] = areas.get(employer.id) or employer.district
    return list(areas.values())
