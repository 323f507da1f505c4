"""What an edition may not say: figures out of their range, rules that contradict each other, unknown districts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import TypeVar

from matcher.editions.edition import Edition, MinimumWage, Targets, Validity, values_of
from matcher.errors import Phrase
from matcher.records import ApplicationKind, Kind

T = TypeVar("T", bound=Hashable)

PERCENT = (1, 100)
RETENTION_PERCENT = (0, 100)
AGES = (14, 60)  # China's labour law knows no younger apprentices, nor youth older than that
WINDOW_YEARS = (1, 10)
TERM_MONTHS = (1, 36)
GRACE_DAYS = (0, 366)
LEAVERS_MONTHS = (0, 36)
INSPECTION_MONTHS = (1, 60)
IDLE_YEARS = (1, 10)
RETENTION_YEARS = (1, 100)
WORKING_DAYS = (0, 250)
YEARS = (2000, 2099)
LEAST_WAGE_YUAN = 100


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with an edition, and under which key: ``subsidy.percent``, ``wages[1].valid``."""

    key: str
    reason: Phrase


def find_mistakes(edition: Edition, *, districts: Collection[str]) -> list[Mistake]:
    """
    List what contradicts itself or sense in an edition; empty = nothing does.

    Args:
        districts: the districts and functional zones that the city knows.
    """
    return [mistake for check in CHECKS for mistake in check(edition, districts)]


def find_overlaps(editions: Sequence[Edition]) -> list[Mistake]:
    """List editions of one city that cannot stand beside each other: the same id, or in force from the same day."""
    found = [Mistake("id", _twice(id)) for id in _repeated(one.id for one in editions)]
    days = _repeated(one.valid.since for one in editions)
    return found + [Mistake("valid.since", Phrase.of("two editions are in force from {day}", day=day)) for day in days]


def _ranges(edition: Edition, districts: Collection[str]) -> Iterator[Mistake]:
    told: list[tuple[str, int, tuple[int, int]]] = [
        ("graduates.window_years", edition.graduates.window_years, WINDOW_YEARS),
        ("youth.age_min", edition.youth.age_min, AGES),
        ("youth.age_max", edition.youth.age_max, AGES),
        ("term.usual_min_months", edition.term.usual_min_months, TERM_MONTHS),
        ("term.usual_max_months", edition.term.usual_max_months, TERM_MONTHS),
        ("term.max_months", edition.term.max_months, TERM_MONTHS),
        ("subsidy.percent", edition.subsidy.percent, PERCENT),
        ("subsidy.raised_percent", edition.subsidy.raised_percent, PERCENT),
        ("subsidy.retention_percent", edition.subsidy.retention_percent, RETENTION_PERCENT),
        ("subsidy.contract_grace_days", edition.subsidy.contract_grace_days, GRACE_DAYS),
        ("subsidy.leavers_under_months", edition.subsidy.leavers_under_months, LEAVERS_MONTHS),
        ("inspection.every_months", edition.inspection.every_months, INSPECTION_MONTHS),
        ("inspection.idle_years", edition.inspection.idle_years, IDLE_YEARS),
    ]
    if edition.remainder is not None:
        told.append(("remainder.percent", edition.remainder.percent, PERCENT))
        told.append(("remainder.after_months", edition.remainder.after_months, TERM_MONTHS))
    if edition.retention is not None:
        told.append(("retention.years", edition.retention.years, RETENTION_YEARS))
    told += [
        (f"applications[{n}].{name}", getattr(rule, name), WORKING_DAYS)
        for n, rule in enumerate(edition.applications)
        for name in ("accept_within_days", "decide_within_days", "pay_within_days")
    ]
    told += [(f"targets[{n}].year", one.year, YEARS) for n, one in enumerate(edition.targets)]
    for key, value, (least, most) in told:
        if not least <= value <= most:
            reason = Phrase.of("{value} is not between {least} and {most}", value=value, least=least, most=most)
            yield Mistake(key, reason)


def _order(edition: Edition, districts: Collection[str]) -> Iterator[Mistake]:
    """Refuse a figure that must not be under another and is."""
    term, subsidy = edition.term, edition.subsidy
    pairs = [
        ("youth.age_min", edition.youth.age_min, "youth.age_max", edition.youth.age_max),
        ("term.usual_min_months", term.usual_min_months, "term.usual_max_months", term.usual_max_months),
        ("term.usual_max_months", term.usual_max_months, "term.max_months", term.max_months),
        ("subsidy.percent", subsidy.percent, "subsidy.raised_percent", subsidy.raised_percent),
    ]
    if edition.remainder is not None:
        pairs.append(("remainder.after_months", edition.remainder.after_months, "term.max_months", term.max_months))
    for low, less, high, more in pairs:
        if less > more:
            yield Mistake(high, Phrase.of("{more} is under {low}, which is {less}", more=more, low=low, less=less))


def _texts(edition: Edition, districts: Collection[str]) -> Iterator[Mistake]:
    """Refuse a text or a list of words that is empty where something must stand."""
    empty = Phrase.of("must not be empty")
    for key in ("id", "title", "document"):
        if not getattr(edition, key).strip():
            yield Mistake(key, empty)
    for key, value in values_of(edition):
        if key.rpartition(".")[2] in ("clause", "source") and not str(value).strip():
            yield Mistake(key, empty)
    if not edition.graduates.graduated:
        yield Mistake("graduates.graduated", empty)
    graduates = edition.graduates
    for word in _repeated((*graduates.graduated, *graduates.not_graduated, *graduates.studying)):
        yield Mistake("graduates", Phrase.of("{word} stands in two lists", word=word))


