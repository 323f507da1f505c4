"""The majors that the prose of an advert requires, where no field of its own names any."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcher.text.clauses import is_preference

_ANY_MAJOR = re.compile(
    r"专业(?:要求)?[:： ]{0,2}(?:不限|均可)|(?:不限|无)(?:学历|经验|、|和)*专业|专业不(?:做|作)要求|不限制专业"
)
_MAJORS = re.compile(
    r"(?P<names>[\u4e00-\u9fa5A-Za-z()、/,及和或与等类 ]{2,80}?)(?P<open>等|相关|相近|类似|对口|理工科?|工科|的)*专业"
    r"(?!知识|技能|能力|培训|素|的|技术(?!类)|水平|基础|性|人|团队|化|服务|领域|术语|课|软件|资料|从事|指导|老师|教师|度|级别|证|讲师|设备"
    r"|产品|方案|咨询|销售|顾问|经验|认知|报告|问题|精神|态度|意见|培养|公司|平台|机构)"
)
_SENTENCE = re.compile(r"[。;；!！:：\n]|\d+[、.)]")
_BETWEEN_MAJORS = re.compile(r"[、,/ ]|以及|和|或|及(?!其)|等")
_NO_MAJOR = re.compile(
    r"学历|以上|经验|具有|具备|毕业|优先|能力|要求|岗位|公司|客户|工作|熟悉|了解|负责|以下|学位|全日制|统招|院校|年龄|驾|证|我们|提供|需要|能够"
    r"|良好|较强|沟通|员工|条件|一[家名位]|扎实|[的是有我你他在为对会懂]"
)
_LEVELS_BEFORE = re.compile(
    r"^(?:本科|大专|专科|硕士|博士|中专|中技|技校|高职|研究生|学士|专业|要求|须|需|限|学习|所学|主修|正规|高校|一定)+"
)
_LEAST_NAME, _LONGEST_NAME = 2, 14


def majors_asked(description: str) -> str:
    """
    Give the majors that a *description* (cleaned) requires, written as an office would; "" = it requires none.

    Names stand before 专业, as a list; clauses on what is preferred are left aside.
    """
    if "专业" not in description or _ANY_MAJOR.search(description):
        return ""
    asked = [named for sentence in _SENTENCE.split(description) for named in _majors_of(sentence)]
    return "；".join(dict.fromkeys(asked))


def _majors_of(sentence: str) -> Iterator[str]:
    for found in _MAJORS.finditer(sentence):
        if is_preference(re.split(r"[,，]", sentence[found.end() :])[0]):
            continue
        names = _names_at_the_end(found["names"])
        if names:
            yield "、".join(names) + ("相关专业" if found["open"] else "专业")


def _names_at_the_end(written: str) -> list[str]:
    """Take names from the end of what is *written* for as long as they can be majors."""
    names: list[str] = []
    for part in reversed([part.strip("() ") for part in _BETWEEN_MAJORS.split(written) if part.strip("() ")]):
        before = list(_NO_MAJOR.finditer(part))
        name = _LEVELS_BEFORE.sub("", part[before[-1].end() :] if before else part)
        if _LEAST_NAME <= len(name) <= _LONGEST_NAME:
            names.insert(0, name)
        if before or not name:
            break
    return names
