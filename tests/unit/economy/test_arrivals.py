"""Orders, arrivals and stocks."""

from dataclasses import replace

import numpy as np
import pytest

from detente.economy.arrivals import Buyers, RateCourse, flow_of, needs_of

BUYERS = Buyers(0.2, 3.0, 0.9, 1.5, 1.5, 3.0, 0.5, 0.5, (0.2, 0.6, 0.2))
T = 60


def course(x, *, law=None, threat=None, other=None, share=0.1):
    x = np.reshape(x, (T, -1)).astype(float)
    zero = np.zeros_like(x)
    law = x if law is None else np.reshape(law, x.shape)
    high = np.maximum(0.0, law - np.log(1.6))
    return RateCourse(
        0,
        x,
        zero if other is None else np.reshape(other, x.shape),
        law,
        high,
        zero if threat is None else np.reshape(threat, x.shape),
        np.full(x.shape[1], share),
        np.full(x.shape[1], 100.0),
        slice(0, 12),
        np.expm1(x).mean(axis=1),
    )


def step(height, start=20):
    x = np.zeros(T)
    x[start:] = height
    return x


def test_without_measures_nothing_moves():
    flow = flow_of(BUYERS, course(np.zeros(T)))
    for values in (flow.needs, flow.orders, flow.arrivals):
        assert values == pytest.approx(np.ones(T), abs=1e-12)
    assert flow.stocks == pytest.approx(np.full(T, 1.5), abs=1e-12)


def test_response_grows_from_impact_to_the_long_run():
    small = 1e-4
    need = needs_of(BUYERS, course(step(small), share=1e-6))[:, 0]
    response = -np.log(need[20:]) / small - 1.0
    months = np.arange(len(response))
    expected = 0.2 + 2.8 * (1.0 - 0.9**months)
    assert response == pytest.approx(expected, abs=2e-3)


def test_in_the_long_run_shares_are_those_of_constant_elasticity():
    large = replace(BUYERS, zeta=0.3, reversal=0.0)
    need = needs_of(large, course(step(0.8), share=0.2))[-1, 0]
    weight = 0.2 * np.exp(-3.0 * 0.8)
    assert need == pytest.approx(weight / (weight + 0.8) / 0.2 * np.exp(-0.8), rel=1e-6)


def test_no_good_is_lost_between_orders_needs_and_stocks():
    flow = flow_of(BUYERS, course(step(0.5)))
    assert np.diff(flow.stocks) == pytest.approx((flow.arrivals - flow.needs)[1:], abs=1e-12)
    orders = np.concatenate((np.ones(2), flow.orders))
    assert flow.arrivals == pytest.approx(0.2 * orders[2:] + 0.6 * orders[1:-1] + 0.2 * orders[:-2], abs=1e-12)


def test_what_is_announced_fills_stocks_before_it_is_in_force():
    law = step(0.3, 16)
    flow = flow_of(BUYERS, course(step(0.3), law=law))
    assert flow.orders[16] > 1.0
    assert flow.stocks[19] > 1.5
    still = flow_of(replace(BUYERS, chi=0.0), course(step(0.3), law=law))
    assert flow.arrivals[17:20].sum() > still.arrivals[17:20].sum()


def test_a_threat_fills_stocks_in_proportion_to_belief():
    threat = step(0.4)
    stocks = [flow_of(replace(BUYERS, belief=b), course(np.zeros(T), threat=threat)).stocks[25] for b in (0, 0.3, 0.6)]
    assert stocks[0] == pytest.approx(1.5)
    assert stocks[0] < stocks[1] < stocks[2]


def test_a_rate_that_is_expected_to_pass_makes_buyers_wait():
    waits, stays = (flow_of(replace(BUYERS, reversal=share), course(step(0.55))).orders[20] for share in (0.9, 0.0))
    assert waits < stays


def test_orders_react_at_once_and_arrivals_follow():
    flow = flow_of(BUYERS, course(step(0.3)))
    assert np.log(flow.orders[20]) < 2.0 * np.log(flow.arrivals[20]) < 0.0
    # a prohibitive rate stops orders; it does not turn them round
    assert flow_of(BUYERS, course(step(1.2))).orders.min() == 0.0


def test_a_prohibitive_rate_on_some_goods_is_not_its_average_on_all():
    split = np.stack((step(1.2), step(0.2)), axis=1)
    mean = np.stack((step(0.7), step(0.7)), axis=1)
    assert flow_of(BUYERS, course(split)).needs[-1] > flow_of(BUYERS, course(mean)).needs[-1]


def test_duties_on_other_suppliers_soften_the_loss():
    alone = flow_of(BUYERS, course(step(0.3))).needs[-1]
    both = flow_of(BUYERS, course(step(0.3), other=step(0.2))).needs[-1]
    assert both > alone
