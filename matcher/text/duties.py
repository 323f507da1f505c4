"""
What an advert writes of the work, as it is written, for people to read.

The headings of ``matcher.text.posts`` are apart: those make the texts of the encoder, which stay as they are.
"""

from __future__ import annotations

import re

_HEADING = re.compile(
    r"(?:^|(?<=[\s。；;!！～~]))[ \t【\[]*(?:[一二三四五六七八九十]+[、.．]|\d+[、.．])?[ \t]*"
    r"(?:(?P<duties>(?:岗位|工作|主要|职位|核心|见习)?(?:职责|内容|任务|描述)(?:描述)?|工作日常|(?:见习|培养|带教)(?:安排|计划)|(?:你|您)?要?做什么|(?:你|您)要做的\S{0,3})"
    r"|(?:任职|岗位|职位|招聘|应聘|入职|技能|专业|工作|基本)?(?:要求|资格|条件)|任职\S{0,2}要求|什么样的人合适|我们找谁|希望(?:你|您)是"
    r"|对(?:你|您)的期望|加分项|教育背景|学历|专业|给什么|给(?:你|您)的|(?:你|您)能得到|我们提供"
    r"|\S{0,4}(?:福利|待遇|薪资|薪酬|工资)\S{0,2}|(?:工作|上班)(?:时间|地点|地址|时段)|公司(?:介绍|简介|地址)|联系\S{0,2}|备注)"
    r"[ \t]*(?:[】\]:：]+|$)",
    re.MULTILINE,
)


def duties_of(description: str) -> str:
    """
    Give what stands below the headings of duties in a *description* as it came.

    Without such a heading it is what stands before the first heading; "" = the advert writes nothing of the work.
    """
    headings = list(_HEADING.finditer(description))
    following = [*headings[1:], None]
    told = [
        description[one.end() : after.start() if after else None]
        for one, after in zip(headings, following, strict=False)
        if one["duties"]
    ]
    if not told:
        told = [description[: headings[0].start()] if headings else description]
    return "\n".join(filter(None, (one.strip() for one in told)))
