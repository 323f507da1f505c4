"""Users and keys, added, changed and locked out: by an administrator over HTTP and by whoever is at the machine."""

from __future__ import annotations

import io
import json
import os
import pty
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import app_over
from api.house import House
from data import log
from matcher.records import Role
from tests.api.conftest import Answer
from tests.api.signed_in import PASSWORD, account_in, soon, token_for

FOR_MINI = {"user": "mini", "scopes": ["posts:read"]}
CASEWORKER = {"role": "caseworker", "district": "历下区", "password": PASSWORD}


@pytest.fixture
def desk(house: House) -> TestClient:
    headers = {"Authorization": f"Bearer {token_for(house)}", "accept-language": "en"}
    return TestClient(app_over(house), headers=headers)


@pytest.fixture
def typed(run: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    """Types a command with a password on its input."""

    def type_one(*arguments: str, password: str = PASSWORD) -> Answer:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        return run(*arguments)

    return type_one


def log_in(client: TestClient, name: str, password: str = PASSWORD) -> Any:
    return client.post("/v1/token", data={"username": name, "password": password})


def test_a_user_is_added_changed_and_listed_without_the_password(desk: TestClient) -> None:
    added = desk.put("/v1/users/li.na", json=CASEWORKER)
    assert (added.status_code, added.json()["district"]) == (201, "历下区")
    assert log_in(desk, "li.na").status_code == 200
    changed = desk.put("/v1/users/li.na", json={"role": "programme"})
    assert (changed.status_code, changed.json()["role"]) == (200, "programme")
    assert log_in(desk, "li.na").json()["role"] == "programme"
    told = desk.get("/v1/users").text + desk.get("/v1/users/li.na").text
    assert "argon2" not in told
    assert PASSWORD not in told


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        pytest.param("li.na", {"role": "caseworker", "password": PASSWORD}, "district", id="of no district"),
        pytest.param("li.na", CASEWORKER | {"district": "上海"}, "district", id="of a district that is none"),
        pytest.param("li.na", CASEWORKER | {"role": "admin"}, "district", id="an administrator of a district"),
        pytest.param("li.na", {"role": "employer", "password": PASSWORD}, "employer_id", id="of no employer"),
        pytest.param("li.na", {"role": "programme", "employer_id": "E1"}, "employer_id", id="of an employer too many"),
        pytest.param("li.na", CASEWORKER | {"password": "short"}, "password", id="a short password"),
        pytest.param("li.na", {"role": "client", "password": PASSWORD}, "password", id="a program with a password"),
        pytest.param("li.na", {"role": "king"}, "role", id="a role that is none"),
        pytest.param("Li Na", CASEWORKER, "id", id="a name with blanks"),
        pytest.param("u13800000001", CASEWORKER, "id", id="a phone for a name"),
        pytest.param("li.na", CASEWORKER | {"is_admin": True}, "is_admin", id="a field that is none"),
    ],
)
def test_what_is_wrong_with_a_user_is_named(desk: TestClient, name: str, body: dict[str, Any], field: str) -> None:
    answer = desk.put(f"/v1/users/{name}", json=body)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert [one["id"] for one in desk.get("/v1/users").json()["items"]] == ["local"]


def test_an_employers_user_needs_an_employer_that_is_there(desk: TestClient) -> None:
    body = {"role": "employer", "employer_id": "E1", "password": PASSWORD}
    assert desk.put("/v1/users/jia", json=body).status_code == 404
    desk.put("/v1/employers/E1", json={"name": "甲公司"})
    assert desk.put("/v1/users/jia", json=body).status_code == 201


def test_nobody_locks_the_last_door(desk: TestClient, typed: Callable[..., Answer], house: House) -> None:
    assert desk.put("/v1/users/local", json={"role": "admin", "active": False}).status_code == 409
    told = typed("user", "disable", "local")
    assert (told.status, "only administrator" in told.errors) == (1, True)
    desk.put("/v1/users/second", json={"role": "admin", "password": PASSWORD})
    assert typed("user", "disable", "local").status == 0
    assert desk.get("/v1/users").status_code == 401


def test_a_change_ends_what_the_user_had(desk: TestClient) -> None:
    desk.put("/v1/users/li.na", json=CASEWORKER)
    given = log_in(desk, "li.na").json()
    headers = {"Authorization": f"Bearer {given['access_token']}"}
    assert desk.get("/v1/token", headers=headers).status_code == 200
    desk.put("/v1/users/li.na", json={"role": "caseworker", "district": "市中区"})
    assert desk.get("/v1/token", headers=headers).status_code == 401
    shown = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    assert desk.post("/v1/token", data=shown).status_code == 400


def test_a_key_opens_what_it_names_until_it_is_revoked(desk: TestClient) -> None:
    desk.put("/v1/users/mini", json={"role": "client"})
    made = desk.post("/v1/keys", json={"user": "mini", "scopes": ["posts:read"], "expires_on": soon()})
    assert made.status_code == 201
    key = {"Authorization": f"Bearer {made.json()['key']}"}
    assert desk.get("/v1/posts", headers=key).status_code == 200
    assert desk.get("/v1/candidates", headers=key).status_code == 403
    (kept,) = desk.get("/v1/keys").json()["items"]
    assert kept["used_at"] is not None
    assert made.json()["key"] not in desk.get("/v1/keys").text
    assert desk.delete(f"/v1/keys/{kept['id']}").status_code == 204
    assert desk.delete(f"/v1/keys/{kept['id']}").status_code == 204
    assert desk.get("/v1/posts", headers=key).status_code == 401


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        pytest.param({"user": "mini", "scopes": ["users:manage"]}, 422, "scopes", id="more than a program may"),
        pytest.param({"user": "mini", "scopes": ["everything"]}, 422, "scope", id="a permission that is none"),
        pytest.param({"user": "local", "scopes": ["posts:read"]}, 422, "user", id="for a person"),
        pytest.param(FOR_MINI | {"expires_on": "2099-01-01"}, 422, "expires_on", id="for ever"),
        pytest.param(FOR_MINI | {"expires_on": "2020-01-01"}, 422, "expires_on", id="past"),
        pytest.param({"user": "nobody", "scopes": ["posts:read"]}, 404, None, id="for nobody"),
    ],
)
def test_a_key_that_cannot_be_is_refused(
    desk: TestClient, body: dict[str, Any], status: int, field: str | None
) -> None:
    desk.put("/v1/users/mini", json={"role": "client"})
    answer = desk.post("/v1/keys", json={"expires_on": soon()} | body)
    assert answer.status_code == status
    assert [one["field"] for one in answer.json()["errors"]] == ([field] if field else [])


