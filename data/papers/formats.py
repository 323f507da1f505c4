"""How the cells of a paper look: fonts, borders, number formats, one object for each look."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from matcher.papers import Cell, Form

FONT = "宋体"
HEAD_FONT = "黑体"
NUMBERS = {
    Form.TEXT: "General",
    Form.COUNT: "#,##0",
    Form.YUAN: "#,##0.00",
    Form.RATE: "0.0%",
    Form.DATE: "yyyy-mm-dd",
}
GREY = "#D9E1F2"
LIGHT = "#F2F2F2"
RIGHT = (Form.COUNT, Form.YUAN, Form.RATE)


class Formats:
    """The looks of one workbook, each made when it is first needed."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, ...], Any] = {}

    def title(self) -> Any:
        """Give the look of the title."""
        return self._look("title", font_name=FONT, font_size=18, bold=True, align="center", valign="vcenter")

    def line(self, align: str) -> Any:
        """Give the look of a line outside the table."""
        return self._look("line", align, font_name=FONT, font_size=11, align=align, valign="vcenter", text_wrap=True)

    def head(self) -> Any:
        """Give the look of a head of a column."""
        return self._look(
            "head",
            font_name=HEAD_FONT,
            font_size=11,
            align="center",
            valign="vcenter",
            text_wrap=True,
            border=1,
            bg_color=GREY,
        )

    def body(self, form: Form, value: Cell) -> Any:
        """Give the look of a cell of the table; a text among numbers stands in the middle."""
        return self._cell("body", form, value)

    def total(self, form: Form, value: Cell) -> Any:
        """Give the look of a cell of the total row."""
        return self._cell("total", form, value, bold=True, bg_color=LIGHT)

    def _cell(self, kind: str, form: Form, value: Cell, **more: Any) -> Any:
        if form is Form.COUNT and isinstance(value, Decimal):  # an amount among counts
            form = Form.YUAN
        align = self._align(form, value)
        key = kind, form, align
        if key in self._made:  # asked for once a cell
            return self._made[key]
        return self._look(
            *key,
            font_name=FONT,
            font_size=11,
            border=1,
            align=align,
            valign="vcenter",
            text_wrap=form is Form.TEXT,
            num_format="General" if isinstance(value, str) else NUMBERS[form],
            **more,
        )

    @staticmethod
    def _align(form: Form, value: Cell) -> str:
        if form is Form.DATE or isinstance(value, date) or (form in RIGHT and isinstance(value, str)):
            return "center"
        return "right" if form in RIGHT else "left"

    def _look(self, *key: str, **properties: Any) -> Any:
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]
