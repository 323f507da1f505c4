from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from matcher.columns import CandidateColumns, Districts, PostColumns
from matcher.eligibility import MET, NOT_MET, RULES, UNKNOWN
from matcher.records import Candidate, Education, Kind, Post

ON = date(2024, 8, 1)
NAMES = Districts(("历下区", "历城区", "章丘区", "济南高新区"))
POST = Post(id="P", title="文员", employer="E")
CANDIDATE = Candidate(id="C")
Outcome = tuple[int, float, bool]


def _outcome(code: str, candidate: Candidate, post: Post) -> Outcome:
    rule = next(rule for rule in RULES if rule.code == code)
    c, p = CandidateColumns.of([candidate], NAMES), PostColumns.of([post], NAMES)
    judged = rule.judge(c, p, ON.toordinal())
    return (
        int(np.broadcast_to(judged.status, 1)[0]),
        float(np.broadcast_to(judged.amount, 1)[0]),
        bool(np.broadcast_to(judged.hard, 1)[0]),
    )


def _case(code: str, candidate: dict[str, Any], post: dict[str, Any], outcome: Outcome, *, id: str) -> Any:
    return pytest.param(code, replace(CANDIDATE, **candidate), replace(POST, **post), outcome, id=id)


SILENT = "岗位职责：负责日常账务处理和凭证整理；任职要求：细心负责，熟悉办公软件，会用财务软件"
BACHELOR, MASTER, COLLEGE = Education.BACHELOR, Education.MASTER, Education.COLLEGE


