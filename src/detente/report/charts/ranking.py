"""Who gains and who loses, and by how much?"""

from __future__ import annotations

from detente.case.ask import Findings
from detente.report.figure import COLOURS, Figure, titled
from detente.report.words import lowered, percent, region_name

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
    ends = {str(code): findings.income_ends(str(code)) for code in welfare.index}
    values = [
        {
            "region": region_name(findings, code),
            "welfare": round(100 * float(welfare[code]), 4),
            "low": round(100 * ends[code].low, 4),
            "high": round(100 * ends[code].high, 4),
            "sign": "gain" if welfare[code] >= 0 else "loss",
            "sure": not ends[code].turned_by,
        }
        for code in order
    ]
    title = "Who gains and who loses in the long run?"
    widest = 100 * max(abs(end) for code in order for end in (ends[code].low, ends[code].high))
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
                "scale": {"domain": [-1.2 * widest, 1.2 * widest]},
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
                    },
                    "opacity": {"condition": {"test": "datum.sure", "value": 1}, "value": 0.35},
                },
            },
            {
                "mark": {"type": "rule", "color": "#374151", "strokeWidth": 1.2},
                "encoding": {"x": {"field": "low"}, "x2": {"field": "high"}},
            },
            {
                "transform": [{"filter": "datum.welfare >= 0"}],
                "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 10},
                "encoding": {"x": {"field": "high"}, "text": {"field": "welfare", "format": "+.2f"}},
            },
            {
                "transform": [{"filter": "datum.welfare < 0"}],
                "mark": {"type": "text", "align": "right", "dx": -4, "fontSize": 10},
                "encoding": {"x": {"field": "low"}, "text": {"field": "welfare", "format": "+.2f"}},
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
                "Both sides, and the ten largest losers and gainers among the others. Bars: exact change of real",
                "income, %, at the central assumptions. Lines: range over all assumptions, one at a time. Pale: the",
                "sign depends on an assumption.",
            ],
            caption,
        ),
        (
            "economy",
            "real income, %",
            "low, %",
            "high, %",
            *(() if findings.levels else ("real income, USD bn",)),
            "sign depends on",
        ),
        tuple(
            (
                region_name(findings, code),
                round(100 * float(welfare[code]), 3),
                round(100 * ends[code].low, 3),
                round(100 * ends[code].high, 3),
                *(() if findings.levels else (round(float(money[code]) / 1e3, 2),)),
                "; ".join(lowered(item.what) for item in ends[code].turned_by),
            )
            for code in map(str, welfare.index)
        ),
        f"Bars sorted by size. Largest loss: {region_name(findings, first)} {percent(float(welfare[first]), 2)}; "
        f"largest gain: {region_name(findings, last)} {percent(float(welfare[last]), 2)}.",
        caption,
    )
