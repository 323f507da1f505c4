"""How every route of the application is called in the marked city; a route that is not told fails the walks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import openpyxl
from fastapi.testclient import TestClient

from api.house import House
from api.push_states import approve
from api.refusing import ways_to_refuse
from data.store import iter_links
from matcher.records import Role
from tests.api.marked import ACTOR, MARKED, PLAIN, number_of
from tests.api.marked_plans import fairs_of, plan_in, restricted_in
from tests.api.signed_in import PASSWORD, account_in, signed_in, soon, token_for

OF_CHANCE = re.compile(r'[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<="list_id":)\s*"[^"]*"')
"""Ids of requests and lists, of which no two are alike."""
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
    unit, proposed = proposed_in(house)
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
        "POST /v1/posts/{id}/candidates/{pseudonym}/invitation": [Call({"pseudonym": proposed}, headers=unit)],
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


def proposed_in(house: House) -> tuple[dict[str, str], str]:
    """Give what somebody shows who speaks for an employer, and the pseudonym of somebody who did not agree."""
    shown = {"Authorization": f"Bearer {token_for(house, 'unit.walked', Role.EMPLOYER, employer='E1')}"}
    items = signed_in(house).get("/v1/posts/P1/candidates", headers=shown).json()["items"]
    return shown, [one["pseudonym"] for one in items if one["candidate_id"] is None][-1]


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
    return Said(route, answer.status_code, OF_CHANCE.sub("…", text_of(answer)))


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
