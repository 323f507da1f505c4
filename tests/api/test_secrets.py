"""
Nobody learns who belongs to a priority group who has not asked for it with a purpose.

Everything that the product says over HTTP is walked, with every log line, file and embedded text that comes of it. A
route that answers with an error fails the walk until it is told how to call it, so that later routes are walked too.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from fastapi.testclient import TestClient
from numpy.typing import NDArray

from api.house import House
from api.push_states import approve
from api.refusing import ways_to_refuse
from data import log
from data.store import iter_links
from matcher.records import Channel
from models import Encoder
from tests.api.fair_office import generous
from tests.api.marked import ACTOR, MARKED, PLAIN, fill, leaks, number_of, people_named
from tests.api.marked_plans import fairs_of, plan_in, restricted_in
from tests.api.signed_in import PASSWORD, account_in, signed_in, soon, token_for

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

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PEOPLE = "姓名,手机号,出生日期\n秦雷,13800009999,2001-01-01\n".encode()
REGISTRY = f"姓名,身份证号码\n秦明,{number_of(MARKED)}\n".encode()
REPORTS = ("monthly", "openings", "yearend", "inspections", "subsidies")


@dataclass(frozen=True, slots=True)
class Call:
    """How a route is called: what stands for the parts of its path, what is asked and sent."""

    parts: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None  # None = the example of the documentation
    file: bytes | None = None
    form: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """What one call came to."""

    route: str
    status: int
    text: str


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


def calls(house: House, client: TestClient) -> dict[str, list[Call]]:
    """Say how routes are called for which the ids of ``ids_of`` and the example of the documentation will not do."""
    with house.database.read() as session:
        link = next(iter_links(session, vault=house.vault)).id
    client.post("/v1/findings/watch", json={})
    client.post("/v1/duplicates/find")
    found = {name: client.get(f"/v1/{name}").json()["items"] for name in ("findings", "duplicates", "registries")}
    job = client.post("/v1/links/run").json()["id"]
    to_cancel, to_export = [plan_in(house, priority_only=one) for one in (False, True)]
    push = approve(house, to_export.id, actor=ACTOR).id
    to_approve = plan_in(house, priority_only=False)  # an older plan is overtaken by what was approved since
    sent = client.post(f"/v1/pushes/{push}/exports", json={"purpose": "推送"}).json()  # before outreach writes to all
    assert [one["candidate_id"] for one in sent["messages"]] == [MARKED]
    batch = client.post("/v1/outreach/exports", json={"channel": "sms", "limit": 5, "purpose": "推送"}).json()["batch"]
    interest = {"channel": "phone", "result": "interested", "post_id": "P1"}
    client.put("/v1/candidates/CW", json={"wish": "测试"})  # nobody who is placed: that settles the task
    attempt = client.post("/v1/outreach/CW/attempts", json=interest).json()["id"]
    person = {"name": "秦天", "phone": "13800000077"}
    ways = ways_to_refuse(house, ["CU"])["CU"]
    visit = Call({"token": ways.link.rpartition("/")[2]})
    claimed = {"candidate_id": "CT", "employer_id": "E1", "kind": "monthly", "month": "2023-07", "amount_yuan": "1260"}
    started = {"candidate_id": PLAIN, "starts_on": "2023-09-01", "planned_end_on": "2024-02-29"}
    feedback = {"candidate_id": MARKED, "post_id": "P1", "event": "shown"}
    fairs_of(client)
    restricted = restricted_in(client)
    applied = {"employer_id": "E1", "kind": "recognition", "note": "补交材料"}  # another than the one that is there
    (twice,) = [one["id"] for one in found["duplicates"] if set(one["candidate_ids"]) == {"CT", "CU"}]
    user, key = account_in(house)
    in_passing = {"Authorization": f"Bearer {token_for(house, 'in.passing')}"}
    pair, registry = Call({"id": twice}), Call({"id": found["registries"][0]["id"]})
    return {
        "GET /v1/candidates/{id}/memberships": [Call(query={"purpose": "核对帮扶对象"})],
        "GET /v1/candidates/{id}/access-report": [
            Call(query={"purpose": "本人查询"}, headers={"accept": as_}) for as_ in ("text/html", XLSX)
        ],
        "POST /v1/candidates/{id}/corrections": [Call({"id": "CU"})],
        "POST /v1/candidates/{id}/forget": [Call({"id": "CF"})],
        "GET /v1/restricted/{id}": [Call({"id": restricted}, query={"purpose": "审计"})],
        "PUT /v1/candidates/{id}": [Call({"id": "CN"}, body={"wish": "测试", "person": person})],
        "DELETE /v1/candidates/{id}": [Call({"id": "CN"})],
        "POST /v1/candidates/{id}/matches/{post_id}/placement": [Call({"id": MARKED, "post_id": "P2"})],
        "PUT /v1/employers/{id}": [Call({"id": "E2"})],
        "DELETE /v1/employers/{id}": [Call({"id": "E2"})],
        "PUT /v1/placements/{id}": [Call({"id": "T2"}, body={**started, "employer_id": "E1"})],
        "PUT /v1/claims/{id}": [Call(body=claimed)],
        "POST /v1/feedback": [Call(body=[feedback])],
        "GET /v1/feedback": [Call(query={"candidate_id": MARKED})],
        "DELETE /v1/registries/{id}": [registry],
        "GET /v1/rankings/{id}/replay": [Call({"id": client.get("/v1/candidates/CU/matches").json()["list_id"]})],
        "POST /v1/applications": [Call(body=applied)],
        "GET /v1/findings/{key}": [Call({"key": found["findings"][0]["key"]})],
        "POST /v1/findings/{key}/decision": [Call({"key": found["findings"][0]["key"]})],
        "GET /v1/duplicates/{id}": [pair],
        "POST /v1/duplicates/{id}/decision": [pair],
        "DELETE /v1/duplicates/{id}/decision": [pair],
        "GET /v1/links/{id}": [Call({"id": link})],
        "POST /v1/links/{id}/decision": [Call({"id": link})],
        "DELETE /v1/links/{id}/decision": [Call({"id": link})],
        "GET /v1/outreach/exports/{batch}": [Call({"batch": batch})],
        "POST /v1/outreach/tasks/{id}/done": [Call({"id": f"introduce-{attempt}"})],
        "POST /v1/outreach/{id}/attempts": [Call(body={"channel": "phone", "result": "not_reached"})],
        "POST /v1/outreach/caseloads": [Call(body={"candidate_ids": [MARKED], "caseworker": "li"})],
        "GET /v1/outreach/caseloads": [Call(query={"caseworker": "li"})],
        "PUT /v1/fairs/{id}": [Call({"id": "F2"})],
        "POST /v1/fairs/{id}/plan": [Call(body={"candidate_ids": [MARKED, PLAIN]})],
        "POST /v1/fairs/{id}/invitations": [Call({"id": "F4"}, body={"purpose": "对接会"})],
        "POST /v1/fairs/{id}/close": [Call({"id": "F3"})],
        "PUT /v1/fairs/{id}/guests/{candidate_id}/needs": [Call({"candidate_id": MARKED})],
        "POST /v1/fairs/{id}/visits": [
            Call(body=[{"candidate_id": MARKED, "booth_id": "01", "post_id": "P1", "result": "interested"}])
        ],
        "GET /v1/fairs/{id}/prints/{name}": [
            Call({"name": name}, query={"purpose": "对接会"}, headers={"accept": as_})
            for name in ("employers", "candidates", "signs", "overview", "door", "calendar")
            for as_ in ("text/html", XLSX, "text/calendar")
        ],
        "GET /v1/reports/{name}": [
            Call({"name": one}, headers={"accept": as_}) for one in REPORTS for as_ in ("application/json", XLSX)
        ],
        "POST /v1/imports/registry": [Call(file=REGISTRY, form={"kind": "low_income", "as_of": "2023-09-01"})],
        "GET /v1/registries/{id}": [registry],
        "GET /v1/registries/{id}/difference": [registry],
        "POST /v1/imports/{kind}": [Call({"kind": "candidates"}, file=PEOPLE)],
        "GET /v1/jobs/{id}": [Call({"id": job})],
        "GET /v1/pushes/{id}": [Call({"id": push})],
        "GET /v1/pushes/{id}/shares": [Call({"id": push}), Call({"id": push}, query={"candidate_id": MARKED})],
        "POST /v1/pushes/{id}/approve": [Call({"id": to_approve.id}, body={"digest": to_approve.digest})],
        "POST /v1/pushes/{id}/cancel": [Call({"id": to_cancel.id})],
        "POST /v1/pushes/{id}/exports": [Call({"id": push}, body={"purpose": "推送", "again": True})],
        "POST /v1/token": [Call(form={"username": user, "password": PASSWORD})],
        "DELETE /v1/token": [Call(headers=in_passing)],
        "GET /v1/users/{id}": [Call({"id": user})],
        "PUT /v1/users/{id}": [Call({"id": "liu.wei"})],
        "POST /v1/users/me/password": [
            Call(headers={"Authorization": f"Bearer {token_for(house, user)}"}, body={"old": PASSWORD, "new": PASSWORD})
        ],
        "POST /v1/keys": [Call(body={"user": "mini-program", "scopes": ["posts:read"], "expires_on": soon(house)})],
        "DELETE /v1/keys/{id}": [Call({"id": key})],
        "POST /v1/pushes/refusals": [Call(body={"code": ways.code})],
        "GET /r/{token}": [visit],
        "POST /r/{token}": [visit],
    }


NOT_THERE = {
    "GET /v1/jobs/{id}/rejected": 404,  # no row of this city was rejected
    "GET /readyz": 503,  # the threads of a running service are not started
    "DELETE /v1/registries/{id}": 409,  # all are in force
}
"""Routes that have nothing to give in this city, each with the status that says so."""
OF_EACH = {"content-length", "x-request-id", "etag"}  # another with each answer, and tell nothing that it does not
NOUNS = {
    "posts": "P1",
    "candidates": MARKED,
    "employers": "E1",
    "placements": "T1",
    "claims": "B1",
    "flags": "P1",
    "applications": "A1",
    "aftercare": "T1",
    "outreach": MARKED,
    "registries": "E",
    "fairs": "F1",
}
ORDER = ("get", "post", "put", "delete")
LAST = ("candidates", "employers", "posts")  # what others need is deleted at the end


def routes(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every operation that is described, readers first, those that delete last."""
    found = [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    yield from sorted(found, key=lambda one: ORDER.index(one[0].split()[0].lower()))


def example(document: dict[str, Any], operation: dict[str, Any]) -> Any:
    """Give the body that the documentation shows."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    name = content["schema"].get("$ref", "/").rpartition("/")[2]
    return document["components"]["schemas"].get(name, content["schema"]).get("example", {})


def ask(client: TestClient, route: str, call: Call, body: Any) -> Said:
    """Call a route once."""
    method, path = route.split(" ")
    noun = path.split("/")[2] if path.count("/") > 1 else ""
    parts = {"id": NOUNS.get(noun, "?"), "post_id": "P1"} | call.parts
    sent: dict[str, Any] = {"params": call.query, "headers": call.headers}
    if call.form and call.file is None:
        sent["data"] = call.form
    elif call.file is not None:
        sent |= {"files": {"file": ("名单.csv", call.file)}, "data": call.form}
    elif body is not None or call.body is not None:
        sent["json"] = body if call.body is None else call.body
    answer = client.request(method, path.format(**parts), **sent)
    return Said(route, answer.status_code, text_of(answer))


def text_of(answer: Any) -> str:
    """Give all that an answer says: its headers too, and the cells of a workbook."""
    said = "".join(value for name, value in answer.headers.items() if name not in OF_EACH) + "\n"
    if answer.headers.get("content-type", "") != XLSX:
        return said + answer.text
    book = openpyxl.load_workbook(BytesIO(answer.content))
    return said + " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def walk(house: House) -> list[Said]:
    """Call every route of the application."""
    client = signed_in(house)
    document = client.get("/openapi.json").json()
    special = calls(house, client)
    return [
        ask(client, route, call, example(document, operation))
        for route, operation in routes(document)
        for call in special.get(route, [Call()])
    ]


@pytest.fixture(scope="module")
def listener() -> Listener:
    from tests.api.conftest import TinyEncoder

    return Listener(TinyEncoder())


@pytest.fixture(scope="module")
def told(
    listener: Listener, tmp_path_factory: pytest.TempPathFactory, new_house: Callable[[Path, Encoder], House]
) -> House:
    folder = tmp_path_factory.mktemp("marked")
    house = generous(new_house(folder, listener))
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
