"""Booths and attendance come by file: every row is stored or rejected with its reason, and again changes nothing."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook, load_workbook

from api.fair_keeping import close_fair, create_fair
from api.fair_prints import take_print
from api.house import House
from api.imports import import_file
from api.seating import plan_seats
from data.rejected import read_rejected
from data.store import attempts_of, guests_of, list_feedback, visits_of
from matcher.errors import NotFound
from matcher.records import Attendance, ContactResult, FairState, FeedbackEvent, MeetingResult
from tests.api.fair_office import (
    BOOTHS,
    FAIR_ID,
    ORGANISER,
    bring,
    fill,
    generous,
    on_the_day,
    open_fair,
    stated,
    the_fair,
)

CAME = "活动,编号,到场,结果,单位\n"


@pytest.fixture
def office(house: House, tmp_path: Path) -> House:
    open_fair(house, tmp_path)
    return generous(house)


@pytest.fixture
def over(house: House, tmp_path: Path) -> House:
    """The fair was a week ago, and six guests had meetings."""
    open_fair(house, tmp_path, on="2023-08-26")
    plan_seats(generous(house), FAIR_ID, actor=ORGANISER, ids=[f"C{n}" for n in range(1, 7)])
    return house


def reasons(result: object) -> list[str]:
    return [one.partition("：")[2] for one in result.first_rejected]  # type: ignore[attr-defined]


def test_booths_are_read_with_the_posts_of_their_employers(office: House) -> None:
    with office.database.read() as session:
        first, second = the_fair(office, session).booths
    assert (first.id, first.employer, first.post_ids, first.n_interviewers) == ("01", "安泰物业", ("P1", "P2"), 1)
    assert (first.hall, first.step_free) == ("A", True)
    assert (second.post_ids, second.n_interviewers, second.step_free) == (("P3",), 2, False)


def test_the_same_booths_again_change_nothing(office: House, tmp_path: Path) -> None:
    again = bring(office, tmp_path, "booths", BOOTHS)
    assert (again.tally.added, again.tally.changed, again.tally.unchanged) == (0, 0, 2)


def test_a_changed_booth_keeps_its_number_and_sends_the_plan_back(office: House, tmp_path: Path) -> None:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2"])
    changed = bring(office, tmp_path, "booths", "参会单位,招聘岗位,面试席位\n泉城财务,会计,3\n")
    assert (changed.tally.changed, changed.n_rejected) == (1, 0)
    with office.database.read() as session:
        fair = the_fair(office, session)
    assert [(one.id, one.n_interviewers, one.hall) for one in fair.booths] == [("01", 1, "A"), ("02", 3, "B")]
    assert fair.state is FairState.DRAFT


def test_two_employers_may_change_places(office: House, tmp_path: Path) -> None:
    swapped = bring(office, tmp_path, "booths", "展位,单位\n01,泉城财务\n02,安泰物业\n")
    assert (swapped.tally.changed, swapped.n_rejected) == (2, 0)
    with office.database.read() as session:
        assert [one.employer for one in the_fair(office, session).booths] == ["泉城财务", "安泰物业"]
    assert reasons(bring(office, tmp_path, "booths", "展位,单位\n02,泉城财务\n")) == ["展位号已属于另一单位"]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        pytest.param(
            "安泰物业,P1,1\n安泰物业,P2,1\n",
            "单位与第2行相同：一个单位在一场活动中只有一个展位，岗位请写在同一格，用、分开",
            id="an employer twice",
        ),
        pytest.param("安泰物业,P1,0\n", "不是人数", id="no interviewer"),
        pytest.param(
            "无名公司,P1,1\n",
            "库中没有此单位的岗位：请核对单位名称，新单位的岗位请见习管理人员先导入",
            id="an employer that nobody knows",
        ),
        pytest.param(
            "安泰物业,P1、P3、保安,1\n",
            "此单位没有这个岗位：P3、保安；此单位当天在招：会计、出纳",
            id="posts of another",
        ),
    ],
)
def test_a_booth_that_cannot_be_is_rejected_with_the_reason(
    office: House, tmp_path: Path, rows: str, reason: str
) -> None:
    result = bring(office, tmp_path, "booths", "单位,岗位,面试官人数\n" + rows)
    assert reasons(result) == [reason]


def test_a_file_says_which_fair_where_there_are_two(office: House, tmp_path: Path) -> None:
    with office.database.begin() as session:
        create_fair(office, session, "2023-10", stated(name="冬季对接会", on="2023-12-16"), actor=ORGANISER)
    rows = "单位,岗位\n安泰物业,P1\n"
    assert reasons(bring(office, tmp_path, "booths", rows)) == ["没有写明活动：请填“活动”一栏，或在导入时写明活动编号"]
    assert bring(office, tmp_path, "booths", rows, fair="2023-10").tally.added == 1
    named = bring(office, tmp_path, "booths", "活动,单位,岗位\n冬季对接会,泉城财务,P3\n")
    assert named.tally.added == 1
    assert reasons(bring(office, tmp_path, "booths", "活动,单位,岗位\n春季,泉城财务,P3\n")) == ["没有此活动"]


@pytest.mark.parametrize("kind", ["booths", "attendance"])
def test_a_file_that_is_said_to_be_of_no_fair_is_refused_as_a_whole(over: House, tmp_path: Path, kind: str) -> None:
    with pytest.raises(NotFound, match="there is no fair '春季'"):
        bring(over, tmp_path, kind, BOOTHS if kind == "booths" else CAME + ",C1,是,,\n", fair="春季")


def test_a_fair_that_has_begun_takes_no_booths(office: House, tmp_path: Path) -> None:
    with office.database.begin() as session:
        close_fair(on_the_day(office), session, FAIR_ID, actor=ORGANISER)
    again = bring(office, tmp_path, "booths", BOOTHS, fair=FAIR_ID)
    assert reasons(again)[0] == "此活动已开始或已结束，展位不能再改"


def test_attendance_of_a_fair_to_come_is_rejected(office: House, tmp_path: Path) -> None:
    assert reasons(bring(office, tmp_path, "attendance", CAME + "秋季对接会,C1,是,,\n")) == ["此活动还没有举行"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param("春季,C1,是,,", "没有此活动", id="no such fair"),
        pytest.param(f"{FAIR_ID},C99,是,,", "库中没有此编号的求职者", id="nobody"),
        pytest.param(f"{FAIR_ID},C1,也许,,", "到场情况应填是或否", id="perhaps"),
        pytest.param(
            f"{FAIR_ID},C1,是,飞走了,安泰物业",
            "认不出结果（可填：面谈、未面谈、有意向、无意向、不合适、邀约面试、已上岗）",
            id="a result unheard of",
        ),
        pytest.param(f"{FAIR_ID},C1,否,有意向,安泰物业", "没有到场，不能有“有意向”的结果", id="away and interested"),
        pytest.param(f"{FAIR_ID},C1,是,有意向,春风公司", "此单位没有参加这场活动", id="an employer that was not there"),
        pytest.param(f"{FAIR_ID},C1,,,", "缺少到场或结果", id="nothing in the whole file"),
    ],
)
def test_attendance_that_cannot_be_is_rejected_with_the_reason(
    over: House, tmp_path: Path, row: str, reason: str
) -> None:
    result = bring(over, tmp_path, "attendance", CAME + row + "\n")
    assert reasons(result) == [reason]


def test_the_employers_tables_come_back_as_they_were_printed(over: House, tmp_path: Path) -> None:
    printed = take_print(over, FAIR_ID, "employers", "xlsx", actor=ORGANISER, purpose=None)
    book = load_workbook(BytesIO(printed))
    rows = {sheet.title: [list(row) for row in sheet.iter_rows() if written_id(row)] for sheet in book.worksheets}
    twice = next(written_id(row) for row in rows["展位01"] if written_id(row) in map(written_id, rows["展位02"]))
    for sheet, word in (("展位01", "有意向"), ("展位02", "不合适")):
        next(row for row in rows[sheet] if written_id(row) == twice)[6].value = word
    book.save(tmp_path / "employers.xlsx")
    result = import_file(
        over, "attendance", tmp_path / "employers.xlsx", actor=ORGANISER, at=over.clock(), fair=FAIR_ID
    )
    assert (result.n_rows, result.n_stored, result.first_rejected) == (2, 2, ())
    assert f"到场和结果都未填写的 {sum(map(len, rows.values())) - 2} 行未读" in result.notes
    assert not [note for note in result.notes if "未使用的列" in note]  # they are our own
    with over.database.read() as session:
        visits = {
            one.booth_id: one.result
            for one in visits_of(session, FAIR_ID, vault=over.vault)
            if one.candidate_id == twice
        }
    assert (visits["01"], visits["02"]) == (MeetingResult.INTERESTED, MeetingResult.REFUSED)


def test_the_list_at_the_door_comes_back_as_it_was_printed(over: House, tmp_path: Path) -> None:
    printed = take_print(over, FAIR_ID, "door", "xlsx", actor=ORGANISER, purpose=None)
    book = load_workbook(BytesIO(printed))
    row = next(row for row in book.worksheets[0].iter_rows() if written_id(row) == "C1")
    assert row[0].value == "□"
    row[0].value = "√"
    book.save(tmp_path / "door.xlsx")
    result = import_file(over, "attendance", tmp_path / "door.xlsx", actor=ORGANISER, at=over.clock(), fair=FAIR_ID)
    assert (result.n_rows, result.n_stored, result.first_rejected) == (1, 1, ())
    assert not [note for note in result.notes if "未使用的列" in note]


def test_a_row_that_goes_back_names_its_sheet_and_comes_again_with_its_booth(over: House, tmp_path: Path) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "展位01"
    for sheet in (first, book.create_sheet("展位02")):
        sheet.append(["编号", "结果"])
        sheet.append(["C1", "飞走了"])
    book.save(tmp_path / "a.xlsx")
    back = tmp_path / "back.xlsx"
    told: Any = {"actor": ORGANISER, "at": over.clock(), "fair": FAIR_ID}
    result = import_file(over, "attendance", tmp_path / "a.xlsx", rejected_file=back, **told)
    assert result.first_rejected[1].startswith("展位02 第2行 结果：认不出结果")
    assert [one.cells["展位"] for one in read_rejected(back)] == ["01", "02"]


def written_id(row: Any) -> str:
    """Give the id of a guest in a row of an employer's table; "" = it is another line."""
    value = row[3].value if len(row) > 3 else None
    return value if isinstance(value, str) and value.startswith("C") else ""


