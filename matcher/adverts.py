"""Read from an advert's words what its fields leave open: hours, lodging, travel, rank, and signs of a trap."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matcher.records import Post
from matcher.text.cleaning import clean
from matcher.text.posts import worded
from matcher.traps import doubt_of
from matcher.work import titled_work, told_work

_NIGHT = re.compile(r"夜班|倒班|两班倒|三班倒|24小时|上24|大夜|通宵")
_DAY_ONLY = re.compile(r"(?:无|不用|没有|不上|不倒|不值)[^,。;]{0,3}(?:夜班|倒班)|长白班|常白班")
_LODGED = re.compile(
    r"(?:包|管)(?:食|吃)?(?:包|管)?住|提供(?:免费)?(?:食宿|住宿|宿舍|吃住)|免费(?:住宿|宿舍|食宿)|有宿舍"
    r"|食宿(?:全)?(?:免|包)|包(?:食)?宿"
)
_NOT_LODGED = re.compile(r"(?:不|无)(?:提供|包|管)(?:食|吃)?(?:住|宿)|(?:自行|自己)解决住宿|无宿舍")
_AWAY = re.compile(
    r"(?:长期|经常|频繁|适应|接受|能够?|可|随时|全国|外地|省外)(?:性|的)?出差|驻外|外驻|外派|常驻(?:外地|海外)|(?:国内|全国|省内外)各地[^,，。;；]{0,2}出差"
    r"|出差(?:频繁|较多)|驻场外地|\d+%\S{0,4}出差"
)
_LEADER = re.compile(
    r"总监|总经理|厂长|院长(?!助理)|校长(?!助理)|店长(?!助理)|部长|主任(?!助理)|负责人|合伙人|主管|资深|专家|架构师|首席|组长|领班|带头人"
    r"|(?<!产品)(?<!客户)(?<!项目)(?<!大堂)经理(?!助理)|项目经理(?!助理)|leader|manager|director|senior|高工|中高级"
    r"|高级(?=[^,]{0,8}(?:工程师|经理|设计师|分析师|研究员|顾问|开发|会计|产品|运营))"
)
_SELLING = re.compile(r"销售|推销|拓客|开发客户|客户开发|签单|成交|业绩|邀约|谈单|转化|招商|提成")
_N_SELLING_WORDS = 3
_SELLING_TALK = re.compile(
    rf"{_SELLING.pattern}|续费|客户资源|精准客|客源|客资|回访|开单|电销|网销|复购|客情|意向客户|业务员|底薪"
)
_N_SELLING_TALK = 5
_HYPE = re.compile(
    r"急聘|急招|急急|高薪|月入|轻松|过万|\d[wWkK](?![A-Za-z])|铁饭碗|国企|央企|直聘|直招|诚聘|底薪|保底|大量|面试就过|搞钱|躺|[!！]{2}|年薪|热门|朝阳|开心"
)
_N_HYPE = 2
_CASUAL = re.compile(r"兼职|日结|时薪|小时工|临时工|短期工|居家办公|在家(?:办公|就|操作)|结算方式")
_AGENCY = re.compile(r"人力|劳务|人才|企业管理|外包|招聘|派遣|职介|某")

_ENOUGH_WORDS, _SCARCE_WORDS = 60, 40
"""Signs on the work itself: from so many on an advert says enough; with fewer than the difference, next to nothing."""

_CITIES = (
    "北京|上海|广州|深圳|南京|苏州|杭州|武汉|西安|青岛|烟台|潍坊|淄博|泰安|聊城|德州|滨州|临沂|济宁|菏泽|威海|日照|东营|枣庄|天津|河北|河南|江苏"
    "|浙江|安徽|厦门|福建|广东|重庆|成都|四川|辽宁|沈阳|大连|合肥|无锡|宁波|石家庄|新疆|西藏|内蒙"
)
_ELSEWHERE_TITLE = re.compile(rf"{_CITIES}|全国")
_ELSEWHERE = re.compile(
    rf"全国(?:各地|均|范围|有)|面向全国|国内\d+个?|就近(?:安排|分配|安置)|驻外|出国|海外(?!市场)|国外|外地|省外|省内(?:各地|出差)"
    rf"|(?:{_CITIES})(?:公司|市|总部|地区|分公司)|工作(?:地点|地址|区域)[:：]?[^,，。]{{0,6}}(?:{_CITIES}|全国)|base[^,，。]{{0,5}}(?:{_CITIES})"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What an advert says besides its fields."""

    night_shift: bool | None
    lodging: bool | None
    travel: bool  # long or frequent
    leads: bool  # the title is that of a leader or an expert
    doubtful: int  # TRUSTED, DOUBTFUL or TRAP of matcher.traps
    work: int  # bits of matcher.work that the title names
    told_work: int  # those that the description tells of, whatever the title
    sells: bool  # the text is about selling, whatever the title says
    selling: float  # 0..1: how much of selling is in the text
    hype: float  # 0..1: how loud the title is
    casual: bool  # by the hour or the day, a side job, or at home
    elsewhere: bool  # in another city, anywhere in the country, or abroad
    agency: bool  # the employer's name is that of an agency
    silent: float  # 0..1: how little the description says of the work itself


def read_told(post: Post) -> Told:
    """Read the title, the description and the tags of *post*; its own fields count before them."""
    title, text = clean(post.title), clean(post.description)
    words = f"{title} {text} {clean(' '.join(post.skills))}"
    return Told(
        night_shift=post.night_shift if post.night_shift is not None else _said(_NIGHT, _DAY_ONLY, words),
        lodging=post.lodging if post.lodging is not None else _said(_LODGED, _NOT_LODGED, words),
        travel=_AWAY.search(words) is not None,
        leads=_LEADER.search(title.lower()) is not None,
        doubtful=doubt_of(post),
        work=titled_work(title),
        told_work=told_work(text),
        sells=len(set(_SELLING.findall(text))) >= _N_SELLING_WORDS,
        selling=min(len(set(_SELLING_TALK.findall(f"{title} {text}"))) / _N_SELLING_TALK, 1.0),
        hype=min(len(_HYPE.findall(title)) / _N_HYPE, 1.0),
        casual=_CASUAL.search(f"{title} {text}") is not None,
        elsewhere=_ELSEWHERE.search(text) is not None or _ELSEWHERE_TITLE.search(title) is not None,
        agency=_AGENCY.search(clean(post.employer)) is not None,
        silent=min(max((_ENOUGH_WORDS - len(worded(text))) / _SCARCE_WORDS, 0.0), 1.0),
    )


def _said(positive: re.Pattern[str], negative: re.Pattern[str], words: str) -> bool | None:
    if negative.search(words):
        return False
    return True if positive.search(words) else None
