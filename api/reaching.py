"""Who may be written to by a channel now, on what ground, and how many may not, by why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from api.batches import rule_for
from api.house import House
from api.situations import read_ledgers, situations
from data.store import Session, candidates_by_id
from matcher.allocation.campaign import reason_to_leave_out
from matcher.outreach.situation import Asking
from matcher.outreach.timing import basis_of
from matcher.records import Channel, LegalBasis


@dataclass(frozen=True, slots=True)
class Reachable:
    """On what ground each of some people may be written to, by id; of the others the code of why not."""

    basis: dict[str, LegalBasis]
    against: dict[str, str]
    n_forgotten: int

    @property
    def withheld(self) -> Counter[str]:
        """Count who may not be written to, by the code of why."""
        return Counter(self.against.values()) + Counter(forgotten=self.n_forgotten)


def reachable(house: House, session: Session, ids: Collection[str], channel: Channel, asking: Asking) -> Reachable:
    """Sort people out as outreach does: opt-out, caps, claims and what the channel asks for."""
    people = candidates_by_id(session, ids)
    ledgers, rule = read_ledgers(session, list(people)), rule_for(house.outreach, channel)
    found = Reachable({}, {}, len(ids) - len(people))
    for one in situations(house, people.values(), ledgers, asking=asking):
        against, ground = reason_to_leave_out(one, rule, asking, promised=()), basis_of(one, house.outreach)
        if against is not None or ground is None:
            found.against[one.candidate.id] = "no_basis" if against is None else against.code
        else:
            found.basis[one.candidate.id] = ground
    return found
