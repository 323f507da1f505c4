"""Files of tables as offices hand them over: opened within limits, header found, rows numbered as in the file."""

from __future__ import annotations

from data.files.headers import Headers, Table, find_tables
from data.files.limits import Limits
from data.files.opening import open_sheets
from data.files.sheets import Sheet

__all__ = ["Headers", "Limits", "Sheet", "Table", "find_tables", "open_sheets"]
