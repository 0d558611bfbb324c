"""Which sectors stop first when an input no longer comes, and what does it cost?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.case.minerals import FullStop, SectorStop
from detente.report.figure import COLOURS, Figure, titled

__all__ = ["stock_words", "stop_cost_figure", "stop_course_figure"]

SHOWN = 6
STEP = 5
PALETTE = ("#1f5a94", "#c4522d", "#1f7a6d", "#8a5a9e", "#6b7280", "#b8860b")
DASHES: tuple[list[int], ...] = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [4, 1], [1, 1])


def stop_course_figure(stops: tuple[FullStop, ...], names: Mapping[str, str], caption: str) -> Figure:
    """Share of each sector's output that stands still, day by day, without stocks and with.

    Parameters
    ----------
    stops
        The same stop with different stocks.
    names
        Sector to its short name.
    caption
        Source line.
    """
    top = [row.sector for row in stops[0].sectors if row.high_usd_mn > 0][:SHOWN]
    labels = [names[sector] for sector in top]
    values = [
        {"stock": stock_words(stop), "sector": names[sector], "day": day, "idle": round(100 * float(idle), 3)}
        for stop in stops
        for sector in top
        for day, idle in enumerate(stop.course.idle[stop.course.sectors.index(sector)], 1)
        if day % STEP == 1
    ]
    title = "Which US sectors stop first?"
    scale = {"domain": labels, "range": list(PALETTE[: len(top)])}
    dashes = {"domain": labels, "range": list(DASHES[: len(top)])}
    line = {
        "width": 300,
        "height": 230,
        "mark": {"type": "line", "strokeWidth": 2},
        "encoding": {
            "x": {
                "field": "day",
                "type": "quantitative",
                "title": "days since exports stopped",
                "scale": {"domain": [0, len(stops[0].course.idle[0])], "nice": False},
            },
            "y": {"field": "idle", "type": "quantitative", "title": "output that stands still, % of the sector"},
            "color": {
                "field": "sector",
                "type": "nominal",
                "scale": scale,
                "legend": {"columns": 3},
            },
            "strokeDash": {"field": "sector", "type": "nominal", "scale": dashes},
        },
    }
    chart: dict[str, Any] = {
        "data": {"values": values},
        "facet": {
            "column": {
                "field": "stock",
                "type": "nominal",
                "sort": [stock_words(stop) for stop in stops],
                "title": None,
                "header": {"labelFontSize": 12, "labelFontWeight": "bold"},
            }
        },
        "spec": line,
        "width": 640,
    }
    first = stops[0].sectors[0]
    return Figure(
        "minerals-course",
        title,
        titled(
            chart,
            title,
            ["Chinese exports of the controlled inputs stop, to everyone. Central case; scenario, not forecast."],
            caption,
        ),
        ("stock", "sector", "first day", "stands still on the last day, %"),
        tuple(
            (stock_words(stop), names[row.sector], row.first_day, round(100 * row.idle_at_end, 2))
            for stop in stops
            for row in stop.sectors
        ),
        f"Lines of six sectors over {stops[0].months:g} months. Without stocks {names[first.sector]} "
        f"{_when(first)}; a stock moves every line to the right.",
        caption,
    )


def stop_cost_figure(stops: tuple[FullStop, ...], names: Mapping[str, str], caption: str) -> Figure:
    """Output lost by sector with its ranges, without stocks and with."""
    top = [row.sector for row in stops[0].sectors if row.high_usd_mn > 0][:SHOWN]
    values = [
        {
            "stock": stock_words(stop),
            "sector": names[row.sector],
            "lost": round(row.lost_usd_mn / 1e3, 3),
            "low": round(row.substitution_low_usd_mn / 1e3, 3),
            "high": round(row.substitution_high_usd_mn / 1e3, 3),
            "all_low": round(row.low_usd_mn / 1e3, 3),
            "all_high": round(row.high_usd_mn / 1e3, 3),
        }
        for stop in stops
        for row in stop.sectors
        if row.sector in top
    ]
    title = f"What would a stop of {stops[0].months:g} months cost?"
    y = {"field": "stock", "type": "nominal", "title": None, "sort": [stock_words(stop) for stop in stops]}
    x = {"type": "quantitative", "title": "output lost, USD bn"}
    colour = {
        "field": "stock",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": [stock_words(stop) for stop in stops], "range": [COLOURS["loss"], COLOURS["quiet"]]},
    }
    chart: dict[str, Any] = {
        "data": {"values": values},
        "facet": {
            "row": {
                "field": "sector",
                "type": "nominal",
                "sort": [names[sector] for sector in top],
                "title": None,
                "header": {"labelAngle": 0, "labelAlign": "left", "labelLimit": 180, "labelFontSize": 11},
            }
        },
        "spec": {
            "width": 400,
            "height": 18 * len(stops),
            "layer": [
                {
                    "mark": {"type": "rule", "strokeWidth": 1},
                    "encoding": {"y": y, "x": {"field": "all_low", **x}, "x2": {"field": "all_high"}, "color": colour},
                },
                {
                    "mark": {"type": "rule", "strokeWidth": 5},
                    "encoding": {"y": y, "x": {"field": "low", **x}, "x2": {"field": "high"}, "color": colour},
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 60, "color": "black"},
                    "encoding": {"y": y, "x": {"field": "lost", **x}},
                },
            ],
        },
        "spacing": 4,
        "width": 640,
    }
    total = stops[0].total
    return Figure(
        "minerals-cost",
        title,
        titled(
            chart,
            title,
            [
                "Point: central case. Thick: substitution from 1 to 0.1. Thin: the table's ranges as well.",
                "Scenario, not forecast.",
            ],
            caption,
        ),
        ("stock", "sector", "lost, USD mn", "substitution 1", "substitution 0.1", "lowest", "highest"),
        tuple(
            (
                stock_words(stop),
                names[row.sector],
                round(row.lost_usd_mn),
                round(row.substitution_low_usd_mn),
                round(row.substitution_high_usd_mn),
                round(row.low_usd_mn),
                round(row.high_usd_mn),
            )
            for stop in stops
            for row in stop.sectors
        ),
        f"All users together lose USD {total.lost_usd_mn / 1e3:.0f} bn without stocks, "
        f"{total.low_usd_mn / 1e3:.0f} to {total.high_usd_mn / 1e3:.0f} bn over all ranges.",
        caption,
    )


def stock_words(stop: FullStop) -> str:
    """What users have in stock."""
    if stop.stock_months is None:
        days = stop.course.stock_days[:, 0]
        low, high = round(float(days.min())), round(float(days.max()))
        return f"stocks of {low} days" if low == high else f"stocks of {low} to {high} days"
    return "no stocks" if stop.stock_months == 0 else f"stocks of {stop.stock_months:g} months"


def _when(row: SectorStop) -> str:
    return "never stops" if row.first_day is None else f"stops first, on day {row.first_day:.0f}"
