"""Which sectors of a side depend most on the other's market, and how many jobs hang on it?"""

from __future__ import annotations

from detente.case.pressure_records import Pressure, SidePressure
from detente.report.figure import Figure, titled
from detente.report.readings import brief_name, horizon_words, side_colour, top_goods
from detente.report.words import in_sentence, percent

__all__ = ["exposure_figure"]

SHOWN = 12


def exposure_figure(found: Pressure, side: SidePressure, caption: str) -> Figure:
    """Bars of the rival's share in each goods sector's output, with jobs embodied and at risk beside."""
    names = found.case.ledger.countries.names
    home, rival = (in_sentence(names, code) for code in (side.region, side.rival))
    rows = top_goods(side, SHOWN)
    colour = side_colour(found, side)
    values = [
        {
            "sector": brief_name(row),
            "direct": round(100 * row.exposure, 3),
            "whole": round(100 * row.exposure_whole, 3),
            "embodied": round(row.jobs_embodied / 1e3, 1),
            "risk": round(row.jobs_at_risk.central / 1e3, 1),
            "low": round(row.jobs_at_risk.low90 / 1e3, 1),
            "high": round(row.jobs_at_risk.high90 / 1e3, 1),
        }
        for row in rows
    ]
    y = {"field": "sector", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 250}}
    bare = {**y, "axis": None}
    share = {"type": "quantitative", "title": f"% of the sector's output sold to {side.rival}"}
    jobs = {"type": "quantitative", "title": f"jobs that hang on exports to {side.rival}, thousand"}
    height = 22 * len(values)
    chart = {
        "data": {"values": values},
        "hconcat": [
            {
                "width": 220,
                "height": height,
                "layer": [
                    {
                        "mark": {"type": "bar", "color": colour, "height": 14},
                        "encoding": {"y": y, "x": {"field": "direct", **share}},
                    },
                    {
                        "mark": {"type": "tick", "color": "#111827", "thickness": 2, "size": 16},
                        "encoding": {"y": y, "x": {"field": "whole", **share}},
                    },
                ],
            },
            {
                "width": 240,
                "height": height,
                "layer": [
                    {
                        "mark": {"type": "bar", "color": "white", "stroke": colour, "height": 14},
                        "encoding": {"y": bare, "x": {"field": "embodied", **jobs}},
                    },
                    {
                        "mark": {"type": "bar", "color": colour, "opacity": 0.55, "height": 14},
                        "encoding": {"y": bare, "x": {"field": "risk", **jobs}},
                    },
                    {
                        "mark": {"type": "rule", "color": "#111827", "strokeWidth": 1.4},
                        "encoding": {"y": bare, "x": {"field": "low", **jobs}, "x2": {"field": "high"}},
                    },
                ],
            },
        ],
        "spacing": 24,
    }
    title = f"Which goods sectors of {home} depend most on {rival}?"
    first = rows[0] if rows else None
    return Figure(
        f"exposure-{side.region.lower()}",
        title,
        titled(
            chart,
            title,
            [
                "Left: bar, direct exports over output; tick, with sales to home sectors that embody such exports.",
                f"Right: outline, jobs embodied (accounting); filled, at risk {horizon_words(side)}; line, 90 % of "
                f"{found.draws} draws.",
            ],
            caption,
        ),
        (
            "sector",
            f"exports to {side.rival} over output, %",
            "with indirect, %",
            "jobs embodied, thousand",
            "jobs at risk, thousand",
            "5 % of draws",
            "95 % of draws",
        ),
        tuple((v["sector"], v["direct"], v["whole"], v["embodied"], v["risk"], v["low"], v["high"]) for v in values),
        f"Most exposed: {brief_name(first)}, {percent(first.exposure)} of output sold to {rival}."
        if first
        else "No goods are sold there.",
        caption,
    )
