"""The programme of the synthetic city: a story whose laws hold in the files as they are written."""

import csv
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest
from stdnum import luhn

from data.rulebook import read_rulebook
from data.synthetic import make_city
from data.synthetic.chance import Chance
from data.synthetic.programme import RULES, Applicant
from data.synthetic.programme.applicants import Pool, Wanted

ON = date(2023, 9, 1)
PLACEMENT_COLUMNS = (
    "编号,身份证号,统一社会信用代码,岗位编号,协议日期,开始日期,计划结束,实际结束,带教老师,保险日期,合同日期,合同终止,"
    "银行卡号,期限说明"
)
COLUMNS = {
    "placements": PLACEMENT_COLUMNS,
    "claims": "单位,身份证号,月份,金额,申领日期,发放日期,补贴类别",
    "employment": "身份证号,单位,参保起,参保止",
    "courses": "名称,内容,机构,日期,地点,名额",
}
GRADUATES = ("研究生", "硕士", "博士", "本科", "专科", "大专", "中专", "高级", "预备技师")


def read_table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def day(cell):
    return date.fromisoformat(cell) if cell else None


def later(start, months):
    # the day before the same day of a later month; a 31st becomes the last day of a shorter month
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for number in (start.day, 30, 29, 28):
        try:
            return date(year, month + 1, number) - timedelta(days=1)
        except ValueError:
            continue
    raise AssertionError


