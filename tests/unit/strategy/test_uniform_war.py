import numpy as np
import pytest

from detente.core.errors import DataError
from detente.economy.longrun import LongRun
from detente.ledger.wedges import wedges
from detente.strategy.factors import log_income, market, own_slopes, state_of, war_and_peace
from detente.strategy.uniform_war import uniform_war
from detente.world.toy import toy_world
from detente.world.world import World


def twins(d, sectors=1):
    """Two equal economies: of each unit that one spends, the other gets a share d^-eps over one plus that."""
    share = d / (1.0 + d)
    flows = np.array([[1.0 - share, share], [share, 1.0 - share]])
    cube = np.repeat(flows[:, :, None], sectors, axis=2)
    return World.from_arrays(
        cube,
        None,
        None,
        None,
        np.zeros_like(cube),
        regions=("A", "B"),
        sectors=[f"s{k}" for k in range(sectors)],
        year=2020,
        unit="USD mn",
    )


@pytest.mark.parametrize(
    ("eps", "d", "published", "revenue"), [(2.0, 1.5, 0.588, 0.559), (2.0, 1.0, 0.678, 0.618), (4.0, 1.5, 0.269, 0.265)]
)
def test_two_equal_economies_have_the_tariffs_known_by_hand(eps, d, published, revenue):
    world = twins(d**-eps)
    one = uniform_war(world, eps)
    two = uniform_war(world, eps, "rival-revenue", replies=True)
    np.testing.assert_allclose(one.data["tariff"], published, atol=6e-4)
    np.testing.assert_allclose(two.data["tariff"], revenue, atol=6e-4)
    np.testing.assert_allclose(two.data["reply_gap"], 0.0, atol=1e-5)
    assert float(one.data["reply_gap"].max()) < -1e-4


@pytest.mark.parametrize("formula", ["published", "rival-revenue"])
def test_two_solvers_of_one_formula_agree(formula):
    world = toy_world()
    one, two = (uniform_war(world, 3.0, formula, method) for method in ("fixed-point", "newton"))
    for name in ("tariff", "welfare"):
        np.testing.assert_allclose(one.data[name], two.data[name], atol=1e-9)


def test_deficits_are_removed_at_the_applied_tariffs_first():
    """A world that the long run has balanced before has the same war."""
    toy = toy_world()

    def made(flows):
        labels = {"regions": toy.regions, "sectors": toy.sectors, "year": 2020, "unit": "USD mn"}
        return World.from_arrays(flows, None, None, None, toy.tariff, **labels)

    plain = made(toy.flows)
    assert np.abs(plain.deficits).max() > 1e-3 * plain.flows.sum()
    still = LongRun(elasticity=3.0, deficits="balanced").solve(plain, wedges(plain), wedges(plain))
    balanced = made(np.nan_to_num(still.data["trade_value"].transpose("importer", "exporter", "sector").values))
    assert np.abs(balanced.deficits).max() < 1e-9 * balanced.flows.sum()
    one, two = uniform_war(plain, 3.0), uniform_war(balanced, 3.0)
    for name in ("tariff", "welfare"):
        np.testing.assert_allclose(one.data[name], two.data[name], atol=1e-8)


def test_elasticities_up_tariffs_down():
    world = toy_world()
    low, high = (uniform_war(world, eps).data["tariff"].values for eps in (2.0, 6.0))
    assert (high < low).all()


def test_own_slopes_are_those_of_finite_differences():
    world = toy_world()
    eps = np.linspace(2.0, 6.0, len(world.sectors))
    f, _ = war_and_peace(world, eps)
    N = len(world.regions)
    l = np.log1p(np.array([0.2, 0.5, 0.3]))

    def settled(l):
        lw, lE = np.zeros(N), np.log(f.V)
        for _ in range(4000):
            lw, lE = state_of(f, market(f, lw, lE, l), lw)
        return lw, lE

    lw, lE = settled(l)
    slopes, bend = own_slopes(f, market(f, lw, lE, l), lw, l)
    h = 1e-5
    for i in range(N):
        ends = []
        for sign in (1.0, -1.0):
            moved = l.copy()
            moved[i] += sign * h
            w, E = settled(moved)
            ends.append(log_income(f, market(f, w, E, moved), E)[i])
        assert slopes[i] == pytest.approx((ends[0] - ends[1]) / (2 * h), rel=1e-5, abs=1e-9)
    assert (bend > 0).all()


def test_estimated_gaps_have_the_sign_and_order_of_those_found():
    world = toy_world()
    told, found = (uniform_war(world, 3.0, replies=replies).data["reply_gap"].values for replies in (False, True))
    assert (np.sign(told) == np.sign(found)).all()
    np.testing.assert_allclose(told, found, rtol=0.6)


def test_labels_wedges_and_certificate():
    world = toy_world()
    war = uniform_war(world, 3.0)
    assert war.data["tariff"].dims == ("region",)
    assert list(war.data["region"].values) == list(world.regions)
    assert war.certificate.ok
    assert war.certificate.residual < 1e-9
    cube = war.wedges["tariff"].sel(importer="USA", exporter="CHN").values
    np.testing.assert_allclose(cube, float(war.data["tariff"].sel(region="USA")))
    assert (war.wedges["tariff"].sel(importer="USA", exporter="USA") == 0).all()
    assert max(war.regret.values()) == pytest.approx(
        war.certificate.details["largest gain from a true best reply, log points"]
    )


def test_what_cannot_be_used_is_refused():
    world = toy_world()
    with pytest.raises(DataError, match="formula='mine'"):
        uniform_war(world, 3.0, "mine")
    with pytest.raises(DataError, match="method='mine'"):
        uniform_war(world, 3.0, method="mine")
    flows = world.flows.copy()
    flows[1:, 0] = 0.0
    lonely = World.from_arrays(
        flows, None, None, None, np.zeros_like(flows), regions=world.regions, sectors=world.sectors, year=2020, unit="x"
    )
    with pytest.raises(DataError, match=f"{world.regions[0]} has no exports"):
        uniform_war(lonely, 3.0)