@pytest.mark.parametrize(
    ("code", "candidate", "post", "outcome"),
    [
        _case("education", {"education": COLLEGE}, {"education": BACHELOR}, (NOT_MET, 0, True), id="degree too low"),
        _case("education", {"education": MASTER}, {"education": BACHELOR}, (MET, 0, True), id="degree above"),
        _case("education", {}, {"education": BACHELOR}, (UNKNOWN, 0, True), id="own degree unknown"),
        _case("education", {}, {"education": Education.ANY}, (MET, 0, True), id="no degree asked for"),
        _case("education", {"education": COLLEGE}, {}, (UNKNOWN, 0, True), id="degree asked for unknown"),
        _case(
            "education",
            {"education": COLLEGE},
            {"education": BACHELOR, "description": "大专及以上学历"},
            (MET, 0, True),
            id="the text on the degree counts before the field",
        ),
        # master over college: two levels, (2 − 1) / 2
        _case("level", {"education": MASTER}, {"education": COLLEGE}, (NOT_MET, 0.5, False), id="two levels above"),
        _case("level", {"education": BACHELOR}, {"education": COLLEGE}, (MET, 0, False), id="one level above"),
        # half of how far beyond a first year (0), and half of how far beyond the own years, of four (1 / 4)
        _case(
            "experience",
            {"experience_years": 0.0},
            {"experience_min_years": 1.0},
            (UNKNOWN, 0.125, True),
            id="a first year refuses nobody, and without any experience it is open",
        ),
        # any practice or work stands for the first year: 1 of 1
        _case(
            "experience",
            {"experience": "在公司实习6周"},
            {"experience_min_years": 1.0},
            (MET, 0, True),
            id="practice of any length meets a first year",
        ),
        # two years asked, one and a half held: (1 / 2 + 1 / 8) / 2
        _case(
            "experience",
            {"experience_years": 1.5},
            {"experience_min_years": 2.0},
            (UNKNOWN, 0.3125, True),
            id="up to a year more is a reservation, to be talked about",
        ),
        # half a year counts as the first: three asked, one held
        _case(
            "experience",
            {"experience_years": 0.5},
            {"experience_min_years": 3.0},
            (NOT_MET, (1 + 2 / 4) / 2, True),
            id="over a year more is refused",
        ),
        _case("experience", {}, {"experience_min_years": 5.0}, (UNKNOWN, 0, True), id="own experience unknown"),
        _case("experience", {}, {"experience_min_years": 0.0}, (MET, 0, True), id="no experience asked for"),
        _case(
            "experience",
            {"experience_years": 0.0},
            {"experience_min_years": 1.0, "description": "3年以上工作经验"},
            (NOT_MET, (1 + 3 / 4) / 2, True),
            id="the text on years counts before the field",
        ),
        _case(
            "experience",
            {"experience_years": 0.0},
            {"experience_min_years": 3.0, "description": SILENT},
            (NOT_MET, (1 + 3 / 4) / 2, False),
            id="years of the field alone refuse nobody where the text tells requirements",
        ),
        # no work at all: the whole reservation; one year of three: two thirds of it
        _case("seniority", {"experience_years": 0.0}, {"title": "财务总监"}, (NOT_MET, 1.0, False), id="a leader"),
        _case("seniority", {"experience_years": 1.0}, {"title": "财务主管"}, (NOT_MET, 2 / 3, False), id="a year done"),
        _case("seniority", {"experience_years": 0.0}, {"title": "产品经理"}, (MET, 0, False), id="a product manager"),
        _case("dates", {}, {"closes_on": date(2024, 7, 31)}, (NOT_MET, 0, True), id="closed yesterday"),
        _case("dates", {}, {"closes_on": ON}, (MET, 0, True), id="the last day is open"),
        _case("dates", {}, {"published_on": date(2024, 8, 2)}, (NOT_MET, 0, True), id="not yet published"),
        _case("dates", {}, {}, (UNKNOWN, 0, True), id="no dates"),
        # 2024-08-01 is 365 days after 2023-08-02: a year old is too old, a day younger is not
        _case("dates", {}, {"published_on": date(2023, 8, 2)}, (UNKNOWN, 0, True), id="a year old, without a last day"),
        _case("dates", {}, {"published_on": date(2023, 8, 3)}, (MET, 0, True), id="a day younger than a year"),
        _case("advert", {}, {"description": "任务金次日返还"}, (NOT_MET, 1.0, False), id="money to be paid in advance"),
        _case("advert", {}, {"description": "催收物业费"}, (MET, 0, False), id="dues of residents are no debts"),
        _case("place", {"districts": ("历下区",)}, {"district": "历下区"}, (MET, 0, False), id="a named district"),
        _case("place", {"districts": ("历下区",)}, {"district": "章丘区"}, (NOT_MET, 1.0, False), id="not named"),
        _case(
            "place",
            {"districts": ("济南高新区",)},
            {"district": "历城区", "zone": "济南高新区"},
            (MET, 0, False),
            id="the zone counts like the district",
        ),
        _case("place", {"home_district": "历下区"}, {"district": "章丘区"}, (NOT_MET, 0.4, False), id="not at home"),
        _case("place", {"any_district": True}, {"district": "章丘区"}, (MET, 0, False), id="anywhere"),
        _case("place", {"districts": ("历下区",)}, {}, (UNKNOWN, 0, False), id="place unknown"),
        _case("place", {}, {"district": "章丘区"}, (UNKNOWN, 0, False), id="wish for a place unknown"),
        _case(
            "place",
            {"districts": ("章丘区",), "wish": "就想在章丘本地上班"},
            {"district": "历下区"},
            (NOT_MET, 1.0, True),
            id="only here blocks",
        ),
        # 4,500 of 5,000 is 0.9: half way down to the share of 0.8
        _case(
            "pay", {"pay_min_month_yuan": 5000}, {"pay_max_month_yuan": 4500}, (UNKNOWN, 0.5, False), id="slightly less"
        ),
        _case("pay", {"pay_min_month_yuan": 5000}, {"pay_max_month_yuan": 3000}, (NOT_MET, 1, False), id="far less"),
        _case("pay", {"pay_min_month_yuan": 5000}, {}, (UNKNOWN, 0, False), id="pay unknown"),
        _case(
            "pay",
            {"pay_min_month_yuan": 5000, "wish": "五千以下不考虑"},
            {"pay_max_month_yuan": 4900},
            (NOT_MET, 0.1, True),
            id="a floor blocks",
        ),
        _case("night_shift", {"needs": "不接受夜班"}, {"night_shift": True}, (NOT_MET, 0, True), id="night refused"),
        _case(
            "night_shift", {"needs": "不接受夜班"}, {"description": "三班倒"}, (NOT_MET, 0, True), id="night in words"
        ),
        _case("night_shift", {"needs": "不接受夜班"}, {}, (UNKNOWN, 0, True), id="nights unknown"),
        _case("night_shift", {}, {"night_shift": True}, (MET, 0, False), id="nights fine"),
        _case("lodging", {"needs": "需要住宿"}, {"lodging": False}, (NOT_MET, 1.0, False), id="no lodging"),
        _case("lodging", {"needs": "需要住宿"}, {}, (UNKNOWN, 0.5, False), id="lodging unknown"),
        _case("lodging", {"needs": "需要住宿"}, {"description": "包吃住"}, (MET, 0, False), id="lodging in words"),
        _case(
            "travel", {"needs": "不接受出差"}, {"description": "需长期出差"}, (NOT_MET, 0, True), id="travel refused"
        ),
        _case(
            "travel",
            {"needs": "不接受长期出差、驻外"},
            {"description": "能常驻项目工作"},
            (NOT_MET, 0, True),
            id="a place of work elsewhere",
        ),
        _case("travel", {"needs": "不接受驻外"}, {"description": "面向全国招生"}, (UNKNOWN, 0, True), id="only a hint"),
        _case("needs", {}, {"description": "需长时间站立"}, (MET, 0, False), id="nothing needed"),
        _case("needs", {"needs": "不能久站"}, {"description": "需长时间站立"}, (NOT_MET, 1, True), id="denied, firm"),
        _case("needs", {"needs": "轻度色弱"}, {"description": "辨色力正常"}, (NOT_MET, 1, False), id="denied, soft"),
        _case("needs", {"needs": "不能久站"}, {"description": "整理凭证"}, (UNKNOWN, 0, False), id="silent"),
        _case("needs", {"needs": "轮椅出行"}, {"accessibility": "有电梯、坡道"}, (MET, 0, False), id="offered"),
        _case(
            "needs",
            {"needs": "轮椅出行，通勤一小时以内"},
            {"accessibility": "有电梯"},
            (UNKNOWN, 0, False),
            id="one of two needs offered",
        ),
        _case(
            "needs",
            {"needs": "不能离家太远", "home_district": "历城区"},
            {"district": "章丘区"},
            (NOT_MET, 1, False),
            id="far from home is a reservation and blocks nothing",
        ),
        _case(
            "needs",
            {"needs": "不能离家太远", "home_district": "历城区"},
            {"district": "历城区"},
            (MET, 0, False),
            id="in the home district",
        ),
        _case("needs", {"needs": "离家近"}, {"district": "历城区"}, (UNKNOWN, 0, False), id="the home is unknown"),
        _case("night_shift", {"needs": "避免夜班"}, {"night_shift": False}, (MET, 0, True), id="no night shifts"),
        _case("lodging", {"needs": "必须有食宿"}, {"lodging": False}, (NOT_MET, 1.0, True), id="lodging is a must"),
        _case("unwanted_work", {"wish": "不做销售"}, {"title": "销售代表"}, (NOT_MET, 1.0, True), id="refused work"),
        _case(
            "unwanted_work", {"wish": "除了销售都行"}, {"title": "销售代表"}, (NOT_MET, 1.0, True), id="all but sales"
        ),
        _case(
            "unwanted_work",
            {"wish": "不做销售"},
            {"title": "文员", "description": "邀约客户，签单有提成"},
            (NOT_MET, 1.0, False),
            id="refused work in the text alone blocks nobody",
        ),
        _case("unwanted_work", {"wish": "文员"}, {"title": "销售代表"}, (UNKNOWN, 0, False), id="nothing refused"),
        _case("unasked_work", {"wish": "文员"}, {"title": "小区保安"}, (NOT_MET, 1.0, False), id="plain work unasked"),
        _case("unasked_work", {"wish": "保安"}, {"title": "小区保安"}, (MET, 0, False), id="plain work asked for"),
        _case(
            "unasked_work", {"major": "护理学", "skills": ("护理",)}, {"title": "护理员"}, (MET, 0, False), id="learnt"
        ),
        _case("unasked_work", {"wish": "文员"}, {"title": "会计"}, (MET, 0, False), id="work that wants training"),
        _case("unasked_work", {"wish": "文员"}, {"title": "文员（无销售性质）"}, (MET, 0, False), id="denied work"),
        _case("advert", {}, {"description": "认真完成交易指令"}, (NOT_MET, 1.0, False), id="a trap"),
        _case("advert", {}, {"description": "核对账目"}, (MET, 0, False), id="an ordinary advert"),
        _case("kind", {"kind_wanted": Kind.RESEARCH}, {"kind": Kind.TECHNICAL}, (NOT_MET, 1.0, False), id="other kind"),
        _case("kind", {"kind_wanted": Kind.RESEARCH}, {}, (UNKNOWN, 0, False), id="kind unknown"),
        _case("certificate", {}, {"description": "持有护士执业证"}, (NOT_MET, 1, False), id="no certificate"),
        _case(
            "certificate",
            {"certificates": ("护士执业资格证",)},
            {"description": "需持有护士证"},
            (MET, 0, False),
            id="the certificate in other words",
        ),
        _case("certificate", {}, {"description": "有教师资格证者优先"}, (UNKNOWN, 0, False), id="certificate liked"),
        _case("certificate", {}, {"certificates": ("教师资格证",)}, (NOT_MET, 1, False), id="certificate in its field"),
        _case("language", {"major": "日语"}, {"title": "俄语翻译"}, (NOT_MET, 1, False), id="another language"),
        _case(
            "language", {"certificates": ("大学英语四级",)}, {"title": "英语翻译"}, (MET, 0, False), id="same language"
        ),
        _case("language", {}, {"description": "英语好者优先"}, (UNKNOWN, 0, False), id="language liked"),
        _case("language", {}, {"title": "各语种口译（英语、俄语）"}, (UNKNOWN, 0, False), id="any language"),
        _case("elsewhere", {}, {"description": "工作地点：全国各地项目"}, (NOT_MET, 1, False), id="anywhere"),
        _case("elsewhere", {}, {"description": "工作地点：济南市"}, (MET, 0, False), id="here"),
        _case("casual", {}, {"title": "兼职客服"}, (NOT_MET, 1, False), id="side job"),
        _case("casual", {}, {"title": "在线客服"}, (MET, 0, False), id="full time"),
        # 销售, 提成, 业绩, 底薪: four of five words
        _case(
            "unwanted_work",
            {"wish": "不想下工地"},
            {"title": "项目专员", "description": "负责施工现场管理，适应外地施工"},
            (NOT_MET, 1.0, False),
            id="refused work all through the text",
        ),
        _case(
            "unwanted_work",
            {"wish": "不做滴定"},
            {"title": "质检员", "description": "不做滴定，没有滴定"},
            (MET, 0.0, False),
            id="refused work that the text denies",
        ),
        _case(
            "unwanted_work",
            {"wish": "不想下工地"},
            {"title": "会计", "description": "核对施工合同付款，施工成本核算"},
            (MET, 0.0, False),
            id="work of others in the text",
        ),
        _case("silent", {}, {"description": "五险一金，双休"}, (NOT_MET, 1.0, False), id="nothing but benefits"),
        _case(
            "silent",
            {},
            {
                "description": "岗位职责：负责客户资料的整理归档，核对合同台账，编制月度统计报表，配合财务完成审计，"
                "维护办公设备，采购办公用品，安排会议并做记录，收发文件"
            },
            (MET, 0.0, False),
            id="duties told",
        ),
        _case("certificate", {}, {"title": "直招护士"}, (NOT_MET, 1.0, False), id="a title of licensed work"),
        _case("certificate", {}, {"title": "医生助理"}, (UNKNOWN, 0.0, False), id="an assistant needs no licence"),
        _case("selling", {}, {"description": "底薪加提成，完成销售业绩"}, (NOT_MET, 0.8, False), id="selling unasked"),
        _case(
            "selling",
            {"wish": "销售"},
            {"description": "底薪加提成，完成销售业绩"},
            (MET, 0, False),
            id="selling asked",
        ),
        # a bachelor is offered 24,000, twice the usual 12,000: one doubling
        _case(
            "promised_pay",
            {"education": BACHELOR},
            {"pay_min_month_yuan": 24000, "pay_max_month_yuan": 24000},
            (NOT_MET, 1, False),
            id="pay out of proportion",
        ),
        _case(
            "promised_pay", {"education": BACHELOR}, {"pay_max_month_yuan": 6000}, (UNKNOWN, 0, False), id="no least"
        ),
        _case("promised_pay", {"education": BACHELOR}, {"pay_min_month_yuan": 6000}, (MET, 0, False), id="usual pay"),
        _case("hype", {}, {"title": "急聘！高薪文员"}, (NOT_MET, 1, False), id="a loud title"),
        _case("hype", {}, {"title": "文员（双休）"}, (MET, 0, False), id="a title with benefits"),
        _case("agency", {}, {"employer": "某某人力资源有限公司"}, (NOT_MET, 1, False), id="an agency"),
    ],
)
def test_a_criterion_comes_out_as_a_caseworker_reads_it(
    code: str, candidate: Candidate, post: Post, outcome: Outcome
) -> None:
    assert _outcome(code, candidate, post) == pytest.approx(outcome)


