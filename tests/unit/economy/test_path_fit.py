"""Responses fitted to a flow whose truth is known."""

from dataclasses import replace

import numpy as np
import pytest

from detente.economy.arrivals import Buyers, RateCourse, flow_of
from detente.economy.path_fit import NAMES, Prior, fit_buyers

TRUE = Buyers(0.3, 2.5, 0.85, 1.2, 1.5, 3.0, 0.5, 0.5, (0.2, 0.6, 0.2))
FIRST, START = 0, 24
WIDE = Prior((0.0, 3.0, 2.0, 1.0), (2.0, 3.0, 2.0, 2.0), 0.05, 0.2)


def course():
    rng = np.random.default_rng(0)
    x = np.zeros((60, 8))
    for g in range(8):
        for start in (20, 26, 34):
            x[start + g % 3 :, g] += 0.1 * rng.random()
    law = np.vstack((x[2:], x[-1:], x[-1:]))
    zero = np.zeros_like(x)
    return RateCourse(
        START, x, zero, np.maximum(x, law), zero, zero, np.full(8, 0.2), np.ones(8), slice(48, 60), x[:, 0]
    )


def flow(growth=0.06):
    a = np.log(flow_of(TRUE, course()).arrivals)
    return 5.0 + np.concatenate((np.zeros(START), a)) + growth * np.arange(84) / 12


@pytest.fixture(scope="module")
def found():
    start = replace(TRUE, theta0=0.0, theta_long=3.0, zeta=0.88, chi=1.0)
    return fit_buyers(start, course(), flow(), FIRST, [range(40, 70)], WIDE, 0.001)


def test_the_truth_is_found_where_the_data_are_exact(found):
    assert found.names == (*NAMES, "growth 1")
    assert found.value == pytest.approx([0.3, 2.5, 0.85, 1.2, 0.06], rel=0.05, abs=0.01)
    assert found.rmse < 5e-4
    assert found.correlation > 0.999


def test_a_moved_observation_moves_the_estimates_as_told(found):
    y = flow()
    month = found.months[8]
    y[month - FIRST] += 0.001
    start = replace(TRUE, theta0=0.0, theta_long=3.0, zeta=0.88, chi=1.0)
    again = fit_buyers(start, course(), y, FIRST, [range(40, 70)], WIDE, 0.001)
    told = found.moves[8] - (found.moves[20] if found.months[20] == month + 12 else 0.0)
    scale = np.sqrt(np.diag(found.cov))
    assert (again.point - found.point) / scale == pytest.approx(told, abs=0.15)


def test_draws_stay_in_bounds_and_spread_like_the_errors(found):
    rng = np.random.default_rng(2)
    drawn = found.drawn(rng.standard_normal((400, 5)))
    chi = np.array([b.chi for b in drawn])
    assert chi.min() >= 0.0
    assert chi.std() == pytest.approx(found.sd[3], rel=0.15)
    assert {b.stock for b in drawn} == {1.5}
    assert set(found.correlations()) >= {("theta_long", "zeta"), ("theta_long", "growth 1")}
