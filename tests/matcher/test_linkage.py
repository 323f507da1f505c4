"""Linking people: numbers first, then everything weighed; twins, siblings and namesakes are the test."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from matcher.linkage import SHIPPED, compare_one, duplicates, link, link_registries
from matcher.linkage.comparisons import FIELDS
from matcher.linkage.deciding import Weighed, cautions_of, judge
from matcher.linkage.traits import traits_of
from matcher.linkage.weighing import compare, odds
from matcher.records import Band, Decision, Identity, LinkHow

CITY = SHIPPED.among(16_000)


def number(body: str) -> str:
    return body + str(ric.calc_check_digit(body + "0"))


WANG = Identity(
    "c1",
    name="王晓东",
    id_number=number("37010220010315123"),
    phone="13900000001",
    sex="male",
    birth="2001-03-15",
    district="历下区",
)
ENTRY = replace(WANG, id="e1")


def pair(entry, candidate=WANG):
    found = compare_one(candidate, [entry], parameters=CITY)
    return found[0] if found else None


def band(entry, candidate=WANG):
    found = pair(entry, candidate)
    return found.band if found else Band.APART


def test_the_same_number_links_whatever_else_is_missing():
    found = pair(Identity("e1", id_number=WANG.id_number, name="王晓东"))
    assert (found.band, found.how, found.p) == (Band.LINKED, LinkHow.EXACT, 1.0)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("３７０１０２２００１０３１５１２３", id="full width"),
        pytest.param("370102 20010315 123", id="spaces"),
        pytest.param("370102-20010315-123", id="hyphens"),
    ],
)
def test_the_same_number_written_otherwise_links(written):
    check = WANG.id_number[-1]
    assert pair(replace(ENTRY, id_number=written + check, phone=None)).how is LinkHow.EXACT


def test_a_disability_certificate_links_by_the_number_in_it():
    assert pair(replace(ENTRY, id_number=f"{WANG.id_number}44B1")).how is LinkHow.EXACT


def test_a_number_typed_into_the_row_of_another_goes_to_a_person():
    other = Identity("e1", name="李静", id_number=WANG.id_number, phone="13900000002", sex="female", birth="1998-07-07")
    assert band(other) is Band.REVIEW


def test_a_number_beside_another_name_goes_to_a_person_though_birth_date_and_sex_were_copied_from_it():
    assert band(replace(ENTRY, name="李静", phone=None)) is Band.REVIEW


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"id_number": WANG.id_number[:16] + "9" + WANG.id_number[17:]}, id="one digit mistyped"),
        pytest.param({"id_number": WANG.id_number[:12] + "51" + WANG.id_number[14:]}, id="two digits swapped"),
        pytest.param({"id_number": WANG.id_number[:17]}, id="last digit lost"),
        pytest.param({"id_number": f"{WANG.id_number[:6]}********{WANG.id_number[14:]}"}, id="masked"),
        pytest.param({"id_number": None}, id="no number, but the phone"),
        pytest.param({"id_number": None, "name": "王小东"}, id="a name that sounds the same"),
        pytest.param({"id_number": None, "name": "王　曉東"}, id="old forms and a space"),
        pytest.param({"id_number": None, "name": "王晓东（户主之子）"}, id="a remark in brackets"),
    ],
)
def test_a_faulty_row_is_linked_where_the_rest_agrees(changes):
    assert band(replace(ENTRY, **changes)) is Band.LINKED


def test_two_sound_numbers_that_differ_are_never_linked_by_themselves():
    other = number("37010220010315127")
    assert band(replace(ENTRY, id_number=other)) is Band.REVIEW


def test_a_twin_is_not_linked_though_phone_home_and_birth_date_agree():
    assert band(replace(ENTRY, name="王晓北", id_number=number("37010220010315125"))) is not Band.LINKED
    assert band(replace(ENTRY, name="王晓北", id_number=None)) is not Band.LINKED


def test_a_twin_with_a_damaged_number_is_not_linked():
    assert band(replace(ENTRY, name="王晓北", id_number=number("37010220010315125")[:17])) is not Band.LINKED


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param({"id_number": number("37010220010315127")}, ("two_valid_numbers",), id="two sound numbers"),
        pytest.param({"name": "李静"}, ("beside_another_name",), id="another name beside the number"),
        pytest.param({"name": "王晓北", "id_number": None}, ("perhaps_a_sibling",), id="a twin perhaps"),
        pytest.param({"id_number": None, "phone": None, "birth": "2001-03"}, ("little_told",), id="little"),
        pytest.param({"name": "李静", "id_number": None}, ("another_name",), id="another name"),
        pytest.param({"id_number": None}, (), id="nothing against it"),
        pytest.param({}, (), id="the same"),
    ],
)
def test_why_a_person_decides_whatever_the_weights_is_told(changes, told):
    one = traits_of(replace(ENTRY, **changes))
    judged = judge(Weighed("c1", "e1", compare(traits_of(WANG), one, CITY), "name" in changes), CITY)
    assert cautions_of(judged) == told


def test_a_sibling_born_in_another_year_is_apart():
    assert band(replace(ENTRY, name="王晓丽", sex="female", birth="2003-08-20", id_number=None)) is not Band.LINKED


def test_a_namesake_with_a_number_of_their_own_is_apart():
    namesake = Identity("e1", "王晓东", number("37120219990101111"), "13911111111", "male", "1999-01-01", "商河县")
    assert band(namesake) is Band.APART


def test_a_namesake_with_the_same_birth_date_and_a_number_of_their_own_is_not_linked():
    namesake = replace(ENTRY, id_number=number("37120220010315111"), phone="13911111111")
    assert band(namesake) is not Band.LINKED


def test_name_and_month_of_birth_alone_disclose_nothing():
    told = replace(ENTRY, id_number=None, phone=None, birth="2001-03")
    assert band(told) is not Band.LINKED


def test_a_common_name_weighs_less():
    common = replace(CITY, names=replace(CITY.names, n=16_000, surnames={"王": 2000}, givens={"晓东": 200}))
    told = replace(ENTRY, id_number=None)
    assert weight_of("name", told, common) < weight_of("name", told, CITY)


def weight_of(field, entry, parameters):
    (found,) = [one for one in compare(traits_of(WANG), traits_of(entry), parameters) if one.field == field]
    return found.weight


def test_two_candidates_about_as_good_both_go_to_a_person():
    other = replace(WANG, id="c2", id_number=None)
    entry = replace(ENTRY, id_number=None)
    found = link([replace(WANG, id_number=None), other], [entry], parameters=CITY)
    assert [(one.candidate_id, one.band) for one in found] == [("c1", Band.REVIEW), ("c2", Band.REVIEW)]


def test_the_owner_of_the_number_keeps_the_link_and_the_namesake_gets_none():
    namesake = replace(WANG, id="c2", id_number=None)
    found = link([namesake, WANG], [ENTRY], parameters=CITY)
    assert [(one.candidate_id, one.band) for one in found] == [("c1", Band.LINKED)]


def test_the_weights_of_a_pairing_sum_to_its_odds():
    found = pair(replace(ENTRY, id_number=None, district="商河县"))
    assert 1 / (1 + 2.0 ** -odds(found.compared)) == pytest.approx(found.p, abs=1e-12)
    assert [one.field for one in found.compared] == ["prior", *(field.name for field in FIELDS)]


def test_what_was_compared_holds_no_value_of_the_people():
    shown = repr(pair(ENTRY))
    assert not any(value in shown for value in (WANG.name, WANG.id_number, WANG.phone, WANG.birth, WANG.district))


def test_the_weight_of_a_birth_date_is_that_of_its_level():
    # exact: m .94 among pairs of one person, u 1 in 4,000 among others: log2(.94 / .00025) = 11.877 bits
    assert weight_of("birth", ENTRY, CITY) == pytest.approx(11.877, abs=0.001)


def test_candidates_who_are_one_person_are_found_among_each_other():
    again = replace(WANG, id="c2", phone="13900000009")
    third = Identity("c3", "李静", number("37010220000101124"), "13700000000", "female", "2000-01-01", "历下区")
    (found,) = duplicates([third, again, WANG], parameters=CITY)
    assert (found.candidate_id, found.other_id, found.band) == ("c1", "c2", Band.LINKED)


TEXTS = st.sampled_from([None, "王晓东", "王小东", "王东晓", "王晓", "李静", "张王晓东", "王晓东东", "王曉東"])
NUMBERS = st.sampled_from(
    [
        None,
        WANG.id_number,
        WANG.id_number[:17],
        number("37010220010315125"),
        "37010220010315****",
        "3701",
        "abc",
        "*" * 18,
    ]
)
PEOPLE = st.builds(
    Identity,
    id=st.just("x"),
    name=TEXTS,
    id_number=NUMBERS,
    phone=st.sampled_from([None, "13900000001", "13900000010", "0531-8888888", "139"]),
    sex=st.sampled_from([None, "male", "female"]),
    birth=st.sampled_from([None, "2001", "2001-03", "2001-03-15", "2001-05-12", "2001-12-05", "1999-03-15"]),
    district=st.sampled_from([None, "历下区", "历下", "济南市历下区", "商河县"]),
)


@given(PEOPLE, PEOPLE)
def test_comparing_does_not_depend_on_who_comes_first(a, b):
    one, two = traits_of(a), traits_of(b)
    assert compare(one, two, CITY) == compare(two, one, CITY)


@given(PEOPLE)
@settings(max_examples=50)
def test_more_agreement_never_lowers_the_odds(told):
    one, other = traits_of(WANG), traits_of(told)
    before = odds(compare(one, other, CITY))
    for field in ("phone", "district", "sex", "name"):
        agreeing = replace(told, **{field: getattr(WANG, field)})
        assert odds(compare(one, traits_of(agreeing), CITY)) >= before - 1e-9


@given(st.lists(PEOPLE, max_size=6), st.lists(PEOPLE, max_size=6), st.randoms())
@settings(max_examples=50)
def test_the_order_of_rows_decides_nothing(ours, theirs, chance):
    candidates = [replace(one, id=f"c{n}") for n, one in enumerate(ours)]
    entries = [replace(one, id=f"e{n}") for n, one in enumerate(theirs)]
    found = link(candidates, entries, parameters=CITY)
    chance.shuffle(candidates)
    chance.shuffle(entries)
    assert link(candidates, entries, parameters=CITY) == found


@given(st.lists(PEOPLE, max_size=6), st.lists(PEOPLE, max_size=6))
@settings(max_examples=50)
def test_two_sound_numbers_never_link_and_no_entry_is_two_candidates(ours, theirs):
    candidates = {f"c{n}": replace(one, id=f"c{n}") for n, one in enumerate(ours)}
    entries = {f"e{n}": replace(one, id=f"e{n}") for n, one in enumerate(theirs)}
    linked = [
        one for one in link([*candidates.values()], [*entries.values()], parameters=CITY) if one.band is Band.LINKED
    ]
    assert len({one.other_id for one in linked}) == len(linked)
    for one in linked:
        numbers = {traits_of(candidates[one.candidate_id]).number, traits_of(entries[one.other_id]).number} - {None}
        assert len(numbers) < 2


LI = replace(WANG, id="c2", name="李娜", id_number=number("37010220001203003"), phone="13900000003", birth="2000-12-03")


def test_beside_whom_a_person_confirmed_nobody_links_by_themselves():
    decided = {("c1", "e1"): Decision.SAME}
    entry = replace(LI, id="e1")
    found = link_registries([WANG, LI], [[entry]], parameters=CITY, decisions=decided)
    assert {one.candidate_id: one.band for one in found} == {"c1": Band.LINKED, "c2": Band.REVIEW}


def test_who_was_decided_to_be_somebody_else_leaves_the_entry_to_its_owner():
    owner = replace(WANG, id="c2", id_number=None)
    assert link_registries([WANG, owner], [[ENTRY]], parameters=CITY)[0].candidate_id == "c1"
    decided = {("c1", "e1"): Decision.DIFFERENT}
    found = link_registries([WANG, owner], [[ENTRY]], parameters=CITY, decisions=decided)
    assert [(one.candidate_id, one.band) for one in found] == [("c2", Band.LINKED)]
    assert compare_one(WANG, [ENTRY], parameters=CITY, decisions=decided) == []


def test_a_sibling_with_a_phone_of_their_own_beside_the_same_number_goes_to_a_person():
    assert band(replace(ENTRY, name="王晓军", phone="13700009999")) is Band.REVIEW
    assert band(replace(ENTRY, name="王晓军")) is Band.LINKED
    assert band(replace(ENTRY, name="王晓军", phone=None)) is Band.LINKED
