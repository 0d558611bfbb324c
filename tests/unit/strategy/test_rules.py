import numpy as np
import pytest

from detente.core.errors import DataError
from detente.economy.longrun import LongRun
from detente.strategy.answers import compare_rules, play
from detente.strategy.game import TariffGame
from detente.strategy.instruments import NAMED, Instruments
from detente.strategy.rules import (
    Ease,
    Exchange,
    Hold,
    Mirror,
    Proportional,
    Switch,
    Targeted,
    TitForTat,
    aims,
)
from detente.world.toy import toy_world

PAIR = ("USA", "CHN")


def game(instruments="sector", **more):
    return TariffGame(
        **{
            "world": toy_world(),
            "model": LongRun(elasticity=4.0),
            "players": PAIR,
            "instruments": instruments,
            **more,
        }
    )


def exchange(points=0.4, instruments="sector"):
    chosen = game(instruments)
    base = {player: np.expm1(v) for player, v in chosen.start().items()}
    return Exchange(chosen, "USA", "CHN", base["USA"] + points, base["CHN"])


def base_of(state):
    return np.expm1(state.stage.levers["CHN"].start)


def test_mirror_adds_the_same_points():
    state = exchange(0.34)
    np.testing.assert_allclose(Mirror().reply(state) - base_of(state), 0.34, atol=1e-12)


def test_mirror_by_sector_follows_the_senders_sectors():
    points = np.array([0.1, 0.0, 0.6])
    state = exchange(points)
    np.testing.assert_allclose(Mirror("sector").reply(state) - base_of(state), points, atol=1e-12)
    mean = float(np.average(points, weights=state.stage.levers["USA"].trade))
    np.testing.assert_allclose(Mirror().reply(state) - base_of(state), mean, atol=1e-12)


def test_hold_and_ease():
    state = exchange()
    np.testing.assert_array_equal(Hold().reply(state), state.now)
    raised = Exchange(state.game, "USA", "CHN", state.sent, state.now + 0.5)
    np.testing.assert_allclose(Ease(0.5).reply(raised) - base_of(state), 0.25, atol=1e-12)


def test_proportional_duty_takes_the_same_duty_on_base_trade():
    state = exchange(0.1)
    world = state.game.world
    answer = Proportional().reply(state)
    n, i = (world.regions.index(name) for name in PAIR)
    goods = np.array(world.goods)
    border = [state.stage.models[0][1].before.V[goods, a, b].sum() for a, b in ((n, i), (i, n))]
    added = answer - base_of(state)
    assert np.ptp(added) == pytest.approx(0.0, abs=1e-12)
    assert float(added[0]) * border[1] == pytest.approx(0.1 * border[0], rel=1e-6)


def test_proportional_trade_takes_the_same_trade():
    state = exchange(0.1)
    answer = Proportional(0.5, of="trade").reply(state)
    goods = np.array(state.game.world.goods)
    before = state.stage.models[0][1].before.V[goods]

    def lost(visit, seller, buyer):
        after = visit.horizons[0].state.at.V[goods]
        n, i = (state.game.world.regions.index(name) for name in (buyer, seller))
        return float(before[:, n, i].sum() - after[:, n, i].sum())

    quiet, loud = state.visit(state.now), state.visit(answer)
    assert lost(loud, "USA", "CHN") == pytest.approx(0.5 * lost(quiet, "CHN", "USA"), rel=1e-3)


def test_proportional_stops_at_what_is_left_to_tax():
    state = exchange(3.0)
    top = state.stage.levers["CHN"].high
    answer = Proportional(50.0).reply(state)
    assert float(answer.max()) == pytest.approx(float(np.expm1(top).max()))


def test_a_list_covers_its_share_and_takes_the_best_ratio_first():
    state = exchange(0.3)
    rule = Targeted(points=0.5, covered=0.4)
    added = rule.reply(state) - base_of(state)
    trade = state.stage.levers["CHN"].trade
    assert float(added @ trade / trade.sum()) == pytest.approx(0.4 * 0.5, abs=1e-9)
    first = int(aims(state, {})["order"][0])
    assert added[first] > 0.0


def test_no_other_list_of_the_same_own_cost_hurts_more_to_first_order():
    state = exchange(0.3)
    found = aims(state, {})
    hurt, cost = found["hurt"].values, found["cost"].values
    if (cost <= 0.0).any():
        cost = np.maximum(cost, 1e-12)
    listed = (Targeted(points=1.0, covered=0.4).reply(state) - base_of(state)).clip(0.0, 1.0)
    budget = float(cost @ listed)
    rng = np.random.default_rng(1)
    for _ in range(200):
        other = rng.uniform(size=hurt.size)
        other *= min(1.0, budget / float(cost @ other))
        assert hurt @ other <= hurt @ listed + 1e-12


