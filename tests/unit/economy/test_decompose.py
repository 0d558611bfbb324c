import numpy as np
import pytest

from detente.core.errors import DataError
from detente.economy.course import chebyshev, gauss
from detente.economy.decompose import PARTS
from detente.economy.longrun import LongRun
from detente.ledger.wedges import wedges
from detente.world.toy import toy_world

CLOSURES = [
    {},
    {"deficits": "balanced"},
    {"deficits": "proportional"},
    {"rebate": "none"},
    {"labour_supply": 0.5},
    {"labour_supply": 0.5, "rebate": "income-tax"},
    {"scale": 0.15},
    {"deficits": "proportional", "labour_supply": 0.5, "rebate": "income-tax", "scale": 0.1},
    {"rebate": "none", "labour_supply": 0.3},
]


@pytest.fixture(scope="module")
def world():
    return toy_world()


def shocked(world, tariff=0.6, export_tax=0.0, barrier=0.0):
    rng = np.random.default_rng(2)
    after = wedges(world)
    off = 1.0 - np.eye(len(world.regions))[:, :, None]
    for name, size in (("tariff", tariff), ("export_tax", export_tax), ("barrier", barrier)):
        after[name] = after[name] + size * rng.random(world.flows.shape) * off
    return after


@pytest.mark.parametrize("closure", CLOSURES, ids=str)
def test_parts_add_up_to_the_exact_change(world, closure):
    outcome = LongRun(elasticity=4.0, **closure).solve(world, wedges(world), shocked(world, 1.5, 0.2, 0.3))
    found = outcome.decompose()
    assert found.certificate.ok
    np.testing.assert_allclose(found.data["welfare"], outcome.data["welfare"], atol=1e-12)
    np.testing.assert_allclose(sum(found.data[part] for part in PARTS), outcome.data["welfare"], atol=1e-8)


def test_each_part_stands_only_where_its_cause_does(world):
    model = LongRun(elasticity=4.0)
    tariffs = model.solve(world, wedges(world), shocked(world)).decompose().data
    for part in ("barriers", "transfers", "labour", "scale", "revenue"):
        np.testing.assert_allclose(tariffs[part], 0.0, atol=1e-12)
    assert float(np.abs(tariffs["terms_of_trade"]).max()) > 1e-4
    assert float(tariffs["volume_of_trade"].max()) < 0
    moved = LongRun(elasticity=4.0, deficits="proportional").solve(world, wedges(world), shocked(world))
    assert float(np.abs(moved.decompose().data["transfers"]).max()) > 1e-6
    icy = model.solve(world, wedges(world), shocked(world, tariff=0.0, barrier=0.3)).decompose().data
    assert float(icy["barriers"].max()) < -1e-4
    burnt = LongRun(elasticity=4.0, rebate="none").solve(world, wedges(world), shocked(world)).decompose().data
    assert float(burnt["revenue"].max()) < -1e-4
    large = LongRun(elasticity=4.0, scale=0.15).solve(world, wedges(world), shocked(world)).decompose().data
    assert float(np.abs(large["scale"]).max()) > 1e-5


def test_effort_takes_what_more_work_gives(world):
    """With revenue as a lump sum the choice of work is right, so its part of welfare is nothing (envelope)."""
    outcome = LongRun(elasticity=4.0, labour_supply=0.5).solve(world, wedges(world), shocked(world))
    assert float(np.abs(outcome.data["employment"]).max()) > 1e-4
    np.testing.assert_allclose(outcome.decompose().data["labour"], 0.0, atol=1e-9)


def test_the_first_order_formula_stands_beside(world):
    outcome = LongRun(elasticity=4.0).solve(world, wedges(world), shocked(world, 0.0001))
    found = outcome.decompose().data
    np.testing.assert_allclose(found["terms_of_trade_first_order"], outcome.data["terms_of_trade_first_order"])
    for part in ("terms_of_trade", "volume_of_trade"):
        np.testing.assert_allclose(found[part], found[f"{part}_first_order"], atol=2e-9)
        assert float(np.abs(found[part]).max()) > 1e-7
    assert (
        "terms_of_trade_first_order"
        not in LongRun(elasticity=4.0, scale=0.1).solve(world, wedges(world), shocked(world)).decompose().data
    )


def test_services_have_no_exact_parts(world):
    outcome = LongRun(elasticity=4.0, deficits="services-share").solve(world, wedges(world), shocked(world))
    with pytest.raises(DataError, match="services-share"):
        outcome.decompose()


@pytest.mark.parametrize("count", [8, 16])
def test_rules_integrate_and_differentiate_polynomials(count):
    nodes, weights = gauss(count)
    power = 2 * count - 1
    assert weights @ nodes**power == pytest.approx(1 / (power + 1), rel=1e-12)
    nodes, weights, derivative = chebyshev(count)
    assert nodes[0] == 0.0
    assert nodes[-1] == 1.0
    assert weights @ nodes**count == pytest.approx(1 / (count + 1), rel=1e-12)
    np.testing.assert_allclose(derivative @ nodes**count, count * nodes ** (count - 1), atol=1e-10)
    assert set(chebyshev(8)[0].round(14)) <= set(chebyshev(16)[0].round(14))
