import numpy as np
import pytest

from detente.case.papers.ossa_2014 import RETURNS, SIGMA, replicate, seven_regions
from detente.economy.longrun import LongRun
from detente.strategy.game import TariffGame
from detente.strategy.instruments import Instruments
from detente.strategy.replies import follow
from detente.world.load import load_world

SPREAD = "fgo"


def optimal(pattern, world):
    """Mean best tariff of each region, by sector and partner, the others at today's tariffs."""
    theta = (SIGMA - 1.0) * pattern / pattern.mean()
    model = LongRun(elasticity=theta, scale=RETURNS / theta, deficits="balanced")
    game = TariffGame(world, model=model, players=world.regions, instruments=Instruments(by="sector-partner", on="all"))
    start = game.stage.visit(game.start())
    return [float(np.expm1(follow(start, (player,), 1e-4, 60).visit.moves[player]).mean()) for player in world.regions]


def test_optimal_tariffs_are_of_his_order_and_rise_with_the_spread_of_elasticities():
    world = seven_regions(load_world())
    assert len(world.regions) == 7
    spread = optimal(world.elasticities[SPREAD], world)
    level = optimal(np.ones(len(world.sectors)), world)
    assert 0.45 < np.mean(spread) < 0.8
    assert np.mean(level) == pytest.approx(1.0 / (SIGMA - 1.0), abs=0.06)
    assert np.mean(spread) > np.mean(level) + 0.04


@pytest.mark.slow
def test_averages_beside_his():
    table = replicate()
    printed = {row.measure: row for row in table.rows if row.published is not None}
    assert set(printed) == {
        "optimal tariff",
        "Nash tariff",
        "government welfare lost if talks break down",
        "government welfare gained by talks",
    }
    assert table.verdict == "agrees"
    assert printed["government welfare gained by talks"].ours > 0
