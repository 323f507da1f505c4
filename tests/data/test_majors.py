"""The catalogues of majors: their codes agree with each other and with the counts that the ministry published."""

from __future__ import annotations

import csv
from collections import Counter
from importlib.resources import files

import pytest

from data.reference.majors import LETTERS, load_majors

CATALOGUE = load_majors()
CODES = [entry.code for entry in CATALOGUE.entries]
UNDERGRADUATE = {
    row["code"].rstrip("TK"): row
    for row in csv.DictReader(
        line
        for line in files("data.reference.majors").joinpath("undergraduate.csv").read_text("utf-8").splitlines()
        if not line.startswith("#")
    )
}


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
