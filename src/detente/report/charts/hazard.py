"""By when do they meet, and which model says so?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from detente.case.talks import TalksForecast
from detente.core.dates import show_day
from detente.report.figure import COLOURS, Figure, titled
from detente.report.talks import MODEL_WORDS
from detente.report.talks_words import best_benchmark
from detente.report.words import in_sentence

__all__ = ["hazard_figure"]

WIDTH = 520
HEIGHT = 320
POINTS = 60
"""Most days drawn of one line, beside the first ones."""
NEAR = 14
"""First days, all of them drawn."""
APART = 5.0
"""Least distance between two labels, in points of the scale."""
GREY = "#9aa3af"
NOTED = {"headline": " (headline)", "simple": " (simple rule)", "other": ""}


def hazard_figure(found: TalksForecast, stamp: str = "") -> Figure:
    """Chance to have met by each day: band and bold line of the headline, the best simple rule dashed, the rest grey.

    Parameters
    ----------
    found
        The forecast.
    stamp
        Case, days and run of the page that it stands on; default: the case alone.
    """
    days = (found.until - found.on).days
    shown = sorted({*range(1, min(days, NEAR) + 1), *range(1, days + 1, max(days // POINTS, 1)), days})
    simple = best_benchmark(found)
    chosen = found.fitted.headline
    models = [name for name in found.fan if name not in ("headline", chosen)]

    def points(name: str) -> list[dict[str, object]]:
        mean, low, high = found.fan[name]
        return [
            {
                "day": (found.on + timedelta(days=n)).isoformat(),
                "model": MODEL_WORDS[name],
                "p": round(100 * float(mean[n - 1]), 2),
                "low": round(100 * float(low[n - 1]), 2),
                "high": round(100 * float(high[n - 1]), 2),
            }
            for n in shown
        ]

    lines = {name: points(name) for name in models}
    head = points("headline")
    pad = timedelta(days=max(days * 0.05, 0.5))
    far = datetime.combine(found.until, datetime.min.time()) + pad
    x = {
        "field": "day",
        "type": "temporal",
        "axis": {"format": "%-d %b", "title": None, "grid": False, "tickCount": 8},
        "scale": {"domain": [found.on.isoformat(), far.isoformat()], "nice": False},
    }
    y = {"type": "quantitative", "title": "have met, %", "scale": {"domain": [0, 100]}}
    ends = {
        chosen: float(found.fan["headline"][0][days - 1]),
        **{name: float(found.fan[name][0][days - 1]) for name in models},
    }
    kinds = {name: "headline" if name == chosen else "simple" if name == simple else "other" for name in ends}
    labels = [
        {
            "day": found.until.isoformat(),
            "far": far.isoformat(),
            "end": round(100 * ends[name], 2),
            "at": at,
            "label": f"{MODEL_WORDS[name]}{NOTED[kinds[name]]} {100 * ends[name]:.0f} %",
            "kind": kinds[name],
        }
        for name, at in _spread(ends).items()
    ]
    colour = {
        "field": "kind",
        "type": "nominal",
        "scale": {
            "domain": ["headline", "simple", "other"],
            "range": [COLOURS["first"], COLOURS["second"], COLOURS["quiet"]],
        },
        "legend": None,
    }
    line = {"x": x, "y": {**y, "field": "p"}}
    chart = {
        "width": WIDTH,
        "height": HEIGHT,
        "layer": [
            {
                "data": {"values": head},
                "mark": {"type": "area", "color": COLOURS["first"], "opacity": 0.15},
                "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
            },
            {
                "data": {"values": [row for name in models if name != simple for row in lines[name]]},
                "mark": {"type": "line", "strokeWidth": 1, "color": GREY},
                "encoding": {**line, "detail": {"field": "model"}},
            },
            {
                "data": {"values": head},
                "mark": {"type": "line", "strokeWidth": 3, "color": COLOURS["first"]},
                "encoding": line,
            },
            {
                "data": {"values": lines.get(simple, [])},
                "mark": {"type": "line", "strokeWidth": 1.8, "color": COLOURS["second"], "strokeDash": [6, 4]},
                "encoding": line,
            },
            {
                "data": {"values": labels},
                "mark": {"type": "rule", "strokeWidth": 0.7},
                "encoding": {
                    "x": x,
                    "x2": {"field": "far"},
                    "y": {**y, "field": "end"},
                    "y2": {"field": "at"},
                    "color": colour,
                },
            },
            {
                "data": {"values": labels},
                "mark": {"type": "text", "align": "left", "dx": 4, "clip": False},
                "encoding": {
                    "x": {**x, "field": "far"},
                    "y": {**y, "field": "at"},
                    "text": {"field": "label"},
                    "color": colour,
                },
            },
        ],
    }
    names = found.case.ledger.countries.names
    one, two = (in_sentence(names, side) for side in found.case.sides)
    title = "By when do principals meet?"
    last = head[-1]
    caption = (
        f"{f'detente {stamp}' if stamp else found.case.stamp}, forecast of {show_day(found.on)}, "
        f"known {show_day(found.start.moves.last)}. Models of a short record; "
        "ranges hold parameters and their disagreement."
    )
    return Figure(
        "hazard",
        title,
        titled(
            chart,
            title,
            [
                f"Chance that principals of {one} and {two} have met in person by each day.",
                f"Thick: the {MODEL_WORDS[chosen]}, with its 90 % range; dashed: best simple rule; grey: other models.",
            ],
            caption,
        ),
        ("day", "model", "have met, %", "90 % low", "90 % high"),
        tuple(
            (row["day"], row["model"], row["p"], row["low"], row["high"])
            for row in (*head, *(row for name in models for row in lines[name]))
        ),
        f"By {show_day(found.until)} the headline says {last['p']:.0f} %, {last['low']:.0f} to {last['high']:.0f} %.",
        caption,
    )


def _spread(ends: Mapping[str, float]) -> dict[str, float]:
    """Heights of labels in percent, in the order of the lines' ends, none on another and none above the scale."""
    order = sorted(ends, key=lambda name: -ends[name])
    at: dict[str, float] = {}
    ceiling = 100.0
    for name in order:
        at[name] = min(100.0 * ends[name], ceiling)
        ceiling = at[name] - APART
    floor = 0.0
    for name in reversed(order):
        at[name] = max(at[name], floor)
        floor = at[name] + APART
    return at
