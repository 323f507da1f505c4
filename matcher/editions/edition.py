"""An edition: what a programme's official text sets in force, rule by rule, each with its clause and its validity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal

from matcher.errors import NotFound
from matcher.records import ApplicationKind, Kind


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when a rule is in force, both days included; None = without an end."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the rule is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class GraduateRule:
    """Who is eligible as a graduate."""

    clause: str
    valid: Validity
    window_years: int  # after leaving school, the anniversary included
    graduated: tuple[str, ...]  # 毕业状态 that counts, as written
    not_graduated: tuple[str, ...]  # that does not: 结业, 肄业
    studying: tuple[str, ...]  # still at school
    technician_classes: tuple[str, ...]  # classes of technician schools whose graduates count
    unemployed_only: bool  # practice [?], not the text


@dataclass(frozen=True, slots=True)
class YouthRule:
    """Who is eligible as an unemployed young person."""

    clause: str
    valid: Validity
    age_min: int  # reached on the birthday
    age_max: int  # the day before the next birthday included
    requires_registration: bool
    flexible_is_unemployed: bool  # 灵活就业 counts as unemployed


@dataclass(frozen=True, slots=True)
class TermRule:
    """How long a traineeship lasts, in months."""

    clause: str
    valid: Validity
    usual_min_months: int  # less wants a reason
    usual_max_months: int  # more wants a reason
    max_months: int  # more is refused


@dataclass(frozen=True, slots=True)
class SubsidyRule:
    """What an employer gets for a trainee and month."""

    clause: str
    valid: Validity
    percent: int  # of the minimum wage in force that month
    raised_percent: int  # where the retention rate reaches *retention_percent*
    retention_percent: int
    contract_grace_days: int  # after the end, within which a contract counts as retained
    leavers_under_months: int  # who left within so many months is left out of the rate


@dataclass(frozen=True, slots=True)
class RemainderRule:
    """The months left that an employer is paid for after a contract signed early."""

    clause: str
    valid: Validity  # of the day on which the contract is signed
    after_months: int  # full months of practice before the contract
    percent: int


@dataclass(frozen=True, slots=True)
class MinimumWage:
    """The monthly minimum wage of some districts."""

    districts: tuple[str, ...]  # () = all that no other entry names
    month_yuan: Decimal
    valid: Validity
    source: str


@dataclass(frozen=True, slots=True)
class SoughtEmployers:
    """Where posts of a kind are sought."""

    kind: Kind
    clause: str
    employers: tuple[str, ...]  # 单位类型, or words in it or in the name


@dataclass(frozen=True, slots=True)
class InspectionRule:
    """How employers are inspected and when they are removed."""

    clause: str
    valid: Validity
    every_months: int
    idle_years: int  # without any traineeship: to be removed


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long it is kept who stands behind records of money, although the person asked to be forgotten."""

    clause: str
    valid: Validity
    years: int  # after the last payment of subsidy


@dataclass(frozen=True, slots=True)
class ApplicationRule:
    """What an employer hands in with an application, and how long the office has."""

    kind: ApplicationKind
    clause: str
    valid: Validity
    documents: tuple[str, ...]
    accept_within_days: int  # working days to say what is missing
    decide_within_days: int  # working days from acceptance
    pay_within_days: int  # working days from approval; 0 = nothing is paid


@dataclass(frozen=True, slots=True)
class Target:
    """What a district shall reach in the year."""

    district: str
    posts: int  # openings: the sum of headcounts
    trainees: int


@dataclass(frozen=True, slots=True)
class Targets:
    """What the city shall reach in a year."""

    clause: str
    year: int
    employers: int
    posts: int
    trainees: int
    districts: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """The rules of one official text. Amounts are yuan a month, percentages of the minimum wage."""

    id: str
    title: str
    document: str  # its number
    valid: Validity  # of the text as a whole
    reports_since: date  # the first month of which a summary is due; its first day
    graduates: GraduateRule
    youth: YouthRule
    term: TermRule
    subsidy: SubsidyRule
    remainder: RemainderRule | None
    wages: tuple[MinimumWage, ...]
    sought: tuple[SoughtEmployers, ...]
    inspection: InspectionRule
    applications: tuple[ApplicationRule, ...]
    targets: tuple[Targets, ...] = ()
    retention: RetentionRule | None = None  # None = not said: records of money are kept without a date

    def wage_on(self, district: str | None, day: date) -> MinimumWage:
        """
        Give the minimum wage of a district on a day; an unknown district has the wage of those not named.

        Raises:
            NotFound: the edition has none for that day.
        """
        in_force = [wage for wage in self.wages if wage.valid.covers(day)]
        named = [wage for wage in in_force if district in wage.districts]
        for wage in named or [wage for wage in in_force if not wage.districts]:
            return wage
        raise NotFound(
            "edition {edition}: no minimum wage for {district} on {day}",
            edition=self.id,
            district=district or "-",
            day=day,
        )

    def targets_of(self, year: int) -> Targets | None:
        """Give the targets of a year; None where the edition sets none."""
        return next((one for one in self.targets if one.year == year), None)

    def application(self, kind: ApplicationKind) -> ApplicationRule:
        """Give the rule for applications of a kind; every edition has one for each."""
        return next(one for one in self.applications if one.kind is kind)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The editions of a city, of which one is in force on a day. There is at least one."""

    editions: tuple[Edition, ...]  # by the day from which they hold, ascending
    others: tuple[Edition, ...] = ()  # of other cities, in force nowhere here; to be looked at by name

    @classmethod
    def of(cls, editions: Iterable[Edition], *, others: Iterable[Edition] = ()) -> Rulebook:
        """Put editions in order."""
        return cls(tuple(sorted(editions, key=lambda one: one.valid.since)), tuple(others))

    def on(self, day: date) -> Edition:
        """Give the edition in force on a day; before the first, the first: no older text is known here."""
        return next((one for one in reversed(self.editions) if one.valid.since <= day), self.editions[0])

    def of_year(self, year: int, *, known_on: date) -> Edition:
        """Give the edition that a year is settled by: in force on its last day, or on an earlier day of settlement."""
        return self.on(min(date(year, 12, 31), known_on))

    def named(self, id: str) -> Edition:
        """
        Give an edition by its id, for a decision made under it.

        Raises:
            NotFound: no such edition is kept here.
        """
        for one in (*self.editions, *self.others):
            if one.id == id:
                return one
        raise NotFound("there is no edition {id!r} of the rules here", id=id)


def values_of(rule: object, key: str = "") -> Iterator[tuple[str, object]]:
    """Give every value of an edition or a part of it with its key (``wages[1].valid``); a validity is one value."""
    if isinstance(rule, tuple):
        for n, one in enumerate(rule):
            yield from values_of(one, f"{key}[{n}]")
    elif is_dataclass(rule) and not isinstance(rule, (type, Validity)):
        for field in fields(rule):
            yield from values_of(getattr(rule, field.name), f"{key}.{field.name}".lstrip("."))
    else:
        yield key, rule
