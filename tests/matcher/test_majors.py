from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from data.reference.majors import load_majors
from matcher.majors import Fit, Majors, Verdict, admits, read_requirement
from matcher.majors.codes import codes_of
from matcher.records import Candidate, Education, Post

CATALOGUE = load_majors()
MAJORS = st.sampled_from([e for e in CATALOGUE.entries if e.code[0] == "u" and len(e.code) > 5])
NAMES = st.sampled_from(
    [
        "会计学",
        "土木工程",
        "法语",
        "经济学",
        "法学",
        "工学",
        "计算机类",
        "数控技术",
        "政治学、经济学与哲学",
        "护理",
        "财会类",
        "不明专业",
    ]
)
LEVELS = st.sampled_from([None, *Education])


def judge(requirement, major, education=Education.BACHELOR):
    return admits(CATALOGUE, requirement, education=education, major=major)


@pytest.mark.parametrize(
    ("requirement", "major"),
    [
        pytest.param("会计学", "会计学", id="the same name"),
        pytest.param("审计学,会计学", "会计学", id="one of several"),
        pytest.param("审计学、会计学专业", "会计学", id="with the word for major"),
        pytest.param("1.审计学；2.会计学", "会计学", id="numbered"),
        pytest.param("会计学和审计学", "审计学", id="joined by and"),
        pytest.param("会计学", "会计学（注册会计师方向）", id="a note in brackets"),
        pytest.param("专业不限", "会计学", id="any major"),
        pytest.param("不限，会计优先", "护理学", id="any major, some preferred"),
        pytest.param("", "会计学", id="nothing asked"),
        pytest.param("大专及以上", "会计学", id="nothing but a level"),
        pytest.param("土木类", "土木工程", id="a class"),
        pytest.param("电子信息类", "通信工程", id="a class that words do not show"),
        pytest.param("建筑学类", "风景园林", id="a class by another name"),
        pytest.param("工学", "通信工程", id="a discipline"),
        pytest.param("理工科", "通信工程", id="a broad name"),
        pytest.param("经济学", "金融学", id="a discipline that is a major too, alone"),
        pytest.param("计算机相关专业", "计算机科学与技术", id="related to what holds the major"),
        pytest.param("政治学、经济学与哲学", "政治学、经济学与哲学", id="a major with a comma of its own"),
        pytest.param("法语,政治学、经济学与哲学", "政治学、经济学与哲学", id="such a major in a list"),
        pytest.param("本科：会计学；研究生：金融学", "会计学", id="the part for one's own level"),
        pytest.param("研究生：会计；本科：审计学；会计学", "会计学", id="a heading holds up to the next one"),
        pytest.param("大专及以上：会计学", "会计学", id="a heading that holds for higher levels"),
        pytest.param("计算机类（B0809）", "软件工程", id="a class with its code"),
        pytest.param("心理学类（B0712）", "心理学", id="a code of another numbering does not move the name"),
        pytest.param("软件工程(080902)", "软件工程", id="a major with its code"),
        pytest.param("080902", "软件工程", id="a code alone"),
        pytest.param("无此专业（080902）", "软件工程", id="a name not understood with a code"),
        pytest.param("经济学（B02）、会计学", "金融学", id="the code tells that the discipline is meant"),
        pytest.param("给水排水工程", "给排水科学与工程", id="a former name"),
        pytest.param("给排水科学与工程", "给水排水工程", id="a former name on the diploma"),
        pytest.param("计算机科学与技木", "计算机科学与技术", id="one letter wrong"),
        pytest.param("计算机科学技术与", "计算机科学技术", id="one letter more"),
        pytest.param("电气工程及自动化", "电气工程及其自动化", id="a common short form"),
        pytest.param("会计", "会计学", id="a short name"),
        pytest.param("医学技术类", "智能医学工程", id="the class a major had before it was moved"),
        pytest.param("计算机、电子等理工科专业", "物理学", id="a broad name after several"),
        pytest.param("食品安全与检测", "食品安全与检测", id="a name that no catalogue has"),
    ],
)
def test_a_requirement_admits(requirement, major):
    assert judge(requirement, major).fit is Fit.MET


@pytest.mark.parametrize(
    ("requirement", "major", "education"),
    [
        pytest.param("机械类", "数控技术", Education.COLLEGE, id="higher vocational, by the broad name"),
        pytest.param("计算机类", "软件技术", Education.COLLEGE, id="a class of the same name in both catalogues"),
        pytest.param("财会类", "会计电算化", Education.COLLEGE, id="a former vocational name"),
        pytest.param("机械类", "数控加工", Education.UPPER_SECONDARY, id="technician school"),
        pytest.param("物流类", "物流管理", Education.COLLEGE, id="a former name that the university still has"),
        pytest.param("法学类", "民商法学", Education.MASTER, id="a graduate field of the class"),
        pytest.param("工学", "计算机应用技术", Education.MASTER, id="a graduate field of the discipline"),
    ],
)
def test_a_requirement_admits_at_other_levels(requirement, major, education):
    assert judge(requirement, major, education).fit is Fit.MET


