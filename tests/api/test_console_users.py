"""Users, roles, keys and one's own account in the console."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.accounts import Account, put_account
from api.app import app_over
from api.console.roles import SECTIONS
from api.house import House
from api.log_ins import log_ins_of
from api.permissions import PERMISSIONS
from data.store import get_user, iter_keys, put_user
from matcher.records import Role, User
from tests.api.console_staff import OFFICE, browser_of, send
from tests.api.signed_in import PASSWORD, soon

SENTENCE = "a long and good sentence"


@pytest.fixture
def boss(house: House) -> TestClient:
    return browser_of(house)


def add(boss: TestClient, **fields: str) -> str:
    return send(
        boss, "/users", {"id": "wang.li", "role": "caseworker", "district": "历下区", "password": SENTENCE} | fields
    )


def may_log_in(house: House, name: str, password: str) -> bool:
    browser = TestClient(app_over(house), headers={"origin": "http://testserver"}, follow_redirects=False)
    return browser.post("/login", data={"name": name, "password": password}).status_code == 303


@pytest.mark.parametrize("path", ["/users", "/users/li.na", "/roles", "/keys", "/health", "/rankers", "/settings"])
@pytest.mark.parametrize("user", ["li.na", "officer", "auditor"])
def test_who_runs_no_house_is_refused(house: House, user: str, path: str) -> None:
    browser = browser_of(house, user)
    assert browser.get(path).status_code == 403
    assert path not in browser.get("/").text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "li.na may not do this here: add, change and lock out users, make and revoke keys"),
        ("zh", "li.na 在此无权办理：新增、更改、停用用户，生成和吊销密钥"),
    ],
)
def test_a_page_that_one_may_not_see_says_in_words_what_one_may_not_do(house: House, language: str, told: str) -> None:
    page = browser_of(house, "li.na").get("/users", headers={"accept-language": language}).text
    assert told in page
    assert "users:manage" not in page


def test_who_never_logged_in_is_told_apart_from_who_did_long_ago(house: House, boss: TestClient) -> None:
    add(boss)
    add(boss, id="mini-program", role="client", district="", password="")
    with house.database.begin() as session:
        put_user(session, User("old", Role.AUDITOR, None, None, True, house.clock() - timedelta(days=31)))
    told = {"wang.li": "never logged in yet", "mini-program": "not used yet", "old": "not in the last 30 days"}
    rows = boss.get("/users").text.split("<tr>")
    for name, words in told.items():
        assert [words in row for row in rows if f'href="/users/{name}"' in row] == [True]
        assert f"last seen: {words}" in boss.get(f"/users/{name}").text


def test_a_user_is_added_and_comes_in(house: House, boss: TestClient) -> None:
    assert add(boss) == "/users/wang.li?done=added"
    assert "wang.li" in boss.get("/users").text
    assert may_log_in(house, "wang.li", SENTENCE)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"id": "Wang Li"}, "id"),
        ({"id": "boss"}, "id"),
        ({"district": ""}, "district"),
        ({"password": "short"}, "password"),
        ({"password": ""}, "password"),
        ({"role": "employer", "district": "", "employer_id": "nobody"}, "employer_id"),
    ],
    ids=str,
)
def test_a_slip_comes_back_at_its_field_with_what_was_typed(
    house: House, boss: TestClient, wrong: dict[str, str], field: str
) -> None:
    typed = {"id": "wang.li", "role": "caseworker", "district": "历下区", "password": SENTENCE} | wrong
    answer = boss.post("/users", data=typed)
    assert answer.status_code == 422
    assert f'value="{typed["id"]}"' in answer.text
    assert re.search(rf'id="{field}-told"', answer.text)
    assert SENTENCE not in answer.text
    assert not may_log_in(house, "wang.li", SENTENCE)


def test_all_slips_of_a_new_user_are_told_at_once(boss: TestClient) -> None:
    typed = {"id": "wang.li", "role": "caseworker", "district": "", "password": "short"}
    answer = boss.post("/users", data=typed)
    assert answer.status_code == 422
    for field in ("password", "district"):  # alike: at the field, in red, and told to who hears the page
        assert f'<div id="{field}-told" class="invalid-feedback">' in answer.text
        assert re.search(
            rf'class="form-(control|select) is-invalid" id="{field}"[^>]* aria-invalid="true"', answer.text
        )
    other = boss.post("/users", data=typed | {"id": "boss", "password": ""}).text
    assert 'id="id-told"' in other
    assert 'id="password-told"' in other


def test_who_is_locked_out_is_out_at_once_and_let_in_again_by_undo(house: House, boss: TestClient) -> None:
    colleague = browser_of(house, "li.na")
    shown = boss.get(send(boss, "/users/li.na/active", {"active": "false"})).text
    assert colleague.get("/").status_code == 303
    assert not may_log_in(house, "li.na", PASSWORD)
    assert 'action="/users/li.na/active"' in shown
    assert "Undo" in shown
    send(boss, "/users/li.na/active", {"active": "true"})
    assert may_log_in(house, "li.na", PASSWORD)


def test_a_changed_role_is_undone_to_what_it_was(house: House, boss: TestClient) -> None:
    add(boss)
    shown = boss.get(send(boss, "/users/wang.li/job", {"role": "programme"})).text
    notice = shown.partition('role="status"')[2].partition("</form>")[0]
    undo = dict(re.findall(r'name="(\w+)" value="([^"]*)"', notice))
    assert undo == {"role": "caseworker", "district": "历下区"}
    send(boss, "/users/wang.li/job", undo)
    with house.database.read() as session:
        assert (get_user(session, "wang.li").role, get_user(session, "wang.li").district) == (Role.CASEWORKER, "历下区")


def test_nobody_makes_an_address_whose_undo_does_what_he_wants(boss: TestClient) -> None:
    add(boss)
    for made_up in ("done=changed&was_role=admin", "done=let_in", "done=locked_out&seal=" + "0" * 32):
        assert "Undo" not in boss.get(f"/users/wang.li?{made_up}").text
    honest = send(boss, "/users/wang.li/job", {"role": "programme"})
    assert "Undo" in boss.get(honest).text
    assert "Undo" not in boss.get(honest.replace("was_role=caseworker", "was_role=admin")).text


def test_an_administrator_neither_changes_himself_nor_is_offered_it(boss: TestClient) -> None:
    assert 'action="/users/boss/active"' not in boss.get("/users/boss").text
    for path, fields in (
        ("active", {"active": "false"}),
        ("job", {"role": "auditor"}),
        ("password", {"password": SENTENCE}),
    ):
        assert boss.post(f"/users/boss/{path}", data=fields).status_code == 409


def test_a_new_password_ends_the_sessions_of_the_old_one(house: House, boss: TestClient) -> None:
    colleague = browser_of(house, "li.na")
    assert boss.post("/users/li.na/password", data={"password": "short"}).status_code == 422
    send(boss, "/users/li.na/password", {"password": SENTENCE})
    assert colleague.get("/").status_code == 303
    assert may_log_in(house, "li.na", SENTENCE)


def test_the_log_ins_of_a_user_are_shown_and_ended(house: House, boss: TestClient) -> None:
    first, second = browser_of(house, "li.na"), None
    family = re.search(r'name="family" value="(\w+)"', boss.get("/users/li.na").text)
    assert family
    send(boss, "/users/li.na/log-ins", {"family": family[1]})
    assert first.get("/").status_code == 303
    second = browser_of(house, "li.na")
    send(boss, "/users/li.na/log-ins", {})
    assert second.get("/").status_code == 303
    assert boss.post("/users/li.na/log-ins", data={"family": family[1]}).status_code == 404


def test_every_permission_stands_in_one_section_of_the_page_of_roles(boss: TestClient) -> None:
    about = [name for _, names in SECTIONS for name in names]
    assert sorted(about) == sorted({name.partition(":")[0] for name in PERMISSIONS})
    assert boss.get("/roles").text.count("<tr>") == len(PERMISSIONS) + len(SECTIONS)


def test_a_key_is_shown_once_works_and_is_revoked(house: House, boss: TestClient) -> None:
    put_account(house, "mini", Account(Role.CLIENT), actor=OFFICE)
    made = boss.post(
        "/keys", data={"user": "mini", "scopes": ["posts:read"], "expires_on": soon(house), "label": "小程序"}
    )
    key = re.search(r"jxm_[\w-]+", made.text)
    assert key
    program = TestClient(app_over(house), headers={"Authorization": f"Bearer {key[0]}"})
    assert program.get("/v1/posts").status_code == 200
    assert program.get("/v1/employers").status_code == 403
    shown = boss.get("/keys").text
    assert key[0] not in shown
    assert "小程序" in shown
    id = re.search(r'name="key" value="(\w+)"', shown)
    assert id
    exchanging = boss.get(f"/keys?key={id[1]}").text
    assert re.search(r'value="posts:read" checked', exchanging)
    assert boss.get(send(boss, "/keys/revoke", {"key": id[1]})).status_code == 200
    assert program.get("/v1/posts").status_code == 401


@pytest.mark.parametrize(
    "wrong", [{"scopes": []}, {"scopes": ["users:manage"]}, {"expires_on": "tomorrow"}, {"user": "li.na"}], ids=str
)
def test_no_key_is_made_of_a_slip(house: House, boss: TestClient, wrong: dict[str, object]) -> None:
    put_account(house, "mini", Account(Role.CLIENT), actor=OFFICE)
    browser_of(house, "li.na")
    typed = {"user": "mini", "scopes": ["posts:read"], "expires_on": soon(house), "label": "x1"} | wrong
    answer = boss.post("/keys", data=typed)
    assert answer.status_code == 422
    assert 'value="x1"' in answer.text
    with house.database.read() as session:
        assert iter_keys(session) == []


def test_only_what_programs_may_have_is_offered_for_a_key(house: House, boss: TestClient) -> None:
    put_account(house, "mini", Account(Role.CLIENT), actor=OFFICE)
    offered = set(re.findall(r'name="scopes" value="([\w:]+)"', boss.get("/keys").text))
    assert offered == {name for name, one in PERMISSIONS.items() if Role.CLIENT in one.roles}


def test_one_changes_ones_own_password_and_goes_on_while_others_log_in_again(house: House) -> None:
    here, elsewhere = browser_of(house, "li.na"), None
    elsewhere = TestClient(here.app, headers={"origin": "http://testserver"}, follow_redirects=False)
    elsewhere.post("/login", data={"name": "li.na", "password": PASSWORD})
    slips = (
        ({"password_old": "wrong", "password_new": SENTENCE, "password_again": SENTENCE}, "password_old"),
        ({"password_old": PASSWORD, "password_new": SENTENCE, "password_again": "other"}, "password_again"),
        ({"password_old": PASSWORD, "password_new": "x", "password_again": "x"}, "password_new"),
    )
    for typed, field in slips:
        answer = here.post("/account/password", data=typed)
        assert answer.status_code == 422
        assert f'id="{field}-told" class="invalid-feedback"' in answer.text
    typed = {"password_old": PASSWORD, "password_new": SENTENCE, "password_again": SENTENCE}
    assert here.get(send(here, "/account/password", typed)).status_code == 200
    assert elsewhere.get("/").status_code == 303
    assert may_log_in(house, "li.na", SENTENCE)


def test_one_ends_ones_other_log_ins_and_nobody_elses(house: House, boss: TestClient) -> None:
    here = browser_of(house, "li.na")
    own = TestClient(here.app, headers={"origin": "http://testserver"}, follow_redirects=False)
    own.post("/login", data={"name": "li.na", "password": PASSWORD})
    assert here.post("/account/log-ins", data={"family": log_ins_of(house, "boss")[0].family}).status_code == 404
    assert boss.get("/").status_code == 200
    send(here, "/account/log-ins", {})
    assert (own.get("/").status_code, here.get("/").status_code) == (303, 200)


def test_a_password_is_not_kept_behind_a_log_in(house: House) -> None:
    browser = browser_of(house, "li.na")
    secret = browser.cookies["matcher"]
    send(browser, "/logout", {})
    browser.cookies.set("matcher", secret)
    typed = {"password_old": PASSWORD, "password_new": SENTENCE, "password_again": SENTENCE, "note": "kept"}
    asked = browser.post("/account/password", data=typed)
    assert asked.status_code == 401
    assert 'name="kept.note"' in asked.text
    assert PASSWORD not in unescape(asked.text)
    assert SENTENCE not in asked.text


def test_a_key_that_ends_within_a_month_is_marked(house: House, boss: TestClient) -> None:
    put_account(house, "mini", Account(Role.CLIENT), actor=OFFICE)
    day = (house.clock() + timedelta(days=20)).date().isoformat()
    boss.post("/keys", data={"user": "mini", "scopes": ["posts:read"], "expires_on": day})
    assert "ends soon" in boss.get("/keys").text
    assert "Exchange the keys that end soon" in unescape(boss.get("/health").text)
