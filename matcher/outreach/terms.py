"""The formula: what each term gives a person, by hand to follow: a name, a value, points."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from matcher.eligibility.programme import Verdict
from matcher.months import ONE_DAY
from matcher.outreach.situation import (
    Asking,
    Situation,
    local_day,
    unemployed_since,
)
from matcher.records import Status
from matcher.wishes import needs_asked

DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Term:
    """
    One term of the formula for one person.

    Attributes:
        code: priority, ending, silence, spell, fit, choice or needs.
        value: what it is worked out from: days, months, a share, a count; of priority 1 or 0. None = unknown, or none.
        points: that it gives, never negative.
        is_since_school: whether a spell is counted from leaving school, as no registration as unemployed is known.
    """

    code: str
    value: float | None
    points: float
    is_since_school: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A post to offer: open, good and not refused before."""

    post_id: str
    chance: float  # that a caseworker would recommend it, 0..1
    closes_on: date | None = None  # last day of applications
    needs_met: frozenset[str] = frozenset()  # of the criteria by which the person's needs are judged


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is for a person: the best posts, and how many are good."""

    offers: tuple[Offer, ...] = ()
    n_good: int = 0


NOTHING = Offered()


def standing_terms(situation: Situation, asking: Asking, *, groups: Collection[str]) -> tuple[Term, ...]:
    """
    Give the terms that need no ranking.

    Args:
        groups: the person's priority groups on the day. They leave no trace but the points of the term.
    """
    return (
        priority(asking, groups),
        ending(situation, asking),
        silence(situation, asking),
        spell(situation, asking),
    )


def offer_terms(situation: Situation, asking: Asking, offered: Offered) -> tuple[Term, ...]:
    """Give the terms that rest on what there is to offer."""
    return (fit(asking, offered), choice(asking, offered), needs(situation, asking, offered))


def most_of_offers(situation: Situation, asking: Asking) -> float:
    """Give the most points that the terms of what is offered can give a person."""
    terms = asking.policy.terms
    return terms.fit.points + terms.choice.points + (terms.needs.points if needs_asked(situation.candidate) else 0.0)


def most_of_all(situation: Situation, asking: Asking, *, groups: Collection[str]) -> float:
    """Give points that the person does not pass, whatever eligibility and posts turn out to be: nobody is judged."""
    known = priority(asking, groups), silence(situation, asking), spell(situation, asking)
    return total(known) + most_of_ending(situation, asking) + most_of_offers(situation, asking)


def most_of_ending(situation: Situation, asking: Asking) -> float:
    """Give the most points that an eligibility that ends can give: it ends no sooner than its next turn."""
    turn, rule = situation.next_turn, asking.policy.terms.ending
    if turn is None:
        return 0.0
    return rule.points * (1 - _share((turn - ONE_DAY - asking.day).days, rule.within_days))


def total(terms: Collection[Term]) -> float:
    """Add up the points."""
    return sum(term.points for term in terms)


def priority(asking: Asking, groups: Collection[str]) -> Term:
    """Give the points of the largest of a person's groups."""
    points = max((asking.policy.priority.get(code, 0.0) for code in groups), default=0.0)
    return Term("priority", float(bool(groups)), points)


def ending(situation: Situation, asking: Asking) -> Term:
    """Give more the sooner an eligibility ends after which none follows; nothing where it has no end in sight."""
    found, rule = situation.eligibility, asking.policy.terms.ending
    if found.until is None or found.then is not Verdict.NOT_ELIGIBLE:
        return Term("ending", None, 0.0)
    days = (found.until - asking.day).days
    return Term("ending", days, rule.points * (1 - _share(days, rule.within_days)))


def silence(situation: Situation, asking: Asking) -> Term:
    """Give more the longer nobody tried; all where nobody ever did."""
    rule, last = asking.policy.terms.silence, situation.last
    if last is None:
        return Term("silence", None, rule.points)
    days = (asking.day - local_day(last, asking.policy)).days
    return Term("silence", days, rule.points * _share(days, rule.full_days))


def spell(situation: Situation, asking: Asking) -> Term:
    """Give more the longer somebody is unemployed: since the registration, else since leaving school."""
    candidate, rule = situation.candidate, asking.policy.terms.spell
    since = unemployed_since(candidate, on=asking.day)
    if since is None:
        return Term("spell", None, 0.0)
    months = round((asking.day - since).days / DAYS_A_MONTH, 1)
    points = rule.points * _share(months, rule.full_months)
    return Term("spell", months, points, is_since_school=candidate.unemployment_registered_on is None)


def fit(asking: Asking, offered: Offered) -> Term:
    """Give more the surer it is that one of the posts to offer, at least, would be recommended: 1 − ∏(1 − chance)."""
    none = math.prod(1.0 - one.chance for one in offered.offers[: asking.policy.offers.n_posts])
    return Term("fit", round(1.0 - none, 4), asking.policy.terms.fit.points * (1.0 - none))


def choice(asking: Asking, offered: Offered) -> Term:
    """Give more the more good posts there are."""
    rule = asking.policy.terms.choice
    return Term("choice", offered.n_good, rule.points * _share(offered.n_good, rule.full_posts))


def needs(situation: Situation, asking: Asking, offered: Offered) -> Term:
    """Give more the larger the share of a person's stated needs that one of the posts to offer meets."""
    asked = needs_asked(situation.candidate)
    if not asked:
        return Term("needs", None, 0.0)
    best = max((len(one.needs_met & set(asked)) for one in offered.offers), default=0)
    share = best / len(asked)
    return Term("needs", round(share, 4), asking.policy.terms.needs.points * share)


def needs_met(asked: Collection[str], statuses: dict[str, Status]) -> frozenset[str]:
    """Give those of the needs asked that a match meets, by the status of its criteria."""
    return frozenset(code for code in asked if statuses.get(code) is Status.MET)


def _share(value: float, full: float) -> float:
    return min(max(value / full, 0.0), 1.0)


OfferFinder = Callable[[Collection[str]], dict[str, Offered]]
"""Gives what there is to offer to some people, by id."""
