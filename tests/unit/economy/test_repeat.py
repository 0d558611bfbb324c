"""The repeated long run gives the numbers of the ordinary one, whatever the closure and the wedges before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import detente as dt
from detente.core.status import Status
from detente.economy.longrun import LongRun
from detente.economy.repeat import Repeated
from detente.ledger.wedges import wedges
from detente.world.world import World

REGIONS = ("welfare", "real_wage", "price_index", "exports", "imports")
SCENE = {("USA", "CHN"): 0.60, ("CHN", "USA"): 0.40}


@pytest.fixture(scope="module")
def world() -> World:
    return dt.load_world("toy")


def pair_trade(outcome: dt.Outcome, one: str, two: str) -> float:
    data = outcome.data
    goods = data["goods"].values
    later, base = (
        sum(float(data[name].sel(importer=a, exporter=b).values[goods].sum()) for a, b in ((one, two), (two, one)))
        for name in ("trade_value", "trade_base")
    )
    return later / base - 1.0


@pytest.mark.parametrize("moved", [False, True], ids=["at the base", "from other wedges"])
@pytest.mark.parametrize("deficits", ["fixed", "balanced", "proportional"])
@pytest.mark.parametrize("rebate", ["lump-sum", "income-tax", "none"])
def test_equals_the_ordinary_solve(world: World, moved: bool, deficits: str, rebate: str) -> None:
    before = wedges(world, {("USA", "CHN"): 0.10} if moved else {}, add=True)
    after = wedges(world, SCENE, add=True)
    if moved:
        after["export_tax"].loc[{"importer": "USA", "exporter": "CHN"}] = np.where(world.goods, 0.05, 0.0)
    theta = np.linspace(3.0, 7.0, len(world.sectors))
    model = LongRun(elasticity=theta, deficits=deficits, rebate=rebate)
    outcome = model.solve(world, before, after)
    pair = world.regions.index("USA"), world.regions.index("CHN")
    found = Repeated.read(world, before, after).solve(model, theta, pair)
    assert not isinstance(found, Status)
    for name in REGIONS:
        np.testing.assert_allclose(found[name], outcome.data[name].values, rtol=0, atol=1e-6)
    assert found["pair"][0] == pytest.approx(pair_trade(outcome, "USA", "CHN"), abs=1e-6)
    assert abs(found["welfare"]).max() > 1e-4


def test_the_elasticities_are_those_given_and_draws_leave_no_trace(world: World) -> None:
    before, after = wedges(world), wedges(world, SCENE, add=True)
    repeated, pair = Repeated.read(world, before, after), (0, 1)
    low, high = (np.full(len(world.sectors), theta) for theta in (3.0, 8.0))
    first = repeated.solve(LongRun(), low, pair)
    other = repeated.solve(LongRun(), high, pair)
    again = repeated.solve(LongRun(), low, pair)
    assert not isinstance(first, Status)
    assert not isinstance(other, Status)
    assert not isinstance(again, Status)
    assert abs(first["pair"] - other["pair"]) > 0.01
    assert all(np.array_equal(first[name], again[name]) for name in first)


def test_a_transfer_that_cannot_be_paid_is_a_status(world: World) -> None:
    after = wedges(world, {(a, b): 3.0 for a in world.regions for b in world.regions if a != b}, add=True)
    model = LongRun(elasticity=30.0)
    ordinary = model.solve(world, wedges(world), after, throw=False)
    found = Repeated.read(world, wedges(world), after).solve(model, np.full(len(world.sectors), 30.0), (0, 1))
    assert isinstance(found, Status) == (not ordinary.certificate.ok)


def test_exports_taxed_before_count_at_the_border(world: World) -> None:
    before, after = wedges(world), wedges(world, SCENE, add=True)
    before["export_tax"].loc[{"importer": "USA", "exporter": "CHN"}] = np.where(world.goods, 0.2, 0.0)
    outcome = replace(LongRun(), elasticity=5.0).solve(world, before, after)
    theta = np.full(len(world.sectors), 5.0)
    pair = world.regions.index("USA"), world.regions.index("CHN")
    found = Repeated.read(world, before, after).solve(LongRun(), theta, pair)
    assert not isinstance(found, Status)
    for name in REGIONS:
        np.testing.assert_allclose(found[name], outcome.data[name].values, rtol=0, atol=1e-6)
    assert found["pair"][0] == pytest.approx(pair_trade(outcome, "USA", "CHN"), abs=1e-6)
