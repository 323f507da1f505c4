"""The candidate's page and what belongs to it: places in the list, links, warnings, and what is never told wrongly."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import app_over
from api.console import handouts
from api.console.placed import placed_so_far
from api.console.profile import standing_of
from api.console.visitors import Visitor
from api.house import House
from api.judging import eligibility_of
from api.outreach_names import term_text
from data.store import get_candidate, put_aftercare
from matcher.eligibility.programme import Verdict
from matcher.outreach.terms import Term
from matcher.records import Aftercare, AftercareOutcome, Candidate, NextStep, Role, Status
from models import Encoder
from tests.api.signed_in import ACTOR, browser_for, token_for
from tests.api.test_console_casework import C1, HERE, POST, POSTS, WISHES, text_of, titles


@pytest.fixture
def city(tmp_path: Path, new_house: Callable[..., House], tiny: Encoder) -> House:
    house = new_house(tmp_path, tiny)
    for id, post in POSTS.items():
        put(house, f"posts/{id.replace('/', '%2F')}", POST | post)
    for id, own in {"C%2F1": {}, "C2": {"ranking_consent": False}}.items():
        put(house, f"candidates/{id}", WISHES | own)
    return house


@pytest.fixture
def desk(city: House) -> TestClient:
    return browser_for(city, "li.na", Role.CASEWORKER, district="历下区")


def put(house: House, path: str, body: dict[str, Any]) -> None:
    programs = TestClient(app_over(house), headers={"Authorization": f"Bearer {token_for(house)}"})
    assert programs.put(f"/v1/{path}", json=body).status_code in {200, 201}


def test_the_page_of_one_pair_tells_the_place_that_the_list_shows(desk: TestClient) -> None:
    ids = {"会计": "P%2F1", "会计助理": "P2", "出纳": "P3"}
    for view in ("", "?pay=2&work=-2"):
        for n, title in enumerate(titles(desk.get(f"{C1}{view}").text), start=1):
            page = text_of(desk.get(f"{C1}/posts/{ids[title]}{view}").text)
            assert f"It is number {n} of the person's list." in page
            assert "not among the ten" not in page
    assert "as it is narrowed now" in desk.get(f"{C1}/posts/P2?district=%E5%8E%86%E4%B8%8B%E5%8C%BA").text
    assert "person&#39;s list" not in desk.get(f"{C1}/posts/P4").text
    assert "person&#39;s list" not in desk.get("/candidates/C2/posts/P2").text  # refuses; has no list


def test_a_post_behind_another_for_the_same_job_is_told_so(desk: TestClient, city: House) -> None:
    put(city, "posts/P5", POST | POSTS["P2"])
    pages = [text_of(desk.get(f"{C1}/posts/{id}").text) for id in ("P2", "P5")]
    assert sum("The list shows another post for the same job" in page for page in pages) == 1


def test_a_certificate_asked_for_is_told_alike_on_the_page_and_on_the_handout(desk: TestClient, city: House) -> None:
    put(city, "posts/P2", POST | POSTS["P2"] | {"certificates": ["食品检验员四级"]})
    page = text_of(desk.get(f"{C1}/posts/P2").text)
    assert "asks for 食品检验员四级, which the person's records do not tell" in page
    assert "requires no certificate" not in page
    assert "bring what you have: 食品检验员四级" in text_of(desk.get(f"{C1}/handout?post=P2").text)


def test_cards_pair_and_tasks_lead_to_the_post_with_duties_and_contact(desk: TestClient) -> None:
    whole = '<span class="text-nowrap ms-1"><a href="/posts/{}">'  # it wraps as one, behind no dot
    assert whole.format("P%2F1") in desk.get(C1).text
    assert whole.format("P4") in desk.get(f"{C1}/posts/P4").text
    told = {"channel": "office", "result": "interested", "post_id": "P2", "note": "介绍"}
    assert desk.post(f"{C1}/notes", data=told, headers=HERE).status_code == 303
    still = desk.get(C1).text.partition('id="tasks"')[2].partition("</section>")[0]
    assert 'href="/posts/P2#contact-person"' in still
    assert 'href="/posts/P2#contact-person"' in desk.get("/tasks?whose=all").text


def test_what_has_become_of_the_person_stands_near_the_top(desk: TestClient, city: House) -> None:
    put(city, "employers/E1", {"name": "甲公司", "uscc": "91350100M000100Y43"})
    today = city.today()
    days = {"finished": (-200, -10), "runs": (-9, 90), "begins": (100, 200)}
    for id, (start, end) in days.items():
        term = {"starts_on": str(today + timedelta(start)), "planned_end_on": str(today + timedelta(end))}
        of = {"candidate_id": "C/1", "employer_id": "E1", "term_reason": "商定"}
        put(city, f"placements/{id}", of | term)
    page = desk.get(C1).text
    assert 'href="/placements/runs"' in page
    top = text_of(page[: page.index('aria-labelledby="profile"')])
    for told in ("Finished a traineeship at 甲公司", "In a traineeship at 甲公司", "A traineeship at 甲公司 begins"):
        assert told in top
    assert "甲公司" not in desk.get("/candidates/C2").text


def test_what_followed_a_traineeship_and_employment_are_told(city: House) -> None:
    visitor = Visitor(SimpleNamespace(permissions=frozenset({"aftercare:read"})), "en")  # type: ignore[arg-type]
    with city.database.begin() as session:
        told = Aftercare("JX1", "C2", NextStep.TRAINING, AftercareOutcome.EMPLOYED, city.today())
        put_aftercare(session, told, actor=ACTOR, at=city.clock())
        put_aftercare(session, Aftercare("JX2", "C2", NextStep.TRAINING), actor=ACTOR, at=city.clock())
    with city.database.read() as session:
        texts = [one.text for one in placed_so_far(session, "C2", visitor, on=city.today())]
    assert texts[0].startswith("After the traineeship: found work (")
    assert texts[1:] == ["After the traineeship wants: a training course"]


def test_a_list_in_which_nothing_fits_says_so_first(desk: TestClient, city: House) -> None:
    page = text_of(desk.get(C1).text)
    best = max(int(one) for one in re.findall(r"(\d+)% ", page))
    least = city.outreach.offers.least_chance
    assert ("No post fits well" in page) == (best / 100 < least)
    put(city, "candidates/C3", WISHES | {"wish": "厨师", "major": "烹饪"})
    assert "No post fits well: the best has" in text_of(desk.get("/candidates/C3").text)


@pytest.mark.parametrize(("n", "told"), [(0, "Closes today"), (1, "Closes tomorrow"), (2, None)])
def test_a_post_that_closes_today_or_tomorrow_is_warned_of(
    desk: TestClient, city: House, n: int, told: str | None
) -> None:
    put(city, "posts/P2", POST | POSTS["P2"] | {"closes_on": str(city.today() + timedelta(n))})
    for page in (desk.get(C1).text, desk.get(f"{C1}/posts/P2").text):
        assert [one for one in ("Closes today", "Closes tomorrow") if one in page] == ([told] if told else [])


def test_posts_told_alike_do_not_stand_among_the_differences(desk: TestClient, city: House) -> None:
    put(city, "posts/P5", POST | POSTS["P2"] | {"pay_min_month_yuan": 3400})
    page = desk.get(f"{C1}/compare?post=P2&post=P5").text
    head, _, rest = page.partition("Where they differ")
    differing = rest.partition("Where they are alike")[0]
    for row in re.findall(r"<tr.*?</tr>", differing, re.DOTALL)[1:]:
        cells = [text_of(one) for one in re.findall(r"<td.*?</td>", row, re.DOTALL)]
        assert len(set(cells)) > 1
    assert "· P2<" in head
    assert "· P5<" in head


def test_ticks_come_back_from_the_comparison_and_the_handout(desk: TestClient) -> None:
    for path in ("compare?post=P2&post=P3&view=%3Fpay%3D2", "handout?post=P2&post=P3&pay=2"):
        back = re.search(rf'href="({re.escape(C1)}\?[^"]*)"', desk.get(f"{C1}/{path}").text)
        assert back is not None
        page = desk.get(unescape(back[1])).text
        assert set(re.findall(r'name="post" value="([^"]*)" id="choose-\d+" form="chosen" checked', page)) == {
            "P2",
            "P3",
        }
    assert " checked>" not in desk.get(C1).text.partition('id="list"')[2]


def test_what_is_met_and_weighs_against_a_post_is_no_reason_for_it(
    desk: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = SimpleNamespace(code="pay", sentence="Pay holds", status=Status.MET, contribution=-0.2)
    for weighed, told in ((-0.2, False), (0.2, True)):
        reason.contribution = weighed
        monkeypatch.setattr(handouts, "telling_reasons", lambda *_: {Status.MET: [reason]})
        assert ("Pay holds" in desk.get(f"{C1}/handout?post=P2").text) == told
    for page in (C1, f"{C1}/posts/P2"):
        assert "so what is met may still count against a post, and what is unclear for it" in unescape(
            desk.get(page).text
        )


def test_rules_and_days_are_told_in_words(desk: TestClient, city: House) -> None:
    put(city, "candidates/C3", WISHES | {"graduated_on": "2023-06-30"})
    page = desk.get("/candidates/C3").text
    assert "Rules: jinan-2023" not in page
    assert city.rulebook.named("jinan-2023").document in page
    assert not re.findall(r"\d{4}-\d{2}-\d{2}", text_of(page))


def test_an_eligibility_that_ends_today_is_told_alike(desk: TestClient, city: House) -> None:
    visitor = Visitor(SimpleNamespace(permissions=frozenset()), "zh")  # type: ignore[arg-type]
    found = eligibility_of(city, Candidate("C", graduated_on=date(2023, 6, 30)), on=city.today())
    ends = replace(found, verdict=Verdict.ELIGIBLE, until=city.today(), as_of=city.today())
    assert "今天到期" in standing_of(ends, visitor).notes[0]
    assert "今天到期" in term_text(Term("ending", 0.0, 1.0), visitor.say)
    assert "3 天" in term_text(Term("ending", 3.0, 1.0), visitor.say)
    put(city, "candidates/C3", WISHES | {"birth_on": "2003-01-01", "employment_status": None})
    word = re.search(r'<p class="verdict [^>]*>.*</p>', desk.get("/candidates/C3").text)
    assert word is not None
    assert word[0] in desk.get("/calls/C3").text


def test_that_nothing_fits_is_told_of_what_was_narrowed_alone(desk: TestClient, city: House) -> None:
    put(city, "candidates/C3", WISHES | {"wish": "厨师", "major": "烹饪"})
    page = desk.get("/candidates/C3?kind=management&place=2").text
    assert "Within what the list is narrowed to no post fits well" in text_of(page)
    assert 'href="/candidates/C3?place=2"' in page
    assert "invite to a fair" not in text_of(page)
    put(city, "posts/P9", POST | {"title": "讲师", "kind": "research", "education": "doctor"})
    none = text_of(desk.get("/candidates/C3?kind=research").text)
    assert "Every open post that passes what you narrowed the list to is ruled out, 1, by: education 1." in none


def test_whom_only_a_registration_lacks_is_told_one_thing(desk: TestClient, city: House) -> None:
    put(city, "candidates/C3", WISHES | {"birth_on": "2003-01-01"})
    page = desk.get("/candidates/C3").text
    word = re.search(r'<p class="verdict unknown">.*</p>', page)
    assert word is not None
    assert "eligible once registered" in word[0]
    assert "is not known" not in word[0]


def test_the_newest_word_on_a_post_stands(desk: TestClient) -> None:
    for event in ("interested", "declined"):
        form = {"post_id": "P2", "event": event, "reason": "pay"}
        assert desk.post(f"{C1}/feedback", data=form, headers=HERE).status_code == 303
    card = text_of(desk.get(f"{C1}/posts/P2").text).partition("What the person says of it")[2]
    assert "before: interested" in card
    assert "before: declined" not in card
    assert "before: interested" in text_of(desk.get(C1).text).partition("What was before")[2]
    form = {"post_id": "P3", "event": "interested"}
    desk.post(f"{C1}/feedback", data=form, headers=HERE)
    desk.post(f"{C1}/feedback", data=form | {"event": "applied"}, headers=HERE)
    assert "before:" not in text_of(desk.get(f"{C1}/posts/P3").text)


def test_what_differs_in_the_name_of_the_post_alone_is_alike(desk: TestClient, city: House) -> None:
    put(city, "candidates/C3", WISHES | {"wish": "厨师", "major": "烹饪"})
    page = desk.get("/candidates/C3/compare?post=P2&post=P3").text
    differing, _, alike = page.partition("Where they differ")[2].partition("Where they are alike")
    assert 'role="rowheader">place<' in differing
    told = text_of(alike)
    assert "会计助理" in told  # said of both, each by its own title
    assert "出纳" in told


def test_days_within_sentences_are_written_alike_everywhere(desk: TestClient) -> None:
    for path in (C1, f"{C1}/posts/P2", f"{C1}/compare?post=P2&post=P3", f"{C1}/handout/own?post=P2"):
        assert re.findall(r"\d{4}-\d\d-\d\d", text_of(desk.get(path).text)) == []


@pytest.mark.parametrize("typed", ["3600元", "３６００元/月", "¥3,600", "3600 元每月"])
def test_a_pay_is_read_as_people_type_it_and_its_keeping_is_told_at_the_form(
    desk: TestClient, city: House, typed: str
) -> None:
    answer = desk.post(f"{C1}/answers", data={"pay_min_month_yuan": typed}, headers=HERE)
    section = text_of(desk.get(answer.headers["location"]).text.partition('id="asked-title"')[2])
    assert section.index("Noted: what the person says stands now") < section.index("Wish, pay")
    assert "Is the pay right" not in section
    with city.database.read() as session:
        assert get_candidate(session, "C/1").pay_min_month_yuan == 3600
    assert 'id="min_pay" name="min_pay"' in desk.get(f"{C1}?min_pay={typed}").text
    assert "write yuan a month" not in desk.get(f"{C1}?min_pay={typed}").text


def test_a_pay_with_a_digit_too_many_is_asked_about(desk: TestClient) -> None:
    answer = desk.post(f"{C1}/answers", data={"pay_min_month_yuan": "30000"}, headers=HERE)
    section = desk.get(answer.headers["location"]).text.partition('id="asked-title"')[2].partition("<details")[0]
    assert "Is the pay right: 30,000 yuan a month?" in text_of(section)
    assert "alert-warning" in section


@pytest.mark.parametrize(
    ("path", "above"),
    [
        (f"{C1}/answers", C1),
        (f"{C1}/feedback/undo", C1),
        (f"{C1}/notes?done=noted", C1),
        ("/language", "/"),
        ("/candidates/C2/posts/P2", None),
    ],
)
def test_the_address_of_a_form_leads_to_the_page_above_it(desk: TestClient, path: str, above: str | None) -> None:
    assert desk.get(path).headers.get("location") == above


def test_a_page_that_is_not_there_leads_to_the_start(desk: TestClient) -> None:
    answer = desk.get("/nowhere")
    assert answer.status_code == 404
    assert "There is no such page." in answer.text
    assert "/docs" not in answer.text
    assert '<a href="/">' in answer.text


def test_of_a_long_note_the_beginning_is_shown_and_the_rest_behind_a_line(desk: TestClient) -> None:
    note = "甲" * 300 + "乙" * 700
    told = {"channel": "office", "result": "interested", "post_id": "P2", "note": note}
    assert desk.post(f"{C1}/notes", data=told, headers=HERE).status_code == 303
    before = desk.get(C1).text.partition('id="before"')[2]
    for page in (before, desk.get("/tasks?whose=all").text):
        shown, _, behind = page.partition("<details>")
        assert ("甲" * 299 in shown, "乙乙乙" in shown) == (True, False)
        assert "乙" * 700 in behind.partition("</details>")[0]
    desk.post(f"{C1}/notes", data={"channel": "office", "result": "reached", "note": "短"}, headers=HERE)
    assert '<span class="typed">短</span>' in desk.get(C1).text
