import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from detente.case.papers.caliendo_parro_2015 import ARRAYS, FILE, SOURCE
from detente.case.papers.source import read_arrays
from detente.core.status import Status
from detente.economy.branch import along_transfers, along_wedges, other_equilibria
from detente.economy.calibration import Calibration, Wedges
from detente.economy.closures import Closure
from detente.economy.equilibrium import equilibrium
from detente.economy.hat import shock
from detente.economy.levels import rebase
from detente.economy.longrun import LongRun
from detente.economy.rungs import NESTED_TOLERANCE, Obstacle
from detente.economy.solve import solve
from detente.ledger.wedges import wedges
from detente.world.toy import toy_world
from detente.world.world import World

THETA = np.array([3.0, 5.0, 6.0, 4.0])
DATA = Path(os.environ.get("DETENTE_DATA", Path(__file__).parents[3] / ".." / "shared" / "data"))


@pytest.fixture(scope="module")
def base():
    return Calibration.from_world(toy_world())


def taxed(base, rate):
    off = 1.0 - np.eye(base.wL.size)
    return Wedges.tariffs_only(base.wedges.t + rate * off)


def payer():
    """R1 pays R0 nearly nine tenths of its income; without trade it cannot."""
    flows = np.array([[[100.0], [90.0]], [[1.0], [10.0]]])
    return World.from_arrays(
        flows, None, None, None, np.zeros_like(flows), regions=("R0", "R1"), sectors=("S",), year=2020, unit="USD mn"
    )


def test_both_branches_end_where_the_first_rung_does(base):
    s = shock(base, taxed(base, 0.8), THETA, base.D)
    expected = solve(s)[0].y
    for run, obstacle in (along_wedges(s), along_transfers(s)):
        assert obstacle is None
        assert run.residual < NESTED_TOLERANCE
        np.testing.assert_allclose(run.y, expected, atol=1e-9)


def test_wedges_move_in_logs_from_one_end_to_the_other(base):
    new = taxed(base, 0.8)
    assert base.wedges.towards(new, 0.0).same_as(base.wedges)
    assert base.wedges.towards(new, 1.0).same_as(new)
    half = base.wedges.towards(new, 0.5)
    np.testing.assert_allclose((1 + half.t) ** 2, (1 + base.wedges.t) * (1 + new.t), rtol=1e-13)


def test_only_moved_cells_differ(base):
    t = base.wedges.t.copy()
    t[1, 0, 2] += 0.1
    found = base.wedges.differs(Wedges.tariffs_only(t))
    assert found.sum() == 1
    assert found[1, 0, 2]
    d = np.ones_like(t)
    d[2, 1, 0] = 1.1
    assert np.argwhere(base.wedges.differs(Wedges(base.wedges.t, base.wedges.x, d))).tolist() == [[2, 1, 0]]


def test_the_branch_ends_where_the_payer_has_nothing_left():
    world = payer()
    base = Calibration.from_world(world)
    s = shock(base, taxed(base, 3.0), np.array([8.0]), base.D)
    with np.errstate(all="ignore"):
        _, obstacle = along_transfers(s)
    assert obstacle.region == 1
    assert 0.0 < obstacle.reach < 1.0
    below = equilibrium(base, s.wedges, np.array([8.0]), (obstacle.reach - 1e-3) * base.D)
    assert below.status is Status.CONVERGED
    assert 0.0 < below.levels.I[1] / (below.levels.w[1] * base.wL[1]) < 0.05
    above = equilibrium(base, s.wedges, np.array([8.0]), (obstacle.reach + 5e-3) * base.D)
    assert above.status is Status.NO_EQUILIBRIUM


def test_the_sentence_names_the_payer_and_the_share():
    world = payer()
    after = wedges(world, {("R0", "R1"): 3.0, ("R1", "R0"): 3.0})
    found = LongRun(elasticity=8).solve(world, wedges(world), after, throw=False)
    sentence = found.certificate.details["sentence"]
    assert found.certificate.status is Status.NO_EQUILIBRIUM
    assert "with these wedges R1 cannot finance its transfer: an equilibrium exists up to " in sentence
    assert "use smaller wedges or deficits='balanced' or 'proportional'" in sentence
    assert LongRun(elasticity=8, deficits="balanced").solve(world, wedges(world), after).certificate.ok


def test_an_obstacle_that_was_not_followed_gives_no_share():
    assert Obstacle(1, None).words(("A", "B")) == "with these wedges B cannot finance its transfer"
    assert (
        Obstacle(0, 0.876)
        .words(("A", "B"))
        .endswith("A cannot finance its transfer: an equilibrium exists up to 88 % of it")
    )


def test_constant_returns_have_one_equilibrium_and_the_limit_may_have_more(base):
    s = shock(base, taxed(base, 0.1), THETA, base.D)
    assert other_equilibria(s, solve(s)[0].y) == 0
    krugman = shock(base, taxed(base, 0.1), THETA, base.D, Closure(psi=1.0 / THETA))
    assert krugman.at_limit
    assert not replace(krugman, closure=Closure(psi=0.9 / THETA)).at_limit
    with np.errstate(all="ignore"):
        assert other_equilibria(krugman, solve(krugman)[0].y) >= 1


def test_nafta_with_todays_transfers_and_300_points_more_is_solved():
    if not (DATA / FILE).is_file():
        pytest.skip("the data folder with cp2015/ is not on this machine; set DETENTE_DATA")
    raw = read_arrays(DATA, FILE, (*ARRAYS, "deficit"), SOURCE)
    paid = raw["trade"].transpose(0, 2, 1) / 1e6 * (1.0 + raw["tariff_bln"].transpose(0, 2, 1))
    inputs = np.maximum(raw["intermediate"].transpose(2, 0, 1), 0.0) / 1e6
    added, final = raw["value_added"] / 1e6, raw["final"] / 1e6
    output = inputs.sum(axis=1).T + added
    base = Calibration(
        pi=paid / paid.sum(axis=2, keepdims=True),
        E=inputs.sum(axis=2).T + final,
        Y=output,
        G=inputs / output.T[:, None, :],
        gva=added / output,
        alpha=final / final.sum(axis=0),
        wL=added.sum(axis=0),
        D=raw["deficit"] / 1e6,
        wedges=Wedges.tariffs_only(np.ascontiguousarray(raw["tariff_bln"].transpose(0, 2, 1))),
    )
    base = rebase(base, equilibrium(base, base.wedges, raw["theta"], base.D).levels)
    found = equilibrium(base, taxed(base, 3.0), raw["theta"], base.D)
    assert found.status is Status.CONVERGED
    assert found.solution.rung.startswith("5")
    lowest = (found.levels.I / (found.levels.w * base.wL)).min()
    assert lowest == pytest.approx(0.26, abs=0.005)
