"""A post's two texts: its title without slogans, and its duties and requirements without the offer."""

from __future__ import annotations

import re

from matcher.records import Post
from matcher.text.clauses import clauses
from matcher.text.cleaning import clean

TITLE_CHARACTERS = 60
BODY_CHARACTERS = 500

_ORIGINAL = re.compile(r"原标题[:：]\s*[《「]([^》」]{2,40})[》」]?")
_BREAK = re.compile(r"[()（）\[\]【】{}<>《》「」|｜!！~～,，。;；:：—\-–_\s*★☆●◆❤]+|(?<![A-Za-z+])[+＋]")
_SLOGAN = re.compile(
    r"急聘|急招|急缺|直招|直聘|诚聘|诚招|高薪|招聘|热招|热聘|长期招?|大量招?|[五六七]险[一二两]金|[五六]险|一金|社保"
    r"|包吃包?住|包食宿|包吃|包住宿?|管吃管?住|吃住|食宿|提供住宿|住宿|餐补|房补|车补|补贴"
    r"|大小周|周末双休|双休|单休|月休\d?[天]?|做[一五六]休[一二]|上[一二四五六]休[一二三]|早九晚[五六]|朝九晚[五六]|不加班|无夜班|白班|长白班"
    r"|(?:年|月|日|综合|保底|底)薪\S*|无责\S{0,6}|高?提成|奖金|多劳多得|上不封顶|收入\S{0,6}"
    r"|铁饭碗|国企|央企|上市公司|外企|事业单位|编制|放心投|热门投递|面试就过|待遇优|好招|有班车|可?转正|晋升\S{0,4}|朝阳行业|正规\S{0,3}"
    r"|不限经验|经验不限|无经验\S{0,3}|零经验|无需经验|零基础|可?接?受?小白|带薪\S{0,4}|有师带|入职\S{0,6}|就近\S{0,4}|离家近"
    r"|应届生?\S{0,4}|\d{2,4}届|[校社]招|\d+[名人位]|男女不限|男女|男士|女士|年龄\S{0,6}"
    r"|山东省?|济南市?|\d{3,}-\d{3,}|\d+(?:\.\d+)?[kKwW千万元]\+?(?:以上)?\S{0,4}|\d{4,}元?(?:以上)?"
)
_CODE = re.compile(r"^[A-Za-z]{0,4}\d{2,}[A-Za-z0-9]*$|^\d+$|^.?[区县市]$")

_HEADING = re.compile(
    r"(?:【|\[|^|[\s。；;.、!！]|[一二三四五六七八九十]、|\d[、.])\s*"
    r"(?:(?P<duties>(?:岗位|工作|主要|职位|核心)?(?:职责|内容|描述|任务)(?:描述)?|您要做的\S{0,3})"
    r"|(?P<asked>(?:任职|岗位|职位|招聘|应聘|入职|技能|专业|工作)?(?:要求|资格|条件)|任职\S{0,2}要求|对您的期望|技能|加分项|教育背景|学历|专业)"
    r"|(?P<offer>\S{0,4}(?:福利|待遇|薪资|薪酬|工资|底薪|提成)\S{0,2}|(?:工作|上班)(?:时间|地点|地址|时段|周期)|公司(?:介绍|简介|地址)"
    r"|\S{0,2}(?:地址|联系\S{0,2})|结算方式|招聘截止时间|每周工期|我们提供|职位亮点|你将获得|晋升\S{0,4}|备注|郑重声明|原标题|社保类型|发展\S{0,4}))"
    r"\s*[】\]:：]+"
)
_SLOGAN_CLAUSE = re.compile(
    r"[五六七]险|双休|单休|月休|年假|节日|生日|团建|旅游|体检|补贴|餐补|提成|底薪|奖金|薪资|工资|薪酬|收入|包吃|包住|住宿|食宿|福利"
    r"|岁|性别|男女|男性|女性|形象|五官|身高|纹身|吃苦耐劳|责任心|上进心|打卡|下午茶|零食|晋升|保险|公积金|面议|扣款|押金|收费"
)


def post_texts(post: Post) -> tuple[str, str]:
    """
    Give (title text, body text) of *post*.

    The body starts with the title, then duties, requirements and what is asked in fields of its own; pay, benefits,
    company praise, and clauses on sex and age are left out. Both fall back to the title as written.
    """
    description = clean(post.description)
    title = title_text(post)
    fields = clean(" ".join((*post.majors, *post.skills, *post.certificates)))
    body = " ".join(filter(None, (title, worded(description)[: BODY_CHARACTERS - 100], fields[:100])))
    return title, body[:BODY_CHARACTERS]


def title_text(post: Post) -> str:
    """Give the first of the two texts alone."""
    written = clean(post.title)
    bare = _bare(written)
    original = _ORIGINAL.search(clean(post.description))
    if original is not None:
        bare = f"{_bare(original[1])} {bare}".strip()
    return (bare or written)[:TITLE_CHARACTERS]


def _bare(title: str) -> str:
    named = (part for part in _BREAK.split(title) if not _CODE.match(part))
    parts = (_SLOGAN.sub(" ", part).strip() for part in named)
    return " ".join(part for part in parts if part and not _CODE.match(part))


def worded(description: str) -> str:
    """Keep duties, then requirements of a *description* (cleaned); before the first heading all counts as duties."""
    duties: list[str] = []
    asked: list[str] = []
    kept, start = duties, 0
    for heading in [*_HEADING.finditer(description), None]:
        kept.extend(_clauses_on_work(description[start : heading.start() if heading else None]))
        if heading is None:
            break
        kept = duties if heading["duties"] else asked if heading["asked"] else []
        start = heading.end()
    return ",".join(duties + asked)


def _clauses_on_work(text: str) -> list[str]:
    return [clause for clause in clauses(text) if len(clause) > 1 and not _SLOGAN_CLAUSE.search(clause)]
