import nashpy
import numpy as np
import pytest

from detente.core.errors import DataError, LabelError, NotSolved
from detente.economy.longrun import LongRun
from detente.economy.shortrun import ShortRun
from detente.ledger.wedges import wedges
from detente.strategy.cooperate import cooperate, frontier
from detente.strategy.game import TariffGame
from detente.strategy.instruments import Instruments
from detente.strategy.nash import nash
from detente.strategy.objectives import RivalLoss
from detente.strategy.political import political_weights
from detente.world.toy import toy_world
from detente.world.world import World

WORLD = toy_world()
LONG = LongRun(elasticity=4.0)
PAIR = ("USA", "CHN")


def game(**more):
    return TariffGame(**{"world": WORLD, "model": LONG, "players": PAIR, **more})


@pytest.fixture(scope="module")
def war():
    return nash(game())


def test_a_war_leaves_nobody_a_gain(war):
    assert war.certificate.ok
    assert max(war.regret.values()) <= 1e-6
    assert max(war.certificate.details["projected slopes, objective per ln(1 + rate)"].values()) < 1e-6
    gains = war.certificate.details["gains of every search for a deviation"]
    assert all(len(tried) >= 6 for tried in gains.values())


def test_a_war_is_the_best_reply_to_itself(war):
    play = game()
    for player in PAIR:
        reply = play.best_response(player, war.moves, starts=2)
        np.testing.assert_allclose(reply.moves, war.moves[player], atol=2e-4)
        assert abs(reply.gain) < 1e-9


def test_no_single_rate_moved_gains(war):
    play = game()
    for player in PAIR:
        for k in range(war.moves[player].size):
            for step in (0.02, -0.02):
                rates = war.moves[player].values.copy()
                rates[k] = max(0.0, rates[k] + step)
                there = play.payoffs({**war.moves, player: rates})
                assert there[player] <= war.payoffs[player] + 1e-9


def test_the_model_itself_gives_the_payoffs(war):
    outcome = LONG.solve(WORLD, wedges(WORLD), war.wedges)
    np.testing.assert_allclose(outcome.data["welfare"], war.data["welfare"], atol=1e-8)
    for player in PAIR:
        assert war.payoffs[player] == pytest.approx(
            float(np.log1p(outcome.data["welfare"].sel(region=player))), abs=1e-8
        )


def test_a_grid_of_the_game_has_its_equilibrium_next_to_the_war():
    """An independent solver of matrix games, on payoffs of our economy."""
    play = game(instruments="uniform")
    found = nash(play, deviations=1, others=0)
    grid = np.linspace(0.0, 1.0, 21)
    payoffs = [[play.payoffs({"USA": [a], "CHN": [b]}) for b in grid] for a in grid]
    A, B = (1e4 * np.array([[cell[p] for cell in row] for row in payoffs]) for p in PAIR)
    matrix = nashpy.Game(A, B)
    pure = [
        (i, j) for i in range(grid.size) for j in range(grid.size) if A[i, j] >= A[:, j].max() and B[i, j] >= B[i].max()
    ]
    assert pure
    for i, j in pure:
        row, column = np.eye(grid.size)[i], np.eye(grid.size)[j]
        assert list(matrix.is_best_response(row, column)) == [True, True]
        assert abs(grid[i] - found.moves["USA"].item()) <= 0.05
        assert abs(grid[j] - found.moves["CHN"].item()) <= 0.05
    near = [np.abs(grid - found.moves[p].item()).argsort()[:4] for p in PAIR]
    cut = nashpy.Game(A[np.ix_(*near)], B[np.ix_(*near)])
    for sigma, tau in cut.support_enumeration():
        assert abs(sigma @ grid[near[0]] - found.moves["USA"].item()) <= 0.06
        assert abs(tau @ grid[near[1]] - found.moves["CHN"].item()) <= 0.06


def test_more_starts_end_in_the_same_war():
    one = nash(game(), others=3)
    assert "same equilibrium from 4 other starts" in one.certificate.details["multiplicity"]


