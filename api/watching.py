"""The watch for fraud over what is stored: its facts gathered, its findings kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from api.house import Begin, House
from data.store import (
    OverlapKept,
    Session,
    candidates_by_id,
    iter_claims,
    iter_employers,
    iter_employments,
    iter_inspections,
    iter_placements,
    iter_refused_overlaps,
    iter_standings,
    keep_findings,
    shared_numbers,
)
from matcher.fraud import Attempt, Barred, Facts, barred_days, watch
from matcher.outreach.situation import in_local_time
from matcher.records import Actor, Placement


@dataclass(frozen=True, slots=True)
class Watched:
    """What a watch came to."""

    as_of: date
    edition: str
    n_found: int
    n_new: int
    n_by_rule: dict[str, int]


def gather(house: House, session: Session, *, as_of: date) -> Facts:
    """Gather what the rules look at, as it is stored."""
    placements = tuple(iter_placements(session))
    refused = tuple(_attempt(house, one) for one in iter_refused_overlaps(session))
    concerned = {one.candidate_id for one in (*placements, *(one.placement for one in refused))}
    return Facts(
        placements=placements,
        refused=refused,
        claims=tuple(iter_claims(session)),
        employments=tuple(iter_employments(session)),
        candidates=candidates_by_id(session, concerned),
        barred=tuple(_barred(session)),
        shared=tuple(shared_numbers(session)),
        edition=house.rulebook.on(as_of),
        as_of=as_of,
    )


def _attempt(house: House, kept: OverlapKept) -> Attempt:
    one = kept.overlap
    placement = Placement(one.placement_id, one.candidate_id, one.employer_id, one.starts_on, one.last_day)
    return Attempt(placement, kept.actor_id, in_local_time(kept.at, house.outreach).date(), kept.way)


def _barred(session: Session) -> Iterator[Barred]:
    return barred_days(iter_employers(session), iter_standings(session), iter_inspections(session))


def watch_over(house: House, *, as_of: date, actor: Actor, begin: Begin | None = None) -> Watched:
    """Look at everything stored, keep what is found, and tell how much of it is new."""
    with (begin or house.database.begin)() as session:
        facts = gather(house, session, as_of=as_of)
        found = watch(facts)
        n_new = keep_findings(session, found, actor=actor, at=house.clock())
    counted = Counter(one.rule for one in found)
    return Watched(as_of, facts.edition.id, len(found), n_new, dict(sorted(counted.items())))
