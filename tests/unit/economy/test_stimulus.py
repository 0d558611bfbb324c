import dataclasses

import numpy as np
import pytest

from detente.core.errors import DataError, LabelError
from detente.economy.shortrun import ShortRun
from detente.ledger.wedges import wedges
from detente.world.toy import toy_world

WAR = {("USA", "CHN"): 0.6, ("CHN", "USA"): 0.4}


@pytest.fixture(scope="module")
def world():
    plain = toy_world()
    return dataclasses.replace(plain, employment=plain.value_added / 50.0)


def solve(world, tariffs=WAR, before=None, **fields):
    start = wedges(world) if before is None else before
    return ShortRun(**fields).solve(world, start, wedges(world, tariffs, add=True))


def test_stimulus_raises_income_at_home_and_is_lent_by_the_others(world):
    plain, given = solve(world), solve(world, stimulus={"CHN": 0.02})
    spent = 0.02 * world.value_added[world.regions.index("CHN")].sum()
    change = (given.data["deficit"] - plain.data["deficit"]).to_series()
    assert change["CHN"] == pytest.approx(spent, rel=1e-8)
    assert change.sum() == pytest.approx(0.0, abs=1e-8 * spent)
    assert (change.drop("CHN") < 0.0).all()
    gain = (given.data["welfare"] - plain.data["welfare"]).to_series()
    assert gain["CHN"] > 0.0
    assert (gain.drop("CHN") < 0.0).all()
    assert "CHN +2.00% of factor income" in given.certificate.assumptions["stimulus"]


def test_no_stimulus_is_no_stimulus(world):
    np.testing.assert_array_equal(solve(world).data["welfare"], solve(world, stimulus={"CHN": 0.0}).data["welfare"])
    assert "stimulus" not in solve(world).certificate.assumptions


def test_stimulus_that_cannot_be_is_refused(world):
    with pytest.raises(DataError, match="share of its factor income"):
        solve(world, stimulus={"CHN": 2.0})
    with pytest.raises(LabelError, match="XXX"):
        solve(world, stimulus={"XXX": 0.01})
