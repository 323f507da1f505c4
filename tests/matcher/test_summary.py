"""The monthly summary: what counts, when, where and once; each figure worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from data.rulebook import read_rulebook
from matcher.papers import Cell
from matcher.records import (
    Actor,
    Claim,
    ClaimKind,
    Employer,
    Kind,
    Placement,
    Post,
    Standing,
    StandingDecision,
    TrapVerdict,
)
from matcher.summary import (
    Employers,
    Facts,
    Group,
    Source,
    Summary,
    Window,
    Workplaces,
    collected,
    due,
    employer_areas,
    paid,
    practices,
    public_summary,
    source_named,
    summarise,
    summary_as_plain,
    summary_paper,
    trainees,
)

JINAN = read_rulebook("jinan-2023").named("jinan-2023")
AUGUST = Window(date(2023, 8, 1))
STORED = date(2023, 8, 20)
EMPLOYER = Employer("E1", "甲公司", uscc="91370100MA00000001", kind="科技型企业", district="历下区")
POST = Post("P1", "测试", "甲公司", headcount=3, kind=Kind.RESEARCH, district="历下区", published_on=date(2023, 8, 5))
PLACEMENT = Placement("T1", "C1", "E1", date(2023, 3, 1), date(2023, 8, 31), post_id="P1")
CLAIM = Claim("B1", "C1", "E1", ClaimKind.MONTHLY, date(2023, 3, 1), Decimal("1260.00"), paid_on=date(2023, 8, 15))


def summary(
    posts: list[Post] | None = None,
    placements: list[Placement] | None = None,
    claims: list[Claim] | None = None,
    employers: list[Employer] | None = None,
    window: Window = AUGUST,
) -> Summary:
    """The summary of a small city."""
    known = Employers(employers or [])
    stored = [(post, STORED) for post in posts or []]
    begun = placements or []
    workplaces = Workplaces({post.id: post for post in posts or []}, known)
    facts = Facts(
        posts=list(collected(stored, known, window)),
        trainees=list(
            trainees(
                begun,
                workplaces,
                window,
                source_of=lambda id: Source.GRADUATES,
                group_of=lambda placement: Group.GRADUATE,
            )
        ),
        practices=list(practices(begun, workplaces, JINAN, window)),
        paid=list(paid(claims or [], begun, workplaces, window)),
        employers=employer_areas(stored, known, window),
        due=due(begun, workplaces, JINAN, window.month, window.last),
    )
    return summarise(facts, window, edition=JINAN.id, targets=JINAN.targets_of(2023), areas=())


def in_district(found: Summary, name: str) -> Any:
    return next(one for one in found.districts if one.district == name)


def test_all_districts_and_zones_stand_in_the_annexs_order_also_without_figures() -> None:
    names = [one.district for one in summary().districts]
    assert len(names) == 15
    assert (names[0], names[12:]) == ("历下区", ["济南高新区", "市南部山区", "济南起步区"])


def test_targets_are_those_of_the_annex() -> None:
    found = summary()
    assert (in_district(found, "商河县").posts_target, in_district(found, "商河县").trainees_target) == (400, 100)
    assert (found.total.posts_target, found.total.trainees_target, found.employers_target) == (15_000, 4_200, 500)


def test_posts_are_the_sum_of_headcounts_with_adverts_beside() -> None:
    found = summary([POST, replace(POST, id="P2", headcount=4)])
    assert (found.total.posts, found.total.adverts) == (7, 2)  # 3 + 4


def test_an_advert_without_a_headcount_counts_as_one_opening_and_is_told() -> None:
    found = summary([POST, replace(POST, id="P2", headcount=None)]).total
    assert (found.posts, found.adverts_without_headcount) == (4, 1)  # 3 + 1


def test_a_zone_counts_as_itself_and_not_as_the_district_around_it() -> None:
    found = summary([replace(POST, zone="济南高新区", district="历城区")])
    assert (in_district(found, "济南高新区").posts, in_district(found, "历城区").posts) == (3, 0)


def test_a_post_without_a_place_counts_where_its_employer_is() -> None:
    found = summary([replace(POST, district=None)], employers=[replace(EMPLOYER, district="章丘区")])
    assert in_district(found, "章丘区").posts == 3


def test_what_has_no_place_at_all_stands_in_a_row_of_its_own() -> None:
    found = summary([replace(POST, district=None)])
    assert [(one.district, one.posts) for one in found.districts[15:]] == [("未知", 3)]


@pytest.mark.parametrize(
    ("published_on", "figures"),
    [
        pytest.param(date(2022, 12, 31), (0, 0, 0), id="the year before"),
        pytest.param(date(2023, 1, 1), (3, 0, 0), id="New Year"),
        pytest.param(date(2023, 7, 31), (3, 0, 3), id="last day of the month before"),
        pytest.param(date(2023, 8, 1), (3, 3, 0), id="first day"),
        pytest.param(date(2023, 8, 31), (3, 3, 0), id="last day"),
        pytest.param(date(2023, 9, 1), (0, 0, 0), id="the day after"),
        pytest.param(None, (3, 3, 0), id="unknown: the day on which it was stored"),
    ],
)
def test_a_post_counts_by_the_day_of_its_publication(published_on: date | None, figures: tuple[int, int, int]) -> None:
    total = summary([replace(POST, published_on=published_on)]).total
    assert (total.posts, total.posts_month, total.posts_last_month) == figures


def test_the_month_before_january_is_december() -> None:
    total = summary([replace(POST, published_on=date(2022, 12, 5))], window=Window(date(2023, 1, 1))).total
    assert (total.posts, total.posts_last_month) == (0, 3)


def test_a_closed_post_counts() -> None:
    assert summary([replace(POST, closes_on=date(2023, 8, 6))]).total.posts == 3


def test_a_confirmed_trap_is_no_post() -> None:
    assert summary([replace(POST, trap_verdict=TrapVerdict.CONFIRMED)]).total.posts == 0


def test_posts_stand_by_kind_and_by_type_of_employer() -> None:
    total = summary([POST, replace(POST, id="P2", kind=None, headcount=1)], employers=[EMPLOYER]).total
    assert (total.posts_by_kind["research"], total.posts_by_kind["unknown"]) == (3, 1)
    assert total.posts_by_employer_kind == {"科技型企业": 4}


def test_a_person_counts_once_a_year_by_the_first_traineeship() -> None:
    again = replace(PLACEMENT, id="T2", starts_on=date(2023, 8, 1), post_id=None)
    total = summary([POST], [PLACEMENT, again]).total
    assert (total.trainees, total.trainees_month, total.placements) == (1, 0, 2)


def test_a_placement_counts_at_its_post_else_at_its_employer() -> None:
    elsewhere = replace(PLACEMENT, id="T2", candidate_id="C2", post_id=None)
    found = summary([POST], [PLACEMENT, elsewhere], employers=[replace(EMPLOYER, district="平阴县")])
    assert (in_district(found, "历下区").trainees, in_district(found, "平阴县").trainees) == (1, 1)


def test_a_traineeship_that_ends_on_the_last_day_has_finished() -> None:
    total = summary([POST], [PLACEMENT, replace(PLACEMENT, id="T2", planned_end_on=date(2023, 9, 1))]).total
    assert (total.running, total.finished) == (1, 1)


def test_a_traineeship_that_begins_after_the_month_is_not_known_in_it() -> None:
    total = summary([POST], [replace(PLACEMENT, starts_on=date(2023, 9, 1), planned_end_on=date(2023, 12, 1))]).total
    assert (total.trainees, total.running) == (0, 0)


def test_retention_counts_contracts_known_at_the_months_end() -> None:
    signed = replace(PLACEMENT, id="T2", candidate_id="C2", contract_on=date(2023, 8, 20))
    later = replace(PLACEMENT, id="T3", candidate_id="C3", contract_on=date(2023, 9, 5))
    total = summary([POST], [PLACEMENT, signed, later]).total
    assert (total.counted, total.retained) == (3, 1)
    assert total.retention_rate == pytest.approx(1 / 3)


def test_who_left_within_three_months_is_left_out_of_the_rate() -> None:
    left = replace(PLACEMENT, id="T2", candidate_id="C2", ended_on=date(2023, 4, 30))  # two months
    total = summary([POST], [PLACEMENT, left]).total
    assert (total.finished, total.counted) == (2, 1)


def test_subsidy_counts_by_the_day_of_payment() -> None:
    claims = [CLAIM, replace(CLAIM, id="B2", paid_on=date(2023, 7, 3)), replace(CLAIM, id="B3", paid_on=None)]
    total = summary([POST], [PLACEMENT], claims).total
    assert (total.subsidy_yuan, total.subsidy_month_yuan, total.subsidy_last_month_yuan) == (
        Decimal("2520.00"),  # two paid
        Decimal("1260.00"),
        Decimal("1260.00"),
    )
    assert total.paid_trainees == 1


def test_subsidy_is_due_for_the_days_of_the_month_where_the_work_is() -> None:
    # 16 of 31 days of August at 60 % of 2,100.00
    begun = replace(PLACEMENT, starts_on=date(2023, 8, 16), planned_end_on=date(2023, 11, 15))
    found = summary([POST], [begun], employers=[Employer("E1", "甲公司", district="商河县")])
    assert found.total.subsidy_due_yuan == Decimal("650.32")
    assert [one.district for one in found.districts if one.subsidy_due_yuan] == ["历下区"]


def test_nothing_is_due_before_a_traineeship_begins() -> None:
    later = replace(PLACEMENT, starts_on=date(2023, 9, 1), planned_end_on=date(2023, 11, 30))
    assert summary([POST], [later], employers=[Employer("E1", "甲公司")]).total.subsidy_due_yuan == 0


def test_an_employer_counts_once_by_code_or_name_if_it_has_a_post_or_was_recognised() -> None:
    recognised = Employer("E2", "乙公司", recognised_on=date(2022, 5, 1), district="商河县")
    unknown = replace(POST, id="P3", employer="丙公司")
    coded = replace(POST, id="P2", employer="甲 公司（济南）", employer_uscc=EMPLOYER.uscc)
    found = summary([POST, coded, unknown], employers=[EMPLOYER, recognised, Employer("E3", "丁公司")])
    assert found.total.employers == 3  # 甲, 乙, 丙
    assert in_district(found, "商河县").employers == 1


def test_a_removed_employer_counts_no_longer() -> None:
    removed = Employer("E2", "乙公司", recognised_on=date(2022, 5, 1), status="已清退")
    assert summary(employers=[removed]).total.employers == 0


@pytest.mark.parametrize(
    ("effective_on", "n"),
    [
        pytest.param(date(2023, 8, 31), 0, id="by the month's end"),
        pytest.param(date(2023, 9, 1), 1, id="a day later"),
    ],
)
def test_an_employer_that_a_person_removed_counts_to_that_day(effective_on: date, n: int) -> None:
    known = Employer("E2", "乙公司", recognised_on=date(2022, 5, 1))
    at = datetime(2023, 9, 1, tzinfo=UTC)
    removed = StandingDecision("E2", Standing.REMOVED, effective_on, JINAN.id, Actor("officer", "admin"), at)
    assert len(employer_areas([], Employers([known], [removed]), AUGUST)) == n


@pytest.mark.parametrize(
    ("status_on", "n"),
    [pytest.param(date(2023, 8, 31), 0, id="by then"), pytest.param(date(2023, 9, 1), 1, id="a day later")],
)
def test_a_status_of_a_later_day_leaves_a_past_month_as_it_was(status_on: date, n: int) -> None:
    removed = Employer("E2", "乙公司", recognised_on=date(2022, 5, 1), status="已清退", status_on=status_on)
    assert summary(employers=[removed]).total.employers == n


@pytest.mark.parametrize(
    ("written", "source"),
    [
        ("实名信息数据库", Source.GRADUATES),
        ("高校毕业生实名制", Source.GRADUATES),
        ("求职登记小程序", Source.MINI_PROGRAM),
        ("失业登记库", Source.REGISTER),
        ("candidates.csv", Source.OTHER),
        (None, Source.OTHER),
    ],
)
def test_a_source_is_known_by_its_words(written: str | None, source: Source) -> None:
    assert source_named(written) is source


def test_json_has_the_shape_that_programs_rely_on() -> None:
    plain = summary_as_plain(summary([POST], [PLACEMENT]))
    assert plain["month"] == "2023-08"
    assert {"district", "posts_target", "posts", "trainees_target", "trainees"} <= plain["districts"][0].keys()
    wanted = {"posts_target", "posts", "adverts", "trainees_target", "trainees", "employers_target", "employers"}
    assert wanted <= plain["total"].keys()


def test_districts_add_up_to_the_total() -> None:
    plain = summary_as_plain(summary([POST, replace(POST, id="P2", zone="济南高新区")], [PLACEMENT], [CLAIM]))
    for name, value in plain["total"].items():
        if isinstance(value, (int, Decimal)) and name != "employers_target":
            assert sum(one[name] for one in plain["districts"]) == value, name


def test_the_paper_has_the_figures_of_the_json() -> None:
    plain = summary_as_plain(summary([POST], [PLACEMENT], [CLAIM]))
    sheet = summary_paper(plain, on=date(2023, 8, 31), office=None).sheets[0]
    told: dict[str, Cell] = dict(zip((one.key for one in sheet.columns), sheet.total or (), strict=True))
    assert {key: told[key] for key in ("posts", "adverts", "trainees", "employers", "subsidy_yuan")} == {
        key: plain["total"][key] for key in ("posts", "adverts", "trainees", "employers", "subsidy_yuan")
    }
    assert told["posts_rate"] == 3 / 15_000


def test_a_public_summary_shows_no_small_count_and_nothing_of_the_month_alone() -> None:
    posts = [replace(POST, id=f"P{n}", headcount=9, district="章丘区") for n in range(4)]
    plain = public_summary(summary_as_plain(summary([POST, *posts], [PLACEMENT], [CLAIM])))
    lixia = next(one for one in plain["districts"] if one["district"] == "历下区")
    assert (lixia["posts"], lixia["trainees"], lixia["subsidy_yuan"]) == ("<5", "<5", "*")
    assert (lixia["posts_target"], "posts_month" in lixia) == (1_700, False)
    assert plain["total"]["posts"] == 39  # 3 + 4 × 9: with the noughts of the others it gives no district away


def test_a_public_paper_has_no_columns_of_the_month() -> None:
    plain = public_summary(summary_as_plain(summary([POST], [PLACEMENT])))
    sheet = summary_paper(plain, on=date(2023, 8, 31), office=None).sheets[0]
    assert not [column.key for column in sheet.columns if "month" in column.key]
