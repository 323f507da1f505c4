"""The booths of a fair in the console: typed one by one, changed, taken out, brought by a file."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from httpx import Response

from api.console import fair_booths
from api.house import House
from api.seating import plan_seats
from data.store import get_fair, put_employers
from matcher.records import Employer, EmployerEntry
from tests.api.console_office import finished, sent
from tests.api.fair_browser import SCRIPT, at, browser_of, fields_of, text_of
from tests.api.fair_office import FAIR_ID, ORGANISER, fill, generous, open_fair
from tests.api.test_console_fairs import NEW
from tests.api.test_console_files import fields_of as returned_fields


@pytest.fixture
def office(house: House, tmp_path: Path) -> House:
    open_fair(house, tmp_path, until="11:00")
    return generous(house)


@pytest.fixture
def planned(office: House) -> House:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    return office


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
    held = browser.get(base).text
    assert "Delete the fair" not in held
    assert "To delete the fair, take its booths out first." in held
    assert browser.post(f"{base}/remove").status_code == 409
    browser.post(f"{base}/booths/remove", data=take_out_form(browser.get(base), "01"))
    assert "take its booths out first" not in browser.get(base).text
    assert browser.post(f"{base}/remove").status_code == 200


def test_a_fair_that_was_planned_is_not_said_to_be_deletable(planned: House) -> None:
    assert "To delete the fair" not in browser_of(planned).get(at()).text


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
    assert gone.status_code == 303  # so that going back sends nothing again
    gone = browser.get(gone.headers["location"])
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
    assert browser.post(at("/booths/remove"), data=now).status_code == 303
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


def test_part_of_a_name_offers_the_employers_that_have_it(house: House) -> None:
    fill(house)
    browser = browser_of(house)
    browser.post("/fairs", data=NEW)
    answer = browser.post("/fairs/2023-09-16/booths", data={"employer": "安泰", "n_interviewers": "1"})
    assert answer.status_code == 422
    assert 'name="chosen" value="安泰物业"' in answer.text
    assert "No employer has this very name." in answer.text
    assert "请核对单位名称" not in answer.text
    assert "more of this name" not in answer.text
    taken = browser.post("/fairs/2023-09-16/booths", data={"employer": "安泰", "chosen": "安泰物业"})
    assert taken.status_code == 303


def test_more_employers_of_a_name_than_are_offered_are_counted(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(house)
    monkeypatch.setattr(fair_booths, "MOST_FOUND", 1)
    with house.database.begin() as session:
        put_employers(
            session,
            [EmployerEntry(Employer(f"N{n}", f"安泰{n}公司")) for n in range(3)],
            actor=ORGANISER,
            source="名单.csv",
            at=house.clock(),
            vault=house.vault,
        )
    browser = browser_of(house)
    browser.post("/fairs", data=NEW)
    answer = browser.post("/fairs/2023-09-16/booths", data={"employer": "安泰", "n_interviewers": "1"})
    assert answer.text.count('name="chosen"') == 1
    assert "and 3 more of this name: type more of it" in answer.text


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


@pytest.mark.parametrize(
    ("form", "rows", "wrong", "page"),
    [
        ("/booths/file", "单位,岗位\n没有的单位,会计\n", "没有的单位", at()),
        ("/results/file", "编号,到场\nC9,未到\n", "C9", at("/results")),
    ],
)
def test_corrected_rows_lead_back_to_the_fair(office: House, form: str, rows: str, wrong: str, page: str) -> None:
    with browser_of(office) as browser:
        first = sent(browser, at(form), rows.encode()).partition("job=")[2]
        assert f'href="{page}">To the fair' in finished(browser, f"/jobs/{first}")
        typed = returned_fields(browser.get(f"/jobs/{first}/rows").text)
        typed = {name: "C8" if value == wrong else value for name, value in typed.items()}
        second = browser.post(f"/jobs/{first}/rows", data=typed).headers["location"]
        assert f'href="{page}">To the fair' in finished(browser, second)


@pytest.mark.parametrize(
    ("form", "rows", "heading"),
    [
        (
            "/booths/file",
            "展位,面试官人数,展厅,无障碍,岗位,单位\n,2,B厅,否,会计,没有的单位\n",
            "Row 2 · 没有的单位 · 会计",
        ),
        ("/results/file", "时间,席位,姓名,编号,到场\n09:00,1,王小,C9,未到\n", "Row 2 · 王小 · C9"),
    ],
)
def test_a_row_to_be_corrected_is_headed_by_what_people_know_it_by(
    office: House, form: str, rows: str, heading: str
) -> None:
    with browser_of(office) as browser:
        job = sent(browser, at(form), rows.encode()).partition("job=")[2]
        finished(browser, f"/jobs/{job}")
        legend = re.search(r"<legend.*?</legend>", browser.get(f"/jobs/{job}/rows").text, re.DOTALL)
    assert legend
    assert re.sub("<[^>]+>", "", legend[0]) == heading
