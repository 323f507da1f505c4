"""Papers as files: Excel as an office hands it in, CSV and JSON with the same figures."""

from data.papers.excel import write_excel
from data.papers.html import write_html
from data.papers.plain import as_texts, sheets_as_plain, write_csv, write_json

__all__ = ["as_texts", "sheets_as_plain", "write_csv", "write_excel", "write_html", "write_json"]
