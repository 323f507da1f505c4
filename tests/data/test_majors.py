"""The catalogues of majors: their codes agree with each other and with the counts that the ministry published."""

from __future__ import annotations

import csv
from collections import Counter
from importlib.resources import files

import pytest

from data.reference.majors import LETTERS, load_majors, load_numberings

CATALOGUE = load_majors()
CODES = [entry.code for entry in CATALOGUE.entries]
(GUANGDONG,) = load_numberings()


def rows_of(name):
    lines = files("data.reference.majors").joinpath(name).read_text("utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


UNDERGRADUATE = {row["code"].rstrip("TK"): row for row in rows_of("undergraduate.csv")}


def of_edition(year):
    return [code for code, row in UNDERGRADUATE.items() if len(code) > 4 and row["edition"] in ("", year)]


def test_no_code_stands_twice():
    assert [code for code, n in Counter(CODES).items() if n > 1] == []


@pytest.mark.parametrize("letter", LETTERS.values())
def test_every_code_has_its_class_and_discipline(letter):
    codes = {code for code in CODES if code[0] == letter}
    assert codes
    assert {code[:5] for code in codes if len(code) > 5} <= codes
    assert letter == "t" or {code[:3] for code in codes} <= codes


def test_the_undergraduate_catalogue_has_as_many_majors_as_the_ministry_says():
    # 2025: 93 classes with 845 majors; 2026: 92 classes and, outside them, the interdisciplinary majors, 883 in all
    assert len(of_edition("2025")) == 845
    assert len(of_edition("2026")) == 883
    assert len({code[:4] for code in of_edition("2025")}) == 93


def test_majors_of_each_discipline():
    # 2026: discipline 11 (军事学) has none, 14 (交叉学科) has 15 majors and no class of its own
    counts = Counter(code[:2] for code in of_edition("2026"))
    assert counts["01"] == 4
    assert counts["14"] == 15
    assert sum(counts.values()) == 883
    assert set(counts) == {f"{n:02}" for n in (*range(1, 11), 12, 13, 14)}


def test_a_major_moved_in_2026_keeps_its_former_class():
    assert {code[:5] for code in CATALOGUE.find("智能医学工程")} == {"u1010", "u1400"}


def test_the_vocational_catalogue_has_nearly_all_majors_of_2021():
    # 《职业教育专业目录（2021年）》: 97 classes with 744 majors; see the note of the file
    college = [code for code in CODES if code[0] == "v"]
    assert sum(len(code) == 5 for code in college) == 97
    assert sum(len(code) > 5 for code in college) == 740


def test_near_fields_aliases_speak_of_what_is_there():
    known = set(CODES)
    assert {other for others in CATALOGUE.near.values() for other in others} <= known
    assert {code for codes in CATALOGUE.fields.values() for code in codes} <= known
    assert [name for names in CATALOGUE.aliases.values() for name in names if not CATALOGUE.find(name)] == []


def test_every_name_finds_itself():
    assert [entry for entry in CATALOGUE.entries if entry.code not in CATALOGUE.find(entry.name)] == []


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        # counted in the published document, by the number of digits
        pytest.param("guangdong.csv", {2: 12, 4: 93, 6: 752}, id="undergraduate"),
        pytest.param("guangdong_graduate.csv", {2: 14, 4: 130, 6: 607}, id="graduate"),
        pytest.param("guangdong_college.csv", {2: 10, 4: 101, 6: 814}, id="college"),
    ],
)
def test_guangdong_s_numbering_is_whole(name, counts):
    codes = [row["code"] for row in rows_of(name)]
    assert Counter(map(len, codes)) == counts
    assert len(set(codes)) == len(codes)
    assert {code[:n] for code in codes for n in (2, 4) if len(code) > n} <= set(codes)


def test_names_of_guangdong_s_numbering_hold_no_blanks():
    assert [name for name in GUANGDONG.names.values() if not name or name != "".join(name.split())] == []


@pytest.mark.parametrize(
    ("code", "guangdong", "ministry"),
    [
        pytest.param("082801", "食品科学与工程", "建筑学", id="a major"),
        pytest.param("0712", "心理学类", "统计学类", id="a class"),
        pytest.param("080901", "计算机科学与技术", "计算机科学与技术", id="the same in both"),
    ],
)
def test_a_code_means_what_its_authority_says(code, guangdong, ministry):
    assert CATALOGUE.in_words(f"B{code}") == guangdong
    assert CATALOGUE.in_words(code) == ministry


def test_every_undergraduate_code_of_guangdong_leads_to_an_entry_of_the_ministry_of_its_own_rank():
    ranks = {2: 3, 4: 5}
    codes = [code for code in GUANGDONG.names if code[0] == "B"]
    found = {code: {of for of in CATALOGUE.of_code(code) if of[0] == "u"} for code in codes}
    assert [code for code, of in found.items() if not of] == []
    # a major's code is longer than a class's
    assert [c for c, of in found.items() if any(min(len(u), 6) != ranks.get(len(c) - 1, 6) for u in of)] == []
