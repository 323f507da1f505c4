"""Log lines are objects that a program can read; they tell of requests, and nothing that a person sent."""

from __future__ import annotations

import json
import logging
import logging.config
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from api.candidates import EXAMPLE
from api.logs import lines
from tests.api.marked import MARKED, number_of

NAME, PHONE, NUMBER = "张" + "三丰", "13912345678", number_of(MARKED)
PERSONAL = (NAME, PHONE, NUMBER)


def written(**fields: Any) -> dict[str, Any]:
    line = lines().format(logging.makeLogRecord({"name": "api.x", "levelno": 20, "levelname": "INFO"} | fields))
    assert "\n" not in line
    told: dict[str, Any] = json.loads(line)
    return told


def test_a_line_tells_the_event_first_and_then_its_fields() -> None:
    told = written(msg="job done", job="j1", seconds=1.5)
    assert list(told) == ["at", "level", "logger", "event", "job", "seconds"]
    assert (told["event"], told["seconds"]) == ("job done", 1.5)


def test_an_exception_tells_its_kind_and_place_and_not_its_text() -> None:
    try:
        raise KeyError(NAME)
    except KeyError:
        told = written(msg="fault", exc_info=sys.exc_info())
    assert told["error"] == "KeyError"
    assert "test_logs.py" in told["place"]
    assert NAME not in str(told)


def test_odd_values_do_not_break_a_line() -> None:
    assert written(msg="x", value={1, 2}, text="\ud800\n")["event"] == "x"


class Kept(logging.Handler):
    """Keeps lines as the service would write them."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(lines())
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("httpx"):  # the client of the test, which logs what it asks for
            self.lines.append(json.loads(self.format(record)))


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler, root = Kept(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


def requests_of(kept: Kept) -> list[dict[str, Any]]:
    return [one for one in kept.lines if one["event"] == "request"]


def test_a_request_has_one_line_with_its_route_and_never_its_address(client: TestClient, kept: Kept) -> None:
    id = str(uuid4())
    client.get("/v1/posts/P77?secret=1", headers={"X-Request-Id": id})
    (told,) = requests_of(kept)
    assert told["request_id"] == id
    assert (told["method"], told["route"], told["status"], told["logger"]) == (
        "GET",
        "/v1/posts/{id}",
        404,
        "api.manners.requests",
    )
    assert told["ms"] > 0
    assert "P77" not in str(kept.lines)
    assert "secret" not in str(kept.lines)


def test_an_unknown_address_and_a_refused_host_are_told_without_what_was_sent(client: TestClient, kept: Kept) -> None:
    client.get(f"/v1/{PHONE}")
    client.get(f"/{PHONE}", headers={"Host": "elsewhere"})
    client.request(PHONE, "/v1/posts")
    assert [(one["route"], one["status"]) for one in requests_of(kept)] == [
        ("other", 404),
        ("other", 421),
        ("/v1/posts", 405),
    ]
    assert requests_of(kept)[2]["method"] == "other"
    assert PHONE not in str(kept.lines)


def test_an_address_with_encoded_parts_is_told_by_its_route(client: TestClient, kept: Kept) -> None:
    client.get("/v1/posts/2023%2F001")
    assert requests_of(kept)[0]["route"] == "/v1/posts/{id}"


def test_no_line_has_anything_of_a_person(client: TestClient, kept: Kept) -> None:
    person = {"name": NAME, "phone": PHONE, "id_number": NUMBER}
    assert client.put("/v1/candidates/CX", json=EXAMPLE | {"person": person}).status_code == 201
    client.get("/v1/candidates/CX")
    client.post("/v1/candidates/find", json={"text": NAME})
    client.post("/v1/candidates/find", json={"text": PHONE})
    client.get("/v1/candidates", params={"district": NAME, "cursor": NUMBER})
    client.get(f"/v1/candidates/{NUMBER}")
    client.put(f"/v1/candidates/{NAME}", json={"person": person, PHONE: NAME})
    client.put("/v1/candidates/CX", content=f"{{{NAME}", headers={"Content-Type": "application/json"})
    client.get("/v1/candidates/CX", headers={"X-Request-Id": NUMBER})
    client.delete("/v1/candidates/CX", headers={"If-Match": NAME.encode()})
    assert len(requests_of(kept)) == 10
    assert [text for text in PERSONAL if text in json.dumps(kept.lines, ensure_ascii=False)] == []


OTHERS = """
import logging.config
from api.logs import LOG_CONFIG
logging.config.dictConfig(LOG_CONFIG)
logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
logging.getLogger("api.jobs").info("job done", extra={"job": "j1"})
"""


def test_lines_of_other_loggers_are_written_the_same_way() -> None:
    # in a process of its own: to configure logging closes what pytest listens with
    ran = subprocess.run([sys.executable, "-c", OTHERS], capture_output=True, text=True, check=True)
    told = [json.loads(line) for line in ran.stderr.splitlines()]
    assert [(one["logger"], one["level"]) for one in told] == [("uvicorn.error", "warning"), ("api.jobs", "info")]
    assert told[1]["job"] == "j1"
