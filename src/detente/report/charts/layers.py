"""What is each side's rate made of?"""

from __future__ import annotations

from detente.case.ask import Findings
from detente.report.figure import Figure, titled
from detente.report.words import authority_name

__all__ = ["layers_figure"]

PALETTE = ("#1f5a94", "#c4522d", "#6a51a3", "#1f7a6d", "#8c6d1f", "#6b7280", "#a8443f", "#4b5563")


def layers_figure(findings: Findings, caption: str) -> Figure:
    """Stacked bars of each direction's average rate in law, by legal authority."""
    rows: list[tuple[str, str, float]] = []
    for side in findings.sides:
        pair = f"{side.importer} on {side.exporter}"
        rows.append((pair, "ordinary duty", 100 * float(side.rates["ordinary"])))
        totals: dict[str, float] = {}
        for row in side.stack:
            totals[row.authority] = totals.get(row.authority, 0.0) + 100 * row.points
        rows += [(pair, authority_name(name), points) for name, points in totals.items() if abs(points) >= 0.005]
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
