"""How a message that leaves the house is told over HTTP."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from api.handing_out import Ready


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
