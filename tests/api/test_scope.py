"""Another district's people do not exist for who holds to a district: by id, search, list, count or order."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.house import House
from api.jobs import JobRunner
from data.store import WHOLE_CITY, Job, Scope, create_job, current_scope, get_job
from matcher.records import Actor
from models import Encoder
from tests.api.conftest import TinyEncoder
from tests.api.marked import MARKED
from tests.api.scoped_office import HERE, MISSING, STRANGERS, THERE, caseworker_of, employer_of, two_houses
from tests.api.signed_in import signed_in
from tests.api.walked import OF_CHANCE, Call, ask, example, routes

Houses = tuple[House, House, dict[str, list[Call]]]


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory, new_house: Callable[[Path, Encoder], House]) -> Houses:
    return two_houses(tmp_path_factory.mktemp("scope"), new_house, TinyEncoder())


@pytest.fixture(scope="module")
def both(houses: Houses) -> TestClient:
    """The door of a caseworker to the house in which the other district's people are stored too."""
    return caseworker_of(houses[1])


REFUSED = {
    "GET /v1/employers/inspections",  # placements of every district decide them
    "GET /v1/employers/demonstration",
    "GET /v1/employers/{id}/inspection",
    "GET /v1/employers/{id}/subsidy",
    "GET /v1/log",  # of what is done in the whole city
    "GET /v1/log/verify",
    "GET /v1/rankings/{id}/replay",
    "GET /v1/users",  # who may come in is the administrators' affair
    "GET /v1/users/{id}",
    "GET /v1/keys",
    "GET /v1/findings",  # the watch compares the whole city
    "GET /v1/findings/{key}",
    "GET /v1/reports/{name}",  # but for the public list of openings
}
"""What is only right when it is counted over the whole city, and refused to who does not see it."""
NOT_HERE = {
    "GET /v1/restricted/{id}",  # the auditor sees the whole city
    "GET /v1/pushes/{id}",  # a campaign for the whole city
    "GET /v1/pushes/{id}/shares",
    "GET /v1/jobs/{id}",  # set off by somebody of the whole city
    "GET /v1/jobs/{id}/rejected",
}
LINKED = {"status": "linked", "purpose": "核对"}
MORE = (
    {"limit": "1"},
    {"district": THERE},
    {"limit": "2", "as_of": "2023-09-02"},
    {"include": "blocked", "limit": "200"},
    LINKED,
)


def _said(house: House, special: dict[str, list[Call]], document: dict[str, Any]) -> dict[str, tuple[int, str]]:
    """Give what every route that reads says to a caseworker, asked in several ways, page by page."""
    client, said = caseworker_of(house), dict[str, tuple[int, str]]()
    for route, operation in routes(document):
        if not route.startswith("GET /v1"):
            continue
        known = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
        for call in special.get(route, [Call()]):
            for query in ({}, *(one for one in MORE if one.keys() <= known)):
                asked = replace(call, query=call.query | query)
                answer = ask(client, route, asked, None)
                said[f"{route} {asked.parts} {asked.query} {asked.headers}"] = answer.status, answer.text
    return said


def test_no_get_tells_anything_of_people_elsewhere(houses: Houses) -> None:
    alone, both, special = houses
    document = signed_in(alone).get("/openapi.json").json()
    one, other = (_said(house, special, document) for house in (alone, both))
    differing = {asked for asked in one if one[asked] != other[asked]}
    assert {asked.partition(" {")[0] for asked in differing} == {"GET /v1/token"}  # no two log-ins end together
    refused = {asked.partition(" {")[0] for asked, (status, _) in one.items() if status == 403}
    missing = {asked.partition(" {")[0] for asked, (status, _) in one.items() if status == 404}
    assert refused ^ REFUSED == set()
    assert missing ^ NOT_HERE == set()
    assert not [asked for asked, (status, _) in one.items() if status >= 500]


