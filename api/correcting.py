"""Corrections by people themselves: noted with that as their source, and not overwritten by a file that differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from api.deps import SOURCE
from api.house import House
from data import log
from data.frames import Reading
from data.store import (
    Session,
    candidates_by_id,
    field_sources,
    get_candidate,
    known_elsewhere,
    lock_sequence,
    merge_candidates,
    put_candidates,
)
from data.store.corrections import CORRECTION, corrected_fields
from data.store.people import FIELDS, context, sealed_by_id
from data.values.identifiers import read_id_number
from matcher.eligibility.schooling import Graduation, read_graduation
from matcher.errors import BadInput, Conflict
from matcher.months import add_years
from matcher.records import Actor, Candidate, CandidateEntry, Person

APART = frozenset({"id", "push_consent", "contact_consent", "ranking_consent"})  # said in ways of their own
YOUNGEST = 12  # years: nobody is through with school before
YEARS_OF_STUDY = 8  # the longest that somebody who studies may still have to go
SHOWN = 20  # rows that a note names
LISTS = frozenset({"districts", "skills", "certificates"})


def correct(
    house: House, id: str, profile: Mapping[str, Any], person: Mapping[str, str], *, actor: Actor
) -> tuple[str, ...]:
    """
    Note what a person says is wrong of what is stored, in its place, and give the fields that were corrected.

    An ID number brings birth date and sex with it.

    Args:
        house: where the person is stored.
        id: of the person.
        profile: fields of the profile with their values, checked.
        person: personal fields with theirs.
        actor: who notes it.

    Raises:
        NotFound: there is no such candidate.
        BadInput: nothing is corrected, or a consent, which is said in another way.
        Conflict: the ID number is that of somebody else who is stored.
    """
    if apart := sorted(APART & profile.keys()):
        raise BadInput("{field}: a consent is put, not corrected", field=apart[0])
    if not profile and not person:
        raise BadInput("{field}: say what is wrong, and what is right", field="profile")
    values = dict(profile)
    if number := person.get("id_number"):
        read = read_id_number(number)
        values |= {"birth_on": read.birth_on, "sex": read.sex}
    with house.database.begin() as session:
        lock_sequence(session)
        stored = get_candidate(session, id)
        _refuse_impossible_days(house, stored, values)
        entry = CandidateEntry(Candidate(stored.id, **values), person=Person(**person) if person else None)
        other = known_elsewhere(session, [entry], vault=house.vault).get(stored.id, stored.id)
        if other != stored.id:
            raise Conflict(
                "id: this person is stored under {other!r}; put them there, or delete that one first", other=other
            )
        at = house.moment()
        merge_candidates(session, [entry], actor=actor, source=CORRECTION, at=at, vault=house.vault)
        fields = (*sorted(values), *(f"self.{name}" for name in sorted(person)))
        details = {"fields": list(fields)}
        log.record(session, actor=actor, action="correct", noun="candidate", id=stored.id, details=details, at=at)
    house.follower.take_in("candidate", stored.id)
    return fields


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction of a profile put in place of what, by field, and which had been corrected before."""

    candidate_id: str
    told: Mapping[str, Any]
    before: Mapping[str, Any]
    again: frozenset[str]

    @classmethod
    def of(cls, session: Session, candidate: Candidate, told: Mapping[str, Any]) -> Corrected:
        """Read what fields hold before they are corrected."""
        sources = field_sources(session, "candidate", candidate.id)
        again = frozenset(name for name in told if sources.get(name, ("", ""))[0] == CORRECTION)
        return cls(candidate.id, told, {name: getattr(candidate, name) for name in told}, again)


def take_back(house: House, done: Corrected, *, actor: Actor) -> None:
    """
    Put back what a correction took the place of; what had not been corrected before may be overwritten by files again.

    Raises:
        NotFound: there is no such candidate any more.
        Conflict: something of it was changed since.
    """
    with house.database.begin() as session:
        lock_sequence(session)
        stored, at = get_candidate(session, done.candidate_id), house.moment()
        if any(getattr(stored, name) != value for name, value in done.told.items()):
            raise Conflict("{id}: what was entered was changed since; enter what is right", id=stored.id)
        for source, names in ((SOURCE, done.before.keys() - done.again), (CORRECTION, done.again)):
            stored = replace(stored, **{name: done.before[name] for name in names})
            keep = [("self", name) for name in FIELDS]
            put_candidates(
                session, [CandidateEntry(stored)], actor=actor, source=source, at=at, vault=house.vault, kept=keep
            )
        details = {"fields": sorted(done.told)}
        log.record(session, actor=actor, action="undo", noun="candidate", id=stored.id, details=details, at=at)
    house.follower.take_in("candidate", stored.id)


