"""Fairs kept: stated, changed while nothing has begun, closed when results are in; what a guest needs, noted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from api.fair_begun import BEGUN, state_now
from api.fair_bodies import FairBody, to_fair
from api.fair_saying import complete_told
from api.house import House
from data import log
from data.store import (
    ID_LENGTH,
    KeptFair,
    Session,
    current_id,
    delete_fair,
    get_fair,
    guests_of,
    has_fair,
    lock_sequence,
    need_whole_city,
    put_fair,
    replace_guests,
)
from matcher.errors import BadInput, Conflict, NotFound
from matcher.fairs.guests import KeptGuest
from matcher.fairs.soundness import refuse_closed
from matcher.records import Actor, Booth, FairNeed, FairState


def create_fair(house: House, session: Session, id: str, body: FairBody, *, actor: Actor) -> KeptFair:
    """
    Keep a new fair.

    Raises:
        Conflict: there is one of this id.
        NotFound: a post is not there.
        BadInput: what is stated does not go together.
    """
    lock_sequence(session)
    if not id.strip() or len(id) > ID_LENGTH:
        raise BadInput("{field}: 1 to {most} characters", field="id", most=ID_LENGTH)
    if has_fair(session, id, vault=house.vault):
        raise Conflict("there is a fair {id!r} already; take another id, or change that one", id=id)
    return _keep(house, session, KeptFair(to_fair(house, session, id, body)), action="add", actor=actor)


def change_fair(house: House, session: Session, id: str, body: FairBody, *, actor: Actor) -> KeptFair:
    """
    State a fair anew; a plan that was made is to be made again, its guests stay.

    Raises:
        NotFound: there is no such fair, or a post is not there.
        Conflict: it has begun, or is closed.
        BadInput: what is stated does not go together.
    """
    lock_sequence(session)
    kept = get_fair(session, id, vault=house.vault)
    refuse_closed(kept.fair)
    if state_now(house, session, kept.fair) in BEGUN:
        raise Conflict("fair {id!r} has begun: it can no longer be changed", id=id)
    fair = to_fair(house, session, id, body, booths=kept.fair.booths)
    if replace(fair, state=kept.fair.state) == kept.fair:
        return kept
    complete_told(house, session, kept.fair)
    return _keep(house, session, kept.restated(fair), action="change", actor=actor)


def remove_booth(house: House, session: Session, id: str, booth_id: str, *, actor: Actor) -> Booth:
    """
    Take a booth out of a fair; a plan that was made is to be made again.

    Raises:
        NotFound: there is no such fair or booth.
        Conflict: it has begun, or is closed.
    """
    lock_sequence(session)
    kept = get_fair(session, id, vault=house.vault)
    refuse_closed(kept.fair)
    if state_now(house, session, kept.fair) in BEGUN:
        raise Conflict("fair {id!r} has begun: it can no longer be changed", id=id)
    gone = next((one for one in kept.fair.booths if one.id == booth_id), None)
    if gone is None:
        raise NotFound("fair {fair!r} has no booth {id!r}", fair=id, id=booth_id)
    left = tuple(one for one in kept.fair.booths if one is not gone)
    fair = replace(kept.fair, booths=left, state=FairState.DRAFT)
    _keep(house, session, kept.restated(fair), action="change", actor=actor)
    return gone


def remove_fair(house: House, session: Session, id: str, *, actor: Actor) -> KeptFair:
    """
    Delete a fair that was set up by mistake: nothing but its statement is lost.

    Raises:
        NotFound: there is no such fair.
        Conflict: it has booths, or was planned.
    """
    lock_sequence(session)
    kept = get_fair(session, id, vault=house.vault)
    if not is_removable(kept):
        raise Conflict("fair {id!r} has booths, or was planned: it is not deleted", id=id)
    delete_fair(session, id)
    details = {"on": kept.fair.on.isoformat()}
    log.record(session, actor=actor, action="delete", noun="fair", id=id, details=details, at=house.clock())
    return kept


def is_removable(kept: KeptFair) -> bool:
    """Tell whether nothing but its statement is lost with a fair: it has no booths, and nobody was ever a guest."""
    return not kept.fair.booths and not kept.revision and kept.fair.state is FairState.DRAFT


def close_fair(house: House, session: Session, id: str, *, actor: Actor) -> KeptFair:
    """
    Close a fair: it is planned no more, attendance and results are taken still.

    Raises:
        NotFound: there is no such fair.
        Conflict: it is still to come.
    """
    lock_sequence(session)
    kept = get_fair(session, id, vault=house.vault)
    if kept.fair.state is FairState.CLOSED:
        return kept
    if house.today() < kept.fair.on:
        raise Conflict("fair {id!r} is on {day}: it can be closed from that day on", id=id, day=kept.fair.on)
    closed = replace(kept, fair=replace(kept.fair, state=FairState.CLOSED), closed_from=kept.fair.state)
    return _keep(house, session, closed, action="close", actor=actor)


def reopen_fair(house: House, session: Session, id: str, *, actor: Actor) -> KeptFair:
    """
    Take the close of a fair back: it stands as it stood before, with all that was told since.

    Raises:
        NotFound: there is no such fair.
    """
    lock_sequence(session)
    kept = get_fair(session, id, vault=house.vault)
    if kept.fair.state is not FairState.CLOSED:
        return kept
    state = kept.closed_from or (FairState.OPEN if kept.revision else FairState.DRAFT)
    open_ = replace(kept, fair=replace(kept.fair, state=state), closed_from=None)
    return _keep(house, session, open_, action="open again", actor=actor)


def note_printed(house: House, session: Session, id: str) -> None:
    """
    Note that the plan of a fair was printed; whatever is planned anew or moved is to be printed anew.

    Raises:
        NotFound: there is no such fair.
    """
    lock_sequence(session)
    kept = get_fair(session, id, vault=house.vault)
    if kept.fair.state is not FairState.DRAFT:
        put_fair(session, replace(kept, is_printed=True, printed_at=house.clock()), vault=house.vault)


def _keep(house: House, session: Session, kept: KeptFair, *, action: str, actor: Actor) -> KeptFair:
    put_fair(session, kept, vault=house.vault)
    details = {"booths": len(kept.fair.booths), "on": kept.fair.on.isoformat()}
    at = house.clock()
    log.record(session, actor=actor, action=action, noun="fair", id=kept.fair.id, details=details, at=at)
    return kept


def note_needs(
    house: House, session: Session, fair_id: str, candidate_id: str, needs: Collection[FairNeed], *, actor: Actor
) -> KeptGuest:
    """
    Note what a guest needs at a fair, as the person says; the plan is to be made again where it changed.

    Raises:
        NotFound: no such fair, or the person is no guest of it.
        Conflict: the fair is closed.
        NotAllowed: only some of the city is seen: the plan is that of all.
    """
    need_whole_city("fair")
    lock_sequence(session)
    kept = get_fair(session, fair_id, vault=house.vault)
    refuse_closed(kept.fair)
    guests = guests_of(session, fair_id, vault=house.vault)
    person = current_id(session, candidate_id)
    old = next((one for one in guests if one.candidate_id == person), None)
    if old is None:
        raise NotFound("{id!r} is no guest of fair {fair!r}", id=candidate_id, fair=fair_id)
    new = replace(old, guest=replace(old.guest, needs=frozenset(needs)), needs_are_told=True)
    if new == old:
        return old
    replace_guests(session, fair_id, [new if one is old else one for one in guests], vault=house.vault)
    if state_now(house, session, kept.fair) is FairState.PLANNED and new.guest.needs != old.guest.needs:
        put_fair(session, replace(kept, fair=replace(kept.fair, state=FairState.DRAFT)), vault=house.vault)
    details = {"guests": 1, "ids_keyed": log.sealed_people(session, [person], seal=house.vault.seal)}
    log.record(session, actor=actor, action="note needs", noun="fair", id=fair_id, details=details, at=house.clock())
    return new
