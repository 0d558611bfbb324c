import numpy as np
import pytest

from detente.core.errors import DataError, LabelError
from detente.economy.longrun import LongRun
from detente.economy.shortrun import ShortRun
from detente.strategy.game import TariffGame
from detente.strategy.objectives import Jobs, Political, RealIncome, Revenue, RivalLoss, Sides, Weighted
from detente.world.toy import toy_world

WORLD = toy_world()
LONG = LongRun(elasticity=4.0)


def game(objective, model=LONG, **more):
    return TariffGame(WORLD, model=model, players=("USA", "CHN"), objective=objective, **more)


EVERY = (
    RealIncome(),
    Political({WORLD.sectors[0]: 3.0, WORLD.sectors[1]: 0.2}),
    Revenue(),
    Revenue(collected=0.6),
    RivalLoss("CHN", 0.7),
    Weighted(((RealIncome(), 1.0), (Revenue(), 0.5), (Political({WORLD.sectors[2]: 2.0}), 0.3))),
)


@pytest.mark.parametrize("objective", EVERY, ids=lambda o: o.words[:40])
@pytest.mark.parametrize(
    "model",
    [LONG, LongRun(elasticity=3.0, labour_supply=0.5, scale=0.1, deficits="proportional")],
    ids=["plain", "all"],
)
def test_slopes_are_those_of_finite_differences(objective, model):
    play = game({"USA": objective, "CHN": RealIncome()}, model)
    rates = play.labelled(play.start())["USA"].values + 0.2
    slopes = play.gradient("USA", {"USA": rates}).values
    h = 1e-4
    for k in range(rates.size):
        ends = []
        for sign in (1.0, -1.0):
            moved = rates.copy()
            moved[k] += sign * h
            ends.append(play.payoffs({"USA": moved})["USA"])
        assert slopes[k] == pytest.approx((ends[0] - ends[1]) / (2 * h), rel=2e-5, abs=2e-8)


@pytest.mark.parametrize("objective", EVERY, ids=lambda o: o.words[:40])
def test_nothing_changed_is_worth_nothing(objective):
    play = TariffGame(WORLD, model=LONG, players=("USA",), instruments="sector-partner", objective={"USA": objective})
    assert play.payoffs()["USA"] == pytest.approx(0.0, abs=1e-9)


def test_jobs_in_the_short_run_have_slopes_and_in_the_long_run_are_refused():
    play = game(Jobs(), ShortRun())
    rates = play.labelled(play.start())["USA"].values + 0.3
    slope = play.gradient("USA", {"USA": rates}).values
    h, moved = 1e-3, []
    for sign in (1.0, -1.0):
        up = rates.copy()
        up[1] += sign * h
        moved.append(play.payoffs({"USA": up})["USA"])
    assert slope[1] == pytest.approx((moved[0] - moved[1]) / (2 * h), rel=1e-2)
    with pytest.raises(DataError, match="employment is given"):
        game(Jobs()).payoffs()


def test_equal_political_weights_are_real_income():
    rates = {"USA": np.full(len(game(RealIncome()).start()["USA"]), 0.4)}
    plain = game(RealIncome()).payoffs(rates)
    equal = game(Political(dict.fromkeys(WORLD.sectors, 2.0))).payoffs(rates)
    assert equal == pytest.approx(plain, abs=1e-12)


def test_a_favoured_sector_is_protected_more():
    sector = WORLD.sectors[1]
    plain = game(RealIncome()).best_response("USA", starts=0)
    favour = game(Political({sector: 1.5})).best_response("USA", starts=0)
    at = [s == sector for s in plain.moves["sector"].values]
    assert float(favour.moves.values[at][0]) > float(plain.moves.values[at][0]) + 0.02


def test_rivals_loss_raises_the_tariff():
    plain = game(RealIncome()).best_response("USA", starts=0).moves.values
    hard = game({"USA": RivalLoss("CHN", 1.0), "CHN": RealIncome()}).best_response("USA", starts=0).moves.values
    assert (hard > plain).all()


def test_a_group_is_the_mean_of_its_members():
    sides = Sides(WORLD, {"BOTH": ("USA", "CHN")})
    play = game(RealIncome())
    state = play.stage.visit(play.logs({"USA": np.full(len(play.start()["USA"]), 0.5)})).horizons[0].state
    both = RealIncome().read(state, "BOTH", sides)[0]
    size = state.one.I[[WORLD.regions.index(r) for r in ("USA", "CHN")]]
    single = [RealIncome().read(state, r, sides)[0] for r in ("USA", "CHN")]
    assert both == pytest.approx(np.average(single, weights=size))


def test_wrong_weights_and_names_are_refused():
    with pytest.raises(DataError, match="political weight"):
        Political({"A": -1.0})
    with pytest.raises(DataError, match="all political weights are zero"):
        Political(dict.fromkeys(WORLD.sectors, 0.0)).scaled(WORLD)
    with pytest.raises(LabelError, match="sector"):
        Political({"X99": 1.0}).scaled(WORLD)
    with pytest.raises(LabelError, match="Did you mean CHN"):
        Sides(WORLD, {}).of("CHM")
    with pytest.raises(DataError, match="at least one part"):
        Weighted(())
