import math

import numpy as np
import pytest

from detente.core.errors import DataError
from detente.economy.horizon import elasticity_at
from detente.world.toy import toy_world

WORLD = toy_world()


def test_a_year_after_the_published_response_of_net_trade_is_met():
    net = elasticity_at("blp", 12, WORLD).values
    np.testing.assert_allclose(1.0 + net, 0.76, atol=0.01)
    np.testing.assert_allclose(elasticity_at("blp", 12, WORLD, "with-duty").values, net + 1.0)


@pytest.mark.parametrize(("months", "lowest", "highest"), [(0, 0.2, 0.3), (108, 1.75, 2.25), (math.inf, 2.0, 2.0)])
def test_the_published_course_runs_from_a_quarter_to_two(months, lowest, highest):
    net = 1.0 + elasticity_at("blp", months, WORLD).values
    assert np.all((net >= lowest) & (net <= highest))


def test_a_set_is_reached_in_the_long_run_and_approached_from_below():
    course = [elasticity_at("fgo", months, WORLD).values for months in (0, 1, 12, 60, math.inf)]
    assert np.all(np.diff(course, axis=0) > 0)
    np.testing.assert_array_equal(course[-1], WORLD.elasticities["fgo"])
    assert "set fgo" in elasticity_at("fgo", 12, WORLD).words


@pytest.mark.parametrize("months", [-1, math.nan])
def test_a_horizon_is_a_number_of_months_from_zero(months):
    with pytest.raises(DataError, match="months is none"):
        elasticity_at("fgo", months, WORLD)


def test_an_unknown_reading_lists_the_known():
    with pytest.raises(DataError, match="use 'without-duty' or 'with-duty'"):
        elasticity_at("blp", 12, WORLD, "net")
