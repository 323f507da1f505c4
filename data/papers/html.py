"""Papers as one static page: to be put on a site as it is, without scripts and without anything from elsewhere."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from jinja2 import Environment

from data.papers.plain import as_texts
from matcher.papers import Form, Paper

NUMBERS = (Form.COUNT, Form.YUAN, Form.RATE)


def write_html(path: Path, paper: Paper) -> None:
    """Write a paper as a page; every text is escaped."""
    # autoescape: titles of posts come from employers
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        files("data.papers").joinpath("page.html.jinja").read_text(encoding="utf-8")
    )
    tables = []
    for sheet in paper.sheets:
        heads, *rows = as_texts(sheet, to_read=True)
        is_number = [column.form in NUMBERS for column in sheet.columns]
        tables.append({"sheet": sheet, "heads": heads, "rows": rows, "is_number": is_number})
    path.write_text(template.render(paper=paper, tables=tables), encoding="utf-8")
