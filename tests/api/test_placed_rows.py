"""Files of the programme one after another: whom they mean, what the rules refuse, and what is left unchanged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from api.house import House
from api.imports import ImportResult
from data.store import (
    get_placement,
    iter_claims,
    iter_employments,
    iter_placements,
    iter_refused_overlaps,
    masked_person,
)
from matcher.placements import RefusedOverlap, Way
from matcher.records import Person
from tests.api.test_imports import bring, reasons

CODE, OTHER_CODE = "91350100M000100Y43", "91370100MA3C1GJ42A"
FIRST, SECOND, NOBODY = "11010519491231002X", "370102199901011552", "370102199901011579"
HEADER = "编号,身份证号,统一社会信用代码,岗位编号,协议日期,开始日期,计划结束,实际结束,带教老师,银行卡号\n"
ROW = f"JX1,{FIRST},{CODE},P1,2023-08-28,2023-09-01,2024-02-29,,孙师傅,6222021602001234567\n"
CLAIMS = "单位,身份证号,月份,金额,申领日期\n"
EMPLOYMENT = "身份证号,单位,参保起,参保止\n"


@pytest.fixture
def city(house: House, tmp_path: Path) -> House:
    """Two candidates, two employers, and a post of one opening."""
    people = f"编号,姓名,身份证号\n001,测试甲,{FIRST}\n002,测试乙,{SECOND}\n"
    bring(house, tmp_path, "candidates", people)
    bring(house, tmp_path, "employers", f"单位名称,统一社会信用代码\n甲公司,{CODE}\n乙公司,{OTHER_CODE}\n")
    posts = f"岗位编号,单位名称,统一社会信用代码,岗位名称,需求人数\nP1,甲公司,{CODE},测试员,1\n"
    bring(house, tmp_path, "posts", posts)
    return house


def placed(house: House, folder: Path, *rows: str) -> ImportResult:
    return bring(house, folder, "placements", HEADER + "".join(rows))


def test_a_placement_is_of_the_stored_candidate_and_employer_and_keeps_its_people_sealed(
    city: House, tmp_path: Path
) -> None:
    assert placed(city, tmp_path, ROW).n_rejected == 0
    with city.database.read() as session:
        stored = get_placement(session, "JX1")
        mentor = masked_person(session, "placement", "JX1", "mentor", vault=city.vault)
        trainee = masked_person(session, "placement", "JX1", "trainee", vault=city.vault)
    assert (stored.candidate_id, stored.employer_id, stored.post_id) == ("001", CODE, "P1")
    assert stored.edition == "jinan-2023"
    assert (mentor, trainee) == (Person(name="孙**"), Person(bank_card="************4567"))


def test_the_same_file_twice_changes_nothing(city: House, tmp_path: Path) -> None:
    claims = CLAIMS + f"{CODE},{FIRST},2023-09,1260.00,2023-10-08\n甲公司,{NOBODY},差额,210,\n"
    files = {"placements": HEADER + ROW + ROW.replace("JX1", ""), "claims": claims}
    files["employment"] = EMPLOYMENT + f"{SECOND},丙公司,2023-07,\n"
    files["courses"] = "名称,机构\n电工初级,某培训学校\n"
    for kind, text in files.items():
        first = bring(city, tmp_path, kind, text)  # type: ignore[arg-type]  # a kind of file
        again = bring(city, tmp_path, kind, text)  # type: ignore[arg-type]
        assert (first.n_rejected, again.tally.added, again.tally.changed) == (0, 0, 0)
        assert again.tally.unchanged == again.n_rows


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(
            ROW.replace(FIRST, NOBODY), "库中没有此身份证号的求职者，请先导入求职者", id="a person nobody imported"
        ),
        pytest.param(
            ROW.replace(CODE, "91370102MA3D0000TE"),
            "库中没有此单位，请先导入见习单位",
            id="an employer nobody imported",
        ),
        pytest.param(
            ROW.replace("2024-02-29", "2024-09-01"),
            "超过 12 个月（满 12 个月为 2024-08-31）（济人社字〔2023〕15号 二(二)）",
            id="over twelve months",
        ),
        pytest.param(
            ROW.replace("2023-08-28", "2023-09-02").replace("2024-02-29", "2023-11-29"),
            "不足 3 个月（满 3 个月为 2023-11-30），请填写期限说明（济人社字〔2023〕15号 二(二)）；"
            "协议日期：协议日期 2023-09-02 晚于开始日期 2023-09-01（济人社字〔2023〕15号 二(四)）",
            id="every reason of a row",
        ),
        pytest.param(ROW.replace(CODE, OTHER_CODE), "岗位属于另一单位", id="another employer's post"),
    ],
)
def test_a_row_that_is_refused_says_every_reason(city: House, tmp_path: Path, row: str, reason: str) -> None:
    result = placed(city, tmp_path, row)
    assert [why for _, why in reasons(result)] == [reason]
    with city.database.read() as session:
        assert list(iter_placements(session)) == []


def test_one_person_is_not_placed_twice_at_a_time_and_the_overlap_is_kept_for_the_watch(
    city: House, tmp_path: Path
) -> None:
    other = f"JX2,{FIRST},{OTHER_CODE},,,2024-02-29,2024-08-28,,,\n"
    result = placed(city, tmp_path, ROW, other)
    assert [row for row, _ in reasons(result)] == ["3"]
    refused = RefusedOverlap("JX2", "001", OTHER_CODE, date(2024, 2, 29), date(2024, 8, 28), ("JX1",))
    assert result.refused_overlaps == (refused,)
    placed(city, tmp_path, ROW, other)
    with city.database.read() as session:
        assert [(one.overlap, one.way) for one in iter_refused_overlaps(session)] == [(refused, Way.FILE)]


def test_an_end_told_in_the_same_file_makes_room(city: House, tmp_path: Path) -> None:
    placed(city, tmp_path, ROW)
    other = f"JX2,{FIRST},{OTHER_CODE},,,2024-01-01,2024-06-30,,,\n"
    ended = ROW.replace("2024-02-29,", "2024-02-29,2023-12-31")
    assert placed(city, tmp_path, other, ended).n_rejected == 0


def test_a_post_takes_no_more_than_its_headcount_also_from_a_later_file(city: House, tmp_path: Path) -> None:
    placed(city, tmp_path, ROW)
    later = ROW.replace("JX1", "JX2").replace(FIRST, SECOND)
    assert [why for _, why in reasons(placed(city, tmp_path, later))] == ["岗位需求人数为 1，2023-09-01 已满"]


def test_an_employer_struck_off_takes_nobody_from_today_on(city: House, tmp_path: Path) -> None:
    # today is 1 September 2023; since when it is struck off nobody knows, so an earlier start stands
    bring(city, tmp_path, "employers", f"单位名称,统一社会信用代码,状态\n甲公司,{CODE},已清退\n")
    assert [why for _, why in reasons(placed(city, tmp_path, ROW))] == [
        "单位已清退，自 2023-09-01 起不得接收见习人员（济人社字〔2023〕15号 二(四)）"
    ]
    assert placed(city, tmp_path, ROW.replace("2023-09-01", "2023-08-31").replace("02-29", "02-28")).n_rejected == 0


@pytest.mark.parametrize("status", ["已取消见习单位资格", "已清退（2022年年检不合格）"])
def test_a_status_is_read_like_on_the_list_of_inspections(city: House, tmp_path: Path, status: str) -> None:
    bring(city, tmp_path, "employers", f"单位名称,统一社会信用代码,状态\n甲公司,{CODE},{status}\n")
    assert placed(city, tmp_path, ROW).n_rejected == 1


def test_what_is_unknown_is_noted_and_refuses_nothing(city: House, tmp_path: Path) -> None:
    result = placed(city, tmp_path, ROW.replace("2023-08-28", "").replace("P1", "P9"))
    assert result.n_rejected == 0
    assert list(result.notes) == [
        "没有协议日期 1 行，未核对协议是否在开始之前签订",
        "岗位编号不在库中 1 行，未核对需求人数",
    ]


def test_a_number_of_another_placement_is_rejected(city: House, tmp_path: Path) -> None:
    placed(city, tmp_path, ROW)
    assert [why for _, why in reasons(placed(city, tmp_path, ROW.replace(FIRST, SECOND)))] == [
        "编号已属于另一人或另一单位的见习"
    ]


def test_one_start_keeps_its_number_under_whatever_number_it_comes(city: House, tmp_path: Path) -> None:
    placed(city, tmp_path, ROW)
    result = placed(city, tmp_path, ROW.replace("JX1", "A-7").replace("2024-02-29,", "2024-02-29,2023-12-31"))
    assert result.tally.changed == 1
    assert "第2行A-7并入JX1" in result.notes[0]
    with city.database.read() as session:
        assert [(one.id, one.ended_on) for one in iter_placements(session)] == [("JX1", date(2023, 12, 31))]


def test_claims_and_employment_of_nobody_known_are_kept(house: House, tmp_path: Path) -> None:
    bring(house, tmp_path, "claims", CLAIMS + f"{CODE},{NOBODY},2023-09,1260.00,\n")
    bring(house, tmp_path, "employment", EMPLOYMENT + f"{NOBODY},{CODE},2023-07,\n")
    person = house.vault.identify(NOBODY)
    with house.database.read() as session:
        assert [(one.candidate_id, one.employer_id) for one in iter_claims(session)] == [(person, CODE)]
        assert [(one.candidate_id, one.employer_id) for one in iter_employments(session)] == [(person, CODE)]


def test_a_claim_finds_its_person_and_employer_once_they_are_known(city: House, tmp_path: Path) -> None:
    bring(city, tmp_path, "claims", CLAIMS + f"乙公司,{SECOND},2023-09,1260.00,\n")
    with city.database.read() as session:
        claim = next(iter_claims(session))
        trainee = masked_person(session, "claim", claim.id, "trainee", vault=city.vault)
    assert (claim.candidate_id, claim.employer_id) == ("002", OTHER_CODE)
    assert trainee == Person(id_number="3701**********1552")


def test_a_number_of_another_persons_claim_is_rejected(city: House, tmp_path: Path) -> None:
    numbered = "编号," + CLAIMS + f"B1,{CODE},%s,2023-09,1260.00,\n"
    bring(city, tmp_path, "claims", numbered % FIRST)
    assert [why for _, why in reasons(bring(city, tmp_path, "claims", numbered % SECOND))] == ["编号已属于另一人的申领"]
