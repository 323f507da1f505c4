"""The vocabulary of the synthetic city: enough of it, complete, and each word reachable."""

from datetime import date

import pytest

from data.synthetic.adverts import choose_content
from data.synthetic.adverts.layouts import LAYOUTS, PUBLIC_LAYOUTS
from data.synthetic.chance import Chance, fill_bag
from data.synthetic.employers import invent_units, load_branches
from data.synthetic.histories import presumed_rank
from data.synthetic.leanings import BODIES, choose_leaning
from data.synthetic.occupations import EVERYWHERE, load_occupations
from data.synthetic.openings import asked_fields, fitting_titles, invent_opening
from data.synthetic.places import load_districts
from data.synthetic.schooling import GRADUATES, RANKS, Schooling, fields_at, schools_of
from data.synthetic.studies import LEVELS, RANK, load_fields
from data.synthetic.words import read_words

ON = date(2023, 9, 1)
OCCUPATIONS = load_occupations()
named = pytest.mark.parametrize("occupation", OCCUPATIONS, ids=lambda o: o.titles[0])


def test_there_are_many_occupations_of_every_kind():
    kinds = [o.kind for o in OCCUPATIONS]
    assert len(OCCUPATIONS) >= 120
    assert all(kinds.count(kind) >= 12 for kind in ("research", "technical", "management", "social_service"))


@named
def test_an_occupation_is_complete(occupation):
    assert len(occupation.titles) >= 2
    assert len(set(occupation.duties)) == len(occupation.duties) >= 8
    assert len(occupation.wants) >= 5
    assert len(occupation.practice) >= 2
    assert len(occupation.wishes) >= 2
    assert occupation.skills
    assert set(occupation.fields) <= set(load_fields())
    assert set(occupation.education) <= set(RANK) & set(LEVELS)
    assert occupation.body in BODIES
    assert 2100 <= occupation.pay[0] < occupation.pay[1] <= 6000
    assert all(0 <= share <= 1 for share in (occupation.open, occupation.night, occupation.board, occupation.lodging))


@named
def test_clauses_end_without_punctuation(occupation):
    assert not [s for s in (*occupation.duties, *occupation.wants, *occupation.practice) if s[-1] in "，。；、,.;"]


def names_of(occupation):
    """List names that employers of this occupation may have, blanks unfilled but for colleges."""
    colleges = read_words("colleges")["colleges"]["names"]
    for branch in load_branches().values():
        if EVERYWHERE in occupation.branches or set(branch.tags) & set(occupation.branches):
            for pattern, *_ in branch.names:
                yield from (pattern.replace("{college}", college) for college in colleges)


@named
def test_every_title_can_be_given_by_some_employer(occupation):
    given = {title for name in names_of(occupation) for title in fitting_titles(occupation, name)}
    assert given == set(occupation.titles)


def test_a_museum_offers_no_librarian():
    (library,) = (o for o in OCCUPATIONS if "图书馆见习馆员" in o.titles)
    assert fitting_titles(library, "济南砚川博物馆") == ("博物馆志愿讲解见习", "非遗展示助理")


def test_a_food_maker_asks_its_inspector_for_food():
    (inspector,) = (o for o in OCCUPATIONS if "质检员" in o.titles)
    assert asked_fields(inspector, ("food", "biology", "chemistry")) == ("food", "chemistry")
    assert asked_fields(inspector, ()) == inspector.fields


@named
def test_some_major_leads_to_every_occupation(occupation):
    majors = {m for key in occupation.fields for level in load_fields()[key].majors.values() for m in level}
    assert not occupation.stems or any(stem in major for stem in occupation.stems for major in majors)


def test_branches_of_occupations_exist():
    tags = {tag for branch in load_branches().values() for tag in branch.tags} | {EVERYWHERE}
    assert {b for o in OCCUPATIONS for b in o.branches} <= tags


def test_branches_spread_over_districts_that_exist():
    districts = set(load_districts())
    assert all(set(branch.spread) <= districts for branch in load_branches().values())
    assert all(set(d.near) <= districts for d in load_districts().values())


def test_districts_weigh_as_in_the_annex_of_the_notice():
    assert sum(d.posts for d in load_districts().values()) == 15_000


@pytest.mark.parametrize("level", [level for level in GRADUATES.items])
def test_every_field_has_a_school_at_every_level_that_teaches_it(level):
    groups = {"master": "bachelor", "doctor": "bachelor", "advanced": "technician", "reserve": "technician"}
    parts = ("strong",) if level in ("master", "doctor") else ("strong", "usual") if level == "bachelor" else ("usual",)
    for field in fields_at(level).items:
        assert all(schools_of(groups.get(level, level), part, field.key) for part in parts), field.key


@pytest.mark.parametrize("layout", sorted({*LAYOUTS, *PUBLIC_LAYOUTS}, key=lambda f: f.__name__))
def test_every_manner_of_writing_makes_a_clean_text(layout):
    chance = Chance(4, "layouts")
    units = invent_units(chance, posts=900, on=ON)
    for unit in units:
        content = choose_content(chance, invent_opening(chance, unit))
        text = layout(chance, content)
        assert content.duties[0] in text
        assert not [fault for fault in ("。。", "；；", "，，", "，。", "：：", "{", "}", "None") if fault in text], (
            text
        )


def test_openings_never_ask_for_a_major_that_no_one_could_study():
    chance = Chance(5, "openings")
    known = {m for field in load_fields().values() for majors in field.majors.values() for m in majors}
    known |= {asked for field in load_fields().values() for asked in field.asked}
    for unit in invent_units(chance, posts=3000, on=ON):
        assert set(invent_opening(chance, unit).majors) <= known


def test_a_wheelchair_leads_to_a_desk():
    chance = Chance(6, "leanings")
    for level in GRADUATES.items:
        for field in fields_at(level).items:
            schooling = _schooling(level, field)
            leaning = choose_leaning(chance, schooling, bodies=("desk",), sex="female")
            assert leaning.wanted.body == "desk"


def _schooling(level, field):
    name = "technician" if level in ("advanced", "reserve") else level
    return Schooling(level, field, field.majors[name][0], "", "", "毕业", ON, date(2000, 1, 1))


@pytest.mark.parametrize(
    ("sentence", "rank"),
    [
        ("硕士课题是番茄抗病材料的鉴定", RANKS["master"]),
        ("考研没上岸，先找行政", RANKS["bachelor"]),
        ("在准备考编，想先做行政", RANKS["college"]),
        ("学校实训操作过小锅炉", RANKS["secondary"]),
        ("在家帮着种大棚", RANKS["junior"]),
    ],
)
def test_a_sentence_presumes_a_schooling(sentence, rank):
    assert presumed_rank(sentence) == rank


def test_a_bag_gives_things_by_their_weight():
    chance = Chance(0, "bag")
    bag = fill_bag([("a", 3.0), ("b", 1.0), ("never", 0.0)])
    drawn = [chance.draw(bag) for _ in range(8000)]
    # 3 of 4, with four standard errors: 4 * sqrt(.75 * .25 / 8000) = .019
    assert abs(drawn.count("a") / 8000 - 0.75) < 0.02
    assert "never" not in drawn


def test_streams_of_other_names_are_independent():
    assert [Chance(1, "posts").unit() for _ in range(3)] == [Chance(1, "posts").unit()] * 3
    assert Chance(1, "posts").unit() != Chance(1, "people").unit() != Chance(2, "people").unit()
