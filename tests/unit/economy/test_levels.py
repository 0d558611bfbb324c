import numpy as np
import pytest

from detente.economy.calibration import Calibration, Wedges
from detente.economy.equilibrium import equilibrium
from detente.economy.levels import base_levels, gaps, rebase, rebuild
from detente.world.toy import toy_world

THETA = np.array([3.0, 5.0, 6.0, 4.0])


@pytest.fixture(scope="module")
def world():
    return toy_world()


def test_gaps_see_a_wrong_price_wage_or_spending(world):
    base = Calibration.from_world(world)
    theta = np.full(4, 4.0)
    good = base_levels(base)
    assert max(gaps(base, good).values()) < 1e-12
    rng = np.random.default_rng(0)
    for part in ("c", "w", "E"):
        wrong = {name: getattr(good, name) for name in ("c", "w", "E")}
        wrong[part] = wrong[part] * np.exp(1e-4 * rng.normal(size=wrong[part].shape))
        found = gaps(base, rebuild(base, base.wedges, theta, D=base.D, **wrong))
        assert max(found[k] for k in ("goods markets", "budgets", "labour markets", "unit costs")) > 1e-9, part


def test_base_levels_are_the_world(world):
    levels = base_levels(Calibration.from_world(world))
    np.testing.assert_allclose(levels.V.transpose(1, 2, 0), world.flows, rtol=1e-13)
    np.testing.assert_allclose(levels.R, world.revenue, rtol=1e-12)
    np.testing.assert_allclose(levels.I, world.final_use.sum(axis=1), rtol=1e-12)


def test_a_rebased_equilibrium_is_a_base(world):
    base = Calibration.from_world(world)
    t = base.wedges.t * 3.0
    found = equilibrium(base, Wedges.tariffs_only(t), THETA, base.D)
    again = rebase(base, found.levels)
    assert max(gaps(again, base_levels(again)).values()) < 1e-11
    assert again.world_income == pytest.approx(base.world_income, rel=1e-12)
    np.testing.assert_allclose(again.wedges.t, t)


def test_export_tax_goes_to_the_exporter(world):
    base = Calibration.from_world(world)
    x = np.zeros_like(base.pi)
    x[2, 0, 1] = 0.1
    wedges = Wedges(t=base.wedges.t, x=x, d=np.ones_like(x))
    levels = rebuild(base, wedges, THETA, np.ones_like(base.E), np.ones(3), base.E, base.D)
    tariffs = (levels.V * (1 + x) * base.wedges.t).sum(axis=(0, 2))
    np.testing.assert_allclose(levels.R - tariffs, [0, 0.1 * levels.V[2, 0, 1], 0], atol=1e-9 * levels.R.max())
