"""What did each rung cost, and whom?"""

from __future__ import annotations

from typing import Any

import numpy as np

from detente.case.options import Options
from detente.case.rungs import ELSEWHERE
from detente.report.figure import COLOURS, Figure, titled

__all__ = ["ladder_figure"]


def ladder_figure(found: Options, caption: str) -> Figure:
    """Change of both sides' real income by every rung of either side, one panel for each model.

    Parameters
    ----------
    found
        The options.
    caption
        Source line.
    """
    one, two = found.case.sides
    values: list[dict[str, Any]] = []
    rows: list[tuple[Any, ...]] = []
    names: list[str] = []
    for climb in found.climbed:
        if climb.by == ELSEWHERE:
            continue
        names.append(f"{climb.day.day} {climb.day:%b} {climb.by} {100 * climb.before:.0f} → {100 * climb.after:.0f} %")
    for horizon in found.horizons:
        shown = [
            (climb, rung) for climb, rung in zip(found.climbed, horizon.rungs, strict=True) if climb.by != ELSEWHERE
        ]
        for name, (climb, rung) in zip(names, shown, strict=True):
            for side in (one, two):
                change = 100 * float(np.expm1(rung.change[side]))
                values.append({"model": horizon.name, "rung": name, "side": side, "change": change})
                rows.append((horizon.name, climb.day.isoformat(), climb.by, side, round(change, 4)))
    chart: dict[str, Any] = {
        "data": {"values": values},
        "facet": {
            "column": {
                "field": "model",
                "type": "nominal",
                "title": None,
                "sort": [horizon.name for horizon in found.horizons],
            }
        },
        "spec": {
            "width": 270,
            "height": {"step": 13},
            "mark": {"type": "bar"},
            "encoding": {
                "y": {"field": "rung", "type": "ordinal", "sort": names, "title": None, "axis": {"labelLimit": 220}},
                "yOffset": {"field": "side", "type": "nominal", "sort": [one, two]},
                "x": {"field": "change", "type": "quantitative", "title": "real income by this rung, %"},
                "color": {
                    "field": "side",
                    "type": "nominal",
                    "scale": {"domain": [one, two], "range": [COLOURS["first"], COLOURS["second"]]},
                    "legend": {"title": None},
                },
            },
        },
        "resolve": {"scale": {"x": "independent"}},
        "width": 640,
    }
    total = {
        horizon.name: tuple(100 * float(np.expm1(horizon.rungs[-1].value[side])) for side in (one, two))
        for horizon in found.horizons
        if horizon.rungs
    }
    told = "; ".join(f"{name}: {one} {ends[0]:+.2f} %, {two} {ends[1]:+.2f} %" for name, ends in total.items())
    title = "What did each rung cost, and whom?"
    return Figure(
        "ladder",
        title,
        titled(
            chart,
            title,
            [
                "Each rung with all before it in force; mean tariff on the other's goods before and after.",
                "Measures on others are rungs too, not drawn. Panels have scales of their own.",
            ],
            caption,
        ),
        ("model", "day", "who levies", "side", "real income by this rung, %"),
        tuple(rows),
        f"Bars by rung for both sides. At the top of the ladder, everything counted: {told}.",
        caption,
    )
