"""Figures as charts that office programs draw themselves: categories and series, read from a figure's own table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from detente.report.figure import Figure

__all__ = ["Kind", "NativeChart", "Series", "native_chart", "number_in", "serial"]

Kind = Literal["bars", "stacked", "lines", "steps", "curves", "points"]
NUMBER = re.compile(r"(?P<sign>[+\u2212-]?)(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<unit> ?%| USD bn| USD mn| m)?")
SCALES = {" m": 1e6, "%": 0.01, " %": 0.01}
MOST = 24
"""Bars beyond this many would not be read."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one colour of bars.

    Attributes
    ----------
    name
        What the legend says.
    y
        Values; None where there is none.
    x
        Places, only where they are numbers; days count from 30 Dec 1899.
    group, variant
        Series of one group share a colour; variants of it, such as ends of a range, differ by their line.
    """

    name: str
    y: tuple[float | None, ...]
    x: tuple[float, ...] = ()
    group: int = 0
    variant: int = 0


@dataclass(frozen=True, slots=True)
class NativeChart:
    """A chart without a picture.

    Attributes
    ----------
    kind
        ``bars`` and ``stacked`` lie on their side; ``lines`` run over categories; ``steps``, ``curves`` and ``points``
        have numbers or days on both axes.
    categories
        Labels of bars and lines.
    series
        What is drawn.
    x_title, y_title
        What the axes mean, with units; ``y_title`` is that of the values.
    dated
        Positions are days.
    """

    kind: Kind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    x_title: str
    y_title: str
    dated: bool = False


@dataclass(frozen=True, slots=True)
class _Plan:
    """Columns of a figure's table: what names a bar or a place, what splits the rows into series, what is drawn."""

    kind: Kind
    place: tuple[int, ...]
    values: tuple[int, ...]
    split: tuple[int, ...] = ()
    dated: bool = False


PLANS: Mapping[str, _Plan] = {
    "tariff-steps": _Plan("steps", (0,), (2, 3), (1,), dated=True),
    "tariff-layers": _Plan("stacked", (0,), (2,), (1,)),
    "real-income": _Plan("bars", (0,), (1,)),
    "sectors-": _Plan("bars", (0,), (4,)),
    "trade-path": _Plan("lines", (0,), (2, 5, 6, 7), (1,)),
    "pain-parts": _Plan("stacked", (0,), (2,), (1,)),
    "pain": _Plan("steps", (0,), (2,), (1,), dated=True),
    "measures-": _Plan("bars", (0,), (1,)),
    "exposure-": _Plan("bars", (0,), (1, 2)),
    "jobs-": _Plan("bars", (0,), (2, 3)),
    "distress-": _Plan("lines", (1,), (2,), (0,)),
    "absorption-": _Plan("bars", (0,), (1,)),
    "ladder": _Plan("bars", (0, 1, 2), (4,), (3,)),
    "reaction-": _Plan("curves", (2,), (3,), (0, 1)),
    "leverage-": _Plan("bars", (0, 1), (2, 3)),
    "hazard": _Plan("lines", (0,), (2,), (1,)),
    "packages": _Plan("points", (1,), (2,)),
}
"""By the start of a figure's name; of two that fit, the longer."""
NO_CHART = ("payoffs-",)
"""Tables of colours, which office programs have no chart for."""


def native_chart(figure: Figure) -> NativeChart | None:
    """The figure as categories and series; None where only the picture will do.

    A figure whose name is not known becomes bars of its first column of numbers, if its first column names each row.
    """
    if not figure.rows or figure.name.startswith(NO_CHART):
        return None
    fits = [start for start in PLANS if figure.name.startswith(start)]
    plan = PLANS[max(fits, key=len)] if fits else _guessed(figure)
    if plan is None or max((*plan.place, *plan.values, *plan.split)) >= len(figure.columns):
        return None
    rows = _shown(figure) if plan.kind == "bars" else figure.rows
    over = _over_numbers if plan.kind in ("steps", "curves", "points") else _over
    made = over(figure, plan, rows)
    return made if any(value is not None for series in made.series for value in series.y) else None


