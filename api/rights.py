"""Forgetting over HTTP: a person erased or restricted, and who is restricted, for the auditor alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.deps import JsonOrNothing, TheActor, TheHouse, needs
from api.errors import problems
from api.fields import RecordId, Word
from api.forgetting import Forgot, Kept, forget, restricted_people
from api.house import House
from data.store.restricted import Opened, open_archive
from data.store.tombstones import State

router = APIRouter(prefix="/v1", tags=["rights"])


class ForgotShown(BaseModel):
    """What a forgetting came to; it names nobody."""

    id: str = Field(description="Of the forgetting, random.", examples=["9f1c0a7be2d34c51a0b7c3d2"])
    state: State = Field(description="`restricted`: records of subsidy are kept, open to the auditor alone.")
    is_new: bool = Field(description="False = the person was forgotten before.")
    kept_until: date | None = Field(description="Of restricted people: from when they may be erased.")
    n_rows: int = Field(description="Rows that were deleted.")
    n_sealed: int = Field(description="Sealed records that were deleted: links, memberships, entries of registries, …")
    n_money: int = Field(description="Placements and claims that stand under a random name from now on.")
    n_files: int = Field(description="Files that the person was taken out of.")
    scrubbed: bool = Field(description="Freed pages and the index are cleared; false = ask again when nobody reads.")


class RestrictedListed(BaseModel):
    """A restricted person in the list: nobody is named."""

    id: str = Field(description="Of the forgetting.")
    forgotten_at: datetime
    kept_until: date | None = Field(description="None = the edition of the rules says no day.")
    is_due: bool = Field(description="Nothing requires keeping it any more: `matcher forget --due` erases it.")


class RestrictedList(BaseModel):
    """Who is restricted, the oldest first."""

    items: list[RestrictedListed]


class MoneyRecord(BaseModel):
    """A traineeship or a claim of a restricted person."""

    noun: str = Field(examples=["claim"])
    id: str
    employer_id: str
    since: date | None = Field(description="The first day, or the month of a claim.")
    until: date | None = Field(description="The last day of practice; of a claim the day of payment.")
    amount_yuan: str | None = None


class RestrictedShown(BaseModel):
    """A restricted person, as the auditor is shown it."""

    id: str
    pseudonym: str = Field(description="The name under which placements and claims stand everywhere else.")
    name: str | None
    id_number: str | None
    bank_cards: list[str]
    records: list[MoneyRecord]


class ForPurpose(BaseModel):
    """What a person's data is needed for."""

    model_config = ConfigDict(extra="forbid")

    purpose: Word = Field(description="What it is needed for: it stands in the log.", examples=["年度专项审计"])


@router.post(
    "/candidates/{id}/forget",
    summary="Forget a person",
    dependencies=[needs("candidates:forget"), JsonOrNothing],
    responses=problems(404, 409, 415, 422, 503),
)
def forget_person(id: RecordId, house: TheHouse, actor: TheActor) -> ForgotShown:
    """
    Erase all that no law requires keeping; a second time it changes nothing.

    Unlike DELETE it also erases traineeships' names, entries of registries, what is kept in files, the log's link to
    the person and what is left in freed pages; and no file and no put brings the person back. Where subsidy was claimed
    the person is restricted. Refused with 409 while a traineeship runs.
    """
    return from_forgot(forget(house, id, actor=actor))


def from_forgot(done: Forgot) -> ForgotShown:
    """Tell what a forgetting came to."""
    return ForgotShown(
        id=done.id,
        state=done.state,
        is_new=done.is_new,
        kept_until=done.kept_until,
        n_rows=done.erased.n_rows,
        n_sealed=done.erased.n_sealed,
        n_money=done.erased.n_money,
        n_files=len(done.files),
        scrubbed=done.scrubbed,
    )


@router.get(
    "/restricted",
    summary="List restricted people",
    responses=problems(422, 503),
    dependencies=[needs("restricted:read")],
)
def list_restricted(house: TheHouse) -> RestrictedList:
    """List who asked to be forgotten and has records of subsidy that are kept; nobody is named."""
    return RestrictedList(items=[from_kept(house, one) for one in restricted_people(house)])


def from_kept(house: House, one: Kept) -> RestrictedListed:
    """Tell of a restricted person in a list."""
    return RestrictedListed(id=one.id, forgotten_at=one.at, kept_until=one.kept_until, is_due=one.is_due(house.today()))


@router.get(
    "/restricted/{id}",
    summary="Show the auditor a restricted person",
    responses=problems(400, 404, 422, 503),
    dependencies=[needs("restricted:read")],
)
def read_restricted(
    id: RecordId, asked: Annotated[ForPurpose, Query()], house: TheHouse, actor: TheActor
) -> RestrictedShown:
    """Give who stands behind records of subsidy, for a purpose that is logged; nobody but an auditor needs it."""
    with house.database.begin() as session:
        opened = open_archive(session, id, vault=house.vault, actor=actor, purpose=asked.purpose, at=house.clock())
    return from_opened(opened)


def from_opened(opened: Opened) -> RestrictedShown:
    """Tell what an auditor is shown."""
    archive = opened.archive
    records = [
        MoneyRecord(noun="placement", id=one.id, employer_id=one.employer_id, since=one.starts_on, until=one.last_day)
        for one in opened.placements
    ]
    records += [
        MoneyRecord(
            noun="claim",
            id=one.id,
            employer_id=one.employer_id,
            since=one.month,
            until=one.paid_on,
            amount_yuan=f"{one.amount_yuan:.2f}",
        )
        for one in opened.claims
    ]
    return RestrictedShown(
        id=archive.id,
        pseudonym=archive.pseudonym,
        name=archive.person.name,
        id_number=archive.person.id_number,
        bank_cards=sorted({value for _, _, _, field, value in archive.values if field == "bank_card"}),
        records=records,
    )
