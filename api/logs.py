"""How the service's log lines look: one JSON object a line, and of an exception its kind and place but not its text."""

from __future__ import annotations

import json
import traceback
from typing import Any

import structlog
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, WrappedLogger

FIRST = ("at", "level", "logger", "event", "request_id")


def place_of_fault(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Tell an exception by its kind and place; its text may hold what a person sent, so it is left out."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple) and error[0] is not None:
        event["error"] = error[0].__name__
        event["place"] = "".join(traceback.format_tb(error[2]))
    return event


def in_order(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Put first what every line has; the fields of the event follow as they were given."""
    for name in ("color_message", "message", "asctime"):  # the event again, as uvicorn and other formatters keep it
        event.pop(name, None)
    return {**{name: event.pop(name) for name in FIRST if name in event}, **event}


def write_line(event: EventDict, **_: Any) -> str:
    """Write one line; a lone surrogate is written as the escape that JSON has for it."""
    return json.dumps(event, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace").decode()


def lines() -> ProcessorFormatter:
    """Make the formatter of every logger, those of libraries too: nothing else writes lines."""
    return ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            add_log_level,
            add_logger_name,
            ExtraAdder(),
        ],
        processors=[
            ProcessorFormatter.remove_processors_meta,
            place_of_fault,
            in_order,
            structlog.processors.JSONRenderer(write_line),
        ],
    )


LOG_CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": lines}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {name: {"level": "INFO"} for name in ("api", "data", "models")},
}
"""For ``logging.config.dictConfig``, and for uvicorn's ``log_config``."""
