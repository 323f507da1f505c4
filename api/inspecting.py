"""Employers looked at: the facts of inspections gathered from what is stored, and what persons decide on them kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from api.house import Begin, House
from data.store import (
    Session,
    add_inspection,
    add_standing,
    get_employer,
    ids_with_person,
    iter_employers,
    iter_findings,
    iter_flags,
    iter_inspections,
    iter_placements,
    iter_posts,
    iter_standings,
    known_employers,
    lock_sequence,
    mentored_placements,
    placements_of_employers,
    placements_on_file,
    posts_naming,
)
from matcher.editions import Edition
from matcher.employers import (
    Asked,
    City,
    DemonstrationScore,
    Dossier,
    InspectionFacts,
    Proposal,
    check_decision,
    check_inspection,
    demonstration_scores,
    facts_of,
    propose,
    removal_of,
)
from matcher.records import (
    Actor,
    Employer,
    EmployerFault,
    FindingState,
    Inspection,
    InspectionOutcome,
    Placement,
    Post,
    Standing,
    StandingDecision,
)

R = TypeVar("R", Placement, Inspection, StandingDecision)


@dataclass(frozen=True, slots=True)
class Looked:
    """An employer with the facts that decide its inspection, and the proposal that they make; None = there is none."""

    dossier: Dossier
    facts: InspectionFacts
    proposal: Proposal | None


def list_inspections(house: House, session: Session, *, as_of: date) -> list[Looked]:
    """
    Look at every employer.

    Those proposed for removal stand first, then those whose inspection is due; of these the one due longest first, and
    one of which nobody knows since when before all others.
    """
    edition = house.rulebook.on(as_of)
    found = [_looked(dossier, city) for dossier, city in _dossiers(house, session, as_of, edition)]
    return sorted(found, key=_urgency)


def look_at(house: House, session: Session, id: str, *, as_of: date) -> Looked:
    """Look at one employer, or raise NotFound."""
    employer = get_employer(session, id)
    edition = house.rulebook.on(as_of)
    ((dossier, city),) = _dossiers(house, session, as_of, edition, only=employer)
    return _looked(dossier, city)


def rank_demonstration(house: House, session: Session, *, as_of: date) -> list[tuple[Employer, DemonstrationScore]]:
    """Rank the employers without fault as demonstration units, the best first."""
    edition = house.rulebook.on(as_of)
    dossiers, facts = dict[str, Dossier](), dict[str, InspectionFacts]()
    for dossier, city in _dossiers(house, session, as_of, edition):
        dossiers[dossier.employer.id] = dossier
        facts[dossier.employer.id] = facts_of(dossier, city)
    asked = Asked(
        edition=edition,
        as_of=as_of,
        mentored=ids_with_person(session, "post", "mentor"),
        flagged=frozenset(flag.post.id for flag in iter_flags(session, "open")),
    )
    scores = demonstration_scores(dossiers.values(), facts, asked)
    return [(dossiers[one.employer_id].employer, one) for one in scores]


def inspect(
    house: House,
    id: str,
    *,
    on: date,
    outcome: InspectionOutcome,
    faults: Iterable[EmployerFault],
    note: str | None,
    actor: Actor,
    begin: Begin | None = None,
) -> Inspection:
    """
    Record an inspection as a person made it.

    Raises:
        NotFound: there is no such employer.
        BadInput: the day is still to come, or the faults do not go with the outcome.
    """
    inspection = Inspection(
        id, on, outcome, house.rulebook.on(on).id, actor, house.clock(), tuple(dict.fromkeys(faults)), note
    )
    check_inspection(inspection, today=house.today())
    with (begin or house.database.begin)() as session:
        add_inspection(session, inspection)
    return inspection


def decide(
    house: House,
    id: str,
    *,
    standing: Standing,
    reasons: Iterable[EmployerFault],
    effective_on: date,
    note: str | None,
    actor: Actor,
    begin: Begin | None = None,
) -> StandingDecision:
    """
    Record what a person decided on an employer.

    Raises:
        NotFound: there is no such employer.
        BadInput: the decision says not why.
        Conflict: it does not go with where the employer stands.
    """
    edition = house.rulebook.on(effective_on).id
    told = tuple(dict.fromkeys(reasons))
    decision = StandingDecision(id, standing, effective_on, edition, actor, house.clock(), told, note)
    with (begin or house.database.begin)() as session:
        lock_sequence(session)
        employer = get_employer(session, id)
        removal = removal_of(employer, iter_standings(session, id), effective_on)
        check_decision(decision, removal=removal)
        add_standing(session, decision)
    return decision


def _looked(dossier: Dossier, city: City) -> Looked:
    facts = facts_of(dossier, city)
    return Looked(dossier, facts, propose(facts, city.edition))


def _urgency(one: Looked) -> tuple[bool, bool, date, str]:
    facts = one.facts
    return one.proposal is None, not facts.is_due, facts.due_on or date.min, facts.employer.id


@dataclass(slots=True)
class _Findings:
    """What the watch for fraud found of an employer."""

    n_open: int = 0
    confirmed_on: list[date] = field(default_factory=list)


def _dossiers(
    house: House, session: Session, as_of: date, edition: Edition, *, only: Employer | None = None
) -> Iterator[tuple[Dossier, City]]:
    """Gather what is on file of every employer, or of one."""
    id = None if only is None else only.id
    city = _city(session, as_of, edition, id)
    placements = iter_placements(session) if id is None else placements_of_employers(session, [id])
    of_employer = _by_employer(placements)
    findings, posts = _findings(session), _posts(session, only)
    inspections, decisions = _by_employer(iter_inspections(session, id)), _by_employer(iter_standings(session, id))
    for employer in iter_employers(session) if only is None else (only,):
        dossier = Dossier(
            employer=employer,
            placements=tuple(of_employer[employer.id]),
            inspections=tuple(inspections[employer.id]),
            decisions=tuple(decisions[employer.id]),
            posts=tuple(posts.get(employer.id, ())),
            n_findings_open=findings[employer.id].n_open,
            confirmed_on=tuple(findings[employer.id].confirmed_on),
        )
        yield dossier, city


def _by_employer(records: Iterable[R]) -> defaultdict[str, list[R]]:
    found = defaultdict[str, list[R]](list)
    for one in records:
        found[one.employer_id].append(one)
    return found


def _city(session: Session, as_of: date, edition: Edition, employer_id: str | None) -> City:
    on_file = placements_on_file(session)
    return City(
        edition=edition,
        as_of=as_of,
        mentored=mentored_placements(session, employer_id=employer_id),
        recorded=on_file.fields,
        records_since=on_file.since,
    )


def _findings(session: Session) -> defaultdict[str, _Findings]:
    found = defaultdict[str, _Findings](_Findings)
    for kept in iter_findings(session):
        if not kept.is_found:
            continue
        for id in kept.finding.employer_ids:
            if kept.state is FindingState.OPEN:
                found[id].n_open += 1
            elif kept.state is FindingState.CONFIRMED:
                found[id].confirmed_on.append(kept.states[-1].at.astimezone().date())
    return found


def _posts(session: Session, only: Employer | None) -> dict[str, list[Post]]:
    """Give the posts of every employer, or of one, by the employer's id."""
    known, found = known_employers(session), defaultdict[str, list[Post]](list)
    posts = iter_posts(session) if only is None else posts_naming(session, uscc=only.uscc, name=only.name)
    for post in posts:
        id = known.find(uscc=post.employer_uscc, name=post.employer)
        if id is not None:
            found[id].append(post)
    return found
