from __future__ import annotations

import pytest

from matcher.experience import USUAL_YEARS, Experience, read_experience


@pytest.mark.parametrize(
    ("told", "work", "practice"),
    [
        pytest.param("校报编辑部写通讯", 0, 0, id="neither"),
        pytest.param("4S店机修一年半 又去修理厂干了8个月", 1.5 + 8 / 12, 0, id="two spells of work"),
        pytest.param("项目干了一年零两个月", 1 + 2 / 12, 0, id="a year and two months"),
        pytest.param("做行政两年，备考一年没考上", 2, 0, id="preparing for examinations is no work"),
        pytest.param("外省项目干了两年，一年回家两趟", 2, 0, id="how often is not how long"),
        pytest.param("22年入职，干了半年，2023年7月离职", 0.5, 0, id="dates are no lengths"),
        pytest.param("干了一年，第二年就散了", 1, 0, id="the second year is a date"),
        pytest.param("跟着师傅实习了6周", 0, 6 / 52, id="practice in weeks"),
        pytest.param("在法院实习3个月，在律所实习5个月", 0, 8 / 12, id="two internships"),
        pytest.param("在社工站实习两个学期", 0, 0.8, id="practice in terms"),
        pytest.param("实习在造价公司，用广联达算量半年", 0, 0.5, id="a length that follows is the practice's"),
        pytest.param("实习半年。后来做出纳一年", 1, 0.5, id="practice and work"),
        pytest.param("大学四年暑假都在俱乐部带课", 0, 1 / 6, id="holidays"),
        pytest.param("支教一年，当过志愿者", 0, 0, id="unpaid work"),
        pytest.param("学了六年数控", 0, 0, id="years of learning"),
    ],
)
def test_lengths_of_work_and_practice_are_told_apart(told: str, work: float, practice: float) -> None:
    found = read_experience(told)
    assert found is not None
    assert (found.work_years, found.practice_years) == pytest.approx((work, practice))
    assert found.work_told
    assert found.practice_told


@pytest.mark.parametrize(
    ("told", "experience"),
    [
        pytest.param("在网吧干过网管，后来在家歇了一年", Experience(USUAL_YEARS, 0.0, work_told=False), id="work"),
        pytest.param("目前在医院康复科实习", Experience(0.0, USUAL_YEARS, practice_told=False), id="practice"),
    ],
)
def test_where_no_length_is_told_a_usual_one_is_taken(told: str, experience: Experience) -> None:
    assert read_experience(told) == experience


def test_nothing_told_is_unknown() -> None:
    assert read_experience(None) is None
    assert read_experience(" ") is None


def test_more_than_ten_years_are_not_told_apart() -> None:
    assert Experience(9.0, 5.0).years == 10.0
