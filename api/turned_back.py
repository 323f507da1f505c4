"""Rows of people who are forgotten: turned back with a reason that tells no more than needed, or let in again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from api.forgetting import lift, note_lifted
from api.house import House
from api.own_district import turn_back_neighbours, turn_back_returning_placeless
from api.settling import ImportKind
from data.frames import Fault, Reading
from data.mentions import Told
from data.store import Session, placements_by_id
from data.store.tombstones import Forgetting, forgotten_among, list_forgettings, numbers_forgotten
from data.values.reasons import Reason
from matcher.errors import BadInput
from matcher.records import Actor, CandidateEntry, ClaimEntry, RegistryEntry

BY_NUMBER: frozenset[ImportKind] = frozenset({"placements", "claims", "employment"})
OF_MONEY: frozenset[ImportKind] = frozenset({"placements", "claims"})


@dataclass(slots=True)
class Returning:
    """
    That the people of a file registered again themselves: by whose word, why, and who was let in by it.

    Attributes:
        purpose: why, in the office's words.
        actor: by whose word.
        lifted: ids of forgettings, each with the places of its rows in the file.
    """

    purpose: str
    actor: Actor
    lifted: dict[str, set[tuple[str | None, int]]] = field(default_factory=dict)


def turn_back_forgotten(
    house: House, session: Session, kind: ImportKind, reading: Reading[Any], *, returning: Returning | None
) -> None:
    """
    Turn back the rows of people who are forgotten; of records of money only those that the law does not keep.

    Args:
        house: whose people they are.
        session: of the import.
        kind: what the rows are.
        reading: of the file, before it is settled whom its rows mean.
        returning: lets people in who registered again; of candidates alone. None = nobody.
    """
    if kind == "candidates":
        turn_back_neighbours(session, reading)
        forgotten = _among(house, session, reading.entries)
        if returning is not None:
            turn_back_returning_placeless(session, reading, set(map(int, forgotten)))
            forgotten = _among(house, session, reading.entries)  # the places of rows have moved
            _let_in(house, session, reading, forgotten, returning)
            return
        _turn_back(reading, forgotten.keys())
    elif kind in BY_NUMBER:
        told: Sequence[Told[Any]] = reading.entries
        found = numbers_forgotten(session, {one.mention.id_number for one in told}, vault=house.vault)
        kept = {number for number, one in found.items() if kind in OF_MONEY and one.state == "restricted"}
        gone = {str(at) for at, one in enumerate(told) if one.mention.id_number in found.keys() - kept}
        reading.entries = [_unnamed(one) if one.mention.id_number in kept else one for one in told]
        _turn_back(reading, gone)


def _among(house: House, session: Session, entries: Sequence[CandidateEntry]) -> dict[str, Forgetting]:
    said = {str(at): [(one.candidate.id, one.person, one.candidate.birth_on)] for at, one in enumerate(entries)}
    return forgotten_among(session, said, vault=house.vault)


def _turn_back(reading: Reading[Any], places: Iterable[str]) -> None:
    gone, before = set(places), len(reading.rejected)
    if not gone:
        return
    reading.turn_back(
        [Fault("id_number", "", Reason.FORGOTTEN.value)] if str(at) in gone else []
        for at in range(len(reading.entries))
    )
    if len(reading.rejected) > before:  # what was to go must not stand in a file of this house again
        reading.rejected = [
            replace(one, value="", cells={}) if one.reason == Reason.FORGOTTEN.value else one
            for one in reading.rejected
        ]


def _unnamed(told: Told[Any]) -> Told[Any]:
    """Leave out the number of a restricted person: it stands sealed already."""
    entry = told.entry
    return replace(told, entry=replace(entry, trainee=None)) if isinstance(entry, ClaimEntry) else told


def _let_in(
    house: House,
    session: Session,
    reading: Reading[CandidateEntry],
    forgotten: Mapping[str, Forgetting],
    returning: Returning,
) -> None:
    """Lift the forgettings of those who come back; who has records of money comes back under the id of old."""
    ids: dict[str, str | None] = {}
    for at, one in forgotten.items():
        if one.id not in ids:
            ids[one.id] = lift(house, session, one, purpose=returning.purpose, actor=returning.actor)
        table, row = reading.origins[int(at)]
        returning.lifted.setdefault(one.id, set()).add((table.sheet, row))
        own = ids[one.id]
        if own is not None:
            entry = reading.entries[int(at)]
            reading.entries[int(at)] = replace(entry, candidate=replace(entry.candidate, id=own))


def refuse_lost_returns(reading: Reading[CandidateEntry], returning: Returning | None) -> None:
    """
    Refuse a file in which a person registers again by rows that cannot be taken.

    The forgetting would be lifted, and what the law keeps of the person open to nobody, with no person to it.

    Raises:
        BadInput: there is such a person.
    """
    taken = {(table.sheet, row) for table, row in reading.origins}
    for rows in () if returning is None else returning.lifted.values():
        if not rows & taken:
            lost = next(one for one in reading.rejected if (one.sheet, one.row) in rows)
            raise BadInput(
                "row {row}: this person registers again, but the row cannot be taken ({reason}); correct it or leave it"
                " out: nothing of the file was stored",
                row=lost.row,
                reason=lost.reason,
            )


def note_returned(house: House, returning: Returning | None) -> None:
    """Note in the file of forgettings who was let in, once that is committed."""
    if returning is not None:
        note_lifted(house, list(returning.lifted))


def turn_back_new_placements(session: Session, reading: Reading[Any]) -> None:
    """Turn back traineeships that begin after their person was forgotten, and not registered again."""
    names = {one.pseudonym for one in list_forgettings(session, state="restricted")}
    own = {one.placement.id for one in reading.entries if one.placement.candidate_id in names}
    new = own - placements_by_id(session, own).keys()
    _turn_back(reading, (str(at) for at, one in enumerate(reading.entries) if one.placement.id in new))


def entries_left(house: House, session: Session, entries: Sequence[RegistryEntry]) -> list[RegistryEntry]:
    """Give the entries of a registry's file without those of people who are forgotten."""
    numbers = {one.identity.id_number for one in entries if one.identity.id_number}
    gone = numbers_forgotten(session, numbers, vault=house.vault)
    return [one for one in entries if one.identity.id_number not in gone] if gone else list(entries)
