"""Fairs in the console: set up by a form, booths typed and brought by a file, planned."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from httpx import Response

from api.contacting import Told, note_attempt
from api.fair_moving import read_standing
from api.fair_planning import run_plan
from api.fair_words import unseated_at
from api.house import House
from api.jobs import JobRunner
from api.seating import plan_seats
from data.store import get_fair
from matcher.records import Actor, Channel, ContactResult
from tests.api.fair_browser import SCRIPT, at, browser_of, fields_of, text_of
from tests.api.fair_office import FAIR_ID, ORGANISER, fill, generous, open_fair

NEW = {
    "name": "秋季对接会",
    "place": "人力资源市场",
    "on": "2023-09-16",
    "since": "09:00",
    "until": "12:00",
    "slot_min": "10",
    "breaks": "10:20-10:40",
    "walks": "A:B:5",
    "n_interpreters": "1",
    "most_visits": "3",
    "reserved": "20",
    "no_show": "30",
    "districts": ["历下区"],
}


@pytest.fixture
def office(house: House, tmp_path: Path) -> House:
    open_fair(house, tmp_path, until="11:00")
    return generous(house)


@pytest.fixture
def planned(office: House) -> House:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    return office


def test_a_fair_is_set_up_and_leads_to_its_booths(house: House) -> None:
    browser = browser_of(house)
    assert "There is no fair yet" in text_of(browser.get("/fairs"))
    assert browser.get("/fairs/new").status_code == 200
    made = browser.post("/fairs", data=NEW)
    assert (made.status_code, made.headers["location"]) == (303, "/fairs/2023-09-16?done=added")
    page = text_of(browser.get(made.headers["location"]))
    assert "No employer has a booth yet" in page
    assert "Next: its booths" in page
    asked = browser.post("/fairs", data=NEW)
    assert asked.status_code == 422
    assert "There is a fair of this name on this day already." in asked.text
    second = browser.post("/fairs", data=NEW | fields_of(asked.text))
    assert second.headers["location"].startswith("/fairs/2023-09-16-2")
    with house.database.read() as session:
        fair = get_fair(session, "2023-09-16", vault=house.vault).fair
    assert (fair.reserved, fair.no_show, fair.walks[0].minutes, fair.districts) == (0.2, 0.3, 5, ("历下区",))


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"breaks": "half past ten"}, "breaks", "Write it like 10:20-10:40"),
        ({"walks": "A to B"}, "walks", "Write it like A:B:5"),
        ({"on": ""}, "on", "must be a date"),
        ({"on": "2020-09-16"}, "on", "This day is past"),
        ({"slot_min": "ten"}, "slot_min", "Write a number."),
        ({"name": ""}, "name", "must"),
        ({"reserved": "120"}, "reserved", "Write a number from 0 to 100."),
        ({"no_show": "-5"}, "no_show", "Write a number from 0 to 100."),
        ({"no_show": "some"}, "no_show", "Write a number from 0 to 100."),
        ({"until": "08:00"}, "until", "09:00-08:00 end before they begin"),
        ({"breaks": "10:40-10:20"}, "breaks", "10:40-10:20 end before they begin"),
        ({"until": "09:05"}, "slot_min", "there is no slot of 10 minutes in 09:00-09:05"),
        ({"quiet": "11:30-13:00"}, "quiet", "11:30-13:00 is not within the hours of the fair, 09:00-12:00"),
    ],
    ids=str,
)
def test_a_slip_comes_back_at_its_field_with_what_was_typed(
    house: House, values: dict[str, str], field: str, said: str
) -> None:
    answer = browser_of(house).post("/fairs", data=NEW | values | {"place": "人力市场东厅"})
    assert answer.status_code == 422
    told = re.search(rf'id="{field}-told" class="invalid-feedback">([^<]*)', answer.text)
    assert told, answer.text
    assert said in unescape(told[1])
    assert "人力市场东厅" in answer.text


def test_a_fair_that_was_set_up_by_mistake_is_deleted_and_set_up_again(house: House) -> None:
    fill(house)
    browser, base = browser_of(house), "/fairs/2023-09-16"
    browser.post("/fairs", data=NEW)
    with house.database.read() as session:
        before = get_fair(session, "2023-09-16", vault=house.vault)
    gone = browser.post(f"{base}/remove")
    assert "“秋季对接会” is deleted" in text_of(gone)
    assert browser.get(base).status_code == 404
    browser.post("/fairs", data=fields_of(gone.text.split("Undo")[0].rsplit("<form", 1)[1]))
    with house.database.read() as session:
        assert get_fair(session, "2023-09-16", vault=house.vault) == before
    browser.post(f"{base}/booths", data={"employer": "安泰物业"})
    assert "Delete the fair" not in browser.get(base).text
    assert browser.post(f"{base}/remove").status_code == 409


def test_what_does_not_go_together_is_told_without_an_id_that_nobody_has_seen(house: House) -> None:
    answer = browser_of(house).post("/fairs", data=NEW | {"until": "09:05"})
    assert answer.status_code == 422
    assert "2023-09-16&#39;" not in answer.text


def test_hours_are_taken_in_the_full_width_of_a_chinese_keyboard(house: House) -> None:
    typed = {"breaks": "１０：２０－１０：４０，11:00～11：10", "quiet": "11：10 — 11：30"}
    assert browser_of(house).post("/fairs", data=NEW | typed).status_code == 303
    with house.database.read() as session:
        fair = get_fair(session, "2023-09-16", vault=house.vault).fair
    assert [f"{one.since:%H:%M}-{one.until:%H:%M}" for one in (*fair.breaks, *fair.quiet)] == [
        "10:20-10:40",
        "11:00-11:10",
        "11:10-11:30",
    ]


def test_a_change_sends_the_plan_back_and_says_so(planned: House) -> None:
    browser = browser_of(planned)
    form = browser.get(at("/edit")).text
    assert 'value="11:00"' in form
    changed = browser.post(
        at("/edit"), data=NEW | fields_of(form) | {"until": "11:00", "most_visits": "2", "breaks": ""}
    )
    assert changed.status_code == 303
    assert "The fair was changed since it was planned" in text_of(browser.get(at()))


def test_a_booth_is_typed_changed_taken_out_and_put_back(house: House) -> None:
    fill(house)
    browser = browser_of(house)
    browser.post("/fairs", data=NEW)
    base = "/fairs/2023-09-16"
    typed = {"employer": "安泰物业", "posts": "出纳", "n_interviewers": "2", "hall": "A", "step_free": "yes"}
    assert browser.post(f"{base}/booths", data=typed).status_code == 303
    made_from = add_form(browser.get(f"{base}?booth=01"))
    changed = typed | made_from | {"number": "01", "n_interviewers": "3"}
    assert browser.post(f"{base}/booths", data=changed).status_code == 303
    with house.database.read() as session:
        booths = get_fair(session, "2023-09-16", vault=house.vault).fair.booths
    assert [(one.id, one.post_ids, one.n_interviewers, one.step_free) for one in booths] == [("01", ("P2",), 3, True)]
    gone = browser.post(f"{base}/booths/remove", data=take_out_form(browser.get(base), "01"))
    assert "was taken out" in text_of(gone)
    fields = fields_of(gone.text.split("Undo")[0].rsplit("<form", 1)[1])
    assert browser.post(f"{base}/booths", data=fields).status_code == 303
    with house.database.read() as session:
        assert get_fair(session, "2023-09-16", vault=house.vault).fair.booths == booths


def add_form(answer: Response) -> dict[str, str]:
    """Give what the form of a booth carries unseen."""
    return fields_of(answer.text.split('/booths#add"')[1].split("</form>")[0])


def take_out_form(answer: Response, booth: str) -> dict[str, str]:
    """Give what the button carries by which a booth is taken out."""
    forms = [fields_of(part.split("</form>")[0]) for part in answer.text.split('/booths/remove">')[1:]]
    return next(one for one in forms if one.get("booth") == booth)


def the_booth(house: House, id: str = "01") -> tuple[str, int]:
    with house.database.read() as session:
        booths = get_fair(session, FAIR_ID, vault=house.vault).fair.booths
    return next((one.employer, one.n_interviewers) for one in booths if one.id == id)


def test_an_employer_that_has_a_booth_is_not_given_another_state_unseen(office: House) -> None:
    browser = browser_of(office)
    typed = {"employer": "泉城财务", "posts": "会计", "n_interviewers": "5"}
    told = browser.post(at("/booths"), data=add_form(browser.get(at())) | typed)
    assert told.status_code == 409
    assert "泉城财务 has booth 02 already" in unescape(told.text)
    assert 'name="n_interviewers" type="number" value="5"' in told.text
    assert the_booth(office, "02") == ("泉城财务", 2)
    assert browser.post(at("/booths"), data=typed | add_form(told)).status_code == 303  # said twice, it is meant
    assert the_booth(office, "02") == ("泉城财务", 5)


def test_a_later_save_over_a_colleagues_change_is_told_and_keeps_what_was_typed(office: House) -> None:
    browser = browser_of(office)
    typed = {"employer": "安泰物业", "posts": "P1", "number": "01"}
    mine = add_form(browser.get(at("?booth=01")))
    assert browser.post(at("/booths"), data=typed | mine | {"n_interviewers": "4"}).status_code == 303
    told = browser.post(at("/booths"), data=typed | mine | {"hall": "北厅"})
    assert told.status_code == 409
    assert "Booth 01 was changed meanwhile" in unescape(told.text)
    assert 'value="北厅"' in told.text
    assert the_booth(office) == ("安泰物业", 4)
    again = typed | add_form(told) | {"hall": "北厅", "n_interviewers": "2"}
    assert browser.post(at("/booths"), data=again).status_code == 303
    assert the_booth(office) == ("安泰物业", 2)


def test_a_booth_that_was_changed_or_taken_out_meanwhile_is_not_taken_out_unseen(office: House) -> None:
    browser = browser_of(office)
    seen, mine = take_out_form(browser.get(at()), "01"), add_form(browser.get(at("?booth=01")))
    typed = {"employer": "安泰物业", "posts": "P1", "number": "01"}
    assert browser.post(at("/booths"), data=typed | mine | {"n_interviewers": "4"}).status_code == 303
    stays = browser.post(at("/booths/remove"), data=seen)
    assert (stays.status_code, the_booth(office)) == (409, ("安泰物业", 4))
    now = take_out_form(stays, "01")
    assert browser.post(at("/booths/remove"), data=now).status_code == 200
    assert "Booth 01 was taken out already." in browser.post(at("/booths/remove"), data=now).text
    told = browser.post(at("/booths"), data=typed | mine)
    assert "Booth 01 was taken out meanwhile" in told.text
    assert browser.post(at("/booths"), data=typed | add_form(told)).status_code == 303


def test_a_booth_does_not_go_to_another_employer_by_a_change(office: House) -> None:
    browser = browser_of(office)
    mine = add_form(browser.get(at("?booth=01")))
    told = browser.post(at("/booths"), data={"employer": "泉城财务", "number": "09"} | mine)
    assert told.status_code == 422
    assert "Booth 01 is that of 安泰物业" in unescape(told.text)
    assert the_booth(office, "02") == ("泉城财务", 2)


def test_a_fair_that_was_changed_meanwhile_is_told_with_what_stands_there_now(office: House) -> None:
    browser = browser_of(office)
    seen = fields_of(browser.get(at("/edit")).text)
    assert browser.post(at("/edit"), data=NEW | seen | {"place": "东厅"}).status_code == 303
    told = browser.post(at("/edit"), data=NEW | seen | {"place": "西厅"})
    assert told.status_code == 422
    assert "The fair was changed meanwhile." in told.text
    assert 'id="place-told" class="invalid-feedback">now: 东厅' in told.text
    assert 'value="西厅"' in told.text
    assert browser.post(at("/edit"), data=NEW | fields_of(told.text) | {"place": "西厅"}).status_code == 303


def test_part_of_a_name_offers_the_employers_that_have_it(house: House) -> None:
    fill(house)
    browser = browser_of(house)
    browser.post("/fairs", data=NEW)
    answer = browser.post("/fairs/2023-09-16/booths", data={"employer": "安泰", "n_interviewers": "1"})
    assert answer.status_code == 422
    assert 'name="chosen" value="安泰物业"' in answer.text
    assert "No employer has this very name." in answer.text
    assert "请核对单位名称" not in answer.text
    taken = browser.post("/fairs/2023-09-16/booths", data={"employer": "安泰", "chosen": "安泰物业"})
    assert taken.status_code == 303


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"n_interviewers": "0"}, "n_interviewers"), ({"posts": "厨师"}, "posts"), ({"employer": ""}, "employer")],
    ids=str,
)
def test_a_booth_that_cannot_be_says_why_at_its_field(office: House, typed: dict[str, str], field: str) -> None:
    browser = browser_of(office)
    mine = add_form(browser.get(at("?booth=01")))
    answer = browser.post(at("/booths"), data=mine | {"employer": "安泰物业", "posts": ""} | typed)
    assert answer.status_code == 422
    assert f'id="{field}-told" class="invalid-feedback"' in answer.text


def test_a_file_of_booths_shows_the_rows_that_were_turned_back(office: House) -> None:
    rows = "单位,岗位,面试官人数\n泉城财务,会计,3\n没有的单位,会计,1\n"
    with browser_of(office) as browser:
        sent = browser.post(at("/booths/file"), files={"file": ("展位.csv", rows.encode())})
        assert sent.status_code == 303
        job = re.search(r"job=(\w+)", sent.headers["location"])
        assert job
        for _ in range(200):
            part = browser.get(at(f"/jobs/{job[1]}"), headers=SCRIPT)
            if part.headers.get("hx-refresh"):
                break
        page = text_of(browser.get(sent.headers["location"]))
        assert "2 rows read: 1 taken, 1 turned back." in page
        assert "is being read" not in page
        assert f'href="/jobs/{job[1]}/rows">Correct rows here (1)' in browser.get(sent.headers["location"]).text
        assert browser.get(f"/jobs/{job[1]}/rows").status_code == 200
        assert "没有的单位" not in page  # where and why, not what the row says
        assert browser.get(at(f"/jobs/{job[1]}/rejected")).headers["content-type"].startswith("application/vnd")


def test_a_large_file_of_booths_comes_in_and_a_larger_one_does_not(office: House) -> None:
    browser = browser_of(office)
    rows = "单位,岗位,面试官人数\n" + "泉城财务,会计,3\n" * 10_000
    within = browser.post(at("/booths/file"), files={"file": ("a.csv", rows.encode()[:290_000])})
    assert within.status_code == 303
    beyond = browser.post(at("/booths/file"), files={"file": ("a.csv", b"x" * 400_000)})
    assert beyond.status_code == 413


def test_a_plan_is_made_by_a_job_and_told_in_figures(office: House) -> None:
    browser = browser_of(office)
    assert "Now decide how many people to invite" in text_of(browser.get(at("/plan")))
    queued = browser.post(at("/plan"), data={"whom": "invite", "invite": "4"})
    job = re.search(r"job=(\w+)", queued.headers["location"])
    assert job
    runner = JobRunner(office, handlers={"fair plan": run_plan})
    taken = runner._take()
    assert taken is not None
    runner._run(taken)
    page = text_of(browser.get(queued.headers["location"]))
    assert "The plan is made. 4 guests" in page
    assert "2 people: enough others are invited" in page
    assert "Everybody has a meeting." in page
    assert "2 people: enough others are invited" in text_of(browser.get(at("/plan")))  # on a later visit too
    assert "Version 1, of" in page


def test_a_booth_with_few_meetings_says_why(planned: House) -> None:
    page = text_of(browser_of(planned).get(at("/plan")))
    assert page.count("Few meetings: it fits 3 of the guests.") == 2


def test_a_fair_without_interpreters_does_not_say_that_they_are_taken(planned: House) -> None:
    fair = read_standing(planned, FAIR_ID).fair
    assert unseated_at(fair, "no_interpreter", str) == "the interpreters are taken"
    assert unseated_at(replace(fair, n_interpreters=0), "no_interpreter", str) == "the fair has no interpreter"


@pytest.mark.parametrize("typed", [{"invite": "0"}, {"invite": "many"}, {"whom": "named", "ids": " "}], ids=str)
def test_whom_to_invite_must_be_said(office: House, typed: dict[str, str]) -> None:
    assert browser_of(office).post(at("/plan"), data={"whom": "invite"} | typed).status_code == 422


def test_named_guests_are_planned_at_once(office: House) -> None:
    browser = browser_of(office)
    assert browser.post(at("/plan"), data={"whom": "named", "ids": "C1\nC2, C3"}).status_code == 303
    assert "3 guests" in text_of(browser.get(at("/plan"))) or "Guests 3" in text_of(browser.get(at("/plan")))


def test_ids_of_nobody_come_back_in_the_form_all_of_them_named(office: House) -> None:
    answer = browser_of(office).post(at("/plan"), data={"whom": "named", "ids": "C1\nC98 C99"})
    assert answer.status_code == 422
    assert "Nobody has these ids, and nothing was planned: C98, C99" in answer.text
    assert "C1\nC98 C99</textarea>" in answer.text


def test_who_was_named_and_is_no_guest_is_named(office: House) -> None:
    with office.database.begin() as session:
        told = Told("C2", Channel.PHONE, ContactResult.OPTED_OUT)
        note_attempt(office, session, told, actor=Actor("li", "caseworker"))
    browser = browser_of(office)
    planned = browser.post(at("/plan"), data={"whom": "named", "ids": "C1 C2 C3"})
    page = browser.get(planned.headers["location"])
    assert re.findall(r'href="/candidates/(\w+)"', page.text) == ["C2"]
    assert "1 people: does not want to be contacted" in text_of(page)
    assert "invite more then" not in page.text  # nobody is left who could be
    assert "it fits 2 of the guests. Bring more of its posts" in text_of(page)


def test_a_conflict_is_told_with_who_and_why(planned: House) -> None:
    browser = browser_of(planned)
    assert "What stands against the plan" not in browser.get(at("/plan")).text
    browser.post(at("/guests/C1/needs"), data={"needs": "interpreter"})
    told = browser.get(at("/plan")).text.split('id="conflicts"')[1].split("</ul>")[0]
    assert f'<a href="{at("/guests/C1")}">王**</a> booth 02 09:10' in told
    assert "does not suit what the person needs" in told