@pytest.mark.parametrize(
    ("requirement", "major", "expected"),
    [
        pytest.param("会计学", "财务管理", Verdict(Fit.NEAR, "会计学"), id="of the same class"),
        pytest.param("会计学等相关专业", "财务管理", Verdict(Fit.NEAR, "会计学", welcome=True), id="and invited"),
        pytest.param("土木工程优先", "护理学", Verdict(Fit.NEAR, None, welcome=True), id="others are only preferred"),
    ],
)
def test_another_major_is_near(requirement, major, expected):
    assert judge(requirement, major) == expected


def test_two_classes_near_a_third_are_not_near_each_other():
    # schools for technicians teach 会计 and 物流管理 in one class, near both fields of the colleges
    assert judge("大数据与会计", "现代物流管理", Education.COLLEGE).fit is Fit.NOT_MET


def test_a_vocational_major_is_near_the_university_s_of_its_field():
    assert judge("土木工程", "建筑工程技术", Education.COLLEGE) == Verdict(Fit.NEAR, "土木工程")


@pytest.mark.parametrize(
    ("requirement", "major"),
    [
        pytest.param("会计学", "土木工程", id="another name"),
        pytest.param("会计学，审计学", "护理学", id="several other names"),
        pytest.param("本科：会计学；研究生：护理学", "护理学", id="named for another level only"),
        pytest.param("大专及以上：会计学", "护理学", id="named for lower levels and one's own"),
        pytest.param("法学类", "法语", id="a class with one letter in common"),
        pytest.param("心理学类（B0712）", "应用统计学", id="of another class whose code stands there"),
    ],
)
def test_a_requirement_refuses(requirement, major):
    assert judge(requirement, major).fit is Fit.NOT_MET


@pytest.mark.parametrize(
    ("requirement", "major"),
    [
        pytest.param("会计学", None, id="major unknown"),
        pytest.param("会计学", " ", id="major blank"),
        pytest.param("研究生：不限；本科：会计学", None, id="major unknown, and free for others only"),
        pytest.param("会计学", "不明专业", id="a major that no catalogue has"),
        pytest.param("不明专业", "会计学", id="a requirement that is not understood"),
        pytest.param("法学", "侦查学", id="law alone: the major or the discipline"),
        pytest.param("计算机类（除软件工程）", "软件工程", id="with exceptions"),
        pytest.param("研究生：会计学", "护理学", id="silent about one's own level"),
        pytest.param("小学化学教育", "小学数学教育", id="one letter from two names, the same letter"),
        pytest.param("劳务经济学", "劳动经济学", id="one letter from two names, another letter each"),
    ],
)
def test_the_text_leaves_it_open(requirement, major):
    assert judge(requirement, major).fit is Fit.UNKNOWN


@pytest.mark.parametrize(
    ("requirement", "discipline"),
    [
        pytest.param("经济学", True, id="alone"),
        pytest.param("经济学、工学", True, id="beside a discipline"),
        pytest.param("经济学、工商管理类", True, id="beside classes of others"),
        pytest.param("经济学、税收学", False, id="beside what the discipline would hold already"),
        pytest.param("经济学、经济学类", False, id="beside its own class"),
        pytest.param("经济学、英语、市场营销", False, id="in a list of majors"),
        pytest.param("法学", False, id="law alone"),
        pytest.param("法学、工学", True, id="law beside a discipline"),
    ],
)
def test_a_name_of_both_is_read_by_its_neighbours(requirement, discipline):
    first = read_requirement(CATALOGUE, requirement).parts[0].items[0]
    assert any(len(code) == 3 for code in first.codes) is discipline
    assert bool(first.open) is not discipline


def test_a_name_with_a_comma_of_its_own_is_one_item():
    (part,) = read_requirement(CATALOGUE, "法语、政治学、经济学与哲学、土木工程").parts
    assert [item.text for item in part.items] == ["法语", "政治学、经济学与哲学", "土木工程"]


def test_characters_for_private_use_do_no_harm():
    assert judge("会\ue000计\uf8ff学；\ue100；\ue101\ue102", "会计学").fit is Fit.MET