def due(month, days, percent):
    # 2,100 yuan a month until September 2023, 2,200 from October on
    wage = 2100 if month < date(2023, 10, 1) else 2200
    length = ((month.replace(day=28) + timedelta(days=4)).replace(day=1) - month).days
    return (Decimal(wage) * percent * days / (100 * length)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def due_between(first, last, percent):
    days = Counter((first + timedelta(days=n)).replace(day=1) for n in range((last - first).days + 1))
    return sum((due(month, n, percent) for month, n in days.items()), Decimal())


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("city")
    make_city(folder, posts=2000, candidates=5000, seed=2023, on=ON)
    return folder


@pytest.fixture(scope="module")
def placements(city):
    return read_table(city / "placements.csv")


@pytest.fixture(scope="module")
def claims(city):
    return read_table(city / "claims.csv")


@pytest.fixture(scope="module")
def spells(city):
    return read_table(city / "employment.csv")


@pytest.fixture(scope="module")
def people(city):
    return {row["身份证号"]: row for row in reversed(read_table(city / "candidates.csv"))}


@pytest.fixture(scope="module")
def employers(city):
    return {row["统一社会信用代码"]: row for row in read_table(city / "employers.csv")}


@pytest.mark.parametrize(("name", "columns"), COLUMNS.items(), ids=COLUMNS)
def test_the_programmes_files_have_exactly_the_columns_of_the_product(city, name, columns):
    assert (city / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()[0] == columns


def test_a_demo_city_has_traineeships_finished_running_and_to_come(placements):
    states = Counter(
        "to come" if day(row["开始日期"]) > ON else "finished" if row["实际结束"] else "running" for row in placements
    )
    assert len(placements) >= 150
    assert min(states["finished"], states["running"], states["to come"]) >= 5


def test_nobody_is_in_two_traineeships_at_once(placements):
    own = defaultdict(list)
    for row in placements:
        own[row["身份证号"]].append((day(row["开始日期"]), day(row["实际结束"] or row["计划结束"])))
    assert any(len(terms) > 1 for terms in own.values())
    for terms in own.values():
        assert all(earlier[1] < after[0] for earlier, after in pairwise(sorted(terms)))


def test_agreement_and_insurance_come_before_the_start_and_a_mentor_is_named(placements):
    for row in placements:
        assert day(row["协议日期"]) <= min(day(row["开始日期"]), ON)
        assert not row["保险日期"] or day(row["保险日期"]) <= day(row["开始日期"])
        assert row["带教老师"]
    assert all(row["保险日期"] for row in placements if day(row["开始日期"]) <= ON)


def test_a_term_is_of_full_months_at_most_twelve_and_an_unusual_one_has_its_reason(placements):
    for row in placements:
        start, end = day(row["开始日期"]), day(row["计划结束"])
        months = next(n for n in range(1, 13) if later(start, n) == end)
        assert bool(row["期限说明"]) == (not 3 <= months <= 6)
    assert any(row["期限说明"] for row in placements)


def test_a_placement_is_in_a_post_of_its_employer_with_room_for_it(city, placements):
    posts = {row["岗位编号"]: row for row in read_table(city / "posts.csv")}
    numbered = [row for row in placements if row["岗位编号"]]
    assert 0.85 < len(numbered) / len(placements) < 1
    assert all(posts[row["岗位编号"]]["统一社会信用代码"] == row["统一社会信用代码"] for row in numbered)
    taken = Counter(row["岗位编号"] for row in numbered)
    assert all(n <= int(posts[post]["需求人数"]) for post, n in taken.items())


def test_employers_place_people_once_recognised_and_some_place_nobody(placements, employers):
    for row in placements:
        employer = employers[row["统一社会信用代码"]]
        assert day(employer["认定日期"]) <= day(row["开始日期"])
        assert employer["状态"] != "已清退"
    assert {row["统一社会信用代码"] for row in placements} < set(employers)


def of_age(number, start):
    birthday = (int(number[6:10]), int(number[10:12]), int(number[12:14]))
    today = (start.year, start.month, start.day)
    return (birthday[0] + 16, *birthday[1:]) <= today < (birthday[0] + 25, *birthday[1:])


def left_lately(person, start):
    # months since leaving, by year and month as written; the 37th month after is past the three years
    year, month = (int(part) for part in re.findall(r"\d+", person["毕业日期"])[:2])
    return 1 <= (start.year - year) * 12 + start.month - month <= 36


def test_everybody_placed_was_eligible_on_the_day(placements, people):
    for row in placements:
        person, start = people[row["身份证号"]], day(row["开始日期"])
        schooled = person["毕业状态"] in ("毕业", "") and any(word in person["学历"] for word in GRADUATES)
        registered = [int(part) for part in re.findall(r"\d+", person["失业登记日期"])]
        waiting = registered and date(*registered) <= start and of_age(row["身份证号"], start)
        assert person["就业状态"] != "在读"
        assert waiting or (schooled and (not person["毕业日期"] or left_lately(person, start)))


def test_whoever_is_placed_today_stands_as_unemployed_and_whoever_was_kept_as_employed(placements, people):
    for row in placements:
        state = people[row["身份证号"]]["就业状态"]
        if day(row["开始日期"]) <= ON and not row["实际结束"]:
            assert state not in ("已就业", "在读", "灵活就业")
        if row["合同日期"] and not row["合同终止"]:
            assert state == "已就业"


def test_a_contract_follows_the_end_at_once_or_soon_and_an_early_one_three_full_months(placements):
    signed = [row for row in placements if row["合同日期"]]
    early = [row for row in signed if day(row["合同日期"]) <= day(row["计划结束"])]
    assert 0 < len(early) < len(signed) < len(placements)
    for row in signed:
        ended = day(row["实际结束"])
        assert ended < day(row["合同日期"]) <= min(ended + timedelta(days=30), ON)
    for row in early:
        assert later(day(row["开始日期"]), 3) <= day(row["实际结束"])


def test_every_person_has_a_bank_card_of_their_own_that_passes_its_check(placements):
    cards = {(row["身份证号"], row["银行卡号"]) for row in placements}
    assert len(cards) == len({number for number, _ in cards}) == len({card for _, card in cards})
    assert all(len(card) == 19 and luhn.is_valid(card) for _, card in cards)


def test_two_months_worked_by_hand_are_what_is_claimed():
    # 8 October to 31 October 2021 is 24 of 31 days: 2,100 × 60 % × 24 / 31 = 975.483… → 975.48
    assert due(date(2021, 10, 1), 24, 60) == Decimal("975.48")
    # a whole October 2023: 2,200 × 60 % = 1,320
    assert due_between(date(2023, 10, 1), date(2023, 10, 31), 60) == Decimal("1320.00")


def test_monthly_claims_are_of_months_practised_once_each_and_of_the_right_amount(placements, claims, employers):
    terms = defaultdict(list)
    for row in placements:
        name = employers[row["统一社会信用代码"]]["单位名称"]
        terms[name, row["身份证号"]].append((day(row["开始日期"]), day(row["实际结束"] or row["计划结束"])))
    monthly = [row for row in claims if row["月份"]]
    assert len({(row["身份证号"], row["月份"], row["单位"]) for row in monthly}) == len(monthly)
    for row in monthly:
        month = date.fromisoformat(row["月份"] + "-01")
        after = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
        own = [
            (max(first, month), min(last, after - timedelta(days=1)))
            for first, last in terms[row["单位"], row["身份证号"]]
            if first < after and last >= month
        ]
        assert row["补贴类别"] in ("按月", "")
        assert Decimal(row["金额"]) == sum(due_between(first, last, 60) for first, last in own)
        assert after <= day(row["申领日期"]) <= ON
        assert not row["发放日期"] or day(row["申领日期"]) < day(row["发放日期"]) <= ON


def test_remaining_months_are_claimed_as_one_sum_after_an_early_contract_of_2023(placements, claims):
    signed = {row["身份证号"]: row for row in placements if row["合同日期"]}
    remaining = [row for row in claims if row["补贴类别"] == "剩余期限"]
    assert remaining
    for row in remaining:
        placement = signed[row["身份证号"]]
        first, last = day(placement["合同日期"]), day(placement["计划结束"])
        assert first.year == 2023
        assert Decimal(row["金额"]) == due_between(first, last, 60)


def test_the_difference_is_claimed_where_half_or_more_were_kept_exactly_half_included(placements, claims, employers):
    years = defaultdict(list)
    for row in placements:
        ended = day(row["实际结束"])
        if ended and (ended >= later(day(row["开始日期"]), 3) or ended >= day(row["计划结束"])):
            name = employers[row["统一社会信用代码"]]["单位名称"]
            years[name, ended.year].append(bool(row["合同日期"]))
    rates = {key: Decimal(sum(kept)) / len(kept) for key, kept in years.items()}
    claimed = {(row["单位"], day(row["申领日期"]).year - 1) for row in claims if row["补贴类别"] == "差额"}
    assert claimed
    assert all(rates[key] >= Decimal("0.5") for key in claimed)
    assert any(rates[key] == Decimal("0.5") for key in claimed)


def test_a_difference_is_the_part_between_sixty_and_seventy_percent_of_every_month(placements, claims):
    own = defaultdict(list)
    for row in placements:
        if row["实际结束"]:
            first, last = day(row["开始日期"]), day(row["实际结束"])
            own[row["身份证号"]].append(due_between(first, last, 70) - due_between(first, last, 60))
    for row in (row for row in claims if row["补贴类别"] == "差额"):
        assert Decimal(row["金额"]) in own[row["身份证号"]]


def test_no_spell_of_insurance_touches_a_traineeship(placements, spells):
    assert spells
    for spell in spells:
        for row in placements:
            if row["身份证号"] == spell["身份证号"]:
                apart = day(spell["参保起"]) > day(row["实际结束"] or row["计划结束"])
                assert apart or (spell["参保止"] and day(spell["参保止"]) < day(row["开始日期"]))


def test_whoever_was_kept_is_insured_by_the_employer_as_long_as_the_contract_runs(placements, spells, employers):
    known = {(row["身份证号"], row["单位"], row["参保起"], row["参保止"]) for row in spells}
    for row in (row for row in placements if row["合同日期"]):
        name = employers[row["统一社会信用代码"]]["单位名称"]
        assert (row["身份证号"], name, row["合同日期"], row["合同终止"]) in known


def test_courses_have_content_a_provider_a_place_and_seats(city):
    courses = read_table(city / "courses.csv")
    assert len(courses) >= 40
    assert len({row["名称"] for row in courses}) == len(courses)
    assert all(all(row.values()) and int(row["名额"]) > 0 for row in courses)


@pytest.mark.parametrize(
    ("starts_on", "taken"),
    [
        pytest.param(date(2023, 3, 20), False, id="before the end"),
        pytest.param(date(2023, 4, 20), False, id="20 days after"),
        pytest.param(date(2023, 5, 2), True, id="32 days after"),
    ],
)
def test_somebody_placed_before_is_placed_again_a_month_after_the_end_and_not_sooner(starts_on, taken):
    person = Applicant(1, "", date(2000, 1, 1), True, date(2022, 6, 30), "unemployed", None, 4, "technical", ("全市",))
    pool = Pool([], read_rulebook(RULES).on(ON))
    pool.give_back(person, date(2023, 3, 31))
    wanted = Wanted(3, "technical", "历下区", starts_on, ("unemployed",))
    assert (pool.take_again(Chance(1, "again"), wanted) is person) == taken
