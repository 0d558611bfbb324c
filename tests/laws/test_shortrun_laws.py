"""Laws of the short run on random worlds: what must hold whatever the data."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.status import Status
from detente.economy.calibration import Calibration
from detente.economy.closures import Closure
from detente.economy.levels import base_levels, rebuild
from detente.economy.longrun import LongRun
from detente.economy.short_limits import Limits
from detente.economy.short_solve import limited_equilibrium, short_equilibrium, short_solve
from detente.economy.short_sweep import Frictions, short_shock
from detente.economy.shortrun import ShortRun
from detente.ledger.wedges import dataset
from detente.world.world import World

LAW = settings(max_examples=15, deadline=None)
WORLDS = 500
seeds = st.integers(0, 2**32 - 1)
thetas = st.floats(-0.3, 8.0)


def random_world(rng, n=4, s=3):
    """A closed world with inputs, zero flows and transfers."""
    size = rng.lognormal(0, 1, n)
    flows = rng.lognormal(0, 1, (n, n, s)) * np.sqrt(np.outer(size, size))[:, :, None] * 10
    flows *= rng.random((n, n, s)) >= 0.2
    own = np.arange(n)
    flows[own, own] = rng.lognormal(0, 0.5, (n, s)) * size[:, None] * 200
    tariff = rng.random((n, n, s)) * 0.3
    tariff[own, own] = 0
    output, spending = flows.sum(axis=0), (flows * (1 + tariff)).sum(axis=1)
    use = rng.random((n, s, s)) * output[:, None, :] / s
    use *= np.minimum(1, 0.7 * spending / use.sum(axis=2))[:, :, None]
    regions, sectors = [f"R{k}" for k in range(n)], [f"S{k}" for k in range(s)]
    return World.from_arrays(flows, None, use, None, tariff, regions=regions, sectors=sectors, year=2020, unit="USD mn")


def random_wedges(rng, world):
    after = dataset(world, world.tariff.copy())
    own = np.arange(len(world.regions))
    for name, scale in (("tariff", rng.choice((0.3, 1.5, 5.0))), ("export_tax", 0.2), ("barrier", 0.2)):
        added = rng.random(world.flows.shape) * scale * (rng.random(world.flows.shape) < 0.3)
        added[own, own] = 0
        after[name] = after[name] + added
    return after


def random_frictions(rng, n=4):
    return Frictions(
        labour=rng.choice(("immobile", "immobile", "mobile")),
        beta=rng.uniform(0, 0.6),
        omega=rng.choice((0.0, 0.9, 1.0)),
        chi=rng.choice((0.0, 0.5, 1.0), n),
        sigma=rng.choice((0.3, 0.5, 1.0)),
        eta=rng.choice((0.1, 0.5, 1.0)),
        rho=rng.choice((0.9, 1.0)),
    )


def random_case(seed):
    """Arguments of one equilibrium; transfers move with incomes, so that every economy can pay."""
    rng = np.random.default_rng(seed)
    world = random_world(rng)
    after = random_wedges(rng, world)
    cubes = [np.ascontiguousarray(after[k].transpose("sector", "importer", "exporter")) for k in after]
    base = Calibration.from_world(world)
    wedges = replace(base.wedges, t=cubes[0], x=cubes[1], d=1 + cubes[2])
    return base, wedges, rng.uniform(-0.3, 8.0, 3), base.D, Closure(proportional=True), random_frictions(rng)


def test_floors_and_workers_hold_in_five_hundred_worlds():
    ended = Counter()
    for seed in range(WORLDS):
        base, wedges, theta, D, closure, frictions = random_case(seed)
        found = short_equilibrium(base, wedges, theta, D, closure, frictions)
        ended[found.status] += 1
        if found.status is not Status.CONVERGED:
            continue
        w, l, floor = found.after.w, found.after.l, found.after.floor
        idle = 1 - l if frictions.labour == "immobile" else np.broadcast_to(found.after.unemployment, l.shape)
        slack = w / np.maximum(floor, 1e-300) - 1 if frictions.omega else np.ones_like(w)
        assert np.abs(np.minimum(slack, idle)).max() < 1e-8, seed
        assert idle.min() > -1e-12, seed
        payrolls = base.gva * base.Y
        heads = (payrolls * l).sum(axis=0) + found.after.unemployment * base.wL
        np.testing.assert_allclose(heads, base.wL, rtol=1e-12)
    assert ended[Status.CONVERGED] >= 0.99 * WORLDS
    assert Status.DIVERGED not in ended


def test_random_starts_end_in_the_same_place():
    ended = Counter()
    for seed in range(12):
        base, *rest = random_case(seed)
        s = short_shock(base, *rest)
        usual = short_solve(s)
        if usual.status is not Status.CONVERGED:
            continue
        rng = np.random.default_rng(seed)
        live = np.concatenate((base.Y > 0, base.E > 0, base.Y > 0), axis=None)
        for _ in range(20):
            other = short_solve(s, rng.normal(0, 0.3, usual.y.size))
            ended[other.status] += 1
            if other.status is Status.CONVERGED:
                assert np.abs(other.y - usual.y)[live].max() < 1e-6, seed
    assert ended[Status.CONVERGED] >= 200


@pytest.mark.parametrize("seed", range(25))
def test_a_higher_floor_never_raises_employment(seed):
    base, wedges, theta, D, closure, frictions = random_case(seed)
    employed = []
    for omega in (0.0, 0.8, 0.9, 0.97, 1.0):
        found = short_equilibrium(base, wedges, theta, D, closure, replace(frictions, omega=omega))
        if found.status is Status.CONVERGED:
            employed.append(found.after.levels.L)
    assert len(employed) >= 4
    assert np.all(np.diff(employed, axis=0) <= 1e-9)
    np.testing.assert_allclose(employed[0], 1, atol=1e-12)


@LAW
@given(seeds, st.floats(1.2, 12.0))
def test_one_mobile_factor_and_plain_mixes_are_the_long_run(seed, theta):
    rng = np.random.default_rng(seed)
    world = random_world(rng)
    before, after = dataset(world, world.tariff.copy()), random_wedges(rng, world)
    short = ShortRun(
        elasticity=theta,
        horizon_months=np.inf,
        labour="mobile",
        capital_share=0.0,
        wage_rigidity=0.0,
        input_substitution=(1.0, 1.0, 1.0),
        deficits="proportional",
    ).solve(world, before, after)
    long = LongRun(elasticity=theta, deficits="proportional").solve(world, before, after)
    for name in ("welfare", "sector_price", "output", "revenue"):
        np.testing.assert_allclose(short.data[name], long.data[name], rtol=1e-8, atol=1e-8)


@LAW
@given(seeds, thetas, st.floats(1e-3, 1e3))
def test_the_unit_of_money_does_not_matter(seed, theta, scale):
    base, wedges, _, D, closure, frictions = random_case(seed)
    scaled = replace(base, E=base.E * scale, Y=base.Y * scale, wL=base.wL * scale, D=D * scale)
    one = short_equilibrium(base, wedges, np.full(3, theta), D, closure, frictions)
    two = short_equilibrium(scaled, wedges, np.full(3, theta), scaled.D, closure, frictions)
    if one.status is Status.CONVERGED and two.status is Status.CONVERGED:
        np.testing.assert_allclose(one.after.w, two.after.w, rtol=1e-8)
        np.testing.assert_allclose(one.after.levels.V * scale, two.after.levels.V, rtol=1e-7, atol=1e-9 * scale)


@LAW
@given(seeds, thetas)
def test_no_change_of_wedges_changes_nothing(seed, theta):
    base, _, _, D, closure, frictions = random_case(seed)
    found = short_equilibrium(base, base.wedges, np.full(3, theta), D, closure, frictions)
    assert found.status is Status.CONVERGED
    assert np.abs(found.solution.y).max() < 1e-11
    assert np.abs(found.after.unemployment).max() < 1e-11


def limited(case, at, limit, *, cap):
    """The case with a limit on one cell."""
    places = [np.array([place]) for place in at]
    held = Limits(*places, cap=np.array([cap]), limit=np.array([limit]))
    return limited_equilibrium(*case, held)


def free_case(seed):
    """A random case, its solution, a traded foreign cell and what is traded there, as ratios to the base."""
    case = random_case(seed)
    found = short_equilibrium(*case)
    V = base_levels(case[0]).V.copy()
    V[:, np.arange(4), np.arange(4)] = 0
    at = np.unravel_index(np.random.default_rng([seed, 1]).choice(np.flatnonzero(V)), V.shape)
    value = found.levels.V[at] / V[at]
    return case, found, at, value / (found.levels.c[at[0], at[2]] * case[1].d[at]), value


@LAW
@given(seeds)
def test_limits_that_hold_already_change_nothing(seed):
    case, found, at, quantity, value = free_case(seed)
    for limit, cap in ((1.5 * quantity, True), (value / 1.5, False)):
        same = limited(case, at, limit, cap=cap)
        if Status.CONVERGED is same.status is found.status:
            np.testing.assert_array_equal(same.mu, 0)
            np.testing.assert_allclose(same.levels.V, found.levels.V, rtol=1e-8)


@LAW
@given(seeds)
def test_a_tighter_cap_has_a_higher_premium_and_is_met(seed):
    case, found, at, quantity, _ = free_case(seed)
    premia = []
    for share in (0.9, 0.6, 0.3):
        capped = limited(case, at, share * quantity, cap=True)
        if found.status is Status.CONVERGED is capped.status:
            value = capped.levels.V[at] / base_levels(case[0]).V[at]
            assert value / (capped.levels.c[at[0], at[2]] * case[1].d[at]) == pytest.approx(share * quantity, rel=1e-8)
            premia.append(float(capped.mu[0]))
    assert all(premium > 0 for premium in premia)
    assert premia == sorted(premia)


@LAW
@given(seeds)
def test_without_rigidity_each_sector_is_paid_what_it_earns(seed):
    """The long run's conditions with a labour market in each sector, written in the long run's shares."""
    base, wedges, theta, D, closure, frictions = random_case(seed)
    theta = np.abs(theta) + 0.1
    plain = replace(frictions, labour="immobile", omega=0.0, sigma=1.0, eta=1.0, rho=1.0)
    found = short_equilibrium(base, wedges, theta, D, closure, plain)
    if found.status is not Status.CONVERGED:
        return
    now, w = found.levels, found.after.w
    made = base.Y > 0
    at = rebuild(base, wedges, theta, now.c, now.w, now.E, now.D)
    scale = at.Y.sum()
    cost = base.gva * np.log(w) + np.einsum("nkj,kn->jn", base.G, np.log(at.P))
    np.testing.assert_allclose(np.log(now.c)[made], cost[made], atol=1e-9)
    np.testing.assert_allclose(base.gva * at.Y, base.gva * base.Y * w, atol=1e-9 * scale)
    income = (base.gva * base.Y * w).sum(axis=0) + at.R + now.D
    np.testing.assert_allclose(at.E, base.alpha * income + np.einsum("nkj,jn->kn", base.G, at.Y), atol=1e-9 * scale)
    np.testing.assert_allclose(found.after.l, 1, atol=1e-12)
