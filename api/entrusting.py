"""Who looks after whom: people given to a colleague, and all whom a colleague has in hand handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from api.contacting import moment_of
from api.house import House
from api.tasking import tasks_on
from data.store import (
    Session,
    assign,
    candidates_by_id,
    caseloads,
    hand_over,
    iter_attempts,
    iter_claimed,
    lock_sequence,
    release_claim,
)
from matcher.errors import BadInput
from matcher.outreach.claims import Hands, in_hands_of
from matcher.outreach.policy import Policy
from matcher.outreach.situation import lives_in, promised_call_back
from matcher.records import Actor, Attempt


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What a hand-over moved."""

    hands: Hands
    n_claims: int


def entrust(house: House, session: Session, ids: Sequence[str], *, caseworker: str, actor: Actor) -> int:
    """
    Give candidates to a caseworker, and count those who changed hands; raises as ``assign`` of the store.

    Whom the giver has taken is let go, so that the receiver can begin at once; a third colleague's claim stays.
    """
    at = moment_of(house)
    n = assign(session, ids, caseworker=caseworker, actor=actor, at=at, vault=house.vault)
    if caseworker != actor.id:
        for id in ids:
            release_claim(session, id, actor=actor, at=at)
    return n


def hands_of(house: House, session: Session, caseworker: str, *, district: str | None = None) -> Hands:
    """List whom a caseworker has in hand, tasks included, of everywhere or of the people who live in a district."""
    hands = in_hands_of(
        caseworker,
        caseloads=caseloads(session),
        claims=iter_claimed(session),
        call_backs=_open_call_backs(session, house.outreach),
        left=[one.candidate_id for one in tasks_on(house, session, caseworker=caseworker).tasks],
        at=moment_of(house),
    )
    if district is None:
        return hands
    theirs = {id for id, one in candidates_by_id(session, hands.ids).items() if lives_in(one, district)}
    return Hands(
        tuple(id for id in hands.ids if id in theirs),
        tuple(id for id in hands.call_back_ids if id in theirs),
    )


def hand_people_over(
    house: House,
    session: Session,
    *,
    giver: str,
    to: str,
    actor: Actor,
    district: str | None = None,
    note: str | None = None,
) -> HandedOver:
    """
    Give everybody whom a caseworker has in hand to a colleague, with claims, promised call backs and open tasks.

    Raises:
        BadInput: both are the same, or a text cannot be stored.
    """
    if giver == to:
        raise BadInput("{field}: a hand-over is from one colleague to another", field="to")
    lock_sequence(session)
    hands = hands_of(house, session, giver, district=district)
    if not hands.ids:
        return HandedOver(hands, 0)
    receiver = Actor(to, "caseworker", district)
    at = moment_of(house)
    n_claims = hand_over(session, hands.ids, giver=giver, to=receiver, actor=actor, at=at, note=note, vault=house.vault)
    return HandedOver(hands, n_claims)


def _open_call_backs(session: Session, policy: Policy) -> list[Attempt]:
    by_person = groupby(iter_attempts(session), key=lambda one: one.candidate_id)
    found = (promised_call_back(list(attempts), policy) for _, attempts in by_person)
    return [one for one in found if one is not None]
