"""Laws that every closure keeps, on random worlds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.core.status import Status
from detente.economy.calibration import Calibration, Wedges
from detente.economy.equilibrium import equilibrium
from detente.economy.longrun import LongRun
from detente.ledger.wedges import dataset
from detente.world.world import World

LAW = settings(max_examples=10, deadline=None)
CLOSURES = {
    "proportional": {"deficits": "proportional"},
    "services": {"deficits": "services-share", "services": 0.15},
    "income tax": {"rebate": "income-tax", "labour_supply": 0.5},
    "burnt": {"rebate": "none"},
    "scale": {"scale": 0.05},
    "all": {
        "deficits": "services-share", "services": 0.1, "rebate": "income-tax", "labour_supply": 0.5, "scale": 0.05,
    },
}  # fmt: skip
seeds = st.integers(0, 2**32 - 1)
thetas = st.floats(2.0, 9.0)


def random_world(seed, scale=1.0, balanced=False):
    """A closed world of 4 by 3 with input-output, zero flows, deficits and tariffs; neither of the last if balanced."""
    rng = np.random.default_rng(seed)
    n, s = 4, 3
    flows = rng.lognormal(0, 1, (n, n, s)) * 10 * (rng.random((n, n, s)) >= 0.2)
    own = np.arange(n)
    flows[own, own] = rng.lognormal(0, 0.5, (n, s)) * 200
    if balanced:
        flows = (flows + flows.transpose(1, 0, 2)) / 2
    tariff = rng.random((n, n, s)) * 0.3 * (not balanced)
    tariff[own, own] = 0
    use = rng.random((n, s, s)) * flows.sum(axis=0)[:, None, :] / s
    use *= np.minimum(1, 0.7 * (flows * (1 + tariff)).sum(axis=1) / use.sum(axis=2))[:, :, None]
    world = World.from_arrays(
        flows * scale, None, use * scale, None, tariff,
        regions=[f"R{k}" for k in range(n)], sectors=[f"S{k}" for k in range(s)], year=2020, unit="USD mn",
    )  # fmt: skip
    # who pays away most of its income may have none left after a shock, and then there is nothing to compare
    assume((world.deficits > -0.3 * world.value_added.sum(axis=1)).all())
    return world


def shocked(world, seed):
    rng = np.random.default_rng(seed + 1)
    after = dataset(world, world.tariff.copy())
    own = np.arange(len(world.regions))
    for name, top in (("tariff", 0.6), ("export_tax", 0.2), ("barrier", 0.2)):
        added = rng.random(world.flows.shape) * top * (rng.random(world.flows.shape) < 0.3)
        added[own, own] = 0
        after[name] = after[name] + added
    return after


@pytest.mark.parametrize("closure", CLOSURES.values(), ids=CLOSURES)
@LAW
@given(seed=seeds, theta=thetas)
def test_no_shock_no_change(closure, seed, theta):
    world = random_world(seed)
    base = dataset(world, world.tariff.copy())
    data = LongRun(elasticity=theta, **closure).solve(world, base, base).data
    for name in ("welfare", "employment", "real_wage", "price_index", "output", "sector_price", "trade"):
        assert float(np.abs(data[name]).max()) <= 1e-11, name


@pytest.mark.parametrize("closure", CLOSURES.values(), ids=CLOSURES)
@LAW
@given(seed=seeds, theta=thetas)
def test_a_shock_is_solved_and_the_unit_of_money_does_not_matter(closure, seed, theta):
    model = LongRun(elasticity=theta, **closure)
    found = []
    for scale in (1.0, 1000.0):
        world = random_world(seed, scale)
        outcome = model.solve(world, dataset(world, world.tariff.copy()), shocked(world, seed))
        assert max(outcome.check().values()) <= 1e-9
        found.append(outcome.data)
    np.testing.assert_allclose(found[0]["welfare"], found[1]["welfare"], atol=1e-9)
    np.testing.assert_allclose(1000.0 * found[0]["revenue"], found[1]["revenue"], rtol=1e-8)
    assert float(np.abs(found[0]["welfare"]).max()) > 1e-6


@pytest.mark.parametrize("closure", CLOSURES.values(), ids=CLOSURES)
@LAW
@given(seed=seeds, theta=thetas)
def test_steps_chain(closure, seed, theta):
    if closure.get("rebate") == "income-tax":
        # the relief is counted from each step's own start, so utility does not chain by construction
        closure = {**closure, "rebate": "lump-sum"}
    world = random_world(seed)
    start, middle, end = dataset(world, world.tariff.copy()), shocked(world, seed), shocked(world, seed + 7)
    model = LongRun(elasticity=theta, **closure)
    first, second, whole = (model.solve(world, a, b).data for a, b in ((start, middle), (middle, end), (start, end)))
    for name in ("real_wage", "employment", "price_index"):
        chained = (1 + first[name]) * (1 + second[name])
        np.testing.assert_allclose(chained, 1 + whole[name], atol=1e-8)


@LAW
@given(seed=seeds, theta=st.floats(2.0, 8.0))
def test_prohibitive_barriers_cost_the_gains_from_trade_to_ten_digits(seed, theta):
    world = random_world(seed, balanced=True)
    base = Calibration.from_world(world)
    own = np.arange(4)
    d = np.full_like(base.pi, 1e20)
    d[:, own, own] = 1.0
    found = equilibrium(base, Wedges(base.wedges.t, base.wedges.x, d), np.full(3, theta), np.zeros(4))
    assert found.status is Status.CONVERGED
    share = world.flows[own, own] / world.flows.sum(axis=1)
    final = world.final_use / world.final_use.sum(axis=1, keepdims=True)
    rounds = np.linalg.inv(np.eye(3) - world.input_use / world.output[:, None, :])
    expected = np.einsum("ns,nks,nk->n", final, rounds, np.log(share)) / theta
    real_wage = np.log(found.levels.w) - (base.alpha * np.log(found.levels.P)).sum(axis=0)
    np.testing.assert_allclose(real_wage, expected, atol=1e-10)


@LAW
@given(seed=seeds, theta=st.floats(2.0, 9.0), top=st.floats(3.0, 50.0))
def test_where_no_equilibrium_exists_the_sentence_says_up_to_where_one_does(seed, theta, top):
    world = random_world(seed)
    after = dataset(world, world.tariff.copy())
    after["tariff"] = after["tariff"] + top * (1.0 - np.eye(4))[:, :, None]
    found = LongRun(elasticity=theta).solve(world, dataset(world, world.tariff.copy()), after, throw=False)
    if found.certificate.ok:
        assert found.certificate.details["lowest income over factor income"] > 0
        return
    assert found.certificate.status is Status.NO_EQUILIBRIUM
    sentence = found.certificate.details["sentence"]
    assert "cannot finance its transfer: an equilibrium exists up to" in sentence
    assert "deficits='balanced'" in sentence
    share = float(sentence.partition("up to ")[2].partition(" %")[0]) / 100.0
    base = Calibration.from_world(world)
    wedges = Wedges.tariffs_only(np.ascontiguousarray(after["tariff"].values.transpose(2, 0, 1)))
    below = equilibrium(base, wedges, np.full(3, theta), max(share - 0.02, 0.0) * base.D)
    above = equilibrium(base, wedges, np.full(3, theta), (share + 0.02) * base.D)
    assert below.status is Status.CONVERGED
    assert above.status is Status.NO_EQUILIBRIUM
