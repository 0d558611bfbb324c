import numpy as np
import pytest

from detente.economy.pain import SCALES, months_until, pain_points


def test_every_harm_at_its_reference_is_a_hundred():
    points = pain_points({scale.name: scale.reference for scale in SCALES})
    assert sum(points.values()) == pytest.approx(100.0)
    assert sum(scale.weight for scale in SCALES) == pytest.approx(1.0)


def test_gains_do_not_make_up_for_harm():
    values = {scale.name: -1.0 for scale in SCALES} | {SCALES[0].name: SCALES[0].reference / 2.0}
    assert sum(pain_points(values).values()) == pytest.approx(50.0 * SCALES[0].weight)


def test_a_harm_without_a_value_is_refused():
    with pytest.raises(KeyError):
        pain_points({SCALES[0].name: 0.1})


def test_months_of_a_steady_loss():
    assert months_until((6.0, 12.0), np.array([0.02, 0.02]), 0.01, 60.0) == pytest.approx(6.0)


def test_months_of_a_loss_that_shrinks():
    """0.03 a year until month 6, none from month 12 on: 0.015 by month 6, at most 0.0225 ever."""
    loss = np.array([0.03, 0.0])
    assert months_until((6.0, 12.0), loss, 0.015, 60.0) == pytest.approx(6.0)
    assert months_until((6.0, 12.0), loss, 0.0224, 60.0) == pytest.approx(11.3, abs=0.1)
    assert months_until((6.0, 12.0), loss, 0.023, 60.0) == 60.0


def test_a_gain_is_never_passed():
    assert months_until((6.0, 12.0), np.array([-0.01, -0.02]), 0.005, 60.0) == 60.0