ROWS = CAME + (
    f"{FAIR_ID},C1,到场,有意向,安泰物业\n"
    f"{FAIR_ID},C1,到场,不合适,泉城财务\n"
    f"{FAIR_ID},C2,未到,,\n"
    f"{FAIR_ID},C3,√,无意向,泉城财务\n"
)


def test_results_become_feedback_and_one_contact_of_a_person(over: House, tmp_path: Path) -> None:
    assert bring(over, tmp_path, "attendance", ROWS).n_rejected == 0
    with over.database.read() as session:
        first = [(one.post_id, one.event) for _, one in list_feedback(session, "C1")]
        third = [(one.post_id, one.event) for _, one in list_feedback(session, "C3")]
        contacts = {id: [one.result for one in attempts_of(session, id)] for id in ("C1", "C2", "C3")}
        visits = visits_of(session, FAIR_ID, vault=over.vault)
        came = {one.candidate_id: one.attendance for one in guests_of(session, FAIR_ID, vault=over.vault)}
    own = next(one.post_id for one in visits if (one.candidate_id, one.booth_id) == ("C1", "01"))
    assert own in ("P1", "P2")
    assert set(first) == {
        (own, FeedbackEvent.SHOWN),
        (own, FeedbackEvent.INTERESTED),
        ("P3", FeedbackEvent.SHOWN),
        ("P3", FeedbackEvent.INTERVIEWED),
    }
    assert third == [("P3", FeedbackEvent.SHOWN), ("P3", FeedbackEvent.DECLINED)]
    assert contacts == {"C1": [ContactResult.INTERESTED], "C2": [], "C3": [ContactResult.DECLINED]}
    assert (came["C1"], came["C2"], came["C4"]) == (Attendance.CAME, Attendance.STAYED_AWAY, None)
    assert [one.attendance for one in visits if one.candidate_id == "C1" and one.booth_id is None] == [Attendance.CAME]


