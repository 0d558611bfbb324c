"""How long can firms hold out, sector by sector?"""

from __future__ import annotations

from detente.case.pressure_records import Pressure, SidePressure
from detente.report.figure import Figure, titled
from detente.report.readings import brief_name, side_colour, top_goods
from detente.report.words import in_sentence, percent

__all__ = ["distress_figure"]

SHOWN = 6
START = {"central": 0.0, "low50": 0.0, "high50": 0.0, "low90": 0.0, "high90": 0.0}


def distress_figure(found: Pressure, side: SidePressure, caption: str) -> Figure:
    """One panel for each of the six most exposed goods sectors: share of exporters out of cash, by day."""
    names = found.case.ledger.countries.names
    home, rival = (in_sentence(names, code) for code in (side.region, side.rival))
    rows = top_goods(side, SHOWN)
    ends = ("central", "low50", "high50", "low90", "high90")
    values = [
        {"sector": brief_name(row), "day": day, **point}
        for row in rows
        for day, point in (
            (0, START),
            *((day, {end: round(100 * getattr(band, end), 3) for end in ends}) for day, band in row.failing.items()),
        )
    ]
    days = sorted({value["day"] for value in values})
    x = {"field": "day", "type": "quantitative", "title": "days", "axis": {"values": days, "grid": False}}
    y = {"type": "quantitative", "title": "%"}
    colour = side_colour(found, side)
    panel = {
        "width": 175,
        "height": 105,
        "layer": [
            {
                "mark": {"type": "area", "color": colour, "opacity": 0.15},
                "encoding": {"x": x, "y": {"field": "low90", **y}, "y2": {"field": "high90"}},
            },
            {
                "mark": {"type": "area", "color": colour, "opacity": 0.3},
                "encoding": {"x": x, "y": {"field": "low50", **y}, "y2": {"field": "high50"}},
            },
            {
                "mark": {"type": "line", "color": colour, "strokeWidth": 2, "point": {"size": 22, "color": colour}},
                "encoding": {"x": x, "y": {"field": "central", **y}},
            },
        ],
    }
    chart = {
        "data": {"values": values},
        "facet": {
            "field": "sector",
            "type": "nominal",
            "sort": [brief_name(row) for row in rows],
            "title": None,
            "header": {"labelFontSize": 11, "labelAnchor": "start", "labelLimit": 190},
        },
        "columns": 3,
        "spec": panel,
    }
    title = f"How long can exporters of {home} to {rival} hold out?"
    worst = max(rows, key=lambda row: max((b.central for b in row.failing.values()), default=0.0), default=None)
    last = max(days, default=0)
    return Figure(
        f"distress-{side.region.lower()}",
        title,
        titled(
            chart,
            title,
            [
                f"% of the firms that export to {side.rival} whose cash has run out, by days since their sales fell; "
                "most exposed sectors.",
                f"Line: median. Dark and light: 50 and 90 % of {found.draws} draws. A scenario of cash "
                "buffers, not a count of failures.",
            ],
            caption,
        ),
        ("sector", "day", "out of cash, %", "25 % of draws", "75 % of draws", "5 % of draws", "95 % of draws"),
        tuple((v["sector"], v["day"], *(v[end] for end in ends)) for v in values if v["day"]),
        f"Worst by day {last}: {brief_name(worst)}, {percent(worst.failing[last].central)}."
        if worst and worst.failing
        else "No sector sells there.",
        caption,
    )
