"""Claims of subsidy over HTTP: put, read, list, delete; whether they are due, others say."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.conditions import TheChange, ThePut, TheReading
from api.deps import JsonOnly, TheActor, TheHouse, created, needs
from api.errors import problems
from api.fields import Amount, BodyId, GivenId, MaybeDay, MaybeMonth, RecordId, refuse_other_id
from api.house import House
from api.narrowing import refuse_unknown
from api.paging import AskedPage, read_cursor, write_cursor
from api.persons import NumberBody, People
from api.putting import put_record
from data.store import (
    Session,
    candidates_by_number,
    conflicting_claims,
    current_id,
    delete_claim,
    get_candidate,
    get_claim,
    list_claims,
    masked_person,
    put_claims,
)
from matcher.errors import BadInput, Conflict, NotFound
from matcher.records import Claim, ClaimEntry, ClaimKind

EXAMPLE: dict[str, Any] = {
    "candidate_id": "C000123",
    "employer_id": "91350100M000100Y43",
    "kind": "monthly",
    "month": "2023-09",
    "amount_yuan": "1260.00",
    "claimed_on": "2023-10-08",
}
FIELD_OF = {"trainee": "trainee"}  # role → field of a body
CLAIM_FIELDS = tuple(field.name for field in fields(Claim) if field.name != "id")

router = APIRouter(prefix="/v1/claims", tags=["claims"])


class ClaimFields(BaseModel):
    """An employer's claim of subsidy for one person."""

    employer_id: GivenId = Field(description="Who claims; it need not be stored.")
    kind: ClaimKind = Field(ClaimKind.MONTHLY, description="补贴类别: by months, the difference, or the months left.")
    month: MaybeMonth = Field(None, description="月份; goes with `monthly`.")
    amount_yuan: Amount = Field(description="金额, to the fen.")
    claimed_on: MaybeDay = Field(None, description="申领日期.")
    paid_on: MaybeDay = Field(None, description="发放日期.")


class ClaimBody(ClaimFields):
    """A claim as it is put."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": EXAMPLE})

    id: BodyId = None
    candidate_id: GivenId | None = Field(None, description="For whom; may be left out where the ID number says it.")
    trainee: NumberBody | None = Field(None, description="身份证号; kept where it is left out.")


class ClaimListed(ClaimFields):
    """A claim in a list, without the ID number."""

    id: str = Field(examples=["S0123456789abcdef"])
    candidate_id: str = Field(description="For whom, whether or not a candidate is stored under it.")


class MaskedNumber(BaseModel):
    """Whom a claim is for, masked."""

    id_number: str | None = Field(None, examples=["1101**********002X"])


class ClaimAnswer(ClaimListed):
    """A claim as it is stored; the ID number is masked."""

    trainee: MaskedNumber | None = None


class AskedClaims(AskedPage):
    """How claims are listed."""

    candidate_id: GivenId | None = Field(None, description="Only for this person.")
    employer_id: GivenId | None = Field(None, description="Only of this employer.")
    month: MaybeMonth = Field(None, description="Only for this month.")


class ClaimPage(BaseModel):
    """One page of claims in the order of their ids."""

    items: list[ClaimListed]
    next_cursor: str | None = Field(description="None = this was the last page.")


def to_entry(house: House, session: Session, id: str, body: ClaimBody, people: People) -> ClaimEntry:
    """
    Make the entry of a body.

    Raises:
        BadInput: the month and the kind, the days, or the two ways of saying whom it is for do not go together.
        NotFound: nobody is stored under the candidate's id and no ID number says who it is.
        Conflict: the id is another person's claim.
    """
    if (body.month is None) == (body.kind is ClaimKind.MONTHLY):
        raise BadInput("{field}: goes with the kind monthly, and only with it", field="month")
    if body.paid_on and body.claimed_on and body.paid_on < body.claimed_on:
        raise BadInput("{field}: is before claimed_on", field="paid_on")
    values = {name: getattr(body, name) for name in CLAIM_FIELDS if name != "candidate_id"}
    claim = Claim(id=id, candidate_id=_claimant(house, session, id, body, people), **values)
    entry = ClaimEntry(claim, **people.known)
    if conflicting_claims(session, [entry], vault=house.vault):
        raise Conflict("id: {id!r} is a claim for another person: take another id", id=id)
    return entry


def _claimant(house: House, session: Session, id: str, body: ClaimBody, people: People) -> str:
    trainee = people.known["trainee"]
    number = trainee.id_number if trainee else None
    if number is not None:
        own = candidates_by_number(session, [number], vault=house.vault).get(number) or house.vault.identify(number)
        if body.candidate_id not in (None, own):
            raise BadInput("{field}: the ID number is that of {own!r}", field="candidate_id", own=own)
        return own
    if body.candidate_id is None:
        raise BadInput("{field}: say whom the claim is for, here or by the ID number", field="candidate_id")
    person = current_id(session, body.candidate_id)
    if not _is_claimed_for(session, id, person):
        get_candidate(session, person)
    return person


def _is_claimed_for(session: Session, id: str, candidate_id: str) -> bool:
    """Tell whether what is stored is a claim for this person, known or not; refuse another's."""
    try:
        stored = get_claim(session, id)
    except NotFound:
        return False
    if stored.candidate_id != candidate_id:
        raise Conflict("id: {id!r} is a claim for another person: take another id", id=id)
    return True


