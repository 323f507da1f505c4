"""Files of claims, of employment and of courses: how a row becomes a record, and which one it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from data.claims import read_claims
from data.courses import read_courses
from data.employment import read_employment
from data.mentions import Mention
from data.placements import read_placements
from data.reference import load_gazetteer
from data.vault import Vault
from matcher.records import Claim, ClaimKind, Course, Employment, Person
from tests.data.test_placements import CODE, FULL, NUMBER, read

CLAIM = {
    "单位": CODE,
    "身份证号": NUMBER,
    "月份": "2023-08",
    "金额": "1,260.00元",
    "申领日期": "2023-09-05",
    "发放日期": "2023-09-20",
}
SPELL = {"身份证号": NUMBER, "单位": "乙公司", "参保起": "2023-07", "参保止": "2023年12月"}


def test_every_column_of_a_claim_is_read(tmp_path: Path, vault: Vault) -> None:
    told = read(tmp_path, CLAIM, by=partial(read_claims, identify=vault.identify)).entries[0]
    assert told.mention == Mention(NUMBER, CODE, None)
    assert told.entry.trainee == Person(id_number=NUMBER)
    assert told.entry.claim == Claim(
        id=told.entry.claim.id,
        candidate_id=vault.identify(NUMBER),
        employer_id=CODE,
        kind=ClaimKind.MONTHLY,
        month=date(2023, 8, 1),
        amount_yuan=Decimal("1260.00"),
        claimed_on=date(2023, 9, 5),
        paid_on=date(2023, 9, 20),
    )


@pytest.mark.parametrize(
    ("changes", "kind", "month"),
    [
        pytest.param({"月份": "2023年8月"}, ClaimKind.MONTHLY, date(2023, 8, 1), id="a month in Chinese"),
        pytest.param({"月份": "2023.08"}, ClaimKind.MONTHLY, date(2023, 8, 1), id="a month with a dot"),
        pytest.param({"月份": "2023-08-31"}, ClaimKind.MONTHLY, date(2023, 8, 1), id="a day"),
        pytest.param({"月份": "差额补贴"}, ClaimKind.DIFFERENCE, None, id="the difference"),
        pytest.param({"月份": "剩余期限"}, ClaimKind.REMAINING, None, id="the months left"),
        pytest.param({"补贴类别": "差额"}, ClaimKind.DIFFERENCE, None, id="a column that names the part"),
        pytest.param({"补贴类别": "按月"}, ClaimKind.MONTHLY, date(2023, 8, 1), id="the part by months"),
    ],
)
def test_the_part_of_the_subsidy_is_told_by_its_column_or_by_the_month(
    tmp_path: Path, vault: Vault, changes: dict[str, str], kind: ClaimKind, month: date | None
) -> None:
    claim = read(tmp_path, CLAIM | changes, by=partial(read_claims, identify=vault.identify)).entries[0].entry.claim
    assert (claim.kind, claim.month) == (kind, month)


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        ("1260", "1260.00"),
        ("￥1,260.5", "1260.50"),
        ("0.126万元", "1260.00"),
        ("１２６０．００元", "1260.00"),
        ("0", "0.00"),
    ],
)
def test_amounts_are_exact_to_the_fen(tmp_path: Path, vault: Vault, written: str, yuan: str) -> None:
    reading = read(tmp_path, CLAIM | {"金额": written}, by=partial(read_claims, identify=vault.identify))
    assert str(reading.entries[0].entry.claim.amount_yuan) == yuan


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"金额": "1260.005"}, "不是金额，应为元，最多两位小数", id="finer than a fen"),
        pytest.param({"金额": "-1260"}, "金额不能为负", id="negative"),
        pytest.param({"金额": "按标准"}, "不是金额，应为元，最多两位小数", id="words"),
        pytest.param({"月份": "八月"}, "不是月份，应写成 2023-08，或写差额、剩余期限", id="a month of no year"),
        pytest.param({"补贴类别": "其他"}, "补贴类别应为按月、差额或剩余期限", id="another part"),
        pytest.param({"月份": "差额", "补贴类别": "按月"}, "缺少月份", id="by months and none named"),
        pytest.param({"发放日期": "2023-09-01"}, "发放日期早于申领日期", id="paid before it was claimed"),
    ],
)
def test_a_claim_that_cannot_be_read_says_why(
    tmp_path: Path, vault: Vault, changes: dict[str, str], reason: str
) -> None:
    reading = read(tmp_path, CLAIM | changes, by=partial(read_claims, identify=vault.identify))
    assert [one.reason for one in reading.rejected] == [reason]


def ids(reading: Any) -> list[str]:
    return [told.entry.claim.id for told in reading.entries]


def test_a_month_claimed_twice_stays_two_claims_and_a_file_read_again_the_same(tmp_path: Path, vault: Vault) -> None:
    by = partial(read_claims, identify=vault.identify)
    first, second = ids(read(tmp_path, CLAIM, CLAIM, by=by))
    assert first != second
    assert ids(read(tmp_path, CLAIM, by=by)) == [first]


def test_a_claim_paid_later_is_still_the_same_claim(tmp_path: Path, vault: Vault) -> None:
    by = partial(read_claims, identify=vault.identify)
    assert ids(read(tmp_path, CLAIM | {"发放日期": ""}, by=by)) == ids(read(tmp_path, CLAIM, by=by))


def test_a_spell_of_months_begins_with_the_first_day_and_ends_with_the_last(tmp_path: Path, vault: Vault) -> None:
    told = read(tmp_path, SPELL, by=partial(read_employment, identify=vault.identify)).entries[0]
    assert told.entry.employment == Employment(
        id=told.entry.employment.id,
        candidate_id=vault.identify(NUMBER),
        employer_id=told.mention.employer_id,
        employer="乙公司",
        insured_from=date(2023, 7, 1),
        insured_until=date(2023, 12, 31),
    )


def test_a_spell_that_runs_has_no_end(tmp_path: Path, vault: Vault) -> None:
    reading = read(tmp_path, SPELL | {"参保止": "至今"}, by=partial(read_employment, identify=vault.identify))
    assert reading.entries[0].entry.employment.insured_until is None


def test_a_spell_that_ends_before_it_begins_is_rejected(tmp_path: Path, vault: Vault) -> None:
    reading = read(tmp_path, SPELL | {"参保止": "2023-06"}, by=partial(read_employment, identify=vault.identify))
    assert [one.reason for one in reading.rejected] == ["参保止早于参保起"]


def test_every_column_of_a_course_is_read_and_its_district_recognised(tmp_path: Path) -> None:
    row = {
        "名称": "电工初级",
        "内容": "安全用电，照明线路安装",
        "机构": "某培训学校",
        "日期": "2023-10-08",
        "地点": "历下区经十路某号",
        "名额": "30人",
    }
    course = read(tmp_path, row, by=partial(read_courses, gazetteer=load_gazetteer())).entries[0]
    assert course == Course(
        id=course.id,
        name="电工初级",
        content="安全用电，照明线路安装",
        provider="某培训学校",
        starts_on=date(2023, 10, 8),
        place="历下区经十路某号",
        district="历下区",
        seats=30,
    )


@pytest.mark.parametrize("number", [NUMBER, f"JX{NUMBER}", "110105491231002"], ids=["whole", "behind letters", "old"])
def test_the_trainees_own_number_is_the_id_of_no_record(tmp_path: Path, vault: Vault, number: str) -> None:
    reads = (
        partial(read_claims, identify=vault.identify),
        partial(read_employment, identify=vault.identify),
        read_placements,
    )
    readings = [
        read(tmp_path, row | {"编号": number}, by=by) for row, by in zip((CLAIM, SPELL, FULL), reads, strict=True)
    ]
    claim, spell, placement = (one.entries[0].entry for one in readings)
    assert number not in (claim.claim.id, spell.employment.id)
    assert placement.placement.id == ""  # the store makes one
    assert all(any("已改用系统编号 1 行" in note for note in one.notes) for one in readings)
