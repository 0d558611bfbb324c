"""Rates in steps, caps on exports, and a pull towards a reference."""

import numpy as np
import pytest

from detente.core.errors import DataError
from detente.economy.longrun import LongRun
from detente.economy.shortrun import ShortRun
from detente.strategy.game import TariffGame
from detente.strategy.grid import neighbours
from detente.strategy.instruments import Instruments
from detente.strategy.nash import nash
from detente.world.toy import toy_world

WORLD = toy_world()
LONG, SHORT = LongRun(elasticity=4.0), ShortRun(elasticity=4.0, horizon_months=12.0)
PAIR = ("USA", "CHN")
STEP = 0.05


def game(**more):
    return TariffGame(**{"world": WORLD, "model": LONG, "players": PAIR, **more})


@pytest.fixture(scope="module")
def stepped():
    play = game(instruments=Instruments(step=STEP))
    return play, nash(play, deviations=1, others=0)


def test_rates_of_a_war_in_steps_are_on_the_grid_and_no_step_gains(stepped):
    play, war = stepped
    assert war.certificate.ok
    for player in PAIR:
        rates = war.moves[player].values
        np.testing.assert_allclose(rates / STEP, np.rint(rates / STEP), atol=1e-9)
        near = neighbours(play.stage.levers[player], np.log1p(rates))
        assert len(near) == 2 * rates.size
        for k, to in near:
            moved = rates.copy()
            moved[k] = np.expm1(to)
            assert play.payoffs({**war.moves, player: moved})[player] <= war.payoffs[player] + 1e-12


def test_steps_never_beat_free_rates_and_say_what_they_give_up(stepped):
    play, war = stepped
    free, steps = (one.best_response("USA", {"CHN": war.moves["CHN"]}, starts=1) for one in (game(), play))
    assert steps.payoff <= free.payoff
    assert steps.certificate.details["given up by rates in steps"] == pytest.approx(
        free.payoff - steps.payoff, abs=1e-9
    )
    assert steps.certificate.details["largest gain of one step"] <= 0.0


def test_bounds_hold_on_a_grid_that_does_not_meet_them():
    play = game(instruments=Instruments(step=0.07, highest=0.1))
    reply = play.best_response("CHN", starts=0)
    assert set(np.round(reply.moves.values, 9)) <= {0.0, 0.07}


@pytest.mark.parametrize("step", [-0.1, 6.0])
def test_a_step_that_cannot_be(step):
    with pytest.raises(DataError, match="step="):
        Instruments(step=step)


def capped(**more):
    return game(model=SHORT, instruments={"USA": "sector", "CHN": Instruments(wedge="cap", highest=9.0)}, **more)


@pytest.mark.parametrize("of", PAIR)
def test_slopes_in_caps_are_those_of_payoffs(of):
    stage = capped().stage
    logs = capped().start() | {"CHN": np.full(3, 0.25)}
    slopes = stage.visit(logs).slopes("CHN", of)
    for k in range(3):
        step = 1e-5 * np.eye(3)[k]
        up, down = (stage.visit({**logs, "CHN": logs["CHN"] + sign * step}).payoff(of) for sign in (1, -1))
        assert slopes[k] == pytest.approx((up - down) / 2e-5, rel=1e-4, abs=1e-8)


def test_the_best_caps_bring_what_the_best_export_taxes_bring():
    caps = capped().best_response("CHN", starts=1)
    taxes = game(model=SHORT, instruments={"USA": "sector", "CHN": "export-tax"}).best_response("CHN", starts=1)
    assert caps.payoff == pytest.approx(taxes.payoff, abs=1e-8)
    assert caps.payoff > 0.0


def test_a_cap_holds_the_quantity():
    play = capped()
    rates = np.array([0.5, 1.0, 2.0])
    there = play.stage.visit(play.logs({"CHN": rates}))
    (horizon,) = there.horizons
    assert horizon.point.excess == pytest.approx(np.zeros(3), abs=1e-8)
    assert play.stage.levers["CHN"].caps(np.log1p(rates))[3] == pytest.approx(1.0 / (1.0 + rates))


def test_the_long_run_knows_no_caps():
    with pytest.raises(DataError, match="use the model ShortRun"):
        game(instruments={"USA": "sector", "CHN": Instruments(wedge="cap")})


@pytest.mark.parametrize(("weight", "least", "most"), [(0.0, 0.0, 0.15), (0.3, 0.25, 0.3), (100.0, 0.299, 0.301)])
def test_a_reference_pulls_rates_towards_it(weight, least, most):
    reply = game(reference={"USA": (weight, 0.3)}).best_response("USA", starts=1)
    assert least <= float(reply.moves.mean()) <= most


def test_slopes_know_the_reference():
    stage = game(reference={"USA": (0.5, 0.3)}).stage
    logs = game().start()
    slopes = stage.visit(logs).slopes("USA")
    for k in range(3):
        step = 1e-5 * np.eye(3)[k]
        up, down = (stage.visit({**logs, "USA": logs["USA"] + sign * step}).payoff("USA") for sign in (1, -1))
        assert slopes[k] == pytest.approx((up - down) / 2e-5, rel=1e-3)


def test_references_that_cannot_be():
    with pytest.raises(DataError, match="does not play"):
        game(reference={"ROW": (1.0, None)})
    with pytest.raises(DataError, match="weight"):
        game(reference={"USA": (-1.0, None)})
