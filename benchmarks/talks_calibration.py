"""Simulation-based calibration of the game of attrition: run it and read ``talks_calibration.json``.

    python benchmarks/talks_calibration.py

Histories of one year on the public path of the bundled case, from its first breakdown on. Takes a few minutes.
"""

import json
from datetime import timedelta
from pathlib import Path

import numpy as np

import detente as dt
from detente.case.talks_bank import open_bank
from detente.case.talks_past import past_of
from detente.diplomacy.moves import moves, spells
from detente.diplomacy.timing.calibrate import calibrate
from detente.diplomacy.timing.psis import TRUSTED

HISTORIES, BINS = 50, 10
YEAR = timedelta(days=365)


def main() -> None:
    """Write the ranks, coverage and shrinkage of every parameter."""
    case = dt.open_case("us-china-2025")
    bank = open_bank(case)
    moved = moves(case.diplomacy)
    begin = spells(moved).rows[0].start
    past = past_of(case, bank.stakes).known(moved).until(begin + YEAR).since(begin)
    found = calibrate(bank, past, HISTORIES, print)
    rows = [
        {
            "name": name,
            "ranks": np.histogram(found.ranks[:, n], BINS, (0.0, 1.0))[0].tolist(),
            "cover_50": round(float(found.cover_50[n]), 2),
            "cover_90": round(float(found.cover_90[n]), 2),
            "shrinkage": None if n == len(found.shrinkage) else round(float(found.shrinkage[n]), 2),
        }
        for n, name in enumerate(found.names)
    ]
    about = {
        "histories": HISTORIES,
        "meetings_median": float(np.median(found.meetings)),
        "draws_that_count_median": round(float(np.median(found.counts))),
        "tails_trusted": round(float((found.tails < TRUSTED).mean()), 2),
        "cover_50": round(float(found.cover_50.mean()), 2),
        "cover_90": round(float(found.cover_90.mean()), 2),
        "rows": rows,
    }
    Path(__file__).with_suffix(".json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    print({key: value for key, value in about.items() if key != "rows"})


if __name__ == "__main__":
    main()
