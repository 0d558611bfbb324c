import numpy as np
import pytest

from detente.core.errors import DataError
from detente.economy.longrun import LongRun
from detente.strategy.curves import INCOME, REVENUE, payoff_map, peak
from detente.strategy.game import TariffGame
from detente.strategy.ladder import Step, ladder, turning_point, uniform_ladder
from detente.strategy.objectives import RealIncome, RivalLoss
from detente.strategy.revealed import revealed_weights, unexplained
from detente.world.toy import toy_world

PAIR = ("USA", "CHN")


def game(**more):
    return TariffGame(
        **{
            "world": toy_world(),
            "model": LongRun(elasticity=4.0),
            "players": PAIR,
            "instruments": "uniform",
            **more,
        }
    )


@pytest.fixture(scope="module")
def found():
    return payoff_map(game(), objectives={"with malice": RivalLoss("CHN", 2.0)})


def test_a_map_holds_what_the_game_says(found):
    rates = {"USA": np.array([0.25]), "CHN": np.array([0.4])}
    there = game().payoffs(rates)
    cell = found.data["value"].sel(objective=INCOME, first=0.25, second=0.4)
    for player in PAIR:
        assert float(cell.sel(player=player)) == pytest.approx(there[player], abs=1e-10)
        assert float(found.data["income"].sel(region=player, first=0.25, second=0.4)) == pytest.approx(
            there[player], abs=1e-10
        )


@pytest.mark.parametrize("player", PAIR)
def test_best_replies_read_from_the_map_are_those_of_the_climb(found, player):
    (other,) = (name for name in PAIR if name != player)
    rates = {other: np.array([0.3])}
    climbed = float(game().best_response(player, rates, starts=0).moves.values[0])
    assert found.best_reply(player, 0.3).rate == pytest.approx(climbed, abs=0.01)


def test_the_other_objective_is_the_weighted_sum(found):
    by_hand = found.objective("USA", {INCOME: 1.0}, rival=2.0)
    np.testing.assert_allclose(found.objective("USA", {"with malice": 1.0}), by_hand, atol=1e-12)


def test_curves_cross_where_both_answer(found):
    first, second = found.war()
    assert found.best_reply("USA", second).rate == pytest.approx(first, abs=0.01)
    assert found.best_reply("CHN", first).rate == pytest.approx(second, abs=0.01)


def test_malice_raises_the_best_rate_and_so_does_revenue(found):
    calm = found.best_reply("USA", 0.1).rate
    assert found.best_reply("USA", 0.1, rival=1.0).rate > calm
    assert found.best_reply("USA", 0.1, {INCOME: 1.0, REVENUE: 1.0}).rate > calm


def test_a_peak_inside_is_found_and_one_at_the_end_says_so():
    rates = np.linspace(0.0, 1.0, 9)
    inside = peak(rates, -((np.log1p(rates) - np.log1p(0.33)) ** 2))
    assert inside.rate == pytest.approx(0.33, abs=1e-3)
    assert not inside.at_end
    assert peak(rates, rates).at_end


def test_even_rungs_add_up_and_follow_the_map(found):
    rungs = uniform_ladder(found, "USA", (0.0, 0.5, 1.0, 2.0), other=0.25)
    for player in PAIR:
        line = found.objective(player)
        line = line if player == "USA" else line.T
        at = list(found.rates).index(0.25)
        whole = line[-1, at] - line[0, at]
        assert sum(rung.change[player] for rung in rungs) == pytest.approx(whole, abs=1e-12)
    assert rungs[-1].ratio("CHN") == pytest.approx(rungs[-1].change["CHN"] / rungs[-1].change["USA"])


def test_a_taken_step_costs_what_the_game_says():
    play = game()
    moves = {"USA": np.array([0.6])}
    (rung,) = ladder(play, [Step("first", "USA", play.wedges(moves))])
    there = play.payoffs(moves)
    assert rung.change == pytest.approx(there, abs=1e-10)


def test_past_the_turning_point_a_point_costs_the_sender_more(found):
    rate = turning_point(found, "USA", other=0.0)
    assert 0.0 < rate < 2.0
    after = uniform_ladder(found, "USA", (rate, min(2.0, rate + 0.1)))[0]
    before = uniform_ladder(found, "USA", (max(0.0, rate - 0.1), rate))[0]
    assert after.ratio("CHN") < 1.0 < before.ratio("CHN")


def test_revealed_weights_fit_where_the_best_rate_is_the_observed_one(found):
    best = found.best_reply("USA", 0.2, rival=2.0).rate
    seen = revealed_weights(found, "USA", (best - 0.01, best + 0.01), other=0.2)
    cell = seen.data.sel(politics=INCOME, reply="hold", rival=2.0, revenue=0.0)
    assert bool(cell["fits"])
    assert not bool(seen.data["fits"].sel(politics=INCOME, reply="hold", rival=0.0, revenue=0.0))
    assert seen.least_rival("hold") <= 2.0
    assert revealed_weights(found, "USA", (5.0, 6.0), other=0.2).least_rival("hold") == np.inf


@pytest.mark.parametrize("reply", ["hold", "mirror"])
def test_what_real_income_cannot_explain_is_a_cost(found, reply):
    gap = unexplained(found, "USA", 1.25, other=0.2, reply=reply)
    assert gap.cost > 0.0
    assert gap.rival_loss > 0.0
    best = unexplained(found, "USA", gap.best, other=0.2, reply=reply)
    assert best.cost == pytest.approx(0.0, abs=1e-7)


def test_bad_input_is_told():
    with pytest.raises(DataError, match="two players"):
        payoff_map(game(players=("USA", "CHN", "ROW"), objective=RealIncome()))
    with pytest.raises(DataError, match="each above the one before"):
        payoff_map(game(), rates=(0.0, 0.2, 0.1, 0.3))


def test_unknown_names_are_told(found):
    with pytest.raises(DataError, match="no objective of this map"):
        found.best_reply("USA", 0.1, {"glory": 1.0})
    with pytest.raises(DataError, match="has no rates on this map"):
        found.best_reply("ROW", 0.1)
    with pytest.raises(DataError, match="rungs lie between"):
        uniform_ladder(found, "USA", (0.0, 3.0))
