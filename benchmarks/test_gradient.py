"""Speed of gradients beside the solve that they belong to, in one run so that the ratio means something.

Run with ``just bench``: single thread (``OMP_NUM_THREADS=1``), at least 30 rounds after 3 of warm-up.
"""

import time
from statistics import median

import pytest

import detente as dt
from detente.case.attribution import attribute
from detente.economy.adjoint import Point, slopes
from detente.economy.hat import shock
from detente.economy.levels import base_levels
from detente.economy.scalars import State, read_scalar
from detente.economy.solve import solve

ROUNDS = {"rounds": 40, "warmup_rounds": 3, "iterations": 1}
OF = ("log_real_income", "USA")


@pytest.fixture(scope="module")
def april():
    """World "2024" with the tariffs of 12 April 2025, solved."""
    world = dt.load_world("2024")
    ledger = dt.open_case("us-china-2025").ledger
    return dt.LongRun().solve(world, dt.wedges(world), ledger.wedges(world, on="2025-04-12"))


@pytest.fixture(scope="module")
def pair(april):
    """The solve of the shock, and the adjoint at its solution, each from prepared arrays to the result."""
    solved = april.solved
    levels = solved.after.levels
    seed = read_scalar(OF, solved.world).seed(State(solved.base, base_levels(solved.base), solved.closure, levels))

    def forward():
        return solve(shock(solved.base, levels.wedges, solved.theta, solved.D, solved.closure))[0]

    def backward():
        return slopes(Point(solved.base, levels, solved.theta, solved.closure), seed)

    return forward, backward


def took(run):
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def test_gradient_over_solve(benchmark, pair):
    forward, backward = pair
    assert forward().residual < 1e-10
    found = benchmark.pedantic(backward, **ROUNDS)
    assert found.residual < 1e-12
    times = [(took(forward), took(backward)) for _ in range(40)]
    ratio = median(back for _, back in times) / median(ahead for ahead, _ in times)
    benchmark.extra_info.update(sweeps=found.sweeps, solve_sweeps=forward().sweeps, ratio_to_solve=round(ratio, 3))


def test_gradient_with_labels(benchmark, april):
    assert benchmark.pedantic(april.gradient, (OF,), **ROUNDS).certificate.ok


def test_decomposition(benchmark, april):
    assert benchmark.pedantic(april.decompose, rounds=5, warmup_rounds=1).certificate.ok


def test_attribution_of_a_day(benchmark):
    case = dt.open_case("us-china-2025")
    assert benchmark.pedantic(attribute, (case, "2025-04-12"), rounds=5, warmup_rounds=1).certificate.ok
