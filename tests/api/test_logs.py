"""Log lines are objects that a program can read, and hold no text of an exception."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

from api.logs import JsonLines


def written(**fields: Any) -> dict[str, Any]:
    line = JsonLines().format(logging.makeLogRecord({"name": "api.x", "levelno": 20, "levelname": "INFO"} | fields))
    assert "\n" not in line
    told: dict[str, Any] = json.loads(line)
    return told


def test_a_line_tells_the_event_first_and_then_its_fields() -> None:
    told = written(msg="job done", job="j1", seconds=1.5)
    assert list(told) == ["at", "level", "logger", "event", "job", "seconds"]
    assert (told["event"], told["seconds"]) == ("job done", 1.5)


def test_an_exception_tells_its_kind_and_place_and_not_its_text() -> None:
    text = "张" + "三"
    try:
        raise KeyError(text)
    except KeyError:
        told = written(msg="fault", exc_info=sys.exc_info())
    assert told["error"] == "KeyError"
    assert "test_logs.py" in told["place"]
    assert text not in str(told)


def test_odd_values_do_not_break_a_line() -> None:
    assert written(msg="x", value={1, 2}, text="\ud800\n")["event"] == "x"
