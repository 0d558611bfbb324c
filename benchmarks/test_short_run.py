"""Speed of the short run: the solve and the whole call; every case asserts the residual it reached.

Run with ``just bench``: single thread (``OMP_NUM_THREADS=1``), 40 rounds after 3 of warm-up.
"""

import numpy as np
import pytest

import detente as dt
from detente.economy.calibration import Calibration
from detente.economy.closures import STANDARD
from detente.economy.horizon import elasticity_at
from detente.economy.labelled import read_wedges
from detente.economy.short_solve import short_solve
from detente.economy.short_sweep import Frictions, short_shock
from detente.economy.shortrun import ShortRun

ROUNDS = {"rounds": 40, "warmup_rounds": 3, "iterations": 1}


@pytest.fixture(scope="module")
def april():
    """World "2024", and its wedges on the base day and on 12 April 2025."""
    world = dt.load_world("2024")
    ledger = dt.open_case("us-china-2025").ledger
    return world, dt.wedges(world), ledger.wedges(world, on="2025-04-12")


def solved(s):
    solution = short_solve(s)
    assert solution.residual < 1e-10
    return solution


@pytest.mark.parametrize(("elasticity", "omega"), [("fgo", 1.0), ("fgo", 0.0), ("blp", 1.0)])
def test_world_2024_at_12_april_shock_and_solve(benchmark, april, elasticity, omega):
    world, _, after = april
    base, wedges = Calibration.from_world(world), read_wedges(world, after, "after")
    theta = elasticity_at(elasticity, 12.0, world).values
    chi = np.where(np.array(world.regions) == "CHN", 0.5, 1.0)
    frictions = Frictions("immobile", 0.4, omega, chi, 0.5, 0.2, 0.9)

    def run():
        return solved(short_shock(base, wedges, theta, base.D, STANDARD, frictions))

    benchmark.extra_info["sweeps"] = benchmark.pedantic(run, **ROUNDS).sweeps


def test_world_2024_at_12_april_whole_call(benchmark, april):
    world, before, after = april
    outcome = benchmark.pedantic(ShortRun().solve, (world, before, after), **ROUNDS)
    assert outcome.certificate.residual < 1e-10
