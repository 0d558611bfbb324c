"""What does each side answer to each rate of the other?"""

from __future__ import annotations

from typing import Any

from detente.case.options import Horizon, Options
from detente.report.figure import COLOURS, Figure, titled
from detente.strategy.curves import INCOME, REVENUE

__all__ = ["reaction_figure"]

AIMS = (("real income", {INCOME: 1.0}, 0.0), ("revenue", {REVENUE: 1.0}, 0.0), ("rival's loss × 2", {INCOME: 1.0}, 2.0))
"""Objectives drawn: name, weights, and weight on the rival's loss."""
DASHES = ([1, 0], [4, 3], [1, 3])


def reaction_figure(found: Options, horizon: Horizon, caption: str) -> Figure:
    """Best rate of each side against each rate of the other, and where both stand.

    Parameters
    ----------
    found, horizon
        The options, and the model that is drawn.
    caption
        Source line.
    """
    one, two = found.case.sides
    rates = horizon.map.rates
    values: list[dict[str, Any]] = []
    rows: list[tuple[Any, ...]] = []
    for side, own in ((one, "first"), (two, "second")):
        for name, weights, rival in AIMS:
            for order, (other, best) in enumerate(
                zip(rates, horizon.map.reaction(side, weights, rival=rival), strict=True)
            ):
                x, y = (other, best) if own == "second" else (best, other)
                values.append({"side": side, "aim": name, "order": order, "x": 100 * float(x), "y": 100 * float(y)})
                rows.append((side, name, round(100 * float(other), 1), round(100 * float(best), 1)))
    x_axis = {"type": "quantitative", "title": f"tariff of {one} on goods of {two}, %", "scale": {"domain": [0, 200]}}
    y_axis = {"type": "quantitative", "title": f"tariff of {two} on goods of {one}, %", "scale": {"domain": [0, 200]}}
    stands = {"x": 100 * found.observed[one][0], "y": 100 * found.observed[two][0], "label": "in force, mean"}
    chart = {
        "width": 460,
        "height": 360,
        "layer": [
            {
                "data": {"values": values},
                "mark": {"type": "line", "strokeWidth": 2.2, "clip": True},
                "encoding": {
                    "x": {"field": "x", **x_axis},
                    "y": {"field": "y", **y_axis},
                    "order": {"field": "order", "type": "quantitative"},
                    "color": {
                        "field": "side",
                        "type": "nominal",
                        "scale": {"domain": [one, two], "range": [COLOURS["first"], COLOURS["second"]]},
                        "legend": {"title": None},
                    },
                    "strokeDash": {
                        "field": "aim",
                        "type": "nominal",
                        "scale": {"domain": [name for name, _, _ in AIMS], "range": list(DASHES)},
                        "legend": {"title": None},
                    },
                },
            },
            *[
                {
                    "data": {"values": [stands]},
                    "mark": mark,
                    "encoding": {
                        "x": {"field": "x", **x_axis},
                        "y": {"field": "y", **y_axis},
                        **({"text": {"field": "label"}} if mark["type"] == "text" else {}),
                    },
                }
                for mark in (
                    {"type": "point", "filled": True, "size": 90, "color": "black"},
                    {"type": "text", "align": "right", "dx": -8, "dy": 4, "fontSize": 11, "color": "black"},
                )
            ],
        ],
    }
    income = [horizon.map.best_reply(s, found.observed[o][0]).rate for s, o in ((one, two), (two, one))]
    title = f"What would each side answer? ({horizon.name})"
    return Figure(
        f"reaction-{_slug(horizon.name)}",
        title,
        titled(
            chart,
            title,
            [
                f"Best uniform rate against each rate of the other, {horizon.name}; all else as on the day.",
                "A line of a side shows its own rate, given the other's. Scenario, not forecast.",
            ],
            caption,
        ),
        ("side", "objective", "rate of the other, %", "best own rate, %"),
        tuple(rows),
        f"Reaction curves, {horizon.name}. Against the mean rate in force the best for real income is "
        f"{100 * income[0]:.0f} % for {one} and {100 * income[1]:.0f} % for {two}; in force are "
        f"{stands['x']:.0f} and {stands['y']:.0f} %.",
        caption,
    )


def _slug(name: str) -> str:
    return name.replace(",", "").replace(" ", "-")
