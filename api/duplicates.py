"""Duplicates over HTTP: candidates who may be one person, listed, shown side by side, joined, kept apart, undone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.conditions import TheChange, TheReading
from api.deps import JsonOnly, TheActor, TheHouse, needs
from api.errors import problems
from api.fields import MaybeProse, RecordId
from api.house import House
from api.idempotency import TheOnce
from api.merging import Found as Looked
from api.merging import both_sides, join_duplicates, join_pair, keep_apart, merged_of, undo_pair
from api.paging import AskedPage, read_cursor, write_cursor
from data.store import Session, Whole, count_references, get_duplicate, iter_duplicates, merged_sides
from data.vault import mask
from matcher.records import Actor, Decision, Duplicate, DuplicateState, LinkHow

DecisionWord = Literal["join", "keep", "undo"]
Value = str | float | bool | list[str] | None
YEAR = 4  # characters of a birth date that stay open
BIRTH = "birth_on"

router = APIRouter(prefix="/v1/duplicates", tags=["duplicates"])


class DuplicateAnswer(BaseModel):
    """What a person made of the two."""

    decision: Decision
    by: str
    at: datetime
    note: str | None


class DuplicateListed(BaseModel):
    """Two candidates who may be one person."""

    id: str = Field(examples=["9f86d081884c7d65"])
    candidate_ids: list[str] = Field(examples=[["C000123", "S77"]])
    status: DuplicateState = Field(description="`review` waits for a person.")
    how: LinkHow = Field(description="`exact` = the same ID number, `probable` = all fields weighed together.")
    p: float = Field(description="That they are one person, 0 to 1.", examples=[0.97])
    compared_at: datetime
    decided: DuplicateAnswer | None = Field(description="By a person; null = nobody was asked, or it waits.")


class DuplicatePage(BaseModel):
    """One page of pairs, in the order of their ids."""

    items: list[DuplicateListed]
    next_cursor: str | None = Field(description="None = this was the last page.")


class DuplicateWeight(BaseModel):
    """How much one field says for (above 0) or against one person."""

    field: str = Field(description="`prior` stands for how rare one person twice is.", examples=["name"])
    level: str = Field(description="How alike both are.", examples=["same_sounds"])
    bits: float = Field(description="log2 of the Bayes factor; the sum is the log-odds.", examples=[6.2])


class DuplicateField(BaseModel):
    """One field of both candidates, and whose value stays; names and numbers are masked."""

    field: str = Field(description="Personal fields with their role.", examples=["self.phone"])
    values: list[Value] = Field(description="Of both, in the order of `candidate_ids`; null = unknown.")
    sources: list[str | None] = Field(description="Where each came from.", examples=[["实名信息数据库", "小程序.csv"]])
    stays: list[str] = Field(description="The ids of those whose value stays.", examples=[["C000123"]])
    why: str = Field(
        description="`same`, `only`, `both` (lists put together), `refused`, `source`, `newer`, `fuller`, `first`.",
        examples=["source"],
    )


class DuplicateShown(DuplicateListed):
    """Two candidates side by side, the weight of each comparison, and what they come to."""

    survivor_id: str = Field(description="The id that stays, or would stay.", examples=["C000123"])
    weights: list[DuplicateWeight]
    fields: list[DuplicateField] = Field(description="What is known of either, as it was before a merge.")
    references: dict[str, dict[str, int]] = Field(
        description="By candidate: how many placements, claims, events, … refer to it now.",
        examples=[{"C000123": {"placements": 1}}],
    )


class DuplicateDecisionBody(BaseModel):
    """What a person found the two to be."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"decision": "join", "note": "已电话核实，系同一人。"}}
    )

    decision: DecisionWord = Field(
        description="`join` = one person, `keep` = two people, `undo` = take a merge back: two people after all."
    )
    note: MaybeProse = Field(None, description="Why; without names and numbers of people.")


class DuplicateOutcome(DuplicateListed):
    """What came of a decision."""

    survivor_id: str | None = Field(description="The id that stays; null where the two were kept apart.")
    other_id: str | None = Field(description="The id given up, or taken up again.")
    moved: dict[str, int] = Field(description="How many placements, claims, events, … were moved, by kind.")
    n_later: int = Field(description="After undo: how many came since the merge; they stay with the survivor.")
    later_fields: list[str] = Field(description="After undo: fields changed since the merge, which stay as they are.")


class AskedDuplicates(AskedPage):
    """How pairs are listed."""

    status: DuplicateState = Field(
        DuplicateState.REVIEW, description="Those that wait for a person, are joined, or were kept apart."
    )


class DuplicateSearch(BaseModel):
    """What a search for duplicates did."""

    n_compared: int = Field(description="Candidates looked at; 0 = nobody had changed.")
    n_joined: int = Field(description="Joined by themselves: the same ID number.")
    n_new: int = Field(description="Pairs that wait for a person and did not before.")
    n_review: int = Field(description="Pairs that wait for a person, in all.")


def from_duplicate(one: Duplicate) -> DuplicateListed:
    """Tell a pair without the people."""
    return DuplicateListed(**_listed(one))


def _listed(one: Duplicate) -> dict[str, Any]:
    decided = one.decided
    return {
        "id": one.id,
        "candidate_ids": list(one.ids),
        "status": one.state,
        "how": one.pairing.how,
        "p": round(one.pairing.p, 6),
        "compared_at": one.at.astimezone(UTC),
        "decided": decided
        and DuplicateAnswer(decision=decided.decision, by=decided.by, at=decided.at.astimezone(UTC), note=decided.note),
    }


def from_search(found: Looked) -> DuplicateSearch:
    """Tell what a search did."""
    return DuplicateSearch(
        n_compared=found.n_compared, n_joined=found.n_joined, n_new=found.n_new, n_review=found.n_review
    )


