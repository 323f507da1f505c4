"""The log in the console: found, told in words, looked through whole; rankings made again; the state of the house."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.action_names import ACTIONS, DETAILS, NOUNS, done_line
from api.console.cards import card
from api.house import House
from api.language import translation
from api.settings import Settings
from api.verifying import last_verification
from data import log
from data.store import create_job, finish_job, start_job
from tests.api.console_staff import OFFICE, browser_of, send
from tests.api.signed_in import PASSWORD, signed_in

ROOT = Path(__file__).parents[2]


@pytest.fixture
def boss(house: House) -> TestClient:
    return browser_of(house)


@pytest.fixture
def running(house: House) -> Iterator[TestClient]:
    """A browser before the application as it runs, its jobs included."""
    with browser_of(house) as browser:
        yield browser


def sources() -> Iterator[str]:
    for floor in ("api", "data"):
        for path in (ROOT / floor).rglob("*.py"):
            yield path.read_text(encoding="utf-8")


def test_everything_that_is_noted_in_the_log_has_words() -> None:
    code = "\n".join(sources())
    actions = set(re.findall(r'\baction="([\w ]+)"', code)) | set(re.findall(r'\bACTION = "(\w+)"', code))
    nouns = set(re.findall(r'\bnoun="(\w+)", id=', code))
    assert len(actions) > 40
    assert (actions - ACTIONS.keys(), nouns - NOUNS.keys()) == (set(), set())
    assert {"scopes", "fields", "encoder"} <= DETAILS.keys()


def test_words_of_the_filters_stand_once_in_both_languages() -> None:
    for say in map(translation, ("zh", "en")):
        for words in (ACTIONS, NOUNS):
            told = [phrase.told(say) for phrase in words.values()]
            assert sorted({one for one in told if told.count(one) > 1}) == []


def test_rows_of_a_file_that_were_corrected_are_no_correction_of_a_person() -> None:
    assert done_line("job", "correct", translation("zh")) == "文件的退回行：更正后重新导入"


@pytest.mark.parametrize("path", ["/log", "/log/1", "/log/verification"])
def test_the_log_is_for_administrators_and_auditors(house: House, path: str) -> None:
    assert browser_of(house, "auditor").get(path).status_code == 200
    assert browser_of(house, "li.na").get(path).status_code == 403


def test_lines_are_told_in_words_and_narrowed(boss: TestClient) -> None:
    boss.post("/login", data={"name": "boss", "password": PASSWORD})
    shown = boss.get("/log").text
    assert "a user: added" in shown
    address = send(boss, "/log", {"action": "log_in", "actor": "boss"})
    assert address == "/log?actor=boss&action=log_in"
    narrowed = boss.get(address).text
    assert "a user: logged in" in narrowed
    assert "a user: added" not in narrowed
    assert "No line of the log is so" in boss.get("/log?action=restore").text


@pytest.mark.parametrize(
    "typed", [{"id": "11010519491231002X"}, {"actor": "13812345678"}, {"since": "yesterday"}], ids=str
)
def test_a_number_of_a_person_never_comes_into_an_address(boss: TestClient, typed: dict[str, str]) -> None:
    answer = boss.post("/log", data=typed)
    assert answer.status_code == 422
    assert "location" not in answer.headers
    assert f'id="{next(iter(typed))}-told"' in answer.text


def test_a_long_log_goes_on_page_by_page(house: House, boss: TestClient) -> None:
    for _ in range(60):
        with house.database.begin() as session:
            log.record(session, actor=OFFICE, action="watch", noun="finding", id=None, details={}, at=house.clock())
    first = boss.get("/log?action=watch").text
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following
    second = boss.get(unescape(following[1])).text
    lines = [set(re.findall(r'href="/log/(\d+)"', one)) for one in (first, second)]
    assert (len(lines[0]), len(lines[1]), lines[0] & lines[1]) == (50, 10, set())


def test_a_line_has_its_details_in_words(boss: TestClient) -> None:
    shown = boss.get("/log/" + re.findall(r'href="/log/(\d+)">a user: added', boss.get("/log").text)[0]).text
    assert re.search(r"<dt>role</dt><dd>administrator</dd>", shown)
    assert re.search(r"<dt>may log in</dt><dd>yes</dd>", shown)
    assert boss.get("/log/999999").status_code == 404


def looked_through(running: TestClient, **fields: str) -> str:
    send(running, "/log/verification", fields)
    for _ in range(100):
        shown = running.get("/log/verification").text
        if "hx-trigger" not in shown:
            return unescape(shown)
        time.sleep(0.1)
    raise AssertionError("it never ended")


def test_a_whole_log_is_told_so_with_how_many_lines(house: House, running: TestClient) -> None:
    shown = looked_through(running)
    found = last_verification(house)
    assert found is not None
    assert f"Whole: {found.entries:,} lines" in shown
    assert "Looked through on" in running.get("/log").text


def test_a_changed_line_is_found_and_told(house: House, running: TestClient) -> None:
    with house.database.begin() as session:
        session.connection().execute(text("DROP TRIGGER IF EXISTS log_no_update"))
        for (name,) in session.connection().execute(text("SELECT name FROM sqlite_master WHERE type='trigger'")).all():
            session.connection().execute(text(f'DROP TRIGGER "{name}"'))
        session.connection().execute(text("UPDATE log SET actor_id = 'nobody' WHERE id = 1"))
    shown = looked_through(running)
    assert "NOT whole: 1 things are wrong" in shown
    assert "entry 1 was changed" in shown
    health = unescape(running.get("/health").text)
    assert "NOT whole" in health
    assert "not working" in health


def test_what_was_written_down_is_held_against_the_log(running: TestClient) -> None:
    assert running.post("/log/verification", data={"head": "nonsense"}).status_code == 422
    assert "is not the one that was written down" in looked_through(running, head="1:" + "0" * 64)


def test_a_ranking_is_made_again_and_told_what_changed(house: House, boss: TestClient) -> None:
    programs = signed_in(house)
    programs.put("/v1/candidates/C1", json={"home_district": "历下区", "wish": "软件开发"})
    for n, title in enumerate(("软件开发", "会计", "幼儿园教师")):
        programs.put(f"/v1/posts/P{n}", json={"title": title, "employer": f"{n}公司"})
    assert programs.get("/v1/candidates/C1/matches").status_code == 200
    line = re.findall(r'href="/log/(\d+)"', boss.get("/log?action=rank").text)[0]
    assert "The same list" in boss.post(f"/log/{line}/replay").text
    assert programs.delete("/v1/posts/P0").status_code == 204
    again = boss.post(f"/log/{line}/replay").text
    assert "Another list" in again
    assert "deleted since: P0" in again
    assert boss.post("/log/1/replay").status_code == 404


def test_the_state_tells_no_secret_and_what_to_do(house: House, boss: TestClient) -> None:
    shown = unescape(boss.get("/health").text)
    assert "<code>matcher backup --into FOLDER</code>" in shown
    assert "loading" in shown
    assert house.settings.key_path.read_text().strip()[:20] not in shown


def test_settings_are_shown_and_secrets_are_not(house: House, boss: TestClient) -> None:
    object.__setattr__(
        house,
        "settings",
        house.settings.model_copy(
            update={"database_url": "postgresql://matcher:verysecret@db.local/city", "key": Settings(key="ab" * 32).key}
        ),
    )
    shown = unescape(boss.get("/settings").text)
    assert "verysecret" not in shown
    assert "ab" * 32 not in shown
    assert "postgresql://matcher:***@db.local/city" in shown
    assert [name for name in Settings.model_fields if f"MATCHER_{name.upper()}" not in shown] == []


@pytest.mark.parametrize("name", ["ranker", "kinds", "e5-small", "titles"])
def test_a_card_is_markup_without_styles_links_or_html_of_its_own(boss: TestClient, name: str) -> None:
    shown = boss.get(f"/rankers/{name}").text
    article = shown.partition('<article class="model-card"')[2].partition("</article>")[0]
    assert "<h2>" in article
    assert "style=" not in article
    assert "<a " not in article
    assert "<th scope" in str(card("kinds", table="Table"))
    assert boss.get("/rankers/../secrets").status_code == 404


@pytest.mark.parametrize(
    ("kind", "arguments", "where"), [("push", {}, "/pushes/P1"), ("fair plan", {"fair": "F1"}, "/fairs/F1")]
)
def test_a_plan_is_named_and_leads_to_what_it_made(
    house: House, boss: TestClient, kind: str, arguments: dict[str, str], where: str
) -> None:
    with house.database.begin() as session:
        job = create_job(session, kind=kind, actor=OFFICE, arguments=arguments, at=house.clock())
        start_job(session, job.id, runner="r", at=house.clock())
        finish_job(session, job.id, runner="r", result={"id": "P1"}, at=house.clock())
    page = boss.get(f"/jobs/{job.id}").text
    assert f'href="{where}"' in page
    assert kind == "push" or kind not in page
