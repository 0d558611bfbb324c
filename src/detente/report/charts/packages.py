"""Which packages would leave both sides better off, and how surely?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from detente.report.deal_packages import kinds
from detente.report.deal_words import terms_words, whole
from detente.report.figure import COLOURS, Figure, titled
from detente.report.words import in_sentence, percent, points

if TYPE_CHECKING:
    from detente.case.zone import Zone
    from detente.case.zone_answers import Terms

__all__ = ["packages_figure"]

TONES = {
    "no other gives both more": ("#9cbcd8", COLOURS["first"]),
    "smaller and surer": ("#e3b19d", COLOURS["second"]),
}
"""Kinds of package, pale, and strong where picked often."""
OFTEN = 0.05
"""Share of draws from which a package counts as picked often."""
FALLEN = {"status-quo": "the measures in force", "wait": "going on with the game", "war": "war"}


def packages_figure(zone: Zone, caption: str) -> Figure:
    """Points of packages by the gain of both sides: two kinds of deal in two colours, larger if picked more often."""
    one, two = zone.case.sides
    names = [in_sentence(zone.case.ledger.countries.names, side) for side in (one, two)]
    front, surest = kinds(zone)
    kept = dict(zip(TONES, (front, surest), strict=True))
    groups = [group for kind, rows in kept.items() for group in _split(kind, rows)]
    values: list[dict[str, Any]] = [
        {
            "terms": terms_words(row.terms),
            "one": round(row.surplus[one], 4),
            "two": round(row.surplus[two], 4),
            "probability": round(100.0 * row.probability, 1),
            "picked": round(100.0 * row.chosen, 1),
            "kind": label,
        }
        for label, _, rows in groups
        for row in rows
    ]
    told = []
    for kind, rows in kept.items():
        gains = (f"{_gains(rows, side)} % for {name}" for side, name in zip((one, two), names, strict=True) if rows)
        told += [f"{kind} ({len(rows)}), in {_shares(rows)} % of draws {' and '.join(gains)}"] if rows else []
    both = any(min(row.surplus.values()) > 0.0 for row in zone.packages)
    none = "" if both else " On average over draws none of them leaves both better off."
    title = "Which packages would leave both sides better off?"
    fallen = FALLEN[zone.against]
    return Figure(
        "packages",
        title,
        titled(
            _chart(values, names, {label: tone for label, tone, _ in groups}),
            title,
            [
                f"{len(values)} of {zone.count:,} packages. Mean gain over {fallen}, less the cost of losing face.",
                f"Larger: a Nash bargain picks it more often; often: in {percent(OFTEN, 0)} of draws or more.",
            ],
            caption,
        ),
        (
            "levers and steps",
            f"{one} gains, % of income",
            f"{two} gains, % of income",
            "% of draws",
            "% picked",
            "kind",
        ),
        tuple((v["terms"], v["one"], v["two"], v["probability"], v["picked"], v["kind"]) for v in values),
        f"Packages by what both gain over {fallen}: {'; '.join(told)}.{none}",
        caption,
    )


def _chart(values: list[dict[str, Any]], names: Sequence[str], tones: Mapping[str, str]) -> dict[str, Any]:
    """Both axes from nought, and the points."""
    x, y = (
        {"field": field, "type": "quantitative", "title": f"gain of {name}, % of a year's income", "axis": axis}
        for field, name, axis in zip(("one", "two"), names, ({"tickCount": 8}, {"tickCount": 6}), strict=True)
    )
    legend = {"title": None, "columns": 2, "labelLimit": 520, "symbolSize": 110, "symbolOpacity": 1}
    return {
        "width": 600,
        "height": 200,
        "data": {"values": values},
        "layer": [
            *(
                {
                    "mark": {"type": "rule", "color": "#9ca3af", "strokeDash": [3, 3]},
                    "encoding": {axis: {"datum": 0}},
                }
                for axis in ("x", "y")
            ),
            {
                "mark": {"type": "point", "filled": True, "opacity": 0.85, "stroke": "#374151", "strokeWidth": 0.4},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": {
                        "field": "kind",
                        "type": "nominal",
                        "scale": {"domain": list(tones), "range": list(tones.values())},
                        "legend": legend,
                    },
                    "size": {
                        "field": "picked",
                        "type": "quantitative",
                        "scale": {"range": [30, 300]},
                        "legend": None,
                    },
                },
            },
        ],
    }


def _split(kind: str, rows: Sequence[Terms]) -> list[tuple[str, str, list[Terms]]]:
    """A kind with its name and colour; those picked often by themselves where others of the kind are not."""
    often = [row for row in rows if row.chosen >= OFTEN]
    rest = [row for row in rows if row.chosen < OFTEN]
    pale, strong = TONES[kind]
    name = f"{kind}: suit both in {_shares(rows)} % of draws"
    if not (often and rest):
        return [(name, strong, list(rows))] if rows else []
    return [(name, pale, rest), (f"{kind}, picked often", strong, often)]


def _shares(rows: Sequence[Terms]) -> str:
    """How often packages suit both, from the least to the most."""
    shares = [row.probability for row in rows]
    ends = dict.fromkeys(whole(share) for share in (min(shares), max(shares))) if shares else ()
    return " to ".join(ends)


def _gains(rows: Sequence[Terms], side: str) -> str:
    gains = [row.surplus[side] for row in rows]
    ends = (points(0.01 * end, 2) for end in (min(gains), max(gains)))
    return " to ".join(dict.fromkeys(ends))
