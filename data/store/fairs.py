"""Fairs in the database: the fair as it stands, its guests one by one, and what became of them, all sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from data.store.sealed import SealedNoun, SealedRecord, delete_sealed, find_sealed, get_sealed, iter_sealed, put_sealed
from data.vault import Vault
from matcher.errors import NotFound
from matcher.fairs.guests import KeptGuest, Told
from matcher.records import (
    Actor,
    Attendance,
    Booth,
    Fair,
    FairNeed,
    FairState,
    FairVisit,
    Fit,
    Guest,
    Hours,
    MeetingResult,
    Seat,
    Walk,
)

OF_GUESTS: tuple[SealedNoun, ...] = ("fair_guest", "fair_dropped", "fair_visit")


@dataclass(frozen=True, slots=True)
class KeptFair:
    """
    A fair as it is kept.

    Attributes:
        revision: how often it was planned; calendars count by it. 0 = never.
        planned_at: when it was planned last.
        absent_booths: whose employers did not come.
        left_out: how many were not asked when it was planned last, by code of why.
        is_printed: something was printed since the plan was made or a meeting moved.
        printed_at: when something was printed last, whatever changed since; None = never, or nobody noted it.
        closed_from: how far it had come when it was closed; None = it is not closed, or nobody noted it.
    """

    fair: Fair
    revision: int = 0
    planned_at: datetime | None = None
    absent_booths: tuple[str, ...] = ()
    is_printed: bool = False
    left_out: Mapping[str, int] = field(default_factory=dict)
    closed_from: FairState | None = None
    printed_at: datetime | None = None

    def restated(self, fair: Fair) -> KeptFair:
        """Give it stated anew, to be planned again; who was left out holds where the same are asked and met."""
        is_same = (fair.districts, fair.booths) == (self.fair.districts, self.fair.booths)
        left_out = self.left_out if is_same else {}
        return KeptFair(fair, self.revision, left_out=left_out, printed_at=self.printed_at)


def put_fair(session: Session, kept: KeptFair, *, vault: Vault) -> None:
    """Store a fair in place of the one of its id."""
    content = _from_fair(kept.fair) | {
        "revision": kept.revision,
        "planned_at": _written(kept.planned_at),
        "absent_booths": list(kept.absent_booths),
        "is_printed": kept.is_printed,
        "left_out": dict(kept.left_out),
        "closed_from": kept.closed_from,
        "printed_at": _written(kept.printed_at),
    }
    put_sealed(session, [SealedRecord("fair", kept.fair.id, str(kept.fair.state), content)], vault=vault)


def get_fair(session: Session, id: str, *, vault: Vault) -> KeptFair:
    """Give a fair, or raise NotFound."""
    found = get_sealed(session, "fair", [id], vault=vault)
    if id not in found:
        raise NotFound("there is no fair {id!r}", id=id)
    return _to_fair(found[id])


def delete_fair(session: Session, id: str) -> None:
    """Delete a fair that has no guests."""
    delete_sealed(session, "fair", [id])


def has_fair(session: Session, id: str, *, vault: Vault) -> bool:
    """Tell whether there is a fair of an id."""
    return bool(get_sealed(session, "fair", [id], vault=vault))


def iter_fairs(session: Session, *, vault: Vault) -> Iterator[KeptFair]:
    """Give all fairs by id."""
    return map(_to_fair, iter_sealed(session, "fair", vault=vault))


def replace_guests(session: Session, fair_id: str, guests: Iterable[KeptGuest], *, vault: Vault) -> int:
    """Store the guests of a fair in place of all that it had, and count them."""
    old = iter_sealed(session, "fair_guest", shelf=fair_id, vault=vault)
    delete_sealed(session, "fair_guest", [one.id for one in list(old)])
    return put_sealed(session, (_from_guest(one, vault) for one in guests), vault=vault)


def put_guests(session: Session, fair_id: str, guests: Sequence[KeptGuest], *, vault: Vault) -> int:
    """Store some guests of a fair in place of what is kept of the same people there, and count them."""
    old = find_sealed(session, "fair_guest", [one.candidate_id for one in guests], vault=vault)
    delete_sealed(session, "fair_guest", [one.id for one in old if one.shelf == fair_id])
    return put_sealed(session, (_from_guest(one, vault) for one in guests), vault=vault)


def guests_of(session: Session, fair_id: str, *, vault: Vault) -> list[KeptGuest]:
    """Give the guests of a fair by candidate; of two that became one person the one with more meetings."""
    found: dict[str, KeptGuest] = {}
    for one in map(_to_guest, iter_sealed(session, "fair_guest", shelf=fair_id, vault=vault)):
        other = found.get(one.candidate_id)
        if other is None or len(one.seats) > len(other.seats):
            found[one.candidate_id] = one
    return [found[id] for id in sorted(found)]


def replace_dropped(session: Session, fair_id: str, gone: Iterable[KeptGuest], *, vault: Vault) -> None:
    """Store who is no guest of a fair any more, and was told of it, in place of all that were kept so."""
    old = iter_sealed(session, "fair_dropped", shelf=fair_id, vault=vault)
    delete_sealed(session, "fair_dropped", [one.id for one in list(old)])
    put_sealed(session, (replace(_from_guest(one, vault), noun="fair_dropped") for one in gone), vault=vault)


def dropped_of(session: Session, fair_id: str, *, vault: Vault) -> list[KeptGuest]:
    """Give who is no guest of a fair any more, and was told of it, by candidate; without meetings."""
    guests = {one.candidate_id for one in guests_of(session, fair_id, vault=vault)}
    found = map(_to_guest, iter_sealed(session, "fair_dropped", shelf=fair_id, vault=vault))
    gone = {one.candidate_id: one for one in found if one.candidate_id not in guests}
    return [gone[id] for id in sorted(gone)]


def put_visits(session: Session, visits: Iterable[FairVisit], *, vault: Vault) -> int:
    """Store what became of guests in place of what was told of the same fair, person and booth, and count it."""
    return put_sealed(session, (_from_visit(one, vault) for one in visits), vault=vault)


def visits_of(session: Session, fair_id: str, *, vault: Vault) -> list[FairVisit]:
    """Give what became of the guests of a fair, by person and booth."""
    found = map(_to_visit, iter_sealed(session, "fair_visit", shelf=fair_id, vault=vault))
    return sorted(found, key=lambda one: (one.candidate_id, one.booth_id or ""))


def visits_by(session: Session, fair_id: str, candidate_id: str, *, vault: Vault) -> list[FairVisit]:
    """Give what became of one guest of a fair: of the day, then by booth."""
    found = find_sealed(session, "fair_visit", [candidate_id], vault=vault)
    visits = [_to_visit(one) for one in found if one.shelf == fair_id]
    return sorted(visits, key=lambda one: one.booth_id or "")


def drop_visit(session: Session, visit: FairVisit, *, vault: Vault) -> None:
    """Forget what was told of a guest, as if nobody had."""
    found = find_sealed(session, "fair_visit", [visit.candidate_id], vault=vault)
    same = [one.id for one in found if one.shelf == visit.fair_id and one.content["booth_id"] == visit.booth_id]
    delete_sealed(session, "fair_visit", same)


def known_visits(session: Session, fair_ids: Sequence[str], *, vault: Vault) -> dict[tuple[str, str, str], FairVisit]:
    """Give what is stored of visits at some fairs, by fair, person and booth ("" = the whole day)."""
    found = (one for id in dict.fromkeys(fair_ids) for one in visits_of(session, id, vault=vault))
    return {(one.fair_id, one.candidate_id, one.booth_id or ""): one for one in found}


def iter_visits(session: Session, *, vault: Vault) -> Iterator[FairVisit]:
    """Give what became of all guests of all fairs."""
    return map(_to_visit, iter_sealed(session, "fair_visit", vault=vault))


def drop_from_fairs(session: Session, candidate_id: str, *, vault: Vault) -> None:
    """Forget a person at every fair."""
    for noun in OF_GUESTS:
        found = find_sealed(session, noun, [candidate_id], vault=vault)
        delete_sealed(session, noun, [one.id for one in found if one.content["candidate_id"] == candidate_id])


def _id(vault: Vault, letter: str, *parts: str) -> str:
    """Make an id of what may not be read from it: whose it is."""
    return letter + vault.seal("\x1f".join(parts).encode()).hex()


def _from_fair(fair: Fair) -> dict[str, Any]:
    return {one.name: _plain(getattr(fair, one.name)) for one in fields(Fair)}


def _to_fair(sealed: SealedRecord) -> KeptFair:
    told: Mapping[str, Any] = sealed.content
    fair = Fair(
        id=sealed.id,
        name=told["name"],
        place=told["place"],
        on=date.fromisoformat(told["on"]),
        hours=_to_hours(told["hours"]),
        slot_min=told["slot_min"],
        booths=tuple(_to_booth(one) for one in told["booths"]),
        breaks=tuple(map(_to_hours, told["breaks"])),
        walks=tuple(Walk(**one) for one in told["walks"]),
        quiet=tuple(map(_to_hours, told["quiet"])),
        n_interpreters=told["n_interpreters"],
        most_visits=told["most_visits"],
        reserved=told["reserved"],
        no_show=told["no_show"],
        districts=tuple(told["districts"]),
        state=FairState(told["state"]),
    )
    return KeptFair(
        fair,
        told["revision"],
        _moment(told["planned_at"]),
        tuple(told["absent_booths"]),
        told.get("is_printed", False),
        told.get("left_out", {}),
        FairState(closed_from) if (closed_from := told.get("closed_from")) else None,
        _moment(told.get("printed_at")),
    )


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _to_booth(told: Mapping[str, Any]) -> Booth:
    beside = {"post_ids": tuple(told["post_ids"]), "breaks": tuple(map(_to_hours, told["breaks"]))}
    return Booth(**(dict(told) | beside))


def _to_hours(told: Mapping[str, str]) -> Hours:
    return Hours(time.fromisoformat(told["since"]), time.fromisoformat(told["until"]))


def _from_guest(one: KeptGuest, vault: Vault) -> SealedRecord:
    guest = one.guest
    content = {
        "candidate_id": guest.candidate_id,
        "needs": sorted(guest.needs),
        "p_show": guest.p_show,
        "walked_in": guest.walked_in,
        "fits": [[fit.booth_id, fit.post_id, fit.chance] for fit in one.fits],
        "seats": [_from_seat(seat) for seat in one.seats],
        "waits": [list(wait) for wait in one.waits],
        "unseated": one.unseated,
        "attendance": one.attendance,
        "needs_are_told": one.needs_are_told,
        "told": None if one.told is None else _from_told(one.told),
    }
    id = _id(vault, "G", one.fair_id, guest.candidate_id)
    return SealedRecord("fair_guest", id, one.fair_id, content, (guest.candidate_id,))


def _from_seat(seat: Seat) -> list[Any]:
    return [seat.booth_id, seat.post_id, seat.slot, seat.desk, seat.interpreter, seat.by_hand]


def _to_guest(sealed: SealedRecord) -> KeptGuest:
    told: Mapping[str, Any] = sealed.content
    id = told["candidate_id"]
    return KeptGuest(
        sealed.shelf,
        Guest(id, frozenset(map(FairNeed, told["needs"])), p_show=told["p_show"], walked_in=told["walked_in"]),
        fits=tuple(Fit(id, *fit) for fit in told["fits"]),
        seats=tuple(Seat(id, *seat) for seat in told["seats"]),
        waits=tuple((booth, place) for booth, place in told["waits"]),
        unseated=told["unseated"],
        attendance=told["attendance"] and Attendance(told["attendance"]),
        needs_are_told=told["needs_are_told"],
        told=_to_told(told.get("told")),
    )


def _from_told(told: Told) -> dict[str, Any]:
    return {one.name: _plain(getattr(told, one.name)) for one in fields(Told)}


def _to_told(told: Mapping[str, Any] | Sequence[Sequence[str]] | None) -> Told | None:
    if told is None:
        return None
    if not isinstance(told, Mapping):  # kept when it was meetings alone
        return Told(tuple((when, booth) for when, booth in told))
    return Told(
        tuple((when, booth) for when, booth in told["meetings"]),
        on=date.fromisoformat(told["on"]) if told["on"] else None,
        hours=_to_hours(told["hours"]) if told["hours"] else None,
        place=told["place"],
        stands_by=told["stands_by"],
    )


def _from_visit(one: FairVisit, vault: Vault) -> SealedRecord:
    content = {
        "candidate_id": one.candidate_id,
        "attendance": str(one.attendance),
        "at": one.at.isoformat(),
        "actor": [one.actor.id, one.actor.role, one.actor.district],
        "booth_id": one.booth_id,
        "post_id": one.post_id,
        "result": one.result and str(one.result),
        "follows": one.follows,
    }
    id = _id(vault, "V", one.fair_id, one.candidate_id, one.booth_id or "")
    return SealedRecord("fair_visit", id, one.fair_id, content, (one.candidate_id,))


def _to_visit(sealed: SealedRecord) -> FairVisit:
    told: Mapping[str, Any] = sealed.content
    return FairVisit(
        fair_id=sealed.shelf,
        candidate_id=told["candidate_id"],
        attendance=Attendance(told["attendance"]),
        at=datetime.fromisoformat(told["at"]),
        actor=Actor(*told["actor"]),
        booth_id=told["booth_id"],
        post_id=told["post_id"],
        result=told["result"] and MeetingResult(told["result"]),
        follows=told.get("follows", False),
    )


def _plain(value: Any) -> Any:
    """Write a value of a record so that JSON can hold it."""
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if isinstance(value, (Booth, Hours, Walk)):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value
