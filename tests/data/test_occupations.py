"""The table of occupations holds together, and names the works of titles and wishes as people write them."""

from __future__ import annotations

import random
import time
import tomllib
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from data.reference import load_occupations
from matcher.occupations.words import alternatives, plain

FOLDER = Path(__file__).parents[2] / "data" / "reference" / "occupations"


@cache
def fields() -> list[dict[str, Any]]:
    return [
        field for path in sorted(FOLDER.glob("*.toml")) for field in tomllib.loads(path.read_text("utf-8"))["field"]
    ]


def families() -> list[dict[str, Any]]:
    return [family for field in fields() for family in field["family"]]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.name)
def test_a_file_of_the_table_has_400_lines_at_most(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_the_table_covers_the_market() -> None:
    assert len(fields()) >= 30
    assert len(families()) >= 250


@pytest.mark.parametrize("field", fields(), ids=lambda field: field["name"])
def test_every_family_has_several_words_and_another_to_offer(field: dict[str, Any]) -> None:
    assert [one["name"] for one in field["family"] if len(one["titles"]) < 4 or not one["near"]] == []


def test_no_word_stands_twice_in_a_list_and_no_family_is_near_to_itself() -> None:
    for family in families():
        for key in ("titles", "near", "not"):
            words = [plain(word) for word in family.get(key, ())]
            assert len(words) == len(set(words)), family["name"]
        assert family["name"] not in family["near"]


def test_a_word_names_three_families_at_most() -> None:
    counts = Counter(word for family in families() for word in {plain(word) for word in family["titles"]})
    assert [word for word, n in counts.items() if n > 3] == []


def test_a_word_that_names_a_family_names_no_field() -> None:
    exact = {plain(word) for family in families() for word in family["titles"]}
    assert exact & {plain(word) for field in fields() for word in field.get("titles", ())} == set()


@pytest.mark.parametrize("field", fields(), ids=lambda field: field["name"])
def test_every_word_of_the_table_is_found_when_it_stands_alone(field: dict[str, Any]) -> None:
    table = load_occupations()
    for family in field["family"]:
        for word in family["titles"]:
            assert family["name"] in table.families_of(word), word
    for word in field.get("titles", ()):
        assert field["name"] in table.families_of(word), word


def test_words_can_be_found_at_all() -> None:
    words = [plain(word) for family in families() for word in (*family["titles"], *family.get("not", ()))]
    assert [word for word in words if len(word) < 2 or alternatives(word) != [word]] == []


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("急聘！高薪诚聘Java开发（双休）", {"后端开发"}),
        ("产品助理", {"产品经理"}),
        ("销售会计（五险一金）", {"会计"}),
        ("汽车销售顾问", {"汽车销售"}),
        ("网络安全工程师-双休", {"网络安全"}),
        ("设备维护工程师", {"设备维修"}),
        ("弱电工程师", {"弱电安防"}),
        ("电商客服（无责底薪5000）", {"客户服务"}),
        ("CNC操作员", {"数控加工"}),
        ("PLC工程师", {"电气自动化"}),
        ("UI设计师", {"界面设计"}),
        ("会计/出纳", {"会计", "出纳"}),
        ("泉城大酒店招聘保安", {"保安"}),
        ("招聘专员", {"人力资源"}),
        ("养老护理员", {"养老护理"}),
        ("小学英语老师", {"学科教师"}),
        ("土建施工员", {"施工管理"}),
        ("化妆品公司文员", {"行政文员"}),
        ("社区网格员", {"社区工作"}),
        ("Mechanical Engineer", {"机械设计"}),
        ("销售（软件行业）", {"销售代表"}),
        ("码农", {"后端开发"}),
        ("想当程序猿", {"后端开发"}),
        ("搞机械的", {"机械设计"}),
        ("跑业务的都行", {"销售代表"}),
        ("打字员", {"数据录入"}),
        ("学校机房的网管", {"桌面支持"}),
        ("开网约车", {"汽车驾驶"}),
        ("进厂打螺丝", {"流水线操作"}),
        ("烧电焊", {"焊接铆工"}),
        ("照顾老人", {"养老护理"}),
        ("幼师或者保育员", {"幼儿园"}),
        ("博士后", {"科研助理"}),
        ("交通便利，离地铁近", set()),
        ("五险一金、绩效奖金、不用夜班", set()),
        ("初中毕业，啥都能干", set()),
    ],
)
def test_titles_and_wishes_as_people_write_them(text: str, families: set[str]) -> None:
    assert load_occupations().families_of(text) == families


@pytest.mark.parametrize(
    ("wished", "offered", "relation"),
    [
        ("码农", "前端开发工程师", 0.5),
        ("会计", "税务专员", 0.5),
        ("文员", "前台", 0.5),
        ("养老护理", "护士", 0.5),
        ("想做IT", "网管", 0.5),
        ("想做IT", "Java开发", 0.5),
        ("出纳", "审计助理", 0.25),
        ("会计", "焊工", 0.0),
        ("美术老师", "电工", 0.0),
        ("随便", "电工", None),
    ],
)
def test_what_a_caseworker_would_also_offer(wished: str, offered: str, relation: float | None) -> None:
    assert load_occupations().relation(wished, offered) == relation


def seconds(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


def test_reading_titles_costs_no_more_than_cleaning_them_twenty_times() -> None:
    """A table of thousands of words tried one after another would cost hundreds of times as much."""
    chance, words = random.Random(7), [word for family in families() for word in family["titles"]]
    titles = [f"{chance.choice(words)}{chance.choice(words)}({i}元,五险一金)" for i in range(3000)]
    table = load_occupations()
    table.bits(["程续员"])  # the readings of signs are loaded once
    reading = min(seconds(lambda: table.bits(titles)) for _ in range(3))
    cleaning = min(seconds(lambda: [plain(title) for title in titles]) for _ in range(3))
    assert reading < 20 * cleaning
