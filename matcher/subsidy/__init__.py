"""The subsidy that employers have due for trainees, worked out line by line with its clause."""

from matcher.subsidy.comparison import Compared, Settlement, compare
from matcher.subsidy.lines import Hold, Line
from matcher.subsidy.overview import overview_paper
from matcher.subsidy.paper import paper_of, retention_phrase, rows_of
from matcher.subsidy.payment import Payment, payment_of
from matcher.subsidy.retention import Retention, retention_of
from matcher.subsidy.spells import is_retained, practice_end
from matcher.subsidy.statement import Omitted, Statement, due_in_months, total, work_out

__all__ = [
    "Compared",
    "Hold",
    "Line",
    "Omitted",
    "Payment",
    "Retention",
    "Settlement",
    "Statement",
    "compare",
    "due_in_months",
    "is_retained",
    "overview_paper",
    "paper_of",
    "payment_of",
    "practice_end",
    "retention_of",
    "retention_phrase",
    "rows_of",
    "total",
    "work_out",
]
