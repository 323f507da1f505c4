"""The programme's terms that an employer did not carry out, rule by rule, with the placements that show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from matcher.editions import Edition
from matcher.errors import Phrase
from matcher.months import last_day_of
from matcher.records import Placement

RECORDED = ("agreed_on", "insured_on", "mentor")
"""What a city's files may lack as a whole: then nothing is known of it, of any employer."""


@dataclass(frozen=True, slots=True)
class City:
    """
    What is the same for all employers of an inspection list.

    Attributes:
        edition: whose rules count.
        as_of: the day; what happened later is not known.
        mentored: ids of the placements with a mentor, by themselves or by their post.
        recorded: what of ``RECORDED`` the city's files have at all.
        records_since: the first day of the oldest traineeship on file; None = there is none.
    """

    edition: Edition
    as_of: date
    mentored: frozenset[str] = frozenset()
    recorded: frozenset[str] = frozenset(RECORDED)
    records_since: date | None = None


@dataclass(frozen=True, slots=True)
class Unmet:
    """A term that was not carried out."""

    rule: str  # no_agreement, late_agreement, no_insurance, late_insurance, no_mentor, over_long, fraud
    reason: Phrase
    clause: str
    placement_ids: tuple[str, ...] = ()  # ascending


Rule = Callable[[Placement, City], bool]


def no_agreement(placement: Placement, city: City) -> bool:
    """Tell whether no agreement is on record."""
    return "agreed_on" in city.recorded and placement.agreed_on is None


def late_agreement(placement: Placement, city: City) -> bool:
    """Tell whether the agreement was signed after the first day."""
    return placement.agreed_on is not None and placement.agreed_on > placement.starts_on


def no_insurance(placement: Placement, city: City) -> bool:
    """Tell whether no accident insurance is on record."""
    return "insured_on" in city.recorded and placement.insured_on is None


def late_insurance(placement: Placement, city: City) -> bool:
    """Tell whether the accident insurance began after the first day."""
    return placement.insured_on is not None and placement.insured_on > placement.starts_on


def no_mentor(placement: Placement, city: City) -> bool:
    """Tell whether no mentor is named."""
    return "mentor" in city.recorded and placement.id not in city.mentored


def over_long(placement: Placement, city: City) -> bool:
    """Tell whether the term, as it was or as it is planned, is over the longest one."""
    return placement.last_day > last_day_of(placement.starts_on, city.edition.term.max_months)


RULES: tuple[tuple[str, Rule, Phrase], ...] = (
    ("no_agreement", no_agreement, Phrase("no agreement on record: {n} of {all}")),
    ("late_agreement", late_agreement, Phrase("agreed after the start: {n} of {all}")),
    ("no_insurance", no_insurance, Phrase("no accident insurance on record: {n} of {all}")),
    ("late_insurance", late_insurance, Phrase("insured after the start: {n} of {all}")),
    ("no_mentor", no_mentor, Phrase("no mentor named: {n} of {all}")),
    ("over_long", over_long, Phrase("longer than the longest term: {n} of {all}")),
)
"""By name, with what is said of the placements that show it."""


def unmet_terms(placements: Sequence[Placement], city: City, *, n_confirmed: int) -> tuple[Unmet, ...]:
    """
    Give the terms that were not carried out.

    Args:
        placements: of one employer, those that are looked at, as known on the day.
        city: what is the same for all employers.
        n_confirmed: findings of the watch for fraud that a person confirmed.
    """
    return tuple(_unmet(placements, city, n_confirmed))


def _unmet(placements: Sequence[Placement], city: City, n_confirmed: int) -> Iterator[Unmet]:
    for name, broken, phrase in RULES:
        ids = sorted(one.id for one in placements if broken(one, city))
        if ids:
            reason = replace(phrase, values={"n": len(ids), "all": len(placements)})
            yield Unmet(name, reason, _clause(name, city.edition), tuple(ids))
    if n_confirmed:
        reason = Phrase.of("findings of fraud confirmed: {n}", n=n_confirmed)
        yield Unmet("fraud", reason, city.edition.inspection.clause)


def _clause(rule: str, edition: Edition) -> str:
    if rule in ("no_insurance", "late_insurance"):
        return edition.subsidy.clause
    return edition.term.clause if rule == "over_long" else edition.inspection.clause
