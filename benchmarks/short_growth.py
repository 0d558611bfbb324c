"""How the cost of a short run and of its gradient grow with the size of the world, and the call of 12 April 2025.

    OMP_NUM_THREADS=1 python benchmarks/short_growth.py --out benchmarks/short_growth.json

The page docs/reference/benchmarks.md is written from that file. Worlds and tariffs are those of the long run's growth
in benchmarks/peers.py; elasticities are a third of theirs, as a year after the shock. Each equilibrium is solved,
rebuilt in levels and judged; the gap is the largest of its conditions.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import detente as dt
from detente.core.arrays import FloatArray
from detente.economy.calibration import Calibration, Wedges
from detente.economy.closures import STANDARD
from detente.economy.horizon import elasticity_at
from detente.economy.labelled import read_wedges
from detente.economy.short_solve import short_equilibrium
from detente.economy.short_sweep import Frictions
from detente.economy.shortrun import ShortRun
from peers import WARM, machine, random_base

SIZES = ((20, 20), (40, 40), (81, 50), (135, 150))
MONTHS = 12.0


def timed(run: Callable[[], Any], rounds: int) -> tuple[dict[str, float], Any]:
    """Median time by the clock and by the processor, and the least of the latter, in milliseconds; the last answer."""
    clock, processor = [], []
    for turn in range(WARM + rounds):
        start, work = time.perf_counter(), time.process_time()
        found = run()
        if turn >= WARM:
            clock.append(1e3 * (time.perf_counter() - start))
            processor.append(1e3 * (time.process_time() - work))
    times = {
        "median_ms": statistics.median(clock),
        "processor_ms": statistics.median(processor),
        "least_ms": min(processor),
    }
    return times, found


def frictions(N: int) -> Frictions:
    """Those of :class:`ShortRun`, with half of the economies less free than the others."""
    return Frictions("immobile", 0.4, 1.0, np.where(np.arange(N) % 2, 0.5, 1.0), 0.5, 0.2, 0.9)


def growth() -> dict[str, Any]:
    """One row for each size, and the fitted powers of the number of cells."""
    rows = []
    for N, J in SIZES:
        base, wedges, theta = random_base(N, J)
        times, found = timed(_case(base, wedges, theta / 3.0), 20 if N * N * J < 400_000 else 8)
        rows.append(
            {
                "economies": N,
                "sectors": J,
                "cells": N * N * J + N * J * J,
                "sweeps": found.solution.sweeps,
                **times,
                "residual": found.residual,
            }
        )
        print(f"{N} x {J}: {times}, {found.solution.sweeps} sweeps", file=sys.stderr)
    # the processor's time, since the clock also counts what other work on the machine takes
    logs = np.log([[r["cells"], r["processor_ms"], r["processor_ms"] / r["sweeps"]] for r in rows]).T
    return {
        "rows": rows,
        "exponent": float(np.polyfit(logs[0], logs[1], 1)[0]),
        "exponent_per_sweep": float(np.polyfit(logs[0], logs[2], 1)[0]),
    }


def _case(base: Calibration, wedges: Wedges, theta: FloatArray) -> Callable[[], Any]:
    return lambda: short_equilibrium(base, wedges, theta, base.D, STANDARD, frictions(base.wL.size))


def april() -> list[dict[str, Any]]:
    """World "2024" at the wedges of 12 April 2025: equilibrium, the call with labels, and the slope of a scalar."""
    world = dt.load_world("2024")
    before, after = dt.wedges(world), dt.open_case("us-china-2025").ledger.wedges(world, on="2025-04-12")
    base, wedges = Calibration.from_world(world), read_wedges(world, after, "after")
    theta = elasticity_at("fgo", MONTHS, world).values
    chi = np.where(np.array(world.regions) == "CHN", 0.5, 1.0)
    holds = Frictions("immobile", 0.4, 1.0, chi, 0.5, 0.2, 0.9)
    model = ShortRun()
    outcome = model.solve(world, before, after)
    runs: dict[str, tuple[Callable[[], Any], Callable[[Any], tuple[int, float]]]] = {
        "equilibrium, judged in levels": (
            lambda: short_equilibrium(base, wedges, theta, base.D, STANDARD, holds),
            lambda found: (found.solution.sweeps, found.residual),
        ),
        "whole call with labels and certificate": (
            lambda: model.solve(world, before, after),
            lambda found: (found.certificate.iterations, found.certificate.residual),
        ),
        "slope of China's jobs in every wedge": (
            lambda: outcome.gradient(("jobs", "CHN")),
            lambda found: (found.certificate.iterations, found.certificate.residual),
        ),
    }
    rows = []
    for what, (run, read) in runs.items():
        times, found = timed(run, 40)
        sweeps, residual = read(found)
        rows.append({"what": what, "sweeps": sweeps, **times, "residual": residual})
        print(f"{what}: {times}", file=sys.stderr)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    result = {"schema": "detente.short-growth/1", "machine": machine(), "april": april(), "growth": growth()}
    asked.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
