"""The log over HTTP: what was done, by whom, on what and when; and whether the log is whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.deps import TheHouse, TheLanguage, needs
from api.errors import problems
from api.fields import MaybeDay, MaybeLine, MaybeWord
from api.house import House
from api.journal_names import fault_line
from api.language import Translate
from api.paging import AskedPage, read_cursor, write_cursor
from data.log import Entry
from data.log.listing import Wanted, page
from data.log.verifying import Anchor, Progress, Verified, read_anchor, verify

FAULTS_TOLD = 100

router = APIRouter(prefix="/v1/log", tags=["log"])


class LogLineShown(BaseModel):
    """One line of the log."""

    sequence: int = Field(description="Its number.", examples=[1204])
    at: datetime
    actor_id: str = Field(description="Who did it.")
    actor_role: str
    actor_district: str | None
    action: str = Field(description="What was done.", examples=["reveal"])
    noun: str = Field(description="On what.", examples=["candidate"])
    id: str | None = Field(
        description="On which one; none = on many. Whoever was forgotten stands here by a random name (`~…`)."
    )
    purpose: str | None = Field(description="What for, as it was said.", examples=["电话通知面试"])
    origin: str | None = Field(
        description="From where: `cli`, or the address of a client; none = the service by itself."
    )
    details: dict[str, Any] = Field(description="Counts, fields, sources: no personal value.")
    hash: str = Field(description="SHA-256 of the line and of the hash before it.")


class EntryPage(BaseModel):
    """One page of the log, the newest line first."""

    items: list[LogLineShown]
    next_cursor: str | None = Field(description="None = this was the last page.")


class AskedEntries(AskedPage):
    """How lines are asked for."""

    action: MaybeWord = Field(None, description="Only this action, such as `reveal`, `rank` or `export`.")
    actor: MaybeLine = Field(None, description="Only what this one did.")
    noun: MaybeWord = Field(None, description="Only what was done on this, such as `candidate`.")
    id: MaybeLine = Field(None, description="Only what was done on this record, or names this person.")
    since: MaybeDay = Field(None, description="Only from this day on.")
    until: MaybeDay = Field(None, description="Only up to and with this day.")


class AskedVerify(BaseModel):
    """How the log is looked through."""

    model_config = ConfigDict(extra="forbid")

    head: MaybeLine = Field(
        None, description="Number and hash that were written down: `1204:9f2c…`.", examples=["1204:" + "0" * 64]
    )


class FaultShown(BaseModel):
    """One thing that is wrong."""

    what: str = Field(
        description="`changed`, `missing`, `added`, `swapped`, `head_changed`, `head_missing`, `head_unsealed`, "
        "`not_anchored`.",
        examples=["changed"],
    )
    sequence: int | None = Field(description="The entry; of several missing ones the first; none = the head.")
    last: int | None = Field(description="Of several missing ones the last; of two swapped the other.")
    sentence: str = Field(description="The same in words.")


class VerifiedShown(BaseModel):
    """Whether the log is whole."""

    ok: bool
    entries: int = Field(description="How many lines there are.")
    n_faults: int = Field(description="How many things are wrong.")
    faults: list[FaultShown] = Field(description=f"These, the first {FAULTS_TOLD}.")


def wanted_lines(
    house: House,
    *,
    action: str | None,
    actor: str | None,
    noun: str | None,
    id: str | None,
    since: date | None,
    until: date | None,
) -> Wanted:
    """Say which lines are meant; days are those of the city, both of them included."""
    after = None if since is None else _begins(house, since)
    before = None if until is None else _begins(house, until + timedelta(days=1))
    return Wanted(action, actor, noun, id, after, before)


def _begins(house: House, day: date) -> datetime:
    zone = timezone(timedelta(hours=house.outreach.utc_offset_hours))
    return datetime.combine(day, time(), zone).astimezone(UTC)


def verify_log(house: House, *, anchor: Anchor | None = None, on_progress: Progress | None = None) -> Verified:
    """Look through the whole log and tell what is wrong."""
    house.spool.drain(house.database)
    with house.database.read() as session:
        return verify(session, seal=house.vault.seal, anchor=anchor, on_progress=on_progress)


def to_entry(entry: Entry) -> LogLineShown:
    """Tell a line."""
    actor = entry.actor
    return LogLineShown(
        sequence=entry.sequence,
        at=entry.at,
        actor_id=actor.id,
        actor_role=actor.role,
        actor_district=actor.district,
        action=entry.action,
        noun=entry.noun,
        id=entry.id,
        purpose=entry.purpose,
        origin=entry.origin,
        details=entry.details,
        hash=entry.hash,
    )


def to_verified(found: Verified, say: Translate) -> VerifiedShown:
    """Tell what a look through the log came to."""
    faults = [
        FaultShown(what=str(one.what), sequence=one.sequence, last=one.last, sentence=fault_line(one, say))
        for one in found.faults[:FAULTS_TOLD]
    ]
    return VerifiedShown(ok=found.ok, entries=found.entries, n_faults=found.n_faults, faults=faults)


@router.get("", summary="List the log", responses=problems(422, 503), dependencies=[needs("log:read")])
def list_page(house: TheHouse, asked: Annotated[AskedEntries, Query()]) -> EntryPage:
    """List what was done, the newest line first, page by page. Lines hold no personal value and no priority group."""
    lister = asked.lister("log")
    cursor = read_cursor(house.vault, asked.cursor, lister=lister)
    wanted = wanted_lines(house, **asked.model_dump(exclude={"limit", "cursor"}))
    house.spool.drain(house.database)
    with house.database.read() as session:
        found = page(session, wanted, before=None if cursor is None else int(cursor), limit=asked.limit + 1)
    shown = found[: asked.limit]
    more = len(found) > asked.limit
    after = str(shown[-1].sequence) if more else ""
    return EntryPage(
        items=[to_entry(one) for one in shown],
        next_cursor=write_cursor(house.vault, lister=lister, after=after) if more else None,
    )


@router.get("/verify", summary="Look through the log", responses=problems(422, 503), dependencies=[needs("log:read")])
def read_verified(house: TheHouse, say: TheLanguage, asked: Annotated[AskedVerify, Query()]) -> VerifiedShown:
    """
    Look through the whole log: is every line as it was written, none missing, none added, none in another's place?

    Whoever can change the database can put an older copy of all of it in place: give `head`, written down elsewhere, to
    find that too.
    """
    anchor = None if asked.head is None else read_anchor(asked.head)
    return to_verified(verify_log(house, anchor=anchor), say)
