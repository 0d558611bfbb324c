"""How many jobs hang on the other side's market, counted three ways?"""

from __future__ import annotations

from typing import Any

from detente.case.pressure_records import Pressure, SidePressure
from detente.report.figure import COLOURS, Figure, titled
from detente.report.readings import PERSONS, horizon_words, people, readings, side_colour
from detente.report.words import in_sentence

__all__ = ["jobs_figure"]

WIDTH = 360


def jobs_figure(found: Pressure, side: SidePressure, caption: str) -> Figure:
    """Dots with ranges for jobs embodied, at risk and lost; figures that others published as diamonds beneath."""
    names = found.case.ledger.countries.names
    home, rival = (in_sentence(names, code) for code in (side.region, side.rival))
    counted = [row for row in readings(side) if row.unit == "persons"]
    top = max(row.band.high90 for row in counted)
    unit, scale = ("million", 1e6) if top >= 1e6 else ("thousand", 1e3)
    values: list[dict[str, Any]] = [
        {
            "what": row.label,
            "kind": "ours",
            "central": row.band.central / scale,
            "low50": row.band.low50 / scale,
            "high50": row.band.high50 / scale,
            "low90": row.band.low90 / scale,
            "high90": row.band.high90 / scale,
            "text": row.value or row.range,
        }
        for row in counted
    ]
    values += [
        {
            "what": f"{figure.publisher}, {figure.published_on.day} {figure.published_on:%b}",
            "kind": "published",
            "central": persons / scale,
            "text": people(persons),
        }
        for figure in found.comparisons
        if figure.region == side.region and (persons := PERSONS.get(figure.unit, 0.0) * figure.value)
    ]
    y = {"field": "what", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 320}}
    x = {"type": "quantitative", "title": f"jobs, {unit}", "scale": {"zero": True}}
    colour = side_colour(found, side)
    chart = {
        "width": WIDTH,
        "height": 26 * len(values),
        "data": {"values": values},
        "layer": [
            {
                "transform": [{"filter": "datum.kind == 'ours'"}],
                "mark": {"type": "rule", "color": colour, "strokeWidth": 2},
                "encoding": {"y": y, "x": {"field": "low90", **x}, "x2": {"field": "high90"}},
            },
            {
                "transform": [{"filter": "datum.kind == 'ours'"}],
                "mark": {"type": "rule", "color": colour, "strokeWidth": 7, "opacity": 0.45},
                "encoding": {"y": y, "x": {"field": "low50", **x}, "x2": {"field": "high50"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 75, "opacity": 1},
                "encoding": {
                    "y": y,
                    "x": {"field": "central", **x},
                    "shape": {
                        "field": "kind",
                        "type": "nominal",
                        "scale": {"domain": ["ours", "published"], "range": ["circle", "diamond"]},
                        "legend": None,
                    },
                    "color": {
                        "field": "kind",
                        "type": "nominal",
                        "scale": {"domain": ["ours", "published"], "range": [colour, COLOURS["quiet"]]},
                        "legend": None,
                    },
                },
            },
            {
                "mark": {"type": "text", "align": "left", "fontSize": 10},
                "encoding": {"y": y, "x": {"value": WIDTH + 12}, "text": {"field": "text"}},
            },
        ],
    }
    title = f"How many jobs in {home} hang on goods sold to {rival}?"
    return Figure(
        f"jobs-{side.region.lower()}",
        title,
        titled(
            chart,
            title,
            [
                f"Counted three ways; {horizon_words(side)}. Dot: median; thick and thin line: 50 and 90 % of "
                f"{found.draws} draws.",
                "Diamond: published by others, with other definitions; the table of published figures says which.",
            ],
            caption,
        ),
        ("count", "jobs", "5 % of draws", "95 % of draws"),
        tuple(
            (v["what"], v["text"], *(people(scale * v[end]) if end in v else "" for end in ("low90", "high90")))
            for v in values
        ),
        "; ".join(f"{v['what']} {v['text']}" for v in values) + ".",
        caption,
    )
