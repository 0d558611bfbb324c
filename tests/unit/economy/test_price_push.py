import numpy as np
import pytest

from detente.economy.price_push import price_push
from detente.world.toy import toy_world


def test_duties_passed_on_in_full_by_hand():
    """Round by round: what duties add, then what dearer inputs add to home-made goods."""
    world = toy_world()
    n = world.regions.index("USA")
    old = world.tariff[n]
    assert price_push(world, "USA", old, old) == 0.0
    new = old.copy()
    new[np.arange(3) != n] += 0.1
    paid = world.flows[n] * (1.0 + world.tariff[n])
    share = paid / paid.sum(axis=0)
    direct = (share * ((1.0 + new) / (1.0 + old) - 1.0)).sum(axis=0)
    G = world.input_use[n] / world.flows[:, n].sum(axis=0)
    rounds, total = direct, direct.copy()
    for _ in range(200):
        rounds = share[n] * (G.T @ rounds)
        total += rounds
    expected = world.final_use[n] @ total / world.final_use[n].sum()
    assert price_push(world, "USA", old, new) == pytest.approx(expected, rel=1e-10)
    assert expected > world.final_use[n] @ direct / world.final_use[n].sum()
