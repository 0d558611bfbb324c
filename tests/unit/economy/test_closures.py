import numpy as np
import pytest
from scipy.optimize import root

from detente.core.errors import DataError
from detente.economy.closures import Closure
from detente.economy.longrun import LongRun
from detente.ledger.wedges import dataset, wedges
from detente.world.toy import toy_world
from detente.world.world import World

WAR = {("USA", "CHN"): 0.6, ("CHN", "USA"): 0.3}


@pytest.fixture(scope="module")
def world():
    return toy_world()


def war(world, **closure):
    return LongRun(elasticity=4, **closure).solve(world, wedges(world), wedges(world, WAR, add=True))


@pytest.fixture(scope="module")
def plain(world):
    return war(world).data


def final_spending(data):
    return data["income_base"] * (1 + data["welfare"]) * (1 + data["price_index"])


def test_proportional_transfers_move_with_payrolls(world):
    data = war(world, deficits="proportional").data
    payroll = world.value_added.sum(axis=1) * (1 + data["nominal_wage"].values)
    moved = world.deficits * (1 + data["nominal_wage"].values)
    expected = moved - payroll / payroll.sum() * moved.sum()
    transfer = final_spending(data).values - payroll - data["revenue"].values
    np.testing.assert_allclose(transfer, expected, atol=1e-9 * payroll.sum())
    assert np.abs(transfer - world.deficits).max() > 1e-5 * np.abs(world.deficits).max()


def test_an_income_tax_matters_only_where_labour_responds(world, plain):
    same = war(world, rebate="income-tax").data
    np.testing.assert_allclose(same["welfare"], plain["welfare"], atol=1e-10)
    lump, relief = (
        war(world, rebate=rebate, labour_supply=0.5).data["employment"].sel(region="USA")
        for rebate in ("lump-sum", "income-tax")
    )
    assert relief > lump + 1e-4


def test_labour_follows_the_real_wage_with_its_elasticity(world):
    data = war(world, labour_supply=0.7).data
    np.testing.assert_allclose(1 + data["employment"], (1 + data["real_wage"]) ** 0.7, rtol=1e-9)
    assert float(np.abs(data["employment"]).max()) > 1e-4


def test_welfare_counts_the_effort_behind_labour(world):
    data = war(world, labour_supply=0.7).data
    effort = 0.7 / 1.7
    payroll = world.value_added.sum(axis=1)
    real = final_spending_of(data, world)
    utility = real - effort * payroll * (1 + data["employment"].values) ** (1 + 1 / 0.7)
    base = data["income_base"].values - effort * payroll
    np.testing.assert_allclose(data["welfare"], utility / base - 1, atol=1e-10)
    np.testing.assert_allclose(data["welfare_usd"], utility - base, atol=1e-9 * payroll.sum())


def final_spending_of(data, world):
    """Final spending in base prices, from wages, labour, revenue and the fixed transfer."""
    payroll = world.value_added.sum(axis=1) * (1 + data["nominal_wage"].values) * (1 + data["employment"].values)
    return (payroll + data["revenue"].values + world.deficits) / (1 + data["price_index"].values)


def test_burnt_revenue_changes_households_and_no_price(world, plain):
    burnt = war(world, rebate="none").data
    np.testing.assert_allclose(burnt["price_index"], plain["price_index"], atol=1e-11)
    household = final_spending(plain) - plain["revenue"]
    before = plain["income_base"] - plain["revenue_base"]
    np.testing.assert_allclose(burnt["welfare"], household / before / (1 + plain["price_index"]) - 1, atol=1e-10)
    assert burnt["welfare"].sel(region="USA") < plain["welfare"].sel(region="USA")


