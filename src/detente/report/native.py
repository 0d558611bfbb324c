"""Figures as charts that office programs draw themselves: categories and series, read from a figure's own table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from detente.report.figure import Figure

__all__ = ["BASE", "Kind", "NativeChart", "Series", "native_chart", "number_in", "serial"]

Kind = Literal["bars", "stacked", "floating", "lines", "steps", "curves", "points"]
NUMBER = re.compile(r"(?P<sign>[+\u2212-]?)(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<unit> ?%| USD bn| USD mn| m)?")
SCALES = {" m": 1e6, "%": 0.01, " %": 0.01}
MOST = 24
"""Bars beyond this many would not be read."""
BASE = "where the bar begins"
"""Name of the series that floating bars stand on; it is not seen."""
GAIN, LOSS, TOTAL = "gain", "loss", "total"
CENTRAL = {"forecast": "central path"}
"""Columns that slides call by another name: a path under given measures is no forecast."""


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
    colour
        As the picture has it, six hex digits; empty where the picture names none.
    ends
        Lower and upper end of each value's range, None where it has none; empty where no value has.
    doubtful
        True where the sign of a value hangs on an assumption; empty where this is not asked.
    """

    name: str
    y: tuple[float | None, ...]
    x: tuple[float, ...] = ()
    group: int = 0
    variant: int = 0
    colour: str = ""
    ends: tuple[tuple[float, float] | None, ...] = ()
    doubtful: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class NativeChart:
    """A chart without a picture.

    Attributes
    ----------
    kind
        ``bars``, ``stacked`` and ``floating`` lie on their side; ``lines`` run over categories; ``steps``, ``curves``
        and ``points`` have numbers or days on both axes. Of floating bars the first series is what they stand on.
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
    """Columns of a figure's table: what names a bar or a place, what splits the rows into series, what is drawn.

    ``ends`` are the columns of a range, ``doubt`` that of what a sign depends on; ``first`` are columns that are drawn
    for the first series alone.
    """

    kind: Kind
    place: tuple[int, ...]
    values: tuple[int, ...]
    split: tuple[int, ...] = ()
    dated: bool = False
    ends: tuple[int, ...] = ()
    doubt: int | None = None
    first: tuple[int, ...] = ()


PLANS: Mapping[str, _Plan] = {
    "tariff-steps": _Plan("steps", (0,), (2, 3), (1,), dated=True),
    "tariff-layers": _Plan("stacked", (0,), (2,), (1,)),
    "real-income": _Plan("bars", (0,), (1,), ends=(2, 3), doubt=5),
    "sectors-": _Plan("bars", (0,), (4,)),
    "trade-path": _Plan("lines", (0,), (2, 5, 6, 7), (1,)),
    "pain-parts": _Plan("stacked", (0,), (2,), (1,)),
    "pain": _Plan("steps", (0,), (2,), (1,), dated=True),
    "measures-": _Plan("floating", (0,), (1,)),
    "exposure-": _Plan("bars", (0,), (1, 2)),
    "jobs-": _Plan("floating", (0,), (1,), ends=(2, 3)),
    "distress-": _Plan("lines", (1,), (2,), (0,)),
    "absorption-": _Plan("bars", (0,), (1,), ends=(2, 3)),
    "ladder": _Plan("bars", (0, 1, 2), (4,), (3,)),
    "reaction-": _Plan("curves", (2,), (3,), (0, 1)),
    "leverage-": _Plan("bars", (0, 1), (2, 3)),
    "hazard": _Plan("lines", (0,), (2,), (1,), first=(3, 4)),
    "packages": _Plan("points", (1,), (2,), (5,)),
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
    width = len(figure.columns)
    if plan is None or max((*plan.place, *plan.values, *plan.split)) >= width:
        return None
    if max((*plan.ends, *plan.first, plan.doubt or 0)) >= width:
        plan = replace(plan, ends=(), first=(), doubt=None)
    if plan.kind == "floating":
        return _ranges(figure, plan) if plan.ends else _falls(figure)
    rows = _shown(figure, plan) if plan.kind == "bars" else figure.rows
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


def _shown(figure: Figure, plan: _Plan) -> tuple[tuple[Any, ...], ...]:
    """Rows that the picture itself shows, where its table holds more bars than can be read."""
    if len({_label(row, plan.place) for row in figure.rows}) <= MOST:
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
    main = _label(rows[0], plan.split)
    for row in rows:
        name = _label(row, plan.split)
        for n in (*plan.values, *(plan.first if name == main else ())):
            found.setdefault((name, n), {})[_label(row, plan.place)] = number_in(row[n])
    series = _named(figure, plan, {key: ((), tuple(map(at.get, categories))) for key, at in found.items()})
    if plan.ends and len(rows) == len(categories):
        series = (_ranged(series[0], rows, plan),)
    places = ", ".join(figure.columns[n] for n in plan.place)
    return NativeChart(plan.kind, categories, series, places, _unit(figure, plan))


def _ranged(series: Series, rows: Sequence[Sequence[Any]], plan: _Plan) -> Series:
    """The one series of a table with the ranges of its values, and which signs are in doubt."""
    return replace(
        series,
        ends=tuple(_ends(row, plan) for row in rows),
        doubtful=() if plan.doubt is None else tuple(bool(row[plan.doubt]) for row in rows),
    )


def _ends(row: Sequence[Any], plan: _Plan) -> tuple[float, float] | None:
    low, high = (number_in(row[n]) for n in plan.ends)
    return None if low is None or high is None else (low, high)


def _ranges(figure: Figure, plan: _Plan) -> NativeChart:
    """Bars from one end of a range to the other; a figure without a range is a bar from nought."""
    spans = [_ends(row, plan) for row in figure.rows]
    wide = [None if span is None or span[0] == span[1] else span for span in spans]
    alone = tuple(None if span else number_in(row[plan.values[0]]) for row, span in zip(figure.rows, wide, strict=True))
    colours = list(_colours(figure.spec).values())
    low, high = (figure.columns[n] for n in plan.ends)
    unit = f"{_unit(figure, plan)}; bar: {low} to {high}; grey: one figure"
    series = (
        Series(BASE, tuple(span and span[0] for span in wide)),
        Series(f"{low} to {high}", tuple(span and span[1] - span[0] for span in wide), colour="".join(colours[:1])),
        Series("one figure", alone, group=5, colour="".join(colours[1:2])),
    )
    return NativeChart("floating", tuple(str(row[0]) for row in figure.rows), series, figure.columns[0], unit)


def _falls(figure: Figure) -> NativeChart | None:
    """Changes one after the other, each from where the last one ended; the last row is the sum, from nought."""
    steps = [number_in(row[1]) for row in figure.rows]
    if any(step is None for step in steps):
        return None
    kinds = [*(GAIN if (step or 0.0) >= 0.0 else LOSS for step in steps[:-1]), TOTAL]
    tops = list(accumulate((step or 0.0 for step in steps[:-1]), initial=0.0))
    spans = [*pairwise(tops), (0.0, steps[-1] or 0.0)]
    base, above, below = [], [], []
    for one, two in spans:
        low, high = min(one, two), max(one, two)
        crosses = low < 0.0 < high
        base.append(0.0 if crosses else low if low >= 0.0 else high)
        above.append(high if crosses else high - low if low >= 0.0 else low - high)
        below.append(low if crosses else None)
    colours = _colours(figure.spec)
    series = [Series(BASE, tuple(base))]
    for number, kind in enumerate((GAIN, LOSS, TOTAL)):
        for name, parts in ((kind, above), (f"{kind}, below nought", below)):
            y = tuple(part if own == kind else None for part, own in zip(parts, kinds, strict=True))
            if any(part is not None for part in y):
                series.append(Series(name, y, group=(2, 9, 5)[number], colour=colours.get(kind, "")))
    unit = f"{figure.columns[1]}, summed from the top; green: {GAIN}, red: {LOSS}, grey: {TOTAL}"
    return NativeChart("floating", tuple(str(row[0]) for row in figure.rows), tuple(series), figure.columns[0], unit)


def _colours(node: object) -> dict[str, str]:
    """Colour of each name, six hex digits, by the scales of a picture."""
    if isinstance(node, Mapping):
        names, colours = node.get("domain"), node.get("range")
        if isinstance(names, list | tuple) and isinstance(colours, list | tuple):
            return {
                name: colour[1:].upper()
                for name, colour in zip(names, colours, strict=False)
                if isinstance(name, str) and isinstance(colour, str) and colour.startswith("#")
            }
        return {name: colour for value in node.values() for name, colour in _colours(value).items()}
    if isinstance(node, list | tuple):
        return {name: colour for value in node for name, colour in _colours(value).items()}
    return {}


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
    """The one column that is drawn, with its range, or the unit that several share."""
    names = [figure.columns[n] for n in plan.values]
    units = {name.rpartition(", ")[2] for name in names if ", " in name}
    if len(names) > 1:
        return units.pop() if len(units) == 1 else ""
    words = names[0]
    if plan.ends and plan.kind == "bars":
        words += "; line: " + " to ".join(figure.columns[n].partition(", ")[0] for n in plan.ends)
    return f"{words}; pale: the sign depends on an assumption" if plan.doubt is not None else words


def _named(
    figure: Figure,
    plan: _Plan,
    found: Mapping[tuple[str, int], tuple[tuple[float, ...], tuple[float | None, ...]]],
) -> tuple[Series, ...]:
    """Series with their names: what splits the rows, and the column where there are several."""
    groups = list(dict.fromkeys(split for split, _ in found))
    colours = _colours(figure.spec)
    series = []
    for (split, column), (x, y) in found.items():
        parts = [split] if split else []
        if len(plan.values) > 1 or not parts or column in plan.first:
            what, comma, unit = figure.columns[column].partition(", ")
            parts.append(CENTRAL.get(what, what) + comma + unit)
        group, variant = groups.index(split), (*plan.values, *plan.first).index(column)
        if len(groups) == 1 and plan.kind == "bars":
            group, variant = variant, 0
        series.append(Series(": ".join(parts), y, x, group, variant, colours.get(split, "")))
    return tuple(series)


def serial(day: date | str) -> float:
    """A day as office programs count it."""
    given = date.fromisoformat(day) if isinstance(day, str) else day
    return float((given - date(1899, 12, 30)).days)
