import numpy as np
import pytest

from detente.economy.calibration import Calibration, Wedges
from detente.world.toy import toy_world


@pytest.fixture(scope="module")
def base():
    return Calibration.from_world(toy_world())


def test_shares_add_to_one(base):
    np.testing.assert_allclose(base.pi.sum(axis=2), 1, rtol=1e-12)
    np.testing.assert_allclose(base.alpha.sum(axis=0), 1, rtol=1e-12)
    np.testing.assert_allclose(base.gva + base.G.sum(axis=1).T, 1, rtol=1e-12)


def test_layout_is_sector_importer_exporter(base):
    world = toy_world()
    usa, chn, c26 = 0, 1, 2
    share = world.flows[usa, chn, c26] * (1 + world.tariff[usa, chn, c26]) / world.spending[usa, c26]
    assert base.pi[c26, usa, chn] == pytest.approx(share)
    assert base.wedges.t[c26, usa, chn] == world.tariff[usa, chn, c26]


def test_home_rounds_are_the_sum_of_their_series(base):
    G, home = base.G[1], base.home[:, 1]
    total, term = np.zeros_like(G), G
    for _ in range(400):
        total, term = total + term, term @ np.diag(home) @ G
    np.testing.assert_allclose(base.H[1], total, rtol=1e-12)
    np.testing.assert_allclose(base.gva_H[:, 1], base.gva[:, 1] + total.T @ (home * base.gva[:, 1]), rtol=1e-12)
    np.testing.assert_allclose(base.alpha_H[:, 1], base.alpha[:, 1] + total @ (home * base.alpha[:, 1]), rtol=1e-12)


def test_arrays_cannot_be_written(base):
    with pytest.raises(ValueError, match="read-only"):
        base.pi[0, 0, 0] = 0.5


def test_wedges_agree_up_to_the_rounding_of_rates(base):
    near = Wedges.tariffs_only(base.wedges.t + 1e-16)
    far = Wedges.tariffs_only(base.wedges.t + 1e-9)
    assert base.wedges.same_as(near)
    assert not base.wedges.same_as(far)
