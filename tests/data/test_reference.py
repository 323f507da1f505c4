"""Reference data: the districts of the city and the names of columns hold together."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.files.headers import comparable
from data.reference import load_gazetteer, load_headers
from data.values.reasons import Reason
from matcher.places import Place

NOUNS = (
    "posts",
    "candidates",
    "employers",
    "placements",
    "claims",
    "employment",
    "courses",
    "booths",
    "attendance",
    "registries",
)
DOCUMENT = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
CODES = {
    "历下区": "370102",
    "市中区": "370103",
    "槐荫区": "370104",
    "天桥区": "370105",
    "历城区": "370112",
    "长清区": "370113",
    "章丘区": "370114",
    "济阳区": "370115",
    "莱芜区": "370116",
    "钢城区": "370117",
    "平阴县": "370124",
    "商河县": "370126",
}
ZONES = ("济南高新区", "市南部山区", "济南起步区")


def test_the_city_has_the_fifteen_districts_and_zones_of_the_notice() -> None:
    gazetteer = load_gazetteer()
    assert gazetteer.names == (*CODES, *ZONES)
    assert {area.name: area.code for area in gazetteer.districts} == CODES
    assert all(zone.code is None and set(zone.around) <= set(CODES) for zone in gazetteer.zones)


@pytest.mark.parametrize("name", [*CODES, *ZONES])
def test_each_area_is_recognised_by_its_own_name(name: str) -> None:
    place = load_gazetteer().recognise(name)
    assert name in (place.district, place.zone)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("历下", Place("历下区")),
        ("济南市市中区", Place("市中区")),
        ("高新区", Place(None, "济南高新区")),
        ("南部山区", Place(None, "市南部山区")),
        ("起步区", Place(None, "济南起步区")),
        ("济南·历城区·汉峪金谷", Place("历城区", "济南高新区")),
        ("济南·历下区·齐鲁软件园", Place("历下区", "济南高新区")),
        ("历下区会展中心", Place("历下区", "济南高新区")),
        ("济南西部会展中心", Place("槐荫区")),
        ("历城区仲宫街道", Place("历城区", "市南部山区")),
        ("济阳区崔寨", Place("济阳区", "济南起步区")),
        ("唐冶", Place("历城区")),
        ("济南·历下区·姚家", Place("历下区")),
        ("章丘市", Place("章丘区")),
        ("莱芜市莱城区", Place("莱芜区")),
        ("莱芜高新区", Place("莱芜区")),
        ("济南", Place()),
        ("青岛市市北区", Place(elsewhere=True)),
        ("北京市朝阳区", Place(elsewhere=True)),
        ("天桥区北京路", Place("天桥区")),
    ],
)
def test_places_of_the_city_are_recognised(text: str, place: Place) -> None:
    assert load_gazetteer().recognise(text) == place


@pytest.mark.parametrize("noun", NOUNS)
def test_no_name_of_a_column_stands_for_two_fields(noun: str) -> None:
    headers = load_headers(noun, ())
    fields: dict[str, str] = {}
    for key, names in headers.names.items():
        for name in names:
            assert fields.setdefault(comparable(name), key) == key
    assert not {comparable(name) for name in headers.foreign} & set(fields)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_name_of_a_column_is_documented(noun: str) -> None:
    lines = set(DOCUMENT.splitlines())
    for first, *others in load_headers(noun, ()).names.values():
        assert f"| {first} | {'、'.join(others) or '–'} |" in lines


def test_every_reason_is_documented() -> None:
    assert [reason for reason in Reason if f"| {reason.value} |" not in DOCUMENT] == []
