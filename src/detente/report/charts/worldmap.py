"""Who gains, who loses, on the map?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from detente.report.figure import COLOURS, Figure, titled
from detente.world.load import load_map

__all__ = ["world_map_figure"]

BORDERS = "Boundaries: Natural Earth, de facto; no position is taken."
REACH = 95
"""Of all economies, the per cent whose change lies within the scale of colours; the few beyond take its ends."""
LEAST = 0.05
"""Per cent of real income that the scale reaches at least, so that a quiet day looks quiet."""
NEUTRAL, REST = "#f3f4f6", "#d1d5db"


def world_map_figure(
    changes: Mapping[str, float], names: Mapping[str, str], sides: Sequence[str], subtitle: str, caption: str
) -> Figure:
    """Economies coloured by their change of real income; those too small for a shape are points.

    Parameters
    ----------
    changes
        Code to change of real income, a share. Shapes of no code here are the rest of the world.
    names
        Code to name.
    sides
        Codes named in the title.
    subtitle
        Model, horizon, baseline and day.
    caption
        Source line.
    """
    world = load_map()
    values: list[dict[str, Any]] = [
        {"id": code, "name": names.get(code, code), "change": round(100 * change, 4)}
        for code, change in sorted(changes.items(), key=lambda item: item[1])
        if code != "ROW"
    ]
    sizes = sorted(abs(row["change"]) for row in values)
    reach = max(LEAST, sizes[len(sizes) * REACH // 100])
    colour = {
        "field": "change",
        "type": "quantitative",
        "title": "change of real income, %",
        "scale": {
            "domain": [-reach, 0, reach],
            "range": [COLOURS["loss"], NEUTRAL, COLOURS["gain"]],
            "clamp": True,
            "interpolate": "rgb",
        },
        "legend": {"orient": "top", "gradientLength": 240, "format": "+.2f", "titleLimit": 240},
    }
    tooltip = [
        {"field": "name", "type": "nominal", "title": "economy"},
        {"field": "change", "type": "quantitative", "title": "real income, %", "format": "+.2f"},
    ]
    shapes = {"values": world.shapes, "format": {"type": "topojson", "feature": "countries"}}
    points = [{**row, "lon": at[0], "lat": at[1]} for row in values if (at := world.points.get(row["id"]))]
    chart: dict[str, Any] = {
        "width": 720,
        "height": 350,
        "projection": {"type": "equalEarth"},
        "layer": [
            {"data": shapes, "mark": {"type": "geoshape", "fill": REST, "stroke": "white", "strokeWidth": 0.4}},
            {
                "data": shapes,
                "transform": [
                    {"lookup": "id", "from": {"data": {"values": values}, "key": "id", "fields": ["name", "change"]}},
                    {"filter": "isValid(datum.change)"},
                ],
                "mark": {"type": "geoshape", "stroke": "white", "strokeWidth": 0.4},
                "encoding": {"color": colour, "tooltip": tooltip},
            },
            {
                "data": {"values": points},
                "mark": {"type": "circle", "size": 42, "stroke": "#374151", "strokeWidth": 0.8, "opacity": 1},
                "encoding": {
                    "longitude": {"field": "lon", "type": "quantitative"},
                    "latitude": {"field": "lat", "type": "quantitative"},
                    "color": colour,
                    "tooltip": tooltip,
                },
            },
        ],
    }
    of_sides = ", ".join(f"{names.get(code, code)} {100 * changes[code]:+.2f} %".replace("-", "−") for code in sides)
    title = f"Who gains, who loses? {of_sides}"
    losers = ", ".join(f"{row['name']} {row['change']:+.2f} %".replace("-", "−") for row in values[:3])
    winners = ", ".join(f"{row['name']} {row['change']:+.2f} %".replace("-", "−") for row in values[:-4:-1])
    return Figure(
        "map",
        title,
        titled(chart, title, [f"{subtitle} Pale grey: rest of the world. {BORDERS}"], caption),
        ("economy", "real income, %"),
        tuple((row["name"], row["change"]) for row in values),
        f"World map of changes of real income. Largest losses: {losers}. Largest gains: {winners}.",
        caption,
    )