def test_three_players_and_pairs_that_would_leave():
    play = game(players=WORLD.regions, instruments="uniform")
    found = nash(play, deviations=1, others=0)
    assert max(found.regret.values()) <= 1e-6
    pairs = found.certificate.details["pairs that would both gain by moving together"]
    for gains in pairs.values():
        assert min(gains.values()) > 0
    assert pairs, "two of three can agree on lower tariffs between them or higher ones on the third"


def test_a_receiver_of_fixed_transfers_shuts_its_market():
    """What makes the long run's fixed transfers unfit for prohibitive tariffs: see the page on games."""
    rng = np.random.default_rng(344)
    flows = rng.uniform(0.5, 4.0, (3, 3, 2))
    flows[np.arange(3), np.arange(3)] += rng.uniform(10.0, 40.0, (3, 2))
    world = World.from_arrays(
        flows, None, None, None, np.zeros_like(flows), regions="ABC", sectors=("s", "t"), year=2020, unit="USD mn"
    )
    receiver = world.regions[int(world.deficits.argmax())]
    rates = {}
    for deficits in ("fixed", "balanced"):
        model = LongRun(elasticity=8.0, deficits=deficits)
        play = TariffGame(world, model=model, players=(receiver,), instruments="uniform")
        rates[deficits] = play.best_response(receiver, starts=0).moves.item()
    assert rates["fixed"] > 4.9
    assert rates["balanced"] < 0.3


def test_bounds_hold_and_slopes_point_outwards_there():
    play = game(instruments=Instruments(highest=0.1))
    found = nash(play, deviations=1, others=0)
    for player in PAIR:
        rates = found.moves[player]
        assert float(rates.max()) <= 0.1 + 1e-12
        slopes = play.gradient(player, found.moves)
        assert (slopes.values[rates.values >= 0.1 - 1e-9] > 0).all()


def test_export_taxes_and_barriers_are_instruments_too():
    tax = game(instruments={"USA": "export-tax", "CHN": "sector"})
    reply = tax.best_response("USA", starts=1)
    assert reply.gain > 0
    assert set(reply.moves["wedge"].values) == {"export_tax"}
    hurt = game(
        instruments={"USA": Instruments(wedge="barrier", highest=1.0), "CHN": "sector"},
        objective={"USA": RivalLoss("CHN", 50.0), "CHN": RivalLoss("USA", 0.0)},
    )
    assert float(hurt.best_response("USA", starts=0).moves.max()) > 0.1


def test_a_group_sets_one_tariff_and_none_on_itself():
    play = game(players=("BLOC",), instruments="sector", groups={"BLOC": ("USA", "CHN")})
    reply = play.best_response("BLOC", starts=0)
    tariff = play.wedges({"BLOC": reply.moves})["tariff"]
    other = next(r for r in WORLD.regions if r not in PAIR)
    goods = [s for s, good in zip(WORLD.sectors, WORLD.goods, strict=True) if good]
    np.testing.assert_allclose(
        tariff.sel(importer="USA", exporter=other, sector=goods),
        tariff.sel(importer="CHN", exporter=other, sector=goods),
    )
    np.testing.assert_allclose(
        tariff.sel(importer="USA", exporter="CHN"), WORLD.tariff[WORLD.regions.index("USA"), WORLD.regions.index("CHN")]
    )


def test_short_run_and_both_horizons():
    short = game(model=ShortRun(), instruments="uniform", players=("USA",))
    reply = short.best_response("USA", starts=0)
    assert reply.gain >= 0
    both = game(model=((ShortRun(), 0.4), (LONG, 0.6)), instruments="uniform")
    rates = {"USA": [0.3], "CHN": [0.3]}
    parts = [game(model=model, instruments="uniform").payoffs(rates)["USA"] for model in (ShortRun(), LONG)]
    assert both.payoffs(rates)["USA"] == pytest.approx(0.4 * parts[0] + 0.6 * parts[1], abs=1e-9)


