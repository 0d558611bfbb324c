"""How alone does one side stand, week by week, by what was known?"""

from __future__ import annotations

from typing import Any

from detente.core.dates import show_day
from detente.diplomacy.third import IsolationPath
from detente.report.figure import COLOURS, Figure, titled
from detente.report.words import percent

__all__ = ["isolation_figure"]

WIDTH = 460
HEIGHT = 180


def isolation_figure(sides: tuple[str, str], path: IsolationPath, caption: str) -> Figure:
    """One step line: the share of side b's exports elsewhere whose buyers are known to talk with side a.

    Parameters
    ----------
    sides
        Side a and side b.
    path
        Shares day by day.
    caption
        Source line.
    """
    one, two = sides
    data: list[dict[str, Any]] = [
        {"day": day.isoformat(), "share": round(100.0 * share, 3)}
        for day, share in zip(path.days, path.share.tolist(), strict=True)
    ]
    last = float(path.share[-1]) if len(path.days) else 0.0
    talking = ", ".join(path.talking) or "nobody"
    title = f"Buyers of {percent(last, 0)} of what {two} sells elsewhere are known to talk with {one}"
    chart: dict[str, Any] = {
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": data},
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2, "color": COLOURS["second"]},
        "encoding": {
            "x": {"field": "day", "type": "temporal", "axis": {"title": None, "format": "%b %Y", "labelOverlap": True}},
            "y": {
                "field": "share",
                "type": "quantitative",
                "scale": {"domain": [0, max(10.0, 110.0 * float(path.share.max(initial=0.0)))]},
                "axis": {"title": "share of goods exports, %"},
            },
        },
    }
    first = f", from {show_day(path.days[0])}" if path.days else ""
    words = f"By what was known on each day{first}. On the last day {talking} talk with {one} or have signed."
    return Figure(
        "isolation",
        title,
        titled(chart, title, [words], caption),
        ("day", "share, %"),
        tuple((row["day"], row["share"]) for row in data),
        f"{title}. {words}",
        caption,
    )
