import numpy as np
import pytest

from detente.economy.absorption import absorbed
from detente.economy.shortrun import ShortRun
from detente.ledger.wedges import wedges
from detente.world.toy import toy_world


def test_other_markets_take_part_of_what_is_lost():
    world = toy_world()
    outcome = ShortRun().solve(world, wedges(world), wedges(world, {("USA", "CHN"): 0.6}, add=True))
    row = absorbed(outcome, "CHN", "USA", ["ROW"])
    data = outcome.data.isel(sector=np.flatnonzero(world.goods))
    price = 1.0 + data["producer_price"].sel(region="CHN")
    volume = data["trade_value"].sel(exporter="CHN") / price - data["trade_base"].sel(exporter="CHN")
    lost = -float(volume.sel(importer="USA").sum())
    assert row.share == pytest.approx(float(volume.sel(importer="ROW").sum()) / lost, rel=1e-12)
    assert 0.0 < row.share < 1.0
    assert row.price_fall > 0.0
    assert row.base == pytest.approx(float(data["trade_base"].sel(exporter="CHN", importer="ROW").sum()))