def test_weights_move_the_list_to_where_politics_are():
    state = exchange(0.3)
    plain, farm = (aims(state, weights)["ratio"] for weights in ({}, {"A01": 20.0}))
    farmer = list(plain["sector"].values).index("A01")
    order = [list(np.argsort(-ratio.values)).index(farmer) for ratio in (plain, farm)]
    assert farm.values[farmer] > plain.values[farmer]
    assert order[1] <= order[0]


def test_switch_moves_to_what_hurts_more_for_its_cost():
    tools = (NAMED["sector"], Instruments(wedge="export_tax", sectors=("C26",), highest=3.0))
    state = exchange(0.5, {"USA": "sector", "CHN": tools})
    answer = Switch(0.25).reply(state)
    kinds = [label[0] for label in state.stage.levers["CHN"].labels]
    found = aims(Exchange(state.game, "USA", "CHN", state.sent, Mirror().reply(state)), {})
    on = state.tariffs("CHN")
    tax = kinds.index("export_tax")
    goods = found["hurt"].values[on].sum() / found["cost"].values[on].sum()
    free = found["cost"].values[tax] <= 1e-9 < found["hurt"].values[tax]
    better = free or found["ratio"].values[tax] > goods
    assert answer[tax] == pytest.approx(0.25 if better else 0.0)
    np.testing.assert_allclose(answer[on], Mirror().reply(state)[on])
    only = exchange(0.5)
    np.testing.assert_allclose(Switch().reply(only), Mirror().reply(only))


def test_tit_for_tat_waits_and_forgives():
    state = exchange(0.4)
    np.testing.assert_allclose(TitForTat(delay=1).reply(state), base_of(state), atol=1e-12)
    past = Exchange(state.game, "USA", "CHN", np.expm1(state.game.start()["USA"]), state.now, (state.sent,))
    np.testing.assert_allclose(TitForTat(1, 0.25).reply(past) - base_of(state), 0.3, atol=1e-12)


def test_rules_side_by_side():
    found = compare_rules(game(), [Hold(), Mirror(), Proportional(), Targeted()], 0.4)
    assert list(found["rule"].values) == ["none", "mirror", "proportional", "list"]
    there = game().payoffs({"USA": np.expm1(game().start()["USA"]) + 0.4})
    np.testing.assert_allclose(found["payoff"].sel(rule="none"), [there["USA"], there["CHN"]], atol=1e-10)
    loss = found["payoff"].sel(side="USA")
    assert float(loss.sel(rule="mirror")) < float(loss.sel(rule="none"))
    assert (found["employment"] == 0.0).all(), "labour is given in this long run"


def test_the_sender_moves_to_its_own_best_where_nothing_is_said():
    found = compare_rules(game("uniform"), [Hold()])
    best = game("uniform").best_response("USA")
    assert float(found["payoff"].sel(rule="none", side="USA")) == pytest.approx(best.payoff, abs=1e-9)


def test_two_mirrors_stay_and_two_easing_sides_go_home():
    chosen = game("uniform")
    start = {player: np.expm1(v) for player, v in chosen.start().items()}
    up = {"USA": start["USA"] + 0.5}
    mirrored = play(chosen, {"USA": Hold(), "CHN": Mirror()}, up, 3)
    assert float(mirrored[-1]["CHN"][0] - start["CHN"][0]) == pytest.approx(0.5, abs=1e-9)
    eased = play(chosen, {"USA": Ease(), "CHN": TitForTat(0)}, up, 2)
    assert float(eased[-1]["USA"][0]) == pytest.approx(float(start["USA"][0]), abs=1e-9)
    assert float(eased[-1]["CHN"][0]) == pytest.approx(float(start["CHN"][0]), abs=1e-9)


def test_bad_input_is_told():
    with pytest.raises(DataError, match="covers 0"):
        Targeted(covered=0.0)
    with pytest.raises(DataError, match="no two players"):
        compare_rules(game(), [Hold()], 0.1, sender="USA", player="ROW")
    with pytest.raises(DataError, match="rates were given"):
        compare_rules(game(), [Hold()], np.zeros(9))
    taxes = game({"USA": "sector", "CHN": "export-tax"})
    with pytest.raises(DataError, match="cannot answer in proportion"):
        compare_rules(taxes, [Proportional()], 0.1)
