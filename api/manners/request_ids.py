"""The id of a request: on its answer, in every log line that it causes, and in the problem that it gets."""

from __future__ import annotations

import re
from uuid import uuid4

from structlog.contextvars import get_contextvars

HEADER = "X-Request-Id"
NAME = "request_id"  # in log lines
# nothing else: what a client calls its request goes into the log, and must have no room for a number of a person
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def request_id(sent: str | None) -> str:
    """Take the id that a client sent where it is a UUID; else make one."""
    lowered = (sent or "").lower()
    return lowered if _UUID.fullmatch(lowered) else str(uuid4())


def present_request() -> str | None:
    """Tell the id of the request that is being answered; None = there is none."""
    told: str | None = get_contextvars().get(NAME)
    return told
