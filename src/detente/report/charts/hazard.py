"""By when do they meet, and which model says so?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np

from detente.case.talks import TalksForecast
from detente.case.watch import Sight
from detente.core.dates import show_day
from detente.report.figure import COLOURS, Figure, titled
from detente.report.talks import MODEL_WORDS, share
from detente.report.talks_words import best_benchmark
from detente.report.words import in_sentence

__all__ = ["hazard_figure"]

WIDTH = 520
HEIGHT = 260
POINTS = 60
"""Most days drawn of one line, beside the first ones."""
NEAR = 14
"""First days, all of them drawn."""
APART = 5.0
"""Least distance between two labels, in points of the scale."""
GREY = "#9aa3af"
NOTED = {"headline": " (headline)", "simple": " (simple rule)", "other": ""}
CLOSE = 0.06
"""Models that are nowhere further apart than this lie on one line."""
HELD, OFF = "held", "off"
MARKS = {HELD: "held as announced (assumed)", OFF: "if it is called off"}
KINDS = {
    "headline": COLOURS["first"],
    "simple": COLOURS["second"],
    "other": COLOURS["quiet"],
    HELD: COLOURS["gain"],
    OFF: COLOURS["loss"],
}
"""Colours of lines and labels."""


def hazard_figure(found: TalksForecast, stamp: str = "", off: Sight | None = None) -> Figure:
    """Chance to have met by each day: band and bold line of the headline, the best simple rule dashed, the rest grey.

    Where all models end on one line, only the lowest and the highest of them are drawn. Where a meeting is announced,
    the chance that it is held stands as a dotted line, and what is left if it is called off as a point with its range.

    Parameters
    ----------
    found
        The forecast.
    stamp
        Case, days and run of the page that it stands on; default: the case alone.
    off
        What the forecast would become if the announced meeting were called off; None where that was not worked out.
    """
    days = (found.until - found.on).days
    shown = sorted({*range(1, min(days, NEAR) + 1), *range(1, days + 1, max(days // POINTS, 1)), days})
    simple = best_benchmark(found)
    chosen = found.fitted.headline
    models = [name for name in found.fan if name not in ("headline", chosen)]
    close = _close(found, models, days)
    if close:
        models = _outer(found, models, simple, days)
    held = found.announced_chance if found.announced is not None else None
    off = off if held is not None else None

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
        **({} if held is None else {HELD: held}),
        **({} if off is None else {OFF: off.after}),
    }
    kinds = {
        name: "headline" if name == chosen else "simple" if name == simple else name if name in MARKS else "other"
        for name in ends
    }
    labels = [
        {
            "day": found.until.isoformat(),
            "far": far.isoformat(),
            "end": round(100 * ends[name], 2),
            "at": at,
            "label": f"{_label(name, kinds[name], announced=held is not None)} {100 * ends[name]:.0f} %",
            "kind": kinds[name],
        }
        for name, at in _spread(ends).items()
    ]
    colour = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": list(KINDS), "range": list(KINDS.values())},
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
            *_announced_layers(found, held, off, x, y),
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
                f"Thick: the {MODEL_WORDS[chosen]}, with its 90 % range; dashed: best simple rule; grey: "
                f"{'lowest and highest other model' if close else 'other models'}.",
                *_announced_words(held, off),
            ],
            caption,
        ),
        ("day", "model", "have met, %", "90 % low", "90 % high"),
        tuple(
            (row["day"], row["model"], row["p"], row["low"], row["high"])
            for row in (*head, *(row for name in models for row in lines[name]))
        ),
        f"By {show_day(found.until)} the headline says {last['p']:.0f} %, {last['low']:.0f} to {last['high']:.0f} %"
        + ("" if held is None else f"; that the announced meeting is held, an assumption, {share(held)}")
        + (
            ""
            if off is None
            else f"; if it is called off, {share(off.after)}, {100 * off.low:.0f} to {share(off.high)}"
        )
        + ".",
        caption,
    )


def _close(found: TalksForecast, models: Sequence[str], days: int) -> bool:
    """True if no model is ever far from another, so that their lines would lie on one another."""
    means = np.array([found.fan[name][0][:days] for name in models])
    return float(np.ptp(means, axis=0).max()) <= CLOSE


def _outer(found: TalksForecast, models: Sequence[str], simple: str, days: int) -> list[str]:
    """The simple rule, and of the other models those that end lowest and highest."""
    order = sorted((name for name in models if name != simple), key=lambda name: float(found.fan[name][0][days - 1]))
    return list(dict.fromkeys([simple, *order[:1], *order[-1:]]))


def _label(name: str, kind: str, *, announced: bool) -> str:
    """What stands at the end of a line."""
    if kind in MARKS:
        return MARKS[kind]
    more = ", with other ways" if announced and kind == "headline" else ""
    return f"{MODEL_WORDS[name]}{NOTED[kind]}{more}"


def _announced_words(held: float | None, off: Sight | None) -> tuple[str, ...]:
    """What the marks of an announced meeting mean; nothing where none is announced."""
    if held is None:
        return ()
    point = "" if off is None else "; point: what is left if it is called off, with its 90 % range"
    return (f"Dotted: the chance that the announced meeting is held, an assumption{point}.",)


def _announced_layers(
    found: TalksForecast, held: float | None, off: Sight | None, x: Mapping[str, object], y: Mapping[str, object]
) -> list[dict[str, object]]:
    """The chance that an announced meeting is held as a dotted line; what is left without it as a point."""
    layers: list[dict[str, object]] = []
    day = found.until.isoformat()
    if held is not None:
        level = [{"day": one.isoformat(), "p": round(100 * held, 2)} for one in (found.on, found.until)]
        layers.append(
            {
                "data": {"values": level},
                "mark": {"type": "line", "strokeWidth": 1.5, "color": KINDS[HELD], "strokeDash": [2, 3]},
                "encoding": {"x": x, "y": {**y, "field": "p"}},
            }
        )
    if off is not None:
        point = {"day": day, **{key: round(100 * getattr(off, key), 2) for key in ("after", "low", "high")}}
        layers += [
            {
                "data": {"values": [point]},
                "mark": {"type": "rule", "strokeWidth": 1.5, "color": KINDS[OFF]},
                "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
            },
            {
                "data": {"values": [point]},
                "mark": {"type": "point", "filled": True, "size": 50, "color": KINDS[OFF], "opacity": 1},
                "encoding": {"x": x, "y": {**y, "field": "after"}},
            },
        ]
    return layers


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
