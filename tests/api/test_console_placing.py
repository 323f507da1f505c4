"""Recording a traineeship on a page: from the task to the record, refused with reasons, and taken back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.console import kept_forms
from api.house import House
from data import log
from data.store import (
    add_feedback,
    feedback_by_candidate,
    iter_placements,
    merge_placements,
    put_candidates,
    put_posts,
)
from matcher.records import (
    CandidateEntry,
    ContactResult,
    EmploymentStatus,
    Feedback,
    FeedbackEvent,
    Person,
    Placement,
    PlacementEntry,
    PostEntry,
    Role,
)
from tests.api.calling_office import desk_of, hiring_office_of, tell
from tests.api.outreach_office import GRADUATE, LI, MORNING, POST, name_of
from tests.api.signed_in import browser_for

TERMS = {"starts_on": "2023-09-04", "planned_end_on": "2024-03-03", "agreed_on": "2023-09-01"}
FORM = {"candidate_id": "C1", "post_id": "P1", **TERMS}


@pytest.fixture
def office(house: House) -> House:
    return hiring_office_of(house)


@pytest.fixture
def desk(office: House) -> TestClient:
    return desk_of(office)


def stored(office: House) -> list[Placement]:
    with office.database.read() as session:
        return list(iter_placements(session))


def starts(office: House) -> int:
    with office.database.read() as session:
        return len(feedback_by_candidate(session, ["C1"], [FeedbackEvent.STARTED]).get("C1", []))


def undo_of(page: str) -> tuple[str, dict[str, str]]:
    """Give where the Undo of a page is sent to, and what it carries."""
    path = re.findall(r'action="(/placements/[^"]+/undo)"', page)[0]
    form = page.partition(path)[2].partition("</form>")[0]
    return path, dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def undo(desk: TestClient, where: str) -> str:
    """Press the Undo of a page, and give where it leads."""
    path, fields = undo_of(desk.get(where).text)
    answer = desk.post(path, data=fields)
    assert answer.status_code == 303
    return answer.headers["location"]


def fault(page: str, field: str) -> str:
    """Give what stands at a field that is wrong, which names it."""
    assert re.search(rf'id="{field}"[^>]*aria-describedby="{field}-told"[^>]*aria-invalid="true"', page), field
    return unescape(page).partition(f'id="{field}-told"')[2].partition(">")[2].partition("<")[0]


def test_who_started_is_recorded_from_the_task_which_leaves_the_list(office: House, desk: TestClient) -> None:
    tell(office, "C1", ContactResult.STARTED, post_id="P1")
    address = "/placements/new?candidate=C1&post=P1"
    assert address in unescape(desk.get("/tasks?whose=all").text)
    assert address in unescape(desk.get("/candidates/C1").text)
    form = desk.get(address).text
    assert name_of(1) not in form
    assert '<option value="P1" selected>' in form
    answer = desk.post("/placements", data=FORM)
    assert answer.status_code == 303
    (one,) = stored(office)
    assert (one.candidate_id, one.employer_id, one.post_id, one.planned_end_on) == ("C1", "E1", "P1", date(2024, 3, 3))
    assert answer.headers["location"].startswith(f"/placements/{one.id}?")
    assert "The traineeship is recorded." in desk.get(answer.headers["location"]).text
    assert address not in unescape(desk.get("/tasks?whose=all").text)


def test_a_traineeship_that_was_a_slip_is_taken_back_with_what_was_typed(office: House, desk: TestClient) -> None:
    where = desk.post("/placements", data=FORM | {"mentor": "孙师傅"}).headers["location"]
    path, fields = undo_of(desk.get(where).text)
    assert (len(stored(office)), starts(office)) == (1, 1)
    other = browser_for(office, "wang", Role.CASEWORKER, district="历下区")
    assert "/undo" not in other.get(where).text
    assert other.post(path, data=fields).status_code == 409
    led = desk.post(path, data=fields).headers["location"]
    assert (stored(office), starts(office)) == ([], 0)
    form = unescape(desk.get(led).text)
    assert "The traineeship is taken back; what was typed is in the form again." in form
    assert all(f'value="{text}"' in form for text in (*TERMS.values(), "孙师傅"))
    with office.database.read() as session:
        done = [(one.action, one.actor.id) for one in log.entries(session, limit=20) if one.noun == "placement"]
    assert ("delete", "li") in done


@pytest.mark.parametrize(
    ("mentor", "told"),
    [
        pytest.param("孙师傅", "all but the mentor is in the form again", id="with a mentor"),
        pytest.param("", "what was typed is in the form again", id="without one"),
    ],
)
def test_a_traineeship_taken_back_an_hour_later_is_in_the_form_from_its_record(
    office: House, desk: TestClient, monkeypatch: pytest.MonkeyPatch, mentor: str, told: str
) -> None:
    typed = FORM | {"term_reason": "培训周期", "mentor": mentor}
    where = desk.post("/placements", data=typed).headers["location"]
    with monkeypatch.context() as later:
        later.setattr(kept_forms, "FRESH", timedelta(0))  # what was typed is not kept any more
        led = undo(desk, where)
    form = unescape(desk.get(led).text)
    assert told in form
    assert all(f'value="{text}"' in form for text in (*TERMS.values(), "培训周期"))
    assert '<option value="P1" selected>' in form
    assert "孙" not in form


def test_a_start_that_was_told_before_stays_when_the_traineeship_is_taken_back(office: House, desk: TestClient) -> None:
    tell(office, "C1", ContactResult.STARTED, post_id="P1")
    typed = FORM | {"starts_on": "2023-09-01", "planned_end_on": "2024-02-29"}
    undo(desk, desk.post("/placements", data=typed).headers["location"])
    assert (stored(office), starts(office)) == ([], 1)


def test_a_start_that_a_call_told_afterwards_stays_when_the_traineeship_is_taken_back(
    office: House, desk: TestClient
) -> None:
    where = desk.post("/placements", data=FORM).headers["location"]
    tell(office, "C1", ContactResult.STARTED, post_id="P1")
    undo(desk, where)
    assert (stored(office), starts(office)) == ([], 1)


def test_only_the_start_that_was_noted_with_a_traineeship_is_taken_back_with_it(
    office: House, desk: TestClient
) -> None:
    where = desk.post("/placements", data=FORM).headers["location"]
    other_day = date(2023, 8, 30)
    with office.database.begin() as session:
        told = Feedback("C1", "P1", FeedbackEvent.STARTED, other_day, actor=LI, at=MORNING)
        add_feedback(session, [told], actor=LI, at=MORNING)
    undo(desk, where)
    with office.database.read() as session:
        left = feedback_by_candidate(session, ["C1"], [FeedbackEvent.STARTED])["C1"]
    assert [one.happened_on for one in left] == [other_day]


def test_nobody_takes_back_a_traineeship_that_was_changed_since(office: House, desk: TestClient) -> None:
    where = desk.post("/placements", data=FORM).headers["location"]
    (one,) = stored(office)
    with office.database.begin() as session:
        ended = PlacementEntry(replace(one, ended_on=date(2023, 12, 1)))
        merge_placements(session, [ended], actor=LI, source="x", at=MORNING, vault=office.vault)
    assert "/undo" not in desk.get(where).text


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        pytest.param({"planned_end_on": "2024-10-01"}, "planned_end_on", "over 12 months", id="too long"),
        pytest.param(
            {"starts_on": "2043-09-11", "planned_end_on": "2044-03-10"},
            "starts_on",
            "over a year ahead",
            id="too early",
        ),
        pytest.param({"planned_end_on": "2023-10-01"}, "term_reason", "under 3 months", id="too short, and no reason"),
        pytest.param({"agreed_on": "2023-09-05"}, "agreed_on", "the agreement of 5 Sept 2023", id="agreed too late"),
        pytest.param({"starts_on": ""}, "starts_on", "is missing", id="no first day"),
        pytest.param({"starts_on": "soon"}, "starts_on", "a date", id="no day"),
        pytest.param({"post_id": ""}, "post_id", "choose the post", id="no post"),
        pytest.param({"other_post": "P404"}, "other_post", "no open post", id="no such post"),
    ],
)
def test_what_is_refused_comes_back_at_its_field_with_all_that_was_typed(
    office: House, desk: TestClient, typed: dict[str, str], field: str, told: str
) -> None:
    answer = desk.post("/placements", data=FORM | {"insured_on": "2023-09-02"} | typed)
    assert answer.status_code == 422
    assert told in fault(answer.text, field)
    assert all(f'value="{text}"' in answer.text for text in (FORM | typed | {"insured_on": "2023-09-02"}).values())
    assert stored(office) == []


def test_a_refusal_tells_its_clause_in_chinese(office: House) -> None:
    desk = browser_for(office, "li", Role.CASEWORKER, district="历下区", language="zh")
    page = desk.post("/placements", data=FORM | {"planned_end_on": "2024-10-01"}).text
    assert "济人社字〔2023〕15号 二(二)" in fault(page, "planned_end_on")


def test_the_alert_leads_to_the_fields_where_alone_stands_what_is_wrong(office: House, desk: TestClient) -> None:
    page = desk.post("/placements", data=FORM | {"agreed_on": "2023-09-05", "starts_on": "soon"}).text
    alert = page.partition('role="alert"')[2].partition("</div>")[0]
    assert '<a class="alert-link" href="#starts_on">First day</a>' in alert
    assert page.count(fault(page, "starts_on")) == 1


def test_a_last_day_is_marked_as_needed_only_where_the_post_tells_no_term(office: House, desk: TestClient) -> None:
    def needed(page: str) -> set[str]:
        return {name for name in re.findall(r'name="(\w+)"[^>]* required', page)}

    assert needed(desk.get("/placements/new?candidate=C1").text) == {"starts_on"}
    assert needed(desk.get("/placements/new?candidate=C1&post=P1").text) == {"starts_on", "planned_end_on"}
    with office.database.begin() as session:
        post = replace(POST, term_min_months=6, term_max_months=6)
        put_posts(session, [PostEntry(post)], actor=LI, source="x", at=MORNING, vault=office.vault)
    assert needed(desk.get("/placements/new?candidate=C1&post=P1").text) == {"starts_on"}


def test_a_second_traineeship_on_the_same_days_is_refused_and_kept_in_the_log(office: House, desk: TestClient) -> None:
    desk.post("/placements", data=FORM)
    page = desk.post("/placements", data=FORM | {"starts_on": "2023-09-05"}).text
    assert "this person is in placement" in fault(page, "starts_on")
    with office.database.read() as session:
        assert "refuse" in {one.action for one in log.entries(session, limit=20)}


def test_the_same_once_more_changes_nothing(office: House, desk: TestClient) -> None:
    desk.post("/placements", data=FORM)
    again = desk.get(desk.post("/placements", data=FORM).headers["location"]).text
    assert "was recorded before" in again
    assert len(stored(office)) == 1


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        pytest.param({"agreed_on": "2023-08-30"}, "Agreement of", id="agreement"),
        pytest.param({"insured_on": "2023-09-02"}, "Accident insurance from", id="insurance"),
        pytest.param({"term_reason": "项目周期"}, "Reason of the length", id="reason"),
        pytest.param({"mentor": "孙老师"}, "Mentor", id="mentor, masked alike"),
    ],
)
def test_other_terms_of_a_traineeship_on_record_are_not_said_to_be_the_same(
    office: House, desk: TestClient, typed: dict[str, str], name: str
) -> None:
    first = FORM | {"mentor": "孙师傅", "once": "a"}
    where = desk.post("/placements", data=first).headers["location"]
    before = stored(office)
    answer = desk.post("/placements", data=first | typed)
    page = unescape(answer.text)
    assert answer.status_code == 409
    assert f"is on record already; what was typed was not taken over: {name}." in page
    assert f'href="/placements/{before[0].id}"' in page
    assert all(f'value="{text}"' in page for text in typed.values())
    assert stored(office) == before
    assert desk.post("/placements", data=FORM | {"agreed_on": "", "once": "a"}).headers["location"] == where


def test_a_form_that_is_sent_twice_keeps_its_undo(office: House, desk: TestClient) -> None:
    words = [re.findall(r'name="once" value="(\w+)"', desk.get("/placements/new?candidate=C1").text) for _ in "ab"]
    assert words[0] != words[1]
    typed = FORM | {"mentor": "孙师傅", "once": words[0][0]}
    first = desk.post("/placements", data=typed).headers["location"]
    again = desk.post("/placements", data=typed).headers["location"]
    assert first == again
    other = browser_for(office, "wang", Role.CASEWORKER, district="历下区")
    assert "done=recorded-before" in other.post("/placements", data=typed).headers["location"]
    led = undo(desk, again)
    assert (stored(office), starts(office)) == ([], 0)
    assert 'value="孙师傅"' in desk.get(led).text


def test_whom_the_programme_does_not_admit_is_recorded_only_on_a_word(office: House, desk: TestClient) -> None:
    employed = CandidateEntry(replace(GRADUATE, employment_status=EmploymentStatus.EMPLOYED), Person(name=name_of(1)))
    with office.database.begin() as session:
        put_candidates(session, [employed], actor=LI, source="x", at=MORNING, vault=office.vault)
    assert 'id="force"' not in desk.get("/placements/new?candidate=C1").text
    refused = desk.post("/placements", data=FORM)
    assert "is not under this programme on 4 Sept 2023" in fault(refused.text, "force")
    assert "--force" not in refused.text
    assert stored(office) == []
    assert desk.post("/placements", data=FORM | {"force": "yes"}).status_code == 303


@pytest.fixture
def of_six_months(office: House) -> House:
    """Give an office whose post tells its term."""
    post = replace(POST, term_min_months=6, term_max_months=6)
    with office.database.begin() as session:
        put_posts(session, [PostEntry(post)], actor=LI, source="x", at=MORNING, vault=office.vault)
    return office


def test_the_last_day_is_put_in_by_the_posts_term_and_another_one_stays(of_six_months: House) -> None:
    desk = desk_of(of_six_months)
    typed = FORM | {"planned_end_on": ""}
    part = desk.post("/placements/new/end", data=typed, headers={"hx-request": "true"}).text
    assert 'value="2024-03-03"' in part
    assert "The post&#39;s term: 6 months" in part
    assert "<form" not in part
    own = desk.post(
        "/placements/new/end", data=typed | {"planned_end_on": "2024-01-01"}, headers={"hx-request": "true"}
    )
    assert 'value="2024-01-01"' in own.text
    answer = desk.post("/placements", data=typed)  # of a browser without a script
    assert "Put in by the post's term" in fault(answer.text, "planned_end_on")
    assert 'name="suggested_end" value="2024-03-03"' in answer.text
    later = FORM | {"starts_on": "2023-09-05", "suggested_end": "2024-03-03"}
    assert (
        'id="planned_end_on" name="planned_end_on" type="date" value="2024-03-04"'
        in desk.post("/placements", data=later).text
    )
    assert desk.post("/placements", data=later | {"planned_end_on": "2024-03-04"}).status_code == 303


def test_from_the_list_the_person_is_found_first(office: House, desk: TestClient) -> None:
    assert 'href="/placements/new"' in desk.get("/placements").text
    assert 'action="/placements/new/person"' in desk.get("/placements/new").text
    found = desk.post("/placements/new/person", data={"text": name_of(1)}).text
    assert 'href="/placements/new?candidate=C1"' in found
    assert name_of(1) not in found
    assert "Nobody was found" in desk.post("/placements/new/person", data={"text": "C9"}).text


def test_who_may_not_record_has_no_way_there(office: House) -> None:
    auditor = browser_for(office, "audit", Role.AUDITOR)
    assert "/placements/new" not in auditor.get("/placements").text
    assert auditor.get("/placements/new").status_code == 403
    assert auditor.post("/placements", data=FORM).status_code == 403
    assert desk_of(office).get("/placements/new?candidate=C9").status_code == 404  # of another district
    assert desk_of(office).post("/placements", data=FORM | {"candidate_id": "C9"}).status_code == 404
