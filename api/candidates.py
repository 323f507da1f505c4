"""Candidates over HTTP: put, read, list, delete; personal data goes in whole and comes out masked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.comparing import compare_at_once
from api.conditions import TheChange, ThePut, TheReading
from api.deps import JsonOnly, TheActor, TheHouse, created, needs
from api.errors import Refusal, problems
from api.fields import BodyId, MaybeWord, RecordId, Word, refuse_other_id
from api.finding import find
from api.forgetting import known_as, lift, note_lifted, stands_in_the_way, vectors_of
from api.house import House
from api.linked import drop_links
from api.paging import AskedPage, read_cursor, write_cursor
from api.persons import MaskedPerson, People, PersonBody, from_masked
from api.profiles import EXAMPLE, Profile, from_candidate, official, to_candidate
from api.putting import put_record
from data.store import (
    Session,
    conflicting_candidates,
    current_id,
    delete_candidate,
    drop_from_fairs,
    forget_code,
    forget_shares,
    get_candidate,
    known_elsewhere,
    lifted,
    list_candidates,
    masked_person,
    put_candidates,
    refuse_unknown_candidates,
)
from data.store.vectors import delete_vectors
from data.values.identifiers import names_a_person, read_id_number
from matcher.errors import BadInput, Conflict, Phrase
from matcher.places import Gazetteer
from matcher.records import Actor, Candidate, CandidateEntry, Person

FIELD_OF = {"self": "person"}  # role → field of a body
CALLED = {
    "id_number": Phrase("ID number"),
    "name": Phrase("name"),
    "phone": Phrase("phone"),
    "birth_on": Phrase("birth date"),
}

router = APIRouter(prefix="/v1/candidates", tags=["candidates"])


class CandidateBody(Profile):
    """A candidate as it is put."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": EXAMPLE | {"person": {"name": "张三", "id_number": "11010519491231002X", "phone": "13812345678"}}
        },
    )

    id: BodyId = None
    registered_again: Word | None = Field(
        None,
        description="Of a person who was forgotten and registers again: how, for the log. Without it such a put is "
        "refused.",
        examples=["本人到窗口重新登记"],
    )
    person: PersonBody | None = Field(
        None, description="Who the candidate is: encrypted at rest, given out masked, kept where it is left out."
    )


class CandidateListed(Profile):
    """A candidate in a list, without the person."""

    model_config = ConfigDict(extra="ignore", json_schema_extra={})

    id: str = Field(description="编号.", examples=["C0123456789ab"])


class CandidateAnswer(CandidateListed):
    """A candidate as it is stored; the person is masked."""

    person: MaskedPerson | None = None


class AskedCandidates(AskedPage):
    """How candidates are listed."""

    district: MaybeWord = Field(None, description="Only candidates who live in this district.")


class CandidatePage(BaseModel):
    """One page of candidates in the order of their ids."""

    items: list[CandidateListed]
    next_cursor: str | None = Field(description="None = this was the last page.")


