"""
Nobody learns who belongs to a priority group who has not asked for it with a purpose.

Everything that the product says over HTTP is walked, with every log line, file and embedded text that comes of it. A
route that answers with an error fails the walk until it is told how to call it, so that later routes are walked too.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from api.house import House
from data import log
from matcher.records import Channel
from models import Encoder
from tests.api.fair_browser import at_time
from tests.api.fair_office import generous
from tests.api.marked import MARKED, PLAIN, fill, leaks, number_of, people_named
from tests.api.signed_in import signed_in
from tests.api.walked import NOT_THERE, NOUNS, Call, Said, ask, routes, walk

MAY_TELL = {
    "GET /v1/candidates/{id}/memberships",  # asked with a purpose, and noted in the log
    "GET /v1/candidates/{id}/access-report",  # to the person, whose own it is, with a purpose
    "GET /v1/links",  # which registry asks whether this is the same person
    "GET /v1/links/{id}",
    "POST /v1/links/{id}/decision",
    "DELETE /v1/links/{id}/decision",
    "GET /v1/registries",  # which registries there are and of what day; nobody's name
    "GET /v1/registries/{id}",
    "GET /v1/registries/{id}/difference",
    "POST /v1/imports/registry",
}
"""The routes that are there to tell it, or to name registries."""

PRIORITY_ONLY = {"GET /v1/outreach/{id}"}
"""Where two who are alike in all else may differ: the queue tells that somebody comes first, and nothing of why."""


class Listener:
    """An encoder that remembers every text it is given."""

    def __init__(self, encoder: Encoder) -> None:
        self.id, self.dimension, self._encoder = encoder.id, encoder.dimension, encoder
        self.heard: list[str] = []

    def encode_posts(self, texts: Sequence[str], *, on_progress: Any = None) -> NDArray[np.float32]:
        self.heard += texts
        return self._encoder.encode_posts(texts)

    def encode_candidates(self, texts: Sequence[str], *, on_progress: Any = None) -> NDArray[np.float32]:
        self.heard += texts
        return self._encoder.encode_candidates(texts)


@pytest.fixture(scope="module")
def listener() -> Listener:
    from tests.api.conftest import TinyEncoder

    return Listener(TinyEncoder())


@pytest.fixture(scope="module")
def told(
    listener: Listener, tmp_path_factory: pytest.TempPathFactory, new_house: Callable[[Path, Encoder], House]
) -> House:
    folder = tmp_path_factory.mktemp("marked")
    house = at_time(generous(new_house(folder, listener)), "12:00")  # or the hour of the machine ends the fair
    fill(house, folder)
    return house


@pytest.fixture(scope="module")
def twins(told: House) -> dict[str, tuple[str, str]]:
    """What each route that reads says of two people alike in all but their registries, before anything happened."""
    client = signed_in(told)
    document = client.get("/openapi.json").json()
    said = {}
    for route, _ in routes(document):
        if route.startswith("GET") and "{id}" in route and NOUNS.get(route.split("/")[2]) == MARKED:
            one, other = (ask(client, route, Call({"id": id}), None).text for id in (MARKED, PLAIN))
            said[route] = one, _as_marked(other)
    return said


def _as_marked(text: str) -> str:
    """Put the ids and masks of the marked person in place of the other's."""
    masks = {number_of(id)[:4] + "*" * 10 + number_of(id)[-4:]: id for id in (PLAIN, MARKED)}
    theirs, own = masks
    for old, new in ((theirs, own), ("138****0010", "138****0000"), (PLAIN, MARKED)):
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def walked(told: House, twins: dict[str, tuple[str, str]]) -> tuple[list[Said], str]:
    """What all routes said, and every line that was logged meanwhile."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.getMessage()} {vars(record)}")

    keeper, root = Keeper(), logging.getLogger()
    level = root.level
    root.addHandler(keeper)
    root.setLevel(logging.DEBUG)
    try:
        return walk(told), "\n".join(lines)
    finally:
        root.removeHandler(keeper)
        root.setLevel(level)


MOMENT = re.compile(r"\"list_id\":\"\w+\"|20\d\d-\d\d-\d\dT[\d:.]+(?:Z|[+]00:00)")


def told_by(said: Sequence[Said]) -> dict[str, list[str]]:
    """Give what leaked, by route, of the routes that may tell nothing."""
    return {one.route: found for one in said if one.route not in MAY_TELL and (found := leaks(one.text))}


def test_every_route_is_walked(walked: tuple[list[Said], str]) -> None:
    failed = {one.route: one.status for one in walked[0] if one.status >= 400}
    assert failed == NOT_THERE


def test_no_answer_tells_a_membership(walked: tuple[list[Said], str]) -> None:
    assert told_by(walked[0]) == {}


def test_the_routes_that_may_tell_do_so(walked: tuple[list[Said], str]) -> None:
    """Else the walk would be one through a city without members."""
    told = next(one for one in walked[0] if one.route == "GET /v1/candidates/{id}/memberships")
    assert {"low_income", "disabled", "orphan"} <= set(leaks(told.text))


def test_no_line_of_a_log_tells_a_membership(walked: tuple[list[Said], str], told: House) -> None:
    with told.database.read() as session:
        noted = [str(entry.details) + entry.action + entry.noun for entry in log.entries(session, limit=10_000)]
    assert len(noted) > 50
    assert leaks("\n".join(noted)) == people_named(told) == []
    assert leaks(walked[1]) == []


def test_no_embedded_text_tells_a_membership(walked: tuple[list[Said], str], listener: Listener) -> None:
    assert any("软件测试" in text for text in listener.heard)
    assert leaks("\n".join(listener.heard)) == []


def test_two_who_differ_in_memberships_alone_are_told_the_same(twins: dict[str, tuple[str, str]]) -> None:
    differing = {route for route, (one, other) in twins.items() if MOMENT.sub("", one) != MOMENT.sub("", other)}
    assert differing <= PRIORITY_ONLY | MAY_TELL
    assert "GET /v1/candidates/{id}/matches" in twins


def _show_the_relative(house: House, monkeypatch: pytest.MonkeyPatch) -> Said:
    """Take the cover off the names in the queue of links, and ask a route that is not to tell."""
    monkeypatch.setattr("data.store.people.masked", lambda person: replace(person, name=f"{person.name} 低保家庭"))
    return ask(signed_in(house), "GET /v1/candidates/{id}", Call(), None)


def _say_anything_in_messages(house: House, monkeypatch: pytest.MonkeyPatch) -> Said:
    """Let a template through that names a group."""
    monkeypatch.setattr("data.outreach.messages.telling_word", lambda text, more=(): None)
    template = replace(house.messages[Channel.SMS], text="{{ name }}您好：低保家庭专场。")
    client = signed_in(replace(house, messages={**house.messages, Channel.SMS: template}))
    body = {"channel": "sms", "limit": 5, "purpose": "推送", "batch": "x"}
    return ask(
        client,
        "POST /v1/outreach/exports",
        Call(body={name: body[name] for name in ("channel", "limit", "purpose")}),
        None,
    )


@pytest.mark.parametrize("unguard", [_show_the_relative, _say_anything_in_messages])
def test_without_a_guard_the_walk_finds_what_leaks(
    unguard: Callable[[House, pytest.MonkeyPatch], Said],
    tmp_path: Path,
    new_house: Callable[[Path, Encoder], House],
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = new_house(tmp_path, listener)
    fill(house, tmp_path)
    said = unguard(house, monkeypatch)
    assert said.status < 300
    assert told_by([said]) == {said.route: ["低保", "低保家庭"]}