def test_rules_judge_many_pairs_as_they_judge_one() -> None:
    posts = [
        replace(POST, education=BACHELOR, district="历下区", pay_max_month_yuan=4000),
        replace(POST, title="销售主管", experience_min_years=3, zone="济南高新区", night_shift=True),
        replace(POST, closes_on=date(2024, 1, 1), lodging=False, kind=Kind.RESEARCH),
    ]
    people = [
        replace(CANDIDATE, education=COLLEGE, districts=("历下区", "章丘区"), needs="不接受夜班，需要住宿"),
        replace(CANDIDATE, wish="不做销售，只接受五千以上", pay_min_month_yuan=5000, experience="做了两年"),
    ]
    p, c = PostColumns.of(posts, NAMES), CandidateColumns.of(people, NAMES)
    for rule in RULES:
        for i, person in enumerate(people):
            row = rule.judge(c.take(slice(i, i + 1)), p, ON.toordinal())
            expected = [_outcome(rule.code, person, post) for post in posts]
            got = zip(*(np.broadcast_to(a, 3).tolist() for a in (row.status, row.amount, row.hard)), strict=True)
            np.testing.assert_allclose(list(got), expected)
        for j, post in enumerate(posts):
            column = rule.judge(c, p.take(slice(j, j + 1)), ON.toordinal())
            got = zip(
                *(np.broadcast_to(a, 2).tolist() for a in (column.status, column.amount, column.hard)), strict=True
            )
            np.testing.assert_allclose(list(got), [_outcome(rule.code, person, post) for person in people])
