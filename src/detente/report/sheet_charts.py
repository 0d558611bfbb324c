"""Charts in a workbook that follow its cells."""

from __future__ import annotations

from typing import Any

from detente.report.native import BASE, NativeChart, Series
from detente.report.slide_charts import LYING, colour_of, reach

__all__ = ["put_chart"]

TYPES: dict[str, dict[str, str]] = {
    "bars": {"type": "bar"},
    "stacked": {"type": "bar", "subtype": "stacked"},
    "floating": {"type": "bar", "subtype": "stacked"},
    "lines": {"type": "line"},
    "steps": {"type": "scatter", "subtype": "straight"},
    "curves": {"type": "scatter", "subtype": "straight_with_markers"},
    "points": {"type": "scatter"},
}
DASHES = ("solid", "dash", "dash", "round_dot")
HEIGHT = 24
"""Rows that a chart covers."""


def put_chart(book: Any, sheet: Any, name: str, chart: NativeChart, corner: tuple[int, int], title: str) -> None:
    """Write the data of a chart under it, and the chart.

    Parameters
    ----------
    book, sheet, name
        Of xlsxwriter, and the sheet's name.
    chart
        What to draw.
    corner
        Row and column of the chart's upper left corner, counted from nought.
    title
        Above the chart.
    """
    top, left = corner[0] + HEIGHT + 1, corner[1]
    sheet.write_string(top - 1, left, "data of the chart")
    drawn = book.add_chart(TYPES[chart.kind])
    if chart.categories:
        sheet.write_string(top, left, chart.x_title)
        sheet.write_column(top + 1, left, chart.categories)
    days = book.add_format({"num_format": "d mmm yyyy"}) if chart.dated else None
    for number, series in enumerate(chart.series):
        column = left + 1 + number if chart.categories else left + 2 * number + 1
        places = left if chart.categories else column - 1
        count = len(series.y)
        sheet.write_string(top, column, series.name)
        for n, value in enumerate(series.y):
            if value is not None:
                sheet.write_number(top + 1 + n, column, value)
        for n, place in enumerate(series.x):
            sheet.write_number(top + 1 + n, places, place, days)
        colour = f"#{colour_of(series)}"
        line = {"color": colour, "width": 2.25 if series.variant == 0 else 1.25}
        drawn.add_series(
            {
                "name": [name, top, column],
                "categories": [name, top + 1, places, top + count, places],
                "values": [name, top + 1, column, top + count, column],
                **_look(chart, series, colour, {**line, "dash_type": DASHES[min(series.variant, len(DASHES) - 1)]}),
            }
        )
    drawn.set_title({"name": title, "name_font": {"size": 12}})
    drawn.set_size({"width": 760, "height": 20 * (HEIGHT - 1)})
    alone = len(chart.series) == 1 or chart.kind == "floating"
    drawn.set_legend({"none": True} if alone else {"position": "top"})
    _axes(drawn, chart)
    sheet.insert_chart(*corner, drawn, {"description": title})


def _look(chart: NativeChart, series: Series, colour: str, line: dict[str, Any]) -> dict[str, Any]:
    if series.name == BASE:
        return {"fill": {"none": True}, "border": {"none": True}, "gap": 40}
    if chart.kind in LYING:
        look: dict[str, Any] = {"fill": {"color": colour}, "gap": 40}
        if series.ends:
            up, down = reach(series)
            look["y_error_bars"] = {"type": "custom", "plus_values": up, "minus_values": down}
        return look
    if chart.kind == "points":
        return {"marker": {"type": "circle", "fill": {"color": colour}, "border": {"color": colour}}}
    return {"line": line}


def _axes(drawn: Any, chart: NativeChart) -> None:
    """Places along the side for lying bars, read from the top; labels clear of negative values."""
    lying = chart.kind in LYING
    places: dict[str, Any] = {"label_position": "low", "major_gridlines": {"visible": False}}
    if lying:
        places |= {"reverse": True, "interval_unit": 1}
    elif chart.x_title:
        places["name"] = chart.x_title
    if chart.dated:
        days = [x for series in chart.series for x in series.x]
        places |= {"num_format": "d mmm yy", "min": min(days), "max": max(days)}
    values: dict[str, Any] = {"name": chart.y_title, "major_gridlines": {"visible": True, "line": {"color": "#E5E7EB"}}}
    if lying:
        values["label_position"] = "high"
    # Of lying bars xlsxwriter calls the horizontal axis x, which holds their values.
    drawn.set_x_axis(values if lying else places)
    drawn.set_y_axis(places if lying else values)
