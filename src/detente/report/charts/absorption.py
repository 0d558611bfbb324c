"""Where could the goods go that the rival no longer buys?"""

from __future__ import annotations

from detente.case.pressure_records import Pressure, SidePressure
from detente.report.figure import Figure, titled
from detente.report.readings import horizon_words, side_colour
from detente.report.words import in_sentence, percent, signed

__all__ = ["absorption_figure"]

LETTERS = 32
"""Letters of a group's name that fit beside a bar; of a longer one only its first part is shown."""


def absorption_figure(found: Pressure, side: SidePressure, caption: str) -> Figure:
    """Bars of what each group of markets buys more, with its range and the fall of prices that it takes."""
    names = found.case.ledger.countries.names
    home, rival = (in_sentence(names, code) for code in (side.region, side.rival))
    rows = sorted(side.absorption, key=lambda row: -row.extra_volume_usd_mn.central)
    values = [
        {
            "market": f"{row.name.split(',')[0]}, …" if len(row.name) > LETTERS else row.name,
            "extra": round(row.extra_volume_usd_mn.central / 1e3, 3),
            "low": round(row.extra_volume_usd_mn.low90 / 1e3, 3),
            "high": round(row.extra_volume_usd_mn.high90 / 1e3, 3),
            "text": f"{percent(row.share_of_loss.central, 0)} of the loss; prices {signed(-row.price_fall.central, 1)}",
        }
        for row in rows
    ]
    y = {"field": "market", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 340}}
    x = {"type": "quantitative", "title": "change of exports, USD bn a year at prices of before"}
    chart = {
        "width": 400,
        "height": 26 * len(values),
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "bar", "color": side_colour(found, side), "opacity": 0.75, "height": 16},
                "encoding": {"y": y, "x": {"field": "extra", **x}},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 1.4, "color": "#111827"},
                "encoding": {"y": y, "x": {"field": "low", **x}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "text", "align": "left", "fontSize": 10},
                "encoding": {"y": y, "x": {"value": 412}, "text": {"field": "text"}},
            },
        ],
    }
    taken = sum(row.share_of_loss.central for row in rows)
    title = f"Where could the goods of {home} go that {rival} no longer buys?"
    if all(row.extra_volume_usd_mn.high90 <= 0.0 for row in rows):
        title = f"Do other markets take what {rival} no longer buys from {home}? No, all buy less"
    return Figure(
        f"absorption-{side.region.lower()}",
        title,
        titled(
            chart,
            title,
            [
                f"Change of the quantity sold to other markets {horizon_words(side)}, and of relative prices there. "
                f"Line: 90 % of {found.draws} draws.",
            ],
            caption,
        ),
        ("market", "USD bn a year", "5 % of draws", "95 % of draws", "share of the loss, and prices"),
        tuple((v["market"], v["extra"], v["low"], v["high"], v["text"]) for v in values),
        f"All other markets together take {percent(taken, 0)} of what is lost."
        if taken > 0
        else "All other markets together buy less, not more.",
        caption,
    )