def from_claim(claim: Claim) -> dict[str, Any]:
    """Give the fields of an answer as the record has them."""
    return {"id": claim.id} | {name: getattr(claim, name) for name in CLAIM_FIELDS}


def _answer(house: House, session: Session, id: str) -> ClaimAnswer:
    trainee = masked_person(session, "claim", id, "trainee", vault=house.vault)
    shown = None if trainee is None else MaskedNumber(id_number=trainee.id_number)
    # what is stored may have come by a file, under other limits than a body's: it is told without another check
    return ClaimAnswer.model_construct(**from_claim(get_claim(session, id)), trainee=shown)


@router.put(
    "/{id}",
    summary="Put a claim",
    status_code=200,
    dependencies=[needs("claims:write"), JsonOnly],
    responses=created(ClaimAnswer) | problems(400, 404, 409, 413, 415, 422, 503),
)
def put_claim(
    id: RecordId, body: ClaimBody, house: TheHouse, actor: TheActor, response: Response, change: ThePut
) -> ClaimAnswer:
    """
    Store a claim under this id, in place of what stood there.

    It is for the candidate named or the person of the ID number, stored or not. An ID number that is left out stays as
    it is stored, null removes it, and its mask as it was read stands for it. Another person's id is refused with 409.
    """
    refuse_other_id(id, body.id)
    answer, response.status_code = put_record(
        house,
        "claim",
        id,
        body,
        actor=actor,
        field_of=FIELD_OF,
        to_entry=to_entry,
        is_other=lambda _session, _entry: False,
        put=put_claims,
        answer=_answer,
        change=change,
    )
    return change.tell(answer)


@router.get("/{id}", summary="Read a claim", responses=problems(404, 422, 503), dependencies=[needs("claims:read")])
def read_claim(id: RecordId, house: TheHouse, reading: TheReading) -> ClaimAnswer:
    """Give one claim with the ID number masked."""
    with house.database.read() as session:
        return reading.tell(_answer(house, session, id))


@router.delete(
    "/{id}",
    summary="Delete a claim",
    status_code=204,
    responses=problems(404, 422, 503),
    dependencies=[needs("claims:write")],
)
def remove_claim(id: RecordId, house: TheHouse, actor: TheActor, change: TheChange) -> None:
    """Delete a claim with the ID number kept with it."""
    with house.database.begin() as session:
        change.refuse_unseen(session, lambda: _answer(house, session, id))
        delete_claim(session, id, actor=actor, at=house.clock())


@router.get("", summary="List claims", responses=problems(404, 422, 503), dependencies=[needs("claims:read")])
def list_page(house: TheHouse, asked: Annotated[AskedClaims, Query()]) -> ClaimPage:
    """List claims in the order of their ids, page by page, without ID numbers."""
    lister = asked.lister("claims")
    after = read_cursor(house.vault, asked.cursor, lister=lister)
    with house.database.read() as session:
        person = asked.candidate_id and current_id(session, asked.candidate_id)
        found = list_claims(
            session,
            after=after,
            limit=asked.limit + 1,
            candidate_id=person,
            employer_id=asked.employer_id,
            month=asked.month,
        )
        if not found:
            refuse_unknown(session, candidate_id=person, employer_id=asked.employer_id)
    items = [ClaimListed.model_construct(**from_claim(one)) for one in found[: asked.limit]]
    more = len(found) > asked.limit
    return ClaimPage(
        items=items, next_cursor=write_cursor(house.vault, lister=lister, after=items[-1].id) if more else None
    )
