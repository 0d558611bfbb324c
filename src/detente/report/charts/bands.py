"""How sure are we, and which assumption makes us unsure?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.case.draws import KIND_OF, LABELS
from detente.case.sweep import SweepResult
from detente.report.figure import COLOURS, Figure, titled
from detente.report.words import in_sentence, percent

__all__ = ["KIND_WORDS", "bands_figure", "reading_words"]

KIND_WORDS = {
    "all": "all together",
    "parameters": "parameters",
    "models": "models",
    "scenario": "scenarios",
}
"""Kinds of uncertainty as a reader sees them, in order."""
KIND_COLOURS = {
    "all together": "#374151",
    "parameters": COLOURS["first"],
    "models": COLOURS["second"],
    "scenarios": COLOURS["gain"],
}
LABOUR = "unemployment"
"""Reading that is a share of labour, not a change."""
WORDS = {"welfare": "real income", LABOUR: "labour without work"}
ENDS = ("lo50", "hi50", "lo90", "hi90")
SHOWN = 6


def bands_figure(result: SweepResult) -> Figure:
    """Bands by kind of each headline reading, with the assumptions that drive it beside."""
    names = result.question.opened.case.ledger.countries.names
    panels, rows = [], []
    for frame, reading in ((each, name) for each in result.frames for name in each.drivers):
        found = frame.kinds[reading]
        bands: list[dict[str, Any]] = [
            {
                "kind": words,
                "median": 100.0 * found.median,
                **{end: 100.0 * float(v) for end, v in zip(ENDS, found.bands[kind], strict=True)},
            }
            for kind, words in KIND_WORDS.items()
            if kind == "all" or found.variance[kind] > 0.0
        ]
        top = [driver for driver in frame.drivers[reading] if driver.share > 0.0][:SHOWN]
        drivers = [
            {
                "assumption": LABELS[driver.name],
                "kind": KIND_WORDS[KIND_OF[driver.name]],
                "share": 100.0 * driver.share,
                "low": max(0.0, 100.0 * (driver.share - driver.error)),
                "high": 100.0 * (driver.share + driver.error),
            }
            for driver in top
        ]
        rows += [(frame.name, reading, band["kind"], *(round(band[k], 4) for k in ("median", *ENDS))) for band in bands]
        panels.append(_panel(_title(reading, frame.name, names), bands, drivers))
    draws = result.question.draws - sum(result.failed.values())
    title = "How sure are we, and which assumption makes us unsure?"
    frame = result.frames[0]
    first = next(iter(frame.drivers))
    found = frame.kinds[first]
    case, question = result.question.opened.case, result.question
    caption = (
        f"Sweep {question.digest[:12]} of scenario {question.opened.name}, {case.stamp}; {draws} draws solved, seed "
        f"{question.seed}. A scenario, not a forecast."
    )
    return Figure(
        "bands",
        title,
        titled(
            {"vconcat": panels, "spacing": 26, "width": 640},
            title,
            [
                f"Thick: central 50 % of the draws ({draws} in all), thin: 90 %; line: median. One model at one "
                "horizon in each range.",
                "Right: share of the variance that each assumption explains by itself, with one standard error.",
            ],
            caption,
        ),
        ("horizon", "reading", "kind", "median, %", "50 % low", "50 % high", "90 % low", "90 % high"),
        tuple(rows),
        f"{_title(first, frame.name, names)}: {percent(float(found.bands['all'][2]), 2)} to "
        f"{percent(float(found.bands['all'][3]), 2)} in 90 % of draws.",
        caption,
    )


def reading_words(reading: str, names: Mapping[str, str]) -> str:
    """A reading in words: ``welfare USA`` is real income of the United States."""
    what, _, code = reading.partition(" ")
    return f"{WORDS[what]} of {in_sentence(names, code)}" if what in WORDS else reading


def _title(reading: str, horizon: str, names: Mapping[str, str]) -> str:
    words = reading_words(reading, names)
    return f"{words[0].upper()}{words[1:]}, {horizon}, {'% of labour' if reading.startswith(LABOUR) else '%'}"


def _panel(title: str, bands: list[dict[str, Any]], drivers: list[dict[str, Any]]) -> dict[str, Any]:
    colour = {
        "field": "kind",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": list(KIND_COLOURS), "range": list(KIND_COLOURS.values())},
    }
    y = {"field": "kind", "type": "nominal", "sort": None, "title": None}
    x = {"type": "quantitative", "title": title, "scale": {"zero": False}}
    left = {
        "width": 300,
        "height": 22 * len(bands),
        "data": {"values": bands},
        "layer": [
            {
                "mark": {"type": "rule", "size": 2},
                "encoding": {"y": y, "x": {**x, "field": "lo90"}, "x2": {"field": "hi90"}, "color": colour},
            },
            {
                "mark": {"type": "bar", "height": 10},
                "encoding": {"y": y, "x": {**x, "field": "lo50"}, "x2": {"field": "hi50"}, "color": colour},
            },
            {
                "mark": {"type": "rule", "color": "#111827", "strokeDash": [3, 3]},
                "encoding": {"x": {**x, "field": "median", "aggregate": "mean"}},
            },
        ],
    }
    name = {"field": "assumption", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 230}}
    share = {"type": "quantitative", "title": "share of the variance, %", "scale": {"domainMin": 0}}
    right = {
        "width": 180,
        "height": 17 * max(len(drivers), 1),
        "data": {"values": drivers},
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {"y": name, "x": {**share, "field": "share"}, "color": colour},
            },
            {
                "mark": {"type": "rule", "color": COLOURS["quiet"]},
                "encoding": {"y": name, "x": {**share, "field": "low"}, "x2": {"field": "high"}},
            },
        ],
    }
    return {"hconcat": [left, right], "spacing": 24}
