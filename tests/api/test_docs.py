"""The interface describes itself completely, and shows it without internet."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.errors import CODE_OF, STATUS_OF

OUTSIDE = re.compile(r"(?:src|href)=\"(?:https?:)?//")


@pytest.fixture(scope="module")
def client(shared_client: TestClient) -> TestClient:
    return shared_client


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    described: dict[str, Any] = client.get("/openapi.json").json()
    return described


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_every_route_of_the_product_is_described(document: dict[str, Any]) -> None:
    nouns = ("posts", "candidates", "employers", "placements", "claims")
    assert set(operations(document)) == {
        *(f"{method} /v1/{noun}/{{id}}" for noun in nouns for method in ("GET", "PUT", "DELETE")),
        *(f"GET /v1/{noun}" for noun in nouns),
        "POST /v1/candidates/find",
        "POST /v1/candidates/{id}/forget",
        "GET /v1/candidates/{id}/access-report",
        "POST /v1/candidates/{id}/corrections",
        "GET /v1/restricted",
        "GET /v1/restricted/{id}",
        "POST /v1/candidates/{id}/matches/{post_id}/placement",
        "POST /v1/imports/{kind}",
        "POST /v1/imports/registry",
        "GET /v1/registries",
        "GET /v1/registries/{id}",
        "GET /v1/registries/{id}/difference",
        "DELETE /v1/registries/{id}",
        "GET /v1/jobs/{id}",
        "GET /v1/jobs/{id}/rejected",
        "GET /v1/candidates/{id}/matches",
        "GET /v1/candidates/{id}/openings",
        "GET /v1/candidates/{id}/eligibility",
        "GET /v1/candidates/{id}/matches/{post_id}",
        "GET /v1/posts/{id}/candidates",
        "POST /v1/posts/{id}/candidates/{pseudonym}/invitation",
        "GET /v1/flags",
        "POST /v1/flags/{id}/decision",
        "GET /v1/employers/inspections",
        "GET /v1/employers/demonstration",
        "GET /v1/employers/{id}/inspection",
        "POST /v1/employers/{id}/inspections",
        "POST /v1/employers/{id}/standing",
        "GET /v1/aftercare",
        "POST /v1/links/run",
        "GET /v1/links",
        "GET /v1/links/{id}",
        "POST /v1/links/{id}/decision",
        "DELETE /v1/links/{id}/decision",
        "GET /v1/candidates/{id}/memberships",
        "GET /v1/duplicates",
        "POST /v1/duplicates/find",
        "GET /v1/duplicates/{id}",
        "POST /v1/duplicates/{id}/decision",
        "PUT /v1/aftercare/{id}",
        "GET /v1/candidates/{id}/courses",
        "POST /v1/fairs",
        "GET /v1/fairs",
        "GET /v1/fairs/{id}",
        "PUT /v1/fairs/{id}",
        "POST /v1/fairs/{id}/plan",
        "GET /v1/fairs/{id}/plan",
        "POST /v1/fairs/{id}/invitations",
        "POST /v1/fairs/{id}/door",
        "POST /v1/fairs/{id}/close",
        "GET /v1/fairs/{id}/shortlists",
        "GET /v1/fairs/{id}/guests",
        "PUT /v1/fairs/{id}/guests/{candidate_id}/needs",
        "POST /v1/fairs/{id}/visits",
        "GET /v1/fairs/{id}/prints/{name}",
        "GET /v1/findings",
        "POST /v1/findings/watch",
        "GET /v1/findings/{key}",
        "POST /v1/findings/{key}/decision",
        "GET /v1/applications",
        "POST /v1/applications",
        "GET /v1/applications/{id}",
        "POST /v1/applications/{id}/steps",
        "GET /v1/employers/{id}/subsidy",
        "GET /v1/pushes",
        "POST /v1/pushes",
        "GET /v1/pushes/{id}",
        "GET /v1/pushes/{id}/shares",
        "POST /v1/pushes/{id}/approve",
        "POST /v1/pushes/{id}/cancel",
        "POST /v1/pushes/{id}/exports",
        "POST /v1/pushes/refusals",
        "GET /r/{token}",
        "POST /r/{token}",
        "GET /v1/outreach",
        "GET /v1/outreach/{id}",
        "GET /v1/outreach/tasks",
        "POST /v1/outreach/tasks/{id}/done",
        "GET /v1/outreach/caseloads",
        "POST /v1/outreach/caseloads",
        "POST /v1/outreach/hand-over",
        "POST /v1/outreach/exports",
        "GET /v1/outreach/exports/{batch}",
        "GET /v1/outreach/{id}/attempts",
        "POST /v1/outreach/{id}/attempts",
        "POST /v1/outreach/{id}/claim",
        "DELETE /v1/outreach/{id}/claim",
        "POST /v1/matches",
        "POST /v1/feedback",
        "GET /v1/feedback",
        "GET /v1/reports/{name}",
        "POST /v1/token",
        "GET /v1/token",
        "DELETE /v1/token",
        "GET /v1/users",
        "GET /v1/users/{id}",
        "PUT /v1/users/{id}",
        "POST /v1/users/me/password",
        "GET /v1/keys",
        "POST /v1/keys",
        "DELETE /v1/keys/{id}",
        "GET /v1/log",
        "GET /v1/rankings/{id}/replay",
        "GET /v1/log/verify",
        "GET /healthz",
        "GET /readyz",
        "GET /metrics",
    }


def test_every_operation_says_what_it_does(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        assert operation["summary"], name
        assert operation["description"], name
        assert operation["tags"], name


def test_every_parameter_says_what_it_is(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), (name, parameter["name"])


def test_every_problem_is_described_as_such(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        for status, answer in operation["responses"].items():
            if status >= "400":
                is_page = name.endswith("/r/{token}") and status == "404"  # for people, not for programs
                assert list(answer["content"]) == ["text/html" if is_page else "application/problem+json"], (
                    name,
                    status,
                )


def test_what_may_be_left_blank_is_described_so(client: TestClient, document: dict[str, Any]) -> None:
    for path, name in (("/v1/log", "action"), ("/v1/log/verify", "head"), ("/v1/posts", "district")):
        assert client.get(path, params={name: ""}).status_code == 200
        (told,) = [one for one in document["paths"][path]["get"]["parameters"] if one["name"] == name]
        assert "minLength" not in str(told["schema"])


def test_what_takes_a_key_may_tell_that_its_answer_is_gone(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        if "Idempotency-Key" in {one["name"] for one in operation.get("parameters", [])}:
            assert "409" in operation["responses"], name


def test_every_route_of_v1_may_be_not_ready_and_refuse_input(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        if "/v1/" in name:
            assert {"422", "503"} <= set(operation["responses"]), name


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in re.findall(r"#/components/schemas/(\w+)", str(document)):
        assert reference in document["components"]["schemas"]


def test_every_json_body_has_an_example_that_is_accepted(client: TestClient, document: dict[str, Any]) -> None:
    for id in ("P1", "P000123"):
        client.put(f"/v1/posts/{id}", json=document["components"]["schemas"]["PostBody"]["example"])
    client.put("/v1/candidates/C000123", json={})
    employer = document["components"]["schemas"]["EmployerBody"]["example"]
    client.put(f"/v1/employers/{employer['uscc']}", json=employer)
    client.put("/v1/employers/X1", json={"name": "某公司"})
    ended = {"starts_on": "2023-02-01", "planned_end_on": "2023-07-31"}
    placement = {"candidate_id": "C000123", "employer_id": employer["uscc"], "agreed_on": "2023-01-20"} | ended
    assert client.put("/v1/placements/X2", json=placement).status_code == 201
    late = {"candidate_id": "C000123", "employer_id": employer["uscc"], "month": "2023-08", "amount_yuan": "1260.00"}
    assert client.put("/v1/claims/X1", json=late).status_code == 201
    assert client.post("/v1/findings/watch", json={}).json()["n_found"] == 1
    (found,) = client.get("/v1/findings").json()["items"]
    application = document["components"]["schemas"]["ApplicationBody"]["example"]
    applied = client.post("/v1/applications", json=application | {"note": "另一份"}).json()
    interest = {"channel": "phone", "result": "interested", "post_id": "P1"}
    client.put("/v1/candidates/C000124", json={})
    attempt = client.post("/v1/outreach/C000124/attempts", json=interest).json()
    for name, operation in operations(document).items():
        content = operation.get("requestBody", {"content": {}})["content"]
        is_of_pairs = re.search("links|duplicates|pushes/|fairs/", name)  # walked in test_secrets, where they are
        is_of_access = re.search("/users/|/keys", name)  # what stands in them holds for nobody: test_accounts
        if "application/json" in content and not (is_of_pairs or is_of_access):
            told = content["application/json"]["schema"]
            schema = told.get("$ref", told.get("anyOf", [{}])[0].get("$ref", "")).rpartition("/")[2]
            example = document["components"]["schemas"][schema]["example"]
            method, path = name.split()
            address = path.replace("{id}/steps", f"{applied['id']}/steps").replace("{key}", found["key"])
            address = address.replace("aftercare/{id}", "aftercare/X2")
            address = address.replace("tasks/{id}", f"tasks/introduce-{attempt['id']}")
            address = address.replace("{id}", "X1").replace("{post_id}", "P000123")
            answer = client.request(method, address, json=example)
            assert answer.status_code in (200, 201, 202), (name, answer.text)


def test_the_page_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    assert not OUTSIDE.search(page.text)
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_all_that_the_page_loads_is_there(client: TestClient) -> None:
    for path in re.findall(r"(?:src|href)=\"(/[^\"]+)\"", client.get("/docs").text):
        assert client.get(path).status_code == 200, path


def test_the_start_of_the_page_names_the_document(client: TestClient) -> None:
    assert '"/openapi.json"' in client.get("/docs/start.js").text


def test_a_long_answer_is_compressed(client: TestClient) -> None:
    assert client.get("/openapi.json").headers["content-encoding"] == "gzip"


PAGE = (Path(__file__).parents[2] / "docs" / "http.md").read_text(encoding="utf-8")


def test_the_manual_names_every_route_and_no_other(document: dict[str, Any]) -> None:
    assert set(re.findall(r"^\| `((?:GET|PUT|POST|DELETE) [^`]+)` \|", PAGE, re.M)) == set(operations(document))


def test_the_manual_names_every_code() -> None:
    codes = {
        *CODE_OF.values(),
        *(code for _, _, code in STATUS_OF),
        "malformed_json",
        "unknown_route",
        "too_many_requests",
        "invalid_grant",
        "slow_down",
    }
    assert set(re.findall(r"^\| `([a-z_]+)` \| \d+ \|", PAGE, re.M)) == codes
