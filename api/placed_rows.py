"""The rows of a file of placements: who is meant, which placement it is, and what the rules say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from api.house import House
from api.language import translation
from api.own_district import turn_back_taken
from api.placing import accepted, judge, placement_id
from data.frames import Fault, Reading
from data.mentions import Mention, Told
from data.store import (
    KnownEmployers,
    Session,
    candidates_by_number,
    existing_posts,
    known_employers,
    lock_sequence,
    placements_by_id,
    placements_near,
)
from data.values.reasons import Reason
from matcher.placements import RefusedOverlap, Violation, overlaid
from matcher.records import Placement, PlacementEntry

COLUMN_OF = {"employer_id": "uscc", "candidate_id": "id_number"}  # field of a placement → column, where they differ
SHOWN = 50  # numbers that a note names
_Start = tuple[str, str, date]  # person, employer and first day: one placement


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of the people, employers and placements that a file mentions."""

    people: Mapping[str, str]  # ID number → candidate
    employers: KnownEmployers
    placements: Mapping[str, Placement]

    def person(self, mention: Mention) -> str | None:
        """Give the candidate meant."""
        return self.people.get(mention.id_number)

    def employer(self, mention: Mention) -> str | None:
        """Give the employer meant."""
        return self.employers.find(uscc=mention.uscc, name=mention.employer)


def settle_placements(house: House, session: Session, reading: Reading[Any]) -> list[RefusedOverlap]:
    """
    Settle whom and which placement the rows mean, and reject what the rules refuse, with every reason of a row.

    A placement is of a stored candidate with a stored employer. Rows of one placement stand or fall together. Give the
    placements that were refused because their person is in another.
    """
    lock_sequence(session)
    known = _known(house, session, reading.entries)
    reading.turn_back(list(_strangers(told, known)) for told in reading.entries)
    reading.entries = _settled(reading, known)
    turn_back_taken(session, "placement", reading, lambda entry: entry.placement.id)
    wanted: dict[str, Placement] = {}
    for one in (entry.placement for entry in reading.entries):
        wanted[one.id] = overlaid(wanted.get(one.id) or known.placements.get(one.id), one)
    wanted = {id: accepted(house, one, before=known.placements.get(id)) for id, one in wanted.items()}
    against = judge(house, session, wanted)
    reading.entries = [_with_edition(entry, wanted[entry.placement.id]) for entry in reading.entries]
    reading.turn_back(
        [_fault(entry.placement, one) for one in against[entry.placement.id]] for entry in reading.entries
    )
    reading.notes += _unknown(session, [entry.placement for entry in reading.entries])
    overlaps = (RefusedOverlap.of(wanted[id], found) for id, found in against.items())
    return [one for one in overlaps if one is not None]


def _known(house: House, session: Session, told: Sequence[Told[PlacementEntry]]) -> Known:
    people = candidates_by_number(session, (one.mention.id_number for one in told), vault=house.vault)
    stored = placements_by_id(session, (one.entry.placement.id for one in told))
    return Known(people, known_employers(session), stored | placements_near(session, candidate_ids=people.values()))


def _strangers(told: Told[PlacementEntry], known: Known) -> Iterator[Fault]:
    person, employer = known.person(told.mention), known.employer(told.mention)
    if person is None:
        yield Fault("id_number", told.mention.id_number, Reason.NO_CANDIDATE.value)
    if employer is None:
        mention = told.mention
        field = "uscc" if mention.uscc else "employer"
        yield Fault(field, mention.uscc or mention.employer or "", Reason.NO_EMPLOYER.value)
    stored = known.placements.get(told.entry.placement.id)
    if person and employer and stored and (stored.candidate_id, stored.employer_id) != (person, employer):
        yield Fault("id", stored.id, Reason.TAKEN_PLACEMENT.value)


def _settled(reading: Reading[Any], known: Known) -> list[PlacementEntry]:
    """Give the entries with their ids; a start that is known under another number keeps that one, as a note says."""
    ids: dict[_Start, str] = {_start(one): one.id for one in known.placements.values()}
    settled, joined = [], list[str]()
    for told, (_table, row) in zip(reading.entries, reading.origins, strict=True):
        person, employer = known.person(told.mention) or "", known.employer(told.mention) or ""
        placement = replace(told.entry.placement, candidate_id=person, employer_id=employer)
        own = placement.id
        if own not in known.placements:
            made = placement_id(person, employer, placement.starts_on)
            placement = replace(placement, id=ids.setdefault(_start(placement), own or made))
        if own and own != placement.id:
            joined.append(f"第{row}行{own}并入{placement.id}")
        settled.append(replace(told.entry, placement=placement))
    if joined:
        more = f"，等 {len(joined)} 行" if len(joined) > SHOWN else ""
        reading.notes.append(f"同一人同日在同一单位开始的见习已有编号，已并入原编号：{'、'.join(joined[:SHOWN])}{more}")
    return settled


def _unknown(session: Session, placements: Sequence[Placement]) -> Iterator[str]:
    """Note what could not be held against the rules because it is not known."""
    n_without = sum(1 for one in placements if one.agreed_on is None)
    if n_without:
        yield f"没有协议日期 {n_without} 行，未核对协议是否在开始之前签订"
    posts = existing_posts(session, {one.post_id for one in placements if one.post_id})
    n_strange = sum(1 for one in placements if one.post_id and one.post_id not in posts)
    if n_strange:
        yield f"岗位编号不在库中 {n_strange} 行，未核对需求人数"


def _start(placement: Placement) -> _Start:
    return placement.candidate_id, placement.employer_id, placement.starts_on


def _with_edition(entry: PlacementEntry, wanted: Placement) -> PlacementEntry:
    return replace(entry, placement=replace(entry.placement, edition=wanted.edition))


def _fault(placement: Placement, violation: Violation) -> Fault:
    value = getattr(placement, violation.field)
    column = COLUMN_OF.get(violation.field, violation.field)
    return Fault(column, "" if value is None else str(value), violation.told.told(translation("zh")))
