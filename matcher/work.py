"""Kinds of work that people refuse in words, or take only when they ask for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matcher.text.clauses import clauses


@dataclass(frozen=True, slots=True)
class WorkClass:
    """A kind of work: the words of a person for it, and the words of a title that is such work."""

    name: str
    spoken: re.Pattern[str]
    titled: re.Pattern[str]
    told: re.Pattern[str] | None = None  # words of a description that is such work, whatever its title
    said_of_no_other: bool = False  # nobody speaks of it so without doing it
    plain: bool = False  # asks for no training and hires all the time: suits only those who ask for it


def _class(
    name: str, spoken: str, titled: str, *, told: str | None = None, sure: bool = False, plain: bool = False
) -> WorkClass:
    return WorkClass(
        name, re.compile(spoken), re.compile(titled), None if told is None else re.compile(told), sure, plain
    )


WORK_CLASSES = (
    _class(
        "sales",
        r"销售|推销|业务|卖|推卡|拉客|地推|招商|营销|商务|客户经理|顾问|外贸|跨境",
        r"销售|业务员|业务专员|业务经理|业务代表|推销|电销|地推|招商|课程顾问|置业顾问|销售顾问|会籍|客户经理|理财顾问|保险"
        r"|拓客|渠道经理|商务经理|谈案|案源|合伙人|BD",
        plain=True,
    ),
    _class("phone", r"电话|电销|客服|话务", r"电话|电销|外呼|话务|坐席|呼叫", plain=True),
    _class(
        "care", r"护理|护工|陪护|照护|养老员|保姆|月嫂|育婴", r"护工|陪护|保姆|月嫂|育儿嫂|护理员|照护师", plain=True
    ),
    _class("guard", r"保安|安保|安检|巡逻|辅警|保卫|消防", r"保安|安保|秩序|巡逻|辅警|巡防|防损", plain=True),
    _class(
        "factory",
        r"普工|操作工|流水线|工厂|进厂|车间|装配|钳工|焊工|机加工",
        r"普工|操作工|流水线|装配工|分拣|搬运|装卸|学徒工|生产工",
        plain=True,
    ),
    _class(
        "delivery",
        r"外卖|快递|跑腿|配送|骑手|物流",
        r"骑手|外卖员|送外卖|快递(?:员|小哥|派送|分拣)|配送员|送货",
        plain=True,
    ),
    _class("driver", r"司机|驾驶|开车|代驾", r"司机|驾驶员|代驾|车辆运营", plain=True),
    _class("cleaning", r"保洁|清洁|家政", r"保洁|清洁|家政|钟点工", plain=True),
    _class(
        "kitchen",
        r"厨|餐饮|服务员|传菜|端盘子|烘焙|面点|奶茶",
        r"厨师|后厨|服务员|传菜|洗碗|切配|打荷|学徒\s*厨",
        plain=True,
    ),
    _class("broadcast", r"直播|主播|出镜", r"主播|出镜|直播助播|陪聊|语音厅", plain=True),
    _class("support", r"技术支持|售后", r"技术支持|售后"),
    _class(
        "labelling",
        r"标注",
        r"标注",
        told=r"(?:负责|从事|进行|完成)[^,，。;；对]{0,6}标注|标注(?:工作|任务|员|项目)",
    ),
    _class(
        "site",
        r"工地",
        r"(?<!实)施工|工地",
        told=r"施工(?:现场|技术|管理|人员|安全|进度|员)|(?:现场|外地|驻场)施工|工地",
    ),
    _class("painting", r"喷漆|油漆|钣金", r"喷漆|油漆|钣金|喷涂", told=r"喷漆|钣金(?!件)|喷涂(?:作业|操作|工)"),
    _class("audit_firm", r"事务所", r"事务所"),
    _class("agrochemicals", r"农药|化肥", r"农药|化肥|肥料|农资", told=r"农药|化肥|[特药复]肥|肥料"),
    _class("titration", r"滴定|比色", r"滴定|比色|化验", told=r"滴定|比色|化验(?:工作|分析|员)"),
    _class(
        "feelings",
        r"情感",
        r"情感|婚\s*恋|恋爱|挽回",
        told=r"情\s*感(?:咨询|分析|问题|需求|导师|顾问)|婚\s*恋|恋爱|挽回",
        sure=True,
    ),
)

_NOT_SO = re.compile(r"(?:不|无|非|免|没有?)[^,，。;；]{0,4}$")
_REACH = 6  # signs before a word in which a denial stands

_OFTEN = 2
"""A description that speaks of a kind of work so often is such work, whatever its title."""


_DENIED = re.compile(
    r"(?:不做?|无|非|没有|不含|不是|无需|拒绝)[^,，。;；+\s]{0,2}(?:销售|推销|电销|营销|电话|业务)\S{0,2}"
)
"""What a title says that the work is not: 无销售性质."""


def spoken_work(words: str) -> int:
    """Give the kinds of work that a person's *words* speak of: bit i = the i-th of WORK_CLASSES."""
    return sum(1 << i for i, kind in enumerate(WORK_CLASSES) if kind.spoken.search(words))


def titled_work(title: str) -> int:
    """Give the kinds of work that a post with this *title* is."""
    named = _DENIED.sub(" ", title)
    return sum(1 << i for i, kind in enumerate(WORK_CLASSES) if kind.titled.search(named))


def told_work(description: str) -> int:
    """Give the kinds of work that a *description* (cleaned) tells of again and again."""
    told = ((i, kind.told) for i, kind in enumerate(WORK_CLASSES) if kind.told is not None)
    return sum(1 << i for i, words in told if _n_said(words, description) >= _OFTEN)


def clause_that_tells(description: str, bits: int) -> str | None:
    """Quote the first clause of a *description* (cleaned) that tells of one of the kinds of work *bits*."""
    told = [kind.told for i, kind in enumerate(WORK_CLASSES) if bits >> i & 1 and kind.told is not None]
    return next((c for c in clauses(description) for words in told if _n_said(words, c)), None)


def _n_said(words: re.Pattern[str], text: str) -> int:
    """Count where *words* stand in *text* without being denied just before: 不做滴定."""
    return sum(
        _NOT_SO.search(text[max(0, found.start() - _REACH) : found.start()]) is None for found in words.finditer(text)
    )


PLAIN_WORK = sum(1 << i for i, kind in enumerate(WORK_CLASSES) if kind.plain)
"""The bits of plain work."""

PLAINLY_TOLD = sum(1 << i for i, kind in enumerate(WORK_CLASSES) if kind.said_of_no_other)
"""The bits of work of which nobody speaks all through a text without doing it."""

SALES = 1 << next(i for i, kind in enumerate(WORK_CLASSES) if kind.name == "sales")
"""The bit of sales, which duties give away though the title hides it."""
