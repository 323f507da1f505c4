"""The registries of the synthetic city: written as offices write them, faults included, with the truth beside."""

import csv
import unicodedata
from datetime import date

import pytest

from data.synthetic import make_city
from data.synthetic.chance import Chance
from data.synthetic.faults import spoil_name, spoil_number

ON = date(2023, 9, 1)
KINDS = ("low_income", "out_of_poverty", "disabled")
NUMBER = {"low_income": "身份证号码", "out_of_poverty": "公民身份号码", "disabled": "残疾人证号"}
NAME = {"low_income": "姓名", "out_of_poverty": "成员姓名", "disabled": "姓名"}


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("city")
    make_city(folder, posts=0, candidates=6000, seed=7, on=ON)
    return folder


@pytest.fixture(scope="module")
def people(city):
    with (city / "candidates.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["编号"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def truth(city):
    with (city / "truth.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="module")
def registries(city):
    found = {}
    for kind in KINDS:
        with (city / f"registry_{kind}.csv").open(encoding="gb18030", newline="") as file:
            next(file)
            found[kind] = list(csv.DictReader(file))
    return found


def plain(number):
    return unicodedata.normalize("NFKC", number).upper().replace(" ", "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_registry_begins_with_a_title_in_an_office_encoding(city, kind):
    first, header, *_ = (city / f"registry_{kind}.csv").read_bytes().split(b"\r\n")
    assert first.decode("gb18030").startswith("济南市")
    assert header.decode("gb18030").startswith("序号,")
    with pytest.raises(UnicodeDecodeError):
        first.decode("utf-8")


def test_the_truth_covers_about_one_candidate_in_twenty(people, truth):
    assert 0.03 < len({row["candidate"] for row in truth}) / len(people) < 0.07
    assert {row["candidate"] for row in truth} <= set(people)


def test_registries_hold_many_who_are_no_candidates(registries, truth):
    assert sum(len(rows) for rows in registries.values()) > 2 * len(truth)


def test_true_links_agree_on_sex_and_mostly_on_number_and_name(registries, people, truth):
    exact = named = 0
    for link in truth:
        row = registries[link["registry"]][int(link["row"]) - 1]
        person = people[link["candidate"]]
        number = plain(person["身份证号"])
        assert row["序号"] == link["row"]
        assert row["性别"] == ("男" if int(number[16]) % 2 else "女")
        exact += plain(row[NUMBER[link["registry"]]])[:18] == number
        named += row[NAME[link["registry"]]] == person["姓名"].replace(" ", "")
    assert 0.65 < exact / len(truth) < 0.92
    assert 0.78 < named / len(truth) < 0.95


def test_some_strangers_bear_the_name_of_a_candidate(registries, people, truth):
    linked = {(link["registry"], link["row"]) for link in truth}
    numbers = {plain(person["身份证号"]) for person in people.values()}
    names = {person["姓名"] for person in people.values()}
    strangers = [
        row
        for kind, rows in registries.items()
        for row in rows
        if (kind, row["序号"]) not in linked and row[NAME[kind]] in names
    ]
    assert len(strangers) > 20
    assert not any(
        plain(row[NUMBER[kind]])[:18] in numbers for kind in KINDS for row in strangers if NUMBER[kind] in row
    )


def test_a_certificate_is_the_number_with_kind_and_grade(registries):
    whole = [row for row in registries["disabled"] if len(row["残疾人证号"]) >= 20]
    assert len(whole) > 100
    kinds = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
    for row in whole:
        certificate = plain(row["残疾人证号"])
        assert kinds[int(certificate[18]) - 1] == row["残疾类别"]
        assert "一二三四"[int(certificate[19]) - 1] + "级" == row["残疾等级"]


def test_whoever_states_a_wheelchair_is_mostly_in_the_registry_of_the_disabled(people, truth):
    listed = {row["candidate"] for row in truth if row["registry"] == "disabled"}
    stated = {n for n, person in people.items() if "轮椅" in person["特殊需求"]}
    assert len(stated) > 5
    assert len(stated & listed) / len(stated) > 0.5


def test_every_fault_of_a_number_occurs_and_most_are_right():
    chance = Chance(1, "faults")
    number = "37010219990307451X"
    written = [spoil_number(chance, number) for _ in range(3000)]
    assert 0.6 < written.count(number) / 3000 < 0.76
    assert {"", "370102990307451", number.lower(), "370102 19990307 451X", number[:17]} <= set(written)
    assert any(w.startswith("３７") for w in written)
    mistaken = [w for w in written if len(w) == 18 and w.isascii() and " " not in w and w.upper() != number]
    assert all(sum(a != b for a, b in zip(w, number, strict=True)) in (1, 2) for w in mistaken)
    assert len(mistaken) > 100


def test_a_name_is_spoiled_by_variants_spaces_and_swaps():
    chance = Chance(2, "faults")
    written = {spoil_name(chance, "闫晓峰") for _ in range(3000)}
    assert {"闫晓峰", "阎晓峰", "闫小峰", "闫晓峯", "闫　晓峰", "闫峰晓", "闫晓"} <= written
