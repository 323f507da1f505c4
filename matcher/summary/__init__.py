"""The monthly summary 《见习工作情况汇总表》: what is counted, the figures by district, the paper."""

from matcher.summary.employers import Employers, Workplaces
from matcher.summary.facts import (
    Due,
    Group,
    Source,
    collected,
    collected_on,
    due,
    employer_areas,
    paid,
    practices,
    source_named,
    trainees,
)
from matcher.summary.figures import Facts, Figures, Summary, summarise
from matcher.summary.paper import Funnel, month_of, summary_as_plain, summary_paper
from matcher.summary.public import public_summary
from matcher.summary.window import Window

__all__ = [
    "Due",
    "Employers",
    "Facts",
    "Figures",
    "Funnel",
    "Group",
    "Source",
    "Summary",
    "Window",
    "Workplaces",
    "collected",
    "collected_on",
    "due",
    "employer_areas",
    "month_of",
    "paid",
    "practices",
    "public_summary",
    "source_named",
    "summarise",
    "summary_as_plain",
    "summary_paper",
    "trainees",
]