def test_scale_makes_costs_fall_with_output(world, plain):
    data = war(world, scale=0.1).data
    prices, labour = 1 + data["sector_price"].values, world.value_added / world.output
    inputs = world.input_use / world.output[:, None, :]
    bundle = (1 + data["nominal_wage"].values[:, None]) ** labour * np.prod(prices[:, :, None] ** inputs, axis=1)
    grown = (1 + data["output"].values) / bundle
    np.testing.assert_allclose(1 + data["producer_price"], bundle * grown**-0.1, rtol=1e-9)
    assert float(np.abs(data["welfare"] - plain["welfare"]).max()) > 1e-4


def test_without_services_the_closure_is_fixed_transfers(world, plain):
    data = war(world, deficits="services-share", services=0.0).data
    np.testing.assert_allclose(data["welfare"], plain["welfare"], atol=1e-11)


def test_services_let_trade_deficits_move(world, plain):
    outcome = war(world, deficits="services-share")
    assert outcome.certificate.ok
    assert "services" in outcome.certificate.assumptions
    moved = (outcome.data["deficit"] - outcome.data["deficit_base"]) / outcome.data["income_base"]
    still = (plain["deficit"] - plain["deficit_base"]) / plain["income_base"]
    assert float(np.abs(still).max()) < 1e-10
    assert float(np.abs(moved).max()) > 1e-3
    np.testing.assert_allclose(outcome.data["trade_base"], world.flows, rtol=1e-12)


def test_the_first_order_formula_is_left_out_where_it_does_not_apply(world, plain):
    for closure in ({"labour_supply": 0.5}, {"scale": 0.1}, {"rebate": "none"}, {"deficits": "services-share"}):
        data = war(world, **closure).data
        assert np.isnan(data["welfare_first_order"]).all()
        assert np.isfinite(data["welfare"]).all()
    assert np.isfinite(plain["welfare_first_order"]).all()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"labour_supply": -0.1}, "labour_supply=-0.1 is no elasticity"),
        ({"pass_through": 0.5}, "used by the replication ignatenko-2025 alone"),
        ({"services": 0.1}, "services are used with deficits='services-share' only, not with 'fixed'"),
    ],
)
def test_fields_that_cannot_be_are_refused_at_once(fields, sentence):
    with pytest.raises(DataError, match=sentence):
        LongRun(**fields)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"scale": 0.3}, r"scale 0.3 times the elasticity 4 of sector .* is 1.2, above 1.*at most 0.25"),
        ({"scale": -0.1}, "scale of sector .* is -0.1"),
        ({"scale": [0.1, 0.2]}, "scale is one number or one for each of 4 sectors"),
        ({"deficits": "services-share", "services": 1.0}, "share of services in USA is 1"),
        ({"deficits": "services-share", "services": {"USA": 0.1}}, "CHN"),
    ],
)
def test_fields_that_do_not_fit_the_world_are_sentences(world, fields, sentence):
    with pytest.raises(DataError, match=sentence):
        war(world, **fields)


def test_scale_at_its_limit_is_solved_in_small_steps(world):
    after = wedges(world, {("USA", "CHN"): 0.10}, add=True)
    outcome = LongRun(elasticity=4, scale=0.25).solve(world, wedges(world), after, throw=False)
    near = LongRun(elasticity=4, scale=0.2499).solve(world, wedges(world), after)
    assert outcome.certificate.ok
    assert outcome.certificate.details["other equilibria"].endswith("found from 6 other starts")
    np.testing.assert_allclose(outcome.data["welfare"], near.data["welfare"], atol=1e-4)


def test_a_lone_sector_without_inputs_has_no_scale_to_gain():
    rng = np.random.default_rng(3)
    flows = rng.lognormal(size=(4, 4, 1)) + 10 * np.eye(4)[:, :, None]
    world = World.from_arrays(
        flows, None, None, None, np.zeros_like(flows), regions=list("ABCD"), sectors=["S"], year=2020, unit="USD mn"
    )
    tariff = rng.random(flows.shape) * (1 - np.eye(4)[:, :, None])
    one, two = (
        LongRun(elasticity=4, scale=scale).solve(world, dataset(world, world.tariff), dataset(world, tariff)).data
        for scale in (0.0, 0.2)
    )
    np.testing.assert_allclose(one["welfare"], two["welfare"], atol=1e-10)


