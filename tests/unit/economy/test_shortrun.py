import dataclasses
import math

import numpy as np
import pytest
from scipy.optimize import root

from detente.core.errors import DataError, LabelError, NotSolved
from detente.core.status import Status
from detente.economy.calibration import Calibration
from detente.economy.closures import STANDARD
from detente.economy.labelled import read_wedges
from detente.economy.longrun import LongRun
from detente.economy.short_levels import rebuild_short, short_gaps
from detente.economy.short_solve import elsewhere, short_solve
from detente.economy.short_sweep import Frictions, short_shock, start
from detente.economy.shortrun import ShortRun
from detente.ledger.wedges import wedges
from detente.world.toy import toy_world
from detente.world.world import World

WAR = {("USA", "CHN"): 1.0, ("CHN", "USA"): 1.0}
SMOOTH = {"horizon_months": math.inf, "wage_rigidity": 0.0, "input_substitution": (1.0, 1.0, 1.0)}


@pytest.fixture(scope="module")
def world():
    return toy_world()


@pytest.fixture(scope="module")
def employed(world):
    """The toy world with heads that earn wages unlike each other."""
    heads = world.value_added / np.linspace(20.0, 120.0, world.value_added.size).reshape(world.value_added.shape)
    return dataclasses.replace(world, employment=heads)


def solve(world, tariffs=WAR, **fields):
    return ShortRun(**fields).solve(world, wedges(world), wedges(world, tariffs, add=True))


def test_no_shock_changes_nothing(world):
    data = solve(world, {}).data
    for name in ("welfare", "unemployment", "sector_wage", "sector_employment", "price_index", "output"):
        assert float(np.abs(data[name]).max()) <= 1e-12, name


def test_workers_lose_jobs_where_exports_fall_and_wages_rise_elsewhere(world):
    data = solve(world).data
    lost = data["sector_employment"].sel(region="CHN")
    assert lost.sel(sector="C26") < lost.sel(sector="A01")
    assert data["unemployment"].sel(region="CHN") > 0.001
    assert float(data["sector_employment"].max()) <= 0
    assert data["sector_wage"].sel(region="USA", sector="C26") > 0


def test_employment_unemployment_and_jobs_add_up(employed):
    data = solve(employed).data
    lost = (data["sector_employment"].values * employed.value_added).sum(axis=1) / employed.value_added.sum(axis=1)
    np.testing.assert_allclose(-lost, data["unemployment"], atol=1e-14)
    np.testing.assert_allclose(data["employment"], lost, atol=1e-14)
    np.testing.assert_allclose(data["jobs"], employed.employment * data["sector_employment"])
    assert data["jobs"].attrs["unit"] == "thousand persons"


def test_jobs_are_left_out_where_they_are_not_known_or_move(world, employed):
    assert "jobs" not in solve(world).data
    assert "jobs" not in solve(employed, labour="mobile").data


@pytest.mark.parametrize("theta", [0.76, 4.0])
def test_flexible_wages_and_plain_mixes_are_the_long_run_with_labour_that_stays(world, theta):
    after = wedges(world, WAR, add=True)
    data = ShortRun(elasticity=theta, **SMOOTH).solve(world, wedges(world), after).data
    r, P, income = staying_labour(world, after["tariff"].values, theta)
    np.testing.assert_allclose(1 + data["sector_wage"], r, rtol=1e-9)
    np.testing.assert_allclose(1 + data["sector_price"], P, rtol=1e-9)
    before = world.final_use.sum(axis=1)
    alpha = world.final_use / before[:, None]
    np.testing.assert_allclose(1 + data["welfare"], income / before / np.prod(P**alpha, axis=1), rtol=1e-9)
    np.testing.assert_allclose(data["unemployment"], 0, atol=1e-12)


