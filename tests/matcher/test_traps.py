from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.records import Education, Post
from matcher.traps import KINDS, Sign, copied_sign, copied_texts, suspect, trap_signs
from matcher.traps.rules import RULES


def _post(title: str, description: str = "", *, employer: str = "济南青禾商贸有限公司", **fields: Any) -> Post:
    return Post(id="P", title=title, description=description, employer=employer, **fields)


def _codes(post: Post) -> set[str]:
    return {sign.code for sign in trap_signs(post)}


TRAPS = [
    pytest.param(_post("仓库理货员", "报到当天交纳岗前培训费680元，转正后返还"), "fee", id="a fee for training"),
    pytest.param(_post("店员", "为防止中途离开，入职先交押金500元"), "fee", id="a deposit"),
    pytest.param(_post("店员", "先交押金，不退"), "fee", id="a deposit that is kept: not a denial"),
    pytest.param(_post("界面设计学员岗", "学费可分期，上岗以后从工资里慢慢还"), "loan", id="fees by instalments"),
    pytest.param(
        _post("软件测试", "没有项目经验也可参加四个月封闭实训"), "course", id="a course in place of experience"
    ),
    pytest.param(_post("线上助理", "给商家刷单，每单返六元"), "tasks", id="fake orders"),
    pytest.param(_post("线上助理", "小额垫付货款，半小时返还"), "tasks", id="money paid in advance"),
    pytest.param(_post("打字员", "在家操作，按篇结算，日结，无需经验"), "home", id="typing at home"),
    pytest.param(_post("声音陪伴", "在语音厅接待来宾，会聊就行"), "company", id="a voice room"),
    pytest.param(_post("数据文员", "照着老师的交易指令下单，记录盈亏"), "trading", id="data entry that is trading"),
    pytest.param(_post("分析助理", "三个月内学会看盘，达标后独立交易"), "trading", id="an analyst who trades"),
    pytest.param(
        _post("回访客服", "给借款逾期的人打电话，督促尽快还款"), "hidden_collection", id="a collector called service"
    ),
    pytest.param(
        _post("催收专员", "联系逾期客户", employer="山东明衡律师事务所"),
        "hidden_collection",
        id="a collector of a law firm",
    ),
    pytest.param(_post("资料录入", "录入客户办卡资料，底薪加提成"), "hidden_sales", id="a desk with commission"),
    pytest.param(
        _post("人事助理", "时间自由，不耽误接孩子", employer="某城人寿保险支公司"),
        "insurance_agent",
        id="an agent called clerk",
    ),
    pytest.param(
        _post("高铁乘务员", "包吃住", employer="石家庄远途人力资源有限公司"),
        "rail_post",
        id="a railway post of an agency",
    ),
    pytest.param(_post("储备人员", "根据户籍就近分配到站段"), "state_post", id="a post assigned by residence"),
    pytest.param(_post("安保（铁饭碗）", "国企岗位"), "state_post", id="an iron bowl"),
    pytest.param(_post("内勤", "名额来自内部渠道"), "state_post", id="a reserved place"),
    pytest.param(_post("普工", "入职后押身份证一个月"), "documents", id="papers are kept"),
    pytest.param(_post("高薪客服", "工作地柬埔寨，包机票"), "abroad", id="service in a risky country"),
]


@pytest.mark.parametrize(("post", "code"), TRAPS)
def test_a_trap_is_read_and_suffices_alone(post: Post, code: str) -> None:
    signs = trap_signs(post)
    assert code in {sign.code for sign in signs}
    assert suspect(signs)


@pytest.mark.parametrize(
    ("post", "code"),
    [
        pytest.param(_post("保安", "公司直招，不收取任何费用"), "no_fee", id="a denial of fees"),
        pytest.param(_post("收银员", "服装费六十元，离职退还"), "uniform_fee", id="the cost of a uniform"),
        pytest.param(_post("催收专员", "联系逾期客户"), "collection", id="collection that says so"),
        pytest.param(_post("分拣员 330元/天"), "day_pay", id="high pay a day"),
        pytest.param(_post("包装工", "随走随结"), "no_ties", id="come and go"),
        pytest.param(_post("业务员", "零底薪，上不封顶"), "no_base", id="nothing but commission"),
        pytest.param(_post("主播", "提前离开要付违约金"), "penalty", id="a penalty"),
        pytest.param(_post("文员", "有意者加微信qingshan_2020"), "private_contact", id="a private account"),
        pytest.param(_post("出纳", employer="某大型企业"), "anonymous", id="no name"),
        pytest.param(_post("运维", "考证费用转正后可报销"), "fee_back", id="a cost paid first"),
        pytest.param(_post("运维", "实习地区服从单位安排"), "anywhere", id="anywhere"),
        pytest.param(
            _post("国企普工", employer="济南聚才人力资源有限公司"), "state_name", id="in the name of a state firm"
        ),
        pytest.param(_post("前台", "躺赚的工作"), "easy_money", id="easy money"),
    ],
)
def test_a_weak_sign_needs_a_second(post: Post, code: str) -> None:
    signs = trap_signs(post)
    assert [sign.code for sign in signs] == [code]
    assert not suspect(signs)
    assert suspect((*signs, Sign("copied", "3", "岗位描述")))


