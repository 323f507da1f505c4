"""Lines and properties in every text that reaches a calendar: each meeting stays one event with its own text."""

from __future__ import annotations

import icalendar
import pytest
from fastapi.testclient import TestClient

from api.house import House
from tests.attacks.hostile_office import FAIR, hostile_office, printed

WORDS = {
    "an escaped end of line": "注\\nEND:VEVENT\\r\\nBEGIN:VEVENT\\nSUMMARY:x",
    "a property": '注;ATTACH=javascript:x,URL:http://evil.example;X="a"',
    "a line to be folded": "注长" * 40 + "BEGIN:VEVENT",
}
ENDS = {"CR LF": "\r\n", "LF": "\n", "CR": "\r", "NEL": "\x85", "vertical tab": "\x0b", "LS": "\u2028", "PS": "\u2029"}


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS.keys())
def test_a_text_ends_no_event_and_begins_none(house: House, word: str) -> None:
    client = hostile_office(house, word, hall="A")
    content = printed(client, "calendar", accept="text/calendar").content
    lines = content.split(b"\r\n")
    n_meetings = len(client.get(f"{FAIR}/plan").json()["meetings"])
    assert n_meetings > 3
    assert lines.count(b"BEGIN:VEVENT") == lines.count(b"END:VEVENT") == n_meetings
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert {str(one["DESCRIPTION"]) for one in events} == {word}
    assert all(str(one["SUMMARY"]) == f"{word}：{word}" for one in events)
    assert {"ATTACH", "URL", "X"} & {name for one in events for name in one} == set()


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_what_goes_on_one_line_takes_no_end_of_line(shared_client: TestClient, end: str) -> None:
    post = {"title": f"会计{end}BEGIN:VEVENT", "employer": "甲公司"}
    answer = shared_client.put("/v1/posts/LINE", json=post)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "title")
    assert shared_client.put("/v1/posts/LINE", json=post | {"title": "会计 BEGIN:VEVENT"}).status_code in (200, 201)