def staying_labour(world, tariff, theta):
    """The same economy written down again, sector by sector in levels, and solved by Newton's method."""
    n, s = world.value_added.shape
    X = world.flows * (1 + world.tariff)
    pi = X / X.sum(axis=1, keepdims=True)
    G = world.input_use / world.output[:, None, :]
    gva = world.value_added / world.output
    alpha = world.final_use / world.final_use.sum(axis=1, keepdims=True)
    ratio = (1 + tariff) / (1 + world.tariff)

    def economy(r):
        c = np.ones((n, s))
        for _ in range(400):
            P = (pi * (c[None] * ratio) ** -theta).sum(axis=1) ** (-1 / theta)
            c = r**gva * np.exp(np.einsum("nk,nkj->nj", np.log(P), G))
        shares = pi * (c[None] * ratio) ** -theta * P[:, None, :] ** theta
        border = shares / (1 + tariff)
        factor = (world.value_added * r).sum(axis=1) + world.deficits
        A = np.eye(n * s).reshape(n, s, n, s)
        for a in range(n):
            A[a] -= alpha[a, :, None, None] * np.eye(n)[a][:, None] * (shares - border)[a].sum(axis=0)
            A[a] -= np.einsum("kj,mj->kmj", G[a], border[:, a, :])
        E = np.linalg.solve(A.reshape(n * s, n * s), (alpha * factor[:, None]).ravel()).reshape(n, s)
        Y = np.einsum("nij,nj->ij", border, E)
        R = ((shares - border).sum(axis=1) * E).sum(axis=1)
        return P, gva * Y - world.value_added * r, factor + R

    def gap(x):
        r = np.exp(x.reshape(n, s))
        _, excess, _ = economy(r)
        residual = excess / world.value_added
        residual[0, 0] = (world.value_added * (r - 1)).sum() / world.value_added.sum()
        return residual.ravel()

    found = root(gap, np.zeros(n * s), tol=1e-13)
    assert np.abs(gap(found.x)).max() < 1e-10
    r = np.exp(found.x.reshape(n, s))
    P, _, income = economy(r)
    return r, P, income


def test_one_mobile_factor_and_plain_mixes_are_the_long_run(world):
    short = solve(world, elasticity=4, labour="mobile", capital_share=0.0, **SMOOTH).data
    long = LongRun(elasticity=4).solve(world, wedges(world), wedges(world, WAR, add=True)).data
    for name in ("welfare", "real_wage", "sector_price", "output", "trade", "revenue", "exports"):
        np.testing.assert_allclose(short[name], long[name], atol=1e-9, err_msg=name)


def test_trade_elasticities_pass_through_their_log_limit(world):
    welfare = [
        solve(world, elasticity="blp", horizon_months=math.log(1.0 / 1.73) / math.log(0.973) + months).data["welfare"]
        for months in (-0.05, 0.0, 0.05)
    ]
    np.testing.assert_allclose(welfare[1], (welfare[0] + welfare[2]) / 2, atol=1e-7)
    assert float(np.abs(welfare[2] - welfare[0]).max()) > 1e-6


@pytest.mark.parametrize("place", [0, 1, 2])
def test_mixes_pass_through_their_log_limit(world, place):
    def at(value):
        mixes = [0.5, 0.2, 0.9]
        mixes[place] = value
        return solve(world, input_substitution=tuple(mixes)).data["welfare"]

    np.testing.assert_allclose(at(1.0), (at(0.999) + at(1.001)) / 2, atol=1e-7)
    assert float(np.abs(at(0.999) - at(1.001)).max()) > 1e-8


def test_a_peg_costs_jobs_and_a_regime_can_be_set_for_one_economy(world):
    own = solve(world, monetary=1.0).data["unemployment"]
    peg = solve(world, monetary={"CHN": 0.0}).data["unemployment"]
    assert peg.sel(region="CHN") > own.sel(region="CHN")
    np.testing.assert_allclose(
        solve(world, monetary={"CHN": 0.5}).data["unemployment"], solve(world).data["unemployment"]
    )


def test_results_start_from_rest_at_the_wedges_before(employed):
    after = wedges(employed, WAR, add=True)
    outcome = ShortRun().solve(employed, after, after)
    assert outcome.certificate.details["rebased"].startswith("yes")
    assert float(np.abs(outcome.data["unemployment"]).max()) < 1e-9
    # workers had moved by then: the jobs at stake are not those of the world's base
    back = ShortRun().solve(employed, after, wedges(employed)).data
    heads = back["jobs"].sel(region="USA") / back["sector_employment"].sel(region="USA")
    assert not np.allclose(heads, employed.employment[0], rtol=1e-3)


def test_revenue_that_is_burnt_is_missing_from_real_income(world):
    kept, burnt = solve(world).data, solve(world, rebate="none").data
    assert burnt["welfare"].sel(region="USA") < kept["welfare"].sel(region="USA")
    np.testing.assert_allclose(burnt["price_index"], kept["price_index"], atol=1e-12)


def kernel(world, frictions):
    base = Calibration.from_world(world)
    after = read_wedges(world, wedges(world, WAR, add=True), "after")
    return short_shock(base, after, np.full(4, 0.76), base.D, STANDARD, frictions)


@pytest.mark.parametrize("labour", ["immobile", "mobile"])
def test_the_gaps_see_a_solution_that_is_disturbed(world, labour):
    s = kernel(world, Frictions(labour, 0.4, 1.0, np.full(3, 1.0), 0.5, 0.2, 0.9))
    solution = short_solve(s)
    good = short_gaps(s, solution.y, rebuild_short(s, solution.y))
    assert max(good.values()) < 1e-10
    assert "homogeneity" in good
    for part, names in enumerate((("unit costs", "goods markets"), ("goods markets",), ("factor markets",))):
        y = solution.y.copy()
        y.reshape(3, -1)[part, 4] += 1e-3
        bad = short_gaps(s, y, rebuild_short(s, y))
        assert all(bad[name] > 1e-7 for name in names), (part, bad)


