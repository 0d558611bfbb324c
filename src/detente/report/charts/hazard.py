"""By when do they meet, and which model says so?"""

from __future__ import annotations

from datetime import timedelta

from detente.case.talks import TalksForecast
from detente.core.dates import show_day
from detente.report.figure import COLOURS, Figure, titled
from detente.report.talks import MODEL_WORDS
from detente.report.words import in_sentence

__all__ = ["hazard_figure"]

WIDTH = 560
POINTS = 60
"""Most days drawn of one line."""
LINES = ("#8a6d3b", "#7a9a3a", "#e3b34c", "#8f3b62", "#6fb3a8", "#374151")


def hazard_figure(found: TalksForecast, stamp: str = "") -> Figure:
    """Chance to have met by each day: band and line of the headline, thin lines of the models.

    Parameters
    ----------
    found
        The forecast.
    stamp
        Case, days and run of the page that it stands on; default: the case alone.
    """
    days = (found.until - found.on).days
    shown = sorted({*range(1, days + 1, max(days // POINTS, 1)), days})
    models = [name for name in found.fan if name not in ("stack", "headline")]
    words = [MODEL_WORDS[name] for name in models]

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

    x = {"field": "day", "type": "temporal", "axis": {"format": "%-d %b", "title": None, "grid": False, "tickCount": 8}}
    y = {"type": "quantitative", "title": "have met, %", "scale": {"domain": [0, 100]}}
    head = points("headline")
    single = [row for name in models for row in points(name)]
    chart = {
        "width": WIDTH,
        "height": 280,
        "layer": [
            {
                "data": {"values": head},
                "mark": {"type": "area", "color": COLOURS["first"], "opacity": 0.15},
                "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
            },
            {
                "data": {"values": single},
                "mark": {"type": "line", "strokeWidth": 1.2},
                "encoding": {
                    "x": x,
                    "y": {**y, "field": "p"},
                    "color": {
                        "field": "model",
                        "type": "nominal",
                        "scale": {"domain": words, "range": list(LINES[: len(words)])},
                        "legend": {"orient": "right"},
                    },
                },
            },
            {
                "data": {"values": head},
                "mark": {"type": "line", "strokeWidth": 3, "color": COLOURS["first"]},
                "encoding": {"x": x, "y": {**y, "field": "p"}},
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
                f"Thick: the {found.fitted.headline}, with its 90 % range; thin: single models.",
            ],
            caption,
        ),
        ("day", "model", "have met, %", "90 % low", "90 % high"),
        tuple((row["day"], row["model"], row["p"], row["low"], row["high"]) for row in (*head, *single)),
        f"By {show_day(found.until)} the headline says {last['p']:.0f} %, {last['low']:.0f} to {last['high']:.0f} %.",
        caption,
    )
