"""A fair over HTTP: stated, planned, planned anew at the door, ranked, printed; what became of the guests."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest
from fastapi.testclient import TestClient

from api import fitting
from api.fair_prints import reasons_for_employer
from api.house import House
from api.matching import one_pair
from data import log
from data.store import add_standing, get_candidate, get_post, guests_of, put_candidates, put_posts
from matcher.records import Candidate, CandidateEntry, FairNeed, PostEntry, Standing, StandingDecision, Status
from tests.api.fair_office import FAIR_ID, NAMES, ORGANISER, fill, generous, on_the_day, open_fair
from tests.api.signed_in import signed_in

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATED: dict[str, Any] = {
    "id": "F1",
    "name": "秋季对接会",
    "place": "人力资源市场",
    "on": "2023-09-16",
    "since": "09:00",
    "until": "10:00",
    "breaks": [{"since": "09:20", "until": "09:30"}],
    "booths": [{"employer": "安泰物业", "post_ids": ["P1", "P2"]}, {"employer": "泉城财务", "post_ids": ["P3"]}],
}


@pytest.fixture
def office(house: House, tmp_path: Path) -> House:
    open_fair(house, tmp_path)
    return generous(house)


@pytest.fixture
def web(office: House) -> TestClient:
    return signed_in(office)


@pytest.fixture
def door(office: House) -> TestClient:
    """The same office on the day of the fair."""
    return signed_in(on_the_day(office))


@pytest.fixture
def planned(web: TestClient) -> dict[str, Any]:
    answer = web.post(f"/v1/fairs/{FAIR_ID}/plan", json={"candidate_ids": [f"C{n}" for n in range(1, 7)]})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def at(path: str = "") -> str:
    return f"/v1/fairs/{FAIR_ID}{path}"


def test_a_fair_is_stated_read_and_changed(house: House, client: TestClient) -> None:
    fill(house)
    new = client.post("/v1/fairs", json=STATED)
    assert (new.status_code, new.json()["slots"]) == (201, ["09:00", "09:10", "09:30", "09:40", "09:50"])
    assert client.get("/v1/fairs/F1").json() == new.json()
    told = {key: value for key, value in STATED.items() if key not in ("id", "booths")}
    changed = client.put("/v1/fairs/F1", json=told | {"slot_min": 20}).json()
    assert (changed["slots"], len(changed["booths"])) == (["09:00", "09:40"], 2)
    assert [one["id"] for one in client.get("/v1/fairs").json()["items"]] == ["F1"]


def test_a_fair_stated_twice_under_one_key_is_one(house: House, client: TestClient) -> None:
    fill(house)
    one, again = (client.post("/v1/fairs", json=STATED, headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert (one.status_code, one.json()) == (again.status_code, again.json())
    assert client.post("/v1/fairs", json=STATED).status_code == 409


def with_booths(*booths: dict[str, Any]) -> dict[str, Any]:
    return {"booths": list(booths)}


FIRST = {"employer": "安泰物业", "post_ids": ["P1"]}


@pytest.mark.parametrize(
    ("values", "status", "said"),
    [
        pytest.param({"until": "09:05"}, 422, "there is no slot of 10 minutes in 09:00-09:05", id="no slot"),
        pytest.param({"until": "08:00"}, 422, "09:00-08:00 end before they begin", id="backwards"),
        pytest.param({"breaks": [{"since": "09:00", "until": "10:00"}]}, 422, "there is no slot", id="one long break"),
        pytest.param(with_booths(FIRST | {"n_interviewers": 0}), 422, "n_interviewers", id="nobody sits there"),
        pytest.param(with_booths(FIRST, FIRST), 422, "安泰物业 is there twice, at booths 01 and 02", id="twice"),
        pytest.param(with_booths(FIRST | {"post_ids": ["P99"]}), 404, "there is no post 'P99'", id="no such post"),
        pytest.param({"slot_min": 0}, 422, "slot_min", id="no length"),
        pytest.param({"since": "9 Uhr"}, 422, "must be a time like 09:30", id="no time"),
    ],
)
def test_a_fair_that_cannot_be_held_is_refused(
    house: House, client: TestClient, values: dict[str, Any], status: int, said: str
) -> None:
    fill(house)
    answer = client.post("/v1/fairs", json=STATED | values, headers={"Accept-Language": "en"})
    assert (answer.status_code, said in answer.text) == (status, True), answer.text
    assert client.get("/v1/fairs").json()["items"] == []


def test_everybody_who_fits_meets_somebody_without_conflict(planned: dict[str, Any], web: TestClient) -> None:
    assert (planned["guests"], planned["seated"], planned["conflicts"]) == (6, 6, 0)
    assert planned["seats"] == 12  # each fits both booths: six slots of one place, six of two, the way between counted
    shown = web.get(at("/plan")).json()
    assert (shown["seats"], len(shown["meetings"]), shown["conflicts"]) == (12, 12, 0)
    assert shown["state"] == "planned"


def test_the_same_plan_comes_out_again(planned: dict[str, Any], web: TestClient) -> None:
    before = web.get(at("/plan")).json()["meetings"]
    again = web.post(at("/plan"), json={}).json()
    assert again["revision"] == 2
    assert web.get(at("/plan")).json()["meetings"] == before


def test_those_who_want_no_contact_or_work_are_left_out_and_counted(office: House, web: TestClient) -> None:
    with office.database.begin() as session:
        told: dict[str, Any] = {"actor": ORGANISER, "source": "x", "at": office.clock(), "vault": office.vault}
        gone = replace(get_candidate(session, "C2"), contact_consent=False)
        put_candidates(session, [CandidateEntry(gone)], **told)
    made = web.post(at("/plan"), json={"invite": 50}).json()
    assert (made["guests"], made["asked"], made["left_out"]) == (5, 50, {"opted_out": 1})


def test_who_is_not_chosen_is_counted_with_why(web: TestClient) -> None:
    made = web.post(at("/plan"), json={"invite": 2}).json()
    assert (made["guests"], made["left_out"]) == (2, {"enough": 4})


def test_where_everybody_opted_out_nothing_is_planned(office: House, web: TestClient) -> None:
    with office.database.begin() as session:
        told: dict[str, Any] = {"actor": ORGANISER, "source": "x", "at": office.clock(), "vault": office.vault}
        people = [replace(get_candidate(session, f"C{n}"), contact_consent=False) for n in range(1, 7)]
        put_candidates(session, [CandidateEntry(one) for one in people], **told)
    answer = web.post(at("/plan"), json={"invite": 5}, headers={"Accept-Language": "en"})
    assert (answer.status_code, "nobody may be asked: opted_out 6" in answer.text) == (422, True)
    assert web.get(at("/plan")).json()["revision"] == 0


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        pytest.param("/v1/fairs/F9/plan", {"invite": 1}, 404, "there is no fair 'F9'", id="no such fair"),
        pytest.param(at("/plan"), {}, 422, "say whom", id="nobody named"),
        pytest.param(at("/plan"), {"candidate_ids": ["C99"]}, 404, "there is no candidate 'C99'", id="nobody"),
        pytest.param(at("/plan"), {"invite": 0}, 422, "invite", id="nobody invited"),
        pytest.param(at("/door"), {}, 409, "is not planned", id="the door before a plan"),
        pytest.param(at("/visits"), [{"candidate_id": "C1"}], 422, "still to come", id="results before the day"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(
    web: TestClient, path: str, body: Any, status: int, said: str
) -> None:
    answer = web.post(path, json=body, headers={"Accept-Language": "en"})
    assert (answer.status_code, said in answer.json()["detail"]) == (status, True), answer.text


def test_an_employer_that_is_removed_meets_nobody(office: House, web: TestClient) -> None:
    removal = StandingDecision("E0", Standing.REMOVED, office.today(), "jinan-2023", ORGANISER, office.clock())
    with office.database.begin() as session:
        add_standing(session, removal)
    made = web.post(at("/plan"), json={"candidate_ids": ["C1", "C2"]}).json()
    assert (made["seats"], {one["booth_id"] for one in web.get(at("/plan")).json()["meetings"]}) == (2, {"02"})


def test_where_nobody_fits_nothing_is_planned(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path)
    strict = replace(house, outreach=replace(house.outreach, offers=replace(house.outreach.offers, least_chance=1.0)))
    answer = signed_in(strict).post(at("/plan"), json={"invite": 5}, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert "none of 6 people fits any of its booths" in answer.json()["detail"]
    with house.database.read() as session:
        assert guests_of(session, FAIR_ID, vault=house.vault) == []


def test_at_the_door_places_are_given_on_and_the_past_stays(
    planned: dict[str, Any], web: TestClient, door: TestClient
) -> None:
    before = web.get(at("/plan")).json()["meetings"]
    first = [one for one in before if one["begins"] < "09:30"]
    late = door.post(at("/door"), json={"absent": ["C1", "C2"], "walk_ins": [], "now": "09:30"}).json()
    after = web.get(at("/plan")).json()["meetings"]
    assert late["conflicts"] == 0
    assert late["state"] == "open"
    assert [one for one in after if one["begins"] < "09:30"] == first
    assert [one for one in after if one["begins"] >= "09:30" and one["candidate_id"] in ("C1", "C2")] == []


def test_the_door_waits_for_no_index_unless_somebody_came_unasked(
    web: TestClient, door: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.post(at("/plan"), json={"candidate_ids": ["C1", "C2"]})

    def wait(house: House) -> None:
        raise AssertionError  # in place of the half minute that loading the encoder takes

    monkeypatch.setattr(fitting, "caught_up", wait)
    assert door.post(at("/door"), json={"absent": ["C1"], "now": "09:00"}).status_code == 200
    assert door.post(at("/door"), json={"walk_ins": ["C6"], "now": "09:00"}).status_code == 500


def test_somebody_who_came_unasked_is_seated_where_there_is_a_place(web: TestClient, door: TestClient) -> None:
    web.post(at("/plan"), json={"candidate_ids": ["C1", "C2"]})
    made = door.post(at("/door"), json={"walk_ins": ["C6"], "now": "09:00"}).json()
    assert (made["guests"], made["moved"]) == (3, 0)
    guest = web.get(at("/guests")).json()["items"][-1]
    assert (guest["candidate_id"], guest["walked_in"], guest["attendance"]) == ("C6", True, "came")
    assert guest["meetings"]
    refused = door.post(at("/door"), json={"absent": ["C5"], "now": "09:00"}, headers={"Accept-Language": "en"})
    assert refused.json()["detail"].startswith("'C5' is no guest of fair")


def test_a_booth_that_is_empty_stays_so_until_its_employer_comes(
    planned: dict[str, Any], web: TestClient, door: TestClient
) -> None:
    door.post(at("/door"), json={"absent_booths": ["01"], "now": "09:00"})
    door.post(at("/door"), json={"came": ["C1"], "now": "09:00"})
    assert {one["booth_id"] for one in web.get(at("/plan")).json()["meetings"]} == {"02"}
    door.post(at("/door"), json={"present_booths": ["01"], "now": "09:00"})
    assert {one["booth_id"] for one in web.get(at("/plan")).json()["meetings"]} == {"01", "02"}


def test_guests_are_listed_page_by_page_and_masked(planned: dict[str, Any], web: TestClient) -> None:
    page = web.get(at("/guests"), params={"limit": 4}).json()
    rest = web.get(at("/guests"), params={"limit": 4, "cursor": page["next_cursor"]}).json()
    assert [one["candidate_id"] for one in page["items"] + rest["items"]] == [f"C{n}" for n in range(1, 7)]
    assert page["items"][0]["name"] == "王**"
    assert rest["next_cursor"] is None


def test_what_a_guest_says_to_need_decides_where_the_person_sits(planned: dict[str, Any], web: TestClient) -> None:
    noted = web.put(at("/guests/C1/needs"), json={"needs": ["step_free"]})
    assert noted.json()["needs"] == ["step_free"]
    assert web.get(at()).json()["state"] == "draft"
    web.post(at("/plan"), json={})
    own = [one for one in web.get(at("/plan")).json()["meetings"] if one["candidate_id"] == "C1"]
    assert {one["booth_id"] for one in own} == {"01"}  # the other has steps


def test_shortlists_say_why_with_the_reasons_of_a_match(planned: dict[str, Any], web: TestClient) -> None:
    lists = web.get(at("/shortlists"), params={"booth": "02"}).json()["items"]
    assert [(one["booth_id"], one["post_id"], one["n"]) for one in lists] == [("02", "P3", 6)]
    first = lists[0]["items"][0]
    pair = web.get(f"/v1/candidates/{first['candidate_id']}/matches/P3", params={"on": "2023-09-16"}).json()
    assert first["reasons"] == pair["reasons"]
    assert first["begins"]
    assert web.get(at("/shortlists"), params={"booth": "77"}).status_code == 404


def printed(web: TestClient, name: str, *, accept: str = "text/html", **asked: Any) -> Any:
    answer = web.get(at(f"/prints/{name}"), params=asked, headers={"accept": accept})
    assert answer.status_code == 200, answer.text
    return answer


def test_prints_cover_names_until_a_purpose_is_given(planned: dict[str, Any], web: TestClient, office: House) -> None:
    covered = printed(web, "employers").text
    assert "王**" in covered
    assert not any(name in covered for name in NAMES)
    open_ = printed(web, "employers", purpose="九月对接会").text
    assert all(name in open_ for name in NAMES)
    with office.database.read() as session:
        lines = [one for one in log.entries(session, limit=1000) if one.action == "reveal"]
    assert [(one.purpose, one.details["n"]) for one in lines] == [("九月对接会", 6)]


def test_an_employer_reads_why_and_nothing_of_needs_or_priority(
    planned: dict[str, Any], web: TestClient, office: House
) -> None:
    web.put(at("/guests/C1/needs"), json={"needs": ["step_free", "interpreter"]})
    web.post(at("/plan"), json={})
    page = printed(web, "employers", purpose="对接会").text
    assert "一楼" not in page
    assert "译员" not in page
    assert "重点" not in page
    assert "13812340001" not in page
    assert "会计" in page
    assert "一楼入口、译员1" in printed(web, "overview", purpose="对接会").text
    assert "一楼入口" in printed(web, "door").text


def test_an_employer_reads_nothing_of_what_a_wish_says_beside_the_work(office: House) -> None:
    pair = one_pair(office, "C1", "P1", on=office.today())
    wish = "会计，家在历下，不低于3500，家里是低保"
    work, *rest = pair.match.criteria
    liked = replace(work, status=Status.MET, asked=wish, contribution=9.0)
    told = reasons_for_employer(replace(pair, match=replace(pair.match, criteria=(liked, *rest))))
    assert (work.code, told[0]) == ("work", "本人想做的工作与岗位“会计”相近。")


def test_an_employer_reads_no_sentence_that_would_tell_a_group(office: House) -> None:
    pair = one_pair(office, "C1", "P1", on=office.today())
    told = [
        replace(one, status=Status.MET, given="会计学、低保户台账") if one.code == "training" else one
        for one in pair.match.criteria
    ]
    assert "低保" not in "".join(reasons_for_employer(replace(pair, match=replace(pair.match, criteria=tuple(told)))))


def test_a_sign_names_each_kind_of_post_once(planned: dict[str, Any], web: TestClient, office: House) -> None:
    with office.database.begin() as session:
        told: dict[str, Any] = {"actor": ORGANISER, "source": "x", "at": office.clock(), "vault": office.vault}
        put_posts(session, [PostEntry(replace(get_post(session, "P2"), title="会计"))], **told)
    assert printed(web, "signs").text.count("会计") == 2  # one of each employer


def test_a_guest_reads_the_route_in_large_letters(planned: dict[str, Any], web: TestClient) -> None:
    page = printed(web, "candidates", large=True).text
    assert "font-size: 20pt" in page
    assert "从A到B，步行约5分钟" in page or "从B到A，步行约5分钟" in page


def test_pages_hold_no_script_and_nothing_from_elsewhere(planned: dict[str, Any], web: TestClient) -> None:
    for name in ("employers", "candidates", "signs", "overview", "door"):
        page = printed(web, name).text
        assert "<script" not in page
        assert "http" not in page
        assert "@page" in page


def test_a_workbook_has_a_sheet_for_each_booth(planned: dict[str, Any], web: TestClient) -> None:
    book = openpyxl.load_workbook(BytesIO(printed(web, "employers", accept=XLSX).content))
    assert book.sheetnames == ["展位01", "展位02"]


def events_of(content: bytes) -> dict[str, tuple[int, str]]:
    calendar = icalendar.Calendar.from_ical(content)
    assert [str(one["TZID"]) for one in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    return {str(one["UID"]): (int(one["SEQUENCE"]), one["DTSTART"].dt.isoformat()) for one in calendar.walk("VEVENT")}


def test_a_calendar_knows_its_meetings_again_after_the_door(
    planned: dict[str, Any], web: TestClient, door: TestClient
) -> None:
    before = events_of(printed(web, "calendar", candidate="C3").content)
    door.post(at("/door"), json={"absent": ["C1"], "now": "09:00"})
    after = events_of(printed(web, "calendar", candidate="C3").content)
    assert len(before) == 2
    assert before.keys() == after.keys()
    assert {revision for revision, _ in before.values()} == {1}
    assert {revision for revision, _ in after.values()} == {2}
    assert all(begins.endswith("+08:00") for _, begins in after.values())


def test_a_fair_changed_since_is_not_printed(planned: dict[str, Any], web: TestClient) -> None:
    told = {key: value for key, value in STATED.items() if key not in ("id", "booths")}
    web.put(at(), json=told)
    assert web.get(at("/prints/door")).status_code == 409


def test_a_deleted_candidate_is_gone_from_the_fair(planned: dict[str, Any], web: TestClient) -> None:
    assert web.delete("/v1/candidates/C1").status_code == 204
    assert "C1" not in str(web.get(at("/guests")).json())
    assert "C1" not in str(web.get(at("/plan")).json())


def test_needs_are_read_from_what_the_person_stated(office: House, web: TestClient) -> None:
    with office.database.begin() as session:
        told: dict[str, Any] = {"actor": ORGANISER, "source": "x", "at": office.clock(), "vault": office.vault}
        person: Candidate = replace(get_candidate(session, "C4"), needs="需要手语翻译")
        put_candidates(session, [CandidateEntry(person)], **told)
    office.follower.work_off()
    web.post(at("/plan"), json={"candidate_ids": ["C3", "C4"]})
    items = web.get(at("/guests")).json()["items"]
    assert [one["needs"] for one in items] == [[], [FairNeed.INTERPRETER]]


def test_hours_are_told_as_they_are_described(web: TestClient) -> None:
    told = web.post("/v1/fairs", json={**STATED, "since": "9:00"}).json()
    assert (told["since"], told["breaks"][0]["until"]) == ("09:00", "09:30")
