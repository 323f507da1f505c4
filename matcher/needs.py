"""What people need of a workplace, as they state it themselves, and what adverts say of it, as bits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from matcher.records import Candidate, Post
from matcher.text.clauses import clauses, is_preference
from matcher.text.cleaning import clean

_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Need:
    """One thing needed: how people state it, and which words of an advert deny or offer it."""

    name: str  # follows 需要
    english: str  # follows "needs"
    stated: re.Pattern[str]
    denied: re.Pattern[str]
    offered: re.Pattern[str]


def _need(name: str, english: str, stated: str, *, denied: str = "", offered: str = "") -> Need:
    patterns = (re.compile(words) if words else _NEVER for words in (stated, denied, offered))
    return Need(name, english, *patterns)


_STEPS = r"爬楼|登高|高空(?!作业平台)|无电梯|没有电梯|步梯|上下楼梯"
NEEDS = (
    _need(
        "无障碍通行",
        "barrier-free access",
        r"轮椅|无障碍|坡道|电梯|拐杖|助行器",
        denied=_STEPS,
        offered=r"无障碍(?:设施|通道|电梯|卫生间|环境|坡道|办公|出入)|坡道|有电梯|电梯楼|轮椅|残疾人?(?:友好|开放)",
    ),
    _need(
        "路近或固定的路线",
        "a short or steady way to work",
        r"通勤|路线[^,，。;；]{0,4}固定",
    ),
    _need(
        "不用久站",
        "no long standing",
        r"久站|站久|长时间站|腿脚|走路慢",
        denied=r"久站|站立|站着|站岗|巡逻(?:岗|保安|员)|保安[^,，。;；]{0,4}巡逻|全程站",
        offered=r"坐着|坐岗|坐姿|可坐",
    ),
    _need(
        "不用搬重物",
        "no heavy lifting",
        r"重物|体力活|重体力|负重|搬运|搬东西",
        denied=r"搬运(?!工)|搬货|装卸(?!工)|重物|扛[货包料]|负重|体力劳动|体力活|卸货",
        offered=r"(?:无|没有|不用|无需|不需要?)[^,，。;；]{0,3}(?:体力|搬运|重物|装卸)",
    ),
    _need(
        "视力要求不高的工作",
        "work that asks little of the eyes",
        r"低视力|弱视|视力[^,，。;；]{0,4}(?:残|障|差|弱|不好)|读屏|大屏|盲",
        denied=r"视力(?:良好|正常|好|要求|[^,，。;；]{0,3}[01]\.\d)|裸眼|无高度近视",
        offered=r"读屏|盲文|大字",
    ),
    _need(
        "不用长时间看电脑",
        "no long hours at a screen",
        r"(?:不能|少|不宜|避免|不可)[^,，。;；]{0,6}(?:看|盯|用|对着)?(?:电脑|屏幕)",
        denied=r"长时间[^,，。;；]{0,6}(?:电脑|屏幕|伏案)|(?:电脑|屏幕)前[^,，。;；]{0,4}久|打字员|数据录入|数据标注|录入员",
    ),
    _need(
        "不靠辨色的工作",
        "work without telling colours apart",
        r"色弱|色盲|辨色|色觉",
        denied=r"(?:无|非|不能有?|没有)(?:红绿)?(?:色盲|色弱)|辨色|色觉正常",
        offered=r"色弱(?:可|也|均)",
    ),
    _need(
        "不靠听力和电话的沟通方式（如文字沟通）",
        "communication without hearing or the telephone, such as in writing",
        r"听力|听障|助听|耳聋|重听|手语|聋|(?:文字|书面|打字|微信)(?:来)?(?:沟通|交流)|电话[^,，。;；]{0,2}(?:接不了|听不清|打不了)"
        r"|(?:不能|无法|没法|不便|不方便|接不了|打不了)[^,，。;；]{0,4}电话|(?:说话|言语)[^,，。;；]{0,3}(?:不便|困难|障碍|残疾)",
        denied=r"听力(?:良好|正常)|无(?:重听|耳聋)|话务|接线|呼叫中心|电话(?:客服|销售|沟通|回访|接听|邀约)|(?:接听|拨打|接打)[^,，。;；]{0,4}(?:电话|来电)",
        offered=r"手语|听力(?:障碍|残疾)|听障|(?:可|能|用|支持|接受)(?:以)?(?:用)?(?:文字|书面|打字)(?:沟通|交流)(?!能力)"
        r"|(?:文字|书面|打字)(?:沟通|交流)(?:即可|为主|也可|均可)",
    ),
    _need(
        "无粉尘和刺激气味的环境",
        "no dust and no fumes",
        r"过敏|粉尘|油漆|稀料|哮喘",
        denied=r"喷漆|油漆工|稀料|粉尘(?:环境|作业|较大)|涂装|打磨工|喷涂",
    ),
    _need(
        "离家近",
        "work near home",
        r"离家[^,，。;；]{0,4}(?:近|远)|就近|家门口|(?:家|住处|居住地)(?:的)?附近|附近(?:上班|工作|的岗位)",
    ),
)
NEAR_HOME = 1 << len(NEEDS) - 1
"""The bit of the last need: no words of an advert meet or deny it, its place does."""

_ANY = re.compile(
    "|".join(side.pattern for need in NEEDS for side in (need.denied, need.offered) if side is not _NEVER)
)
_FIRM = re.compile(r"不能|必须|不可|不得|无法|不了")
_DENIAL = re.compile(r"^(?:暂?无|没有|不具备|不提供|否)$|^无(?!障碍)|(?:无|没有|不具备)(?:无障碍|电梯|坡道)")
_OF_OTHERS = re.compile(r"产品|主营|监控|监督|混剪|专家|品牌")
"""What the employer makes, or others do, says nothing of the work."""
_NOT_SO = re.compile(r"无需|不需|不用|不必|没有(?!色)|无(?:大|重)?体力|免|不要求|非(?!色|红)|不限")
_HAND = re.compile(r"(搬运|装卸)工")
"""The title of a hand names the work; in a description it may be one job among several that are listed."""

ACCESS = "无障碍条件"
_ACCESS = 1  # the bit of the first need

Said = tuple[int, int]
"""Two sets of needs as bits: bit i = the i-th of NEEDS."""


def read_needs(words: str | None) -> Said:
    """
    Give the needs that a person's *words* state, and those among them that are stated firmly (不能, 必须).

    Work near home never counts as firm: districts tell too little of how far it is.
    """
    stated = firm = 0
    for clause in clauses(clean(words)):
        bits = _bits(clause, "stated")
        stated |= bits
        firm |= bits if _FIRM.search(clause) else 0
    return stated, firm & ~NEAR_HOME


def read_workplace(post: Post) -> Said:
    """Give the needs that *post* plainly denies, and those that it offers to meet; what it does both is denied."""
    denied = offered = 0
    for clause in _read(post):
        denied |= clause.denied
        offered |= clause.offered
    return denied, offered & ~denied


def read_place(candidate: Candidate, post: Post) -> Said:
    """Give the need of work near home as denied or offered by where *post* is; neither where a place is unknown."""
    near = {candidate.home_district, *candidate.districts} - {None}
    places = {post.district, post.zone} - {None}
    if not near or not places:
        return 0, 0
    return (0, NEAR_HOME) if near & places else (NEAR_HOME, 0)


def clause_that_denies(post: Post, bits: int) -> str | None:
    """Quote the first clause of *post* that denies one of the needs *bits*."""
    return next((clause.words for clause in _read(post) if clause.denied & bits), None)


def clause_that_offers(post: Post, bits: int) -> str | None:
    """Quote the first clause of *post* that offers one of the needs *bits*."""
    return next((clause.words for clause in _read(post) if clause.offered & bits), None)


def need_names(bits: int) -> list[Need]:
    """Give the needs of *bits*."""
    return [need for i, need in enumerate(NEEDS) if bits >> i & 1]


@dataclass(frozen=True, slots=True)
class _Clause:
    words: str
    denied: int
    offered: int


def _read(post: Post) -> Iterator[_Clause]:
    """Read 无障碍条件 (a mere 无 or 有 there is about access), the title and the description, clause by clause."""
    for words in clauses(clean(post.accessibility)):
        if _DENIAL.search(words):
            yield _Clause(f"{ACCESS}：{words}", _ACCESS, 0)
        else:
            access = _ACCESS if NEEDS[0].stated.search(words) or words == "有" else 0
            yield _Clause(f"{ACCESS}：{words}", 0, access | _bits(words, "offered"))
    title, text = _HAND.sub(r"\1", clean(post.title)), clean(post.description)
    if not _ANY.search(f"{title}。{text}"):
        return
    for words in (title, *clauses(text)):
        if _ANY.search(words) and not _OF_OTHERS.search(words):
            offered = _bits(words, "offered")
            asks = not is_preference(words) and not _NOT_SO.search(words)
            yield _Clause(words, _bits(words, "denied") & ~offered if asks else 0, offered)


def _bits(words: str, side: Literal["stated", "denied", "offered"]) -> int:
    return sum(1 << i for i, need in enumerate(NEEDS) if getattr(need, side).search(words))
