"""What only the database knows of the rows of a file: whom they mean, and whether an id is somebody else's already."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from api.house import House
from api.own_district import turn_back_others, turn_back_placeless, turn_back_strangers, turn_back_taken
from api.removals import refused_posts
from data.candidates import joined_note
from data.files import Headers
from data.frames import Fault, Reading
from data.mentions import Told
from data.store import (
    Session,
    candidates_by_number,
    conflicting_candidates,
    conflicting_claims,
    conflicting_employers,
    conflicting_posts,
    current_ids,
    known_elsewhere,
    known_employers,
    lock_sequence,
    merged_ids,
)
from data.values.reasons import Reason
from data.vault import is_made_id
from matcher.records import CandidateEntry, ClaimEntry, EmployerEntry, EmploymentEntry, PostEntry

ImportKind = Literal[
    "posts",
    "candidates",
    "employers",
    "placements",
    "claims",
    "employment",
    "courses",
    "booths",
    "attendance",
    "results",
]
Joined = dict[str, str]  # numbers that the file has for people stored under others, each with the one that stays


def settle(house: House, session: Session, kind: ImportKind, reading: Reading[Any]) -> Joined:
    """
    Settle whom the rows mean, and reject those whose id stands for another person or employer: merged, two became one.

    Give the numbers that the file has for people who are stored under others, each with the one that stays. Placements
    are settled apart, since rules judge them.
    """
    settlers: dict[ImportKind, Callable[[House, Session, Reading[Any]], Joined]] = {
        "posts": _settle_posts,
        "candidates": _settle_people,
        "employers": _settle_employers,
        "claims": _settle_claims,
        "employment": _settle_employment,
    }
    return settlers[kind](house, session, reading) if kind in settlers else {}


def _settle_posts(house: House, session: Session, reading: Reading[PostEntry]) -> Joined:
    others = conflicting_posts(session, reading.entries)
    reading.turn_back(_taken(entry.post.id, others, Reason.TAKEN_POST) for entry in reading.entries)
    refused = refused_posts(house, session, (entry.post for entry in reading.entries))
    reading.turn_back(_of_removed(entry, refused) for entry in reading.entries)
    return {}


def _of_removed(entry: PostEntry, refused: Collection[str]) -> list[Fault]:
    post = entry.post
    return [Fault("employer", post.employer, Reason.REMOVED_EMPLOYER.value)] if post.id in refused else []


def _settle_employers(_: House, session: Session, reading: Reading[EmployerEntry]) -> Joined:
    others = conflicting_employers(session, reading.entries)
    reading.turn_back(_taken(entry.employer.id, others, Reason.TAKEN_EMPLOYER) for entry in reading.entries)
    return {}


def _settle_people(house: House, session: Session, reading: Reading[CandidateEntry]) -> Joined:
    turn_back_others(house, session, reading)
    led = _led_elsewhere(house, session, reading.entries)
    rows: dict[str, int] = {}
    for at, (entry, (_table, row)) in enumerate(zip(reading.entries, reading.origins, strict=True)):
        if (own := entry.candidate.id) in led:
            rows.setdefault(own, row)
            reading.entries[at] = _under(entry, led[own])
    taken = conflicting_candidates(session, reading.entries, vault=house.vault)
    known = known_elsewhere(session, reading.entries, vault=house.vault, taken=taken)
    others = {id: differs for id, differs in taken.items() if id not in known}
    reading.turn_back(_taken_candidate(entry.candidate.id, others, reading.headers) for entry in reading.entries)
    for at, (entry, (_table, row)) in enumerate(zip(reading.entries, reading.origins, strict=True)):
        if (own := entry.candidate.id) in known:
            rows.setdefault(own, row)
            reading.entries[at] = _under(entry, known[own])
    turn_back_placeless(session, reading)
    if rows:
        stays = {own: (led | known)[own] for own in rows if not is_made_id(own)}
        examples = [f"第{rows[own]}行{own}并入{id}" for own, id in stays.items()]
        reading.notes.append(joined_note("人已在库中，编号不同，已并入原编号", len(rows), examples))
    return {own: known[own] for own in rows if own in known and not is_made_id(own)}


def _under(entry: CandidateEntry, id: str) -> CandidateEntry:
    return replace(entry, candidate=replace(entry.candidate, id=id))


def _led_elsewhere(house: House, session: Session, entries: Sequence[CandidateEntry]) -> dict[str, str]:
    """
    Give those ids of rows that were given up by people, each with the one that stays.

    Offices number their lists from 1: an id that was given up at an import may name somebody else in another list, who
    is told by what is stored of the one. An id of a merge stays that person's, since the merge may be undone.
    """
    led = current_ids(session, {entry.candidate.id for entry in entries})
    others = set[str]()
    for own in _rounds(led):
        asked = [_under(entry, led[entry.candidate.id]) for entry in entries if entry.candidate.id in own]
        differ = conflicting_candidates(session, asked, vault=house.vault)
        others |= {id for id in own if led[id] in differ}
    others -= merged_ids(session, others).keys()
    return {own: id for own, id in led.items() if own not in others}


def _rounds(led: Mapping[str, str]) -> Iterator[set[str]]:
    """Give the ids that lead elsewhere, no two of those at once that lead to the same person."""
    by_person: dict[str, list[str]] = {}
    for own, id in led.items():
        by_person.setdefault(id, []).append(own)
    for place in range(max(map(len, by_person.values()), default=0)):
        yield {owns[place] for owns in by_person.values() if place < len(owns)}


def _settle_claims(house: House, session: Session, reading: Reading[Any]) -> Joined:
    told: Sequence[Told[ClaimEntry]] = reading.entries
    reading.entries = [
        replace(one.entry, claim=replace(one.entry.claim, candidate_id=person, employer_id=employer))
        for one, (person, employer) in zip(told, _meant(house, session, told), strict=True)
    ]
    turn_back_strangers(session, reading, lambda entry: entry.claim.candidate_id)
    turn_back_taken(session, "claim", reading, lambda entry: entry.claim.id)
    others = conflicting_claims(session, reading.entries, vault=house.vault)
    reading.turn_back(_taken(entry.claim.id, others, Reason.TAKEN_CLAIM) for entry in reading.entries)
    return {}


def _settle_employment(house: House, session: Session, reading: Reading[Any]) -> Joined:
    told: Sequence[Told[EmploymentEntry]] = reading.entries
    reading.entries = [
        replace(one.entry, employment=replace(one.entry.employment, candidate_id=person, employer_id=employer))
        for one, (person, employer) in zip(told, _meant(house, session, told), strict=True)
    ]
    turn_back_strangers(session, reading, lambda entry: entry.employment.candidate_id)
    return {}


def _meant(house: House, session: Session, told: Sequence[Told[Any]]) -> Iterator[tuple[str, str]]:
    """Give the ids of person and employer of each row; who is not stored has the id that the own file would give."""
    lock_sequence(session)
    people = candidates_by_number(session, (one.mention.id_number for one in told), vault=house.vault)
    employers = known_employers(session)
    for mention in (one.mention for one in told):
        person = people.get(mention.id_number) or house.vault.identify(mention.id_number)
        yield person, employers.find(uscc=mention.uscc, name=mention.employer) or mention.employer_id


def _taken_candidate(id: str, taken: Mapping[str, Sequence[str]], headers: Headers) -> list[Fault]:
    if id not in taken:
        return []
    return [Fault("id", id, Reason.TAKEN_CANDIDATE.format(differs="、".join(map(headers.title, taken[id]))))]


def _taken(id: str, taken: Collection[str], reason: Reason) -> list[Fault]:
    return [Fault("id", id, reason.value)] if id in taken else []
