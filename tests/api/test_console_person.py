"""The page of a person: what is typed survives, what was said is entered, how the person stands is told once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.console.drafts import KEPT_FOR, Draft, Drafts
from api.console.notes import NoteForm
from api.console.profile import unsaid_of
from api.contacting import Told, note_attempt
from api.house import House, now
from data import log
from data.store import get_candidate
from data.store.corrections import corrected_fields
from matcher.emphasis import Aspect
from matcher.records import Candidate, Channel, ContactResult, Role
from models import Encoder
from tests.api.signed_in import ACTOR, browser_for
from tests.api.test_console_casework import C1, HERE, PERSON, POST, POSTS, SCRIPT, WISHES, Clock, text_of, titles
from tests.api.test_console_talk import put

NOTE = {"note": "周五前交材料", "result": "call_back", "call_back_on": "2023-09-05", "post_id": "P2"}


@pytest.fixture
def city(tmp_path: Path, new_house: Callable[..., House], tiny: Encoder) -> House:
    house = replace(new_house(tmp_path, tiny), clock=Clock())
    for id, post in POSTS.items():
        put(house, f"posts/{id.replace('/', '%2F')}", POST | post)
    put(house, "candidates/C%2F1", WISHES | {"person": PERSON})
    return house


@pytest.fixture
def desk(city: House) -> TestClient:
    return browser_for(city, "li.na", Role.CASEWORKER, district="历下区")


def stored(house: House) -> Candidate:
    with house.database.read() as session:
        return get_candidate(session, "C/1")


def test_what_is_typed_and_ticked_survives_every_way_away_and_back(desk: TestClient) -> None:
    assert desk.post(f"{C1}/draft", data=NOTE | {"post": ["P2", "P3"]}, headers=SCRIPT).status_code == 204
    for way in (C1, f"{C1}?pay=2", f"{C1}?min_pay=3300"):
        page = desk.get(way).text
        assert f">{NOTE['note']}</textarea>" in page
        assert 'value="2023-09-05"' in page
        assert "Typed before and not kept yet." in page
        assert len(re.findall(r'value="P2" id="choose-\d+" form="chosen" checked', page)) == 1
    assert NOTE["note"] not in desk.get(f"{C1}/compare?post=P2&post=P3").text


def test_a_draft_is_its_users_alone_and_ends_with_the_day() -> None:
    drafts, at = Drafts(), now()
    drafts.change("li.na", "C1", at=at, note=NoteForm(note="草稿"))
    assert drafts.get("li.na", "C1", at=at + KEPT_FOR) == Draft(NoteForm(note="草稿"))
    assert drafts.get("li.na", "C1", at=at + KEPT_FOR + timedelta(seconds=1)) == Draft()
    assert drafts.get("zhao", "C1", at=at) == drafts.get("li.na", "C2", at=at) == Draft()


def test_answers_that_are_typed_survive_the_way_away_until_they_are_kept(desk: TestClient, city: House) -> None:
    typed = {
        "wish": "想做社区工作",
        "pay_min_month_yuan": "3000",
        "district": ["历城区"],
        "employment_status": "unemployed",
    }
    desk.post(f"{C1}/draft", data=NOTE | typed, headers=SCRIPT)
    put(city, "candidates/C%2F1", WISHES | {"pay_min_month_yuan": 4000, "person": PERSON})
    page = desk.get(C1).text
    asked = page.partition('id="asked"')[2].partition("</details>")[0]
    assert ">想做社区工作</textarea>" in asked
    assert "Typed before and not kept yet." in asked
    assert re.findall(r'name="district" value="([^"]+)" id="wants-\d+" checked', asked) == ["历城区"]
    assert 'value="4000"' in asked  # it was not typed over: what a colleague stored meanwhile stands
    assert f">{NOTE['note']}</textarea>" in page
    assert desk.post(f"{C1}/answers", data=typed, headers=HERE).status_code == 303
    asked = desk.get(C1).text.partition('id="asked"')[2].partition("</details>")[0]
    assert "Typed before" not in asked
    assert f">{NOTE['note']}</textarea>" in desk.get(C1).text


def test_a_note_of_the_wrong_person_is_taken_back_with_what_was_typed(desk: TestClient, city: House) -> None:
    desk.post(f"{C1}/notes", data={"note": "周一再打", "call_back_on": "2023-09-04"}, headers=HERE)
    city.clock.at += timedelta(minutes=5)  # type: ignore[attr-defined]
    where = desk.post(f"{C1}/notes", data=NOTE | {"post_id": ""}, headers=HERE).headers["location"]
    page = desk.get(where).text
    assert "The call back promised for 4 Sept 2023 is replaced by it." in page
    undo = re.search(r'action="(\S+/notes/undo)">\s*<input type="hidden" name="attempt" value="([^"]+)"', page)
    assert undo is not None
    city.clock.at += timedelta(minutes=5)  # type: ignore[attr-defined]
    part = desk.post(f"{C1}/notes", data={"note": "补一句"}, headers=SCRIPT).text
    assert undo[1] in part
    assert desk.post(undo[1], data={"attempt": undo[2]}, headers=HERE).status_code == 409  # not the last any more
    last = re.findall(r'name="attempt" value="([^"]+)"', part)[0]
    for id in (last, undo[2]):
        led = desk.post(undo[1], data={"attempt": id}, headers=HERE).headers["location"]
    page = desk.get(led).text
    assert "The note is taken back" in page
    assert f">{NOTE['note']}\n补一句</textarea>" in page  # both, as neither is noted any more
    assert 'value="2023-09-05"' in page
    assert "by 4 Sept 2023" in text_of(page)
    assert 'href="/calls/C%2F1">Done by making it' in page
    assert page.count("补一句") == 1


def test_nobody_takes_back_a_refusal_or_a_colleagues_note(desk: TestClient, city: House) -> None:
    where = desk.post(f"{C1}/notes", data={"note": "来过"}, headers=HERE).headers["location"]
    id = re.findall(r"of=(\w+)", where)[0]
    other = browser_for(city, "zhao", Role.CASEWORKER, district="历下区")
    assert other.post(f"{C1}/notes/undo", data={"attempt": id}, headers=HERE).status_code == 409
    assert "notes/undo" not in other.get(where).text
    city.clock.at += timedelta(minutes=5)  # type: ignore[attr-defined]
    refused = desk.post(f"{C1}/notes", data={"result": "opted_out"}, headers=HERE).headers["location"]
    assert "notes/undo" not in desk.get(refused).text


@pytest.mark.parametrize(("path", "form"), [(f"{C1}/notes", {"note": "已保存"}), ("/logout", {})], ids=str)
def test_a_draft_ends_when_it_is_kept_and_with_log_out(
    desk: TestClient, city: House, path: str, form: dict[str, str]
) -> None:
    desk.post(f"{C1}/draft", data={"note": "草稿"}, headers=SCRIPT)
    desk.post(path, data=form, headers=HERE)
    again = browser_for(city, "li.na", Role.CASEWORKER, district="历下区")
    desk.cookies.clear()
    desk.cookies.set("matcher", again.cookies["matcher"])  # another session in the same process
    page = desk.get(C1)
    assert (page.status_code, "草稿" in page.text) == (200, False)


def test_nobody_drafts_for_somebody_of_another_district(city: House) -> None:
    other = browser_for(city, "wang", Role.CASEWORKER, district="市中区")
    assert other.post(f"{C1}/draft", data=NOTE, headers=SCRIPT).status_code == 404


def test_a_note_is_kept_where_it_stands_and_says_what_follows(desk: TestClient) -> None:
    part = desk.post(f"{C1}/notes", data=NOTE, headers=SCRIPT)
    assert "<html" not in part.text
    form = text_of(part.text.partition('id="note-form"')[0])
    assert "What was agreed is noted." in form
    assert "call back" in form
    assert 'id="tasks-part" hx-swap-oob="true"' in part.text
    assert ">周五前交材料</textarea>" not in part.text
    slip = desk.post(f"{C1}/notes", data={"note": " ", "result": "reached"}, headers=SCRIPT)
    assert (slip.status_code, 'id="fault-note"' in slip.text) == (422, True)


def test_links_within_the_list_leave_the_note_alone(desk: TestClient) -> None:
    moved = desk.get(f"{C1}?pay=2").text
    link = re.search(r'<a id="original-order"[^>]*>', moved)
    assert link is not None
    assert 'hx-target="#list"' in link[0]
    back = desk.get(C1, headers=SCRIPT | {"hx-target": "list", "hx-trigger": "original-order"}).text
    assert 'id="view" hx-swap-oob="true"' in back
    assert "<textarea" not in back
    usual = desk.get(f"{C1}?pay=1", headers=SCRIPT | {"hx-target": "list", "hx-trigger": "view"}).text
    assert 'id="view"' not in usual
    covered = desk.get(C1, headers=SCRIPT | {"hx-target": "who"}).text
    assert "138****5678" in covered
    assert titles(covered) == []


def introductions(part: str) -> list[str]:
    return re.findall(r'<option value="[^"]*"(?: selected)?>(\d+\. [^<]* · [^<]* · [^<]*)</option>', part)


def test_a_note_introduces_to_the_posts_now_shown_by_their_numbers(desk: TestClient, city: House) -> None:
    put(city, "posts/P5", POST | POSTS["P2"] | {"description": "接电话"})  # reads like P2
    views = ("", "?pay=2&work=-2", "?kind=management")
    for view in views:
        part = desk.get(f"{C1}{view}", headers=SCRIPT | {"hx-target": "list", "hx-trigger": "view"}).text
        select = part.partition('<select id="post_id" hx-swap-oob="innerHTML">')[2]
        numbered = [one.rpartition(" · ")[0].removesuffix(" · 安泰物业") for one in introductions(select)]
        assert numbered == [f"{n}. {title}" for n, title in enumerate(titles(part), start=1)]
        assert numbered
        assert len(set(introductions(select))) == len(numbered)
        assert introductions(desk.get(f"{C1}{view}").text) == introductions(select)  # without a script
        assert f'value="{view.replace("&", "&amp;")}" hx-swap-oob="outerHTML:main input[name=view]"' in part


def test_the_post_that_was_chosen_for_an_introduction_stays_chosen(desk: TestClient) -> None:
    desk.post(f"{C1}/draft", data=NOTE, headers=SCRIPT)
    for view, told in {"?pay=2": r"\d\. 会计助理", "?kind=management": "会计助理"}.items():
        part = desk.get(f"{C1}{view}", headers=SCRIPT | {"hx-target": "list", "hx-trigger": "view"}).text
        assert re.findall(r'<option value="(P2)" selected>(.*)</option>', part)
        assert re.search(rf'<option value="P2" selected>{told} · 安泰物业 · P2</option>', part)


def test_what_was_said_is_entered_as_the_persons_own_word(desk: TestClient, city: House) -> None:
    page = desk.get(C1).text
    assert 'href="#asked-title"' in page.partition('id="profile"')[0]
    said = {
        "wish": "会计",
        "pay_min_month_yuan": "3,500",
        "district": ["历城区", "历下区"],
        "unemployment_registered_on": "2023-08-01",
        "graduated_on": "2023-06-30",
        "graduation_status": "毕业",
        "employment_status": "unemployed",
    }
    answer = desk.post(f"{C1}/answers", data=said, headers=HERE)
    assert answer.headers["location"].startswith(f"{C1}?done=answered&of=")
    one = stored(city)
    assert (one.pay_min_month_yuan, set(one.districts), one.major) == (3500, {"历城区", "历下区"}, "会计")
    assert (str(one.unemployment_registered_on), one.graduation_status) == ("2023-08-01", "毕业")
    with city.database.read() as session:
        fields = corrected_fields(session)["C/1"]
        kept = [one.details for one in log.entries(session) if one.action == "correct"]
    assert "wish" not in fields  # was typed as it stands
    assert {"pay_min_month_yuan", "districts", "graduated_on"} <= fields
    assert len(kept) == 1
    desk.post(f"{C1}/answers", data={"district": ["anywhere"]}, headers=HERE)
    assert stored(city).any_district


def test_certificates_skills_and_experience_are_entered_as_the_person_says(desk: TestClient, city: House) -> None:
    put(city, "posts/P2", POST | POSTS["P2"] | {"certificates": ["食品检验员四级"]})
    assert "which the person's records do not tell" in text_of(desk.get(f"{C1}/posts/P2").text)
    said = {"certificates": "食品检验员四级、英语四级", "skills": "Excel，报税", "experience": "做过出纳\r\n半年"}
    desk.post(f"{C1}/answers", data=said, headers=HERE)
    one = stored(city)
    assert (one.certificates, one.skills) == (("食品检验员四级", "英语四级"), ("Excel", "报税"))
    assert one.experience == "做过出纳\n半年"
    assert "which the person's records do not tell" not in text_of(desk.get(f"{C1}/posts/P2").text)
    with city.database.read() as session:
        assert corrected_fields(session)["C/1"] == set(said)
    asked = desk.get(C1).text.partition('id="asked"')[2].partition("</details>")[0]
    assert 'value="食品检验员四级、英语四级"' in asked
    assert desk.post(f"{C1}/answers", data=said, headers=HERE).status_code == 422  # nothing differs


def undo_of(page: str) -> dict[str, str]:
    form = page.partition('/answers/undo#asked-title">')[2].partition("</form>")[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


def test_answers_kept_by_a_slip_are_taken_back_with_the_word_by_which_each_field_stood(
    desk: TestClient, city: House
) -> None:
    desk.post(f"{C1}/answers", data={"wish": "出纳"}, headers=HERE)
    slip = {"wish": "会计", "pay_min_month_yuan": "50000", "skills": "Excel"}
    page = desk.get(desk.post(f"{C1}/answers", data=slip, headers=HERE).headers["location"]).text
    assert "alert-warning" in page.partition('id="asked-title"')[2].partition("<details")[0]
    led = desk.post(f"{C1}/answers/undo", data=undo_of(page), headers=HERE).headers["location"]
    one = stored(city)
    assert (one.wish, one.pay_min_month_yuan, one.skills) == ("出纳", 3000, ())
    assert "Taken back" in desk.get(led).text
    assert 'name="pay_min_month_yuan" type="text" value="50000"' in desk.get(C1).text
    with city.database.read() as session:
        assert corrected_fields(session)["C/1"] == {"wish"}
        kept = [one.details for one in log.entries(session) if one.action == "undo"]
    assert kept == [{"fields": ["pay_min_month_yuan", "skills", "wish"]}]
    assert desk.post(f"{C1}/answers/undo", data=undo_of(page), headers=HERE).status_code == 409


def test_answers_are_not_taken_back_over_a_colleagues_nor_by_a_colleague(desk: TestClient, city: House) -> None:
    page = desk.get(desk.post(f"{C1}/answers", data={"wish": "出纳"}, headers=HERE).headers["location"]).text
    other = browser_for(city, "zhao", Role.CASEWORKER, district="历下区")
    assert other.post(f"{C1}/answers/undo", data=undo_of(page), headers=HERE).status_code == 409
    other.post(f"{C1}/answers", data={"wish": "文员"}, headers=HERE)
    assert desk.post(f"{C1}/answers/undo", data=undo_of(page), headers=HERE).status_code == 409
    assert stored(city).wish == "文员"
    city.clock.at += timedelta(minutes=16)  # type: ignore[attr-defined]
    assert "answers/undo" not in desk.get(f"{C1}?done=answered&of={undo_of(page)['of']}").text


@pytest.mark.parametrize(
    ("said", "field", "own"),
    [
        ({"pay_min_month_yuan": "viel"}, "pay_min_month_yuan", {}),
        ({"graduated_on": "2031-06-30"}, "graduated_on", {"graduation_status": "毕业"}),
        ({"graduated_on": "2041-06-30"}, "graduated_on", {}),
        ({"unemployment_registered_on": "2024-01-01"}, "unemployment_registered_on", {}),
        ({"graduated_on": "soon"}, "graduated_on", {}),
        ({"certificates": f"驾驶证，{'长' * 101}"}, "certificates", {}),
        ({"graduated_on": "1946-06-30"}, "graduated_on", {"birth_on": "1949-12-31"}),
        ({"graduated_on": "1961-12-30"}, "graduated_on", {"birth_on": "1949-12-31"}),
    ],
    ids=str,
)
def test_a_slip_in_what_was_said_comes_back_at_its_field(
    desk: TestClient, city: House, said: dict[str, str], field: str, own: dict[str, Any]
) -> None:
    put(city, "candidates/C%2F1", WISHES | own)
    answer = desk.post(f"{C1}/answers", data=said | {"wish": "出纳"}, headers=HERE)
    assert answer.status_code == 422
    assert f'id="{field}-told" class="invalid-feedback"' in answer.text
    assert ">出纳</textarea>" in answer.text
    assert stored(city).wish == "会计"


def test_who_still_studies_graduates_on_a_day_to_come(desk: TestClient, city: House) -> None:
    put(city, "candidates/C%2F1", WISHES | {"graduation_status": "在读"})
    desk.post(f"{C1}/answers", data={"graduated_on": "2024-06-30"}, headers=HERE)
    assert str(stored(city).graduated_on) == "2024-06-30"


def test_nothing_filled_in_is_told(desk: TestClient) -> None:
    assert 'role="alert"' in desk.post(f"{C1}/answers", data={}, headers=HERE).text
    assert 'role="alert">say what is wrong' in desk.post("/rights/C%2F1/correction", data={}, headers=HERE).text


def test_a_slider_over_what_is_not_on_record_says_so(desk: TestClient, city: House) -> None:
    assert unsaid_of(Candidate("C1")) == set(Aspect)
    assert "nothing is on record" not in text_of(desk.get(f"{C1}?pay=2").text)
    put(city, "candidates/C%2F1", {name: value for name, value in WISHES.items() if name != "pay_min_month_yuan"})
    page = text_of(desk.get(f"{C1}?pay=2").text)
    assert "nothing is on record as to: Pay" in page
    assert "all posts stand alike in: Pay" not in page
    assert "The posts stay the same" in page
    assert "The posts of the narrowed list change places" in text_of(desk.get(f"{C1}?pay=2&min_pay=100").text)


@pytest.mark.parametrize(
    ("result", "told"),
    [(ContactResult.OPTED_OUT, "does not want to be contacted"), (ContactResult.STARTED, "to have started somewhere")],
)
def test_what_keeps_somebody_out_of_the_calls_stands_at_the_top(
    desk: TestClient, city: House, result: ContactResult, told: str
) -> None:
    with city.database.begin() as session:
        note_attempt(city, session, Told("C/1", Channel.OFFICE, result), actor=ACTOR)
    top = text_of(desk.get(C1).text.partition('aria-labelledby="profile"')[0])
    assert f"Not to be called: {told}" in top.replace("said on 1 Sept 2023 ", "")


def test_the_pages_of_posts_name_the_person_masked(desk: TestClient) -> None:
    for path in (f"{C1}/posts/P2", f"{C1}/compare?post=P2&post=P3"):
        page = desk.get(path).text
        assert f'<a href="{C1}' in page
        assert "张" in text_of(page)
        assert "张三" not in page


def test_why_a_post_is_not_in_the_list_says_in_what_it_falls_behind(desk: TestClient, city: House) -> None:
    from api.console.pairs import _behind
    from api.console.visitors import Visitor
    from api.matching import one_pair

    best, other = (one_pair(city, "C/1", id, on=city.today()) for id in ("P2", "P/1"))
    visitor = Visitor(SimpleNamespace(permissions=frozenset()), "en")  # type: ignore[arg-type]
    text = _behind(other, best, visitor)
    assert "The last of them, 会计助理, has" in text
    assert "It falls behind in: " in text


def test_a_click_on_a_card_is_told_at_once_among_what_was_offered(desk: TestClient) -> None:
    form = {"post_id": "P2", "event": "interested", "rank": "2", "list_id": "L"}
    part = desk.post(f"{C1}/feedback", data=form, headers=SCRIPT).text
    offered = part.partition('id="offered" hx-swap-oob="true"')[2]
    assert "会计助理" in offered
    undone = desk.post(f"{C1}/feedback/undo", data=form, headers=SCRIPT).text
    assert "Nothing was offered yet" in undone
    assert 'id="offered"' not in desk.post(f"{C1}/feedback", data=form | {"leads_to": "pair"}, headers=SCRIPT).text


def test_the_first_page_promises_nothing_that_is_not_open(city: House, desk: TestClient) -> None:
    assert "forgotten" not in desk.get("/").text
    assert "record an inspection" not in desk.get("/").text
    officer = browser_for(city, "chief", Role.PROGRAMME)
    assert "refused, forgotten" in officer.get("/").text
    assert "record an inspection" in officer.get("/").text


def test_a_search_says_that_a_name_is_found_whole_only(desk: TestClient) -> None:
    assert "Whole name" in desk.get("/candidates").text
    assert "neither a surname nor a part" in desk.post("/candidates", data={"text": "张"}, headers=HERE).text


@pytest.mark.parametrize(
    ("form", "field"), [({"call_back_on": "2023-09-05"}, "call_back_on"), ({"post_id": "P2"}, "post_id")], ids=str
)
def test_a_promise_to_who_wants_no_contact_is_refused_at_its_field_with_the_way_to_consent(
    desk: TestClient, city: House, form: dict[str, str], field: str
) -> None:
    desk.post(f"{C1}/notes", data={"result": "opted_out"}, headers=HERE)
    answer = desk.post(f"{C1}/notes", data={"note": "答应下周再谈"} | form, headers=HERE)
    assert answer.status_code == 422
    fault = answer.text.partition(f'id="fault-{field}"')[2].partition("</div>")[0]
    assert "record their consent first" in fault
    assert 'href="/rights/C%2F1#consents"' in fault
    assert desk.post(f"{C1}/notes", data={"note": "只是来问问"}, headers=HERE).status_code == 303
    city.clock.at += timedelta(minutes=5)  # type: ignore[attr-defined]
    desk.post("/rights/C%2F1/consents", data={"consent": "contact_consent", "agrees": "true"}, headers=HERE)
    assert desk.post(f"{C1}/notes", data={"note": "答应下周再谈"} | form, headers=HERE).status_code == 303
