import numpy as np

from detente.economy.calibration import Calibration, Wedges
from detente.economy.equilibrium import equilibrium
from detente.economy.first_order import first_order
from detente.economy.levels import base_levels
from detente.world.toy import toy_world

THETA = np.array([3.0, 5.0, 6.0, 4.0])


def test_terms_and_volume_of_trade_as_the_paper_sums_them():
    base = Calibration.from_world(toy_world())
    t = base.wedges.t * np.array([0.0, 2.0, 0.5, 1.0])[:, None, None]
    before, after = base_levels(base), equilibrium(base, Wedges.tariffs_only(t), THETA, base.D).levels
    terms, volume, barriers = first_order(before, after)
    for n in range(3):
        tot = vot = 0.0
        for j in range(4):
            for i in range(3):
                sold, bought = before.V[j, i, n], before.V[j, n, i]
                dc = after.c[j, i] - 1
                tot += sold * (after.c[j, n] - 1) - bought * dc
                vot += base.wedges.t[j, n, i] * bought * (after.V[j, n, i] / bought - 1 - dc)
        np.testing.assert_allclose(terms[n], tot / before.I[n], atol=1e-14)
        np.testing.assert_allclose(volume[n], vot / before.I[n], atol=1e-14)
    assert np.all(barriers == 0)
    assert np.abs(terms).max() > 1e-5


def test_barriers_cost_the_goods_that_melt():
    base = Calibration.from_world(toy_world())
    d = np.ones_like(base.pi)
    d[2, 0, 1] = 1.01
    wedges = Wedges(t=base.wedges.t, x=np.zeros_like(d), d=d)
    before, after = base_levels(base), equilibrium(base, wedges, THETA, base.D).levels
    _, _, barriers = first_order(before, after)
    np.testing.assert_allclose(barriers, [-0.01 * before.V[2, 0, 1] / before.I[0], 0, 0], atol=1e-15)
