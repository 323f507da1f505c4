"""What the tests of messages do with a batch: decide it, see who is in it, hand it out, and meddle meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from api.batches import Batch, asked_batch, decide
from api.handing_out import Ready, note_opening, open_messages
from api.house import House
from api.planning import Planned, plan_outreach
from data.store import messages_of
from matcher.records import (
    Channel,
)
from tests.api.outreach_office import LI

SMS = {"channel": "sms", "purpose": "九月岗位推送"}


def batch_of(office: House, **told: Any) -> Batch:
    return asked_batch(office, **({"channel": Channel.SMS, "way": "file", "limit": 10} | told))


def whom(office: House, batch: Batch) -> list[str]:
    decide(office, batch, actor=LI)
    with office.database.read() as session:
        return [one.candidate_id for one in messages_of(session, batch.id)]


def opened(office: House, batch: Batch) -> Sequence[Ready]:
    with office.database.read() as session:
        messages = messages_of(session, batch.id)
    return open_messages(office, messages, note_opening(office, messages, actor=LI, purpose="推送"), office=None).ready


def while_planning(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], Any]) -> None:
    """Let something happen once, between the making of a queue and the keeping of its batch."""
    waiting = [happens]

    def planned(*told: Any, **how: Any) -> list[Planned]:
        found = plan_outreach(*told, **how)
        if waiting:
            waiting.pop()()
        return found

    # a mock, because no test can hit the seconds that a plan of a city takes
    monkeypatch.setattr("api.batches.plan_outreach", planned)
