"""Who gets what where the two sides stand: rows one side, columns the other."""

from __future__ import annotations

from typing import Any

import numpy as np

from detente.case.options import Horizon, Options
from detente.report.figure import COLOURS, Figure, titled
from detente.report.words import signed

__all__ = ["payoffs_figure"]

WHITE = 0.6
"""Shade, relative to the darkest, from which text is white."""


def payoffs_figure(found: Options, horizon: Horizon, caption: str) -> Figure:
    """Real income of both sides on every pair of rungs; each side's best reply is marked.

    Parameters
    ----------
    found, horizon
        The options, and the model that is drawn.
    caption
        Source line.
    """
    one, two = found.case.sides
    data = horizon.matrix
    first, second = ([str(name) for name in data[axis].values] for axis in ("first", "second"))
    value = np.expm1(data["value"].values)
    best = (value[0] == value[0].max(axis=0, keepdims=True), value[1] == value[1].max(axis=1, keepdims=True))
    size = float(np.abs(value).max()) or 1.0
    cells: list[dict[str, Any]] = []
    rows: list[tuple[Any, ...]] = []
    for k, side in enumerate((one, two)):
        for a, row in enumerate(first):
            for b, column in enumerate(second):
                share = float(value[k, a, b])
                cells.append(
                    {
                        "side": f"real income, {side}",
                        "row": row,
                        "column": column,
                        "value": 100 * share,
                        "text": signed(share) + (" ★" if best[k][a, b] else ""),
                        "light": abs(share) > WHITE * size,
                    }
                )
                rows.append((side, row, column, round(100 * share, 3), "best reply" if best[k][a, b] else ""))
    x = {"field": "column", "type": "ordinal", "sort": second, "title": f"{two} stands at", "axis": {"labelAngle": 0}}
    y = {"field": "row", "type": "ordinal", "sort": first, "title": f"{one} stands at"}
    chart: dict[str, Any] = {
        "data": {"values": cells},
        "facet": {
            "column": {
                "field": "side",
                "type": "nominal",
                "title": None,
                "sort": [f"real income, {side}" for side in (one, two)],
            }
        },
        "spec": {
            "width": 76 * len(second),
            "height": 34 * len(first),
            "layer": [
                {
                    "mark": {"type": "rect", "stroke": "white"},
                    "encoding": {
                        "x": x,
                        "y": y,
                        "color": {
                            "field": "value",
                            "type": "quantitative",
                            "legend": None,
                            "scale": {
                                "domain": [-100 * size, 0, 100 * size],
                                "range": [COLOURS["loss"], "#f8fafc", COLOURS["gain"]],
                                "interpolate": "rgb",
                            },
                        },
                    },
                },
                {
                    "mark": {"type": "text", "fontSize": 11},
                    "encoding": {
                        "x": x,
                        "y": y,
                        "text": {"field": "text"},
                        "color": {"condition": {"test": "datum.light", "value": "white"}, "value": "#111827"},
                    },
                },
            ],
        },
        "width": 640,
    }
    title = f"Who gets what where? ({horizon.name})"
    return Figure(
        f"payoffs-{horizon.name.replace(',', '').replace(' ', '-')}",
        title,
        titled(
            chart,
            title,
            [
                f"Real income against the baseline, {horizon.name}. A star: the best a side can do in that "
                "row or column.",
                "Measures on and of all others as on the day. Scenario, not forecast.",
            ],
            caption,
        ),
        ("side", f"{one} stands at", f"{two} stands at", "real income, %", "best reply"),
        tuple(rows),
        f"Table of real income, {horizon.name}: with all rungs climbed {one} {signed(float(value[0, -1, -1]))}, "
        f"{two} {signed(float(value[1, -1, -1]))}.",
        caption,
    )
