"""What is each side's rate made of?"""

from __future__ import annotations

from detente.case.ask import Findings
from detente.report.figure import Figure, titled
from detente.report.words import family_name

__all__ = ["layers_figure"]

PALETTE = ("#9aa3af", "#b5542f", "#6a51a3", "#1f7a6d", "#b58a1f", "#2f6db5", "#8f3b62", "#4b5563")


def layers_figure(findings: Findings, caption: str) -> Figure:
    """Stacked bars of each direction's average rate in law, by legal authority."""
    rows: list[tuple[str, str, float]] = []
    for side in findings.sides:
        pair = f"{side.importer} on {side.exporter}"
        rows.append((pair, "ordinary duty", 100 * float(side.rates["ordinary"])))
        totals: dict[str, float] = {}
        for row in side.stack:
            name = family_name(row.authority)
            totals[name] = totals.get(name, 0.0) + 100 * row.rate
        rows += [(pair, name, value) for name, value in totals.items() if abs(value) >= 0.005]
    layers = list(dict.fromkeys(name for _, name, _ in rows))
    title = "What is each rate made of?"
    chart = {
        "width": 640,
        "height": 110,
        "data": {
            "values": [
                {"pair": p, "layer": name, "points": round(v, 3), "order": layers.index(name)} for p, name, v in rows
            ]
        },
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 1},
        "encoding": {
            "y": {"field": "pair", "type": "nominal", "title": None, "sort": None},
            "x": {
                "field": "points",
                "type": "quantitative",
                "title": "points of the average rate in law, %",
                "stack": True,
            },
            "color": {
                "field": "layer",
                "type": "nominal",
                "scale": {"domain": layers, "range": [PALETTE[i % len(PALETTE)] for i in range(len(layers))]},
                "legend": {"title": None, "columns": 3, "labelLimit": 260},
            },
            "order": {"field": "order", "type": "quantitative"},
        },
    }
    words = "; ".join(
        f"{side.importer} on {side.exporter}: "
        + ", ".join(
            f"{name} {value:.1f}" for pair, name, value in rows if pair == f"{side.importer} on {side.exporter}"
        )
        for side in findings.sides
    )
    return Figure(
        "tariff-layers",
        title,
        titled(
            chart, title, ["Average rate in law by legal authority, trade weights of 2024, percentage points."], caption
        ),
        ("direction", "layer", "points, %"),
        tuple((p, name, round(v, 2)) for p, name, v in rows),
        f"Stacked bars, in points: {words}.",
        caption,
    )
