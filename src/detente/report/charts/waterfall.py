"""Which measure costs a side how much?"""

from __future__ import annotations

from itertools import accumulate, pairwise

from detente.case.ask import Findings
from detente.report.figure import COLOURS, Figure, titled
from detente.report.words import cost_name, in_text, signed

__all__ = ["SHOWN", "waterfall_figure"]

SHOWN = 10
"""Measures named one by one; the others are summed by authority."""
SMALL = 5e-6
"""Effects on real income below this share are summed in one bar."""


def waterfall_figure(findings: Findings, side: str, caption: str) -> Figure:
    """Floating bars from nothing to the whole change of one side's real income, worst measure first."""
    rows = sorted(findings.by_measure.table(SHOWN), key=lambda row: row.effect[side])
    shown = [(cost_name(row), row.effect[side]) for row in rows if abs(row.effect[side]) >= SMALL]
    rest = sum(row.effect[side] for row in rows if abs(row.effect[side]) < SMALL)
    if abs(rest) >= SMALL / 10:
        shown.append(("All others", rest))
    total = float(findings.by_measure.data["change"].sel(region=side))
    bars = [(name, effect, "gain" if effect >= 0.0 else "loss") for name, effect in shown]
    tops = list(accumulate((effect for _, effect in shown), initial=0.0))
    spans = [*pairwise(tops), (0.0, total)]
    values = [
        {
            "measure": name,
            "kind": kind,
            "start": _percent(start),
            "end": _percent(end),
            "right": _percent(max(start, end)),
            "effect": _percent(effect),
        }
        for (name, effect, kind), (start, end) in zip(
            [*bars, ("All measures together", total, "total")], spans, strict=True
        )
    ]
    title = f"Which measure costs {in_text(findings, side)} how much?"
    low, high = 100 * min(*tops, total), 100 * max(*tops, total)
    wide = high - low or 1.0
    position = {
        "type": "quantitative",
        "scale": {"domain": [low - 0.15 * wide, high + 0.15 * wide], "nice": False},
    }
    chart = {
        "width": 430,
        "height": 20 * len(values),
        "data": {"values": values},
        "encoding": {
            "y": {"field": "measure", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 480}},
        },
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {
                    "x": {"field": "start", **position, "title": "change of real income, %, summed from the top"},
                    "x2": {"field": "end"},
                    "color": {
                        "field": "kind",
                        "type": "nominal",
                        "scale": {
                            "domain": ["gain", "loss", "total"],
                            "range": [COLOURS["gain"], COLOURS["loss"], COLOURS["quiet"]],
                        },
                        "legend": None,
                    },
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 10},
                "encoding": {
                    "x": {"field": "right", **position},
                    "text": {"field": "effect", "format": "+.3f"},
                },
            },
        ],
    }
    worst = findings.by_measure.worst(side, 3)
    named = {row.name: cost_name(row) for row in rows}
    words = ", ".join(f"{named.get(part, part)} {signed(effect, 3)}" for part, effect in worst.items())
    subtitle = [
        f"Long run, against the baseline; parts of the exact change, to which they add up ({signed(total, 3)}).",
        "All measures grow in proportion; a gain means that the measure alone works in favour of the side.",
    ]
    return Figure(
        f"measures-{side.lower()}",
        title,
        titled(chart, title, subtitle, caption),
        ("measure", "real income, %"),
        tuple((name, round(100 * effect, 4)) for name, effect in [*shown, ("All measures together", total)]),
        f"Floating bars from zero to {signed(total, 3)} for {in_text(findings, side)}. "
        + (f"Costliest: {words}." if worst else "No measure costs it anything."),
        caption,
    )


def _percent(share: float) -> float:
    return round(100 * share, 5)