def test_the_same_attendance_again_has_no_second_consequence(over: House, tmp_path: Path) -> None:
    bring(over, tmp_path, "attendance", ROWS)
    again = bring(over, tmp_path, "attendance", ROWS)
    assert (again.tally.added, again.tally.changed, again.tally.unchanged) == (0, 0, 4)
    with over.database.read() as session:
        assert len(list_feedback(session, "C1")) == 4
        assert len(attempts_of(session, "C1")) == 1


def test_a_later_result_adds_what_is_new_and_is_the_contact_of_the_day(over: House, tmp_path: Path) -> None:
    bring(over, tmp_path, "attendance", ROWS)
    started = bring(over, tmp_path, "attendance", CAME + f"{FAIR_ID},C1,,已上岗,安泰物业\n")
    assert started.tally.changed == 1
    with over.database.read() as session:
        events = [one.event for _, one in list_feedback(session, "C1") if one.post_id != "P3"]
        assert [one.result for one in attempts_of(session, "C1")] == [ContactResult.STARTED]
    assert sorted(events) == ["interested", "interviewed", "shown", "started"]


def test_a_corrected_result_replaces_the_contact_also_where_it_weighs_less(over: House, tmp_path: Path) -> None:
    bring(over, tmp_path, "attendance", ROWS)
    bring(over, tmp_path, "attendance", CAME + f"{FAIR_ID},C1,,无意向,安泰物业\n")
    bring(over, tmp_path, "attendance", CAME + f"{FAIR_ID},C3,,有意向,泉城财务\n")
    with over.database.read() as session:
        (first,), (third,) = (attempts_of(session, id) for id in ("C1", "C3"))
    assert (first.result, first.reason) == (ContactResult.REACHED, None)  # what is left of the day: 不合适
    assert (third.result, third.post_id, third.reason) == (ContactResult.INTERESTED, "P3", None)


