"""Agreements that hold by themselves."""

import nashpy
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


def discounted(stage, one, two, delta, rounds=600):
    """Payoffs of two strategies, per period, when the stage game is played for ever."""
    total, seen = np.zeros(2), []
    for period in range(rounds):
        mine = one([other for _, other in seen])
        theirs = two([own for own, _ in seen])
        total += (1.0 - delta) * delta**period * stage[:, mine, theirs]
        seen.append((mine, theirs))
    return total


KEEP, BREAK = 0, 1
STRATEGIES = (
    lambda past: BREAK if BREAK in past else KEEP,  # keeps until the other breaks, then war for ever
    lambda _: BREAK,
    lambda _: KEEP,
    lambda past: BREAK if not past else KEEP,
)


@pytest.mark.parametrize("seed", range(12))
def test_an_agreement_holds_exactly_where_an_oracle_finds_the_pair_of_triggers_in_equilibrium(seed):
    rng = np.random.default_rng(seed)
    war, agree, cheat, sucker = np.sort(rng.uniform(0.0, 10.0, 4))[[1, 2, 3, 0]]
    stage = np.array([[[agree, sucker], [cheat, war]], [[agree, cheat], [sucker, war]]])
    assert nashpy.Game(*stage).is_best_response(np.array([0.0, 1.0]), np.array([0.0, 1.0])) == (True, True)
    critical = float(critical_delta(agree, cheat, war))
    trigger = np.eye(len(STRATEGIES))[0]
    for delta in (critical - 0.02, critical + 0.02):
        if not 0.05 < delta < 0.97:
            continue
        table = np.array([[discounted(stage, a, b, delta) for b in STRATEGIES] for a in STRATEGIES])
        oracle = nashpy.Game(table[..., 0], table[..., 1]).is_best_response(trigger, trigger)
        assert oracle == ((delta > critical,) * 2)
        assert (holding_margin(agree, cheat, war, delta) >= 0.0) == (delta > critical)
