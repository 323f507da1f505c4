"""The synthetic city: the files of the product, the same for the same seed, and coherent within."""

import csv
import os
import subprocess
import sys
import unicodedata
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from data.synthetic import make_city
from data.synthetic.chance import Chance
from data.synthetic.employers import write_uscc
from data.synthetic.people import write_id_number, write_phone
from data.synthetic.studies import load_fields
from data.synthetic.words import read_words
from matcher.errors import BadInput

ON = date(2023, 9, 1)
POST_COLUMNS = (
    "岗位编号,单位名称,统一社会信用代码,单位类型,所在区县,岗位名称,岗位类别,需求人数,岗位描述,学历要求,专业要求,技能要求,"
    "证书要求,见习期限(月),生活补贴(元/月),工作地点,无障碍条件,夜班,食宿,带教老师,发布日期,截止日期,联系人,联系电话"
)
CANDIDATE_COLUMNS = (
    "编号,姓名,身份证号,手机号,性别,学历,毕业状态,毕业院校,院校类型,专业,毕业日期,就业状态,失业登记日期,居住区县,"
    "可接受区县,技能,证书,经历,求职意向,意向类别,期望补贴,特殊需求,数据来源,同意推送,同意联系"
)
EMPLOYER_COLUMNS = "单位名称,统一社会信用代码,单位类型,所在区县,认定日期,状态,联系人,联系电话"
REGISTRIES = (
    "low_income",
    "out_of_poverty",
    "disabled",
    "low_income_margin",
    "destitute",
    "orphan",
    "monitored",
    "zero_employment",
    "student_loan",
)
LEVELS = {
    "博士": "doctor",
    "硕士": "master",
    "预备技师": "technician",
    "高级": "technician",
    "技校": "technician",
    "技工": "technician",
    "本科": "bachelor",
    "中专": "secondary",
    "中等专": "secondary",
    "大专": "college",
    "专科": "college",
}


def read_table(path: Path, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def read_registry(folder: Path, kind: str) -> list[dict[str, str]]:
    with (folder / f"registry_{kind}.csv").open(encoding="gb18030", newline="") as file:
        next(file)
        return list(csv.DictReader(file))


def plain(number: str) -> str:
    return unicodedata.normalize("NFKC", number).upper().replace(" ", "")


def check_digit(number: str) -> str:
    # GB 11643-1999: weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, sum modulo 11, then this row
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(w * int(d) for w, d in zip(weights, number[:17], strict=True)) % 11]


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("city")
    make_city(folder, posts=1500, candidates=3000, seed=7, on=ON)
    return folder


@pytest.fixture(scope="module")
def posts(city):
    return read_table(city / "posts.csv")


@pytest.fixture(scope="module")
def candidates(city):
    return read_table(city / "candidates.csv")


@pytest.fixture(scope="module")
def people(candidates):
    return {plain(row["编号"]): row for row in reversed(candidates)}


