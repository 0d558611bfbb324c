"""Which packages would leave both sides better off, and how surely?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from detente.report.deal_packages import kinds
from detente.report.deal_words import terms_words, whole
from detente.report.figure import COLOURS, Figure, titled
from detente.report.words import in_sentence

if TYPE_CHECKING:
    from detente.case.zone import Zone
    from detente.case.zone_answers import Terms

__all__ = ["packages_figure"]

FALLEN = {"status-quo": "the measures in force", "wait": "going on with the game", "war": "war"}


def packages_figure(zone: Zone, caption: str) -> Figure:
    """Points of packages by the gain of both sides: two kinds of deal in two colours, larger if picked more often."""
    one, two = zone.case.sides
    names = [in_sentence(zone.case.ledger.countries.names, side) for side in (one, two)]
    front, surest = kinds(zone)
    best = max(zone.packages, key=lambda row: (row.chosen, row.probability))
    kept = {"no other gives both more": front, "smaller and surer": surest}
    labels = {f"{kind}: suit both in {_shares(rows)} % of draws": rows for kind, rows in kept.items() if rows}
    most = f"picked most often: {whole(best.chosen)} %"
    values: list[dict[str, Any]] = [
        {
            "terms": terms_words(row.terms),
            "one": round(row.surplus[one], 4),
            "two": round(row.surplus[two], 4),
            "probability": round(100.0 * row.probability, 1),
            "picked": round(100.0 * row.chosen, 1),
            "kind": label,
        }
        for label, rows in labels.items()
        for row in rows
    ]
    told = []
    for kind, rows in kept.items():
        gains = (f"{_gains(rows, side)} % for {name}" for side, name in zip((one, two), names, strict=True) if rows)
        told += [f"{kind} ({len(rows)}), in {_shares(rows)} % of draws, by {' and '.join(gains)}"] if rows else []
    title = "Which packages would leave both sides better off?"
    fallen = FALLEN[zone.against]
    return Figure(
        "packages",
        title,
        titled(
            _chart(values, names, list(labels), (best.surplus[one], best.surplus[two], most)),
            title,
            [f"{len(values)} of {zone.count:,} packages. Mean gain over {fallen}, cost of losing face taken off."],
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
        f"Packages that leave both better off than {fallen}: {'; '.join(told)} of a year's income.",
        caption,
    )


def _chart(
    values: list[dict[str, Any]], names: Sequence[str], labels: list[str], best: tuple[float, float, str]
) -> dict[str, Any]:
    """Both axes from nought, the points, and the name of the one picked most often."""
    x, y = (
        {"field": field, "type": "quantitative", "title": f"gain of {name}, % of a year's income", "axis": axis}
        for field, name, axis in zip(("one", "two"), names, ({"tickCount": 8}, {"tickCount": 6}), strict=True)
    )
    legend = {"title": None, "direction": "vertical", "labelLimit": 520, "symbolSize": 110, "symbolOpacity": 1}
    return {
        "width": 560,
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
                        "scale": {"domain": labels, "range": [COLOURS["first"], COLOURS["second"]]},
                        "legend": legend,
                    },
                    "size": {
                        "field": "picked",
                        "type": "quantitative",
                        "scale": {"range": [30, 300]},
                        "legend": {"title": "a Nash bargain picks it, % of draws", "titleLimit": 300, "tickCount": 3},
                    },
                },
            },
            {
                "data": {"values": [{"one": best[0], "two": best[1], "label": best[2]}]},
                "mark": {"type": "text", "align": "right", "dx": -12, "dy": 10, "fontSize": 11},
                "encoding": {"x": x, "y": y, "text": {"field": "label"}},
            },
        ],
    }


def _shares(rows: Sequence[Terms]) -> str:
    """How often packages suit both, from the least to the most."""
    shares = [row.probability for row in rows]
    ends = dict.fromkeys(whole(share) for share in (min(shares), max(shares))) if shares else ()
    return " to ".join(ends)


def _gains(rows: Sequence[Terms], side: str) -> str:
    gains = [row.surplus[side] for row in rows]
    ends = (f"{end:+.2f}".replace("-", "\u2212") for end in (min(gains), max(gains)))
    return " to ".join(dict.fromkeys(ends))
