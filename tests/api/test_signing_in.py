"""Logging in: what it takes, what it gives, how it ends, and what a stranger learns, which is nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.accounts import Account, change_own_password, put_account
from api.app import app_over
from api.backing_up import back_up
from api.house import House, now
from api.passwords import hash_password, is_password
from api.restoring import restore
from api.signing_in import TooSoon, WrongLogIn, log_in_browser
from api.signing_in import log_in as sign_in
from data import log
from data.tables import TokenRow, UserRow
from matcher.errors import BadInput
from matcher.records import Actor, Role
from models import Encoder
from tests.api.signed_in import PASSWORD, signed_in

OFFICE = Actor("office", "admin")
NAME = "li.na"


class Clock:
    """A clock that the tests turn."""

    def __init__(self) -> None:
        self.at = now()

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def city(house: House, clock: Clock) -> House:
    turned = replace(house, clock=clock)
    put_account(turned, NAME, Account(Role.CASEWORKER, "历下区"), actor=OFFICE, password=PASSWORD)
    return turned


@pytest.fixture
def door(city: House) -> TestClient:
    return TestClient(app_over(city), headers={"accept-language": "en"})


def log_in(door: TestClient, password: str = PASSWORD, *, name: str = NAME, **more: str) -> Any:
    return door.post("/v1/token", data={"username": name, "password": password} | more)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_name_and_a_password_give_tokens_that_open_what_the_role_may(door: TestClient) -> None:
    given = log_in(door)
    assert given.status_code == 200
    assert given.headers["cache-control"] == "no-store"
    token = given.json()["access_token"]
    told = door.get("/v1/token", headers=bearer(token)).json()
    assert (told["id"], told["role"], told["district"]) == (NAME, "caseworker", "历下区")
    assert door.get("/v1/posts", headers=bearer(token)).status_code == 200
    assert door.get("/v1/users", headers=bearer(token)).json()["code"] == "not_allowed"


@pytest.mark.parametrize(
    ("name", "password"),
    [
        pytest.param(NAME, "another sentence", id="wrong password"),
        pytest.param("nobody", PASSWORD, id="a name that nobody has"),
        pytest.param(NAME, PASSWORD.upper(), id="capitals"),
        pytest.param("\0", "\0", id="control characters"),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(door: TestClient, name: str, password: str) -> None:
    answer = log_in(door, password, name=name)
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid_grant"
    assert answer.json()["detail"] == "name or password is wrong, or the refresh token is worth nothing"


def test_a_user_who_is_locked_out_gets_the_same_answer_and_loses_the_tokens(door: TestClient, city: House) -> None:
    token = log_in(door).json()["access_token"]
    put_account(city, NAME, Account(Role.CASEWORKER, "历下区", is_active=False), actor=OFFICE)
    assert door.get("/v1/token", headers=bearer(token)).status_code == 401
    assert log_in(door).json()["code"] == "invalid_grant"


def test_failures_in_a_row_make_the_next_try_wait_longer_each_time(door: TestClient, clock: Clock) -> None:
    waits = []
    for _ in range(7):
        answer = log_in(door, "wrong, as before")
        if answer.status_code == 429:
            waits.append(int(answer.headers["retry-after"]))
            clock.at += timedelta(seconds=waits[-1])
            assert log_in(door, "wrong, as before").status_code == 400
    assert waits == sorted(waits)
    assert waits[0] <= 3
    assert waits[-1] >= 4 * waits[0] - 4


def test_a_right_password_waits_too_and_then_ends_the_delay(door: TestClient, clock: Clock) -> None:
    for _ in range(4):
        log_in(door, "wrong, as before")
    assert log_in(door).status_code == 429
    clock.at += timedelta(minutes=16)
    assert log_in(door).status_code == 200
    assert log_in(door, "wrong, as before").status_code == 400
    assert log_in(door).status_code == 200


def test_a_name_that_nobody_has_waits_alike(door: TestClient) -> None:
    statuses = [log_in(door, "wrong, as before", name="nobody").status_code for _ in range(5)]
    assert statuses == [log_in(door, "wrong, as before").status_code for _ in range(5)]
    assert statuses[-1] == 429


def test_an_access_token_ends_after_half_an_hour_and_a_refresh_token_buys_the_next(
    door: TestClient, clock: Clock
) -> None:
    first = log_in(door).json()
    clock.at += timedelta(minutes=31)
    assert door.get("/v1/token", headers=bearer(first["access_token"])).status_code == 401
    second = door.post("/v1/token", data={"grant_type": "refresh_token", "refresh_token": first["refresh_token"]})
    assert door.get("/v1/token", headers=bearer(second.json()["access_token"])).status_code == 200


def test_a_refresh_token_shown_twice_ends_the_whole_log_in(door: TestClient) -> None:
    first = log_in(door).json()
    shown = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = door.post("/v1/token", data=shown).json()
    assert door.post("/v1/token", data=shown).json()["code"] == "invalid_grant"
    assert door.get("/v1/token", headers=bearer(second["access_token"])).status_code == 401
    stolen = {"grant_type": "refresh_token", "refresh_token": second["refresh_token"]}
    assert door.post("/v1/token", data=stolen).status_code == 400


def test_renewing_does_not_outlast_the_working_day(door: TestClient, clock: Clock) -> None:
    given = log_in(door).json()
    for _ in range(30):
        clock.at += timedelta(minutes=25)
        answer = door.post("/v1/token", data={"grant_type": "refresh_token", "refresh_token": given["refresh_token"]})
        if answer.status_code != 200:
            break
        given = answer.json()
    assert answer.status_code == 400
    assert door.get("/v1/token", headers=bearer(given["access_token"])).status_code == 401


def test_a_refresh_token_opens_nothing(door: TestClient) -> None:
    assert door.get("/v1/token", headers=bearer(log_in(door).json()["refresh_token"])).status_code == 401


def test_who_logs_out_is_out_with_the_refresh_token_too(door: TestClient) -> None:
    given = log_in(door).json()
    assert door.delete("/v1/token", headers=bearer(given["access_token"])).status_code == 204
    assert door.get("/v1/token", headers=bearer(given["access_token"])).status_code == 401
    answer = door.post("/v1/token", data={"grant_type": "refresh_token", "refresh_token": given["refresh_token"]})
    assert answer.status_code == 400


def test_scopes_narrow_a_token_and_never_widen_it(door: TestClient) -> None:
    narrow = log_in(door, scope="posts:read users:manage").json()
    assert narrow["scope"] == "posts:read"
    assert door.get("/v1/candidates", headers=bearer(narrow["access_token"])).status_code == 403
    unknown = log_in(door, scope="everything")
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "scope")


def test_a_new_password_ends_all_log_ins(door: TestClient) -> None:
    given = log_in(door).json()
    told = {"old": PASSWORD, "new": "quite another sentence"}
    assert door.post("/v1/users/me/password", json=told, headers=bearer(given["access_token"])).status_code == 204
    assert door.get("/v1/token", headers=bearer(given["access_token"])).status_code == 401
    assert log_in(door).status_code == 400
    assert log_in(door, "quite another sentence").status_code == 200


def test_the_old_password_must_be_right(door: TestClient) -> None:
    given = log_in(door).json()
    answer = door.post(
        "/v1/users/me/password", json={"old": "guessed wrong", "new": PASSWORD}, headers=bearer(given["access_token"])
    )
    assert answer.json()["errors"] == [{"field": "old", "message": "wrong"}]


def test_log_ins_and_failures_stand_in_the_log_but_no_name_that_nobody_has(door: TestClient, city: House) -> None:
    log_in(door)
    log_in(door, "wrong, as before")
    log_in(door, "x", name="my-secret-password")
    with city.database.read() as session:
        lines = [(one.action, one.id) for one in log.entries(session) if one.noun == "user"]
        everything = repr(log.entries(session))
    assert lines == [("add", NAME), ("log_in", NAME), ("log_in_failed", NAME), ("log_in_failed", None)]
    assert "my-secret-password" not in everything


def test_neither_passwords_nor_tokens_are_kept(door: TestClient, city: House) -> None:
    given = log_in(door).json()
    with city.database.read() as session:
        kept = " ".join(str(vars(row)) for row in (*session.query(UserRow), *session.query(TokenRow)))
    assert PASSWORD not in kept
    assert given["access_token"] not in kept
    assert given["refresh_token"] not in kept
    assert "$argon2id$" in kept


@pytest.mark.parametrize(
    "password",
    ["short", "aaaaaaaaaaaaaaa", "xx LI.NA xx yy", "x" * 201],
    ids=["short", "one letter", "holds the name", "long"],
)
def test_a_password_that_is_guessed_easily_is_refused(password: str) -> None:
    with pytest.raises(BadInput):
        hash_password(password, user_id=NAME)


def test_a_password_is_the_same_however_its_characters_are_composed() -> None:
    kept = hash_password("caf\u00e9 in the morning", user_id=NAME)
    assert is_password("cafe\u0301 in the morning", kept)


def test_nobodys_password_is_never_right() -> None:
    assert not is_password("the password of a name that nobody has", None)


def test_many_guesses_at_once_are_counted_one_by_one(
    tmp_path: Path, new_house: Callable[..., House], tiny: Encoder
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    city = new_house(tmp_path, tiny)
    put_account(city, NAME, Account(Role.CASEWORKER, "历下区"), actor=OFFICE, password=PASSWORD)
    door = TestClient(app_over(city))
    with ThreadPoolExecutor(8) as many:
        statuses = list(many.map(lambda n: log_in(door, f"guess number {n}").status_code, range(8)))
    assert sorted(statuses)[:4] == [400] * 4
    assert statuses.count(400) <= 5
    assert statuses.count(429) >= 3


def test_waiting_for_another_try_of_the_same_name_is_no_delay(
    tmp_path: Path, new_house: Callable[..., House], tiny: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = new_house(tmp_path, tiny)
    put_account(city, NAME, Account(Role.CASEWORKER, "历下区"), actor=OFFICE, password=PASSWORD)
    monkeypatch.setattr("api.signing_in.next_log_in", lambda *_: (1, city.clock()))  # it ended this very moment
    with pytest.raises(WrongLogIn):
        sign_in(city, name=NAME, password="a guess", scopes=None)


def meanwhile(city: House, monkeypatch: pytest.MonkeyPatch, module: str, do: Callable[[], object]) -> None:
    """Let something be done while a password is looked at; a mock, because nobody can hit that moment on demand."""

    def look(password: str, kept: Any) -> bool:
        found = is_password(password, kept)
        do()
        return found

    monkeypatch.setattr(f"{module}.is_password", look)


@pytest.mark.parametrize(
    ("account", "password"),
    [
        pytest.param(Account(Role.CASEWORKER, "历下区", is_active=False), None, id="locked out"),
        pytest.param(Account(Role.CASEWORKER, "市中区"), None, id="moved"),
        pytest.param(Account(Role.CASEWORKER, "历下区"), "quite another one", id="another password"),
    ],
)
def test_who_is_changed_while_logging_in_is_not_in(
    city: House, monkeypatch: pytest.MonkeyPatch, account: Account, password: str | None
) -> None:
    meanwhile(
        city,
        monkeypatch,
        "api.signing_in",
        lambda: put_account(city, NAME, account, actor=OFFICE, password=password),
    )
    with pytest.raises(WrongLogIn):
        sign_in(city, name=NAME, password=PASSWORD, scopes=None)


def test_of_two_who_change_a_password_the_later_needs_the_new_one(city: House, monkeypatch: pytest.MonkeyPatch) -> None:
    account = Account(Role.CASEWORKER, "历下区")
    meanwhile(
        city,
        monkeypatch,
        "api.accounts",
        lambda: put_account(city, NAME, account, actor=OFFICE, password="set by the office"),
    )
    with pytest.raises(BadInput, match="old"):
        change_own_password(city, actor=Actor(NAME, "caseworker", "历下区"), old=PASSWORD, new="my own new one")


def test_after_a_restore_everybody_logs_in_again(
    new_house: Callable[..., House], tmp_path: Path, tiny: Encoder
) -> None:
    house = new_house(tmp_path, tiny)
    client, file = signed_in(house), tmp_path / "a.backup"
    client.put("/v1/posts/P1", json={"title": "会计", "employer": "某公司"})
    back_up(file, settings=house.settings, actor=OFFICE)
    restore(file, settings=house.settings, actor=OFFICE, replace=True)
    assert client.get("/v1/posts").status_code == 401
    assert [one["id"] for one in signed_in(house).get("/v1/posts").json()["items"]] == ["P1"]


@pytest.mark.parametrize("typed", [" li.na ", "Li.Na"])
def test_a_page_knows_a_name_with_spaces_and_in_large_letters(city: House, typed: str) -> None:
    assert log_in_browser(city, name=typed, password=PASSWORD)


def test_a_page_knows_no_name_in_letters_that_look_alike(city: House) -> None:
    with pytest.raises(WrongLogIn):
        log_in_browser(city, name="ｌｉ．ｎａ", password=PASSWORD)


def test_a_name_spelt_anew_is_no_new_name_to_try(city: House) -> None:
    for name in ("li.na", "LI.NA", " li.na", "Li.na"):
        with pytest.raises(WrongLogIn):
            log_in_browser(city, name=name, password="a wrong one of mine")
    with pytest.raises(TooSoon):
        log_in_browser(city, name="lI.nA", password=PASSWORD)
