"""What a post requires and what a person rules out: one rule a criterion, for a pair or for all pairs at once."""

from dataclasses import replace

from matcher.eligibility.majors import major
from matcher.eligibility.outcome import MET, NOT_MET, UNKNOWN, Outcome, Rule
from matcher.eligibility.qualification import certificate, education, experience, language, level, seniority
from matcher.eligibility.terms import casual, dates, elsewhere, kind, lodging, needs, night_shift, pay, place, travel
from matcher.eligibility.trust import advert, agency, hype, promised_pay, selling, silent, unasked_work, unwanted_work
from matcher.majors import Majors

__all__ = ["MET", "NOT_MET", "RULES", "UNKNOWN", "Outcome", "Rule", "rules_with"]

RULES = (
    Rule("education", "学历要求", education),
    Rule("level", "学历要求", level),
    Rule("experience", "岗位描述", experience),
    Rule("seniority", "岗位名称", seniority),
    Rule("certificate", "证书要求", certificate),
    Rule("language", "岗位描述", language),
    Rule("major", "专业要求", major(Majors())),
    Rule("dates", "截止日期", dates),
    Rule("place", "工作地点", place),
    Rule("elsewhere", "岗位描述", elsewhere),
    Rule("pay", "生活补贴(元/月)", pay),
    Rule("promised_pay", "生活补贴(元/月)", promised_pay),
    Rule("night_shift", "夜班", night_shift),
    Rule("lodging", "食宿", lodging),
    Rule("travel", "岗位描述", travel),
    Rule("needs", "无障碍条件", needs),
    Rule("casual", "岗位描述", casual),
    Rule("unwanted_work", "岗位描述", unwanted_work),
    Rule("unasked_work", "岗位名称", unasked_work),
    Rule("selling", "岗位描述", selling),
    Rule("kind", "岗位类别", kind),
    Rule("advert", "岗位描述", advert),
    Rule("hype", "岗位名称", hype),
    Rule("agency", "单位名称", agency),
    Rule("silent", "岗位描述", silent),
)


def rules_with(majors: Majors) -> tuple[Rule, ...]:
    """Give the rules for columns that *majors* numbered."""
    return tuple(replace(rule, judge=major(majors)) if rule.code == "major" else rule for rule in RULES)