def test_two_signs_that_only_reassure_are_one() -> None:
    assert not suspect((Sign("no_fee", "不收费", "岗位描述"), Sign("no_ties", "人走账清", "岗位描述")))


@pytest.mark.parametrize(
    "pay",
    [
        pytest.param("底薪4000+提成", id="a figure with noughts"),
        pytest.param("无责底薪+提成", id="a guarantee"),
        pytest.param("（本科以上无责7000）+提成", id="both"),
    ],
)
def test_neither_a_figure_nor_a_guarantee_denies_what_follows(pay: str) -> None:
    assert _codes(_post("数据整理专员", f"审核客户资料。{pay}")) == {"hidden_sales"}


def test_work_on_a_phone_at_home_is_a_sign() -> None:
    assert "home" in _codes(_post("健康管理师", "无需坐班、居家办公手机端即可操作，时间自由"))


def test_the_same_weak_sign_twice_is_still_one() -> None:
    assert not suspect((Sign("no_fee", "不收费", "岗位描述"), Sign("no_fee", "零费用", "岗位名称")))


ORDINARY = [
    _post("会计助理", "整理凭证，登记台账，协助催收货款和核对费用。大专及以上，会计专业。"),
    _post("物业管家", "收缴物业费，催收欠费，受理报修，收取装修押金并按规定退还业主。", employer="济南安居物业"),
    _post("前台客服", "接听电话，登记客户需求，引导客户添加企业微信，双休，五险一金。"),
    _post("期货公司柜员", "办理开户，核对期货交易员权限。", employer="山东鼎信期货有限公司"),
    _post("课程老师", "给学员讲解课程，培训费由公司承担，带薪培训一个月。"),
    _post("电力交易专员", "分析电力市场，申报售电交易指令。", employer="济南启光售电有限公司"),
    _post("铁路信号工程师", "维护地铁信号系统，三年以上经验，本科。"),
    _post("普工", "流水线装配，包食宿，入职体检费到市立医院自理，转正报销。"),
    _post("带货主播", "介绍女装，配合运营，每天六小时，底薪六千加提成。"),
    _post("楼层助理", "登记商户信息，催收租金和逾期账单里的物业费，引导家长缴纳培训费。"),
    _post("直播助理", "做过娱乐主播者优先，负责场控和选品。"),
    _post("测试工程师", "测试股票交易员使用的系统，编写用例。"),
    _post("保安", "看守地铁工地安检通道旁的大门，两班倒。"),
    _post("收银员", "商场地铁口附近，身份证复印件入职备案，合理分配资源，服从安排。"),
]


@pytest.mark.parametrize("post", ORDINARY, ids=lambda post: post.title)
def test_an_ordinary_advert_raises_no_alarm(post: Post) -> None:
    assert not suspect(trap_signs(post))


@pytest.mark.parametrize(
    "text",
    [
        "入职不收取任何费用及押金",
        "没有任何培训费",
        "杜绝刷单",
        "绝不扣押身份证",
        "公司承诺无需缴纳保证金",
        "谨防陪聊诈骗",
    ],
)
def test_what_is_denied_is_no_strong_sign(text: str) -> None:
    assert not suspect(trap_signs(_post("保洁员", text)))


def _paid(**fields: Any) -> Post:
    return _post("设备维护", pay_min_month_yuan=20_000.0, pay_max_month_yuan=21_000.0, **fields)


def test_high_pay_for_nothing_is_a_weak_sign_with_the_pay_in_its_words() -> None:
    assert trap_signs(_paid(education=Education.ANY)) == (Sign("high_pay", "20000-21000", "薪资待遇"),)


@pytest.mark.parametrize(
    "post",
    [
        pytest.param(_paid(education=Education.BACHELOR), id="a degree"),
        pytest.param(_paid(experience_min_years=3.0), id="experience"),
        pytest.param(_paid(description="三年以上维修经验"), id="experience in the text"),
        pytest.param(_paid(description="精通液压系统"), id="a skill"),
        pytest.param(_post("设备维护", pay_min_month_yuan=19_999.0), id="pay below the line"),
        pytest.param(_post("设备维护"), id="pay unknown"),
    ],
)
def test_high_pay_with_a_reason_is_no_sign(post: Post) -> None:
    assert _codes(post) == set()


def test_a_sign_tells_its_words_and_their_field_in_both_languages() -> None:
    (sign,) = trap_signs(_post("店员", "做五休二。入职先交押金500元。包午餐"))
    assert sign == Sign("fee", "入职先交押金500元", "岗位描述")
    assert sign.sentence("zh") == "要求求职者先交钱：“入职先交押金500元”。"
    assert sign.sentence("en") == "It asks the applicant for money: “入职先交押金500元”."


