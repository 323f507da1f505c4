"""Read from an advert's own words what it requires: the least degree, the years of experience, a stay elsewhere."""

from __future__ import annotations

import re

from matcher.records import Education
from matcher.text.clauses import clauses, is_preference

_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_MAX_YEARS = 15  # "成立30年" is about the employer
_NUMBER = r"(?<![\d.])(?:\d{1,2}(?:\.\d)?|[一二两三四五六七八九十])(?!\d)"

_YEARS = re.compile(
    rf"(?P<least>{_NUMBER})\s*年?\s*(?:[-—~～至到]\s*{_NUMBER}\s*)?年(?!薪|四季|假|终|底|内|会|级|纪|龄|轻|度|后|以?下|之内|以内|保|华|制|货|前|毕业|在)"
    r"(?P<plus>\s*\(?含?\)?(?:及|或)?(?:其)?(?:以上|\+|左右))?"
)
_WORKED = re.compile(r"经验|经历|从业|从事|工作|年限|资历|岗位|行业|以上")
_PRACTISED = re.compile(r"经验|经历|从业|从事")
_NOT_WORKED = re.compile(
    r"成立|创立|历史|合同|签约|入职满|工龄|满一年|驾龄|毕业|年收入|工资|提成|保底|应届|购房|发展|质保|奖|晋升|后可|成长|带薪|公司"
)
_NO_EXPERIENCE = re.compile(
    r"(?:经验|资历)[^,，。;；]{0,4}(?:不限|不做要求|无要求|均可)|(?:不限|无需|不需要?|无要求|没有|无|零|0)(?:相关|工作|行业|任何)*(?:经验|资历)"
    r"|有无\S{0,4}经验|应届(?:毕业)?生?(?:也|亦|均|都)?(?:可|能)|(?:可|能|接?受|接收|欢迎)(?:优秀)?应届|可?接受(?:无经验|小白)|实习生岗"
)
_HALF = re.compile(r"半年(?:及?以上)?[^,，。;；]{0,12}(?:经验|经历)")

_LEVELS = {
    "博士": Education.DOCTOR,
    "硕士": Education.MASTER,
    "研究生": Education.MASTER,
    "本科": Education.BACHELOR,
    "二本": Education.BACHELOR,
    "一本": Education.BACHELOR,
    "学士": Education.BACHELOR,
    "大专": Education.COLLEGE,
    "专科": Education.COLLEGE,
    "高职": Education.COLLEGE,
    "中专": Education.UPPER_SECONDARY,
    "中技": Education.UPPER_SECONDARY,
    "技校": Education.UPPER_SECONDARY,
    "高中": Education.UPPER_SECONDARY,
    "职高": Education.UPPER_SECONDARY,
    "初中": Education.JUNIOR_MIDDLE,
}
_LEVEL = "|".join(_LEVELS)
_NAMED = re.compile(_LEVEL)
_LISTED_LEVELS = rf"(?:{_LEVEL})(?:研究生|生|院校)?(?:[/、或及和与]+(?:{_LEVEL})(?:研究生|生|院校)?)*"
_DEGREE = re.compile(
    rf"(?P<a>{_LISTED_LEVELS})(?:\s*(?:学历|文凭|文化程度|学位|毕业))?\s*(?:\(含?\S{{0,2}}\))?"
    rf"\s*(?:[及或](?:者)?(?:其)?\s*)?(?:同等学历及?)?(?:以上|起)"
    rf"|(?P<b>{_LISTED_LEVELS})\s*(?:毕业证|学历|文凭|文化程度|学位|毕业)"
    rf"|(?:学历|文化程度|教育背景)(?:要求|为|是|需|在|不低于|[:： ])*(?:统招|全日制|公办|正规|国家承认的?)*"
    rf"(?P<c>{_LISTED_LEVELS})"
)
_ANY_DEGREE = re.compile(
    r"学历(?:要求)?\s*[:：]?\s*(?:不限|不作要求|不做要求|无要求|无关)|(?:不限|无|不看|不需要?|不问)(?:经验|专业|年龄)?[、和及/]?学历|无学历"
)
_RELAXED = re.compile(rf"放宽(?:至|到)?\S{{0,4}}?(?P<level>{_LEVEL})")
_ABOUT_OTHERS = re.compile(
    r"升本|教师|学生|家长|客户|团队成员|占比|我们有|授课|课程|老师.{0,6}均|\d{3,}元?(?:/|每)|每月\d|奖励|补贴|落户"
)

_STATIONED = re.compile(
    r"(?:长期|常年)驻|(?:需|能|可|接受|适应|服从)驻(?:外|点|项目|工地)|常驻[^,，。;；]{0,4}(?:外地|省外|国外|海外|全国|项目|现场)"
    r"|(?:国外|海外|外地|省外)[^,，。;；]{0,3}(?:常驻|长驻)|派驻|驻外"
    r"|工作(?:地点|区域|地址)\s*[:：]?\s*(?:全国|外地|省外|国外|海外)"
)
_NOT_STATIONED = re.compile(
    r"(?:非|不|无需|无须|不用|可选择?|后期|发展)[^,，。;；]{0,6}(?:驻|派)|(?:全国|外地)[^,，。;；]{0,2}(?:可|任)"
)


def stationed_away(words: str) -> bool:
    """Tell whether an advert's *words* (cleaned) plainly place the work elsewhere; what may be chosen does not."""
    return _STATIONED.search(words) is not None and any(
        _STATIONED.search(clause) and not _NOT_STATIONED.search(clause) and not is_preference(clause)
        for clause in clauses(words)
    )


def years_asked(description: str) -> float | None:
    """
    Give the years of experience that a *description* (cleaned) asks for; None = it says nothing of it.

    Clauses on what is preferred are left aside. "1-3年" asks for 1; alternatives within a clause ask for the least
    of them, several clauses for the most; "应届生可" and "经验不限" ask for 0.
    """
    if _NO_EXPERIENCE.search(description):
        return 0.0
    dated = [clause for clause in clauses(description) if "年" in clause] if "年" in description else []
    asked = [years for clause in dated if (years := _years(clause)) is not None]
    return max(asked) if asked else None


def _years(clause: str) -> float | None:
    if is_preference(clause) or (_NOT_WORKED.search(clause) and not _PRACTISED.search(clause)):
        return None
    if _HALF.search(clause):
        return 0.5
    found = [_number(match["least"]) for match in _YEARS.finditer(clause)]
    if not found or not _WORKED.search(clause):
        return None
    least = min(found)
    return least if least <= _MAX_YEARS else None


def _number(written: str) -> float:
    return float(_NUMERALS.get(written) or written)


def degree_asked(description: str) -> Education | None:
    """
    Give the least degree that a *description* (cleaned) asks for; None = it says nothing of it.

    Clauses on what is preferred are left aside; of several degrees the lowest counts, and so does one to which the
    employer would relax ("可放宽至大专").
    """
    if _ANY_DEGREE.search(description):
        return Education.ANY
    relaxed = [_LEVELS[match["level"]] for match in _RELAXED.finditer(description)]
    named = [clause for clause in clauses(description) if _NAMED.search(clause)] if _NAMED.search(description) else []
    asked = [level for clause in named for level in _degrees(clause)]
    return min(asked + relaxed) if asked else None


def _degrees(clause: str) -> list[Education]:
    if is_preference(clause) or _ABOUT_OTHERS.search(clause):
        return []
    listed = (match["a"] or match["b"] or match["c"] for match in _DEGREE.finditer(clause))
    return [_LEVELS[name] for names in listed for name in re.findall(_LEVEL, names)]