def test_all_closures_at_once_agree_with_a_root_of_the_levels(world):
    kappa, psi, nu, theta = 0.6, 0.08, np.array([0.2, 0.1, 0.05]), 4.0
    t0, flows = world.tariff, world.flows
    t1 = wedges(world, WAR, add=True)["tariff"].values
    n, s = world.output.shape
    inputs, labour = world.input_use / world.output[:, None, :], world.value_added / world.output
    share = flows * (1 + t0) / world.spending[:, None, :]
    sold0 = ((1 - nu)[:, None, None] * flows).sum(axis=0)
    local0 = nu[:, None] * flows.sum(axis=1)
    payroll0 = (labour * sold0).sum(axis=1) + local0.sum(axis=1)
    final0 = world.spending - np.einsum("nkj,nj->nk", inputs, sold0)
    mix = final0 / final0.sum(axis=1, keepdims=True)
    revenue0 = (flows * t0).sum(axis=(1, 2))
    transfer = final0.sum(axis=1) - payroll0 - revenue0

    def residual(x):
        P, E, c = (np.exp(part).reshape(n, s) for part in np.split(x[: 3 * n * s], 3))
        w, L = np.exp(x[3 * n * s : 3 * n * s + n]), np.exp(x[3 * n * s + n :])
        spread = share * (c[None] * (1 + t1) / (1 + t0)) ** -theta
        bought = spread / spread.sum(axis=1, keepdims=True) * E[:, None, :]
        border = bought / (1 + t1)
        revenue = (bought - border).sum(axis=(1, 2))
        made = ((1 - nu)[:, None, None] * border).sum(axis=0)
        local = nu[:, None] * border.sum(axis=1)
        payroll = w * L * payroll0
        bundle = w[:, None] ** labour * np.prod(P[:, :, None] ** inputs, axis=1)
        scale = (made + local) / (sold0 + local0) / bundle
        spent = mix * (payroll + revenue + transfer)[:, None] + np.einsum("nkj,nj->nk", inputs, made)
        markets = np.log(((labour * made).sum(axis=1) + local.sum(axis=1)) / payroll)
        markets[-1] = payroll.sum() / payroll0.sum() - 1
        relief = 1 / (1 - (revenue / payroll - revenue0 / payroll0))
        index = np.prod(P**mix, axis=1)
        return np.concatenate([
            (np.log(spread.sum(axis=1)) / -theta - np.log(P)).ravel(),
            (np.log(spent) - np.log(E)).ravel(),
            (np.log(bundle * scale**-psi) - np.log(c)).ravel(),
            markets,
            kappa * np.log(relief * w / index) - np.log(L),
        ])  # fmt: skip

    start = np.concatenate([np.zeros(n * s), np.log(world.spending).ravel(), np.zeros(n * s + 2 * n)])
    found = root(residual, start, tol=1e-13)
    assert np.abs(found.fun).max() < 1e-10
    model = LongRun(
        elasticity=theta,
        deficits="services-share",
        services=dict(zip(world.regions, nu, strict=True)),
        rebate="income-tax",
        labour_supply=kappa,
        scale=psi,
    )
    data = model.solve(world, wedges(world), wedges(world, WAR, add=True)).data
    np.testing.assert_allclose(1 + data["sector_price"], np.exp(found.x[: n * s]).reshape(n, s), rtol=1e-9)
    np.testing.assert_allclose(1 + data["employment"], np.exp(found.x[-n:]), rtol=1e-9)


def test_prices_alone_holds_only_without_labour_supply_scale_and_pass_through():
    assert Closure().prices_alone
    assert Closure(proportional=True, rebate="none").prices_alone
    for closure in (Closure(kappa=0.1), Closure(psi=np.array([0.0, 0.1])), Closure(phi=np.array([1.0, 1.2]))):
        assert not closure.prices_alone
