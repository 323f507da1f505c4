from __future__ import annotations

import pytest

from matcher.records import Candidate
from matcher.wishes import needs_asked, read_stated
from matcher.work import WORK_CLASSES


def _refused(wish: str) -> set[str]:
    bits = read_stated(Candidate(id="C", wish=wish)).refused_work
    return {kind.name for i, kind in enumerate(WORK_CLASSES) if bits >> i & 1}


@pytest.mark.parametrize(
    ("wish", "flags"),
    [
        pytest.param("就想在章丘本地找个网管", {"only_place"}, id="only in this place"),
        pytest.param("网管，离家近优先", set(), id="a preference for near is not only"),
        pytest.param("编导，五千以下就不考虑了", {"pay_floor"}, id="a floor of pay"),
        pytest.param("质检员，不接受夜班", {"refuses_night"}, id="no night shifts"),
        pytest.param("质检员，倒班能适应", set(), id="shifts are fine"),
        pytest.param("身体原因夜班不行", {"refuses_night"}, id="no night shifts for one's health"),
        pytest.param("不介意上夜班", set(), id="night shifts are no matter"),
        pytest.param("外地人，需要食宿", {"needs_lodging"}, id="board and lodging"),
        pytest.param("在本市没有住处", {"needs_lodging"}, id="nowhere to live"),
        pytest.param("不需要住宿", set(), id="no lodging needed"),
        pytest.param("普工，必须提供住宿", {"needs_lodging", "insists_lodging"}, id="lodging is a must"),
        pytest.param("普工，最好有宿舍", {"needs_lodging"}, id="lodging would be good"),
        pytest.param("实施工程师，不接受长期出差、驻外", {"refuses_travel"}, id="no travel"),
    ],
)
def test_what_is_ruled_out_or_needed_is_read(wish: str, flags: set[str]) -> None:
    stated = read_stated(Candidate(id="C", wish=wish))
    names = ("only_place", "pay_floor", "refuses_night", "needs_lodging", "insists_lodging", "refuses_travel")
    assert {name for name in names if getattr(stated, name)} == flags


@pytest.mark.parametrize(
    ("wish", "only"),
    [
        pytest.param("主播或新媒体；只考虑历城。", True, id="the home's short name"),
        pytest.param("仅限天桥", True, id="a short name among those accepted"),
        pytest.param("只考虑市中心", False, id="another word"),
        pytest.param("只考虑主播，历城", False, id="another clause"),
        pytest.param("主播，历城最好", False, id="a preference"),
    ],
)
def test_only_before_the_short_name_of_an_own_district_rules_out_others(wish: str, only: bool) -> None:
    own = Candidate(id="C", wish=wish, home_district="历城区", districts=("天桥区", "市中区"))
    assert read_stated(own).only_place is only


def test_needs_are_read_like_wishes() -> None:
    assert read_stated(Candidate(id="C", needs="需要单位提供住宿")).needs_lodging


def test_refused_work_is_read_from_refusals_only() -> None:
    assert _refused("想做销售助理，不考虑技术支持") == {"support"}
    assert _refused("品控，不做业务，别让我打电话推销") == {"sales", "phone"}
    assert _refused("销售、客服都可以") == set()


@pytest.mark.parametrize(
    ("experience", "years"),
    [
        pytest.param(None, None, id="nothing told is unknown"),
        pytest.param("校报编辑部写通讯", 0.0, id="no duration is none"),
        pytest.param("4S店机修一年半", 1.5, id="a year and a half"),
        pytest.param("在公司实习6个月", 0.5, id="an internship has its own length"),
        pytest.param("项目干了一年零两个月", 1 + 2 / 12, id="a year and two months"),
        pytest.param("做行政两年，备考一年没考上", 2.0, id="preparing for examinations is no work"),
    ],
)
def test_years_of_work_are_summed(experience: str | None, years: float | None) -> None:
    assert read_stated(Candidate(id="C", experience=experience)).experience_years == pytest.approx(years)


def test_stated_years_count_before_the_text() -> None:
    assert read_stated(Candidate(id="C", experience="一年", experience_years=3.0)).experience_years == 3.0


@pytest.mark.parametrize(
    ("wish", "needs", "codes"),
    [
        pytest.param("会计", None, (), id="nothing"),
        pytest.param("不上夜班", "需要轮椅通道", ("needs", "night_shift"), id="a workplace, and no night shifts"),
        pytest.param("需要提供住宿", None, ("lodging",), id="lodging"),
    ],
)
def test_needs_asked_are_those_that_are_read(wish: str, needs: str | None, codes: tuple[str, ...]) -> None:
    person = Candidate("C1", wish=wish, needs=needs)
    stated = read_stated(person)
    read = {"needs": bool(stated.needs), "night_shift": stated.refuses_night, "lodging": stated.needs_lodging}
    assert needs_asked(person) == codes
    assert tuple(code for code, is_read in read.items() if is_read) == codes
