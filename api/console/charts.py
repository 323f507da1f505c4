"""Charts as SVG drawn here, told apart by lightness and not by colour, and their figures as a table."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import pygal
from pygal.style import Style

LOOK = Style(
    background="white",
    plot_background="white",
    foreground="#212529",
    foreground_strong="#212529",
    foreground_subtle="#495057",
    opacity=1,
    opacity_hover=1,
    colors=("#1d3557", "#8fabcf", "#d5dfec", "#5c7797"),
    font_family="'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif",
    label_font_size=14,
    major_label_font_size=14,
    legend_font_size=14,
)
WIDTH = 760
WIDER = 6  # pixels: a Chinese character beside a Latin one
ROW_HEIGHT, FRAME_HEIGHT = 26, 90  # pixels: of a bar of one series, and of all that stands around


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures that are drawn and tabulated."""

    title: str
    columns: tuple[str, ...]  # what a row is of, then the name of each series
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]
    image: str  # address of the drawing, which holds it


def bars(title: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[float | None]]]) -> Chart:
    """
    Draw lying bars, a group for each row and a bar for each series, the first row on top.

    Args:
        title: what is told.
        columns: what a row is of, then the name of each series.
        rows: the name of each row and its value in each series; None = unknown, drawn as nothing.
    """
    height = FRAME_HEIGHT + ROW_HEIGHT * len(rows) * (len(columns) - 1)
    return _drawn(pygal.HorizontalBar(**_frame(height), show_y_guides=True), title, columns, rows, upwards=True)


def columns(title: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[float | None]]]) -> Chart:
    """Draw standing bars, as ``bars`` draws lying ones: for what follows in time."""
    return _drawn(pygal.Bar(**_frame(320)), title, columns, rows, upwards=False)


def _frame(height: int) -> dict[str, object]:
    return {
        "style": LOOK,
        "width": WIDTH,
        "height": height,
        "js": (),
        "disable_xml_declaration": True,
        "legend_at_bottom": True,
        "value_formatter": lambda value: "" if value is None else f"{value:,.10g}",
        "margin": 8,
        "no_prefix": True,
    }


def _drawn(
    chart: pygal.Graph,
    title: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[float | None]]],
    *,
    upwards: bool,
) -> Chart:
    shown = list(reversed(rows)) if upwards else list(rows)
    chart.x_labels = [name for name, _ in shown]
    if upwards:  # the library takes every character for as wide as a Latin one
        chart.margin_left = 8 + WIDER * max((sum(map(_is_wide, name)) for name, _ in shown), default=0)
    chart.show_legend = len(columns) > 2
    for at, name in enumerate(columns[1:]):
        chart.add(name, [values[at] for _, values in shown])
    if all(isinstance(value, int) for _, values in rows for value in values):
        chart.order_min = 0  # counts: no step of the scale is less than one
    image = base64.b64encode(chart.render().encode()).decode()
    return Chart(
        title,
        tuple(columns),
        tuple((name, tuple(values)) for name, values in rows),
        f"data:image/svg+xml;base64,{image}",
    )


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
