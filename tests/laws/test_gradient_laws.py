"""Laws of gradients, decompositions and attributions on random worlds."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.economy.decompose import PARTS
from detente.economy.longrun import LongRun
from detente.ledger.wedges import wedges
from detente.world.world import World

LAW = settings(max_examples=12, deadline=None)
NAMES = ("tariff", "export_tax", "barrier")
seeds = st.integers(0, 2**32 - 1)
thetas = st.floats(1.5, 8.0)


def random_world(seed, n=4, s=3):
    """A closed world with input-output links, zero flows, tariffs and small deficits."""
    rng = np.random.default_rng(seed)
    flows = rng.lognormal(0, 1, (n, n, s)) * (rng.random((n, n, s)) > 0.2)
    own = np.arange(n)
    flows[own, own] = 0
    flows = (flows + 0.8 * flows.transpose(1, 0, 2)) / 2
    flows[own, own] = rng.lognormal(0, 0.3, (n, s)) * (flows.sum(axis=0) + flows.sum(axis=1) + 1.0)
    tariff = rng.random((n, n, s)) * 0.2
    tariff[own, own] = 0
    output, spending = flows.sum(axis=0), (flows * (1 + tariff)).sum(axis=1)
    use = rng.random((n, s, s)) * output[:, None, :] / s
    use *= np.minimum(1, 0.6 * spending / use.sum(axis=2))[:, :, None]
    regions, sectors = [f"R{k}" for k in range(n)], [f"S{k}" for k in range(s)]
    return World.from_arrays(flows, None, use, None, tariff, regions=regions, sectors=sectors, year=2020, unit="USD mn")


def random_wedges(world, seed, top=0.5):
    rng = np.random.default_rng(seed)
    off = 1.0 - np.eye(len(world.regions))[:, :, None]
    after = wedges(world)
    for name, scale in zip(NAMES, (top, 0.15, 0.15), strict=True):
        after[name] = after[name] + rng.random(world.flows.shape) * scale * off
    return after


def directional(slopes, change):
    return float(sum((slopes[name] * change[name]).sum() for name in NAMES))


@LAW
@given(seeds, thetas, st.sampled_from(["fixed", "proportional"]))
def test_the_gradient_is_the_slope_of_small_changes(seed, theta, deficits):
    world = random_world(seed)
    model = LongRun(elasticity=theta, deficits=deficits)
    start = random_wedges(world, seed)
    nudge = random_wedges(world, seed + 1) - wedges(world)
    up, down = (model.solve(world, start, start + h * nudge) for h in (1e-3, -1e-3))
    at_start = model.solve(world, start, start)
    scale = sum(float((np.abs(nudge[name])).sum()) for name in NAMES)
    for of in (("welfare", "R0"), ("nominal_wage", "R1"), ("price_index", "R2")):
        slope = directional(at_start.gradient(of).data, nudge)
        change = float((up.data[of[0]] - down.data[of[0]]).sel(region=of[1])) / 2e-3
        assert slope == pytest.approx(change, abs=2e-6 * scale)


@LAW
@given(seeds, thetas)
def test_mean_slopes_times_the_change_give_the_exact_change(seed, theta):
    world = random_world(seed)
    after = random_wedges(world, seed)
    outcome = LongRun(elasticity=theta).solve(world, wedges(world), after)
    found = outcome.gradient(("welfare", "R0"), at="mean")
    assert found.certificate.ok
    exact = float(outcome.data["welfare"].sel(region="R0"))
    assert directional(found.data, after - wedges(world)) == pytest.approx(exact, abs=1e-8)


@LAW
@given(seeds, thetas, st.sampled_from(["path", "shapley"]))
def test_attributions_sum_to_the_effect(seed, theta, method):
    world = random_world(seed)
    after = random_wedges(world, seed)
    outcome = LongRun(elasticity=theta).solve(world, wedges(world), after)
    change = after - wedges(world)
    rng = np.random.default_rng(seed)
    weight = rng.dirichlet(np.ones(3))
    parts = xr.concat([change * w for w in weight], xr.Variable("part", ["a", "b", "c"]))
    of = {region: ("welfare", region) for region in world.regions}
    effect = outcome.attribute(parts, of, method=method).data["effect"]
    np.testing.assert_allclose(effect.sum("part"), outcome.data["welfare"], atol=1e-8)
    if method == "path":
        np.testing.assert_allclose(effect, weight[:, None] * outcome.data["welfare"].values, atol=1e-8)


@LAW
@given(seeds, thetas)
def test_parts_of_real_income_add_up(seed, theta):
    world = random_world(seed)
    outcome = LongRun(elasticity=theta).solve(world, wedges(world), random_wedges(world, seed))
    found = outcome.decompose()
    assert found.certificate.ok
    np.testing.assert_allclose(sum(found.data[part] for part in PARTS), outcome.data["welfare"], atol=1e-8)


@LAW
@given(seeds, thetas)
def test_terms_of_trade_are_won_from_others(seed, theta):
    """In money, what one economy gains in its terms of trade another loses; so it is for small changes."""
    world = random_world(seed)
    after = wedges(world) + 1e-5 * (random_wedges(world, seed) - wedges(world))
    outcome = LongRun(elasticity=theta).solve(world, wedges(world), after)
    money = outcome.decompose().data["terms_of_trade"] * outcome.data["income_base"]
    assert abs(float(money.sum())) < 1e-4 * float(np.abs(money).sum())


@LAW
@given(seeds, thetas)
def test_a_uniform_import_tariff_and_export_tax_have_the_same_slope(seed, theta):
    """Lerner's symmetry in slopes, with balanced trade: services are taxed too."""
    world = random_world(seed)
    model = LongRun(elasticity=theta, deficits="balanced")
    slopes = model.solve(world, wedges(world), wedges(world)).gradient(("log_real_income", "R0")).data
    imports = (slopes["tariff"] * (1.0 + world.tariff)).sel(importer="R0").sum()
    exports = slopes["export_tax"].sel(exporter="R0").sum()
    assert float(imports) == pytest.approx(float(exports), abs=1e-9)


@LAW
@given(seeds, thetas)
def test_no_money_illusion_in_slopes(seed, theta):
    """A world ten times as rich has the same slopes of shares, and ten times those of money."""
    world = random_world(seed)
    rich = World.from_arrays(
        10 * world.flows,
        None,
        10 * world.input_use,
        None,
        world.tariff,
        regions=world.regions,
        sectors=world.sectors,
        year=2020,
        unit="USD mn",
    )
    after = random_wedges(world, seed)
    small, large = (LongRun(elasticity=theta).solve(w, wedges(w), after) for w in (world, rich))
    for of, factor in ((("welfare", "R1"), 1.0), (("revenue", "R1"), 10.0)):
        one, two = (outcome.gradient(of).data["tariff"] for outcome in (small, large))
        np.testing.assert_allclose(two, factor * one, rtol=1e-6, atol=1e-9 * factor * float(np.abs(one).max()))