def test_what_is_done_to_users_and_keys_stands_in_the_log(desk: TestClient, house: House) -> None:
    account_in(house)
    desk.put("/v1/users/li.na", json=CASEWORKER)
    with house.database.read() as session:
        lines = {(one.action, one.id) for one in log.entries(session) if one.noun == "user"}
    assert lines == {("add", "wang.li"), ("add", "mini-program"), ("add_key", "mini-program"), ("add", "li.na")}


def test_the_first_administrator_is_made_with_the_password_of_the_settings_and_once(
    run_bare: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No administrator yet" in run_bare("init").out
    monkeypatch.setenv("MATCHER_ADMIN_PASSWORD", PASSWORD)
    assert "Administrator: admin (made)" in run_bare("init").out
    again = run_bare("init", "--admin", "second")
    assert "Administrator" not in again.out
    monkeypatch.delenv("MATCHER_ADMIN_PASSWORD")
    assert "admin  admin  whole city" in run_bare("user", "list").out


def test_a_poor_password_in_the_settings_makes_no_administrator(
    run_bare: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHER_ADMIN_PASSWORD", "short")
    refused = run_bare("init")
    assert (refused.status, "password" in refused.errors) == (1, True)
    assert "short" not in refused.errors
    assert json.loads(run_bare("user", "list", "--json").out) == {"items": []}


def test_a_user_is_kept_from_the_command_line(typed: Callable[..., Answer]) -> None:
    added = typed("user", "add", "li.na", "--role", "caseworker", "--district", "历下", "--password-stdin")
    assert (added.status, added.out) == (0, "li.na: added as caseworker\n")
    assert typed("user", "disable", "li.na").status == 0
    assert "locked out" in typed("user", "list").out
    assert typed("user", "enable", "li.na").status == 0
    assert "locked out" not in typed("user", "list").out
    assert typed("user", "password", "li.na", "--password-stdin", password="short").status == 1
    assert "there is no user" in typed("user", "disable", "nobody").errors


def test_a_password_is_never_an_argument_nor_asked_of_nobody(typed: Callable[..., Answer]) -> None:
    told = typed("user", "add", "li.na", "--role", "programme")
    assert (told.status, "--password-stdin" in told.errors) == (1, True)
    assert typed("user", "add", "li.na", "--role", "programme", "--password", "x").status == 2


def test_a_key_is_shown_once_on_the_command_line(typed: Callable[..., Answer]) -> None:
    typed("user", "add", "mini", "--role", "client")
    made = json.loads(typed("key", "add", "mini", "--scope", "posts:read", "--until", soon(), "--json").out)
    listed = typed("key", "list").out
    assert made["id"] in listed
    assert made["key"] not in listed
    assert typed("key", "revoke", made["id"]).status == 0
    assert "revoked" in typed("key", "list").out
    assert typed("key", "revoke", "none").status == 1
    late = typed("key", "add", "mini", "--scope", "posts:read", "--until", "2099-01-01")
    assert "matcher: --until: must lie" in late.errors


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[[list[str], list[str]], str]]:
    """Types a command at a real terminal, and answers its questions in turn."""
    running: list[Popen[bytes]] = []

    def talk(arguments: list[str], answers: list[str]) -> str:
        ours, theirs = pty.openpty()
        command = [sys.executable, "-c", "from api.cli import main; main()", *arguments]
        environment = os.environ | {"MATCHER_VAR": str(tmp_path / "var"), "MATCHER_LANGUAGE": "en"}
        running.append(
            Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True)
        )
        os.close(theirs)
        said, heard = b"", b""  # all of it; what came since the last answer
        with suppress(OSError):  # the other end is closed
            while chunk := os.read(ours, 1024):
                said, heard = said + chunk, heard + chunk
                if answers and heard.endswith(b": "):
                    os.write(ours, answers.pop(0).encode() + b"\n")
                    heard = b""
        os.close(ours)
        running[-1].wait(30)
        return said.decode()

    yield talk
    for process in running:
        process.kill()


def test_at_a_terminal_the_password_is_asked_for_twice_and_not_shown(terminal: Callable[..., str]) -> None:
    said = terminal(["init"], [PASSWORD, PASSWORD])
    assert "Administrator: admin (made)" in said
    assert PASSWORD not in said


def test_two_passwords_that_differ_make_nobody(terminal: Callable[..., str]) -> None:
    assert "the two differ" in terminal(["init"], [PASSWORD, "another sentence"])
    assert "There are no users yet" in terminal(["user", "list"], [])


def test_the_roles_of_the_product_are_there() -> None:
    assert {str(one) for one in Role} >= {"caseworker", "organiser", "programme", "admin", "employer", "client"}
