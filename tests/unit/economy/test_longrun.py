import dataclasses

import numpy as np
import pytest

from detente.core.errors import DataError, NotSolved
from detente.core.status import Status
from detente.economy.calibration import Calibration
from detente.economy.equilibrium import equilibrium
from detente.economy.longrun import LongRun
from detente.ledger.wedges import wedges
from detente.world.toy import toy_world
from detente.world.world import World

WAR = {("USA", "CHN"): 1.0, ("CHN", "USA"): 1.0}


@pytest.fixture(scope="module")
def world():
    return toy_world()


@pytest.fixture(scope="module")
def war(world):
    return LongRun(elasticity=4).solve(world, wedges(world), wedges(world, WAR, add=True))


def test_both_sides_of_a_trade_war_lose_and_the_third_gains(war):
    welfare = war.data["welfare"]
    assert welfare.sel(region="USA") < 0
    assert welfare.sel(region="CHN") < 0
    assert welfare.sel(region="ROW") > 0


def test_certificate_names_rung_gaps_and_assumptions(war):
    certificate = war.certificate
    assert certificate.ok
    assert certificate.residual <= 1e-9
    assert certificate.details["rung"].startswith("1")
    assert set(certificate.assumptions) >= {"deficits", "rebate", "elasticity", "numeraire"}
    assert certificate.details["hats"]["cost"][0] < 1 < certificate.details["hats"]["cost"][1]


def test_budgets_and_markets_close_in_the_published_data(war, world):
    data = war.data
    flows = data["trade_value"].sum("sector").values
    np.testing.assert_allclose(flows.sum(axis=1) - flows.sum(axis=0), world.deficits, atol=1e-9 * flows.sum())
    output = data["trade_value"].sum("importer").rename(exporter="region").transpose("region", "sector")
    np.testing.assert_allclose(output, world.output * (1 + data["output"]), rtol=1e-9)


def test_balanced_starts_from_a_world_without_deficits(world):
    model = LongRun(elasticity=4, deficits="balanced")
    data = model.solve(world, wedges(world), wedges(world, WAR, add=True)).data
    for name in ("trade_base", "trade_value"):
        flows = data[name].sum("sector").values
        np.testing.assert_allclose(flows.sum(axis=0), flows.sum(axis=1), rtol=1e-9)
    same = model.solve(world, wedges(world), wedges(world))
    assert float(np.abs(same.data["welfare"]).max()) < 1e-10
    assert same.certificate.details["rebased"].startswith("yes")


def test_results_are_relative_to_the_wedges_before(world):
    model = LongRun(elasticity=4)
    war_wedges = wedges(world, WAR, add=True)
    data = model.solve(world, war_wedges, war_wedges).data
    assert float(np.abs(data["welfare"]).max()) < 1e-10
    assert float(data["revenue_base"].sel(region="USA")) != pytest.approx(world.revenue[0], rel=1e-3)


@pytest.mark.parametrize(("field", "value"), [("deficits", "closed"), ("deficits", "none"), ("rebate", "burnt")])
def test_unknown_closures_list_the_allowed_ones(field, value):
    with pytest.raises(DataError, match=f"{field}='{value}' is no closure of LongRun; use '(fixed|lump-sum)'"):
        LongRun(**{field: value})


def idle_world():
    """R1 pays R0 nine tenths of its income; without trade it cannot."""
    flows = np.array([[[100.0], [90.0]], [[0.0], [10.0]]])
    return World.from_arrays(
        flows, None, None, None, np.zeros_like(flows), regions=("R0", "R1"), sectors=("S",), year=2020, unit="USD mn"
    )


def test_not_solved_is_a_sentence_or_an_empty_outcome():
    world = idle_world()
    after = wedges(world, {("R0", "R1"): 50.0})
    model = LongRun(elasticity=8)
    with pytest.raises(NotSolved, match=r"LongRun on world 'own', the wedges after: .*deficits='balanced'"):
        model.solve(world, wedges(world), after)
    found = model.solve(world, wedges(world), after, throw=False)
    assert found.certificate.status in {Status.NO_EQUILIBRIUM, Status.MAX_ITERATIONS, Status.DIVERGED}
    assert not found.data.data_vars
    with pytest.raises(NotSolved):
        found.diversion("R0", "R1")


def test_an_equilibrium_with_negative_income_is_refused(world):
    base = Calibration.from_world(world)
    D = np.array([0.0, -2.0, 2.0]) * base.wL[1]
    assert equilibrium(base, base.wedges, np.full(4, 4.0), D).status is not Status.CONVERGED


def test_an_idle_economy_is_refused():
    flows = np.array([[[5.0], [0.0]], [[0.0], [0.0]]])
    world = World.from_arrays(
        flows, None, None, None, np.zeros_like(flows), regions=("R0", "R1"), sectors=("S",), year=2020, unit="USD mn"
    )
    with pytest.raises(DataError, match="R1 has no factor income"):
        Calibration.from_world(world)


def test_the_model_is_a_frozen_value():
    model = LongRun()
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.deficits = "balanced"  # type: ignore[misc]
