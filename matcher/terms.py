"""The terms of one traineeship, each as it was carried out: length, agreement, insurance, mentor, what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from matcher.editions import Edition
from matcher.errors import Phrase
from matcher.months import last_day_of
from matcher.records import Placement, Status
from matcher.subsidy import is_retained, practice_end
from matcher.subsidy.spells import as_known_on


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a traineeship and how it stands."""

    name: str  # length, agreement, insurance, mentor, contract
    status: Status
    reason: Phrase
    clause: str


@dataclass(frozen=True, slots=True)
class Case:
    """A traineeship as it is known on a day, and the rules that it was accepted under."""

    placement: Placement
    edition: Edition
    as_of: date
    has_mentor: bool


def terms_of(placement: Placement, edition: Edition, *, as_of: date, has_mentor: bool) -> tuple[Term, ...]:
    """Tell how each term of a traineeship stands on a day, with its clause."""
    known = replace(as_known_on(placement, as_of), insured_on=placement.insured_on)  # a cover to come is agreed already
    case = Case(known, edition, as_of, has_mentor)
    return tuple(rule(case) for rule in RULES)


def length(case: Case) -> Term:
    """Tell whether the term is as long as the programme wants, or says why it is not."""
    one, rule = case.placement, case.edition.term
    shortest, usual, longest = (
        last_day_of(one.starts_on, n) for n in (rule.usual_min_months, rule.usual_max_months, rule.max_months)
    )
    if one.planned_end_on > longest:
        over = Phrase.of("over {n} months, which end on {last}", n=rule.max_months, last=longest)
        return Term("length", Status.NOT_MET, over, rule.clause)
    if shortest <= one.planned_end_on <= usual:
        fits = Phrase.of("between {least} and {most} months", least=rule.usual_min_months, most=rule.usual_max_months)
        return Term("length", Status.MET, fits, rule.clause)
    if one.term_reason:
        told = Phrase.of("not the usual length; the reason given: {reason}", reason=one.term_reason)
        return Term("length", Status.MET, told, rule.clause)
    return Term("length", Status.NOT_MET, Phrase("not the usual length, and no reason is given"), rule.clause)


def agreement(case: Case) -> Term:
    """Tell whether the agreement was signed before the start."""
    one, clause = case.placement, case.edition.inspection.clause
    if one.agreed_on is None:
        return Term("agreement", Status.NOT_MET, Phrase("no agreement is on record"), clause)
    is_late = one.agreed_on > one.starts_on
    told = Phrase.of("signed on {day}, after the start" if is_late else "signed on {day}", day=one.agreed_on)
    return Term("agreement", Status.NOT_MET if is_late else Status.MET, told, clause)


def insurance(case: Case) -> Term:
    """Tell whether the accident insurance covers the first day."""
    one, clause = case.placement, case.edition.subsidy.clause
    if one.insured_on is None:
        return Term("insurance", Status.NOT_MET, Phrase("no accident insurance is on record"), clause)
    is_late = one.insured_on > one.starts_on
    told = Phrase.of(
        "insured from {day} on, after the start" if is_late else "insured from {day} on", day=one.insured_on
    )
    return Term("insurance", Status.NOT_MET if is_late else Status.MET, told, clause)


def mentor(case: Case) -> Term:
    """Tell whether a mentor is named, by the traineeship or by its post."""
    clause = case.edition.inspection.clause
    if case.has_mentor:
        return Term("mentor", Status.MET, Phrase("a mentor is named"), clause)
    return Term("mentor", Status.NOT_MET, Phrase("no mentor is named"), clause)


def contract(case: Case) -> Term:
    """Tell what came of it; a traineeship that runs, or whose days of grace do, may still end in a contract."""
    one, clause = case.placement, case.edition.subsidy.clause
    if is_retained(one, case.edition):
        told = Phrase.of("labour contract of {day}: counts as retained", day=one.contract_on)
        return Term("contract", Status.MET, told, clause)
    if one.contract_on is not None:
        told = Phrase.of("labour contract of {day}: too late or too early to count as retained", day=one.contract_on)
        return Term("contract", Status.NOT_MET, told, clause)
    if one.starts_on > case.as_of:
        told = Phrase.of("it runs from {start} to {day}", start=one.starts_on, day=practice_end(one))
        return Term("contract", Status.UNKNOWN, told, clause)
    if practice_end(one) >= case.as_of:
        return Term("contract", Status.UNKNOWN, Phrase.of("it runs until {day}", day=practice_end(one)), clause)
    return Term(
        "contract", Status.NOT_MET, Phrase.of("ended on {day} without a contract", day=practice_end(one)), clause
    )


RULES: tuple[Callable[[Case], Term], ...] = (length, agreement, insurance, mentor, contract)
