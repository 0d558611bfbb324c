"""Speed of the long run: set-up, solve and the whole call apart; every case asserts the residual it reached.

Run with ``just bench``: single thread (``OMP_NUM_THREADS=1``), at least 30 rounds after 3 of warm-up. The folder is
not collected by a plain ``pytest``.
"""

import os
from pathlib import Path

import numpy as np
import pytest

import detente as dt
from detente.case.papers import ignatenko_2025 as ignatenko
from detente.case.papers.caliendo_parro_2015 import ARRAYS, FILE, SOURCE, nafta_world
from detente.case.papers.source import read_arrays
from detente.economy.calibration import Calibration, Wedges
from detente.economy.closures import Closure
from detente.economy.elasticities import resolve_elasticity
from detente.economy.equilibrium import equilibrium
from detente.economy.hat import shock
from detente.economy.labelled import read_wedges
from detente.economy.solve import solve

ROUNDS = {"rounds": 40, "warmup_rounds": 3, "iterations": 1}
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def april():
    """World "2024", and its wedges on the base day and on 12 April 2025."""
    world = dt.load_world("2024")
    ledger = dt.open_case("us-china-2025").ledger
    return world, dt.wedges(world), ledger.wedges(world, on="2025-04-12")


@pytest.fixture(scope="module")
def nafta():
    """The 31 x 40 problem of Caliendo and Parro (2015), without transfers."""
    folder = Path(os.environ.get("DETENTE_DATA", ROOT / ".." / "shared" / "data"))
    if not (folder / FILE).is_file():
        pytest.skip("the data folder with cp2015/ is not on this machine; set DETENTE_DATA")
    raw = read_arrays(folder, FILE, ARRAYS, SOURCE)
    base = Calibration.from_world(nafta_world(raw))
    after = Wedges.tariffs_only(np.ascontiguousarray(raw["tariff_cfl"].transpose(0, 2, 1)))
    return base, after, raw["theta"]


@pytest.fixture(scope="module")
def liberation_day():
    """The 194 x 1 problem of Ignatenko et al. (2025): base, wedges, elasticity and closure of ``ustr-income-tax``."""
    folder = Path(os.environ.get("DETENTE_DATA", ROOT / ".." / "shared" / "data"))
    if not (folder / ignatenko.FILE).is_file():
        pytest.skip("the data folder with baci2023/ is not on this machine; set DETENTE_DATA")
    raw = read_arrays(folder, ignatenko.FILE, ignatenko.ARRAYS, ignatenko.SOURCE)
    codes, trade, gdp, rate = ignatenko.read_trade(raw)
    _, setting, tariff, rebate = next(ignatenko.cases(codes, trade, gdp, rate))
    closure = Closure(rebate=rebate, kappa=ignatenko.KAPPA, psi=np.array([ignatenko.PSI]), phi=setting.phi)
    return setting.calibration(), Wedges.tariffs_only(tariff[None].copy()), np.array([setting.eps]), closure


def solved(s):
    solution, _ = solve(s)
    assert solution.residual < 1e-10
    return solution


def test_194x1_shock_and_solve(benchmark, liberation_day):
    base, after, theta, closure = liberation_day
    run = benchmark.pedantic(lambda: solved(shock(base, after, theta, base.D, closure)), **ROUNDS)
    benchmark.extra_info["sweeps"] = run.sweeps


def test_194x1_with_certificate(benchmark, liberation_day):
    base, after, theta, closure = liberation_day
    found = benchmark.pedantic(lambda: equilibrium(base, after, theta, base.D, closure), **ROUNDS)
    assert found.residual < 1e-10


def test_nafta_31x40_solve(benchmark, nafta):
    base, after, theta = nafta
    s = shock(base, after, theta, np.zeros(31))
    benchmark.extra_info["sweeps"] = benchmark.pedantic(solved, (s,), **ROUNDS).sweeps


def test_nafta_31x40_shock_and_solve(benchmark, nafta):
    base, after, theta = nafta
    benchmark.pedantic(lambda: solved(shock(base, after, theta, np.zeros(31))), **ROUNDS)


def test_world_2024_at_12_april_solve(benchmark, april):
    world, _, after = april
    base = Calibration.from_world(world)
    s = shock(base, read_wedges(world, after, "after"), resolve_elasticity("fgo", world).values, base.D)
    benchmark.extra_info["sweeps"] = benchmark.pedantic(solved, (s,), **ROUNDS).sweeps


def test_world_2024_at_12_april_shock_and_solve(benchmark, april):
    world, _, after = april
    base, theta = Calibration.from_world(world), resolve_elasticity("fgo", world).values
    wedges = read_wedges(world, after, "after")
    benchmark.pedantic(lambda: solved(shock(base, wedges, theta, base.D)), **ROUNDS)


def test_world_2024_calibration(benchmark, april):
    base = benchmark.pedantic(Calibration.from_world, (april[0],), **ROUNDS)
    assert base.H.shape == (81, 50, 50)


def test_world_2024_at_12_april_whole_call(benchmark, april):
    world, before, after = april
    outcome = benchmark.pedantic(dt.LongRun().solve, (world, before, after), **ROUNDS)
    assert outcome.certificate.residual < 1e-10
