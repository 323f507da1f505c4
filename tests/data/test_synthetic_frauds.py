"""The planter: forty frauds and forty look-alikes, in files that stay readable and innocent elsewhere."""

import csv
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import combinations

import pytest

from data.synthetic import make_city
from data.synthetic.frauds import CHANGED, TRUTH, plant_frauds
from matcher.errors import BadInput

ON = date(2023, 9, 1)
KINDS = (
    "two_placements",
    "employed_elsewhere",
    "beyond_term",
    "after_end",
    "employer_barred",
    "shared_account",
    "late_graduation",
    "vanished_retention",
)


def read_table(path, **manner):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, **manner))


def day(cell):
    return date.fromisoformat(cell) if cell else None


def first_of(row):
    return date.fromisoformat(row["月份"] + "-01")


def last_day(row):
    return day(row["实际结束"] or row["计划结束"])


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("city")
    make_city(folder, posts=2000, candidates=5000, seed=2023, on=ON)
    return folder


@pytest.fixture(scope="module")
def planted(city, tmp_path_factory):
    folder = tmp_path_factory.mktemp("planted")
    plant_frauds(city, folder, seed=2023, on=ON)
    return folder


@pytest.fixture(scope="module")
def truth(planted):
    return read_table(planted / TRUTH, delimiter="\t")


@pytest.fixture(scope="module")
def placements(planted):
    return {row["编号"]: row for row in read_table(planted / "placements.csv")}


@pytest.fixture(scope="module")
def claims(planted):
    return read_table(planted / "claims.csv")


@pytest.fixture(scope="module")
def spells(planted):
    return read_table(planted / "employment.csv")


@pytest.fixture(scope="module")
def employers(planted):
    return {row["统一社会信用代码"]: row for row in read_table(planted / "employers.csv")}


@pytest.fixture(scope="module")
def traineeships(placements, claims, employers):
    """Each traineeship with the months claimed by its employer for its person."""
    months = defaultdict(list)
    for row in claims:
        if row["月份"]:
            months[row["单位"], row["身份证号"]].append(first_of(row))
    return [
        (row, months[employers[row["统一社会信用代码"]]["单位名称"], row["身份证号"]]) for row in placements.values()
    ]


def numbers(truth, kind, verdict):
    cases = [row for row in truth if (row["kind"], row["verdict"]) == (kind, verdict)]
    return {number for row in cases for number in row["placements"].split(";")}


def frauds_of(truth, *kinds):
    return set().union(*(numbers(truth, kind, "fraud") for kind in kinds))


def test_of_each_kind_five_frauds_and_five_look_alikes_are_planted(truth):
    assert Counter((row["kind"], row["verdict"]) for row in truth) == {
        (kind, verdict): 5 for kind in KINDS for verdict in ("fraud", "innocent")
    }


def test_the_frauds_of_a_kind_are_no_five_of_one_make(truth):
    for kind in KINDS:
        assert len({row["note"] for row in truth if (row["kind"], row["verdict"]) == (kind, "fraud")}) >= 3


def test_the_truth_names_rows_that_exist_and_are_of_its_people(truth, placements, claims, spells, employers):
    for row in truth:
        people, codes = row["people"].split(";"), row["employers"].split(";")
        assert {placements[number]["身份证号"] for number in row["placements"].split(";")} == set(people)
        assert set(codes) <= set(employers)
        assert row["claims"]
        assert {claims[int(n) - 1]["身份证号"] for n in row["claims"].split(";")} <= set(people)
        assert {spells[int(n) - 1]["身份证号"] for n in row["employment"].split(";") if n} <= set(people)


def test_nobody_is_part_of_two_planted_cases(truth):
    people = [number for row in truth for number in row["people"].split(";")]
    assert len(set(people)) == len(people)


def test_planting_gives_the_same_bytes_again_and_leaves_the_innocent_city_alone(city, planted, tmp_path):
    before = {path: path.read_bytes() for path in city.rglob("*.*")}
    plant_frauds(city, tmp_path, seed=2023, on=ON)
    assert {path: path.read_bytes() for path in city.rglob("*.*")} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*(f"{name}.csv" for name in CHANGED), TRUTH])
    assert all(path.read_bytes() == (planted / path.name).read_bytes() for path in tmp_path.iterdir())