def test_without_a_level_every_part_counts():
    assert judge("本科：会计学；研究生：护理学", "护理学", None).fit is Fit.MET


@given(MAJORS)
def test_every_major_meets_its_name_its_class_and_its_discipline(entry):
    assert judge(entry.name, entry.name).fit is Fit.MET
    assert judge(CATALOGUE.label(entry.code[:5]), entry.name).fit is Fit.MET
    discipline = entry.code[:3]
    assert judge(f"{CATALOGUE.label(discipline)}（{discipline[1:]}）", entry.name).fit is Fit.MET


@settings(suppress_health_check=[HealthCheck.filter_too_much])  # three lists of five are not met
@given(st.lists(NAMES, min_size=1, max_size=5), NAMES, NAMES, LEVELS)
def test_one_more_name_never_shuts_out(names, further, major, education):
    assume(judge("；".join(names), major, education).fit is Fit.MET)
    assert judge("；".join([*names, further]), major, education).fit is not Fit.NOT_MET


@given(st.lists(NAMES, min_size=1, max_size=5, unique=True), st.randoms(), NAMES, LEVELS)
def test_the_order_of_a_list_is_irrelevant(names, chance, major, education):
    shuffled = chance.sample(names, len(names))
    assert judge("、".join(shuffled), major, education).fit is judge("、".join(names), major, education).fit


@given(NAMES | st.none(), LEVELS, st.sampled_from(["不限", "专业不限", "不限专业", "无要求", "所有专业", "/"]))
def test_no_limit_is_always_met(major, education, requirement):
    assert judge(requirement, major, education).fit is Fit.MET


@given(st.text(max_size=40), st.text(max_size=20) | st.none(), LEVELS)
def test_any_text_gets_a_verdict(requirement, major, education):
    assert judge(requirement, major, education).fit in Fit


POSTS = [Post(id=f"P{i}", title="岗位", employer="单位", majors=m) for i, m in enumerate([("会计学",), (), ("工学",)])]
PEOPLE = [
    Candidate(id=f"C{i}", major=major, education=Education.BACHELOR)
    for i, major in enumerate(["会计学", "财务管理", None, "软件工程"])
]


def test_numbers_give_the_same_verdict_from_both_sides():
    majors = Majors(CATALOGUE).extended(POSTS, PEOPLE)
    asked = np.array([majors.number_of_requirement(post) for post in POSTS], dtype=np.int32)
    held = np.array([majors.number_of_schooling(person) for person in PEOPLE], dtype=np.int32)
    by_person = [majors.judge(held[i : i + 1], asked) for i in range(4)]
    by_post = [majors.judge(held, asked[j : j + 1]) for j in range(3)]
    pairs = majors.judge(np.repeat(held, 3), np.tile(asked, 4)).reshape(4, 3)
    assert np.array_equal(by_person, pairs)
    assert np.array_equal(np.transpose(by_post), pairs)
    # met 0, near 1, unknown 3, not met 4
    assert pairs.tolist() == [[0, 0, 4], [1, 0, 4], [3, 0, 3], [4, 0, 0]]


def test_numbers_stay_when_more_arrive():
    few = Majors(CATALOGUE).extended(POSTS[:1], PEOPLE[:2])
    few.row(0)
    many = few.extended(POSTS, PEOPLE)
    assert many.requirements[: len(few.requirements)] == few.requirements
    assert many.row(0).tolist() == [0, 4, 0]
    assert many.extended(POSTS, PEOPLE) is many


def test_two_queries_at_once_do_not_mix_their_verdicts():
    # both extend the same numbers by one schooling of their own, which so gets the same number
    majors = Majors(CATALOGUE).extended(POSTS)
    by_person = [majors.extended(candidates=[person]).row(0).tolist() for person in (PEOPLE[0], PEOPLE[3])]
    assert by_person == [[0, 4, 0], [4, 0, 0]]


@given(
    NAMES | MAJORS.map(lambda entry: entry.name),
    LEVELS,
    st.lists(st.lists(NAMES, max_size=3).map("、".join), min_size=1, max_size=6),
    st.sampled_from(["", "等相关专业", "优先", "；研究生：会计学"]),
)
def test_a_row_says_of_each_requirement_what_judging_it_alone_says(major, education, asked, ending):
    posts = [Post(id=f"P{i}", title="岗位", employer="单位", majors=(f"{a}{ending}",)) for i, a in enumerate(asked)]
    person = Candidate(id="C", major=major, education=education)
    majors = Majors(CATALOGUE).extended(posts, [person])
    alone = codes_of(majors.verdict(number, 0) for number in range(len(majors.requirements)))
    assert majors.row(0)[:-1].tolist() == alone.tolist()
