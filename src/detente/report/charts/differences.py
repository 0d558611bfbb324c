"""What differs between two stored runs, economy by economy?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from detente.core.dates import show_day
from detente.core.errors import DataError
from detente.core.version import VERSION
from detente.report.figure import COLOURS, Figure, titled
from detente.report.runs import Run

__all__ = ["differences_figure"]

SHOWN = 14
"""Economies drawn besides the two sides: those that differ most."""
WORDS = {
    "welfare": "real income",
    "welfare_usd": "real income",
    "real_wage": "real wage",
    "exports": "exports",
    "imports": "imports",
    "revenue": "tariff revenue",
    "revenue_change": "tariff revenue",
}


def differences_figure(first: Run, last: Run, measure: str, names: Mapping[str, str]) -> Figure:
    """Two marks for each economy, joined by a line: one for each run.

    Parameters
    ----------
    first, last
        The runs; the difference is the last less the first.
    measure
        One measure that both have.
    names
        Country code to name.

    Raises
    ------
    DataError
        If the runs share no economy with that measure.
    """
    before, after = _values(first, measure), _values(last, measure)
    shared = [code for code in before if code in after]
    if not shared:
        raise DataError(f'runs {first.id} and {last.id} share no economy with the measure "{measure}".')
    sides, others = shared[:2], sorted(shared[2:], key=lambda code: -abs(after[code] - before[code]))[:SHOWN]
    money = next(row["unit"] for row in first.rows if row["measure"] == measure).startswith("USD")
    scale, unit = (1e-3, "USD bn") if money else (100.0, "%")
    drawn = [
        (names.get(code, code), round(scale * before[code], 4), round(scale * after[code], 4))
        for code in sorted([*sides, *others], key=lambda code: after[code] - before[code])
    ]
    rows = [dict(zip(("economy", "first", "last"), row, strict=True)) for row in drawn]
    labels = [f"{run.about['title']} ({run.id})" for run in (first, last)]
    points = [
        {"economy": row["economy"], "run": label, "value": row[key]}
        for row in rows
        for key, label in zip(("first", "last"), labels, strict=True)
    ]
    what = WORDS.get(measure, measure.replace("_", " "))
    y = {"field": "economy", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 220}}
    x: dict[str, Any] = {"type": "quantitative", "title": f"{what}, {unit}"}
    colours = [COLOURS["quiet"], COLOURS["gain"]]
    chart = {
        "width": 560,
        "height": 20 * len(rows),
        "layer": [
            {
                "data": {"values": [{}]},
                "mark": {"type": "rule", "color": COLOURS["quiet"]},
                "encoding": {"x": {**x, "datum": 0}},
            },
            {
                "data": {"values": rows},
                "mark": {"type": "rule", "strokeWidth": 2, "color": "#d1d5db"},
                "encoding": {"y": y, "x": {**x, "field": "first"}, "x2": {"field": "last"}},
            },
            {
                "data": {"values": points},
                "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
                "encoding": {
                    "y": y,
                    "x": {**x, "field": "value"},
                    "color": {
                        "field": "run",
                        "type": "nominal",
                        "scale": {"domain": labels, "range": colours},
                        "legend": {"title": None, "orient": "top", "labelLimit": 420, "columns": 1},
                    },
                    "shape": {
                        "field": "run",
                        "type": "nominal",
                        "scale": {"domain": labels, "range": ["circle", "diamond"]},
                        "legend": {"title": None, "orient": "top", "labelLimit": 420, "columns": 1},
                    },
                },
            },
        ],
    }
    title = f"What differs in {what}?"
    moved = max(drawn, key=lambda row: abs(row[2] - row[1]))
    caption = "; ".join(
        f"run {run.id} of {run.about['case']}@{run.about['case_digest']}, "
        f"measures of {show_day(date.fromisoformat(run.about['on']))}"
        for run in (first, last)
    )
    caption = f"detente {VERSION} · {caption}. {first.about['attribution']}"
    return Figure(
        "differences",
        title,
        titled(
            chart,
            title,
            [
                f"Each run against its own baseline, in the long run; the two sides, and the {len(rows) - len(sides)} "
                "other economies that differ most. Scenarios, not forecasts."
            ],
            caption,
        ),
        ("economy", f"{labels[0]}, {unit}", f"{labels[1]}, {unit}", f"last less first, {unit}"),
        tuple((*row, round(row[2] - row[1], 4)) for row in drawn),
        f"Largest difference: {moved[0]}, {moved[1]:+.2f} and {moved[2]:+.2f} {unit}.".replace("-", "\u2212"),
        caption,
    )


def _values(run: Run, measure: str) -> dict[str, float]:
    return {row["region"]: row["value"] for row in run.rows if row["measure"] == measure}
