"""Laws of games on random worlds: symmetry, more instruments, regret, bargaining on the frontier."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.economy.longrun import LongRun
from detente.strategy.cooperate import cooperate
from detente.strategy.game import TariffGame
from detente.strategy.instruments import Instruments
from detente.strategy.nash import nash
from detente.strategy.objectives import RivalLoss
from detente.strategy.uniform_war import uniform_war
from detente.world.world import World

FEW = settings(max_examples=12, deadline=None)
ELASTICITIES = st.floats(2.0, 7.0)
SEEDS = st.integers(0, 10_000)


def balanced(eps):
    """Without transfers: who receives fixed ones may gain by shutting its market (tests/unit/strategy/test_game.py)."""
    return LongRun(elasticity=eps, deficits="balanced")


def made(flows, tariff=None, inputs=0.0):
    N, _, J = flows.shape
    tariff = np.zeros_like(flows) if tariff is None else tariff
    use = np.zeros((N, J, J))
    if inputs:
        use = inputs * np.repeat(flows.sum(axis=0)[:, None, :] / J, J, axis=1)
        spending = (flows * (1.0 + tariff)).sum(axis=1)
        use *= np.minimum(1.0, 0.9 * spending / use.sum(axis=2)).min()
    return World.from_arrays(
        flows,
        None,
        use,
        None,
        tariff,
        regions=[f"R{n}" for n in range(N)],
        sectors=[f"S{j}" for j in range(J)],
        year=2020,
        unit="USD mn",
    )


def drawn(seed, N=3, J=2, inputs=0.3):
    rng = np.random.default_rng(seed)
    flows = rng.uniform(0.5, 4.0, (N, N, J))
    flows[np.arange(N), np.arange(N)] += rng.uniform(10.0, 40.0, (N, J))
    tariff = rng.uniform(0.0, 0.15, (N, N, J))
    tariff[np.arange(N), np.arange(N)] = 0.0
    return made(flows, tariff, inputs)


def symmetric(abroad, N=3, J=2):
    flows = np.full((N, N, J), abroad)
    flows[np.arange(N), np.arange(N)] = 10.0
    return made(flows)


@FEW
@given(eps=ELASTICITIES, abroad=st.floats(0.5, 4.0))
def test_equal_economies_have_equal_tariffs_and_losses(eps, abroad):
    world = symmetric(abroad)
    war = uniform_war(world, eps)
    for name in ("tariff", "welfare"):
        np.testing.assert_allclose(war.data[name], war.data[name].values[0], atol=1e-9)
    assert float(war.data["welfare"].max()) < 0
    game = TariffGame(world, model=balanced(eps), players=world.regions)
    found = nash(game, deviations=1, others=0, coalitions=False)
    rates = [found.moves[p].values for p in world.regions]
    for other in rates[1:]:
        np.testing.assert_allclose(other, rates[0], atol=1e-5)


@FEW
@given(seed=SEEDS, eps=ELASTICITIES)
def test_more_instruments_never_hurt_the_mover(seed, eps):
    world = drawn(seed)
    payoffs = []
    for by in ("uniform", "sector", "sector-partner"):
        game = TariffGame(
            world,
            model=balanced(eps),
            players=("R0",),
            instruments=Instruments(by=by, on="all", lowest=-0.3),
        )
        payoffs.append(game.best_response("R0", starts=0).payoff)
    assert payoffs[0] <= payoffs[1] + 1e-9 <= payoffs[2] + 2e-9


@FEW
@given(seed=SEEDS, eps=ELASTICITIES, weight=st.sampled_from([0.0, 0.5]))
def test_every_equilibrium_returned_leaves_no_gain(seed, eps, weight):
    world = drawn(seed)
    game = TariffGame(
        world,
        model=balanced(eps),
        players=("R0", "R1"),
        objective={"R0": RivalLoss("R1", weight), "R1": RivalLoss("R0", weight)},
    )
    war = nash(game, deviations=2, others=0)
    assert war.certificate.ok
    assert max(war.regret.values()) <= 1e-6
    for player in game.players:
        reply = game.best_response(player, war.moves, starts=0)
        assert reply.gain <= 1e-6


@FEW
@given(seed=SEEDS, eps=ELASTICITIES)
def test_bargains_are_better_than_the_war_and_cannot_be_improved_for_both(seed, eps):
    world = drawn(seed)
    game = TariffGame(
        world,
        model=balanced(eps),
        players=("R0", "R1"),
        instruments=Instruments(lowest=-0.3, highest=2.0),
    )
    war = nash(game, deviations=1, others=0)
    deal = cooperate(game, war)
    assert all(deal.payoffs[p] > war.payoffs[p] for p in game.players)
    # at the solution the weighted slopes vanish in every rate that is inside its bounds
    gains = {p: deal.payoffs[p] - war.payoffs[p] for p in game.players}
    there = game.stage.visit(game.logs(deal.moves))
    for player in game.players:
        slopes = there.joint({p: 1.0 / gain for p, gain in gains.items()}, (player,))[player]
        single = [np.abs(there.slopes(player, p)).max() / gains[p] for p in game.players]
        inside = (deal.moves[player].values > -0.299) & (deal.moves[player].values < 1.99)
        assert np.abs(slopes[inside]).max(initial=0.0) < 2e-2 * max(single)


@FEW
@given(seed=SEEDS)
def test_closer_substitutes_mean_lower_best_tariffs(seed):
    world = drawn(seed, inputs=0.0)
    rates = [
        float(
            TariffGame(world, model=balanced(eps), players=("R0",), instruments="uniform")
            .best_response("R0", starts=0)
            .moves[0]
        )
        for eps in (2.0, 4.0, 8.0)
    ]
    assert rates[0] > rates[1] > rates[2]


@pytest.mark.parametrize("eps", [3.0, 6.0])
def test_a_small_economy_with_one_sector_takes_one_over_the_elasticity(eps):
    flows = np.array([[[1e-3], [2e-4]], [[2e-4], [1e3]]])
    game = TariffGame(made(flows), model=balanced(eps), players=("R0",), instruments="uniform")
    assert game.best_response("R0", starts=0).moves.item() == pytest.approx(1.0 / eps, rel=1e-2)


@FEW
@given(seed=SEEDS, eps=ELASTICITIES)
def test_the_formula_with_rivals_revenue_is_the_true_best_reply_of_two(seed, eps):
    world = drawn(seed, N=2, J=1, inputs=0.0)
    exact = uniform_war(world, eps, "rival-revenue", replies=True)
    # the search for a reply ends where slopes are flat, a hundredth of a point from the peak at most
    np.testing.assert_allclose(exact.data["reply_gap"], 0.0, atol=1e-4)
