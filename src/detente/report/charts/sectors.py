"""In which sectors does it bite?"""

from __future__ import annotations

from detente.case.ask import Findings
from detente.case.pair import SectorRow
from detente.report.figure import COLOURS, Figure, titled
from detente.report.words import billions, percent, sector_name

__all__ = ["sectors_figure"]

SHOWN = 12


def sectors_figure(findings: Findings, rows: tuple[SectorRow, ...], side: str, caption: str) -> Figure:
    """Bars of one side's export loss to the other by goods sector, with the change of output beside."""
    other = next(code for code in findings.case.sides if code != side)
    top = [row for row in rows if row.base > 0][:SHOWN]
    colour = COLOURS["first"] if side == findings.case.sides[0] else COLOURS["second"]
    values = [
        {
            "sector": sector_name(row.name),
            "lost": round(row.change / 1e3, 3),
            "output": round(100 * row.output, 3),
        }
        for row in top
    ]
    title = f"Where do exports of {side} to {other} fall, and what happens to output?"
    y = {"field": "sector", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 260}}
    chart = {
        "hconcat": [
            {
                "width": 250,
                "height": 20 * len(top),
                "mark": {"type": "bar", "color": colour},
                "encoding": {
                    "y": y,
                    "x": {"field": "lost", "type": "quantitative", "title": f"exports to {other}, USD bn a year"},
                },
            },
            {
                "width": 190,
                "height": 20 * len(top),
                "mark": {"type": "bar", "color": COLOURS["quiet"]},
                "encoding": {
                    "y": {**y, "axis": None},
                    "x": {"field": "output", "type": "quantitative", "title": "volume of output, %"},
                },
            },
        ],
        "data": {"values": values},
    }
    worst = top[0] if top else None
    description = (
        f"Largest fall: {sector_name(worst.name)}, {billions(worst.change, 1)}, {percent(worst.share)} of its sales."
        if worst
        else "No trade between the two."
    )
    return Figure(
        f"sectors-{side.lower()}",
        title,
        titled(chart, title, ["Goods sectors with the largest falls; long run, central assumptions."], caption),
        (
            "sector",
            "tariff faced before, %",
            "tariff faced after, %",
            f"exports to {other} before, USD mn",
            "change, USD mn",
            "change, %",
            "output volume, %",
        ),
        tuple(
            (
                row.name,
                round(100 * row.tariff_before, 2),
                round(100 * row.tariff_after, 2),
                round(row.base),
                round(row.change),
                round(100 * row.share, 1),
                round(100 * row.output, 2),
            )
            for row in rows
        ),
        description,
        caption,
    )
