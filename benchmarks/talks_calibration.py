"""Simulation-based calibration of the game of attrition: run it and read ``talks_calibration.json``.

    OMP_NUM_THREADS=1 nice python benchmarks/talks_calibration.py

50 histories on the public path of the bundled case: of one year from its first breakdown, and of the whole record. The
second takes most of the time, about ten minutes. What is done is kept in ``talks_calibration.json`` after every ten
histories, so a run that was stopped goes on; another bank starts anew. At the end it draws the ranks into
``docs/images/talks-ranks.svg``.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

import detente as dt
from detente.case.case import Case
from detente.case.talks_bank import open_bank
from detente.case.talks_past import past_of
from detente.diplomacy.moves import moves, spells
from detente.diplomacy.timing.bank import Bank
from detente.diplomacy.timing.calibrate import calibrate
from detente.diplomacy.timing.history import History
from detente.diplomacy.timing.psis import TRUSTED
from detente.report.export import figure_svg
from detente.report.figure import COLOURS, Figure, titled

HISTORIES, BATCH, BINS = 50, 10, 5
YEAR = timedelta(days=365)
KEPT = Path(__file__).with_suffix(".json")
PICTURE = Path(__file__).parents[1] / "docs" / "images" / "talks-ranks.svg"
Rows = list[dict[str, Any]]


def paths(case: Case, bank: Bank) -> dict[str, History]:
    """Public paths to simulate on."""
    moved = moves(case.diplomacy)
    begin = spells(moved).rows[0].start
    whole = past_of(case, bank.stakes).known(moved)
    return {"one year": whole.until(begin + YEAR).since(begin), "whole record": whole}


def fill(bank: Bank, past: History, done: Rows, keep: Callable[[], None]) -> tuple[str, ...]:
    """Do what is missing, a batch at a time; names of what is ranked."""
    while len(done) < HISTORIES:
        found = calibrate(bank, past, HISTORIES, range(len(done), min(len(done) + BATCH, HISTORIES)), print)
        done += [
            {
                "ranks": [round(float(rank), 4) for rank in found.ranks[n]],
                "tail": round(float(found.tails[n]), 3),
                "count": round(float(found.counts[n]), 1),
                "meetings": int(found.meetings[n]),
                "shrinkage": [round(float(part), 3) for part in found.shrinkage[n]],
            }
            for n in range(len(found.tails))
        ]
        keep()
    return calibrate(bank, past, HISTORIES, []).names


def summary(done: Rows, names: tuple[str, ...]) -> dict[str, Any]:
    """Coverage, weights and counts of histograms; the tables of the docs."""
    ranks = np.array([row["ranks"] for row in done])
    away = np.abs(ranks - 0.5)
    shrinkage = np.array([row["shrinkage"] for row in done]).mean(axis=0)
    usable = np.array([row["tail"] < TRUSTED for row in done])
    return {
        "histories": len(done),
        "meetings_median": float(np.median([row["meetings"] for row in done])),
        "draws_that_count_median": round(float(np.median([row["count"] for row in done]))),
        "weights_usable": round(float(usable.mean()), 2),
        "cover_50": round(float((away <= 0.25).mean()), 2),
        "cover_90": round(float((away <= 0.45).mean()), 2),
        "cover_90_usable": round(float((away[usable] <= 0.45).mean()), 2) if usable.any() else None,
        "rows": [
            {
                "name": name,
                "ranks": np.histogram(ranks[:, n], BINS, (0.0, 1.0))[0].tolist(),
                "cover_50": round(float((away[:, n] <= 0.25).mean()), 2),
                "cover_90": round(float((away[:, n] <= 0.45).mean()), 2),
                "shrinkage": None if n == len(shrinkage) else round(float(shrinkage[n]), 2),
            }
            for n, name in enumerate(names)
        ],
    }


def picture(rows: Rows, title: str, stamp: str) -> Figure:
    """Histograms of ranks, one a parameter, with the band that 95 % of even ranks stay in."""
    draws = np.random.default_rng(1).multinomial(HISTORIES, [1.0 / BINS] * BINS, 20_000)
    low, high = (float(end) for end in np.quantile(draws[:, 0], (0.025, 0.975)))
    values = [
        {"name": row["name"], "bin": (n + 0.5) / BINS, "count": count, "low": low, "high": high}
        for row in rows
        for n, count in enumerate(row["ranks"])
    ]
    x = {"field": "bin", "type": "quantitative", "title": None, "axis": {"values": [0, 1]}, "scale": {"domain": [0, 1]}}
    y = {"type": "quantitative", "title": None, "axis": {"tickCount": 3}}
    chart = {
        "data": {"values": values},
        "facet": {
            "field": "name",
            "type": "nominal",
            "sort": None,
            "title": None,
            "header": {"labelFontSize": 10, "labelPadding": 2},
        },
        "columns": 5,
        "spacing": 12,
        "spec": {
            "width": 105,
            "height": 60,
            "layer": [
                {
                    "mark": {"type": "rect", "color": COLOURS["quiet"], "opacity": 0.12},
                    "encoding": {
                        "x": {"value": 0},
                        "x2": {"value": 105},
                        "y": {**y, "aggregate": "min", "field": "low"},
                        "y2": {"aggregate": "max", "field": "high"},
                    },
                },
                {
                    "mark": {"type": "bar", "color": COLOURS["first"], "width": 105 / BINS - 2},
                    "encoding": {"x": x, "y": {**y, "field": "count"}},
                },
            ],
        },
    }
    subtitle = (
        "Share of the posterior below the true value; bars are histories, the band holds 95 % of bars of even ranks",
    )
    caption = f"detente, {stamp}; {HISTORIES} simulated histories, benchmarks/talks_calibration.py"
    return Figure(
        name="talks-ranks",
        title=title,
        spec=titled(chart, title, subtitle, caption),
        columns=("parameter", "rank", "histories"),
        rows=tuple((row["name"], row["bin"], row["count"]) for row in values),
        description="Histograms of the rank of the truth for each parameter of the game of attrition.",
        caption=caption,
    )


def main() -> None:
    """Fill what is missing, sum it up, draw it."""
    case = dt.open_case("us-china-2025")
    bank = open_bank(case)
    name = hashlib.sha256(bank.z.tobytes() + bank.values.tobytes()).hexdigest()[:12]
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}
    if kept.get("bank") != name:
        kept = {"bank": name, "draws": len(bank.z), "runs": {}, "done": {}}

    def keep() -> None:
        KEPT.write_text(json.dumps(kept) + "\n", encoding="utf-8")

    for words, past in paths(case, bank).items():
        done = kept["done"].setdefault(words, [])
        names = fill(bank, past, done, keep)
        kept["runs"][words] = summary(done, names)
        keep()
        print(words, {key: value for key, value in kept["runs"][words].items() if key != "rows"})
    title = "Does the fit find what made a record of one year?"
    figure = picture(kept["runs"]["one year"]["rows"], title, case.stamp)
    PICTURE.write_text(figure_svg(figure), encoding="utf-8")


if __name__ == "__main__":
    main()