@pytest.mark.parametrize(
    ("name", "columns"),
    [("posts", POST_COLUMNS), ("candidates", CANDIDATE_COLUMNS), ("employers", EMPLOYER_COLUMNS)],
)
def test_files_have_exactly_the_columns_of_the_product(city, name, columns):
    assert (city / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()[0] == columns


def test_a_city_counts_what_it_wrote(tmp_path):
    made = make_city(tmp_path, posts=200, candidates=300, seed=1, on=ON)
    rows = read_table(tmp_path / "candidates.csv")
    assert made.n_posts == len(read_table(tmp_path / "posts.csv")) == 200
    assert made.n_candidates == len({row["编号"] for row in rows}) == 300
    assert made.n_candidate_rows == len(rows)
    assert made.n_employers == len(read_table(tmp_path / "employers.csv"))
    assert made.n_registered == {kind: len(read_registry(tmp_path, kind)) for kind in REGISTRIES}
    assert made.n_links == len((tmp_path / "truth.tsv").read_text(encoding="utf-8").splitlines()) - 1


def test_the_same_seed_gives_the_same_bytes_in_every_process(tmp_path):
    make_city(tmp_path / "here", posts=60, candidates=120, seed=3, on=ON)
    code = (
        "import sys, datetime, pathlib; from data.synthetic import make_city; "
        "make_city(pathlib.Path(sys.argv[1]), posts=60, candidates=120, seed=3, on=datetime.date(2023, 9, 1))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "there")], check=True, env=environment)
    here = tmp_path / "here"
    for path in sorted(path for path in here.rglob("*") if path.is_file()):
        assert path.read_bytes() == (tmp_path / "there" / path.relative_to(here)).read_bytes()


def test_another_seed_gives_another_city(tmp_path):
    make_city(tmp_path / "a", posts=30, candidates=30, seed=1, on=ON)
    make_city(tmp_path / "b", posts=30, candidates=30, seed=2, on=ON)
    for name in ("posts.csv", "candidates.csv", "employers.csv"):
        assert (tmp_path / "a" / name).read_bytes() != (tmp_path / "b" / name).read_bytes()


def test_posts_and_candidates_do_not_reshuffle_each_other(tmp_path):
    make_city(tmp_path / "a", posts=40, candidates=40, seed=5, on=ON)
    make_city(tmp_path / "b", posts=40, candidates=90, seed=5, on=ON)
    make_city(tmp_path / "c", posts=90, candidates=40, seed=5, on=ON)
    assert (tmp_path / "a/posts.csv").read_bytes() == (tmp_path / "b/posts.csv").read_bytes()
    assert (tmp_path / "a/candidates.csv").read_bytes() == (tmp_path / "c/candidates.csv").read_bytes()


@given(posts=st.integers(0, 40), candidates=st.integers(0, 40), seed=st.integers(0, 2**40))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_city_may_have_any_size(tmp_path, posts, candidates, seed):
    made = make_city(tmp_path, posts=posts, candidates=candidates, seed=seed, on=ON)
    assert (made.n_posts, made.n_candidates) == (posts, candidates)
    assert len(read_table(tmp_path / "posts.csv")) == posts
    assert len({row["编号"] for row in read_table(tmp_path / "candidates.csv")}) == candidates


def test_a_negative_size_is_refused_with_its_name(tmp_path):
    with pytest.raises(BadInput, match="candidates -1"):
        make_city(tmp_path, posts=1, candidates=-1, seed=0, on=ON)


@given(day=st.dates(date(2020, 1, 1), date(2032, 12, 31)))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_city_may_be_of_any_day(tmp_path, day):
    make_city(tmp_path, posts=5, candidates=40, seed=1, on=day)
    for row in read_table(tmp_path / "candidates.csv"):
        birth = date.fromisoformat(f"{plain(row['身份证号'])[6:10]}-01-01")
        assert day.year - 40 < birth.year <= day.year - 15


def test_the_example_of_the_standard_is_reproduced():
    # GB 11643-1999, annex A: area 110105, born 1949-12-31, sequence 002
    assert write_id_number("110105", date(1949, 12, 31), 2) == "11010519491231002X"
    assert check_digit("11010519491231002X") == "X"


def test_every_id_number_is_valid_and_agrees_with_birth_and_sex(people):
    assert len({plain(row["身份证号"]) for row in people.values()}) == len(people)
    for row in people.values():
        number = plain(row["身份证号"])
        assert len(number) == 18
        assert check_digit(number) == number[-1]
        assert date(int(number[6:10]), int(number[10:12]), int(number[12:14])) < ON
        assert row["性别"] in ("", "男" if int(number[16]) % 2 else "女")


@given(seed=st.integers(0, 10**6))
def test_every_credit_code_is_valid_and_its_organisation_code_unassigned(seed):
    code = write_uscc(Chance(seed, "codes"), registrar="91", area="370102")
    assert uscc.is_valid(code)
    assert code[8] == "X"


def test_every_employer_has_a_valid_code_and_a_name_of_its_own(city):
    rows = read_table(city / "employers.csv")
    assert all(uscc.is_valid(row["统一社会信用代码"]) for row in rows)
    assert len({row["单位名称"] for row in rows}) == len(rows)


def test_posts_come_from_listed_employers_that_are_not_removed(city, posts):
    listed = {row["统一社会信用代码"]: row for row in read_table(city / "employers.csv")}
    for row in posts:
        employer = listed[row["统一社会信用代码"]]
        assert (employer["单位名称"], employer["所在区县"]) == (row["单位名称"], row["所在区县"])
        assert employer["状态"] != "已清退"


@given(n=st.sets(st.integers(1, 3_000_000), min_size=2, max_size=50))
def test_phone_numbers_are_never_given_twice(n):
    numbers = {write_phone("19900", each) for each in n}
    assert len(numbers) == len(n)
    assert all(len(number) == 11 and number.startswith("199") for number in numbers)


def test_no_known_company_or_university_is_named(city):
    known = ("浪潮", "重汽", "海尔", "海信", "华熙", "九阳", "力诺", "鲁能", "银座", "华为", "阿里", "腾讯", "京东")
    known += ("山东大学", "济南大学", "山东师范", "齐鲁工业", "山东建筑大学", "齐鲁医院", "省立医院", "齐鲁银行")
    text = "".join((city / name).read_text(encoding="utf-8-sig") for name in ("employers.csv", "candidates.csv"))
    assert [name for name in known if name in text] == []


def test_about_one_post_in_twelve_states_no_kind(posts):
    kinds = Counter(row["岗位类别"] for row in posts)
    assert set(kinds) == {"科研类", "技术技能类", "管理类", "社会服务类", ""}
    assert 0.05 < kinds[""] / len(posts) < 0.11
    assert all(kinds[kind] / len(posts) > 0.03 for kind in kinds)


def test_posts_spread_over_all_fifteen_districts_unevenly(posts):
    counted = Counter(row["所在区县"] for row in posts)
    assert len(counted) == 15
    assert counted["济南高新区"] > 2 * counted["市南部山区"]


def test_descriptions_differ(posts):
    # copies of earlier adverts and a few lures are wanted; all else should be a text of its own
    assert len({row["岗位描述"] for row in posts}) / len(posts) > 0.97


def test_terms_headcounts_and_pay_are_those_of_traineeships(posts):
    months = Counter(row["见习期限(月)"] for row in posts)
    assert all(int(part) <= 12 for term in months if term for part in term.split("-"))
    assert sum(months[term] for term in ("3", "4", "5", "6", "3-6", "3-4", "3-5")) / len(posts) > 0.75
    heads = sorted(int(row["需求人数"]) for row in posts)
    assert heads[len(heads) // 2] <= 2 < 10 <= heads[-1]
    low = sorted(int(row["生活补贴(元/月)"].split("-")[0]) for row in posts)
    assert low[0] >= 2100
    assert low[int(len(low) * 0.95)] <= 4500


def test_posts_are_published_before_the_day_and_close_afterwards(posts):
    for row in posts:
        assert date.fromisoformat(row["发布日期"]) <= ON
        assert not row["截止日期"] or row["截止日期"] > row["发布日期"]
    open_now = [row for row in posts if not row["截止日期"] or row["截止日期"] >= ON.isoformat()]
    assert len(open_now) / len(posts) > 0.8


def test_research_stays_with_employers_that_do_research(posts):
    research = Counter(row["单位类型"] for row in posts if row["岗位类别"] == "科研类")
    assert not set(research) & {"社区组织", "基层服务平台", "社区服务机构", "技工院校"}
    assert (research["科研院所"] + research["高等院校"]) / research.total() > 0.3


def test_majors_belong_to_the_education(people):
    fields = load_fields().values()
    taught = {level: {m for f in fields for m in f.majors.get(level, ())} for level in set(LEVELS.values())}
    for row in people.values():
        level = next((level for word, level in LEVELS.items() if word in row["学历"]), None)
        if level is None:
            assert row["学历"] in ("初中", "初级中学", "高中", "普通高中")
            assert row["专业"] == ""
        else:
            assert row["专业"] in taught[level]


def test_people_are_of_an_age_that_fits_their_schooling(people):
    for row in people.values():
        written = row["毕业日期"].replace("年", "-").replace("月", "").replace(".", "-")
        if not written or "本科" not in row["学历"]:
            continue
        age = int(written[:4]) - int(plain(row["身份证号"])[6:10])
        assert 20 <= age <= 26, row


def test_whoever_registered_as_unemployed_did_so_after_sixteen_and_before_the_day(people):
    registered = [row for row in people.values() if row["失业登记日期"]]
    assert len(registered) > 300
    for row in registered:
        day = date(*(int(part) for part in row["失业登记日期"].replace("/", "-").split("-")))
        assert day <= ON
        assert day.year - int(plain(row["身份证号"])[6:10]) >= 16


def test_wishes_differ_and_some_exclude(candidates):
    wishes = [row["求职意向"] for row in candidates if row["求职意向"]]
    assert len(set(wishes)) / len(wishes) > 0.8
    assert sum("不" in wish for wish in wishes) / len(wishes) > 0.1


def test_a_master_does_not_wish_for_a_factory_line(people):
    for row in people.values():
        if "硕士" in row["学历"] or "博士" in row["学历"]:
            assert not any(word in row["求职意向"] for word in ("普工", "包装工", "收银", "快递", "保安", "厨师"))


def test_nobody_tells_of_studies_above_the_own(people):
    for row in people.values():
        told = row["经历"] + row["求职意向"]
        if not any(word in row["学历"] for word in ("硕士", "博士")):
            assert "硕士" not in told
            assert "SCI" not in told
        if row["学历"] in ("初中", "初级中学", "高中", "普通高中"):
            assert not any(word in told for word in ("毕业设计", "毕业论文", "学生会", "考编", "考研")), row


def test_a_few_adverts_are_lures_and_a_few_repeat_another(posts):
    lures = [text for trap in read_words("adverts")["trap"] for text in trap["text"]]
    assert 0.002 < sum(any(lure in row["岗位描述"] for lure in lures) for row in posts) / len(posts) < 0.025
    beginnings = Counter((row["单位名称"], row["岗位描述"][:60]) for row in posts)
    assert 0.005 < sum(n - 1 for n in beginnings.values()) / len(posts) < 0.06


def test_some_people_stand_in_two_registers_with_small_differences(candidates, people):
    twice = [n for n, count in Counter(row["编号"] for row in candidates).items() if count > 1]
    assert 0.02 < len(twice) / len(people) < 0.08
    for n in twice[:50]:
        first, second = (row for row in candidates if row["编号"] == n)
        assert first["数据来源"] != second["数据来源"]
        assert plain(first["身份证号"]) == plain(second["身份证号"])
    rows = {n: [row for row in candidates if row["编号"] == n] for n in twice}
    assert any(a["手机号"] != b["手机号"] for a, b in rows.values())


def test_twins_share_a_birth_and_a_surname_and_nothing_else(tmp_path):
    make_city(tmp_path, posts=0, candidates=6000, seed=11, on=ON)
    first_rows = {row["编号"]: row for row in reversed(read_table(tmp_path / "candidates.csv"))}
    ordered = [first_rows[n] for n in sorted(first_rows)]
    twins = [(a, b) for a, b in pairwise(ordered) if plain(a["身份证号"])[:14] == plain(b["身份证号"])[:14]]
    assert len(twins) >= 3
    assert all(a["姓名"][0] == b["姓名"][0] and a["身份证号"] != b["身份证号"] for a, b in twins)


@pytest.mark.slow
def test_a_whole_city_keeps_its_variety(tmp_path):
    make_city(tmp_path, posts=15_000, candidates=200_000, seed=1, on=ON)
    texts = [row["岗位描述"] for row in read_table(tmp_path / "posts.csv")]
    assert len(set(texts)) / len(texts) > 0.95
    rows = read_table(tmp_path / "candidates.csv")
    assert len({row["编号"] for row in rows}) == 200_000
    assert len({plain(row["身份证号"]) for row in rows}) == 200_000
    wishes = [row["求职意向"] for row in rows if row["求职意向"]]
    assert len(set(wishes)) / len(wishes) > 0.5