def test_the_two_houses_differ_for_who_sees_the_whole_city(houses: Houses) -> None:
    """Else the walk would be one through two equal houses."""
    alone, both, special = houses
    document = signed_in(alone).get("/openapi.json").json()
    differing = set()
    for route, _ in routes(document):
        for call in special.get(route, [Call()]) if route.startswith("GET /v1") else []:
            call = replace(call, query=call.query | LINKED) if route == "GET /v1/links" else call
            one, other = (ask(signed_in(house), route, call, None).text for house in (alone, both))
            differing |= {route} if one != other else set()
    assert differing >= {
        "GET /v1/candidates",
        "GET /v1/posts/{id}/candidates",
        "GET /v1/placements",
        "GET /v1/claims",
        "GET /v1/aftercare",
        "GET /v1/duplicates",
        "GET /v1/links",
        "GET /v1/outreach/caseloads",
        "GET /v1/outreach/exports/{batch}",
        "GET /v1/outreach/tasks",
        "GET /v1/fairs/{id}/guests",
        "GET /v1/findings",
        "GET /v1/reports/{name}",
    }


STARTED = {"employer_id": "E1", "starts_on": "2023-09-01", "planned_end_on": "2024-02-29"}
TERMS = {name: STARTED[name] for name in ("starts_on", "planned_end_on")}
CLAIMED = {"employer_id": "E1", "kind": "monthly", "month": "2023-07", "amount_yuan": "1.00"}
ATTACKS: list[tuple[str, str, Any]] = [
    ("GET", "/v1/candidates/{id}", None),
    ("DELETE", "/v1/candidates/{id}", None),
    ("GET", "/v1/candidates/{id}/memberships?purpose=核对", None),
    ("GET", "/v1/candidates/{id}/matches", None),
    ("GET", "/v1/candidates/{id}/matches/P1", None),
    ("GET", "/v1/candidates/{id}/openings", None),
    ("GET", "/v1/candidates/{id}/eligibility", None),
    ("GET", "/v1/candidates/{id}/courses", None),
    ("POST", "/v1/candidates/{id}/matches/P2/placement", TERMS),
    ("GET", "/v1/outreach/{id}", None),
    ("GET", "/v1/outreach/{id}/attempts", None),
    ("POST", "/v1/outreach/{id}/attempts", {"channel": "phone", "result": "not_reached"}),
    ("POST", "/v1/outreach/{id}/claim", {}),
    ("DELETE", "/v1/outreach/{id}/claim", None),
    ("POST", "/v1/outreach/caseloads", {"candidate_ids": [MARKED, "{id}"], "caseworker": "li"}),
    ("POST", "/v1/feedback", [{"candidate_id": "{id}", "post_id": "P1", "event": "shown"}]),
    ("GET", "/v1/feedback?candidate_id={id}", None),
    ("PUT", "/v1/placements/T9", {**STARTED, "candidate_id": "{id}"}),
    ("PUT", "/v1/claims/B9", {**CLAIMED, "candidate_id": "{id}"}),
    ("GET", "/v1/placements/S0-{id}", None),
    ("DELETE", "/v1/placements/S0-{id}", None),
    ("GET", "/v1/claims/A-{id}", None),
    ("DELETE", "/v1/claims/A-{id}", None),
    ("PUT", "/v1/aftercare/S0-{id}", {"wants": "training"}),
    ("POST", "/v1/outreach/tasks/introduce-T-{id}/done", {}),
    ("POST", "/v1/candidates/find", {"text": "{id}"}),
    ("POST", "/v1/fairs/F1/plan", {"candidate_ids": ["{id}"]}),
    (
        "POST",
        "/v1/fairs/F1/visits",
        [{"candidate_id": "{id}", "booth_id": "01", "post_id": "P1", "result": "interested"}],
    ),
    ("POST", "/v1/fairs/F1/door", {"walk_ins": ["{id}"], "now": "09:30"}),
    ("PUT", "/v1/fairs/F1/guests/{id}/needs", {"needs": []}),
]


