"""Signs that a trainee was elsewhere: in two traineeships at once, employed, at school, or nowhere at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any

from matcher.eligibility.programme import WayIn, ways_at_start
from matcher.fraud.facts import Attempt, Facts, finding, in_month
from matcher.months import add_months, first_of_month, n_days_of
from matcher.records import Claim, ClaimKind, Employment, FraudFinding, Placement, Severity, Status
from matcher.subsidy import practice_end


def two_placements(facts: Facts) -> Iterator[FraudFinding]:
    """
    Find a person in two traineeships on one day, those refused at the door included.

    The days are those of practice as they were: a second traineeship that begins the day after the first really ended
    overlaps nothing, whatever had been planned. Of one that was refused nothing is at stake but what its employer
    claimed all the same, without being the other's.
    """
    attempts = {one.placement.id: one for one in facts.refused}
    for placements in _by_person(facts):
        for pair in combinations(placements, 2):
            one, other = pair
            first, last = max(one.starts_on, other.starts_on), min(practice_end(one), practice_end(other))
            if first > last:
                continue
            tried = [attempts[id] for id in sorted({one.id, other.id} & attempts.keys())]
            stored = {placement.employer_id for placement in pair if placement.id not in attempts}
            claiming = {one.employer_id, other.employer_id} - (stored if tried else set())
            claims = [
                claim
                for claim in facts.claims_of.get(one.candidate_id, ())
                if claim.month is not None
                and claim.employer_id in claiming
                and add_months(claim.month, 1) > first
                and claim.month <= last
            ]
            yield finding(
                "two_placements",
                Severity.HIGH if claims else Severity.LOW if tried else Severity.MEDIUM,
                facts,
                placements=pair,
                claims=claims,
                first_day=first,
                last_day=last,
                **_tried(tried),
            )


def _tried(attempts: list[Attempt]) -> dict[str, Any]:
    """Give what is known of attempts that were refused, as evidence."""
    refused: dict[str, Any] = {"refused": [one.placement.id for one in attempts]}
    if not attempts:
        return refused
    ways = {one.way.value for one in attempts if one.way is not None}
    return refused | {
        "tried_by": sorted({one.by for one in attempts}),
        "tried_on": sorted({one.on for one in attempts}),
        "ways": sorted(ways),
    }


def _by_person(facts: Facts) -> Iterator[list[Placement]]:
    refused: dict[str, list[Placement]] = {}
    for one in (attempt.placement for attempt in facts.refused):
        refused.setdefault(one.candidate_id, []).append(one)
    for id in sorted(facts.placements_of.keys() | refused.keys()):
        yield sorted([*facts.placements_of.get(id, ()), *refused.get(id, ())], key=lambda one: (one.starts_on, one.id))


def employed_elsewhere(facts: Facts) -> Iterator[FraudFinding]:
    """
    Find a person insured with another employer on days of practice that were claimed.

    Insurance is paid by whole months, so that of an earlier job may run to the end of the month in which the
    traineeship begins.
    """
    for placement in facts.placements:
        for spell in facts.employments_of.get(placement.candidate_id, ()):
            if spell.employer_id == placement.employer_id or _runs_out(spell, placement):
                continue
            claims = [one for one in _months_claimed(facts, placement) if _meets(spell, placement, one)]
            if claims:
                yield finding(
                    "employed_elsewhere",
                    Severity.HIGH,
                    facts,
                    placements=(placement,),
                    claims=claims,
                    employer_ids=(spell.employer_id,),
                    insured_from=spell.insured_from,
                    insured_until=spell.insured_until,
                    employed_by=spell.employer_id,
                )


def employed_here(facts: Facts) -> Iterator[FraudFinding]:
    """Find months claimed for somebody whom the same employer already insured as its own, before any contract."""
    for placement in facts.placements:
        signed = placement.contract_on
        for spell in facts.employments_of.get(placement.candidate_id, ()):
            if spell.employer_id != placement.employer_id or (signed and spell.insured_from >= first_of_month(signed)):
                continue
            claims = [one for one in _months_claimed(facts, placement) if _meets(spell, placement, one)]
            if claims:
                yield finding(
                    "employed_here",
                    Severity.HIGH,
                    facts,
                    placements=(placement,),
                    claims=claims,
                    insured_from=spell.insured_from,
                    insured_until=spell.insured_until,
                    contract_on=signed,
                )


def _runs_out(spell: Employment, placement: Placement) -> bool:
    """Tell whether an earlier job's insurance merely runs to the end of the month in which the traineeship begins."""
    until = spell.insured_until
    month = first_of_month(placement.starts_on)
    return spell.insured_from < placement.starts_on and until is not None and until < add_months(month, 1)


def _months_claimed(facts: Facts, placement: Placement) -> list[Claim]:
    return [one for one in facts.claims_on(placement, ClaimKind.MONTHLY) if one.month is not None]


def _meets(spell: Employment, placement: Placement, claim: Claim) -> bool:
    """Tell whether somebody was insured on a day of practice of the month claimed."""
    month = claim.month
    if month is None:
        return False
    first = max(month, placement.starts_on, spell.insured_from)
    last = min(month.replace(day=n_days_of(month)), practice_end(placement), spell.insured_until or date.max)
    return first <= last


def graduated_after_start(facts: Facts) -> Iterator[FraudFinding]:
    """
    Find somebody placed as a graduate who had not graduated yet.

    A date at the end of the month of the start may stand for that month, its day unknown: that is to be looked at and
    no more. Who was eligible as an unemployed young person on the day of the start needs no certificate.
    """
    for placement in facts.placements:
        candidate, starts_on = facts.candidates.get(placement.candidate_id), placement.starts_on
        if candidate is None or candidate.graduated_on is None or candidate.graduated_on <= starts_on:
            continue
        graduated_on = candidate.graduated_on
        same_month = in_month(graduated_on, first_of_month(starts_on)) and graduated_on.day == n_days_of(graduated_on)
        registered = candidate.unemployment_registered_on
        ways = ways_at_start(candidate, edition=facts.edition, on=starts_on)
        as_youth = next(one.status for one in ways if one.way is WayIn.YOUTH)
        if as_youth is not Status.NOT_MET and registered is not None and registered <= starts_on:
            continue
        yield finding(
            "graduated_after_start",
            Severity.LOW if same_month else Severity.HIGH,
            facts,
            placements=(placement,),
            claims=facts.claims_on(placement, ClaimKind.MONTHLY),
            starts_on=starts_on,
            graduated_on=graduated_on,
        )


def no_placement(facts: Facts) -> Iterator[FraudFinding]:
    """Find claims of an employer for somebody who was never placed with it."""
    tried = (one.placement for one in facts.refused)
    placed = {(one.candidate_id, one.employer_id) for one in (*facts.placements, *tried)}
    unplaced: dict[tuple[str, str], list[Claim]] = {}
    for claim in facts.claims:
        if (claim.candidate_id, claim.employer_id) not in placed:
            unplaced.setdefault((claim.candidate_id, claim.employer_id), []).append(claim)
    for _, claims in sorted(unplaced.items()):
        yield finding("no_placement", Severity.HIGH, facts, claims=claims, n_claims=len(claims))
