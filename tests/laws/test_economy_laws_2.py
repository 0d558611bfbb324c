"""More laws of the long run: best tariffs of small economies, and worlds cut in two."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from detente.economy.longrun import LongRun
from detente.ledger.wedges import dataset, wedges
from detente.world.world import World

LAW = settings(max_examples=8, deadline=None)
seeds = st.integers(0, 2**32 - 1)


def build(flows, use=None, tariff=None, sectors=None):
    n, _, s = flows.shape
    return World.from_arrays(
        flows,
        None,
        use,
        None,
        np.zeros_like(flows) if tariff is None else tariff,
        regions=[f"R{k}" for k in range(n)],
        sectors=sectors or [f"S{k}" for k in range(s)],
        year=2020,
        unit="USD mn",
    )


def open_world(seed, n=3, s=2, small=1.0):
    """A world without deficits whose first economy is ``small`` times its size."""
    rng = np.random.default_rng(seed)
    size = rng.lognormal(0, 0.3, n)
    size[0] *= small
    flows = rng.lognormal(0, 0.3, (n, n, s)) * np.outer(size, size)[:, :, None] / size.sum()
    flows = (flows + flows.transpose(1, 0, 2)) / 2
    own = np.arange(n)
    flows[own, own] = 3.0 * size[:, None] * rng.lognormal(0, 0.2, (n, s))
    return flows


def uniform(world, rate):
    """The first economy levies one rate on everything it imports."""
    tariff = world.tariff.copy()
    tariff[0, 1:] = rate
    return dataset(world, tariff)


def slope(world, theta, rate):
    """Slope of its real income in that rate."""
    outcome = LongRun(elasticity=theta, deficits="balanced").solve(world, wedges(world), uniform(world, rate))
    return float(outcome.gradient(("log_real_income", "R0")).data["tariff"].sel(importer="R0").sum())


@LAW
@given(seeds, st.floats(2.0, 8.0))
def test_the_best_tariff_of_a_small_economy_is_one_over_theta(seed, theta):
    world = build(open_world(seed, small=1e-5))
    best = brentq(lambda rate: slope(world, theta, rate), 0.2 / theta, 4.0 / theta, xtol=1e-10)
    assert best == pytest.approx(1.0 / theta, rel=1e-3)


@LAW
@given(seeds, st.floats(2.0, 8.0))
def test_at_the_best_tariff_small_changes_cost_nothing_of_first_order(seed, theta):
    world = build(open_world(seed))
    best = brentq(lambda rate: slope(world, theta, rate), 1e-3, 3.0, xtol=1e-12)
    model = LongRun(elasticity=theta, deficits="balanced")
    top = uniform(world, best)

    def loss(step):
        return -float(model.solve(world, top, uniform(world, best + step)).data["welfare"].sel(region="R0"))

    for sign in (1.0, -1.0):
        wide, near = loss(sign * 0.02), loss(sign * 0.01)
        assert 0.0 < near < wide
        assert wide / near == pytest.approx(4.0, rel=0.15)


@LAW
@given(seeds, st.floats(1.5, 10.0))
def test_a_sector_cut_into_equal_halves_changes_nothing(seed, theta):
    rng = np.random.default_rng(seed)
    flows = open_world(seed)
    use = rng.random((3, 2, 2)) * 0.3 * flows.sum(axis=0)[:, None, :] / 2
    use *= np.minimum(1, 0.5 * flows.sum(axis=1) / use.sum(axis=2))[:, :, None]
    world = build(flows, use)
    parts = np.array([0, 1, 1])
    weight = np.array([1.0, 0.5, 0.5])
    cut = build(flows[:, :, parts] * weight, use[:, parts][:, :, parts] * weight[:, None] * weight)
    after = wedges(world)
    after["tariff"] = after["tariff"] + rng.random(flows.shape) * (1.0 - np.eye(3)[:, :, None])
    finer = after.isel(sector=parts).assign_coords(sector=list(cut.sectors))
    model = LongRun(elasticity=theta)
    one, two = (model.solve(w, wedges(w), change).data for w, change in ((world, after), (cut, finer)))
    np.testing.assert_allclose(two["welfare"], one["welfare"], atol=1e-9)
    np.testing.assert_allclose(two["output"], one["output"].values[:, parts], atol=1e-8)


@LAW
@given(seeds, st.floats(1.5, 10.0))
def test_a_world_in_free_trade_with_its_own_copy_fares_like_itself(seed, theta):
    rng = np.random.default_rng(seed)
    flows = open_world(seed)
    world = build(flows)
    twice = np.array([0, 1, 2, 0, 1, 2])
    both = build(flows[twice][:, twice] / 2)
    after = wedges(world)
    after["tariff"] = after["tariff"] + rng.random(flows.shape) * (1.0 - np.eye(3)[:, :, None])
    tariff = after["tariff"].values[twice][:, twice]
    model = LongRun(elasticity=theta)
    one = model.solve(world, wedges(world), after).data["welfare"].values
    two = model.solve(both, wedges(both), dataset(both, tariff)).data["welfare"].values
    np.testing.assert_allclose(two, one[twice], atol=1e-9)
    assert np.abs(one).max() > 1e-5


@LAW
@given(seeds, st.floats(1.5, 10.0), st.floats(0.05, 0.6))
def test_lerner_with_services_taxed_and_trade_balanced(seed, theta, rate):
    """Services bear the tax like goods; with a transfer, or with goods alone taxed, the two taxes differ."""
    flows = open_world(seed)
    world = build(flows)
    model = LongRun(elasticity=theta, deficits="balanced")

    def both(sectors):
        on_exports = wedges(world)
        on_exports["export_tax"].values[1:, 0, sectors] = rate
        tariff = world.tariff.copy()
        tariff[0, 1:, sectors] = rate
        return (model.solve(world, wedges(world), w).data for w in (dataset(world, tariff), on_exports))

    one, two = both(slice(None))
    for name in ("welfare", "real_wage", "output_volume"):
        np.testing.assert_allclose(one[name], two[name], atol=1e-9)
    assert float(np.abs(one["welfare"]).max()) > 1e-6
    one, two = both([0])
    assert float(np.abs(one["welfare"] - two["welfare"]).max()) > 1e-6
