"""The programme's pages: figures that equal their lists and the monthly summary, decisions taken and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from fastapi.testclient import TestClient

from api.accounts import Account
from api.applied import Request, hand_in
from api.console import listed, programme_lists
from api.forgetting import forget
from api.house import House
from api.progress import due_until, progress_of, removed_ids, waiting_for_office, year_of
from api.reporting import REPORTS, Asked
from api.watching import watch_over
from data import log
from data.store import (
    candidates_by_id,
    get_application,
    get_finding,
    iter_findings,
    iter_inspections,
    iter_standings,
    merge_candidates,
    page_due_inspections,
    put_placements,
    put_posts,
)
from matcher.records import (
    Actor,
    ApplicationKind,
    ApplicationState,
    CandidateEntry,
    EmploymentStatus,
    FindingState,
    Placement,
    PlacementEntry,
    Post,
    PostEntry,
    Role,
    Standing,
)
from models import Encoder
from tests.api.signed_in import browser_for
from tests.api.test_reports import NUMBER, fill

OFFICE = Actor("office", "admin")
HERE = {"origin": "http://testserver"}
PEOPLE = {
    "officer": Account(Role.PROGRAMME),
    "auditor": Account(Role.AUDITOR),
    "caseworker": Account(Role.CASEWORKER, "历下区"),
    "organiser": Account(Role.ORGANISER),
}


@pytest.fixture
def city(tmp_path: Path, new_house: Callable[..., House], tiny: Encoder) -> House:
    house = new_house(tmp_path, tiny)
    fill(house)
    told: dict[str, Any] = {"actor": OFFICE, "source": "test", "at": house.clock(), "vault": house.vault}
    placeless = [
        Post("P90", "测试员", "甲 公司", headcount=3, published_on=date(2023, 5, 1)),  # its employer's name, spaced
        Post("P91", "测试员", "无人知晓的公司", headcount=2, published_on=date(2023, 5, 1)),
        Post("P92", "测试员", "乙公司", district="章丘区", published_on=date(2022, 12, 31)),
    ]
    again = Placement("T99", "C00", "E2", date(2023, 6, 1), date(2023, 8, 31))  # a second one of the year
    with house.database.begin() as session:
        put_posts(session, [PostEntry(one) for one in placeless], **told)
        put_placements(session, [PlacementEntry(again)], **told)
    return house


@pytest.fixture
def come_in(city: House) -> Callable[[str], TestClient]:
    """Logs somebody in."""

    def log_in(name: str) -> TestClient:
        own = PEOPLE[name]
        return browser_for(city, name, own.role, district=own.district, follow_redirects=True)

    return log_in


@pytest.fixture
def officer(come_in: Callable[[str], TestClient]) -> TestClient:
    return come_in("officer")


def rows_of(browser: TestClient, path: str) -> list[str]:
    """Give the rows of a list, page after page, as their heads tell them."""
    rows: list[str] = []
    seen = set[str]()
    while path not in seen:
        seen.add(path)
        page = browser.get(path)
        assert page.status_code == 200, path
        body = re.search(r"<tbody>(.*?)</tbody>", page.text, re.DOTALL)
        heads = re.findall(r'<tr>\s*<th scope="row">(.*?)</th>', body[1], re.DOTALL) if body else []
        rows += [re.sub(r"<[^>]+>", "", one).strip() for one in heads]
        further = re.search(r'href="([^"]+)" rel="next"', page.text)
        path = unescape(further[1]) if further else path
    return rows


def figures_of(page: str) -> dict[str, int]:
    """Give every figure that opens a list: the address with the number that stands in the link."""
    links = re.findall(
        r'<a [^>]*?href="(/(?:programme|employers|findings|claims|applications)[^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL
    )
    told = {unescape(path): re.findall(r"\d[\d,]*", re.sub(r"<[^>]+>", " ", text)) for path, text in links}
    return {path: int(numbers[0].replace(",", "")) for path, numbers in told.items() if numbers}


def test_every_figure_equals_the_rows_of_the_list_that_it_opens(
    city: House, officer: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (listed, programme_lists):
        monkeypatch.setattr(module, "PAGE", 4)  # so that lists go on over several pages
    watch_over(city, as_of=city.today(), actor=OFFICE)
    officer.get("/programme/eligible")
    figures = figures_of(officer.get("/programme").text)
    assert len(figures) > 35
    assert "/programme/people/eligible" in figures
    openings = {path: n for path, n in figures.items() if path.startswith("/programme/posts")}
    for path, n in figures.items():
        if path not in openings:
            assert len(rows_of(officer, path)) == n, path
    with city.database.read() as session:
        progress = progress_of(city, session, year_of(city))
    adverts = {one.area or "unknown": one.n_adverts for one in progress.areas}
    for path in openings:
        area = unquote(path.partition("area=")[2]) or None
        assert len(rows_of(officer, path)) == (adverts[area] if area else progress.total.n_adverts)
    assert sum(openings.values()) == 2 * progress.total.posts.n  # of the districts and of the city


def test_what_was_reached_is_what_the_monthly_summary_says(city: House) -> None:
    year = year_of(city)
    with city.database.read() as session:
        progress = progress_of(city, session, year)
    plain = REPORTS["monthly"](city, Asked()).plain
    told = {one["district"]: (one["posts"], one["adverts"], one["trainees"]) for one in plain["districts"]}
    found = {one.area or "未知": (one.posts.n, one.n_adverts, one.trainees.n) for one in progress.areas}
    assert found == told
    assert (progress.total.posts.n, progress.total.trainees.n) == (plain["total"]["posts"], plain["total"]["trainees"])
    assert sum(n for n, _, _ in told.values()) > 0


def test_the_steps_are_those_of_the_summary(city: House, officer: TestClient) -> None:
    officer.get("/programme/eligible")
    figures = figures_of(officer.get("/programme").text)
    sheet = next(one for one in REPORTS["monthly"](city, Asked()).paper.sheets if one.name == "服务过程")
    by_title = {row[0]: row[1] for row in sheet.rows}
    names = {
        "registered": "登记求职",
        "eligible": "符合条件",
        "started": "参加见习",
        "finished": "见习结束",
        "retained": "留用",
    }
    assert {name: figures[f"/programme/people/{name}"] for name in names} == {
        name: by_title[title] for name, title in names.items()
    }
    assert figures["/programme/people/retained"] > 0


def test_who_is_eligible_follows_what_changes(city: House, officer: TestClient) -> None:
    def n_eligible() -> int:
        officer.get("/programme/eligible")
        return figures_of(officer.get("/programme").text)["/programme/people/eligible"]

    assert n_eligible() == 0  # nobody knows whether they are employed
    told: dict[str, Any] = {"actor": OFFICE, "source": "test", "at": city.clock(), "vault": city.vault}
    with city.database.begin() as session:
        people = [
            replace(one, employment_status=EmploymentStatus.UNEMPLOYED)
            for one in candidates_by_id(session, ["C10", "C11"]).values()
        ]
        merge_candidates(session, [CandidateEntry(one) for one in people], **told)
    assert n_eligible() == 2
    forget(city, "C10", actor=OFFICE)
    assert n_eligible() == 1
    assert rows_of(officer, "/programme/people/eligible") == ["张**"]


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("caseworker", "/programme", 403),
        ("caseworker", "/subsidies", 403),
        ("caseworker", "/findings", 403),
        ("organiser", "/placements", 403),
        ("organiser", "/employers", 200),
        ("auditor", "/programme", 200),
        ("auditor", "/programme/people/started", 403),
        ("auditor", "/findings", 200),
        ("auditor", "/restricted", 200),
        ("officer", "/restricted", 403),
        ("officer", "/programme/posts?area=nowhere", 404),
        ("officer", "/programme/people/nothing", 404),
        ("officer", "/papers/nothing", 404),
        ("officer", "/programme/posts?cursor=forged", 422),
    ],
)
def test_who_may_see_what(come_in: Callable[[str], TestClient], who: str, path: str, status: int) -> None:
    assert come_in(who).get(path).status_code == status


def test_the_auditor_decides_nothing_and_is_named_nobody(city: House, come_in: Callable[[str], TestClient]) -> None:
    auditor = come_in("auditor")
    assert "/programme/people/" not in auditor.get("/programme").text
    assert "张" not in auditor.get("/placements").text
    assert "张" in come_in("officer").get("/placements").text
    page = auditor.get("/employers/E1/inspection").text
    assert "<textarea" not in page
    for path in ("/employers/E1/inspections", "/employers/E1/standing", "/findings/watch"):
        assert auditor.post(path, data={}).status_code == 403


def test_a_caseworker_sees_the_traineeships_of_the_own_district_alone(
    city: House, come_in: Callable[[str], TestClient]
) -> None:
    assert rows_of(come_in("officer"), "/placements") != []
    assert rows_of(come_in("caseworker"), "/placements") == []  # nobody of the city lives in a known district


def test_a_finding_is_decided_on_and_taken_back(city: House, officer: TestClient) -> None:
    officer.post("/findings/watch")
    with city.database.read() as session:
        key = next(iter_findings(session)).finding.key
    path = f"/findings/{key}"
    bare = officer.post(f"{path}/decision", data={"state": "explained", "note": " "})
    assert bare.status_code == 422
    assert 'id="note-fault"' in bare.text
    told = officer.post(f"{path}/decision", data={"state": "explained", "note": "a slip of the unit"})
    assert "noted as explained" in told.text
    assert 'name="state" value="open"' in told.text
    officer.post(f"{path}/decision", data={"state": "confirmed", "note": "no slip"})
    again = officer.get(f"{path}?done=confirmed").text
    assert 'name="note" value="a slip of the unit"' in again  # undone, it stands as before
    officer.post(f"{path}/decision", data={"state": "open"})
    with city.database.read() as session:
        kept = get_finding(session, key)
    assert [one.state for one in kept.states] == [FindingState.EXPLAINED, FindingState.CONFIRMED, FindingState.OPEN]
    assert "noted as explained" not in officer.get(f"{path}?done=explained").text  # it is no longer so


def test_an_inspection_with_a_slip_comes_back_as_typed(city: House, officer: TestClient) -> None:
    typed = {"on": "2023-08-30", "outcome": "to_mend", "note": "补签协议"}
    back = officer.post("/employers/E1/inspections", data=typed)
    assert back.status_code == 422
    assert 'value="2023-08-30"' in back.text
    assert "补签协议" in back.text
    assert 'id="faults-fault"' in back.text
    late = officer.post("/employers/E1/inspections", data=typed | {"on": "2023-13-30", "faults": ["terms"]})
    assert "there is no day 2023-13-30" in unescape(late.text)
    done = officer.post("/employers/E1/inspections", data=typed | {"faults": ["terms"]})
    assert "The inspection is recorded" in done.text
    with city.database.read() as session:
        assert [(one.employer_id, one.note) for one in iter_inspections(session)] == [("E1", "补签协议")]


def test_an_inspection_takes_its_employer_off_the_list_of_those_due(city: House, officer: TestClient) -> None:
    assert rows_of(officer, "/employers?which=due") == ["乙公司", "甲公司"]  # the one of unknown recognition first
    officer.post("/employers/E2/inspections", data={"outcome": "passed"})
    assert rows_of(officer, "/employers?which=due") == ["甲公司"]
    with city.database.read() as session:
        (due,) = page_due_inspections(session, until=due_until(city), removed=removed_ids(city, session), limit=9)
        assert due.employer.id == "E1"
        assert waiting_for_office(city, session).n_inspections == 1


def test_a_removal_is_undone_from_the_notice(city: House, officer: TestClient) -> None:
    wanting = officer.post("/employers/E1/standing", data={"standing": "removed"})
    assert "a removal wants a reason" in wanting.text
    removed = officer.post("/employers/E1/standing", data={"standing": "removed", "reasons": ["idle"]})
    assert "The employer is removed." in removed.text
    fields = dict(re.findall(r'<input type="hidden" name="(standing|note)" value="([^"]*)"', removed.text))
    assert "甲公司" not in rows_of(officer, "/employers?which=due")
    assert "The employer is restored." in officer.post("/employers/E1/standing", data=fields).text
    with city.database.read() as session:
        standings = [one.standing for one in iter_standings(session, "E1")]
    assert standings == [Standing.REMOVED, Standing.RESTORED]


def test_an_application_is_taken_on_step_by_step(city: House, officer: TestClient) -> None:
    asked = Request("E1", ApplicationKind.RECOGNITION, date(2023, 8, 28))
    with city.database.begin() as session:
        id = hand_in(city, session, asked, actor=OFFICE).id
    assert rows_of(officer, "/applications") == ["甲公司"]
    page = officer.get(f"/applications/{id}").text
    missing = re.findall(r'name="documents" id="[^"]+" value="([^"]+)"', page)
    assert missing
    bare = officer.post(f"/applications/{id}/steps", data={"state": "returned"})
    assert bare.status_code == 422
    assert 'id="note-fault"' in bare.text
    lacking = officer.post(f"/applications/{id}/steps", data={"state": "accepted"})
    assert lacking.status_code == 422
    officer.post(f"/applications/{id}/steps", data={"state": "accepted", "documents": missing})
    done = officer.post(f"/applications/{id}/steps", data={"state": "approved"})
    assert "Noted: approved" in done.text
    with city.database.read() as session:
        assert get_application(session, id).state is ApplicationState.APPROVED
    assert rows_of(officer, "/applications") == []
    assert rows_of(officer, "/applications?state=approved") == ["甲公司"]


@pytest.mark.parametrize("name", ["monthly", "inspections", "subsidies", "openings", "yearend"])
def test_a_paper_is_looked_at_and_taken(city: House, officer: TestClient, name: str) -> None:
    shown = officer.get(f"/papers/{name}")
    assert f"/papers/{name}/table" in shown.text
    sheet = REPORTS[name](city, Asked()).paper.sheets[0]
    table = officer.get(f"/papers/{name}/table").text
    assert sheet.title in unescape(table)
    taken = officer.get(f"/papers/{name}/file")
    assert openpyxl.load_workbook(BytesIO(taken.content)).worksheets[0]["A1"].value == sheet.title
    city.spool.drain(city.database)
    with city.database.read() as session:
        forms = [one.details["form"] for one in log.entries(session, limit=1000) if one.action == "export"]
    assert forms == ["screen", "xlsx"]


def test_the_ledger_names_people_for_a_purpose_alone(city: House, officer: TestClient) -> None:
    masked = openpyxl.load_workbook(BytesIO(officer.get("/papers/ledger/file").content))
    cells = {str(cell.value) for row in masked.worksheets[0].iter_rows() for cell in row}
    assert NUMBER not in cells
    refused = officer.post("/papers/ledger/file", data={"purpose": " "})
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    named = openpyxl.load_workbook(BytesIO(officer.post("/papers/ledger/file", data={"purpose": "月末报送"}).content))
    assert NUMBER in {str(cell.value) for row in named.worksheets[0].iter_rows() for cell in row}
    with city.database.read() as session:
        reveals = [one for one in log.entries(session, limit=1000) if one.action == "reveal"]
    assert [one.purpose for one in reveals] == ["月末报送"]


def test_employers_are_sought_by_words_that_stand_in_no_address(officer: TestClient) -> None:
    found = officer.post("/employers", data={"text": "乙公"})
    assert "乙公司" in found.text
    assert "甲公司" not in found.text
    assert "%E4%B9%99" not in str(found.url)
    assert "No employer has these words" in officer.post("/employers", data={"text": "无此单位"}).text


def test_a_traineeship_shows_how_each_term_stands(officer: TestClient) -> None:
    page = unescape(officer.get("/placements/T00").text)
    assert "no agreement is on record" in page
    assert "labour contract of 2 Apr 2023: counts as retained" in page
    assert "between 3 and 6 months" in page
    sheet = officer.get("/placements/T00/sheet").text
    assert "data-print" in sheet
    assert "no agreement is on record" in sheet


def test_a_statement_shows_wage_rate_days_and_clause(officer: TestClient) -> None:
    assert rows_of(officer, "/subsidies") == ["甲公司", "乙公司"]
    page = officer.get("/employers/E1/subsidy").text
    assert "2100.00 × 60% × 31/31 = 1260.00" in page
    assert "济人社字〔2023〕15号 二(五)1" in page
    assert "not payable until an agreement is on record" in page


def test_the_restricted_are_shown_for_a_purpose(city: House, come_in: Callable[[str], TestClient]) -> None:
    id = forget(city, "C00", actor=OFFICE).id
    auditor = come_in("auditor")
    assert "张0" not in auditor.get("/restricted").text
    refused = auditor.post(f"/restricted/{id}", data={"purpose": " "})
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    shown = auditor.post(f"/restricted/{id}", data={"purpose": "年度专项审计"})
    assert "张0" in shown.text
    assert NUMBER in shown.text
    assert "年度专项审计" not in str(shown.url)


def test_no_page_of_the_programme_puts_a_person_into_an_address(city: House, officer: TestClient) -> None:
    for path in ("/programme", "/placements", "/claims", "/programme/people/registered", "/employers/E1"):
        addresses = re.findall(r'(?:href|action|hx-get)="([^"]*)"', officer.get(path).text)
        assert not [one for one in addresses if "张" in unquote(one) or "1105" in one]
