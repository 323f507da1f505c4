"""Findings of the watch for fraud over HTTP: looked for, listed, explained, confirmed and opened again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.conditions import TheChange, TheReading
from api.deps import JsonOnly, JsonOrNothing, TheActor, TheHouse, needs
from api.errors import problems
from api.fields import MaybeDay, MaybeProse, RecordId
from api.idempotency import TheOnce
from api.language import Translate, translation
from api.narrowing import refuse_unknown
from api.paging import AskedPage, read_cursor, write_cursor
from api.watching import Watched, watch_over
from data.store import FindingKept, Session, get_finding, give_state, iter_findings
from matcher.fraud.telling import finding_phrase
from matcher.records import FindingState, Severity

router = APIRouter(prefix="/v1/findings", tags=["findings"])


class WatchBody(BaseModel):
    """How far the watch looks."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"as_of": "2023-09-01"}})

    as_of: MaybeDay = Field(None, description="The day whose edition of the rules counts; today by default.")


class WatchAnswer(BaseModel):
    """What a watch came to."""

    as_of: date
    edition: str = Field(description="Of the rules.", examples=["jinan-2023"])
    n_found: int
    n_new: int = Field(description="Of these, not found by an earlier watch.")
    n_by_rule: dict[str, int] = Field(examples=[{"employed_elsewhere": 2}])


class StateShown(BaseModel):
    """A state that a person gave a finding."""

    state: FindingState
    note: str | None
    by: str = Field(description="Who gave it.")
    at: datetime


class FindingShown(BaseModel):
    """What does not go together in the files, and what persons made of it."""

    key: str = Field(examples=["after_end-0f3a5b7c9d1e2f40"])
    rule: str = Field(examples=["after_end"])
    severity: Severity
    state: FindingState
    sentence: str
    is_found: bool = Field(description="The last watch found it again; false = the files no longer say so.")
    evidence: dict[str, Any] = Field(description="Days, counts and amounts; never a name or number of a person.")
    candidate_ids: list[str]
    employer_ids: list[str]
    placement_ids: list[str]
    claim_ids: list[str]
    amount_yuan: str | None = Field(description="At stake.", examples=["2520.00"])
    edition: str
    found_at: datetime
    states: list[StateShown] = Field(description="The oldest first; none = nobody has looked at it.")


class FindingPage(BaseModel):
    """One page of findings, the gravest first."""

    items: list[FindingShown]
    next_cursor: str | None = Field(description="None = this was the last page.")


class AskedFindings(AskedPage):
    """How findings are listed."""

    state: FindingState | None = Field(None, description="Only those that stand so.")
    rule: str | None = Field(None, max_length=40, description="Only those of this rule.")
    employer: str | None = Field(None, max_length=200, description="Only those that concern this employer.")
    gone: bool = Field(False, description="Also those that the last watch no longer found.")


class FindingDecision(BaseModel):
    """What a person made of a finding."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"state": "explained", "note": "系单位更名，已核对。"}},
    )

    state: FindingState = Field(description="`open` takes an earlier decision back.")
    note: MaybeProse = Field(None, description="What explains or confirms it; wanted unless it is opened again.")


def from_finding(kept: FindingKept, _: Translate) -> FindingShown:
    """Tell a finding as an answer has it."""
    found = kept.finding
    return FindingShown(
        key=found.key,
        rule=found.rule,
        severity=found.severity,
        state=kept.state,
        sentence=finding_phrase(found).told(_),
        is_found=kept.is_found,
        evidence=dict(found.evidence),
        candidate_ids=list(found.candidate_ids),
        employer_ids=list(found.employer_ids),
        placement_ids=list(found.placement_ids),
        claim_ids=list(found.claim_ids),
        amount_yuan=None if found.amount_yuan is None else str(found.amount_yuan),
        edition=found.edition,
        found_at=kept.found_at.astimezone(UTC),
        states=[
            StateShown(state=one.state, note=one.note, by=one.actor.id, at=one.at.astimezone(UTC))
            for one in kept.states
        ],
    )


def wanted(kept: FindingKept, asked: AskedFindings) -> bool:
    """Tell whether a finding is among those asked for."""
    return (
        (asked.gone or kept.is_found)
        and (asked.state is None or kept.state is asked.state)
        and (asked.rule is None or kept.finding.rule == asked.rule)
        and (asked.employer is None or asked.employer in kept.finding.employer_ids)
    )


@router.post(
    "/watch",
    summary="Watch for fraud",
    dependencies=[needs("findings:decide"), JsonOrNothing],
    responses=problems(400, 413, 415, 422, 503),
)
def run_watch(house: TheHouse, actor: TheActor, once: TheOnce, body: WatchBody | None = None) -> WatchAnswer:
    """Look at all placements, claims and employment that are stored, and keep what does not go together."""
    as_of = None if body is None else body.as_of
    return once.let(
        lambda begin: from_watched(watch_over(house, as_of=as_of or house.today(), actor=actor, begin=begin)),
        WatchAnswer,
    )


def from_watched(watched: Watched) -> WatchAnswer:
    """Tell what a watch came to."""
    return WatchAnswer(
        as_of=watched.as_of,
        edition=watched.edition,
        n_found=watched.n_found,
        n_new=watched.n_new,
        n_by_rule=watched.n_by_rule,
    )


@router.get("", summary="List findings", responses=problems(404, 422, 503), dependencies=[needs("findings:read")])
def list_page(house: TheHouse, asked: Annotated[AskedFindings, Query()]) -> FindingPage:
    """List what watches found, the gravest first, page by page."""
    lister = asked.lister("findings")
    after = read_cursor(house.vault, asked.cursor, lister=lister)
    with house.database.read() as session:
        found = [one for one in iter_findings(session) if wanted(one, asked)]
        if not found:
            refuse_unknown(session, employer_id=asked.employer)
    keys = [one.finding.key for one in found]
    start = keys.index(after) + 1 if after in keys else 0
    shown = found[start : start + asked.limit]
    more = start + asked.limit < len(found)
    say = translation(house.settings.language)
    return FindingPage(
        items=[from_finding(one, say) for one in shown],
        next_cursor=write_cursor(house.vault, lister=lister, after=shown[-1].finding.key) if more else None,
    )


@router.get(
    "/{key}", summary="Read a finding", responses=problems(404, 422, 503), dependencies=[needs("findings:read")]
)
def read_finding(key: RecordId, house: TheHouse, reading: TheReading) -> FindingShown:
    """Give one finding with all that persons made of it."""
    with house.database.read() as session:
        return reading.tell(from_finding(get_finding(session, key), translation(house.settings.language)))


@router.post(
    "/{key}/decision",
    summary="Decide on a finding",
    dependencies=[needs("findings:decide"), JsonOnly],
    responses=problems(400, 404, 413, 415, 422, 503),
)
def decide_on_finding(
    key: RecordId, body: FindingDecision, house: TheHouse, actor: TheActor, once: TheOnce, change: TheChange
) -> FindingShown:
    """Call a finding explained or confirmed, with a word of why, or open it again. Nothing is paid or refused by it."""
    say = translation(house.settings.language)

    def judge(session: Session) -> FindingShown:
        change.refuse_unseen(session, lambda: from_finding(get_finding(session, key), say))
        kept = give_state(session, key, body.state, note=body.note, actor=actor, at=house.clock())
        return from_finding(kept, say)

    return change.tell(once.do(judge, FindingShown))
