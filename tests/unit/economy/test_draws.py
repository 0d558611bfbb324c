"""Draws follow from seed and number; choices are dealt evenly."""

from collections import Counter

import numpy as np

from detente.economy.draws import SPREAD, Space
from detente.economy.ensemble import draw_elasticities
from detente.economy.standard_errors import ERRORS, WIDEST, log_spread

SPACE = Space(4, 3, {"a": ("x", "y"), "b": (1, 2, 3)}, {"u": (2.0, 5.0), "fixed": (1.0, 1.0)})


def same(one, two):
    return one.picks == two.picks and one.values == two.values and np.array_equal(one.own, two.own)


def test_a_draw_follows_from_seed_and_number_alone():
    alone = SPACE.draw(17)
    for number in range(17):
        SPACE.draw(number)
    assert same(alone, SPACE.draw(17))
    assert not same(alone, SPACE.draw(18))
    assert not same(alone, Space(5, 3, SPACE.choices, SPACE.ranges).draw(17))


def test_every_block_deals_each_combination_once_in_its_own_order():
    picks = [tuple(SPACE.draw(number).picks.values()) for number in range(60)]
    assert set(Counter(picks[:6]).values()) == {1}
    assert set(Counter(picks).values()) == {10}
    assert len({tuple(picks[6 * block : 6 * block + 6]) for block in range(10)}) > 5


def test_numbers_stay_in_their_ranges_and_fill_them():
    u = np.array([SPACE.draw(number).values["u"] for number in range(400)])
    assert u.min() > 2.0
    assert u.max() < 5.0
    assert abs(u.mean() - 3.5) < 0.15
    assert SPACE.draw(3).values["fixed"] == 1.0


def test_elasticities_are_log_normal_and_move_together_by_half():
    logs = np.log(draw_elasticities(np.array([4.0, 9.0]), 4000, 2) / np.array([4.0, 9.0]))
    assert np.allclose(logs.std(axis=0), SPREAD, rtol=0.05)
    assert abs(np.corrcoef(logs.T)[0, 1] - 0.5) < 0.05


def test_a_sweep_and_a_brief_draw_the_same_elasticities():
    theta = np.array([4.0, 9.0, 2.0])
    drawn = SPACE.draw(5).elasticity(theta, np.full(3, SPREAD))
    assert np.array_equal(drawn, draw_elasticities(theta, 6, 4)[5])


def test_published_errors_are_used_where_a_set_has_them():
    spread = log_spread("cp", ("A01", "C13T15", "C28", "K"))
    assert spread[0] == np.sqrt(np.log1p((2.01 / 9.11) ** 2))
    assert spread[1] < spread[0]
    assert spread[2] == WIDEST
    assert spread[3] == SPREAD
    assert np.array_equal(log_spread("fgo", ("A01", "K")), np.full(2, SPREAD))


def test_the_error_of_a_mean_of_rows_is_that_of_independent_rows():
    rows = [ERRORS["cp"][row] for row in (14, 16, 17)]
    mean, error = sum(v for v, _ in rows) / 3, np.sqrt(sum(e**2 for _, e in rows)) / 3
    assert np.isclose(log_spread("cp", ("C26",))[0], np.sqrt(np.log1p((error / mean) ** 2)))