def test_the_gaps_see_idle_workers_above_the_floor_and_wages_below_it(world):
    s = kernel(world, Frictions("immobile", 0.4, 1.0, np.full(3, 1.0), 0.5, 0.2, 0.9))
    solution = short_solve(s)
    after = rebuild_short(s, solution.y)
    idle = after.l < 0.99
    assert idle.any()
    for wrong in (
        dataclasses.replace(after, w=after.w * 1.01),
        dataclasses.replace(after, w=after.w * 0.99),
        dataclasses.replace(after, l=after.l * 1.01),
    ):
        gaps = short_gaps(s, solution.y, wrong)
        assert max(gaps["complementarity"], gaps["workers"]) > 5e-3


def test_a_peg_has_no_homogeneity_to_check(world):
    s = kernel(world, Frictions("immobile", 0.4, 1.0, np.full(3, 0.5), 0.5, 0.2, 0.9))
    y = start(s.hat.base)
    assert "homogeneity" not in short_gaps(s, y, rebuild_short(s, y))


def test_demand_that_hardly_reacts_has_no_stable_answer(world):
    with pytest.raises(DataError, match=r"1 months after the shock trade reacts to prices by 0\.32 on average"):
        solve(world, elasticity="blp", horizon_months=1)
    assert solve(world, elasticity="blp", horizon_months=6).certificate.ok


def test_weak_responses_are_searched_for_other_equilibria(world):
    assert "other equilibria" not in solve(world).certificate.details
    assert solve(world, {}, elasticity="blp", horizon_months=6).certificate.details["other equilibria"] == ()


def test_further_equilibria_are_found():
    # two alike: trade balances where 0.9 x^0.56 + 0.1 = 0.9 x^0.44 + 0.1 x, at x = 1 and about x = 4 and 1 / 4
    flows = np.array([[[90.0], [10.0]], [[10.0], [90.0]]])
    pair = World.from_arrays(
        flows, None, None, None, np.zeros_like(flows), regions=("R0", "R1"), sectors=("S",), year=2020, unit="USD mn"
    )
    base = Calibration.from_world(pair)
    frictions = Frictions("immobile", 0.4, 0.0, np.ones(2), 1.0, 1.0, 1.0)
    s = short_shock(base, base.wedges, np.array([-0.56]), np.zeros(2), STANDARD, frictions)
    r = np.log([1.6, 0.4])
    far = short_solve(s, np.concatenate((r, r, r))).y
    x = np.exp(far[-2] - far[-1])
    assert x == pytest.approx(4, rel=0.1)
    assert 0.9 * x**0.56 + 0.1 == pytest.approx(0.9 * x**0.44 + 0.1 * x, abs=1e-9)
    others = elsewhere(s, far)
    assert min(np.abs(y).max() for y in others) < 1e-9
    assert all(np.abs(y - far).max() > 1e-3 for y in others)


def test_not_solved_is_a_sentence_or_an_empty_outcome():
    flows = np.array([[[100.0], [90.0]], [[0.0], [10.0]]])
    idle = World.from_arrays(
        flows, None, None, None, np.zeros_like(flows), regions=("R0", "R1"), sectors=("S",), year=2020, unit="USD mn"
    )
    model = ShortRun(elasticity=8, horizon_months=60, wage_rigidity=0.0)
    before, after = wedges(idle), wedges(idle, {("R0", "R1"): 50.0})
    with pytest.raises(NotSolved, match=r"ShortRun on world 'own', the wedges after: .*deficits='balanced'"):
        model.solve(idle, before, after)
    outcome = model.solve(idle, before, after, throw=False)
    assert outcome.certificate.status in {Status.NO_EQUILIBRIUM, Status.MAX_ITERATIONS, Status.DIVERGED}
    assert not outcome.data.data_vars


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"labour": "free"}, "use 'immobile' or 'mobile'"),
        ({"rebate": "income-tax"}, "use 'lump-sum' or 'none'"),
        ({"capital_share": 1.0}, "no share of value added"),
        ({"wage_rigidity": 1.1}, "share of the base's"),
        ({"input_substitution": (0.5, 0.0, 0.9)}, "three elasticities above zero"),
    ],
)
def test_wrong_assumptions_are_refused_in_words(fields, sentence):
    with pytest.raises(DataError, match=sentence):
        ShortRun(**fields)


def test_wrong_regimes_are_refused_in_words(world):
    with pytest.raises(DataError, match="monetary of CHN is 2"):
        solve(world, monetary={"CHN": 2.0})
    with pytest.raises(LabelError, match="ATL"):
        solve(world, monetary={"ATL": 1.0})
