"""Candidates over HTTP: put, read, list, delete; personal data goes in whole and comes out masked."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.deps import SOURCE, JsonOnly, TheActor, TheHouse, created
from api.errors import problems
from api.fields import MaybeWord, RecordId, Word
from api.finding import find
from api.house import House
from api.paging import AskedPage, read_cursor, write_cursor
from api.persons import MaskedPerson, PersonBody, from_masked, to_person
from api.profiles import EXAMPLE, Profile, from_candidate, official, to_candidate
from data.store import Session, delete_candidate, get_candidate, list_candidates, masked_person, put_candidates
from data.values.identifiers import names_a_person, read_id_number
from matcher.errors import BadInput
from matcher.places import Gazetteer
from matcher.records import Candidate, CandidateEntry, Person

router = APIRouter(prefix="/v1/candidates", tags=["candidates"])


class CandidateBody(Profile):
    """A candidate as it is put."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": EXAMPLE | {"person": {"name": "张三", "id_number": "11010519491231002X", "phone": "13812345678"}}
        },
    )

    person: PersonBody | None = Field(None, description="Who the candidate is: encrypted at rest, given out masked.")


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
    """The first candidates found, in the order of their ids."""

    items: list[CandidateAnswer]
    n: int = Field(description="How many there are in all.", examples=[1])


def to_entry(id: str, body: CandidateBody, *, gazetteer: Gazetteer) -> CandidateEntry:
    """
    Make the entry of a body; an ID number tells birth and sex where they are left out.

    Raises:
        BadInput: they contradict the ID number, or the id itself names a person.
    """
    person = to_person(body.person)
    if names_a_person(id, id_number=person.id_number if person else None, phone=person.phone if person else None):
        raise BadInput("{field}: holds an ID number or the phone; ids stand open in addresses and logs", field="id")
    candidate = to_candidate(body, id=id, gazetteer=gazetteer)
    if body.person is not None and body.person.id_number is not None:
        candidate = _with_id_number(candidate, body.person.id_number)
    return CandidateEntry(candidate, person=person)


def _with_id_number(candidate: Candidate, number: str) -> Candidate:
    told = read_id_number(number)
    if candidate.birth_on not in (None, told.birth_on):
        raise BadInput("{field}: differs from the ID number", field="birth_on")
    if candidate.sex not in (None, told.sex):
        raise BadInput("{field}: differs from the ID number", field="sex")
    return replace(candidate, birth_on=told.birth_on, sex=told.sex)


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
    dependencies=[JsonOnly],
    responses=created(CandidateAnswer) | problems(400, 413, 415, 422, 503),
)
def put_candidate(
    id: RecordId, body: CandidateBody, house: TheHouse, actor: TheActor, response: Response
) -> CandidateAnswer:
    """
    Store a candidate under this id, in place of what stood there.

    The very next ranking has it. What is left out is removed, the person's data included.
    """
    entry = to_entry(id, body, gazetteer=house.gazetteer)
    with house.database.begin() as session:
        tally = put_candidates(session, [entry], actor=actor, source=SOURCE, at=house.clock(), vault=house.vault)
        answer = _answer(house, session, id)
    house.follower.take_in("candidate", id)
    response.status_code = 201 if tally.added else 200
    return answer


@router.get("/{id}", summary="Read a candidate", responses=problems(404, 422, 503))
def read_candidate(id: RecordId, house: TheHouse) -> CandidateAnswer:
    """Give one candidate with the person masked."""
    with house.database.read() as session:
        return _answer(house, session, id)


@router.delete("/{id}", summary="Delete a candidate", status_code=204, responses=problems(404, 422, 503))
def remove_candidate(id: RecordId, house: TheHouse, actor: TheActor) -> None:
    """Delete a candidate with the person; the very next ranking does not have it."""
    with house.database.begin() as session:
        delete_candidate(session, id, actor=actor, at=house.clock())


@router.post("/find", summary="Find a person", dependencies=[JsonOnly], responses=problems(400, 413, 415, 422, 503))
def find_person(body: FindBody, house: TheHouse, actor: TheActor) -> CandidatesFound:
    """
    Give the candidates whom a text names, at most 20, the persons masked.

    What is sought stands in the body, never in an address; the log keeps its keyed hashes and the count.
    """
    found = find(house, body.text, actor=actor, nouns=("candidate",))
    items = [_told(one.record, one.person) for one in found.findings if isinstance(one.record, Candidate)]
    return CandidatesFound.model_construct(items=items, n=found.n)


@router.get("", summary="List candidates", responses=problems(422, 503))
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
