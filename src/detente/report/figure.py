"""A figure: one Vega-Lite specification, its data as a table, and the sentence that describes it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["COLOURS", "Figure", "config", "source_line", "titled"]

COLOURS = {"first": "#1f5a94", "second": "#c4522d", "gain": "#1f7a6d", "loss": "#a8443f", "quiet": "#6b7280"}
"""One colour for each side throughout, one for gains, one for losses; told apart by colour-blind readers."""
SOURCE, LETTER = 11, 5.4
"""Size of the source line, so that it can be read on paper, and mean width of its letters."""
FONT = "Inter, 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Attributes
    ----------
    name
        Short name, used for file names.
    title
        A finding or a question.
    spec
        Vega-Lite specification with its data inside, the source line in the picture.
    columns, rows
        The table behind the picture, with units in the column names.
    description
        What a reader who cannot see the picture should know.
    caption
        Source, case digest, run and days.
    """

    name: str
    title: str
    spec: Mapping[str, Any]
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    description: str
    caption: str

    def _repr_svg_(self) -> str:
        from detente.report.export import figure_svg

        return figure_svg(self)


def config() -> dict[str, Any]:
    """Vega-Lite configuration shared by all figures."""
    axis = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal"}
    return {
        "font": FONT,
        "background": "white",
        "view": {"stroke": None},
        "axis": {**axis, "gridColor": "#e5e7eb", "domainColor": "#9ca3af", "tickColor": "#9ca3af"},
        "legend": {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 11, "orient": "top", "title": None},
        "title": {
            "font": FONT,
            "fontSize": 15,
            "subtitleFont": FONT,
            "subtitleFontSize": 11,
            "subtitleColor": COLOURS["quiet"],
            "anchor": "start",
            "offset": 12,
        },
    }


def source_line(caption: str, width: int = 120) -> list[str]:
    """The caption in lines that fit a picture."""
    return textwrap.wrap(caption, width)


def titled(chart: Mapping[str, Any], title: str, subtitle: Sequence[str], caption: str) -> dict[str, Any]:
    """Put title, subtitle and source line into a chart."""
    width = chart.get("width", 640)
    lines = source_line(caption, int(width / LETTER))
    foot = {
        "data": {"values": [{}]},
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "top",
            "fontSize": SOURCE,
            "color": COLOURS["quiet"],
            "lineHeight": SOURCE + 2,
        },
        "encoding": {"text": {"value": lines}, "x": {"value": 0}, "y": {"value": 0}},
        "height": (SOURCE + 2) * len(lines),
        "width": width,
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": {"text": title, "subtitle": list(subtitle)},
        "vconcat": [dict(chart), foot],
        "spacing": 14,
        "config": config(),
    }
