import dataclasses

import numpy as np
import pytest

from detente.core.errors import LabelError
from detente.core.status import Status
from detente.economy.short_checks import CONVENTIONS, both_conventions, both_regimes
from detente.economy.shortrun import ShortRun
from detente.ledger.wedges import wedges
from detente.world.toy import toy_world
from detente.world.world import World


@pytest.fixture(scope="module")
def case():
    world = toy_world()
    world = dataclasses.replace(world, employment=world.value_added / 50.0)
    return world, wedges(world), wedges(world, {("USA", "CHN"): 1.0, ("CHN", "USA"): 1.0}, add=True)


def test_conventions_are_those_of_single_solves(case):
    found = both_conventions(*case)
    assert [row.label for row in found.rows] == list(CONVENTIONS)
    for row in found.rows:
        data = ShortRun(convention=row.label).solve(*case).data
        np.testing.assert_array_equal(row.welfare, data["welfare"])
        np.testing.assert_array_equal(row.jobs, data["jobs"].sum("sector"))
    assert abs(found.rows[0].welfare - found.rows[1].welfare).max() > 1e-4


def test_regimes_move_the_two_sides_and_leave_the_others(case):
    model = ShortRun(monetary={"ROW": 0.25})
    found = both_regimes(*case, model)
    assert [row.label for row in found.rows] == ["USA 1, CHN 1", "USA 1, CHN 0", "USA 0, CHN 1", "USA 0, CHN 0"]
    data = ShortRun(monetary={"USA": 1.0, "CHN": 0.0, "ROW": 0.25}).solve(*case).data
    np.testing.assert_array_equal(found.rows[1].unemployment, data["unemployment"])
    low, high = found.spread("jobs", "CHN")
    assert low < 2 * high < 0
    records = found.records(["CHN"])
    assert [r["region"] for r in records] == ["CHN"] * 4
    assert {r["jobs_thousand"] for r in records} == {float(row.jobs[1]) for row in found.rows}


def test_what_is_not_solved_is_told_and_left_out_of_the_spread():
    flows = np.array([[[100.0], [90.0]], [[0.0], [10.0]]])
    idle = World.from_arrays(
        flows, None, None, None, np.zeros_like(flows), regions=("R0", "R1"), sectors=("S",), year=2020, unit="USD mn"
    )
    model = ShortRun(elasticity=8, horizon_months=60, wage_rigidity=0.0)
    found = both_conventions(idle, wedges(idle), wedges(idle, {("R0", "R1"): 50.0}), model)
    assert all(row.status is not Status.CONVERGED and np.isnan(row.welfare).all() for row in found.rows)
    assert np.isnan(found.spread("welfare", "R0")).all()


def test_jobs_that_are_not_known_are_no_number(case):
    world = dataclasses.replace(case[0], employment=None)
    assert np.isnan(both_conventions(world, *case[1:]).rows[0].jobs).all()


def test_unknown_sides_are_refused(case):
    with pytest.raises(LabelError, match="XXX"):
        both_regimes(*case, pair=("USA", "XXX"))
    with pytest.raises(LabelError, match="XXX"):
        both_conventions(*case).records(["XXX"])
