"""The editions as files: the bundled ones hold what the official text says, and a wrong one is refused with its key."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from data.reference import load_gazetteer
from data.rulebook import read_edition, read_rulebook
from matcher.errors import BadInput

JINAN = files("data").joinpath("rules", "jinan-2023.toml").read_text(encoding="utf-8")

# 济人社字〔2023〕15号, annex, as it is printed: district, posts, trainees
ANNEX = """
历下区 1700 500
市中区 1600 400
槐荫区 1600 400
天桥区 1600 400
历城区 1200 320
长清区 850 260
章丘区 1250 400
济阳区 650 200
莱芜区 950 300
钢城区 350 100
平阴县 600 170
商河县 400 100
济南高新区 1700 500
市南部山区 200 50
济南起步区 350 100
"""


@pytest.fixture
def wrong(tmp_path: Path):
    """Reads the edition of Jinan with one passage changed."""

    def read(passage: str, instead: str) -> str:
        assert passage in JINAN
        path = tmp_path / "ours.toml"
        path.write_text(JINAN.replace(passage, instead, 1), encoding="utf-8")
        with pytest.raises(BadInput) as refused:
            read_edition(path)
        return str(refused.value)

    return read


def test_the_targets_of_the_districts_are_those_of_the_annex():
    (targets,) = read_rulebook("jinan-2023").on(date(2023, 9, 1)).targets
    printed = [(name, int(posts), int(trainees)) for name, posts, trainees in map(str.split, ANNEX.split("\n")[1:-1])]
    assert [(one.district, one.posts, one.trainees) for one in targets.districts] == printed


def test_the_targets_of_the_districts_sum_to_15000_posts_and_4200_trainees():
    (targets,) = read_rulebook("jinan-2023").on(date(2023, 9, 1)).targets
    assert len(targets.districts) == 15
    assert sum(one.posts for one in targets.districts) == 15_000
    assert sum(one.trainees for one in targets.districts) == 4_200
    assert targets.employers == 500


def test_the_targets_name_the_districts_and_zones_that_the_city_knows():
    (targets,) = read_rulebook("jinan-2023").on(date(2023, 9, 1)).targets
    assert sorted(one.district for one in targets.districts) == sorted(load_gazetteer().names)


def test_the_country_gives_graduates_two_years_and_jinan_three():
    assert read_rulebook("jinan-2023").on(date(2023, 9, 1)).graduates.window_years == 3
    assert read_rulebook("national-2023").on(date(2023, 9, 1)).graduates.window_years == 2


def test_the_rule_on_remaining_months_ends_with_the_year_and_the_text_does_not():
    edition = read_rulebook("jinan-2023").on(date(2024, 5, 1))
    assert edition.remainder.valid.covers(date(2023, 12, 31))
    assert not edition.remainder.valid.covers(date(2024, 1, 1))
    assert edition.valid.covers(date(2024, 1, 1))


@pytest.mark.parametrize(
    ("passage", "instead", "said"),
    [
        pytest.param(
            "percent = 60",
            "percent = 600",
            "ours.toml: subsidy.percent 600 is not between 1 and 100",
            id="percentage 600",
        ),
        pytest.param(
            "since = 2023-10-01",
            "since = 2023-09-01",
            "ours.toml: wages[1].valid is in force while wages[0] is",
            id="overlapping validity",
        ),
        pytest.param(
            'district = "历下区", posts = 1700',
            'district = "历下", posts = 1700',
            "ours.toml: targets[0].districts 历下 is no district or zone of this city",
            id="unknown district",
        ),
        pytest.param("max_months = 12\n", "", "ours.toml: term.max_months is missing", id="missing rule"),
        pytest.param(
            "max_months = 12",
            "maximum = 12",
            "ours.toml: term.max_months is missing, term.maximum there is no",
            id="typo",
        ),
        pytest.param(
            "age_min = 16",
            'age_min = "sixteen"',
            "youth.age_min must be a whole number",
            id="a word for a figure",
        ),
        pytest.param("[term]", "[term", "ours.toml: is not TOML", id="no TOML"),
        pytest.param(
            "posts = 15000",
            "posts = 15001",
            "targets[0].posts 15,001 is not the sum",
            id="a sum that is not",
        ),
    ],
)
def test_a_wrong_edition_is_refused_with_file_key_and_reason(wrong, passage, instead, said):
    assert said in wrong(passage, instead)


def test_a_folder_holds_the_editions_of_a_city_by_day(tmp_path):
    (tmp_path / "2023.toml").write_text(JINAN, encoding="utf-8")
    later = JINAN.replace('id = "jinan-2023"', 'id = "jinan-2024"').replace("since = 2023-08-08", "since = 2024-04-01")
    (tmp_path / "2024.toml").write_text(later, encoding="utf-8")
    book = read_rulebook(str(tmp_path))
    assert [book.on(day).id for day in (date(2024, 3, 31), date(2024, 4, 1))] == ["jinan-2023", "jinan-2024"]
    assert book.named("national-2023").graduates.window_years == 2


def test_two_files_of_one_edition_are_refused(tmp_path):
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text(JINAN, encoding="utf-8")
    with pytest.raises(BadInput, match="id jinan-2023 stands there twice"):
        read_rulebook(str(tmp_path))


def test_rules_that_are_not_there_are_told_with_those_that_are():
    with pytest.raises(BadInput, match=r"there are no such rules; give a file.*jinan-2023, national-2023"):
        read_rulebook("jinan-2032")


def test_an_empty_folder_has_no_rules(tmp_path):
    with pytest.raises(BadInput, match="there is no file of rules"):
        read_rulebook(str(tmp_path))