@pytest.mark.parametrize(("method", "path", "body"), ATTACKS, ids=[f"{one[0]} {one[1]}" for one in ATTACKS])
def test_somebody_elsewhere_is_answered_as_nobody_is(both: TestClient, method: str, path: str, body: Any) -> None:
    said = []
    for id in ("AA", MISSING["AA"]):
        sent = None if body is None else json.loads(json.dumps(body).replace("{id}", id))
        answer = both.request(method, path.format(id=id), json=sent)
        said.append((answer.status_code, OF_CHANCE.sub("…", answer.text).replace(id, "?")))
    assert said[0] == said[1]
    assert said[0][0] < 500
    assert said[0][0] != 422, said


def test_a_hand_over_leaves_people_elsewhere_where_they_are(houses: Houses) -> None:
    _, both, _ = houses
    door, whole = caseworker_of(both), signed_in(both)
    for giver, to in (("li", "wang"), ("wang", "li")):
        moved = door.post("/v1/outreach/hand-over", json={"giver": giver, "to": to})
        assert (moved.status_code, moved.json()["n"]) == (200, 1)
    kept = whole.get("/v1/outreach/caseloads?caseworker=li").json()["candidate_ids"]
    assert {MARKED, *STRANGERS} <= set(kept)


def test_an_id_that_led_to_somebody_elsewhere_leads_nowhere(both: TestClient) -> None:
    assert both.get("/v1/candidates/OLD", follow_redirects=False).status_code == 404


@pytest.mark.parametrize("text", ["秦明", "QM", "13800000000", "0000", "AA", "秦"])
def test_a_search_finds_and_counts_the_districts_own_people(houses: Houses, text: str) -> None:
    alone, both = (caseworker_of(house).post("/v1/candidates/find", json={"text": text}) for house in houses[:2])
    assert (alone.status_code, alone.text) == (both.status_code, both.text)


def test_nobody_elsewhere_is_overwritten_and_only_taken_is_told(houses: Houses) -> None:
    whole, door = signed_in(houses[1]), caseworker_of(houses[1])
    before = whole.get("/v1/candidates/AA").text
    answer = door.put("/v1/candidates/AA", json={"home_district": HERE, "person": {"name": "赵四"}})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert not [word for word in (THERE, "秦", "1380000", "district") if word in answer.text]
    assert whole.get("/v1/candidates/AA").text == before


@pytest.mark.parametrize("home", [THERE, None])
def test_nobody_is_stored_in_or_moved_to_another_district(houses: Houses, home: str | None) -> None:
    door = caseworker_of(houses[1])
    before = door.get("/v1/candidates/CY").text
    for id in ("NEW", "CY"):
        answer = door.put(f"/v1/candidates/{id}", json={"home_district": home, "person": {"name": "郑洁"}})
        assert answer.status_code == 403
    assert door.get("/v1/candidates/CY").text == before
    assert door.get("/v1/candidates/NEW").status_code == 404


def test_whoever_sees_the_whole_city_hands_a_person_over(houses: Houses) -> None:
    _, both, _ = houses
    whole = signed_in(both)
    for home in (THERE, HERE):
        assert whole.put("/v1/candidates/CB", json={"home_district": home}).status_code == 200
        here, there = (caseworker_of(both, district=one).get("/v1/candidates/CB").status_code for one in (HERE, THERE))
        assert (here, there) == ((404, 200) if home == THERE else (200, 404))


def test_an_employer_meets_those_who_agreed_and_its_own_posts(houses: Houses) -> None:
    door = employer_of(houses[1])
    agreed = {MARKED, "CW", *STRANGERS[:2]}  # CW said so on the phone
    assert {one["id"] for one in door.get("/v1/candidates").json()["items"]} == agreed
    ranked = door.get("/v1/posts/P1/candidates").json()["items"]
    assert {MARKED} <= {one["candidate_id"] for one in ranked} - {None} <= agreed  # None: by pseudonym
    assert door.get("/v1/candidates/CB").status_code == 404
    assert door.get(f"/v1/outreach/{MARKED}/attempts").json()["items"] == []
    assert door.get(f"/v1/candidates/{MARKED}/memberships?purpose=x").json()["items"] == []
    assert door.get("/v1/links").json()["items"] == []