def _validity(edition: Edition, districts: Collection[str]) -> Iterator[Mistake]:
    for key, value in values_of(edition):
        if isinstance(value, Validity) and value.until is not None and value.until < value.since:
            yield Mistake(key, Phrase.of("ends on {until}, before it begins", until=value.until))
    last = edition.valid.until
    for key, value in values_of(edition):
        if last is not None and isinstance(value, Validity) and "wages" not in key and (value.until or date.max) > last:
            yield Mistake(key, Phrase.of("ends later than the edition, on {until}", until=last))
    if edition.reports_since.day != 1:
        yield Mistake("reports_since", Phrase.of("must be the first day of a month"))


def _wages(edition: Edition, districts: Collection[str]) -> Iterator[Mistake]:
    for n, wage in enumerate(edition.wages):
        if not wage.month_yuan.is_finite() or wage.month_yuan < LEAST_WAGE_YUAN:
            reason = Phrase.of("{value} yuan a month is no minimum wage", value=wage.month_yuan)
            yield Mistake(f"wages[{n}].month_yuan", reason)
        for name in wage.districts:
            if name not in districts:
                yield Mistake(f"wages[{n}].districts", _unknown(name))
    for (n, one), (m, other) in combinations(enumerate(edition.wages), 2):
        both = set(one.districts) & set(other.districts)
        if (both or one.districts == other.districts) and _meet(one.valid, other.valid):
            reason = Phrase.of("is in force while wages[{n}] is, for the same district", n=n)
            yield Mistake(f"wages[{m}].valid", reason)
    yield from _gaps([wage for wage in edition.wages if not wage.districts], edition.valid.since)
    for name in {name: None for wage in edition.wages for name in wage.districts}:
        yield from _lapses(name, edition.wages)


def _lapses(name: str, wages: Sequence[MinimumWage]) -> Iterator[Mistake]:
    """Refuse a district that had its own minimum wage and from some day on would silently have the common one."""
    own = [wage.valid for wage in wages if name in wage.districts]
    common = [wage.valid for wage in wages if not wage.districts]
    for day in sorted(one.until + timedelta(days=1) for one in own if one.until is not None):
        if _in_force(common, day) and not _in_force(own, day):
            yield Mistake("wages", Phrase.of("{name} has no minimum wage of its own from {day} on", name=name, day=day))


def _gaps(wages: Sequence[MinimumWage], since: date) -> Iterator[Mistake]:
    """Refuse days of the edition on which a district that no entry names has no minimum wage."""
    spans = sorted((wage.valid for wage in wages), key=lambda one: one.since)
    if not spans or spans[0].since > since:
        yield Mistake("wages", Phrase.of("there is no minimum wage for {day}", day=since))
    for one, after in pairwise(spans):
        if one.until is not None and one.until + timedelta(days=1) < after.since:
            yield Mistake("wages", Phrase.of("there is no minimum wage for {day}", day=one.until + timedelta(days=1)))


def _kinds(edition: Edition, districts: Collection[str]) -> Iterator[Mistake]:
    """Refuse a kind of post or of application that is missing or stands twice."""
    for key, given, all_kinds in (
        ("sought", [str(one.kind) for one in edition.sought], [str(kind) for kind in Kind]),
        ("applications", [str(one.kind) for one in edition.applications], [str(kind) for kind in ApplicationKind]),
    ):
        for kind in all_kinds:
            if kind not in given:
                yield Mistake(key, Phrase.of("there is no entry for {kind}", kind=kind))
        yield from (Mistake(key, _twice(kind)) for kind in _repeated(given))


def _targets(edition: Edition, districts: Collection[str]) -> Iterator[Mistake]:
    for year in _repeated(one.year for one in edition.targets):
        yield Mistake("targets", _twice(str(year)))
    for n, targets in enumerate(edition.targets):
        yield from _targets_of(f"targets[{n}]", targets, districts)


def _targets_of(key: str, targets: Targets, districts: Collection[str]) -> Iterator[Mistake]:
    names = [one.district for one in targets.districts]
    unknown = [_unknown(name) for name in names if name not in districts]
    twice = [_twice(name) for name in _repeated(names)]
    missing = [Phrase.of("there is no entry for {kind}", kind=name) for name in districts if name not in names]
    yield from (Mistake(f"{key}.districts", reason) for reason in (*unknown, *twice, *missing))
    for what in ("posts", "trainees"):
        total, added = getattr(targets, what), sum(getattr(one, what) for one in targets.districts)
        if added != total:
            reason = Phrase.of("{total:,} is not the sum of the districts, {sum:,}", total=total, sum=added)
            yield Mistake(f"{key}.{what}", reason)
    for what, value in values_of(targets, key):
        if isinstance(value, int) and value < 0:
            yield Mistake(what, Phrase.of("must not be negative"))


CHECKS: tuple[Callable[[Edition, Collection[str]], Iterator[Mistake]], ...] = (
    _ranges,
    _order,
    _texts,
    _validity,
    _wages,
    _kinds,
    _targets,
)


def _in_force(spans: Iterable[Validity], day: date) -> bool:
    return any(one.covers(day) for one in spans)


def _meet(one: Validity, other: Validity) -> bool:
    return one.covers(other.since) or other.covers(one.since)


def _repeated(values: Iterable[T]) -> list[T]:
    return [value for value, n in Counter(values).items() if n > 1]


def _twice(name: str) -> Phrase:
    return Phrase.of("{name} stands there twice", name=name)


def _unknown(name: str) -> Phrase:
    return Phrase.of("{name} is no district or zone of this city", name=name)
