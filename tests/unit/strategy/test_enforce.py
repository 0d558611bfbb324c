"""Agreements that hold by themselves."""

import numpy as np
import pytest

from detente.core.errors import DataError
from detente.strategy.enforce import critical_delta, holding_margin, over_lag


def test_the_critical_factor_of_a_prisoners_dilemma():
    # payoffs 3 together, 5 by cheating, 1 after the breakdown: (5 - 3) / (5 - 1)
    assert critical_delta(3.0, 5.0, 1.0) == pytest.approx(0.5)


def test_nobody_is_tempted_or_nobody_fears_the_breakdown():
    assert critical_delta(3.0, 2.0, 1.0) == 0.0
    assert critical_delta(3.0, 5.0, 4.0) == np.inf


def test_the_margin_is_zero_at_the_critical_factor():
    delta = critical_delta(3.0, 5.0, 1.0)
    assert holding_margin(3.0, 5.0, 1.0, delta) == pytest.approx(0.0)
    assert holding_margin(3.0, 5.0, 1.0, delta + 0.1) > 0.0
    assert holding_margin(3.0, 5.0, 1.0, delta - 0.1) < 0.0


def test_the_margin_says_what_repeated_play_says():
    agree, cheat, war, delta = 3.0, 5.0, 1.0, 0.7
    keep = agree / (1.0 - delta)
    leave = cheat + delta * war / (1.0 - delta)
    assert holding_margin(agree, cheat, war, delta) == pytest.approx((1.0 - delta) * (keep - leave))


def test_a_shorter_lag_makes_cheating_dearer():
    slow, quick = (over_lag(0.9, lag) for lag in (2.0, 0.5))
    assert slow == pytest.approx(0.81)
    assert quick > slow
    assert holding_margin(3.0, 5.0, 1.0, quick) > holding_margin(3.0, 5.0, 1.0, slow)


@pytest.mark.parametrize(("delta", "lag"), [(1.0, 1.0), (0.0, 1.0), (0.9, 0.0)])
def test_factors_and_lags_that_cannot_be(delta, lag):
    with pytest.raises(DataError, match="between 0 and 1"):
        over_lag(delta, lag)
