"""Speed of the monthly path: the world of 24 months, and the pair's layer; every case asserts what it reached.

Run with ``just bench``: single thread (``OMP_NUM_THREADS=1``). Rates are read from the ledger apart from the solve.
"""

from datetime import date

import pytest

import detente as dt
from detente.case.path import SIDES, record_of, trade_path
from detente.economy.arrivals import flow_of
from detente.economy.path import Path
from detente.world.load import load_monthly

MONTHS = 24


@pytest.fixture(scope="module")
def case():
    return dt.open_case("us-china-2025")


def test_world_2024_of_24_months(benchmark, case):
    world = dt.load_world("2024")
    wedges = [case.ledger.wedges(world, on=f"{2025 + n // 12}-{n % 12 + 1:02d}-20") for n in range(MONTHS)]
    found = benchmark.pedantic(
        lambda: Path().follow(world, wedges, first="2025-01"), rounds=10, iterations=1, warmup_rounds=1
    )
    assert found.certificate.residual < 1e-9
    benchmark.extra_info["sweeps"] = found.certificate.iterations


def test_world_2024_of_24_months_with_the_ledger(benchmark, case):
    world = dt.load_world("2024")
    found = benchmark.pedantic(
        lambda: Path().run(world, case.ledger, start="2024-07-01", end="2026-06-30"),
        rounds=3,
        iterations=1,
        warmup_rounds=1,
    )
    assert found.certificate.residual < 1e-9


def test_one_flow_of_nine_years(benchmark, case):
    monthly = load_monthly()
    record = record_of(case, SIDES[0], monthly, date(2025, 5, 12))
    flow = benchmark.pedantic(lambda: flow_of(SIDES[0].buyers, record.course), rounds=40, iterations=1, warmup_rounds=3)
    assert flow.arrivals.min() > 0.0


def test_trade_path_of_18_months(benchmark, case):
    found = benchmark.pedantic(
        lambda: trade_path(case, start="2024-07", end="2025-12"), rounds=5, iterations=1, warmup_rounds=1
    )
    assert len(found.months) == 18