class FindBody(BaseModel):
    """What somebody says of a person."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"text": "张三"}})

    text: Word = Field(
        description="A full name, its initials in pinyin (`zs`), a phone, an ID number, the last four of either, an id."
    )


class CandidatesFound(BaseModel):
    """The first candidates found, in the order of their ids, but an id that was sought first."""

    items: list[CandidateAnswer]
    n: int = Field(description="How many there are in all.", examples=[1])


def to_entry(id: str, body: CandidateBody, person: Person | None, *, gazetteer: Gazetteer) -> CandidateEntry:
    """
    Make the entry of a body and the person in it; an ID number tells birth and sex where they are left out.

    Raises:
        BadInput: they contradict the ID number, or the id itself names a person.
    """
    said = person or Person()
    if names_a_person(id, id_number=said.id_number, phone=said.phone, birth_on=body.birth_on):
        raise BadInput("{field}: holds an ID number or the phone; ids stand open in addresses and logs", field="id")
    candidate = to_candidate(body, id=id, gazetteer=gazetteer)
    if person is not None and person.id_number is not None:
        number = read_id_number(person.id_number)
        candidate = _agreeing(candidate, birth_on=number.birth_on, sex=number.sex)
    return CandidateEntry(candidate, person=person)


def _agreeing(candidate: Candidate, *, birth_on: date | None, sex: str | None) -> Candidate:
    """Fill in what an ID number tells, and refuse what contradicts it."""
    if birth_on is not None and candidate.birth_on not in (None, birth_on):
        raise BadInput("{field}: differs from the ID number", field="birth_on")
    if sex is not None and candidate.sex not in (None, sex):
        raise BadInput("{field}: differs from the ID number", field="sex")
    return replace(candidate, birth_on=birth_on or candidate.birth_on, sex=sex or candidate.sex)


def _entry(
    returning: list[str], actor: Actor, house: House, session: Session, id: str, body: CandidateBody, people: People
) -> CandidateEntry:
    """Make the entry of a body in the light of what is stored; refuse it where that is another person."""
    entry = to_entry(id, body, people.known["self"], gazetteer=house.gazetteer)
    returning += _let_in(house, session, entry, body.registered_again, actor=actor)
    if ("self", "id_number") in people.kept:
        stored = get_candidate(session, id)
        entry = replace(entry, candidate=_agreeing(entry.candidate, birth_on=stored.birth_on, sex=stored.sex))
    differs = conflicting_candidates(session, [entry], vault=house.vault).get(id)
    if differs is not None:
        raise Conflict(
            "id: {id!r} is another person's ({fields} differ); put this one under another id, or delete that one first",
            id=id,
            fields=tuple(CALLED[field] for field in differs),
        )
    other = known_elsewhere(session, [entry], vault=house.vault).get(id, current_id(session, id))
    if other != id:
        raise Conflict(
            "id: this person is stored under {other!r}; put them there, or delete that one first", other=other
        )
    return entry


def _let_in(house: House, session: Session, entry: CandidateEntry, purpose: str | None, *, actor: Actor) -> list[str]:
    """Refuse somebody who is forgotten, or lift that where the person registers again; give what was lifted."""
    id, born = entry.candidate.id, entry.candidate.birth_on
    forgotten = stands_in_the_way(house, session, id, entry.person, born)
    if forgotten is None:
        return []
    if purpose is None:
        raise Conflict("id: this person is not to be stored any more; who registers again says so: registered_again")
    of_old = known_as(house, session, forgotten)
    if of_old not in (None, id):
        raise Conflict(
            "id: this person is stored under {other!r}; put them there, or delete that one first", other=of_old
        )
    lift(house, session, forgotten, purpose=purpose, actor=actor)
    return [forgotten.id]


def _answer(house: House, session: Session, id: str) -> CandidateAnswer:
    candidate = get_candidate(session, id)
    return _told(candidate, masked_person(session, "candidate", id, "self", vault=house.vault))


def _told(candidate: Candidate, person: Person | None) -> CandidateAnswer:
    # what is stored may have come by a file, under other limits than a body's: it is told without another check
    return CandidateAnswer.model_construct(id=candidate.id, **from_candidate(candidate), person=from_masked(person))


@router.put(
    "/{id}",
    summary="Put a candidate",
    status_code=200,
    dependencies=[needs("candidates:write"), JsonOnly],
    responses=created(CandidateAnswer) | problems(400, 409, 413, 415, 422, 503),
)
def put_candidate(
    id: RecordId, body: CandidateBody, house: TheHouse, actor: TheActor, response: Response, change: ThePut
) -> CandidateAnswer:
    """
    Store a candidate under this id, in place of what stood there.

    The very next ranking has it. What is left out is unknown from then on, but a
    refused consent stays refused until true is sent; of the person, what is left out stays as
    it is stored, null removes it, and a masked value as it was read stands for what is stored. Another person's id is
    refused with 409, and so is another name that says nothing of the numbers stored, and another id for a person who is
    stored already; the answer names that one. So is somebody who asked to be forgotten, unless `registered_again` says
    how the person registered again.
    """
    refuse_other_id(id, body.id)
    returning: list[str] = []
    answer, response.status_code = put_record(
        house,
        "candidate",
        id,
        body,
        actor=actor,
        field_of=FIELD_OF,
        to_entry=partial(_entry, returning, actor),
        is_other=lambda _session, _entry: False,
        put=put_candidates,
        answer=_answer,
        change=change,
    )
    note_lifted(house, returning)
    compare_at_once(house, [id], actor=actor, at=house.clock())
    house.follower.take_in("candidate", id)
    return change.tell(answer)


@router.get(
    "/{id}", summary="Read a candidate", responses=problems(301, 404, 422, 503), dependencies=[needs("candidates:read")]
)
def read_candidate(id: RecordId, house: TheHouse, reading: TheReading) -> CandidateAnswer:
    """Give one candidate with the person masked; an id that was given up is answered with where the person is now."""
    with house.database.read() as session:
        if (current := current_id(session, id)) != id:
            moved = {"Location": f"/v1/candidates/{quote(current, safe='')}"}
            raise Refusal(
                "the candidate {id!r} is stored under {other!r} now", status=301, headers=moved, id=id, other=current
            )
        return reading.tell(_answer(house, session, id))


@router.delete(
    "/{id}",
    summary="Delete a candidate",
    status_code=204,
    responses=problems(404, 409, 422, 503),
    dependencies=[needs("candidates:write")],
)
def remove_candidate(id: RecordId, house: TheHouse, actor: TheActor, change: TheChange) -> None:
    """Delete a candidate with the person; the very next ranking does not have it."""
    with house.database.begin() as session:
        refuse_unknown_candidates(session, [id])
        change.refuse_unseen(session, lambda: _answer(house, session, id))
        with lifted(session, why="the person is met here, and goes from campaigns and pairs with people elsewhere too"):
            drop_links(house, session, id)
            forget_shares(session, id, vault=house.vault)
            forget_code(session, id, vault=house.vault)
            drop_from_fairs(session, id, vault=house.vault)
            texts = vectors_of([get_candidate(session, id)])
            delete_candidate(session, id, actor=actor, at=house.clock())
            delete_vectors(session, texts)  # they are kept by a hash of the text, which could be guessed


@router.post(
    "/find",
    summary="Find a person",
    dependencies=[needs("candidates:read"), JsonOnly],
    responses=problems(400, 413, 415, 422, 503),
)
def find_person(body: FindBody, house: TheHouse, actor: TheActor) -> CandidatesFound:
    """
    Give the candidates whom a text names, at most 20, the persons masked.

    What is sought stands in the body, never in an address; the log keeps its keyed hashes and the count.
    """
    found = find(house, body.text, actor=actor, nouns=("candidate",))
    items = [_told(one.record, one.person) for one in found.findings if isinstance(one.record, Candidate)]
    return CandidatesFound.model_construct(items=items, n=found.n)


@router.get("", summary="List candidates", responses=problems(422, 503), dependencies=[needs("candidates:read")])
def list_page(house: TheHouse, asked: Annotated[AskedCandidates, Query()]) -> CandidatePage:
    """List candidates in the order of their ids, page by page, without the persons."""
    lister = asked.lister("candidates")
    after = read_cursor(house.vault, asked.cursor, lister=lister)
    home = official(asked.district, gazetteer=house.gazetteer)
    with house.database.read() as session:
        found = list_candidates(session, after=after, limit=asked.limit + 1, district=home)
    items = [CandidateListed.model_construct(id=one.id, **from_candidate(one)) for one in found[: asked.limit]]
    more = len(found) > asked.limit
    return CandidatePage(
        items=items, next_cursor=write_cursor(house.vault, lister=lister, after=items[-1].id) if more else None
    )
