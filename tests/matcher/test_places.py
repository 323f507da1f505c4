"""Places: what an address says of district and zone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.places import Area, Gazetteer, Place

HIGH_TECH = Area(
    "泉城高新区",
    aliases=("高新区",),
    landmarks=("软件园", "会展中心"),
    subdistricts=("临港",),
    around=("东城区",),
)
CITY = Gazetteer(
    city="泉城",
    province="山东",
    districts=(
        Area("东城区", code="1", short=("东城",), landmarks=("东湖",), subdistricts=("大桥", "临港")),
        Area("市中区", code="2", short=("市中",), landmarks=("西部会展中心",)),
    ),
    zones=(HIGH_TECH,),
    others=("青岛", "北京", "枣庄", "广东"),
)


@pytest.mark.parametrize(
    "text", ["东城区", "东城", "泉城市东城区", "山东省泉城市东城区东湖路1号", "泉城·东城区·某地", "泉城东城"]
)
def test_a_district_is_recognised_by_any_of_its_names(text: str) -> None:
    assert CITY.recognise(text) == Place("东城区")


def test_a_district_is_recognised_by_a_well_known_place() -> None:
    assert CITY.recognise("东湖边上") == Place("东城区")


def test_a_name_in_the_text_wins_over_a_place() -> None:
    assert CITY.recognise("东湖大厦，市中区某路").district == "市中区"


@pytest.mark.parametrize("text", ["大桥", "大桥镇", "泉城·大桥", "大桥街道办事处"])
def test_a_subdistrict_is_recognised_alone_or_with_its_suffix(text: str) -> None:
    assert CITY.recognise(text) == Place("东城区")


@pytest.mark.parametrize("text", ["大桥路", "过了大桥往北", "泉城市中心"])
def test_a_word_inside_another_is_no_subdistrict_and_no_district(text: str) -> None:
    assert CITY.recognise(text) == Place()


def test_a_zone_stands_beside_the_district_of_its_address() -> None:
    assert CITY.recognise("泉城·东城区·软件园") == Place("东城区", "泉城高新区")


def test_a_zone_is_recognised_without_a_district() -> None:
    assert CITY.recognise("高新区") == Place(None, "泉城高新区")


def test_a_place_of_a_zone_counts_only_in_districts_around_it() -> None:
    assert CITY.recognise("市中区某会展中心") == Place("市中区")


def test_the_longer_name_of_two_is_meant() -> None:
    assert CITY.recognise("西部会展中心") == Place("市中区")


def test_a_subdistrict_run_by_a_zone_names_both() -> None:
    assert CITY.recognise("临港街道") == Place("东城区", "泉城高新区")


@pytest.mark.parametrize("text", ["青岛", "山东省青岛市南区", "枣庄市市中区", "北京市东城区", "广东省某市", "中国北京"])
def test_another_city_is_elsewhere_even_with_a_district_of_the_same_name(text: str) -> None:
    assert CITY.recognise(text) == Place(elsewhere=True)


@pytest.mark.parametrize("text", ["北京路8号", "东城区北京路", "泉城、青岛", "青岛路", "", "山东省"])
def test_a_street_named_after_a_city_is_not_elsewhere(text: str) -> None:
    assert not CITY.recognise(text).elsewhere


def test_full_width_and_spaces_do_not_matter() -> None:
    assert CITY.recognise(" 东 城 区 ") == Place("东城区")


def test_the_names_come_in_order_with_zones_last() -> None:
    assert CITY.names == ("东城区", "市中区", "泉城高新区")


@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    place = CITY.recognise(text)
    assert place.district in (None, "东城区", "市中区")
    assert not (place.elsewhere and place.district)
