"""What an edition may not say; the sound one is written here so that the core is tested without files."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from matcher.editions import (
    ApplicationRule,
    Edition,
    GraduateRule,
    InspectionRule,
    MinimumWage,
    RemainderRule,
    Rulebook,
    SoughtEmployers,
    SubsidyRule,
    Target,
    Targets,
    TermRule,
    Validity,
    YouthRule,
    find_mistakes,
    find_overlaps,
)
from matcher.errors import NotFound
from matcher.records import ApplicationKind, Kind

ALWAYS = Validity(date(2023, 1, 1))
DISTRICTS = ("东区", "西区")


@pytest.fixture
def edition() -> Edition:
    return Edition(
        id="town-2023",
        title="见习办法",
        document="某人社〔2023〕1号",
        valid=ALWAYS,
        reports_since=date(2023, 1, 1),
        graduates=GraduateRule("一", ALWAYS, 3, ("毕业",), ("结业",), ("在读",), ("高级工班",), unemployed_only=True),
        youth=YouthRule("一", ALWAYS, 16, 24, requires_registration=True, flexible_is_unemployed=False),
        term=TermRule("二", ALWAYS, 3, 6, 12),
        subsidy=SubsidyRule("三", ALWAYS, 60, 70, 50, 30, 3),
        remainder=RemainderRule("三", Validity(date(2023, 1, 1), date(2023, 12, 31)), 3, 60),
        wages=(
            MinimumWage((), Decimal(2100), Validity(date(2021, 1, 1), date(2023, 9, 30)), "省文件"),
            MinimumWage((), Decimal(2200), Validity(date(2023, 10, 1)), "省文件"),
            MinimumWage(("西区",), Decimal(1900), ALWAYS, "省文件"),
        ),
        sought=tuple(SoughtEmployers(kind, "二", ("企业",)) for kind in Kind),
        inspection=InspectionRule("四", ALWAYS, 12, 2),
        applications=tuple(ApplicationRule(kind, "五", ALWAYS, ("申请表",), 3, 7, 10) for kind in ApplicationKind),
        targets=(Targets("附件", 2023, 5, 30, 12, (Target("东区", 20, 7), Target("西区", 10, 5))),),
    )


def told(edition: Edition) -> list[str]:
    return [f"{one.key}: {one.reason}" for one in find_mistakes(edition, districts=DISTRICTS)]


def test_a_sound_edition_has_no_mistakes(edition):
    assert told(edition) == []


def with_rule(edition: Edition, rule: str, **values: object) -> Edition:
    return replace(edition, **{rule: replace(getattr(edition, rule), **values)})


@pytest.mark.parametrize(
    ("rule", "values", "said"),
    [
        pytest.param(
            "subsidy", {"percent": 600}, "subsidy.percent: 600 is not between 1 and 100", id="a percentage of 600"
        ),
        pytest.param(
            "subsidy",
            {"raised_percent": 50},
            "subsidy.raised_percent: 50 is under subsidy.percent, which is 60",
            id="a raised rate under the usual one",
        ),
        pytest.param(
            "youth",
            {"age_max": 15},
            "youth.age_max: 15 is under youth.age_min, which is 16",
            id="ages turned",
        ),
        pytest.param(
            "term",
            {"max_months": 5},
            "term.max_months: 5 is under term.usual_max_months, which is 6",
            id="terms turned",
        ),
        pytest.param(
            "graduates",
            {"studying": ("毕业",)},
            "graduates: 毕业 stands in two lists",
            id="a word that means two things",
        ),
        pytest.param("graduates", {"clause": " "}, "graduates.clause: must not be empty", id="a rule without a clause"),
        pytest.param(
            "remainder",
            {"valid": Validity(date(2023, 5, 1), date(2023, 4, 30))},
            "remainder.valid: ends on 2023-04-30, before it begins",
            id="a validity that ends before it begins",
        ),
    ],
)
def test_a_figure_out_of_place_is_named_with_its_key(edition, rule, values, said):
    assert said in told(with_rule(edition, rule, **values))


def test_two_minimum_wages_of_one_district_at_once_are_refused(edition):
    first, second, other = edition.wages
    overlapping = replace(second, valid=Validity(date(2023, 9, 30)))
    assert told(replace(edition, wages=(first, overlapping, other))) == [
        "wages[1].valid: is in force while wages[0] is, for the same district"
    ]


def test_a_day_without_a_minimum_wage_is_refused(edition):
    first, second, other = edition.wages
    late = replace(second, valid=Validity(date(2023, 10, 2)))
    assert told(replace(edition, wages=(first, late, other))) == ["wages: there is no minimum wage for 2023-10-01"]


def test_a_district_does_not_lose_its_own_minimum_wage_in_silence(edition):
    # 西区 has 1,900 yuan to the end of September; 2,200 would be paid from October on
    *common, own = edition.wages
    lapsed = replace(own, valid=Validity(date(2023, 1, 1), date(2023, 9, 30)))
    assert told(replace(edition, wages=(*common, lapsed))) == [
        "wages: 西区 has no minimum wage of its own from 2023-10-01 on"
    ]
    raised = replace(own, month_yuan=Decimal(2000), valid=Validity(date(2023, 10, 1)))
    assert told(replace(edition, wages=(*common, lapsed, raised))) == []


def test_no_rule_outlasts_its_edition(edition):
    # each rule ends by itself; the end of the text alone would end none of them
    ended = replace(edition, valid=Validity(date(2023, 1, 1), date(2023, 12, 31)))
    assert "subsidy.valid: ends later than the edition, on 2023-12-31" in told(ended)
    assert not [one for one in told(ended) if one.startswith(("remainder", "valid", "wages"))]


def test_a_wage_for_an_unknown_district_is_refused(edition):
    strange = replace(edition.wages[2], districts=("北区",))
    assert told(replace(edition, wages=(*edition.wages[:2], strange))) == [
        "wages[2].districts: 北区 is no district or zone of this city"
    ]


def test_targets_name_every_district_once_and_add_up(edition):
    (targets,) = edition.targets
    wrong = replace(targets, districts=(Target("东区", 20, 7), Target("北区", 10, 6)))
    assert told(replace(edition, targets=(wrong,))) == [
        "targets[0].districts: 北区 is no district or zone of this city",
        "targets[0].districts: there is no entry for 西区",
        "targets[0].trainees: 12 is not the sum of the districts, 13",
    ]


def test_a_kind_of_post_without_employers_is_refused(edition):
    assert told(replace(edition, sought=edition.sought[1:])) == ["sought: there is no entry for research"]


def test_two_editions_in_force_from_one_day_are_refused(edition):
    assert [str(one.reason) for one in find_overlaps((edition, replace(edition, id="town-2023b")))] == [
        "two editions are in force from 2023-01-01"
    ]


def test_a_named_district_has_its_own_wage_and_others_the_common_one(edition):
    assert edition.wage_on("西区", date(2023, 10, 1)).month_yuan == 1900
    assert edition.wage_on("东区", date(2023, 9, 30)).month_yuan == 2100
    assert edition.wage_on(None, date(2023, 10, 1)).month_yuan == 2200


def test_a_day_before_every_wage_has_none(edition):
    with pytest.raises(NotFound, match="no minimum wage for 东区 on 2020-12-31"):
        edition.wage_on("东区", date(2020, 12, 31))


def test_the_edition_in_force_goes_by_the_day(edition):
    later = replace(edition, id="town-2024", valid=Validity(date(2024, 3, 1)))
    book = Rulebook.of([later, edition])
    assert [book.on(day).id for day in (date(2020, 1, 1), date(2024, 2, 29), date(2024, 3, 1))] == [
        "town-2023",
        "town-2023",
        "town-2024",
    ]


@pytest.mark.parametrize(
    ("known_on", "id"),
    [
        pytest.param(date(2023, 8, 31), "town-2023", id="within the year"),
        pytest.param(date(2024, 6, 30), "town-2023", id="after it, when other rules are in force"),
    ],
)
def test_a_year_is_settled_by_its_own_rules(edition, known_on, id):
    later = replace(edition, id="town-2024", valid=Validity(date(2024, 3, 1)))
    assert Rulebook.of([later, edition]).of_year(2023, known_on=known_on).id == id


def test_a_decision_finds_the_edition_that_it_was_made_under(edition):
    later = replace(edition, id="town-2024", valid=Validity(date(2024, 3, 1)))
    book = Rulebook.of([later], others=[edition])
    assert book.named("town-2023") is edition
    assert book.on(date(2023, 5, 1)) is later
    with pytest.raises(NotFound, match="no edition 'town-2022'"):
        book.named("town-2022")
