"""What follows from tariffs set by hand: who gains and loses, and who sells more to either side?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from detente.core.dates import show_day
from detente.report.figure import COLOURS, Figure, titled
from detente.report.words import in_sentence, percent

__all__ = ["what_if_figures"]

SHOWN = 15
"""Economies drawn besides the two sides: those that move most."""
INCOME = "change of real income, %"


def what_if_figures(
    told: Mapping[str, Any], sides: Sequence[str], names: Mapping[str, str], attribution: str
) -> tuple[Figure, ...]:
    """Bars of real income with a mark for the day as it is, and of shares in what each side buys.

    Parameters
    ----------
    told
        From :func:`detente.report.answers.what_if.what_if_document`.
    sides
        The two sides of the case.
    names
        Country code to name.
    attribution
        Source of the world behind the model.
    """
    meta = told["meta"]
    pairs = "; ".join(
        f"{names.get(row['importer'], row['importer'])} on goods of {in_sentence(names, row['exporter'])} "
        f"{percent(row['rate'])}"
        for row in told["set"]
    )
    caption = (
        f"detente {meta['case']}@{meta['digest']} · measures of {show_day(meta['on'])} · known "
        f"{show_day(meta['as_of'])} · {told['certificate']['method']}, {told['certificate']['sentence']}. {attribution}"
    )
    against = f"against measures of {show_day(told['baseline'])}"
    given = f"Set: {pairs}." if pairs else "Measures of the day as they are."
    horizon = told["horizon"][:1].upper() + told["horizon"][1:]
    subtitle = (given, f"{horizon}, {against}. Scenario, not forecast.")
    return (
        _income(told, sides, names, subtitle, caption),
        *(_shift(told, side, sides, names, subtitle, caption) for side in sides),
    )


def _income(
    told: Mapping[str, Any], sides: Sequence[str], names: Mapping[str, str], subtitle: Sequence[str], caption: str
) -> Figure:
    found = {row["region"]: (100.0 * row["welfare"], 100.0 * row["ghost"]) for row in told["regions"]}
    others = sorted((code for code in found if code not in sides), key=lambda code: -max(map(abs, found[code])))
    shown = sorted([*sides, *others[:SHOWN]], key=lambda code: -found[code][0])
    title = "Who gains and who loses by what is set?"
    rows = [
        {"economy": names.get(code, code), "value": round(found[code][0], 4), "ghost": round(found[code][1], 4)}
        | {"kind": _kind(code, sides)}
        for code in shown
    ]
    moved = bool(told["set"])
    marks: list[dict[str, Any]] = [
        {
            "mark": {"type": "tick", "thickness": 3, "size": 17, "color": "#111827"},
            "encoding": {"x": _x("ghost", INCOME)},
        }
    ]
    chart = _bars(rows, INCOME, marks if moved else [])
    return Figure(
        "income",
        title,
        titled(chart, title, [*subtitle, *(["Upright marks: the day as it is."] if moved else [])], caption),
        ("economy", INCOME, "the day as it is, %"),
        tuple((row["economy"], row["value"], row["ghost"]) for row in rows),
        f"Largest gain: {rows[0]['economy']} {rows[0]['value']:+.2f} %; largest loss: {rows[-1]['economy']} "
        f"{rows[-1]['value']:+.2f} %.".replace("-", "\u2212"),
        caption,
    )


def _shift(
    told: Mapping[str, Any],
    side: str,
    sides: Sequence[str],
    names: Mapping[str, str],
    subtitle: Sequence[str],
    caption: str,
) -> Figure:
    title = f"Who sells more to {in_sentence(names, side)}?"
    rows = [
        {"economy": names.get(row["origin"], row["origin"]), "value": round(100.0 * row["change"], 4)}
        | {"kind": _kind(row["origin"], sides)}
        for row in told["shift"][side]
    ]
    what = "change of the share in its spending on goods, points"
    return Figure(
        f"shift-{side.lower()}",
        title,
        titled(_bars(rows, what, []), title, subtitle, caption),
        ("origin", what),
        tuple((row["economy"], row["value"]) for row in rows),
        f"{rows[0]['economy']} moves most: {rows[0]['value']:+.2f} points.".replace("-", "\u2212") if rows else title,
        caption,
    )


def _kind(code: str, sides: Sequence[str]) -> str:
    return "first" if code == sides[0] else "second" if code == sides[1] else "other"


def _x(field: str, title: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "title": title}


def _bars(rows: Sequence[Mapping[str, Any]], what: str, marks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    colours = {"domain": ["first", "second", "other"], "range": [COLOURS["first"], COLOURS["second"], "#9ca3af"]}
    return {
        "width": 560,
        "height": 20 * len(rows),
        "data": {"values": list(rows)},
        "encoding": {
            "y": {"field": "economy", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 220}}
        },
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {
                    "x": _x("value", what),
                    "color": {"field": "kind", "type": "nominal", "scale": colours, "legend": None},
                },
            },
            *marks,
        ],
    }
