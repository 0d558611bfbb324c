"""The kernel against the textbook equations in levels, solved by a general root finder and nothing of ours."""

import numpy as np
import pytest
from scipy.optimize import root

from detente.economy.longrun import LongRun
from detente.ledger.wedges import wedges
from detente.world.toy import toy_world

THETA = np.array([3.0, 5.0, 6.0, 4.0])


def levels_residual(x, world, tariff, export_tax, barrier):
    """Residuals of the model in levels; ``x`` stacks ln P, ln E, ln w, all in [region, sector] order."""
    n, s = world.output.shape
    P, E = np.exp(x[: n * s]).reshape(n, s), np.exp(x[n * s : 2 * n * s]).reshape(n, s)
    w = np.exp(x[2 * n * s :])
    inputs = world.input_use / world.output[:, None, :]
    labour = world.value_added / world.output
    cost = w[:, None] ** labour * np.prod(P[:, :, None] ** inputs, axis=1)
    paid = cost[None] * (1 + tariff) / (1 + world.tariff) * (1 + export_tax) * (1 + barrier)
    share = world.flows * (1 + world.tariff) / world.spending[:, None, :]
    spread = share * paid ** (-THETA)
    index = spread.sum(axis=1) ** (-1 / THETA)
    bought = spread / spread.sum(axis=1, keepdims=True) * E[:, None, :]
    basic = bought / (1 + tariff) / (1 + export_tax)
    made = basic.sum(axis=0)
    revenue = (basic * (1 + export_tax) * tariff).sum(axis=(1, 2)) + (basic * export_tax).sum(axis=(0, 2))
    earned = w * world.value_added.sum(axis=1)
    final = world.final_use / world.final_use.sum(axis=1, keepdims=True)
    spent = final * (earned + revenue + world.deficits)[:, None] + np.einsum("nkj,nj->nk", inputs, made)
    wages = np.log((labour * made).sum(axis=1) / earned)
    wages[-1] = earned.sum() / world.value_added.sum() - 1
    return np.concatenate([(np.log(index) - np.log(P)).ravel(), (np.log(spent) - np.log(E)).ravel(), wages])


@pytest.mark.parametrize("seed", range(3))
def test_welfare_and_trade_agree_with_a_root_of_the_levels(seed):
    world = toy_world()
    rng = np.random.default_rng(seed)
    after = wedges(world)
    off = 1.0 - np.eye(3)[:, :, None]
    for name, scale in (("tariff", 0.8), ("export_tax", 0.2), ("barrier", 0.3)):
        after[name] = after[name] + rng.random(world.flows.shape) * scale * off
    cubes = [after[name].values for name in ("tariff", "export_tax", "barrier")]
    start = np.concatenate([np.zeros(12), np.log(world.spending).ravel(), np.zeros(3)])
    np.testing.assert_allclose(levels_residual(start, world, world.tariff, 0.0, 0.0), 0.0, atol=1e-12)
    found = root(levels_residual, start, args=(world, *cubes), method="hybr", options={"xtol": 1e-13})
    assert np.abs(found.fun).max() < 1e-11
    data = LongRun(elasticity=THETA).solve(world, wedges(world), after).data
    prices = np.exp(found.x[:12]).reshape(3, 4)
    np.testing.assert_allclose(1 + data["sector_price"], prices, rtol=1e-9)
    np.testing.assert_allclose(1 + data["nominal_wage"], np.exp(found.x[24:]), rtol=1e-9)
    assert float(np.abs(data["welfare"]).min()) > 1e-4
