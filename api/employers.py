"""Employers over HTTP: put, read, list, delete."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.conditions import TheChange, ThePut, TheReading
from api.deps import JsonOnly, TheActor, TheHouse, created, needs
from api.errors import problems
from api.fields import BodyId, MaybeDay, MaybeUscc, MaybeWord, OpenLine, RecordId, refuse_other_id
from api.house import House
from api.paging import AskedPage, read_cursor, write_cursor
from api.persons import ContactBody, MaskedContact, People, from_masked_contact
from api.profiles import official
from api.putting import put_record
from data.store import (
    Session,
    conflicting_employers,
    delete_employer,
    get_employer,
    list_employers,
    masked_person,
    put_employers,
)
from matcher.records import Employer, EmployerEntry

EXAMPLE: dict[str, Any] = {
    "name": "济南某软件有限公司",
    "uscc": "91350100M000100Y43",
    "kind": "民营企业",
    "district": "历下区",
    "recognised_on": "2022-05-20",
    "status": "正常",
    "contact": {"name": "李主任", "phone": "0531-55501234"},
}
FIELD_OF = {"contact": "contact"}  # role → field of a body
EMPLOYER_FIELDS = tuple(field.name for field in fields(Employer) if field.name != "id")

router = APIRouter(prefix="/v1/employers", tags=["employers"])


class EmployerFields(BaseModel):
    """A unit that offers posts. A field left out is unknown."""

    name: OpenLine = Field(description="单位名称.")
    uscc: MaybeUscc = Field(None, description="统一社会信用代码; its check character must agree.")
    kind: MaybeWord = Field(None, description="单位类型.")
    district: MaybeWord = Field(None, description="所在区县.")
    recognised_on: MaybeDay = Field(None, description="认定日期.")
    status: MaybeWord = Field(None, description="状态.")
    status_on: MaybeDay = Field(None, description="状态日期: since when it is so.")


class EmployerBody(EmployerFields):
    """An employer as it is put."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": EXAMPLE})

    id: BodyId = None
    contact: ContactBody | None = Field(None, description="联系人; kept where it is left out.")


class EmployerListed(EmployerFields):
    """An employer in a list, without its contact."""

    id: str = Field(examples=["91350100M000100Y43"])


class EmployerAnswer(EmployerListed):
    """An employer as it is stored; the contact is masked."""

    contact: MaskedContact | None = None


class AskedEmployers(AskedPage):
    """How employers are listed."""

    district: MaybeWord = Field(None, description="Only employers of this district.")


class EmployerPage(BaseModel):
    """One page of employers in the order of their ids."""

    items: list[EmployerListed]
    next_cursor: str | None = Field(description="None = this was the last page.")


def to_entry(house: House, _session: Session, id: str, body: EmployerBody, people: People) -> EmployerEntry:
    """Make the entry of a body."""
    values = {name: getattr(body, name) for name in EMPLOYER_FIELDS}
    values["district"] = official(body.district, gazetteer=house.gazetteer)
    return EmployerEntry(Employer(id=id, **values), **people.known)


def from_employer(employer: Employer) -> dict[str, Any]:
    """Give the fields of an answer as the record has them."""
    return {"id": employer.id} | {name: getattr(employer, name) for name in EMPLOYER_FIELDS}


def employer_answer(house: House, session: Session, id: str) -> EmployerAnswer:
    """Give an employer as it is stored, its contact masked."""
    employer = get_employer(session, id)
    contact = from_masked_contact(masked_person(session, "employer", id, "contact", vault=house.vault))
    # what is stored may have come by a file, under other limits than a body's: it is told without another check
    return EmployerAnswer.model_construct(**from_employer(employer), contact=contact)


@router.put(
    "/{id}",
    summary="Put an employer",
    status_code=200,
    dependencies=[needs("employers:write"), JsonOnly],
    responses=created(EmployerAnswer) | problems(400, 409, 413, 415, 422, 503),
)
def put_employer(
    id: RecordId, body: EmployerBody, house: TheHouse, actor: TheActor, response: Response, change: ThePut
) -> EmployerAnswer:
    """
    Store an employer under this id, in place of what stood there.

    What is left out is unknown from then on; but of the contact, what is left out stays as it is stored, null removes
    it, and a masked value as it was read stands for what is stored. What stays of it must not become another's: another
    unit, or another name of the contact, that says nothing of the rest is refused with 409.
    """
    refuse_other_id(id, body.id)
    answer, response.status_code = put_record(
        house,
        "employer",
        id,
        body,
        actor=actor,
        field_of=FIELD_OF,
        to_entry=to_entry,
        is_other=lambda session, entry: bool(conflicting_employers(session, [entry])),
        put=put_employers,
        answer=employer_answer,
        change=change,
    )
    return change.tell(answer)


@router.get(
    "/{id}", summary="Read an employer", responses=problems(404, 422, 503), dependencies=[needs("employers:read")]
)
def read_employer(id: RecordId, house: TheHouse, reading: TheReading) -> EmployerAnswer:
    """Give one employer with its contact masked."""
    with house.database.read() as session:
        return reading.tell(employer_answer(house, session, id))


@router.delete(
    "/{id}",
    summary="Delete an employer",
    status_code=204,
    responses=problems(404, 409, 422, 503),
    dependencies=[needs("employers:write")],
)
def remove_employer(id: RecordId, house: TheHouse, actor: TheActor, change: TheChange) -> None:
    """Delete an employer with its contact; posts that name it stay."""
    with house.database.begin() as session:
        change.refuse_unseen(session, lambda: employer_answer(house, session, id))
        delete_employer(session, id, actor=actor, at=house.clock())


@router.get("", summary="List employers", responses=problems(422, 503), dependencies=[needs("employers:read")])
def list_page(house: TheHouse, asked: Annotated[AskedEmployers, Query()]) -> EmployerPage:
    """List employers in the order of their ids, page by page."""
    lister = asked.lister("employers")
    after = read_cursor(house.vault, asked.cursor, lister=lister)
    seat = official(asked.district, gazetteer=house.gazetteer)
    with house.database.read() as session:
        found = list_employers(session, after=after, limit=asked.limit + 1, district=seat)
    items = [EmployerListed.model_construct(**from_employer(one)) for one in found[: asked.limit]]
    more = len(found) > asked.limit
    return EmployerPage(
        items=items, next_cursor=write_cursor(house.vault, lister=lister, after=items[-1].id) if more else None
    )
