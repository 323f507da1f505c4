"""Signs that money was claimed which is not due: too many months, after the end, by whom it was not due, for show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from matcher.fraud.facts import Barred, Facts, finding
from matcher.months import ONE_DAY, add_months, first_of_month, months_of
from matcher.records import Claim, ClaimKind, Employment, FraudFinding, Placement, Severity
from matcher.subsidy import is_retained, practice_end
from matcher.subsidy.lines import lines_of
from matcher.subsidy.spells import Spell, earns_remainder

FEW_YUAN = Decimal(1)
"""Rounding by another rule is no fraud."""

REWARDS = (ClaimKind.DIFFERENCE, ClaimKind.REMAINING)
"""What is paid for a contract."""

MANY_TRAINEES = 3
"""Two may be a family; so many with one bank card or phone are not."""


def beyond_term(facts: Facts) -> Iterator[FraudFinding]:
    """
    Find more months claimed than the term has: more money for months of practice than all its days earn.

    Months are counted in money, since a term of three months may touch four of the calendar, each in part. A month
    claimed twice counts twice. Months after the end are told by ``after_end``, so they do not count here.
    """
    for placement in facts.placements:
        end = practice_end(placement)
        claims = [
            one
            for one in facts.claims_on(placement, ClaimKind.MONTHLY)
            if one.month is not None and first_of_month(placement.starts_on) <= one.month <= end
        ]
        claimed, due = _sum(claims), _due(placement, facts)
        if due is not None and claimed > due + FEW_YUAN:
            yield finding(
                "beyond_term",
                Severity.HIGH,
                facts,
                placements=(placement,),
                claims=claims,
                n_months_claimed=len(claims),
                n_months_of_term=len(list(months_of(placement.starts_on, end))),
                claimed_yuan=claimed,
                due_yuan=due,
            )


def _due(placement: Placement, facts: Facts) -> Decimal | None:
    """Work out what the days of practice earn at the highest minimum wage of the city; None = no day of practice."""
    end = practice_end(placement)
    if end < placement.starts_on:
        return None
    spell = Spell(placement, ClaimKind.MONTHLY, placement.starts_on, end)
    return sum((line.amount_yuan for line in lines_of(spell, facts.edition, district=None)), Decimal(0))


def after_end(facts: Facts) -> Iterator[FraudFinding]:
    """
    Find months claimed that lie wholly before the start or after the end, and months left that were not earned.

    The months left after a contract signed early are due; a month of practice claimed late is too.
    """
    for placement in facts.placements:
        end = practice_end(placement)
        outside = [
            one
            for one in facts.claims_on(placement, ClaimKind.MONTHLY)
            if one.month is not None and (one.month > end or add_months(one.month, 1) <= placement.starts_on)
        ]
        undue = () if earns_remainder(placement, facts.edition) else facts.claims_on(placement, ClaimKind.REMAINING)
        if outside or undue:
            yield finding(
                "after_end",
                Severity.HIGH,
                facts,
                placements=(placement,),
                claims=(*outside, *undue),
                starts_on=placement.starts_on,
                ended_on=end,
                contract_on=placement.contract_on,
                months=[one.month for one in outside],
                n_remaining=len(undue),
            )


def employer_barred(facts: Facts) -> Iterator[FraudFinding]:
    """Find traineeships begun, and months claimed, while the employer was removed or under inspection."""
    for barred in facts.barred:
        begun = [
            one for one in facts.placements if one.employer_id == barred.employer_id and _in(one.starts_on, barred)
        ]
        claims = [one for one in facts.claims if one.employer_id == barred.employer_id and _claims_barred(one, barred)]
        if begun or claims:
            yield finding(
                "employer_barred",
                Severity.HIGH if barred.why == "removed" else Severity.MEDIUM,
                facts,
                placements=begun,
                claims=claims,
                employer_ids=(barred.employer_id,),
                why=barred.why,
                since=barred.since,
                until=barred.until,
            )


def _claims_barred(claim: Claim, barred: Barred) -> bool:
    """Tell whether a whole month was claimed for days on which the employer was barred."""
    if claim.kind is not ClaimKind.MONTHLY or claim.month is None:
        return False
    return _in(claim.month, barred) and _in(add_months(claim.month, 1) - ONE_DAY, barred)


def _in(day: date, barred: Barred) -> bool:
    return barred.since <= day and (barred.until is None or day <= barred.until)


def shared_account(facts: Facts) -> Iterator[FraudFinding]:
    """Find one bank card or phone across many trainees."""
    for shared in facts.shared:
        if len(shared.candidate_ids) < MANY_TRAINEES:
            continue
        placements = [one for id in shared.candidate_ids for one in facts.placements_of.get(id, ())]
        claims = [one for id in shared.candidate_ids for one in facts.claims_of.get(id, ())]
        yield finding(
            "shared_account",
            Severity.HIGH if shared.field == "bank_card" else Severity.MEDIUM,
            facts,
            placements=placements,
            claims=claims,
            candidate_ids=shared.candidate_ids,
            field=shared.field,
            mark=shared.mark,
            n_trainees=len(shared.candidate_ids),
        )


def vanished_retention(facts: Facts) -> Iterator[FraudFinding]:
    """
    Find a contract that ended by the end of the month after the money came that was paid for it.

    That money is the difference to the raised rate, and the months left after a contract signed early. The latter may
    be paid month by month, so it alone weighs less. A contract renewed, or insurance that goes on with the same
    employer within a month, has not vanished.
    """
    for placement in facts.placements:
        if placement.contract_on is None or not is_retained(placement, facts.edition):
            continue
        ended = _contract_end(placement, facts.employments_of.get(placement.candidate_id, ()))
        rewards = [one for kind in REWARDS for one in facts.claims_on(placement, kind) if _just_paid(one, ended)]
        if rewards:
            kinds = {one.kind for one in rewards}
            yield finding(
                "vanished_retention",
                Severity.HIGH if ClaimKind.DIFFERENCE in kinds else Severity.MEDIUM,
                facts,
                placements=(placement,),
                claims=rewards,
                contract_on=placement.contract_on,
                paid_on=max(one.paid_on for one in rewards if one.paid_on is not None),
                ended_on=ended,
            )


def _just_paid(claim: Claim, ended: date | None) -> bool:
    """Tell whether a claim was paid in the month of the end of a contract, not after it, or in the month before."""
    paid_on = claim.paid_on
    if paid_on is None or ended is None:
        return False
    return paid_on <= ended < add_months(first_of_month(paid_on), 2)


def _contract_end(placement: Placement, spells: Iterable[Employment]) -> date | None:
    """Give the day on which employment after a traineeship ended for good; None = it goes on, or nothing tells."""
    own = [
        one
        for one in spells
        if one.employer_id == placement.employer_id
        and placement.contract_on is not None
        and (one.insured_until or date.max) >= placement.contract_on
    ]
    last = placement.contract_ended_on
    for spell in own:  # as they begin
        if last is None or spell.insured_from <= last + timedelta(days=31):
            if spell.insured_until is None:
                return None
            last = spell.insured_until if last is None else max(last, spell.insured_until)
    return last


def _sum(claims: Iterable[Claim]) -> Decimal:
    return sum((one.amount_yuan for one in claims), Decimal(0))
