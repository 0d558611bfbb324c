"""Who gains and who loses, and by how much?"""

from __future__ import annotations

import numpy as np

from detente.case.ask import Findings
from detente.report.figure import COLOURS, Figure, titled
from detente.report.words import percent, region_name

__all__ = ["ranking_figure"]

SHOWN = 10


def ranking_figure(findings: Findings, caption: str) -> Figure:
    """Bars of the real-income change of the two sides and of the ten largest gainers and losers."""
    data = findings.outcome.data
    welfare = data["welfare"].to_series().sort_values()
    money = data["welfare_usd"].to_series()
    others = welfare.drop(list(findings.case.sides))
    chosen = [*findings.case.sides, *others.index[:SHOWN], *others.index[-SHOWN:]]
    chosen = list(dict.fromkeys(chosen))
    order = sorted(chosen, key=lambda code: float(welfare[code]))
    values = [
        {
            "region": region_name(findings, code),
            "welfare": round(100 * float(welfare[code]), 4),
            "sign": "gain" if welfare[code] >= 0 else "loss",
        }
        for code in order
    ]
    title = "Who gains and who loses in the long run?"
    ends = 100 * max(abs(float(welfare[code])) for code in order)
    chart = {
        "width": 560,
        "height": 18 * len(values),
        "data": {"values": values},
        "encoding": {
            "y": {"field": "region", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 220}},
            "x": {
                "field": "welfare",
                "type": "quantitative",
                "title": "change of real income, %",
                "scale": {"domain": [-1.25 * ends, 1.25 * ends]},
            },
        },
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {
                    "color": {
                        "field": "sign",
                        "type": "nominal",
                        "scale": {"domain": ["gain", "loss"], "range": [COLOURS["gain"], COLOURS["loss"]]},
                        "legend": None,
                    }
                },
            },
            {
                "transform": [{"filter": "datum.welfare >= 0"}],
                "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 10},
                "encoding": {"text": {"field": "welfare", "format": "+.2f"}},
            },
            {
                "transform": [{"filter": "datum.welfare < 0"}],
                "mark": {"type": "text", "align": "right", "dx": -4, "fontSize": 10},
                "encoding": {"text": {"field": "welfare", "format": "+.2f"}},
            },
        ],
    }
    first, last = order[0], order[-1]
    return Figure(
        "real-income",
        title,
        titled(
            chart,
            title,
            [
                "Both sides, and the ten largest losers and gainers among the others. Exact change of real income, %,",
                "at the central assumptions; ranges are in the table of key numbers.",
            ],
            caption,
        ),
        ("economy", "real income, %", "real income, USD bn"),
        tuple(
            (region_name(findings, code), round(100 * float(welfare[code]), 3), round(float(money[code]) / 1e3, 2))
            for code in np.array(welfare.index)
        ),
        f"Bars sorted by size. Largest loss: {region_name(findings, first)} {percent(float(welfare[first]), 2)}; "
        f"largest gain: {region_name(findings, last)} {percent(float(welfare[last]), 2)}.",
        caption,
    )
