"""Which packages would leave both sides better off, and how surely?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.report.deal_words import whole
from detente.report.figure import Figure, titled
from detente.report.words import in_sentence

if TYPE_CHECKING:
    from detente.case.zone import Zone

__all__ = ["packages_figure"]

FALLEN = {"status-quo": "the status quo", "wait": "going on with the game", "war": "war"}


def packages_figure(zone: Zone, caption: str) -> Figure:
    """Points of packages by the surplus of both sides, coloured by how often they lie in the zone."""
    one, two = zone.case.sides
    names = [in_sentence(zone.case.ledger.countries.names, side) for side in (one, two)]
    axes = [f"surplus of {name}, % of a year's income" for name in names]
    picked = {"field": "picked", "type": "quantitative", "title": "% picked", "scale": {"range": [30, 300]}}
    values = [
        {
            "terms": ", ".join(f"{lever} {step}" for lever, step in row.terms.items()),
            "one": round(row.surplus[one], 4),
            "two": round(row.surplus[two], 4),
            "probability": round(100.0 * row.probability, 1),
            "picked": round(100.0 * row.chosen, 1),
        }
        for row in zone.packages
    ]
    chart = {
        "width": 520,
        "height": 300,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "rule", "color": "#9ca3af", "strokeDash": [3, 3]},
                "encoding": {axis: {"datum": 0}},
            }
            for axis in ("x", "y")
        ]
        + [
            {
                "mark": {"type": "point", "filled": True, "opacity": 0.85, "stroke": "#374151", "strokeWidth": 0.4},
                "encoding": {
                    "x": {
                        "field": "one",
                        "type": "quantitative",
                        "title": axes[0],
                    },
                    "y": {
                        "field": "two",
                        "type": "quantitative",
                        "title": axes[1],
                    },
                    "color": {
                        "field": "probability",
                        "type": "quantitative",
                        "title": "% of draws in the zone",
                        "scale": {"scheme": "viridis", "domain": [0, 100]},
                    },
                    "size": picked,
                },
            }
        ],
    }
    title = "Which packages would leave both sides better off?"
    best = max(zone.packages, key=lambda row: row.chosen)
    return Figure(
        "packages",
        title,
        titled(
            chart,
            title,
            [
                f"{len(values)} of {zone.count:,} packages: those that no other beats for both, and the surest. "
                f"Mean surplus over {FALLEN[zone.against]}, face taken off.",
            ],
            caption,
        ),
        ("terms", f"{one}, % of income", f"{two}, % of income", "% of draws in the zone", "% picked"),
        tuple((v["terms"], v["one"], v["two"], v["probability"], v["picked"]) for v in values),
        f"Some package suits both in {whole(zone.probability)} % of draws. A Nash bargain picks most often: "
        f"{', '.join(f'{lever} {step}' for lever, step in best.terms.items())}.",
        caption,
    )
