import numpy as np
import pytest

from detente.core.status import Status
from detente.economy import rungs
from detente.economy.calibration import Calibration, Wedges
from detente.economy.hat import shock, split, sweep
from detente.economy.solve import solve
from detente.world.toy import toy_world

THETA = np.array([3.0, 5.0, 6.0, 4.0])


@pytest.fixture(scope="module")
def base():
    return Calibration.from_world(toy_world())


def shocked(base, added, D=None):
    t = base.wedges.t.copy()
    t[:3] += added
    own = np.arange(3)
    t[:, own, own] = 0
    return shock(base, Wedges.tariffs_only(t), THETA, base.D if D is None else D)


def test_anderson_solves_what_plain_iteration_cannot():
    rng = np.random.default_rng(1)
    basis = np.linalg.qr(rng.normal(size=(12, 12)))[0]
    matrix = basis @ np.diag(np.linspace(-3.0, 0.9, 12)) @ basis.T
    shift = rng.normal(size=12)
    run = rungs.anderson(lambda y: matrix @ y + shift, np.zeros(12), beta=1.0, limit=60)
    np.testing.assert_allclose(run.y, np.linalg.solve(np.eye(12) - matrix, shift), atol=1e-9)
    assert run.sweeps < 60


def test_anderson_keeps_the_best_state_when_the_map_breaks():
    calls = []

    def g(y):
        calls.append(y)
        return 0.5 * y + 1 if len(calls) < 3 else np.full_like(y, np.nan)

    run = rungs.anderson(g, np.zeros(3), beta=1.0, limit=50)
    assert run.sweeps == 3
    assert np.isfinite(run.y).all()
    assert run.residual <= 1.0


def test_damping_stops_at_the_tolerance():
    run = rungs.damped(lambda y: -0.9 * y + 1.9, np.zeros(2), weight=0.3, limit=300)
    np.testing.assert_allclose(run.y, 1.0, atol=1e-10)
    assert run.residual < rungs.TOLERANCE
    assert run.sweeps < 300


@pytest.mark.parametrize("home_rounds", [True, False])
def test_both_sweeps_share_their_fixed_point(base, home_rounds):
    s = shocked(base, 0.6)
    solution, _ = solve(s)
    assert solution.status is Status.CONVERGED
    np.testing.assert_allclose(sweep(s, solution.y, home_rounds=home_rounds), solution.y, atol=1e-9)
    assert np.abs(solution.y).max() > 0.01


def test_the_base_is_a_fixed_point(base):
    s = shock(base, base.wedges, THETA, base.D)
    zero = np.zeros(2 * base.E.size + base.wL.size)
    for home_rounds in (True, False):
        np.testing.assert_allclose(sweep(s, zero, home_rounds=home_rounds), 0.0, atol=1e-13)


def test_every_rung_finds_the_same_wages(base):
    s = shocked(base, 0.4)
    start = np.zeros(2 * base.E.size + base.wL.size)
    first = rungs.anderson(lambda y: sweep(s, y, home_rounds=True), start, beta=1.0, limit=200)
    second = rungs.anderson(lambda y: sweep(s, y, home_rounds=False), start, beta=0.5, limit=200)
    third = rungs.damped(lambda y: sweep(s, y, home_rounds=False), start, weight=0.3, limit=300)
    fourth, poorest = rungs.nested(s, start)
    assert poorest is None
    for run in (second, third, fourth):
        np.testing.assert_allclose(split(base, run.y)[2], split(base, first.y)[2], atol=1e-9)


def test_the_ladder_climbs_to_the_nested_rung_near_autarky(base):
    s = shocked(base, 1000.0, D=np.zeros(3))
    solution, _ = solve(s)
    assert solution.status is Status.CONVERGED
    assert solution.residual < rungs.NESTED_TOLERANCE
