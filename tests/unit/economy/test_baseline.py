"""Level, seasons and misses of forecasts."""

import numpy as np
import pytest

from detente.economy.baseline import growth_of, level_of, misses

MONTHS = np.arange(240)
SEASON = np.sin(2 * np.pi * MONTHS / 12)


def test_a_seasonal_series_without_growth_is_forecast_exactly():
    level = level_of(3.0 + 0.1 * SEASON, 199)
    assert level.at(np.arange(200, 224)) == pytest.approx(3.0 + 0.1 * SEASON[200:224], abs=1e-6)
    assert level.season.sum() == pytest.approx(0.0, abs=1e-12)


def test_half_of_the_growth_is_carried_forward():
    z = 0.01 * MONTHS
    assert growth_of(z, 199) == pytest.approx(0.01)
    level = level_of(z, 199)
    assert level.growth == pytest.approx(0.005)
    assert growth_of(z, 50) == 0.0


def test_nothing_after_the_origin_is_used():
    z = 3.0 + 0.1 * SEASON
    later = z.copy()
    later[200:] += 5.0
    at = np.arange(200, 212)
    assert (level_of(z, 199).at(at) == level_of(later, 199).at(at)).all()


def test_missing_months_are_left_out():
    z = 3.0 + 0.1 * SEASON
    z[150:180] = np.nan
    assert level_of(z, 199).at(np.arange(200, 212)) == pytest.approx(3.0 + 0.1 * SEASON[200:212], abs=1e-3)


def test_misses_are_outcomes_less_forecasts():
    rng = np.random.default_rng(1)
    z = 3.0 + 0.1 * SEASON + 0.05 * rng.standard_normal(240)
    found = misses(z, 120, 230, 12)
    assert found.shape == (111, 12)
    assert found[10, 3] == pytest.approx(z[134] - level_of(z, 130).at(np.array([134]))[0])
    assert np.isnan(found[-1, 10:]).all()
    assert 0.03 < np.nanstd(found[:, 0]) < 0.09
