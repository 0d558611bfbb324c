"""Laws of the long run on random worlds: what must hold whatever the data."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.core.status import Status
from detente.economy.longrun import LongRun
from detente.ledger.wedges import dataset
from detente.world.world import World

LAW = settings(max_examples=20, deadline=None)


def make_world(flows, use, tariff, regions=None, sectors=None):
    n, _, s = flows.shape
    return World.from_arrays(
        flows,
        None,
        use,
        None,
        tariff,
        regions=regions or [f"R{k}" for k in range(n)],
        sectors=sectors or [f"S{k}" for k in range(s)],
        year=2020,
        unit="USD mn",
    )


def random_world(seed, n=4, s=3, zeros=0.2, home=200.0, tariffs=True, balanced=False, largest_payer=0.3):
    """A closed world with input-output, zero flows and deficits; none pays away more than its largest payer may."""
    rng = np.random.default_rng(seed)
    size = rng.lognormal(0, 1, n)
    flows = rng.lognormal(0, 1, (n, n, s)) * np.sqrt(np.outer(size, size))[:, :, None] * 10
    flows *= rng.random((n, n, s)) >= zeros
    own = np.arange(n)
    flows[own, own] = rng.lognormal(0, 0.5, (n, s)) * size[:, None] * home
    if balanced:
        flows = (flows + flows.transpose(1, 0, 2)) / 2
    tariff = rng.random((n, n, s)) * 0.3 * tariffs
    tariff[own, own] = 0
    output, spending = flows.sum(axis=0), (flows * (1 + tariff)).sum(axis=1)
    use = rng.random((n, s, s)) * output[:, None, :] / s
    use *= np.minimum(1, 0.7 * spending / use.sum(axis=2))[:, :, None]
    world = make_world(flows, use, tariff)
    # who pays away most of its income may have none left after a shock, and then there is nothing to compare
    if np.isfinite(largest_payer):
        assume((world.deficits > -largest_payer * world.value_added.sum(axis=1)).all())
    return world


def base_of(world):
    return dataset(world, world.tariff.copy())


def random_wedges(world, seed, top=1.0):
    rng = np.random.default_rng(seed)
    own = np.arange(len(world.regions))
    after = base_of(world)
    for name, scale in (("tariff", top), ("export_tax", 0.2), ("barrier", 0.2)):
        added = rng.random(world.flows.shape) * scale * (rng.random(world.flows.shape) < 0.3)
        added[own, own] = 0
        after[name] = after[name] + added
    return after


seeds = st.integers(0, 2**32 - 1)
thetas = st.floats(1.2, 12.0)


@LAW
@given(seeds, thetas)
def test_no_shock_no_change(seed, theta):
    world = random_world(seed)
    data = LongRun(elasticity=theta).solve(world, base_of(world), base_of(world)).data
    for name in ("welfare", "real_wage", "price_index", "output", "producer_price", "sector_price", "trade"):
        assert float(np.abs(data[name]).max()) <= 1e-12, name
    np.testing.assert_allclose(data["revenue"], world.revenue, rtol=1e-12)


@LAW
@given(seeds, thetas)
def test_zero_flows_stay_zero_and_only_they_are_missing(seed, theta):
    world = random_world(seed, zeros=0.6)
    data = LongRun(elasticity=theta).solve(world, base_of(world), random_wedges(world, seed)).data
    assert np.array_equal(np.isnan(data["trade"].values), world.flows == 0)
    assert np.all(data["trade_value"].values[world.flows == 0] == 0)
    abroad = world.flows.sum(axis=2)[~np.eye(len(world.regions), dtype=bool)].reshape(len(world.regions), -1)
    assert np.array_equal(np.isnan(data["imports"].values), abroad.sum(axis=1) == 0)
    for name in set(data.data_vars) - {"trade", "exports", "imports"}:
        assert np.isfinite(data[name].values).all(), name


@LAW
@given(seeds, thetas, st.floats(1e-3, 1e3))
def test_the_unit_of_money_does_not_matter(seed, theta, scale):
    world = random_world(seed)
    scaled = make_world(world.flows * scale, world.input_use * scale, world.tariff)
    model, after = LongRun(elasticity=theta), random_wedges(world, seed)
    one = model.solve(world, base_of(world), after).data
    two = model.solve(scaled, base_of(world), after).data
    np.testing.assert_allclose(one["welfare"], two["welfare"], atol=1e-9)
    np.testing.assert_allclose(one["revenue"] * scale, two["revenue"], rtol=1e-8)


@LAW
@given(seeds, thetas)
def test_order_of_labels_does_not_matter(seed, theta):
    world = random_world(seed)
    rng = np.random.default_rng(seed)
    r, s = rng.permutation(len(world.regions)), rng.permutation(len(world.sectors))
    shuffled = make_world(
        world.flows[np.ix_(r, r, s)],
        world.input_use[np.ix_(r, s, s)],
        world.tariff[np.ix_(r, r, s)],
        [world.regions[k] for k in r],
        [world.sectors[k] for k in s],
    )
    after = random_wedges(world, seed)
    moved = after.isel(importer=r, exporter=r, sector=s)
    model = LongRun(elasticity=theta)
    one = model.solve(world, base_of(world), after).data
    two = model.solve(shuffled, base_of(shuffled), moved).data
    xr.testing.assert_allclose(
        one[["welfare", "output", "trade_value"]],
        two.reindex_like(one)[["welfare", "output", "trade_value"]],
        rtol=1e-7,
        atol=1e-9,
    )


@LAW
@given(seeds, thetas)
def test_two_identical_halves_fare_like_the_whole(seed, theta):
    world = random_world(seed)
    n = len(world.regions)
    half = np.array([*range(n), 0])
    weight = np.ones(n + 1)
    weight[[0, n]] = 0.5
    parts = make_world(
        world.flows[half][:, half] * weight[:, None, None] * weight[None, :, None],
        world.input_use[half] * weight[:, None, None],
        world.tariff[half][:, half],
    )
    after = random_wedges(world, seed)
    cubes = {v: (("importer", "exporter", "sector"), after[v].values[half][:, half]) for v in after.data_vars}
    labels = {"importer": list(parts.regions), "exporter": list(parts.regions), "sector": list(parts.sectors)}
    model = LongRun(elasticity=theta)
    whole = model.solve(world, base_of(world), after).data["welfare"].values
    split = model.solve(parts, base_of(parts), xr.Dataset(cubes, coords=labels)).data["welfare"].values
    np.testing.assert_allclose(split, whole[half], atol=1e-9)


@LAW
@given(seeds, thetas, st.floats(0.01, 0.5))
def test_lerner_symmetry(seed, theta, rate):
    world = random_world(seed)
    foreign = np.arange(len(world.regions)) != 0
    tariff = world.tariff.copy()
    tariff[0, foreign] = (1 + tariff[0, foreign]) * (1 + rate) - 1
    on_imports = dataset(world, tariff)
    on_exports = base_of(world)
    on_exports["export_tax"][foreign, 0] = rate
    model = LongRun(elasticity=theta, deficits="balanced")
    one = model.solve(world, base_of(world), on_imports).data
    two = model.solve(world, base_of(world), on_exports).data
    for name in ("welfare", "real_wage", "output_volume"):
        np.testing.assert_allclose(one[name], two[name], atol=1e-9)


@LAW
@given(seeds, st.floats(2.0, 8.0))
def test_autarky_loses_the_gains_from_trade_in_closed_form(seed, theta):
    world = random_world(seed, tariffs=False, balanced=True)
    own = np.arange(len(world.regions))
    closed = base_of(world)
    closed["barrier"] = closed["barrier"] + 1e6
    closed["barrier"].values[own, own] = 0
    found = LongRun(elasticity=theta, deficits="balanced").solve(world, base_of(world), closed)
    share = world.flows[own, own] / world.flows.sum(axis=1)
    final = world.final_use / world.final_use.sum(axis=1, keepdims=True)
    inputs = world.input_use / world.output[:, None, :]
    rounds = np.linalg.inv(np.eye(len(world.sectors)) - inputs)
    # ln W = sum_s final_s sum_k a_ks ln(share_k) / theta, a the Leontief inverse by input k and user s
    expected = np.einsum("ns,nks,nk->n", final, rounds, np.log(share)) / theta
    np.testing.assert_allclose(np.log1p(found.data["welfare"]), expected, atol=1e-9)


@LAW
@given(seeds, thetas)
def test_steps_chain(seed, theta):
    world = random_world(seed)
    middle, end = random_wedges(world, seed), random_wedges(world, seed + 1)
    model = LongRun(elasticity=theta)
    first = model.solve(world, base_of(world), middle).data
    second = model.solve(world, middle, end).data
    whole = model.solve(world, base_of(world), end).data
    np.testing.assert_allclose((1 + first["welfare"]) * (1 + second["welfare"]), 1 + whole["welfare"], atol=1e-9)
    np.testing.assert_allclose(second["trade_base"], first["trade_value"], rtol=1e-8)


@LAW
@given(seeds, thetas)
def test_first_order_is_the_slope_at_the_base(seed, theta):
    world = random_world(seed)
    start = random_wedges(world, seed)
    nudge = random_wedges(world, seed + 1) - base_of(world)
    after = start + 1e-6 * nudge
    data = LongRun(elasticity=theta).solve(world, start, after).data
    np.testing.assert_allclose(data["welfare_first_order"], data["welfare"], atol=1e-9)
    assert float(np.abs(data["welfare"]).max()) > 1e-8


@settings(max_examples=60, deadline=None)
@given(seeds, st.floats(1.2, 60.0), st.floats(0.0, 50.0), st.booleans())
def test_any_world_is_solved_or_diagnosed(seed, theta, top, balanced):
    world = random_world(seed, n=5, s=4, zeros=0.5, home=60.0, largest_payer=np.inf)
    model = LongRun(elasticity=theta, deficits="balanced" if balanced else "fixed")
    found = model.solve(world, base_of(world), random_wedges(world, seed, top), throw=False)
    if found.certificate.ok:
        assert max(found.check().values()) <= 1e-9
        assert found.certificate.details["lowest income over factor income"] > 0
    else:
        assert not found.data.data_vars
        assert found.certificate.status in {Status.MAX_ITERATIONS, Status.DIVERGED, Status.NO_EQUILIBRIUM}
        assert world.name in found.certificate.details["sentence"]


@pytest.mark.parametrize("theta", [2.5, 8.0])
def test_world_income_is_the_numeraire(theta):
    world = random_world(7, largest_payer=np.inf)
    data = LongRun(elasticity=theta).solve(world, base_of(world), random_wedges(world, 7)).data
    factor = world.value_added.sum(axis=1)
    assert abs(float((data["nominal_wage"].values * factor).sum())) < 1e-10 * factor.sum()