def test_a_meeting_that_did_not_take_place_after_all_leaves_nothing(over: House, tmp_path: Path) -> None:
    bring(over, tmp_path, "attendance", ROWS)
    again = bring(over, tmp_path, "attendance", CAME + f"{FAIR_ID},C3,,未面谈,泉城财务\n")
    assert (again.n_rejected, again.tally.changed) == (0, 1)
    with over.database.read() as session:
        assert list_feedback(session, "C3") == []
        assert attempts_of(session, "C3") == []
        assert [one.result for one in attempts_of(session, "C1")] == [ContactResult.INTERESTED]


def test_whoever_came_unasked_becomes_a_guest(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path, on="2023-08-26")
    bring(house, tmp_path, "attendance", CAME + f"{FAIR_ID},C5,是,面谈,泉城财务\n")
    with house.database.read() as session:
        (guest,) = guests_of(session, FAIR_ID, vault=house.vault)
        visits = visits_of(session, FAIR_ID, vault=house.vault)
    assert (guest.candidate_id, guest.guest.walked_in, guest.attendance) == ("C5", True, Attendance.CAME)
    assert [one.result for one in visits] == [None, MeetingResult.MET]


def test_a_file_of_booths_comes_as_an_upload_too(house: House, live: TestClient) -> None:
    fill(house)
    with house.database.begin() as session:
        create_fair(house, session, FAIR_ID, stated(), actor=ORGANISER)
        create_fair(house, session, "2024", stated(on="2024-01-06"), actor=ORGANISER)
    answer = live.post(
        "/v1/imports/booths", files={"file": ("展位.csv", BOOTHS.encode())}, data={"fair": FAIR_ID}
    ).json()
    for _ in range(200):
        job = live.get(f"/v1/jobs/{answer['id']}").json()
        if job["state"] in ("done", "failed"):
            break
    assert (job["state"], job["result"]["n_stored"]) == ("done", 2)
