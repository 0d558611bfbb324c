"""What would the measures of each day cost either side if they stayed, and what is the index made of?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, final

from detente.case.pressure_records import PainPoint, Pressure
from detente.core.dates import show_day
from detente.ledger.measures import RATED
from detente.ledger.scope import covered_partner
from detente.report.figure import COLOURS, Figure, titled
from detente.report.pressure_words import unlike_falls
from detente.report.readings import index_words, months_words
from detente.report.words import in_sentence

__all__ = ["Pin", "pain_figure", "parts_figure", "pins"]

WIDTH = 640
CLOSE = timedelta(days=3)
"""Pins nearer than this to the one before stand a step higher."""
YEAR = 366
"""Days from which on the axis shows years."""
PARTS = ("#374151", "#e3b34c", "#7a9a3a", "#8f3b62", "#a9c3d9", "#8a6d3b", "#6fb3a8")
DASHES = {"first": [1, 0], "second": [6, 3]}


@final
@dataclass(frozen=True, slots=True)
class Pin:
    """What one side announced against the other on a day."""

    day: date
    by: str
    titles: tuple[str, ...]


def pins(found: Pressure) -> tuple[Pin, ...]:
    """Announcements between the baseline and the day that cover all goods of the other side, or control exports."""
    ledger = found.case.ledger
    one, two = found.case.sides
    days: dict[tuple[date, str], list[str]] = {}
    for measure in ledger.measures:
        rival = {one: two, two: one}.get(measure.by)
        if rival is None or not covered_partner(measure, rival, ledger.countries):
            continue
        wide = measure.kind in RATED and measure.goods == "all"
        if not (wide or measure.kind == "export-control"):
            continue
        if found.baseline < measure.announced <= found.moment.on and measure.known <= found.moment.as_of:
            days.setdefault((measure.announced, measure.by), []).append(measure.title or measure.id)
    return tuple(Pin(day, by, tuple(titles)) for (day, by), titles in sorted(days.items()))


def pain_figure(found: Pressure, caption: str) -> Figure:
    """Two step lines of the index by day, with numbered pins for what was announced, told beneath."""
    one, two = found.case.sides
    last = found.moment.on
    months = months_words(found.sides[0].horizon_months)
    marks = pins(found)
    points = sorted(found.history, key=lambda point: (point.region, point.day))
    ends = {point.region: point for point in points}
    x = {
        "field": "day",
        "type": "temporal",
        "axis": {
            "format": "%-d %b" if (last - found.baseline).days < YEAR else "%b %Y",
            "title": None,
            "grid": False,
            "tickCount": 10,
        },
        "scale": {"domain": [found.baseline.isoformat(), last.isoformat()]},
    }
    colours = {
        "field": "side",
        "type": "nominal",
        "scale": {"domain": [one, two], "range": [COLOURS["first"], COLOURS["second"]]},
        "legend": None,
    }
    title = f"What would each day's measures have cost after {months}, had they stayed?"
    key = [
        {
            "row": number,
            "side": pin.by,
            "text": f"({number})  {pin.day.day} {pin.day:%b}, {pin.by}: {'; '.join(pin.titles)}",
        }
        for number, pin in enumerate(marks, 1)
    ]
    chart = {
        "vconcat": [
            _pins(marks, x, colours, found.case.sides),
            _lines(found, points, ends, x, colours),
            *([_key(key, colours)] if key else []),
        ],
        "spacing": 4,
    }
    names = found.case.ledger.countries.names
    words = "; ".join(f"{in_sentence(names, code)} {point.total:.0f}" for code, point in ends.items())
    parts = list(dict.fromkeys(name for point in points for name in point.components))
    return Figure(
        "pain",
        title,
        titled(
            chart,
            title,
            [
                f"Index {months} on under the measures in force on each day, not what was felt on it; measures on "
                "third countries count too. 100: every part as bad as the past crisis that it is set against.",
                f"Solid: {one}; dashed: {two}; parameters at the medians of their draws. Numbers above: what was "
                "announced, by whom.",
                *(
                    f"{side.region} falls on {show_day(after.day)} though the rate of {side.rival} on it does not: "
                    "other measures changed, on or of third countries or its own."
                    for side, _, after in unlike_falls(found)
                ),
            ],
            caption,
        ),
        ("day", "side", "index", *(f"{name}, points" for name in parts), "announced by the side since the row before"),
        tuple(
            (
                p.day.isoformat(),
                p.region,
                round(p.total, 1),
                *(round(p.components.get(name, 0.0), 1) for name in parts),
                _announced(marks, p.region, before, p.day),
            )
            for before, p in zip([None, *points[:-1]], points, strict=True)
        ),
        f"Step lines from {show_day(found.baseline)} to {show_day(last)}. On the last day: {words}, at the medians of "
        f"the parameters, which need not give the median index of the draws. {len(marks)} "
        "announcements are numbered above the lines and told beneath; the table has them by day.",
        caption,
    )


def _lines(
    found: Pressure,
    points: Sequence[PainPoint],
    ends: Mapping[str, PainPoint],
    x: Mapping[str, Any],
    colours: Mapping[str, Any],
) -> dict[str, Any]:
    """The step lines, each carried to the last day and named there."""
    last = found.moment.on.isoformat()
    values = [{"day": p.day.isoformat(), "side": p.region, "index": round(p.total, 2)} for p in points]
    values += [{"day": last, "side": code, "index": round(p.total, 2)} for code, p in ends.items()]
    top = 1.08 * max((p.total for p in points), default=1.0) or 1.0
    dashes = {
        "field": "side",
        "type": "nominal",
        "scale": {"domain": list(found.case.sides), "range": list(DASHES.values())},
        "legend": None,
    }
    y = {
        "field": "index",
        "type": "quantitative",
        "title": f"index after {months_words(found.sides[0].horizon_months)}, 100 = reference",
        "scale": {"domain": [0, top]},
    }
    return {
        "width": WIDTH,
        "height": 240,
        "layer": [
            {
                "data": {"values": values},
                "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2.4},
                "encoding": {"x": x, "y": y, "color": colours, "strokeDash": dashes},
            },
            {
                "data": {
                    "values": [
                        {
                            "day": last,
                            "side": code,
                            "index": p.total,
                            "text": f"{code} {p.total:.0f}",
                        }
                        for code, p in ends.items()
                    ]
                },
                "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 11, "fontWeight": "bold"},
                "encoding": {"x": x, "y": y, "text": {"field": "text"}, "color": colours},
            },
        ],
    }


def _announced(marks: Sequence[Pin], side: str, before: PainPoint | None, day: date) -> str:
    """What a side announced after the day of the row before, up to the day of this one."""
    since = before.day if before is not None and before.region == side else date.min
    return "; ".join(
        f"{show_day(pin.day)}: {', '.join(pin.titles)}" for pin in marks if pin.by == side and since < pin.day <= day
    )


def _pins(
    marks: Sequence[Pin], x: Mapping[str, Any], colours: Mapping[str, Any], sides: Sequence[str]
) -> dict[str, Any]:
    """Numbered pins, one row for each side; pins close to each other climb."""
    values, before, level = [], dict.fromkeys(sides, date.min), dict.fromkeys(sides, 0)
    for number, pin in enumerate(marks, 1):
        level[pin.by] = (level[pin.by] + 1) % 3 if pin.day - before[pin.by] < CLOSE else 0
        before[pin.by] = pin.day
        height = 3 * (1 - sides.index(pin.by)) + level[pin.by]
        values.append({"day": pin.day.isoformat(), "side": pin.by, "number": str(number), "height": height})
    y = {"field": "height", "type": "quantitative", "axis": None, "scale": {"domain": [-0.5, 5.5]}}
    silent = {**x, "axis": None}
    return {
        "width": WIDTH,
        "height": 78,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "point", "filled": True, "size": 190, "opacity": 1},
                "encoding": {"x": silent, "y": y, "color": colours},
            },
            {
                "mark": {"type": "text", "fontSize": 9, "fontWeight": "bold", "color": "white"},
                "encoding": {"x": silent, "y": y, "text": {"field": "number"}},
            },
        ],
    }


def _key(rows: Sequence[Mapping[str, Any]], colours: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "width": WIDTH,
        "height": 14 * len(rows),
        "data": {"values": list(rows)},
        "mark": {"type": "text", "align": "left", "fontSize": 10, "limit": WIDTH},
        "encoding": {
            "x": {"value": 0},
            "y": {"field": "row", "type": "ordinal", "axis": None},
            "text": {"field": "text"},
            "color": colours,
        },
    }


def parts_figure(found: Pressure, caption: str) -> Figure:
    """One stacked bar for each side: the points that each component adds to the index."""
    rows = [
        (side.region, part.name, part.points, part.value, part.unit, part.reference, part.weight)
        for side in found.sides
        for part in side.pain.components
    ]
    order = list(dict.fromkeys(row[1] for row in rows))
    chart = {
        "width": WIDTH,
        "height": 84,
        "data": {
            "values": [
                {"side": region, "part": name, "points": round(points, 2), "order": order.index(name)}
                for region, name, points, *_ in rows
            ]
        },
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 1.5},
        "encoding": {
            "y": {"field": "side", "type": "nominal", "title": None, "sort": None},
            "x": {"field": "points", "type": "quantitative", "title": "points of the index", "stack": True},
            "color": {
                "field": "part",
                "type": "nominal",
                "scale": {"domain": order, "range": [PARTS[n % len(PARTS)] for n in range(len(order))]},
                "legend": {"title": None, "columns": 4, "labelLimit": 220},
            },
            "order": {"field": "order", "type": "quantitative"},
        },
    }
    title = "What is the pain made of?"
    totals = "; ".join(f"{side.region} {index_words(side.pain.total)}" for side in found.sides)
    return Figure(
        "pain-parts",
        title,
        titled(
            chart,
            title,
            [
                f"Components of the index on {show_day(found.moment.on)}, medians of {found.draws} draws. Totals, 90 % "
                f"of the draws: {totals}."
            ],
            caption,
        ),
        ("side", "component", "points", "value", "unit", "reference", "weight"),
        tuple(
            (region, name, round(points, 1), float(f"{value:.4g}"), unit, reference, weight)
            for region, name, points, value, unit, reference, weight in rows
        ),
        "; ".join(f"{region}: {name} {points:.0f}" for region, name, points, *_ in rows) + ".",
        caption,
    )
