"""Every route as every role: what the table of permissions says is what happens, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from fastapi.testclient import TestClient

from api.app import FEATURES, app_over
from api.house import House
from api.permissions import IMPORTS_OF, PERMISSIONS, permissions_of
from api.settling import ImportKind
from matcher.records import Role
from tests.api.signed_in import token_for

PAGE = (Path(__file__).parents[2] / "docs" / "access.md").read_text(encoding="utf-8")
OPEN = {"POST /v1/token", "GET /healthz", "GET /readyz", "GET /metrics", "GET /r/{token}", "POST /r/{token}"}
HOME = {Role.CASEWORKER: {"district": "历下区"}, Role.EMPLOYER: {"employer": "E1"}}
"""Roles that are somebody's of somewhere."""


def routes() -> Iterator[tuple[str, Any]]:
    for feature in FEATURES:
        for route in feature.router.routes:
            for method in sorted(route.methods):
                yield f"{method} {route.path}", route


def demanded(route: Any) -> list[str]:
    return [scope for one in route.dependencies for scope in getattr(one, "scopes", None) or ()]


ROUTES = dict(routes())


@pytest.fixture(scope="module")
def door(shared_house: House) -> TestClient:
    client = TestClient(app_over(shared_house), headers={"accept-language": "en"})
    client.put("/v1/employers/E1", json={"name": "甲公司"}, headers=bearer(token_for(shared_house)))
    return client


@pytest.fixture(scope="module")
def tokens(shared_house: House, door: TestClient) -> dict[Role, str]:
    return {role: token_for(shared_house, f"a.{role}", role, **HOME.get(role, {})) for role in Role}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def ask(door: TestClient, name: str, headers: dict[str, str]) -> Any:
    method, path = name.split(" ")
    return door.request(method, re.sub(r"\{\w+\}", "X1", path), headers=headers)


def test_every_route_demands_one_permission_or_is_open_on_purpose() -> None:
    assert {name for name, route in ROUTES.items() if len(demanded(route)) != 1} <= OPEN
    assert {name for name in OPEN if name in ROUTES and demanded(ROUTES[name])} == set()


def test_every_permission_is_some_routes() -> None:
    used = {one for route in ROUTES.values() for one in demanded(route)}
    assert used == set(PERMISSIONS)


@pytest.mark.parametrize("name", sorted(set(ROUTES) - OPEN))
def test_without_a_token_a_route_answers_401(door: TestClient, name: str) -> None:
    for headers in ({}, bearer("jxm_guessed"), {"Authorization": "Basic bG9jYWw6eA=="}, {"X-Remote-User": "local"}):
        answer = ask(door, name, headers)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.json()["code"] == "not_logged_in"


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(set(ROUTES) - OPEN - {"DELETE /v1/token"}))
def test_a_role_is_let_in_where_the_table_says_so_and_nowhere_else(
    door: TestClient, tokens: dict[Role, str], name: str, role: Role
) -> None:
    (permission,) = demanded(ROUTES[name])
    answer = ask(door, name, bearer(tokens[role]))
    is_refused = answer.status_code == 403 and f"permission {permission}" in answer.json()["detail"]
    assert is_refused == (permission not in permissions_of(role)), answer.text


def test_what_is_no_route_is_told_to_nobody_without_a_token(door: TestClient, tokens: dict[Role, str]) -> None:
    for path in ("/v1/secrets", "/v1", "/v1/../v1/posts", "/v1/posts/"):
        assert door.get(path).status_code == 401
    for path in ("/admin", "//v1/posts", "/V1/posts"):
        answer = door.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/login")
    assert door.get("/v1/secrets", headers=bearer(tokens[Role.ADMIN])).status_code == 404


def test_the_page_shows_the_table_of_permissions() -> None:
    rows = re.findall(r"^\| `([a-z]+(?::[a-z]+)?)` \| ([^|]+) \|(.*)\|$", PAGE, re.M)
    shown = {name: (about, [cell.strip() for cell in cells.split("|")]) for name, about, cells in rows}
    assert shown == {
        name: (str(permission.about), ["✓" if role in permission.roles else "" for role in Role])
        for name, permission in PERMISSIONS.items()
    }


def test_the_page_shows_what_each_route_demands() -> None:
    shown = dict(re.findall(r"^\| `([A-Z]+ /[^`]*)` \| `?([a-z:]+)`? \|$", PAGE, re.M))
    assert shown == {name: (demanded(route) or ["open"])[0] for name, route in ROUTES.items()}


@pytest.mark.parametrize("role", list(IMPORTS_OF))
@pytest.mark.parametrize("kind", get_args(ImportKind))
def test_a_role_imports_the_kinds_of_files_that_are_its_own(
    door: TestClient, tokens: dict[Role, str], role: Role, kind: str
) -> None:
    answer = door.post(
        f"/v1/imports/{kind}", files={"file": ("a.csv", b"x\n1\n")}, headers=bearer(tokens[role]), data={"fair": "F1"}
    )
    assert (answer.status_code == 403) == (kind not in IMPORTS_OF[role]), answer.text


def test_somebody_elses_job_is_not_there(door: TestClient, tokens: dict[Role, str]) -> None:
    file = ("a.csv", "单位名称,岗位名称\n甲,会计\n".encode())
    mine = door.post("/v1/imports/posts", files={"file": file}, headers=bearer(tokens[Role.CLIENT]))
    job = f"/v1/jobs/{mine.json()['id']}"
    seen = {role: door.get(job, headers=bearer(token)).status_code for role, token in tokens.items()}
    assert {role for role, status in seen.items() if status == 200} == {Role.CLIENT, Role.ADMIN}
    assert seen[Role.ORGANISER] == 404
