"""Did they meet as often as the forecasts said?"""

from __future__ import annotations

from detente.case.talks_backtest import TalksBacktest
from detente.core.dates import show_day
from detente.report.figure import COLOURS, Figure, titled
from detente.report.talks import MODEL_WORDS

__all__ = ["calibration_figure"]

SIZE = 440
FEW = 30
"""Bins of fewer forecasts are left out: their share is chance."""


def calibration_figure(found: TalksBacktest) -> Figure:
    """What the headline and the game of attrition said against what happened, with one standard error either way."""
    shown = [name for name in ("headline", "structural") if name in found.calibration]
    values = [
        {
            "model": MODEL_WORDS[name],
            "p": round(100 * row.p, 1),
            "met": round(100 * row.met, 1),
            "low": round(100 * max(row.met - (row.met_se or 0.0), 0.0), 1),
            "high": round(100 * min(row.met + (row.met_se or 0.0), 1.0), 1),
            "forecasts": row.forecasts,
        }
        for name in shown
        for row in found.calibration[name]
        if row.forecasts >= FEW
    ]
    scale = {"domain": [0, 100]}
    colour = {
        "field": "model",
        "type": "nominal",
        "scale": {"domain": [MODEL_WORDS[name] for name in shown], "range": [COLOURS["first"], COLOURS["second"]]},
        "legend": {"orient": "top"},
    }
    x = {"field": "p", "type": "quantitative", "title": "chance given, %", "scale": scale}
    y = {"type": "quantitative", "title": "met, %", "scale": scale}
    chart = {
        "width": SIZE,
        "height": SIZE,
        "layer": [
            {
                "data": {"values": [{"p": 0, "met": 0}, {"p": 100, "met": 100}]},
                "mark": {"type": "line", "color": COLOURS["quiet"], "strokeDash": [4, 4], "strokeWidth": 1},
                "encoding": {"x": x, "y": {**y, "field": "met"}},
            },
            {
                "data": {"values": values},
                "encoding": {"x": x, "color": colour},
                "layer": [
                    {"mark": {"type": "rule"}, "encoding": {"y": {**y, "field": "low"}, "y2": {"field": "high"}}},
                    {"mark": {"type": "point", "filled": True, "size": 70}, "encoding": {"y": {**y, "field": "met"}}},
                    {"mark": {"type": "line", "strokeWidth": 1}, "encoding": {"y": {**y, "field": "met"}}},
                ],
            },
        ],
    }
    title = "Did they meet as often as the forecasts said?"
    days = f"{show_day(found.first)} to {show_day(found.last)}"
    caption = (
        f"{found.case.stamp}, forecasts of {days}. The form of the models was chosen with this record in view: no "
        "clean test."
    )
    head = [row for row in values if row["model"] == MODEL_WORDS["headline"]]
    words = "; ".join(f"{row['p']} % said, {row['met']} % met" for row in head)
    return Figure(
        name="calibration",
        title=title,
        spec=titled(
            chart,
            title,
            [
                "Days and horizons of like chances together; on the dashed line forecasts and record agree.",
                "Bars: one standard error, 90 days taken as one observation.",
            ],
            caption,
        ),
        columns=("model", "chance, %", "met, %", "one error less", "one error more", "forecasts"),
        rows=tuple(tuple(row.values()) for row in values),
        description=f"Headline: {words}.",
        caption=caption,
    )
