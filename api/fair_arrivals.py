"""Who came to a fair and what came of a meeting, noted one by one in a moment, and taken back as quickly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.fair_door import Arrivals, fair_at_door, plan_at_door
from api.fair_missed import come_late
from api.fair_moving import first_unended, is_over
from api.house import House
from api.visiting import Visited, keep_visits
from data import log
from data.store import (
    Session,
    candidates_by_id,
    current_id,
    drop_visit,
    get_fair,
    guests_of,
    lock_sequence,
    put_guests,
    put_visits,
    refuse_unknown_candidates,
    replace_guests,
    visits_by,
)
from data.vault import Vault
from matcher.errors import BadInput, Conflict, NotFound
from matcher.fairs.guests import KeptGuest
from matcher.fairs.needs import fair_needs
from matcher.fairs.soundness import refuse_closed
from matcher.records import Actor, Attendance, FairVisit, Guest, MeetingResult


@dataclass(frozen=True, slots=True)
class Met:
    """Whom an employer meets, or met without a time in the plan."""

    candidate_id: str
    booth_id: str
    post_id: str | None


def note_arrival(
    house: House,
    session: Session,
    fair_id: str,
    candidate_id: str,
    attendance: Attendance | None,
    *,
    actor: Actor,
    seen: Attendance | None = None,
) -> KeptGuest:
    """
    Note whether a guest is there; None takes back what was noted. Nobody's seat to come changes.

    Whoever came unasked and is taken back is no guest any more, and leaves the seats that were found.

    Who was noted as absent and comes after all was not at the meetings that are over: they are given up, so that the
    same employers can be met later in the day. One that is running is held still.

    Args:
        house: with the clock.
        session: of the transaction.
        fair_id: of the fair.
        candidate_id: of the guest.
        attendance: what is noted.
        actor: who notes it.
        seen: what whoever takes something back saw; None = whatever it is.

    Returns:
        the guest as it was before.

    Raises:
        NotFound: no such fair, or the person is no guest of it.
        BadInput: its day is still to come.
        Conflict: it is closed; what came of a meeting is known, so that the person was there; who is to be absent was
            checked in; or something else is noted than was seen.
    """
    lock_sequence(session)
    fair = get_fair(session, fair_id, vault=house.vault).fair
    refuse_closed(fair)
    if fair.on > house.today():
        raise BadInput("fair {id!r} is on {day}, which is still to come", id=fair_id, day=fair.on)
    guests = guests_of(session, fair_id, vault=house.vault)
    old = next((one for one in guests if one.candidate_id == candidate_id), None)
    if old is None:
        raise NotFound("{id!r} is no guest of fair {fair!r}", id=candidate_id, fair=fair_id)
    if attendance is old.attendance:
        return old
    _refuse_unseen(old, attendance, seen)
    visits, at = visits_by(session, fair_id, candidate_id, vault=house.vault), house.clock()
    if attendance is not Attendance.CAME:
        _refuse_met(visits)
    if attendance is None:
        _drop_day(session, visits, vault=house.vault)
    else:
        put_visits(session, [FairVisit(fair_id, candidate_id, attendance, at, actor)], vault=house.vault)
    if attendance is None and old.guest.walked_in:
        replace_guests(session, fair_id, [one for one in guests if one is not old], vault=house.vault)
    else:
        guest = come_late(old, first_unended(house, fair)) if attendance is Attendance.CAME else old
        put_guests(session, fair_id, [replace(guest, attendance=attendance)], vault=house.vault)
    log_attending(house, session, fair_id, [candidate_id], actor=actor)
    return old


def take_in(house: House, fair_id: str, candidate_id: str, *, actor: Actor) -> None:
    """
    Take in somebody who came unasked, and find a place; who comes when the last slot has begun was there all the same.

    Nobody else is given a meeting, or another one.

    Raises:
        NotFound: no such fair or candidate.
        Conflict: the fair was not planned, is still to come, is closed, or changed meanwhile.
    """
    with house.database.read() as session:
        fair, id = fair_at_door(house, session, fair_id).fair, current_id(session, candidate_id)
    if not is_over(house, fair):
        plan_at_door(house, fair_id, Arrivals(walk_ins=(id,)), actor=actor, only=id)
        return
    with house.database.begin() as session:
        _keep_walk_in(house, session, fair_id, id, actor=actor)


def _keep_walk_in(house: House, session: Session, fair_id: str, id: str, *, actor: Actor) -> None:
    lock_sequence(session)
    fair_at_door(house, session, fair_id)
    if any(one.candidate_id == id for one in guests_of(session, fair_id, vault=house.vault)):
        note_arrival(house, session, fair_id, id, Attendance.CAME, actor=actor)
        return
    refuse_unknown_candidates(session, [id])
    needs = fair_needs(candidates_by_id(session, [id])[id].needs)
    guest = KeptGuest(fair_id, Guest(id, needs, walked_in=True), attendance=Attendance.CAME)
    put_guests(session, fair_id, [guest], vault=house.vault)
    visit = FairVisit(fair_id, id, Attendance.CAME, house.clock(), actor)
    put_visits(session, [visit], vault=house.vault)
    log_attending(house, session, fair_id, [id], actor=actor)


def log_attending(house: House, session: Session, fair_id: str, ids: Sequence[str], *, actor: Actor) -> None:
    """Log that it was noted, or taken back, whether people came to a fair; whom is sealed."""
    details = {"n": len(ids), "ids_keyed": log.sealed_people(session, ids, seal=house.vault.seal)}
    log.record(session, actor=actor, action="attend", noun="fair", id=fair_id, details=details, at=house.clock())


def _drop_day(session: Session, visits: Sequence[FairVisit], *, vault: Vault) -> None:
    for one in visits:
        if one.booth_id is None:
            drop_visit(session, one, vault=vault)


def _refuse_unseen(guest: KeptGuest, attendance: Attendance | None, seen: Attendance | None) -> None:
    """Refuse what would go over a mark that another window made: who was checked in is here until that is undone."""
    id, stands = guest.candidate_id, guest.attendance
    if attendance is Attendance.STAYED_AWAY and stands is Attendance.CAME:
        raise Conflict(
            "{id!r} was checked in meanwhile, so nothing was changed; not here? Undo the check-in first", id=id
        )
    if attendance is None and seen is not None and stands is not seen:
        raise Conflict("{id!r} was noted otherwise meanwhile, so nothing was changed", id=id)


def _refuse_met(visits: Sequence[FairVisit]) -> None:
    """Refuse to say of somebody who met an employer that the person was not there, or that nobody knows."""
    met = next((one for one in visits if one.booth_id and one.result not in (None, MeetingResult.MISSED)), None)
    if met is not None:
        raise Conflict("{id!r} was there: what came of a meeting is noted; take that back first", id=met.candidate_id)


def note_result(house: House, session: Session, fair_id: str, met: Met, result: MeetingResult, *, actor: Actor) -> None:
    """
    Note what came of one meeting; the person was there, unless it did not take place, of which nothing follows.

    Raises:
        NotFound: there is no such fair.
        BadInput: its day is still to come.
    """
    fair = get_fair(session, fair_id, vault=house.vault).fair
    if fair.on > house.today():
        raise BadInput("fair {id!r} is on {day}, which is still to come", id=fair_id, day=fair.on)
    told = Visited(fair_id, met.candidate_id, None, met.booth_id, met.post_id, result)
    keep_visits(house, session, [told], actor=actor, at=house.clock())


def take_back_result(house: House, session: Session, fair_id: str, met: Met, *, actor: Actor) -> None:
    """Let a meeting be one of which nothing is told: what was noted of the post and as a contact goes too."""
    own = visits_by(session, fair_id, met.candidate_id, vault=house.vault)
    visit = next((one for one in own if one.booth_id == met.booth_id), None)
    if visit is None:
        return
    missed = Visited(fair_id, met.candidate_id, None, met.booth_id, visit.post_id, MeetingResult.MISSED)
    keep_visits(house, session, [missed], actor=actor, at=house.clock())
    drop_visit(session, visit, vault=house.vault)
