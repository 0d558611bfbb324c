"""How does trade go on from month to month, and how sure is that?"""

from __future__ import annotations

from typing import Any

import numpy as np

from detente.case.path import Direction, PathFindings
from detente.report.figure import COLOURS, Figure, titled

__all__ = ["path_figure"]

WIDTH = 640
BILLION = 1000.0
COLUMNS = (
    "month",
    "direction",
    "forecast, USD bn",
    "50 % from",
    "50 % to",
    "90 % from",
    "90 % to",
    "observed, USD bn",
    "orders, USD bn",
    "stocks, months",
    "duty by law, %",
)


def path_figure(findings: PathFindings, caption: str) -> Figure:
    """Fans of imports and of exports with what was observed, and the rates in force beneath."""
    sides = (
        (findings.imports, "US imports from China", COLOURS["first"], "USA on goods of CHN"),
        (findings.exports, "US exports to China", COLOURS["second"], "CHN on goods of USA"),
    )
    axis = {"format": "%b %Y", "title": None, "grid": False, "labelOverlap": True}
    x = {"field": "month", "type": "temporal", "axis": axis}
    fans = [_fan(side, findings.months, name, colour, x) for side, name, colour, _ in sides]
    rates = [
        {"month": f"{month}-01", "pair": pair, "rate": round(100 * float(side.rate[n]), 2)}
        for side, _, _, pair in sides
        for n, month in enumerate(findings.months)
    ]
    steps = {
        "width": WIDTH,
        "height": 110,
        "data": {"values": rates},
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2},
        "encoding": {
            "x": x,
            "y": {"field": "rate", "type": "quantitative", "title": "duty by law, %"},
            "color": {
                "field": "pair",
                "type": "nominal",
                "scale": {
                    "domain": [pair for *_, pair in sides],
                    "range": [colour for _, _, colour, _ in sides],
                },
                "legend": {"title": None, "orient": "top"},
            },
        },
    }
    one, two = findings.imports, findings.exports
    known = max((n for n, value in enumerate(one.observed) if not np.isnan(value)), default=None)
    seen = "" if known is None else f"; the last observed month is {findings.months[known]}"
    description = (
        f"Two fans and step lines by month from {findings.months[0]} to {findings.months[-1]}{seen}. In the last month "
        f"US imports from China are {_range(one)} and US exports to China {_range(two)} billion dollars (central, "
        "90 % band)."
    )
    subtitle = [
        "USD bn a month, US Census basis, not seasonally adjusted. Dark and light: 50 and 90 % bands. Dots: observed.",
        "Dashed: orders placed in the month. Beneath: average duty by law. A scenario of rates.",
    ]
    return Figure(
        "trade-path",
        "How does trade between the two go on?",
        titled({"width": WIDTH, "vconcat": [*fans, steps]}, "How does trade between the two go on?", subtitle, caption),
        COLUMNS,
        tuple(row for side, name, _, _ in sides for row in _rows(side, findings.months, name)),
        description,
        caption,
    )


def _fan(side: Direction, months: tuple[str, ...], name: str, colour: str, x: dict[str, Any]) -> dict[str, Any]:
    values = [
        {
            "month": f"{month}-01",
            "central": side.central[n] / BILLION,
            "orders": side.orders[n] / BILLION,
            **{band: getattr(side, band)[n] / BILLION for band in ("lo50", "hi50", "lo90", "hi90")},
            **({} if np.isnan(side.observed[n]) else {"observed": side.observed[n] / BILLION}),
        }
        for n, month in enumerate(months)
    ]

    def y(field: str) -> dict[str, Any]:
        return {"field": field, "type": "quantitative", "title": name, "scale": {"zero": True}}

    bands = [
        {
            "mark": {"type": "area", "color": colour, "opacity": opacity},
            "encoding": {"x": x, "y": y(f"lo{level}"), "y2": {"field": f"hi{level}"}},
        }
        for level, opacity in ((90, 0.18), (50, 0.3))
    ]
    return {
        "width": WIDTH,
        "height": 170,
        "data": {"values": values},
        "layer": [
            *bands,
            {"mark": {"type": "line", "color": colour, "strokeWidth": 2}, "encoding": {"x": x, "y": y("central")}},
            {
                "mark": {"type": "line", "color": COLOURS["quiet"], "strokeWidth": 1.2, "strokeDash": [4, 3]},
                "encoding": {"x": x, "y": y("orders")},
            },
            {
                "transform": [{"filter": "isValid(datum.observed)"}],
                "mark": {"type": "point", "filled": True, "color": "black", "size": 32, "opacity": 1},
                "encoding": {"x": x, "y": y("observed")},
            },
        ],
    }


def _rows(side: Direction, months: tuple[str, ...], name: str) -> list[tuple[Any, ...]]:
    bands = (side.central, side.lo50, side.hi50, side.lo90, side.hi90)
    return [
        (
            month,
            name,
            *(round(float(values[n]) / BILLION, 2) for values in bands),
            None if np.isnan(side.observed[n]) else round(float(side.observed[n]) / BILLION, 2),
            round(float(side.orders[n]) / BILLION, 2),
            round(float(side.stocks[n]), 2),
            round(100 * float(side.rate[n]), 1),
        )
        for n, month in enumerate(months)
    ]


def _range(side: Direction) -> str:
    central, low, high = (float(values[-1]) / BILLION for values in (side.central, side.lo90, side.hi90))
    return f"{central:.1f} ({low:.1f} to {high:.1f})"
