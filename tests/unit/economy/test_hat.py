from dataclasses import replace

import numpy as np
import pytest

from detente.economy.calibration import Calibration, Wedges
from detente.economy.hat import join, normalised, shock, split, supply, sweep, trade
from detente.economy.levels import rebuild
from detente.world.toy import toy_world

THETA = np.array([3.0, 5.0, 64.85, 4.0])


@pytest.fixture(scope="module")
def base():
    return Calibration.from_world(toy_world())


def wild(base, seed=0):
    rng = np.random.default_rng(seed)
    off = 1.0 - np.eye(3)
    t = base.wedges.t + rng.random(base.pi.shape) * off
    x = rng.random(base.pi.shape) * 0.2 * off
    return Wedges(t=t, x=x, d=1.0 + rng.random(base.pi.shape) * 0.2 * off)


def test_trade_agrees_with_flows_rebuilt_in_levels(base):
    wedges = wild(base)
    s = shock(base, wedges, THETA, base.D)
    rng = np.random.default_rng(1)
    v = 0.1 * rng.normal(size=base.E.shape)
    E = base.E * np.exp(0.1 * rng.normal(size=base.E.shape))
    z, Phi, u = supply(s, v)
    Y, R = trade(s, z, E / Phi, E)
    levels = rebuild(base, wedges, THETA, np.exp(v), np.ones(3), E, base.D)
    np.testing.assert_allclose(np.exp(u), levels.P, rtol=1e-12)
    np.testing.assert_allclose(Y, levels.Y, rtol=1e-12)
    np.testing.assert_allclose(R, levels.R, rtol=1e-11)


def test_tariffs_of_a_million_percent_without_home_supply_do_not_underflow(base):
    pi = base.pi.copy()
    pi[2, 0] = [0.0, 0.6, 0.4]
    none_at_home = replace(base, pi=pi)
    t = base.wedges.t.copy()
    t[2, 0, 1:] = 1e4
    s = shock(none_at_home, Wedges.tariffs_only(t), THETA, base.D)
    _, _, u = supply(s, np.zeros_like(base.E))
    rise = (1 + t[2, 0, 1:]) / (1 + base.wedges.t[2, 0, 1:])
    expected = np.log((pi[2, 0, 1:] * (rise / rise.min()) ** -64.85).sum()) / -64.85 + np.log(rise.min())
    assert u[2, 0] == pytest.approx(expected, rel=1e-12)
    assert u[2, 1] == pytest.approx(0, abs=1e-15)


def test_a_good_that_nobody_buys_keeps_its_price(base):
    pi, E = base.pi.copy(), base.E.copy()
    pi[0, 2], E[0, 2] = 0.0, 0.0
    s = shock(replace(base, pi=pi, E=E), wild(base), THETA, base.D)
    _, Phi, u = supply(s, np.full_like(base.E, 0.3))
    assert Phi[0, 2] == 1
    assert u[0, 2] == 0
    assert np.isfinite(u).all()


def test_untaxed_worlds_have_no_revenue(base):
    s = shock(base, Wedges.tariffs_only(np.zeros_like(base.pi)), THETA, base.D)
    z, Phi, _ = supply(s, np.zeros_like(base.E))
    Y, R = trade(s, z, base.E / Phi, base.E)
    assert np.all(R == 0)
    assert Y.sum() == pytest.approx(base.E.sum())


def test_numeraire_and_state_round_trip(base):
    s = shock(base, base.wedges, THETA, base.D)
    lw = normalised(s, np.array([0.3, -0.2, 700.0]))
    assert (np.exp(lw) * base.wL).sum() == pytest.approx(base.world_income)
    v, q = np.arange(12.0).reshape(4, 3), -np.arange(12.0).reshape(4, 3)
    for got, put in zip(split(base, join(v, q, lw)), (v, q, lw), strict=True):
        np.testing.assert_array_equal(got, put)


def test_negative_spending_is_not_a_number(base):
    s = shock(base, base.wedges, THETA, -10.0 * base.wL)
    with np.errstate(invalid="ignore"):
        assert np.isnan(sweep(s, np.zeros(2 * base.E.size + 3), home_rounds=False)).any()
