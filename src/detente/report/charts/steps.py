"""How high are the tariffs on each side, since when, because of which act?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from detente.case.ask import Step
from detente.case.case import Case
from detente.core.dates import show_day
from detente.ledger.stacking import Moment
from detente.report.figure import COLOURS, Figure, titled
from detente.report.words import percent

__all__ = ["History", "steps_figure"]

LABELLED = 0.08
"""Only steps of at least eight points carry a label."""
YEAR = 366
"""Days from which on the axis shows years."""
LINE, NEAR = 0.08, timedelta(days=14)
"""Height that a label takes, as a part of the highest level, and days within which two would collide."""


class History(Protocol):
    """Rates of both directions over time; what a brief found holds one."""

    @property
    def case(self) -> Case:
        """The case."""
        ...

    @property
    def moment(self) -> Moment:
        """The last day, and the day of knowledge."""
        ...

    @property
    def baseline(self) -> date:
        """The first day."""
        ...

    @property
    def steps(self) -> Sequence[Step]:
        """Rates at every day of change."""
        ...


def steps_figure(findings: History, caption: str) -> Figure:
    """Two step lines over time, statutory solid and effective dashed, the larger steps labelled with their act."""
    one, two = findings.case.sides
    names = {one: f"{one} on goods of {two}", two: f"{two} on goods of {one}"}
    rows = [
        (step.day, names[step.importer], 100 * step.statutory, 100 * step.effective, ", ".join(step.measures))
        for step in findings.steps
    ]
    last = findings.moment.on
    data: list[dict[str, Any]] = []
    for day, pair, statutory, effective, _ in rows:
        for kind, rate in (("in law", statutory), ("effective", effective)):
            data.append({"day": day.isoformat(), "pair": pair, "kind": kind, "rate": round(rate, 3)})
    domain = [names[one], names[two]]
    colour = {
        "field": "pair",
        "type": "nominal",
        "scale": {"domain": domain, "range": [COLOURS["first"], COLOURS["second"]]},
        "legend": {"title": None},
    }
    x = {
        "field": "day",
        "type": "temporal",
        "axis": {
            "format": "%-d %b" if (last - findings.baseline).days < YEAR else "%b %Y",
            "title": None,
            "grid": False,
            "tickCount": 10,
        },
        "scale": {"domain": [findings.baseline.isoformat(), last.isoformat()]},
    }
    chart = {
        "width": 640,
        "height": 300,
        "layer": [
            {
                "data": {"values": data},
                "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2.2},
                "encoding": {
                    "x": x,
                    "y": {
                        "field": "rate",
                        "type": "quantitative",
                        "title": "average tariff, %",
                        "scale": {"zero": True},
                    },
                    "color": colour,
                    "strokeDash": {
                        "field": "kind",
                        "type": "nominal",
                        "scale": {"domain": ["in law", "effective"], "range": [[1, 0], [4, 3]]},
                        "legend": {"title": None},
                    },
                },
            },
            *_labels(_jumps(findings), x, colour, names),
        ],
    }
    ends = {step.importer: step for step in findings.steps if step.day == last}
    description = (
        f"Step lines from {show_day(findings.baseline)} to {show_day(last)}. On the last day the tariff in "
        f"law averages {percent(ends[one].statutory)} for {names[one]} and {percent(ends[two].statutory)} for "
        f"{names[two]}."
    )
    title = "How high are the tariffs on each side, and since when?"
    subtitle = [
        "Average over product lines, trade weights of 2024. Solid: rate in law. Dashed: base tariff of the "
        "world plus changes in law.",
    ]
    return Figure(
        "tariff-steps",
        title,
        titled(chart, title, subtitle, caption),
        ("day", "direction", "rate in law, %", "effective rate, %", "measures that change on the day"),
        tuple((day.isoformat(), pair, round(s, 2), round(e, 2), ids) for day, pair, s, e, ids in rows),
        description,
        caption,
    )


def _jumps(findings: History) -> list[tuple[date, str, float, float]]:
    """Days on which a rate in law moves by at least :data:`LABELLED`: day, importer, level before, level after."""
    found = []
    before: dict[str, float] = {}
    for step in findings.steps:
        old = before.get(step.importer)
        if old is not None and abs(step.statutory - old) >= LABELLED:
            found.append((step.day, step.importer, old, step.statutory))
        before[step.importer] = step.statutory
    return found


def _labels(
    jumps: list[tuple[date, str, float, float]], x: dict[str, Any], colour: dict[str, Any], names: dict[str, str]
) -> list[dict[str, Any]]:
    values = [
        {
            "day": day.isoformat(),
            "pair": names[importer],
            "rate": at,
            "text": f"{day.day} {day:%b}: {100 * after:.0f}",
        }
        for (day, importer, _, after), at in zip(jumps, _apart(jumps), strict=True)
    ]
    if not values:
        return []
    return [
        {
            "data": {"values": values},
            "mark": {"type": "text", "align": "right", "dx": -6, "dy": -6, "fontSize": 10},
            "encoding": {
                "x": x,
                "y": {"field": "rate", "type": "quantitative"},
                "text": {"field": "text"},
                "color": colour,
            },
        }
    ]


def _apart(jumps: list[tuple[date, str, float, float]]) -> list[float]:
    """Heights of labels, %: each at its level, or so far above the next lower one of nearly the same day as it needs.

    Parameters
    ----------
    jumps
        Day, importer, level before, level after.
    """
    least = LINE * max((100 * after for _, _, _, after in jumps), default=0.0)
    at: dict[int, float] = {}
    for n in sorted(range(len(jumps)), key=lambda n: jumps[n][3]):
        near = [at[m] for m in at if abs(jumps[m][0] - jumps[n][0]) <= NEAR]
        level = 100 * jumps[n][3]
        at[n] = max(level, max(near) + least) if near else level
    return [at[n] for n in range(len(jumps))]
