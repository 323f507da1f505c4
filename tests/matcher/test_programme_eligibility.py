"""Who is eligible under the programme, as of a day, until when: boundaries by hand, and what holds for everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rulebook import read_rulebook
from matcher.editions import Edition, Validity
from matcher.eligibility.programme import Eligibility, Verdict, WayIn, eligible_ids, judge, verdict_on
from matcher.records import Candidate, Education, EmploymentStatus, Status

JINAN = read_rulebook("jinan-2023").named("jinan-2023")
ON = date(2023, 9, 1)
DAY = timedelta(days=1)

GRADUATE = Candidate(
    "C1",
    education=Education.BACHELOR,
    education_written="本科",
    graduation_status="毕业",
    school="济南大学",
    school_kind="普通高校",
    graduated_on=date(2023, 6, 30),
    birth_on=date(1996, 5, 1),  # 27 on 2023-09-01: no young person any more
    employment_status=EmploymentStatus.UNEMPLOYED,
)
YOUNG = Candidate(
    "C2",
    education=Education.UPPER_SECONDARY,
    education_written="高中",
    graduation_status="毕业",
    graduated_on=date(2022, 6, 30),
    birth_on=date(2004, 3, 15),  # 19 on 2023-09-01
    employment_status=EmploymentStatus.UNEMPLOYED,
    unemployment_registered_on=date(2023, 2, 1),
)


def found(candidate: Candidate, *, on: date = ON, edition: Edition = JINAN, **other: Any) -> Eligibility:
    return judge(replace(candidate, **other), edition=edition, on=on)


def status(eligibility: Eligibility, way: WayIn, code: str) -> Status:
    (one,) = (one for one in eligibility.ways if one.way is way)
    (check,) = (check for check in one.checks if check.code == code)
    return check.status


def reasons(eligibility: Eligibility, way: WayIn) -> list[str]:
    (one,) = (one for one in eligibility.ways if one.way is way)
    return [str(check.reason) for check in one.checks]


def with_window(years: int) -> Edition:
    return replace(JINAN, graduates=replace(JINAN.graduates, window_years=years))


def with_flexible() -> Edition:
    return replace(JINAN, youth=replace(JINAN.youth, flexible_is_unemployed=True))


def test_the_window_is_open_on_its_anniversary() -> None:
    # left on 2023-06-30; 3 years later is 2026-06-30, the last day
    eligibility = found(GRADUATE, on=date(2026, 6, 30))
    assert (eligibility.verdict, eligibility.until) == (Verdict.ELIGIBLE, date(2026, 6, 30))


def test_the_window_is_closed_on_the_day_after_its_anniversary() -> None:
    # 2026-06-30 + 1 day
    eligibility = found(GRADUATE, on=date(2026, 7, 1))
    assert (eligibility.verdict, eligibility.until) == (Verdict.NOT_ELIGIBLE, None)
    assert "left school on 2023-06-30; the 3 years ended on 2026-06-30" in reasons(eligibility, WayIn.GRADUATE)


def test_the_window_of_29_february_ends_on_28_february() -> None:
    # left on 2020-02-29; 2023 has no such day, so that the anniversary is 2023-02-28
    left = {"graduated_on": date(2020, 2, 29)}
    assert found(GRADUATE, on=date(2023, 2, 28), **left).verdict is Verdict.ELIGIBLE
    assert found(GRADUATE, on=date(2023, 3, 1), **left).verdict is Verdict.NOT_ELIGIBLE


def test_an_edition_with_two_years_closes_a_year_earlier() -> None:
    # 2023-06-30 + 2 years = 2025-06-30
    assert found(GRADUATE, edition=with_window(2)).until == date(2025, 6, 30)
    assert found(GRADUATE, on=date(2025, 7, 1), edition=with_window(2)).verdict is Verdict.NOT_ELIGIBLE


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        # born 2007-09-10: 16 on 2023-09-10
        pytest.param(date(2023, 9, 9), Verdict.NOT_ELIGIBLE, id="the day before"),
        pytest.param(date(2023, 9, 10), Verdict.ELIGIBLE, id="on it"),
    ],
)
def test_the_16th_birthday_opens_the_way_for_young_people(on: date, verdict: Verdict) -> None:
    assert found(YOUNG, on=on, birth_on=date(2007, 9, 10)).verdict is verdict


def test_before_the_16th_birthday_it_is_said_when_the_way_opens() -> None:
    # born 2007-09-10: 16 on 2023-09-10, nine days after 2023-09-01
    eligibility = found(YOUNG, birth_on=date(2007, 9, 10))
    assert (eligibility.until, eligibility.then) == (date(2023, 9, 9), Verdict.ELIGIBLE)
    assert eligibility.opens_on == date(2023, 9, 10)


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        # born 1998-09-10: 25 on 2023-09-10
        pytest.param(date(2023, 9, 9), Verdict.ELIGIBLE, id="the day before"),
        pytest.param(date(2023, 9, 10), Verdict.NOT_ELIGIBLE, id="on it"),
    ],
)
def test_the_25th_birthday_closes_the_way_for_young_people(on: date, verdict: Verdict) -> None:
    assert found(YOUNG, on=on, birth_on=date(1998, 9, 10)).verdict is verdict


def test_a_young_person_is_eligible_until_the_day_before_the_25th_birthday() -> None:
    # born 2004-03-15: 25 on 2029-03-15
    assert found(YOUNG).until == date(2029, 3, 14)


def test_a_birthday_on_29_february_is_28_february_in_other_years() -> None:
    # born 2000-02-29: 25 on 2025-02-28; born 2008-02-29: 16 on 2024-02-29, a leap year
    assert found(YOUNG, on=date(2025, 2, 27), birth_on=date(2000, 2, 29)).verdict is Verdict.ELIGIBLE
    assert found(YOUNG, on=date(2025, 2, 28), birth_on=date(2000, 2, 29)).verdict is Verdict.NOT_ELIGIBLE
    assert found(YOUNG, on=date(2024, 2, 28), birth_on=date(2008, 2, 29)).verdict is Verdict.NOT_ELIGIBLE
    assert found(YOUNG, on=date(2024, 2, 29), birth_on=date(2008, 2, 29)).verdict is Verdict.ELIGIBLE


def test_of_two_ways_the_later_one_tells_until_when() -> None:
    # graduate until 2023-06-30 + 3 years = 2026-06-30; born 2003-01-01: young until 2027-12-31
    both = {"birth_on": date(2003, 1, 1), "unemployment_registered_on": date(2023, 8, 1)}
    assert found(GRADUATE, **both).until == date(2027, 12, 31)


def test_a_graduate_out_of_the_window_may_be_eligible_as_a_young_person() -> None:
    # left 2020-06-30: closed since 2023-07-01; born 2001-06-01: 22
    eligibility = found(
        GRADUATE,
        graduated_on=date(2020, 6, 30),
        birth_on=date(2001, 6, 1),
        unemployment_registered_on=date(2023, 7, 3),
    )
    assert [way.status for way in eligibility.ways] == [Status.NOT_MET, Status.MET]
    assert eligibility.verdict is Verdict.ELIGIBLE


def test_a_graduate_of_any_age_is_eligible_within_the_window() -> None:
    assert [way.status for way in found(GRADUATE).ways] == [Status.MET, Status.NOT_MET]


@pytest.mark.parametrize("written", ["结业", "肄业", "已结业", "否"])
def test_who_left_without_graduating_is_no_graduate(written: str) -> None:
    eligibility = found(GRADUATE, graduation_status=written)
    assert eligibility.verdict is Verdict.NOT_ELIGIBLE
    assert status(eligibility, WayIn.GRADUATE, "graduated") is Status.NOT_MET


@pytest.mark.parametrize("written", ["毕业", "已毕业", "正常毕业", "往届毕业生", "是"])
def test_graduations_are_read_as_they_are_written(written: str) -> None:
    assert found(GRADUATE, graduation_status=written).verdict is Verdict.ELIGIBLE


@pytest.mark.parametrize("written", ["延期毕业", "待毕业", "其他"])
def test_a_graduation_that_cannot_be_read_is_asked_for(written: str) -> None:
    eligibility = found(GRADUATE, graduation_status=written)
    assert (eligibility.verdict, eligibility.missing) == (Verdict.UNKNOWN, ("毕业状态",))


@pytest.mark.parametrize(
    ("education", "written", "school_kind", "expected"),
    [
        pytest.param(Education.COLLEGE, "技工院校高级工班", "技工院校", Status.MET, id="class 高级工班"),
        pytest.param(Education.COLLEGE, "高级技工班", None, Status.MET, id="class 高级技工班"),
        pytest.param(Education.BACHELOR, "技工院校预备技师班", "技工院校", Status.MET, id="class 预备技师班"),
        pytest.param(Education.UPPER_SECONDARY, "中级工班", "技工院校", Status.NOT_MET, id="class 中级工班"),
        pytest.param(Education.UPPER_SECONDARY, "中级技工", None, Status.NOT_MET, id="class 中级技工"),
        pytest.param(Education.UPPER_SECONDARY, "技校", "技工院校", Status.UNKNOWN, id="no class told"),
        pytest.param(Education.UPPER_SECONDARY, None, "技工院校", Status.UNKNOWN, id="only the school told"),
        pytest.param(Education.COLLEGE, "大专", "技师学院", Status.MET, id="college at a technician school"),
        pytest.param(Education.UPPER_SECONDARY, "中专", "职业院校", Status.MET, id="secondary vocational"),
        pytest.param(Education.UPPER_SECONDARY, "职业高中", None, Status.MET, id="vocational high school"),
        pytest.param(Education.COLLEGE, "大专", "特殊教育院校", Status.MET, id="special-education vocational"),
        pytest.param(Education.UPPER_SECONDARY, "中专", "特殊教育院校", Status.MET, id="special secondary vocational"),
        pytest.param(Education.UPPER_SECONDARY, None, "特殊教育院校", Status.UNKNOWN, id="special, which one not told"),
        pytest.param(Education.MASTER, "硕士", "境外院校", Status.MET, id="overseas"),
        pytest.param(None, None, "境外院校", Status.MET, id="overseas, the level not told"),
        pytest.param(Education.BACHELOR, "大学本科", None, Status.MET, id="university"),
        pytest.param(Education.BACHELOR, None, None, Status.MET, id="level alone"),
        pytest.param(Education.UPPER_SECONDARY, "高中", None, Status.NOT_MET, id="high school"),
        pytest.param(Education.UPPER_SECONDARY, "普通高中", "普通高中", Status.NOT_MET, id="general high school"),
        pytest.param(Education.JUNIOR_MIDDLE, "初中", None, Status.NOT_MET, id="middle school"),
        pytest.param(Education.UPPER_SECONDARY, "高中/中专", None, Status.UNKNOWN, id="one or the other"),
        pytest.param(Education.UPPER_SECONDARY, None, None, Status.UNKNOWN, id="upper secondary alone"),
        pytest.param(None, None, None, Status.UNKNOWN, id="nothing told"),
    ],
)
def test_schooling_counts_by_school_and_class(
    education: Education | None, written: str | None, school_kind: str | None, expected: Status
) -> None:
    eligibility = found(GRADUATE, education=education, education_written=written, school=None, school_kind=school_kind)
    assert status(eligibility, WayIn.GRADUATE, "school") is expected


@pytest.mark.parametrize(
    ("school", "kind"),
    [
        pytest.param("南京大学", "普通高校", id="out of town"),
        pytest.param("曼彻斯特大学", "境外院校", id="overseas"),
        pytest.param("曼彻斯特大学", None, id="overseas, the kind not told"),
    ],
)
def test_graduates_from_elsewhere_are_judged_like_those_of_the_city(school: str, kind: str | None) -> None:
    assert found(GRADUATE, school=school, school_kind=kind) == found(GRADUATE)


def test_who_is_at_school_is_not_eligible_yet_and_the_day_of_leaving_is_told() -> None:
    # leaves on 2024-06-30: not eligible to 2024-06-29, to be asked anew from 2024-06-30
    eligibility = found(
        GRADUATE,
        graduation_status="在读",
        graduated_on=date(2024, 6, 30),
        employment_status=EmploymentStatus.STUDYING,
    )
    assert (eligibility.verdict, eligibility.then) == (Verdict.NOT_ELIGIBLE, Verdict.UNKNOWN)
    assert (eligibility.until, eligibility.opens_on) == (date(2024, 6, 29), date(2024, 6, 30))


def test_a_record_at_school_whose_day_of_leaving_has_passed_is_asked_anew() -> None:
    eligibility = found(
        GRADUATE, graduation_status="在读", graduated_on=date(2023, 6, 30), employment_status=EmploymentStatus.STUDYING
    )
    assert (eligibility.verdict, eligibility.missing) == (Verdict.UNKNOWN, ("毕业状态", "就业状态"))


def test_a_student_who_says_unemployed_is_not() -> None:
    eligibility = found(YOUNG, graduation_status="在读", graduated_on=date(2024, 6, 30))
    assert status(eligibility, WayIn.YOUTH, "unemployed") is Status.NOT_MET
    assert eligibility.verdict is Verdict.NOT_ELIGIBLE


def test_a_graduate_who_goes_on_studying_is_not_eligible() -> None:
    eligibility = found(GRADUATE, employment_status=EmploymentStatus.STUDYING)
    assert (eligibility.verdict, eligibility.until) == (Verdict.NOT_ELIGIBLE, None)


def test_an_unregistered_young_person_is_told_to_register() -> None:
    eligibility = found(YOUNG, unemployment_registered_on=None)
    assert (eligibility.verdict, eligibility.missing) == (Verdict.UNKNOWN, ("失业登记日期",))
    assert "is not registered as unemployed: register to qualify" in reasons(eligibility, WayIn.YOUTH)


def test_a_registration_counts_from_its_day_on() -> None:
    # registered on 2023-02-01
    assert found(YOUNG, on=date(2023, 1, 31)).verdict is Verdict.UNKNOWN
    assert found(YOUNG, on=date(2023, 2, 1)).verdict is Verdict.ELIGIBLE


def test_an_edition_that_asks_for_no_registration_takes_the_unregistered() -> None:
    free = replace(JINAN, youth=replace(JINAN.youth, requires_registration=False))
    eligibility = found(YOUNG, edition=free, unemployment_registered_on=None)
    assert eligibility.verdict is Verdict.ELIGIBLE
    assert [check.code for check in eligibility.ways[1].checks] == ["age", "unemployed"]


@pytest.mark.parametrize("person", [GRADUATE, YOUNG], ids=["graduate", "young"])
def test_flexible_work_is_a_parameter_of_the_edition(person: Candidate) -> None:
    flexible = replace(person, employment_status=EmploymentStatus.FLEXIBLE)
    assert found(flexible).verdict is Verdict.NOT_ELIGIBLE
    assert found(flexible, edition=with_flexible()).verdict is Verdict.ELIGIBLE


def test_the_employed_are_eligible_in_no_way() -> None:
    both = {"birth_on": date(2003, 1, 1), "unemployment_registered_on": date(2023, 8, 1)}
    eligibility = found(GRADUATE, employment_status=EmploymentStatus.EMPLOYED, **both)
    assert eligibility.verdict is Verdict.NOT_ELIGIBLE


def test_that_graduates_do_not_work_is_practice_and_cites_no_clause() -> None:
    eligibility = found(GRADUATE, employment_status=EmploymentStatus.EMPLOYED)
    clauses = {check.code: check.clause for check in eligibility.ways[0].checks}
    text = "济人社字〔2023〕15号 二(一)"
    assert clauses == {"school": text, "graduated": text, "window": text, "not_employed": None}


def test_an_edition_without_that_practice_takes_graduates_who_work() -> None:
    open_ = replace(JINAN, graduates=replace(JINAN.graduates, unemployed_only=False))
    assert found(GRADUATE, edition=open_, employment_status=EmploymentStatus.EMPLOYED).verdict is Verdict.ELIGIBLE


@pytest.mark.parametrize("person", [GRADUATE, YOUNG], ids=["graduate", "young"])
def test_an_unknown_state_of_employment_leaves_the_verdict_unknown(person: Candidate) -> None:
    eligibility = found(person, employment_status=None)
    assert (eligibility.verdict, eligibility.missing) == (Verdict.UNKNOWN, ("就业状态",))


def test_unknown_dates_are_asked_for_by_the_names_that_cities_use() -> None:
    eligibility = found(GRADUATE, graduated_on=None, birth_on=None, unemployment_registered_on=None)
    assert (eligibility.verdict, eligibility.until) == (Verdict.UNKNOWN, None)
    assert eligibility.missing == ("毕业日期", "出生日期", "失业登记日期")


def test_what_would_not_decide_is_not_asked_for() -> None:
    # too old for the other way: only the day of leaving school decides
    assert found(GRADUATE, graduated_on=None).missing == ("毕业日期",)
    assert found(GRADUATE, unemployment_registered_on=None).missing == ()


def test_of_somebody_of_whom_nothing_is_known_everything_is_asked_for() -> None:
    eligibility = judge(Candidate("C9"), edition=JINAN, on=ON)
    assert eligibility.verdict is Verdict.UNKNOWN
    assert eligibility.missing == ("学历", "毕业状态", "毕业日期", "就业状态", "出生日期", "失业登记日期")


def test_a_way_ends_with_its_rule() -> None:
    # the rule for graduates ends on 2023-12-31, before the window does on 2026-06-30
    ended = Validity(since=date(2023, 8, 8), until=date(2023, 12, 31))
    edition = replace(JINAN, graduates=replace(JINAN.graduates, valid=ended))
    assert found(GRADUATE, edition=edition).until == date(2023, 12, 31)
    eligibility = found(GRADUATE, edition=edition, on=date(2024, 1, 1))
    assert eligibility.verdict is Verdict.NOT_ELIGIBLE
    assert "this rule was in force until 2023-12-31" in reasons(eligibility, WayIn.GRADUATE)


def test_the_verdict_names_the_edition_and_the_day() -> None:
    eligibility = found(GRADUATE)
    assert (eligibility.candidate_id, eligibility.edition, eligibility.as_of) == ("C1", "jinan-2023", ON)


def test_only_the_eligible_pass_the_filter() -> None:
    unknown = replace(GRADUATE, id="C3", graduated_on=None)
    too_late = replace(GRADUATE, id="C4", graduated_on=date(2019, 6, 30))
    assert eligible_ids([GRADUATE, YOUNG, unknown, too_late], edition=JINAN, on=ON) == {"C1", "C2"}


DAYS = st.dates(date(1990, 1, 1), date(2035, 12, 31))
PEOPLE = st.builds(
    Candidate,
    id=st.text(min_size=1, max_size=5),
    education=st.none() | st.sampled_from([one for one in Education if one is not Education.ANY]),
    education_written=st.sampled_from([None, "本科", "技校", "高级技工", "中级工班", "中专", "高中", "?"]),
    graduation_status=st.sampled_from([None, "毕业", "结业", "在读", "?"]),
    school_kind=st.sampled_from([None, "普通高校", "技工院校", "特殊教育院校", "境外院校"]),
    graduated_on=st.none() | DAYS,
    birth_on=st.none() | DAYS,
    sex=st.sampled_from([None, "male", "female"]),
    employment_status=st.none() | st.sampled_from(EmploymentStatus),
    unemployment_registered_on=st.none() | DAYS,
)
EDITIONS = st.sampled_from([JINAN, with_window(2), with_flexible()])


@given(PEOPLE, EDITIONS, DAYS, st.text(max_size=5), st.sampled_from([None, "male", "female"]), st.none() | st.text())
def test_who_somebody_is_changes_no_verdict(
    person: Candidate, edition: Edition, on: date, id_: str, sex: str | None, home: str | None
) -> None:
    other = replace(person, id=id_, sex=sex, home_district=home, needs=home, wish=home)
    assert judge(other, edition=edition, on=on) == replace(judge(person, edition=edition, on=on), candidate_id=id_)


@given(PEOPLE, EDITIONS, DAYS)
def test_the_day_after_its_end_the_verdict_is_another(person: Candidate, edition: Edition, on: date) -> None:
    eligibility = judge(person, edition=edition, on=on)
    if eligibility.until is not None:
        after = judge(person, edition=edition, on=eligibility.until + DAY)
        assert after.verdict is eligibility.then is not eligibility.verdict


@given(PEOPLE, EDITIONS, DAYS, st.integers(0, 20_000))
def test_to_its_end_the_verdict_stays(person: Candidate, edition: Edition, on: date, n_days: int) -> None:
    eligibility = judge(person, edition=edition, on=on)
    later = on + timedelta(days=n_days)
    if eligibility.until is None or later <= eligibility.until:
        assert verdict_on(person, edition=edition, on=later) is eligibility.verdict


@given(PEOPLE, EDITIONS, DAYS)
def test_an_unknown_verdict_says_what_is_missing(person: Candidate, edition: Edition, on: date) -> None:
    eligibility = judge(person, edition=edition, on=on)
    assert bool(eligibility.missing) == (eligibility.verdict is Verdict.UNKNOWN)


@given(st.lists(PEOPLE, max_size=5), EDITIONS, DAYS)
def test_the_filter_agrees_with_the_verdict(people: list[Candidate], edition: Edition, on: date) -> None:
    judged = {one.id for one in people if judge(one, edition=edition, on=on).verdict is Verdict.ELIGIBLE}
    assert eligible_ids(people, edition=edition, on=on) == judged