def _refuse_impossible_days(house: House, stored: Candidate, values: Mapping[str, Any]) -> None:
    """
    Refuse what cannot have happened: yet, or of a child.

    Only who still studies graduates on a day to come, within some years.
    """
    today = house.today()
    registered = values.get("unemployment_registered_on")
    if registered is not None and registered > today:
        raise BadInput("{field}: {day} is to come", field="unemployment_registered_on", day=registered)
    graduated = values.get("graduated_on")
    if graduated is None:
        return
    after = replace(stored, **values)
    if after.birth_on is not None and graduated < add_years(after.birth_on, YOUNGEST):
        raise BadInput(
            "{field}: on {day} the person was not {age} years old yet",
            field="graduated_on",
            day=graduated,
            age=YOUNGEST,
        )
    if graduated <= today:
        return
    standing = read_graduation(after, house.rulebook.on(today).graduates)
    if standing in (Graduation.GRADUATED, Graduation.LEFT) or graduated.year > today.year + YEARS_OF_STUDY:
        raise BadInput("{field}: {day} is to come", field="graduated_on", day=graduated)


def keep_corrections(house: House, session: Session, reading: Reading[CandidateEntry]) -> None:
    """
    Let a file not overwrite what people corrected themselves; a note tells which rows say otherwise.

    Args:
        house: where the people are stored.
        session: of the import, after it was settled whom the rows mean.
        reading: of a file of candidates.
    """
    corrected = corrected_fields(session)
    if not corrected:
        return
    stored = candidates_by_id(session, corrected.keys() & {entry.candidate.id for entry in reading.entries})
    people = _people(house, session, list(stored))
    told: list[str] = []
    for at, (entry, (_table, row)) in enumerate(zip(reading.entries, reading.origins, strict=True)):
        own = stored.get(entry.candidate.id)
        if own is None:
            continue
        differs = [
            name
            for name in corrected[own.id]
            if (said := _value(entry, name)) not in (None, ()) and said != _stored(own, people[own.id], name)
        ]
        reading.entries[at] = _without(entry, differs)
        told += [f"第{row}行{reading.headers.title(name.rpartition('.')[2])}" for name in sorted(differs)]
    if told:
        more = f"，等 {len(told)} 处" if len(told) > SHOWN else ""
        reading.notes.append(f"与本人更正的内容不同，保留本人更正，请核对来源：{'、'.join(told[:SHOWN])}{more}")


def _people(house: House, session: Session, ids: list[str]) -> dict[str, dict[str, str]]:
    """Decrypt what is compared with the file; nobody is shown it."""
    found: dict[str, dict[str, str]] = {id: {} for id in ids}
    for id, places in sealed_by_id(session, "candidate", ids).items():
        for (role, name), sealed in places.items():
            place = context("candidate", id, role, name)
            found[id][name] = house.vault.decrypt(sealed.ciphertext, context=place)
    return found


def _value(entry: CandidateEntry, name: str) -> Any:
    role, dot, field = name.partition(".")
    if dot:
        return None if entry.person is None else getattr(entry.person, field)
    return getattr(entry.candidate, role)


def _stored(candidate: Candidate, person: Mapping[str, str], name: str) -> Any:
    role, dot, field = name.partition(".")
    return person.get(field) if dot else getattr(candidate, role)


def _without(entry: CandidateEntry, names: list[str]) -> CandidateEntry:
    """Leave fields out of an entry: what a file does not say stays as it is stored."""
    unsaid: dict[str, Any] = {name: () if name in LISTS else None for name in names if "." not in name}
    people = {name.rpartition(".")[2]: None for name in names if "." in name}
    person = entry.person if entry.person is None or not people else replace(entry.person, **people)
    return replace(entry, candidate=replace(entry.candidate, **unsaid), person=person)
