"""The JSON shape of a fair: stated over HTTP, in a file, or put together from options; told as it is kept."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, ValidationError, WithJsonSchema

from api.fair_names import next_number
from api.fields import Day, GivenId, MaybeUscc, MaybeWord, OpenLine, OpenWord
from api.house import House
from api.profiles import official
from data.faults import phrase_of
from data.store import KeptFair, Session, existing_posts
from matcher.errors import BadInput, NotFound, Phrase, why_refused
from matcher.fairs.slots import slots_of
from matcher.fairs.soundness import refuse_outside_hours, refuse_unsound
from matcher.records import Booth, Fair, FairState, Hours, Walk

CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9](:00)?")
MOST_BYTES = 1_000_000
MOST = 500  # booths of one fair, ways between its halls


def _clock(value: object) -> time:
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or not CLOCK.fullmatch(value):
        raise ValueError(Phrase("must be a time like 09:30"))
    return time.fromisoformat(value.zfill(5))


Clock = Annotated[
    time,
    BeforeValidator(_clock),
    PlainSerializer(lambda at: f"{at:%H:%M}", return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": f"^({CLOCK.pattern})$", "examples": ["09:30"]}),
]
_EXAMPLE_BOOTH: dict[str, Any] = {"employer": "甲公司", "post_ids": ["P1"], "n_interviewers": 2, "hall": "A"}
EXAMPLE: dict[str, Any] = {
    "name": "历下区秋季见习对接会",
    "place": "市人力资源市场",
    "on": "2023-09-16",
    "since": "09:00",
    "until": "12:00",
    "slot_min": 10,
    "breaks": [{"since": "10:20", "until": "10:40"}],
    "walks": [{"hall": "A", "other": "B", "minutes": 5}],
    "quiet": [{"since": "11:00", "until": "12:00"}],
    "n_interpreters": 1,
    "booths": [_EXAMPLE_BOOTH],
}


class HoursBody(BaseModel):
    """A part of a day, local time; *until* itself is outside."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"since": "10:20", "until": "10:40"}})

    since: Clock
    until: Clock


class WalkBody(BaseModel):
    """How long it takes from one hall to another, in both directions."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"hall": "A", "other": "B", "minutes": 5}})

    hall: OpenWord
    other: OpenWord
    minutes: int = Field(strict=True, ge=0, le=240)


class BoothBody(BaseModel):
    """An employer's place at a fair."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _EXAMPLE_BOOTH})

    id: OpenWord | None = Field(None, description="Its number; the next free one by default.")
    employer: OpenWord
    employer_uscc: MaybeUscc = None
    post_ids: list[GivenId] = Field(min_length=1, max_length=100, description="That are talked about there.")
    n_interviewers: int = Field(1, strict=True, ge=1, le=100, description="Who sit there at once.")
    hall: MaybeWord = Field(None, description="None = the fair has one hall.")
    step_free: bool | None = Field(None, description="Reached without steps; None = unknown, and not taken for it.")
    breaks: list[HoursBody] = Field([], max_length=20, description="Of this booth, beside those of the fair.")


class FairBody(BaseModel):
    """A fair as the organiser states it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": EXAMPLE})

    name: OpenLine
    place: OpenLine
    on: Day
    since: Clock
    until: Clock
    slot_min: int = Field(10, strict=True, ge=1, le=240, description="Length of a slot in minutes.")
    breaks: list[HoursBody] = Field([], max_length=20)
    walks: list[WalkBody] = Field([], max_length=MOST)
    quiet: list[HoursBody] = Field([], max_length=20, description="Hours for people who need it quiet.")
    n_interpreters: int = Field(0, strict=True, ge=0, le=100)
    most_visits: int = Field(3, strict=True, ge=1, le=20, description="Meetings of one person at most.")
    reserved: float = Field(
        0.2, ge=0, le=1, description="Share of each booth's places that is kept for people who are supported first."
    )
    no_show: float = Field(0.3, ge=0, le=1, description="Assumed of people of whose past nothing is known.")
    districts: list[OpenWord] = Field([], max_length=50, description="Whose people are invited; [] = the whole city.")
    booths: list[BoothBody] | None = Field(
        None, max_length=MOST, description="None = those that it has, as a file of booths or an earlier body said."
    )


class NewFair(FairBody):
    """A fair with the id that it gets."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"id": "2023-09-lixia", **EXAMPLE}})

    id: GivenId


