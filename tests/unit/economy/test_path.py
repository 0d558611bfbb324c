"""The world month by month."""

import numpy as np
import pytest

import detente as dt
from detente.core.errors import DataError
from detente.economy.path import Path


@pytest.fixture(scope="module")
def toy():
    world = dt.load_world("toy")
    return world, dt.wedges(world), dt.wedges(world, {("USA", "CHN"): 0.60, ("CHN", "USA"): 0.40}, add=True)


def test_no_change_is_no_change(toy):
    world, before, _ = toy
    path = Path(elasticity=4).follow(world, [before] * 3, first="2025-01")
    assert np.abs(path.data["real_income"]).max() < 1e-9
    assert path.data["trade"][-1].values == pytest.approx(path.data["trade_base"].values, rel=1e-9)


@pytest.mark.parametrize("impact", [0.05, 0.27, 2.0])
def test_the_end_of_the_path_is_the_long_run(toy, impact):
    world, before, after = toy
    path = Path(elasticity=4, impact=impact, memory=0.9).follow(world, [after] * 200, first="2025-01")
    long = dt.LongRun(elasticity=4).solve(world, before, after).data
    assert path.data["real_income"][-1].values == pytest.approx(long["welfare"].values, abs=1e-6)
    goods = np.array(world.goods)
    trade = long["trade_value"].isel(sector=goods).sum("sector") / 12
    assert path.data["trade"][-1].values == pytest.approx(trade.values, rel=1e-4)


def test_a_month_without_memory_is_the_long_run_after_one(toy):
    world, before, after = toy
    path = Path(elasticity=4, impact=4, memory=0.0).follow(world, [after], first="2025-01")
    long = dt.LongRun(elasticity=4).solve(world, before, after).data
    assert path.data["real_income"][0].values == pytest.approx(long["welfare"].values, abs=1e-8)


def test_trade_falls_month_by_month_and_others_gain(toy):
    world, _, after = toy
    path = Path(elasticity=4).follow(world, [after] * 12, first="2025-01")
    assert (np.diff(path.data["trade"].sel(importer="USA", exporter="CHN").values) < 0).all()
    moved = path.diverted("CHN", "USA")
    assert moved["bought"][-1].sel(exporter="ROW") > moved["bought"][0].sel(exporter="ROW") > 0
    assert list(path.data["month"].values[[0, -1]]) == ["2025-01", "2025-12"]


def test_what_was_lifted_is_forgotten(toy):
    world, before, after = toy
    path = Path(elasticity=4, memory=0.7).follow(world, [after] * 6 + [before] * 80, first="2025-01")
    assert np.abs(path.data["real_income"][-1]).max() < 1e-6
    # relationships lost come back slowly
    trade = path.data["trade"].sel(importer="USA", exporter="CHN")
    assert trade[6] < 0.98 * path.data["trade_base"].sel(importer="USA", exporter="CHN")


def test_the_certificate_judges_the_worst_month(toy):
    world, _, after = toy
    certificate = Path(elasticity=4).follow(world, [after] * 4, first="2025-01").certificate
    assert certificate.ok
    assert certificate.residual < 1e-9
    assert certificate.details["months"] == 4


def test_bad_input_is_refused_in_a_sentence(toy):
    world, before, _ = toy
    with pytest.raises(DataError, match="no stable equilibrium"):
        Path(impact=-0.73)
    with pytest.raises(DataError, match="relationships kept"):
        Path(memory=1.0)
    with pytest.raises(DataError, match="at least one month"):
        Path(elasticity=4).follow(world, [], first="2025-01")
    with pytest.raises(DataError, match="2025-13"):
        Path(elasticity=4).follow(world, [before], first="2025-13")


def test_the_ledger_gives_averages_over_days():
    world, ledger = dt.load_world("2024"), dt.open_case("us-china-2025").ledger
    path = Path().run(world, ledger, start="2025-01-01", end="2025-03-31")
    trade = path.data["trade"].sel(importer="USA", exporter="CHN").values
    base = float(path.data["trade_base"].sel(importer="USA", exporter="CHN"))
    assert trade[0] == pytest.approx(base, rel=0.01)
    assert trade[2] < trade[1] < trade[0]
    assert path.certificate.residual < 1e-9
    with pytest.raises(DataError, match="end after the start"):
        Path().run(world, ledger, start="2025-03-01", end="2025-01-31")