def shown(house: House, session: Session, id: str) -> DuplicateShown:
    """
    Give both candidates of a pair side by side, masked, with the weights and whose value of each field stays.

    Raises:
        NotFound: there is no such pair.
        Conflict: one of the two is no longer there.
    """
    pair = get_duplicate(session, id, vault=house.vault)
    is_joined = pair.state is DuplicateState.JOINED
    first, second = merged_sides(session, id, vault=house.vault) if is_joined else both_sides(house, session, pair)
    there = [first.id] if is_joined else list(pair.ids)
    return DuplicateShown(
        **_listed(pair),
        survivor_id=first.id,
        weights=[
            DuplicateWeight(field=one.field, level=one.level, bits=round(one.weight, 3))
            for one in pair.pairing.compared
        ],
        fields=_fields(pair, first, second),
        references={one: count_references(session, one) for one in there},
    )


def _fields(pair: Duplicate, first: Whole, second: Whole) -> list[DuplicateField]:
    sides = sorted((one.to_side() for one in (first, second)), key=lambda side: pair.ids.index(side.id))
    return [
        DuplicateField(
            field=one.field,
            values=[_covered(one.field, side.values.get(one.field)) for side in sides],
            sources=[side.origins[one.field][0] if one.field in side.origins else None for side in sides],
            stays=list(one.ids),
            why=one.why.value,
        )
        for one in merged_of(first, second).chosen
    ]


def _covered(field: str, value: Any) -> Value:
    if value is None:
        return None
    if isinstance(value, date):
        return value.isoformat()[:YEAR] if field == BIRTH else value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    _, _, personal = field.partition(".")
    plain: Value = mask(personal, value) if personal else value
    return plain


def decide(
    house: House, session: Session, id: str, decision: DecisionWord, *, note: str | None, actor: Actor
) -> DuplicateOutcome:
    """
    Join the two candidates of a pair, keep them apart, or take their merge back.

    Raises:
        NotFound: there is no such pair.
        Conflict: the pair does not stand so that this could be done.
    """
    done: dict[str, Any] = {}
    nothing: dict[str, Any] = {"survivor_id": None, "other_id": None, "moved": {}, "n_later": 0, "later_fields": []}
    if decision == "join":
        pair, merge = join_pair(house, session, id, note=note, actor=actor)
        done = {"survivor_id": merge.survivor_id, "other_id": merge.gone_id, "moved": merge.moved}
    elif decision == "keep":
        pair = keep_apart(house, session, id, note=note, actor=actor)
    else:
        pair, undone = undo_pair(house, session, id, note=note, actor=actor)
        done = {"survivor_id": undone.survivor_id, "other_id": undone.restored_id}
        done |= {"n_later": undone.n_later, "later_fields": list(undone.later_fields)}
    return DuplicateOutcome(**(_listed(pair) | nothing | done))


@router.get("", summary="List duplicates", responses=problems(422, 503), dependencies=[needs("duplicates:read")])
def list_page(house: TheHouse, asked: Annotated[AskedDuplicates, Query()]) -> DuplicatePage:
    """List pairs of candidates who may be one person, page by page; nobody is named."""
    lister = asked.lister("duplicates")
    after = read_cursor(house.vault, asked.cursor, lister=lister)
    with house.database.read() as session:
        pages = iter_duplicates(
            session, state=asked.status, after=after or "", limit=asked.limit + 1, vault=house.vault
        )
        found = list(pages)
    items = [from_duplicate(one) for one in found[: asked.limit]]
    more = len(found) > asked.limit
    return DuplicatePage(
        items=items, next_cursor=write_cursor(house.vault, lister=lister, after=items[-1].id) if more else None
    )


@router.post(
    "/find", summary="Find duplicates", responses=problems(422, 503), dependencies=[needs("duplicates:decide")]
)
def find(house: TheHouse, actor: TheActor, once: TheOnce) -> DuplicateSearch:
    """
    Look for candidates who are one person among those who changed since the last look.

    Those with the same ID number are joined, the probable ones wait for a person. The first look compares everybody:
    of a whole city let `matcher link` do it.
    """
    return once.let(
        lambda begin: from_search(join_duplicates(house, actor=actor, at=house.clock(), begin=begin)), DuplicateSearch
    )


@router.get(
    "/{id}", summary="Read a duplicate", responses=problems(404, 409, 422, 503), dependencies=[needs("duplicates:read")]
)
def read_duplicate(id: RecordId, house: TheHouse, reading: TheReading) -> DuplicateShown:
    """Give both candidates side by side, masked, with the weights and whose value of each field stays, and why."""
    with house.database.read() as session:
        return reading.tell(shown(house, session, id))


@router.post(
    "/{id}/decision",
    summary="Decide on a duplicate",
    dependencies=[needs("duplicates:decide"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def decide_on_duplicate(
    id: RecordId, body: DuplicateDecisionBody, house: TheHouse, actor: TheActor, once: TheOnce, change: TheChange
) -> DuplicateOutcome:
    """
    Join the two, keep them apart, or take a merge back; the very next ranking heeds it.

    Joined, all that refers to either refers to the one, and the id given up leads to it. A merge taken back restores
    both; what came since stays with the survivor. A pair that was answered is not proposed again unless who either of
    them is changes. Two different sound ID numbers are never joined.
    """

    def judge(session: Session) -> DuplicateOutcome:
        change.refuse_unseen(session, lambda: shown(house, session, id))
        return decide(house, session, id, body.decision, note=body.note, actor=actor)

    answer = once.do(judge, DuplicateOutcome)
    for candidate_id in answer.candidate_ids:
        house.follower.take_in("candidate", candidate_id)
    return answer
