"""Subsidies over HTTP: the worked statement of an employer, line by line, beside what it claimed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from api.deps import TheHouse, TheLanguage, needs
from api.errors import problems
from api.fields import MaybeDay, MaybeMonth, MaybeWord, RecordId
from api.language import Translate
from api.settlements import settle
from data.store import need_whole_city
from matcher.records import ClaimKind
from matcher.subsidy import Compared, Hold, Line, Retention, Settlement

Yuan = Annotated[
    Decimal,
    PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str),
    Field(examples=["1260.00"]),
]

router = APIRouter(prefix="/v1/employers", tags=["subsidies"])


class HoldShown(BaseModel):
    """Why a line is worked out and yet not payable."""

    reason: str = Field(examples=["not payable until an agreement is on record"])
    clause: str = Field(examples=["济人社字〔2023〕15号 二(四)"])


class LineShown(BaseModel):
    """What is due for one placement, month and kind."""

    placement_id: str
    candidate_id: str
    kind: ClaimKind = Field(description="`monthly`, `difference` to the raised rate, `remaining` after a contract.")
    month: MaybeMonth = Field(examples=["2023-08"])
    first: date = Field(description="The first day that earns.")
    last: date = Field(description="The last day that earns.")
    days: int = Field(examples=[16])
    month_days: int = Field(description="Days of the calendar month.", examples=[31])
    district: str | None = Field(description="Whose minimum wage counts.")
    wage_yuan: Yuan = Field(description="The monthly minimum wage in force on the first of the month.")
    percent: int = Field(examples=[60])
    amount_yuan: Yuan
    clause: str = Field(description="On which it rests.", examples=["济人社字〔2023〕15号 二(五)1、3"])
    formula: str = Field(description="To be worked again.", examples=["2100.00 × 60% × 16/31 = 650.32"])
    held: list[HoldShown] = Field(description="Why it is not payable; empty = it is.")


class RetentionReached(BaseModel):
    """What became of the traineeships that ended in the year."""

    n_ended: int = Field(description="That count.")
    n_retained: int = Field(description="With a contract during the term or within the days of grace after it.")
    n_left_out: int = Field(description="Left within the first months.")
    percent: Decimal | None = Field(description="To a tenth; null = there is no rate.", examples=["50.0"])
    threshold_percent: int = Field(description="From which the raised rate is due.")
    reached: bool | None


class ComparedShown(BaseModel):
    """What is due, claimed and paid for one person, kind and month."""

    candidate_id: str
    kind: ClaimKind
    month: MaybeMonth = Field(description="null = the kind is compared in one sum.")
    due_yuan: Yuan
    payable_yuan: Yuan
    claimed_yuan: Yuan
    paid_yuan: Yuan
    over_claimed_yuan: Yuan = Field(description="Claimed less due; below 0 = less was claimed.")
    over_paid_yuan: Yuan = Field(description="Paid less due; below 0 = some is still to be paid.")


class OmittedShown(BaseModel):
    """A placement without any line."""

    placement_id: str
    candidate_id: str
    reason: str


class StatementAnswer(BaseModel):
    """The worked statement of an employer for a year."""

    employer_id: str
    employer: str
    year: int
    as_of: date
    edition: str = Field(description="Of the rules by which it is worked out.", examples=["jinan-2023"])
    retention: RetentionReached
    total_yuan: Yuan = Field(description="The sum of all lines.")
    payable_yuan: Yuan = Field(description="Of it what nothing holds.")
    held_yuan: Yuan = Field(description="The rest of it.")
    by_kind: dict[ClaimKind, Yuan]
    by_month: dict[str, Yuan]
    by_placement: dict[str, Yuan]
    lines: list[LineShown]
    omitted: list[OmittedShown] = Field(description="Placements without a line, and why.")
    notes: list[str]
    compared: list[ComparedShown] = Field(description="Claims and payments beside what is due.")


class AskedStatement(BaseModel):
    """Which statement is asked for."""

    model_config = ConfigDict(extra="forbid")

    year: int | None = Field(None, ge=2000, le=2099, description="Of the settlement; that of `as_of` by default.")
    as_of: MaybeDay = Field(None, description="The day as of which the facts count; today by default.")
    edition: MaybeWord = Field(
        None,
        description="By which rules; by default those of the last day of the year, or of `as_of`, if that is earlier.",
    )


def from_settlement(settlement: Settlement, *, say: Translate) -> StatementAnswer:
    """Tell a settlement, reasons and notes in the language of *say*."""
    statement, employer = settlement.statement, settlement.employer
    return StatementAnswer(
        employer_id=employer.id,
        employer=employer.name,
        year=statement.year,
        as_of=statement.settled_on,
        edition=statement.edition,
        retention=_from_retention(statement.retention),
        total_yuan=statement.total_yuan,
        payable_yuan=statement.payable_yuan,
        held_yuan=statement.total_yuan - statement.payable_yuan,
        by_kind=statement.by_kind,
        by_month={f"{month:%Y-%m}": amount for month, amount in statement.by_month.items()},
        by_placement=statement.by_placement,
        lines=[_from_line(line, say) for line in statement.lines],
        omitted=[
            OmittedShown(placement_id=one.placement_id, candidate_id=one.candidate_id, reason=one.reason.told(say))
            for one in statement.omitted
        ],
        notes=[note.told(say) for note in statement.notes],
        compared=[_from_compared(one) for one in settlement.compared],
    )


def _from_retention(found: Retention) -> RetentionReached:
    return RetentionReached(**{name: getattr(found, name) for name in RetentionReached.model_fields})


def _from_line(line: Line, say: Translate) -> LineShown:
    told = {name: getattr(line, name) for name in LineShown.model_fields.keys() - {"held"}}
    return LineShown.model_construct(**told, held=[_from_hold(hold, say) for hold in line.holds])


def _from_hold(hold: Hold, say: Translate) -> HoldShown:
    return HoldShown(reason=hold.reason.told(say), clause=hold.clause)


def _from_compared(one: Compared) -> ComparedShown:
    return ComparedShown.model_construct(**{name: getattr(one, name) for name in ComparedShown.model_fields})


@router.get(
    "/{id}/subsidy",
    summary="Work out an employer's subsidy",
    responses=problems(404, 422, 503),
    dependencies=[needs("subsidy:read")],
)
def read_statement(
    id: RecordId, house: TheHouse, say: TheLanguage, asked: Annotated[AskedStatement, Query()]
) -> StatementAnswer:
    """
    Work out what an employer has due for a year, each line with its formula and clause; people by id, nobody named.

    What lacks agreement, insurance or recognition is worked out and held, with the reason. Amounts are texts, exact to
    the fen.
    """
    need_whole_city("subsidy")  # retention and claims count the trainees of every district
    as_of = asked.as_of or house.today()
    with house.database.read() as session:
        settlement = settle(house, session, id, year=asked.year, as_of=as_of, edition=asked.edition)
    return from_settlement(settlement, say=say)
