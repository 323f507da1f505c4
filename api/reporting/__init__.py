"""The papers that the office hands in, by name: each is made of what is stored, for whichever way out asks for it."""

from api.reporting.inspections import make_inspections
from api.reporting.monthly import make_monthly
from api.reporting.openings import make_openings
from api.reporting.report import Asked, Made, Report, read_month
from api.reporting.subsidies import make_subsidies
from api.reporting.yearend import make_yearend

REPORTS: dict[str, Report] = {
    "monthly": make_monthly,
    "openings": make_openings,
    "yearend": make_yearend,
    "inspections": make_inspections,
    "subsidies": make_subsidies,
}
"""The papers by the names under which they are asked for; none of them names a person."""

__all__ = ["REPORTS", "Asked", "Made", "Report", "read_month"]
