"""The subsidy that employers have due for trainees, worked out line by line with its clause."""

from matcher.subsidy.comparison import Compared, compare
from matcher.subsidy.lines import Hold, Line
from matcher.subsidy.paper import paper_of, retention_phrase, rows_of
from matcher.subsidy.retention import Retention, retention_of
from matcher.subsidy.spells import is_retained, practice_end
from matcher.subsidy.statement import Omitted, Statement, due_in_months, total, work_out

__all__ = [
    "Compared",
    "Hold",
    "Line",
    "Omitted",
    "Retention",
    "Statement",
    "compare",
    "due_in_months",
    "is_retained",
    "paper_of",
    "practice_end",
    "retention_of",
    "retention_phrase",
    "rows_of",
    "total",
    "work_out",
]
