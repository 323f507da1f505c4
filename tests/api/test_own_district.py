"""A file of somebody of one district: rows that are not of it are turned back alone, alike whoever lives elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from api.app import app_over
from api.house import House
from api.imports import ImportResult, import_file
from api.settling import ImportKind
from data.store import Scope, candidate_ids, existing_candidates, list_candidates, within
from data.vault import is_made_id
from matcher.errors import Conflict, NotAllowed
from matcher.records import Actor
from models import Encoder
from tests.api.signed_in import token_for
from tests.api.test_uploads import wait

HERE, THERE = "历下区", "市中区"
CITY, DISTRICT = Actor("wang", "programme"), Actor("li", "programme", HERE)
HEADER = "编号,姓名,身份证号,手机号,出生日期,居住区县\n"
OWN, ABROAD, OTHER, NEWCOMER = "370102199901011552", "370102199901011579", "370102199901011587", "11010519491231002X"
STORED_HERE = HEADER + f"77,测试甲,{OWN},,,{HERE}\n"
STORED_THERE = HEADER + f",测试乙,{ABROAD},13900000001,,{THERE}\nD1,测试丙,{OTHER},,,{THERE}\n"
PHONED = ",测试丁,,13900000009,1999-09-09,"


def bring(house: House, rows: str, *, kind: ImportKind = "candidates", actor: Actor = DISTRICT) -> ImportResult:
    file = house.settings.var.parent / "名单.csv"
    file.write_text(rows, encoding="utf-8")
    with within(Scope(district=actor.district)):
        return import_file(house, kind, file, actor=actor, at=house.moment())


def turned_back(result: ImportResult) -> list[tuple[str, str, str]]:
    """Give row, column and reason of each row in the file that goes back."""
    if result.rejected_file is None:
        return []
    sheet = load_workbook(result.rejected_file).worksheets[0]
    return [(str(row[2]), str(row[3]), str(row[5])) for row in sheet.iter_rows(min_row=2, values_only=True)]


def told(house: House, result: ImportResult) -> tuple[Any, ...]:
    """Give all that whoever imported learns; an id that this house made says nothing and is left out."""
    with within(Scope(district=HERE)), house.database.read() as session:
        people = [("made" if is_made_id(one.id) else one.id, one.home_district) for one in list_candidates(session)]
    counts = (result.n_rows, result.n_stored, result.tally, result.n_rejected, result.notes, result.first_rejected)
    return (*counts, turned_back(result), sorted(people))


@pytest.fixture
def alone(house: House) -> House:
    bring(house, STORED_HERE, actor=CITY)
    return house


@pytest.fixture
def both(alone: House, tmp_path: Path, new_house: Callable[[Path, Encoder], House], tiny: Encoder) -> House:
    """The same house, but for two people of another district."""
    shutil.copytree(alone.settings.var, tmp_path / "both" / "var")
    both = new_house(tmp_path / "both", tiny)
    bring(both, STORED_THERE + f"{PHONED}{THERE}\n", actor=CITY)
    return both


FILES = {
    "who is known elsewhere is said to live here": f",测试乙,{ABROAD},,,{HERE}\n",
    "who is known elsewhere by phone is said to live here": f"{PHONED}{HERE}\n",
    "who is known elsewhere has a new number": f"88,测试乙,{ABROAD},,,{HERE}\n",
    "who is known elsewhere lives there": f",测试乙,{ABROAD},,,{THERE}\n",
    "of whom nobody says where": f",测试乙,{ABROAD},,,\nD9,测试丙,{OTHER},,,\n",
    "twice in one file": f",测试乙,{ABROAD},,,\n,测试乙,{ABROAD},13900000001,,{HERE}\n",
}


@pytest.mark.parametrize("rows", FILES.values(), ids=FILES.keys())
def test_nothing_tells_whether_somebody_is_stored_elsewhere(alone: House, both: House, rows: str) -> None:
    for _again in range(2):
        file = HEADER + f",测试戊,{NEWCOMER},,,{HERE}\n" + rows
        assert told(alone, bring(alone, file)) == told(both, bring(both, file))


def test_a_row_of_another_district_is_turned_back_and_the_others_are_stored(both: House) -> None:
    rows = [f",测试戊,{NEWCOMER},,,{HERE}", f",测试乙,{ABROAD},,,{THERE}", f",测试丙,{OTHER},,,", f",测试甲,{OWN},,,"]
    result = bring(both, HEADER + "\n".join(rows))
    assert (result.n_rows, result.n_stored, result.n_rejected) == (4, 2, 2)
    assert turned_back(result) == [
        ("3", "居住区县", f"只能收录{HERE}的求职者，其他区县的人由当地或市里收录"),
        ("4", "居住区县", f"请填写居住区县：只能收录{HERE}的求职者"),
    ]
    with both.database.read() as session:
        assert existing_candidates(session, ["77", "D1"]) == {"77", "D1"}


def test_nobody_is_moved_to_another_district_by_a_row(both: House) -> None:
    result = bring(both, HEADER + f"77,测试甲,{OWN},,,{THERE}\n")
    assert (result.n_stored, result.n_rejected) == (0, 1)


@pytest.mark.parametrize("who", [f"测试丙,{OTHER}", f"测试戊,{NEWCOMER}"], ids=["the same person", "another"])
def test_of_a_number_of_elsewhere_only_that_it_is_taken_is_told(both: House, who: str) -> None:
    result = bring(both, HEADER + f"D1,{who},,,{HERE}\n")
    assert turned_back(result) == [("2", "编号", "编号已被占用，请换一个编号")]


def test_who_is_stored_twice_is_met_again_by_the_next_file(both: House) -> None:
    for _again in range(2):
        bring(both, HEADER + f",测试乙,{ABROAD},,,{HERE}\n")
        with within(Scope(district=HERE)), both.database.read() as session:
            assert len(candidate_ids(session)) == 2
    bring(both, HEADER + f",测试乙,{ABROAD},,,{THERE}\n", actor=CITY)  # and the city takes it for the one it knew
    with both.database.read() as session:
        assert len(candidate_ids(session)) == 5


def test_who_sees_the_whole_city_stores_everybody(both: House) -> None:
    result = bring(both, HEADER + f",测试戊,{NEWCOMER},,,\n,测试乙,{ABROAD},,,{HERE}\n", actor=CITY)
    assert (result.n_stored, result.n_rejected) == (2, 0)


RECORDS: dict[ImportKind, Sequence[str]] = {
    "employment": ("身份证号,单位,参保起\n", "{number},甲公司,2019-01-01\n"),
    "claims": ("身份证号,单位,月份,金额\n", "{number},甲公司,2023-04,1260\n"),
    "placements": ("身份证号,单位,开始日期,计划结束\n", "{number},甲公司,2023-09-01,2024-01-31\n"),
}


@pytest.mark.parametrize("kind", RECORDS)
@pytest.mark.parametrize("number", [ABROAD, NEWCOMER], ids=["of elsewhere", "of nobody"])
def test_records_of_people_who_are_not_stored_here_are_turned_back(both: House, kind: ImportKind, number: str) -> None:
    bring(both, "单位名称\n甲公司\n", kind="employers", actor=CITY)
    header, row = RECORDS[kind]
    result = bring(both, header + row.format(number=OWN) + row.format(number=number), kind=kind)
    assert (result.n_stored, result.n_rejected) == (1, 1)
    assert turned_back(result)[0][2].startswith("库中没有此身份证号的求职者")


@pytest.mark.parametrize("kind", ["claims", "placements"])
def test_numbers_of_records_of_elsewhere_are_taken(both: House, kind: ImportKind) -> None:
    bring(both, "单位名称\n甲公司\n", kind="employers", actor=CITY)
    header, row = ("编号," + RECORDS[kind][0], "N1," + RECORDS[kind][1])
    assert bring(both, header + row.format(number=ABROAD), kind=kind, actor=CITY).n_stored == 1
    result = bring(both, header + row.format(number=OWN), kind=kind)
    assert turned_back(result)[0][2] == "编号已被占用，请换一个编号"


def test_what_gets_by_all_this_fails_the_file_whole(both: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("api.settling.turn_back_others", "api.turned_back.turn_back_neighbours"):
        monkeypatch.setattr(name, lambda *_: None)  # a mock: the rows that reach the store
    with pytest.raises(NotAllowed):
        bring(both, HEADER + f",测试戊,{NEWCOMER},,,{HERE}\n,测试己,,13900000008,1998-08-08,{THERE}\n")
    with pytest.raises(Conflict):
        bring(both, HEADER + f",测试戊,{NEWCOMER},,,{HERE}\nD1,测试己,,13900000008,1998-08-08,{HERE}\n")
    with both.database.read() as session:
        assert len(candidate_ids(session)) == 4


def test_an_upload_holds_to_the_district_too(both: House) -> None:
    headers = {"Authorization": f"Bearer {token_for(both, 'li', district=HERE)}"}
    rows = HEADER + f",测试戊,{NEWCOMER},,,{HERE}\n,测试乙,{ABROAD},,,{THERE}\n"
    with TestClient(app_over(both), headers=headers) as client:
        answer = client.post("/v1/imports/candidates", files={"file": ("名单.csv", rows.encode())})
        job = wait(client, answer.json()["id"])
    assert (job["state"], job["result"]["n_stored"], job["result"]["n_rejected"]) == ("done", 1, 1)
