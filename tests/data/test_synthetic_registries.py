"""The registries of the synthetic city: written as offices write them, faults included, with the truth beside."""

import csv
import unicodedata
from datetime import date

import pytest

from data.reference import load_gazetteer, load_priority_groups
from data.registries import read_registry
from data.synthetic import make_city
from data.synthetic.chance import Chance
from data.synthetic.faults import spoil_name, spoil_number
from matcher.registries import changed_facts, compare

ON = date(2023, 9, 1)
NUMBER = {
    "low_income": "身份证号码",
    "out_of_poverty": "公民身份号码",
    "disabled": "残疾人证号",
    "low_income_margin": "成员身份证号",
    "destitute": "身份证号码",
    "orphan": "身份证号",
    "monitored": "证件号码",
    "zero_employment": "身份证号",
    "student_loan": "身份证号码",
}
NAME = dict.fromkeys(NUMBER, "姓名") | {
    "out_of_poverty": "成员姓名",
    "low_income_margin": "成员姓名",
    "orphan": "孤儿姓名",
    "zero_employment": "家庭成员姓名",
    "student_loan": "借款学生姓名",
}
KINDS = tuple(NUMBER)


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


def test_the_truth_covers_about_one_candidate_in_twelve(people, truth):
    assert 0.06 < len({row["candidate"] for row in truth}) / len(people) < 0.11
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
        sex = "男" if int(number[16]) % 2 else "女"
        assert row.get("性别", sex) == sex
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


GROUPS = load_priority_groups()


def extract(folder, kind):
    path = folder / f"registry_{kind}.csv"
    read = {"groups": GROUPS, "gazetteer": load_gazetteer(), "identify": lambda value: "C" + value}
    return read_registry(path, GROUPS.kind(kind), **read)


@pytest.mark.parametrize("kind", KINDS)
def test_every_registry_is_read_whole(city, registries, kind):
    found = extract(city, kind)
    assert found.reading.rejected == []
    assert found.reading.n_rows == len(registries[kind])
    assert {one.group for one in found.entries} <= set(GROUPS.kind(kind).proves)


@pytest.mark.parametrize("kind", ["low_income", "out_of_poverty", "disabled", "student_loan"])
def test_a_month_on_some_are_gone_some_new_and_some_have_moved(city, kind):
    found = compare(extract(city, kind).entries, extract(city / "later", kind).entries)
    assert 0.01 < len(found.gone) / found.n_earlier < 0.06
    assert 0.01 < len(found.added) / found.n_later < 0.06
    assert 0 < len(found.changed) / found.n_later < 0.05
    assert {name for pair in found.changed for name in changed_facts(*pair)} == {"district"}


def test_the_later_extracts_have_a_truth_of_their_own(city, people):
    with (city / "later" / "truth.tsv").open(encoding="utf-8", newline="") as file:
        truth = list(csv.DictReader(file, delimiter="\t"))
    assert {row["candidate"] for row in truth} <= set(people)
    assert {row["registry"] for row in truth} == set(KINDS)


def test_no_candidate_states_a_membership(city):
    text = (city / "candidates.csv").read_text(encoding="utf-8-sig")
    words = ("低保", "特困", "孤儿", "脱贫", "监测对象", "零就业", "助学贷款", "残疾人证")
    assert [word for word in words if word in text] == []
