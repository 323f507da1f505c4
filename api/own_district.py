"""Rows that somebody of one district may not store: each turned back by itself, alike whoever is stored elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

from api.house import House
from data.frames import Fault, Reading
from data.store import Session, Taking, existing_candidates, scope_of, taken_outside
from data.values.reasons import Reason
from data.vault import is_made_id
from matcher.records import CandidateEntry


def turn_back_neighbours(session: Session, reading: Reading[CandidateEntry]) -> None:
    """
    Turn back the rows of people who live elsewhere: before anything that is known of them is told or changed.

    Nothing of such a row is kept beside its number: it cannot be corrected here, and may be of somebody forgotten.
    """
    district = scope_of(session).district
    if district is not None:
        reading.turn_back(_lives_elsewhere(entry, district) for entry in reading.entries)
        why = Reason.OTHER_DISTRICT.format(district=district)
        reading.rejected = [replace(one, value="", cells={}) if one.reason == why else one for one in reading.rejected]


def turn_back_others(house: House, session: Session, reading: Reading[CandidateEntry]) -> None:
    """
    Turn back the rows of people whose 编号 stands for somebody of elsewhere.

    An id that this house makes of a person's numbers is the same wherever the person lives. Where that is taken the
    row gets another, as if nobody were stored: to reject it would tell that the person is known elsewhere.
    """
    district = scope_of(session).district
    if district is None:
        return
    while taken := taken_outside(session, "candidate", set(map(_id_of, reading.entries))):
        own = {id: house.vault.identify(f"{district} {id}") for id in taken if is_made_id(id)}
        reading.entries = [_under(entry, own) for entry in reading.entries]
        reading.turn_back(_of_taken(reading, taken, _id_of))


def _id_of(entry: CandidateEntry) -> str:
    return entry.candidate.id


def _lives_elsewhere(entry: CandidateEntry, district: str) -> list[Fault]:
    home = entry.candidate.home_district
    if home in (None, district):
        return []
    return [Fault("home_district", home or "", Reason.OTHER_DISTRICT.format(district=district))]


def _under(entry: CandidateEntry, own: dict[str, str]) -> CandidateEntry:
    id = own.get(entry.candidate.id)
    return entry if id is None else replace(entry, candidate=replace(entry.candidate, id=id))


def turn_back_placeless(session: Session, reading: Reading[CandidateEntry]) -> None:
    """Turn back the rows of people of whom nobody says where they live: neither the file nor what is stored here."""
    district = scope_of(session).district
    if district is None:
        return
    known = {_id_of(entry) for entry in reading.entries if entry.candidate.home_district is not None}
    known |= existing_candidates(session, set(map(_id_of, reading.entries)) - known)
    reading.turn_back([] if _id_of(entry) in known else [_placeless(district)] for entry in reading.entries)


def turn_back_returning_placeless(
    session: Session, reading: Reading[CandidateEntry], returning: Collection[int]
) -> None:
    """Turn back those of the *returning* rows, by place, that do not say where their people live."""
    district = scope_of(session).district
    if district is not None:
        reading.turn_back(
            [_placeless(district)] if at in returning and entry.candidate.home_district is None else []
            for at, entry in enumerate(reading.entries)
        )


def _placeless(district: str) -> Fault:
    return Fault("home_district", "", Reason.WHICH_DISTRICT.format(district=district))


def turn_back_strangers(session: Session, reading: Reading[Any], person_of: Callable[[Any], str]) -> None:
    """Turn back the rows of records of people who are not stored here; *person_of* gives the candidate's id."""
    if scope_of(session).district is None:
        return
    people = [person_of(entry) for entry in reading.entries]
    known = existing_candidates(session, set(people))
    fault = Fault("id_number", "", Reason.NO_CANDIDATE.value)
    reading.turn_back([] if person in known else [fault] for person in people)


def turn_back_taken(session: Session, noun: Taking, reading: Reading[Any], id_of: Callable[[Any], str]) -> None:
    """Turn back the rows of records whose 编号 stands for one of somebody of elsewhere."""
    if scope_of(session).district is not None:
        taken = taken_outside(session, noun, {id_of(entry) for entry in reading.entries})
        reading.turn_back(_of_taken(reading, taken, id_of))


def _of_taken(reading: Reading[Any], taken: Collection[str], id_of: Callable[[Any], str]) -> list[Sequence[Fault]]:
    ids = [id_of(entry) for entry in reading.entries]
    return [[Fault("id", id, Reason.TAKEN_ELSEWHERE.value)] if id in taken else [] for id in ids]
