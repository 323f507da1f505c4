"""Charts of papers, drawn by the spreadsheet itself from the cells of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import xlsxwriter

from matcher.papers import Chart, Form, Paper, Sheet

SHEET = "图表"
COLOURS = ("#8EA9DB", "#C55A11", "#70AD47")
WIDTH, HEIGHT = 960, 380  # pixels
GRID = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.75}}
CHARTS_A_PAGE = 2
ROWS_EACH = 20  # of the sheet that a chart covers


def add_charts(book: xlsxwriter.Workbook, paper: Paper, bodies: Mapping[str, range]) -> None:
    """Draw the charts of a paper below each other; *bodies*: the rows of each sheet's table, by its name."""
    drawable = [chart for chart in paper.charts if bodies[chart.sheet]]
    if not drawable:
        return
    page = book.add_worksheet(SHEET)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.set_print_scale(68)
    page.set_margins(left=0.5, right=0.5)
    page.center_horizontally()
    for n, chart in enumerate(drawable):
        sheet = next(sheet for sheet in paper.sheets if sheet.name == chart.sheet)
        page.insert_chart(n * ROWS_EACH, 0, _drawn(book, chart, sheet, bodies[chart.sheet]))
    page.set_h_pagebreaks(range(CHARTS_A_PAGE * ROWS_EACH, len(drawable) * ROWS_EACH, CHARTS_A_PAGE * ROWS_EACH))
    page.print_area(0, 0, len(drawable) * ROWS_EACH - 1, 15)


def _drawn(book: xlsxwriter.Workbook, chart: Chart, sheet: Sheet, body: range) -> Any:
    drawn = book.add_chart({"type": chart.kind})
    for key, colour in zip(chart.series, COLOURS, strict=False):
        column = sheet.columns[sheet.at(key)]
        name = column.title.replace("\n", "")
        drawn.add_series(
            {
                "name": name if column.group is None or len(chart.series) > 1 else f"{column.group}{name}",
                "categories": _range(sheet, chart.category, body),
                "values": _range(sheet, key, body),
                "line" if chart.kind == "line" else "fill": {"color": colour},
                "gap": 60,
                "data_labels": {"value": True} if len(body) <= 8 else {},
            }
        )
    is_rate = sheet.columns[sheet.at(chart.series[0])].form is Form.RATE
    drawn.set_title({"name": chart.title, "name_font": {"size": 14}})
    drawn.set_legend({"position": "bottom"} if len(chart.series) > 1 else {"none": True})
    figures = {"num_format": "0%" if is_rate else "#,##0", "major_gridlines": GRID}
    if chart.kind == "bar":  # its axes are the other way round, and its first row shall be on top
        drawn.set_x_axis(figures)
        drawn.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
    else:
        drawn.set_y_axis(figures)
    drawn.set_size({"width": WIDTH, "height": HEIGHT})
    return drawn


def _range(sheet: Sheet, key: str, body: range) -> list[Any]:
    at = sheet.at(key)
    return [sheet.name, body.start, at, body.stop - 1, at]
