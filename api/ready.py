"""How messages that leave the house are asked for and told over HTTP."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from api.fields import MaybeLine, OpenLine
from api.handing_out import HandedOut, Ready
from matcher.records import Channel


class HandOutBody(BaseModel):
    """What the names are needed for."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"purpose": "九月岗位推送"}})

    purpose: OpenLine = Field(description="What names and numbers are needed for: it stands in the log.")
    again: bool = Field(False, description="Hand out once more what was handed out before: that copy is lost.")
    office: MaybeLine = Field(
        None, description="How the messages name the office; by the person's district by default."
    )

    def as_key(self) -> str:
        """Give what an Idempotency-Key stands for: the same for whatever purpose, asked again or not."""
        return self.model_dump_json(exclude={"purpose", "again"})


class MessageReady(BaseModel):
    """A message as it leaves the house."""

    id: str = Field(description="The same message has the same id, however often it is handed out.")
    candidate_id: str
    name: str
    phone: str | None = Field(description="None = the channel needs no number, and none is stored.")
    text: str
    send_after: datetime = Field(description="Before it the person is not to be disturbed.")
    send_before: datetime = Field(description="From it on the person is not to be disturbed any more.")
    handed_out_at: datetime | None = Field(description="When it was handed out before; None = never.")


def from_ready(one: Ready) -> MessageReady:
    """Tell a message with the person's name and number."""
    return MessageReady(
        id=one.id,
        candidate_id=one.candidate_id,
        name=one.name,
        phone=one.phone,
        text=one.text,
        send_after=one.send_after,
        send_before=one.send_before,
        handed_out_at=one.handed_out_at,
    )


class MessagesReady(BaseModel):
    """A batch as it leaves the house, in the order of the candidates' ids."""

    batch: str
    channel: Channel
    template: str
    n: int = Field(description="Messages here.")
    withheld: dict[str, int] = Field(description="People who are not written to after all, by reason.")
    messages: list[MessageReady]


def from_handed(handed: HandedOut) -> MessagesReady:
    """Tell a batch with the names and numbers of its people."""
    return MessagesReady(
        batch=handed.batch.id,
        channel=handed.batch.channel,
        template=handed.batch.template,
        n=len(handed.ready),
        withheld=dict(handed.withheld),
        messages=[from_ready(one) for one in handed.ready],
    )