def test_every_rule_makes_a_sign_that_has_a_sentence() -> None:
    assert {rule.code for rule in RULES} | {"high_pay", "copied", "copied_widely"} == set(KINDS)
    assert all("{words}" in kind.zh and "{words}" in kind.en for kind in KINDS.values())


NEUTRAL = st.lists(
    st.sampled_from(
        ["环境整洁", "周末双休", "有食堂", "交通方便", "同事友善", "不加班", "性格开朗", "无夜班", "免费停车"]
    ),
    max_size=6,
)


@given(case=st.sampled_from([case.values[0] for case in TRAPS]), before=NEUTRAL, after=NEUTRAL)
def test_neutral_words_never_take_a_sign_away(case: object, before: list[str], after: list[str]) -> None:
    assert isinstance(case, Post)
    longer = _post(case.title, "。".join([*before, case.description or "", *after]), employer=case.employer)
    assert _codes(case) <= _codes(longer)


@given(st.text(max_size=200), st.text(max_size=40), st.text(max_size=20))
def test_any_text_is_read_and_quoted_from_the_advert(description: str, title: str, employer: str) -> None:
    for sign in trap_signs(_post(title, description, employer=employer)):
        assert sign.code in KINDS
        assert sign.words


TEXT = (
    "负责商场一层的日常巡视和顾客引导，登记来访人员，发现问题及时上报值班经理，"
    "每天工作8小时，月薪4500元，提供宿舍和工作餐，缴纳五险，每月休息4天，工作地点在历下区。"
)
OTHER = "跟随设计师测量门店尺寸，绘制平面图和效果图，整理材料样板，核对施工进度，与客户沟通修改意见，按时交付图纸。"


def _under(*employers: str, text: str = TEXT) -> list[Post]:
    return [Post(id=f"{text[:1]}{n}", title="岗", employer=name, description=text) for n, name in enumerate(employers)]


def test_one_text_under_three_employers_is_found_with_one_advert_of_each_other() -> None:
    posts = _under("济南春晓商贸有限公司", "山东临泉百货有限公司", "济南沐光商业管理有限公司", "济南春晓商贸有限公司")
    assert copied_texts([*posts, *_under("甲", "乙", text=OTHER)]) == {
        "负0": ("负1", "负2"),
        "负1": ("负0", "负2"),
        "负2": ("负0", "负1"),
        "负3": ("负1", "负2"),
    }


FIGURES = (
    "早班{0}点到{1}点，晚班{2}点到{3}点，底薪{4}千，全勤{5}百，餐补{6}元，住{7}区，在{7}区学{7}区考{7}区做，满{8}天发奖{9}百，"
    "先到门店试工再签合同，找{10}报名即可排班"
)


def test_numbers_districts_and_the_employers_name_are_folded_away() -> None:
    names = ("春晓百货连锁", "临泉", "沐光")
    texts = [
        FIGURES.format(*(digit * (n + 1) for n in range(7)), place, 31, 77, name * 3)
        for digit, place, name in zip("七五三", ("历下", "天桥", "长清"), names, strict=True)
    ]
    posts = [
        Post(id=name, title="岗", employer=name, description=text) for name, text in zip(names, texts, strict=True)
    ]
    assert set(copied_texts(posts)) == set(names)


@pytest.mark.parametrize(
    "posts",
    [
        pytest.param(_under("济南春晓商贸有限公司", "山东临泉百货有限公司"), id="two employers"),
        pytest.param(
            _under("济南春晓商贸有限公司", "齐鲁春晓商贸", "春晓商贸连锁"), id="one employer under three names"
        ),
        pytest.param(_under("某大型公司", "某知名企业", "匿名公司"), id="employers without a name"),
        pytest.param(_under("甲坊", "乙坊", "丙坊", text="包吃住，薪资面议"), id="a text too short"),
        pytest.param([*_under("甲坊", "乙坊"), *_under("丙坊", text=OTHER)], id="another text"),
    ],
)
def test_what_is_no_copied_text(posts: list[Post]) -> None:
    assert copied_texts(posts) == {}


@given(st.permutations(_under("春晓", "临泉", "沐光", "青岚") + _under("甲坊", "乙坊", text=OTHER)))
def test_the_order_of_posts_does_not_change_what_is_copied(posts: list[Post]) -> None:
    assert set(copied_texts(posts)) == {"负0", "负1", "负2", "负3"}


@pytest.mark.parametrize(
    ("n_others", "code", "alone"), [(2, "copied", False), (6, "copied", False), (7, "copied_widely", True)]
)
def test_a_text_under_many_employers_suffices_alone(n_others: int, code: str, alone: bool) -> None:
    sign = copied_sign(n_others + 1)
    assert (sign.code, sign.words, suspect([sign])) == (code, str(n_others + 1), alone)