def test_an_employer_of_another_name_meets_nobody(houses: Houses) -> None:
    whole = signed_in(houses[1])
    whole.put("/v1/employers/E7", json={"name": "乙公司"})
    door = employer_of(houses[1], id="E7")
    for noun in ("posts", "candidates", "placements", "claims", "applications"):
        assert door.get(f"/v1/{noun}").json()["items"] == [], noun
    assert [one["id"] for one in door.get("/v1/employers").json()["items"]] == ["E7"]
    assert door.get("/v1/posts/P1").status_code == 404


REFUSED_WRITES = {
    "PUT /v1/users/{id}",  # who may come in is the administrators' affair
    "POST /v1/keys",
    "DELETE /v1/keys/{id}",
    "POST /v1/duplicates/find",  # compares the whole city
    "POST /v1/findings/watch",
    "POST /v1/findings/{key}/decision",
    "POST /v1/fairs",  # a fair is the whole city's
    "PUT /v1/fairs/{id}",
    "POST /v1/fairs/{id}/plan",
    "POST /v1/fairs/{id}/door",
    "POST /v1/fairs/{id}/close",
    "PUT /v1/fairs/{id}/guests/{candidate_id}/needs",
}


def test_what_a_caseworker_writes_is_done_or_refused_and_never_fails(
    tmp_path: Path, new_house: Callable[[Path, Encoder], House]
) -> None:
    _, both, special = two_houses(tmp_path, new_house, TinyEncoder())
    special |= {
        "PUT /v1/candidates/{id}": [Call({"id": "CN"}, body={"home_district": HERE, "person": {"name": "孙一"}})],
        "DELETE /v1/placements/{id}": [Call({"id": "T5"})],
        "DELETE /v1/claims/{id}": [Call({"id": "B5"})],
        "PUT /v1/aftercare/{id}": [Call({"id": "T5"})],
        "PUT /v1/claims/{id}": [Call({"id": "B5"}, body={**CLAIMED, "candidate_id": "CX"})],
        "POST /v1/duplicates/{id}/decision": special["GET /v1/duplicates/{id}"],
    }
    whole, client = signed_in(both), caseworker_of(both)
    document, said = whole.get("/openapi.json").json(), dict[str, int]()
    for route, operation in routes(document):
        for call in special.get(route, [Call()]) if " /v1" in route and not route.startswith("GET") else []:
            said[route] = ask(client, route, call, example(document, operation)).status
    assert {route for route, status in said.items() if status == 403} == REFUSED_WRITES
    assert {route: status for route, status in said.items() if status >= 400 and status != 403} == {
        "POST /v1/outreach/tasks/{id}/done": 404,  # of somebody of no district
        "POST /v1/pushes/{id}/approve": 404,  # campaigns for the whole city
        "POST /v1/pushes/{id}/cancel": 404,
        "POST /v1/pushes/{id}/exports": 404,
        "POST /v1/candidates/{id}/forget": 404,  # as the tasks
        "POST /v1/candidates/{id}/corrections": 404,
        "DELETE /v1/registries/{id}": 409,
        "DELETE /v1/outreach/{id}/claim": 409,
    }
    assert [whole.get(f"/v1/candidates/{id}").status_code for id in STRANGERS] == [200, 200, 200]


@pytest.mark.parametrize(
    "actor", [Actor("li", "caseworker", HERE), Actor("wang", "programme"), Actor("unit", "employer")]
)
def test_a_job_holds_to_the_scope_of_who_set_it_off(house: House, actor: Actor) -> None:
    seen, over = list[Scope](), threading.Event()

    def look(house: House, job: Job, report: Any) -> dict[str, Any]:
        seen.append(current_scope())
        return {}

    with house.database.begin() as session:
        id = create_job(session, kind="look", actor=actor, arguments={}, at=house.clock()).id
    runner = JobRunner(house, handlers={"look": look})
    runner.start()
    for _ in range(100):
        with house.database.read() as session:
            job = get_job(session, id)
        if job.state in ("done", "failed") or over.wait(0.02):
            break
    runner.stop()
    assert (job.state, seen) == {
        "caseworker": ("done", [Scope(district=HERE)]),
        "programme": ("done", [WHOLE_CITY]),
        "employer": ("failed", []),
    }[actor.role]
