"""Which lever hurts the other most for what it costs?"""

from __future__ import annotations

from typing import Any

from detente.case.options import Horizon, Options
from detente.report.figure import COLOURS, Figure, titled

__all__ = ["leverage_figure"]

FREE = 1e-5
"""Own loss, share of real income, below which a lever costs nothing that a chart can show."""


def leverage_figure(found: Options, horizon: Horizon, caption: str) -> Figure:
    """Own loss against the other's loss for every threat of either side, with rays of equal leverage.

    Parameters
    ----------
    found, horizon
        The options, and the model that is drawn.
    caption
        Source line.
    """
    one, two = found.case.sides
    values: list[dict[str, Any]] = []
    rows: list[tuple[Any, ...]] = []
    for side, joints in horizon.threats.items():
        for row in dict.fromkeys(row for joint in joints for row in (*joint.single, joint.whole)):
            together = " + " in row.name
            name = "all at once" if together and len(row.by) == 1 else row.name
            if together and len(row.by) > 1:
                name = "with allies"
            values.append(
                {
                    "side": f"by {side}",
                    "name": name,
                    "own": 100 * row.own,
                    "damage": -100 * row.damage,
                    "whole": together,
                }
            )
            ratio = "gains" if row.own >= -FREE else f"{row.ratio:.1f}"
            rows.append((side, row.name, round(100 * row.own, 4), round(100 * row.damage, 4), ratio))
    order = list(dict.fromkeys(str(value["name"]) for value in values))
    y = {"field": "name", "type": "nominal", "sort": order, "title": None, "axis": {"labelLimit": 220}}
    chart: dict[str, Any] = {
        "data": {"values": values},
        "facet": {
            "column": {
                "field": "side",
                "type": "nominal",
                "title": None,
                "sort": [f"by {one}", f"by {two}"],
                "header": {"labelFontSize": 12, "labelFontWeight": "bold"},
            }
        },
        "spec": {
            "width": 250,
            "height": 24 * len(order),
            "layer": [
                {
                    "mark": {"type": "bar", "height": 14},
                    "encoding": {
                        "y": y,
                        "x": {"field": "damage", "type": "quantitative", "title": "loss of real income, %"},
                        "color": {"value": COLOURS["quiet"]},
                    },
                },
                {
                    "transform": [{"calculate": "-datum.own", "as": "cost"}],
                    "mark": {"type": "tick", "thickness": 3, "size": 20, "color": COLOURS["loss"]},
                    "encoding": {"y": y, "x": {"field": "cost", "type": "quantitative"}},
                },
            ],
        },
        "resolve": {"scale": {"x": "independent"}},
        "width": 640,
    }
    title = f"Which lever hurts most for what it costs? ({horizon.name})"
    return Figure(
        f"leverage-{horizon.name.replace(',', '').replace(' ', '-')}",
        title,
        titled(
            chart,
            title,
            [
                f"On top of what is in force, {horizon.name}. Bar: loss of the target. Tick: loss of the sender; left "
                "of zero a gain.",
                "Panels have scales of their own. Scenario, not forecast.",
            ],
            caption,
        ),
        ("by", "threat", "own real income, %", "target's real income, %", "damage per own loss"),
        tuple(rows),
        f"Threats of both sides, {horizon.name}, with what they cost sender and target.",
        caption,
    )