class FairShown(FairBody):
    """A fair as it is kept."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={})

    id: str
    state: FairState
    slots: list[str] = Field(description="When each slot begins.", examples=[["09:00", "09:10"]])
    revision: int = Field(description="How often it was planned; 0 = never.")
    planned_at: datetime | None


def to_fair(house: House, session: Session, id: str, body: FairBody, *, booths: Sequence[Booth] = ()) -> Fair:
    """
    Make the record of a body.

    Args:
        house: with the table of districts.
        session: in which the posts are.
        id: of the fair.
        body: as it was stated.
        booths: that it has already, for a body that says nothing of them.

    Raises:
        NotFound: a post is not there.
        BadInput: what is stated does not go together.
    """
    fair = Fair(
        id=id,
        name=body.name,
        place=body.place,
        on=body.on,
        hours=Hours(body.since, body.until),
        slot_min=body.slot_min,
        booths=tuple(booths) if body.booths is None else _to_booths(body.booths),
        breaks=_to_hours(body.breaks),
        walks=tuple(Walk(one.hall, one.other, one.minutes) for one in body.walks),
        quiet=_to_hours(body.quiet),
        n_interpreters=body.n_interpreters,
        most_visits=body.most_visits,
        reserved=body.reserved,
        no_show=body.no_show,
        districts=tuple(official(one, gazetteer=house.gazetteer) or one for one in body.districts),
    )
    refuse_unsound(fair)
    refuse_outside_hours(fair)
    asked = [post for booth in fair.booths for post in booth.post_ids]
    there = existing_posts(session, asked)
    for post in asked:
        if post not in there:
            raise NotFound("there is no {noun} {id!r}", noun=Phrase.of("post"), id=post)
    return fair


def _to_booths(bodies: Sequence[BoothBody]) -> tuple[Booth, ...]:
    taken: dict[str, object] = {one.id: None for one in bodies if one.id is not None}
    booths = []
    for one in bodies:
        id = one.id or next_number(taken)
        taken[id] = None
        beside = one.model_dump(exclude={"id", "post_ids", "breaks"})
        booths.append(Booth(id=id, post_ids=tuple(one.post_ids), breaks=_to_hours(one.breaks), **beside))
    return tuple(sorted(booths, key=lambda one: one.id))


def _to_hours(bodies: Sequence[HoursBody]) -> tuple[Hours, ...]:
    return tuple(Hours(one.since, one.until) for one in bodies)


def from_fair(kept: KeptFair) -> FairShown:
    """Tell a fair as it is kept."""
    fair = kept.fair
    names = FairBody.model_fields.keys() - {"since", "until", "breaks", "quiet", "walks", "booths", "districts"}
    return FairShown.model_construct(
        **{name: getattr(fair, name) for name in names},
        id=fair.id,
        since=fair.hours.since,
        until=fair.hours.until,
        breaks=_from_hours(fair.breaks),
        quiet=_from_hours(fair.quiet),
        walks=[WalkBody.model_construct(hall=w.hall, other=w.other, minutes=w.minutes) for w in fair.walks],
        booths=[from_booth(one) for one in fair.booths],
        districts=list(fair.districts),
        state=fair.state,
        slots=[f"{one.begins:%H:%M}" for one in slots_of(fair)],
        revision=kept.revision,
        planned_at=kept.planned_at,
    )


def from_booth(one: Booth) -> BoothBody:
    """Tell a booth as it is kept."""
    names = BoothBody.model_fields.keys() - {"post_ids", "breaks"}
    plain = {name: getattr(one, name) for name in names}
    return BoothBody.model_construct(**plain, post_ids=list(one.post_ids), breaks=_from_hours(one.breaks))


def _from_hours(hours: Sequence[Hours]) -> list[HoursBody]:
    return [HoursBody.model_construct(since=one.since, until=one.until) for one in hours]


def read_fair_file(path: Path) -> dict[str, object]:
    """
    Read what a TOML or JSON file states of a fair.

    Raises:
        BadInput: it cannot be read, or is neither.
    """
    try:
        content = path.read_bytes()[: MOST_BYTES + 1]
        text = content.decode("utf-8-sig")
        told = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except OSError as error:
        raise BadInput("{file}: {why}", file=path.name, why=why_refused(error)) from None
    except (ValueError, RecursionError):
        raise BadInput("{file}: is neither TOML nor JSON in UTF-8", file=path.name) from None
    if not isinstance(told, dict):
        raise BadInput("{file}: is neither TOML nor JSON in UTF-8", file=path.name)
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in told.items()}


def checked_body(told: Mapping[str, object], *, where: str) -> FairBody:
    """
    Check what a file or options state of a fair as a body is checked.

    Raises:
        BadInput: the first thing that is wrong; *where* and the field are named.
    """
    try:
        return FairBody.model_validate(told)
    except ValidationError as error:
        fault = error.errors()[0]
        key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"]).lstrip(".")
        raise BadInput("{name}: {key}: {why}", name=where, key=key, why=phrase_of(fault)) from None
