"""Matching at a person's own request: who does not want to be matched automatically is matched only where it asks."""

from __future__ import annotations

from api.house import House
from data import log
from matcher.errors import Conflict
from matcher.records import Actor, Candidate

AT_REQUEST = "The person, who does not want to be matched automatically, asks for it now; it is logged."


def refuse_unasked(house: House, candidate: Candidate, *, asked: bool, actor: Actor) -> None:
    """
    Refuse to match somebody who does not want that, unless the person has *asked* for it now, which is logged.

    Raises:
        Conflict: the person does not want to be matched automatically, and has not asked for it.
    """
    if not candidate.refuses_matching:
        return
    if not asked:
        raise Conflict(
            "{id!r} does not want to be matched automatically: nothing is ranked unless the person asks for it now "
            "(--at-request, at_request=true); eligibility and every post can be looked at by hand",
            id=candidate.id,
        )
    with house.database.begin() as session:
        log.record(
            session,
            actor=actor,
            action="match at request",
            noun="candidate",
            id=candidate.id,
            details={},
            at=house.clock(),
        )