def number_in(cell: object) -> float | None:
    """The number that a cell holds or prints (``−0.22 %`` is -0.0022, ``12.0 m`` twelve million), or None."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return float(cell)
    found = NUMBER.fullmatch(str(cell).strip())
    if found is None:
        return None
    value = float(found["digits"].replace(",", "")) * SCALES.get(found["unit"] or "", 1.0)
    return -value if found["sign"] in ("-", "\u2212") else value


def _guessed(figure: Figure) -> _Plan | None:
    labels = [row[0] for row in figure.rows]
    numbers = [n for n in range(1, len(figure.columns)) if all(isinstance(row[n], int | float) for row in figure.rows)]
    if not numbers or len(labels) > MOST or len(set(labels)) < len(labels) or not isinstance(labels[0], str):
        return None
    return _Plan("bars", (0,), (numbers[0],))


def _shown(figure: Figure) -> tuple[tuple[Any, ...], ...]:
    """Rows that the picture itself shows, where its table holds more than can be read."""
    if len(figure.rows) <= MOST:
        return figure.rows
    drawn = set(_texts(figure.spec))
    rows = tuple(row for row in figure.rows if row[0] in drawn)
    return rows if 1 < len(rows) <= MOST else figure.rows[:MOST]


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, Sequence):
        for value in node:
            yield from _texts(value)


def _label(row: Sequence[Any], columns: Sequence[int]) -> str:
    return ", ".join(str(row[n]) for n in columns)


def _over(figure: Figure, plan: _Plan, rows: Sequence[Sequence[Any]]) -> NativeChart:
    """Series over categories, in the order of the table; what a series lacks stays empty."""
    categories = tuple(dict.fromkeys(_label(row, plan.place) for row in rows))
    found: dict[tuple[str, int], dict[str, float | None]] = {}
    for row in rows:
        for n in plan.values:
            found.setdefault((_label(row, plan.split), n), {})[_label(row, plan.place)] = number_in(row[n])
    series = _named(figure, plan, {key: ((), tuple(map(at.get, categories))) for key, at in found.items()})
    places = ", ".join(figure.columns[n] for n in plan.place)
    return NativeChart(plan.kind, categories, series, places, _unit(figure, plan))


def _over_numbers(figure: Figure, plan: _Plan, rows: Sequence[Sequence[Any]]) -> NativeChart:
    """Series whose places are numbers or days; a step holds its level until the next day."""
    found: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for row in rows:
        place = serial(row[plan.place[0]]) if plan.dated else number_in(row[plan.place[0]])
        for n in plan.values:
            value = number_in(row[n])
            if place is None or value is None:
                continue
            line = found.setdefault((_label(row, plan.split), n), [])
            if plan.kind == "steps" and line:
                line.append((place, line[-1][1]))
            line.append((place, value))
    series = _named(
        figure, plan, {key: (tuple(x for x, _ in at), tuple(y for _, y in at)) for key, at in found.items()}
    )
    return NativeChart(plan.kind, (), series, figure.columns[plan.place[0]], _unit(figure, plan), dated=plan.dated)


def _unit(figure: Figure, plan: _Plan) -> str:
    """The one column that is drawn, or the unit that several share."""
    names = [figure.columns[n] for n in plan.values]
    units = {name.rpartition(", ")[2] for name in names}
    return names[0] if len(names) == 1 else units.pop() if len(units) == 1 else ""


def _named(
    figure: Figure,
    plan: _Plan,
    found: Mapping[tuple[str, int], tuple[tuple[float, ...], tuple[float | None, ...]]],
) -> tuple[Series, ...]:
    """Series with their names: what splits the rows, and the column where there are several."""
    groups = list(dict.fromkeys(split for split, _ in found))
    series = []
    for (split, column), (x, y) in found.items():
        parts = [split] if split else []
        if len(plan.values) > 1 or not parts:
            parts.append(figure.columns[column])
        group, variant = groups.index(split), plan.values.index(column)
        if len(groups) == 1 and plan.kind == "bars":
            group, variant = variant, 0
        series.append(Series(": ".join(parts), y, x, group, variant))
    return tuple(series)


def serial(day: date | str) -> float:
    """A day as office programs count it."""
    given = date.fromisoformat(day) if isinstance(day, str) else day
    return float((given - date(1899, 12, 30)).days)