def test_planted_files_keep_the_columns_of_the_innocent_ones(city, planted):
    for name in CHANGED:
        innocent = (city / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()[0]
        told = (planted / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()[0]
        assert told == (innocent + ",状态日期" if name == "employers" else innocent)


def test_two_terms_of_one_person_overlap_in_frauds_alone(truth, placements):
    own = defaultdict(list)
    for row in placements.values():
        own[row["身份证号"]].append(row)
    at_once = {
        row["编号"]
        for rows in own.values()
        for pair in combinations(sorted(rows, key=lambda row: row["开始日期"]), 2)
        if last_day(pair[0]) >= day(pair[1]["开始日期"])
        for row in pair
    }
    assert at_once == frauds_of(truth, "two_placements")


def test_a_job_elsewhere_touches_a_traineeship_in_frauds_alone(truth, placements, spells, employers):
    touched = set()
    for row in placements.values():
        for spell in (spell for spell in spells if spell["身份证号"] == row["身份证号"]):
            apart = day(spell["参保起"]) > last_day(row) or (
                spell["参保止"] and day(spell["参保止"]) < day(row["开始日期"])
            )
            if not apart and spell["单位"] != employers[row["统一社会信用代码"]]["单位名称"]:
                touched.add(row["编号"])
    assert touched == frauds_of(truth, "employed_elsewhere")


def test_months_outside_the_term_or_twice_are_claimed_in_frauds_alone(truth, traineeships):
    people = Counter(row["身份证号"] for row, _ in traineeships)
    odd = {
        row["编号"]
        for row, months in traineeships
        if people[row["身份证号"]] == 1
        and (
            len(set(months)) < len(months)
            or any(month > last_day(row) or month < day(row["开始日期"]).replace(day=1) for month in months)
        )
    }
    assert odd == frauds_of(truth, "beyond_term", "after_end")


def test_three_or_more_share_a_card_or_phone_in_frauds_alone(truth, placements, planted):
    phones = {row["身份证号"]: row["手机号"] for row in reversed(read_table(planted / "candidates.csv"))}
    sharing = defaultdict(set)
    for row in placements.values():
        sharing["card", row["银行卡号"]].add(row["身份证号"])
        if phones[row["身份证号"]]:
            sharing["phone", phones[row["身份证号"]]].add(row["身份证号"])
    many = set().union(*(people for people in sharing.values() if len(people) > 2))
    assert many == {placements[number]["身份证号"] for number in frauds_of(truth, "shared_account")}
    assert sum(len(people) == 2 for people in sharing.values()) >= 5


def test_what_is_claimed_of_barred_employers_comes_after_the_bar_in_frauds_alone(truth, claims, employers):
    for row in (row for row in truth if row["kind"] == "employer_barred"):
        employer = employers[row["employers"]]
        since = day(employer["状态日期"])
        months = [first_of(claims[int(n) - 1]) for n in row["claims"].split(";")]
        after = employer["状态"] != "待复检" and any(month > since for month in months)
        assert after == (row["verdict"] == "fraud")


def test_contracts_end_within_a_month_of_a_top_up_in_frauds_and_in_renewals_alone(truth, claims, placements, spells):
    for row in (row for row in truth if row["kind"] == "vanished_retention"):
        own = [claims[int(n) - 1] for n in row["claims"].split(";")]
        paid = max(day(claim["发放日期"]) for claim in own if claim["补贴类别"] in ("差额", "剩余期限"))
        gone = min(day(placements[number]["合同终止"]) for number in row["placements"].split(";"))
        again = any(not spells[int(n) - 1]["参保止"] for n in row["employment"].split(";"))
        soon = gone - paid <= timedelta(days=31) and not again
        assert soon == (row["verdict"] == "fraud")


def test_a_small_city_is_refused_with_what_is_missing(tmp_path):
    make_city(tmp_path / "city", posts=30, candidates=60, seed=1, on=ON)
    with pytest.raises(BadInput, match="too small to plant frauds"):
        plant_frauds(tmp_path / "city", tmp_path / "out", seed=1, on=ON)


def test_a_day_before_the_rules_reach_back_far_enough_is_refused(tmp_path):
    with pytest.raises(BadInput, match="2023-07-01 or later"):
        plant_frauds(tmp_path, tmp_path, seed=1, on=date(2023, 6, 30))


def test_certificates_are_dated_after_the_start_in_frauds_and_for_the_unemployed_young_alone(
    truth, placements, planted
):
    people = {row["身份证号"]: row for row in reversed(read_table(planted / "candidates.csv"))}
    for row in (row for row in truth if row["kind"] == "late_graduation"):
        person, start = people[row["people"]], placements[row["placements"]]["开始日期"]
        later = person["毕业日期"] > start and not person["失业登记日期"]
        assert later == (row["verdict"] == "fraud")
