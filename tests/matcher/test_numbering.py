from __future__ import annotations

import pytest

from data.reference.majors import load_majors
from matcher.majors import Catalogue, Entry, Fit, Numbering, Verdict, admits, read_requirement
from matcher.records import Education

CATALOGUE = load_majors()
NUMBERING = Numbering(
    name="elsewhere",
    title="某省专业目录",
    places=("Elsewhere", "某省"),
    letters={Education.BACHELOR: "B", Education.MASTER: "A"},
    names={"B08": "工学", "B0828": "食品科学与工程类", "B082801": "食品科学与工程", "A0828": "农业工程"},
)


def judge(requirement, major, education=Education.BACHELOR):
    return admits(CATALOGUE, requirement, education=education, major=major)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        pytest.param("B082801", "食品科学与工程", id="a major"),
        pytest.param("b0828", "食品科学与工程类", id="a class, in a small letter"),
        pytest.param("B082801K", "食品科学与工程", id="with a letter behind"),
        pytest.param("A0828", "农业工程", id="the same digits at another level"),
        pytest.param("B082899", None, id="not in the edition"),
        pytest.param("C0828", None, id="a letter of no level"),
    ],
)
def test_a_code_leads_to_its_name(code, name):
    assert NUMBERING.of_code(code) == name


def test_a_code_that_the_edition_lacks_still_tells_its_class():
    assert NUMBERING.class_of_code("B082899") == "食品科学与工程类"
    assert NUMBERING.class_of_code("B089999") is None


@pytest.mark.parametrize(
    ("education", "written"),
    [
        pytest.param(Education.MASTER, "A0828", id="master"),
        pytest.param(Education.BACHELOR, "B0828", id="bachelor"),
        pytest.param(None, "B0828", id="not known"),
        pytest.param(Education.DOCTOR, "B0828", id="a level without a letter"),
    ],
)
def test_the_letter_tells_the_level(education, written):
    assert NUMBERING.write("0828", education) == written


@pytest.mark.parametrize(
    ("source", "named"),
    [
        pytest.param("posts of an examination notice of ELSEWHERE", True, id="in Latin letters"),
        pytest.param("某省2025年公告", True, id="in Chinese"),
        pytest.param("posts of Shandong", False, id="another place"),
    ],
)
def test_a_source_names_the_place_of_a_numbering(source, named):
    assert NUMBERING.is_named_in(source) is named


def test_without_a_numbering_every_code_is_the_ministry_s():
    bare = Catalogue(entries=(Entry("u0828", "建筑类"), Entry("u082801", "建筑学")))
    assert bare.find("B082801") == {"u082801"}


@pytest.mark.parametrize(
    ("requirement", "major"),
    [
        pytest.param("082801", "建筑学", id="the ministry's code"),
        pytest.param("B082801", "食品科学与工程", id="Guangdong's code of a major"),
        pytest.param("B0828", "食品质量与安全", id="Guangdong's code of a class"),
        pytest.param("（B0828）", "食品质量与安全", id="in brackets, without a name"),
        pytest.param("专业代码：B0828", "食品质量与安全", id="after the words for code"),
        pytest.param("Ｂ０８２８", "食品质量与安全", id="in full width"),
        pytest.param("B0202、B0828", "食品质量与安全", id="one of several codes"),
        pytest.param("B02", "金融学", id="the discipline, not its major of that name"),
        pytest.param("食品科学与工程类（B0828）", "食品质量与安全", id="a class with its code"),
        pytest.param("食品科学与工程类 B0828", "食品质量与安全", id="the code behind a blank"),
        pytest.param("B0828食品科学与工程类", "食品质量与安全", id="the code before the name"),
        pytest.param("082801 建筑学 120203 会计学", "会计学", id="codes before names"),
        pytest.param("政治学、经济学与哲学（B030205）", "政治学、经济学与哲学", id="a name with a comma of its own"),
        pytest.param("无此专业（B0828）", "食品质量与安全", id="a name not understood"),
    ],
)
def test_a_requirement_with_a_code_admits(requirement, major):
    assert judge(requirement, major).fit is Fit.MET


@pytest.mark.parametrize(
    ("requirement", "major"),
    [
        pytest.param("B082801", "建筑学", id="the ministry's reading of a letter code"),
        pytest.param("082801", "食品科学与工程", id="Guangdong's reading of a bare code"),
        pytest.param("A0812", "水利水电工程", id="the ministry's reading of a graduate code"),
        pytest.param("心理学类 0712", "应用统计学", id="the ministry's reading of a code beside a name"),
        pytest.param("心理学类（B0711）", "应用统计学", id="Guangdong's reading of a code beside a name"),
        pytest.param("B020101", "金融学", id="the major, not the discipline of that name"),
    ],
)
def test_a_requirement_with_a_code_refuses(requirement, major):
    assert judge(requirement, major).fit is Fit.NOT_MET


@pytest.mark.parametrize(
    "major",
    [
        pytest.param("B082801", id="a code"),
        pytest.param("食品科学与工程 B082801", id="a name and its code"),
        pytest.param("食品科学与工程（082801）", id="a name and a code that the ministry gives to another"),
        pytest.param("无此专业（B082801）", id="a name not understood and a code"),
    ],
)
def test_a_major_may_be_written_with_a_code(major):
    assert judge("食品科学与工程类", major).fit is Fit.MET
    assert judge("建筑类", major).fit is Fit.NOT_MET


@pytest.mark.parametrize(
    ("major", "education", "requirement"),
    [
        pytest.param("A081202", Education.MASTER, "计算机类", id="graduate"),
        pytest.param("C081405", Education.COLLEGE, "计算机类", id="college"),
    ],
)
def test_codes_of_other_levels_are_understood(major, education, requirement):
    assert judge(requirement, major, education).fit is Fit.MET


def test_a_person_s_code_that_the_edition_lacks_counts_as_its_class():
    # B0815 is 地质类 in Guangdong, and its last code B081507
    assert judge("地质类", "B081508").fit is Fit.MET
    assert judge("地质工程", "B081508").fit is Fit.NEAR
    assert judge("化学类", "B081508").fit is Fit.NOT_MET


def test_a_requirement_s_code_that_the_edition_lacks_is_not_understood():
    assert judge("B081508", "地质工程").fit is Fit.UNKNOWN


def test_a_code_alone_is_told_by_its_name():
    assert judge("B0828", "食品质量与安全") == Verdict(Fit.MET, "食品科学与工程类")


def test_a_code_behind_a_blank_is_no_item_of_its_own():
    (part,) = read_requirement(CATALOGUE, "会计学 B120203 审计学 B120207").parts
    assert [item.text for item in part.items] == ["会计学", "审计学"]


def test_a_year_before_a_name_is_no_code():
    assert read_requirement(CATALOGUE, "2024届会计学").parts[0].items[0].text == "2024届会计学"