def test_agreement_beats_the_war_for_both_and_lies_on_the_frontier(war):
    play = game()
    deal = cooperate(play, war)
    edge = frontier(play, points=9)
    for player in PAIR:
        assert deal.payoffs[player] > war.payoffs[player]
    payoffs = edge.data["payoff"].values
    order = np.argsort(payoffs[:, 0])
    assert (np.diff(payoffs[order, 1]) <= 1e-7).all()
    mine = np.array([deal.payoffs[p] for p in PAIR])
    assert not (payoffs > mine + 1e-6).all(axis=1).any()
    product = np.prod(payoffs - [war.payoffs[p] for p in PAIR], axis=1)
    inside = (payoffs > [war.payoffs[p] for p in PAIR]).all(axis=1)
    assert np.prod(mine - [war.payoffs[p] for p in PAIR]) >= product[inside].max() - 1e-12


def test_all_power_gives_nearly_all_surplus(war):
    play = game(instruments=Instruments(lowest=-0.3))
    even = cooperate(play, war)
    strong = cooperate(play, war, power={"USA": 0.95, "CHN": 0.05})
    assert strong.payoffs["USA"] > even.payoffs["USA"]
    assert strong.payoffs["CHN"] < even.payoffs["CHN"]


def test_nothing_to_agree_on_is_a_sentence():
    with pytest.raises(NotSolved, match="nothing to agree on"):
        cooperate(game(), {"USA": 0.5, "CHN": 0.5})


def test_weights_from_tariffs_bring_these_tariffs_closer():
    play = TariffGame(WORLD, model=LONG, players=("USA",), instruments="sector")
    best = play.best_response("USA", starts=0)
    sectors = best.moves["sector"].values.tolist()
    rates = dict(zip(sectors, best.moves.values * np.linspace(0.8, 1.3, len(sectors)), strict=True))
    weights, left = political_weights(play, "USA", rates)
    assert 0 <= left < 1
    again = TariffGame(WORLD, model=LONG, players=("USA",), instruments="sector", objective=weights)
    found = again.best_response("USA", starts=0).moves.values
    wanted = np.array([rates[s] for s in sectors])
    assert np.abs(found - wanted).sum() < np.abs(best.moves.values - wanted).sum()


@pytest.mark.parametrize(
    ("more", "error", "match"),
    [
        ({"players": ()}, DataError, "needs players"),
        ({"players": ("USA", "USA")}, DataError, "each named once"),
        ({"players": ("USA", "US1")}, LabelError, "Did you mean USA"),
        ({"players": ("USA", "B"), "groups": {"B": ("USA",)}}, DataError, "play twice"),
        ({"instruments": "everything"}, DataError, "no choice"),
        ({"instruments": {"USA": "sector"}}, DataError, "no instruments are given for CHN"),
        ({"objective": {"USA": RivalLoss("CHN")}}, DataError, "no objective is given for CHN"),
        ({"instruments": Instruments(sectors=("X1",))}, LabelError, "sector"),
    ],
)
def test_what_cannot_be_played_is_refused(more, error, match):
    with pytest.raises(error, match=match):
        game(**more)


def test_bad_instruments_and_moves_are_refused():
    with pytest.raises(DataError, match="leave no choice"):
        Instruments(lowest=0.5, highest=0.1)
    with pytest.raises(DataError, match="barrier"):
        Instruments(wedge="barrier", lowest=-0.1)
    with pytest.raises(DataError, match="by='cell'"):
        Instruments(by="cell")
    with pytest.raises(DataError, match="does not play"):
        game().payoffs({"MEX": [0.1]})
    with pytest.raises(DataError, match="instruments; 1 rates"):
        game().payoffs({"USA": [0.1]})
    with pytest.raises(DataError, match="same wedge with two"):
        game(instruments=(Instruments(by="uniform"), Instruments(by="sector")))


def test_a_war_in_the_short_run_leaves_no_small_step_that_gains():
    play = game(model=ShortRun(), instruments="uniform")
    found = nash(play, deviations=0, others=0)
    assert found.certificate.ok
    gains = found.certificate.details["gains of every search for a deviation"]
    assert all(len(tried) >= 12 for tried in gains.values())
    for player in PAIR:
        for step in (0.05, -0.05):
            rate = max(0.0, found.moves[player].item() + step)
            assert play.payoffs({**found.moves, player: [rate]})[player] <= found.payoffs[player] + 1e-8
